/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a reminder that was planned: it is claimed, and ends as sent, failed or passed over.
 *
 * A claim is committed before a connection is made, and in the same transaction it is
 * looked up whether the matter still lives and its deadlines are still of that version: after a
 * matter is closed nothing goes out. One found claimed at start is in doubt: it may have been sent. So
 * may one whose server fell silent after the last dot. It is planned again, and noted as in doubt; the
 * copy that the relay sends to ourselves proves that it was taken, whenever it comes: such a mail is
 * sent, and never claimed again. Only sealed Message-IDs prove: nobody knows one before the mail is out.
 *
 * MOVES below is the only place that says what may follow what; register_bounced() and prove() alone
 * go beyond it. The bytes of a mail stay with one that was sent (they are the proof) and go with one that was
 * passed over. */
#include <string.h>

#include "keep/outbox.h"

enum {
    SEAL_LETTERS = 26,
};

#define TO(state) (1u << (state))
static const guint MOVES[REMINDER_STATES] = {
    [REMINDER_PLANNED] = TO(REMINDER_CLAIMED) | TO(REMINDER_PASSED),
    /* back to planned: nothing was taken by the server */
    [REMINDER_CLAIMED] =
        TO(REMINDER_PLANNED) | TO(REMINDER_SENT) | TO(REMINDER_FAILED) | TO(REMINDER_PASSED),
};

#define NO_ANSWER " AND r.step NOT GLOB '" REMINDER_ANSWER "*'"

/* ---- moves ----------------------------------------------------------------------------------- */

static struct reminder *load_reminder(struct sql *sql, gint64 id)
{
    AUTO(rows) *rows = sql_query(sql, REMINDER_COLUMNS WITH_BYTES "WHERE r.id = ?", V(id));
    if (rows_next(rows)) {
        struct reminder *reminder = outbox_at(rows);
        reminder->bytes = rows_bytes(rows, REMINDER_BYTES);
        return reminder;
    }
    if (!sql_failed(sql))
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_MISSING,
                                  "there is no reminder %" G_GINT64_FORMAT, id));
    return NULL;
}

static void set_state(struct sql *sql, const struct reminder *reminder, enum reminder_state to,
                      const char *words, gint64 now)
{
    sql_run(sql, "UPDATE reminders SET state = ?, changed_at = ? WHERE id = ?", V(reminder_state_key(to)),
            V(now), V(reminder->id));
    if (to == REMINDER_PASSED)
        sql_run(sql, "DELETE FROM reminder_bytes WHERE reminder = ?", V(reminder->id));
    history_add(sql, now, ACTOR_SELF,
                (struct history_subject){.matter = reminder->matter, .reminder = reminder->id},
                reminder_state_key(to), "%s to %s%s%s", reminder->step, reminder->official,
                words ? ": " : "", words ? words : "");
}

static void move_reminder(struct sql *sql, const struct reminder *reminder, enum reminder_state to,
                          const char *words, gint64 now)
{
    if (!(MOVES[reminder->state] & TO(to))) {
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_REFUSED,
                                  "reminder %" G_GINT64_FORMAT " is %s and cannot become %s",
                                  reminder->id, reminder_state_key(reminder->state), reminder_state_key(to)));
        return;
    }
    set_state(sql, reminder, to, words, now);
}

/* ---- doubt ------------------------------------------------------------------------------------ */

/* ".", 26 letters of a seal, "@" (base/token.h). */
static gboolean is_sealed(const char *message_id)
{
    const char *at = message_id ? strrchr(message_id, '@') : NULL;
    return at && at - message_id > SEAL_LETTERS && at[-SEAL_LETTERS - 1] == '.' &&
           strspn(at - SEAL_LETTERS, "abcdefghijklmnopqrstuvwxyz234567") == SEAL_LETTERS;
}

/* The mail, seen in a mailbox, that is our own copy of it; 0 for none. */
static gint64 find_copy(struct sql *sql, const struct reminder *reminder)
{
    if (!is_sealed(reminder->message_id))
        return 0;
    return sql_number(sql, 0, "SELECT id FROM mails WHERE message_id = ? AND outcome = ?",
                      V(reminder->message_id), V(outcome_name(OUTCOME_OWN)));
}

static void prove(struct sql *sql, const struct reminder *reminder, gint64 mail, gint64 now)
{
    AUTO(rows) *rows = sql_query(sql, "SELECT source FROM sightings WHERE mail = ? LIMIT 1", V(mail));
    const char *source = rows_next(rows) ? rows_peek(rows, 0) : NULL;
    g_autofree char *words =
        g_strdup_printf("taken by the relay: our own copy came back (mail %" G_GINT64_FORMAT "%s%s)",
                        mail, source ? " in mailbox " : "", source ? source : "");
    set_state(sql, reminder, REMINDER_SENT, words, now);
    sql_run(sql, "UPDATE reminders SET reply = ?, retry_at = 0, doubt_at = 0 WHERE id = ?", V(words),
            V(reminder->id));
}

void outbox_prove(struct sql *sql, gint64 id, gint64 mail, gint64 now)
{
    AUTO(reminder) *reminder = load_reminder(sql, id);
    /* One that is claimed is with the relay at this moment: its outcome is asked for the copy. */
    if (reminder && reminder->state == REMINDER_PLANNED && is_sealed(reminder->message_id))
        prove(sql, reminder, mail, now);
}

gboolean register_doubt(struct registry *registry, gint64 id, const char *reply, gint64 retry_at,
                        gint64 now, gboolean *proven, GError **error)
{
    struct sql *sql = registry->sql;
    *proven = FALSE;
    sql_begin(sql, SQL_WRITE);
    AUTO(reminder) *reminder = load_reminder(sql, id);
    gint64 copy = reminder ? find_copy(sql, reminder) : 0;
    if (copy) {
        prove(sql, reminder, copy, now);
    } else if (reminder) {
        g_autofree char *words = g_strdup_printf("in doubt: %s", reply);
        /* changed_at is still the time of the claim. */
        sql_run(sql, "UPDATE reminders SET reply = ?, retry_at = ?, doubt_at = changed_at WHERE id = ?",
                V(words), V(retry_at), V(id));
        move_reminder(sql, reminder, REMINDER_PLANNED, words, now);
    }
    if (!sql_end(sql, error))
        return FALSE;
    *proven = copy != 0;
    return TRUE;
}

gboolean register_put_off(struct registry *registry, gint64 id, gint64 retry_at, GError **error)
{
    sql_begin(registry->sql, SQL_WRITE);
    sql_run(registry->sql, "UPDATE reminders SET retry_at = ? WHERE id = ? AND state = 'planned'",
            V(retry_at), V(id));
    return sql_end(registry->sql, error);
}

gboolean register_restored(struct registry *registry, gint64 now, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "INSERT INTO meta (name, value) VALUES ('restored', CAST(? AS TEXT))"
                 " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            V(now));
    sql_run(sql, "UPDATE reminders SET doubt_at = ? WHERE state IN ('planned', 'claimed')", V(now));
    history_add(sql, now, ACTOR_SELF, (struct history_subject){0}, "restored",
                "the register was put back from a backup; what was due since may have been sent");
    return sql_end(sql, error);
}

/* ---- claims ----------------------------------------------------------------------------------- */

/* Why the reminder must not go any more; NULL where it may. */
static const char *find_obstacle(struct sql *sql, const struct reminder *reminder)
{
    if (reminder->matter == 0 || g_str_has_prefix(reminder->step, REMINDER_ANSWER))
        return NULL;
    AUTO(matter) *matter = load_matter(sql, reminder->matter, 0);
    if (!matter)
        return "the matter is not there";
    if (!matter_is_live(matter->state))
        return "the matter was closed";
    if (matter->version != reminder->version)
        return "the deadlines have changed";
    return NULL;
}

gboolean register_claim(struct registry *registry, gint64 id, gint64 now,
                        struct reminder **claimed, GError **error)
{
    struct sql *sql = registry->sql;
    *claimed = NULL;
    sql_begin(sql, SQL_WRITE);
    AUTO(reminder) *reminder = load_reminder(sql, id);
    gint64 copy = reminder ? find_copy(sql, reminder) : 0;
    const char *obstacle = reminder && !copy ? find_obstacle(sql, reminder) : NULL;
    if (copy) {
        prove(sql, reminder, copy, now);
    } else if (obstacle) {
        move_reminder(sql, reminder, REMINDER_PASSED, obstacle, now);
    } else if (reminder) {
        move_reminder(sql, reminder, REMINDER_CLAIMED, NULL, now);
        sql_run(sql, "UPDATE reminders SET attempts = attempts + 1 WHERE id = ?", V(id));
    }
    if (!sql_end(sql, error))
        return FALSE;
    if (!obstacle && !copy) {
        reminder->state = REMINDER_CLAIMED;
        reminder->attempts++;
        *claimed = g_steal_pointer(&reminder);
    }
    return TRUE;
}

static gboolean end_claim(struct registry *registry, gint64 id, enum reminder_state to,
                          const char *reply, gint64 retry_at, gint64 now, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    AUTO(reminder) *reminder = load_reminder(sql, id);
    if (reminder)
        move_reminder(sql, reminder, to, reply, now);
    sql_run(sql, "UPDATE reminders SET reply = coalesce(?, reply), retry_at = ?, doubt_at = 0 WHERE id = ?",
            V(reply), V(retry_at), V(id));
    return sql_end(sql, error);
}

gboolean register_sent(struct registry *registry, gint64 reminder, const char *reply, gint64 now,
                       GError **error)
{
    return end_claim(registry, reminder, REMINDER_SENT, reply, 0, now, error);
}

gboolean register_failed(struct registry *registry, gint64 reminder, const char *reply, gint64 now,
                         GError **error)
{
    return end_claim(registry, reminder, REMINDER_FAILED, reply, 0, now, error);
}

gboolean register_later(struct registry *registry, gint64 reminder, const char *reply,
                        gint64 retry_at, gint64 now, GError **error)
{
    return end_claim(registry, reminder, REMINDER_PLANNED, reply, retry_at, now, error);
}

gboolean register_rewritten(struct registry *registry, gint64 id, GBytes *bytes, const char *reply,
                            gint64 now, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    AUTO(reminder) *reminder = load_reminder(sql, id);
    if (reminder)
        move_reminder(sql, reminder, REMINDER_PLANNED, reply, now);
    sql_run(sql, "UPDATE reminders SET reply = ?, retry_at = 0 WHERE id = ?", V(reply), V(id));
    sql_run(sql, "UPDATE reminder_bytes SET bytes = ? WHERE reminder = ?", V(bytes), V(id));
    return sql_end(sql, error);
}

gboolean register_passed(struct registry *registry, gint64 reminder, const char *why, gint64 now,
                         GError **error)
{
    return end_claim(registry, reminder, REMINDER_PASSED, why, 0, now, error);
}

gboolean register_bounced(struct registry *registry, const char *message_id, gint64 matter,
                          const char *official, const char *words, gint64 now, gint64 *reminder,
                          GError **error)
{
    struct sql *sql = registry->sql;
    *reminder = 0;
    sql_begin(sql, SQL_WRITE);
    gint64 id = sql_number(sql, 0,
                           "SELECT id FROM reminders WHERE message_id = ? AND matter = ?"
                           " AND official = ? AND state = 'sent'",
                           V(message_id), V(matter), V(official));
    AUTO(reminder) *sent = id ? load_reminder(sql, id) : NULL;
    if (sent) {
        sql_run(sql, "UPDATE reminders SET state = ?, reply = ?, changed_at = ? WHERE id = ?",
                V(reminder_state_key(REMINDER_FAILED)), V(words), V(now), V(id));
        history_add(sql, now, ACTOR_SELF, (struct history_subject){.matter = matter, .reminder = id},
                    reminder_state_key(REMINDER_FAILED), "%s to %s came back: %s", sent->step, official,
                    words);
    }
    if (!sql_end(sql, error))
        return FALSE;
    *reminder = id;
    return TRUE;
}

/* ---- passing over ---------------------------------------------------------------------------- */

/* Passes over what the query names; its columns are those of REMINDER_COLUMNS. */
static guint pass_all(struct sql *sql, const char *text, const struct sql_value *values,
                      const char *why, gint64 now)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    {
        AUTO(rows) *rows = sql_query_values(sql, text, values);
        while (rows_next(rows))
            g_ptr_array_add(list, outbox_at(rows));
    }
    for (guint i = 0; i < list->len; i++)
        move_reminder(sql, g_ptr_array_index(list, i), REMINDER_PASSED, why, now);
    return list->len;
}

void outbox_pass(struct sql *sql, gint64 matter, guint version, const char *why, gint64 now)
{
    pass_all(sql,
             REMINDER_COLUMNS FROM_REMINDERS "WHERE coalesce(r.matter, 0) = ? AND r.version < ?"
                                             " AND r.state = 'planned'" NO_ANSWER
                                             " ORDER BY r.id",
             SQL_VALUES(V(matter), V(version)), why, now);
}

void outbox_pass_others(struct sql *sql, gint64 matter, gint64 now)
{
    pass_all(sql,
             REMINDER_COLUMNS FROM_REMINDERS
             "WHERE coalesce(r.matter, 0) = ?1 AND r.state = 'planned'" NO_ANSWER
             " AND r.official NOT IN"
             " (SELECT official FROM recipients WHERE matter = ?1) ORDER BY r.id",
             SQL_VALUES(V(matter)), "the matter was given to somebody else", now);
}

gboolean register_pass_dead(struct registry *registry, gint64 now, guint *passed, GError **error)
{
    struct sql *sql = registry->sql;
    *passed = 0;
    sql_begin(sql, SQL_WRITE);
    guint count = pass_all(sql,
                           REMINDER_COLUMNS FROM_REMINDERS
                           "JOIN matters m ON m.id = r.matter WHERE r.state = 'planned'" NO_ANSWER
                           " AND (m.version <> r.version OR m.state NOT IN (?, ?, ?, ?))"
                           " ORDER BY r.id",
                           SQL_VALUES(V(matter_state_name(MATTER_OPEN)),
                                      V(matter_state_name(MATTER_CONFIRM)),
                                      V(matter_state_name(MATTER_INFORMATION)),
                                      V(matter_state_name(MATTER_SNOOZED))),
                           "the matter was closed, or its deadlines changed", now);
    if (!sql_end(sql, error))
        return FALSE;
    *passed = count;
    return TRUE;
}
