/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dossier: everything about one matter as a folder that can be filed or handed over: a page to print,
 * the mails as they came, every reminder as it was sent with the server's answer, the history.
 *
 * The folder must not be there yet: nothing is overwritten. File names are numbers, never words of a
 * mail. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "base/clock.h"
#include "tell/csv.h"
#include "tell/describe.h"
#include "tell/desk.h"
#include "tell/html.h"
#include "tell/matters.h"

struct dossier {
    const struct desk *desk;
    const char *folder;
    struct matter *matter;
    GPtrArray *reminders, *history;
    GString *page;
    guint lacking; /* files that could not be written */
};

static void write_file(struct dossier *dossier, const char *name, gconstpointer bytes, gsize length)
{
    g_autofree char *path = g_build_filename(dossier->folder, name, NULL);
    g_autoptr(GError) error = NULL;
    if (g_file_set_contents_full(path, bytes, (gssize)length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0640,
                                 &error))
        return;
    tell_error("%s", error->message);
    dossier->lacking++;
}

/* Writes bytes that may be lacking, and returns whether they are there. */
static gboolean write_bytes(struct dossier *dossier, const char *name, GBytes *bytes,
                            const GError *error)
{
    if (bytes)
        write_file(dossier, name, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    else if (error) {
        tell_error("%s: %s", name, error->message);
        dossier->lacking++;
    }
    return bytes != NULL;
}

static void add_pair(GString *page, const char *name, const char *text)
{
    if (text && *text)
        html_add(page, "<dt>%s</dt><dd>%s</dd>", name, text);
}

static void add_record(GString *page, const struct record *record)
{
    add_pair(page, "Number", record->number);
    add_pair(page, "Function", record->function);
    add_pair(page, "Series", record->series);
    add_pair(page, "File", record->file);
    add_pair(page, "Access", record->access);
    add_pair(page, "Correspondent", record->correspondent);
    add_pair(page, "Channel", record->channel);
    add_pair(page, "Responsible", record->responsible);
    add_pair(page, "Unit", record->unit);
    add_pair(page, "Original", record->original);
}

static void add_head(struct dossier *dossier)
{
    const struct matter *matter = dossier->matter;
    GString *page = dossier->page;
    GDate due = matter_due(matter, &dossier->desk->today);
    g_autofree char *title = g_strdup_printf("Matter %" G_GINT64_FORMAT ": %s", matter->id,
                                             matter->subject ? matter->subject : "no subject");
    g_autofree char *registered = describe_day(&matter->registered);
    g_autofree char *letter_date = describe_day(&matter->letter_date);
    g_autofree char *due_day = describe_day(&due);
    g_autofree char *officials = matters_officials(matter, ", ");
    html_begin(page, title);
    html_add(page, "<dl>");
    add_pair(page, "State", matter_state_name(matter->state));
    add_pair(page, "Due", due_day ? due_day : "no date");
    add_pair(page, "Sender", matter->sender);
    add_pair(page, "Reference", matter->reference);
    add_pair(page, "Kind", letter_kind_name(matter->kind));
    add_pair(page, "Letter date", letter_date);
    add_pair(page, "Registered", registered);
    add_pair(page, "Officials", officials);
    if (matter->record)
        add_record(page, matter->record);
    html_add(page, "</dl>");
}

static void add_mails(struct dossier *dossier)
{
    const GPtrArray *mails = dossier->matter->mails;
    GString *page = dossier->page;
    html_heading(page, "Mails", mails->len);
    html_add(page, "<ol>");
    for (guint i = 0; i < mails->len; i++) {
        const struct matter_mail *mail = mails->pdata[i];
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) raw = register_mail_bytes(dossier->desk->registry, mail->sha256, &error);
        g_autofree char *name = g_strdup_printf("mail-%u.eml", i + 1);
        g_autofree char *day = describe_day(&mail->received);
        gboolean there = write_bytes(dossier, name, raw, error);
        html_add(page, "<li>%s, from %s: %s", day ? day : "day unknown",
                 mail->from ? mail->from : "unknown", mail->subject ? mail->subject : "no subject");
        if (there)
            html_add(page, "<p><a href=\"%s\">%s</a> <span class=\"faint\">SHA-256 %s</span></p></li>",
                     name, name, mail->sha256);
        else
            html_add(page, "<p class=\"bad\">Its bytes could not be had.</p></li>");
    }
    html_add(page, "</ol>");
}

/* Other mails about its subject: named, and to be had where they are. */
static void add_background(struct dossier *dossier)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) mails =
        register_background(dossier->desk->registry, dossier->matter->id, &error);
    if (!mails) {
        tell_error("%s", error->message);
        dossier->lacking++;
        return;
    }
    if (mails->len == 0)
        return;
    html_heading(dossier->page, "Background reading", mails->len);
    html_add(dossier->page, "<ol>");
    for (guint i = 0; i < mails->len; i++) {
        const struct matter_mail *mail = mails->pdata[i];
        g_autoptr(GError) lost = NULL;
        g_autoptr(GBytes) raw = register_mail_bytes(dossier->desk->registry, mail->sha256, &lost);
        g_autofree char *name = g_strdup_printf("background-%u.eml", i + 1);
        g_autofree char *day = describe_day(&mail->received);
        html_add(dossier->page, "<li>%s, from %s: %s", day ? day : "day unknown",
                 mail->from ? mail->from : "unknown", mail->subject ? mail->subject : "no subject");
        if (write_bytes(dossier, name, raw, lost))
            html_add(dossier->page, " <a href=\"%s\">%s</a>", name, name);
        html_add(dossier->page, "</li>");
    }
    html_add(dossier->page, "</ol>");
}

static void add_reminders(struct dossier *dossier)
{
    GString *page = dossier->page;
    html_heading(page, "Reminders", dossier->reminders->len);
    if (dossier->reminders->len == 0)
        return;
    html_add(page, "<table><thead><tr><th>Day</th><th>Step</th><th>To</th><th>State</th>"
                   "<th>The server's answer</th><th>Mail</th></tr></thead><tbody>");
    for (guint i = 0; i < dossier->reminders->len; i++) {
        const struct reminder *reminder = dossier->reminders->pdata[i];
        g_autoptr(GBytes) bytes =
            reminder->state == REMINDER_PASSED
                ? NULL
                : register_reminder_bytes(dossier->desk->registry, reminder->id, NULL);
        g_autofree char *name = g_strdup_printf("reminder-%u.eml", i + 1);
        g_autofree char *day = date_format(&reminder->day);
        gboolean there = write_bytes(dossier, name, bytes, NULL);
        html_add(page, "<tr><td class=\"day\">%s</td><td class=\"name\">%s</td><td>%s</td><td>%s</td><td>%s</td>",
                 day, reminder->step, reminder->address ? reminder->address : "",
                 reminder_state_name(reminder->state), reminder->reply ? reminder->reply : "");
        if (there)
            html_add(page, "<td><a href=\"%s\">%s</a></td></tr>", name, name);
        else
            html_add(page, "<td></td></tr>");
    }
    html_add(page, "</tbody></table>");
}

static void add_history(struct dossier *dossier)
{
    g_autoptr(GString) csv = g_string_new("at,actor,what,words\r\n");
    GString *page = dossier->page;
    html_heading(page, "History", dossier->history->len);
    html_add(page, "<table><thead><tr><th>When</th><th>Who</th><th>What</th><th></th></tr></thead><tbody>");
    for (guint i = 0; i < dossier->history->len; i++) {
        const struct history_row *row = dossier->history->pdata[i];
        g_autofree char *at = desk_moment(dossier->desk, row->at);
        html_add(page, "<tr><td class=\"day\">%s</td><td class=\"name\">%s</td><td class=\"name\">%s</td><td>%s</td></tr>",
                 at, row->actor, row->what, row->words ? row->words : "");
        csv_cell(csv, at, FALSE);
        csv_cell(csv, row->actor, FALSE);
        csv_cell(csv, row->what, FALSE);
        csv_cell(csv, row->words, TRUE);
    }
    html_add(page, "</tbody></table>");
    write_file(dossier, "history.csv", csv->str, csv->len);
}

static void add_doubts(struct dossier *dossier)
{
    const GPtrArray *doubts = dossier->matter->doubts;
    if (doubts->len)
        html_heading(dossier->page, "Doubts", doubts->len);
    for (guint i = 0; i < doubts->len; i++)
        html_add(dossier->page, "<p class=\"doubt\">%s</p>", (const char *)doubts->pdata[i]);
}

static void write_dossier(struct dossier *dossier)
{
    const struct matter *matter = dossier->matter;
    const GDate *today = &dossier->desk->today;
    g_autofree char *day = describe_day(today);
    g_autofree char *footer = g_strdup_printf("Written by circularctl dossier on %s.", day);
    add_head(dossier);
    html_deadlines(dossier->page, matter->deadlines, today);
    html_requests(dossier->page, matter->requests, matter->deadlines);
    add_doubts(dossier);
    html_flaws(dossier->page, "Not read", matter->unread);
    html_flaws(dossier->page, "Cut short", matter->limits);
    add_mails(dossier);
    add_background(dossier);
    add_reminders(dossier);
    add_history(dossier);
    html_end(dossier->page, footer);
    write_file(dossier, "index.html", dossier->page->str, dossier->page->len);
}

static gboolean load(struct dossier *dossier, gint64 id, GError **error)
{
    struct registry *registry = dossier->desk->registry;
    dossier->matter = register_matter(registry, id, error);
    dossier->reminders = dossier->matter ? register_reminders(registry, id, error) : NULL;
    dossier->history = dossier->reminders ? register_history(registry, id, error) : NULL;
    return dossier->history != NULL;
}

static int make(struct desk *desk, gint64 id, const char *folder)
{
    g_autoptr(GString) page = g_string_new(NULL);
    g_autofree char *usual = g_strdup_printf("matter-%" G_GINT64_FORMAT, id);
    struct dossier dossier = {.desk = desk, .folder = folder ? folder : usual, .page = page};
    g_autoptr(GError) error = NULL;
    int code = desk_open(desk, DESK_REGISTER);
    if (code != TELL_GOOD)
        return code;
    if (!load(&dossier, id, &error))
        code = desk_no_matter(error, id);
    else if (g_mkdir(dossier.folder, 0750) != 0) {
        tell_error("%s: %s%s", dossier.folder, g_strerror(errno),
                   errno == EEXIST ? ": nothing is overwritten; name another folder" : "");
        code = TELL_BAD;
    } else {
        write_dossier(&dossier);
        printf("%s/index.html\n", dossier.folder);
        code = dossier.lacking ? TELL_BAD : TELL_GOOD;
    }
    matter_free(dossier.matter);
    g_clear_pointer(&dossier.reminders, g_ptr_array_unref);
    g_clear_pointer(&dossier.history, g_ptr_array_unref);
    return code;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct desk desk = {0};
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {DESK_OPTIONS(desk), G_OPTION_ENTRY_NULL};
    int code = TELL_USAGE;
    if (tell_options(command, argc, argv, entries, &rest)) {
        gint64 id = desk_id(command, rest[0]);
        if (id && rest[1] && rest[2])
            tell_usage(command, "\"%s\" is not expected", rest[2]);
        else if (id)
            code = make(&desk, id, rest[1]);
    }
    desk_clear(&desk);
    return code;
}

const struct command tell_dossier = {
    "dossier", "ID [FOLDER]", "Write everything about one matter into a new folder",
    "FOLDER (else matter-ID) gets a printable index.html, the mails as they came, the reminders as they\n"
    "were sent, and the history.\n\n"
    "Exit status: 0 written, 1 something could not be written, 2 the command line is wrong,\n"
    "3 the register cannot be read.",
    run};
