/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list: the matters of the register, the most urgent first.
 *
 * The order, and the table for people, come from the register's lines, which hold what is shown and nothing
 * more; only --json and --csv load the matters themselves. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tell/csv.h"
#include "tell/describe.h"
#include "tell/desk.h"
#include "tell/json.h"
#include "tell/matters.h"

struct list_options {
    struct desk desk;
    char *states, *official, *words, *due_from, *due_to, *kind, *number, *sort;
    gboolean all, json, csv, reverse;
};

/* ---- order ------------------------------------------------------------------------------------ */

static int by_id(gconstpointer a, gconstpointer b)
{
    const struct matter_line *left = a, *right = b;
    return (left->id > right->id) - (left->id < right->id);
}

static int by_due(gconstpointer a, gconstpointer b)
{
    const struct matter_line *left = a, *right = b;
    return left->order != right->order ? (left->order > right->order ? 1 : -1) : by_id(a, b);
}

static int by_number(gconstpointer a, gconstpointer b)
{
    const struct matter_line *left = a, *right = b;
    if (!left->number || !right->number)
        return (left->number == NULL) - (right->number == NULL);
    g_autofree char *one = g_utf8_collate_key_for_filename(left->number, -1); /* 11-2/2026-9 before -10 */
    g_autofree char *two = g_utf8_collate_key_for_filename(right->number, -1);
    return strcmp(one, two);
}

static int by_registered(gconstpointer a, gconstpointer b)
{
    const struct matter_line *left = a, *right = b;
    return (left->registered > right->registered) - (left->registered < right->registered);
}

static int by_kind(gconstpointer a, gconstpointer b)
{
    const struct matter_line *left = a, *right = b;
    return g_strcmp0(letter_kind_name(left->kind), letter_kind_name(right->kind));
}

static int by_subject(gconstpointer a, gconstpointer b)
{
    const struct matter_line *left = a, *right = b;
    return g_strcmp0(left->subject, right->subject);
}

static int by_state(gconstpointer a, gconstpointer b)
{
    const struct matter_line *left = a, *right = b;
    return (int)left->state - (int)right->state;
}

/* The first of them; nobody before anybody. */
static int by_official(gconstpointer a, gconstpointer b)
{
    const struct matter_line *left = a, *right = b;
    gsize one = strcspn(left->officials, " "), two = strcspn(right->officials, " ");
    int order = strncmp(left->officials, right->officials, MIN(one, two));
    return order ? order : (one > two) - (one < two);
}

/* Sorted by day first; sorting keeps that order among equals. */
static const struct {
    const char *name;
    GCompareFunc compare;
} ORDERS[] = {{"due", by_due},         {"id", by_id},           {"number", by_number},
              {"kind", by_kind},     {"registered", by_registered}, {"subject", by_subject},
              {"state", by_state},   {"official", by_official}};

static gboolean find_order(const char *name, GCompareFunc *compare)
{
    for (guint i = 0; i < G_N_ELEMENTS(ORDERS); i++) {
        *compare = ORDERS[i].compare;
        if (strcmp(ORDERS[i].name, name) == 0)
            return TRUE;
    }
    return FALSE;
}

static void order_lines(GArray *lines, const struct list_options *options)
{
    GCompareFunc compare = NULL;
    g_array_sort(lines, by_due);
    if (options->sort && find_order(options->sort, &compare) && compare != by_due)
        g_array_sort(lines, compare);
    for (guint i = 0; options->reverse && i < lines->len / 2; i++) {
        struct matter_line *one = &g_array_index(lines, struct matter_line, i);
        struct matter_line *two = &g_array_index(lines, struct matter_line, lines->len - 1 - i);
        struct matter_line kept = *one;
        *one = *two;
        *two = kept;
    }
}

static int id_before(gconstpointer a, gconstpointer b)
{
    const gint64 *id = a;
    const struct matter *matter = *(struct matter *const *)b;
    return (*id > matter->id) - (*id < matter->id);
}

/* The whole matters, in the order of the lines; one that changed so in between that the filter no longer
 * takes it is left out. */
static GPtrArray *gather_matters(struct registry *registry, const struct matter_filter *filter,
                                 const GArray *lines, GError **error)
{
    g_autoptr(GPtrArray) by_ids = g_ptr_array_new();
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)matter_free);
    g_autoptr(GError) broken = NULL;
    AUTO(matters) *matters = register_matters(registry, filter);
    for (struct matter *matter; (matter = matters_next(matters, &broken));)
        g_ptr_array_add(by_ids, matter);
    for (guint i = 0; i < lines->len && by_ids->len > 0; i++) {
        const struct matter_line *line = &g_array_index(lines, struct matter_line, i);
        struct matter **found =
            bsearch(&line->id, by_ids->pdata, by_ids->len, sizeof *by_ids->pdata, id_before);
        if (found)
            g_ptr_array_add(rows, *found);
    }
    if (rows->len < by_ids->len) { /* registered meanwhile: not in the list, but ours to free */
        g_autoptr(GHashTable) listed = g_hash_table_new(NULL, NULL);
        for (guint i = 0; i < rows->len; i++)
            g_hash_table_add(listed, rows->pdata[i]);
        for (guint i = 0; i < by_ids->len; i++)
            if (!g_hash_table_contains(listed, by_ids->pdata[i]))
                matter_free(by_ids->pdata[i]);
    }
    if (!broken)
        return g_steal_pointer(&rows);
    g_propagate_error(error, g_steal_pointer(&broken));
    return NULL;
}

/* ---- printing --------------------------------------------------------------------------------- */

static void print_json(const GPtrArray *rows, const GDate *today)
{
    g_autoptr(GString) out = g_string_new(NULL);
    struct json json = {.out = out};
    for (guint i = 0; i < rows->len; i++) {
        json_open(&json, NULL, '{');
        json_matter(&json, rows->pdata[i], today);
        json_close(&json, '}');
        json_end(&json);
        fwrite(out->str, 1, out->len, stdout);
        g_string_truncate(out, 0);
    }
}

static void print_csv(const GPtrArray *rows, const GDate *today)
{
    static const char *const headings[] = {"id",      "state",     "due",    "days_left", "officials",
                                           "subject", "reference", "sender", "kind",      "registered",
                                           "number",  "function",  "series", "file",      "access",
                                           "correspondent", "channel", "responsible", "unit",
                                           "original"};
    static const struct record none;
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(headings); i++)
        csv_cell(out, headings[i], i + 1 == G_N_ELEMENTS(headings));
    for (guint i = 0; i < rows->len; i++) {
        const struct matter *matter = rows->pdata[i];
        GDate day = matter_due(matter, today);
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, matter->id);
        g_autofree char *due = date_format(&day);
        g_autofree char *left = matters_days_left(matter, today);
        g_autofree char *officials = matters_officials(matter, " ");
        g_autofree char *registered = date_format(&matter->registered);
        const struct record *record = matter->record ? matter->record : &none;
        const char *const cells[] = {id, matter_state_name(matter->state), due, left, officials,
                                     matter->subject, matter->reference, matter->sender,
                                     letter_kind_name(matter->kind), registered, record->number,
                                     record->function, record->series, record->file, record->access,
                                     record->correspondent, record->channel, record->responsible,
                                     record->unit, record->original};
        for (guint j = 0; j < G_N_ELEMENTS(cells); j++)
            csv_cell(out, cells[j], j + 1 == G_N_ELEMENTS(cells));
    }
    fwrite(out->str, 1, out->len, stdout);
}

static const char *write_day(char text[16], const GDate *day)
{
    if (!g_date_valid(day))
        return NULL;
    g_snprintf(text, 16, "%04u-%02u-%02u", g_date_get_year(day), (guint)g_date_get_month(day),
               (guint)g_date_get_day(day));
    return text;
}

static void add_row(struct table *table, const struct matter_line *line, const GDate *today)
{
    char id[24], due[16], left[16] = "";
    enum tone tone = matters_tone_of(line->state, &line->due, today);
    g_snprintf(id, sizeof id, "%" G_GINT64_FORMAT, line->id);
    if (g_date_valid(&line->due))
        g_snprintf(left, sizeof left, "%d", g_date_days_between(today, &line->due));
    const char *day = write_day(due, &line->due);
    table_add(table, TONE_PLAIN, id);
    table_add(table, line->state == MATTER_CONFIRM ? TONE_DOUBT : TONE_PLAIN,
              matter_state_name(line->state));
    table_add(table, tone, day ? day : "none");
    table_add(table, tone, left);
    table_add_list(table, TONE_PLAIN, line->officials);
    table_add(table, TONE_PLAIN, line->subject);
    table_add(table, TONE_PLAIN, line->reference);
}

static void print_table(const GArray *lines, const GDate *today)
{
    static const char *const headings[] = {"ID",        "STATE",   "DUE",       "LEFT",
                                           "OFFICIALS", "SUBJECT", "REFERENCE", NULL};
    AUTO(terminal) *terminal = terminal_new(stdout);
    AUTO(table) *table = table_new(headings, 5);
    for (guint i = 0; i < lines->len; i++)
        add_row(table, &g_array_index(lines, struct matter_line, i), today);
    if (lines->len)
        table_print(table, terminal);
    else
        terminal_paragraph(terminal, 0, TONE_PLAIN, "No such matter. (list --all shows closed ones, too.)");
    terminal_flush(terminal, stdout);
}

static gboolean read_day(const struct command *command, const char *name, const char *text, GDate *day)
{
    g_date_clear(day, 1);
    if (!text || date_parse(text, day))
        return TRUE;
    tell_usage(command, "%s: \"%s\" is not a day: write it as 2025-07-15", name, text);
    return FALSE;
}

static gboolean is_kind(const char *name)
{
    for (guint kind = LETTER_NONE + 1; kind < LETTER_KINDS; kind++)
        if (g_strcmp0(letter_kind_name((enum letter_kind)kind), name) == 0)
            return TRUE;
    return FALSE;
}

static gboolean read_filter(const struct command *command, const struct list_options *options,
                            struct matter_filter *filter)
{
    *filter = (struct matter_filter){.states = options->all ? 0 : MATTER_STATES_LIVE,
                                     .parts = MATTER_PART_RECIPIENTS |
                                              (options->json ? MATTER_PART_DEADLINES : MATTER_PART_DATES) |
                                              (options->json || options->csv || options->sort
                                                   ? MATTER_PART_RECORD : 0),
                                     .recipient = options->official,
                                     .kind = options->kind,
                                     .number = options->number,
                                     .words = options->words};
    if (options->states && !matters_read_states(options->states, &filter->states)) {
        g_autofree char *known = matters_state_names();
        tell_usage(command, "--state: \"%s\": the states are %s", options->states, known);
        return FALSE;
    }
    GCompareFunc compare;
    if (options->kind && !is_kind(options->kind)) {
        tell_usage(command, "--kind: \"%s\" is no kind of letter; circulard.conf(5) lists them",
                   options->kind);
        return FALSE;
    }
    if (options->sort && !find_order(options->sort, &compare)) {
        tell_usage(command, "--sort: \"%s\" is none of due, id, number, kind, registered, subject, "
                            "state, official", options->sort);
        return FALSE;
    }
    return read_day(command, "--due-from", options->due_from, &filter->due_from) &&
           read_day(command, "--due-to", options->due_to, &filter->due_to);
}

static int list(const struct command *command, struct list_options *options)
{
    struct matter_filter filter;
    g_autoptr(GError) error = NULL;
    if (options->json && options->csv)
        return tell_usage(command, "--json or --csv, not both");
    if (!read_filter(command, options, &filter))
        return TELL_USAGE;
    int status = desk_open(&options->desk, DESK_REGISTER);
    if (status != TELL_GOOD)
        return status;
    const GDate *today = &options->desk.today;
    AUTO(matter_lines) *lines = register_lines(options->desk.registry, &filter, today, &error);
    if (!lines)
        return desk_failed(error);
    order_lines(lines->all, options);
    if (!options->json && !options->csv) {
        print_table(lines->all, today);
        return TELL_GOOD;
    }
    g_autoptr(GPtrArray) rows = gather_matters(options->desk.registry, &filter, lines->all, &error);
    if (!rows)
        return desk_failed(error);
    if (options->json)
        print_json(rows, today);
    else
        print_csv(rows, today);
    return TELL_GOOD;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct list_options options = {0};
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {
        {"all", 'a', 0, G_OPTION_ARG_NONE, &options.all, "Closed matters, too", NULL},
        {"state", 0, 0, G_OPTION_ARG_STRING, &options.states, "Those in these states: open,to-confirm", "STATES"},
        {"official", 0, 0, G_OPTION_ARG_STRING, &options.official, "Those that this official is reminded of", "ID"},
        {"kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, "Those of this kind: article-22", "KIND"},
        {"number", 0, 0, G_OPTION_ARG_STRING, &options.number, "Those of this number in the document register, such as 11-2/2025-*", "NUMBER"},
        {"sort", 0, 0, G_OPTION_ARG_STRING, &options.sort, "By due (as it is), id, number, kind, registered, subject, state or official", "BY"},
        {"reverse", 'r', 0, G_OPTION_ARG_NONE, &options.reverse, "The other way round", NULL},
        {"words", 0, 0, G_OPTION_ARG_STRING, &options.words, "Those with TEXT in subject, reference or sender", "TEXT"},
        {"due-from", 0, 0, G_OPTION_ARG_STRING, &options.due_from, "Those due on this day or later", "DATE"},
        {"due-to", 0, 0, G_OPTION_ARG_STRING, &options.due_to, "Those due on this day or earlier", "DATE"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "One JSON object a line", NULL},
        {"csv", 0, 0, G_OPTION_ARG_NONE, &options.csv, "Comma-separated values with a line of headings", NULL},
        DESK_OPTIONS(options.desk),
        G_OPTION_ENTRY_NULL};
    int status = TELL_USAGE;
    if (tell_options(command, argc, argv, entries, &rest))
        status = *rest ? tell_usage(command, "\"%s\" is not expected", *rest) : list(command, &options);
    g_free(options.states);
    g_free(options.official);
    g_free(options.words);
    g_free(options.kind);
    g_free(options.number);
    g_free(options.sort);
    g_free(options.due_from);
    g_free(options.due_to);
    desk_clear(&options.desk);
    return status;
}

const struct command tell_list = {
    "list", "", "List the matters, the most urgent first",
    "LEFT counts the days up to the last good day; a minus sign says how many it is overdue.\n\n"
    "Exit status: 0 listed, 2 the command line is wrong, 3 the register cannot be read.",
    run};
