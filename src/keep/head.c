/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of the history, in a file beside the register. It may lag behind the register (a crash), never
 * run ahead of it: unless the register is an older copy. Missing or unreadable, it says nothing. */
#include <stdio.h>
#include <string.h>

#include "keep/keep.h"

static char *stored_head(struct sql *sql)
{
    AUTO(rows) *rows = sql_query(sql, "SELECT value FROM meta WHERE name = 'history'");
    return rows_next(rows) ? rows_text(rows, 0) : NULL;
}

static char *head_path(const struct registry *registry)
{
    return g_build_filename(registry->state_dir, REGISTER_HEAD_FILE, NULL);
}

gboolean register_write_head(struct registry *registry, GError **error)
{
    g_autofree char *path = head_path(registry), *there = NULL;
    sql_begin(registry->sql, SQL_READ);
    g_autofree char *head = stored_head(registry->sql);
    if (!sql_end(registry->sql, error))
        return FALSE;
    if (!head || (g_file_get_contents(path, &there, NULL, NULL) && strcmp(there, head) == 0))
        return TRUE;
    return g_file_set_contents_full(path, head, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

gboolean register_is_older_copy(struct registry *registry, gboolean *older, GError **error)
{
    g_autofree char *path = head_path(registry), *there = NULL;
    char hash[65] = "";
    gint64 id = 0;
    *older = FALSE;
    if (!g_file_get_contents(path, &there, NULL, NULL) ||
        sscanf(there, "%" G_GINT64_FORMAT " %64s", &id, hash) != 2)
        return TRUE;
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query(registry->sql, "SELECT hash FROM history WHERE id = ?", V(id));
    gboolean same = rows_next(rows) && g_strcmp0(rows_peek(rows, 0), hash) == 0;
    g_clear_pointer(&rows, rows_free);
    if (!sql_end(registry->sql, error))
        return FALSE;
    *older = !same;
    return TRUE;
}

gboolean register_restored_at(struct registry *registry, gint64 *at, GError **error)
{
    sql_begin(registry->sql, SQL_READ);
    *at = sql_number(registry->sql, 0, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'restored'");
    return sql_end(registry->sql, error);
}
