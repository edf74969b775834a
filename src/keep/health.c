/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the parts of the daemon are doing: when each last went well, since when it fails, and what people
 * were told of that; and how long the certificates of the servers hold. Kept in the register, so that a restart neither forgets a trouble nor calls the
 * same alarm twice. A success is written at most once a minute. */
#include "keep/keep.h"

enum { SUCCESS_EVERY_S = 60 };

void health_free(struct health *health)
{
    if (!health)
        return;
    g_free(health->name);
    g_free(health->error);
    g_free(health);
}

gboolean register_went_well(struct registry *registry, const char *name, gint64 now, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_READ);
    gint64 fresh = sql_number(sql, 0,
                              "SELECT count(*) FROM health WHERE name = ? AND failing_since = 0"
                              " AND success_at BETWEEN ? AND ?",
                              V(name), V(now - SUCCESS_EVERY_S), V(now));
    if (!sql_end(sql, error))
        return FALSE;
    if (fresh)
        return TRUE;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "INSERT INTO health (name, success_at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
                 " SET success_at = excluded.success_at, failing_since = 0, error = NULL",
            V(name), V(now));
    return sql_end(sql, error);
}

gboolean register_went_wrong(struct registry *registry, const char *name, const char *sentence,
                             gint64 now, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "INSERT INTO health (name, failing_since, error) VALUES (?1, ?2, ?3)"
                 " ON CONFLICT (name) DO UPDATE SET error = excluded.error,"
                 " failing_since = iif(failing_since = 0, excluded.failing_since, failing_since)",
            V(name), V(now), V(sentence));
    return sql_end(sql, error);
}

gboolean register_alarmed(struct registry *registry, const char *name, gint64 at, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "UPDATE health SET alarmed_at = ? WHERE name = ?", V(at), V(name));
    return sql_end(sql, error);
}

GPtrArray *register_health(struct registry *registry, GError **error)
{
    struct sql *sql = registry->sql;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)health_free);
    sql_begin(sql, SQL_READ);
    AUTO(rows) *rows = sql_query(sql, "SELECT name, success_at, failing_since, error, alarmed_at"
                                      " FROM health ORDER BY name");
    while (rows_next(rows)) {
        struct health *health = g_new0(struct health, 1);
        health->name = rows_text(rows, 0);
        health->success_at = rows_integer(rows, 1);
        health->failing_since = rows_integer(rows, 2);
        health->error = rows_text(rows, 3);
        health->alarmed_at = rows_integer(rows, 4);
        g_ptr_array_add(list, health);
    }
    return sql_end(sql, error) ? g_steal_pointer(&list) : NULL;
}

gboolean register_keep_news(struct registry *registry, const struct health *news, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "INSERT INTO news (part, words, at) VALUES (?, ?, ?) ON CONFLICT (part) DO UPDATE"
                 " SET words = excluded.words, at = excluded.at",
            V(news->name), V(news->error), V(news->failing_since));
    return sql_end(sql, error);
}

gboolean register_drop_news(struct registry *registry, const char *name, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "DELETE FROM news WHERE part = ?", V(name));
    return sql_end(sql, error);
}

GPtrArray *register_news(struct registry *registry, GError **error)
{
    struct sql *sql = registry->sql;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)health_free);
    sql_begin(sql, SQL_READ);
    AUTO(rows) *rows = sql_query(sql, "SELECT part, words, at FROM news ORDER BY at, part");
    while (rows_next(rows)) {
        struct health *news = g_new0(struct health, 1);
        news->name = rows_text(rows, 0);
        news->error = rows_text(rows, 1);
        news->failing_since = rows_integer(rows, 2);
        g_ptr_array_add(list, news);
    }
    return sql_end(sql, error) ? g_steal_pointer(&list) : NULL;
}

gboolean register_note_certificate(struct registry *registry, const char *server,
                                   const struct certificate *certificate, GError **error)
{
    struct sql *sql = registry->sql;
    struct certificate known;
    if (!register_certificate(registry, server, &known, error))
        return FALSE;
    if (known.begins_at == certificate->begins_at && known.ends_at == certificate->ends_at)
        return TRUE;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "INSERT INTO certificates (server, begins_at, ends_at) VALUES (?, ?, ?) ON CONFLICT (server)"
                 " DO UPDATE SET begins_at = excluded.begins_at, ends_at = excluded.ends_at",
            V(server), V(certificate->begins_at), V(certificate->ends_at));
    return sql_end(sql, error);
}

gboolean register_certificate(struct registry *registry, const char *server, struct certificate *certificate,
                              GError **error)
{
    struct sql *sql = registry->sql;
    *certificate = (struct certificate){0, 0};
    sql_begin(sql, SQL_READ);
    AUTO(rows) *rows = sql_query(sql, "SELECT begins_at, ends_at FROM certificates WHERE server = ?", V(server));
    if (rows_next(rows))
        *certificate = (struct certificate){rows_integer(rows, 0), rows_integer(rows, 1)};
    return sql_end(sql, error);
}

static void count_states(struct sql *sql, const char *text, const char *(*name)(guint), guint states,
                         guint64 *counts)
{
    AUTO(rows) *rows = sql_query(sql, text);
    while (rows_next(rows))
        for (guint i = 0; i < states; i++)
            if (g_strcmp0(rows_peek(rows, 0), name(i)) == 0)
                counts[i] = (guint64)rows_integer(rows, 1);
}

static const char *mail_name(guint state)
{
    return mail_state_name(state);
}

static const char *matter_name(guint state)
{
    return matter_state_name(state);
}

static const char *reminder_name(guint state)
{
    return reminder_state_key(state);
}

gboolean register_counts(struct registry *registry, struct counts *counts, GError **error)
{
    struct sql *sql = registry->sql;
    *counts = (struct counts){0};
    sql_begin(sql, SQL_READ);
    count_states(sql, "SELECT state, count(*) FROM mails GROUP BY state", mail_name, MAIL_STATES,
                 counts->mails);
    count_states(sql, "SELECT state, count(*) FROM matters GROUP BY state", matter_name, MATTER_STATES,
                 counts->matters);
    count_states(sql, "SELECT state, count(*) FROM reminders GROUP BY state", reminder_name,
                 REMINDER_STATES, counts->reminders);
    counts->in_doubt = (guint64)sql_number(
        sql, 0, "SELECT count(*) FROM reminders WHERE state = 'planned' AND doubt_at > 0");
    return sql_end(sql, error);
}
