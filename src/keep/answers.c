/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What officials do to matters by answering a mail: one transaction an answer, with its row in
 * `answers`, so that none is applied twice.
 *
 * A date set by a person is a new version of the matter's deadlines: it takes the place of the one that
 * the matter counts to, and the others hold on, for nobody has said anything about them. The very date
 * that stands there is a confirmation, and changes none. What the state of the matter does not allow is
 * no error: it is told apart, for the official is told. */
#include <string.h>

#include "base/clock.h"
#include "keep/write.h"

static const char *const ACT_NAMES[ANSWER_ACTS] = {
    [ANSWER_DONE] = "done",     [ANSWER_SNOOZE] = "snooze",     [ANSWER_DUE] = "due",
    [ANSWER_NONE] = "none",     [ANSWER_ASSIGN] = "assign",     [ANSWER_NOT_OURS] = "not ours",
    [ANSWER_NOTE] = "note",     [ANSWER_REOPEN] = "reopen",
};

struct work {
    struct sql *sql;
    const struct answer_order *order;
    const struct matter *matter;
    const char *why; /* for the history */
};

static void move(const struct work *work, enum matter_state to, const GDate *until)
{
    const struct answer_order *order = work->order;
    change_state(work->sql, order->matter, to, until, order->official, work->why,
                 order->now);
}

/* FALSE: refused. */
static gboolean move_if_allowed(const struct work *work, enum matter_state to, const GDate *until)
{
    if (!matter_move_allowed(work->matter->state, to))
        return FALSE;
    move(work, to, until);
    return TRUE;
}

/* A snoozed matter is first open again: the table knows no other way. */
static gboolean apply_none(const struct work *work)
{
    gboolean snoozed = work->matter->state == MATTER_SNOOZED;
    if (!snoozed && !matter_move_allowed(work->matter->state, MATTER_INFORMATION))
        return FALSE;
    if (snoozed)
        move(work, MATTER_OPEN, NULL);
    move(work, MATTER_INFORMATION, NULL);
    return TRUE;
}

/* ---- a date ----------------------------------------------------------------------------------- */

static gboolean counts_to(const struct matter *matter, guint position, const GDate *day)
{
    GDate last = deadline_last_day(g_ptr_array_index(matter->deadlines, position));
    return g_date_valid(day) && g_date_valid(&last) && g_date_compare(&last, day) == 0;
}

static gboolean is_known(const struct matter *matter, const GDate *day)
{
    for (guint i = 0; i < matter->deadlines->len; i++)
        if (counts_to(matter, i, day))
            return TRUE;
    return FALSE;
}

static struct findings *set_day(const struct answer_order *order)
{
    struct findings *findings = findings_new();
    struct deadline *deadline = deadline_new();
    deadline->date = order->day;
    deadline->confidence = 1;
    deadline->rule = g_strdup("person");
    deadline->quote.text = g_strdup(order->said);
    deadline->quote.part = g_strdup(order->official);
    g_ptr_array_add(findings->deadlines, deadline);
    return findings;
}

static void link_requests(struct merge *merge, const struct deadline *deadline, guint to)
{
    for (guint i = 0; i < deadline->requests->len; i++) {
        struct merge_link link = {.deadline = to,
                                  .request = g_array_index(deadline->requests, guint, i)};
        if (link.request < merge->requests->len)
            g_array_append_val(merge->links, link);
    }
}

/* All that stands, with the new day in the place of the old. */
static struct merge *replace_day(const struct matter *matter, const GDate *old)
{
    struct merge *merge = merge_new();
    const struct merge_item set = {.fresh = TRUE};
    for (guint i = 0; i < matter->requests->len; i++) {
        struct merge_item item = {.position = i};
        g_array_append_val(merge->requests, item);
    }
    g_array_append_val(merge->deadlines, set);
    for (guint i = 0; i < matter->deadlines->len; i++) {
        struct merge_item item = {.position = i};
        gboolean replaced = counts_to(matter, i, old);
        if (!replaced)
            g_array_append_val(merge->deadlines, item);
        link_requests(merge, g_ptr_array_index(matter->deadlines, i),
                      replaced ? 0 : merge->deadlines->len - 1);
    }
    return merge;
}

static void write_day(const struct work *work)
{
    const struct answer_order *order = work->order;
    const struct matter *matter = work->matter;
    GDate old = matter_due(matter, &order->today);
    AUTO(merge) *merge = replace_day(matter, &old);
    AUTO(findings) *findings = set_day(order);
    guint version = matter->version + 1;
    struct sql_value was = V(&old), is = V(&order->day);

    write_version(work->sql, matter->id, version, merge, findings, order->mail);
    sql_run(work->sql, "UPDATE matters SET version = ? WHERE id = ?", V(version), V(matter->id));
    outbox_pass(work->sql, matter->id, version, "the deadlines have changed", order->now);
    history_add(work->sql, order->now, order->official,
                (struct history_subject){.matter = matter->id, .mail = order->mail}, "changed",
                "deadline: was %s; now %s", was.day[0] ? was.day : "none", is.day);
}

static gboolean apply_due(const struct work *work)
{
    const struct matter *matter = work->matter;
    if (!matter_is_live(matter->state))
        return FALSE;
    if (!is_known(matter, &work->order->day))
        write_day(work);
    if (matter->state != MATTER_OPEN)
        move(work, MATTER_OPEN, NULL);
    return TRUE;
}

/* ---- a person --------------------------------------------------------------------------------- */

static gboolean holds(const GPtrArray *names, const char *name)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

static gboolean apply_assign(const struct work *work)
{
    const struct answer_order *order = work->order;
    const GPtrArray *until_now = work->matter->recipients;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    if (!matter_is_live(work->matter->state) || holds(until_now, order->other))
        return FALSE;
    for (guint i = 0; i < until_now->len; i++) {
        char *name = g_ptr_array_index(until_now, i);
        g_ptr_array_add(names, strcmp(name, order->official) == 0 ? (char *)order->other : name);
    }
    if (!holds(names, order->other))
        g_ptr_array_add(names, (char *)order->other);
    change_recipients(work->sql, order->matter, names);
    outbox_pass_others(work->sql, order->matter, order->now);
    g_autofree char *was = change_list(until_now);
    g_autofree char *is = change_list(names);
    history_add(work->sql, order->now, order->official,
                (struct history_subject){.matter = order->matter, .mail = order->mail}, "assigned",
                "was %s, now %s", was, is);
    return TRUE;
}

static gboolean apply_note(const struct work *work)
{
    const struct answer_order *order = work->order;
    history_add(work->sql, order->now, order->official,
                (struct history_subject){.matter = order->matter, .mail = order->mail}, "note", "%s",
                order->words);
    return TRUE;
}

static gboolean apply(const struct work *work)
{
    switch (work->order->act) {
    case ANSWER_DONE:
        return move_if_allowed(work, MATTER_DONE, NULL);
    case ANSWER_SNOOZE:
        return move_if_allowed(work, MATTER_SNOOZED, &work->order->day);
    case ANSWER_DUE:
        return apply_due(work);
    case ANSWER_NONE:
        return apply_none(work);
    case ANSWER_ASSIGN:
        return apply_assign(work);
    case ANSWER_NOT_OURS:
        return move_if_allowed(work, MATTER_NOT_OURS, NULL);
    case ANSWER_NOTE:
        return apply_note(work);
    case ANSWER_REOPEN:
        return move_if_allowed(work, MATTER_OPEN, NULL);
    case ANSWER_ACTS:
        break;
    }
    return FALSE;
}

gboolean answer_apply(struct sql *sql, const struct answer_order *order,
                      const struct matter *matter, const char *why)
{
    const struct work work = {sql, order, matter, why};
    return apply(&work);
}

static void note_answer(struct sql *sql, const struct answer_order *order)
{
    sql_run(sql, "INSERT INTO answers (mail, matter, official, act, message_id, at)"
                 " VALUES (?, ?, ?, ?, ?, ?)",
            V(order->mail), V(order->matter), V(order->official), V(ACT_NAMES[order->act]),
            V(order->message_id), V(order->now));
    history_add(sql, order->now, order->official,
                (struct history_subject){.matter = order->matter, .mail = order->mail}, "answer",
                "%s: \"%s\"", ACT_NAMES[order->act], order->said);
}

gboolean register_answer(struct registry *registry, const struct answer_order *order,
                         enum answer_result *result, GError **error)
{
    struct sql *sql = registry->sql;
    *result = ANSWER_REFUSED;
    sql_begin(sql, SQL_WRITE);
    AUTO(matter) *matter = load_matter(sql, order->matter, MATTER_PART_ALL);
    if (!matter && !sql_failed(sql))
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_MISSING,
                                  "there is no matter %" G_GINT64_FORMAT, order->matter));
    else if (sql_number(sql, 0, "SELECT count(*) FROM answers WHERE mail = ?", V(order->mail)))
        *result = ANSWER_AGAIN;
    else if (sql_number(sql, 0, "SELECT count(*) FROM answers WHERE official = ? AND message_id = ?",
                        V(order->official), V(order->message_id)))
        *result = ANSWER_REPLAYED;
    else if (!sql_failed(sql) && answer_apply(sql, order, matter, "answered by mail")) {
        note_answer(sql, order);
        *result = ANSWER_APPLIED;
    }
    return sql_end(sql, error);
}

gboolean register_sent_as(struct registry *registry, const char *message_id, gint64 *matter,
                          GError **error)
{
    sql_begin(registry->sql, SQL_READ);
    *matter = sql_number(registry->sql, 0,
                         "SELECT coalesce(matter, 0) FROM reminders WHERE message_id = ?",
                         V(message_id));
    return sql_end(registry->sql, error);
}
