/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The register's file is looked through at the start and once a day: damage that no query has met yet is told while
 * there is a backup without it. Indexes are held against their tables, too: where the journal of a change that was cut
 * short is lost, that is all that tells. */
#include "supervise/soundness.h"

#include "base/clock.h"
#include "base/escape.h"
#include "base/log.h"
#include "keep/register.h"
#include "supervise/alarm.h"

void soundness_look(struct centre *centre)
{
    g_autoptr(GError) error = NULL;
    gint64 now = clock_now();
    if (centre->dry_run || (centre->checked_at && ABS(now - centre->checked_at) < 86400))
        return;
    centre->checked_at = now;
    if (register_check(centre->registry, &error)) {
        alarm_well(centre->alarm, ALARM_PAGES);
        return;
    }
    g_autofree char *said = escape_line(error->message, 300);
    gboolean damaged = error->domain == REGISTER_ERROR &&
                       (error->code == REGISTER_ERROR_CORRUPT || error->code == REGISTER_ERROR_FOREIGN);
    g_autofree char *sentence =
        damaged ? g_strdup_printf("the register's file is damaged (%s): stop circulard, keep a copy of the whole "
                                  "folder, and restore the last backup", said)
                : g_strdup_printf("the register's file cannot be looked through: %s", said);
    if (!damaged)
        centre->checked_at = 0; /* the next pass tries again */
    log_error("%s", sentence);
    centre->failed = TRUE;
    alarm_wrong(centre->alarm, ALARM_PAGES, sentence);
}
