/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document register's record of a matter: its number, where it belongs, whose it is.
 *
 * Numbers count up under each pattern in which the year is filled in, so a new year begins at 1; they
 * are given in the transaction that makes the matter, so that none is lost or given twice. A number that
 * is there already (two patterns can lead to one) is passed over. */
#include "keep/write.h"

#define TRIES_MAX 100000

static char *replace(const char *text, const char *place, gint64 value)
{
    g_auto(GStrv) pieces = g_strsplit(text, place, -1);
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, value);
    return g_strjoinv(digits, pieces);
}

static char *next_number(struct sql *sql, const char *pattern, const GDate *today)
{
    g_autofree char *year = replace(pattern, "{year}", g_date_get_year(today));
    for (guint i = 0; i < TRIES_MAX && !sql_failed(sql); i++) {
        sql_run(sql, "INSERT INTO record_numbers (pattern, last) VALUES (?, 1)"
                     " ON CONFLICT (pattern) DO UPDATE SET last = last + 1",
                V(year));
        gint64 last = sql_number(sql, 0, "SELECT last FROM record_numbers WHERE pattern = ?", V(year));
        g_autofree char *number = replace(year, "{n}", last);
        if (!sql_number(sql, 0, "SELECT count(*) FROM records WHERE number = ?", V(number)))
            return g_steal_pointer(&number);
    }
    return NULL;
}

static char *find_channel(struct sql *sql, gint64 mail)
{
    if (mail == 0)
        return g_strdup("by hand");
    AUTO(rows) *rows = sql_query(
        sql, "SELECT source FROM sightings WHERE mail = ? ORDER BY seen_at, source LIMIT 1", V(mail));
    return rows_next(rows) ? g_strdup_printf("e-mail, %s", rows_peek(rows, 0)) : g_strdup("e-mail");
}

/* As register_mail_path() has it, without the folder. */
static char *find_original(struct sql *sql, gint64 mail)
{
    AUTO(rows) *rows = sql_query(sql, "SELECT sha256 FROM mails WHERE id = ?", V(mail));
    const char *hash = rows_next(rows) ? rows_peek(rows, 0) : NULL;
    return hash ? g_strdup_printf("mails/%.2s/%s.eml", hash, hash) : NULL;
}

void records_write(struct sql *sql, gint64 matter, const struct record *record,
                   const char *correspondent, gint64 mail, const GDate *today)
{
    if (!record || sql_failed(sql))
        return;
    g_autofree char *number = record->number ? next_number(sql, record->number, today) : NULL;
    g_autofree char *channel = find_channel(sql, mail);
    g_autofree char *original = find_original(sql, mail);
    sql_run(sql, "INSERT INTO records (matter, number, function, series, file, access,"
                 " correspondent, channel, responsible, unit, original)"
                 " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            V(matter), V(number), V(record->function), V(record->series), V(record->file),
            V(record->access), V(correspondent), V(channel), V(record->responsible),
            V(record->unit), V(original));
}

struct record *record_at(const struct rows *rows, int column)
{
    struct record *record = g_new0(struct record, 1);
    char **const fields[] = {&record->number,        &record->function, &record->series,
                             &record->file,          &record->access,   &record->correspondent,
                             &record->channel,       &record->responsible, &record->unit,
                             &record->original};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        *fields[i] = rows_text(rows, column + (int)i);
    return record;
}
