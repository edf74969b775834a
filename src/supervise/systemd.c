/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sd_notify(3), the journal with its fields, and the watchdog. The watchdog is fed by the main loop itself, so a centre that hangs
 * is restarted. */
#include "supervise/systemd.h"

#include <string.h>
#include <sys/uio.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

#include "base/escape.h"
#include "base/log.h"

static void add_field(GPtrArray *fields, const char *name, const char *value)
{
    if (value)
        g_ptr_array_add(fields, g_strconcat(name, "=", value, NULL));
}

static void add_number(GPtrArray *fields, const char *name, gint64 value)
{
    if (value)
        g_ptr_array_add(fields, g_strdup_printf("%s=%" G_GINT64_FORMAT, name, value));
}

static gboolean to_journal(enum log_level level, const struct log_about *about, const char *text)
{
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
    struct iovec vector[10];
    add_field(fields, "MESSAGE", text);
    g_ptr_array_add(fields, g_strdup_printf("PRIORITY=%d", level));
    add_field(fields, "SYSLOG_IDENTIFIER", "circulard");
    add_number(fields, "MAIL", about->mail);
    add_number(fields, "MATTER", about->matter);
    add_number(fields, "REMINDER", about->reminder);
    add_field(fields, "OFFICIAL", about->official);
    add_field(fields, "MAILBOX", about->mailbox);
    for (guint i = 0; i < fields->len; i++)
        vector[i] = (struct iovec){fields->pdata[i], strlen(fields->pdata[i])};
    return sd_journal_sendv(vector, (int)fields->len) >= 0;
}

void systemd_journal_start(void)
{
    if (g_getenv("JOURNAL_STREAM"))
        log_set_sink(to_journal);
}

void systemd_ready(void)
{
    sd_notify(0, "READY=1");
}

void systemd_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void systemd_reloading(void)
{
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time());
}

void systemd_status(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *raw = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *line = escape_line(raw, 500);
    sd_notifyf(0, "STATUS=%s", line);
}

static gboolean feed(gpointer data)
{
    (void)data;
    sd_notify(0, "WATCHDOG=1");
    return G_SOURCE_CONTINUE;
}

guint systemd_watchdog_start(void)
{
    uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0)
        return 0;
    return g_timeout_add((guint)(microseconds / 2000), feed, NULL);
}
