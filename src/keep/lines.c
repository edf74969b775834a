/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matters as lines of a long list, in one pass over one table.
 *
 * Days and officials stand beside each matter (schema.c, LINES), so that nothing else is asked; texts go
 * into one chunk, so that a hundred thousand lines are a hundred thousand lines and not a million
 * small pieces of memory. No lock is held after the function returns. */
#include <string.h>

#include "keep/keep.h"

#define TEXTS_CHUNK 65536

#define COLUMNS "SELECT m.id, m.state, m.kind, m.days, m.registered, m.officials, m.subject,"      \
                " m.reference, m.sender"
static const char PLAIN[] = COLUMNS ", NULL FROM matters m " SEARCH_WHERE " ORDER BY m.id" SEARCH_LIMIT;
static const char NUMBERED[] = COLUMNS ", n.number FROM matters m LEFT JOIN records n"
                                       " ON n.matter = m.id " SEARCH_WHERE
                                       " ORDER BY m.id" SEARCH_LIMIT;

void matter_lines_free(struct matter_lines *lines)
{
    if (!lines)
        return;
    g_array_unref(lines->all);
    g_string_chunk_free(lines->texts);
    g_free(lines);
}

static const char *keep_text(struct matter_lines *lines, const char *text)
{
    return text ? g_string_chunk_insert(lines->texts, text) : NULL;
}

/* As matter_due(): the nearest of the days that is not over, else the latest. Days are text, and compare
 * as text. */
static GDate due_of(const char *days, const char *today)
{
    enum { DAY_LENGTH = 10 };
    char due[DAY_LENGTH + 1] = "";
    GDate day;
    for (const char *at = days; at && strlen(at) >= DAY_LENGTH; at += DAY_LENGTH + (at[DAY_LENGTH] == ' ')) {
        gboolean over = strncmp(at, today, DAY_LENGTH) < 0;
        gboolean best_over = strncmp(due, today, DAY_LENGTH) < 0;
        int order = strncmp(at, due, DAY_LENGTH);
        if (over ? best_over && order > 0 : best_over || order < 0)
            memcpy(due, at, DAY_LENGTH);
    }
    g_date_clear(&day, 1);
    if (*due)
        day = sql_read_day(due);
    return day;
}

static void add_line(struct matter_lines *lines, const struct rows *rows, const char *today)
{
    GDate registered = rows_day(rows, 4);
    struct matter_line line = {
        .id = rows_integer(rows, 0),
        .kind = letter_kind_parse(rows_peek(rows, 2)),
        .due = due_of(rows_peek(rows, 3), today),
        .registered = g_date_valid(&registered) ? g_date_get_julian(&registered) : 0,
        .subject = keep_text(lines, rows_peek(rows, 6)),
        .reference = keep_text(lines, rows_peek(rows, 7)),
        .number = keep_text(lines, rows_peek(rows, 9)),
    };
    line.order = g_date_valid(&line.due) ? g_date_get_julian(&line.due) : G_MAXUINT32;
    /* The same few names again and again. */
    const char *officials = rows_peek(rows, 5);
    line.officials = g_string_chunk_insert_const(lines->texts, officials ? officials : "");
    if (!matter_state_parse(rows_peek(rows, 1), &line.state))
        line.state = MATTER_CONFIRM;
    g_array_append_val(lines->all, line);
}

struct matter_lines *register_lines(struct registry *registry, const struct matter_filter *filter,
                                    const GDate *today, GError **error)
{
    AUTO(matter_lines) *lines = g_new0(struct matter_lines, 1);
    AUTO(search) *search = search_new(filter);
    struct sql_value values[SEARCH_VALUES + 1], day = V(today);
    lines->all = g_array_new(FALSE, FALSE, sizeof(struct matter_line));
    lines->texts = g_string_chunk_new(TEXTS_CHUNK);
    search_bind(search, 0, -1, values);
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows =
        sql_query_values(registry->sql, filter->parts & MATTER_PART_RECORD ? NUMBERED : PLAIN, values);
    while (rows_next(rows))
        if (search_finds(search, rows_peek(rows, 6), rows_peek(rows, 7), rows_peek(rows, 8)))
            add_line(lines, rows, day.day);
    return sql_end(registry->sql, error) ? g_steal_pointer(&lines) : NULL;
}
