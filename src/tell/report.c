/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report: one printable page for the head of unit: what is overdue, due, in doubt, unread, and how much
 * was done on time; mails that are no matter's and that somebody must look at, with the command that takes them
 * in. A file that needs nothing beside it, to open in a browser or to send on. */
#include <stdio.h>

#include "base/clock.h"
#include "tell/describe.h"
#include "tell/html.h"
#include "tell/matters.h"
#include "tell/status.h"

enum { NEAR = 30, CLOSED_DAYS = 365, CLOSED_MOST = 200, MAILS_MOST = 200 };

/* The table a matter stands in. */
enum section { OVERDUE, DUE_SOON, DUE_LATER, TO_CONFIRM, UNDATED, INFORMATION, DONE, SECTIONS };

static const char *const HEADINGS[SECTIONS] = {
    [OVERDUE] = "Overdue",        [DUE_SOON] = "Due within 30 days", [DUE_LATER] = "Due later",
    [TO_CONFIRM] = "To confirm", [UNDATED] = "Open without a date", [INFORMATION] = "For information",
    [DONE] = "Done in the last year",
};

struct report {
    struct desk desk;
    GPtrArray *matters;            /* of struct matter; owns them */
    GPtrArray *sections[SECTIONS]; /* of struct matter, not owned */
    GHashTable *closed_on;         /* GDate by const struct matter * of DONE */
    guint on_time, late;
    struct status status;
};

/* ---- what stands where ------------------------------------------------------------------------ */

/* The day of the last move of a closed matter; not valid where the history does not say. */
static gboolean find_closing(struct report *report, const struct matter *matter, GDate *day,
                             GError **error)
{
    g_autoptr(GPtrArray) history = register_history(report->desk.registry, matter->id, error);
    g_date_clear(day, 1);
    for (guint i = 0; history && i < history->len; i++) {
        const struct history_row *row = history->pdata[i];
        if (g_strcmp0(row->what, "moved") == 0)
            *day = clock_day(row->at, report->desk.zone);
    }
    return history != NULL;
}

static gboolean put_done(struct report *report, const struct matter *matter, GError **error)
{
    GDate closed;
    if (!find_closing(report, matter, &closed, error))
        return FALSE;
    if (!g_date_valid(&closed) ||
        g_date_days_between(&closed, &report->desk.today) > CLOSED_DAYS)
        return TRUE;
    GDate due = matter_due(matter, &closed);
    if (g_date_valid(&due)) /* else there was nothing to be late for */
        *(g_date_compare(&closed, &due) > 0 ? &report->late : &report->on_time) += 1;
    g_hash_table_insert(report->closed_on, (gpointer)matter, g_memdup2(&closed, sizeof closed));
    g_ptr_array_add(report->sections[DONE], (gpointer)matter);
    return TRUE;
}

static gboolean put(struct report *report, const struct matter *matter, GError **error)
{
    const GDate *today = &report->desk.today;
    GDate due = matter_due(matter, today);
    enum section section = DUE_LATER;
    if (matter->state == MATTER_DONE)
        return put_done(report, matter, error);
    if (!matter_is_live(matter->state))
        return TRUE;
    if (matters_overdue(matter, today))
        section = OVERDUE;
    else if (matter->state == MATTER_CONFIRM)
        section = TO_CONFIRM;
    else if (matter->state == MATTER_INFORMATION)
        section = INFORMATION;
    else if (!g_date_valid(&due))
        section = UNDATED;
    else if (g_date_days_between(today, &due) <= NEAR)
        section = DUE_SOON;
    report->late += section == OVERDUE && g_date_days_between(&due, today) <= CLOSED_DAYS;
    g_ptr_array_add(report->sections[section], (gpointer)matter);
    return TRUE;
}

static gboolean gather(struct report *report, GError **error)
{
    const struct matter_filter all = {.parts = MATTER_PART_DATES | MATTER_PART_RECIPIENTS};
    report->matters = matters_gather(report->desk.registry, &all, &report->desk.today, error);
    if (!report->matters || !status_gather(&report->status, &report->desk, error))
        return FALSE;
    for (guint i = 0; i < report->matters->len; i++)
        if (!put(report, report->matters->pdata[i], error))
            return FALSE;
    return TRUE;
}

/* ---- the page --------------------------------------------------------------------------------- */

static void add_tile(GString *page, guint count, const char *label, const char *look)
{
    html_add(page, "<div class=\"tile %s\"><b>%u</b>%s</div>", count ? look : "", count, label);
}

static void add_tiles(GString *page, const struct report *report)
{
    guint done = report->on_time + report->late;
    html_add(page, "<div class=\"tiles\">");
    add_tile(page, report->sections[OVERDUE]->len, "overdue", "bad");
    add_tile(page, report->sections[DUE_SOON]->len, "due within 30 days", "");
    add_tile(page, report->sections[DUE_LATER]->len, "due later", "");
    add_tile(page, report->sections[TO_CONFIRM]->len, "to confirm", "doubt");
    add_tile(page, report->status.unread->len, "mails not read", "bad");
    add_tile(page, report->status.unregistered->len, "letters not registered", "doubt");
    if (done)
        html_add(page, "<div class=\"tile %s\"><b>%u %%</b>done on time (%u of %u, with overdue ones)</div>",
                 report->late == 0 ? "good" : report->late > report->on_time ? "bad" : "",
                 report->on_time * 100 / done, report->on_time, done);
    html_add(page, "</div>");
}

static const char *tone_class(enum tone tone)
{
    return tone == TONE_BAD ? "bad" : tone == TONE_DOUBT ? "doubt" : "";
}

/* Names, for the page is read by people who do not know the configuration. */
static char *names_of(const struct report *report, const struct matter *matter)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < matter->recipients->len; i++) {
        const char *id = matter->recipients->pdata[i];
        const struct official *official =
            report->desk.config ? office_official(report->desk.config->office, id) : NULL;
        g_string_append_printf(names, "%s%s", i ? ", " : "", official ? official->name : id);
    }
    return g_strdup(names->str);
}

static void add_matter(GString *page, const struct report *report, const struct matter *matter)
{
    const GDate *closed = g_hash_table_lookup(report->closed_on, matter);
    const GDate *today = closed ? closed : &report->desk.today;
    GDate due = matter_due(matter, today);
    g_autofree char *day = date_format(&due);
    g_autofree char *closed_day = closed ? date_format(closed) : NULL;
    g_autofree char *distance = g_date_valid(&due) ? describe_distance(&due, today) : NULL;
    g_autofree char *officials = names_of(report, matter);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, matter->id);
    gboolean late = closed && g_date_valid(&due) && g_date_compare(closed, &due) > 0;
    html_add(page, "<tr><td class=\"number\">%s</td><td class=\"day\">%s</td>", id, day ? day : "none");
    if (closed)
        html_add(page, "<td class=\"day %s\">%s%s</td>", late ? "bad" : "good", closed_day,
                 late ? ", late" : "");
    else
        html_add(page, "<td class=\"day %s\">%s</td>", tone_class(matters_tone(matter, today)),
                 distance ? distance : "");
    html_add(page, "<td>%s", matter->subject ? matter->subject : "no subject");
    if (matter->reference)
        html_add(page, "<br><span class=\"faint\">%s</span>", matter->reference);
    html_add(page, "</td><td>%s</td></tr>", officials);
}

static void add_section(GString *page, const struct report *report, enum section section)
{
    const GPtrArray *matters = report->sections[section];
    if (matters->len == 0)
        return;
    html_heading(page, HEADINGS[section], matters->len);
    html_add(page, "<table class=\"matters\"><thead><tr><th class=\"number\">No.</th><th>Due</th><th>%s</th><th>Subject</th>"
                   "<th>Officials</th></tr></thead><tbody>", section == DONE ? "Done" : "Left");
    guint first = section == DONE && matters->len > CLOSED_MOST ? matters->len - CLOSED_MOST : 0;
    for (guint i = first; i < matters->len; i++)
        add_matter(page, report, matters->pdata[i]);
    html_add(page, "</tbody></table>");
    if (first)
        html_add(page, "<p class=\"faint\">%u earlier ones are not shown.</p>", first);
}

/* Latest first. help: what can be done about them; how: the command. */
static void add_mails(GString *page, const struct report *report, const char *heading, const GPtrArray *mails,
                      const char *help, const char *how)
{
    if (mails->len == 0)
        return;
    html_heading(page, heading, mails->len);
    html_add(page, "<p>%s<br><code>%s</code></p>", help, how);
    html_add(page, "<table><thead><tr><th class=\"number\">Mail</th><th>Received</th><th>From</th><th>Subject</th>"
                   "<th>Why</th></tr></thead><tbody>");
    for (guint i = 0; i < MIN(mails->len, MAILS_MOST); i++) {
        const struct mail_row *row = mails->pdata[i];
        GDate received = clock_day(row->received_at, report->desk.zone);
        g_autofree char *day = date_format(&received);
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, row->id);
        html_add(page, "<tr><td class=\"number\">%s</td><td class=\"day\">%s</td><td>%s</td><td>%s</td>"
                       "<td class=\"bad\">%s</td></tr>",
                 id, day ? day : "unknown", row->from ? row->from : "unknown", row->subject ? row->subject : "unknown",
                 row->why ? row->why : "parts of it could not be read");
    }
    html_add(page, "</tbody></table>");
    if (mails->len > MAILS_MOST)
        html_add(page, "<p class=\"faint\">%u earlier ones are not shown: circularctl status --all lists them.</p>",
                 mails->len - MAILS_MOST);
}

static void add_outside(GString *page, const struct report *report)
{
    add_mails(page, report, "Letters that were not registered", report->status.unregistered,
              "They are read, and nobody is reminded of them. Whoever looks after circulard takes in what is genuine:",
              "sudo circularctl add --mail NUMBER");
    add_mails(page, report, "Mails that could not be read", report->status.unread,
              "They may hold a request or a date. Somebody opens them, and enters what they ask:",
              "sudo circularctl add --due DATE SUBJECT");
    if (report->status.waiting_mails)
        html_add(page, "<p class=\"doubt\">Mails that came and are not read yet: %u.</p>", report->status.waiting_mails);
}

static void add_problems(GString *page, const struct report *report)
{
    const GPtrArray *problems = report->status.problems;
    for (guint i = 0; i < problems->len; i++)
        html_add(page, "<p class=\"bad\">%s</p>", (const char *)problems->pdata[i]);
}

static void write_page(GString *page, const struct report *report)
{
    g_autofree char *today = describe_day(&report->desk.today);
    html_begin(page, "Circulars and their deadlines");
    html_add(page, "<p>As of %s.</p>", today);
    add_tiles(page, report);
    add_problems(page, report);
    for (guint section = 0; section < SECTIONS; section++)
        add_section(page, report, (enum section)section);
    add_outside(page, report);
    if (report->matters->len == 0)
        html_add(page, "<p>No circular is registered yet.</p>");
    html_end(page, "Written by circularctl report. Left counts to the last good day of the nearest "
                   "deadline; done on time counts matters closed in the last 365 days.");
}

static int print_report(struct report *report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) page = g_string_new(NULL);
    int code = desk_open(&report->desk, DESK_REGISTER);
    if (code != TELL_GOOD)
        return code;
    for (guint i = 0; i < SECTIONS; i++)
        report->sections[i] = g_ptr_array_new();
    report->closed_on = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    if (gather(report, &error)) {
        write_page(page, report);
        fwrite(page->str, 1, page->len, stdout);
    } else
        code = desk_failed(error);
    for (guint i = 0; i < SECTIONS; i++)
        g_ptr_array_unref(report->sections[i]);
    g_hash_table_unref(report->closed_on);
    g_clear_pointer(&report->matters, g_ptr_array_unref);
    status_clear(&report->status);
    return code;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct report report = {0};
    gboolean html = FALSE;
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {
        {"html", 0, 0, G_OPTION_ARG_NONE, &html, "A page of HTML (the only form there is)", NULL},
        DESK_OPTIONS(report.desk),
        G_OPTION_ENTRY_NULL};
    int code = TELL_USAGE;
    if (!tell_options(command, argc, argv, entries, &rest))
        code = TELL_USAGE;
    else if (*rest)
        tell_usage(command, "\"%s\" is not expected", *rest);
    else if (!html)
        tell_usage(command, "say --html, and where the page goes: circularctl report --html > report.html");
    else
        code = print_report(&report);
    desk_clear(&report.desk);
    return code;
}

const struct command tell_report = {
    "report", "", "Write a printable page: due, overdue, to confirm, unread, done on time",
    "circularctl report --html > report.html\n\n"
    "Exit status: 0 written, 2 the command line is wrong, 3 the register cannot be read.",
    run};
