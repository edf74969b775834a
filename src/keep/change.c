/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to a matter from outside its letters: moves, waking, other recipients.
 *
 * Each is one transaction with its line in the history. A move that the table of matter.c does not
 * hold is refused. Closing passes over what was planned, in the same transaction: after it no
 * reminder can be claimed. */
#include "keep/keep.h"

static void refuse_move(struct sql *sql, gint64 matter, enum matter_state from,
                        enum matter_state to)
{
    sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_REFUSED,
                              "matter %" G_GINT64_FORMAT " is %s and cannot become %s", matter,
                              matter_state_name(from), matter_state_name(to)));
}

void change_state(struct sql *sql, gint64 matter, enum matter_state to, const GDate *until,
                  const char *actor, const char *why, gint64 now)
{
    AUTO(matter) *known = load_matter(sql, matter, 0);
    if (sql_failed(sql))
        return;
    if (!known) {
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_MISSING,
                                  "there is no matter %" G_GINT64_FORMAT, matter));
        return;
    }
    gboolean dated = until && g_date_valid(until);
    if (!matter_move_allowed(known->state, to) || (to == MATTER_SNOOZED) != dated) {
        refuse_move(sql, matter, known->state, to);
        return;
    }
    /* What was to be confirmed is no more certain for having waited. */
    sql_run(sql, "UPDATE matters SET woken_as = CASE WHEN ?1 <> ?2 THEN NULL WHEN state = ?2"
                 " THEN woken_as WHEN state = ?3 THEN state END, state = ?1, snoozed_until = ?4"
                 " WHERE id = ?5",
            V(matter_state_name(to)), V(matter_state_name(MATTER_SNOOZED)),
            V(matter_state_name(MATTER_CONFIRM)), V(until), V(matter));
    struct sql_value day = V(until);
    history_add(sql, now, actor, (struct history_subject){.matter = matter}, "moved",
                "was %s, now %s%s%s%s%s", matter_state_name(known->state), matter_state_name(to),
                dated ? " until " : "", dated ? day.day : "", why ? ": " : "", why ? why : "");
    if (!matter_is_live(to))
        outbox_pass(sql, matter, G_MAXUINT, "the matter was closed", now);
}

gboolean register_move(struct registry *registry, gint64 matter, enum matter_state to,
                       const GDate *until, const char *actor, const char *why, gint64 now,
                       GError **error)
{
    sql_begin(registry->sql, SQL_WRITE);
    change_state(registry->sql, matter, to, until, actor, why, now);
    return sql_end(registry->sql, error);
}

struct sleeper {
    gint64 matter;
    enum matter_state to;
};

gboolean register_wake(struct registry *registry, const GDate *today, gint64 now, guint *woken,
                       GError **error)
{
    struct sql *sql = registry->sql;
    g_autoptr(GArray) sleepers = g_array_new(FALSE, FALSE, sizeof(struct sleeper));
    *woken = 0;
    sql_begin(sql, SQL_WRITE);
    {
        AUTO(rows) *rows = sql_query(sql, "SELECT id, woken_as FROM matters WHERE state = 'snoozed'"
                                          " AND snoozed_until <= ? ORDER BY id",
                                     V(today));
        while (rows_next(rows)) {
            struct sleeper sleeper = {.matter = rows_integer(rows, 0)};
            if (!matter_state_parse(rows_peek(rows, 1), &sleeper.to))
                sleeper.to = MATTER_OPEN;
            g_array_append_val(sleepers, sleeper);
        }
    }
    for (guint i = 0; i < sleepers->len; i++) {
        const struct sleeper *sleeper = &g_array_index(sleepers, struct sleeper, i);
        change_state(sql, sleeper->matter, sleeper->to, NULL, ACTOR_SELF, "the snooze is over", now);
    }
    if (!sql_end(sql, error))
        return FALSE;
    *woken = sleepers->len;
    return TRUE;
}

void change_recipients(struct sql *sql, gint64 matter, const GPtrArray *recipients)
{
    sql_run(sql, "DELETE FROM recipients WHERE matter = ?", V(matter));
    for (guint i = 0; recipients && i < recipients->len; i++)
        sql_run(sql, "INSERT INTO recipients (matter, position, official) VALUES (?, ?, ?)"
                     " ON CONFLICT DO NOTHING",
                V(matter), V(i), V((const char *)g_ptr_array_index(recipients, i)));
}

char *change_list(const GPtrArray *names)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; names && i < names->len; i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "",
                               (const char *)g_ptr_array_index(names, i));
    return g_strdup(list->len ? list->str : "nobody");
}

gboolean register_set_recipients(struct registry *registry, gint64 matter,
                                 const GPtrArray *recipients, const char *actor, gint64 now,
                                 GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    AUTO(matter) *known = load_matter(sql, matter, MATTER_PART_RECIPIENTS);
    if (!known && !sql_failed(sql))
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_MISSING,
                                  "there is no matter %" G_GINT64_FORMAT, matter));
    change_recipients(sql, matter, recipients);
    outbox_pass_others(sql, matter, now);
    g_autofree char *was = known ? change_list(known->recipients) : NULL;
    g_autofree char *is = change_list(recipients);
    history_add(sql, now, actor, (struct history_subject){.matter = matter}, "assigned",
                "was %s, now %s", was ? was : "", is);
    return sql_end(sql, error);
}

gboolean register_looked_at(struct registry *registry, const GArray *looks, GError **error)
{
    if (looks->len == 0)
        return TRUE;
    sql_begin(registry->sql, SQL_WRITE);
    for (guint i = 0; i < looks->len && !sql_failed(registry->sql); i++) {
        const struct look *look = &g_array_index(looks, struct look, i);
        sql_run(registry->sql,
                "UPDATE matters SET look_on = ?1 WHERE id = ?2 AND changes = ?3 AND look_on IS NOT ?1",
                V(&look->next), V(look->matter), V(look->changes));
    }
    return sql_end(registry->sql, error);
}

gboolean register_looked_by(struct registry *registry, char **rules, GDate *day, GError **error)
{
    *rules = NULL;
    g_date_clear(day, 1);
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query(registry->sql, "SELECT name, value FROM meta"
                                                " WHERE name IN ('looked by', 'looked on')");
    while (rows_next(rows)) {
        if (g_str_equal(rows_peek(rows, 0), "looked by"))
            *rules = rows_text(rows, 1);
        else
            *day = rows_day(rows, 1);
    }
    return sql_end(registry->sql, error);
}

gboolean register_set_looked_by(struct registry *registry, const char *rules, const GDate *day,
                                GError **error)
{
    struct sql_value text = V(day);
    sql_begin(registry->sql, SQL_WRITE);
    sql_run(registry->sql, "INSERT INTO meta (name, value) VALUES ('looked by', ?), ('looked on', ?)"
                           " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            V(rules), V((const char *)text.day));
    return sql_end(registry->sql, error);
}

GArray *register_doubting_mails(struct registry *registry, gint64 matter, gboolean *verified,
                                GError **error)
{
    g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(gint64));
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query(registry->sql,
                                 "SELECT id, verified FROM mails JOIN matter_mails j ON j.mail = id"
                                 " WHERE j.matter = ? AND doubts > 0 AND changed = 0"
                                 " AND mails.outcome NOT IN (?, ?) ORDER BY id",
                                 V(matter), V(outcome_name(OUTCOME_NEW)),
                                 V(outcome_name(OUTCOME_INFORMATION)));
    while (rows_next(rows)) {
        gint64 id = rows_integer(rows, 0);
        *verified = rows_integer(rows, 1) != 0;
        g_array_append_val(mails, id);
    }
    return sql_end(registry->sql, error) ? g_steal_pointer(&mails) : NULL;
}
