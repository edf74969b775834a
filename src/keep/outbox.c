/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox: each reminder is planned once, claimed, and ends as sent, failed or passed over.
 *
 * (matter, version, official, step) is unique, so that no restart and no jump of the clock plans a
 * step twice. A claim is committed before a connection is made, and in the same transaction it is
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

#include "keep/keep.h"

static const char *const STATE_KEYS[REMINDER_STATES] = {
    [REMINDER_PLANNED] = "planned",
    [REMINDER_CLAIMED] = "claimed",
    [REMINDER_SENT] = "sent",
    [REMINDER_FAILED] = "failed",
    [REMINDER_PASSED] = "passed",
};

#define TO(state) (1u << (state))
static const guint MOVES[REMINDER_STATES] = {
    [REMINDER_PLANNED] = TO(REMINDER_CLAIMED) | TO(REMINDER_PASSED),
    /* back to planned: nothing was taken by the server */
    [REMINDER_CLAIMED] =
        TO(REMINDER_PLANNED) | TO(REMINDER_SENT) | TO(REMINDER_FAILED) | TO(REMINDER_PASSED),
};

enum {
    SEAL_LETTERS = 26,
    RETRY_AHEAD_S = 2 * 86400, /* nothing is put off for so long: the clock was ahead, and was put back */
};

#define NO_ANSWER " AND r.step NOT GLOB '" REMINDER_ANSWER "*'"

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

#define REMINDER_COLUMNS                                                                           \
    "SELECT r.id, r.matter, r.version, r.official, r.address, r.step, r.day, r.state,"             \
    " r.message_id, r.attempts, r.retry_at, r.reply, r.calendar, r.doubt_at"
#define FROM_REMINDERS " FROM reminders r "
#define WITH_BYTES     ", b.bytes FROM reminders r LEFT JOIN reminder_bytes b ON b.reminder = r.id "

static struct reminder *reminder_at(const struct rows *rows)
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
        struct reminder *reminder = reminder_at(rows);
        if (bytes)
            reminder->bytes = rows_bytes(rows, 14);
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
        g_ptr_array_add(reminders, reminder_at(rows));
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
                STATE_KEYS[reminder->state], "%s to %s <%s>", reminder->step, reminder->official,
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

/* ---- moves ----------------------------------------------------------------------------------- */

static struct reminder *load_reminder(struct sql *sql, gint64 id)
{
    AUTO(rows) *rows = sql_query(sql, REMINDER_COLUMNS WITH_BYTES "WHERE r.id = ?", V(id));
    if (rows_next(rows)) {
        struct reminder *reminder = reminder_at(rows);
        reminder->bytes = rows_bytes(rows, 14);
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
    sql_run(sql, "UPDATE reminders SET state = ?, changed_at = ? WHERE id = ?", V(STATE_KEYS[to]),
            V(now), V(reminder->id));
    if (to == REMINDER_PASSED)
        sql_run(sql, "DELETE FROM reminder_bytes WHERE reminder = ?", V(reminder->id));
    history_add(sql, now, ACTOR_SELF,
                (struct history_subject){.matter = reminder->matter, .reminder = reminder->id},
                STATE_KEYS[to], "%s to %s%s%s", reminder->step, reminder->official,
                words ? ": " : "", words ? words : "");
}

static void move_reminder(struct sql *sql, const struct reminder *reminder, enum reminder_state to,
                          const char *words, gint64 now)
{
    if (!(MOVES[reminder->state] & TO(to))) {
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_REFUSED,
                                  "reminder %" G_GINT64_FORMAT " is %s and cannot become %s",
                                  reminder->id, STATE_KEYS[reminder->state], STATE_KEYS[to]));
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
                V(STATE_KEYS[REMINDER_FAILED]), V(words), V(now), V(id));
        history_add(sql, now, ACTOR_SELF, (struct history_subject){.matter = matter, .reminder = id},
                    STATE_KEYS[REMINDER_FAILED], "%s to %s came back: %s", sent->step, official,
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
            g_ptr_array_add(list, reminder_at(rows));
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
