/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reminders to come: asked of the same plan that the daemon follows, so that what is shown is what will
 * happen if nothing changes. */
#include "tell/ladder.h"

#include "base/clock.h"

void ladder_step_free(struct ladder_step *step)
{
    if (!step)
        return;
    step_free(step->step);
    g_free(step);
}

GPtrArray *ladder_outbox(const GPtrArray *outbox, const char *official)
{
    GPtrArray *mine = g_ptr_array_new();
    for (guint i = 0; i < outbox->len; i++)
        if (g_strcmp0(((const struct reminder *)outbox->pdata[i])->official, official) == 0)
            g_ptr_array_add(mine, outbox->pdata[i]);
    return mine;
}

struct plan_input ladder_input(const struct desk *desk, const struct matter *matter,
                               const struct official *official, const GPtrArray *mine)
{
    return (struct plan_input){.matter = matter,
                               .official = official,
                               .office = desk->config->office,
                               .outbox = mine,
                               .today = clock_day(desk->now, official->zone),
                               .hour = clock_hour(desk->now, official->zone)};
}

static gboolean in_outbox(const GPtrArray *mine, guint version, const char *key)
{
    for (guint i = 0; i < mine->len; i++) {
        const struct reminder *reminder = mine->pdata[i];
        if (reminder->version == version && g_str_equal(reminder->step, key))
            return TRUE;
    }
    return FALSE;
}

static void add_coming(const struct desk *desk, const struct matter *matter,
                       const struct official *official, const GPtrArray *outbox, GPtrArray *coming)
{
    g_autoptr(GPtrArray) mine = ladder_outbox(outbox, official->id);
    const struct plan_input input = ladder_input(desk, matter, official, mine);
    GPtrArray *steps = plan_ladder(&input);
    for (guint i = 0; i < steps->len; i++) {
        struct step *step = steps->pdata[i];
        if (g_date_compare(&step->day, &input.today) < 0 ||
            in_outbox(mine, matter->version, step->key))
            continue;
        struct ladder_step *entry = g_new0(struct ladder_step, 1);
        entry->official = official;
        entry->step = g_steal_pointer(&steps->pdata[i]);
        g_ptr_array_add(coming, entry);
    }
    g_ptr_array_unref(steps);
}

static int by_day(gconstpointer a, gconstpointer b)
{
    const struct ladder_step *const *left = a, *const *right = b;
    int order = g_date_compare(&(*left)->step->day, &(*right)->step->day);
    return order ? order : g_strcmp0((*left)->official->id, (*right)->official->id);
}

GPtrArray *ladder_coming(const struct desk *desk, const struct matter *matter,
                         const GPtrArray *outbox)
{
    GPtrArray *coming =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void *)ladder_step_free);
    const struct config *config = matter_is_live(matter->state) ? desk->config : NULL;
    gboolean anybody = FALSE;
    for (guint i = 0; config && i < matter->recipients->len; i++) {
        const struct official *official = office_official(config->office, matter->recipients->pdata[i]);
        anybody |= official != NULL;
        if (official)
            add_coming(desk, matter, official, outbox, coming);
    }
    const struct official *last = config && config->administrator ? office_official(config->office, config->administrator) : NULL;
    if (last && !anybody) /* as the daemon does where all are gone */
        add_coming(desk, matter, last, outbox, coming);
    g_ptr_array_sort(coming, by_day);
    return coming;
}
