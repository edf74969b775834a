/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of a named, wrongly named or unnamed character set into UTF-8. Never fails. */
#ifndef CIRCULARD_DECODE_CHARSET_H
#define CIRCULARD_DECODE_CHARSET_H

#include <glib.h>

#include "base/auto.h"

/* The conversions opened so far: iconv loads each one's tables from a file. */
struct charsets;
struct charsets *charsets_new(void);
void charsets_free(struct charsets *charsets);
AUTO_DEFINE(charsets)
void charsets_warm(struct charsets *charsets);      /* what nearly all mails use, at few mappings */
void charsets_warm_rare(struct charsets *charsets); /* and all the rest that they are known to use */

/* Called when a set is wanted that cannot be opened; need not come back. May be NULL. */
typedef void (*charsets_lack_watcher)(gpointer data);
void charsets_on_lack(struct charsets *charsets, charsets_lack_watcher watcher, gpointer data);
/* Somebody else is about to open this set by iconv. */
void charsets_expect(struct charsets *charsets, const char *label);

struct charset_result {
    GString *utf8;    /* owned; may still hold control characters */
    guint replaced;   /* bytes that mean nothing, written as U+FFFD */
    const char *used; /* name of the character set taken; static or owned by charsets */
    gboolean guessed; /* it is not the one that was declared */
};

/* label: as declared; NULL for none. */
struct charset_result charset_decode(struct charsets *charsets, const char *bytes, gsize length,
                                     const char *label);

#endif
