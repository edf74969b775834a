/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines for the administrator.
 *
 * The centre hands its lines with their fields to the journal itself (a sink). Else, under systemd
 * (JOURNAL_STREAM is set) stderr is the journal: the level goes in front as <N>, which journald reads;
 * elsewhere the line carries the process's name. Refused: nothing; what cannot be
 * shown is escaped. */
#include "base/escape.h"
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
