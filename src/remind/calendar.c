/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Working days: a weekend, holidays, and days that are worked all the same.
 *
 * Days are kept by their Julian number. A search for a working day ends after 31 days: a calendar that
 * has no working day in a month is a mistake, and a reminder on a day off is better than none. */
#include "remind/calendar.h"

#define SEARCH_DAYS_MAX 31

struct calendar {
    guint weekend;        /* bits 1 << GDateWeekday */
    GHashTable *holidays; /* of Julian days */
    GHashTable *working;  /* of Julian days: worked although weekend or holiday */
};

struct calendar *calendar_new(guint weekend)
{
    struct calendar *calendar = g_new0(struct calendar, 1);

    calendar->weekend = weekend;
    calendar->holidays = g_hash_table_new(g_direct_hash, g_direct_equal);
    calendar->working = g_hash_table_new(g_direct_hash, g_direct_equal);
    return calendar;
}

void calendar_free(struct calendar *calendar)
{
    if (calendar == NULL)
        return;
    g_hash_table_unref(calendar->holidays);
    g_hash_table_unref(calendar->working);
    g_free(calendar);
}

static gpointer day_key(const GDate *day)
{
    return GUINT_TO_POINTER(g_date_get_julian(day));
}

void calendar_add_holiday(struct calendar *calendar, const GDate *day)
{
    g_hash_table_add(calendar->holidays, day_key(day));
}

void calendar_add_working_day(struct calendar *calendar, const GDate *day)
{
    g_hash_table_add(calendar->working, day_key(day));
}

static int compare_days(gconstpointer a, gconstpointer b)
{
    const guint one = GPOINTER_TO_UINT(a), two = GPOINTER_TO_UINT(b);

    return (one > two) - (one < two);
}

static void sum_days(GHashTable *days, GChecksum *sum)
{
    GList *sorted = g_list_sort(g_hash_table_get_keys(days), compare_days);

    for (const GList *at = sorted; at; at = at->next) {
        const guint day = GPOINTER_TO_UINT(at->data);
        g_checksum_update(sum, (const guchar *)&day, sizeof day);
    }
    g_checksum_update(sum, (const guchar *)"", 1);
    g_list_free(sorted);
}

void calendar_sum(const struct calendar *calendar, GChecksum *sum)
{
    g_checksum_update(sum, (const guchar *)&calendar->weekend, sizeof calendar->weekend);
    sum_days(calendar->holidays, sum);
    sum_days(calendar->working, sum);
}

gboolean calendar_works(const struct calendar *calendar, const GDate *day)
{
    if (calendar == NULL || g_hash_table_contains(calendar->working, day_key(day)))
        return TRUE;
    return (calendar->weekend & (1u << g_date_get_weekday(day))) == 0 &&
           !g_hash_table_contains(calendar->holidays, day_key(day));
}

static GDate search(const struct calendar *calendar, const GDate *day, gboolean back)
{
    GDate at = *day;

    for (int away = 0; away <= SEARCH_DAYS_MAX; away++) {
        if (calendar_works(calendar, &at))
            return at;
        if (back)
            g_date_subtract_days(&at, 1);
        else
            g_date_add_days(&at, 1);
    }
    return *day;
}

GDate calendar_on_or_before(const struct calendar *calendar, const GDate *day)
{
    return search(calendar, day, TRUE);
}

GDate calendar_on_or_after(const struct calendar *calendar, const GDate *day)
{
    return search(calendar, day, FALSE);
}

guint calendar_working_days(const struct calendar *calendar, const GDate *from, const GDate *to)
{
    guint days = 0;
    GDate at = *from;

    while (g_date_compare(&at, to) < 0) {
        g_date_add_days(&at, 1);
        days += calendar_works(calendar, &at) ? 1 : 0;
    }
    return days;
}

GDate calendar_before(const struct calendar *calendar, const GDate *day, guint working_days)
{
    GDate before = *day;

    for (guint i = 0; i < working_days; i++) {
        g_date_subtract_days(&before, 1);
        before = calendar_on_or_before(calendar, &before);
    }
    return before;
}
