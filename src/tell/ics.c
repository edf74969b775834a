/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ics: one person's dates as a calendar to subscribe to. The entries bear the same names as those in the
 * mails, so that a program that has both shows each once. */
#include <stdio.h>

#include "remind/ical.h"
#include "remind/wording.h"
#include "tell/desk.h"
#include "tell/matters.h"

static void free_event(gpointer data)
{
    struct ical_event *event = data;
    g_free((char *)event->uid);
    g_free((char *)event->summary);
    g_free((char *)event->description);
}

static void add_event(GArray *events, const struct desk *desk, const struct wording *wording,
                      const struct matter *matter)
{
    GDate due = matter_due(matter, &desk->today);
    if (!g_date_valid(&due) || (matter->state != MATTER_OPEN && matter->state != MATTER_SNOOZED))
        return;
    g_autofree char *untitled = wording_say(wording, "untitled"), *name = matter_known_as(matter);
    const struct ical_event event = {
        .uid = g_strconcat(name, "@", desk->config->office->host, NULL),
        .sequence = matter->version * 100,
        .stamp = desk->now,
        .day = due,
        .summary = wording_say(wording, "calendar_summary",
                               SLOT_TEXT("title", matter->subject ? matter->subject : untitled)),
        .description = wording_say(wording, "calendar_description", SLOT_COUNT("matter", matter->id)),
    };
    g_array_append_val(events, event);
}

static int print_feed(struct desk *desk, const char *id)
{
    g_autoptr(GError) error = NULL;
    int code = desk_open(desk, DESK_REGISTER | DESK_CONFIG);
    if (code != TELL_GOOD)
        return code;
    const struct official *official = office_official(desk->config->office, id);
    if (!official)
        return tell_usage(&tell_ics, "\"%s\" is none of the officials", id);
    AUTO(wordings) *wordings = wordings_read(desk->config->wording_dir, &error);
    const struct matter_filter filter = {.states = MATTER_STATES_LIVE, .recipient = id,
                                         .parts = MATTER_PART_DATES};
    g_autoptr(GPtrArray) rows =
        wordings ? matters_gather(desk->registry, &filter, &desk->today, &error) : NULL;
    if (!rows)
        return desk_failed(error);
    g_autoptr(GArray) events = g_array_new(FALSE, FALSE, sizeof(struct ical_event));
    g_array_set_clear_func(events, free_event);
    for (guint i = 0; i < rows->len; i++)
        add_event(events, desk, wordings_for(wordings, official->language), rows->pdata[i]);
    g_autofree char *feed = ical_write_feed(events, desk->config->office->from_name);
    fputs(feed, stdout);
    return TELL_GOOD;
}

static int run(const struct command *command, int argc, char **argv)
{
    return desk_run(command, argc, argv, "whose? Name an official", print_feed);
}

const struct command tell_ics = {
    "ics", "OFFICIAL", "Print one official's dates as a calendar (iCalendar)",
    "Put the output where the person's calendar program can fetch it, from cron or a timer.\n\n"
    "Exit status: 0 printed, 2 the command line is wrong, 3 the register cannot be read.",
    run};
