/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines for the administrator: to the journal under systemd, else to stderr.
 *
 * Whatever a mail could have put into a message is escaped: one line, at most 1 KiB, no control
 * characters. Stages log at debug only; the edges log the rest. */
#ifndef CIRCULARD_BASE_LOG_H
#define CIRCULARD_BASE_LOG_H

#include <glib.h>

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_INFO = 6, LOG_LEVEL_DEBUG = 7 };

void log_open(const char *process, enum log_level most);
void log_line(enum log_level level, const char *format, ...) G_GNUC_PRINTF(2, 3);
#define log_error(...)   log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...)    log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...)   log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

/* What a line is about: fields of the journal (MAIL=, MATTER=, REMINDER=, OFFICIAL=, MAILBOX=), by which
 * journalctl finds them. 0 and NULL: none. */
struct log_about {
    gint64 mail, matter, reminder;
    const char *official, *mailbox;
};
#define ABOUT(...) (&(const struct log_about){__VA_ARGS__})
void log_about(enum log_level level, const struct log_about *about, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Takes the lines, escaped, instead of stderr; FALSE: it could not, and the line goes there after all. */
typedef gboolean (*log_sink)(enum log_level level, const struct log_about *about, const char *text);
void log_set_sink(log_sink sink);

#endif
