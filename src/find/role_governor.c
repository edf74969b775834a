/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The governor: the nearest verb or noun of the clause that says what the date is for ("is requested
 * to", "will be held", "the deadline"), and who acts there: the reader, the sender, somebody else.
 *
 * What it says of the date, once found, is weighed in role_weight.c.
 *
 * The nearest one before the date wins; else the first after it; else the one of an earlier clause of
 * the sentence; else that of the line that introduces the list. Where there is none at all, who acts
 * decides alone. */
#include "find/role_judging.h"

/* "Before the Assembly opens and in any event by 3 December": the opening says when, not what. */
static gboolean is_subordinate(const struct judging *j, const struct mark *mark)
{
    const struct mark *base = document_mark_over(j->d, j->s, mark->start, RULE_BASE);

    return base != NULL && base->start > j->s->first && document_mark_until(j->d, j->s, base->start, RULE_AHEAD) != NULL;
}

/* Kinds that may govern; below, when. */
#define GOVERNING (KIND(RULE_ASK) | KIND(RULE_DUTY) | KIND(RULE_RECEIVE) | KIND(RULE_OFFER) | KIND(RULE_CLOSE) | KIND(RULE_DEADLINE) | KIND(RULE_PLAN) | KIND(RULE_PAST) | \
                   KIND(RULE_VALID) | KIND(RULE_PURPOSE) | KIND(RULE_CONDITION) | KIND(RULE_HOURS) | KIND(RULE_EXTEND) | KIND(RULE_EVENT))

static gboolean governs(const struct judging *j, const struct mark *mark, guint from)
{
    const struct rule *rule = packs_rule(j->d->packs, mark->rule);

    switch (rule->kind) {
    case RULE_ASK:
        return rule->value == ASK_IN_QUESTION ? j->s->question : rule->value != 2 || role_opens_clause(j->d, j->s, mark->start);
    case RULE_DUTY:
        if (rule->value == DUTY_OF_THEM)
            return mark->start == j->s->first && role_they_are_asked(j->d, j->s);
        return rule->value != DUTY_OF_MOOD || role_actor_before(j->d, j->s, from, mark->start + 1) != ACTOR_NONE ||
               judging_mark(j, from, mark->start + 1, RULE_OBJECT) != NULL; /* a mood alone needs somebody who acts */
    case RULE_RECEIVE:
    case RULE_OFFER:
    case RULE_CLOSE:
    case RULE_DEADLINE:
    case RULE_PLAN:
    case RULE_PAST:
    case RULE_VALID:
    case RULE_PURPOSE:
    case RULE_CONDITION:
    case RULE_HOURS:
        return TRUE;
    case RULE_EXTEND: /* "moves to a new server in early July", "unless it is taken up by": not what moves the day */
        return mark->end + (rule->value == EXTEND_READS ? 0 : 1) >= j->left && (mark->start < j->date->core_end || j->verdict->cue != RULE_ON);
    case RULE_EVENT:
        return rule->is == NULL && !((j->verdict->cue == RULE_WEAK || j->verdict->cue == RULE_STRONG) && is_subordinate(j, mark));
    default:
        return FALSE;
    }
}

/* Of two that overlap the longer one stands; of two as long the one that says more than "will". */
static gboolean outranks(const struct judging *j, const struct mark *mark, const struct mark *other)
{
    enum rule_kind kind_of_mark = packs_rule(j->d->packs, mark->rule)->kind;
    enum rule_kind kind_of_other = packs_rule(j->d->packs, other->rule)->kind;

    if (kind_of_mark == RULE_PAST && mark->start > other->start &&
        (kind_of_other == RULE_RECEIVE || kind_of_other == RULE_ASK || kind_of_other == RULE_CONDITION || kind_of_other == RULE_OFFER ||
         (kind_of_other == RULE_PLAN && packs_rule(j->d->packs, mark->rule)->value == PAST_PARTICIPLE)))
        return FALSE; /* "received by" inside "must be received" */
    guint length = mark->end - mark->start, before = other->end - other->start;

    if (length != before)
        return length > before;
    if (kind_of_mark == RULE_PAST && kind_of_other == RULE_CLOSE)
        return TRUE; /* "registration, which was to end on" */
    if (kind_of_mark == RULE_CLOSE && kind_of_other == RULE_PAST)
        return FALSE;
    return kind_of_other == RULE_PLAN || kind_of_other == RULE_PAST || kind_of_other == RULE_DUTY || kind_of_other == RULE_OFFER || kind_of_other == RULE_EVENT;
}

/* "We ask that the form be sent": the mood alone says nothing of its own after what asks, unless
 * somebody else comes in between ("so that the Office may examine"). */
static gboolean depends(const struct judging *j, const struct mark *mark, const struct mark *governor)
{
    const struct rule *rule = packs_rule(j->d->packs, mark->rule), *before = packs_rule(j->d->packs, governor->rule);
    gboolean goes_on = before->kind == RULE_PLAN && judging_mark(j, governor->end, mark->start, RULE_OBJECT) == NULL && judging_mark(j, governor->end, mark->start, RULE_READER) == NULL; /* "will be published and will be revised on" */
    gboolean asks = goes_on || before->kind == RULE_ASK || before->kind == RULE_DUTY || before->kind == RULE_RECEIVE || before->kind == RULE_CONDITION || before->kind == RULE_DEADLINE || before->kind == RULE_PAST;

    gboolean mood = (rule->kind == RULE_DUTY && rule->value == DUTY_OF_MOOD) || (rule->kind == RULE_RECEIVE && rule->value == RECEIVE_OF_MOOD);

    return mood && asks && judging_mark(j, governor->end, mark->start, RULE_SENDER) == NULL &&
           judging_mark(j, governor->end, mark->start, RULE_THIRD) == NULL;
}

/* "To extend the time limit, which expired on 29 August, until 18 September": what is past is the day that it names. */
static gboolean tells_of_old_day(const struct judging *j, const struct mark *past)
{
    if (packs_rule(j->d->packs, past->rule)->kind != RULE_PAST || judging_mark(j, j->s->first, past->start, RULE_EXTEND) == NULL)
        return FALSE;
    for (guint i = j->s->date; i < j->s->date + j->s->dates; i++) {
        const struct date *date = DOCUMENT_DATE(j->d, i);
        if (date->core >= past->start && date->core <= past->end + 4 && date->core_end <= j->left && date != j->date)
            return TRUE;
    }
    return FALSE;
}

/* "The figures closed on 30 June, and this by 19 September": a participle with a day right behind it tells of that day. */
static gboolean tells_of_its_own_day(const struct judging *j, const struct mark *past)
{
    const struct rule *rule = packs_rule(j->d->packs, past->rule);

    for (guint i = j->s->date; rule->kind == RULE_PAST && (rule->value == PAST_PARTICIPLE || rule->value == PAST_WHOEVER) && past->end <= past->start + 3 && i < j->s->date + j->s->dates; i++) {
        const struct date *date = DOCUMENT_DATE(j->d, i);
        if (date != j->date && date->core >= past->end && date->core <= past->end + 2 && date->core_end <= j->left)
            return TRUE;
    }
    return FALSE;
}

/* The nearest governor before token within [from, token), or the first one in [token, to). */
static const struct mark *governor_before(const struct judging *j, guint from, guint token)
{
    const struct mark *best = NULL;

    if (!sentence_has_of(j->s, GOVERNING))
        return NULL;
    for (guint i = document_first_mark(j->d, j->s, from); i < j->s->mark + j->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        gboolean holds = j->date->precision == PRECISION_RELATIVE && mark->end > j->date->end && document_rule(j->d, i)->kind == RULE_DUTY; /* "you have two weeks to" */
        if (mark->start >= token && !(holds && mark->start == token))
            break;
        if (!kind_is_of(mark->kind, GOVERNING))
            continue;
        gboolean spans = (document_rule(j->d, i)->kind == RULE_CONDITION && mark->start < j->left && j->date->precision != PRECISION_RELATIVE) || /* "unless … by 1 May … by" */
                         (document_rule(j->d, i)->kind == RULE_RECEIVE && mark->start < j->left && mark->end > j->date->end); /* "müssen bis zum 1. Mai vorliegen" */
        if ((mark->end > token && !spans && !holds) || !governs(j, mark, from))
            continue;
        enum rule_kind kind = document_rule(j->d, i)->kind;
        if ((kind == RULE_EVENT || (kind == RULE_PAST && j->verdict->cue == RULE_WEAK)) && mark->start >= j->left && mark->start < j->date->start)
            continue; /* "before the opening of the Conference, on 1 June": part of the cue */
        if (document_rule(j->d, i)->kind == RULE_CONDITION && j->verdict->cue == RULE_STRONG && mark->start >= j->left && mark->end > j->left)
            continue; /* "in no case after": the cue itself */
        if (kind == RULE_DEADLINE && j->verdict->cue == RULE_STRONG && mark->start >= j->left && role_actor_before(j->d, j->s, j->s->first, j->left) == ACTOR_THIRD)
            continue; /* "unions name theirs, with a time limit of": the cue itself, and others act */
        if (best != NULL && mark->start < best->end && !outranks(j, mark, best))
            continue;
        if ((best != NULL && depends(j, mark, best)) || tells_of_old_day(j, mark) || tells_of_its_own_day(j, mark))
            continue;
        best = mark;
    }
    return best;
}

static const struct mark *governor_after(const struct judging *j, guint token, guint to)
{
    const struct mark *best = NULL;

    if (!sentence_has_of(j->s, GOVERNING))
        return NULL;
    for (guint i = document_first_mark(j->d, j->s, token); i < j->s->mark + j->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        if (mark->start >= to || (best != NULL && mark->start >= best->end))
            break;
        if (!kind_is_of(mark->kind, GOVERNING) || !governs(j, mark, j->from))
            continue;
        if (best == NULL || outranks(j, mark, best))
            best = mark;
    }
    return best;
}

/* The governor of the sentence that introduces this item of a list. */
static const struct mark *governor_of_lead(struct judging *j)
{
    const struct sentence *own = j->s;
    const struct mark *mark = NULL;

    if (own->lead != j->sentence) {
        j->s = DOCUMENT_SENTENCE(j->d, own->lead);
        mark = governor_before(j, j->s->first, j->s->end);
        j->s = own;
    }
    return mark;
}

/* "the deadline of 22 September": nothing but small words between the noun and its date. */
static gboolean follows(const struct judging *j, guint end)
{
    for (guint i = end; i < j->date->core; i++)
        if (DOCUMENT_TOKEN(j->d, i)->type == TOKEN_NUMBER || (DOCUMENT_TOKEN(j->d, i)->type == TOKEN_WORD && !(document_word(j->d, i)->roles & (ROLE_OF | ROLE_THE | ROLE_FROM)) && document_word(j->d, i)->weekday == 0))
            return FALSE;
    return end <= j->date->core;
}

/* A session or meeting stands between the governor and its date, and no paper after it: "invited to the
 * meeting on 5 May", "… to be represented at the session of the Committee, in Geneva, from 2 to 6 June". */
static gboolean meets_between(const struct judging *j, guint end)
{
    const struct mark *last = NULL;

    for (guint i = document_first_mark(j->d, j->s, end); i < j->s->mark + j->s->marks && DOCUMENT_MARK(j->d, i)->start < j->date->start; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        if (mark->end <= j->date->start && document_rule(j->d, i)->kind == RULE_EVENT)
            last = mark;
        else if (last != NULL && mark->start >= last->end && document_rule(j->d, i)->kind == RULE_OBJECT)
            last = NULL;
    }
    const struct date *before = j->date > DOCUMENT_DATE(j->d, j->s->date) ? j->date - 1 : NULL;
    if (last != NULL && before != NULL && end <= before->core && last->start >= before->end && before->core >= j->from && before->precision == PRECISION_DAY)
        return TRUE; /* "must be in on 1 May, and the dialogue between the two parties follows on" */
    if (last == NULL || last->end + 4 >= j->date->start)
        return last != NULL;
    if (j->date->from_day == 0 || last->end + 14 < j->date->start)
        return FALSE;
    for (guint i = last->end; i < j->date->start; i++)
        if (document_has_role(j->d, i, ROLE_AND))
            return FALSE;
    return TRUE;
}

static gboolean links(const struct judging *j)
{
    guint i = j->date->start;

    return i > j->s->first && (document_is_sign(j->d, i - 1, ":-(,") || DOCUMENT_TOKEN(j->d, i)->flags & (TOKEN_LINE | TOKEN_CELL | TOKEN_GAP) ||
                               DOCUMENT_TOKEN(j->d, i - 1)->value == 0x2013 || DOCUMENT_TOKEN(j->d, i - 1)->value == 0x2014);
}

/* "Reply: 1 September (by e-mail) and 5 September (on paper)": one more day under the same key. */
static gboolean goes_on(const struct judging *j)
{
    const struct date *before = j->date > DOCUMENT_DATE(j->d, j->s->date) ? j->date - 1 : NULL;
    guint i = j->date->start;

    if (before == NULL || (j->verdict - 1)->role != ROLE_DEADLINE || ((j->verdict - 1)->cue != RULE_KINDS && (j->verdict - 1)->cue != RULE_LINK) || i == j->s->first || !(document_word(j->d, i - 1)->roles & ROLE_AND))
        return FALSE;
    i--;
    return before->end == i || (document_is_sign(j->d, i - 1, ")") && document_is_sign(j->d, before->end, "("));
}

/* "A summary, on which comments are to be sent": which thing it is about, no denial of what is asked. */
static gboolean opens_relative(const struct judging *j, const struct mark *denial)
{
    for (guint i = denial->start; i < denial->end && i < denial->start + 3; i++)
        if (document_has_role(j->d, i, ROLE_RELATIVE))
            return i > denial->start;
    return FALSE;
}

/* "No reply is needed before …": nothing is asked between the denial and the date. One that is part of
 * the cue ("should not be later than") denies nothing. */
static gboolean is_denied(const struct judging *j, const struct mark *governor)
{
    const struct mark *denial = judging_mark(j, j->from, j->date->start, RULE_NEGATION);

    if (denial != NULL && governor != NULL && packs_rule(j->d->packs, governor->rule)->kind == RULE_CONDITION && denial->start >= governor->start && denial->start < governor->end)
        return FALSE; /* "replies that do not arrive before": what is denied is the condition itself */
    if (denial != NULL && denial->start < j->left && governor != NULL && governor->start >= denial->start && governor->end <= denial->end)
        return TRUE; /* "it is not necessary, therefore, that you reply before": the governor itself, however far */
    return denial != NULL && !opens_relative(j, denial) && denial->start < j->left && (governor == NULL || denial->end > governor->start) && denial->end + 6 > j->left;
}

/* After the last colon of the clause. */
static guint phrase_start(const struct judging *j, guint token)
{
    while (token > j->from && !document_is_sign(j->d, token - 1, ":"))
        token--;
    return token;
}

/* What follows a date governs it where the date opens the clause; less so one in its middle. *trust: how much. */
static const struct mark *governor_behind(const struct judging *j, enum rule_kind cue, double *trust)
{
    /* "A month before the visit, which begins on 13 October, you will send": past the day that it is counted from */
    const struct date *other = j->date->precision == PRECISION_RELATIVE && j->date->other != 0 ? DOCUMENT_DATE(j->d, j->date->other - 1) : j->date;
    const struct date *base = other->core < j->s->end ? other : j->date;
    const struct mark *mark = governor_after(j, MAX(j->date->end, base->end), j->to);

    if (mark != NULL && packs_rule(j->d->packs, mark->rule)->kind == RULE_CONDITION && judging_has_date_of_its_own(j, mark))
        mark = NULL;
    if (mark != NULL && packs_rule(j->d->packs, mark->rule)->kind == RULE_PURPOSE && mark->start > j->date->end && document_is_sign(j->d, mark->start - 1, ","))
        mark = NULL; /* "Replies by 1 May, so that we can": for what, not what */
    *trust = j->left > phrase_start(j, j->left) + 4 ? 0.5 : 1;
    if (cue == RULE_KINDS && mark != NULL && j->left > j->s->first && document_is_sign(j->d, j->left - 1, "(") && document_is_sign(j->d, j->date->end, ")"))
        *trust = 0.3; /* "Dialogue (27-28 October): names to be received …": of what stands before it */
    return mark;
}

/* Says of itself that the reader is asked for something. */
static gboolean speaks_for(const struct judging *j, const struct mark *mark)
{
    enum rule_kind kind = packs_rule(j->d->packs, mark->rule)->kind;

    return kind == RULE_ASK || kind == RULE_DUTY || kind == RULE_RECEIVE || kind == RULE_OFFER || kind == RULE_DEADLINE || kind == RULE_CLOSE;
}

/* No comma but the two around it: ", for which the statisticians have to be asked, by", not ", which must be
 * returned, completed, by". */
static gboolean is_whole(const struct judging *j, guint start)
{
    for (guint i = start + 1; i + 1 < j->left; i++)
        if (document_is_sign(j->d, i, ","))
            return FALSE;
    return TRUE;
}

/* Of a governor that stands in an insertion: the one before it. */
static const struct mark *governor_around(const struct judging *j, const struct mark *mark)
{
    guint start = judging_inserted_start(j);

    if (mark == NULL || mark->start < start || mark->start >= j->left || (speaks_for(j, mark) && !is_whole(j, start)))
        return mark;
    const struct mark *outer = governor_before(j, j->from, start);
    return outer != NULL && speaks_for(j, outer) ? outer : mark;
}

/* "reply by 1 May so that it can be passed on before the list closes on 5 May": what closes is part of the purpose. */
static const struct mark *purpose_around(const struct judging *j, const struct mark *mark)
{
    const struct date *before = j->date > DOCUMENT_DATE(j->d, j->s->date) ? j->date - 1 : NULL;

    if (mark == NULL || packs_rule(j->d->packs, mark->rule)->kind != RULE_CLOSE || before == NULL || (j->verdict - 1)->role != ROLE_DEADLINE || before->core < j->from)
        return mark;
    const struct mark *purpose = judging_mark(j, before->end, mark->start, RULE_PURPOSE);
    for (guint i = purpose != NULL ? purpose->end : 0; purpose != NULL && i < mark->start; i++)
        if (document_is_sign(j->d, i, ",:"))
            return mark;
    return purpose != NULL ? purpose : mark;
}

/* "… by 8 August whether she will come and by 29 August who comes with her": the second day is asked for by what asks
 * for the first one, unless somebody else acts behind it. */
static const struct mark *governor_shared(const struct judging *j, enum rule_kind cue)
{
    const struct date *before = j->date - 1;
    guint i = j->left;

    if ((cue != RULE_WEAK && cue != RULE_STRONG) || j->date == DOCUMENT_DATE(j->d, j->s->date) || (j->verdict - 1)->role != ROLE_DEADLINE ||
        ((j->verdict - 1)->cue != RULE_WEAK && (j->verdict - 1)->cue != RULE_STRONG) || before->core < j->from)
        return NULL;
    if (i > before->end && document_is_sign(j->d, i - 1, ","))
        i--;
    if (i <= before->end || !document_has_role(j->d, i - 1, ROLE_AND))
        return NULL;
    enum actor behind = role_actor_after(j->d, j->s, j->date->end, MIN(j->date->end + 4, j->to));
    if (behind == ACTOR_SENDER || behind == ACTOR_THIRD)
        return NULL;
    const struct mark *mark = governor_before(j, j->from, before->core);
    return mark != NULL && speaks_for(j, mark) ? mark : NULL;
}

/* "(22 August 2025)": a day to come is not the paper's own. */
static gboolean is_due_in_brackets(const struct judging *j)
{
    return j->date->precision == PRECISION_DAY && j->date->from_day == 0 && j->date->last > j->frame->letter && j->date->start > j->s->first && document_is_sign(j->d, j->date->start - 1, "(") && j->date->end < j->s->end && document_is_sign(j->d, j->date->end, ")");
}

/* A day that bears no cue of its own, and what stands between it and its governor. */
static void weigh_uncued(struct judging *j, const struct mark *mark, double weight)
{
    const struct rule *rule = packs_rule(j->d->packs, mark->rule);
    gboolean event = judging_mark(j, mark->end, j->date->start, RULE_EVENT) != NULL;
    gboolean key = j->date->start > j->s->first && document_is_sign(j->d, j->date->start - 1, ":") && judging_mark(j, j->from, j->date->start, RULE_EVENT) == NULL;
    gboolean adjacent = rule->kind == RULE_ASK && rule->value == 1 && mark->end == j->date->start;

    if ((key || adjacent) && (rule->kind == RULE_RECEIVE || rule->kind == RULE_DUTY || rule->kind == RULE_ASK))
        judging_add(j, 2.6, G_MAXUINT); /* "Reply requested: 24 September", "travel form - return 8 August" */
    if (rule->kind == RULE_CLOSE && weight > 0 && mark->end < j->date->start && document_is_sign(j->d, j->date->start - 1, ":(-") && !event)
        judging_add(j, 1.8, G_MAXUINT); /* "The day fixed for the vote (5 May)" */
    gboolean asks = rule->kind == RULE_ASK || rule->kind == RULE_DUTY || rule->kind == RULE_RECEIVE;
    if (asks && weight > 0 && !event && mark->end < j->date->start && is_due_in_brackets(j))
        judging_add(j, 1.2, G_MAXUINT); /* "name a focal point (22 August)" */
    if (rule->kind != RULE_DEADLINE)
        return;
    j->verdict->kind = DEADLINE_BY;
    gboolean telegram = mark->start == j->from && mark->end + 8 >= j->date->start && !event && judging_mark(j, mark->end, j->date->start, RULE_PLAN) == NULL; /* "Deadline for the draft 20 August" */
    if (telegram || links(j) || judging_restates(j) || follows(j, mark->end) || goes_on(j))
        judging_add(j, 2.6, G_MAXUINT);
}

/* from: where its clause begins. */
static void weigh_governed(struct judging *j, enum rule_kind cue, const struct mark *mark, guint from, double trust)
{
    double weight = is_denied(j, mark) ? -5 : role_weight(j, mark, cue, from);

    if (weight > 0 && (cue == RULE_ON || cue == RULE_KINDS) && meets_between(j, mark->end)) {
        weight = -3;
        j->verdict->role = ROLE_EVENT;
    }
    judging_add(j, weight > 0 ? weight * trust : weight, mark->rule);
    if (cue == RULE_KINDS)
        weigh_uncued(j, mark, weight);
    if (cue == RULE_ON && weight > 2 && packs_rule(j->d->packs, mark->rule)->kind == RULE_RECEIVE && judging_restates(j))
        judging_add(j, 1, G_MAXUINT); /* "should be here when the holidays begin, that is on Friday 4 July" */
    if (weight < 0)
        j->verdict->role = role_against(j, mark, from);
}

/* An item of a list: its lead governs. */
static void weigh_led(struct judging *j, enum rule_kind cue, const struct mark *mark)
{
    enum rule_kind kind = packs_rule(j->d->packs, mark->rule)->kind;
    gboolean good = kind == RULE_ASK || kind == RULE_DUTY || kind == RULE_RECEIVE || kind == RULE_DEADLINE || kind == RULE_OFFER;

    if (judging_mark(j, j->from, j->date->start, RULE_EVENT) != NULL && judging_mark(j, j->from, j->date->start, RULE_OBJECT) == NULL && judging_mark(j, j->from, j->date->start, RULE_DEADLINE) == NULL) {
        judging_turn(j, -3, mark, ROLE_EVENT); /* "- opening ceremony: 16 June", in a list of what is to be done */
        return;
    }
    gboolean paper = good && j->date->precision == PRECISION_DAY && j->date->from_day == 0 && judging_mark(j, j->from, j->date->start, RULE_OBJECT) != NULL;
    judging_add(j, kind == RULE_ASK ? 2.6 : good ? 2 : -2, mark->rule);
    if (kind == RULE_ASK && is_due_in_brackets(j))
        judging_add(j, 1.6, G_MAXUINT);
    if (cue == RULE_KINDS && ((links(j) && (paper || kind == RULE_DEADLINE)) || (kind == RULE_DEADLINE && j->date->start == j->s->first)))
        judging_add(j, 2.6, G_MAXUINT); /* "Deadlines: / - abstract: 1 October", "We need from you: / - your abstract: 1 October" */
}

/* Nothing governs: who acts, and whether a small cue stands in a fragment of a list. */
static void weigh_ungoverned(struct judging *j, enum rule_kind cue)
{
    guint left = j->left;
    enum actor actor = role_actor_before(j->d, j->s, j->from, left);

    if (cue == RULE_LINK && judging_mark(j, left, j->date->start, RULE_EVENT) != NULL) {
        judging_turn(j, -3, NULL, ROLE_EVENT); /* "the meeting is planned for": the cue says it all */
    } else if (actor == ACTOR_THIRD || actor == ACTOR_SENDER) {
        judging_add(j, -3, G_MAXUINT);
        j->verdict->role = actor == ACTOR_THIRD ? ROLE_OTHERS : ROLE_PLAN;
    } else if (cue == RULE_WEAK && left + 1 >= j->date->start && document_word(j->d, left)->roles & ROLE_TO && DOCUMENT_TOKEN(j->d, left)->length <= 2) {
        judging_add(j, -1.2, G_MAXUINT); /* "the situation au 22 avril": so small a word asks nothing by itself */
    } else if (cue == RULE_WEAK && j->date->last >= j->frame->letter) {
        gboolean object = FALSE;
        for (guint k = 0; k < 2; k++) { /* "Meeting, 6 to 8 October: nominations (before 12 September)" */
            guint phrase = k == 0 ? j->from : phrase_start(j, left);
            object = object || (judging_mark(j, phrase, j->to, RULE_OBJECT) != NULL && judging_mark(j, phrase, j->to, RULE_EVENT) == NULL);
        }
        gboolean bracket = left > j->s->first && document_is_sign(j->d, left - 1, "(.:"); /* "comments ..... until 5 May" */
        gboolean keyed = left > j->s->first && document_is_sign(j->d, left - 1, ":") && judging_mark(j, j->from, j->to, RULE_EVENT) == NULL && j->s->end - j->s->first <= 14; /* "Hotel: by 3 October" */
        gboolean fragment = object && (bracket || (j->s->end - j->s->first <= 14 && j->verdict->kind != DEADLINE_UNTIL));
        gboolean reader = judging_mark(j, j->from, j->to, RULE_READER) != NULL;
        judging_add(j, fragment || keyed || reader ? 0.8 : object && j->verdict->kind != DEADLINE_UNTIL ? 0.55 : 0.3, G_MAXUINT); /* "by" a day that lies ahead, and nothing speaks against it */
    }
}

/* "Payments will be made before the close of the year, on 31 December": what closes stands inside the cue and only says
 * what the day is of; who plans governs. */
static const struct mark *plan_around(const struct judging *j, const struct mark *mark)
{
    if (mark == NULL || packs_rule(j->d->packs, mark->rule)->kind != RULE_CLOSE || mark->start < j->left || j->verdict->cue != RULE_WEAK)
        return mark;
    const struct mark *outer = governor_before(j, j->from, j->left);
    return outer != NULL && packs_rule(j->d->packs, outer->rule)->kind == RULE_PLAN ? outer : mark;
}

/* "The deadline for entries in the list that will be published is 5 May": what "is" has the clause's subject, however
 * much is told of it in between. */
static const struct mark *key_around(const struct judging *j, enum rule_kind cue, const struct mark *mark)
{
    if (cue != RULE_LINK || mark == NULL || packs_rule(j->d->packs, mark->rule)->kind == RULE_DEADLINE)
        return mark;
    const struct mark *key = judging_mark(j, j->from, mark->start, RULE_DEADLINE);
    if (key == NULL || key->start > j->from + 3)
        return mark;
    for (guint i = mark->end; i < j->left; i++)
        if (document_is_sign(j->d, i, ",;:") || document_has_role(j->d, i, ROLE_AND))
            return mark;
    return key;
}

void role_weigh_governor(struct judging *j, enum rule_kind cue)
{
    guint from = j->from;
    double trust = 1;
    const struct mark *mark = governor_shared(j, cue);

    if (mark == NULL && judging_opens_purpose(j) && document_mark_from(j->d, j->s, j->from, RULE_PURPOSE) != NULL) {
        judging_turn(j, -4, NULL, ROLE_PLAN); /* "To allow the Office to prepare its papers, which go out on 1 May, please" */
        return;
    }
    if (mark == NULL)
        mark = governor_before(j, j->from, cue == RULE_LINK ? j->left : j->date->core);
    if (cue == RULE_WEAK || cue == RULE_STRONG)
        mark = governor_around(j, mark);
    mark = key_around(j, cue, plan_around(j, purpose_around(j, mark)));
    if (mark == NULL && (mark = governor_behind(j, cue, &trust)) != NULL && judging_opens_purpose(j)) {
        judging_turn(j, -4, mark, ROLE_EVENT);
        return;
    }
    if (mark == NULL && j->from > j->s->first && role_actor_before(j->d, j->s, j->from, j->left) != ACTOR_THIRD) {
        mark = governor_before(j, j->s->first, j->from);
        from = j->s->first;
        trust = cue == RULE_KINDS ? 0.5 : trust; /* of another clause, and the day says nothing itself */
    }
    if (mark == NULL && is_denied(j, NULL))
        judging_add(j, -5, G_MAXUINT);
    else if ((cue == RULE_WEAK || cue == RULE_STRONG || cue == RULE_KINDS) && judging_follows_past(j, mark != NULL ? 2 : 12))
        judging_turn(j, -5, mark, ROLE_PAST);
    else if (mark != NULL)
        weigh_governed(j, cue, mark, from, trust);
    else if ((mark = governor_of_lead(j)) != NULL)
        weigh_led(j, cue, mark);
    else
        weigh_ungoverned(j, cue);
}
