/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words made comparable: references, subjects, sentences. Pure. */
#ifndef CIRCULARD_KEEP_WORDS_H
#define CIRCULARD_KEEP_WORDS_H

#include <glib.h>

#include "base/auto.h"

/* "ACD 7(2024)" and "acd 7 (2024)" are both "acd 7 2024". NULL for NULL and where no figure is in
 * it: the name of a department alone names no letter. */
char *words_reference_key(const char *reference);

/* Without what mail programs put in front ("Re:", "TR :", "[EXTERNAL]", …), for people. Never NULL. */
char *words_bare_subject(const char *subject);
/* The same, folded; NULL where nothing is left. */
char *words_subject_key(const char *subject);
/* "Meeting" says nothing; "report on labour inspection in agriculture" does. */
gboolean words_are_telling(const char *subject_key);

/* The words of some sentences, each once. */
struct bag;
struct bag *bag_new(void);
void bag_free(struct bag *bag);
AUTO_DEFINE(bag)
void bag_add(struct bag *bag, const char *text);
void bag_forget_number(struct bag *bag, guint number); /* as if it did not stand there */
guint bag_words(const struct bag *bag);
/* Common words, as a share of the smaller bag's; 0 where one is empty. */
double bag_overlap(const struct bag *a, const struct bag *b);
/* Every figure of one stands in the other: case 2090 is not case 3120. */
gboolean bag_numbers_agree(const struct bag *a, const struct bag *b);

#endif
