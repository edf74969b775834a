/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What V() makes of C's types, and a day in a column: "2025-09-16", which sorts as it passes. */
#include <string.h>

#include "keep/sql.h"

struct sql_value sql_integer(gint64 value)
{
    return (struct sql_value){.type = SQL_INTEGER, .integer = value};
}

struct sql_value sql_reference(gint64 id)
{
    return (struct sql_value){.type = id ? SQL_INTEGER : SQL_NULL, .integer = id};
}

struct sql_value sql_real(double value)
{
    return (struct sql_value){.type = SQL_REAL, .real = value};
}

struct sql_value sql_text(const char *value)
{
    return (struct sql_value){.type = value ? SQL_TEXT : SQL_NULL, .text = value};
}

struct sql_value sql_bytes(GBytes *value)
{
    return (struct sql_value){.type = value ? SQL_BYTES : SQL_NULL, .bytes = value};
}

struct sql_value sql_day(const GDate *value)
{
    struct sql_value made = {.type = SQL_NULL};
    if (value && g_date_valid(value)) {
        made.type = SQL_TEXT;
        g_snprintf(made.day, sizeof made.day, "%04u-%02u-%02u", g_date_get_year(value) % 10000u,
                   (guint)g_date_get_month(value), (guint)g_date_get_day(value));
    }
    return made;
}

static guint two_digits(const char *text)
{
    return (guint)(text[0] - '0') * 10 + (guint)(text[1] - '0');
}

GDate sql_read_day(const char *text)
{
    GDate day;
    g_date_clear(&day, 1);
    if (!text || strlen(text) != 10 || strspn(text, "0123456789-") != 10)
        return day;
    GDateYear year = (GDateYear)(two_digits(text) * 100 + two_digits(text + 2));
    guint month = two_digits(text + 5), of_month = two_digits(text + 8);
    if (g_date_valid_dmy((GDateDay)of_month, month, year))
        g_date_set_dmy(&day, (GDateDay)of_month, month, year);
    return day;
}
