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

/* What only a letter has: a greeting, a formula at its end, an addressee, a reference, wording in the
 * first person, Governments that are asked. */
static double letter_evidence(const struct document *d, const struct heading *h, const struct heading *sender)
{
    const guint *n = h->counts;

    return 1.0 * (d->salutation != G_MAXUINT32) + 0.9 * (d->closing != G_MAXUINT32) + 1.0 * at_most(n[RULE_ADDRESSEE], 1) +
           0.8 * (h->reference != NULL || (sender != NULL && sender->reference != NULL)) + 0.3 * (h->letter_date != 0) + 0.6 * at_most(n[RULE_OFFICIAL], 2) +
           0.7 * at_most(h->government_asks, 2);
}

/* Nobody is spoken to, and nobody speaks: news and reports tell of Governments, letters write to one. */
static gboolean is_impersonal(const struct document *d, const struct heading *h)
{
    return d->salutation == G_MAXUINT32 && h->counts[RULE_ADDRESSEE] == 0 && h->counts[RULE_OFFICIAL] == 0;
}

/* A date and a formula at the end, and it asks for something or has a file number and a greeting: a letter of some
 * office, though it does not name itself. */
static gboolean is_formal(const struct document *d, const struct heading *h)
{
    return h->letter_date != 0 && d->closing != G_MAXUINT32 && (h->counts[RULE_ASK] > 0 || (h->reference != NULL && d->salutation != G_MAXUINT32));
}

static double sum_for(const struct document *d, const struct heading *h, const struct heading *sender)
{
    const guint *n = h->counts;
    double evidence = letter_evidence(d, h, sender);
    gboolean asks = h->government_asks > 1 || n[RULE_ADDRESSEE] > 0;
    gboolean is_bare = evidence <= 0 && n[RULE_ASK] == 0; /* a programme or a list, whoever sent it */
    gboolean direct = sender != NULL && sender->letterheads > 0; /* an organization sent it */
    gboolean named = h->letterheads > 0, by_subject = sender != NULL && sender->counts[RULE_LETTERHEAD] > 0;
    double organization = direct ? 3.0 : named ? 2.0 : by_subject ? 1.4 : asks ? 1.2 : 0; /* a subject that names one may be anybody's */

    return -2.4 + organization + 1.2 * evidence + 0.2 * at_most(n[RULE_LETTERHEAD], 2) + 0.4 * at_most(n[RULE_ASK], 3) -
           (evidence < 1 && !direct ? 0.8 : 0) - (is_impersonal(d, h) && (!direct || is_bare) ? 1.0 : 0);
}

/* An organization's own letter: dated, addressed, greeting. That it thanks and wishes well makes it no less a letter. */
static gboolean is_own_letter(const struct document *d, const struct heading *h, const struct heading *sender)
{
    return sender != NULL && sender->letterheads > 0 && h->letter_date != 0 && d->salutation != G_MAXUINT32 && h->counts[RULE_ADDRESSEE] + h->counts[RULE_OFFICIAL] > 0;
}

static double sum_against(const struct heading *h, gboolean own_letter)
{
    const double *n = h->against;
    gboolean asks = h->counts[RULE_ASK] + h->counts[RULE_DUTY] + h->counts[RULE_RECEIVE] + h->government_asks > 0;
    double everyday = (own_letter ? 0.6 : asks ? 1 : 1.5) * n[RULE_EVERYDAY]; /* thanks and good wishes alone are no circular */

    return MIN(n[RULE_NEWS], 7) + MIN(n[RULE_MINUTES], 7) + MIN(n[RULE_REPORT], 6) + MIN(everyday, 5);
}

const char *const genre_signs[GENRE_SIGNS] = {
    [SIGN_BY_ORGANIZATION] = "by-organization",
    [SIGN_NAMES_ORGANIZATION] = "names-organization",
    [SIGN_SUBJECT_NAMES_ORGANIZATION] = "subject-names-organization",
    [SIGN_GREETS] = "greets",
    [SIGN_CLOSES] = "closes",
    [SIGN_ADDRESSED] = "addressed",
    [SIGN_REFERENCE] = "reference",
    [SIGN_DATED] = "dated",
    [SIGN_OFFICIAL] = "official",
    [SIGN_VERY_OFFICIAL] = "very-official",
    [SIGN_GOVERNMENTS_ASKED] = "governments-asked",
    [SIGN_GOVERNMENTS_OFTEN_ASKED] = "governments-often-asked",
    [SIGN_ASKS] = "asks",
    [SIGN_OFTEN_ASKS] = "often-asks",
    [SIGN_NEWS] = "news",
    [SIGN_MINUTES] = "minutes",
    [SIGN_REPORT] = "report",
    [SIGN_EVERYDAY] = "everyday",
    [SIGN_AUTOMATIC] = "automatic",
    [SIGN_IMPERSONAL] = "impersonal",
    [SIGN_NOBODYS] = "nobodys",
    [SIGN_NO_SENDER] = "no-sender",
    [SIGN_BY_KNOWN] = "by-known-organization",
    [SIGN_NAMES_KNOWN] = "names-known-organization",
    [SIGN_NO_ORGANIZATION] = "no-organization",
};

static guint32 list_signs(const struct document *d, const struct heading *h, const struct heading *sender)
{
    const guint *n = h->counts;
    const gboolean there[GENRE_SIGNS] = {
        [SIGN_BY_ORGANIZATION] = sender != NULL && sender->letterheads > 0,
        [SIGN_NAMES_ORGANIZATION] = h->letterheads > 0,
        [SIGN_SUBJECT_NAMES_ORGANIZATION] = sender != NULL && sender->counts[RULE_LETTERHEAD] > 0,
        [SIGN_GREETS] = d->salutation != G_MAXUINT32,
        [SIGN_CLOSES] = d->closing != G_MAXUINT32,
        [SIGN_ADDRESSED] = n[RULE_ADDRESSEE] > 0,
        [SIGN_REFERENCE] = h->reference != NULL || (sender != NULL && sender->reference != NULL),
        [SIGN_DATED] = h->letter_date != 0,
        [SIGN_OFFICIAL] = n[RULE_OFFICIAL] > 0,
        [SIGN_VERY_OFFICIAL] = n[RULE_OFFICIAL] > 1,
        [SIGN_GOVERNMENTS_ASKED] = h->government_asks > 0,
        [SIGN_GOVERNMENTS_OFTEN_ASKED] = h->government_asks > 1,
        [SIGN_ASKS] = n[RULE_ASK] > 0,
        [SIGN_OFTEN_ASKS] = n[RULE_ASK] > 2,
        [SIGN_NEWS] = h->against[RULE_NEWS] > 0,
        [SIGN_MINUTES] = h->against[RULE_MINUTES] > 0,
        [SIGN_REPORT] = h->against[RULE_REPORT] > 0,
        [SIGN_EVERYDAY] = h->against[RULE_EVERYDAY] > 0,
        [SIGN_AUTOMATIC] = sender != NULL && sender->automatic,
        [SIGN_IMPERSONAL] = is_impersonal(d, h),
        [SIGN_NOBODYS] = h->counts[RULE_LETTERHEAD] == 0 && (sender == NULL || sender->counts[RULE_LETTERHEAD] == 0) && !is_formal(d, h) && h->government_asks == 0 &&
                         h->counts[RULE_ADDRESSEE] == 0,
        [SIGN_NO_SENDER] = sender == NULL || !sender->named, /* a document alone */
        [SIGN_BY_KNOWN] = sender != NULL && sender->known > 0,
        [SIGN_NAMES_KNOWN] = h->known > 0,
        [SIGN_NO_ORGANIZATION] = sender != NULL && sender->named && sender->counts[RULE_LETTERHEAD] == 0 && h->letterheads == 0,
    };
    guint32 signs = 0;

    for (guint i = 0; i < GENRE_SIGNS; i++)
        signs |= (guint32)there[i] << i;
    return signs;
}

struct genre genre_tell(const struct document *d, const struct heading *h, const struct heading *sender)
{
    gboolean own_letter = is_own_letter(d, h, sender);
    double bad = (sender != NULL && sender->automatic ? 1.5 : 0) + sum_against(h, own_letter) + (sender != NULL ? 1.3 * sum_against(sender, own_letter) : 0);
    struct genre genre = { .score = 1 / (1 + exp(-(sum_for(d, h, sender) - bad) * 1.3)), .signs = list_signs(d, h, sender) };

    if (genre_shows(&genre, SIGN_NOBODYS))
        genre.score = MIN(genre.score, 0.4);
    gboolean greets = d->salutation != G_MAXUINT32 && h->counts[RULE_OFFICIAL] + h->counts[RULE_ADDRESSEE] + h->government_asks > 0;
    gboolean news = h->against[RULE_NEWS] + h->against[RULE_MINUTES] > 0;
    gboolean asks = h->government_asks > 0 || (h->against[RULE_REPORT] <= 0 && h->counts[RULE_ASK] > 0);
    double enough = asks && !news ? 2.4 : 1.5; /* one word of a report or of a colleague's mail does not silence what asks */
    genre.silent = bad >= enough && genre.score < 0.5 && (!greets || bad >= 3); /* a greeting may be the relay's */
    return genre;
}
