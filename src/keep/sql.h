/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite behind a fence: the only part of the program that knows it.
 *
 *     sql_begin(sql, SQL_WRITE);
 *     sql_run(sql, "UPDATE matters SET state = ? WHERE id = ?", V(state), V(id));
 *     AUTO(rows) *rows = sql_query(sql, "SELECT id FROM mails WHERE sha256 = ?", V(hash));
 *     while (rows_next(rows)) … rows_integer(rows, 0) …
 *     return sql_end(sql, error);
 *
 * The first failure in a transaction is kept, everything after it does nothing (queries give no
 * row), and sql_end() rolls back and tells it. Values are bound, never written into the text, which
 * must be a string that lives as long as the program. After an error of the disk the connection is
 * opened anew before the next transaction: what it had in memory is not to be trusted. */
#ifndef CIRCULARD_KEEP_SQL_H
#define CIRCULARD_KEEP_SQL_H

#include <glib.h>

#include "base/auto.h"

enum sql_mode { SQL_MODE_READ, SQL_MODE_WRITE, SQL_MODE_CREATE };
enum sql_lock { SQL_READ, SQL_WRITE };

struct sql;
struct sql *sql_open(const char *path, enum sql_mode mode, GError **error);
void sql_close(struct sql *sql);
static inline void sql_cleanup(struct sql **sql)
{
    sql_close(*sql);
}

enum sql_type { SQL_END, SQL_NULL, SQL_INTEGER, SQL_REAL, SQL_TEXT, SQL_BYTES };
struct sql_value {
    enum sql_type type;
    gint64 integer;
    double real;
    const char *text;
    GBytes *bytes;
    char day[12]; /* where the text is a day */
};

/* One for each type that V() takes. NULL and days that are not valid are bound as NULL. */
struct sql_value sql_integer(gint64 value);
struct sql_value sql_real(double value);
struct sql_value sql_text(const char *value);
struct sql_value sql_bytes(GBytes *value);
struct sql_value sql_day(const GDate *value);
/* An id, where 0 stands for none. */
struct sql_value sql_reference(gint64 id);

#define V(x)                                                                                       \
    _Generic((x),                                                                                  \
        float: sql_real,                                                                           \
        double: sql_real,                                                                          \
        char *: sql_text,                                                                          \
        const char *: sql_text,                                                                    \
        GBytes *: sql_bytes,                                                                       \
        GDate *: sql_day,                                                                          \
        const GDate *: sql_day,                                                                    \
        default: sql_integer)(x)
#define SQL_VALUES(...) ((const struct sql_value[]){__VA_ARGS__ __VA_OPT__(, ) {.type = SQL_END}})

/* A consistent copy of the whole database in a new file, between transactions. */
gboolean sql_copy(struct sql *sql, const char *path, GError **error);

void sql_begin(struct sql *sql, enum sql_lock lock);
gboolean sql_end(struct sql *sql, GError **error); /* commits, or rolls back and tells why */
/* Between these two, sql_begin() to sql_end() is a part of one transaction: each is kept or undone by
 * itself, and all that were kept are committed, or lost, together. Not across a return to the main loop: a
 * lock is held. */
gboolean sql_group_begin(struct sql *sql, GError **error);
gboolean sql_group_end(struct sql *sql, GError **error); /* the same as sql_end() for all of them */
gboolean sql_is_grouped(const struct sql *sql); /* between these two */
gboolean sql_failed(const struct sql *sql);
/* Notes a failure of the caller's own; takes error. Only the first one noted counts. */
void sql_fail(struct sql *sql, GError *error);

#define sql_run(sql, text, ...) sql_run_values(sql, text, SQL_VALUES(__VA_ARGS__))
void sql_run_values(struct sql *sql, const char *text, const struct sql_value *values);
gint64 sql_last_id(struct sql *sql);  /* of the last INSERT; 0 after a failure */
guint64 sql_changes(struct sql *sql); /* rows of the last INSERT, UPDATE or DELETE; same */
/* Rows that this connection has ever written: where it says the same twice, nothing was written between. */
guint64 sql_writes(const struct sql *sql);
/* Several statements, separated by semicolons, nothing bound: for schemas and pragmas. */
void sql_script(struct sql *sql, const char *text);

struct rows;
#define sql_query(sql, text, ...) sql_query_values(sql, text, SQL_VALUES(__VA_ARGS__))
struct rows *sql_query_values(struct sql *sql, const char *text, const struct sql_value *values);
gboolean rows_next(struct rows *rows);
void rows_free(struct rows *rows);
AUTO_DEFINE(rows)

/* Columns of the row at hand, from 0. Texts are copies; NULL is NULL, 0, or a day not valid. */
gboolean rows_is_null(const struct rows *rows, int column);
gint64 rows_integer(const struct rows *rows, int column);
double rows_real(const struct rows *rows, int column);
char *rows_text(const struct rows *rows, int column);
const char *rows_peek(const struct rows *rows, int column); /* until the next row */
GBytes *rows_bytes(const struct rows *rows, int column);
GDate rows_day(const struct rows *rows, int column);
GDate sql_read_day(const char *text); /* "2025-09-16"; not valid for NULL and anything else */

/* The first column of the first row; fallback where there is none. */
#define sql_number(sql, fallback, text, ...)                                                       \
    sql_number_values(sql, fallback, text, SQL_VALUES(__VA_ARGS__))
gint64 sql_number_values(struct sql *sql, gint64 fallback, const char *text,
                         const struct sql_value *values);

#endif
