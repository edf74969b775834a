/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days that take their month from elsewhere: "the 25th of this month", "el 10 del mismo mes", and the
 * day alone after a cue, "by the 22nd".
 *
 * "The same month" is that of the date before it in the text. A day alone takes the month of the date before
 * it in its sentence, else that of a day ahead in the two sentences before it; without one it is the next such
 * day after the letter. Where it lies before that date it is of the next month in a list or a range, else of the
 * same month if that is still to come (resolve.c decides). A month named in between, and "this month", come
 * first. It counts only after an article, at the end of its phrase, and where a cue or an earlier date of the
 * sentence says that a day is meant. */
#include "find/date_scan.h"

static void begin(struct date *date, guint token, guint end, enum precision precision)
{
    memset(date, 0, sizeof *date);
    date->precision = precision;
    date->minutes = -1;
    date->start = date->core = token;
    date->end = date->core_end = end;
}

static const struct mark *near_month(const struct scan *scan, guint token, const struct rule **rule)
{
    const struct mark *longest = NULL;

    if (!sentence_has(scan->s, RULE_NEAR))
        return NULL;
    for (guint i = document_first_mark(scan->d, scan->s, token); i < scan->s->mark + scan->s->marks && DOCUMENT_MARK(scan->d, i)->start == token; i++) {
        const struct mark *mark = DOCUMENT_MARK(scan->d, i);
        const struct rule *this = document_rule(scan->d, i);
        if (this->kind != RULE_NEAR || g_strcmp0(this->is, "month") != 0 || (longest != NULL && mark->end <= longest->end))
            continue;
        longest = mark;
        *rule = this;
    }
    return longest;
}

/* "le 25 courant", "el 25 del corriente", "the 25th of this month", "le 10 du même mois" */
static gboolean read_day_of_near_month(const struct scan *scan, guint token, const struct date *before, struct date *date)
{
    const struct rule *rule = NULL;
    const struct mark *near = near_month(scan, token + 1, &rule);
    guint day = day_at(scan, token);

    if (near == NULL || day == 0)
        return FALSE;
    if (rule->value != 3) {
        begin(date, token, near->end, PRECISION_VAGUE);
        date->day = day;
        date->near = rule->value;
        date->unit = UNIT_MONTH;
        date->part = 40;
        return TRUE;
    }
    if (before == NULL || before->month == 0)
        return FALSE;
    begin(date, token, near->end, PRECISION_DAY);
    date->day = day;
    date->month = before->month;
    date->year = before->year;
    return TRUE;
}

/* A word such as "by" or "until" reaches up to the token. */
static gboolean is_cued(const struct scan *scan, guint token)
{
    for (guint i = scan->s->mark; i < scan->s->mark + scan->s->marks && DOCUMENT_MARK(scan->d, i)->start < token; i++) {
        const struct rule *rule = document_rule(scan->d, i);
        if (DOCUMENT_MARK(scan->d, i)->end != token || (rule->kind != RULE_STRONG && rule->kind != RULE_WEAK))
            continue;
        if (rule->kind == RULE_STRONG || rule->value == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean ends_phrase(const struct scan *scan, guint i)
{
    gunichar c = at(scan, i)->value;

    if (i >= scan->s->end)
        return TRUE;
    return at(scan, i)->type == TOKEN_PUNCTUATION && c < 128 && c != 0 && strchr(",.;)?!", (int)c) != NULL && !(at(scan, i + 1)->type == TOKEN_NUMBER && glued(scan, i + 1));
}

/* "in the course of October, and no later than the 31st": a month that was named without a day. */
static guint month_before(const struct scan *scan, guint first, guint token)
{
    guint month = 0;

    for (guint i = token; i > first && i + 14 > token && month == 0; i--)
        month = has_role(scan, i - 1, ROLE_MONTH_SHORT) || at(scan, i - 1)->length < 3 ? 0 : month_at(scan, i - 1);
    return month;
}

/* "este viernes, día 19": counted from the letter, whatever date stands before. */
static gboolean is_of_this_week(const struct scan *scan, guint token)
{
    for (guint i = token; i > scan->s->first + 1 && i + 4 > token; i--)
        if (word(scan, i - 1)->weekday != 0 && at(scan, i - 1)->type == TOKEN_WORD)
            return document_mark_until(scan->d, scan->s, i - 1, RULE_NEAR) != NULL;
    return FALSE;
}

/* A word goes on with the sentence, and is none of a date or of a time. */
static gboolean goes_on(const struct scan *scan, guint i)
{
    return at(scan, i)->type == TOKEN_WORD && word(scan, i)->month == 0 && word(scan, i)->number == 0 && word(scan, i)->unit == 0 && word(scan, i)->weekday == 0 &&
           !has_role(scan, i, ROLE_HOUR | ROLE_OF | ROLE_AND | ROLE_AM | ROLE_PM) && !(has_role(scan, i, ROLE_TO) && at(scan, i + 1)->type == TOKEN_NUMBER);
}

#define SENTENCES_BACK 2

/* "The Committee settles it on 15 September. Please write by the 8th": index + 1 of the date there, which resolve.c
 * looks at; 0 none. */
static guint32 date_above(const struct scan *scan)
{
    guint sentence = scan->s - DOCUMENT_SENTENCE(scan->d, 0);

    for (guint back = 1; back <= SENTENCES_BACK && back <= sentence; back++) {
        const struct sentence *above = scan->s - back;
        if (above->zone != ZONE_TEXT)
            return 0;
        if (above->dates > 0 && DOCUMENT_DATE(scan->d, above->date + above->dates - 1)->precision == PRECISION_DAY)
            return above->date + above->dates;
    }
    return 0;
}

#define NEAR_MONTH_TOKENS 8

/* "in the course of this month, and by the 28th": the rule's value, 1 this month, 2 next month; 0 none. */
static guint near_month_before(const struct scan *scan, const struct date *before, guint token)
{
    guint first = MAX(before != NULL ? before->end : scan->s->first, token > NEAR_MONTH_TOKENS ? token - NEAR_MONTH_TOKENS : 0);

    if (!sentence_has(scan->s, RULE_NEAR))
        return 0;
    for (guint i = first; i + 1 < token; i++) {
        const struct rule *rule = NULL;
        const struct mark *near = near_month(scan, i, &rule);
        if (near != NULL && near->end >= i + 2 && near->end < token && month_at(scan, near->end) == 0 && month_at(scan, near->end + 1) == 0 && rule->value >= 1 && rule->value <= 2)
            return rule->value;
    }
    return 0;
}

#define FOLLOWS 20      /* tokens after a date within which a day alone takes its month from it … */
#define FOLLOWS_CUED 40 /* … where "by" or the like says that it is a day */
#define APART_TOKENS 4

/* "Accounts close on 31 July, so we shall need them on the 28th": no list or range whose second day lies in the next
 * month, "from 18 August until the 15th", "on 28 July and the 4th". */
static gboolean is_set_apart(const struct date *before, guint article)
{
    return before->from_day == 0 && article >= before->end + APART_TOKENS;
}

/* "by the 22nd", "a más tardar el 24", "… le 10 septembre et les chiffres le 24" */
static gboolean read_day_alone(const struct scan *scan, guint token, const struct date *before, struct date *date)
{
    guint day = day_at(scan, token), article = token, end = token + 1;

    if (day == 0 || glued(scan, token))
        return FALSE;
    if (at(scan, token)->flags & TOKEN_ORDINAL && at(scan, token)->length == at(scan, token)->digits + 1u)
        return FALSE; /* "pour la 3e": the third one */
    if (has_role(scan, end, ROLE_ORDINAL) && glued(scan, end))
        end++;
    gboolean weekday = token > scan->s->first && at(scan, token - 1)->type == TOKEN_WORD && word(scan, token - 1)->weekday != 0; /* "el lunes 21 a primera hora" */
    gboolean latest = end < scan->s->end && document_mark_from(scan->d, scan->s, end, RULE_LATEST) != NULL;
    if (!ends_phrase(scan, end) && !latest && !(weekday && goes_on(scan, end)))
        return FALSE;
    while (article > scan->s->first && token - article < 3 && (has_role(scan, article - 1, ROLE_THE) || word(scan, article - 1)->weekday != 0))
        article--;
    /* "d'ici au 31", "antes del 11" */
    gboolean joined = token > scan->s->first && at(scan, token - 1)->length <= 3 && has_role(scan, token - 1, ROLE_TO | ROLE_FROM) && is_cued(scan, token);
    if (article == token && !joined)
        return FALSE;
    guint of_near = near_month_before(scan, before, token);
    gboolean this_week = of_near == 0 && is_of_this_week(scan, token);
    gboolean cued = weekday || latest || this_week || is_cued(scan, token) || is_cued(scan, article);
    gboolean near = before != NULL && token < before->core_end + (cued ? FOLLOWS_CUED : FOLLOWS);
    gboolean follows = near && of_near == 0 && before->precision == PRECISION_DAY && !this_week && (day > before->day || !weekday);
    guint month = !cued || this_week || of_near != 0 ? 0 : month_before(scan, follows ? before->end : scan->s->first, token);
    if (!cued && !follows)
        return FALSE;
    if (month != 0) {
        begin(date, token, end, PRECISION_DAY);
        date->day = day;
        date->month = month;
        date->year = before != NULL && before->precision == PRECISION_MONTH ? before->year : 0;
        return TRUE;
    }
    begin(date, token, end, follows ? PRECISION_DAY : PRECISION_VAGUE);
    date->day = day;
    for (guint i = article; !follows && i < token; i++)
        date->weekday = word(scan, i)->weekday != 0 ? word(scan, i)->weekday : date->weekday; /* "by Monday 15th" */
    if (!follows) {
        date->near = of_near != 0 ? of_near : 4;
        date->unit = UNIT_MONTH;
        date->part = 40;
        date->other = date->weekday == 0 && !this_week && of_near == 0 ? date_above(scan) : 0;
        return TRUE;
    }
    date->month = before->month;
    date->year = before->year;
    gboolean opens = before->start > scan->s->first && has_role(scan, before->start - 1, ROLE_FROM | ROLE_BETWEEN);
    gboolean same = day > before->day || (cued && !opens && !is_cued(scan, before->start)); /* "leaves on 28 July, and your answer is needed by the 24th" */
    if (same ? cued : !opens && is_set_apart(before, article))
        date->other = before - DOCUMENT_DATE(scan->d, 0) + 1; /* which of the two months is resolve.c's to say */
    if (same)
        return TRUE;
    if (before->month == 12 && before->year != 0)
        date->year++;
    date->month = before->month % 12 + 1;
    return TRUE;
}

gboolean date_elliptic(const struct scan *scan, guint token, struct date *date)
{
    const GArray *dates = scan->d->dates;
    const struct date *before = dates->len > 0 ? DOCUMENT_DATE(scan->d, dates->len - 1) : NULL;

    if (at(scan, token)->type != TOKEN_NUMBER)
        return FALSE;
    if (date_of_list(scan, token, dates->len > scan->s->date ? before : NULL, date))
        return TRUE;
    if (read_day_of_near_month(scan, token, before, date))
        return TRUE;
    if (before != NULL && before->precision == PRECISION_RELATIVE && dates->len > scan->s->date + 1)
        before--; /* "closes on 30 September; ten days before, on the 20th" */
    return read_day_alone(scan, token, dates->len > scan->s->date ? before : NULL, date);
}
