/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The office, read from the configuration file.
 *
 * Everything that later reaches an envelope, a header or a computation of days is checked here once,
 * with file and line at hand: addresses, zones, ids, the order of the ladder. A route to nobody and a
 * list of routes whose last one could say no are refused: every circular must be somebody's. */
#include "remind/office_conf.h"

#include <string.h>

#include "base/clock.h"
#include "finding.h"
#include "remind/address.h"
#include "remind/calendar.h"
#include "remind/weeks_conf.h"

#define OFFICIALS_MAX   1000
#define LADDER_DAYS_MAX 366

static char *read_address(struct conf *conf, const struct conf_node *group, const char *name)
{
    const char *address = conf_string_required(conf, group, name);

    if (!g_str_is_ascii(address))
        conf_mistake_in(conf, group, name, "\"%s\" has letters beyond the English alphabet, with which not every "
                        "mail server can be reached: write the address that has none (a domain in its form xn--…)", address);
    else if (!address_is_plain(address))
        conf_mistake_in(conf, group, name, "not a plain mail address such as anna@labour.example");
    return g_strdup(address);
}

static gboolean id_is_plain(const char *id)
{
    gsize length = strlen(id);

    return length > 0 && length <= 64 &&
           strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == length;
}

/* "2025-12-22 2026-01-02", or one day */
static void read_absences(struct conf *conf, const struct conf_node *group,
                          struct official *official)
{
    g_autoptr(GPtrArray) spans = conf_strings(conf, group, "away");

    for (guint i = 0; i < spans->len; i++) {
        g_auto(GStrv) days = g_strsplit(g_ptr_array_index(spans, i), " ", 2);
        struct absence absence;
        if (days[0] == NULL || !date_parse(days[0], &absence.first) ||
            !date_parse(days[1] == NULL ? days[0] : days[1], &absence.last) ||
            g_date_compare(&absence.first, &absence.last) > 0) {
            conf_mistake_in(conf, group, "away", "\"%s\" is not two days such as 2025-12-22 2026-01-02",
                            (const char *)g_ptr_array_index(spans, i));
            continue;
        }
        g_array_append_val(official->away, absence);
    }
}

static struct official *read_official(struct conf *conf, const struct conf_node *group)
{
    struct official *official = official_new();

    official->id = g_strdup(conf_string_required(conf, group, "id"));
    official->name = g_strdup(conf_string_required(conf, group, "name"));
    official->address = read_address(conf, group, "address");
    official->language = g_strdup(conf_string(conf, group, "language", "en"));
    official->zone = g_strdup(conf_string(conf, group, "zone", "UTC"));
    if (!id_is_plain(official->id))
        conf_mistake_in(conf, group, "id", "letters, digits, - _ and . only, at most 64");
    if (!clock_zone_known(official->zone))
        conf_mistake_in(conf, group, "zone", "\"%s\" is no time zone such as Europe/Tallinn",
                        official->zone);
    official->calendar = g_strdup(conf_string(conf, group, "calendar", NULL));
    official->deputy = g_strdup(conf_string(conf, group, "deputy", NULL));
    official->supervisor = g_strdup(conf_string(conf, group, "supervisor", NULL));
    official->unit = g_strdup(conf_string(conf, group, "unit", NULL));
    read_absences(conf, group, official);
    return official;
}

static void check_person(struct conf *conf, const struct conf_node *group, const char *setting,
                         const struct office *office, const struct official *self, const char *id)
{
    if (id != NULL && (office_official(office, id) == NULL || strcmp(id, self->id) == 0))
        conf_mistake_in(conf, group, setting, "no other official has the id \"%s\"", id);
}

static void read_officials(struct conf *conf, const struct conf_node *root, struct office *office)
{
    const struct conf_node *list = conf_list(conf, root, "officials");

    if (list == NULL || conf_length(list) == 0 || conf_length(list) > OFFICIALS_MAX) {
        conf_mistake_in(conf, root, "officials", "name at least one (at most %d)", OFFICIALS_MAX);
        return;
    }
    for (guint i = 0; i < conf_length(list); i++) {
        struct official *official = read_official(conf, conf_item(list, i));
        if (office_official(office, official->id) != NULL)
            conf_mistake_in(conf, conf_item(list, i), "id", "\"%s\" is there already", official->id);
        g_ptr_array_add(office->officials, official);
    }
    for (guint i = 0; i < office->officials->len; i++) {
        const struct official *official = g_ptr_array_index(office->officials, i);
        check_person(conf, conf_item(list, i), "deputy", office, official, official->deputy);
        check_person(conf, conf_item(list, i), "supervisor", office, official,
                     official->supervisor);
    }
}

/* Holiday files are looked for in holidays_dir. */
static void read_calendars(struct conf *conf, const struct conf_node *root, struct office *office)
{
    const char *folder = conf_string(conf, root, "holidays_dir", CONF_DIR "/holidays");

    office->calendars = calendars_read(conf, root, folder);
    for (guint i = 0; i < office->officials->len; i++) {
        const struct official *official = g_ptr_array_index(office->officials, i);
        if (official->calendar != NULL && calendar_of(office, official) == NULL)
            conf_mistake_in(conf, conf_item(conf_list(conf, root, "officials"), i), "calendar",
                            "none of the calendars has the name \"%s\"", official->calendar);
    }
}

static gboolean takes_everything(const struct route *route)
{
    return route->senders->len + route->subjects->len + route->references->len + route->kinds->len +
               route->words->len ==
           0;
}

void office_check_kinds(struct conf *conf, const struct conf_node *group, const GPtrArray *kinds)
{
    for (guint i = 0; i < kinds->len; i++) {
        gboolean known = FALSE;
        for (int kind = LETTER_NONE + 1; kind < LETTER_KINDS && !known; kind++)
            known = g_strcmp0(letter_kind_name(kind), g_ptr_array_index(kinds, i)) == 0;
        if (!known)
            conf_mistake_in(conf, group, "kinds", "\"%s\" is no kind of letter",
                            (const char *)g_ptr_array_index(kinds, i));
    }
}

GPtrArray *office_read_people(struct conf *conf, const struct conf_node *group, const struct office *office)
{
    GPtrArray *to = conf_strings(conf, group, "to");
    if (to->len == 0)
        conf_mistake_in(conf, group, "to", "name at least one official");
    for (guint i = 0; i < to->len; i++)
        if (office_official(office, g_ptr_array_index(to, i)) == NULL)
            conf_mistake_in(conf, group, "to", "no official has the id \"%s\"", (const char *)g_ptr_array_index(to, i));
    return to;
}

static struct route *read_route(struct conf *conf, const struct conf_node *group,
                                const struct office *office, guint number)
{
    struct route *route = g_new0(struct route, 1);
    g_autofree char *fallback = g_strdup_printf("route %u", number);

    route->name = g_strdup(conf_string(conf, group, "name", fallback));
    route->senders = conf_strings(conf, group, "senders");
    route->subjects = conf_strings(conf, group, "subjects");
    route->references = conf_strings(conf, group, "references");
    route->kinds = conf_strings(conf, group, "kinds");
    route->words = conf_strings(conf, group, "words");
    filing_configure(conf, conf_group(conf, group, "record"), &route->filing);
    office_check_kinds(conf, group, route->kinds);
    route->to = office_read_people(conf, group, office);
    return route;
}

static void read_routes(struct conf *conf, const struct conf_node *root, struct office *office)
{
    const struct conf_node *list = conf_list(conf, root, "routes");
    guint count = list == NULL ? 0 : conf_length(list);

    for (guint i = 0; i < count; i++)
        g_ptr_array_add(office->routes, read_route(conf, conf_item(list, i), office, i + 1));
    if (count == 0 || !takes_everything(g_ptr_array_index(office->routes, count - 1)))
        conf_mistake_in(conf, root, "routes", "the last one must be without tests, so that no circular is nobody's");
}

static void read_ladder(struct conf *conf, const struct conf_node *root, struct office *office)
{
    const struct conf_node *group = conf_group(conf, root, "reminders");
    if (group == NULL)
        return;
    office->overdue_every_days =
        conf_uint(conf, group, "overdue_every_days", office->overdue_every_days, 1, 366);
    office->escalate_after_days =
        conf_uint(conf, group, "escalate_after_days", office->escalate_after_days, 0, 366);
    office->send_hour = conf_uint(conf, group, "send_hour", office->send_hour, 0, 23);

    const struct conf_node *days = conf_list(conf, group, "days");
    if (days == NULL)
        return;
    g_array_set_size(office->ladder_days, 0);
    for (guint i = 0; i < conf_length(days); i++) {
        guint day = conf_item_uint(conf, days, i, 0, LADDER_DAYS_MAX);
        guint last = i == 0 ? G_MAXUINT : g_array_index(office->ladder_days, guint, i - 1);
        if (day >= last)
            conf_mistake(conf, days, "each must be smaller than the one before it");
        g_array_append_val(office->ladder_days, day);
    }
}

static void read_sender(struct conf *conf, const struct conf_node *root, struct office *office)
{
    const struct conf_node *group = conf_group(conf, root, "sender");
    if (group == NULL) {
        conf_mistake(conf, root, "the group \"sender\" is missing: who the reminders come from");
        return;
    }
    office->from_address = read_address(conf, group, "address");
    office->from_name = g_strdup(conf_string(conf, group, "name", "circulard"));
    if (conf_string(conf, group, "reply_to", NULL) != NULL)
        office->reply_to = read_address(conf, group, "reply_to");
    office->answers = conf_boolean(conf, group, "answers", TRUE);
    office->plus_addresses = conf_boolean(conf, group, "plus_addresses", FALSE);

    const char *at = strchr(office->from_address, '@');
    office->host = g_strdup(conf_string(conf, group, "host", at == NULL ? "localhost" : at + 1));
    if (!address_host_is_plain(office->host))
        conf_mistake_in(conf, group, "host", "not a host name such as labour.example");
}

struct office *office_configure(struct conf *conf, const struct conf_node *root)
{
    struct office *office = office_new();

    read_officials(conf, root, office);
    read_calendars(conf, root, office);
    read_routes(conf, root, office);
    read_ladder(conf, root, office);
    read_sender(conf, root, office);
    weeks_configure(conf, root, office);
    return office;
}
