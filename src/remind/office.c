/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The office as a value: officials, routes and the ladder, with its defaults.
 *
 * office_conf.c fills it from the configuration file and checks it; tests fill it by hand. */
#include "office.h"

static const guint LADDER_DEFAULT[] = { 30, 14, 7, 3, 1, 0 };

void official_free(struct official *official)
{
    if (official == NULL)
        return;
    g_free(official->id);
    g_free(official->name);
    g_free(official->address);
    g_free(official->language);
    g_free(official->zone);
    g_free(official);
}

void route_free(struct route *route)
{
    if (route == NULL)
        return;
    g_free(route->name);
    g_clear_pointer(&route->senders, g_ptr_array_unref);
    g_clear_pointer(&route->subjects, g_ptr_array_unref);
    g_clear_pointer(&route->references, g_ptr_array_unref);
    g_clear_pointer(&route->kinds, g_ptr_array_unref);
    g_clear_pointer(&route->words, g_ptr_array_unref);
    g_clear_pointer(&route->to, g_ptr_array_unref);
    g_free(route);
}

struct office *office_new(void)
{
    struct office *office = g_new0(struct office, 1);

    office->officials = g_ptr_array_new_with_free_func((GDestroyNotify)official_free);
    office->routes = g_ptr_array_new_with_free_func((GDestroyNotify)route_free);
    office->ladder_days = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_vals(office->ladder_days, LADDER_DEFAULT, G_N_ELEMENTS(LADDER_DEFAULT));
    office->overdue_every_days = 7;
    office->send_hour = 8;
    return office;
}

void office_free(struct office *office)
{
    if (office == NULL)
        return;
    g_ptr_array_unref(office->officials);
    g_ptr_array_unref(office->routes);
    g_array_unref(office->ladder_days);
    g_free(office->from_address);
    g_free(office->from_name);
    g_free(office->reply_to);
    g_free(office->host);
    g_free(office);
}

const struct official *office_official(const struct office *office, const char *id)
{
    for (guint i = 0; i < office->officials->len; i++) {
        const struct official *official = g_ptr_array_index(office->officials, i);
        if (g_strcmp0(official->id, id) == 0)
            return official;
    }
    return NULL;
}
