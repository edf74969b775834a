/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones of one part, and what its rules say of its kind.
 *
 * The heading is what stands before the salutation (or, without one, the first lines); the signature
 * what stands after the closing formula; a wrapper is a run of From:/Sent:/To:/Subject: lines that an
 * inline forward leaves. */
#include "find/heading.h"

#include <string.h>

#include "find/addressee.h"

#define HEADING_SENTENCES 24
#define KIND_COUNTS_MAX 2 /* of one rule in one part */
#define MEETING_WITHIN 6  /* sentences after the salutation within which a letter says what it is about */
#define MEETING_MAX 6     /* what words that only name meetings weigh in one part, all together */

const struct rule *heading_seek_rule(const struct document *d, const struct sentence *s, enum rule_kind kind, guint within, guint *end)
{
    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        if (mark->start > s->first + within)
            break;
        if (mark->kind == kind) {
            if (end != NULL)
                *end = mark->end;
            return document_rule(d, i);
        }
    }
    return NULL;
}

static gboolean is_wrapper_line(const struct document *d, const struct sentence *s)
{
    guint end = 0;

    return heading_rule(d, s, RULE_WRAPPER, 0, &end) != NULL &&
           ((end < s->end && document_is_sign(d, end, ":")) || document_is_sign(d, end - 1, ":"));
}

gboolean heading_wrapper_is(const struct document *d, const struct sentence *s, const char *key)
{
    const struct rule *rule = heading_rule(d, s, RULE_WRAPPER, 0, NULL);

    return rule != NULL && g_strcmp0(rule->is, key) == 0;
}

static void find_wrappers(struct document *d)
{
    for (guint i = 0; i < d->sentences->len; i++) {
        guint run = i, lines = 0;
        gboolean from = FALSE; /* a letter too may have lines "To:", "Date:", "Subject:" */
        while (run < d->sentences->len && run < i + 12 && is_wrapper_line(d, DOCUMENT_SENTENCE(d, run))) {
            from = from || heading_wrapper_is(d, DOCUMENT_SENTENCE(d, run), "from");
            run++;
            lines++;
        }
        if (lines < 3 || !from)
            continue;
        for (; i < run; i++)
            DOCUMENT_SENTENCE(d, i)->zone = ZONE_WRAPPER;
    }
}

/* "Sehr geehrte Damen und Herren,": a German letter goes on in small letters after its greeting, in the same
 * sentence; the greeting ends at the empty line. */
static guint greeting_end(const struct document *d, const struct sentence *s)
{
    guint i = s->first + 1;

    while (i < s->end && i <= s->first + 16 && !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_BLANK && document_is_sign(d, i - 1, ",!")))
        i++;
    return i;
}

static void find_bounds(struct document *d)
{
    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (s->zone == ZONE_WRAPPER)
            continue;
        if (d->salutation == G_MAXUINT32 && greeting_end(d, s) - s->first <= 16 && heading_rule(d, s, RULE_SALUTATION, 2, NULL) && heading_rule(d, s, RULE_CLOSING, 12, NULL) == NULL)
            d->salutation = i;
        if (d->closing == G_MAXUINT32 && i > 0 && s->end - s->first <= 45 && heading_rule(d, s, RULE_CLOSING, 12, NULL) &&
            (d->salutation == G_MAXUINT32 || i > d->salutation))
            d->closing = i;
    }
}

guint heading_end(const struct document *d)
{
    guint end = d->salutation != G_MAXUINT32 && d->salutation < 80 ? d->salutation + 1 : HEADING_SENTENCES;

    return MIN(end, d->sentences->len);
}

static void find_earlier(const struct document *d, struct heading *heading)
{
    for (guint i = 0; i < d->sentences->len && heading->earlier == NULL; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (heading_rule(d, s, RULE_EARLIER, SENTENCE_TOKENS_MAX, NULL) == NULL)
            continue;
        for (guint k = s->mark; k < s->mark + s->marks && heading->earlier == NULL; k++) {
            guint stop;
            const struct rule *rule = document_rule(d, k);
            if (rule->kind == RULE_REFERENCE)
                heading->earlier = heading_read_reference(d, s, DOCUMENT_MARK(d, k)->end, &stop);
        }
    }
}

/* "ILO urges Ruritania to release them" is a headline, no letterhead. */
static gboolean is_headline(const struct document *d, const struct sentence *s)
{
    guint words = 0, small = 0;

    for (guint i = s->first; i < s->end; i++) {
        words += DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD;
        small += DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_CAPITAL);
    }
    return words >= 5 && small * 3 > words * 2;
}

static gboolean names_known(const struct document *d, const struct sentence *s)
{
    for (guint i = s->mark; i < s->mark + s->marks; i++)
        if (DOCUMENT_MARK(d, i)->kind == RULE_LETTERHEAD && document_rule(d, i)->value == KNOWN_ORGANIZATION)
            return TRUE;
    return FALSE;
}

/* Named at the head or the foot of a letter, in a line of its own: a letterhead, a sender. */
static void count_letterheads(const struct document *d, struct heading *heading)
{
    guint end = MIN(heading_end(d), 14);

    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        gboolean foot = i + 12 > d->sentences->len || (d->closing != G_MAXUINT32 && i > d->closing && i < d->closing + 12);
        if (!(i < end || foot || s->zone == ZONE_WRAPPER) || s->end - s->first > (s->zone == ZONE_WRAPPER ? 40 : 14) ||
            heading_rule(d, s, RULE_LETTERHEAD, SENTENCE_TOKENS_MAX, NULL) == NULL || (s->zone != ZONE_WRAPPER && is_headline(d, s)))
            continue;
        heading->letterheads++;
        heading->known += names_known(d, s);
    }
}

/* Strong words weigh 1.6, those whose rule has a value a tenth of it; each rule at most three times. */
static void weigh_against(const struct document *d, struct heading *heading)
{
    g_autofree guint8 *seen = NULL;
    guint most = 0; /* rules of one of these kinds */

    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (!sentence_has_any(s, RULE_NEWS, RULE_EVERYDAY))
            continue;
        for (guint kind = RULE_NEWS; kind <= RULE_EVERYDAY && seen == NULL; kind++)
            most = MAX(most, d->packs->of_kind[kind]);
        if (seen == NULL)
            seen = g_malloc0((RULE_EVERYDAY - RULE_NEWS + 1) * most);
        /* "progress report" in a sentence is what a letter asks for; in a line of its own, what it is */
        gboolean line = s->end - s->first <= 12;
        for (guint k = s->mark; k < s->mark + s->marks; k++) {
            const struct mark *mark = DOCUMENT_MARK(d, k);
            const struct rule *rule = document_rule(d, k);
            guint8 *times = mark->kind >= RULE_NEWS && mark->kind <= RULE_EVERYDAY ? &seen[(mark->kind - RULE_NEWS) * most + rule->rank] : NULL;
            if (times == NULL || *times >= 3)
                continue;
            ++*times;
            double weight = rule->value != 0 ? rule->value / 10.0 : 1.6;
            heading->against[rule->kind] += line || rule->kind == RULE_EVERYDAY ? weight : rule->kind == RULE_NEWS ? 0.6 * weight : 0.35 * weight;
        }
    }
}

static guint count_government_asks(const struct document *d)
{
    guint count = 0;

    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        gboolean asks = FALSE, government = FALSE;
        if (!sentence_has(s, RULE_READER) || !(sentence_has(s, RULE_ASK) || sentence_has(s, RULE_RECEIVE) || sentence_has(s, RULE_OFFER)))
            continue;
        for (guint k = s->mark; k < s->mark + s->marks; k++) {
            const struct rule *rule = document_rule(d, k);
            gboolean quoted = DOCUMENT_TOKEN(d, DOCUMENT_MARK(d, k)->start)->flags & TOKEN_QUOTED;
            asks = asks || (!quoted && (rule->kind == RULE_ASK || rule->kind == RULE_RECEIVE || rule->kind == RULE_OFFER));
            government = government || (!quoted && rule->kind == RULE_READER && rule->is != NULL &&
                                        document_mark_over(d, s, DOCUMENT_MARK(d, k)->start, RULE_THIRD) == NULL);
        }
        count += asks && government;
    }
    return count;
}

static enum letter_kind kind_from_name(const char *name)
{
    for (enum letter_kind kind = 1; kind < LETTER_KINDS; kind++)
        if (g_str_equal(letter_kind_name(kind), name))
            return kind;
    return LETTER_NONE;
}

/* A meeting is what the letter is about where its title says so; in passing every letter names one.
 * The other kinds count everywhere, twice in a title. */
static void weigh_kinds(const struct document *d, guint index, guint8 *seen, guint32 *ends, struct heading *heading)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, index);
    if (!sentence_has(s, RULE_KIND))
        return;
    gboolean asks = heading_rule(d, s, RULE_ASK, SENTENCE_TOKENS_MAX, NULL) || heading_rule(d, s, RULE_RECEIVE, SENTENCE_TOKENS_MAX, NULL) || heading_rule(d, s, RULE_OFFER, SENTENCE_TOKENS_MAX, NULL);
    gboolean above = heading_rule(d, s, RULE_SUBJECT, 0, NULL) != NULL || (d->salutation != G_MAXUINT32 && index < d->salutation);
    guint longest = above ? 45 : 18;
    guint body = d->salutation != G_MAXUINT32 ? d->salutation : 0;
    gboolean title = index < 16 && s->end - s->first <= longest && !document_is_sign(d, s->end - 1, ".") && s->zone != ZONE_ROW;

    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        /* what a letter is about is said once or twice; what it mentions is said often */
        const struct mark *mark = DOCUMENT_MARK(d, i);
        if (mark->kind != RULE_KIND)
            continue;
        const struct rule *rule = document_rule(d, i);
        if (rule->is == NULL || mark->start < ends[rule->rank]) /* one rule's patterns over the same words say it once */
            continue;
        ends[rule->rank] = mark->end;
        if (!title && seen[rule->rank]++ >= KIND_COUNTS_MAX)
            continue;
        gboolean passing = rule->value < 4 && !title;
        guint weight = (title || asks ? 2 : 1) * rule->value; /* what is asked says more than what is told */
        guint *sum = &heading->kinds[kind_from_name(rule->is)];
        gboolean meeting = sum == &heading->kinds[LETTER_MEETING];
        gboolean late = !title && !asks && index > body + MEETING_WITHIN && rule->value < KIND_NOTICE; /* told at the end: another matter */
        if (meeting && (passing || late))
            continue;
        /* many letters name a meeting; few are its notice */
        *sum = meeting && rule->value < KIND_NOTICE ? MAX(*sum, MIN(*sum + weight, MEETING_MAX)) : *sum + weight;
    }
}

static void weigh_all_kinds(const struct document *d, struct heading *heading)
{
    g_autofree guint8 *seen = g_malloc0(d->packs->of_kind[RULE_KIND] + 1);
    g_autofree guint32 *ends = g_new0(guint32, d->packs->of_kind[RULE_KIND] + 1);

    for (guint i = 0; i < d->sentences->len; i++)
        weigh_kinds(d, i, seen, ends, heading);
}

static void count_rules(const struct document *d, struct heading *heading)
{
    heading->government_asks = count_government_asks(d);
    count_letterheads(d, heading);
    weigh_against(d, heading);
    for (guint i = 0; i < d->marks->len; i++)
        heading->counts[DOCUMENT_MARK(d, i)->kind] += DOCUMENT_MARK(d, i)->kind != RULE_ADDRESSEE || document_rule(d, i)->is == NULL;
    if (heading->counts[RULE_KIND] > 0)
        weigh_all_kinds(d, heading);
}

static void set_zones(struct document *d)
{
    guint end = d->salutation != G_MAXUINT32 ? heading_end(d) - 1 : 0;

    for (guint i = 0; i < d->sentences->len; i++) {
        struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (s->zone != ZONE_TEXT)
            continue;
        if (i < end && s->end - s->first <= 14 && !document_is_sign(d, s->end - 1, ".?"))
            s->zone = ZONE_HEADING;
        else if (d->closing != G_MAXUINT32 && i > d->closing && s->end - s->first <= 8)
            s->zone = ZONE_SIGNATURE;
    }
}

void heading_read(struct document *d, struct heading *heading, guint32 latest)
{
    memset(heading, 0, sizeof *heading);
    find_wrappers(d);
    find_bounds(d);
    set_zones(d);
    addressee_find(d);
    heading->copies = addressee_copies(d);
    heading->letter_date = heading_find_date(d, latest);
    heading->wrapper_date = heading_find_wrapper_date(d);
    heading->reference = heading_find_reference(d, MIN(MAX(heading_end(d) + 2, 14), d->sentences->len));
    find_earlier(d, heading);
    count_rules(d, heading);
}

void heading_clear(struct heading *heading)
{
    g_free(heading->reference);
    g_free(heading->earlier);
    g_free(heading->wrapper_from);
    memset(heading, 0, sizeof *heading);
}
