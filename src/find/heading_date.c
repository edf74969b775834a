/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The date of a letter, and of the mail that passes it on: a full date of the heading, or below the signature, that nothing
 * claims: no cue, no stamp, no session before it. Of several the one that stands most like a letter's. */
#include "find/heading.h"

#include "find/resolve.h"

#define LETTERHEAD_TOKENS 40 /* lines of a letterhead that nothing ends are one sentence */

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
        const struct rule *column = heading_rule(d, before, RULE_COLUMN, 12, NULL); /* "From" and "To" head a memorandum's lines, too */
        gboolean heads = heading_rule(d, before, RULE_DEADLINE, 12, NULL) || (column != NULL && column->value < COLUMN_OF_OPENINGS) || heading_rule(d, before, RULE_EVENT, 12, NULL);
        if (before->end - before->first <= 14 && heads &&
            document_word(d, before->end - 1)->roles == 0 && heading_rule(d, before, RULE_LETTERHEAD, 14, NULL) == NULL)
            return TRUE;
    }
    return FALSE;
}

/* A dash, a place, a comma and the date end a line: that is how a letter is signed. */
static gboolean is_signed(const struct document *d, const struct sentence *s, const struct date *date)
{
    guint i = date->start;
    gunichar dash = i >= s->first + 3 ? DOCUMENT_TOKEN(d, i - 3)->value : 0;

    return date->end + 1 >= s->end && i >= s->first + 3 && document_is_sign(d, i - 1, ",") && DOCUMENT_TOKEN(d, i - 2)->flags & TOKEN_CAPITAL &&
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
    guint line = date->start > s->first + 1 && date->start <= s->first + LETTERHEAD_TOKENS && document_is_sign(d, date->start - 1, ",") ? line_start(d, s, date->start) : s->first;
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
    gboolean ends_line = date->end >= s->end || (date->end + 1 == s->end && document_is_sign(d, date->end, ".")) ||
                         (date->end < s->end && DOCUMENT_TOKEN(d, date->end)->flags & (TOKEN_CELL | TOKEN_GAP | TOKEN_LINE));

    if (date->precision != PRECISION_DAY || date->from_day != 0 || date->year == 0 || date->minutes >= 0)
        return 0;
    if (is_claimed(d, s, date) || is_code(d, s, date))
        return 0;
    guint before = date->start; /* past the small word of "Ginebra, a 21 de octubre" */
    if (before > s->first + 1 && document_has_role(d, before - 1, ROLE_TO) && DOCUMENT_TOKEN(d, before - 1)->length <= 2)
        before--;
    gboolean placed = before > s->first && document_is_sign(d, before - 1, ","); /* "Geneva, 5 May" */
    if (s->zone == ZONE_ROW && !placed && date->end + 1 < s->end && heading_rule(d, s, RULE_ADDRESSEE, SENTENCE_TOKENS_MAX, NULL) == NULL &&
        heading_rule(d, s, RULE_REFERENCE, SENTENCE_TOKENS_MAX, NULL) == NULL && heading_rule(d, s, RULE_LETTERHEAD, SENTENCE_TOKENS_MAX, NULL) == NULL)
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
    if (date->start > s->first && document_is_sign(d, date->start - 1, ":"))
        return ends_line ? 3 : 1;
    if (date->end + 1 >= s->end && s->end - s->first <= 14 && (date->start == s->first || !is_small_word(d, date->start - 1)))
        return 2;
    if (ends_line && DOCUMENT_TOKEN(d, date->start)->flags & (TOKEN_GAP | TOKEN_CELL))
        return 3;
    if (s->zone == ZONE_ROW && ends_line && date->start > s->first && !is_small_word(d, date->start - 1) && heading_rule(d, s, RULE_REFERENCE, SENTENCE_TOKENS_MAX, NULL) != NULL)
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
        if (DOCUMENT_SENTENCE(d, i)->end - DOCUMENT_SENTENCE(d, i)->first <= 12 && heading_rule(d, DOCUMENT_SENTENCE(d, i), RULE_SALUTATION, 1, NULL))
            return TRUE;
    return FALSE;
}

/* Sent before it was written, or years after: not the date of this letter. Two days are for zones. */
static gboolean is_impossible(const struct date *date, guint32 latest)
{
    guint32 day = resolve_day(date->day, date->month, date->year);

    return latest != 0 && day != 0 && (day > latest + 2 || day + 1500 < latest);
}

guint heading_find_date(const struct document *d, guint32 latest)
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

guint heading_find_wrapper_date(const struct document *d)
{
    guint found = 0;

    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        const struct rule *rule = s->zone == ZONE_WRAPPER && s->dates > 0 ? heading_rule(d, s, RULE_WRAPPER, 0, NULL) : NULL;
        if (rule != NULL && g_strcmp0(rule->is, "date") == 0) /* not a date in the Subject */
            found = s->date + 1;
    }
    return found;
}
