/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails that a person must be told of: not read, read in part and no circular, or not registered.
 *
 * Whether she was told is not a mark on the mail but the reminder itself, found by its step. What waits for
 * the list of a day bears that day; the list, the reminders that say in which list each was told, and the
 * end of the waiting are one transaction. Indexes hold just these mails: however many others there are, a
 * look costs nothing. */
#include "keep/keep.h"

/* The words are those of the index. */
#define UNTOLD                                                                                     \
    "m.outcome IN ('not read', 'not registered') AND m.tell_on IS NULL AND NOT EXISTS"             \
    " (SELECT 1 FROM reminders r WHERE r.matter IS NULL AND r.step = '" REMINDER_UNREAD "' || m.sha256)"

GPtrArray *register_mails_untold(struct registry *registry, guint most, GError **error)
{
    return mails_list(registry, MAIL_COLUMNS "WHERE " UNTOLD " ORDER BY m.verified DESC, m.id LIMIT ?",
                      SQL_VALUES(V(most)), error);
}

gboolean register_put_on_list(struct registry *registry, const GDate *day, gint64 now, guint *count,
                              GError **error)
{
    struct sql *sql = registry->sql;
    struct sql_value value = sql_day(day);
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "UPDATE mails AS m SET tell_on = ? WHERE " UNTOLD, value);
    *count = (guint)sql_changes(sql);
    if (*count > 0)
        history_add(sql, now, ACTOR_SELF, (struct history_subject){0}, "put off",
                    "%u %s for the list of %s", *count, *count == 1 ? "mail waits" : "mails wait",
                    value.day);
    return sql_end(sql, error);
}

GPtrArray *register_mails_listed(struct registry *registry, const GDate *day, guint most, guint *count,
                                 GError **error)
{
    sql_begin(registry->sql, SQL_READ);
    *count = (guint)sql_number(registry->sql, 0, "SELECT count(*) FROM mails WHERE tell_on <= ?", V(day));
    if (!sql_end(registry->sql, error))
        return NULL;
    return mails_list(registry, MAIL_COLUMNS "WHERE m.tell_on <= ? ORDER BY m.id LIMIT ?",
                      SQL_VALUES(V(day), V(most)), error);
}

static void note_told(struct sql *sql, const struct reminder *list, gint64 now)
{
    g_autofree char *where = g_strdup_printf("told in %s", list->step);
    sql_run(sql, "INSERT INTO reminders (matter, version, official, address, step, day, state, changed_at,"
                 " reply) SELECT NULL, 0, ?, ?, '" REMINDER_UNREAD "' || sha256, ?, ?, ?, ? FROM mails"
                 " WHERE tell_on <= ? ORDER BY id"
                 " ON CONFLICT (coalesce(matter, 0), version, official, step) DO NOTHING",
            V(list->official), V(list->address), V(&list->day), V(reminder_state_key(REMINDER_PASSED)),
            V(now), V(where), V(&list->day));
    sql_run(sql, "UPDATE mails SET tell_on = NULL WHERE tell_on <= ?", V(&list->day));
}

gboolean register_plan_list(struct registry *registry, struct reminder *list, gint64 now, guint *told,
                            GError **error)
{
    struct sql *sql = registry->sql;
    *told = 0;
    sql_begin(sql, SQL_WRITE);
    outbox_add(sql, list, now);
    if (list->id != 0) {
        note_told(sql, list, now);
        *told = (guint)sql_changes(sql);
        history_add(sql, now, ACTOR_SELF, (struct history_subject){.reminder = list->id}, "told",
                    "%u %s in %s to %s", *told, *told == 1 ? "mail" : "mails", list->step, list->official);
    }
    return sql_end(sql, error);
}

gint64 register_mail_by_hash(struct registry *registry, const char *beginning, GError **error)
{
    struct sql *sql = registry->sql;
    gint64 mail = 0;
    sql_begin(sql, SQL_READ);
    AUTO(rows) *rows = sql_query(sql, "SELECT id FROM mails WHERE sha256 BETWEEN ?1 AND ?1 || 'g' LIMIT 2", V(beginning));
    if (rows_next(rows))
        mail = rows_integer(rows, 0);
    gboolean several = mail && rows_next(rows);
    if ((!mail || several) && !sql_failed(sql))
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_MISSING, "there is %s mail whose hash begins with %s",
                                  several ? "more than one" : "no", beginning));
    return sql_end(sql, error) ? mail : 0;
}

static char *why_not(struct sql *sql, gint64 mail)
{
    AUTO(rows) *rows = sql_query(sql, "SELECT outcome, coalesce(matter, 0), kept FROM mails WHERE id = ?", V(mail));
    if (!rows_next(rows))
        return g_strdup_printf("there is no mail %" G_GINT64_FORMAT, mail);
    enum outcome outcome = outcome_parse(rows_peek(rows, 0));
    if (rows_integer(rows, 1))
        return g_strdup_printf("mail %" G_GINT64_FORMAT " belongs to matter %" G_GINT64_FORMAT " already", mail,
                               rows_integer(rows, 1));
    if (outcome != OUTCOME_UNREAD && outcome != OUTCOME_UNREGISTERED)
        return g_strdup_printf("mail %" G_GINT64_FORMAT " is %s: reading it again would come to the same; enter what "
                               "it asks by hand", mail, outcome_name(outcome));
    if (!rows_integer(rows, 2))
        return g_strdup_printf("the bytes of mail %" G_GINT64_FORMAT " are not kept: enter what it asks by hand", mail);
    return NULL;
}

gboolean register_take_in(struct registry *registry, gint64 mail, const char *actor, gint64 now, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    g_autofree char *why = why_not(sql, mail);
    if (why && !sql_failed(sql))
        sql_fail(sql, g_error_new_literal(REGISTER_ERROR, REGISTER_ERROR_REFUSED, why));
    sql_run(sql, "UPDATE mails SET state = ?, outcome = ?, attempts = 0, why = NULL, tell_on = NULL, taken_in = ?"
                 " WHERE id = ?",
            V(mail_state_name(MAIL_STORED)), V(outcome_name(OUTCOME_NONE)), V(actor), V(mail));
    history_add(sql, now, actor, (struct history_subject){.mail = mail}, "taken in",
                "to be read once more, and registered");
    return sql_end(sql, error);
}
