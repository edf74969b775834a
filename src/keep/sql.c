/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fence around SQLite: one connection, bound values, prepared statements that are kept.
 *
 * A rollback journal (TRUNCATE) with synchronous=EXTRA: a commit that was told survives a power
 * cut, and a second process may read or write between two transactions. WAL is not used: releases
 * in the field lose a database where two connections write and checkpoint at once.
 *
 * Refuses statements with more or fewer parameters than values, and, on a connection that only
 * reads, every write. Text that is not UTF-8 is repaired: a server's odd sentence must not stop a
 * transaction. */
#include "keep/sql.h"

#include <sqlite3.h>

#include "keep/register.h"

#define BUSY_MS        10000
#define STILL_BUSY_MS  100 /* after a transaction that has waited in vain */
#define STATEMENTS_MAX 64

struct sql {
    sqlite3 *db;
    char *path;
    enum sql_mode mode;
    GHashTable *idle; /* text → sqlite3_stmt, not in use */
    GError *error;    /* the first failure of the transaction */
    gboolean open;    /* a transaction was begun */
    gboolean stale;   /* the disk failed: open anew before the next transaction */
    gboolean busy;    /* another program held the file, and has not let go since */
    gboolean group;   /* transactions are parts of one, committed by sql_group_end() */
    GError *broken;   /* what ended the group before its time */
};

struct rows {
    struct sql *sql;
    const char *text;
    sqlite3_stmt *statement; /* NULL where it could not be prepared */
};

G_DEFINE_QUARK(register-error, register_error)

static int error_code(int result)
{
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return REGISTER_ERROR_BUSY;
    case SQLITE_CORRUPT:
        return REGISTER_ERROR_CORRUPT;
    case SQLITE_NOTADB:
        return REGISTER_ERROR_FOREIGN;
    case SQLITE_CONSTRAINT:
        return REGISTER_ERROR_REFUSED;
    default:
        return REGISTER_ERROR_SYSTEM;
    }
}

static void note_result(struct sql *sql, int result)
{
    int primary = result & 0xff;
    /* One that was opened while the disk was read-only stays so for good. */
    if (primary == SQLITE_IOERR || primary == SQLITE_FULL || primary == SQLITE_CORRUPT ||
        primary == SQLITE_NOTADB || primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY)
        sql->stale = TRUE;
    sql->busy |= primary == SQLITE_BUSY;
    if (sql->error)
        return;
    int number = sql->db ? sqlite3_system_errno(sql->db) : 0;
    gboolean disk = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
    const char *said = sql->db ? sqlite3_errmsg(sql->db) : sqlite3_errstr(result);
    said = primary == SQLITE_FULL   ? "the disk is full: make room on it"
           : primary == SQLITE_BUSY ? "another program holds it locked; the daemon tries again by itself"
                                    : said;
    sql->error = g_error_new(REGISTER_ERROR, error_code(result), "%s: %s%s%s", sql->path, said, disk && number ? ": " : "",
                             disk && number ? g_strerror(number) : "");
}

void sql_fail(struct sql *sql, GError *error)
{
    if (sql->error)
        g_error_free(error);
    else
        sql->error = error;
}

gboolean sql_failed(const struct sql *sql)
{
    return sql->error != NULL;
}

static void finalize(gpointer statement)
{
    sqlite3_finalize(statement);
}

/* ---- opening --------------------------------------------------------------------------------- */

static const char SETTINGS[] = "PRAGMA foreign_keys = ON;"
                               "PRAGMA recursive_triggers = ON;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA synchronous = EXTRA;";

/* The journal mode is set on connections that write only: asking for it writes nothing where the
 * database is not in WAL mode, but needs a lock. */
static void connect_to_file(struct sql *sql)
{
    static const int flags[] = {
        /* A reader may have to roll back what a killed writer left behind. */
        [SQL_MODE_READ] = SQLITE_OPEN_READWRITE,
        [SQL_MODE_WRITE] = SQLITE_OPEN_READWRITE,
        [SQL_MODE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
    };
    int result = sqlite3_open_v2(sql->path, &sql->db,
                                 flags[sql->mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW |
                                     SQLITE_OPEN_EXRESCODE,
                                 NULL);
    if (result != SQLITE_OK) {
        note_result(sql, result);
        return;
    }
    sqlite3_busy_timeout(sql->db, BUSY_MS);
    sqlite3_db_config(sql->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sql_script(sql, SETTINGS);
    sql_script(sql, sql->mode == SQL_MODE_READ ? "PRAGMA query_only = ON" :
                                                 "PRAGMA journal_mode = TRUNCATE");
}

static void disconnect(struct sql *sql)
{
    g_hash_table_remove_all(sql->idle);
    sqlite3_close_v2(sql->db);
    sql->db = NULL;
}

struct sql *sql_open(const char *path, enum sql_mode mode, GError **error)
{
    struct sql *sql = g_new0(struct sql, 1);
    sql->path = g_strdup(path);
    sql->mode = mode;
    sql->idle = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, finalize);
    connect_to_file(sql);
    if (!sql->error)
        return sql;
    g_propagate_error(error, g_steal_pointer(&sql->error));
    sql_close(sql);
    return NULL;
}

void sql_close(struct sql *sql)
{
    if (!sql)
        return;
    disconnect(sql);
    g_hash_table_unref(sql->idle);
    g_clear_error(&sql->error);
    g_clear_error(&sql->broken);
    g_free(sql->path);
    g_free(sql);
}

/* ---- values ---------------------------------------------------------------------------------- */

static int bind_value(sqlite3_stmt *statement, int index, const struct sql_value *value)
{
    const char *text = value->text ? value->text : value->day;
    gsize size = 0;
    gconstpointer data = NULL;

    switch (value->type) {
    case SQL_INTEGER:
        return sqlite3_bind_int64(statement, index, value->integer);
    case SQL_REAL:
        return sqlite3_bind_double(statement, index, value->real);
    case SQL_TEXT:
        if (!g_utf8_validate(text, -1, NULL))
            return sqlite3_bind_text(statement, index, g_utf8_make_valid(text, -1), -1, g_free);
        return sqlite3_bind_text(statement, index, text, -1, SQLITE_TRANSIENT);
    case SQL_BYTES:
        data = g_bytes_get_data(value->bytes, &size);
        /* A NULL pointer would be bound as NULL, not as no bytes. */
        return sqlite3_bind_blob64(statement, index, data ? data : "", size, SQLITE_TRANSIENT);
    default:
        return sqlite3_bind_null(statement, index);
    }
}

static gboolean bind_values(struct sql *sql, sqlite3_stmt *statement,
                            const struct sql_value *values)
{
    int count = 0;
    for (; values[count].type != SQL_END; count++) {
        int result = bind_value(statement, count + 1, &values[count]);
        if (result != SQLITE_OK) {
            note_result(sql, result);
            return FALSE;
        }
    }
    g_return_val_if_fail(count == sqlite3_bind_parameter_count(statement), FALSE);
    return TRUE;
}

/* ---- statements ------------------------------------------------------------------------------ */

static sqlite3_stmt *take_statement(struct sql *sql, const char *text)
{
    gpointer statement = NULL;
    if (g_hash_table_steal_extended(sql->idle, text, NULL, &statement))
        return statement;
    sqlite3_stmt *made = NULL;
    int result = sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL);
    if (result != SQLITE_OK)
        note_result(sql, result);
    return made;
}

static void give_back(struct sql *sql, const char *text, sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (g_hash_table_size(sql->idle) < STATEMENTS_MAX && !g_hash_table_contains(sql->idle, text))
        g_hash_table_insert(sql->idle, (gpointer)text, statement);
    else
        sqlite3_finalize(statement);
}

struct rows *sql_query_values(struct sql *sql, const char *text, const struct sql_value *values)
{
    struct rows *rows = g_new0(struct rows, 1);
    rows->sql = sql;
    rows->text = text;
    if (sql->error)
        return rows;
    rows->statement = take_statement(sql, text);
    if (rows->statement && !bind_values(sql, rows->statement, values)) {
        sqlite3_finalize(rows->statement);
        rows->statement = NULL;
    }
    return rows;
}

gboolean rows_next(struct rows *rows)
{
    if (!rows->statement || rows->sql->error)
        return FALSE;
    int result = sqlite3_step(rows->statement);
    if (result == SQLITE_ROW)
        return TRUE;
    if (result != SQLITE_DONE)
        note_result(rows->sql, result);
    give_back(rows->sql, rows->text, g_steal_pointer(&rows->statement));
    return FALSE;
}

void rows_free(struct rows *rows)
{
    if (!rows)
        return;
    if (rows->statement)
        give_back(rows->sql, rows->text, rows->statement);
    g_free(rows);
}

void sql_run_values(struct sql *sql, const char *text, const struct sql_value *values)
{
    AUTO(rows) *rows = sql_query_values(sql, text, values);
    while (rows_next(rows))
        ;
}

gint64 sql_number_values(struct sql *sql, gint64 fallback, const char *text,
                         const struct sql_value *values)
{
    AUTO(rows) *rows = sql_query_values(sql, text, values);
    return rows_next(rows) ? rows_integer(rows, 0) : fallback;
}

void sql_script(struct sql *sql, const char *text)
{
    if (sql->error)
        return;
    int result = sqlite3_exec(sql->db, text, NULL, NULL, NULL);
    if (result != SQLITE_OK)
        note_result(sql, result);
}

/* The backup interface and not VACUUM INTO, which a connection that may only query is refused. */
gboolean sql_copy(struct sql *sql, const char *path, GError **error)
{
    sqlite3 *copy = NULL;
    int result = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    sqlite3_backup *backup =
        result == SQLITE_OK ? sqlite3_backup_init(copy, "main", sql->db, "main") : NULL;
    if (backup) {
        sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
    }
    result = copy ? sqlite3_errcode(copy) : SQLITE_NOMEM;
    if (result != SQLITE_OK)
        g_set_error(error, REGISTER_ERROR, error_code(result), "%s: cannot be copied to: %s", path,
                    sqlite3_errstr(result));
    sqlite3_close(copy);
    return result == SQLITE_OK;
}

gint64 sql_last_id(struct sql *sql)
{
    return sql->error ? 0 : sqlite3_last_insert_rowid(sql->db);
}

guint64 sql_changes(struct sql *sql)
{
    return sql->error ? 0 : (guint64)sqlite3_changes64(sql->db);
}

guint64 sql_writes(const struct sql *sql)
{
    return sql->db ? (guint64)sqlite3_total_changes64(sql->db) : 0;
}

/* ---- columns --------------------------------------------------------------------------------- */

gboolean rows_is_null(const struct rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL;
}

gint64 rows_integer(const struct rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

double rows_real(const struct rows *rows, int column)
{
    return sqlite3_column_double(rows->statement, column);
}

const char *rows_peek(const struct rows *rows, int column)
{
    return (const char *)sqlite3_column_text(rows->statement, column);
}

char *rows_text(const struct rows *rows, int column)
{
    return g_strdup(rows_peek(rows, column));
}

GBytes *rows_bytes(const struct rows *rows, int column)
{
    if (sqlite3_column_type(rows->statement, column) == SQLITE_NULL)
        return NULL;
    const void *data = sqlite3_column_blob(rows->statement, column);
    return g_bytes_new(data, (gsize)sqlite3_column_bytes(rows->statement, column));
}

GDate rows_day(const struct rows *rows, int column)
{
    return sql_read_day(rows_peek(rows, column));
}

/* ---- transactions ---------------------------------------------------------------------------- */

/* Whoever holds the file for long is waited for once: a daemon that has ten things to note would stand still
 * for minutes. */
static void begin(struct sql *sql, enum sql_lock lock)
{
    if (sql->stale) {
        sql->stale = FALSE;
        disconnect(sql);
        connect_to_file(sql);
    }
    if (sql->error)
        return;
    sqlite3_busy_timeout(sql->db, sql->busy ? STILL_BUSY_MS : BUSY_MS);
    sql_run(sql, lock == SQL_WRITE ? "BEGIN IMMEDIATE" : "BEGIN");
    if (lock == SQL_WRITE && !sql->error)
        sql->busy = FALSE;
}

static void begin_part(struct sql *sql)
{
    if (sql->broken)
        sql->error = g_error_copy(sql->broken);
    sql_run(sql, "SAVEPOINT part");
}

/* A part that failed leaves the others as they are, unless it was the disk: then SQLite may have rolled
 * back all of them, and nothing more may be written outside a transaction. */
static gboolean end_part(struct sql *sql, GError **error)
{
    sql_run(sql, "RELEASE part");
    if (!sql->error)
        return TRUE;
    gboolean whole = !sql->broken && !sql->stale && !sqlite3_get_autocommit(sql->db) &&
                     sqlite3_exec(sql->db, "ROLLBACK TO part; RELEASE part", NULL, NULL, NULL) == SQLITE_OK;
    if (!whole && !sql->broken)
        sql->broken = g_error_copy(sql->error);
    g_propagate_error(error, g_steal_pointer(&sql->error));
    return FALSE;
}

static gboolean commit(struct sql *sql, GError **error)
{
    sql_run(sql, "COMMIT");
    if (!sql->error)
        return TRUE;
    if (sql->db && !sqlite3_get_autocommit(sql->db))
        sqlite3_exec(sql->db, "ROLLBACK", NULL, NULL, NULL);
    g_propagate_error(error, g_steal_pointer(&sql->error));
    return FALSE;
}

void sql_begin(struct sql *sql, enum sql_lock lock)
{
    g_return_if_fail(!sql->open);
    g_clear_error(&sql->error);
    sql->open = TRUE;
    if (sql->group)
        begin_part(sql);
    else
        begin(sql, lock);
}

gboolean sql_end(struct sql *sql, GError **error)
{
    sql->open = FALSE;
    return sql->group ? end_part(sql, error) : commit(sql, error);
}

gboolean sql_group_begin(struct sql *sql, GError **error)
{
    g_return_val_if_fail(!sql->open && !sql->group, FALSE);
    g_clear_error(&sql->error);
    begin(sql, SQL_WRITE);
    sql->group = !sql->error;
    if (sql->error)
        g_propagate_error(error, g_steal_pointer(&sql->error));
    return sql->group;
}

gboolean sql_is_grouped(const struct sql *sql)
{
    return sql->group;
}

gboolean sql_group_end(struct sql *sql, GError **error)
{
    g_return_val_if_fail(!sql->open && sql->group, FALSE);
    sql->group = FALSE;
    g_clear_error(&sql->error);
    sql->error = g_steal_pointer(&sql->broken);
    return commit(sql, error);
}
