/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox: each reminder is planned once, and stands here with its bytes until it has an end.
 *
 * (matter, version, official, step) is unique, so that no restart and no jump of the clock plans a
 * step twice. Here reminders are written and asked for; what becomes of one that is written is in
 * outbox_move.c. A state that is not known is read as failed: never sent, and a person looks. */
#include "keep/outbox.h"

static const char *const STATE_KEYS[REMINDER_STATES] = {
    [REMINDER_PLANNED] = "planned",
    [REMINDER_CLAIMED] = "claimed",
    [REMINDER_SENT] = "sent",
    [REMINDER_FAILED] = "failed",
    [REMINDER_PASSED] = "passed",
};

enum {
    RETRY_AHEAD_S = 2 * 86400, /* nothing is put off for so long: the clock was ahead, and was put back */
};

const char *reminder_state_key(enum reminder_state state)
{
    return state < REMINDER_STATES ? STATE_KEYS[state] : NULL;
}

static enum reminder_state state_parse(const char *key)
{
    for (guint i = 0; i < REMINDER_STATES; i++)
        if (g_strcmp0(STATE_KEYS[i], key) == 0)
            return i;
    return REMINDER_FAILED; /* not known: never sent, and a person looks */
}

/* ---- rows ------------------------------------------------------------------------------------ */

struct reminder *outbox_at(const struct rows *rows)
{
    struct reminder *reminder = reminder_new();
    reminder->id = rows_integer(rows, 0);
    reminder->matter = rows_integer(rows, 1);
    reminder->version = (guint)rows_integer(rows, 2);
    reminder->official = rows_text(rows, 3);
    reminder->address = rows_text(rows, 4);
    reminder->step = rows_text(rows, 5);
    reminder->day = rows_day(rows, 6);
    reminder->state = state_parse(rows_peek(rows, 7));
    reminder->message_id = rows_text(rows, 8);
    reminder->attempts = (guint)rows_integer(rows, 9);
    reminder->retry_at = rows_integer(rows, 10);
    reminder->reply = rows_text(rows, 11);
    reminder->calendar = (int)rows_integer(rows, 12);
    reminder->doubt_at = rows_integer(rows, 13);
    return reminder;
}

static GPtrArray *list_reminders(struct registry *registry, gboolean bytes, const char *text,
                                 const struct sql_value *values, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query_values(registry->sql, text, values);
    while (rows_next(rows)) {
        struct reminder *reminder = outbox_at(rows);
        if (bytes)
            reminder->bytes = rows_bytes(rows, REMINDER_BYTES);
        g_ptr_array_add(list, reminder);
    }
    return sql_end(registry->sql, error) ? g_steal_pointer(&list) : NULL;
}

void outbox_between(struct sql *sql, gint64 first, gint64 last, GPtrArray *reminders)
{
    AUTO(rows) *rows = sql_query(sql,
                                 REMINDER_COLUMNS FROM_REMINDERS
                                 "WHERE coalesce(r.matter, 0) BETWEEN ? AND ?"
                                 " ORDER BY coalesce(r.matter, 0), r.id",
                                 V(first), V(last));
    while (rows_next(rows))
        g_ptr_array_add(reminders, outbox_at(rows));
}

GPtrArray *register_due(struct registry *registry, gint64 now, guint most, GError **error)
{
    return list_reminders(registry, FALSE,
                          REMINDER_COLUMNS FROM_REMINDERS
                          "WHERE r.state = 'planned' AND (r.retry_at <= ? OR r.retry_at > ?)"
                          " ORDER BY r.day, r.id LIMIT ?",
                          SQL_VALUES(V(now), V(now < G_MAXINT64 - RETRY_AHEAD_S ? now + RETRY_AHEAD_S : now),
                                     V(most)),
                          error);
}

GPtrArray *register_claimed(struct registry *registry, GError **error)
{
    return list_reminders(registry, TRUE,
                          REMINDER_COLUMNS WITH_BYTES "WHERE r.state = 'claimed' ORDER BY r.id",
                          SQL_VALUES(), error);
}

GPtrArray *register_reminders(struct registry *registry, gint64 matter, GError **error)
{
    return list_reminders(registry, FALSE,
                          REMINDER_COLUMNS FROM_REMINDERS
                          "WHERE coalesce(r.matter, 0) = ? ORDER BY r.id",
                          SQL_VALUES(V(matter)), error);
}

GBytes *register_reminder_bytes(struct registry *registry, gint64 reminder, GError **error)
{
    g_autoptr(GPtrArray) list =
        list_reminders(registry, TRUE, REMINDER_COLUMNS WITH_BYTES "WHERE r.id = ?",
                       SQL_VALUES(V(reminder)), error);
    if (!list)
        return NULL;
    struct reminder *found = list->len > 0 ? g_ptr_array_index(list, 0) : NULL;
    if (found && found->bytes)
        return g_bytes_ref(found->bytes);
    g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_MISSING,
                "there is no mail of reminder %" G_GINT64_FORMAT, reminder);
    return NULL;
}

gboolean register_next_retry(struct registry *registry, gint64 *at, GError **error)
{
    sql_begin(registry->sql, SQL_READ);
    *at = sql_number(registry->sql, 0,
                     "SELECT min(max(retry_at, 1)) FROM reminders WHERE state = 'planned'");
    return sql_end(registry->sql, error);
}

gboolean register_has_step(struct registry *registry, gint64 matter, guint version,
                           const char *official, const char *step, gboolean *has, GError **error)
{
    sql_begin(registry->sql, SQL_READ);
    *has = sql_number(registry->sql, 0,
                      "SELECT count(*) FROM reminders WHERE coalesce(matter, 0) = ?"
                      " AND version = ? AND official = ? AND step = ?",
                      V(matter), V(version), V(official), V(step)) > 0;
    return sql_end(registry->sql, error);
}

gboolean register_mails_to(struct registry *registry, const char *official, gint64 matter,
                           const char *steps, const GDate *day, guint *count, GError **error)
{
    sql_begin(registry->sql, SQL_READ);
    *count = (guint)sql_number(registry->sql, 0,
                               "SELECT count(*) FROM reminders WHERE official = ?1 AND day = ?2 AND step GLOB ?3"
                               " AND message_id IS NOT NULL AND coalesce(matter, 0) = CASE ?4 WHEN -1"
                               " THEN coalesce(matter, 0) ELSE ?4 END",
                               V(official), V(day), V(steps), V(matter));
    return sql_end(registry->sql, error);
}

/* ---- planning -------------------------------------------------------------------------------- */

void outbox_add(struct sql *sql, struct reminder *reminder, gint64 now)
{
    reminder->id = 0;
    sql_run(sql, "INSERT INTO reminders (matter, version, official, address, step, day, state,"
                 " message_id, retry_at, changed_at, calendar, reply, doubt_at)"
                 " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                 /* After a register was put back: what was due by then may have gone already. */
                 " coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'restored'"
                 "   AND date(CAST(value AS INTEGER), 'unixepoch') >= ?), 0))"
                 " ON CONFLICT (coalesce(matter, 0), version, official, step) DO NOTHING",
            sql_reference(reminder->matter), V(reminder->version), V(reminder->official),
            V(reminder->address), V(reminder->step), V(&reminder->day),
            V(reminder_state_key(reminder->state)), V(reminder->message_id), V(reminder->retry_at),
            V(now), V(reminder->calendar), V(reminder->reply), V(&reminder->day));
    if (sql_changes(sql) == 0)
        return;
    reminder->id = sql_last_id(sql);
    if (reminder->bytes)
        sql_run(sql, "INSERT INTO reminder_bytes (reminder, bytes) VALUES (?, ?)", V(reminder->id),
                V(reminder->bytes));
    history_add(sql, now, ACTOR_SELF,
                (struct history_subject){.matter = reminder->matter, .reminder = reminder->id},
                reminder_state_key(reminder->state), "%s to %s <%s>", reminder->step, reminder->official,
                reminder->address);
}

gboolean register_plan(struct registry *registry, GPtrArray *reminders, gint64 now, guint *planned,
                       GError **error)
{
    struct sql *sql = registry->sql;
    *planned = 0;
    sql_begin(sql, SQL_WRITE);
    guint count = 0;
    for (guint i = 0; i < reminders->len; i++) {
        struct reminder *reminder = g_ptr_array_index(reminders, i);
        gboolean sendable = reminder->bytes && reminder->message_id;
        if (reminder->state != REMINDER_PASSED &&
            (reminder->state != REMINDER_PLANNED || !sendable)) {
            sql_fail(sql, g_error_new_literal(REGISTER_ERROR, REGISTER_ERROR_REFUSED,
                                              "a reminder without its mail cannot be planned"));
            break;
        }
        outbox_add(sql, reminder, now);
        count += reminder->id != 0;
    }
    if (!sql_end(sql, error)) {
        for (guint i = 0; i < reminders->len; i++)
            ((struct reminder *)g_ptr_array_index(reminders, i))->id = 0;
        return FALSE;
    }
    *planned = count;
    return TRUE;
}
