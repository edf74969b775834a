/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What made a matter, for the tokens of its mails.
 *
 * A register that was put back from a copy reads later mails anew, and a matter may then have another number
 * than the one that stands in mails already sent. What made it is the same: the mail that opened it, or where
 * several bring the same letter and another of them was read first this time, one of the first few.
 *
 * In that last case our own copies tell by which of them the officials know the matter (MATTER_NAMED): it
 * becomes the origin, as long as nothing went under another one, and what is planned is planned anew. So a mail
 * that is out is known for sent, and what follows bears the names that threads and calendars have. */
#include <string.h>

#include "keep/entry.h"

enum { MAILS_MOST = 8, RENUMBERED_MOST = 200 };

#define REPLANNED "state = 'planned' AND attempts = 0 AND step NOT GLOB '" REMINDER_ANSWER "*'"

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

/* ---- the copy that officials know ------------------------------------------------------------ */

/* Whether a mail of ours came back that names a matter by this hash. */
static gboolean is_told(struct sql *sql, const char *hash)
{
    g_autofree char *first = g_strdup_printf(MATTER_NAMED "%.*s.", MATTER_NAME_HEX, hash);
    g_autofree char *end = g_strdup_printf(MATTER_NAMED "%.*s/", MATTER_NAME_HEX, hash); /* '.' + 1 */
    return sql_number(sql, 0,
                      "SELECT EXISTS (SELECT 1 FROM mails WHERE message_id >= ? AND message_id < ?"
                      " AND outcome = ?)",
                      V(first), V(end), V(outcome_name(OUTCOME_OWN))) != 0;
}

/* Of a matter since the register was put back under whose present origin nothing went. */
static char *changeable_origin(struct sql *sql, gint64 matter)
{
    g_autofree char *origin = NULL;
    {
        AUTO(rows) *rows =
            sql_query(sql,
                      "SELECT origin FROM matters x WHERE id = ? AND origin IS NOT NULL AND registered >="
                      " (SELECT date(CAST(value AS INTEGER), 'unixepoch', '-1 day') FROM meta"
                      "  WHERE name = 'restored')"
                      " AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.matter = x.id"
                      "  AND r.state <> 'passed' AND (r.state <> 'planned' OR r.attempts > 0))",
                      V(matter));
        if (rows_next(rows))
            origin = rows_text(rows, 0);
    }
    return origin && !is_told(sql, origin) ? g_steal_pointer(&origin) : NULL;
}

static void adopt(struct entry *entry, gint64 matter, const char *hash)
{
    struct sql *sql = entry->sql;
    g_autofree char *origin = changeable_origin(sql, matter);
    if (!origin || strcmp(origin, hash) == 0)
        return;
    sql_run(sql, "UPDATE matters SET origin = ?, look_on = '', changes = changes + 1 WHERE id = ?", V(hash),
            V(matter));
    /* They bear the other name. No number of theirs is given again. */
    sql_run(sql, "DELETE FROM reminder_bytes WHERE reminder IN"
                 " (SELECT id FROM reminders WHERE matter = ? AND " REPLANNED ")",
            V(matter));
    sql_run(sql, "DELETE FROM reminders WHERE matter = ? AND " REPLANNED, V(matter));
    history_add(sql, entry->terms->now, ACTOR_SELF,
                (struct history_subject){.matter = matter, .mail = entry->mail}, "known",
                "the officials know it by another of its mails, %.*s: what was planned is planned anew",
                MATTER_NAME_HEX, hash);
}

void origin_joined(struct entry *entry)
{
    AUTO(rows) *rows = sql_query(entry->sql, "SELECT sha256 FROM mails WHERE id = ?", V(entry->mail));
    g_autofree char *hash = rows_next(rows) ? rows_text(rows, 0) : NULL;
    g_clear_pointer(&rows, rows_free);
    if (hash && is_told(entry->sql, hash))
        adopt(entry, entry->recorded.matter, hash);
}

/* The mail that this Message-ID names by its beginning, where it belongs to a matter. */
static char *find_named(struct sql *sql, const char *message_id, gint64 *matter)
{
    enum { NAMED = sizeof MATTER_NAMED - 1 };
    static const char hex[] = "0123456789abcdef";
    if (!g_str_has_prefix(message_id, MATTER_NAMED) || strspn(message_id + NAMED, hex) != MATTER_NAME_HEX)
        return NULL;
    g_autofree char *first = g_strndup(message_id + NAMED, MATTER_NAME_HEX);
    g_autofree char *end = g_strconcat(first, "g", NULL); /* behind all figures */
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT j.matter, m.sha256 FROM mails m JOIN matter_mails j ON j.mail = m.id"
                                 " WHERE m.sha256 >= ? AND m.sha256 < ? AND j.outcome <> ? LIMIT 1",
                                 V(first), V(end), V(outcome_name(OUTCOME_ANSWER)));
    if (!rows_next(rows))
        return NULL;
    *matter = rows_integer(rows, 0);
    return rows_text(rows, 1);
}

void origin_told(struct entry *entry)
{
    gint64 matter = 0;
    g_autofree char *hash = find_named(entry->sql, entry->findings->message_id, &matter);
    if (hash)
        adopt(entry, matter, hash);
}
