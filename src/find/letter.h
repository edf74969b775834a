/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the words of a whole mail say: whether it is a circular, and whether anything in it is due.
 * The weights of words stand in etc/lang/words.learned beside those for kinds, how far they are trusted in letter.learned. */
#ifndef CIRCULARD_FIND_LETTER_H
#define CIRCULARD_FIND_LETTER_H

#include "find/collect.h"

/* pieces: the parts of the mail, with what rules say of their genre, which is weighed anew; subject: may be NULL. Sets
 * what is due in each document, too. Changes nothing where nothing was learned, or in a text of few words. */
void letter_weigh(const struct packs *packs, const GPtrArray *pieces, const char *subject);

/* For whoever learns: a candidate for each of the two questions, with its features; words come with the first. */
void letter_describe(const GPtrArray *pieces, const char *subject, GPtrArray *candidates);

/* What was learned; its name is for messages. */
struct weights *letter_read(const char *text, const char *name, GError **error);

#endif
