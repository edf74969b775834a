/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headings with wide spaces between their letters. */
#ifndef CIRCULARD_DECODE_LAYOUT_SPACED_H
#define CIRCULARD_DECODE_LAYOUT_SPACED_H

#include "decode/layout.h"

/* Makes words of the letters; words: of struct word, which are put into another order. The new words'
 * texts are kept in store. */
void layout_join_spaced(GArray *words, GStringChunk *store);

#endif
