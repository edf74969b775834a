/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions that stand for the same made one. Neither call changes what any text is read as. */
#ifndef CIRCULARD_FIND_PATTERN_SHARE_H
#define CIRCULARD_FIND_PATTERN_SHARE_H

#include "find/pattern_automaton.h"

/* The positions from `from` on, which are one pattern's: beginnings and ends that its alternatives share. */
void share_pattern(struct automaton *a, guint32 from);
/* All of them: beginnings that patterns share. Fills automaton.ends. */
void share_all(struct automaton *a);

#endif
