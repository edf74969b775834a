/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reading of one mail, and the family of readers: one for each kind of leaf. */
#ifndef CIRCULARD_DECODE_READING_H
#define CIRCULARD_DECODE_READING_H

#include <glib-object.h>
#include <time.h>

#include "decode/charset.h"
#include "decode/decode.h"
#include "decode/lines.h"
#include "decode/sniff.h"

struct decoder {
    struct decode_limits limits;
    struct charsets *charsets;
    struct ocr *ocr;
    GObject *pdf; /* keeps warm what reads PDF */
    GPtrArray *read; /* of GObject, which the last mail was read from: a child ends sooner than it would free them; NULL: none */
    decode_watcher watcher;
    gpointer watcher_data;
    decode_lack_watcher lack_watcher;
    gpointer lack_watcher_data;
};

/* Everything that is counted while a mail is read. */
struct reading {
    struct decoder *decoder;
    const struct decode_limits *limits;
    struct text *text;
    guint letter;      /* index of the letter that the next part belongs to */
    guint level;       /* of parts inside parts */
    guint parts;       /* leaves met so far */
    guint unnamed;     /* attachments that had to be given a name */
    guint ocr_pages;   /* recognised so far */
    clock_t begun;     /* processor time */
    gsize text_bytes;  /* written so far */
    gsize unpacked_bytes;
    GHashTable *shown; /* Content-IDs (RFC 2392) or file names of pictures in the mail that a page shows → whether large;
                          NULL: none */
    GHashTable *enclosed; /* Content-IDs and file names of this letter's parts; NULL: not known */
};

/* One leaf: bytes with what the sender says about them. */
struct leaf {
    GBytes *bytes;       /* borrowed */
    const char *name;    /* as shown to people */
    const char *type;    /* "text/html" in lower case, or NULL */
    const char *charset; /* as declared, or NULL */
    gboolean body;
    gboolean alternative;
    gboolean flowed, delsp; /* RFC 3676 */
    gboolean decoration;    /* an image shown inside a text: a logo, a signature */
    gboolean pasted;        /* an image shown large among words: it may hold some, or be a photograph */
};

/* A part for this leaf's text. */
struct text_part *reading_add_part(struct reading *reading, const struct leaf *leaf,
                                   enum text_form form);
/* Cleans and appends; at a limit it cuts and says so. FALSE: no more room. */
gboolean reading_append(struct reading *reading, struct text_part *part, const char *utf8,
                        gsize length);
/* A part with all that the lines hold. */
struct text_part *reading_add_lines(struct reading *reading, const struct leaf *leaf,
                                    enum text_form form, struct lines *lines);
/* Are there parts from this one on, attachments all, and no word in them? */
gboolean reading_is_blank(const struct reading *reading, guint first_part);
/* Has the letter that is read words of its own in the parts from this one on? */
gboolean reading_has_body(const struct reading *reading, guint first_part);
/* Starts the next page of a paged part. */
void reading_turn_page(struct reading *reading, struct text_part *part);
/* TRUE while bytes more may be unpacked; else says so and gives FALSE. */
gboolean reading_unpack(struct reading *reading, const char *part, gsize bytes);

/* Frees it, now or later: to take apart what was read from so many bytes costs a fifth of reading it, and most
 * processes that read end after it. NULL is no matter. */
void reading_let_go(struct reading *reading, gpointer object, gsize bytes);

/* Counts and asks the watcher before each leaf and each scanned page; FALSE: leave it, it is told. */
gboolean reading_may_start(struct reading *reading, const char *name);

/* A page shows the picture of this Content-ID. FALSE: it is not in the mail. */
gboolean reading_show(struct reading *reading, const char *content_id, gboolean large);
/* Has a page shown the one of this Content-ID or file name? */
gboolean reading_shows(const struct reading *reading, const char *name);
gboolean reading_shows_large(const struct reading *reading, const char *name);

/* Decoration too small to be a page: no loss where it cannot be read. */
gboolean leaf_is_ornament(const struct leaf *leaf);
/* Sniffs and reads; whatever happens is written down in reading.text. */
void leaf_read(struct reading *reading, const struct leaf *leaf);

/* The family. Each reads one kind of leaf and says what it could not. */
void plain_read(struct reading *reading, const struct leaf *leaf);
void html_read(struct reading *reading, const struct leaf *leaf);
void pdf_read(struct reading *reading, const struct leaf *leaf);
void mime_read(struct reading *reading, const struct leaf *leaf); /* a mail as a leaf */
void scan_read(struct reading *reading, const struct leaf *leaf);
void rtf_read(struct reading *reading, const struct leaf *leaf);
void tnef_read(struct reading *reading, const struct leaf *leaf);
void calendar_read(struct reading *reading, const struct leaf *leaf);
void pgp_read(struct reading *reading, const struct leaf *leaf);
void pkcs7_read(struct reading *reading, const struct leaf *leaf);
void ole_read(struct reading *reading, const struct leaf *leaf);
void office_read(struct reading *reading, const struct leaf *leaf); /* any ZIP archive */
void xml_read(struct reading *reading, const struct leaf *leaf);

/* A whole mail: its letter and everything in it. */
void mime_read_letter(struct reading *reading, GBytes *raw, guint depth);

#endif
