/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every limit of decode in one place. None of them is silent: the one that bites is named in
 * text.limits, in words for a person. */
#ifndef CIRCULARD_DECODE_LIMITS_H
#define CIRCULARD_DECODE_LIMITS_H

#include <glib.h>

struct decode_limits {
    guint letters;          /* depth of letters forwarded inside letters */
    guint levels;           /* depth of parts inside parts, archives included */
    guint parts;            /* of a mail, all levels together */
    gsize mail_bytes;       /* of a mail or document; what lies beyond is not read */
    gsize header_bytes;     /* of one header field */
    gsize headers_bytes;    /* of all header fields of a mail together */
    gsize part_text_bytes;  /* of one part's text */
    gsize text_bytes;       /* of a mail's text */
    gsize unpacked_bytes;   /* out of all archives and office files of a mail together */
    guint archive_entries;  /* of one archive or office file */
    guint pages;            /* of one document */
    guint ocr_pages;        /* of a mail; 0 switches text recognition off */
    guint ocr_seconds;      /* of processor time, after which no further page is begun */
    guint64 pixels;         /* of one image */
};

extern const struct decode_limits decode_limits_default;

struct conf;
struct conf_node;
/* The group "limits" of the configuration; NULL: the defaults. Mistakes are noted in conf. */
struct decode_limits decode_limits_read(struct conf *conf, const struct conf_node *group);

#endif
