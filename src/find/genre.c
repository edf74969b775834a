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
    gboolean asks = h->government_asks > 0 || n[RULE_ADDRESSEE] > 0;
    gboolean organization = h->letterheads > 0 || (sender != NULL && sender->counts[RULE_LETTERHEAD] > 0);
    double sum = -2.5;

    sum += (organization ? 2.0 : asks ? 1.0 : 0) + 0.6 * at_most(h->government_asks, 2) + 0.3 * at_most(n[RULE_LETTERHEAD], 2);
    sum += 1.2 * (d->salutation != G_MAXUINT32) + 0.9 * (d->closing != G_MAXUINT32);
    sum += 1.3 * at_most(n[RULE_ADDRESSEE], 1) + 1.0 * (h->reference != NULL) + 0.4 * (h->letter_date != 0);
    sum += 0.7 * at_most(n[RULE_OFFICIAL], 3) + 0.3 * at_most(n[RULE_READER], 3) + 0.5 * at_most(n[RULE_ASK], 3);
    return sum;
}

static double sum_against(const struct heading *h)
{
    const double *n = h->against;

    return MIN(n[RULE_NEWS], 7) + MIN(n[RULE_MINUTES], 7) + MIN(n[RULE_REPORT], 6) + MIN(n[RULE_EVERYDAY], 5);
}

struct genre genre_tell(const struct document *d, const struct heading *h, const struct heading *sender)
{
    double bad = sum_against(h) + (sender != NULL ? 1.3 * sum_against(sender) : 0);
    struct genre genre = { 1 / (1 + exp(-(sum_for(d, h, sender) - bad) * 1.3)), FALSE };
    gboolean named = h->counts[RULE_LETTERHEAD] > 0 || (sender != NULL && sender->counts[RULE_LETTERHEAD] > 0);

    if (!named && h->government_asks == 0 && h->counts[RULE_ADDRESSEE] + h->counts[RULE_OFFICIAL] < 2)
        genre.score = MIN(genre.score, 0.4);
    genre.silent = bad >= 2.4 && genre.score < 0.5;
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
