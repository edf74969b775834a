/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The weekday, time of day and zone beside a date, on either side of it: "by 6:00 p.m. (Geneva time)
 * on Sunday, 27 May", "le 12 mars 2026 à 17 h 00 (heure de Genève)", "noon on 3 June". The date
 * grows over what it takes in, so that the words before it are the cue. */
#include "find/document.h"

static gboolean is_mark(const struct document *d, guint i, char mark)
{
    return DOCUMENT_TOKEN(d, i)->type == TOKEN_PUNCTUATION && DOCUMENT_TOKEN(d, i)->value == (guchar)mark;
}

static gboolean glued(const struct document *d, guint i)
{
    return !(DOCUMENT_TOKEN(d, i)->flags & (TOKEN_SPACE | TOKEN_LINE));
}

static gboolean is_number(const struct document *d, guint i)
{
    return DOCUMENT_TOKEN(d, i)->type == TOKEN_NUMBER;
}

/* "a.m." and its like at i: returns its end, and shifts minutes. */
static guint read_half(const struct document *d, const struct sentence *s, guint i, int *minutes)
{
    if (!sentence_has(s, RULE_CLOCK))
        return i;
    for (guint m = document_first_mark(d, s, i); m < s->mark + s->marks && DOCUMENT_MARK(d, m)->start == i; m++) {
        const struct mark *mark = DOCUMENT_MARK(d, m);
        const struct rule *rule = document_rule(d, m);
        if (rule->kind != RULE_CLOCK || rule->is == NULL || rule->is[0] == 'h')
            continue;
        int hour = *minutes / 60;
        if (rule->is[0] == 'p' && hour < 12)
            *minutes += 720;
        if (rule->is[0] == 'a' && hour == 12)
            *minutes -= 720;
        return mark->end;
    }
    return i;
}

/* neuf heures, dix-sept heures, vingt et une heures: returns the end, 0 where there is none. */
static guint read_hours_in_words(const struct document *d, const struct sentence *s, guint i, int *minutes)
{
    guint hours = i < s->end && DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD ? document_word(d, i)->number : 0;
    guint k = i + 1, more;

    if (hours == 0 || k >= s->end)
        return 0;
    if (hours == 20 && document_word(d, k)->roles & ROLE_AND && k + 1 < s->end)
        k++;
    if (k + 1 < s->end && DOCUMENT_TOKEN(d, k)->type == TOKEN_WORD && (more = date_add_number(hours, document_word(d, k)->number)) != 0) {
        hours = more;
        k++;
    }
    if (hours > 24 || !(document_word(d, k)->roles & ROLE_HOUR))
        return 0;
    *minutes = (int)hours * 60;
    return k + 1;
}

/* What no time begins with is passed over. */
static inline gboolean may_begin_clock(const struct document *d, const struct sentence *s, guint i)
{
    return sentence_has(s, RULE_CLOCK) || DOCUMENT_TOKEN(d, i)->type == TOKEN_NUMBER || document_word(d, i)->number != 0;
}

/* "a las" before 14.00: a time, though no word behind says so. */
static gboolean follows_hour_words(const struct document *d, const struct sentence *s, guint i)
{
    for (guint m = document_first_mark(d, s, i > s->first + 2 ? i - 2 : s->first); m < s->mark + s->marks && DOCUMENT_MARK(d, m)->start < i; m++)
        if (DOCUMENT_MARK(d, m)->end == i && document_rule(d, m)->kind == RULE_CLOCK && g_strcmp0(document_rule(d, m)->is, "hour") == 0)
            return TRUE;
    return FALSE;
}

/* 17:00, 5 p.m., 17h30, 17.00 hrs, 9 heures: returns the end, 0 where there is none. */
static guint read_clock(const struct document *d, const struct sentence *s, guint i, int *minutes)
{
    const struct mark *named = i < s->end ? document_mark_over(d, s, i, RULE_CLOCK) : NULL;
    guint hours_end;

    if (named != NULL && packs_rule(d->packs, named->rule)->is == NULL) {
        *minutes = packs_rule(d->packs, named->rule)->value;
        return named->end;
    }
    if ((hours_end = read_hours_in_words(d, s, i, minutes)) != 0)
        return hours_end;
    if (i + 1 < s->end && DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && document_word(d, i)->number != 0 && document_word(d, i)->number <= 12) {
        *minutes = document_word(d, i)->number * 60; /* cinco de la tarde */
        guint after = read_half(d, s, i + 1, minutes);
        return after > i + 1 ? after : 0;
    }
    if (i + 1 < s->end && is_number(d, i) && DOCUMENT_TOKEN(d, i)->digits == 4 && document_word(d, i + 1)->roles & ROLE_HOUR &&
        DOCUMENT_TOKEN(d, i)->value <= 2400 && DOCUMENT_TOKEN(d, i)->value % 100 < 60) {
        *minutes = DOCUMENT_TOKEN(d, i)->value / 100 * 60 + DOCUMENT_TOKEN(d, i)->value % 100; /* 1800 hours */
        return i + 2;
    }
    if (i >= s->end || !is_number(d, i) || DOCUMENT_TOKEN(d, i)->value > 24 || DOCUMENT_TOKEN(d, i)->digits > 2)
        return 0;
    guint k = i + 1;
    gboolean colon = FALSE, hour = i > s->first && document_word(d, i - 1)->roles & ROLE_HOUR &&
                                   !(i > s->first + 1 && is_number(d, i - 2) && DOCUMENT_TOKEN(d, i - 2)->digits <= 2); /* kell 16.00 */
    const struct mark *noon;
    *minutes = DOCUMENT_TOKEN(d, i)->value * 60;
    if (k + 1 < s->end && (is_mark(d, k, ':') || is_mark(d, k, '.')) && glued(d, k) && is_number(d, k + 1) &&
        glued(d, k + 1) && DOCUMENT_TOKEN(d, k + 1)->digits == 2 && DOCUMENT_TOKEN(d, k + 1)->value < 60) {
        colon = is_mark(d, k, ':') || (sentence_has(s, RULE_CLOCK) && follows_hour_words(d, s, i));
        *minutes += DOCUMENT_TOKEN(d, k + 1)->value;
        k += 2;
    }
    if (k < s->end && document_word(d, k)->roles & ROLE_HOUR) {
        hour = TRUE;
        k++;
        if (k < s->end && is_number(d, k) && DOCUMENT_TOKEN(d, k)->digits == 2 && DOCUMENT_TOKEN(d, k)->value < 60 &&
            k == i + 2 && (k + 1 >= s->end || document_word(d, k + 1)->month == 0)) {
            *minutes += DOCUMENT_TOKEN(d, k)->value;
            k++;
        }
        if (k < s->end && is_mark(d, k, '.') && glued(d, k) && k + 1 < s->end && !(DOCUMENT_TOKEN(d, k + 1)->flags & TOKEN_BREAK))
            k++;
    }
    noon = k < s->end ? document_mark_from(d, s, k, RULE_CLOCK) : NULL;
    if (noon != NULL && packs_rule(d->packs, noon->rule)->is == NULL && *minutes % 720 == 0) {
        *minutes = packs_rule(d->packs, noon->rule)->value; /* 12.00 noon */
        return noon->end;
    }
    guint half = k < s->end ? read_half(d, s, k, minutes) : k;
    guint after = k < s->end && is_mark(d, k, '(') ? k + 1 : k;
    gboolean zoned = k == i + 3 && after < s->end && document_mark_from(d, s, after, RULE_ZONE) != NULL; /* 23.59 UTC */
    if (!colon && !hour && !zoned && half == k)
        return 0;
    if (*minutes > 1440)
        return 0;
    return half;
}

static const char *zone_east(gboolean east, guint hours)
{
    static const char *const names[2][12] = {
        { "-01:00", "-02:00", "-03:00", "-04:00", "-05:00", "-06:00", "-07:00", "-08:00", "-09:00", "-10:00", "-11:00", "-12:00" },
        { "+01:00", "+02:00", "+03:00", "+04:00", "+05:00", "+06:00", "+07:00", "+08:00", "+09:00", "+10:00", "+11:00", "+12:00" },
    };

    return names[east][hours - 1];
}

/* (Geneva time), CET, heure de Genève: returns the end, or i. */
static guint read_zone(const struct document *d, const struct sentence *s, guint i, const char **zone)
{
    guint k = i;

    while (k < s->end && k < i + 2 && (is_mark(d, k, '(') || is_mark(d, k, ',')))
        k++;
    const struct mark *mark = k < s->end ? document_mark_from(d, s, k, RULE_ZONE) : NULL;
    if (mark == NULL)
        return i;
    *zone = packs_rule(d->packs, mark->rule)->is;
    if (mark->end + 1 < s->end && (is_mark(d, mark->end, '+') || is_mark(d, mark->end, '-')) && is_number(d, mark->end + 1) &&
        DOCUMENT_TOKEN(d, mark->end + 1)->value <= 12 && DOCUMENT_TOKEN(d, mark->end + 1)->value >= 1) {
        *zone = zone_east(is_mark(d, mark->end, '+'), DOCUMENT_TOKEN(d, mark->end + 1)->value);
        k = mark->end + 2;
        return k < s->end && is_mark(d, k, ')') ? k + 1 : k;
    }
    return mark->end < s->end && is_mark(d, mark->end, ')') ? mark->end + 1 : mark->end;
}

static gboolean is_filler(const struct document *d, guint i)
{
    const struct word *word = document_word(d, i);

    if (is_mark(d, i, ',') || is_mark(d, i, '(') || is_mark(d, i, ')'))
        return TRUE;
    return DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && word->roles & (ROLE_THE | ROLE_OF) && word->month == 0;
}

/* Past the small words between a time and its date, at most three. */
static guint skip_fillers(const struct document *d, const struct sentence *s, guint i)
{
    guint start = i;

    while (i < s->end && i < start + 3 &&
           (is_filler(d, i) || document_mark_from(d, s, i, RULE_ON) != NULL))
        i++;
    return i;
}

/* "le 4 septembre au plus tard, à minuit": the time stands behind the words that follow the date. */
static void read_time_behind(const struct document *d, const struct sentence *s, guint i, struct date *date)
{
    guint k = skip_fillers(d, s, i);
    int minutes;
    guint end = read_clock(d, s, k, &minutes);

    if (end == 0 && k + 1 < s->end && DOCUMENT_TOKEN(d, k)->type == TOKEN_WORD && DOCUMENT_TOKEN(d, k)->length <= 4)
        end = read_clock(d, s, skip_fillers(d, s, k + 1), &minutes);
    if (end == 0)
        return;
    date->minutes = minutes;
    read_zone(d, s, end, &date->zone);
}

/* ", 17.00" right behind a date and at the end of its phrase: a time, though no word says so. */
static guint read_bare_clock(const struct document *d, const struct sentence *s, guint i, int *minutes)
{
    if (i + 2 >= s->end || !is_mark(d, i - 1, ',') || !is_number(d, i) || DOCUMENT_TOKEN(d, i)->digits != 2 || DOCUMENT_TOKEN(d, i)->value > 24 ||
        !is_mark(d, i + 1, '.') || !glued(d, i + 1) || !is_number(d, i + 2) || !glued(d, i + 2) || DOCUMENT_TOKEN(d, i + 2)->digits != 2 ||
        DOCUMENT_TOKEN(d, i + 2)->value > 59 || (i + 3 < s->end && DOCUMENT_TOKEN(d, i + 3)->type != TOKEN_PUNCTUATION))
        return 0;
    *minutes = DOCUMENT_TOKEN(d, i)->value * 60 + DOCUMENT_TOKEN(d, i + 2)->value;
    return *minutes <= 1440 ? i + 3 : 0;
}

/* "de 9 h à 12 h": from one hour to another, each day. */
static gboolean spans_hours(const struct document *d, const struct sentence *s, guint hour, guint end)
{
    int minutes;

    return document_has_role(d, hour - 1, ROLE_OF | ROLE_FROM) && end + 1 < s->end && document_has_role(d, end, ROLE_TO) &&
           read_clock(d, s, end + 1, &minutes) != 0;
}

static void widen_forwards(const struct document *d, const struct sentence *s, struct date *date)
{
    guint i = date->end, k = i;
    int minutes;

    while (k < s->end && (is_mark(d, k, '(') || is_mark(d, k, ',')) && k < i + 2)
        k++;
    if (date->weekday == 0 && k < s->end && document_word(d, k)->weekday != 0 && k > i) {
        date->weekday = document_word(d, k)->weekday;
        date->end = i = k + 1;
        if (i < s->end && is_mark(d, i, ')'))
            date->end = ++i;
    }
    if (date->minutes >= 0 || i >= s->end)
        return;
    const struct mark *late = document_mark_from(d, s, i, RULE_LATEST);
    if (late != NULL)
        read_time_behind(d, s, late->end, date);
    if (date->minutes >= 0)
        return;
    k = is_mark(d, i, '-') ? i + 1 : skip_fillers(d, s, i);
    guint end = read_clock(d, s, k, &minutes);
    if (end == 0 && date->year != 0 && k == i + 1)
        end = read_bare_clock(d, s, k, &minutes);
    if (end == 0 && k < s->end) /* "by", "before", "at" before the time */
        end = document_mark_from(d, s, k, RULE_WEAK) || DOCUMENT_TOKEN(d, k)->length <= 5 ? read_clock(d, s, skip_fillers(d, s, k + 1), &minutes) : 0;
    if (end == 0 || (k > i && spans_hours(d, s, k, end)))
        return;
    date->minutes = minutes;
    date->end = read_zone(d, s, end, &date->zone);
    const struct mark *latest = date->end < s->end ? document_mark_from(d, s, date->end, RULE_LATEST) : NULL;
    if (latest != NULL && date->zone == NULL) /* "à 18 heures au plus tard (heure de Genève)" */
        read_zone(d, s, latest->end, &date->zone);
}

/* Where a time with its zone ends right before the date, its start; else i. */
static guint clock_before(const struct document *d, const struct sentence *s, guint i, struct date *date)
{
    for (guint back = 1; back <= 14 && i >= s->first + back; back++) {
        const char *zone = NULL;
        int minutes;
        guint k = i - back, end = may_begin_clock(d, s, k) ? read_clock(d, s, k, &minutes) : 0;
        if (end == 0 || (end > i && document_mark_from(d, s, k, RULE_CLOCK) == NULL))
            continue;
        end = skip_fillers(d, s, read_zone(d, s, end, &zone));
        if (end < i && document_word(d, end)->weekday != 0)
            end = skip_fillers(d, s, end + 1);
        if (end < i)
            continue;
        if (k > s->first && is_number(d, k - 1))
            continue;
        if (k > s->first + 1 && (is_mark(d, k - 1, ':') || is_mark(d, k - 1, '.')) && glued(d, k) && is_number(d, k - 2) && is_number(d, k))
            continue;
        const struct mark *named = document_mark_over(d, s, k, RULE_CLOCK);
        if (named != NULL && named->start < k && named->start >= s->first)
            k = named->start;
        date->minutes = minutes;
        if (zone != NULL)
            date->zone = zone;
        while (k > s->first && is_filler(d, k - 1) && !is_mark(d, k - 1, ')'))
            k--;
        return k;
    }
    return i;
}

/* "vendredi prochain, 25 juillet": behind the weekday, which is checked as ever. */
static guint before_nearness(const struct document *d, const struct sentence *s, guint token)
{
    const struct mark *near = token > s->first + 1 ? document_mark_until(d, s, token, RULE_NEAR) : NULL;

    if (near == NULL || near->start <= s->first || document_word(d, near->start - 1)->weekday == 0 || packs_rule(d->packs, near->rule)->value != 2)
        return token;
    return near->start;
}

static void widen_backwards(const struct document *d, const struct sentence *s, struct date *date)
{
    guint i = date->start, k = i;

    while (k > s->first && (is_filler(d, k - 1)) && k + 3 > i)
        k--;
    if (k > s->first + 1 && is_mark(d, k - 1, '.') && document_word(d, k - 2)->weekday != 0)
        k--; /* "mar. 16 sept." */
    k = before_nearness(d, s, k);
    if (k > s->first && document_word(d, k - 1)->weekday != 0) {
        if (date->weekday == 0)
            date->weekday = document_word(d, k - 1)->weekday;
        i = k - 1;
    }
    while (i > s->first && document_has_role(d, i - 1, ROLE_THE) &&
           document_mark_until(d, s, i, RULE_STRONG) == NULL && document_mark_until(d, s, i, RULE_WEAK) == NULL)
        i--;
    const struct mark *near = i > s->first ? document_mark_until(d, s, i, RULE_NEAR) : NULL;
    if (near != NULL && document_word(d, i)->weekday != 0 && packs_rule(d->packs, near->rule)->is == NULL && packs_rule(d->packs, near->rule)->value <= 2)
        i = near->start; /* "this coming Friday, 14 March" */
    date->start = i;
    if (date->minutes < 0)
        date->start = clock_before(d, s, i, date);
}

void date_widen(const struct document *d, const struct sentence *s, struct date *date)
{
    if (!date->window)
        widen_backwards(d, s, date);
    widen_forwards(d, s, date);
}
