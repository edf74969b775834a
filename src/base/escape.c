/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a mail's words harmless: for a log, a header, a terminal. Refused: nothing; what cannot be
 * shown is escaped. */
#include "base/escape.h"

#include <string.h>

/* Characters that move the cursor, turn the reading direction or start a new line somewhere. */
static gboolean is_harmful(gunichar c)
{
    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
        return TRUE;
    return c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || c == 0x061c;
}

static void append_escaped(GString *line, const char **cursor, const char *end)
{
    gunichar c = g_utf8_get_char_validated(*cursor, end - *cursor);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
        g_string_append_printf(line, "\\x%02x", (guchar) * *cursor);
        (*cursor)++;
        return;
    }
    if (is_harmful(c))
        g_string_append_printf(line, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
    else
        g_string_append_unichar(line, c);
    *cursor = g_utf8_next_char(*cursor);
}

char *escape_line(const char *text, gsize most)
{
    static const char ellipsis[] = "…";
    gsize with_ellipsis = most >= strlen(ellipsis) ? most - strlen(ellipsis) : 0;
    gsize safe = 0; /* where the line may still be cut so that the ellipsis fits */
    GString *line = g_string_new(NULL);
    const char *end = text + strlen(text);
    for (const char *cursor = text; cursor < end && line->len <= most;) {
        append_escaped(line, &cursor, end);
        if (line->len <= with_ellipsis)
            safe = line->len;
    }
    if (line->len > most) {
        g_string_truncate(line, safe);
        if (safe + strlen(ellipsis) <= most)
            g_string_append(line, ellipsis);
    }
    return g_string_free(line, FALSE);
}

char *escape_space(const char *text)
{
    GString *line = g_string_sized_new(strlen(text));
    gboolean space = FALSE;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isspace(c)) {
            space = line->len > 0;
            continue;
        }
        if (space)
            g_string_append_c(line, ' ');
        space = FALSE;
        g_string_append_unichar(line, c);
    }
    return g_string_free(line, FALSE);
}
