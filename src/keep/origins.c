/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What made a matter, for the tokens of its mails.
 *
 * A register that was put back from a copy reads later mails anew, and a matter may then have another number
 * than the one that stands in mails already sent. What made it is the same: the mail that opened it, or where
 * several bring the same letter and another of them was read first this time, one of the first few. */
#include "keep/keep.h"

enum { MAILS_MOST = 8, RENUMBERED_MOST = 200 };

static void add_origins(struct rows *taken, gboolean elsewhere, GPtrArray *origins)
{
    AUTO(rows) *rows = taken;
    while (rows_next(rows)) {
        struct matter_origin *origin = g_new0(struct matter_origin, 1);
        origin->matter = rows_integer(rows, 0);
        origin->hash = rows_text(rows, 1);
        origin->elsewhere = elsewhere && origin->hash;
        g_ptr_array_add(origins, origin);
    }
}

gboolean register_origins(struct registry *registry, gint64 matter, gboolean elsewhere, GPtrArray *origins,
                          GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_READ);
    add_origins(sql_query(sql, "SELECT id, origin FROM matters WHERE id = ?", V(matter)), elsewhere, origins);
    add_origins(sql_query(sql,
                          "SELECT x.id, m.sha256 FROM matters x CROSS JOIN matter_mails j ON j.matter = x.id"
                          " CROSS JOIN mails m ON m.id = j.mail WHERE x.id = ? AND x.origin IS NOT NULL"
                          " AND m.sha256 <> x.origin AND j.outcome <> ? ORDER BY j.mail LIMIT ?",
                          V(matter), V(outcome_name(OUTCOME_ANSWER)), V(MAILS_MOST)),
                elsewhere, origins);
    return sql_end(sql, error);
}

gboolean register_renumbered(struct registry *registry, GPtrArray *origins, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_READ);
    /* A day before: it is counted in the office's zone. */
    add_origins(sql_query(sql,
                          "SELECT id, origin FROM matters WHERE origin IS NOT NULL AND registered >="
                          " (SELECT date(CAST(value AS INTEGER), 'unixepoch', '-1 day') FROM meta"
                          "  WHERE name = 'restored') ORDER BY id LIMIT ?",
                          V(RENUMBERED_MOST)),
                TRUE, origins);
    return sql_end(sql, error);
}
