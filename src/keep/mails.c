/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails on their way from stored to read or unread.
 *
 * An attempt is counted before the child is started: a mail that kills the machine is tried
 * MAIL_ATTEMPTS_MAX times and then becomes one that a person is told of (untold.c). */
#include "keep/keep.h"

#include <glib/gi18n.h>

static const char *const STATE_NAMES[MAIL_STATES] = {
    [MAIL_STORED] = "stored",
    [MAIL_READ] = "read",
    [MAIL_UNREAD] = "unread",
};

static const char *const OUTCOME_NAMES[OUTCOMES] = {
    [OUTCOME_NONE] = "not read yet",
    [OUTCOME_NEW] = "new matter",
    [OUTCOME_INFORMATION] = "for information",
    [OUTCOME_COPY] = "copy",
    [OUTCOME_LANGUAGE] = "another language",
    [OUTCOME_LATER] = "later letter",
    [OUTCOME_EARLIER] = "earlier letter",
    [OUTCOME_ANSWER] = "answer",
    [OUTCOME_OWN] = "own reminder",
    [OUTCOME_NO_CIRCULAR] = "no circular",
    [OUTCOME_UNREAD] = "not read",
    [OUTCOME_UNREGISTERED] = "not registered",
};

const char *mail_state_name(enum mail_state state)
{
    return state < MAIL_STATES ? STATE_NAMES[state] : NULL;
}

const char *outcome_name(enum outcome outcome)
{
    return outcome < OUTCOMES ? OUTCOME_NAMES[outcome] : NULL;
}

static guint name_index(const char *const *names, guint count, const char *name, guint fallback)
{
    for (guint i = 0; name && i < count; i++)
        if (g_str_equal(names[i], name))
            return i;
    return fallback;
}

enum outcome outcome_parse(const char *name)
{
    return name_index(OUTCOME_NAMES, OUTCOMES, name, OUTCOME_NONE);
}

/* ---- rows ------------------------------------------------------------------------------------ */

void mail_row_free(struct mail_row *row)
{
    if (!row)
        return;
    g_free(row->sha256);
    g_free(row->message_id);
    g_free(row->from);
    g_free(row->subject);
    g_free(row->source);
    g_free(row->why);
    g_free(row);
}

static struct mail_row *row_at(const struct rows *rows)
{
    struct mail_row *row = g_new0(struct mail_row, 1);
    row->id = rows_integer(rows, 0);
    row->sha256 = rows_text(rows, 1);
    row->message_id = rows_text(rows, 2);
    row->from = rows_text(rows, 3);
    row->subject = rows_text(rows, 4);
    row->source = rows_text(rows, 5);
    row->received_at = rows_integer(rows, 6);
    row->bytes = (guint64)rows_integer(rows, 7);
    row->kept = rows_integer(rows, 8) != 0;
    /* A state this program does not know is one that it must not read. */
    row->state = name_index(STATE_NAMES, MAIL_STATES, rows_peek(rows, 9), MAIL_UNREAD);
    row->attempts = (guint)rows_integer(rows, 10);
    row->outcome = outcome_parse(rows_peek(rows, 11));
    row->matter = rows_integer(rows, 12);
    row->why = rows_text(rows, 13);
    row->stored_at = rows_integer(rows, 14);
    return row;
}

GPtrArray *mails_list(struct registry *registry, const char *text, const struct sql_value *values,
                      GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)mail_row_free);
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query_values(registry->sql, text, values);
    while (rows_next(rows))
        g_ptr_array_add(list, row_at(rows));
    return sql_end(registry->sql, error) ? g_steal_pointer(&list) : NULL;
}

struct mail_row *register_mail(struct registry *registry, gint64 mail, GError **error)
{
    g_autoptr(GPtrArray) list =
        mails_list(registry, MAIL_COLUMNS "WHERE m.id = ?", SQL_VALUES(V(mail)), error);
    if (list && list->len == 0)
        g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_MISSING,
                    "there is no mail %" G_GINT64_FORMAT, mail);
    return list && list->len > 0 ? g_ptr_array_steal_index(list, 0) : NULL;
}

struct mail_row *register_mail_of(struct registry *registry, const char *sha256, GError **error)
{
    g_autoptr(GPtrArray) list =
        mails_list(registry, MAIL_COLUMNS "WHERE m.sha256 = ?", SQL_VALUES(V(sha256)), error);
    if (list && list->len == 0)
        g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_MISSING, "there is no mail %s", sha256);
    return list && list->len > 0 ? g_ptr_array_steal_index(list, 0) : NULL;
}

GPtrArray *register_mails_to_read(struct registry *registry, guint most, GError **error)
{
    GPtrArray *fresh = mails_list(registry,
                                  MAIL_COLUMNS "WHERE m.state = 'stored' AND m.attempts = 0"
                                               " ORDER BY m.id LIMIT ?",
                                  SQL_VALUES(V(most)), error);
    if (!fresh || fresh->len > 0)
        return fresh;
    g_ptr_array_unref(fresh);
    return mails_list(registry,
                      MAIL_COLUMNS "WHERE m.state = 'stored' AND m.attempts < ?"
                                   " ORDER BY m.attempts, m.id LIMIT ?",
                      SQL_VALUES(V(MAIL_ATTEMPTS_MAX), V(most)), error);
}

GPtrArray *register_mails(struct registry *registry, enum mail_state state, enum outcome outcome,
                          guint most, GError **error)
{
    return mails_list(registry,
                      MAIL_COLUMNS "WHERE (?1 IS NULL OR m.state = ?1)"
                                   " AND (?2 IS NULL OR m.outcome = ?2) ORDER BY m.id DESC LIMIT ?3",
                      SQL_VALUES(V(mail_state_name(state)), V(outcome_name(outcome)), V(most)),
                      error);
}

GPtrArray *register_mail_unread_parts(struct registry *registry, gint64 mail, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)flaw_free);
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query(
        registry->sql, "SELECT part, what FROM flaws WHERE mail = ? ORDER BY sort DESC, id", V(mail));
    while (rows_next(rows))
        g_ptr_array_add(list, flaw_new(rows_peek(rows, 0), rows_peek(rows, 1)));
    return sql_end(registry->sql, error) ? g_steal_pointer(&list) : NULL;
}

/* ---- attempts -------------------------------------------------------------------------------- */

static void fail_missing(struct sql *sql, gint64 mail)
{
    sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_MISSING,
                              "mail %" G_GINT64_FORMAT " is not there to be read", mail));
}

gboolean register_reading(struct registry *registry, gint64 mail, gint64 now, GError **error)
{
    struct sql *sql = registry->sql;
    (void)now;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "UPDATE mails SET attempts = attempts + 1 WHERE id = ? AND state = 'stored'",
            V(mail));
    if (!sql_failed(sql) && sql_changes(sql) == 0)
        fail_missing(sql, mail);
    return sql_end(sql, error);
}

gboolean register_reading_stopped(struct registry *registry, gint64 mail, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "UPDATE mails SET attempts = attempts - 1"
                 " WHERE id = ? AND state = 'stored' AND attempts > 0",
            V(mail));
    return sql_end(sql, error);
}

static void make_unread(struct sql *sql, gint64 mail, const char *why, gint64 now)
{
    sql_run(sql, "UPDATE mails SET state = 'unread', outcome = 'not read', why = ? WHERE id = ?",
            V(why), V(mail));
    history_add(sql, now, ACTOR_SELF, (struct history_subject){.mail = mail}, "unread", "%s", why);
}

gboolean register_reading_failed(struct registry *registry, gint64 mail, const char *why,
                                 gboolean for_good, gint64 now, gboolean *unread, GError **error)
{
    struct sql *sql = registry->sql;
    *unread = FALSE;
    sql_begin(sql, SQL_WRITE);
    gint64 attempts =
        sql_number(sql, -1, "SELECT attempts FROM mails WHERE id = ? AND state = 'stored'", V(mail));
    if (attempts < 0 && !sql_failed(sql))
        fail_missing(sql, mail);
    gboolean final = for_good || attempts >= MAIL_ATTEMPTS_MAX;
    if (final)
        make_unread(sql, mail, why, now);
    else
        sql_run(sql, "UPDATE mails SET why = ? WHERE id = ?", V(why), V(mail));
    if (!sql_end(sql, error))
        return FALSE;
    *unread = final;
    return TRUE;
}

gboolean register_give_up(struct registry *registry, gint64 now, guint *mails, GError **error)
{
    struct sql *sql = registry->sql;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    *mails = 0;
    sql_begin(sql, SQL_WRITE);
    {
        AUTO(rows) *rows = sql_query(
            sql, "SELECT id FROM mails WHERE state = 'stored' AND attempts >= ? ORDER BY id",
            V(MAIL_ATTEMPTS_MAX));
        while (rows_next(rows)) {
            gint64 id = rows_integer(rows, 0);
            g_array_append_val(ids, id);
        }
    }
    for (guint i = 0; i < ids->len; i++)
        make_unread(sql, g_array_index(ids, gint64, i),
                    N_("reading it was begun again and again and never ended"), now);
    if (!sql_end(sql, error))
        return FALSE;
    *mails = ids->len;
    return TRUE;
}
