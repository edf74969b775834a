/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines for the administrator, and the one function that makes a mail's words harmless.
 *
 * The centre hands its lines with their fields to the journal itself (a sink). Else, under systemd
 * (JOURNAL_STREAM is set) stderr is the journal: the level goes in front as <N>, which journald reads;
 * elsewhere the line carries the process's name. Refused: nothing; what cannot be
 * shown is escaped. */
#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 1024 };

static const char *process_name = "circulard";
static enum log_level level_most = LOG_LEVEL_INFO;
static gboolean to_journal;
static log_sink line_sink;

void log_open(const char *process, enum log_level most)
{
    process_name = process;
    level_most = most;
    to_journal = g_getenv("JOURNAL_STREAM") != NULL;
}

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

static void print_line(enum log_level level, const char *text)
{
    g_autofree char *line = to_journal ? g_strdup_printf("<%d>%s\n", level, text)
                                       : g_strdup_printf("%s: %s\n", process_name, text);
    /* One write, so that lines of several processes never mix. Nobody to tell if it fails. */
    ssize_t written = write(STDERR_FILENO, line, strlen(line));
    (void)written;
}

static void write_line(enum log_level level, const struct log_about *about, const char *format,
                       va_list arguments)
{
    if (level > level_most)
        return;
    g_autofree char *raw = g_strdup_vprintf(format, arguments);
    g_autofree char *text = escape_line(raw, LINE_MAX_BYTES);
    if (!line_sink || !line_sink(level, about, text))
        print_line(level, text);
}

void log_line(enum log_level level, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_line(level, ABOUT(), format, arguments);
    va_end(arguments);
}

void log_about(enum log_level level, const struct log_about *about, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_line(level, about, format, arguments);
    va_end(arguments);
}

void log_set_sink(log_sink sink)
{
    line_sink = sink;
}
