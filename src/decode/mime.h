/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_MIME_H
#define CIRCULARD_DECODE_MIME_H

#include <glib.h>

#include "decode/reading.h"

void mime_start(void); /* once a process; again is fine */

/* A part with its own header (a signed one taken out of its envelope), read into the letter around. */
void mime_read_entity(struct reading *reading, GBytes *raw);

/* Facts of a letter from the header of a mail alone, in UTF-16 where wide. FALSE: it names no sender. */
gboolean mime_fill_letter(struct reading *reading, GBytes *header, gboolean wide,
                          struct text_letter *letter);

/* Mail bytes that GMime can take: over-long and over-nested headers cut, parts after the limit cut
 * off. What was done is told in limits, a list of struct text_flaw. */
GByteArray *mime_guard(GBytes *raw, const struct decode_limits *limits, GPtrArray *flaws);

/* Asks for the character sets that GMime will open for the headers of this mail. */
void mime_expect_charsets(struct charsets *charsets, const char *bytes, gsize length);

#endif
