/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gapping: "the first part is due on 5 May, the second on 9 June". What follows the first day leaves its verb out, so
 * that the second day is what the first one is, in both directions: due, or told of somebody else or of the past.
 *
 * What is left must be no more than who or what it is about: a few words after a comma, a semicolon or "and", without
 * anything that governs, denies or opens a clause, and the same cue before both days. A verb that the pack does not know
 * is not seen here; so the step is taken only where the sums are not far from it.
 *
 * So it is with things that are named one after the other, each with a colon and its day. */
#include "find/role_judging.h"

#define GAP_DOUBT 2.0 /* odds against it that the shared verb makes up for */
#define GAP_TOKENS 16 /* between the days */
#define ITEM_TOKENS 9 /* before the colon */
#define ITEM_DOUBT 2.0 /* odds against a day that the others of its kind make up for */
#define ITEM_DOUBT_NAMED 3.0 /* … where what is before the colon is a paper, or the reader's */

/* Kinds that say of a clause that it speaks for itself. */
#define OF_ITS_OWN (KIND(RULE_ASK) | KIND(RULE_DUTY) | KIND(RULE_RECEIVE) | KIND(RULE_OFFER) | KIND(RULE_CLOSE) | KIND(RULE_DEADLINE) | KIND(RULE_PLAN) | KIND(RULE_PAST) | \
                    KIND(RULE_VALID) | KIND(RULE_PURPOSE) | KIND(RULE_CONDITION) | KIND(RULE_EXTEND) | KIND(RULE_EVENT) | KIND(RULE_NEGATION) | KIND(RULE_RESTATE) | \
                    KIND(RULE_SENDER) | KIND(RULE_THIRD))

/* "that of the employers": whose it is, not who acts. */
static gboolean is_owner(const struct document *d, const struct mark *mark)
{
    enum rule_kind kind = packs_rule(d->packs, mark->rule)->kind;

    return (kind == RULE_SENDER || kind == RULE_THIRD) && document_has_role(d, mark->start - 1, ROLE_OF);
}

static gboolean speaks_for_itself(const struct document *d, const struct sentence *s, guint from, guint to)
{
    for (guint i = document_first_mark(d, s, from); i < s->mark + s->marks && DOCUMENT_MARK(d, i)->start < to; i++)
        if (kind_is_of(DOCUMENT_MARK(d, i)->kind, OF_ITS_OWN) && !is_owner(d, DOCUMENT_MARK(d, i)))
            return TRUE;
    for (guint i = from; i < to; i++)
        if (document_is_sign(d, i, ":()") || document_has_role(d, i, ROLE_RELATIVE))
            return TRUE;
    return FALSE;
}

/* Words that join nouns, never a verb to its subject: "of the", "40", "no.", "B". */
static gboolean is_joint(const struct document *d, guint i)
{
    const struct token *token = DOCUMENT_TOKEN(d, i);

    return token->type == TOKEN_NUMBER || (token->type == TOKEN_WORD && (token->length == 1 || document_word(d, i)->number != 0 ||
           document_word(d, i)->roles & (ROLE_OF | ROLE_THE | ROLE_TO | ROLE_NUMBER_SIGN)));
}

/* "the Office closes it on", "the rooms are given out on": a verb would stand right behind another word that is no
 * joint, or before an article. Things that the pack knows by name are no verbs. */
static gboolean has_room_for_verb(const struct document *d, const struct sentence *s, guint from, guint to)
{
    gboolean joined = TRUE; /* what comes next cannot be a verb with its subject before it */

    for (guint i = from; i < to; i++) {
        const struct mark *object = document_mark_over(d, s, i, RULE_OBJECT);
        gboolean article = document_has_role(d, i, ROLE_THE) && !(document_word(d, i)->roles & ROLE_OF);
        if (DOCUMENT_TOKEN(d, i)->type == TOKEN_PUNCTUATION && i + 1 < to)
            return TRUE;
        if (article && !joined && i + 1 < to)
            return TRUE;
        if (!joined && !is_joint(d, i) && object == NULL && DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD)
            return TRUE;
        joined = is_joint(d, i) || (object != NULL && object->end > i + 1);
    }
    return FALSE;
}

/* What stands between is a phrase of its own: behind a comma, a semicolon or "and", with something that the day is said of. */
static gboolean is_phrase(const struct document *d, const struct sentence *s, guint from, guint to)
{
    guint i = from;

    if (document_is_sign(d, i, ",;"))
        i++;
    if (document_has_role(d, i, ROLE_AND))
        i++;
    gboolean to_do = document_has_role(d, i, ROLE_TO); /* "…, to be sent on" */
    gboolean thing = i + 1 < to || (i < to && document_mark_over(d, s, i, RULE_OBJECT) != NULL); /* not "…, not 5 May", "…, against 5 May" */
    return i > from && thing && !to_do && to <= from + GAP_TOKENS && !has_room_for_verb(d, s, i, to);
}

/* Has the date `index` of the sentence no verb but that of the one before it? */
static gboolean is_gapped(const struct document *d, const GArray *verdicts, guint index)
{
    const struct verdict *v = &g_array_index(verdicts, struct verdict, index), *before = v - 1;
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
    const struct date *date = DOCUMENT_DATE(d, index), *first = date - 1;

    if (before->sentence != v->sentence || (v->cue != RULE_KINDS && v->cue != before->cue) || date->precision != first->precision || date->from_day != 0)
        return FALSE;
    guint to = MAX(v->quote, first->end);
    return is_phrase(d, s, first->end, to) && !speaks_for_itself(d, s, first->end, to) && !speaks_for_itself(d, s, date->end, MIN(date->end + 2, s->end));
}

/* What rules tell of the first day, which is no deadline, the second one shares where it is said the same way. */
static gboolean is_told(const struct verdict *before, const struct verdict *v)
{
    gboolean told = before->ruled == ROLE_PAST || before->ruled == ROLE_OTHERS || before->ruled == ROLE_EVENT;

    return before->cue == v->cue && (before->ruled == ROLE_PLAN || (told && v->cue != RULE_KINDS));
}

/* ---- things and their days ---- */

/* Where the words before the colon begin: with the sentence, or behind a semicolon. */
static guint item_start(const struct document *d, const struct sentence *s, guint colon)
{
    guint from = colon;

    while (from > s->first && !document_is_sign(d, from - 1, ";"))
        from--;
    return from;
}

/* "Summary: 30 September": a few words, a colon and the day, and nothing that speaks for itself. */
static gboolean is_item(const struct document *d, const struct verdict *v, guint index)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
    const struct date *date = DOCUMENT_DATE(d, index);

    if (date->precision != PRECISION_DAY || date->from_day != 0 || s->zone == ZONE_ROW || date->start < s->first + 2 || !document_is_sign(d, date->start - 1, ":"))
        return FALSE;
    guint from = item_start(d, s, date->start - 1);
    for (guint i = document_first_mark(d, s, from); i < s->mark + s->marks && DOCUMENT_MARK(d, i)->start < date->start; i++)
        if (kind_is_of(DOCUMENT_MARK(d, i)->kind, OF_ITS_OWN & ~(KIND(RULE_DEADLINE) | KIND(RULE_RECEIVE))))
            return FALSE;
    return date->start - from <= ITEM_TOKENS + 1 && (date->end >= s->end || document_is_sign(d, date->end, ";."));
}

/* A thing that the reader is asked for by name leaves less doubt. */
static double item_doubt(const struct document *d, const struct verdict *v, guint index)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
    guint to = DOCUMENT_DATE(d, index)->start, from = item_start(d, s, to - 1);

    return document_mark_within(d, s, from, to, RULE_OBJECT) != NULL || document_mark_within(d, s, from, to, RULE_READER) != NULL ? ITEM_DOUBT_NAMED : ITEM_DOUBT;
}

/* Lines of a sheet or a timetable tell of all kinds of things. */
static gboolean breaks_line(const struct document *d, const struct verdict *before, const struct verdict *v)
{
    return v->sentence != before->sentence && DOCUMENT_TOKEN(d, DOCUMENT_SENTENCE(d, v->sentence)->first)->flags & TOKEN_LINE;
}

/* "Title: 31 July. Summary: 29 August; full text: 15 December.": what one of them is, all are. */
static void agree_in_items(const struct document *d, GArray *verdicts)
{
    for (guint first = 0, end; first < verdicts->len; first = end) {
        gboolean due = FALSE;
        for (end = first; end < verdicts->len && is_item(d, &g_array_index(verdicts, struct verdict, end), end); end++) {
            const struct verdict *v = &g_array_index(verdicts, struct verdict, end);
            if (end > first && (v->sentence > (v - 1)->sentence + 1 || breaks_line(d, v - 1, v)))
                break;
            if (v->alone == ROLE_DEADLINE && v->cue == RULE_KINDS) /* "needed by: 18 August" is said of its own thing alone */
                due = TRUE;
        }
        end = MAX(end, first + 1);
        for (guint i = first; i < end && due; i++) {
            struct verdict *v = &g_array_index(verdicts, struct verdict, i);
            if (v->alone == ROLE_DEADLINE || !v->weighed || v->cue != RULE_KINDS || v->score < DEADLINE_SCORE - item_doubt(d, v, i) * DEADLINE_ODDS)
                continue;
            v->alone = ROLE_DEADLINE;
            v->score = DEADLINE_SCORE;
            v->agreed = TRUE;
        }
    }
}

void role_fill_gaps(const struct document *d, GArray *verdicts)
{
    agree_in_items(d, verdicts);
    for (guint i = 1; i < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i), *before = v - 1;
        gboolean due = before->alone == ROLE_DEADLINE, near = v->score > DEADLINE_SCORE - GAP_DOUBT * DEADLINE_ODDS && v->score < DEADLINE_SCORE + GAP_DOUBT * DEADLINE_ODDS;
        if (!v->weighed || !before->weighed || due == (v->alone == ROLE_DEADLINE) || !near || !(due || is_told(before, v)) || !is_gapped(d, verdicts, i))
            continue;
        v->alone = before->alone;
        v->score = due ? DEADLINE_SCORE : before->score;
    }
}
