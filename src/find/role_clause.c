/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rest of the clause: what it is about speaks for a deadline, while quoting, recurring, and
 * withdrawing speak against it; and a month beside a session only names the session. */
#include "find/role_judging.h"

#define STANDS_SCORE 6 /* of a day that is said to stay as it was */

static gboolean is_quoted(const struct judging *j)
{
    guint start = j->date->core, i;

    if (!(DOCUMENT_TOKEN(j->d, start)->flags & TOKEN_QUOTED))
        return FALSE;
    for (i = start; i > j->s->first && start - i < 7; i--)
        if (!(DOCUMENT_TOKEN(j->d, i - 1)->flags & TOKEN_QUOTED))
            return start - i >= 5;
    return start - i >= 4;
}

/* "should read: '… by 25 April'": quoted, but as what holds from now on. */
static gboolean is_corrected(const struct judging *j)
{
    const struct mark *reads = judging_mark(j, j->s->first, j->date->start, RULE_EXTEND);

    return reads != NULL && packs_rule(j->d->packs, reads->rule)->value == EXTEND_READS;
}

static gboolean is_plain_cue(const struct judging *j, const struct mark *mark)
{
    return mark != NULL && packs_rule(j->d->packs, mark->rule)->value != 2;
}

/* "if possible in English" softens the language, not the day: a comma, a cue or the end must follow. */
static gboolean softens(const struct judging *j, const struct mark *mark)
{
    const struct mark *weak = document_mark_from(j->d, j->s, mark->end, RULE_WEAK);
    gboolean cue = is_plain_cue(j, weak) && weak->end + 3 >= j->date->start && weak->start < j->date->core; /* not "preferably by e-mail" */

    if (mark->end < j->s->end && document_mark_from(j->d, j->s, mark->end, RULE_RECEIVE) != NULL)
        return TRUE; /* "should ideally reach us" */
    return mark->end >= j->s->end || (mark->end >= j->left && mark->start < j->date->core_end) || DOCUMENT_TOKEN(j->d, mark->end)->type == TOKEN_PUNCTUATION ||
           cue || document_mark_from(j->d, j->s, mark->end, RULE_STRONG) != NULL;
}

/* No other date stands between a word such as "preferably" and this one. */
static gboolean is_nearest(const struct judging *j, const struct mark *mark)
{
    for (guint i = j->s->date; i < j->s->date + j->s->dates; i++) {
        const struct date *other = DOCUMENT_DATE(j->d, i);
        if (other != j->date && ((other->core > mark->start && other->core < j->date->core) || (other->core < mark->start && other->core > j->date->core)))
            return FALSE;
    }
    return TRUE;
}

/* "The day of 30 June being over, please reply by 31 July": what is withdrawn is the date before the word. */
static gboolean follows_other(const struct judging *j, const struct mark *mark)
{
    for (guint i = j->s->date; i < j->s->date + j->s->dates; i++) {
        const struct date *other = DOCUMENT_DATE(j->d, i);
        if (other != j->date && other->core >= j->from && other->end <= mark->start && other->end + 3 >= mark->start && mark->start < j->date->core)
            return TRUE;
    }
    return FALSE;
}

/* "It should read:" in the line above: what stands in quotation marks below it is the letter's own word. */
static const struct mark *read_above(const struct judging *j)
{
    if (j->sentence == 0 || !(DOCUMENT_TOKEN(j->d, j->date->core)->flags & TOKEN_QUOTED))
        return NULL;
    const struct judging above = { .d = j->d, .s = DOCUMENT_SENTENCE(j->d, j->sentence - 1) };
    const struct mark *reads = judging_mark(&above, above.s->first, above.s->end, RULE_EXTEND);
    return reads != NULL && packs_rule(j->d->packs, reads->rule)->value == EXTEND_READS && above.s->end - above.s->first <= 12 && document_is_sign(j->d, above.s->end - 1, ":") ? reads : NULL;
}

/* "…; kindly disregard that date, as we accept entries through 25 August": of a day in the clause before. */
static gboolean points_back(const struct judging *j, const struct mark *mark)
{
    return mark->end <= j->date->core && j->from > j->s->first && mark->start <= j->from + 3 && DOCUMENT_DATE(j->d, j->s->date)->core < j->from;
}

/* For "before 1 May" read "after 1 May"; where it said that you could do so until 1 May, it should read until 1 June. */
static const struct mark *former_reading(const struct judging *j)
{
    const struct mark *beside = document_mark_until(j->d, j->s, j->left, RULE_FORMER);
    const struct mark *former = beside != NULL ? beside : judging_mark(j, j->from, j->left, RULE_FORMER);
    const struct mark *reads = judging_mark(j, j->date->end, j->to, RULE_EXTEND);

    return former != NULL && reads != NULL && (former == beside || packs_rule(j->d->packs, reads->rule)->value == EXTEND_READS) ? former : NULL;
}

#define EVENT_KEPT_FREE 1 /* value of rules for a day that somebody is to keep free: "hold 6 October in your diary" */

#define REFUSE_BEYOND 1 /* value of rules for "beyond": what is refused lies past the day, which holds */
#define REFUSE_WHOLE 2  /* … for "the time limit cannot be extended", before the day or around it */
#define REFUSE_APART 8  /* tokens before what is put off */

/* "An extension to 15 October cannot be granted", "we are unable to extend it to 15 October". */
static const struct mark *refusal(const struct judging *j)
{
    const struct mark *extend = judging_mark(j, j->from, j->date->end, RULE_EXTEND), *refuse;

    if (!sentence_has(j->s, RULE_REFUSE))
        return NULL;
    refuse = document_mark_over(j->d, j->s, j->date->core, RULE_REFUSE);
    if (refuse == NULL)
        refuse = judging_mark(j, j->from, j->date->start, RULE_REFUSE);
    if (refuse != NULL && packs_rule(j->d->packs, refuse->rule)->value == REFUSE_WHOLE && refuse->end >= j->left)
        return refuse;
    if (extend == NULL || judging_mark(j, extend->end, j->date->start, RULE_DEADLINE) != NULL)
        return NULL; /* "no extension of the deadline of 1 September": that one holds */
    refuse = judging_mark(j, extend->start, j->date->core, RULE_REFUSE);
    if (refuse == NULL)
        refuse = judging_mark(j, MAX(j->s->first + REFUSE_APART, extend->start) - REFUSE_APART, extend->end, RULE_REFUSE);
    if (refuse == NULL)
        refuse = judging_mark(j, j->date->end, j->to, RULE_REFUSE);
    return refuse != NULL && packs_rule(j->d->packs, refuse->rule)->value != REFUSE_BEYOND ? refuse : NULL;
}

/* Words that decide, whatever others stand around them. */
static void decide(struct judging *j, const struct mark *mark, enum role role)
{
    judging_turn(j, -9, mark, role);
    j->verdict->placed = TRUE;
}

static void weigh_words(struct judging *j)
{
    const struct mark *mark;

    if ((mark = judging_mark(j, j->from, j->to, RULE_READER)) != NULL)
        judging_add(j, 0.8, G_MAXUINT);
    if ((mark = judging_mark(j, j->from, j->to, RULE_OBJECT)) != NULL)
        judging_add(j, 0.6, G_MAXUINT);
    if ((mark = judging_mark(j, j->from, j->to, RULE_RECUR)) != NULL)
        judging_turn(j, -7, mark, ROLE_RECURRING);
    if ((mark = judging_mark(j, j->date->core_end, j->to, RULE_WITHDRAW)) == NULL)
        mark = judging_mark(j, j->from, j->to, RULE_WITHDRAW);
    if (j->verdict->cue != RULE_EXTEND && mark != NULL && !points_back(j, mark) && (mark->start > j->date->core || (is_nearest(j, mark) && !follows_other(j, mark))))
        judging_turn(j, -8, mark, j->verdict->score >= 0.5 ? ROLE_SUPERSEDED : ROLE_VALIDITY);
    if ((mark = judging_mark(j, j->to, j->s->end, RULE_WITHDRAW)) != NULL && mark->start <= j->to + 3 && is_nearest(j, mark))
        judging_turn(j, -8, mark, ROLE_SUPERSEDED); /* "gave 15 August; kindly disregard that date" */
    if ((mark = document_mark_over(j->d, j->s, j->date->core, RULE_EVENT)) != NULL && packs_rule(j->d->packs, mark->rule)->value == EVENT_KEPT_FREE)
        decide(j, mark, ROLE_EVENT);
    if ((mark = refusal(j)) != NULL)
        decide(j, mark, ROLE_MENTIONED);
    if (document_is_told_item(j->d, j->s))
        judging_turn(j, -6, NULL, ROLE_QUOTED);
    if ((mark = judging_mark(j, j->s->first, j->left, RULE_QUOTE)) != NULL)
        judging_turn(j, -5, mark, ROLE_QUOTED);
    if ((mark = judging_mark(j, j->from, j->to, RULE_SOFT)) != NULL && is_nearest(j, mark) && softens(j, mark))
        j->verdict->firm = FALSE;
    /* for "before 1 May" read "after 1 May" */
    if (j->verdict->cue == RULE_WEAK && (mark = former_reading(j)) != NULL)
        judging_turn(j, -7, mark, ROLE_SUPERSEDED);
    const struct mark *reads = read_above(j);
    if (reads != NULL)
        judging_add(j, 3, reads->rule);
    else if (is_quoted(j) && !is_corrected(j) && !document_is_transcribed(j->d, j->sentence))
        judging_turn(j, -5, NULL, ROLE_QUOTED);
}

/* A session, an instrument or a document right before the date: "353rd Session (March 2025)". */
static void weigh_neighbour(struct judging *j)
{
    guint i = j->date->start;

    if (i > j->s->first && document_is_sign(j->d, i - 1, "(,"))
        i--;
    if (j->date->precision != PRECISION_MONTH)
        return;
    const struct mark *session = document_mark_until(j->d, j->s, i, RULE_SESSION);
    for (guint k = j->date->end; session == NULL && k < j->s->end && k < j->date->end + 3; k++) {
        session = document_mark_from(j->d, j->s, k, RULE_SESSION);
        if (session == NULL)
            session = document_mark_from(j->d, j->s, k, RULE_EVENT);
    }
    if (session != NULL)
        judging_turn(j, -6, session, ROLE_SESSION);
}

/* "the shared calendar (29 November to 8 December)": in brackets behind a noun that nobody asks for, a
 * span says when that thing is, not until when somebody is to act. */
static void weigh_bracket(struct judging *j)
{
    static const enum rule_kind kinds[] = { RULE_DEADLINE, RULE_CLOSE, RULE_OFFER, RULE_OBJECT, RULE_ASK, RULE_RECEIVE };
    guint i = j->left;

    while (i > j->s->first && i + 3 > j->left && !document_is_sign(j->d, i - 1, "("))
        i--;
    if (j->date->from_day == 0 || i < j->s->first + 2 || !document_is_sign(j->d, i - 1, "(") || j->verdict->cue == RULE_STRONG)
        return;
    guint from = i - 1 > j->s->first + 3 ? i - 4 : j->s->first;
    if (j->date->precision == PRECISION_DAY && judging_names_meeting(j, i - 2, i - 1) && j->verdict->cue == RULE_KINDS) {
        judging_turn(j, -3, NULL, ROLE_EVENT); /* "The regional meeting (Bangkok, 2-5 December 2025) will" */
        return;
    }
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++)
        if (judging_mark(j, from, i - 1, kinds[k]) != NULL || judging_mark(j, i, j->left, kinds[k]) != NULL)
            return; /* "(we take forms from 20 March to 21 April)" */
    judging_add(j, -3, G_MAXUINT);
}

/* "The mandate ends on 31 October; before that date the name is to be sent": the day that is pointed back to, where
 * somebody is asked and no other day follows. */
static const struct mark *asked_by_then(const struct judging *j)
{
    const struct mark *same = judging_mark(j, j->date->end, j->s->end, RULE_SAME);
    const struct date *next = j->date + 1;

    if (same == NULL || same->end - same->start < 3 || j->date->precision != PRECISION_DAY || j->date->from_day != 0 || j->date->last <= j->frame->letter ||
        next < DOCUMENT_DATE(j->d, j->s->date) + j->s->dates || judging_mark(j, j->date->end, j->s->end, RULE_NEGATION) != NULL)
        return NULL;
    guint from = same->start;
    while (from > j->date->end && !document_is_sign(j->d, from - 1, ",;:.") && DOCUMENT_TOKEN(j->d, from - 1)->type == TOKEN_WORD)
        from--;
    for (guint i = document_first_mark(j->d, j->s, from); i < j->s->mark + j->s->marks && DOCUMENT_MARK(j->d, i)->start < j->s->end; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        const struct rule *rule = document_rule(j->d, i);
        gboolean asks = rule->kind == RULE_ASK ? rule->value == 0 || (rule->value == 2 && role_opens_clause(j->d, j->s, mark->start)) : (rule->kind == RULE_DUTY && rule->value == 0) || (rule->kind == RULE_RECEIVE && rule->value != RECEIVE_OF_MOOD);
        enum actor actor = asks ? role_actor_before(j->d, j->s, from, mark->start + 1) : ACTOR_NONE;
        if (asks && actor != ACTOR_THIRD && actor != ACTOR_SENDER && mark->start < same->end + 12 && mark->start >= from)
            return same;
    }
    return NULL;
}

/* "The date of 15 August does not change": a term named here for the first time, as far as the reader goes. */
static void weigh_stand(struct judging *j)
{
    const struct mark *stand = j->verdict->cue != RULE_FORMER && j->verdict->cue != RULE_DATED && j->date->last > j->frame->letter ? role_stands(j) : NULL;

    j->verdict->stands = stand != NULL;
    if (stand != NULL && j->verdict->score < STANDS_SCORE && role_stands_as_term(j, stand))
        judging_turn(j, STANDS_SCORE - j->verdict->score, stand, ROLE_MENTIONED);
}

void role_weigh_clause(struct judging *j)
{
    const struct mark *same = asked_by_then(j);

    weigh_words(j);
    weigh_bracket(j);
    weigh_neighbour(j);
    const struct mark *weak = same != NULL ? document_mark_from(j->d, j->s, same->start, RULE_WEAK) : NULL;
    if (weak != NULL)
        j->verdict->kind = role_kind_of(packs_rule(j->d->packs, weak->rule));
    if (same != NULL && j->verdict->score < DEADLINE_SCORE)
        judging_turn(j, 2.6 - j->verdict->score, same, ROLE_MENTIONED);
    weigh_stand(j);
}
