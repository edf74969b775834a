/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind of text, by what its kind cannot do without.
 *
 * An official letter names an organization, greets, closes, carries a reference, speaks to
 * Governments, asks; news asks to be read on or unsubscribed, minutes list who was present, reports
 * have chapters. Each adds to or takes from one sum. Where the other kinds are plain and nobody is
 * greeted, the part is silent: whatever dates it holds, nobody is asked to keep them. */
#include "find/genre.h"

#include <math.h>

#define KIND_LEAST 4 /* less than that was only mentioned */

static double at_most(guint count, guint most)
{
    return MIN(count, most);
}

static gboolean is_organization(const struct heading *sender)
{
    return sender != NULL && sender->letterheads > 0;
}

static double sum_for(const struct document *d, const struct heading *h, const struct heading *sender)
{
    const guint *n = h->counts;
    guint asked = n[RULE_ASK] + n[RULE_RECEIVE] + n[RULE_DEADLINE] + n[RULE_CLOSE] + n[RULE_OFFER];
    gboolean formal = d->salutation != G_MAXUINT32 || d->closing != G_MAXUINT32 || n[RULE_ADDRESSEE] > 0 || h->reference != NULL;
    double sum = formal || h->letterheads > 0 || is_organization(sender) ? -2.5 : -3.3; /* a letter greets, closes, is addressed or numbered */

    gboolean asks = h->government_asks > 0 || n[RULE_ADDRESSEE] > 0;
    sum += (h->letterheads > 0 || is_organization(sender) ? 2.0 : asks ? 1.0 : 0) + 0.6 * at_most(h->government_asks, 2) + 0.3 * at_most(n[RULE_LETTERHEAD], 2);
    sum += is_organization(sender) ? 0.8 : sender != NULL && sender->counts[RULE_LETTERHEAD] > 0 ? 0.6 : 0;
    sum += 1.2 * (d->salutation != G_MAXUINT32) + 0.9 * (d->closing != G_MAXUINT32);
    sum += 1.3 * at_most(n[RULE_ADDRESSEE], 1) + 1.0 * (h->reference != NULL) + 0.4 * (h->letter_date != 0);
    sum += 0.7 * at_most(n[RULE_OFFICIAL], 3) + 0.3 * at_most(n[RULE_READER], 3) + 0.5 * at_most(asked, 3);
    return sum;
}

static double sum_against(const struct heading *h)
{
    const double *n = h->against;

    return MIN(n[RULE_NEWS], 7) + MIN(n[RULE_MINUTES], 7) + MIN(n[RULE_REPORT], 6) + MIN(n[RULE_EVERYDAY], 5);
}

/* Somebody official speaks or is spoken to: courtesy alone makes no circular. */
static gboolean is_official(const struct heading *h, const struct heading *sender)
{
    const guint *n = h->counts;

    if (h->letterheads > 0 || h->government_asks > 0 || is_organization(sender))
        return TRUE;
    if (n[RULE_ADDRESSEE] > 0)
        return n[RULE_OFFICIAL] + n[RULE_LETTERHEAD] + (h->reference != NULL) > 0;
    return n[RULE_LETTERHEAD] > 0 && n[RULE_OFFICIAL] > 0;
}

struct genre genre_tell(const struct document *d, const struct heading *h, const struct heading *sender)
{
    gboolean letter = d->salutation != G_MAXUINT32 && d->closing != G_MAXUINT32 && h->counts[RULE_OFFICIAL] > 0;
    double bad = sum_against(h) * (letter ? 0.5 : 1) + (sender != NULL ? 1.3 * sum_against(sender) : 0);
    struct genre genre = { 1 / (1 + exp(-(sum_for(d, h, sender) - bad) * 1.3)), FALSE };

    if (!is_official(h, sender))
        genre.score = MIN(genre.score, 0.4);
    gboolean greets = d->salutation != G_MAXUINT32 && h->counts[RULE_OFFICIAL] + h->counts[RULE_ADDRESSEE] + h->government_asks > 0;
    genre.silent = bad >= 1.5 && genre.score < 0.5 && !greets;
    return genre;
}

enum letter_kind genre_kind(const guint kinds[LETTER_KINDS])
{
    guint best = LETTER_NONE;

    for (guint k = 1; k < LETTER_KINDS; k++)
        if (kinds[k] >= KIND_LEAST && (best == LETTER_NONE || kinds[k] > kinds[best]))
            best = k;
    return best;
}
