/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show: everything the register holds about one matter: what is asked by when and where that stands,
 * the mails it came with, the reminders that went and those to come, and what was done. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "remind/plan.h"
#include "tell/desk.h"
#include "tell/describe.h"
#include "tell/ladder.h"
#include "tell/matters.h"

struct shown {
    const struct desk *desk;
    struct matter *matter;
    GPtrArray *reminders; /* of struct reminder */
    GPtrArray *history;   /* of struct history_row */
    GPtrArray *coming;    /* of struct ladder_step; empty without a configuration */
};

/* ---- for people ------------------------------------------------------------------------------- */

static void print_record(struct terminal *terminal, const struct record *record)
{
    g_autofree char *responsible =
        record->unit ? g_strdup_printf("%s, %s", record->responsible ? record->responsible : "?",
                                       record->unit)
                     : g_strdup(record->responsible);
    terminal_field(terminal, "Number", record->number);
    terminal_field(terminal, "Function", record->function);
    terminal_field(terminal, "Series", record->series);
    terminal_field(terminal, "File", record->file);
    terminal_field(terminal, "Access", record->access);
    terminal_field(terminal, "Correspondent", record->correspondent);
    terminal_field(terminal, "Channel", record->channel);
    terminal_field(terminal, "Responsible", responsible);
    terminal_field(terminal, "Original", record->original);
}

static void print_head(struct terminal *terminal, const struct shown *shown)
{
    const struct matter *matter = shown->matter;
    const GDate *today = &shown->desk->today;
    GDate due = matter_due(matter, today);
    g_autofree char *registered = describe_day(&matter->registered);
    g_autofree char *letter_date = describe_day(&matter->letter_date);
    g_autofree char *snoozed = describe_day(&matter->snoozed_until);
    g_autofree char *officials = matters_officials(matter, ", ");
    g_autofree char *certainty = g_strdup_printf("%.2f", matter->confidence);
    g_autofree char *due_day = describe_day(&due);
    g_autofree char *distance = due_day ? describe_distance(&due, today) : NULL;
    g_autofree char *due_words = due_day ? g_strdup_printf("%s, %s", due_day, distance) : NULL;
    terminal_say(terminal, TONE_STRONG, "Matter %" G_GINT64_FORMAT ": %s", matter->id,
                 matter_state_name(matter->state));
    terminal_line(terminal);
    terminal_field(terminal, "Subject", matter->subject);
    terminal_field(terminal, "Sender", matter->sender);
    terminal_field(terminal, "Reference", matter->reference);
    terminal_field(terminal, "Kind", letter_kind_name(matter->kind));
    terminal_field(terminal, "Letter date", letter_date);
    terminal_field(terminal, "Language", matter->language);
    terminal_field(terminal, "Registered", registered);
    terminal_field(terminal, "Due", due_words ? due_words : "no date");
    terminal_field(terminal, "Snoozed to", snoozed);
    terminal_field(terminal, "Officials", *officials ? officials : "nobody");
    terminal_field(terminal, "Certainty", certainty);
    if (matter->record)
        print_record(terminal, matter->record);
}

static void print_mails(struct terminal *terminal, const struct shown *shown)
{
    describe_heading(terminal, "Mails");
    for (guint i = 0; i < shown->matter->mails->len; i++) {
        const struct matter_mail *mail = shown->matter->mails->pdata[i];
        g_autofree char *day = date_format(&mail->received);
        g_autofree char *path = register_mail_path(shown->desk->registry, mail->sha256);
        terminal_paragraph(terminal, 2, TONE_PLAIN, "%s  %s: %s", day ? day : "?",
                           mail->from ? mail->from : "sender unknown",
                           mail->subject ? mail->subject : "no subject");
        if (!mail->verified)
            terminal_paragraph(terminal, 6, TONE_DOUBT, "The sender is not one of those configured.");
        if (path)
            terminal_paragraph(terminal, 6, TONE_FAINT, "%s", path);
    }
}

static void print_reminders(struct terminal *terminal, const struct shown *shown)
{
    static const char *const headings[] = {"DAY", "STEP", "OFFICIAL", "STATE", "SERVER'S ANSWER", NULL};
    AUTO(table) *table = table_new(headings, 4);
    describe_heading(terminal, "Reminders");
    for (guint i = 0; i < shown->reminders->len; i++) {
        const struct reminder *reminder = shown->reminders->pdata[i];
        g_autofree char *day = date_format(&reminder->day);
        table_add(table, TONE_PLAIN, day);
        table_add(table, TONE_PLAIN, reminder->step);
        table_add(table, TONE_PLAIN, reminder->official);
        table_add(table, reminder->state == REMINDER_FAILED ? TONE_BAD : TONE_PLAIN,
                  reminder_state_name(reminder->state));
        table_add(table, TONE_FAINT, reminder->reply);
    }
    for (guint i = 0; i < shown->coming->len; i++) {
        const struct ladder_step *coming = shown->coming->pdata[i];
        g_autofree char *day = date_format(&coming->step->day);
        table_add(table, TONE_FAINT, day);
        table_add(table, TONE_FAINT, coming->step->key);
        table_add(table, TONE_FAINT, coming->official->id);
        table_add(table, TONE_FAINT, "to come");
        table_add(table, TONE_FAINT, NULL);
    }
    if (shown->reminders->len + shown->coming->len == 0)
        terminal_paragraph(terminal, 2, TONE_PLAIN, "none");
    else
        table_print(table, terminal);
}

static void print_history(struct terminal *terminal, const struct shown *shown)
{
    describe_heading(terminal, "History");
    for (guint i = 0; i < shown->history->len; i++) {
        const struct history_row *row = shown->history->pdata[i];
        g_autofree char *at = desk_moment(shown->desk, row->at);
        terminal_paragraph(terminal, 2, TONE_PLAIN, "%s  %s  %s%s%s", at, row->actor, row->what,
                           row->words && *row->words ? ": " : "", row->words ? row->words : "");
    }
}

static void print_people(const struct shown *shown)
{
    const struct matter *matter = shown->matter;
    AUTO(terminal) *terminal = terminal_new(stdout);
    print_head(terminal, shown);
    describe_heading(terminal, matter->deadlines->len ? "Deadlines" : "No deadline");
    describe_deadlines(terminal, matter->deadlines, &shown->desk->today);
    describe_heading(terminal, matter->requests->len ? "Requests" : "Nothing is asked");
    describe_requests(terminal, matter->requests, matter->deadlines);
    if (matter->earlier->len) {
        describe_heading(terminal, "Deadlines that hold no more");
        describe_deadlines(terminal, matter->earlier, NULL);
    }
    if (matter->doubts->len)
        describe_heading(terminal, "Doubts");
    for (guint i = 0; i < matter->doubts->len; i++)
        terminal_paragraph(terminal, 2, TONE_DOUBT, "%s", (const char *)matter->doubts->pdata[i]);
    describe_flaws(terminal, "Not read", matter->unread);
    describe_flaws(terminal, "Cut short", matter->limits);
    print_mails(terminal, shown);
    print_reminders(terminal, shown);
    print_history(terminal, shown);
    terminal_flush(terminal, stdout);
}

/* ---- for scripts ------------------------------------------------------------------------------ */

static void write_mails(struct json *json, const struct shown *shown)
{
    json_open(json, "mails", '[');
    for (guint i = 0; i < shown->matter->mails->len; i++) {
        const struct matter_mail *mail = shown->matter->mails->pdata[i];
        json_open(json, NULL, '{');
        json_text(json, "message_id", mail->message_id);
        json_text(json, "from", mail->from);
        json_text(json, "subject", mail->subject);
        json_day(json, "received", &mail->received);
        json_truth(json, "verified", mail->verified);
        json_text(json, "sha256", mail->sha256);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_reminders(struct json *json, const struct shown *shown)
{
    json_open(json, "reminders", '[');
    for (guint i = 0; i < shown->reminders->len; i++) {
        const struct reminder *reminder = shown->reminders->pdata[i];
        json_open(json, NULL, '{');
        json_day(json, "day", &reminder->day);
        json_text(json, "step", reminder->step);
        json_text(json, "official", reminder->official);
        json_text(json, "address", reminder->address);
        json_text(json, "state", reminder_state_name(reminder->state));
        json_text(json, "message_id", reminder->message_id);
        json_text(json, "reply", reminder->reply);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_open(json, "coming", '[');
    for (guint i = 0; i < shown->coming->len; i++) {
        const struct ladder_step *coming = shown->coming->pdata[i];
        json_open(json, NULL, '{');
        json_day(json, "day", &coming->step->day);
        json_text(json, "step", coming->step->key);
        json_text(json, "official", coming->official->id);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_history(struct json *json, const struct shown *shown)
{
    json_open(json, "history", '[');
    for (guint i = 0; i < shown->history->len; i++) {
        const struct history_row *row = shown->history->pdata[i];
        json_open(json, NULL, '{');
        json_moment(json, "at", row->at);
        json_text(json, "actor", row->actor);
        json_text(json, "what", row->what);
        json_text(json, "words", row->words);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void print_json(const struct shown *shown)
{
    const struct matter *matter = shown->matter;
    g_autoptr(GString) out = g_string_new(NULL);
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_matter(&json, matter, &shown->desk->today);
    json_deadlines(&json, "earlier", matter->earlier);
    json_texts(&json, "doubts", matter->doubts);
    json_flaws(&json, "unread", "why", matter->unread);
    json_flaws(&json, "limits", "what", matter->limits);
    write_mails(&json, shown);
    write_reminders(&json, shown);
    write_history(&json, shown);
    json_close(&json, '}');
    json_end(&json);
    fwrite(out->str, 1, out->len, stdout);
}

static gboolean load(struct shown *shown, gint64 id, GError **error)
{
    struct registry *registry = shown->desk->registry;
    shown->matter = register_matter(registry, id, error);
    shown->reminders = shown->matter ? register_reminders(registry, id, error) : NULL;
    shown->history = shown->reminders ? register_history(registry, id, error) : NULL;
    if (!shown->history)
        return FALSE;
    shown->coming = ladder_coming(shown->desk, shown->matter, shown->reminders);
    return TRUE;
}

static int show(struct desk *desk, gint64 id, gboolean as_json)
{
    struct shown shown = {.desk = desk};
    g_autoptr(GError) error = NULL;
    int status = desk_open(desk, DESK_REGISTER);
    if (status != TELL_GOOD)
        return status;
    if (!load(&shown, id, &error))
        status = desk_no_matter(error, id);
    else if (as_json)
        print_json(&shown);
    else
        print_people(&shown);
    matter_free(shown.matter);
    g_clear_pointer(&shown.reminders, g_ptr_array_unref);
    g_clear_pointer(&shown.history, g_ptr_array_unref);
    g_clear_pointer(&shown.coming, g_ptr_array_unref);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct desk desk = {0};
    gboolean as_json = FALSE;
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "One JSON object", NULL},
        DESK_OPTIONS(desk),
        G_OPTION_ENTRY_NULL};
    int status = TELL_USAGE;
    if (tell_options(command, argc, argv, entries, &rest)) {
        gint64 id = desk_id(command, rest[0]);
        if (id && rest[1])
            tell_usage(command, "\"%s\" is not expected", rest[1]);
        else if (id)
            status = show(&desk, id, as_json);
    }
    desk_clear(&desk);
    return status;
}

const struct command tell_show = {
    "show", "ID", "Show everything about one matter",
    "Reminders to come are shown where the configuration can be read.\n\n"
    "Exit status: 0 shown, 1 there is no such matter, 2 the command line is wrong,\n"
    "3 the register cannot be read.",
    run};
