/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: which mail was seen where, and what a mailbox holds that is not in it.
 *
 * A poll goes: register_reconcile() with all that the server holds, register_store_mail() for each
 * mail that was lacking, register_poll_succeeded(). The cursor is only a short cut for the fetcher
 * ("nothing is new"); the ledger is the truth, so the cursor moves when the ledger has everything.
 *
 * A UID that was gone and is held again counts as lacking: a server that uses numbers twice, or
 * sets UIDNEXT back, is read again, and mails that are known are recognised by their bytes. One
 * pass over ranges and ledger side by side, linear in both. */
#include "keep/keep.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- storing --------------------------------------------------------------------------------- */

static gint64 find_mail(struct sql *sql, const char *sha256)
{
    return sql_number(sql, 0, "SELECT id FROM mails WHERE sha256 = ?", V(sha256));
}

struct arrival {
    const char *sha256;
    guint64 bytes;
    gboolean kept;
    gint64 received_at;
    const char *why; /* it is unread from the start; or NULL */
};

/* Where the number held another mail before, that one is not to be found there any more: its
 * bytes are kept all the same. What mark_another() says of a size holds as long as the mail is the same. */
static void note_sighting(struct sql *sql, gint64 mail, const struct arrival *arrival, const struct sighting *where,
                          gint64 now)
{
    if (!where)
        return;
    sql_run(sql, "INSERT INTO sightings (source, validity, uid, mail, seen_at, bytes, received_at)"
                 " VALUES (?, ?, ?, ?, ?, ?, ?)"
                 " ON CONFLICT (source, validity, uid) DO UPDATE SET mail = excluded.mail,"
                 " seen_at = excluded.seen_at, gone_at = NULL,"
                 " bytes = iif(mail = excluded.mail AND bytes = 0, 0, excluded.bytes),"
                 " received_at = excluded.received_at",
            V(where->source), V(where->validity), V(where->uid), V(mail), V(now),
            V(where->bytes ? where->bytes : arrival->bytes), V(arrival->received_at));
}

static struct stored insert_mail(struct sql *sql, const struct arrival *arrival,
                                 const struct sighting *where, gint64 now)
{
    struct stored stored = {.mail = find_mail(sql, arrival->sha256)};
    if (!stored.mail && !sql_failed(sql)) {
        sql_run(sql, "INSERT INTO mails (sha256, bytes, kept, received_at, stored_at, state, outcome,"
                     " why) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                V(arrival->sha256), V(arrival->bytes), V(arrival->kept), V(arrival->received_at),
                V(now), V(mail_state_name(arrival->why ? MAIL_UNREAD : MAIL_STORED)),
                V(outcome_name(arrival->why ? OUTCOME_UNREAD : OUTCOME_NONE)), V(arrival->why));
        stored.mail = sql_last_id(sql);
        stored.new_mail = TRUE;
        history_add(sql, now, ACTOR_SELF, (struct history_subject){.mail = stored.mail}, "stored",
                    "%" G_GUINT64_FORMAT " bytes, SHA-256 %s%s%s", arrival->bytes, arrival->sha256,
                    arrival->why ? ": " : "", arrival->why ? arrival->why : "");
    }
    if (!stored.new_mail && arrival->kept) /* its bytes had been given up, and are there again */
        sql_run(sql, "UPDATE mails SET kept = 1 WHERE id = ? AND kept = 0", V(stored.mail));
    note_sighting(sql, stored.mail, arrival, where, now);
    stored.wobbles = where && !stored.new_mail &&
                     sql_number(sql, 0, "SELECT bytes = 0 FROM sightings WHERE source = ? AND validity = ? AND uid = ?",
                                V(where->source), V(where->validity), V(where->uid)) == 1;
    return stored;
}

gboolean register_store_mails(struct registry *registry, struct incoming *mails, guint count,
                              gint64 now, GError **error)
{
    g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func(g_free);
    g_autofree struct stored_file *files = g_new(struct stored_file, count);
    for (guint i = 0; i < count; i++) {
        files[i] = (struct stored_file){store_hash(mails[i].raw), mails[i].raw};
        g_ptr_array_add(hashes, files[i].sha256);
    }
    if (!store_write(registry->state_dir, files, count, error))
        return FALSE;
    sql_begin(registry->sql, SQL_WRITE);
    for (guint i = 0; i < count; i++) {
        struct arrival arrival = {.sha256 = g_ptr_array_index(hashes, i),
                                  .bytes = g_bytes_get_size(mails[i].raw), .kept = TRUE,
                                  .received_at = mails[i].received_at};
        mails[i].stored = insert_mail(registry->sql, &arrival, mails[i].where, now);
    }
    return sql_end(registry->sql, error);
}

gboolean register_store_mail(struct registry *registry, GBytes *raw, const struct sighting *where,
                             gint64 received_at, gint64 now, struct stored *stored, GError **error)
{
    struct incoming mail = {.raw = raw, .where = where, .received_at = received_at};
    if (!register_store_mails(registry, &mail, 1, now, error))
        return FALSE;
    *stored = mail.stored;
    return TRUE;
}

/* There are no bytes to hash. Size and time of arrival name the mail, so that it is told once even
 * where the mailbox is numbered anew; without a time, its place does. */
static char *oversize_hash(guint64 bytes, const struct sighting *where, gint64 received_at)
{
    g_autoptr(GString) name = g_string_new("too large\n");
    g_string_append_printf(name, "%" G_GUINT64_FORMAT "\n%" G_GINT64_FORMAT "\n", bytes,
                           received_at);
    if (where) {
        g_string_append(name, where->source);
        if (received_at == 0)
            g_string_append_printf(name, "\n%u\n%u", where->validity, where->uid);
    }
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, name->str, (gssize)name->len);
}

gboolean register_store_oversize(struct registry *registry, guint64 bytes,
                                 const struct sighting *where, gint64 received_at, gint64 now,
                                 struct stored *stored, GError **error)
{
    g_autofree char *sha256 = oversize_hash(bytes, where, received_at);
    g_autofree char *why =
        g_strdup_printf(N_("too large to be taken: %" G_GUINT64_FORMAT " bytes"), bytes);
    struct arrival arrival = {
        .sha256 = sha256, .bytes = bytes, .received_at = received_at, .why = why};
    sql_begin(registry->sql, SQL_WRITE);
    *stored = insert_mail(registry->sql, &arrival, where, now);
    return sql_end(registry->sql, error);
}

/* ---- reconciling ----------------------------------------------------------------------------- */

void reconciled_clear(struct reconciled *reconciled)
{
    g_clear_pointer(&reconciled->lacking, g_array_unref);
}

static int compare_ranges(gconstpointer left, gconstpointer right)
{
    const struct uid_range *a = left, *b = right;
    return a->first < b->first ? -1 : a->first > b->first;
}

static void add_range(GArray *ranges, guint32 first, guint32 last)
{
    if (ranges->len > 0) {
        struct uid_range *before = &g_array_index(ranges, struct uid_range, ranges->len - 1);
        if (first == 0 || first - 1 <= before->last) {
            before->last = MAX(before->last, last);
            return;
        }
    }
    struct uid_range range = {first, last};
    g_array_append_val(ranges, range);
}

/* Rising, apart from each other, without 0, which is no UID. */
static GArray *tidy_ranges(const GArray *held)
{
    g_autoptr(GArray) sorted = g_array_sized_new(FALSE, FALSE, sizeof(struct uid_range), held->len);
    g_array_append_vals(sorted, held->data, held->len);
    g_array_sort(sorted, compare_ranges);
    GArray *tidy = g_array_new(FALSE, FALSE, sizeof(struct uid_range));
    for (guint i = 0; i < sorted->len; i++) {
        const struct uid_range *range = &g_array_index(sorted, struct uid_range, i);
        guint32 first = MAX(range->first, 1);
        if (first <= range->last)
            add_range(tidy, first, range->last);
    }
    return tidy;
}

struct comparison {
    const GArray *held; /* tidy */
    guint at;           /* the range at hand */
    guint32 next;       /* what of it is not accounted for starts here; 0: nothing yet */
    GArray *lacking, *gone;
    guint64 missing, gone_mails;
};

static void lack(struct comparison *c, guint32 first, guint32 last)
{
    add_range(c->lacking, first, last);
    c->missing += (guint64)last - first + 1;
}

/* Everything held before uid is lacking. */
static void advance_to(struct comparison *c, guint64 uid)
{
    for (; c->at < c->held->len; c->at++, c->next = 0) {
        const struct uid_range *range = &g_array_index(c->held, struct uid_range, c->at);
        guint32 first = MAX(c->next, range->first);
        if (first >= uid)
            return;
        if (range->last >= uid) {
            lack(c, first, (guint32)(uid - 1));
            c->next = (guint32)uid;
            return;
        }
        /* next is beyond last where the range's last one was seen; it cannot wrap: seen_uid() goes
         * on to the range after it. */
        lack(c, first, range->last);
    }
}

static void lose(struct comparison *c, guint32 uid, gboolean joined)
{
    c->gone_mails++;
    if (joined && c->gone->len > 0)
        g_array_index(c->gone, struct uid_range, c->gone->len - 1).last = uid;
    else
        g_array_append_val(c->gone, ((struct uid_range){uid, uid}));
}

/* A sighting at uid; TRUE where the server holds it still. */
static gboolean seen_uid(struct comparison *c, guint32 uid)
{
    advance_to(c, uid);
    if (c->at == c->held->len)
        return FALSE;
    const struct uid_range *range = &g_array_index(c->held, struct uid_range, c->at);
    if (MAX(c->next, range->first) != uid)
        return FALSE;
    if (uid == range->last) {
        c->at++;
        c->next = 0;
    } else {
        c->next = uid + 1;
    }
    return TRUE;
}

static void compare_with_ledger(struct sql *sql, const char *source, guint32 validity,
                                struct comparison *c)
{
    gboolean joined = FALSE; /* nothing held since the last one that is gone */
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT uid FROM sightings WHERE source = ? AND validity = ?"
                                 " AND gone_at IS NULL ORDER BY uid",
                                 V(source), V(validity));
    while (rows_next(rows)) {
        guint32 uid = (guint32)rows_integer(rows, 0);
        gboolean held = seen_uid(c, uid);
        if (!held)
            lose(c, uid, joined);
        joined = !held;
    }
    advance_to(c, (guint64)G_MAXUINT32 + 1);
}

static void mark_gone(struct sql *sql, const char *source, guint32 validity, const GArray *gone,
                      gint64 now)
{
    for (guint i = 0; i < gone->len && !sql_failed(sql); i++) {
        const struct uid_range *range = &g_array_index(gone, struct uid_range, i);
        sql_run(sql, "UPDATE sightings SET gone_at = ? WHERE source = ? AND validity = ?"
                     " AND uid BETWEEN ? AND ? AND gone_at IS NULL",
                V(now), V(source), V(validity), V(range->first), V(range->last));
    }
}

static guint64 count_uids(const GArray *ranges)
{
    guint64 count = 0;
    for (guint i = 0; i < ranges->len; i++) {
        const struct uid_range *range = &g_array_index(ranges, struct uid_range, i);
        count += (guint64)range->last - range->first + 1;
    }
    return count;
}

/* UIDNEXT never falls while UIDVALIDITY stays (RFC 3501, 2.3.1.1). Where it does, no number of the
 * ledger means what it meant. */
static gboolean was_renumbered(struct sql *sql, const char *source, guint32 validity,
                               guint32 next_uid)
{
    AUTO(rows) *rows = sql_query(sql,
                                 "SELECT held_validity, held_next FROM cursors WHERE source = ?",
                                 V(source));
    if (!rows_next(rows) || rows_integer(rows, 0) == 0)
        return FALSE;
    if (rows_integer(rows, 0) != validity)
        return TRUE;
    return next_uid != 0 && next_uid < rows_integer(rows, 1);
}

static void note_held(struct sql *sql, const char *source, guint32 validity, guint32 next_uid,
                      guint64 count)
{
    sql_run(sql, "INSERT INTO cursors (source, held_validity, held_next, held_count)"
                 " VALUES (?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
                 " held_validity = excluded.held_validity, held_next = excluded.held_next,"
                 " held_count = excluded.held_count",
            V(source), V(validity), V(next_uid), V(count));
}

gboolean register_reconcile(struct registry *registry, const char *source, guint32 validity,
                            guint32 next_uid, const GArray *held, gint64 now,
                            struct reconciled *reconciled, GError **error)
{
    struct sql *sql = registry->sql;
    g_autoptr(GArray) tidy = tidy_ranges(held);
    g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(struct uid_range));
    g_autoptr(GArray) lacking = g_array_new(FALSE, FALSE, sizeof(struct uid_range));
    struct comparison c = {.held = tidy, .lacking = lacking, .gone = gone};
    struct history_subject nothing = {0};

    *reconciled = (struct reconciled){.held = count_uids(tidy)};
    sql_begin(sql, SQL_WRITE);
    reconciled->renumbered = was_renumbered(sql, source, validity, next_uid);
    if (reconciled->renumbered) {
        sql_run(sql, "UPDATE sightings SET gone_at = ? WHERE source = ? AND validity = ?"
                     " AND gone_at IS NULL",
                V(now), V(source), V(validity));
        history_add(sql, now, ACTOR_SELF, nothing, "renumbered",
                    "%s: the mailbox was numbered anew (UIDVALIDITY %u, UIDNEXT %u); all of it is"
                    " read again", source, validity, next_uid);
    }
    compare_with_ledger(sql, source, validity, &c);
    mark_gone(sql, source, validity, gone, now);
    if (c.gone_mails > 0)
        history_add(sql, now, ACTOR_SELF, nothing, "gone",
                    "%s: %" G_GUINT64_FORMAT " mails that were seen are not there any more", source,
                    c.gone_mails);
    note_held(sql, source, validity, next_uid, reconciled->held);
    if (!sql_end(sql, error))
        return FALSE;
    reconciled->missing = c.missing;
    reconciled->gone = c.gone_mails;
    reconciled->lacking = g_steal_pointer(&lacking);
    return TRUE;
}

/* A time that either does not know says nothing. A size of which a server says now this, now that, would have the mail
 * fetched day by day: it becomes 0, and is compared no more, unless it is another mail that comes. */
static gboolean mark_another(struct sql *sql, const char *source, guint32 validity, const struct mail_attributes *said,
                             gint64 now)
{
    sql_run(sql, "UPDATE sightings AS s SET gone_at = ?6, bytes = iif(coalesce(s.bytes, m.bytes) = ?4, s.bytes, 0)"
                 " FROM mails m WHERE m.id = s.mail AND s.source = ?1"
                 " AND s.validity = ?2 AND s.uid = ?3 AND s.gone_at IS NULL"
                 " AND (coalesce(s.bytes, m.bytes) NOT IN (0, ?4)"
                 " OR ?5 NOT IN (0, coalesce(s.received_at, m.received_at))"
                 " AND coalesce(s.received_at, m.received_at) <> 0)",
            V(source), V(validity), V(said->uid), V(said->bytes), V(said->received), V(now));
    return !sql_failed(sql) && sql_changes(sql) > 0;
}

gboolean register_compare(struct registry *registry, const char *source, guint32 validity,
                          const GArray *attributes, gint64 now, guint *others, GError **error)
{
    struct sql *sql = registry->sql;
    *others = 0;
    sql_begin(sql, SQL_WRITE);
    for (guint i = 0; i < attributes->len && !sql_failed(sql); i++)
        *others += mark_another(sql, source, validity, &g_array_index(attributes, struct mail_attributes, i), now);
    if (*others > 0) {
        sql_run(sql, "UPDATE cursors SET validity = 0, next_uid = 0, count = 0 WHERE source = ?", V(source));
        history_add(sql, now, ACTOR_SELF, (struct history_subject){0}, "another mail",
                    "%s: %u numbers stand for mails of another size or time than before; these are read again",
                    source, *others);
    }
    return sql_end(sql, error);
}

/* ---- polls ----------------------------------------------------------------------------------- */

gboolean register_poll_succeeded(struct registry *registry, const char *source, gint64 now,
                                 GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "INSERT INTO cursors (source, success_at) VALUES (?, ?)"
                 " ON CONFLICT (source) DO UPDATE SET success_at = excluded.success_at,"
                 " failing_since = 0, error_kind = 0, error = NULL",
            V(source), V(now));
    sql_run(sql, "UPDATE cursors SET validity = held_validity, next_uid = held_next,"
                 " count = held_count WHERE source = ?1 AND (validity, next_uid, count) IS NOT"
                 " (held_validity, held_next, held_count) AND held_count ="
                 " (SELECT count(*) FROM sightings WHERE source = ?1"
                 " AND validity = held_validity AND gone_at IS NULL)",
            V(source));
    return sql_end(sql, error);
}

gboolean register_poll_failed(struct registry *registry, const char *source, int kind,
                              const char *sentence, gint64 now, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "INSERT INTO cursors (source, failing_since, error_kind, error)"
                 " VALUES (?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
                 " failing_since = CASE failing_since WHEN 0 THEN excluded.failing_since"
                 " ELSE failing_since END, error_kind = excluded.error_kind, error = excluded.error",
            V(source), V(now), V(kind), V(sentence));
    return sql_end(sql, error);
}

void cursor_free(struct cursor *cursor)
{
    if (!cursor)
        return;
    g_free(cursor->source);
    g_free(cursor->error);
    g_free(cursor);
}

static struct cursor *cursor_at(const struct rows *rows)
{
    struct cursor *cursor = g_new0(struct cursor, 1);
    cursor->source = rows_text(rows, 0);
    cursor->validity = (guint32)rows_integer(rows, 1);
    cursor->next_uid = (guint32)rows_integer(rows, 2);
    cursor->count = (guint64)rows_integer(rows, 3);
    cursor->success_at = rows_integer(rows, 4);
    cursor->failing_since = rows_integer(rows, 5);
    cursor->error_kind = (int)rows_integer(rows, 6);
    cursor->error = rows_text(rows, 7);
    return cursor;
}

#define CURSOR_COLUMNS                                                                             \
    "source, validity, next_uid, count, success_at, failing_since, error_kind, error"

struct cursor *register_cursor(struct registry *registry, const char *source, GError **error)
{
    AUTO(cursor) *cursor = NULL;
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query(
        registry->sql, "SELECT " CURSOR_COLUMNS " FROM cursors WHERE source = ?", V(source));
    if (rows_next(rows)) {
        cursor = cursor_at(rows);
    } else {
        cursor = g_new0(struct cursor, 1);
        cursor->source = g_strdup(source);
    }
    return sql_end(registry->sql, error) ? g_steal_pointer(&cursor) : NULL;
}

GPtrArray *register_cursors(struct registry *registry, GError **error)
{
    g_autoptr(GPtrArray) cursors = g_ptr_array_new_with_free_func((GDestroyNotify)cursor_free);
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows =
        sql_query(registry->sql, "SELECT " CURSOR_COLUMNS " FROM cursors ORDER BY source");
    while (rows_next(rows))
        g_ptr_array_add(cursors, cursor_at(rows));
    return sql_end(registry->sql, error) ? g_steal_pointer(&cursors) : NULL;
}
