/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matters and dates that a person writes in: a matter by hand, another deadline, none at all.
 *
 * They take the same roads as those of mails: a matter gets its number, a date is a new version, and the
 * history says who it was. */
#include "keep/write.h"

/* No mail made it: who wrote it when, and as the how-manieth, does instead. */
static char *origin_by_hand(struct sql *sql, const char *actor, gint64 now)
{
    gint64 last = sql_number(sql, 0, "SELECT coalesce(max(id), 0) FROM history");
    g_autofree char *said =
        g_strdup_printf("by hand\n%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT, actor, now, last);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, said, -1);
}

gboolean register_add(struct registry *registry, const struct findings *findings,
                      const struct record_terms *terms, const char *actor, gint64 *matter,
                      GError **error)
{
    struct sql *sql = registry->sql;
    AUTO(matter) *draft = matter_draft(findings, &terms->today);
    AUTO(known) *nothing = known_new(matter_new());
    AUTO(merge) *merge = merge_letter(nothing, findings, RELATION_LATER, FALSE);
    g_autofree char *to = change_list(terms->recipients);

    sql_begin(sql, SQL_WRITE);
    draft->origin = origin_by_hand(sql, actor, terms->now);
    gint64 id = write_matter(sql, draft);
    write_version(sql, id, 1, merge, findings, 0);
    write_letter_facts(sql, id, 0, findings);
    change_recipients(sql, id, terms->recipients);
    records_write(sql, id, terms->record, draft->sender, 0, &terms->today);
    history_add(sql, terms->now, actor, (struct history_subject){.matter = id}, "registered",
                "by hand, %s: %s; for %s", matter_state_name(draft->state),
                draft->subject ? draft->subject : "no subject", to);
    if (!sql_end(sql, error))
        return FALSE;
    *matter = id;
    return TRUE;
}

gboolean register_set_due(struct registry *registry, gint64 matter, const GDate *day,
                          const char *actor, const char *said, const GDate *today, gint64 now,
                          GError **error)
{
    struct sql *sql = registry->sql;
    const struct answer_order order = {.matter = matter,
                                       .official = actor,
                                       .act = g_date_valid(day) ? ANSWER_DUE : ANSWER_NONE,
                                       .day = *day,
                                       .today = *today,
                                       .said = said,
                                       .now = now};

    sql_begin(sql, SQL_WRITE);
    AUTO(matter) *known = load_matter(sql, matter, MATTER_PART_ALL);
    if (!known && !sql_failed(sql))
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_MISSING,
                                  "there is no matter %" G_GINT64_FORMAT, matter));
    else if (!sql_failed(sql) && !answer_apply(sql, &order, known, "by command"))
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_REFUSED,
                                  "matter %" G_GINT64_FORMAT " is %s: reopen it first", matter,
                                  matter_state_name(known->state)));
    return sql_end(sql, error);
}
