/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matters out of the register, one or all of them.
 *
 * Matters come in pages of rising ids, and each part (mails, deadlines, …) of a whole page with one
 * query that is laid beside it: the cost of a list is that of a few passes over the tables, its
 * memory that of a page. Between two pages no lock is held. Where the matters of a page lie far
 * apart, each is filled on its own, so that a few open ones among many closed ones cost little. */
#include <stdio.h>
#include <string.h>

#include "keep/keep.h"

#define PAGE 512

/* A page of matters, and the place in it where the query at hand is. */
struct page {
    GPtrArray *matters; /* of struct matter, rising ids */
    guint at;
};

static struct matter *page_find(struct page *page, gint64 id)
{
    for (; page->at < page->matters->len; page->at++) {
        struct matter *matter = g_ptr_array_index(page->matters, page->at);
        if (matter->id >= id)
            return matter->id == id ? matter : NULL;
    }
    return NULL;
}

/* ---- matters --------------------------------------------------------------------------------- */

#define MATTER_COLUMNS                                                                             \
    "SELECT m.id, m.state, m.registered, m.snoozed_until, m.subject, m.sender, m.reference,"       \
    " m.language, m.letter_date, m.kind, m.confidence, m.version, m.changes,"       \
    " m.origin FROM matters m "

static struct matter *matter_at(const struct rows *rows)
{
    struct matter *matter = matter_new();
    matter->id = rows_integer(rows, 0);
    /* A state this program does not know: a person must look. */
    if (!matter_state_parse(rows_peek(rows, 1), &matter->state))
        matter->state = MATTER_CONFIRM;
    matter->registered = rows_day(rows, 2);
    matter->snoozed_until = rows_day(rows, 3);
    matter->subject = rows_text(rows, 4);
    matter->sender = rows_text(rows, 5);
    matter->reference = rows_text(rows, 6);
    matter->language = rows_text(rows, 7);
    matter->letter_date = rows_day(rows, 8);
    matter->kind = letter_kind_parse(rows_peek(rows, 9));
    matter->confidence = rows_real(rows, 10);
    matter->version = (guint)rows_integer(rows, 11);
    matter->changes = (guint64)rows_integer(rows, 12);
    matter->origin = rows_text(rows, 13);
    return matter;
}

/* ---- quotes, requests, deadlines ------------------------------------------------------------- */

static void quote_at(const struct rows *rows, int column, struct quote *quote)
{
    quote->text = rows_text(rows, column);
    quote->part = rows_text(rows, column + 1);
    quote->page = (guint)rows_integer(rows, column + 2);
    quote->part_index = (guint)rows_integer(rows, column + 3);
    quote->offset = (guint64)rows_integer(rows, column + 4);
    quote->length = (guint64)rows_integer(rows, column + 5);
}

static void fill_requests(struct sql *sql, struct page page, gint64 first, gint64 last)
{
    AUTO(rows) *rows = sql_query(
        sql,
        "SELECT m.id, r.addressee, r.confidence, r.rule, r.quote, r.part, r.page, r.part_index,"
        " r.offset, r.length FROM matters m CROSS JOIN requests r ON r.matter = m.id"
        " AND r.version = m.version WHERE m.id BETWEEN ? AND ? ORDER BY m.id, r.position",
        V(first), V(last));
    while (rows_next(rows)) {
        struct matter *matter = page_find(&page, rows_integer(rows, 0));
        if (!matter)
            continue;
        struct request *request = request_new();
        request->addressee = rows_text(rows, 1);
        request->confidence = rows_real(rows, 2);
        request->rule = rows_text(rows, 3);
        quote_at(rows, 4, &request->quote);
        g_ptr_array_add(matter->requests, request);
    }
}

static void parse_alternatives(const char *text, GArray *alternatives)
{
    g_auto(GStrv) days = g_strsplit(text ? text : "", " ", -1);
    for (guint i = 0; days[i]; i++) {
        guint year, month, day;
        GDate date;
        if (sscanf(days[i], "%4u-%2u-%2u", &year, &month, &day) != 3 ||
            !g_date_valid_dmy((GDateDay)day, month, (GDateYear)year))
            continue;
        g_date_clear(&date, 1);
        g_date_set_dmy(&date, (GDateDay)day, month, (GDateYear)year);
        g_array_append_val(alternatives, date);
    }
}

static enum deadline_kind deadline_kind_parse(const char *name)
{
    for (guint i = DEADLINE_BY; i <= DEADLINE_UNTIL; i++)
        if (g_strcmp0(deadline_kind_name(i), name) == 0)
            return i;
    return DEADLINE_BEFORE; /* not known: the earliest reading */
}

#define DEADLINE_COLUMNS                                                                           \
    "SELECT m.id, d.date, d.minutes, d.zone, d.kind, d.not_before, d.firm, d.derived, d.past,"     \
    " d.confidence, d.alternatives, d.rule, d.doubt, d.quote, d.part, d.page, d.part_index,"       \
    " d.offset, d.length FROM matters m CROSS JOIN deadlines d ON d.matter = m.id "

static struct deadline *deadline_at(const struct rows *rows)
{
    struct deadline *deadline = deadline_new();
    deadline->date = rows_day(rows, 1);
    deadline->minutes = rows_is_null(rows, 2) ? -1 : (int)rows_integer(rows, 2);
    deadline->zone = rows_text(rows, 3);
    deadline->kind = deadline_kind_parse(rows_peek(rows, 4));
    deadline->not_before = rows_day(rows, 5);
    deadline->firm = rows_integer(rows, 6) != 0;
    deadline->derived = rows_integer(rows, 7) != 0;
    deadline->past = rows_integer(rows, 8) != 0;
    deadline->confidence = rows_real(rows, 9);
    parse_alternatives(rows_peek(rows, 10), deadline->alternatives);
    deadline->rule = rows_text(rows, 11);
    deadline->doubt = rows_text(rows, 12);
    quote_at(rows, 13, &deadline->quote);
    return deadline;
}

static void fill_deadlines(struct sql *sql, struct page page, gint64 first, gint64 last)
{
    AUTO(rows) *rows = sql_query(sql,
                                 DEADLINE_COLUMNS "AND d.version = m.version"
                                                  " WHERE m.id BETWEEN ? AND ?"
                                                  " ORDER BY m.id, d.position",
                                 V(first), V(last));
    while (rows_next(rows)) {
        struct matter *matter = page_find(&page, rows_integer(rows, 0));
        if (matter)
            g_ptr_array_add(matter->deadlines, deadline_at(rows));
    }
}

static void fill_dates(struct sql *sql, struct page page, gint64 first, gint64 last)
{
    AUTO(rows) *rows = sql_query(
        sql,
        "SELECT m.id, d.date, d.minutes, d.kind, d.firm FROM matters m CROSS JOIN deadlines d"
        " ON d.matter = m.id AND d.version = m.version WHERE m.id BETWEEN ? AND ?"
        " ORDER BY m.id, d.position",
        V(first), V(last));
    while (rows_next(rows)) {
        struct matter *matter = page_find(&page, rows_integer(rows, 0));
        if (!matter)
            continue;
        struct deadline *deadline = deadline_new();
        deadline->date = rows_day(rows, 1);
        deadline->minutes = rows_is_null(rows, 2) ? -1 : (int)rows_integer(rows, 2);
        deadline->kind = deadline_kind_parse(rows_peek(rows, 3));
        deadline->firm = rows_integer(rows, 4) != 0;
        g_ptr_array_add(matter->deadlines, deadline);
    }
}

static void fill_links(struct sql *sql, struct page page, gint64 first, gint64 last)
{
    AUTO(rows) *rows = sql_query(
        sql,
        "SELECT m.id, d.position, r.position FROM matters m"
        " CROSS JOIN deadlines d ON d.matter = m.id AND d.version = m.version"
        " CROSS JOIN deadline_requests l ON l.deadline = d.id"
        " CROSS JOIN requests r ON r.id = l.request"
        " WHERE m.id BETWEEN ? AND ? ORDER BY m.id, d.position, r.position",
        V(first), V(last));
    while (rows_next(rows)) {
        struct matter *matter = page_find(&page, rows_integer(rows, 0));
        guint d = (guint)rows_integer(rows, 1), r = (guint)rows_integer(rows, 2);
        if (!matter || d >= matter->deadlines->len || r >= matter->requests->len)
            continue;
        struct deadline *deadline = g_ptr_array_index(matter->deadlines, d);
        struct request *request = g_ptr_array_index(matter->requests, r);
        g_array_append_val(deadline->requests, r);
        g_array_append_val(request->deadlines, d);
    }
}

static gboolean holds_date(const GPtrArray *deadlines, const GDate *date)
{
    for (guint i = 0; i < deadlines->len; i++) {
        const struct deadline *deadline = g_ptr_array_index(deadlines, i);
        if (g_date_compare(&deadline->date, date) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Latest version first; a date that holds still, or was named already, is not said again. */
static void fill_earlier(struct sql *sql, struct page page, gint64 first, gint64 last)
{
    AUTO(rows) *rows = sql_query(sql,
                                 DEADLINE_COLUMNS "AND d.version < m.version"
                                                  " WHERE m.id BETWEEN ?1 AND ?2 AND NOT EXISTS"
                                                  " (SELECT 1 FROM deadlines n WHERE n.matter = m.id"
                                                  " AND n.version = m.version AND n.date = d.date)"
                                                  " ORDER BY m.id, d.version DESC, d.position",
                                 V(first), V(last));
    while (rows_next(rows)) {
        struct matter *matter = page_find(&page, rows_integer(rows, 0));
        GDate date = rows_day(rows, 1);
        if (matter && g_date_valid(&date) && !holds_date(matter->earlier, &date))
            g_ptr_array_add(matter->earlier, deadline_at(rows));
    }
}

/* ---- the other parts ------------------------------------------------------------------------- */

static void fill_mails(struct sql *sql, struct page page, gint64 first, gint64 last)
{
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT j.matter, m.id, m.message_id, m.from_address, m.subject,"
                                 " m.sha256, m.received, m.verified FROM matter_mails j"
                                 " CROSS JOIN mails m ON m.id = j.mail"
                                 " WHERE j.matter BETWEEN ? AND ? ORDER BY j.matter, j.mail",
                                 V(first), V(last));
    while (rows_next(rows)) {
        struct matter *matter = page_find(&page, rows_integer(rows, 0));
        if (!matter)
            continue;
        struct matter_mail *mail = matter_mail_new();
        mail->id = rows_integer(rows, 1);
        mail->message_id = rows_text(rows, 2);
        mail->from = rows_text(rows, 3);
        mail->subject = rows_text(rows, 4);
        mail->sha256 = rows_text(rows, 5);
        mail->received = rows_day(rows, 6);
        mail->verified = rows_integer(rows, 7) != 0;
        g_ptr_array_add(matter->mails, mail);
    }
}

static void fill_doubts(struct sql *sql, struct page page, gint64 first, gint64 last)
{
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT matter, words FROM doubts WHERE matter BETWEEN ? AND ?"
                                 " AND settled_at IS NULL ORDER BY matter, id",
                                 V(first), V(last));
    while (rows_next(rows)) {
        struct matter *matter = page_find(&page, rows_integer(rows, 0));
        if (matter)
            g_ptr_array_add(matter->doubts, rows_text(rows, 1));
    }
}

static void fill_flaws(struct sql *sql, struct page page, gint64 first, gint64 last)
{
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT j.matter, f.sort, f.part, f.what FROM matter_mails j"
                                 " CROSS JOIN flaws f ON f.mail = j.mail"
                                 " WHERE j.matter BETWEEN ? AND ? ORDER BY j.matter, j.mail, f.id",
                                 V(first), V(last));
    while (rows_next(rows)) {
        struct matter *matter = page_find(&page, rows_integer(rows, 0));
        if (!matter)
            continue;
        gboolean unread = g_strcmp0(rows_peek(rows, 1), "unread") == 0;
        g_ptr_array_add(unread ? matter->unread : matter->limits,
                        flaw_new(rows_peek(rows, 2), rows_peek(rows, 3)));
    }
}

static void fill_recipients(struct sql *sql, struct page page, gint64 first, gint64 last)
{
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT matter, official FROM recipients"
                                 " WHERE matter BETWEEN ? AND ? ORDER BY matter, position",
                                 V(first), V(last));
    while (rows_next(rows)) {
        struct matter *matter = page_find(&page, rows_integer(rows, 0));
        if (matter)
            g_ptr_array_add(matter->recipients, rows_text(rows, 1));
    }
}

static void fill_records(struct sql *sql, struct page page, gint64 first, gint64 last)
{
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT matter, number, function, series, file, access,"
                                 " correspondent, channel, responsible, unit, original FROM records"
                                 " WHERE matter BETWEEN ? AND ? ORDER BY matter",
                                 V(first), V(last));
    while (rows_next(rows)) {
        struct matter *matter = page_find(&page, rows_integer(rows, 0));
        if (matter && !matter->record)
            matter->record = record_at(rows, 1);
    }
}

/* Requests before deadlines before links: each needs what is there already. */
static void fill_between(struct sql *sql, struct page page, guint parts, gint64 first, gint64 last)
{
    if (parts & MATTER_PART_MAILS)
        fill_mails(sql, page, first, last);
    if (parts & MATTER_PART_DEADLINES) {
        fill_requests(sql, page, first, last);
        fill_deadlines(sql, page, first, last);
        fill_links(sql, page, first, last);
    } else if (parts & MATTER_PART_DATES) {
        fill_dates(sql, page, first, last);
    }
    if (parts & MATTER_PART_EARLIER)
        fill_earlier(sql, page, first, last);
    if (parts & MATTER_PART_DOUBTS)
        fill_doubts(sql, page, first, last);
    if (parts & MATTER_PART_FLAWS)
        fill_flaws(sql, page, first, last);
    if (parts & MATTER_PART_RECIPIENTS)
        fill_recipients(sql, page, first, last);
    if (parts & MATTER_PART_RECORD)
        fill_records(sql, page, first, last);
}

static gboolean lie_together(const GPtrArray *matters)
{
    const struct matter *first = g_ptr_array_index(matters, 0);
    const struct matter *last = g_ptr_array_index(matters, matters->len - 1);
    return last->id - first->id < 4 * (gint64)matters->len;
}

static void fill_parts(struct sql *sql, GPtrArray *matters, guint parts)
{
    if (matters->len == 0)
        return;
    if (lie_together(matters)) {
        const struct matter *first = g_ptr_array_index(matters, 0);
        const struct matter *last = g_ptr_array_index(matters, matters->len - 1);
        fill_between(sql, (struct page){.matters = matters}, parts, first->id, last->id);
        return;
    }
    for (guint i = 0; i < matters->len; i++) {
        const struct matter *matter = g_ptr_array_index(matters, i);
        fill_between(sql, (struct page){.matters = matters, .at = i}, parts, matter->id, matter->id);
    }
}

/* ---- one ------------------------------------------------------------------------------------- */

struct matter *load_matter(struct sql *sql, gint64 id, guint parts)
{
    g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func((GDestroyNotify)matter_free);
    AUTO(rows) *rows = sql_query(sql, MATTER_COLUMNS "WHERE m.id = ?", V(id));
    if (rows_next(rows))
        g_ptr_array_add(one, matter_at(rows));
    fill_parts(sql, one, parts);
    return one->len > 0 && !sql_failed(sql) ? g_ptr_array_steal_index(one, 0) : NULL;
}

struct matter *register_matter(struct registry *registry, gint64 id, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_READ);
    AUTO(matter) *matter = load_matter(sql, id, MATTER_PART_ALL);
    if (!matter && !sql_failed(sql))
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_MISSING,
                                  "there is no matter %" G_GINT64_FORMAT, id));
    return sql_end(sql, error) ? g_steal_pointer(&matter) : NULL;
}

/* ---- all ------------------------------------------------------------------------------------- */

struct matters {
    struct registry *registry;
    struct search *search;
    guint parts;
    gint64 last;   /* the highest id looked at */
    GPtrArray *page;
    guint at;
    GPtrArray *reminders; /* of struct reminder, of the whole page, by matter */
    guint reminders_at;
    GPtrArray *mine;      /* those of the matter given last */
    gint64 given;
    gboolean over;
};

struct matters *register_matters(struct registry *registry, const struct matter_filter *filter)
{
    struct matters *matters = g_new0(struct matters, 1);
    matters->registry = registry;
    matters->search = search_new(filter);
    matters->parts = filter->parts;
    matters->reminders = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    matters->mine = g_ptr_array_new();
    return matters;
}

void matters_free(struct matters *matters)
{
    if (!matters)
        return;
    search_free(matters->search);
    g_clear_pointer(&matters->page, g_ptr_array_unref);
    g_ptr_array_unref(matters->mine);
    g_ptr_array_unref(matters->reminders);
    g_free(matters);
}

static void read_page(struct sql *sql, struct matters *matters)
{
    struct sql_value values[SEARCH_VALUES + 1];
    search_bind(matters->search, matters->last, PAGE, values);
    AUTO(rows) *rows =
        sql_query_values(sql, MATTER_COLUMNS SEARCH_WHERE " ORDER BY m.id" SEARCH_LIMIT, values);
    guint seen = 0;
    for (; rows_next(rows); seen++) {
        AUTO(matter) *matter = matter_at(rows);
        matters->last = matter->id;
        if (search_finds(matters->search, matter->subject, matter->reference, matter->sender))
            g_ptr_array_add(matters->page, g_steal_pointer(&matter));
    }
    matters->over = seen < PAGE;
}

static void fill_reminders(struct sql *sql, struct matters *matters)
{
    const GPtrArray *page = matters->page;
    g_ptr_array_set_size(matters->reminders, 0);
    matters->reminders_at = 0;
    if (!(matters->parts & MATTER_PART_REMINDERS) || page->len == 0)
        return;
    gboolean together = lie_together(page);
    for (guint i = 0; i < (together ? 1 : page->len); i++) {
        const struct matter *first = g_ptr_array_index(page, i);
        const struct matter *last = g_ptr_array_index(page, together ? page->len - 1 : i);
        outbox_between(sql, first->id, last->id, matters->reminders);
    }
}

static gboolean turn_page(struct matters *matters, GError **error)
{
    struct sql *sql = matters->registry->sql;
    g_clear_pointer(&matters->page, g_ptr_array_unref);
    matters->page = g_ptr_array_new_with_free_func((GDestroyNotify)matter_free);
    matters->at = 0;
    sql_begin(sql, SQL_READ);
    read_page(sql, matters);
    fill_parts(sql, matters->page, matters->parts);
    fill_reminders(sql, matters);
    if (sql_end(sql, error))
        return TRUE;
    matters->over = TRUE;
    g_ptr_array_set_size(matters->page, 0);
    return FALSE;
}

struct matter *matters_next(struct matters *matters, GError **error)
{
    while (!matters->page || matters->at == matters->page->len) {
        if (matters->over || !turn_page(matters, error))
            return NULL;
    }
    struct matter *matter = g_ptr_array_index(matters->page, matters->at);
    /* Handed over: the page must not free it. */
    g_ptr_array_index(matters->page, matters->at++) = NULL;
    matters->given = matter->id;
    return matter;
}

const GPtrArray *matters_reminders(struct matters *matters)
{
    g_ptr_array_set_size(matters->mine, 0);
    for (guint i = matters->reminders_at; i < matters->reminders->len; i++) {
        struct reminder *reminder = g_ptr_array_index(matters->reminders, i);
        if (reminder->matter > matters->given)
            break;
        if (reminder->matter < matters->given)
            matters->reminders_at = i + 1;
        else
            g_ptr_array_add(matters->mine, reminder);
    }
    return matters->mine;
}
