/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What systemd is told (sd_notify(3)); nothing happens where it does not ask. */
#ifndef CIRCULARD_SUPERVISE_SYSTEMD_H
#define CIRCULARD_SUPERVISE_SYSTEMD_H

#include <glib.h>

/* Under systemd, log lines go to the journal with their fields from now on. */
void systemd_journal_start(void);
void systemd_ready(void);
void systemd_stopping(void);
void systemd_reloading(void);
void systemd_status(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Fed at half its time from the main loop; 0 where there is none, else for g_source_remove(). */
guint systemd_watchdog_start(void);

#endif
