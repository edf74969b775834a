/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one caller of the clock, and civil days.
 *
 * Zones come from GLib, which reads the system's tz database; a zone that does not exist is told
 * apart from UTC by its identifier. A clock that --now has set stands still for the whole run,
 * but for a replay, which moves it from step to step. */
#include "base/clock.h"

#include <time.h>

static gint64 set_to;
static gboolean is_set;
static gint64 accepted; /* how far the clock was ahead of the machine's running time */
static gboolean is_accepted;

gint64 clock_now(void)
{
    return is_set ? set_to : (gint64)time(NULL);
}

gboolean clock_set(const char *rfc3339, GError **error)
{
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(rfc3339, NULL);
    if (!moment) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "\"%s\" is not a time: write it as 2025-07-15T09:00:00Z", rfc3339);
        return FALSE;
    }
    clock_set_to(g_date_time_to_unix(moment));
    return TRUE;
}

void clock_set_to(gint64 seconds)
{
    set_to = seconds;
    is_set = TRUE;
}

gboolean clock_is_set(void)
{
    return is_set;
}

/* CLOCK_BOOTTIME goes on while the machine sleeps, and nobody can set it. */
static gint64 ahead_of_running_time(void)
{
    struct timespec running = {0};
    clock_gettime(CLOCK_BOOTTIME, &running);
    return (gint64)time(NULL) - running.tv_sec;
}

void clock_accept_move(void)
{
    accepted = ahead_of_running_time();
    is_accepted = TRUE;
}

gint64 clock_moved(void)
{
    if (!is_accepted)
        clock_accept_move();
    return is_set ? 0 : ahead_of_running_time() - accepted;
}

/* Kept for as long as the process lives: a planning pass asks for the same few a hundred thousand
 * times, and each would be read from disk anew. NULL where there is none of that name. */
static GTimeZone *zone_find(const char *identifier)
{
    static GHashTable *zones;
    if (!zones)
        zones = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GTimeZone *zone = g_hash_table_lookup(zones, identifier);
    if (!zone && (zone = g_time_zone_new_identifier(identifier)))
        g_hash_table_insert(zones, g_strdup(identifier), zone);
    return zone;
}

gboolean clock_zone_known(const char *zone)
{
    return zone_find(zone) != NULL;
}

static GDateTime *moment_in(gint64 seconds, const char *zone)
{
    GTimeZone *known = zone ? zone_find(zone) : NULL;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
    if (!utc)
        return g_date_time_new_from_unix_utc(0);
    return known ? g_date_time_to_timezone(utc, known) : g_steal_pointer(&utc);
}

GDate clock_day(gint64 seconds, const char *zone)
{
    g_autoptr(GDateTime) moment = moment_in(seconds, zone);
    int year, month, day;
    g_date_time_get_ymd(moment, &year, &month, &day);
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return date;
}

int clock_hour(gint64 seconds, const char *zone)
{
    g_autoptr(GDateTime) moment = moment_in(seconds, zone);
    return g_date_time_get_hour(moment);
}

static gboolean digits(const char *text, int count, guint *value)
{
    *value = 0;
    for (int i = 0; i < count; i++) {
        if (!g_ascii_isdigit(text[i]))
            return FALSE;
        *value = *value * 10 + (guint)(text[i] - '0');
    }
    return TRUE;
}

gboolean date_parse(const char *text, GDate *date)
{
    guint year, month, day;
    g_date_clear(date, 1);
    if (!text || !digits(text, 4, &year) || text[4] != '-' || !digits(text + 5, 2, &month) ||
        text[7] != '-' || !digits(text + 8, 2, &day) || text[10] != '\0')
        return FALSE;
    if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return FALSE;
    g_date_set_dmy(date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return TRUE;
}

char *date_format(const GDate *date)
{
    if (!g_date_valid(date))
        return NULL;
    return g_strdup_printf("%04u-%02u-%02u", g_date_get_year(date), g_date_get_month(date),
                           g_date_get_day(date));
}
