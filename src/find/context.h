/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last word on each date: what rules and words make of it, weighed by its context.
 *
 * Rules were written after letters that are known, and so they promise more than they hold; words alone
 * know nothing of who acts. How far each is to be trusted, and what it means that somebody was asked in the
 * sentence before or that another date beside is the better one, is learned from statements that no rule was
 * written after. It is the same in every language: kinds of rules are counted, not words. The weights
 * stand in etc/lang/context.learned, which `make learn` writes. */
#ifndef CIRCULARD_FIND_CONTEXT_H
#define CIRCULARD_FIND_CONTEXT_H

#include "find/role.h"
#include "find/weights.h"

/* The text of a file of weights, and its name for messages: an error names the line. */
struct weights *context_read(const char *text, const char *name, GError **error);

/* The highest sum of rules and words that a date of the text has, which date it is, and the next lower one. Dates that
 * have their role by their place are left out. */
struct context_best {
    guint index; /* none: G_MAXUINT */
    double first, second; /* none: -G_MAXDOUBLE */
};
struct context_best context_best(const GArray *verdicts);

#define CONTEXT_NEIGHBOURS 8 /* dates before and behind that context_weigh looks at, and no others but the best */

/* The odds of a deadline, as a logarithm: above 0 it is more likely one than not. Reads the verdicts of the dates
 * around, as rules and words have left them; letter: the day the letter was written. */
double context_weigh(const struct weights *weights, const struct document *d, const GArray *verdicts, const struct context_best *best,
                     guint index, guint32 letter);

/* For whoever learns: each feature of a date after a tab, with its value where that is not 1. What dates around
 * make of it is missing: it depends on what is learned of words. */
void context_describe(const struct document *d, const GArray *verdicts, guint index, guint32 letter, GString *names);

#endif
