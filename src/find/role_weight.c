/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a governor says of its date: how much it speaks for a deadline of the reader, by its kind, by who acts in
 * its clause and by what stands around it; and what the date is where it speaks against one. */
#include "find/role_judging.h"

#define PENDING_DAYS 550 /* what is asked in the past of later days than these is a goal, no deadline */

/* What is asked for stands right before the verb: that is its subject. */
static gboolean follows_object(const struct judging *j, const struct mark *mark)
{
    const struct mark *object = judging_mark(j, mark->start > j->s->first + 2 ? mark->start - 2 : j->s->first, mark->start, RULE_OBJECT);

    return object != NULL;
}

/* "As the embassy needs three weeks, passports must be handed in": what is asked for begins the part of the sentence that
 * holds the verb, and nobody is named in it. */
static gboolean starts_anew(const struct judging *j, const struct mark *mark, guint from)
{
    guint i = mark->start;

    while (i > from && i + 6 > mark->start && !document_is_sign(j->d, i - 1, ","))
        i--;
    return i > from + 3 && document_is_sign(j->d, i - 1, ",") && !(document_word(j->d, i)->roles & (ROLE_AND | ROLE_RELATIVE)) && follows_object(j, mark) &&
           role_actor_before(j->d, j->s, i, mark->start + 1) == ACTOR_NONE;
}

/* "Governments by 1 September and organizations by 1 October": who is named between the day before and this one, where
 * what asks stands before both. */
static enum actor actor_between(const struct judging *j, const struct mark *mark)
{
    const struct date *before = j->date > DOCUMENT_DATE(j->d, j->s->date) ? j->date - 1 : NULL;

    if (before == NULL || mark->end > before->core || before->core < j->from || before->end >= j->left)
        return ACTOR_NONE;
    return role_actor_before(j->d, j->s, before->end, judging_inserted_start(j));
}

static enum actor actor_for(const struct judging *j, const struct mark *mark, const struct rule *rule, guint from)
{
    enum actor after = role_actor_after(j->d, j->s, mark->end, MIN(mark->end + 5, j->s->end));

    enum actor between = actor_between(j, mark);

    if (between == ACTOR_THIRD || between == ACTOR_READER)
        return between;
    if (rule->is != NULL && g_str_equal(rule->is, "you"))
        return ACTOR_READER;
    if (rule->is != NULL && g_str_equal(rule->is, "sender"))
        return ACTOR_SENDER;
    enum actor before = role_actor_before(j->d, j->s, from, rule->kind == RULE_PAST && g_strcmp0(rule->is, "accented") == 0 ? mark->end : mark->start + 1); /* such a rule holds who acts */
    if (before == ACTOR_SENDER && (rule->kind == RULE_OFFER || rule->kind == RULE_DUTY) && follows_object(j, mark))
        return ACTOR_NONE; /* "we would be glad of any particulars that can be supplied" */
    if (before == ACTOR_THIRD && (rule->kind == RULE_RECEIVE || rule->kind == RULE_DUTY) && starts_anew(j, mark, from))
        return ACTOR_NONE;
    if (rule->is != NULL && g_str_equal(rule->is, "active"))
        return before == ACTOR_THIRD ? before : after; /* "the union asks the Government to" */
    if (before == ACTOR_NONE && rule->kind == RULE_OFFER && after == ACTOR_THIRD)
        return ACTOR_THIRD; /* "open to students" */
    return before;
}

static gboolean tells_of_meeting(const struct document *d, guint sentence)
{
    struct judging j = { .d = d, .s = DOCUMENT_SENTENCE(d, sentence) };

    for (guint back = 0; back < 2 && back <= sentence; back++) {
        j.s = DOCUMENT_SENTENCE(d, sentence - back);
        if (judging_mark(&j, j.s->first, j.s->end, RULE_OBJECT) != NULL)
            return FALSE;
        if (judging_names_meeting(&j, j.s->first, j.s->end))
            return TRUE;
    }
    return FALSE;
}

#define PRONOUN_TOKENS 4 /* "It begins on": what began is named in the sentence before */

/* "It begins on 9 October and ends on 20 October": the last day of what happens, not of what is to be handed in. */
static gboolean ends_what_began(const struct judging *j)
{
    const struct date *before = j->date > DOCUMENT_DATE(j->d, j->s->date) ? j->date - 1 : NULL;

    if (before == NULL || (j->verdict - 1)->role != ROLE_EVENT || before->precision != PRECISION_DAY || before->from_day != 0 ||
        judging_mark(j, j->s->first, before->start, RULE_OBJECT) != NULL || judging_mark(j, j->s->first, before->start, RULE_OFFER) != NULL)
        return FALSE;
    return before->start > j->s->first + PRONOUN_TOKENS || j->sentence == 0 || tells_of_meeting(j->d, j->sentence - 1) ||
           !sentence_has(j->s - 1, RULE_OBJECT);
}

/* "The Office was asked to": asked by others, for the passive has the sender right before it. */
static gboolean asks_sender(const struct judging *j, const struct mark *mark, const struct rule *rule)
{
    if (rule->is != NULL)
        return FALSE;
    for (guint i = j->s->mark; i < j->s->mark + j->s->marks && DOCUMENT_MARK(j->d, i)->start < mark->start; i++)
        if (document_rule(j->d, i)->kind == RULE_SENDER && DOCUMENT_MARK(j->d, i)->end <= mark->start && DOCUMENT_MARK(j->d, i)->end + 1 >= mark->start)
            return TRUE;
    return FALSE;
}

/* "The Committee has asked your Government to": told of the past, but to the one who reads it. */
static gboolean tells_reader(const struct judging *j, const struct mark *mark)
{
    for (guint i = j->s->mark; i < j->s->mark + j->s->marks && DOCUMENT_MARK(j->d, i)->start <= mark->end; i++)
        if (document_rule(j->d, i)->kind == RULE_READER && document_rule(j->d, i)->is == NULL && DOCUMENT_MARK(j->d, i)->end > mark->start)
            return TRUE;
    return FALSE;
}

/* "Your Government will send": the reader right before the verb, not in another phrase; words between
 * commas, right behind him and up to the verb, do not part them. */
static gboolean is_near_reader(const struct judging *j, const struct mark *mark, guint within)
{
    gboolean inserted = mark->start > j->s->first && document_is_sign(j->d, mark->start - 1, ",");

    for (guint i = j->s->mark; i < j->s->mark + j->s->marks && DOCUMENT_MARK(j->d, i)->start <= mark->start; i++) {
        guint end = DOCUMENT_MARK(j->d, i)->end;
        if (document_rule(j->d, i)->kind != RULE_READER)
            continue;
        if (end + within >= mark->start || (inserted && end + 20 >= mark->start && end < mark->start && document_is_sign(j->d, end, ",")))
            return TRUE;
    }
    return FALSE;
}

/* "It should be supplied in time to be examined in May, that is to say by": what is asked stands before the purpose. */
static gboolean is_asked_before(const struct judging *j, const struct mark *purpose, guint from)
{
    return role_actor_before(j->d, j->s, from, purpose->start) != ACTOR_THIRD &&
           (judging_mark(j, from, purpose->start, RULE_ASK) != NULL || judging_mark(j, from, purpose->start, RULE_RECEIVE) != NULL);
}

/* "The comments received before 3 June have been kept", "as they arrived before": the clause itself tells
 * of the past. */
static gboolean is_told(const struct judging *j, const struct mark *participle)
{
    for (guint i = document_first_mark(j->d, j->s, j->from); i < j->s->mark + j->s->marks && DOCUMENT_MARK(j->d, i)->start < j->to; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        const struct rule *rule = document_rule(j->d, i);
        gboolean other = rule->kind == RULE_PAST && rule->value != PAST_PARTICIPLE && rule->value != PAST_WHOEVER;
        if (other && (mark->start >= j->date->core_end || (mark->start < participle->start && mark->end > participle->start)))
            return TRUE;
    }
    return FALSE;
}

/* "Replies received before 5 July cannot be registered": who comes before it comes too early. */
static gboolean is_too_early(const struct judging *j)
{
    for (guint i = document_first_mark(j->d, j->s, j->date->end); i < j->s->mark + j->s->marks && DOCUMENT_MARK(j->d, i)->start < j->to; i++) {
        const struct rule *rule = document_rule(j->d, i);
        if (rule->kind == RULE_CONDITION && rule->value == 1)
            return j->verdict->kind == DEADLINE_BEFORE;
    }
    return FALSE;
}

/* The reader himself, and not as a word of somebody else's name ("the Government of Italy"). */
static gboolean names_reader(const struct judging *j)
{
    for (guint i = j->s->mark; i < j->s->mark + j->s->marks; i++)
        if (document_rule(j->d, i)->kind == RULE_READER) {
            const struct mark *reader = DOCUMENT_MARK(j->d, i), *other = document_mark_over(j->d, j->s, reader->start, RULE_THIRD);
            if (other == NULL || other->end < reader->end)
                return TRUE;
        }
    return FALSE;
}

/* "The session closes on", "It closes on", "It begins on 9 October and ends on": what takes place, not a list or a term. */
static gboolean closes_meeting(const struct judging *j, const struct mark *mark, guint from)
{
    if (judging_mark(j, from, mark->start, RULE_EVENT) != NULL && judging_names_meeting(j, from, mark->start))
        return TRUE;
    if (mark->start == j->s->first && j->sentence > 0 && tells_of_meeting(j->d, j->sentence - 1))
        return TRUE;
    return ends_what_began(j);
}

static double close_weight(const struct judging *j, const struct mark *mark, const struct rule *rule, enum actor actor, guint from)
{
    if (rule->value == CLOSE_OF_PRONOUN && closes_meeting(j, mark, from))
        return -4;
    if (role_actor_before(j->d, j->s, mark->start, mark->end) == ACTOR_THIRD)
        return -4; /* "the period for authors to send their texts ends on" */
    return actor == ACTOR_THIRD ? -4 : 3.2;
}

static double deadline_weight(const struct judging *j, const struct mark *mark, const struct rule *rule, enum actor actor, enum rule_kind cue)
{
    if (rule->value == 2) /* "to be completed by": a verb, so it matters who does it */
        return actor == ACTOR_THIRD ? -4 : 3;
    if (document_mark_from(j->d, j->s, mark->start, RULE_THIRD) != NULL)
        actor = ACTOR_THIRD; /* "the deadline for trade unions": the words themselves say whose */
    if (actor_between(j, mark) == ACTOR_THIRD)
        return -4;
    if (actor == ACTOR_THIRD && !names_reader(j))
        return cue == RULE_STRONG ? -3 : 0.3; /* "the court gave the employer a period ending on" */
    return cue == RULE_EARLIEST || cue == RULE_SINCE ? 0 : 3;
}

static double condition_weight(const struct judging *j, const struct mark *mark, const struct rule *rule, enum actor actor, enum rule_kind cue)
{
    if (rule->value == CONDITION_TOO_EARLY)
        return -6;
    if (rule->value == 1 && cue == RULE_STRONG)
        return 0; /* "no extension will be granted beyond …" */
    /* "unless the employer gives way by": who acts may stand inside */
    enum actor inside = role_actor_before(j->d, j->s, mark->start, mark->end);
    if (inside != ACTOR_NONE)
        actor = inside;
    return actor == ACTOR_THIRD || (rule->value == 1 && cue != RULE_SINCE) ? -4 : 2.6; /* "will not be …" threatens only after a day */
}

static double past_weight(const struct judging *j, const struct mark *mark, const struct rule *rule, enum actor actor, enum rule_kind cue, guint from)
{
    gboolean ahead = j->frame->letter != 0 && j->date->last > j->frame->letter;

    if (actor == ACTOR_THIRD && rule->value == 0)
        return -7; /* "the union has been asked to reply by" */
    if (rule->value == PAST_PARTICIPLE) { /* "replies received by 29 August": told of the past, unless the day lies ahead */
        gboolean day = !j->date->window && j->date->from_day == 0;
        if (is_told(j, mark) || is_too_early(j))
            return -5;
        return day && ahead && judging_mark(j, from, mark->start + 1, RULE_OBJECT) != NULL ? 1 : -5;
    }
    if (rule->value == PAST_WHOEVER)
        return -5;
    if (judging_names_last_day(j))
        return -1;
    /* "you were asked to reply by": the day has still to come */
    gboolean pending = ahead && !j->date->no_year && j->date->last < j->frame->letter + PENDING_DAYS;
    gboolean reader = (actor == ACTOR_READER && is_near_reader(j, mark, 12)) || tells_reader(j, mark);
    return pending && reader && (cue == RULE_WEAK || cue == RULE_STRONG) ? 0.5 : -5;
}

double role_weight(const struct judging *j, const struct mark *mark, enum rule_kind cue, guint from)
{
    const struct rule *rule = packs_rule(j->d->packs, mark->rule);
    enum actor actor = actor_for(j, mark, rule, from);

    switch (rule->kind) {
    case RULE_ASK:
        return actor == ACTOR_THIRD || (actor == ACTOR_SENDER && asks_sender(j, mark, rule)) ? -5 : 3;
    case RULE_DUTY:
        if (actor == ACTOR_THIRD || actor == ACTOR_SENDER)
            return -5;
        /* "the form must be returned on 4 September": the day of a duty said of a paper needs no cue */
        return cue == RULE_KINDS && judging_mark(j, from, mark->start + 1, RULE_OBJECT) != NULL ? 2.2 : 2;
    case RULE_RECEIVE:
        if (actor == ACTOR_NONE && rule->value == 6 && cue == RULE_WEAK && judging_mark(j, from, j->to, RULE_OBJECT) == NULL && judging_mark(j, j->s->first, j->s->end, RULE_READER) == NULL)
            return 1; /* "the decision is expected by": whose it is, is not said */
        return actor == ACTOR_THIRD ? -4 : rule->value == 7 && cue == RULE_KINDS ? 2.8 : 2.6;
    case RULE_OFFER:
        if (actor == ACTOR_THIRD || actor == ACTOR_SENDER)
            return -5;
        if (rule->value == OFFER_GRANTS)
            return 3;
        /* "registration is open on 5 May": the day of the thing itself, where nothing says until when */
        return (cue == RULE_KINDS || cue == RULE_ON) && j->verdict->kind == DEADLINE_ON && !j->date->window && j->date->from_day == 0 && j->date->precision == PRECISION_DAY ? 0.4 : 2.6;
    case RULE_CLOSE:
        return close_weight(j, mark, rule, actor, from);
    case RULE_DEADLINE:
        return deadline_weight(j, mark, rule, actor, cue);
    case RULE_EXTEND:
        return cue == RULE_EXTEND ? 0 : 3;
    case RULE_CONDITION:
        return condition_weight(j, mark, rule, actor, cue);
    case RULE_PAST:
        return past_weight(j, mark, rule, actor, cue, from);
    case RULE_PLAN:
    case RULE_VALID:
    case RULE_HOURS:
        return actor == ACTOR_READER && rule->kind == RULE_PLAN && !(cue == RULE_KINDS && j->date->from_day != 0) && is_near_reader(j, mark, 10) ? 1 : -5;
    case RULE_PURPOSE:
        return (cue == RULE_STRONG || cue == RULE_WEAK) && mark->end <= j->left && judging_restates(j) && is_asked_before(j, mark, from) ? 2 : -4;
    case RULE_EVENT:
        if ((cue == RULE_STRONG || cue == RULE_WEAK) && mark->end <= j->left && judging_restates(j))
            return 2; /* "a week before it takes place, that is to say by 13 March" */
        return cue == RULE_STRONG ? -0.5 : -3;
    default:
        return 0;
    }
}

enum role role_against(const struct judging *j, const struct mark *mark, guint from)
{
    const struct rule *rule = packs_rule(j->d->packs, mark->rule);
    enum actor actor = actor_for(j, mark, rule, from);

    switch (rule->kind) {
    case RULE_PLAN:
    case RULE_PURPOSE:
        return ROLE_PLAN;
    case RULE_PAST:
        return rule->value == PAST_PARTICIPLE && is_too_early(j) ? ROLE_EARLIEST : ROLE_PAST;
    case RULE_CONDITION:
        return rule->value == CONDITION_TOO_EARLY ? ROLE_EARLIEST : actor == ACTOR_THIRD ? ROLE_OTHERS : ROLE_MENTIONED;
    case RULE_VALID:
    case RULE_HOURS:
        return ROLE_VALIDITY;
    case RULE_EVENT:
    case RULE_CLOSE:
        return ROLE_EVENT;
    default:
        return actor == ACTOR_THIRD ? ROLE_OTHERS : actor == ACTOR_SENDER ? ROLE_PLAN : ROLE_MENTIONED;
    }
}
