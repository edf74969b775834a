/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendars as the configuration has them: a weekend, files of holidays, days named one by one.
 *
 * What cannot be read is a mistake with file and line, never an empty calendar: a holiday that is
 * silently missing sends a reminder on a day on which nobody reads it. */
#include <string.h>

#include "base/clock.h"
#include "remind/calendar.h"
#include "remind/ical.h"

#define FILE_BYTES_MAX (4u * 1024 * 1024)
#define FIRST_YEAR     2000
#define LAST_YEAR      2099

struct calendars {
    GHashTable *by_name; /* → struct calendar */
};

static void add_day(struct calendar *calendar, const GDate *day, gboolean works)
{
    if (works)
        calendar_add_working_day(calendar, day);
    else
        calendar_add_holiday(calendar, day);
}

gboolean calendar_add_file(struct calendar *calendar, const char *path, gboolean works,
                           GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, &text, &length, error))
        return FALSE;
    if (length > FILE_BYTES_MAX || strlen(text) != length) {
        g_set_error(error, ICAL_ERROR, ICAL_ERROR_SYNTAX, "%s: is not an iCalendar file", path);
        return FALSE;
    }
    g_autoptr(GArray) days = ical_read_days(text, FIRST_YEAR, LAST_YEAR, error);
    if (days == NULL) {
        g_prefix_error(error, "%s: ", path);
        return FALSE;
    }
    for (guint i = 0; i < days->len; i++)
        add_day(calendar, &g_array_index(days, GDate, i), works);
    return TRUE;
}

/* "12-27": that day of every year. FALSE where it is none. */
static gboolean add_yearly(struct calendar *calendar, const char *text, gboolean works)
{
    gboolean any = FALSE;

    for (guint year = FIRST_YEAR; strlen(text) == 5 && year <= LAST_YEAR; year++) {
        g_autofree char *whole = g_strdup_printf("%u-%s", year, text);
        GDate day;
        if (!date_parse(whole, &day))
            continue;
        add_day(calendar, &day, works);
        any = TRUE;
    }
    return any;
}

/* The list of days that are worked although they are days off. */
#define WORKING_DAYS "working_days"

static void add_entry(struct conf *conf, const struct conf_node *group, const char *list, const char *entry,
                      const char *folder, struct calendar *calendar)
{
    gboolean works = strcmp(list, WORKING_DAYS) == 0;
    GDate day;
    g_autoptr(GError) error = NULL;

    if (date_parse(entry, &day)) {
        add_day(calendar, &day, works);
        return;
    }
    if (add_yearly(calendar, entry, works))
        return;
    if (!g_str_has_suffix(entry, ".ics")) {
        conf_mistake_in(conf, group, list, "\"%s\" is neither a file.ics nor a day such as 2025-12-24 or 12-24", entry);
        return;
    }
    g_autofree char *path = g_canonicalize_filename(entry, folder);
    if (!calendar_add_file(calendar, path, works, &error))
        conf_mistake_in(conf, group, list, "%s", error->message);
}

static void add_entries(struct conf *conf, const struct conf_node *group, const char *list, const char *folder,
                        struct calendar *calendar)
{
    g_autoptr(GPtrArray) entries = conf_strings(conf, group, list);
    for (guint i = 0; i < entries->len; i++)
        add_entry(conf, group, list, g_ptr_array_index(entries, i), folder, calendar);
}

static guint read_weekend(struct conf *conf, const struct conf_node *group)
{
    static const char *const names[] = { "monday", "tuesday",  "wednesday", "thursday",
                                         "friday", "saturday", "sunday" };
    g_autoptr(GPtrArray) days = conf_strings(conf, group, "weekend");
    guint weekend = 0;

    if (days->len == 0)
        return CALENDAR_WEEKEND;
    for (guint i = 0; i < days->len; i++) {
        guint day = 0;
        while (day < G_N_ELEMENTS(names) &&
               g_ascii_strcasecmp(names[day], g_ptr_array_index(days, i)) != 0)
            day++;
        if (day == G_N_ELEMENTS(names))
            conf_mistake_in(conf, group, "weekend", "\"%s\" is no day of the week",
                            (const char *)g_ptr_array_index(days, i));
        else
            weekend |= 1u << (G_DATE_MONDAY + day);
    }
    return weekend;
}

static struct calendar *read_calendar(struct conf *conf, const struct conf_node *group,
                                      const char *folder)
{
    struct calendar *calendar = calendar_new(read_weekend(conf, group));
    add_entries(conf, group, "holidays", folder, calendar);
    add_entries(conf, group, WORKING_DAYS, folder, calendar);
    return calendar;
}

struct calendars *calendars_read(struct conf *conf, const struct conf_node *root, const char *folder)
{
    struct calendars *calendars = g_new0(struct calendars, 1);
    const struct conf_node *list = conf_list(conf, root, "calendars");

    calendars->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                               (GDestroyNotify)calendar_free);
    for (guint i = 0; list != NULL && i < conf_length(list); i++) {
        const struct conf_node *group = conf_item(list, i);
        const char *name = conf_string_required(conf, group, "name");
        if (g_hash_table_contains(calendars->by_name, name))
            conf_mistake_in(conf, group, "name", "\"%s\" is there already", name);
        g_hash_table_insert(calendars->by_name, g_strdup(name), read_calendar(conf, group, folder));
    }
    return calendars;
}

void calendars_free(struct calendars *calendars)
{
    if (calendars == NULL)
        return;
    g_hash_table_unref(calendars->by_name);
    g_free(calendars);
}

void calendars_sum(const struct calendars *calendars, GChecksum *sum)
{
    GList *names = g_list_sort(g_hash_table_get_keys(calendars->by_name), (GCompareFunc)(void *)strcmp);

    for (const GList *at = names; at; at = at->next) {
        g_checksum_update(sum, at->data, -1);
        calendar_sum(g_hash_table_lookup(calendars->by_name, at->data), sum);
    }
    g_list_free(names);
}

const struct calendar *calendars_find(const struct calendars *calendars, const char *name)
{
    return name == NULL ? NULL : g_hash_table_lookup(calendars->by_name, name);
}

const struct calendar *calendar_of(const struct office *office, const struct official *official)
{
    return office->calendars == NULL ? NULL
                                     : calendars_find(office->calendars, official->calendar);
}
