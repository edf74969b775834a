/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status: whether all is well, and if not, what a person must look at. */
#include "tell/status.h"

#include <stdio.h>

#include "base/clock.h"
#include "tell/describe.h"
#include "tell/matters.h"
#include "tell/status_endings.h"

enum { SHOWN = 10 };
static const char PARTLY[] = "parts of it could not be read";

static void say_line(struct terminal *terminal, enum tone tone, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
static void say_line(struct terminal *terminal, enum tone tone, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    terminal_paragraph(terminal, 2, tone, "%s", text);
}

static void print_mailboxes(struct terminal *terminal, const struct status *status)
{
    terminal_say(terminal, TONE_STRONG, "Mailboxes");
    terminal_line(terminal);
    for (guint i = 0; i < status->cursors->len; i++) {
        const struct cursor *cursor = status->cursors->pdata[i];
        g_autofree char *success = desk_moment(status->desk, cursor->success_at);
        g_autofree char *since = desk_moment(status->desk, cursor->failing_since);
        if (cursor->success_at)
            say_line(terminal, cursor->failing_since ? TONE_PLAIN : TONE_GOOD,
                     "%s: last read in full %s, %" G_GUINT64_FORMAT " mails", cursor->source, success,
                     cursor->count);
        else
            say_line(terminal, TONE_DOUBT, "%s: never read in full yet", cursor->source);
        if (cursor->failing_since)
            say_line(terminal, TONE_BAD, "%s: failing since %s: %s", cursor->source, since,
                     cursor->error ? cursor->error : "no reason is known");
    }
    if (status->cursors->len == 0)
        say_line(terminal, TONE_DOUBT, "none was polled yet");
}

static void print_parts(struct terminal *terminal, const struct status *status)
{
    if (status->parts->len)
        describe_heading(terminal, "Daemon");
    for (guint i = 0; i < status->parts->len; i++) {
        const struct health *part = status->parts->pdata[i];
        g_autofree char *success = desk_moment(status->desk, part->success_at);
        g_autofree char *since = desk_moment(status->desk, part->failing_since);
        g_autofree char *told = desk_moment(status->desk, part->alarmed_at);
        if (part->success_at)
            say_line(terminal, part->failing_since ? TONE_PLAIN : TONE_GOOD, "%s: last went well %s",
                     part->name, success);
        if (part->failing_since)
            say_line(terminal, TONE_BAD, "%s: failing since %s: %s%s%s", part->name, since,
                     part->error ? part->error : "no reason is known",
                     part->alarmed_at ? "; people were told " : "", part->alarmed_at ? told : "");
    }
}

static void print_list(struct terminal *terminal, const struct status *status, const GPtrArray *mails)
{
    guint shown = MIN(mails->len, status->most);
    for (guint i = 0; i < shown; i++) {
        const struct mail_row *row = mails->pdata[i];
        g_autofree char *at = desk_moment(status->desk, row->received_at);
        g_autofree char *path = register_mail_path(status->desk->registry, row->sha256);
        say_line(terminal, TONE_BAD, "mail %" G_GINT64_FORMAT ", %s  %s: %s: %s", row->id, at,
                 row->from ? row->from : "sender unknown",
                 row->subject ? row->subject : "no subject known",
                 row->why ? row->why : PARTLY);
        if (path && row->kept)
            terminal_paragraph(terminal, 6, TONE_FAINT, "%s", path);
    }
    if (mails->len > shown)
        say_line(terminal, TONE_PLAIN, "and %u earlier ones (--all lists them)", mails->len - shown);
}

static void print_mails(struct terminal *terminal, const struct status *status)
{
    describe_heading(terminal, "Mails");
    say_line(terminal, TONE_PLAIN, "%u waiting to be read, %u could not be read, %u not registered",
             status->waiting_mails, status->unread->len, status->unregistered->len);
    print_list(terminal, status, status->unread);
    print_list(terminal, status, status->unregistered);
}

static void print_matters(struct terminal *terminal, const struct status *status)
{
    g_autoptr(GString) counts = g_string_new(NULL);
    describe_heading(terminal, "Matters");
    for (guint i = 0; i < MATTER_STATES; i++)
        if (status->matters[i])
            g_string_append_printf(counts, "%s%u %s", counts->len ? ", " : "", status->matters[i],
                                   matter_state_name((enum matter_state)i));
    say_line(terminal, TONE_PLAIN, "%s", counts->len ? counts->str : "none yet");
    if (status->overdue)
        say_line(terminal, TONE_DOUBT, "%u overdue", status->overdue);
}

static void print_reminder(struct terminal *terminal, const struct status *status,
                           const struct reminder *reminder)
{
    g_autofree char *retry = desk_moment(status->desk, reminder->retry_at);
    gboolean failed = reminder->state == REMINDER_FAILED;
    gboolean later = !failed && reminder->retry_at > status->desk->now;
    g_autofree char *about = reminder->matter
                                 ? g_strdup_printf("matter %" G_GINT64_FORMAT, reminder->matter)
                                 : g_strdup("no matter");
    say_line(terminal, failed ? TONE_BAD : reminder->attempts ? TONE_DOUBT : TONE_PLAIN,
             "%s, %s to %s: %s%s%s%s%s", about, reminder->step, reminder->address,
             reminder_state_name(reminder->state), reminder->reply ? ": " : "",
             reminder->reply ? reminder->reply : "", later ? "; again at " : "", later ? retry : "");
}

static void print_reminders(struct terminal *terminal, const struct status *status)
{
    describe_heading(terminal, "Reminders");
    say_line(terminal, TONE_PLAIN, "%u waiting to be sent, %u refused", status->waiting->len,
             status->failed->len);
    for (guint i = 0; i < MIN(status->failed->len, status->most); i++)
        print_reminder(terminal, status, status->failed->pdata[i]);
    for (guint i = 0; i < MIN(status->waiting->len, status->most); i++)
        print_reminder(terminal, status, status->waiting->pdata[i]);
}

static void print_people(const struct status *status)
{
    AUTO(terminal) *terminal = terminal_new(stdout);
    print_mailboxes(terminal, status);
    status_print_endings(terminal, status);
    print_parts(terminal, status);
    print_mails(terminal, status);
    print_matters(terminal, status);
    print_reminders(terminal, status);
    describe_heading(terminal, status->problems->len ? "A person is needed" : "All is well");
    for (guint i = 0; i < status->problems->len; i++)
        say_line(terminal, TONE_BAD, "%s", (const char *)status->problems->pdata[i]);
    terminal_flush(terminal, stdout);
}

/* ---- for scripts ------------------------------------------------------------------------------ */

static void write_mailboxes(struct json *json, const struct status *status)
{
    json_open(json, "mailboxes", '[');
    for (guint i = 0; i < status->cursors->len; i++) {
        const struct cursor *cursor = status->cursors->pdata[i];
        json_open(json, NULL, '{');
        json_text(json, "name", cursor->source);
        json_moment(json, "last_success", cursor->success_at);
        json_moment(json, "failing_since", cursor->failing_since);
        json_text(json, "error", cursor->error);
        json_whole(json, "mails", (gint64)cursor->count);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_parts(struct json *json, const struct status *status)
{
    json_open(json, "parts", '[');
    for (guint i = 0; i < status->parts->len; i++) {
        const struct health *part = status->parts->pdata[i];
        json_open(json, NULL, '{');
        json_text(json, "name", part->name);
        json_moment(json, "last_success", part->success_at);
        json_moment(json, "failing_since", part->failing_since);
        json_moment(json, "alarmed", part->alarmed_at);
        json_text(json, "error", part->error);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_list(struct json *json, const char *name, const GPtrArray *mails)
{
    json_open(json, name, '[');
    for (guint i = 0; i < mails->len; i++) {
        const struct mail_row *row = mails->pdata[i];
        json_open(json, NULL, '{');
        json_whole(json, "id", row->id);
        json_moment(json, "received", row->received_at);
        json_text(json, "from", row->from);
        json_text(json, "subject", row->subject);
        json_text(json, "why", row->why ? row->why : PARTLY);
        json_text(json, "sha256", row->sha256);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_mails(struct json *json, const struct status *status)
{
    json_open(json, "mails", '{');
    json_whole(json, "waiting", status->waiting_mails);
    write_list(json, "unread", status->unread);
    write_list(json, "unregistered", status->unregistered);
    json_close(json, '}');
}

static void write_reminders(struct json *json, const char *name, const GPtrArray *reminders)
{
    json_open(json, name, '[');
    for (guint i = 0; i < reminders->len; i++) {
        const struct reminder *reminder = reminders->pdata[i];
        json_open(json, NULL, '{');
        json_whole(json, "id", reminder->id);
        json_whole(json, "matter", reminder->matter);
        json_text(json, "step", reminder->step);
        json_text(json, "official", reminder->official);
        json_text(json, "address", reminder->address);
        json_text(json, "state", reminder_state_name(reminder->state));
        json_whole(json, "attempts", reminder->attempts);
        json_moment(json, "retry_at", reminder->retry_at);
        json_text(json, "reply", reminder->reply);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void print_json(const struct status *status)
{
    g_autoptr(GString) out = g_string_new(NULL);
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_truth(&json, "well", status->problems->len == 0);
    json_texts(&json, "problems", status->problems);
    write_mailboxes(&json, status);
    status_write_endings(&json, status);
    write_parts(&json, status);
    write_mails(&json, status);
    json_open(&json, "matters", '{');
    for (guint i = 0; i < MATTER_STATES; i++)
        json_whole(&json, matter_state_name((enum matter_state)i), status->matters[i]);
    json_whole(&json, "overdue", status->overdue);
    json_close(&json, '}');
    json_open(&json, "reminders", '{');
    write_reminders(&json, "waiting", status->waiting);
    write_reminders(&json, "failed", status->failed);
    json_close(&json, '}');
    json_close(&json, '}');
    json_end(&json);
    fwrite(out->str, 1, out->len, stdout);
}

static int tell_it(struct desk *desk, gboolean as_json, gboolean all)
{
    struct status status = {0};
    g_autoptr(GError) error = NULL;
    int code = desk_open(desk, DESK_REGISTER);
    if (code != TELL_GOOD)
        return code;
    if (!status_gather(&status, desk, &error))
        code = desk_failed(error);
    else {
        status.most = all ? G_MAXUINT : SHOWN;
        (as_json ? print_json : print_people)(&status);
        code = status.problems->len ? TELL_BAD : TELL_GOOD;
    }
    status_clear(&status);
    return code;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct desk desk = {0};
    gboolean as_json = FALSE, all = FALSE;
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {
        {"all", 'a', 0, G_OPTION_ARG_NONE, &all, "Every mail and reminder, not the first ten", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "One JSON object", NULL},
        DESK_OPTIONS(desk),
        G_OPTION_ENTRY_NULL};
    int code = TELL_USAGE;
    if (tell_options(command, argc, argv, entries, &rest))
        code = *rest ? tell_usage(command, "\"%s\" is not expected", *rest) : tell_it(&desk, as_json, all);
    desk_clear(&desk);
    return code;
}

const struct command tell_status = {
    "status", "", "Tell whether all is well: mailboxes, mails, reminders",
    "Exit status: 0 all is well, 1 something needs a person, 2 the command line is wrong,\n"
    "3 the register or the configuration cannot be read.",
    run};
