/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last word on each sentence that might ask: what rules and words make of it, weighed by its context, as
 * context.h does for dates. The weights stand in etc/lang/asking.learned. */
#ifndef CIRCULARD_FIND_ASKING_H
#define CIRCULARD_FIND_ASKING_H

#include "find/document.h"
#include "find/weights.h"

/* The text of a file of weights, and its name for messages: an error names the line. */
struct weights *asking_read(const char *text, const char *name, GError **error);

/* The odds that the sentence asks the reader for something, as a logarithm. by_rules: above 0 where rules say
 * so; by_words: what was learned of its words. */
double asking_weigh(const struct weights *weights, const struct document *d, guint sentence, double by_rules, double by_words);

/* For whoever learns, as context_describe. */
void asking_describe(const struct document *d, guint sentence, double by_rules, GString *names);

#endif
