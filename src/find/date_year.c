/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The year of a day that is written without one, where its sentence says it once.
 *
 * A sentence that opens with a year speaks of that year: "In 2023 replies came from 131 countries, the last on 11 December",
 * "In 2026 reports will be received until 15 September". And what is told of the past goes on from a day that was written
 * in full: "It was sent out on 4 September 2023 with a request for comments by 30 October".
 *
 * Who asks speaks of now, whatever he has told before: "In 2023 your Government sent no report, and is requested to do so by
 * 9 October". Which day is gone by and which lies ahead is resolve.c's to say. */
#include "find/date_scan.h"
#include "find/role.h"

#define LEAD_TOKENS 2 /* "Already in 2023", "Y en 2023" */

/* "By 15 September and in 2027 by 15 October": the year's words stand right behind the day before, but for what joins them. */
static gboolean goes_on(const struct scan *scan, const struct date *date, const struct mark *mark)
{
    guint end = date > DOCUMENT_DATE(scan->d, scan->s->date) ? (date - 1)->end : mark->start, i = end;

    if (is_mark(scan, i, ','))
        i++;
    if (has_role(scan, i, ROLE_AND))
        i++;
    return i > end && i == mark->start;
}

/* The year's words open the sentence, or what follows a semicolon. */
static gboolean opens(const struct scan *scan, const struct mark *mark)
{
    guint i = mark->start;

    while (i > scan->s->first && i + LEAD_TOKENS > mark->start && at(scan, i - 1)->type == TOKEN_WORD)
        i--;
    return i == scan->s->first || is_mark(scan, i - 1, ';');
}

/* "in 2023", "last year": the year as date.lent_year has it; 0 where it is none. */
static guint year_said(const struct scan *scan, const struct mark *mark, const struct rule *rule)
{
    static const guint16 from_letter[] = { 0, YEAR_OF_LETTER, YEAR_OF_LETTER + 1, YEAR_OF_LETTER - 1 };

    if (is_mark(scan, mark->end, '-') || is_mark(scan, mark->end, '/'))
        return 0; /* "in 2023-24" */
    if (rule->value == 0)
        return year_at(scan, mark->end - 1, FALSE);
    return (guint)rule->value < G_N_ELEMENTS(from_letter) ? from_letter[rule->value] : 0;
}

/* The words that the date's clause opens with, of a year; NULL where there are none. */
static const struct mark *opening_year(const struct scan *scan, const struct date *date, guint *year)
{
    const struct mark *found = NULL;

    for (guint i = scan->s->mark; sentence_has(scan->s, RULE_YEAR) && i < scan->s->mark + scan->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(scan->d, i);
        const struct rule *rule = document_rule(scan->d, i);
        if (mark->end > date->start)
            break;
        if (rule->kind != RULE_YEAR)
            continue;
        guint said = year_said(scan, mark, rule);
        if (said == 0)
            continue;
        found = opens(scan, mark) || goes_on(scan, date, mark) ? mark : NULL; /* "this year" further on ends what was told */
        *year = said;
    }
    for (guint i = found != NULL ? found->end : date->start; i < date->start; i++)
        if (is_mark(scan, i, ';'))
            return NULL;
    return found;
}

/* Words such as "asked", "solicitó" before the token, from another one on: the end of the last of them; 0 none. */
static guint end_of_past(const struct scan *scan, guint from, guint to)
{
    guint end = 0;

    for (guint i = scan->s->mark; sentence_has(scan->s, RULE_PAST) && i < scan->s->mark + scan->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(scan->d, i);
        const struct rule *rule = document_rule(scan->d, i);
        if (mark->start >= from && mark->end <= to && rule->kind == RULE_PAST && rule->value != PAST_PARTICIPLE && rule->value != PAST_WHOEVER)
            end = MAX(end, mark->end);
    }
    for (guint i = from; i < to; i++)
        if (at(scan, i)->type == TOKEN_WORD && document_ends_past(scan->d, i, document_language(scan->d, scan->s)))
            end = MAX(end, i + 1);
    return end;
}

/* What asks only as the first word of its clause: "contestar antes del" asks nothing behind "tenían que". */
static gboolean is_no_imperative(const struct scan *scan, const struct mark *mark)
{
    const struct rule *rule = packs_rule(scan->d->packs, mark->rule);

    return rule->kind == RULE_ASK && rule->value == 2 && mark->start > scan->s->first && at(scan, mark->start - 1)->type == TOKEN_WORD &&
           !has_role(scan, mark->start - 1, ROLE_AND);
}

/* Something is asked behind what is told, up to the next sign of punctuation behind the date. */
static gboolean asks(const struct scan *scan, const struct date *date, guint told)
{
    const guint64 kinds = KIND(RULE_ASK) | KIND(RULE_DUTY) | KIND(RULE_OFFER) | KIND(RULE_RECEIVE);
    guint to = date->end;

    while (to < scan->s->end && at(scan, to)->type != TOKEN_PUNCTUATION)
        to++;
    for (guint i = document_first_mark(scan->d, scan->s, told); i < scan->s->mark + scan->s->marks && DOCUMENT_MARK(scan->d, i)->start < to; i++)
        if (DOCUMENT_MARK(scan->d, i)->end <= to && kind_is_of(document_rule(scan->d, i)->kind, kinds) && !is_no_imperative(scan, DOCUMENT_MARK(scan->d, i)))
            return TRUE;
    return FALSE;
}

/* "In 2026, reports …" */
static gboolean is_apart(const struct scan *scan, guint from, guint to)
{
    for (guint i = from + 1; i < to; i++)
        if (is_mark(scan, i, ','))
            return TRUE;
    return FALSE;
}

/* "In 2026 reports are due on 1 June, comments on 1 July": what follows a day says nothing of its own. */
static gboolean shares_verb(const struct scan *scan, const struct date *before, const struct date *date)
{
    const guint64 kinds = KIND(RULE_ASK) | KIND(RULE_DUTY) | KIND(RULE_OFFER) | KIND(RULE_RECEIVE) | KIND(RULE_DEADLINE) | KIND(RULE_CLOSE) |
                          KIND(RULE_EVENT) | KIND(RULE_PLAN) | KIND(RULE_PAST);

    for (guint i = document_first_mark(scan->d, scan->s, before->end); i < scan->s->mark + scan->s->marks && DOCUMENT_MARK(scan->d, i)->start < date->start; i++)
        if (kind_is_of(document_rule(scan->d, i)->kind, kinds))
            return FALSE;
    return TRUE;
}

/* The year counts where the day lies ahead: nothing else is spoken of between its words and the day. */
static gboolean reaches(const struct scan *scan, const struct mark *opening, const struct date *date)
{
    const struct date *before = date > DOCUMENT_DATE(scan->d, scan->s->date) ? date - 1 : NULL;

    if (before == NULL || before->end <= opening->end)
        return !is_apart(scan, opening->end, date->start);
    if (before->lent_ahead && before->lent_year == date->lent_year && shares_verb(scan, before, date))
        return TRUE;
    return !is_apart(scan, opening->end, date->start) && !asks(scan, date, before->end); /* "In 2026 the Conference meets on 1 June and your report is due by 15 October" */
}

/* "sent out on 4 September 2023 … by 30 October": the year of the day before it, or the one after that. */
static void lend_from_day(const struct scan *scan, struct date *date, const struct date *before)
{
    guint year = before->year != 0 ? before->year : before->lent_past ? before->lent_year : 0;
    guint told = year != 0 && before->precision == PRECISION_DAY ? end_of_past(scan, scan->s->first, date->start) : 0;

    if (told == 0 || asks(scan, date, MAX(told, before->end)))
        return;
    date->lent_year = year + (date->month < before->month || (date->month == before->month && date->day < before->day));
    date->lent_past = TRUE;
}

void date_lend_years(const struct scan *scan)
{
    for (guint i = scan->s->date; i < scan->s->date + scan->s->dates; i++) {
        struct date *date = DOCUMENT_DATE(scan->d, i);
        guint year = 0;
        if (date->month == 0 || date->year != 0 || date->near != 0 || date->precision == PRECISION_MONTH)
            continue;
        const struct mark *opening = opening_year(scan, date, &year);
        if (opening == NULL) {
            if (i > scan->s->date)
                lend_from_day(scan, date, date - 1);
            continue;
        }
        date->lent_year = year;
        date->lent_past = !asks(scan, date, MAX(opening->end, end_of_past(scan, opening->end, date->start)));
        date->lent_ahead = reaches(scan, opening, date);
    }
}
