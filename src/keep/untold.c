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
