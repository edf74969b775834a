/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done, when and by whom: rows that are only ever added, each bound to the one before it.
 *
 * A row's hash is SHA-256 over the hash before it and the row's own fields, each with its length in
 * front, so that no two different rows are the same bytes. The table's triggers refuse UPDATE,
 * DELETE and an INSERT out of order; meta holds the last id and hash, so that rows cut off at the
 * end are missed too. Whoever can write the file can forge the whole chain; a changed byte is
 * found. */
#include "keep/keep.h"

#include <string.h>

#define HISTORY_WORDS_MAX 4000
#define START_HASH "0000000000000000000000000000000000000000000000000000000000000000"

static void add_field(GChecksum *sum, const char *text)
{
    g_autofree char *length = g_strdup_printf("%zu:", strlen(text));
    g_checksum_update(sum, (const guchar *)length, -1);
    g_checksum_update(sum, (const guchar *)text, -1);
}

static void add_number(GChecksum *sum, gint64 number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    add_field(sum, text);
}

static char *chain_hash(const char *previous, const struct history_row *row)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    add_field(sum, previous);
    add_number(sum, row->id);
    add_number(sum, row->at);
    add_number(sum, row->matter);
    add_number(sum, row->mail);
    add_number(sum, row->reminder);
    add_field(sum, row->actor);
    add_field(sum, row->what);
    add_field(sum, row->words);
    return g_strdup(g_checksum_get_string(sum));
}

/* Cuts at a whole character: the words may quote a subject of any length. */
static char *bounded_words(const char *format, va_list arguments)
{
    g_autofree char *raw = g_strdup_vprintf(format, arguments);
    g_autofree char *words = g_utf8_make_valid(raw, -1);
    if (strlen(words) <= HISTORY_WORDS_MAX)
        return g_steal_pointer(&words);
    const char *end = g_utf8_find_prev_char(words, words + HISTORY_WORDS_MAX);
    return g_strdup_printf("%.*s…", (int)(end - words), words);
}

void history_add(struct sql *sql, gint64 now, const char *actor, struct history_subject subject,
                 const char *what, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *words = bounded_words(format, arguments);
    va_end(arguments);

    g_autofree char *valid_actor = g_utf8_make_valid(actor, -1);
    g_autofree char *previous = NULL;
    struct history_row row = {.at = now, .matter = subject.matter, .mail = subject.mail,
                              .reminder = subject.reminder, .actor = valid_actor,
                              .what = (char *)what, .words = words};
    {
        AUTO(rows) *last = sql_query(sql, "SELECT id, hash FROM history ORDER BY id DESC LIMIT 1");
        row.id = 1;
        if (rows_next(last)) {
            row.id = rows_integer(last, 0) + 1;
            previous = rows_text(last, 1);
        }
    }
    g_autofree char *hash = chain_hash(previous ? previous : START_HASH, &row);
    sql_run(sql, "INSERT INTO history (id, at, actor, matter, mail, reminder, what, words, hash)"
                 " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            V(row.id), V(row.at), V(row.actor), sql_reference(row.matter), sql_reference(row.mail),
            sql_reference(row.reminder), V(what), V(words), V(hash));
    g_autofree char *head = g_strdup_printf("%" G_GINT64_FORMAT " %s", row.id, hash);
    sql_run(sql, "INSERT INTO meta (name, value) VALUES ('history', ?)"
                 " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            V(head));
}

static struct history_row *row_at(const struct rows *rows)
{
    struct history_row *row = g_new0(struct history_row, 1);
    row->id = rows_integer(rows, 0);
    row->at = rows_integer(rows, 1);
    row->actor = rows_text(rows, 2);
    row->matter = rows_integer(rows, 3);
    row->mail = rows_integer(rows, 4);
    row->reminder = rows_integer(rows, 5);
    row->what = rows_text(rows, 6);
    row->words = rows_text(rows, 7);
    return row;
}

void history_row_free(struct history_row *row)
{
    if (!row)
        return;
    g_free(row->actor);
    g_free(row->what);
    g_free(row->words);
    g_free(row);
}

gboolean register_note(struct registry *registry, gint64 matter, const char *actor,
                       const char *words, gint64 now, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    if (!sql_number(sql, 0, "SELECT count(*) FROM matters WHERE id = ?", V(matter)))
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_MISSING,
                                  "there is no matter %" G_GINT64_FORMAT, matter));
    history_add(sql, now, actor, (struct history_subject){.matter = matter}, "note", "%s", words);
    return sql_end(sql, error);
}

GPtrArray *register_history(struct registry *registry, gint64 matter, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)history_row_free);
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query(registry->sql,
                                 "SELECT id, at, actor, matter, mail, reminder, what, words"
                                 " FROM history WHERE matter = ? ORDER BY id",
                                 V(matter));
    while (rows_next(rows))
        g_ptr_array_add(list, row_at(rows));
    return sql_end(registry->sql, error) ? g_steal_pointer(&list) : NULL;
}

/* The id of the first row that does not fit, or 0. */
static gint64 follow_chain(struct sql *sql)
{
    g_autofree char *previous = g_strdup(START_HASH);
    gint64 last = 0;
    AUTO(rows) *rows = sql_query(sql, "SELECT id, at, actor, matter, mail, reminder, what, words,"
                                      " hash FROM history ORDER BY id");
    while (rows_next(rows)) {
        struct history_row *row = row_at(rows);
        g_autofree char *hash = chain_hash(previous, row);
        history_row_free(row);
        if (rows_integer(rows, 0) != last + 1)
            return last + 1;
        last++;
        if (g_strcmp0(hash, rows_peek(rows, 8)) != 0)
            return last;
        g_free(previous);
        previous = g_steal_pointer(&hash);
    }
    g_autofree char *head = g_strdup_printf("%" G_GINT64_FORMAT " %s", last, previous);
    AUTO(rows) *known = sql_query(sql, "SELECT value FROM meta WHERE name = 'history'");
    gboolean noted = rows_next(known);
    if (noted ? g_strcmp0(head, rows_peek(known, 0)) != 0 : last > 0)
        return last + 1;
    return 0;
}

gboolean register_verify(struct registry *registry, gint64 *broken, GError **error)
{
    sql_begin(registry->sql, SQL_READ);
    *broken = follow_chain(registry->sql);
    return sql_end(registry->sql, error);
}
