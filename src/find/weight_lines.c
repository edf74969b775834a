/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line after the other, each looked at in a copy of its own, so that a number never reaches into the next one.
 *
 * Refused: a line that does not begin with a number and a blank, or with a number that no weight comes near. */
#include "find/weight_lines.h"

#include <string.h>

#include "find/find.h"

static enum weight_taken take_line(const char *line, weight_taker take, gpointer data)
{
    char *end = NULL;
    double weight = g_ascii_strtod(line, &end);

    if (end == line || *end != ' ' || !(ABS(weight) <= WEIGHT_MOST))
        return WEIGHT_STRANGE;
    return take(weight, end + 1, data);
}

gboolean weight_lines_read(const char *text, const char *name, const char *form, weight_taker take, gpointer data, GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);
    guint number = 1;

    for (const char *at = text, *end; *at != '\0'; at = *end == '\0' ? end : end + 1, number++) {
        end = strchrnul(at, '\n');
        g_string_truncate(line, 0);
        g_string_append_len(line, at, end - at);
        if (line->len == 0 || *line->str == '#')
            continue;
        enum weight_taken taken = take_line(line->str, take, data);
        if (taken == WEIGHT_STRANGE)
            g_set_error(error, FIND_ERROR, FIND_ERROR_PACK, "%s:%u: is not %s", name, number, form);
        else if (taken == WEIGHT_TOO_MANY)
            g_set_error(error, FIND_ERROR, FIND_ERROR_PACK, "%s:%u: there is no room for more weights", name, number);
        if (taken != WEIGHT_TAKEN)
            return FALSE;
    }
    return TRUE;
}
