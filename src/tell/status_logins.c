/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the logins of the list "oauth" end: as configured, or as the provider told. What a login fails
 * of now stands with the mailbox. */
#include "tell/status_logins.h"

#include "base/clock.h"
#include "supervise/access_file.h"
#include "tell/describe.h"

enum { SOON_DAYS = 30 };

static const GPtrArray *logins_of(const struct status *status)
{
    const struct config *config = status->desk->config;

    return config && config->oauth->len > 0 ? config->oauth : NULL;
}

/* FALSE: not known. */
static gboolean end_of(const struct status *status, const struct config_oauth *oauth, GDate *day,
                       int *left)
{
    const struct config *config = status->desk->config;
    const struct official *official = office_official(config->office, config->administrator);

    if (!access_expiry(config, oauth, official ? official->zone : "UTC", day))
        return FALSE;
    *left = g_date_days_between(&status->desk->today, day);
    return TRUE;
}

void status_judge_logins(struct status *status)
{
    const GPtrArray *logins = logins_of(status);

    for (guint i = 0; logins && i < logins->len; i++) {
        const struct config_oauth *oauth = logins->pdata[i];
        GDate day;
        int left;
        if (!end_of(status, oauth, &day, &left) || left > SOON_DAYS)
            continue;
        g_autofree char *date = date_format(&day);
        g_ptr_array_add(status->problems,
                        g_strdup_printf("login %s %s on %s: get a new secret or token from the provider, "
                                        "then set \"expires\" anew", oauth->name,
                                        left < 0 ? "ended" : "ends", date));
    }
}

void status_print_logins(struct terminal *terminal, const struct status *status)
{
    const GPtrArray *logins = logins_of(status);

    if (!logins)
        return;
    describe_heading(terminal, "Logins");
    for (guint i = 0; i < logins->len; i++) {
        const struct config_oauth *oauth = logins->pdata[i];
        GDate day;
        int left;
        if (!end_of(status, oauth, &day, &left)) {
            terminal_paragraph(terminal, 2, TONE_PLAIN, "%s: it is not known when it ends", oauth->name);
            continue;
        }
        g_autofree char *date = date_format(&day);
        if (left < 0)
            terminal_paragraph(terminal, 2, TONE_BAD, "%s: ended on %s", oauth->name, date);
        else
            terminal_paragraph(terminal, 2, left > SOON_DAYS ? TONE_PLAIN : TONE_BAD,
                               "%s: ends on %s, in %d days", oauth->name, date, left);
    }
}

void status_write_logins(struct json *json, const struct status *status)
{
    const GPtrArray *logins = logins_of(status);

    json_open(json, "logins", '[');
    for (guint i = 0; logins && i < logins->len; i++) {
        const struct config_oauth *oauth = logins->pdata[i];
        GDate day;
        int left;
        json_open(json, NULL, '{');
        json_text(json, "name", oauth->name);
        if (end_of(status, oauth, &day, &left)) {
            json_day(json, "ends", &day);
            json_whole(json, "days_left", left);
        } else {
            json_nothing(json, "ends");
            json_nothing(json, "days_left");
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}
