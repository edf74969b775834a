/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cue: the words that touch the date, before it ("no later than", "until", "from", "dated") or
 * after it ("at the latest", "is the deadline").
 *
 * Before the date the longest rule that ends there wins; at equal length the one that says more. What
 * stands before that cue may strengthen it ("at the latest by"). A date without any is weighed by its
 * own form: a month is nearly never a deadline, the case of an Estonian month may be cue enough. */
#include "find/role_judging.h"

/* Only commas, brackets, colons and articles stand between a cue and its date. */
static gboolean touches(const struct judging *j, guint end, guint start)
{
    for (guint i = end; i < start; i++)
        if (!document_is_sign(j->d, i, ",(:-") && !document_has_role(j->d, i, ROLE_THE))
            return FALSE;
    return TRUE;
}

enum deadline_kind role_kind_of(const struct rule *rule)
{
    for (guint kind = DEADLINE_BY; rule->is != NULL && kind <= DEADLINE_UNTIL; kind++)
        if (g_str_equal(rule->is, deadline_kind_name(kind)))
            return kind;
    return DEADLINE_BY;
}

/* From 1, the first says most; 0 is no cue. */
static const guint8 ranks[RULE_KINDS + 1] = {
    [RULE_STRONG] = 1, [RULE_FORMER] = 2, [RULE_EARLIEST] = 3, [RULE_SINCE] = 4, [RULE_DATED] = 5, [RULE_EXTEND] = 6,
    [RULE_WEAK] = 7,   [RULE_LINK] = 8,   [RULE_ON] = 9,       [RULE_CLOSE] = 10, [RULE_STAMP] = 11,
};

/* "held on", as the end of "will be held": the participle of a meeting that has still to come. */
static gboolean is_to_come(const struct judging *j, const struct mark *dated)
{
    const struct mark *event = document_mark_over(j->d, j->s, dated->start, RULE_EVENT);

    return event != NULL && event->start < dated->start;
}

#define EARLIEST_DENIED 1 /* value of rules for what arrives before a day: its first one, where that is turned away */

/* "What arrives before 5 July cannot be registered", "we cannot register what arrives before": right behind the day, or right
 * before what arrives. Where it is not turned away, the day is the last one. */
static gboolean is_turned_away(const struct judging *j, const struct mark *arrives)
{
    for (guint i = document_first_mark(j->d, j->s, j->from); sentence_has(j->s, RULE_CONDITION) && i < j->s->mark + j->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        if (document_rule(j->d, i)->kind != RULE_CONDITION)
            continue;
        gboolean opens = document_rule(j->d, i)->value == 1 && mark->start <= j->from + 1 && mark->end <= arrives->start && mark->end + 3 >= arrives->start;
        gboolean behind = mark->start >= j->date->core_end && mark->start <= j->date->core_end + 8 &&
                          (mark->start == j->date->core_end || (document_is_sign(j->d, j->date->core_end, ",") && document_is_sign(j->d, mark->start - 1, ",")));
        gboolean around = mark->start <= arrives->start && mark->end > j->date->core_end;
        if (opens || behind || around)
            return TRUE;
    }
    return FALSE;
}

/* The longest rule that ends at the date; RULE_KINDS where there is none. */
static enum rule_kind find_cue(struct judging *j, const struct mark **found)
{
    const struct mark *best = NULL;
    enum rule_kind kind = RULE_KINDS;
    const struct date *before = j->date > DOCUMENT_DATE(j->d, j->s->date) ? j->date - 1 : NULL;

    guint nearest = j->date->start > 3 ? j->date->start - 3 : 0;

    for (guint i = document_first_mark_to(j->d, j->s, nearest); i < j->s->mark + j->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        enum rule_kind this = mark->kind;
        if (mark->start >= j->date->start)
            break;
        if (ranks[this] == 0 || mark->end > j->date->core_end || mark->end + 3 < j->date->start || mark->start < j->from)
            continue;
        if ((this == RULE_DATED || this == RULE_STAMP) && document_mark_over(j->d, j->s, mark->start, RULE_RECEIVE) != NULL)
            continue; /* "must be submitted on" tells nothing of the past */
        if (this == RULE_DATED && j->date->first > j->frame->letter && is_to_come(j, mark))
            continue; /* "will be held on" */
        if (this == RULE_EARLIEST && document_rule(j->d, i)->value == EARLIEST_DENIED && !is_turned_away(j, mark))
            continue;
        if (this == RULE_CLOSE && j->date->from_day == 0 && document_word(j->d, mark->end - 1)->roles & ROLE_FROM)
            continue; /* "is open from 20 August": an opening */
        const struct mark *since = this == RULE_CLOSE ? document_mark_until(j->d, j->s, mark->end, RULE_SINCE) : NULL;
        if (since != NULL && since->end - since->start > 1 + (document_word(j->d, since->end - 1)->roles & ROLE_THE ? 1 : 0))
            continue; /* "the form, for the period ending on"; but "will be inaccessible after" closes */
        const struct mark *again = this == RULE_LINK ? document_mark_over(j->d, j->s, mark->start, RULE_RESTATE) : NULL;
        if (again != NULL && again->start < mark->start)
            continue; /* "that is on Friday": said again, not linked */
        if (this == RULE_STAMP && j->date->precision == PRECISION_RELATIVE)
            continue; /* "received within three months" */
        if ((this == RULE_DATED || this == RULE_STAMP) && j->date->end < j->s->end && document_mark_from(j->d, j->s, j->date->end, RULE_LATEST) != NULL)
            continue; /* "reçu le 14 novembre au plus tard" */
        if ((this == RULE_DATED || this == RULE_STAMP) && j->date->last > j->frame->letter && judging_mark(j, j->from, mark->start + 1, RULE_CONDITION) != NULL)
            continue; /* "only replies received on 14 November", which has still to come */
        if (mark->end < j->date->start && !touches(j, mark->end, j->date->start))
            continue;
        if (before != NULL && mark->start < before->core_end && this == RULE_WEAK)
            continue; /* "two weeks before the session, on 6 October" counts from that day */
        if (best != NULL && this == RULE_FORMER && mark->end == best->end) { /* "the deadline, at first fixed at" */
            best = mark;
            kind = this;
            continue;
        }
        if (best != NULL && mark->start > best->start && mark->end <= best->end)
            continue;
        if (best != NULL && mark->start == best->start && (mark->end < best->end || (mark->end == best->end && ranks[this] >= ranks[kind])))
            continue;
        if (best != NULL && mark->start > best->start && best->end >= j->date->start - 1 && ranks[this] >= ranks[kind])
            continue;
        best = mark;
        kind = this;
    }
    *found = best;
    return kind;
}

/* "by no later than", "at the latest by": a cue that ends where this one begins. */
static void chain_cue(struct judging *j)
{
    static const enum rule_kind kinds[] = { RULE_STRONG, RULE_WEAK, RULE_LATEST, RULE_EXTEND, RULE_SOFT };

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const struct mark *mark = document_mark_until(j->d, j->s, j->left, kinds[i]);
        if (mark == NULL && j->left > j->s->first && document_is_sign(j->d, j->left - 1, ",(:-"))
            mark = document_mark_until(j->d, j->s, j->left - 1, kinds[i]);
        if (mark == NULL || mark->start < j->from)
            continue;
        j->left = mark->start;
        if (kinds[i] == RULE_STRONG || kinds[i] == RULE_LATEST)
            judging_add(j, 1.5, mark->rule);
        if (kinds[i] == RULE_SOFT)
            j->verdict->firm = FALSE;
    }
}

/* "between 9 a.m. on 1 September and noon on 12 September": the word that opens the window stands
 * within a few tokens, with at most one other date in between. */
static gboolean is_opened(const struct judging *j)
{
    for (guint i = j->date->start; i > j->from && i + 14 > j->date->start; i--)
        if (document_has_role(j->d, i - 1, ROLE_BETWEEN))
            return TRUE;
    return FALSE;
}

/* A date without any cue: "le 9 octobre", "el 9 de octubre" is French and Spanish for "on". */
static double bare_weight(struct judging *j)
{
    if (j->date->precision == PRECISION_MONTH)
        return -4;
    if (j->date->precision == PRECISION_RELATIVE || is_opened(j))
        return 0.8;
    gboolean share = j->date->part >= 21 && j->date->part <= 32 && j->date->start > j->s->first && DOCUMENT_TOKEN(j->d, j->date->start - 1)->type == TOKEN_WORD &&
                     document_word(j->d, j->date->start - 1)->roles & ROLE_OF;
    if (j->date->precision == PRECISION_VAGUE)
        return share ? -3 : 0.1; /* "the receipts of the third quarter" */
    if (j->date->minutes >= 0 && j->date->start < j->date->core)
        return -0.6; /* "at midnight of 30 September" */
    for (guint i = j->date->core; i < j->date->end; i++) { /* "20. augusti keskpäevaks", too */
        if (!(document_word(j->d, i)->roles & (ROLE_MONTH_BY | ROLE_MONTH_UNTIL)))
            continue;
        j->verdict->kind = document_word(j->d, i)->roles & ROLE_MONTH_UNTIL ? DEADLINE_UNTIL : DEADLINE_BY;
        return 1.4;
    }
    for (guint i = j->date->start; i < j->date->core; i++)
        if ((document_word(j->d, i)->roles & ROLE_THE || (document_word(j->d, i)->weekday != 0 && i > j->s->first)) && DOCUMENT_TOKEN(j->d, i)->type == TOKEN_WORD && j->s->language != 0)
            return -0.6; /* "attendu lundi 21 juillet", too */
    return -2.4;
}

/* Something that the reader is asked for, here or in the sentence before: else what is extended may be anything. */
static gboolean speaks_of_terms(const struct judging *j)
{
    static const enum rule_kind kinds[] = { RULE_DEADLINE, RULE_CLOSE, RULE_ASK, RULE_OBJECT, RULE_OFFER, RULE_RECEIVE, RULE_READER };
    struct judging k = *j;

    for (guint back = 0; back <= MIN(1, j->sentence); back++) {
        k.s = DOCUMENT_SENTENCE(j->d, j->sentence - back);
        for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
            if (judging_mark(&k, k.s->first, k.s->end, kinds[i]) != NULL)
                return TRUE;
    }
    return FALSE;
}

/* "should read" corrects a day of the reader's only in a sentence that asks, or that says which day no longer holds. */
static gboolean corrects_term(const struct judging *j)
{
    static const enum rule_kind kinds[] = { RULE_DEADLINE, RULE_CLOSE, RULE_ASK, RULE_RECEIVE, RULE_WITHDRAW };

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (judging_mark(j, j->s->first, j->s->end, kinds[i]) != NULL)
            return TRUE;
    const struct mark *former = judging_mark(j, j->s->first, j->left, RULE_FORMER);
    if (former != NULL && packs_rule(j->d->packs, former->rule)->value != 1)
        return TRUE;
    const struct sentence *above = j->sentence > 0 ? j->s - 1 : NULL; /* "The closing day was wrongly given as 1 May. It is 1 June" */
    return above != NULL && sentence_has(above, RULE_FORMER) && sentence_has(above, RULE_DEADLINE) && sentence_has(above, RULE_AMEND);
}

/* "… for your replies, although the meeting has been moved to": the phrase that holds the cue, where a
 * meeting is named in it; else the clause. */
static guint phrase_of(const struct judging *j, const struct mark *cue)
{
    guint i = cue != NULL ? cue->start : j->from;

    while (i > j->from && !document_is_sign(j->d, i - 1, ","))
        i--;
    return cue != NULL && judging_mark(j, i, cue->start + 1, RULE_EVENT) != NULL ? i : j->from;
}

/* Before, until, by: not "at" or "in". */
static gboolean is_hourly(const struct rule *rule)
{
    return rule->kind == RULE_STRONG || (rule->value == 0 && role_kind_of(rule) != DEADLINE_ON && role_kind_of(rule) != DEADLINE_BY);
}

/* "on 16 July, before 2 p.m.": the cue stands behind the day, before its hour. */
static const struct rule *cue_of_hour(const struct judging *j)
{
    for (guint i = j->date->core_end; j->date->minutes >= 0 && i < j->date->end; i++) {
        const struct mark *mark = document_mark_from(j->d, j->s, i, RULE_STRONG);
        if (mark == NULL)
            mark = document_mark_from(j->d, j->s, i, RULE_WEAK);
        if (mark != NULL && mark->end <= j->date->end && is_hourly(packs_rule(j->d->packs, mark->rule)))
            return packs_rule(j->d->packs, mark->rule);
    }
    return NULL;
}

static void weigh_cue(struct judging *j, enum rule_kind cue, const struct mark *mark)
{
    const struct rule *rule = mark != NULL ? packs_rule(j->d->packs, mark->rule) : NULL;
    static const struct {
        enum rule_kind kind;
        double weight;
    } weights[] = { { RULE_STRONG, 2.5 }, { RULE_WEAK, 1.0 }, { RULE_LINK, 0.6 }, { RULE_ON, -0.6 },
                    { RULE_EARLIEST, -5 }, { RULE_SINCE, -5 }, { RULE_DATED, -5 }, { RULE_FORMER, -6 },
                    { RULE_EXTEND, 3 }, { RULE_CLOSE, 0.5 }, { RULE_STAMP, -5 } };
    j->verdict->kind = mark == NULL && !j->date->window ? DEADLINE_ON : DEADLINE_BY;
    double weight = j->date->precision == PRECISION_RELATIVE && j->date->window ? 1.0
                    : j->date->window                                            ? 0.6
                                                                                 : bare_weight(j);

    const struct rule *hour = cue == RULE_KINDS && !j->date->window ? cue_of_hour(j) : NULL;
    if (hour != NULL) {
        weight = MAX(weight, 1.0);
        j->verdict->kind = role_kind_of(hour);
    }
    for (guint i = 0; i < G_N_ELEMENTS(weights); i++)
        if (weights[i].kind == cue)
            weight = weights[i].weight;
    if (cue == RULE_EARLIEST && rule->value == EARLIEST_DENIED)
        weight = -9; /* what turns it away would else threaten */
    if (cue == RULE_LINK && judging_mark(j, j->from, j->to, RULE_DEADLINE) == NULL)
        weight = -1.5;
    if (cue == RULE_ON && j->date->precision == PRECISION_MONTH)
        weight = -4;
    if (cue == RULE_ON && rule->value == ON_OF_SPAN && j->date->precision == PRECISION_VAGUE && j->date->part >= 21 && j->date->part <= 32)
        weight = -6; /* "the figures for the third quarter" */
    if (cue == RULE_EXTEND && rule->value == EXTEND_READS && !corrects_term(j))
        weight = -5;
    if (cue == RULE_EXTEND && !speaks_of_terms(j))
        weight = 0.5;
    if (cue == RULE_SINCE && rule->value != 1 && judging_mark(j, j->from, j->to, RULE_CONDITION) != NULL)
        weight = 1; /* "received after … cannot be considered" */
    guint phrase = phrase_of(j, mark);
    if (cue == RULE_EXTEND && judging_mark(j, phrase, j->left, RULE_DEADLINE) == NULL && judging_mark(j, phrase, j->left, RULE_OBJECT) == NULL &&
        (judging_mark(j, phrase, j->left, RULE_EVENT) != NULL || judging_mark(j, phrase, j->date->start, RULE_VALID) != NULL)) {
        weight = -5; /* a meeting is moved, not a deadline */
        j->verdict->role = ROLE_EVENT;
    }
    gboolean told = judging_mark(j, j->from, j->left, RULE_PAST) != NULL && judging_mark(j, j->s->first, j->s->end, RULE_READER) == NULL;
    if (cue == RULE_EXTEND && (told || (judging_mark(j, j->from, j->to, RULE_DEADLINE) == NULL && judging_mark(j, j->from, j->left, RULE_OBJECT) == NULL)) &&
        role_actor_before(j->d, j->s, j->from, j->left + 1) == ACTOR_THIRD)
        weight = -4; /* "the restrictions that the host country has prolonged until" */
    if (cue == RULE_WEAK && rule->value == 2 && j->date->precision != PRECISION_VAGUE && j->date->precision != PRECISION_RELATIVE && j->date->from_day == 0)
        weight = j->date->precision == PRECISION_MONTH ? -0.5 : -3; /* "in", "during": of a span alone */
    judging_add(j, weight, mark != NULL ? mark->rule : G_MAXUINT);
    if (rule != NULL && (cue == RULE_STRONG || cue == RULE_WEAK || cue == RULE_EXTEND || cue == RULE_ON || cue == RULE_CLOSE)) {
        j->verdict->kind = role_kind_of(rule);
        if (rule->value == 1)
            j->verdict->firm = FALSE;
    }
    if (mark != NULL)
        j->left = mark->start;
    j->verdict->cue = cue;
}

/* "… and no later than 15 September": the words after this date are the cue of the next one. */
static gboolean leads_on(const struct judging *j, const struct mark *latest)
{
    const struct mark *strong = document_mark_over(j->d, j->s, latest->end, RULE_STRONG);
    const struct date *next = j->date + 1;

    return strong != NULL && strong->start < latest->end && next < DOCUMENT_DATE(j->d, j->s->date) + j->s->dates && next->start <= strong->end + 1;
}

/* Another date follows right behind the token, in the same clause. */
static gboolean has_own_date(const struct judging *j, guint token)
{
    for (guint i = j->s->date; i < j->s->date + j->s->dates; i++)
        if (DOCUMENT_DATE(j->d, i)->core > j->date->core && DOCUMENT_DATE(j->d, i)->core <= token + 3 && DOCUMENT_DATE(j->d, i)->core < j->to)
            return TRUE;
    return FALSE;
}

/* "… on 30 September instead of 1 September": this day takes the place of the next one. */
static const struct mark *replaced_after(const struct judging *j)
{
    guint end = j->date->end < j->s->end && document_is_sign(j->d, j->date->end, ",(") ? j->date->end + 1 : j->date->end;
    const struct mark *former = end < j->s->end ? document_mark_from(j->d, j->s, end, RULE_FORMER) : NULL;
    const struct date *next = j->date + 1;

    return former != NULL && next < DOCUMENT_DATE(j->d, j->s->date) + j->s->dates && next->start <= former->end + 1 ? former : NULL;
}

/* "on 10 November at the earliest", but not "by 10 November at the earliest", which hurries, nor "on 3 November, from 5
 * November on". A word alone belongs to what follows it, or to a verb ("läuft am 5. September ab"). */
static const struct mark *earliest_after(const struct judging *j, enum rule_kind cue)
{
    const struct mark *mark = j->date->end < j->s->end ? document_mark_from(j->d, j->s, j->date->end, RULE_EARLIEST) : NULL;
    const struct date *next = j->date + 1;

    if (cue == RULE_STRONG || cue == RULE_WEAK || mark == NULL || mark->end - mark->start == 1)
        return NULL;
    return next < DOCUMENT_DATE(j->d, j->s->date) + j->s->dates && next->start <= mark->end ? NULL : mark;
}

static void weigh_right(struct judging *j)
{
    guint end = j->date->end;
    const struct mark *mark = NULL;

    for (guint skip = 0; skip < 2 && mark == NULL && end < j->s->end; skip++, end++) {
        mark = document_mark_from(j->d, j->s, end, RULE_LATEST);
        if (!document_is_sign(j->d, end, ",(:-"))
            break;
    }
    if (mark != NULL && leads_on(j, mark))
        mark = NULL;
    if (mark != NULL) {
        gboolean plain = packs_rule(j->d->packs, mark->rule)->value == 1; /* "inclusive" */
        judging_add(j, plain ? 0.3 : j->verdict->cue == RULE_KINDS ? 5 : 3, mark->rule);
        if (j->verdict->kind == DEADLINE_ON)
            j->verdict->kind = DEADLINE_BY; /* "le 15 au plus tard" */
        j->verdict->quote_end = mark->end;
    }
    if ((mark = replaced_after(j)) != NULL)
        judging_add(j, 2, mark->rule);
    end = j->date->end;
    for (guint skip = 0; skip < 3 && end < j->s->end; skip++, end++) {
        const struct mark *noun = document_mark_from(j->d, j->s, end, RULE_DEADLINE);
        if (noun != NULL && has_own_date(j, noun->end))
            break; /* "25 May, 7 p.m. - reply by 16 May" */
        if (noun != NULL && (skip > 0 || j->date->start == j->s->first)) {
            judging_add(j, 4, noun->rule);
            j->verdict->quote_end = noun->end;
            break;
        }
        if (!document_is_sign(j->d, end, ",(:-") && DOCUMENT_TOKEN(j->d, end)->value != 0x2013 && DOCUMENT_TOKEN(j->d, end)->value != 0x2014)
            break;
    }
}

enum rule_kind role_weigh_cue(struct judging *j)
{
    const struct mark *mark;
    enum rule_kind cue = find_cue(j, &mark);

    weigh_cue(j, cue, mark);
    chain_cue(j);
    const struct mark *earliest = earliest_after(j, cue);
    if (earliest == NULL) {
        weigh_right(j);
        return cue;
    }
    judging_add(j, -9, earliest->rule);
    j->verdict->cue = RULE_EARLIEST;
    j->verdict->quote_end = earliest->end;
    return RULE_EARLIEST;
}
