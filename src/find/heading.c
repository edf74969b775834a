/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones, letter date and reference of one part.
 *
 * The heading is what stands before the salutation (or, without one, the first lines); the signature
 * what stands after the closing formula; a wrapper is a run of From:/Sent:/To:/Subject: lines that an
 * inline forward leaves. The letter's date is a full date of the heading that nothing claims: no cue,
 * no stamp, no session before it. */
#include "find/heading.h"

#include <string.h>

#include "find/addressee.h"
#include "find/resolve.h"

#define HEADING_SENTENCES 24
#define LETTERHEAD_TOKENS 40 /* lines of a letterhead that nothing ends are one sentence */
#define KIND_COUNTS_MAX 2 /* of one rule in one part */
#define MEETING_WITHIN 6  /* sentences after the salutation within which a letter says what it is about */
#define MEETING_MAX 6     /* what words that only name meetings weigh in one part, all together */

static const struct rule *first_rule(const struct document *d, const struct sentence *s, enum rule_kind kind,
                                     guint within, guint *end)
{
    if (!sentence_has(s, kind))
        return NULL;
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

static gboolean is_mark_at(const struct document *d, const struct sentence *s, guint i, char mark)
{
    return i < s->end && DOCUMENT_TOKEN(d, i)->type == TOKEN_PUNCTUATION && DOCUMENT_TOKEN(d, i)->value == (guchar)mark;
}

static gboolean is_wrapper_line(const struct document *d, const struct sentence *s)
{
    guint end = 0;

    return first_rule(d, s, RULE_WRAPPER, 0, &end) != NULL &&
           (is_mark_at(d, s, end, ':') || is_mark_at(d, s, end - 1, ':'));
}

gboolean heading_wrapper_is(const struct document *d, const struct sentence *s, const char *key)
{
    const struct rule *rule = first_rule(d, s, RULE_WRAPPER, 0, NULL);

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
        if (d->salutation == G_MAXUINT32 && greeting_end(d, s) - s->first <= 16 && first_rule(d, s, RULE_SALUTATION, 2, NULL) && first_rule(d, s, RULE_CLOSING, 12, NULL) == NULL)
            d->salutation = i;
        if (d->closing == G_MAXUINT32 && i > 0 && s->end - s->first <= 45 && first_rule(d, s, RULE_CLOSING, 12, NULL) &&
            (d->salutation == G_MAXUINT32 || i > d->salutation))
            d->closing = i;
    }
}

static guint heading_end(const struct document *d)
{
    guint end = d->salutation != G_MAXUINT32 && d->salutation < 80 ? d->salutation + 1 : HEADING_SENTENCES;

    return MIN(end, d->sentences->len);
}

/* The line before names what the date is for, or the head of the table does. */
static gboolean is_keyed(const struct document *d, const struct sentence *s)
{
    guint index = s - (const struct sentence *)d->sentences->data;

    for (guint i = index; i > 0 && index - i < (s->zone == ZONE_ROW ? 30 : 1); i--) {
        const struct sentence *before = DOCUMENT_SENTENCE(d, i - 1);
        if (before->dates > 0 && s->zone != ZONE_ROW)
            return FALSE;
        if (s->zone == ZONE_ROW && before->zone != ZONE_ROW)
            return FALSE;
        const struct rule *column = first_rule(d, before, RULE_COLUMN, 12, NULL); /* "From" and "To" head a memorandum's lines, too */
        if (before->end - before->first <= 14 && (first_rule(d, before, RULE_DEADLINE, 12, NULL) || (column != NULL && column->value < COLUMN_OF_OPENINGS) || first_rule(d, before, RULE_EVENT, 12, NULL)) &&
            document_word(d, before->end - 1)->roles == 0 && first_rule(d, before, RULE_LETTERHEAD, 14, NULL) == NULL)
            return TRUE;
    }
    return FALSE;
}

/* A dash, a place, a comma and the date end a line: that is how a letter is signed. */
static gboolean is_signed(const struct document *d, const struct sentence *s, const struct date *date)
{
    guint i = date->start;
    gunichar dash = i >= s->first + 3 ? DOCUMENT_TOKEN(d, i - 3)->value : 0;

    return date->end + 1 >= s->end && i >= s->first + 3 && is_mark_at(d, s, i - 1, ',') && DOCUMENT_TOKEN(d, i - 2)->flags & TOKEN_CAPITAL &&
           DOCUMENT_TOKEN(d, i - 3)->type == TOKEN_PUNCTUATION && (dash == '-' || dash == 0x2013 || dash == 0x2014 || dash == '(');
}

/* "Inter-American Conference on Social Security" names who writes, not what takes place. */
static gboolean is_in_letterhead(const struct document *d, const struct sentence *s, const struct mark *event)
{
    const struct mark *head = document_mark_over(d, s, event->start, RULE_LETTERHEAD);

    return head != NULL && head->end >= event->end && head->end - head->start > event->end - event->start;
}

/* A place, a comma and the date have the rest of the line to themselves: what stands in lines above says nothing of it. */
static guint line_start(const struct document *d, const struct sentence *s, guint token)
{
    while (token > s->first && !(DOCUMENT_TOKEN(d, token)->flags & (TOKEN_LINE | TOKEN_GAP | TOKEN_CELL)))
        token--;
    return token;
}

/* Something before the date claims it: a cue, "received", a session, "letter of". */
static gboolean is_claimed(const struct document *d, const struct sentence *s, const struct date *date)
{
    static const enum rule_kind claims[] = { RULE_STRONG, RULE_WEAK, RULE_EARLIEST, RULE_SINCE, RULE_DATED,
                                             RULE_STAMP, RULE_EXTEND };

    for (guint k = 0; k < G_N_ELEMENTS(claims); k++)
        if (document_mark_until(d, s, date->start, claims[k]) != NULL)
            return TRUE;
    if (date->end < s->end && document_mark_from(d, s, date->end, RULE_LATEST) != NULL)
        return TRUE;
    guint line = date->start > s->first + 1 && date->start <= s->first + LETTERHEAD_TOKENS && is_mark_at(d, s, date->start - 1, ',') ? line_start(d, s, date->start) : s->first;
    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        enum rule_kind kind = DOCUMENT_MARK(d, i)->kind;
        if (DOCUMENT_MARK(d, i)->end <= line)
            continue;
        if (s->zone == ZONE_ROW && kind != RULE_STAMP && kind != RULE_DEADLINE)
            continue;
        if (kind == RULE_EVENT && document_rule(d, i)->is != NULL && (is_signed(d, s, date) || is_in_letterhead(d, s, DOCUMENT_MARK(d, i))))
            continue; /* "The secretariat of the Conference – Geneva, 5 September 2025" */
        if (kind == RULE_STAMP || kind == RULE_DEADLINE || kind == RULE_CLOSE || kind == RULE_EVENT || kind == RULE_ASK || kind == RULE_EARLIER)
            return TRUE;
    }
    return (s->zone == ZONE_ROW || date->start <= s->first + 1) && is_keyed(d, s);
}

/* "FIN 2-1-2020": the number of a letter. */
static gboolean is_code(const struct document *d, const struct sentence *s, const struct date *date)
{
    guint i = date->start;

    return i > s->first && DOCUMENT_TOKEN(d, i - 1)->type == TOKEN_WORD && DOCUMENT_TOKEN(d, i - 1)->flags & TOKEN_UPPER && document_is_sign(d, i + 1, "-");
}

static gboolean is_small_word(const struct document *d, guint i)
{
    return DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_CAPITAL);
}

/* 0 not a letter's date; more: better. At the end of its line, or alone, or after a place. */
static guint letter_date_rank(const struct document *d, const struct sentence *s, const struct date *date)
{
    gboolean ends_line = date->end >= s->end || (date->end + 1 == s->end && is_mark_at(d, s, date->end, '.')) ||
                         (date->end < s->end && DOCUMENT_TOKEN(d, date->end)->flags & (TOKEN_CELL | TOKEN_GAP | TOKEN_LINE));

    if (date->precision != PRECISION_DAY || date->from_day != 0 || date->year == 0 || date->minutes >= 0)
        return 0;
    if (is_claimed(d, s, date) || is_code(d, s, date))
        return 0;
    guint before = date->start; /* past the small word of "Ginebra, a 21 de octubre" */
    if (before > s->first + 1 && DOCUMENT_TOKEN(d, before - 1)->type == TOKEN_WORD && document_word(d, before - 1)->roles & ROLE_TO && DOCUMENT_TOKEN(d, before - 1)->length <= 2)
        before--;
    gboolean placed = before > s->first && is_mark_at(d, s, before - 1, ','); /* "Geneva, 5 May" */
    if (s->zone == ZONE_ROW && !placed && date->end + 1 < s->end && first_rule(d, s, RULE_ADDRESSEE, SENTENCE_TOKENS_MAX, NULL) == NULL &&
        first_rule(d, s, RULE_REFERENCE, SENTENCE_TOKENS_MAX, NULL) == NULL && first_rule(d, s, RULE_LETTERHEAD, SENTENCE_TOKENS_MAX, NULL) == NULL)
        return 0; /* a table's first column */
    guint first = s->first;
    while (first < date->start && DOCUMENT_TOKEN(d, first)->type == TOKEN_PUNCTUATION)
        first++; /* a ruled line above the letter */
    if (s->end - first > 40 && date->start - first > 8)
        return 0;
    if (date->start == s->first && ends_line)
        return 4;
    gboolean heads = s < DOCUMENT_SENTENCE(d, heading_end(d)) && s->end == date->end;
    if (date->end >= s->end && DOCUMENT_TOKEN(d, date->start)->flags & TOKEN_LINE && s->end - s->first <= (heads ? LETTERHEAD_TOKENS : 14))
        return 3; /* below the sender's name, in a line of its own */
    if (placed)
        return ends_line ? 5 : 3;
    if (date->start > s->first && is_mark_at(d, s, date->start - 1, ':'))
        return ends_line ? 3 : 1;
    if (date->end + 1 >= s->end && s->end - s->first <= 14 && (date->start == s->first || !is_small_word(d, date->start - 1)))
        return 2;
    if (ends_line && DOCUMENT_TOKEN(d, date->start)->flags & (TOKEN_GAP | TOKEN_CELL))
        return 3;
    if (s->zone == ZONE_ROW && ends_line && date->start > s->first && !is_small_word(d, date->start - 1) && first_rule(d, s, RULE_REFERENCE, SENTENCE_TOKENS_MAX, NULL) != NULL)
        return 2; /* a letterhead laid out as a table: the reference, the addressee and the date below him */
    return date->start == s->first && s->end - s->first < 14 ? 1 : 0;
}

/* Shortly before a salutation, or shortly after the lines that an inline forward leaves. */
static gboolean is_near_head(const struct document *d, guint index, gboolean *forwarded)
{
    for (guint i = index; i > 0 && index - i < 12; i--)
        if (DOCUMENT_SENTENCE(d, i - 1)->zone == ZONE_WRAPPER)
            return *forwarded = TRUE;
    for (guint i = index + 1; i < d->sentences->len && i < index + 9; i++)
        if (DOCUMENT_SENTENCE(d, i)->end - DOCUMENT_SENTENCE(d, i)->first <= 12 && first_rule(d, DOCUMENT_SENTENCE(d, i), RULE_SALUTATION, 1, NULL))
            return TRUE;
    return FALSE;
}

/* Sent before it was written, or years after: not the date of this letter. Two days are for zones. */
static gboolean is_impossible(const struct date *date, guint32 latest)
{
    guint32 day = resolve_day(date->day, date->month, date->year);

    return latest != 0 && day != 0 && (day > latest + 2 || day + 1500 < latest);
}

static guint find_letter_date(const struct document *d, guint32 latest)
{
    guint best = 0, best_rank = 0, end = heading_end(d);

    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        gboolean after = (d->closing != G_MAXUINT32 && i > d->closing && i < d->closing + 12) ||
                         (d->closing == G_MAXUINT32 && i + 5 > d->sentences->len);
        gboolean forwarded = FALSE;
        gboolean near = is_near_head(d, i, &forwarded) || i < end || after;
        gboolean behind = !near && i < end + 2 && s->end - s->first <= LETTERHEAD_TOKENS; /* the addressee stands above the place and date, like a salutation */
        if (s->zone == ZONE_WRAPPER || s->dates == 0 || (!near && !behind))
            continue;
        for (guint k = s->date; k < s->date + s->dates; k++) {
            guint rank = is_impossible(DOCUMENT_DATE(d, k), latest) ? 0 : letter_date_rank(d, s, DOCUMENT_DATE(d, k));
            if (behind && rank < 5)
                rank = 0;
            if (after && rank != 0 && !forwarded)
                rank = rank >= 2 ? 1 : 0;
            if (forwarded && rank != 0)
                rank += 3;
            if (rank > best_rank) {
                best_rank = rank;
                best = k + 1;
            }
        }
    }
    return best;
}

static guint find_wrapper_date(const struct document *d)
{
    guint found = 0;

    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        const struct rule *rule = s->zone == ZONE_WRAPPER && s->dates > 0 ? first_rule(d, s, RULE_WRAPPER, 0, NULL) : NULL;
        if (rule != NULL && g_strcmp0(rule->is, "date") == 0) /* not a date in the Subject */
            found = s->date + 1;
    }
    return found;
}

static void find_earlier(const struct document *d, struct heading *heading)
{
    for (guint i = 0; i < d->sentences->len && heading->earlier == NULL; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (first_rule(d, s, RULE_EARLIER, SENTENCE_TOKENS_MAX, NULL) == NULL)
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
            first_rule(d, s, RULE_LETTERHEAD, SENTENCE_TOKENS_MAX, NULL) == NULL || (s->zone != ZONE_WRAPPER && is_headline(d, s)))
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
    gboolean asks = first_rule(d, s, RULE_ASK, SENTENCE_TOKENS_MAX, NULL) || first_rule(d, s, RULE_RECEIVE, SENTENCE_TOKENS_MAX, NULL) || first_rule(d, s, RULE_OFFER, SENTENCE_TOKENS_MAX, NULL);
    gboolean above = first_rule(d, s, RULE_SUBJECT, 0, NULL) != NULL || (d->salutation != G_MAXUINT32 && index < d->salutation);
    guint longest = above ? 45 : 18;
    guint body = d->salutation != G_MAXUINT32 ? d->salutation : 0;
    gboolean title = index < 16 && s->end - s->first <= longest && !is_mark_at(d, s, s->end - 1, '.') && s->zone != ZONE_ROW;

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
        if (i < end && s->end - s->first <= 14 && !is_mark_at(d, s, s->end - 1, '.') && !is_mark_at(d, s, s->end - 1, '?'))
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
    heading->letter_date = find_letter_date(d, latest);
    heading->wrapper_date = find_wrapper_date(d);
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
