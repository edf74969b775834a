/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the matters that a letter might belong to, for join.c to judge: those that share an id, a
 * reference, a letter date, a deadline or a subject with it.
 *
 * Ids and references name few matters; dates and subjects may name thousands (everybody's reports
 * are due on 1 September), so of those only the latest PER_KEY count. CANDIDATES_MAX bounds the
 * work for one mail, whatever the mail says. */
#include "keep/shelf.h"
#include "keep/write.h"

#define PER_KEY        60
#define CANDIDATES_MAX 300
#define IDS_MAX        64
#define DATES_MAX      20

struct search {
    struct sql *sql;
    struct shelf *shelf;
    GHashTable *seen; /* of struct known */
    GPtrArray *found; /* the same, in their order */
};

static void take(struct search *search, gint64 id)
{
    if (search->found->len >= CANDIDATES_MAX)
        return;
    struct known *known = shelf_known(search->shelf, search->sql, id);
    if (known && g_hash_table_add(search->seen, known))
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
    const GArray *ids = g_date_valid(date) ? shelf_dated(search->shelf, search->sql, date) : NULL;
    for (guint i = 0; ids && i < ids->len; i++)
        take(search, g_array_index(ids, gint64, i));
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

GPtrArray *candidates_find(struct sql *sql, struct shelf *shelf, const struct findings *findings)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    struct search search = {.sql = sql, .shelf = shelf, .seen = seen, .found = g_ptr_array_new()};

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
