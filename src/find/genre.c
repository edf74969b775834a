/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind of text, by what its kind cannot do without.
 *
 * An official letter names an organization, greets, closes, carries a reference, speaks to
 * Governments, asks; news asks to be read on or unsubscribed, minutes list who was present, reports
 * have chapters. Each adds to or takes from one sum. Where the other kinds are plain and nobody is
 * greeted, the part is silent: whatever dates it holds, nobody is asked to keep them. */
#include "find/genre.h"

#include <math.h>

static double at_most(guint count, guint most)
{
    return MIN(count, most);
}

static double sum_for(const struct document *d, const struct heading *h, const struct heading *sender)
{
    const guint *n = h->counts;
    double sum = -2.2;

    sum += 0.9 * at_most(n[RULE_LETTERHEAD], 2) + 1.5 * at_most(n[RULE_ADDRESSEE], 1);
    sum += 1.2 * (d->salutation != G_MAXUINT32) + 0.9 * (d->closing != G_MAXUINT32);
    sum += 1.0 * (h->reference != NULL) + 0.6 * at_most(n[RULE_OFFICIAL], 3);
    sum += 0.4 * at_most(n[RULE_READER], 3) + 0.5 * at_most(n[RULE_ASK], 3);
    if (sender != NULL)
        sum += 1.4 * at_most(sender->counts[RULE_LETTERHEAD], 1) - 2.0 * at_most(sender->counts[RULE_NEWS], 2) -
               1.5 * at_most(sender->counts[RULE_MINUTES] + sender->counts[RULE_REPORT], 1);
    return sum;
}

static double sum_against(const struct heading *h)
{
    const guint *n = h->counts;

    return 1.6 * at_most(n[RULE_NEWS], 4) + 2.0 * at_most(n[RULE_MINUTES], 3) + 1.6 * at_most(n[RULE_REPORT], 3) +
           1.4 * at_most(n[RULE_EVERYDAY], 3);
}

struct genre genre_tell(const struct document *d, const struct heading *h, const struct heading *sender)
{
    double good = sum_for(d, h, sender), bad = sum_against(h);
    struct genre genre = { 1 / (1 + exp(-(good - bad) * 1.3)), FALSE };
    double other = bad + (sender != NULL ? 2.0 * at_most(sender->counts[RULE_NEWS], 2) + 2.0 * at_most(sender->counts[RULE_MINUTES] + sender->counts[RULE_REPORT], 1) : 0);

    if (h->counts[RULE_LETTERHEAD] == 0 && (sender == NULL || sender->counts[RULE_LETTERHEAD] == 0) && genre.score > 0.45 &&
        h->counts[RULE_ADDRESSEE] + h->counts[RULE_OFFICIAL] < 2)
        genre.score = 0.4;
    genre.silent = other >= 1.5 && genre.score < 0.5;
    return genre;
}

enum letter_kind genre_kind(const guint kinds[LETTER_KINDS])
{
    guint best = LETTER_NONE;

    for (guint k = 1; k < LETTER_KINDS; k++)
        if (kinds[k] >= 2 && (best == LETTER_NONE || kinds[k] > kinds[best]))
            best = k;
    return best;
}
