/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the words around a date weigh, and those of a sentence that might ask, as letters with answers have taught it.
 *
 * Rules say what a construction means; where none fits, or several disagree, single words, roots and pairs
 * of words still lean one way. Each that is looked at is a feature with a name ("near reply",
 * "pair-before report by"); the weight of each stands in etc/lang/XX.learned, which `make learn` writes. */
#ifndef CIRCULARD_FIND_LEARNED_H
#define CIRCULARD_FIND_LEARNED_H

#include "find/document.h"

struct learned;

/* The text of a file of weights, and its name for messages: an error names the line. */
struct learned *learned_read(const char *text, const char *name, GError **error);
void learned_free(struct learned *learned); /* NULL is fine */
/* After the last word of the packs, before the first text. */
void learned_seal(struct learned *learned, const struct vocab *vocab);

/* For a request of the reader, or against one. */
double learned_weigh_sentence(const struct learned *learned, const struct document *d, guint sentence);
void learned_describe_sentence(const struct document *d, guint sentence, GString *names);

/* For a deadline (above 0) or against one. */
double learned_weigh(const struct learned *learned, const struct document *d, guint sentence, const struct date *date);

/* For whoever learns: the names of all features of a date, each after a tab. */
void learned_describe(const struct document *d, guint sentence, const struct date *date, GString *names);

#endif
