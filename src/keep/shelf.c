/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of matters, kept from one mail of a group to the next.
 *
 * Letters that come together are often about the same few matters, and each matter has many rows: to load
 * all of them anew for each mail was half the time of a first import. In a group of parts of one
 * transaction nobody else can write, and each of our own writes is counted (sql_writes()): where one was
 * made since the last mail was recorded, whatever it was, the shelf is emptied. Recording a mail changes
 * the matter it went to, and no other; that one is loaded again. Outside a group nothing is kept. */
#include "keep/shelf.h"

#define PER_DAY   60  /* matters with a letter of that date; the latest ones */
#define SHELF_MAX 300 /* matters; where there are more, the next mail begins with an empty shelf */

struct shelf {
    GHashTable *matters; /* of struct known by its matter's id */
    GHashTable *days;    /* of GArray of gint64, by julian day */
    guint64 writes;      /* as sql_writes() said when the last mail was recorded */
};

struct shelf *shelf_new(void)
{
    struct shelf *shelf = g_new0(struct shelf, 1);
    shelf->matters = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)known_free);
    shelf->days = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    return shelf;
}

void shelf_free(struct shelf *shelf)
{
    if (!shelf)
        return;
    g_hash_table_unref(shelf->matters);
    g_hash_table_unref(shelf->days);
    g_free(shelf);
}

void shelf_clear(struct shelf *shelf)
{
    g_hash_table_remove_all(shelf->matters);
    g_hash_table_remove_all(shelf->days);
}

void shelf_begin(struct shelf *shelf, const struct sql *sql)
{
    if (!sql_is_grouped(sql) || sql_writes(sql) != shelf->writes ||
        g_hash_table_size(shelf->matters) > SHELF_MAX)
        shelf_clear(shelf);
}

/* A list that has the matter already says the same after one more letter. */
static void forget_day(struct shelf *shelf, const GDate *date, gint64 matter)
{
    if (!g_date_valid(date))
        return;
    gpointer day = GUINT_TO_POINTER(g_date_get_julian(date));
    const GArray *ids = g_hash_table_lookup(shelf->days, day);
    for (guint i = 0; ids && i < ids->len; i++)
        if (g_array_index(ids, gint64, i) == matter)
            return;
    g_hash_table_remove(shelf->days, day);
}

void shelf_recorded(struct shelf *shelf, const struct sql *sql, const struct findings *findings,
                    const struct recorded *recorded)
{
    if (!sql_is_grouped(sql) || recorded->outcome == OUTCOME_OWN || recorded->outcome == OUTCOME_ANSWER)
        shelf_clear(shelf);
    g_hash_table_remove(shelf->matters, &recorded->matter);
    forget_day(shelf, &findings->letter_date, recorded->matter);
    shelf->writes = sql_writes(sql);
}

const GArray *shelf_dated(struct shelf *shelf, struct sql *sql, const GDate *date)
{
    gpointer day = GUINT_TO_POINTER(g_date_get_julian(date));
    GArray *ids = g_hash_table_lookup(shelf->days, day);
    if (ids)
        return ids;
    ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_hash_table_insert(shelf->days, day, ids);
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT DISTINCT j.matter FROM mails m JOIN matter_mails j ON j.mail = m.id"
                                 " WHERE m.letter_date = ? ORDER BY j.matter DESC LIMIT ?",
                                 V(date), V(PER_DAY));
    while (rows_next(rows)) {
        gint64 id = rows_integer(rows, 0);
        g_array_append_val(ids, id);
    }
    return ids;
}

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

struct known *shelf_known(struct shelf *shelf, struct sql *sql, gint64 id)
{
    struct known *known = g_hash_table_lookup(shelf->matters, &id);
    if (known)
        return known;
    struct matter *matter = load_matter(sql, id, MATTER_PART_DEADLINES | MATTER_PART_EARLIER);
    if (!matter)
        return NULL;
    known = known_new(matter);
    load_letters(sql, known, id);
    load_topics(sql, known, id);
    load_references(sql, known, id);
    g_hash_table_insert(shelf->matters, &matter->id, known);
    return known;
}
