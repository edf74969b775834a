/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in units of two or four bytes: UTF-16 and UTF-32, with their mark or without. */
#ifndef CIRCULARD_DECODE_WIDE_H
#define CIRCULARD_DECODE_WIDE_H

#include <glib.h>

struct wide {
    const char *set; /* "utf-16le", …; NULL: the bytes are no such text */
    gsize mark;      /* bytes of the byte order mark; 0 where there is none */
};

struct wide wide_tell(const char *bytes, gsize length);
/* The ASCII of the text's beginning, other characters as '?', to look for keywords in. */
char *wide_peek(const struct wide *wide, const char *bytes, gsize length);

#endif
