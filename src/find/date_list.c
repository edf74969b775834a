/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days that are named one after the other: "by 3 and 17 October", "by 4 August, 1 September and 3 November 2025",
 * "15 September (part A), 15 October (part B)".
 *
 * Each is a day of its own, and what is said of the first is said of all (role.c). The month may stand with the last day
 * alone, and so may the year: a day before it is the last such one before that. Days that follow each other, "5 and 6 May",
 * are one occasion and stay a range (date_absolute.c). */
#include "find/date_scan.h"

#define DAYS_MOST 8
#define BETWEEN_TOKENS 5
#define REMARK_TOKENS 12

gboolean date_is_between(const struct scan *scan, guint i)
{
    while (i > scan->s->first && (has_role(scan, i - 1, ROLE_THE) || word(scan, i - 1)->weekday != 0))
        i--;
    return i > scan->s->first && has_role(scan, i - 1, ROLE_BETWEEN);
}

/* Past the ordinal of a day: "1er", "3rd", "3.". */
static guint end_of_day(const struct scan *scan, guint day)
{
    guint k = day + 1;

    if (has_role(scan, k, ROLE_ORDINAL) && (glued(scan, k) || !has_role(scan, k, ROLE_AND)))
        k++;
    if (is_mark(scan, k, '.') && glued(scan, k) && at(scan, k + 1)->flags & TOKEN_SPACE)
        k++;
    return k;
}

/* Past what stands between two dates of a list: a comma, "and", then articles and a weekday. The same token where none does,
 * and where a remark begins (", et ce le"). */
static guint skip_joint(const struct scan *scan, guint i, gboolean *and)
{
    guint k = i;

    *and = FALSE;
    if (is_mark(scan, k, ','))
        k++;
    if (k > i && has_role(scan, k, ROLE_AND) && has_role(scan, k + 1, ROLE_THE) && has_role(scan, k + 2, ROLE_THE))
        return i;
    if (has_role(scan, k, ROLE_AND)) {
        *and = TRUE;
        k++;
    }
    if (k == i)
        return i;
    while (k < i + BETWEEN_TOKENS && (has_role(scan, k, ROLE_THE | ROLE_OF) || (at(scan, k)->type == TOKEN_WORD && word(scan, k)->weekday != 0)))
        k++;
    return k;
}

/* "1, 15 and 29 September 2025": the date that ends the list which day begins; FALSE where none does, or all days follow each
 * other. */
static gboolean ends_in_date(const struct scan *scan, guint token, struct date *last)
{
    guint day = day_at(scan, token), k = token;
    gboolean and, apart = FALSE;

    for (guint count = 0; count < DAYS_MOST; count++) {
        guint next = skip_joint(scan, end_of_day(scan, k), &and);
        if (next == end_of_day(scan, k) || day_at(scan, next) <= day)
            return FALSE;
        apart = apart || day_at(scan, next) > day + 1;
        day = day_at(scan, next);
        k = next;
        if (!and)
            continue;
        return apart && date_absolute(scan, k, last) != 0 && last->precision == PRECISION_DAY && last->from_day == 0 && last->day == day && last->core == k;
    }
    return FALSE;
}

/* "October 3, 17 and 31, 2025": the token goes on from the date before it, whose month came first. */
static gboolean goes_on_from(const struct scan *scan, guint token, const struct date *before)
{
    gboolean and;

    if (before == NULL || before->precision != PRECISION_DAY || before->month == 0 || (month_at(scan, before->core) == 0 && !before->listed) || day_at(scan, token) <= before->day ||
        skip_joint(scan, before->core_end, &and) != token)
        return FALSE;
    guint end = end_of_day(scan, token), next = skip_joint(scan, end, &and);
    if (has_role(scan, token - 1, ROLE_AND))
        return end >= scan->s->end || year_at(scan, end, FALSE) != 0 || (at(scan, end)->type == TOKEN_PUNCTUATION && (end + 1 >= scan->s->end || !glued(scan, end + 1)));
    return and && day_at(scan, next) > day_at(scan, token);
}

gboolean date_of_list(const struct scan *scan, guint token, const struct date *before, struct date *date)
{
    struct date last;

    if (day_at(scan, token) == 0 || at(scan, token)->flags & TOKEN_BLANK || (token > scan->s->first && (glued(scan, token) || has_role(scan, token - 1, ROLE_NUMBER_SIGN)) && !is_mark(scan, token - 1, '(')))
        return FALSE;
    if (date_is_between(scan, token))
        return FALSE;
    gboolean month_first = goes_on_from(scan, token, before);
    if (!month_first && !ends_in_date(scan, token, &last))
        return FALSE;
    *date = month_first ? *before : last;
    date->day = day_at(scan, token);
    date->weekday = 0;
    date->start = date->core = token;
    date->end = date->core_end = end_of_day(scan, token);
    date->listed = month_first;
    if (!month_first)
        return TRUE;
    guint k = is_mark(scan, date->end, ',') ? date->end + 1 : date->end;
    date->year = year_at(scan, k, FALSE);
    if (date->year != 0)
        date->end = date->core_end = k + 1;
    return TRUE;
}

static gboolean is_day(const struct date *date)
{
    return date->precision == PRECISION_DAY && date->from_day == 0 && !date->window;
}

/* A remark in brackets says what its day is for, and neither who else acts nor what else the day is. */
static gboolean is_plain_remark(const struct scan *scan, guint from, guint to)
{
    static const enum rule_kind kinds[] = { RULE_THIRD, RULE_SENDER, RULE_EVENT, RULE_FORMER, RULE_EARLIEST, RULE_PLAN };

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (document_mark_within(scan->d, scan->s, from, to, kinds[i]) != NULL)
            return FALSE;
    return TRUE;
}

/* Past "(part A)" at i; i where there is none, 0 where it is more than a remark. */
static guint skip_remark(const struct scan *scan, guint i)
{
    if (!is_mark(scan, i, '('))
        return i;
    for (guint k = i + 1; k < scan->s->end && k < i + REMARK_TOKENS; k++)
        if (is_mark(scan, k, ')'))
            return is_plain_remark(scan, i, k) ? k + 1 : 0;
    return 0;
}

/* A comma alone joins only what goes on so, or days with remarks: "on 30 June, 25 July at the latest" is no list. */
static gboolean is_joined(const struct scan *scan, const struct date *date, const struct date *next, gboolean goes_on)
{
    guint k = skip_remark(scan, date->end), start;
    gboolean and;

    if (!is_day(date) || !is_day(next) || k == 0 || skip_remark(scan, next->end) == 0)
        return FALSE;
    start = skip_joint(scan, k, &and);
    return start > k && (start == next->start || start == next->core) && (and || goes_on || k > date->end);
}

void date_join_lists(const struct scan *scan)
{
    gboolean goes_on = FALSE;

    for (guint i = scan->s->date + scan->s->dates; i > scan->s->date + 1; i--) {
        struct date *next = DOCUMENT_DATE(scan->d, i - 1), *date = DOCUMENT_DATE(scan->d, i - 2);
        goes_on = is_joined(scan, date, next, goes_on);
        next->listed = goes_on;
        guint year = next->year != 0 ? next->year : next->lent_year;
        if (!next->listed || year == 0 || date->year != 0 || date->near != 0 || date->weekday != 0 || date->lent_year != 0)
            continue;
        date->lent_year = year - (date->month > next->month || (date->month == next->month && date->day > next->day));
        date->lent_ahead = TRUE;
    }
}
