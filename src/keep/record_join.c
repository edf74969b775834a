/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a letter does to the matter that it joins.
 *
 * A letter whose sender is not verified changes no deadline, no state and no heading: it is attached,
 * and what it says otherwise becomes a doubt. One that is believed writes a new version of the
 * deadlines where they changed, and fills in what of the heading is not known. A later letter on a
 * closed matter puts that one to a person again. */
#include "keep/entry.h"

#include <glib/gi18n.h>

static enum outcome outcome_of(enum relation relation)
{
    switch (relation) {
    case RELATION_LANGUAGE:
        return OUTCOME_LANGUAGE;
    case RELATION_LATER:
        return OUTCOME_LATER;
    case RELATION_EARLIER:
        return OUTCOME_EARLIER;
    default:
        return OUTCOME_COPY;
    }
}

static void append_day(GString *list, const struct deadline *deadline)
{
    struct sql_value day = sql_day(&deadline->date);
    g_string_append(list, list->len ? ", " : "");
    g_string_append_printf(list, deadline->kind == DEADLINE_BEFORE ? N_("before %s") : "%s", day.day);
}

static char *list_ours(const struct matter *matter)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < matter->deadlines->len; i++)
        append_day(list, g_ptr_array_index(matter->deadlines, i));
    return g_strdup(list->len ? list->str : N_("none"));
}

static char *list_merged(const struct matter *matter, const struct findings *findings,
                         const struct merge *merge)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < merge->deadlines->len; i++) {
        const struct merge_item *item = &g_array_index(merge->deadlines, struct merge_item, i);
        append_day(list, g_ptr_array_index(item->fresh ? findings->deadlines : matter->deadlines,
                                           item->position));
    }
    return g_strdup(list->len ? list->str : N_("none"));
}

/* The state in which the changed matter must be, whatever it was. */
static enum matter_state state_after_change(const struct entry *entry, const struct matter *matter,
                                            const struct merge *merge)
{
    if (!matter_is_live(matter->state))
        return MATTER_CONFIRM;
    if (matter->state == MATTER_CONFIRM)
        return MATTER_CONFIRM;
    /* Its last date was taken back: whether nothing is to be done is a person's to say. */
    if (merge->deadlines->len == 0 && matter->deadlines->len > 0)
        return MATTER_CONFIRM;
    for (guint i = 0; i < merge->deadlines->len; i++) {
        const struct merge_item *item = &g_array_index(merge->deadlines, struct merge_item, i);
        if (!item->fresh)
            continue;
        const struct deadline *deadline =
            g_ptr_array_index(entry->findings->deadlines, item->position);
        if (deadline->confidence < entry->terms->confidence_floor)
            return MATTER_CONFIRM;
    }
    return MATTER_OPEN;
}

static void move_to(struct entry *entry, const struct matter *matter, enum matter_state state,
                    const char *why)
{
    if (state != matter->state)
        change_state(entry->sql, matter->id, state, NULL, ACTOR_SELF, why, entry->terms->now);
}

/* The mail has answered that doubt about the matter. */
static void settle(struct entry *entry, gint64 matter, const char *sort)
{
    sql_run(entry->sql, "UPDATE doubts SET settled_at = ? WHERE matter = ? AND sort = ? AND settled_at IS NULL",
            V(entry->terms->now), V(matter), V(sort));
}

static void change_matter(struct entry *entry, const struct known *known,
                          const struct merge *merge)
{
    const struct matter *matter = known->matter;
    guint version = matter->version + 1;
    g_autofree char *was = list_ours(matter);
    g_autofree char *is = list_merged(matter, entry->findings, merge);

    write_version(entry->sql, matter->id, version, merge, entry->findings, entry->mail);
    sql_run(entry->sql, "UPDATE matters SET version = ?, confidence = min(confidence, ?)"
                        " WHERE id = ?",
            V(version), V(draft_confidence(entry->findings)), V(matter->id));
    outbox_pass(entry->sql, matter->id, version, "the deadlines have changed", entry->terms->now);
    if (merge->deadlines->len > 0)
        settle(entry, matter->id, "unread");
    history_add(entry->sql, entry->terms->now, ACTOR_SELF, entry_subject(entry), "changed",
                "deadlines: was %s; now %s", was, is);
    if (!matter_is_live(matter->state))
        entry_doubt(entry, "closed", g_strdup_printf("The matter was %s when a later letter came.",
                                                     matter_state_name(matter->state)));
    move_to(entry, matter, state_after_change(entry, matter, merge), "a letter changed it");
    entry->recorded.version = version;
    entry->recorded.changed = TRUE;
}

/* A copy that could be read better fills in what is not known; the first one whose sender is
 * verified replaces what an unknown one said. */
static void improve_heading(struct entry *entry, const struct known *known, enum relation relation)
{
    AUTO(matter) *draft = matter_draft(entry->findings, &entry->terms->today);
    g_autofree char *key = words_subject_key(draft->subject);
    gint64 id = known->matter->id;
    if (!known->verified)
        sql_run(entry->sql, "UPDATE matters SET subject = ?, subject_key = ?, sender = ? WHERE id = ?",
                V(draft->subject), V(key), V(draft->sender), V(id));
    if (!known->verified)
        sql_run(entry->sql, "UPDATE matters SET reference = coalesce(?, reference),"
                            " language = coalesce(?, language), letter_date ="
                            " coalesce(?, letter_date), kind = coalesce(?, kind) WHERE id = ?",
                V(draft->reference), V(draft->language), V(&draft->letter_date),
                V(letter_kind_name(draft->kind)), V(id));
    else if (relation == RELATION_COPY)
        sql_run(entry->sql, "UPDATE matters SET reference = coalesce(reference, ?),"
                            " language = coalesce(language, ?), letter_date ="
                            " coalesce(letter_date, ?), kind = coalesce(kind, ?) WHERE id = ?",
                V(draft->reference), V(draft->language), V(&draft->letter_date),
                V(letter_kind_name(draft->kind)), V(id));
}

/* The first letter whose sender is verified: from now on the matter stands on firm ground. */
static void confirm_sender(struct entry *entry, const struct matter *matter)
{
    settle(entry, matter->id, "sender");
    if (matter_is_live(matter->state) || entry->recorded.changed)
        return;
    entry_doubt(entry, "closed",
                g_strdup_printf("The matter was %s before a letter of a verified sender came.",
                                matter_state_name(matter->state)));
    move_to(entry, matter, MATTER_CONFIRM, "a letter of a verified sender came");
}

/* A disagreement on a matter that nobody looks at any more would be told to nobody. */
static void put_to_a_person(struct entry *entry, const struct matter *matter)
{
    entry_doubt(entry, "closed",
                g_strdup_printf("The matter was %s when a letter came that says otherwise.",
                                matter_state_name(matter->state)));
    move_to(entry, matter, MATTER_CONFIRM, "a letter says otherwise");
}

static void doubt_unbelieved(struct entry *entry, const struct known *known,
                             const struct merge *merge)
{
    if (!merge->changed)
        return;
    g_autofree char *was = list_ours(known->matter);
    g_autofree char *would = list_merged(known->matter, entry->findings, merge);
    entry_doubt(entry, "unverified",
                g_strdup_printf("A mail from %s says otherwise (deadlines %s, here %s), but %s. Nothing was changed.",
                                entry->findings->from ? entry->findings->from : "an unnamed sender",
                                would, was, entry_disbelief(entry)));
}

void entry_join(struct entry *entry, struct known *known, const struct judgement *judgement,
                const struct merge *merge)
{
    const struct matter *matter = known->matter;
    gboolean believed = entry_believed(entry);

    entry->recorded.matter = matter->id;
    entry->recorded.version = matter->version;
    entry->recorded.outcome = outcome_of(judgement->relation);
    entry_attach(entry);
    origin_joined(entry);
    history_add(entry->sql, entry->terms->now, ACTOR_SELF, entry_subject(entry), "joined",
                "as %s: %s%s%s", outcome_name(entry->recorded.outcome), judgement->evidence,
                believed ? "" : "; ", believed ? "" : entry_disbelief(entry));
    if (!believed) {
        doubt_unbelieved(entry, known, merge);
        return;
    }
    settle(entry, matter->id, "genre");
    write_letter_facts(entry->sql, matter->id, entry->mail, entry->findings);
    improve_heading(entry, known, judgement->relation);
    if (merge->changed)
        change_matter(entry, known, merge);
    for (guint i = 0; i < merge->doubts->len; i++)
        entry_doubt(entry, "disagreement", g_strdup(g_ptr_array_index(merge->doubts, i)));
    if (!known->verified)
        confirm_sender(entry, matter);
    else if (entry->recorded.doubts > 0 && !merge->changed && !matter_is_live(matter->state))
        put_to_a_person(entry, matter);
}
