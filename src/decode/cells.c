/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days in cells of workbooks: a number counts days since the epoch of the book, with a fraction for
 * the time (ECMA-376, 18.17.4), and only its number format tells it from a sum of money (18.8.30).
 *
 * 29 February 1900, which Excel believes in, is passed over. */
#include "decode/cells.h"

#include <string.h>

/* A day, month or year outside quotes and brackets (18.8.31). */
gboolean cells_is_date_code(const char *code)
{
    gboolean quoted = FALSE, bracketed = FALSE;
    for (; *code != '\0'; code++) {
        if (*code == '"')
            quoted = !quoted;
        else if (*code == '\\' && code[1] != '\0')
            code++;
        else if (*code == '[' || *code == ']')
            bracketed = *code == '[';
        else if (!quoted && !bracketed && strchr("dDyY", *code) != NULL)
            return TRUE;
    }
    return FALSE;
}

gboolean cells_is_date_number(guint format)
{
    return (format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 36) ||
           (format >= 50 && format <= 58);
}

char *cells_format_day(double serial, gboolean since_1904)
{
    if (!(serial >= 1 && serial < 100000))
        return NULL;
    guint days = (guint) serial;
    guint minutes = (guint) ((serial - days) * 1440 + 0.5);
    if (minutes >= 1440) {
        days++;
        minutes = 0;
    }
    GDate date;
    g_date_clear(&date, 1);
    if (since_1904)
        g_date_set_dmy(&date, 1, G_DATE_JANUARY, 1904);
    else
        g_date_set_dmy(&date, days < 60 ? 31 : 30, G_DATE_DECEMBER, 1899);
    g_date_add_days(&date, days);
    char day[32];
    g_date_strftime(day, sizeof day, "%Y-%m-%d", &date);
    return minutes > 0 ? g_strdup_printf("%s %02u:%02u", day, minutes / 60, minutes % 60)
                       : g_strdup(day);
}
