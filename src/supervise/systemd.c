/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sd_notify(3) and the watchdog. The watchdog is fed by the main loop itself, so a centre that hangs
 * is restarted. */
#include "supervise/systemd.h"

#include <systemd/sd-daemon.h>

#include "base/log.h"

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
