/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what a matter asks: versions of its deadlines and requests, never over older ones.
 *
 * A version is whole: what holds on is copied into it, so that one version can be read without the
 * others. Everything happens inside the caller's transaction. */
#include "keep/write.h"

static char *format_alternatives(const GArray *dates)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < dates->len; i++) {
        struct sql_value day = sql_day(&g_array_index(dates, GDate, i));
        if (day.type == SQL_TEXT)
            g_string_append_printf(list, "%s%s", list->len ? " " : "", day.day);
    }
    return list->len ? g_strdup(list->str) : NULL;
}

static gint64 insert_request(struct sql *sql, const struct place *place,
                             const struct request *request)
{
    const struct quote *quote = &request->quote;
    sql_run(sql, "INSERT INTO requests (matter, version, position, addressee, confidence, rule,"
                 " quote, part, page, part_index, offset, length)"
                 " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            V(place->matter), V(place->version), V(place->position), V(request->addressee),
            V(request->confidence), V(request->rule), V(quote->text), V(quote->part),
            V(quote->page), V(quote->part_index), V(quote->offset), V(quote->length));
    return sql_last_id(sql);
}

static gint64 insert_deadline(struct sql *sql, const struct place *place,
                              const struct deadline *deadline, gint64 mail)
{
    const struct quote *quote = &deadline->quote;
    g_autofree char *alternatives = format_alternatives(deadline->alternatives);
    sql_run(sql, "INSERT INTO deadlines (matter, version, position, date, minutes, zone, kind,"
                 " not_before, firm, derived, past, confidence, alternatives, rule, doubt, mail,"
                 " quote, part, page, part_index, offset, length)"
                 " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            V(place->matter), V(place->version), V(place->position), V(&deadline->date),
            deadline->minutes >= 0 ? V(deadline->minutes) : V((const char *)NULL),
            V(deadline->zone), V(deadline_kind_name(deadline->kind)), V(&deadline->not_before),
            V(deadline->firm), V(deadline->derived), V(deadline->past), V(deadline->confidence),
            V(alternatives), V(deadline->rule), V(deadline->doubt), sql_reference(mail), V(quote->text),
            V(quote->part), V(quote->page), V(quote->part_index), V(quote->offset),
            V(quote->length));
    return sql_last_id(sql);
}

/* The same row under the next version. */
static gint64 copy_request(struct sql *sql, const struct place *place, guint position)
{
    sql_run(sql, "INSERT INTO requests (matter, version, position, addressee, confidence, rule,"
                 " quote, part, page, part_index, offset, length)"
                 " SELECT matter, ?, ?, addressee, confidence, rule, quote, part, page, part_index,"
                 " offset, length FROM requests WHERE matter = ? AND version = ? AND position = ?",
            V(place->version), V(place->position), V(place->matter), V(place->version - 1),
            V(position));
    return sql_last_id(sql);
}

static gint64 copy_deadline(struct sql *sql, const struct place *place, guint position)
{
    sql_run(sql, "INSERT INTO deadlines (matter, version, position, date, minutes, zone, kind,"
                 " not_before, firm, derived, past, confidence, alternatives, rule, doubt, mail,"
                 " quote, part, page, part_index, offset, length)"
                 " SELECT matter, ?, ?, date, minutes, zone, kind, not_before, firm, derived, past,"
                 " confidence, alternatives, rule, doubt, mail, quote, part, page, part_index,"
                 " offset, length FROM deadlines WHERE matter = ? AND version = ? AND position = ?",
            V(place->version), V(place->position), V(place->matter), V(place->version - 1),
            V(position));
    return sql_last_id(sql);
}

static void insert_links(struct sql *sql, const GArray *links, const GArray *deadline_ids,
                         const GArray *request_ids)
{
    for (guint i = 0; i < links->len && !sql_failed(sql); i++) {
        const struct merge_link *link = &g_array_index(links, struct merge_link, i);
        sql_run(sql, "INSERT INTO deadline_requests (deadline, request) VALUES (?, ?)"
                     " ON CONFLICT DO NOTHING",
                V(g_array_index(deadline_ids, gint64, link->deadline)),
                V(g_array_index(request_ids, gint64, link->request)));
    }
}

void write_version(struct sql *sql, gint64 matter, guint version, const struct merge *merge,
                   const struct findings *findings, gint64 mail)
{
    g_autoptr(GArray) request_ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) deadline_ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    struct place place = {.matter = matter, .version = version};

    for (guint i = 0; i < merge->requests->len && !sql_failed(sql); i++) {
        const struct merge_item *item = &g_array_index(merge->requests, struct merge_item, i);
        place.position = i;
        gint64 id = item->fresh ? insert_request(sql, &place,
                                                 g_ptr_array_index(findings->requests,
                                                                   item->position))
                                : copy_request(sql, &place, item->position);
        g_array_append_val(request_ids, id);
    }
    for (guint i = 0; i < merge->deadlines->len && !sql_failed(sql); i++) {
        const struct merge_item *item = &g_array_index(merge->deadlines, struct merge_item, i);
        place.position = i;
        gint64 id = item->fresh ? insert_deadline(sql, &place,
                                                  g_ptr_array_index(findings->deadlines,
                                                                    item->position),
                                                  mail)
                                : copy_deadline(sql, &place, item->position);
        g_array_append_val(deadline_ids, id);
    }
    insert_links(sql, merge->links, deadline_ids, request_ids);
}

gint64 write_matter(struct sql *sql, const struct matter *draft)
{
    g_autofree char *key = words_subject_key(draft->subject);
    sql_run(sql, "INSERT INTO matters (state, registered, subject, subject_key, sender, reference,"
                 " language, letter_date, kind, confidence, origin)"
                 " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            V(matter_state_name(draft->state)), V(&draft->registered), V(draft->subject), V(key),
            V(draft->sender), V(draft->reference), V(draft->language), V(&draft->letter_date),
            V(letter_kind_name(draft->kind)), V(draft->confidence), V(draft->origin));
    return sql_last_id(sql);
}

/* ---- facts of a mail ------------------------------------------------------------------------- */

static void write_topics(struct sql *sql, gint64 mail, const char *sort, const GPtrArray *values)
{
    for (guint i = 0; i < values->len && !sql_failed(sql); i++)
        sql_run(sql, "INSERT INTO topics (mail, sort, value) VALUES (?, ?, ?)"
                     " ON CONFLICT DO NOTHING",
                V(mail), V(sort), V((const char *)g_ptr_array_index(values, i)));
}

static void write_flaws(struct sql *sql, gint64 mail, const char *sort, const GPtrArray *flaws)
{
    for (guint i = 0; i < flaws->len && !sql_failed(sql); i++) {
        const struct flaw *flaw = g_ptr_array_index(flaws, i);
        sql_run(sql, "INSERT INTO flaws (mail, sort, part, what) VALUES (?, ?, ?, ?)"
                     " ON CONFLICT DO NOTHING",
                V(mail), V(sort), V(flaw->part), V(flaw->what ? flaw->what : "not read"));
    }
}

void write_mail_facts(struct sql *sql, gint64 mail, const struct findings *findings,
                      gboolean verified)
{
    sql_run(sql, "UPDATE mails SET message_id = ?, letter_id = ?, in_reply_to = ?, refs = ?,"
                 " letter_date = ?, language = ?, from_address = ?, subject = ?, received = ?,"
                 " verified = ? WHERE id = ?",
            V(findings->message_id), V(findings->letter_id), V(findings->in_reply_to),
            V(findings->references), V(&findings->letter_date), V(findings->language),
            V(findings->from), V(findings->subject), V(&findings->received), V(verified), V(mail));
    write_flaws(sql, mail, "unread", findings->unread);
    write_flaws(sql, mail, "limit", findings->limits);
    write_topics(sql, mail, "instrument", findings->instruments);
    write_topics(sql, mail, "article", findings->articles);
    write_topics(sql, mail, "case", findings->cases);
    write_topics(sql, mail, "country", findings->countries);
}

static void write_reference(struct sql *sql, gint64 matter, const char *reference)
{
    g_autofree char *key = words_reference_key(reference);
    if (key)
        sql_run(sql, "INSERT INTO matter_references (key, matter) VALUES (?, ?)"
                     " ON CONFLICT DO NOTHING",
                V(key), V(matter));
}

void write_letter_facts(struct sql *sql, gint64 matter, gint64 mail,
                        const struct findings *findings)
{
    GDate since = join_letter_day(findings);
    write_reference(sql, matter, findings->reference);
    write_reference(sql, matter, findings->earlier);
    for (guint i = 0; i < findings->superseded->len && !sql_failed(sql); i++) {
        const struct superseded *superseded = g_ptr_array_index(findings->superseded, i);
        if (!g_date_valid(&superseded->date) || !g_date_valid(&since))
            continue;
        sql_run(sql, "INSERT INTO superseded (matter, date, since, mail, quote)"
                     " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                V(matter), V(&superseded->date), V(&since), V(mail), V(superseded->quote.text));
    }
}

guint write_doubt(struct sql *sql, gint64 matter, gint64 mail, const char *sort, const char *words)
{
    sql_run(sql, "INSERT INTO doubts (matter, mail, sort, words) VALUES (?, ?, ?, ?)"
                 " ON CONFLICT DO NOTHING",
            V(matter), V(mail), V(sort), V(words));
    return sql_changes(sql) > 0;
}
