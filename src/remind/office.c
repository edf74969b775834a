/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The office as a value: officials, routes and the ladder, with its defaults.
 *
 * office_conf.c fills it from the configuration file and checks it; tests fill it by hand. */
#include "office.h"

#include "remind/calendar.h"

static const guint LADDER_DEFAULT[] = { 30, 14, 7, 3, 1, 0 };

#define DEPUTIES_MAX 8 /* a deputy who is away has one too; at some point somebody must read it */

struct official *official_new(void)
{
    struct official *official = g_new0(struct official, 1);

    official->away = g_array_new(FALSE, FALSE, sizeof(struct absence));
    return official;
}

void official_free(struct official *official)
{
    if (official == NULL)
        return;
    g_free(official->calendar);
    g_free(official->deputy);
    g_free(official->supervisor);
    g_free(official->unit);
    g_clear_pointer(&official->away, g_array_unref);
    g_free(official->id);
    g_free(official->name);
    g_free(official->address);
    g_free(official->language);
    g_free(official->zone);
    g_free(official);
}

static void filing_clear(struct filing *filing)
{
    g_free(filing->number);
    g_free(filing->function);
    g_free(filing->series);
    g_free(filing->file);
    g_free(filing->access);
}

struct filing office_filing(const struct office *office, const struct route *route)
{
    struct filing filing = office->filing;

    if (route == NULL)
        return filing;
    filing.number = route->filing.number != NULL ? route->filing.number : filing.number;
    filing.function = route->filing.function != NULL ? route->filing.function : filing.function;
    filing.series = route->filing.series != NULL ? route->filing.series : filing.series;
    filing.file = route->filing.file != NULL ? route->filing.file : filing.file;
    filing.access = route->filing.access != NULL ? route->filing.access : filing.access;
    return filing;
}

static void stage_free(gpointer data)
{
    struct stage *stage = data;

    g_free(stage->name);
    g_free(stage);
}

static void expected_free(gpointer data)
{
    struct expected *expected = data;

    g_free(expected->name);
    g_ptr_array_unref(expected->kinds);
    g_ptr_array_unref(expected->words);
    g_ptr_array_unref(expected->to);
    g_free(expected);
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
    filing_clear(&route->filing);
    g_free(route);
}

struct office *office_new(void)
{
    struct office *office = g_new0(struct office, 1);

    office->officials = g_ptr_array_new_with_free_func((GDestroyNotify)official_free);
    office->routes = g_ptr_array_new_with_free_func((GDestroyNotify)route_free);
    office->stages = g_ptr_array_new_with_free_func(stage_free);
    office->expected = g_ptr_array_new_with_free_func(expected_free);
    office->overview_to = g_ptr_array_new_with_free_func(g_free);
    office->ladder_days = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_vals(office->ladder_days, LADDER_DEFAULT, G_N_ELEMENTS(LADDER_DEFAULT));
    office->overdue_every_days = 7;
    office->send_hour = 8;
    office->answers = TRUE;
    return office;
}

void office_free(struct office *office)
{
    if (office == NULL)
        return;
    g_ptr_array_unref(office->officials);
    g_ptr_array_unref(office->routes);
    g_array_unref(office->ladder_days);
    calendars_free(office->calendars);
    filing_clear(&office->filing);
    g_ptr_array_unref(office->stages);
    g_ptr_array_unref(office->expected);
    g_ptr_array_unref(office->overview_to);
    g_free(office->from_address);
    g_free(office->from_name);
    g_free(office->reply_to);
    g_free(office->host);
    g_clear_pointer(&office->key, g_bytes_unref);
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

gboolean official_is_away(const struct official *official, const GDate *day)
{
    for (guint i = 0; i < official->away->len; i++) {
        const struct absence *absence = &g_array_index(official->away, struct absence, i);
        if (g_date_compare(&absence->first, day) <= 0 && g_date_compare(day, &absence->last) <= 0)
            return TRUE;
    }
    return FALSE;
}

/* Where all who could stand in are away as well, she herself: a mail that waits is better than none. */
static const struct official *stand_in(const struct office *office, const struct official *official,
                                       const GDate *day)
{
    const struct official *at = official;

    for (int i = 0; i < DEPUTIES_MAX && at != NULL && official_is_away(at, day); i++)
        at = at->deputy == NULL ? NULL : office_official(office, at->deputy);
    return at == NULL || official_is_away(at, day) ? official : at;
}

static void add_once(GPtrArray *list, const struct official *official)
{
    if (official != NULL && !g_ptr_array_find(list, official, NULL))
        g_ptr_array_add(list, (gpointer)official);
}

GPtrArray *office_on_duty(const struct office *office, const GPtrArray *ids, const GDate *day)
{
    GPtrArray *list = g_ptr_array_new();

    for (guint i = 0; i < ids->len; i++) {
        const struct official *official = office_official(office, g_ptr_array_index(ids, i));
        if (official != NULL)
            add_once(list, stand_in(office, official, day));
    }
    return list;
}

GPtrArray *office_supervisors(const struct office *office, const GPtrArray *ids)
{
    GPtrArray *list = g_ptr_array_new();

    for (guint i = 0; i < ids->len; i++) {
        const struct official *official = office_official(office, g_ptr_array_index(ids, i));
        if (official == NULL || official->supervisor == NULL ||
            g_ptr_array_find_with_equal_func((GPtrArray *)ids, official->supervisor, g_str_equal,
                                             NULL))
            continue;
        add_once(list, office_official(office, official->supervisor));
    }
    return list;
}
