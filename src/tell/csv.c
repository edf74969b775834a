/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comma-separated values (RFC 4180). A mail's words that a spreadsheet would take for a formula get an
 * apostrophe in front: a subject "=HYPERLINK(…)" must not run when the head of unit opens the list. A
 * whole number, such as the days left, is none. */
#include "tell/csv.h"

#include <string.h>

#include "base/escape.h"

static gboolean is_formula(const char *text)
{
    return *text && strchr("=+-@\t\r", *text) &&
           !g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, NULL, NULL);
}

void csv_cell(GString *out, const char *text, gboolean last)
{
    g_autofree char *line = escape_line(text ? text : "", G_MAXSIZE / 2);
    gboolean formula = is_formula(line);
    gboolean quoted = formula || strpbrk(line, ",\"") || *line == ' ';
    if (quoted)
        g_string_append_c(out, '"');
    if (formula)
        g_string_append_c(out, '\'');
    for (const char *at = line; *at; at++) {
        if (*at == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *at);
    }
    if (quoted)
        g_string_append_c(out, '"');
    g_string_append(out, last ? "\r\n" : ",");
}
