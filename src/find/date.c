/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dates of a sentence, from left to right: those written out (date_absolute.c) and those that are
 * counted from something or vague (date_relative.c, date_elliptic.c); of two that begin at one token the latter. Two
 * that are the ends of one range become one. In the end each is widened over what belongs to it. */
#include "find/date_scan.h"

/* 30 April - 4 May 2018; between 15 September and 1 October; from 5 May to 3 June: two into one. */
static gboolean join_range(const struct scan *scan, struct date *first, const struct date *second,
                           gboolean between, gboolean from)
{
    guint k = first->core_end, gap = second->core - k;

    if (first->precision != second->precision || first->from_day != 0 || second->from_day != 0 || gap > 5 || first->precision > PRECISION_MONTH)
        return FALSE;
    if (is_mark(scan, k, ',')) {
        k++;
        if (!from && !between && has_role(scan, k, ROLE_TO))
            return FALSE; /* "which was to be 31 July 2025, until 29 August 2025" */
    }
    gboolean sign = is_range_sign(scan, k), and = has_role(scan, k, ROLE_AND);
    if (!(sign && (from || at(scan, k)->type == TOKEN_PUNCTUATION || second->core == k + 1 || second->core == k + 2)) && !(and && between))
        return FALSE;
    for (k++; k < second->core; k++)
        if (!has_role(scan, k, ROLE_THE) && word(scan, k)->weekday == 0 && !is_mark(scan, k, ','))
            return FALSE;
    struct date joined = *second;
    joined.from_day = first->day != 0 ? first->day : 1;
    joined.from_month = first->month;
    joined.from_year = first->year != 0 ? first->year : second->year;
    joined.start = joined.core = first->core;
    joined.swapped = FALSE;
    *first = joined;
    return TRUE;
}

static void note_window(const struct scan *scan, struct date *date)
{
    guint i = date->core;

    while (i > scan->s->first && (has_role(scan, i - 1, ROLE_THE) || word(scan, i - 1)->weekday != 0 || is_mark(scan, i - 1, ',')) &&
           !has_role(scan, i - 1, ROLE_FROM | ROLE_BETWEEN))
        i--;
    if (i > scan->s->first && has_role(scan, i - 1, ROLE_FROM | ROLE_BETWEEN)) {
        date->window = TRUE;
        date->start = i - 1;
    }
}

static gboolean opened_by(const struct scan *scan, const struct date *date, guint role)
{
    for (guint i = date->core; i > scan->s->first && i + 4 > date->core; i--) {
        if (has_role(scan, i - 1, role))
            return TRUE;
        if (!has_role(scan, i - 1, ROLE_THE) && word(scan, i - 1)->weekday == 0 && !is_mark(scan, i - 1, ','))
            return FALSE;
    }
    return FALSE;
}

/* "in the week of 8 September": the day names a week, whose end counts. */
static void note_week(const struct scan *scan, struct date *date)
{
    const struct mark *week = NULL;

    for (guint i = scan->s->mark; i < scan->s->mark + scan->s->marks && week == NULL && DOCUMENT_MARK(scan->d, i)->start < date->core; i++)
        if (document_rule(scan->d, i)->kind == RULE_PART && document_rule(scan->d, i)->value == PART_WEEK_OF && DOCUMENT_MARK(scan->d, i)->end == date->core)
            week = DOCUMENT_MARK(scan->d, i);
    if (week == NULL || date->precision != PRECISION_DAY || date->from_day != 0)
        return;
    date->precision = PRECISION_VAGUE;
    date->part = PART_WEEK_OF;
    date->soft = TRUE;
    date->start = date->core = week->start;
}

#define SAME_YEAR_DATES 20 /* back to the one that says the year */

/* "on 8 May 2010 … and 30 September of the same year" */
static void note_same_year(const struct scan *scan, struct date *date)
{
    guint dates = scan->d->dates->len;

    if (date->near != NEAR_SAME_YEAR)
        return;
    date->near = 0;
    for (guint i = dates; i > 0 && i + SAME_YEAR_DATES > dates && date->year == 0; i--)
        date->year = DOCUMENT_DATE(scan->d, i - 1)->year;
}

static gboolean is_span(enum rule_kind kind)
{
    return kind == RULE_PART || kind == RULE_WITHIN || kind == RULE_NEAR;
}

/* The start of the first of the sentence's marks of spans, from mark *mark on, that starts at token i or after it. */
static guint next_span(const struct scan *scan, guint i, guint *mark)
{
    const struct mark *marks = (const struct mark *)scan->d->marks->data;
    guint end = scan->s->mark + scan->s->marks;

    while (*mark < end && (marks[*mark].start < i || !is_span(marks[*mark].kind)))
        (*mark)++;
    return *mark < end ? marks[*mark].start : G_MAXUINT;
}

/* The first token from i on that a date may begin with: a number, a word of dates, the start of a mark of spans. */
static guint next_begin(const struct scan *scan, guint i, guint *mark)
{
    guint span = next_span(scan, i, mark);

    for (; i < scan->s->end; i++) {
        const struct token *token = &scan->tokens[i];
        const struct word *of_token = &scan->lexemes[token->word].word;
        if (token->type == TOKEN_PUNCTUATION)
            continue;
        if (token->type == TOKEN_NUMBER || (of_token->month | of_token->number | of_token->weekday) != 0 ||
            (token->length == 1 && date_is_letter_one(scan, i)))
            break;
        if (i > span)
            span = next_span(scan, i, mark);
        if (i == span)
            break;
    }
    return i;
}

void date_scan(struct document *d, guint index)
{
    struct sentence *s = DOCUMENT_SENTENCE(d, index);
    struct scan scan = { d, s, (const struct token *)d->tokens->data, d->packs->vocab->lexemes };
    gboolean span = sentence_has(s, RULE_PART) || sentence_has(s, RULE_WITHIN) || sentence_has(s, RULE_NEAR);
    guint mark = span ? s->mark : s->mark + s->marks;

    s->date = d->dates->len;
    for (guint i = next_begin(&scan, s->first, &mark); i < s->end; i = next_begin(&scan, i, &mark)) {
        struct date date;
        guint end = 0;
        if (at(&scan, i)->type == TOKEN_NUMBER || month_at(&scan, i) != 0 || date_is_letter_one(&scan, i) || (at(&scan, i)->type == TOKEN_WORD && word(&scan, i)->number != 0))
            end = date_absolute(&scan, i, &date);
        if (end != 0) {
            note_same_year(&scan, &date);
            note_week(&scan, &date);
        }
        if ((end == 0 && date_elliptic(&scan, i, &date)) || date_relative(d, s, i, &date))
            end = date.end;
        if (end == 0) {
            i++;
            continue;
        }
        struct date *before = d->dates->len > s->date ? DOCUMENT_DATE(d, d->dates->len - 1) : NULL;
        if (before == NULL ||
            !join_range(&scan, before, &date, opened_by(&scan, before, ROLE_BETWEEN),
                        opened_by(&scan, before, ROLE_FROM)))
            g_array_append_val(d->dates, date);
        i = end;
    }
    s->dates = d->dates->len - s->date;
    for (guint i = s->date; i < s->date + s->dates; i++) {
        struct date *date = DOCUMENT_DATE(d, i);
        if (date->from_day != 0 || date->from_month != 0)
            note_window(&scan, date);
        date_widen(d, s, date);
    }
    date_lend_years(&scan);
    date_join_lists(&scan);
}
