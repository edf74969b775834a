/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of old mails are given up, where the configuration says so: of mails that belong to closed
 * matters alone, or to none. Never those of a matter that lives, of one closed since the given day, or of
 * a mail that could not be read, which a person may still have to open. Row, hash, findings and history
 * stay; the history says when the bytes went. The row is written first: a stop in between leaves a file
 * that nobody misses. */
#include <errno.h>
#include <glib/gstdio.h>

#include "keep/keep.h"

#define MATTERS_OF_MAIL                                                                            \
    " FROM matters x WHERE (x.id = m.matter OR x.id IN"                                            \
    " (SELECT j.matter FROM matter_mails j WHERE j.mail = m.id))"

static GPtrArray *find_old(struct sql *sql, gint64 before, guint most)
{
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)mail_row_free);
    AUTO(rows) *rows = sql_query(
        sql,
        "SELECT m.id, m.sha256, coalesce(m.matter, 0) FROM mails m WHERE m.kept = 1 AND m.state = ?1"
        " AND m.outcome <> ?2 AND m.stored_at < ?3"
        " AND NOT EXISTS (SELECT 1" MATTERS_OF_MAIL " AND (x.state IN (?4, ?5, ?6, ?7)"
        "   OR EXISTS (SELECT 1 FROM history h WHERE h.matter = x.id AND h.what = 'moved' AND h.at >= ?3)"
        "   OR NOT EXISTS (SELECT 1 FROM history h WHERE h.matter = x.id AND h.what = 'moved')))"
        " AND NOT EXISTS (SELECT 1 FROM flaws f WHERE f.mail = m.id AND f.sort = 'unread' AND m.matter IS NULL)"
        " ORDER BY m.id LIMIT ?8",
        V(mail_state_name(MAIL_READ)), V(outcome_name(OUTCOME_UNREAD)), V(before),
        V(matter_state_name(MATTER_OPEN)), V(matter_state_name(MATTER_CONFIRM)),
        V(matter_state_name(MATTER_INFORMATION)), V(matter_state_name(MATTER_SNOOZED)), V(most));
    while (rows_next(rows)) {
        struct mail_row *row = g_new0(struct mail_row, 1);
        row->id = rows_integer(rows, 0);
        row->sha256 = rows_text(rows, 1);
        row->matter = rows_integer(rows, 2);
        g_ptr_array_add(list, row);
    }
    return list;
}

static gboolean give_up(struct registry *registry, const struct mail_row *row)
{
    g_autofree char *path = register_mail_path(registry, row->sha256);
    return g_unlink(path) == 0 || errno == ENOENT;
}

gboolean register_retain(struct registry *registry, gint64 before, gint64 now, guint most, guint *given_up,
                         GError **error)
{
    struct sql *sql = registry->sql;
    *given_up = 0;
    sql_begin(sql, SQL_WRITE);
    g_autoptr(GPtrArray) old = find_old(sql, before, most);
    for (guint i = 0; i < old->len; i++) {
        const struct mail_row *row = old->pdata[i];
        sql_run(sql, "UPDATE mails SET kept = 0 WHERE id = ?", V(row->id));
        history_add(sql, now, ACTOR_SELF, (struct history_subject){.matter = row->matter, .mail = row->id},
                    "given up", "the mail's bytes were kept long enough; its hash is %s", row->sha256);
    }
    if (!sql_end(sql, error))
        return FALSE;
    for (guint i = 0; i < old->len; i++)
        *given_up += give_up(registry, old->pdata[i]);
    return TRUE;
}
