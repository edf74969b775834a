/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail's findings into the register: to the matter it belongs to (record_join.c), or to a new one.
 *
 * One transaction a mail. A mail whose sender is not verified and that says otherwise than a closed
 * matter becomes a matter of its own, for nobody would see the doubt there.
 *
 * What is not seen to be a circular makes no matter; where a part of it could not be read, a person
 * is told of the mail. So it is with letters of unverified senders beyond the day's number of them. */
#include "keep/entry.h"

#include <glib/gi18n.h>

struct history_subject entry_subject(const struct entry *entry)
{
    return (struct history_subject){.matter = entry->recorded.matter, .mail = entry->mail};
}

void entry_doubt(struct entry *entry, const char *sort, char *words)
{
    entry->recorded.doubts +=
        write_doubt(entry->sql, entry->recorded.matter, entry->mail, sort, words);
    g_free(words);
}

gboolean entry_believed(const struct entry *entry)
{
    return entry->terms->verified && entry->findings->circular;
}

const char *entry_disbelief(const struct entry *entry)
{
    return entry->terms->verified ? N_("it may be no circular") : N_("its sender is not verified");
}

void entry_attach(struct entry *entry)
{
    sql_run(entry->sql, "INSERT INTO matter_mails (matter, mail, outcome) VALUES (?, ?, ?)"
                        " ON CONFLICT DO NOTHING",
            V(entry->recorded.matter), V(entry->mail), V(outcome_name(entry->recorded.outcome)));
}

/* ---- a new matter ---------------------------------------------------------------------------- */

static struct merge *everything_fresh(const struct findings *findings)
{
    AUTO(known) *nothing = known_new(matter_new());
    struct merge *merge = merge_letter(nothing, findings, RELATION_LATER, FALSE);
    return merge;
}

static void doubt_new_matter(struct entry *entry)
{
    const struct findings *findings = entry->findings;
    if (!findings->circular)
        entry_doubt(entry, "genre", g_strdup("It is not certain that this mail is a circular."));
    if (!entry->terms->verified)
        entry_doubt(entry, "sender",
                    g_strdup_printf("The sender is not verified: %s.",
                                    findings->from ? findings->from : "none is named"));
    if (entry->terms->imitates)
        entry_doubt(entry, "imitation",
                    g_strdup_printf("The sender's address looks like one of %s, and is none: %s.",
                                    entry->terms->imitates, findings->from ? findings->from : "?"));
    if (findings->deadlines->len == 0 && findings->unread->len > 0)
        entry_doubt(entry, "unread",
                    g_strdup("A part could not be read: it may hold a deadline."));
}

static char *hash_of(struct entry *entry)
{
    AUTO(rows) *rows = sql_query(entry->sql, "SELECT sha256 FROM mails WHERE id = ?", V(entry->mail));
    return rows_next(rows) ? rows_text(rows, 0) : NULL;
}

static void make_matter(struct entry *entry)
{
    const struct findings *findings = entry->findings;
    AUTO(matter) *draft = matter_draft(findings, &entry->terms->today);
    AUTO(merge) *merge = everything_fresh(findings);
    gboolean asks = draft->state == MATTER_OPEN;
    gboolean blind = findings->deadlines->len == 0 && findings->unread->len > 0;

    if (draft->confidence < entry->terms->confidence_floor || blind || !findings->circular)
        draft->state = MATTER_CONFIRM;
    draft->origin = hash_of(entry);
    entry->recorded.outcome = asks || blind ? OUTCOME_NEW : OUTCOME_INFORMATION;
    entry->recorded.matter = write_matter(entry->sql, draft);
    entry->recorded.version = 1;
    entry_attach(entry);
    write_version(entry->sql, entry->recorded.matter, 1, merge, findings, entry->mail);
    write_letter_facts(entry->sql, entry->recorded.matter, entry->mail, findings);
    change_recipients(entry->sql, entry->recorded.matter, entry->terms->recipients);
    records_write(entry->sql, entry->recorded.matter, entry->terms->record, draft->sender,
                  entry->mail, &entry->terms->today);
    doubt_new_matter(entry);

    g_autofree char *to = change_list(entry->terms->recipients);
    history_add(entry->sql, entry->terms->now, ACTOR_SELF, entry_subject(entry), "registered",
                "%s: %s; %u deadlines, %u requests; for %s", matter_state_name(draft->state),
                draft->subject, findings->deadlines->len, findings->requests->len, to);
}

/* ---- choosing -------------------------------------------------------------------------------- */

static gboolean is_better(const struct known *known, const struct judgement *judgement,
                          const struct known *best, const struct judgement *best_judgement)
{
    if (!best || judgement->strength != best_judgement->strength)
        return !best || judgement->strength > best_judgement->strength;
    gboolean live = matter_is_live(known->matter->state);
    if (live != matter_is_live(best->matter->state))
        return live;
    return known->matter->id > best->matter->id;
}

static struct known *choose(const GPtrArray *candidates, const struct findings *findings,
                            struct judgement *judgement, gint64 *same_id)
{
    AUTO(arrival) *arrival = arrival_new(findings);
    struct known *best = NULL;
    for (guint i = 0; i < candidates->len; i++) {
        struct known *known = g_ptr_array_index(candidates, i);
        struct judgement judged = join_judge(known, arrival);
        if (judged.relation == RELATION_NONE) {
            *same_id = judged.same_id ? known->matter->id : *same_id;
        } else if (is_better(known, &judged, best, judgement)) {
            best = known;
            *judgement = judged;
        }
    }
    return best;
}

static gboolean is_taken_in(const struct entry *entry)
{
    return sql_number(entry->sql, 0, "SELECT taken_in IS NOT NULL FROM mails WHERE id = ?", V(entry->mail)) != 0;
}

static void record_circular(struct entry *entry)
{
    g_autoptr(GPtrArray) candidates = candidates_find(entry->sql, entry->shelf, entry->findings);
    struct judgement judgement = {0};
    gint64 same_id = 0;
    if (sql_failed(entry->sql))
        return;
    struct known *best = choose(candidates, entry->findings, &judgement, &same_id);
    gboolean verified = entry_believed(entry);
    AUTO(merge) *merge = best ? merge_letter(best, entry->findings, judgement.relation,
                                             verified && !best->verified)
                              : NULL;
    gboolean unseen = best && !verified && merge->changed && !matter_is_live(best->matter->state);

    if (best && !unseen) {
        entry_join(entry, best, &judgement, merge);
        return;
    }
    entry->why = is_taken_in(entry) ? NULL : strangers_refuse(entry->sql, entry->findings, entry->terms);
    if (entry->why) {
        entry->recorded.outcome = OUTCOME_UNREGISTERED;
        history_add(entry->sql, entry->terms->now, ACTOR_SELF, entry_subject(entry), "not registered", "%s",
                    entry->why);
        return;
    }
    make_matter(entry);
    if (unseen)
        entry_doubt(entry, "closed",
                    g_strdup_printf("It seems to belong to matter %" G_GINT64_FORMAT ", which is %s; "
                                    "%s, so nothing was changed there.",
                                    best->matter->id, matter_state_name(best->matter->state), entry_disbelief(entry)));
    else if (same_id)
        entry_doubt(entry, "id",
                    g_strdup_printf("It bears the Message-ID of a mail of matter %" G_GINT64_FORMAT
                                    " and says something else.", same_id));
}

/* ---- answers --------------------------------------------------------------------------------- */

static gint64 find_reminder(struct sql *sql, const char *ids, gint64 *matter)
{
    g_auto(GStrv) list = g_strsplit_set(ids ? ids : "", " \t\n<>", -1);
    gint64 reminder = 0;
    guint looked_at = 0;
    for (guint i = 0; list[i] && looked_at < 64 && reminder == 0; i++) {
        looked_at += *list[i] != '\0';
        if (!*list[i])
            continue;
        AUTO(rows) *rows =
            sql_query(sql, "SELECT id, coalesce(matter, 0) FROM reminders WHERE message_id = ?",
                      V((const char *)list[i]));
        if (rows_next(rows)) {
            reminder = rows_integer(rows, 0);
            *matter = rows_integer(rows, 1);
        }
    }
    return reminder;
}

/* Every date it has is one of the matter's, now or before, or the answer's own. */
static gboolean says_nothing_new(const struct entry *entry, gint64 matter)
{
    const struct findings *findings = entry->findings;
    const GDate *own = &entry->terms->answered_day;
    if (!findings->circular)
        return TRUE;
    for (guint i = 0; i < findings->deadlines->len; i++) {
        const struct deadline *deadline = g_ptr_array_index(findings->deadlines, i);
        if (g_date_valid(own) && g_date_compare(own, &deadline->date) == 0)
            continue;
        if (!sql_number(entry->sql, 0,
                        "SELECT count(*) FROM deadlines WHERE matter = ? AND date = ?", V(matter),
                        V(&deadline->date)))
            return FALSE;
    }
    return TRUE;
}

static void note_thread(struct entry *entry, gint64 reminder)
{
    const struct findings *findings = entry->findings;
    struct history_subject about = entry_subject(entry);
    gboolean own = entry->recorded.outcome == OUTCOME_OWN;
    about.reminder = reminder;
    if (entry->recorded.matter)
        entry->recorded.version =
            (guint)sql_number(entry->sql, 0, "SELECT version FROM matters WHERE id = ?",
                              V(entry->recorded.matter));
    history_add(entry->sql, entry->terms->now, ACTOR_SELF, about, own ? "copy" : "answered", "%s from %s",
                outcome_name(entry->recorded.outcome), findings->from ? findings->from : "nobody");
}

/* One of our own mails, come back: by its seal, or by a Message-ID of the outbox, where it says no more
 * than the matter. It proves that it was sent; a register put back from a backup may not know it. */
static gboolean record_own(struct entry *entry)
{
    gint64 matter = 0;
    gint64 reminder = find_reminder(entry->sql, entry->findings->message_id, &matter);
    if (!entry->terms->own && (!reminder || !says_nothing_new(entry, matter)))
        return FALSE;
    entry->recorded.outcome = OUTCOME_OWN;
    entry->recorded.matter = matter;
    note_thread(entry, reminder);
    if (reminder)
        outbox_prove(entry->sql, reminder, entry->mail, entry->terms->now);
    else if (entry->findings->message_id)
        origin_told(entry);
    return TRUE;
}

/* An answer to one of our reminders quotes it, and so looks like a circular. One with a date of its
 * own is looked at as any mail. */
static gboolean record_answer(struct entry *entry)
{
    const struct findings *findings = entry->findings;
    gint64 matter = 0, proven = entry->terms->answered;
    gint64 reminder = find_reminder(entry->sql, findings->in_reply_to, &matter);
    if (!reminder)
        reminder = find_reminder(entry->sql, findings->references, &matter);
    if (proven && proven != matter) {
        reminder = 0; /* the thread is another matter's; the token counts */
        matter = proven;
    }
    if ((!reminder && !proven) || !says_nothing_new(entry, matter))
        return FALSE;
    entry->recorded.outcome = OUTCOME_ANSWER;
    entry->recorded.matter = matter;
    if (matter)
        entry_attach(entry);
    note_thread(entry, reminder);
    return TRUE;
}

/* ---- the mail -------------------------------------------------------------------------------- */

static gboolean was_recorded(struct entry *entry)
{
    AUTO(rows) *rows = sql_query(entry->sql,
                                 "SELECT state, outcome, matter, version, changed, doubts,"
                                 " EXISTS (SELECT 1 FROM matter_mails j WHERE j.mail = m.id)"
                                 " FROM mails m WHERE id = ?",
                                 V(entry->mail));
    if (!rows_next(rows)) {
        if (!sql_failed(entry->sql))
            sql_fail(entry->sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_MISSING,
                                             "there is no mail %" G_GINT64_FORMAT, entry->mail));
        return TRUE;
    }
    if (rows_integer(rows, 6) != 0) /* what matters know of it may change */
        shelf_clear(entry->shelf);
    if (g_strcmp0(rows_peek(rows, 0), mail_state_name(MAIL_READ)) != 0)
        return FALSE;
    entry->recorded.outcome = outcome_parse(rows_peek(rows, 1));
    entry->recorded.matter = rows_integer(rows, 2);
    entry->recorded.version = (guint)rows_integer(rows, 3);
    entry->recorded.changed = rows_integer(rows, 4) != 0;
    entry->recorded.doubts = (guint)rows_integer(rows, 5);
    return TRUE;
}

static void note_outcome(const struct entry *entry)
{
    const struct recorded *recorded = &entry->recorded;
    sql_run(entry->sql, "UPDATE mails SET state = ?, outcome = ?, matter = ?, version = ?,"
                        " changed = ?, doubts = ?, why = ? WHERE id = ?",
            V(mail_state_name(MAIL_READ)), V(outcome_name(recorded->outcome)),
            sql_reference(recorded->matter), V(recorded->version), V(recorded->changed),
            V(recorded->doubts), V(entry->why), V(entry->mail));
}

static void record_mail(struct entry *entry)
{
    const struct findings *findings = entry->findings;
    write_mail_facts(entry->sql, entry->mail, findings, entry->terms->verified);
    if (!record_own(entry) && !record_answer(entry)) {
        if (findings->circular || findings_doubtful(findings))
            record_circular(entry);
        else
            entry->recorded.outcome =
                findings->unread->len > 0 ? OUTCOME_UNREAD : OUTCOME_NO_CIRCULAR;
    }
    note_outcome(entry);
}

gboolean register_record(struct registry *registry, gint64 mail, const struct findings *findings,
                         const struct record_terms *terms, struct recorded *recorded,
                         GError **error)
{
    struct entry entry = {
        .sql = registry->sql, .shelf = registry->shelf, .mail = mail, .findings = findings, .terms = terms};
    shelf_begin(entry.shelf, entry.sql);
    sql_begin(entry.sql, SQL_WRITE);
    if (!was_recorded(&entry))
        record_mail(&entry);
    g_free(entry.why);
    if (!sql_end(entry.sql, error)) {
        shelf_clear(entry.shelf);
        *recorded = (struct recorded){0};
        return FALSE;
    }
    *recorded = entry.recorded;
    shelf_recorded(entry.shelf, entry.sql, findings, recorded);
    return TRUE;
}
