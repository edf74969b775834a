/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Foreign text made fit for struct text: valid UTF-8, no control characters. */
#ifndef CIRCULARD_DECODE_CLEAN_H
#define CIRCULARD_DECODE_CLEAN_H

#include <glib.h>

/* Appends at most most bytes of cleaned text: line ends become \n, other controls but \t go, \f
 * stays where pages is TRUE and becomes \n elsewhere. Counts bytes that were no UTF-8 into
 * replaced (may be NULL). FALSE: it did not all fit. */
gboolean clean_append(GString *out, const char *utf8, gsize length, gsize most, gboolean pages,
                      guint *replaced);

/* One line of at most most bytes, white space folded, without bidirectional overrides; "…" at a
 * cut. NULL for NULL and for what has nothing in it. Owned by the caller. */
char *clean_line(const char *text, gsize most);

/* The last component of a file name as shown to people, at most 200 bytes; NULL for none. */
char *clean_name(const char *name);

#endif
