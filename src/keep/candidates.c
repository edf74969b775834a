/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the matters that a letter might belong to, for join.c to judge: those that share an id, a
 * reference, a letter date, a deadline or a subject with it.
 *
 * Ids and references name few matters; dates and subjects may name thousands (everybody's reports
 * are due on 1 September), so of those only the latest PER_KEY count. CANDIDATES_MAX bounds the
 * work for one mail, whatever the mail says. */
#include "keep/write.h"

#define PER_KEY        60
#define CANDIDATES_MAX 300
#define IDS_MAX        64
#define DATES_MAX      20

struct search {
    struct sql *sql;
    GHashTable *seen; /* of gint64 * */
    GPtrArray *found; /* of struct known */
};

/* ---- what is known --------------------------------------------------------------------------- */

static void add_texts(GPtrArray *list, struct rows *rows, int column)
{
    if (!rows_is_null(rows, column))
        g_ptr_array_add(list, rows_text(rows, column));
}

static void load_letters(struct sql *sql, struct known *known, gint64 matter)
{
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT m.message_id, m.letter_id, m.letter_date, m.language,"
                                 " m.verified, m.verified OR j.outcome IN ('new matter',"
                                 " 'for information') FROM matter_mails j"
                                 " CROSS JOIN mails m ON m.id = j.mail WHERE j.matter = ?",
                                 V(matter));
    while (rows_next(rows)) {
        add_texts(known->ids, rows, 0);
        add_texts(known->ids, rows, 1);
        known->verified |= rows_integer(rows, 4) != 0;
        if (rows_integer(rows, 5) == 0)
            continue;
        GDate day = rows_day(rows, 2);
        if (g_date_valid(&day))
            g_array_append_val(known->letter_dates, day);
        add_texts(known->languages, rows, 3);
    }
}

static void load_topics(struct sql *sql, struct known *known, gint64 matter)
{
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT DISTINCT t.sort, t.value FROM matter_mails j"
                                 " CROSS JOIN mails m ON m.id = j.mail"
                                 " CROSS JOIN topics t ON t.mail = j.mail WHERE j.matter = ?"
                                 " AND (m.verified OR j.outcome IN ('new matter',"
                                 " 'for information'))",
                                 V(matter));
    while (rows_next(rows)) {
        const char *sort = rows_peek(rows, 0);
        GPtrArray *list = g_str_equal(sort, "instrument") ? known->instruments
                          : g_str_equal(sort, "article")  ? known->articles
                          : g_str_equal(sort, "case")     ? known->cases
                                                          : known->countries;
        add_texts(list, rows, 1);
    }
}

static void load_references(struct sql *sql, struct known *known, gint64 matter)
{
    AUTO(rows) *keys =
        sql_query(sql, "SELECT key FROM matter_references WHERE matter = ?", V(matter));
    while (rows_next(keys))
        add_texts(known->references, keys, 0);
    AUTO(rows) *dates =
        sql_query(sql, "SELECT date, since FROM superseded WHERE matter = ?", V(matter));
    while (rows_next(dates)) {
        struct taken_back back = {rows_day(dates, 0), rows_day(dates, 1)};
        g_array_append_val(known->taken_back, back);
    }
}

static void take(struct search *search, gint64 id)
{
    if (search->found->len >= CANDIDATES_MAX || g_hash_table_contains(search->seen, &id))
        return;
    gint64 *key = g_new(gint64, 1);
    *key = id;
    g_hash_table_add(search->seen, key);
    struct matter *matter =
        load_matter(search->sql, id, MATTER_PART_DEADLINES | MATTER_PART_EARLIER);
    if (!matter)
        return;
    struct known *known = known_new(matter);
    load_letters(search->sql, known, id);
    load_topics(search->sql, known, id);
    load_references(search->sql, known, id);
    g_ptr_array_add(search->found, known);
}

/* ---- roads ----------------------------------------------------------------------------------- */

static void take_all(struct search *search, const char *text, const struct sql_value *values)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    {
        AUTO(rows) *rows = sql_query_values(search->sql, text, values);
        while (rows_next(rows)) {
            gint64 id = rows_integer(rows, 0);
            g_array_append_val(ids, id);
        }
    }
    for (guint i = 0; i < ids->len; i++)
        take(search, g_array_index(ids, gint64, i));
}

static void by_id(struct search *search, const char *id)
{
    if (!id || !*id)
        return;
    take_all(search,
             "SELECT DISTINCT j.matter FROM mails m JOIN matter_mails j ON j.mail = m.id"
             " WHERE m.message_id = ?1 OR m.letter_id = ?1 ORDER BY j.matter DESC LIMIT ?2",
             SQL_VALUES(V(id), V(PER_KEY)));
}

static void by_ids(struct search *search, const char *ids)
{
    g_auto(GStrv) list = g_strsplit_set(ids ? ids : "", " \t\n<>", -1);
    guint looked_at = 0;
    for (guint i = 0; list[i] && looked_at < IDS_MAX; i++) {
        looked_at += *list[i] != '\0';
        by_id(search, list[i]);
    }
}

static void by_reference(struct search *search, const char *reference)
{
    g_autofree char *key = words_reference_key(reference);
    if (key)
        take_all(search,
                 "SELECT matter FROM matter_references WHERE key = ? ORDER BY matter DESC LIMIT ?",
                 SQL_VALUES(V(key), V(PER_KEY)));
}

static void by_letter_date(struct search *search, const GDate *date)
{
    if (g_date_valid(date))
        take_all(search,
                 "SELECT DISTINCT j.matter FROM mails m JOIN matter_mails j ON j.mail = m.id"
                 " WHERE m.letter_date = ? ORDER BY j.matter DESC LIMIT ?",
                 SQL_VALUES(V(date), V(PER_KEY)));
}

static void by_deadline(struct search *search, const GDate *date)
{
    if (g_date_valid(date))
        take_all(search,
                 "SELECT d.matter FROM deadlines d JOIN matters m ON m.id = d.matter"
                 " AND m.version = d.version WHERE d.date = ? ORDER BY d.id DESC LIMIT ?",
                 SQL_VALUES(V(date), V(PER_KEY)));
}

static void by_subject(struct search *search, const char *subject)
{
    g_autofree char *key = words_subject_key(subject);
    if (key)
        take_all(search,
                 "SELECT id FROM matters WHERE subject_key = ? ORDER BY id DESC LIMIT ?",
                 SQL_VALUES(V(key), V(PER_KEY)));
}

GPtrArray *candidates_find(struct sql *sql, const struct findings *findings)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    struct search search = {.sql = sql, .seen = seen,
                            .found = g_ptr_array_new_with_free_func((GDestroyNotify)known_free)};

    by_id(&search, findings->message_id);
    by_id(&search, findings->letter_id);
    by_reference(&search, findings->reference);
    by_reference(&search, findings->earlier);
    by_ids(&search, findings->in_reply_to);
    by_ids(&search, findings->references);
    by_letter_date(&search, &findings->letter_date);
    by_subject(&search, findings->subject);
    for (guint i = 0; i < MIN(findings->deadlines->len, DATES_MAX); i++)
        by_deadline(&search, &((struct deadline *)g_ptr_array_index(findings->deadlines, i))->date);
    return search.found;
}
