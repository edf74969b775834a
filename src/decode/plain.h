/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_PLAIN_H
#define CIRCULARD_DECODE_PLAIN_H

#include "decode/reading.h"

/* format=flowed into one line a paragraph (RFC 3676, 4.1). */
GString *plain_join_flowed(const char *text, gsize length, gboolean delsp);
/* The leaf's bytes as UTF-8; says what had to be guessed or replaced. */
GString *plain_decode(struct reading *reading, const struct leaf *leaf, const char *charset);

#endif
