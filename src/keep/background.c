/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Background reading: news and the like that are about the subject of a matter. They never bring a date;
 * they are only listed. One thing in common is too little: half of all mails name the own country.
 *
 * Beside it: what has come from known senders, for circulars that must come every year. */
#include "keep/keep.h"

GPtrArray *register_background(struct registry *registry, gint64 matter, GError **error)
{
    g_autoptr(GPtrArray) mails =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void *)matter_mail_free);
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query(
        registry->sql,
        "WITH mine AS (SELECT DISTINCT t.sort, t.value FROM matter_mails j"
        " JOIN topics t ON t.mail = j.mail WHERE j.matter = ?1)"
        " SELECT e.id, e.message_id, e.from_address, e.subject, e.sha256, e.received, e.verified"
        " FROM mine m CROSS JOIN topics a ON a.sort = m.sort AND a.value = m.value"
        " CROSS JOIN mails e ON e.id = a.mail WHERE e.outcome = ?2 GROUP BY e.id"
        " HAVING max(a.sort = 'country') AND max(a.sort <> 'country')"
        " ORDER BY e.received DESC, e.id DESC LIMIT ?3",
        V(matter), V(outcome_name(OUTCOME_NO_CIRCULAR)), V(BACKGROUND_MAX));
    while (rows_next(rows)) {
        struct matter_mail *mail = matter_mail_new();
        mail->id = rows_integer(rows, 0);
        mail->message_id = rows_text(rows, 1);
        mail->from = rows_text(rows, 2);
        mail->subject = rows_text(rows, 3);
        mail->sha256 = rows_text(rows, 4);
        mail->received = rows_day(rows, 5);
        mail->verified = rows_integer(rows, 6) != 0;
        g_ptr_array_add(mails, mail);
    }
    return sql_end(registry->sql, error) ? g_steal_pointer(&mails) : NULL;
}

GPtrArray *register_letters_since(struct registry *registry, const GDate *day, GError **error)
{
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func((GDestroyNotify)matter_free);
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query(registry->sql,
                                 "SELECT m.id, m.kind, m.subject FROM mails e"
                                 " JOIN matters m ON m.id = e.matter"
                                 " WHERE e.received >= ? AND e.verified",
                                 V(day));
    while (rows_next(rows)) {
        struct matter *matter = matter_new();
        matter->id = rows_integer(rows, 0);
        matter->kind = letter_kind_parse(rows_peek(rows, 1));
        matter->subject = rows_text(rows, 2);
        g_ptr_array_add(letters, matter);
    }
    return sql_end(registry->sql, error) ? g_steal_pointer(&letters) : NULL;
}
