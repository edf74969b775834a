/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Warns of logins that end. After an outage, or where a day is set late, the latest warning goes alone.
 * The day is in the step: where it changes, the warnings begin anew. */
#include "supervise/expiry.h"

#include "base/clock.h"
#include "base/log.h"
#include "remind/weekly.h"
#include "supervise/access_file.h"
#include "supervise/writing.h"

static const int AHEAD_DAYS[] = {7, 14, 30}; /* rising */

static gboolean warn(struct centre *centre, const struct config_oauth *oauth,
                     const struct official *official, const GDate *day, int ahead, GError **error)
{
    g_autofree char *date = date_format(day);
    g_autofree char *step = g_strdup_printf("expiry:%s:%s:%d", oauth->name, date, ahead);
    gboolean has = FALSE;
    guint written;
    if (!register_has_step(centre->registry, 0, 0, official->id, step, &has, error) || has)
        return has;
    const struct compose_input input = writing_input(centre, official);
    GBytes *bytes = compose_expiry(&input, step, oauth->name, day, error);
    if (!bytes)
        return FALSE;
    log_warning("login %s: it ends on %s; %s is told", oauth->name, date, official->id);
    g_autoptr(GPtrArray) planned =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    g_ptr_array_add(planned, writing_mail_of_office(centre, official, step, bytes));
    return register_plan(centre->registry, planned, clock_now(), &written, error);
}

gboolean expiry_plan(struct centre *centre, GError **error)
{
    const struct config *config = centre->config;
    const struct official *official = office_official(config->office, config->administrator);
    for (guint i = 0; official && i < config->oauth->len; i++) {
        const struct config_oauth *oauth = config->oauth->pdata[i];
        GDate today = clock_day(clock_now(), official->zone), day;
        if (!access_expiry(config, oauth, official->zone, &day))
            continue;
        int left = g_date_days_between(&today, &day);
        for (gsize k = 0; left >= 0 && k < G_N_ELEMENTS(AHEAD_DAYS); k++) {
            if (left > AHEAD_DAYS[k])
                continue;
            if (!warn(centre, oauth, official, &day, AHEAD_DAYS[k], error))
                return FALSE;
            break;
        }
    }
    return TRUE;
}
