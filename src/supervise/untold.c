/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the administrator of mails that somebody must look at: the first SINGLES_MOST of a day in a mail
 * each, with the original; the rest in one list the next morning. So ten thousand mails of a stranger are
 * eleven to her. What comes while the list of the day is not out yet counts to the new day. */
#include "supervise/untold.h"

#include "base/clock.h"
#include "base/log.h"
#include "supervise/writing.h"

enum { SINGLES_MOST = 10 };

struct unread_mail untold_describe(const struct mail_row *row, const GPtrArray *parts, const char *zone)
{
    return (struct unread_mail){
        .from = row->from,
        .subject = row->subject,
        .message_id = row->message_id,
        .received = clock_day(row->received_at ? row->received_at : row->stored_at, zone),
        .source = row->source,
        .sha256 = row->sha256,
        .unread = parts,
        .unregistered = row->outcome == OUTCOME_UNREGISTERED,
        .why = row->why,
        .bytes = row->bytes,
    };
}

/* ---- the list --------------------------------------------------------------------------------- */

static GBytes *write_list(struct centre *centre, const struct official *official, const char *step,
                          const GPtrArray *rows, guint count, GError **error)
{
    g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(struct unread_mail));
    for (guint i = 0; i < rows->len; i++) {
        struct unread_mail mail = untold_describe(rows->pdata[i], NULL, official->zone);
        g_array_append_val(mails, mail);
    }
    const struct mails_list list = {step, (const struct unread_mail *)(void *)mails->data, mails->len, count};
    const struct compose_input input = writing_input(centre, official);
    return compose_mails(&input, &list, error);
}

static gboolean plan_list(struct centre *centre, const struct official *official, const GDate *today,
                          GError **error)
{
    g_autofree char *day = date_format(today);
    g_autofree char *step = g_strconcat("mails:", day, NULL);
    guint count = 0, told = 0;
    gboolean has = FALSE;
    if (clock_hour(clock_now(), official->zone) < (int)centre->config->office->send_hour)
        return TRUE;
    g_autoptr(GPtrArray) rows =
        register_mails_listed(centre->registry, today, MAILS_LIST_MOST, &count, error);
    if (!rows || !register_has_step(centre->registry, 0, 0, official->id, step, &has, error))
        return FALSE;
    if (count == 0 || has)
        return TRUE;
    GBytes *bytes = write_list(centre, official, step, rows, count, error);
    if (!bytes)
        return FALSE;
    AUTO(reminder) *list = writing_mail_of_office(centre, official, step, bytes);
    if (!register_plan_list(centre->registry, list, clock_now(), &told, error))
        return FALSE;
    log_warning("%s is told of %u %s to look at in one list", official->id, told, told == 1 ? "mail" : "mails");
    return TRUE;
}

/* ---- one by one ------------------------------------------------------------------------------- */

static gboolean plan_single(struct centre *centre, const struct mail_row *row, GError **error)
{
    AUTO(reminder) *reminder = writing_unread(centre, row, NULL, error);
    if (!reminder)
        return FALSE;
    g_autoptr(GPtrArray) planned = g_ptr_array_new();
    guint written;
    g_ptr_array_add(planned, reminder);
    return register_plan(centre->registry, planned, clock_now(), &written, error);
}

static gboolean put_off(struct centre *centre, const GDate *today, GError **error)
{
    GDate tomorrow = *today;
    guint count = 0;
    g_date_add_days(&tomorrow, 1);
    if (!register_put_on_list(centre->registry, &tomorrow, clock_now(), &count, error))
        return FALSE;
    if (count > 0)
        log_info("%u more %s for tomorrow's list of mails to look at", count, count == 1 ? "waits" : "wait");
    return TRUE;
}

gboolean untold_plan(struct centre *centre, GError **error)
{
    const struct official *official =
        office_official(centre->config->office, centre->config->administrator);
    GDate today = clock_day(clock_now(), official->zone);
    guint told = 0;
    if (!plan_list(centre, official, &today, error))
        return FALSE;
    g_autoptr(GPtrArray) rows = register_mails_untold(centre->registry, SINGLES_MOST + 1, error);
    if (!rows || rows->len == 0)
        return rows != NULL;
    if (!register_mails_to(centre->registry, official->id, 0, REMINDER_UNREAD "*", &today, &told, error))
        return FALSE;
    for (guint i = 0; i < rows->len && told < SINGLES_MOST; i++, told++)
        if (!plan_single(centre, rows->pdata[i], error))
            return FALSE;
    return told < SINGLES_MOST || put_off(centre, &today, error);
}
