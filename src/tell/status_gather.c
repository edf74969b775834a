/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What status tells, and what of it needs a person.
 *
 * A mailbox of the configuration that fails, was never polled or not for long; relay, reading or register, when they fail; a mail of the last month that could not be
 * read; a reminder that was refused, or that the relay has put off: each is a problem in a sentence. An
 * open or overdue matter is none: its officials are told by mail. */
#include "tell/status.h"

#include "supervise/alarm.h"
#include "tell/status_around.h"
#include "tell/status_endings.h"

#include <string.h>

enum { MANY = 100000, UNREAD_DAYS = 30, SILENT_MINUTES_LEAST = 120, SILENT_POLLS = 3, LIFE_S = 3 * 3600 };

static void add_problem(struct status *status, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add_problem(struct status *status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(status->problems, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* ---- mailboxes -------------------------------------------------------------------------------- */

static const struct cursor *find_cursor(const struct status *status, const char *name)
{
    for (guint i = 0; i < status->cursors->len; i++) {
        const struct cursor *cursor = status->cursors->pdata[i];
        if (g_strcmp0(cursor->source, name) == 0)
            return cursor;
    }
    return NULL;
}

static gint64 silence_allowed_s(const struct config *config)
{
    return 60 * (gint64)MAX(SILENT_POLLS * config->poll_minutes, SILENT_MINUTES_LEAST);
}

/* Of the mailboxes in the configuration: one that failed is judged by its cursor. */
static void judge_silence(struct status *status)
{
    const struct config *config = status->desk->config;
    for (guint i = 0; config && i < config->mailboxes->len; i++) {
        const char *name = ((const struct config_mailbox *)config->mailboxes->pdata[i])->name;
        const struct cursor *cursor = find_cursor(status, name);
        if (!cursor || (!cursor->success_at && !cursor->failing_since))
            add_problem(status, "mailbox %s was never polled: is circulard running? (systemctl status circulard)", name);
        else if (!cursor->failing_since &&
                 status->desk->now - cursor->success_at > silence_allowed_s(config))
            add_problem(status, "mailbox %s was not polled for %" G_GINT64_FORMAT
                        " hours: is circulard running? (systemctl status circulard)",
                        name, (status->desk->now - cursor->success_at) / 3600);
    }
}

/* A mailbox that failed says nothing of whether anybody still tries: that tells the register, which is gone
 * through at each full hour. */
static void judge_life(struct status *status, const struct health *part)
{
    const struct config *config = status->desk->config;
    gint64 silent_s = status->desk->now - part->success_at;
    gboolean failing = FALSE;
    for (guint i = 0; i < status->cursors->len; i++)
        failing = failing || ((const struct cursor *)status->cursors->pdata[i])->failing_since;
    if (config && failing && !part->failing_since && silent_s > MAX(silence_allowed_s(config), LIFE_S))
        add_problem(status, "circulard gave no sign of itself for %" G_GINT64_FORMAT
                    " hours: is it running? (systemctl status circulard)", silent_s / 3600);
}

/* One that was taken out of the configuration is nobody's trouble any more. */
static gboolean is_configured(const struct status *status, const struct cursor *cursor)
{
    const struct config *config = status->desk->config;
    gboolean found = !config;
    for (guint i = 0; config && !found && i < config->mailboxes->len; i++)
        found = g_strcmp0(((const struct config_mailbox *)config->mailboxes->pdata[i])->name, cursor->source) == 0;
    return found;
}

static gboolean gather_mailboxes(struct status *status, GError **error)
{
    status->cursors = register_cursors(status->desk->registry, error);
    if (!status->cursors)
        return FALSE;
    for (guint i = status->cursors->len; i-- > 0;)
        if (!is_configured(status, status->cursors->pdata[i]))
            g_ptr_array_remove_index(status->cursors, i);
    for (guint i = 0; i < status->cursors->len; i++) {
        const struct cursor *cursor = status->cursors->pdata[i];
        if (cursor->failing_since)
            add_problem(status, "mailbox %s fails: %s", cursor->source,
                        cursor->error ? cursor->error : "for a reason that is not known");
    }
    judge_silence(status);
    return status_gather_endings(status, error);
}

static gboolean gather_parts(struct status *status, GError **error)
{
    status->parts = register_health(status->desk->registry, error);
    for (guint i = 0; status->parts && i < status->parts->len;) {
        const struct health *part = status->parts->pdata[i];
        if (g_str_has_prefix(part->name, "mailbox ")) {
            g_ptr_array_remove_index(status->parts, i);
            continue;
        }
        if (part->failing_since)
            add_problem(status, "%s fails: %s", part->name,
                        part->error ? part->error : "for a reason that is not known");
        if (g_str_equal(part->name, ALARM_REGISTER))
            judge_life(status, part);
        i++;
    }
    return status->parts != NULL;
}

/* ---- mails ------------------------------------------------------------------------------------ */

static guint count_recent(const struct status *status, const GPtrArray *mails, enum mail_state state)
{
    guint recent = 0;
    for (guint i = 0; i < mails->len; i++) {
        const struct mail_row *row = mails->pdata[i];
        recent += row->state == state && status->desk->now - row->received_at < UNREAD_DAYS * (gint64)86400;
    }
    return recent;
}

static gboolean gather_mails(struct status *status, GError **error)
{
    struct registry *registry = status->desk->registry;
    g_autoptr(GPtrArray) stored = register_mails(registry, MAIL_STORED, OUTCOMES, MANY, error);
    status->unread = stored ? register_mails(registry, MAIL_STATES, OUTCOME_UNREAD, MANY, error) : NULL;
    status->unregistered =
        status->unread ? register_mails(registry, MAIL_STATES, OUTCOME_UNREGISTERED, MANY, error) : NULL;
    if (!status->unregistered)
        return FALSE;
    status->waiting_mails = stored->len;
    guint recent = count_recent(status, status->unread, MAIL_UNREAD);
    guint strangers = count_recent(status, status->unregistered, MAIL_READ);
    if (strangers)
        add_problem(status, "%u %s of the last %d days %s not registered: too many came of senders who are not "
                    "verified; take in what is genuine (circularctl add --mail NUMBER)", strangers,
                    strangers == 1 ? "letter" : "letters", UNREAD_DAYS, strangers == 1 ? "was" : "were");
    if (recent)
        add_problem(status, "%u %s of the last %d days could not be read: open %s by hand", recent,
                    recent == 1 ? "mail" : "mails", UNREAD_DAYS, recent == 1 ? "it" : "them");
    return TRUE;
}

/* ---- matters and reminders -------------------------------------------------------------------- */

/* Moves the failed ones of a list over; those of an older version of the deadlines count no more. */
static void keep_failed(struct status *status, GPtrArray *reminders, guint version)
{
    for (guint i = 0; i < reminders->len; i++) {
        const struct reminder *reminder = reminders->pdata[i];
        if (reminder->state == REMINDER_FAILED && reminder->version == version)
            g_ptr_array_add(status->failed, g_steal_pointer(&reminders->pdata[i]));
    }
}

static gboolean gather_failed(struct status *status, gint64 matter, guint version, GError **error)
{
    g_autoptr(GPtrArray) reminders = register_reminders(status->desk->registry, matter, error);
    if (reminders)
        keep_failed(status, reminders, version);
    return reminders != NULL;
}

static gboolean gather_matters(struct status *status, GError **error)
{
    const struct matter_filter all = {.parts = MATTER_PART_DATES | MATTER_PART_RECIPIENTS};
    g_autoptr(GError) broken = NULL;
    AUTO(matters) *matters = register_matters(status->desk->registry, &all);
    for (struct matter *matter; !broken && (matter = matters_next(matters, &broken));) {
        GDate due = matter_due(matter, &status->desk->today);
        gboolean live = matter_is_live(matter->state);
        status->matters[matter->state]++;
        status->overdue +=
            live && g_date_valid(&due) && g_date_compare(&due, &status->desk->today) < 0;
        if (live)
            status_note_leavers(status, matter);
        if (live)
            gather_failed(status, matter->id, matter->version, &broken);
        matter_free(matter);
    }
    if (!broken)
        return gather_failed(status, 0, 0, error);
    g_propagate_error(error, g_steal_pointer(&broken));
    return FALSE;
}

static gboolean gather_waiting(struct status *status, GError **error)
{
    guint put_off = 0;
    status->waiting = register_due(status->desk->registry, G_MAXINT64, MANY, error);
    g_autoptr(GPtrArray) claimed =
        status->waiting ? register_claimed(status->desk->registry, error) : NULL;
    if (!claimed)
        return FALSE;
    for (guint i = 0; i < status->waiting->len; i++)
        put_off += ((const struct reminder *)status->waiting->pdata[i])->attempts > 0;
    for (guint i = 0; i < claimed->len; i++)
        g_ptr_array_add(status->waiting, g_steal_pointer(&claimed->pdata[i]));
    if (put_off)
        add_problem(status, "%u %s could not be sent so far", put_off,
                    put_off == 1 ? "reminder" : "reminders");
    if (status->failed->len)
        add_problem(status, "%u %s refused for good: tell the %s by other means, and correct the address",
                    status->failed->len, status->failed->len == 1 ? "reminder was" : "reminders were",
                    status->failed->len == 1 ? "official" : "officials");
    return TRUE;
}

gboolean status_gather(struct status *status, const struct desk *desk, GError **error)
{
    *status = (struct status){.desk = desk};
    status->problems = g_ptr_array_new_with_free_func(g_free);
    status->failed = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    status_judge_disk(status);
    if (!gather_mailboxes(status, error) || !gather_parts(status, error) || !gather_mails(status, error) ||
        !gather_matters(status, error))
        return FALSE;
    status_judge_leavers(status);
    return gather_waiting(status, error);
}

void status_clear(struct status *status)
{
    g_clear_pointer(&status->cursors, g_ptr_array_unref);
    g_clear_pointer(&status->endings, g_array_unref);
    g_clear_pointer(&status->parts, g_ptr_array_unref);
    g_clear_pointer(&status->unread, g_ptr_array_unref);
    g_clear_pointer(&status->unregistered, g_ptr_array_unref);
    g_clear_pointer(&status->waiting, g_ptr_array_unref);
    g_clear_pointer(&status->failed, g_ptr_array_unref);
    g_clear_pointer(&status->leavers, g_tree_unref);
    g_clear_pointer(&status->problems, g_ptr_array_unref);
}
