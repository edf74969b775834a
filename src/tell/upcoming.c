/* SPDX-License-Identifier: GPL-3.0-or-later */
/* upcoming: the reminders that will go in the days to come, if nothing changes. */
#include <stdio.h>

#include "base/clock.h"
#include "tell/ladder.h"
#include "tell/matters.h"

enum { DAYS_USUAL = 30, DAYS_MOST = 3660 };

/* A step with what a line about it shows of its matter. */
struct entry {
    struct ladder_step *coming;
    gint64 matter;
    char *subject;
};

static void clear_entry(gpointer data)
{
    struct entry *entry = data;
    ladder_step_free(entry->coming);
    g_free(entry->subject);
}

static int by_day(gconstpointer a, gconstpointer b)
{
    const struct entry *left = a, *right = b;
    int order = g_date_compare(&left->coming->step->day, &right->coming->step->day);
    return order ? order : (left->matter > right->matter) - (left->matter < right->matter);
}

static gboolean gather_one(const struct desk *desk, const struct matter *matter, const GDate *last,
                           GArray *entries, GError **error)
{
    g_autoptr(GPtrArray) outbox = register_reminders(desk->registry, matter->id, error);
    if (!outbox)
        return FALSE;
    g_autoptr(GPtrArray) coming = ladder_coming(desk, matter, outbox);
    for (guint i = 0; i < coming->len; i++) {
        struct ladder_step *step = coming->pdata[i];
        if (g_date_compare(&step->step->day, last) > 0)
            break;
        struct entry entry = {step, matter->id, g_strdup(matter->subject)};
        coming->pdata[i] = NULL;
        g_array_append_val(entries, entry);
    }
    return TRUE;
}

static gboolean gather(const struct desk *desk, const GDate *last, GArray *entries, GError **error)
{
    const struct matter_filter live = {.states = MATTER_STATES_LIVE,
                                       .parts = MATTER_PART_DATES | MATTER_PART_RECIPIENTS};
    g_autoptr(GError) broken = NULL;
    AUTO(matters) *matters = register_matters(desk->registry, &live);
    for (struct matter *matter; !broken && (matter = matters_next(matters, &broken));) {
        gather_one(desk, matter, last, entries, &broken);
        matter_free(matter);
    }
    g_array_sort(entries, by_day);
    if (!broken)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&broken));
    return FALSE;
}

static void print_table(const GArray *entries, guint days)
{
    static const char *const headings[] = {"DAY", "STEP", "OFFICIAL", "MATTER", "SUBJECT", NULL};
    AUTO(terminal) *terminal = terminal_new(stdout);
    AUTO(table) *table = table_new(headings, 4);
    for (guint i = 0; i < entries->len; i++) {
        const struct entry *entry = &g_array_index(entries, struct entry, i);
        g_autofree char *day = date_format(&entry->coming->step->day);
        g_autofree char *matter = g_strdup_printf("%" G_GINT64_FORMAT, entry->matter);
        table_add(table, TONE_PLAIN, day);
        table_add(table, TONE_PLAIN, entry->coming->step->key);
        table_add(table, TONE_PLAIN, entry->coming->official->id);
        table_add(table, TONE_PLAIN, matter);
        table_add(table, TONE_PLAIN, entry->subject);
    }
    if (entries->len)
        table_print(table, terminal);
    else
        terminal_paragraph(terminal, 0, TONE_PLAIN, "No reminder will go in the next %u days.", days);
    terminal_flush(terminal, stdout);
}

static void print_json(const GArray *entries)
{
    g_autoptr(GString) out = g_string_new(NULL);
    struct json json = {.out = out};
    for (guint i = 0; i < entries->len; i++) {
        const struct entry *entry = &g_array_index(entries, struct entry, i);
        json_open(&json, NULL, '{');
        json_day(&json, "day", &entry->coming->step->day);
        json_text(&json, "step", entry->coming->step->key);
        json_text(&json, "official", entry->coming->official->id);
        json_whole(&json, "matter", entry->matter);
        json_text(&json, "subject", entry->subject);
        json_close(&json, '}');
        json_end(&json);
    }
    fwrite(out->str, 1, out->len, stdout);
}

static int upcoming(struct desk *desk, guint days, gboolean as_json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
    g_array_set_clear_func(entries, clear_entry);
    int code = desk_open(desk, DESK_REGISTER | DESK_CONFIG);
    if (code != TELL_GOOD)
        return code;
    GDate last = desk->today;
    g_date_add_days(&last, days);
    if (!gather(desk, &last, entries, &error))
        return desk_failed(error);
    if (as_json)
        print_json(entries);
    else
        print_table(entries, days);
    return TELL_GOOD;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct desk desk = {0};
    gboolean as_json = FALSE;
    int days = DAYS_USUAL;
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {
        {"days", 0, 0, G_OPTION_ARG_INT, &days, "How far to look ahead (30)", "DAYS"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "One JSON object a line", NULL},
        DESK_OPTIONS(desk),
        G_OPTION_ENTRY_NULL};
    int code = TELL_USAGE;
    if (!tell_options(command, argc, argv, entries, &rest))
        code = TELL_USAGE;
    else if (*rest)
        tell_usage(command, "\"%s\" is not expected", *rest);
    else if (days < 0 || days > DAYS_MOST)
        tell_usage(command, "--days: a number from 0 to %d", DAYS_MOST);
    else
        code = upcoming(&desk, (guint)days, as_json);
    desk_clear(&desk);
    return code;
}

const struct command tell_upcoming = {
    "upcoming", "", "List the reminders that will go in the days to come",
    "Exit status: 0 listed, 2 the command line is wrong, 3 the register or the configuration cannot be\n"
    "read.",
    run};
