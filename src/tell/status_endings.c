/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the logins of the list "oauth" end: as configured, or as the provider told. When the servers'
 * certificates end: as the last connection to each showed. What fails of them now stands with the mailbox or
 * the relay. */
#include "tell/status_endings.h"

#include "base/clock.h"
#include "supervise/ending.h"
#include "tell/describe.h"

static int days_left(const struct status *status, const struct ending *ending)
{
    return g_date_days_between(&status->desk->today, &ending->day);
}

static gboolean is_soon(const struct status *status, const struct ending *ending)
{
    return ending->known && days_left(status, ending) <= (int)ending->ahead_days;
}

static void judge(struct status *status, const struct ending *ending)
{
    g_autofree char *date = date_format(&ending->day);
    const char *ends = days_left(status, ending) < 0 ? "ended" : "ends";
    char *problem =
        ending->login
            ? g_strdup_printf("login %s %s on %s: get a new secret or token from the provider, then set"
                              " \"expires\" anew", ending->name, ends, date)
            : g_strdup_printf("the certificate of %s %s on %s: whoever runs that server must renew it",
                              ending->name, ends, date);
    g_ptr_array_add(status->problems, problem);
}

gboolean status_gather_endings(struct status *status, GError **error)
{
    const struct config *config = status->desk->config;
    if (!config)
        return TRUE;
    const struct official *official = office_official(config->office, config->administrator);
    status->endings =
        endings_list(config, status->desk->registry, official ? official->zone : "UTC", error);
    for (guint i = 0; status->endings && i < status->endings->len; i++) {
        const struct ending *ending = &g_array_index(status->endings, struct ending, i);
        if (is_soon(status, ending))
            judge(status, ending);
    }
    return status->endings != NULL;
}

static void print(struct terminal *terminal, const struct status *status, const struct ending *ending)
{
    if (!ending->known) {
        terminal_paragraph(terminal, 2, TONE_PLAIN, "%s: it is not known when it ends", ending->name);
        return;
    }
    g_autofree char *date = date_format(&ending->day);
    int left = days_left(status, ending);
    if (left < 0)
        terminal_paragraph(terminal, 2, TONE_BAD, "%s: ended on %s", ending->name, date);
    else
        terminal_paragraph(terminal, 2, is_soon(status, ending) ? TONE_BAD : TONE_PLAIN,
                           "%s: ends on %s, in %d days", ending->name, date, left);
}

static void print_kind(struct terminal *terminal, const struct status *status, gboolean login,
                       const char *heading)
{
    gboolean any = FALSE;
    for (guint i = 0; status->endings && i < status->endings->len; i++) {
        const struct ending *ending = &g_array_index(status->endings, struct ending, i);
        if (ending->login != login)
            continue;
        if (!any)
            describe_heading(terminal, heading);
        any = TRUE;
        print(terminal, status, ending);
    }
}

void status_print_endings(struct terminal *terminal, const struct status *status)
{
    print_kind(terminal, status, TRUE, "Logins");
    print_kind(terminal, status, FALSE, "Certificates");
}

static void write_kind(struct json *json, const struct status *status, gboolean login, const char *name,
                       const char *what)
{
    json_open(json, name, '[');
    for (guint i = 0; status->endings && i < status->endings->len; i++) {
        const struct ending *ending = &g_array_index(status->endings, struct ending, i);
        if (ending->login != login)
            continue;
        json_open(json, NULL, '{');
        json_text(json, what, ending->name);
        if (ending->known) {
            json_day(json, "ends", &ending->day);
            json_whole(json, "days_left", days_left(status, ending));
        } else {
            json_nothing(json, "ends");
            json_nothing(json, "days_left");
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

void status_write_endings(struct json *json, const struct status *status)
{
    write_kind(json, status, TRUE, "logins", "name");
    write_kind(json, status, FALSE, "certificates", "server");
}
