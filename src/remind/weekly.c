/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days of weekly mails, and the lines they are made of. Pure. */
#include "remind/weekly.h"

struct weekly_line *weekly_line_new(gint64 matter, const char *title, const GDate *due,
                                    const char *names)
{
    struct weekly_line *line = g_new0(struct weekly_line, 1);

    line->matter = matter;
    line->title = g_strdup(title);
    g_date_clear(&line->due, 1);
    if (due != NULL)
        line->due = *due;
    line->names = g_strdup(names);
    return line;
}

void weekly_line_free(struct weekly_line *line)
{
    if (line == NULL)
        return;
    g_free(line->title);
    g_free(line->names);
    g_free(line->mail);
    g_free(line);
}

GPtrArray *weekly_lines_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)(void *)weekly_line_free);
}

struct weekly_day weekly_day(const struct calendar *calendar, guint weekday, const GDate *today)
{
    struct weekly_day week = { .name = *today };
    guint since = ((guint)g_date_get_weekday(today) + 7 - weekday) % 7;

    g_date_subtract_days(&week.name, since);
    week.day = calendar_on_or_after(calendar, &week.name);
    week.next = week.day;
    if (g_date_compare(&week.day, today) <= 0) {
        GDate later = week.name;
        g_date_add_days(&later, 7);
        week.next = calendar_on_or_after(calendar, &later);
    }
    return week;
}
