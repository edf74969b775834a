/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Warns of what ends. After an outage, or where a day is set late, the latest warning goes alone.
 * The day is in the step: where it changes, the warnings begin anew. */
#include "supervise/expiry.h"

#include "base/clock.h"
#include "base/log.h"
#include "remind/weekly.h"
#include "supervise/ending.h"
#include "supervise/writing.h"

static const guint AHEAD_DAYS[] = {7, 14, 30}; /* rising */

static gboolean warn(struct centre *centre, const struct ending *ending, const struct official *official, guint ahead,
                     GError **error)
{
    g_autofree char *date = date_format(&ending->day);
    g_autofree char *step = g_strdup_printf("%s:%s:%s:%u", ending->login ? "expiry" : "certificate", ending->name,
                                            date, ahead);
    gboolean has = FALSE;
    guint written;
    if (!register_has_step(centre->registry, 0, 0, official->id, step, &has, error) || has)
        return has;
    const struct compose_input input = writing_input(centre, official);
    const struct expiry expiry = {ending->name, ending->day, !ending->login};
    GBytes *bytes = compose_expiry(&input, step, &expiry, error);
    if (!bytes)
        return FALSE;
    log_warning("%s %s: it ends on %s; %s is told", ending->login ? "login" : "certificate of", ending->name, date,
                official->id);
    g_autoptr(GPtrArray) planned =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    g_ptr_array_add(planned, writing_mail_of_office(centre, official, step, bytes));
    return register_plan(centre->registry, planned, clock_now(), &written, error);
}

/* The stage that it has reached; 0: none yet, or it is over. */
static guint stage_of(const struct ending *ending, const GDate *today)
{
    int left = ending->known ? g_date_days_between(today, &ending->day) : -1;
    for (gsize k = 0; left >= 0 && k < G_N_ELEMENTS(AHEAD_DAYS); k++)
        if ((guint)left <= AHEAD_DAYS[k])
            return AHEAD_DAYS[k] <= ending->ahead_days ? AHEAD_DAYS[k] : 0;
    return 0;
}

gboolean expiry_plan(struct centre *centre, GError **error)
{
    const struct config *config = centre->config;
    const struct official *official = office_official(config->office, config->administrator);
    if (!official)
        return TRUE;
    GDate today = clock_day(clock_now(), official->zone);
    g_autoptr(GArray) endings = endings_list(config, centre->registry, official->zone, error);
    for (guint i = 0; endings && i < endings->len; i++) {
        const struct ending *ending = &g_array_index(endings, struct ending, i);
        guint ahead = stage_of(ending, &today);
        if (ahead && !warn(centre, ending, official, ahead, error))
            return FALSE;
    }
    return endings != NULL;
}
