/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as people write them: 16 September 2025, Sept. 16th, 2025, 1.º de junio, 24. juunil 2025,
 * 15.5.2003, 15/08, 15.8., 2015-05-15, 13-OCT-07, 5-8 May, 30 de abril - 4 de mayo de 2018, March 2025.
 *
 * One hand-written reader for all languages: what differs is in the words' roles. It looks only a
 * few tokens ahead, so a scan is linear. It refuses days that no calendar has (31 February), numbers
 * glued to other signs (CL-22/5, 161 EX/3.6.3, a telephone number), and never completes a missing
 * day. What it cannot know (year, base, which order) it leaves open for resolve.c. */
#include <string.h>

#include "find/date_scan.h"

/* Past "of", "the", "de", "del mes de", a comma: what stands between day, month and year. */
static guint skip_between(const struct scan *scan, guint i)
{
    guint start = i;

    if (is_mark(scan, i, ','))
        i++;
    while (i < start + 4 && has_role(scan, i, ROLE_OF | ROLE_THE) && month_at(scan, i) == 0)
        i++;
    return i;
}

/* "of next year", "de l'année en cours", "pasado": the year said in words; its end, 0 where there is none. */
static guint read_near_year(const struct scan *scan, guint i, struct date *date)
{
    if (!sentence_has(scan->s, RULE_NEAR))
        return 0;
    for (guint m = document_first_mark(scan->d, scan->s, i); m < scan->s->mark + scan->s->marks; m++) {
        const struct mark *mark = DOCUMENT_MARK(scan->d, m);
        const struct rule *rule = document_rule(scan->d, m);
        if (mark->start > i)
            break;
        if (rule->kind != RULE_NEAR || rule->is == NULL || !g_str_equal(rule->is, "year"))
            continue;
        const struct mark *latest = document_mark_from(scan->d, scan->s, i, RULE_LATEST);
        if (latest != NULL && latest->end > mark->end)
            return 0; /* "23 juillet dernier délai" */
        date->near = rule->value;
        return mark->end;
    }
    return 0;
}

/* A day and its month: "11 mai", "11 de mayo", "11th May" */
static gboolean is_day_of_month(const struct scan *scan, guint i)
{
    return day_at(scan, i) != 0 && month_at(scan, skip_between(scan, has_role(scan, i + 1, ROLE_ORDINAL) ? i + 2 : i + 1)) != 0;
}

/* [.] [, of -] year after a month that ends before i; returns the end, and the year or 0. */
static guint read_year(const struct scan *scan, guint i, struct date *date)
{
    guint k = i;
    guint16 *year = &date->year;
    gboolean joined = (is_mark(scan, k, '-') || is_mark(scan, k, '/')) && glued(scan, k);

    *year = 0;
    if (read_near_year(scan, i, date) != 0)
        return read_near_year(scan, i, date);
    if (joined) {
        *year = glued(scan, k + 1) && !is_day_of_month(scan, k + 1) ? year_at(scan, k + 1, TRUE) : 0; /* not "20 avril-11 mai" */
        return *year ? k + 2 : i;
    }
    if (is_mark(scan, k, '.'))
        k++;
    k = skip_between(scan, k);
    if (at(scan, k)->flags & TOKEN_BLANK && !(at(scan, k)->flags & TOKEN_PAGE))
        return i;
    *year = year_at(scan, k, FALSE);
    if (*year == 0 || (is_mark(scan, k + 1, '/') && glued(scan, k + 1)))
        return *year = 0, i;
    return k + 1;
}

/* Past "st", "er" written apart, a full stop, "day". */
static guint skip_ordinal(const struct scan *scan, guint i)
{
    if (has_role(scan, i, ROLE_ORDINAL) && month_at(scan, i) == 0)
        i++;
    if (is_mark(scan, i, '.'))
        i++;
    if (at(scan, i)->type == TOKEN_WORD && word(scan, i)->unit == UNIT_DAY && has_role(scan, i + 1, ROLE_OF))
        i++;
    return i;
}

/* "16 (sixteen) September": past the same number said again. */
static guint skip_restated(const struct scan *scan, guint i)
{
    return is_mark(scan, i, '(') && at(scan, i + 1)->type == TOKEN_WORD && word(scan, i + 1)->number != 0 && is_mark(scan, i + 2, ')') ? i + 3 : i;
}

/* "reports under article 19 may now be sent": a number that names something, and a verb that is a month with a capital alone. */
static gboolean is_named_by(const struct scan *scan, guint i, guint month)
{
    return word(scan, month)->roles & ROLE_MONTH_SHORT && !(at(scan, month)->flags & TOKEN_CAPITAL) && at(scan, month + 1)->type == TOKEN_WORD && i > scan->s->first &&
           (has_role(scan, i - 1, ROLE_NUMBER_SIGN) || document_mark_until(scan->d, scan->s, i, RULE_ARTICLE) != NULL);
}

/* day [of] month [year]; the reader of 16 September 2025 and of 13-OCT-07 alike. */
static guint read_day_month(const struct scan *scan, guint i, struct date *date)
{
    guint k = skip_restated(scan, skip_ordinal(scan, i + 1));

    date->day = day_at(scan, i);
    if (date->day == 0)
        return 0;
    if (at(scan, i)->digits == 1 && at(scan, i + 1)->digits == 1 && day_at(scan, i + 1) != 0 && month_at(scan, i + 2) != 0 &&
        date->day <= 3 && at(scan, i + 1)->type == TOKEN_NUMBER && (i == scan->s->first || at(scan, i - 1)->type != TOKEN_NUMBER)) {
        date->day = date->day * 10 + at(scan, i + 1)->value; /* "2 7 October" */
        date->repaired = TRUE;
        k = i + 2;
    }
    if (is_mark(scan, k, '(') && is_mark(scan, k + 2, ')') && at(scan, k + 1)->type == TOKEN_WORD)
        k += 3; /* "16 (sixteen) September" */
    if ((is_mark(scan, k, '-') || is_mark(scan, k, '/')) && glued(scan, k))
        k++;
    k = skip_between(scan, k);
    date->month = month_at(scan, k);
    if (date->month == 0 || (k > i + 1 && is_mark(scan, k - 1, ',')) || is_named_by(scan, i, k))
        return 0;
    if (i == scan->s->first && k == i + 2 && is_mark(scan, i + 1, '.') && word(scan, k)->roles & ROLE_MONTH_SHORT &&
        at(scan, k + 1)->type == TOKEN_WORD)
        return 0; /* "2. May I also request" */
    date->repaired = date->repaired || at(scan, i)->flags & TOKEN_REPAIRED;
    return read_year(scan, k + 1, date);
}

/* "sixteenth", "twenty-first", "quince": the number in words at i, and its end. */
static guint words_at(const struct scan *scan, guint i, guint *end)
{
    guint value = at(scan, i)->type == TOKEN_WORD ? word(scan, i)->number : 0;

    *end = i + 1;
    if (value >= 20 && value < 100 && value % 10 == 0) {
        guint k = i + 1;
        if (has_role(scan, k, ROLE_AND))
            k++;
        guint more = at(scan, k)->type == TOKEN_WORD ? word(scan, k)->number : 0;
        if (more > 0 && more < 20) {
            value += more;
            *end = k + 1;
        }
    } else if (value == 10 && at(scan, i + 1)->type == TOKEN_WORD && date_add_number(value, word(scan, i + 1)->number) != 0) {
        value = date_add_number(value, word(scan, i + 1)->number); /* dix-sept, though "sept." is a month too */
        *end = i + 2;
    }
    return value;
}

/* "two thousand and six", "dos mil veinticinco" */
static guint year_in_words(const struct scan *scan, guint i, guint *end)
{
    guint k, thousands = words_at(scan, i, &k), rest;

    if (thousands != 2 || at(scan, k)->type != TOKEN_WORD || word(scan, k)->number != 1000)
        return 0;
    k++;
    if (has_role(scan, k, ROLE_AND))
        k++;
    rest = words_at(scan, k, end);
    if (rest >= 100)
        return 0;
    if (rest == 0)
        *end = k;
    return 2000 + rest;
}

/* the sixteenth of September 2025; quince de diciembre de dos mil seis */
static guint read_words(const struct scan *scan, guint i, struct date *date)
{
    guint k, year_end, day = words_at(scan, i, &k);

    if (date_is_letter_one(scan, i)) {
        day = 1;
        date->repaired = TRUE;
    }
    if (day == 0 || day > 31)
        return 0;
    if (is_mark(scan, k, '(') && at(scan, k + 1)->type == TOKEN_NUMBER && is_mark(scan, k + 2, ')'))
        k += 3; /* quince (15) */
    k = skip_between(scan, skip_ordinal(scan, k));
    date->day = day;
    date->month = month_at(scan, k);
    if (date->month == 0 || (word(scan, k)->roles & ROLE_MONTH_SHORT && !(at(scan, k)->flags & TOKEN_CAPITAL)))
        return 0;
    guint after = skip_between(scan, k + 1), year = year_in_words(scan, after, &year_end);
    if (year != 0) {
        date->year = year;
        return year_end;
    }
    return read_year(scan, k + 1, date);
}

/* 5-8 May, 5 to 8 May, 5 and 6 May, 15 et 30 septembre */
static guint read_day_range(const struct scan *scan, guint i, struct date *date)
{
    guint first = day_at(scan, i), k = i + 1;

    if (has_role(scan, k, ROLE_ORDINAL) && (glued(scan, k) || !has_role(scan, k, ROLE_AND)))
        k++; /* but not in "1 e 15 de setembro" */
    if (is_mark(scan, k, '.') && glued(scan, k) && is_range_sign(scan, k + 1))
        k++; /* "vom 1. bis 19. September", "1.-19. september" */
    gboolean worded = at(scan, k)->type == TOKEN_WORD && !is_mark(scan, i + 1, '.');
    if (i > scan->s->first && has_role(scan, i - 1, ROLE_NUMBER_SIGN))
        return 0; /* "Note n° 5 - 28 mars" */
    if (first == 0 || !(is_range_sign(scan, k) || is_mark(scan, k, '/') || has_role(scan, k, ROLE_AND)))
        return 0;
    gboolean and = has_role(scan, k, ROLE_AND) && !date_is_between(scan, i);
    k++;
    while ((has_role(scan, k, ROLE_THE) || word(scan, k)->weekday != 0 || (is_mark(scan, k, ',') && word(scan, k - 1)->weekday != 0)) && k < i + 5)
        k++; /* "du lundi 1er au vendredi 19 septembre", "from Monday, 19 to Friday, 23 April" */
    guint end = read_day_month(scan, k, date);
    if (end == 0 || first >= date->day || (worded && is_mark(scan, k + 1, '.')))
        return 0; /* "Referat VI b 3 bis zum 5. September": a day would have its full stop, too */
    if (and && date->day > first + 1)
        return 0; /* "5 and 6 May" is one occasion, "3 and 17 October" are two (date_list.c) */
    date->from_day = first;
    date->from_month = date->month;
    date->from_year = date->year;
    return end;
}

/* September 16th, 2025; September 5-8, 2025; mayo 7 de 2014: without a capital only where "of" and the year follow */
static guint read_month_day(const struct scan *scan, guint i, struct date *date)
{
    guint k = i + 1;

    date->month = month_at(scan, i);
    if (is_mark(scan, k, '.'))
        k++;
    if (has_role(scan, k, ROLE_THE))
        k++;
    date->day = day_at(scan, k);
    if (date->day == 0 || (is_mark(scan, k + 1, ':') && glued(scan, k + 1)))
        return 0;
    date->repaired = at(scan, k)->flags & TOKEN_REPAIRED;
    k++;
    if (is_range_sign(scan, k) && day_at(scan, k + 1) > date->day) {
        date->from_day = date->day;
        date->from_month = date->month;
        date->day = day_at(scan, k + 1);
        k += 2;
    }
    if (month_at(scan, k) != 0 && date->from_day == 0 && !is_mark(scan, i + 1, '.'))
        return 0; /* "in March 16 April" */
    k += has_role(scan, k, ROLE_ORDINAL);
    guint end = read_year(scan, k, date);
    date->from_year = date->from_day ? date->year : 0;
    return at(scan, i)->flags & TOKEN_CAPITAL || (date->year != 0 && has_role(scan, k, ROLE_OF)) ? end : 0;
}

/* March 2025, mars 2025, marzo de 2025: a month, no day. */
static guint read_month_year(const struct scan *scan, guint i, struct date *date)
{
    date->month = month_at(scan, i);
    guint end = read_year(scan, i + 1, date);

    if (date->year == 0 || end == i + 1)
        return 0;
    if (word(scan, i)->roles & ROLE_MONTH_SHORT && !(at(scan, i)->flags & TOKEN_CAPITAL))
        return 0;
    date->precision = PRECISION_MONTH;
    return end;
}

/* 15.IX.2025 */
static guint read_roman(const struct scan *scan, guint i, struct date *date)
{
    static const char *const months[] = { "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII" };
    const struct token *roman = at(scan, i + 2);
    const char *text = scan->d->part->utf8->str + roman->offset;

    if (!(is_mark(scan, i + 1, '.') || is_mark(scan, i + 1, '-') || is_mark(scan, i + 1, '/')) || at(scan, i + 3)->value != at(scan, i + 1)->value || roman->type != TOKEN_WORD || !glued(scan, i + 2) || year_at(scan, i + 4, FALSE) == 0)
        return 0;
    for (guint k = 0; k < G_N_ELEMENTS(months); k++)
        if (strlen(months[k]) == roman->length && strncmp(text, months[k], roman->length) == 0)
            date->month = k + 1;
    date->day = day_at(scan, i);
    date->year = year_at(scan, i + 4, FALSE);
    return date->month != 0 && date->day != 0 ? i + 5 : 0;
}

/* "20 avril-11 mai", "20 April 2025-11 May 2026": right behind the sign of a range that a month or its year stands before. */
static gboolean closes_range(const struct scan *scan, guint i)
{
    return i > scan->s->first + 2 && at(scan, i - 1)->type == TOKEN_PUNCTUATION && is_range_sign(scan, i - 1) && is_day_of_month(scan, i) &&
           (month_at(scan, i - 2) != 0 || (year_at(scan, i - 2, FALSE) != 0 && month_at(scan, i - 3) != 0));
}

static gboolean has_neighbours(const struct scan *scan, guint first, guint end)
{
    if (closes_range(scan, first))
        return FALSE;
    if (end + 1 < scan->s->end && is_range_sign(scan, end) && is_day_of_month(scan, end + 1))
        return FALSE;
    if (first > scan->s->first && glued(scan, first) && !is_mark(scan, first - 1, '(') &&
        !is_mark(scan, first - 1, ':') && at(scan, first - 1)->type != TOKEN_WORD)
        return TRUE;
    if (first > scan->s->first && glued(scan, first) && at(scan, first - 1)->type == TOKEN_WORD &&
        at(scan, first - 1)->word == 0)
        return TRUE;
    if (end >= scan->s->end || !glued(scan, end))
        return FALSE;
    if (at(scan, end)->type == TOKEN_PUNCTUATION)
        return strchr("/-.", at(scan, end)->value < 128 && at(scan, end)->value ? (int)at(scan, end)->value : 1) != NULL &&
               end + 1 < scan->s->end && glued(scan, end + 1);
    return at(scan, end)->type == TOKEN_NUMBER;
}

/* 17/11/2023, 15.5.2003, 2015-05-15; day first unless only the other way is a date */
static guint read_numeric(const struct scan *scan, guint i, struct date *date)
{
    gunichar sign = at(scan, i + 1)->value;
    guint a = at(scan, i)->value, b = at(scan, i + 2)->value, year;

    for (guint k = 0; k < 5; k += 2)
        if (at(scan, i + k)->type != TOKEN_NUMBER || at(scan, i + k)->flags & TOKEN_ORDINAL)
            return 0;
    if (at(scan, i + 1)->type != TOKEN_PUNCTUATION || (sign != '/' && sign != '.' && sign != '-') ||
        !is_mark(scan, i + 3, (char)sign))
        return 0;
    gboolean spaced = sign == '/' && !glued(scan, i + 1) && !glued(scan, i + 2) && !glued(scan, i + 3) && !glued(scan, i + 4);
    if (!spaced && (!glued(scan, i + 1) || !glued(scan, i + 3)))
        return 0;
    if (sign != '.' && !spaced && (!glued(scan, i + 2) || !glued(scan, i + 4)))
        return 0;
    if (has_neighbours(scan, i, i + 5))
        return 0;
    date->repaired = (at(scan, i)->flags | at(scan, i + 2)->flags | at(scan, i + 4)->flags) & TOKEN_REPAIRED;
    if (at(scan, i)->digits == 4) {
        year = year_at(scan, i, FALSE);
        a = at(scan, i + 4)->value;
        if (at(scan, i + 4)->digits > 2 || sign == '.')
            return 0;
    } else {
        year = year_at(scan, i + 4, sign != '-');
        date->swapped = a <= 12 && b <= 12 && a != b;
    }
    if (year == 0 || at(scan, i + 2)->digits > 2 || (at(scan, i)->digits > 2 && at(scan, i)->digits != 4))
        return 0;
    if (b > 12 && a <= 12) {
        guint swap = a;
        a = b;
        b = swap;
    }
    if (a < 1 || a > 31 || b < 1 || b > 12)
        return 0;
    date->day = a;
    date->month = b;
    date->year = year;
    return i + 5;
}

/* A word such as "by" ends at the token, or "at the latest" begins behind the date. */
static gboolean is_due(const struct scan *scan, guint token, guint end)
{
    guint from = token;

    while (from > scan->s->first && token - from < 3 && (has_role(scan, from - 1, ROLE_THE) || word(scan, from - 1)->weekday != 0))
        from--;
    if (end < scan->s->end && document_mark_from(scan->d, scan->s, end, RULE_LATEST) != NULL)
        return TRUE;
    for (guint k = from; k <= token; k++) {
        const struct mark *weak = document_mark_until(scan->d, scan->s, k, RULE_WEAK);
        if (document_mark_until(scan->d, scan->s, k, RULE_STRONG) != NULL)
            return TRUE;
        if (weak != NULL && !(has_role(scan, weak->start, ROLE_TO) && weak->start > scan->s->first && at(scan, weak->start - 1)->type == TOKEN_NUMBER)) /* "from 1/3 to 2/3" */
            return TRUE;
    }
    return from < token && word(scan, token - 1)->weekday != 0;
}

/* "Retour souhaité : 15/08": the key says that something is due. */
static gboolean is_keyed(const struct scan *scan, guint token)
{
    return token > scan->s->first && is_mark(scan, token - 1, ':') &&
           (document_mark_within(scan->d, scan->s, scan->s->first, token, RULE_DEADLINE) != NULL || document_mark_within(scan->d, scan->s, scan->s->first, token, RULE_RECEIVE) != NULL);
}

/* 15/08, 15.08. without a year: a symbol, a fraction, a time or a section, unless a cue, a weekday or a
 * key stands beside it. The full stop is of the day where it is the second one, or no hour is so late. */
static guint read_day_month_number(const struct scan *scan, guint i, struct date *date)
{
    guint a = at(scan, i)->value, b = at(scan, i + 2)->value, end = i + 3;
    gboolean slash = is_mark(scan, i + 1, '/'), stop = is_mark(scan, end, '.') && glued(scan, end);

    if (!(slash || is_mark(scan, i + 1, '.')) || !glued(scan, i + 1) || !glued(scan, i + 2) || at(scan, i + 2)->type != TOKEN_NUMBER ||
        at(scan, i)->digits > 2 || at(scan, i + 2)->digits > 2 || has_neighbours(scan, i, end))
        return 0;
    if (!slash && (!(stop || a > 24) || (a <= 12 && at(scan, i + 2)->digits < 2) || b > 12))
        return 0;
    end += !slash && stop && end + 1 < scan->s->end;
    if (has_role(scan, end, ROLE_HOUR | ROLE_OF) || !(is_due(scan, i, end) || is_keyed(scan, i)))
        return 0;
    gboolean month_first = b > 12 && a <= 12;
    date->day = month_first ? b : a;
    date->month = month_first ? a : b;
    date->swapped = slash && a <= 12 && b <= 12 && a != b;
    return date->day >= 1 && date->day <= 31 && date->month >= 1 && date->month <= 12 ? end : 0;
}

static gboolean exists(guint day, guint month, guint year)
{
    return month >= 1 && month <= 12 && g_date_valid_dmy(day, month, year != 0 ? year : 2024);
}

typedef guint (*date_reader)(const struct scan *scan, guint i, struct date *date);

/* What may be read from a token on, in this order; those that need a sign such as "/" behind the number, or a number that
 * may be a day, are not tried without. Returns how many they are. */
static guint list_ways(const struct scan *scan, guint i, date_reader ways[5])
{
    guint count = 0;

    if (at(scan, i)->type == TOKEN_NUMBER) {
        gboolean sign = is_mark(scan, i + 1, '/') || is_mark(scan, i + 1, '.') || is_mark(scan, i + 1, '-'), day = day_at(scan, i) != 0;
        if (sign) {
            ways[count++] = read_numeric;
            ways[count++] = read_roman;
        }
        if (day) {
            ways[count++] = read_day_range;
            ways[count++] = read_day_month;
        }
        if (sign)
            ways[count++] = read_day_month_number;
        return count;
    }
    gboolean seventh = at(scan, i)->type == TOKEN_WORD && word(scan, i)->number != 0 && month_at(scan, i + 1) != 0; /* "le sept octobre": a number that is a month too */
    if (month_at(scan, i) == 0 || seventh) {
        ways[count++] = read_words;
    } else {
        ways[count++] = read_month_day;
        ways[count++] = read_month_year;
    }
    return count;
}

guint date_absolute(const struct scan *scan, guint i, struct date *date)
{
    date_reader ways[5];
    guint count = list_ways(scan, i, ways);
    gboolean number = at(scan, i)->type == TOKEN_NUMBER;

    for (guint way = 0; way < count; way++) {
        memset(date, 0, sizeof *date);
        date->precision = PRECISION_DAY;
        date->minutes = -1;
        guint end = ways[way](scan, i, date);
        if (end == 0)
            continue;
        if (number && i > scan->s->first && glued(scan, i) && has_neighbours(scan, i, end))
            continue;
        if (date->precision == PRECISION_DAY && !exists(date->day, date->month, date->year))
            continue;
        const struct mark *next = date->year == 0 && end < scan->s->end ? document_mark_from(scan->d, scan->s, end, RULE_NEAR) : NULL;
        if (next != NULL && packs_rule(scan->d->packs, next->rule)->value == 2 && date->precision == PRECISION_DAY)
            end = next->end; /* "le 15 décembre prochain" */
        date->start = date->core = i;
        date->end = date->core_end = end;
        return end;
    }
    return 0;
}
