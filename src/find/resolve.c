/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Years that were not written, spans that must be counted, parts of months and quarters.
 *
 * Without a year a day is the first such day after the letter's date; a weekday that is named beside
 * it decides where it fits only another year; a meeting of the same text that lies ahead draws it to
 * itself. A span counts from what is named, else from the letter. Nothing here guesses a day that is
 * not written: a month alone stands for its first and last day. */
#include "find/resolve.h"

guint32 resolve_day(guint day, guint month, guint year)
{
    static const guint16 before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };

    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > g_date_get_days_in_month(month, year))
        return 0;
    guint past = year - 1, leap = month > 2 && g_date_is_leap_year(year);
    return 365 * past + past / 4 - past / 100 + past / 400 + before[month - 1] + leap + day; /* as GDate counts */
}

GDate resolve_gdate(guint32 julian)
{
    GDate date;

    g_date_clear(&date, 1);
    if (julian != 0)
        g_date_set_julian(&date, julian);
    return date;
}

static guint year_of(guint32 julian)
{
    GDate date = resolve_gdate(julian);

    return g_date_get_year(&date);
}

static guint month_of(guint32 julian)
{
    GDate date = resolve_gdate(julian);

    return g_date_get_month(&date);
}

/* 1 Monday; day 1 was one. 0 where there is no day. */
static guint weekday_of(guint32 julian)
{
    return julian != 0 ? (julian - 1) % 7 + 1 : 0;
}

static guint32 last_of_month(guint month, guint year)
{
    return month >= 1 && month <= 12 && year >= FIRST_YEAR && year <= LAST_YEAR
               ? resolve_day(g_date_get_days_in_month(month, year), month, year)
               : 0;
}

guint32 resolve_working_days(guint32 from, int days)
{
    guint32 day = from;
    int step = days < 0 ? -1 : 1;

    for (int left = ABS(days); left > 0;) {
        day += step;
        if (weekday_of(day) <= 5)
            left--;
    }
    return day;
}

guint32 resolve_add(guint32 from, int amount, enum unit unit)
{
    GDate date = resolve_gdate(from);
    guint months = ABS(amount) * (unit == UNIT_YEAR ? 12 : 1);

    if (from == 0 || ABS(amount) > 999)
        return 0;
    if (unit == UNIT_DAY || unit == UNIT_WEEK)
        return from + amount * (unit == UNIT_WEEK ? 7 : 1);
    if (unit == UNIT_WORKING_DAY)
        return resolve_working_days(from, amount);
    if (months > 1200)
        return 0;
    if (amount < 0)
        g_date_subtract_months(&date, months);
    else
        g_date_add_months(&date, months);
    return g_date_get_julian(&date);
}

/* ---- years ---- */

/* The first such day not before the letter; where a weekday is named, the nearest year it fits. */
static guint year_for(const struct date *date, guint day, guint month, const struct frame_of_time *frame)
{
    guint year = frame->letter != 0 ? year_of(frame->letter) : 2000;
    guint32 julian = resolve_day(day, month, year);

    if (julian == 0)
        julian = resolve_day(day - 1, month, year); /* 29 February */
    guint next = frame->letter != 0 && julian < frame->letter ? year + 1 : year;
    if (date->near == 1)
        return year;
    if (date->near == 2)
        return year + 1;
    if (date->near == 3) /* "3 May last" */
        return next - 1;
    if (date->weekday != 0 && date->day == day) {
        static const int order[] = { 0, 1, -1 };
        for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
            guint32 try = resolve_day(day, month, next + order[i]);
            if (try != 0 && weekday_of(try) == date->weekday)
                return next + order[i];
        }
    }
    if (frame->opening != 0 && frame->letter != 0 && frame->opening > frame->letter &&
        frame->opening < frame->letter + 600) {
        guint32 before = resolve_day(day, month, year_of(frame->opening));
        guint target = before != 0 && before <= frame->opening ? year_of(frame->opening) : year_of(frame->opening) - 1;
        guint32 there = resolve_day(day, month, target);
        if (there > frame->letter)
            return target;
    }
    return next;
}

/* The year that the sentence says elsewhere, where it may be that of the day; 0 where it says none. */
static guint year_lent(const struct date *date, guint day, const struct frame_of_time *frame)
{
    guint year = date->lent_year;

    if (year != 0 && year < FIRST_YEAR)
        year = frame->letter != 0 ? year_of(frame->letter) + year - YEAR_OF_LETTER : 0;
    guint32 there = year != 0 ? resolve_day(day, date->month, year) : 0;
    if (there == 0 || (date->weekday != 0 && date->weekday != weekday_of(there)))
        return 0;
    return (there < frame->letter ? date->lent_past : date->lent_ahead) ? year : 0;
}

static void resolve_full(struct date *date, const struct frame_of_time *frame)
{
    guint day = date->day, month = date->month;

    guint year = date->year != 0 ? date->year : year_lent(date, day, frame);
    date->no_year = year == 0;
    if (date->swapped && frame->month_first) {
        day = date->month;
        month = date->day;
    }
    if (year == 0)
        year = year_for(date, day, month, frame);
    date->last = date->first = resolve_day(day, month, year);
    if (date->swapped)
        date->alternative = resolve_day(month, day, year);
    if (date->from_day != 0) {
        guint from_year = date->from_year != 0 ? date->from_year : year;
        date->first = resolve_day(date->from_day, date->from_month, from_year);
        if (date->first > date->last)
            date->first = resolve_day(date->from_day, date->from_month, from_year - 1);
        if (date->first == 0)
            date->first = date->last;
    }
    date->weekday_wrong = date->weekday != 0 && date->last != 0 && weekday_of(date->last) != date->weekday &&
                          weekday_of(date->first) != date->weekday;
}

static void resolve_month(struct date *date)
{
    date->first = resolve_day(1, date->month, date->year);
    date->last = last_of_month(date->month, date->year);
    if (date->from_month != 0)
        date->first = resolve_day(1, date->from_month, date->from_year);
}

/* ---- parts ---- */

static void set_both(struct date *date, guint32 first, guint32 last)
{
    date->first = first;
    date->last = last;
}

/* The day itself, or the Friday before it. */
static guint32 working_day_to(guint32 day)
{
    return day - (weekday_of(day) > 5 ? weekday_of(day) - 5 : 0);
}

/* The first to fourth such weekday of the month, or its last one. */
static void resolve_weekday_of_month(struct date *date, guint month, guint year)
{
    guint32 first = resolve_day(1, month, year), last = last_of_month(month, year);

    if (first == 0)
        set_both(date, 0, 0);
    else if (date->amount == RANK_LAST)
        set_both(date, last - (weekday_of(last) + 7 - date->weekday) % 7, last - (weekday_of(last) + 7 - date->weekday) % 7);
    else
        set_both(date, first + (date->weekday + 7 - weekday_of(first)) % 7 + 7 * (date->amount - 1), first + (date->weekday + 7 - weekday_of(first)) % 7 + 7 * (date->amount - 1));
}

/* part: 1 beginning, 2 middle, 3 end, 4 last working day, 11..15 week, 21..24 quarter, 31 and 32 halves, 33 last day */
static void resolve_part_of_month(struct date *date, guint month, guint year)
{
    guint part = date->part;

    if (part == 1)
        set_both(date, resolve_day(1, month, year), resolve_day(10, month, year));
    else if (part == PART_BEGINNING)
        set_both(date, resolve_day(1, month, year), resolve_day(1, month, year));
    else if (part == 2)
        set_both(date, resolve_day(15, month, year), resolve_day(15, month, year));
    else if (part >= 11 && part <= 14)
        set_both(date, resolve_day((part - 11) * 7 + 1, month, year), resolve_day((part - 10) * 7, month, year));
    else if (part == 31)
        set_both(date, resolve_day(1, month, year), resolve_day(15, month, year));
    else if (part == PART_LAST_WORKING)
        set_both(date, working_day_to(last_of_month(month, year)), working_day_to(last_of_month(month, year)));
    else if (part == PART_WEEKDAY)
        resolve_weekday_of_month(date, month, year);
    else
        set_both(date, last_of_month(month, year), last_of_month(month, year));
}

static void resolve_part_of_year(struct date *date, guint year)
{
    guint part = date->part;

    if (part >= 21 && part <= 24)
        set_both(date, resolve_day(1, (part - 21) * 3 + 1, year), last_of_month((part - 20) * 3, year));
    else if (part == 1)
        set_both(date, resolve_day(1, 1, year), resolve_day(31, 1, year));
    else if (part == PART_BEGINNING)
        set_both(date, resolve_day(1, 1, year), resolve_day(1, 1, year));
    else if (part == 2 || part == 31)
        set_both(date, resolve_day(1, 1, year), resolve_day(30, 6, year));
    else if (part == PART_LAST_WORKING)
        set_both(date, working_day_to(resolve_day(31, 12, year)), working_day_to(resolve_day(31, 12, year)));
    else
        set_both(date, resolve_day(31, 12, year), resolve_day(31, 12, year));
}

#define SAME_MONTH_DAYS 150 /* a day so far ahead lends its month to a day alone in the sentence after it */

/* "… on 15 September. Please write by the 8th": of the month of the day before it, where both lie ahead. */
static guint32 day_in_month_above(const struct document *d, const struct date *date, guint32 letter)
{
    guint32 above = date->other != 0 ? DOCUMENT_DATE(d, date->other - 1)->last : 0;

    if (above <= letter || above > letter + SAME_MONTH_DAYS)
        return 0;
    guint32 day = resolve_day(date->day, month_of(above), year_of(above));
    return day > letter ? day : 0;
}

/* The next such day after the letter. */
static guint32 next_day_alone(guint day, guint32 letter)
{
    guint32 first = resolve_day(1, month_of(letter), year_of(letter)), found = resolve_day(day, month_of(letter), year_of(letter));

    for (guint ahead = 1; ahead < 3 && found <= letter; ahead++) {
        guint32 month = resolve_add(first, ahead, UNIT_MONTH);
        found = resolve_day(day, month_of(month), year_of(month));
    }
    return found;
}

/* A day alone with a date before it in its sentence, whose month it took or the one after. Of the same month where that day
 * lies ahead: "goes to print on 12 September and we need it on the 11th". Where the date before it tells of the past, the
 * next such day: "we met on 28 June and agreed on a draft by the 25th". */
static void settle_day_alone(const struct document *d, struct date *date, guint32 letter)
{
    const struct date *before = DOCUMENT_DATE(d, date->other - 1);
    gboolean past = before->year == 0 && before->last > letter + SAME_MONTH_DAYS;
    guint32 day = past || before->last <= letter ? 0 : resolve_day(date->day, month_of(before->last), year_of(before->last));

    if (letter != 0 && past)
        day = next_day_alone(date->day, letter);
    if (letter != 0 && day > letter)
        date->first = date->last = day;
}

static void resolve_vague(const struct document *d, struct date *date, const struct frame_of_time *frame)
{
    guint32 letter = frame->letter != 0 ? frame->letter : resolve_day(1, 1, 2000);
    guint year = date->year;

    date->no_year = year == 0;
    if (date->part == PART_WEEK_OF) {
        resolve_full(date, frame);
        if (date->last != 0)
            date->last += 7 - weekday_of(date->last);
    } else if (date->part == 25) { /* the quarter that the letter stands in */
        guint quarter = (month_of(letter) - 1) / 3;
        set_both(date, resolve_day(1, quarter * 3 + 1, year_of(letter)), last_of_month(quarter * 3 + 3, year_of(letter)));
    } else if (date->unit == UNIT_WEEK) {
        guint32 monday = letter - (weekday_of(letter) - 1) + 7 * (date->near == 2);
        set_both(date, monday, monday + (date->part == 2 ? 2 : 4));
    } else if (date->month != 0) {
        if (year == 0)
            year = year_lent(date, 1, frame);
        date->no_year = year == 0;
        if (year == 0) {
            year = year_of(letter);
            if (last_of_month(date->month, year) < letter)
                year++;
        }
        resolve_part_of_month(date, date->month, year);
    } else if (date->unit == UNIT_MONTH && (date->part < 21 || date->part == 40)) {
        guint32 in = date->near == 2 ? resolve_add(resolve_day(1, month_of(letter), year_of(letter)), 1, UNIT_MONTH) : letter;
        if (date->part == 40) {
            guint32 above = day_in_month_above(d, date, letter);
            date->first = date->last = above != 0 ? above : resolve_day(date->day, month_of(in), year_of(in));
            if (date->near == 4 && date->last <= letter) { /* "by the 22nd": the next one */
                in = resolve_add(resolve_day(1, month_of(letter), year_of(letter)), 1, UNIT_MONTH);
                date->first = date->last = resolve_day(date->day, month_of(in), year_of(in));
            }
            for (guint ahead = 1; date->weekday != 0 && ahead < 12 && (date->last <= letter || weekday_of(date->last) != date->weekday); ahead++) {
                guint32 month = resolve_add(resolve_day(1, month_of(letter), year_of(letter)), ahead, UNIT_MONTH); /* the next such day that is a Monday */
                date->first = date->last = resolve_day(date->day, month_of(month), year_of(month));
                if (date->last == 0)
                    break;
            }
        }
        else
            resolve_part_of_month(date, month_of(in), year_of(in));
    } else {
        resolve_part_of_year(date, year != 0 ? year : year_of(letter) + (date->near == 2));
        if (year == 0 && date->last < letter)
            resolve_part_of_year(date, year_of(letter) + 1);
    }
}

/* ---- spans ---- */

static void resolve_weekday(struct date *date, guint32 base)
{
    guint32 day = base + 1;

    if (date->part == 1 || date->part == 2) /* of this week, of the next one */
        day = base - (weekday_of(base) - 1) + 7 * (date->part - 1);
    while (base != 0 && weekday_of(day) != date->weekday)
        day++;
    if (date->part >= 3) /* "vendredi en huit": a week after the first such day, or two */
        day += 7 * (date->part - 2);
    date->first = date->last = base != 0 ? day : 0;
}

#define RESULT_DAYS 4 /* so near to the counted day a date in brackets is that day, not what it is counted from */

/* "13 weeks before the opening (13 September)": the day that was counted, where the opening is known. */
static gboolean says_result(const struct document *d, const struct date *date, const struct frame_of_time *frame)
{
    guint32 beside = DOCUMENT_DATE(d, date->other - 1)->last;
    guint32 counted = date->ahead && frame->opening != 0 && beside != 0 ? resolve_add(frame->opening, -(int)date->amount, date->unit) : 0;

    return counted != 0 && counted <= beside + RESULT_DAYS && beside <= counted + RESULT_DAYS;
}

static guint32 base_day(const struct document *d, const struct date *date, const struct frame_of_time *frame)
{
    switch (date->base) {
    case BASE_RECEIPT:
        return frame->receipt != 0 ? frame->receipt : frame->letter;
    case BASE_OPENING:
        return date->other != 0 ? DOCUMENT_DATE(d, date->other - 1)->first : frame->opening;
    case BASE_CLOSING:
        return date->other != 0 ? DOCUMENT_DATE(d, date->other - 1)->last : frame->closing;
    case BASE_DATE:
        if (date->other == 0)
            return date->ahead && !date->vain ? frame->opening : 0; /* "21 days in advance" */
        if (says_result(d, date, frame))
            return frame->opening;
        return date->ahead ? DOCUMENT_DATE(d, date->other - 1)->first : DOCUMENT_DATE(d, date->other - 1)->last;
    default:
        return frame->letter;
    }
}

static void resolve_relative(const struct document *d, struct date *date, const struct frame_of_time *frame)
{
    guint32 base = base_day(d, date, frame);
    int amount = date->ahead ? -(int)date->amount : (int)date->amount;
    enum unit unit = date->working && date->unit == UNIT_DAY ? UNIT_WORKING_DAY : date->unit;

    date->derived = TRUE;
    if (date->weekday != 0 && date->amount == 0 && date->unit == 0) {
        resolve_weekday(date, base);
        return;
    }
    date->first = date->last = base != 0 ? resolve_add(base, amount, unit) : 0;
}

void resolve_date(const struct document *d, struct date *date, const struct frame_of_time *frame)
{
    date->first = date->last = date->alternative = 0;
    switch (date->precision) {
    case PRECISION_DAY:
        resolve_full(date, frame);
        if (date->other != 0)
            settle_day_alone(d, date, frame->letter);
        break;
    case PRECISION_MONTH:
        resolve_month(date);
        break;
    case PRECISION_VAGUE:
        resolve_vague(d, date, frame);
        break;
    case PRECISION_RELATIVE:
        resolve_relative(d, date, frame);
        break;
    default:
        break;
    }
}
