/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The role of every date: a sum of evidence, each piece of it a rule of a pack.
 *
 * Three things decide: the cue at the date's side (no later than, until, from), the governor, which
 * is the nearest verb or noun of the clause that says what the date is for (is requested to, will be
 * held, the deadline), and who acts (the reader, the sender, somebody else). A clause reaches from
 * semicolon to semicolon; where it has no governor of its own it takes the one before it, or that of
 * the line that introduces the list. What the text tells of the past, promises for the sender, quotes
 * or grants to others is weighed against. A date without cue and without request stays a mention. */
#include "find/role.h"

#include <string.h>

#define PENDING_DAYS 550 /* what is asked in the past of later days than these is a goal, no deadline */

struct judging {
    const struct document *d;
    const struct sentence *s;
    guint32 sentence;
    const struct date *date;
    const struct frame_of_time *frame;
    struct verdict *verdict;
    guint from, to;     /* clause */
    guint left;         /* token where the cue begins */
};

static const struct {
    const char *name, *reason;
} roles[ROLES] = {
    [ROLE_MENTIONED] = { "mentioned", "Nothing at its side says that something is due by it." },
    [ROLE_DEADLINE] = { "deadline", "The reader is asked to act by it." },
    [ROLE_EVENT] = { "event", "It is when something takes place." },
    [ROLE_LETTER] = { "letter date", "It is the date of the letter." },
    [ROLE_WRAPPER] = { "forwarded", "It is when a message was sent that is forwarded here." },
    [ROLE_PAST] = { "past", "It is told of the past, or lies before the letter." },
    [ROLE_EARLIEST] = { "earliest date", "It is the first day of something, not the last." },
    [ROLE_SUPERSEDED] = { "superseded", "Another date has taken its place." },
    [ROLE_PLAN] = { "sender's plan", "It is what the sender intends to do." },
    [ROLE_OTHERS] = { "somebody else's", "Somebody other than the reader is to act by it." },
    [ROLE_VALIDITY] = { "validity", "Something holds or stays until then; nothing is asked." },
    [ROLE_RECURRING] = { "recurring", "It is a rule for every year." },
    [ROLE_QUOTED] = { "quoted", "It stands in words that are quoted." },
    [ROLE_DOCUMENT] = { "document", "It is the date of another document." },
    [ROLE_SESSION] = { "session", "It names a session or an instrument." },
    [ROLE_COUNTED] = { "not counted", "What it is counted from is not known." },
};

const char *role_name(enum role role)
{
    return role < ROLES ? roles[role].name : "";
}

const char *role_reason(enum role role)
{
    return role < ROLES ? roles[role].reason : "";
}

static gboolean is_sign(const struct document *d, guint i, const char *signs)
{
    const struct token *token = DOCUMENT_TOKEN(d, i);

    return token->type == TOKEN_PUNCTUATION && token->value != 0 && token->value < 128 && strchr(signs, (int)token->value) != NULL;
}

guint role_clause_start(const struct document *d, const struct sentence *s, guint token)
{
    while (token > s->first && !is_sign(d, token - 1, ";"))
        token--;
    return token;
}

guint role_clause_end(const struct document *d, const struct sentence *s, guint token)
{
    while (token < s->end && !is_sign(d, token, ";"))
        token++;
    return token;
}

static enum actor actor_of(enum rule_kind kind)
{
    switch (kind) {
    case RULE_READER:
        return ACTOR_READER;
    case RULE_SENDER:
        return ACTOR_SENDER;
    case RULE_THIRD:
        return ACTOR_THIRD;
    default:
        return ACTOR_NONE;
    }
}

enum actor role_actor_before(const struct document *d, const struct sentence *s, guint from, guint token)
{
    enum actor actor = ACTOR_NONE;
    guint end = 0;

    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        enum actor this = actor_of(document_rule(d, i)->kind);
        if (mark->start >= token)
            break;
        if (this == ACTOR_NONE || mark->start < from || mark->end > token || mark->end <= end)
            continue; /* "Member State" inside "nationals of a Member State" is not who acts */
        actor = this;
        end = mark->end;
    }
    return actor;
}

enum actor role_actor_after(const struct document *d, const struct sentence *s, guint token, guint to)
{
    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        enum actor this = actor_of(document_rule(d, i)->kind);
        if (mark->start >= to)
            break;
        if (mark->start >= token && this != ACTOR_NONE)
            return this;
    }
    return ACTOR_NONE;
}

static void add(struct judging *j, double weight, guint rule)
{
    struct verdict *v = j->verdict;

    v->score += weight;
    if (rule != G_MAXUINT && v->rule_count < VERDICT_RULES_MAX)
        v->rules[v->rule_count++] = rule;
}

/* ---- the cue ---- */

/* Only commas, brackets, colons and articles stand between a cue and its date. */
static gboolean touches(const struct judging *j, guint end, guint start)
{
    for (guint i = end; i < start; i++)
        if (!is_sign(j->d, i, ",(:-") && !(DOCUMENT_TOKEN(j->d, i)->type == TOKEN_WORD && document_word(j->d, i)->roles & ROLE_THE))
            return FALSE;
    return TRUE;
}

static const struct mark *mark_within(const struct judging *j, guint from, guint to, enum rule_kind kind)
{
    for (guint i = j->s->mark; i < j->s->mark + j->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        if (mark->start >= to)
            break;
        if (mark->start >= from && mark->end <= to && document_rule(j->d, i)->kind == kind)
            return mark;
    }
    return NULL;
}

static enum deadline_kind kind_of(const struct rule *rule)
{
    for (guint kind = DEADLINE_BY; rule->is != NULL && kind <= DEADLINE_UNTIL; kind++)
        if (g_str_equal(rule->is, deadline_kind_name(kind)))
            return kind;
    return DEADLINE_BY;
}

static const enum rule_kind cues[] = { RULE_STRONG, RULE_FORMER, RULE_EARLIEST, RULE_SINCE, RULE_DATED, RULE_EXTEND,
                                       RULE_WEAK,   RULE_LINK,   RULE_ON,       RULE_CLOSE, RULE_STAMP };

static guint cue_rank(enum rule_kind kind)
{
    guint rank = 0;

    while (rank < G_N_ELEMENTS(cues) && cues[rank] != kind)
        rank++;
    return rank;
}

static gboolean is_cue(enum rule_kind kind)
{
    return cue_rank(kind) < G_N_ELEMENTS(cues);
}

/* The longest rule that ends at the date; RULE_KINDS where there is none. */
static enum rule_kind find_cue(struct judging *j, const struct mark **found)
{
    const struct mark *best = NULL;
    enum rule_kind kind = RULE_KINDS;

    for (guint i = j->s->mark; i < j->s->mark + j->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        enum rule_kind this = document_rule(j->d, i)->kind;
        if (mark->start >= j->date->start)
            break;
        if ((this == RULE_DATED || this == RULE_STAMP) && document_mark_over(j->d, j->s, mark->start, RULE_RECEIVE) != NULL)
            continue; /* "must be submitted on" tells nothing of the past */
        if (!is_cue(this) || mark->end > j->date->core_end || mark->end + 3 < j->date->start || mark->start < j->from)
            continue;
        if (mark->end < j->date->start && !touches(j, mark->end, j->date->start))
            continue;
        if (best != NULL && mark->start > best->start && mark->end <= best->end)
            continue;
        if (best != NULL && mark->start == best->start && (mark->end < best->end || (mark->end == best->end && cue_rank(this) >= cue_rank(kind))))
            continue;
        if (best != NULL && mark->start > best->start && best->end >= j->date->start - 1 && cue_rank(this) >= cue_rank(kind))
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
        if (mark == NULL && j->left > j->s->first && is_sign(j->d, j->left - 1, ",(:-"))
            mark = document_mark_until(j->d, j->s, j->left - 1, kinds[i]);
        if (mark == NULL || mark->start < j->from)
            continue;
        j->left = mark->start;
        if (kinds[i] == RULE_STRONG || kinds[i] == RULE_LATEST)
            add(j, 1.5, mark->rule);
        if (kinds[i] == RULE_SOFT)
            j->verdict->firm = FALSE;
    }
}

/* "between 9 a.m. on 1 September and noon on 12 September": the word that opens the window stands
 * within a few tokens, with at most one other date in between. */
static gboolean is_opened(const struct judging *j)
{
    for (guint i = j->date->start; i > j->from && i + 14 > j->date->start; i--)
        if (document_word(j->d, i - 1)->roles & ROLE_BETWEEN && DOCUMENT_TOKEN(j->d, i - 1)->type == TOKEN_WORD)
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
    if (j->date->precision == PRECISION_VAGUE)
        return 0.1;
    for (guint i = j->date->core; i < j->date->core_end; i++) {
        if (!(document_word(j->d, i)->roles & (ROLE_MONTH_BY | ROLE_MONTH_UNTIL)))
            continue;
        j->verdict->kind = document_word(j->d, i)->roles & ROLE_MONTH_UNTIL ? DEADLINE_UNTIL : DEADLINE_BY;
        return 1.4;
    }
    for (guint i = j->date->start; i < j->date->core; i++)
        if (document_word(j->d, i)->roles & ROLE_THE && DOCUMENT_TOKEN(j->d, i)->type == TOKEN_WORD && j->s->language != 0)
            return -0.6;
    return -2.4;
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

    for (guint i = 0; i < G_N_ELEMENTS(weights); i++)
        if (weights[i].kind == cue)
            weight = weights[i].weight;
    if (cue == RULE_LINK && mark_within(j, j->from, j->to, RULE_DEADLINE) == NULL)
        weight = -1.5;
    if (cue == RULE_ON && j->date->precision == PRECISION_MONTH)
        weight = -4;
    if (cue == RULE_EXTEND && mark_within(j, j->s->first, j->s->end, RULE_DEADLINE) == NULL && mark_within(j, j->s->first, j->s->end, RULE_CLOSE) == NULL &&
        mark_within(j, j->s->first, j->s->end, RULE_ASK) == NULL && rule->value == 5)
        weight = -5;
    if (cue == RULE_SINCE && mark_within(j, j->from, j->to, RULE_CONDITION) != NULL)
        weight = 1; /* "received after … cannot be considered" */
    if (cue == RULE_EXTEND && mark_within(j, j->from, j->left, RULE_DEADLINE) == NULL && mark_within(j, j->from, j->left, RULE_OBJECT) == NULL &&
        mark_within(j, j->from, j->left, RULE_EVENT) != NULL) {
        weight = -5; /* a meeting is moved, not a deadline */
        j->verdict->role = ROLE_EVENT;
    }
    if (cue == RULE_WEAK && rule->value == 2 && j->date->precision != PRECISION_VAGUE && j->date->from_day == 0)
        weight = j->date->precision == PRECISION_MONTH ? -0.5 : -3; /* "in", "during": of a span alone */
    add(j, weight, mark != NULL ? mark->rule : G_MAXUINT);
    if (rule != NULL && (cue == RULE_STRONG || cue == RULE_WEAK || cue == RULE_EXTEND || cue == RULE_ON || cue == RULE_CLOSE)) {
        j->verdict->kind = kind_of(rule);
        if (rule->value == 1)
            j->verdict->firm = FALSE;
    }
    if (mark != NULL)
        j->left = mark->start;
    j->verdict->cue = cue;
}

static void weigh_right(struct judging *j)
{
    guint end = j->date->end;
    const struct mark *mark = NULL;

    for (guint skip = 0; skip < 2 && mark == NULL && end < j->s->end; skip++, end++) {
        mark = document_mark_from(j->d, j->s, end, RULE_LATEST);
        if (!is_sign(j->d, end, ",(:-"))
            break;
    }
    if (mark != NULL && document_mark_over(j->d, j->s, mark->end, RULE_STRONG) != NULL &&
        document_mark_over(j->d, j->s, mark->end, RULE_STRONG)->start < mark->end)
        mark = NULL; /* "… and no later than 15 September": the next date's cue */
    if (mark != NULL) {
        gboolean plain = packs_rule(j->d->packs, mark->rule)->value == 1; /* "inclusive" */
        add(j, plain ? 0.3 : j->verdict->cue == RULE_KINDS ? 5 : 3, mark->rule);
        if (j->verdict->kind == DEADLINE_ON)
            j->verdict->kind = DEADLINE_BY; /* "le 15 au plus tard" */
        j->verdict->quote_end = mark->end;
    }
    end = j->date->end;
    for (guint skip = 0; skip < 3 && end < j->s->end; skip++, end++) {
        const struct mark *noun = document_mark_from(j->d, j->s, end, RULE_DEADLINE);
        if (noun != NULL && (skip > 0 || j->date->start == j->s->first)) {
            add(j, 4, noun->rule);
            j->verdict->quote_end = noun->end;
            break;
        }
        if (!is_sign(j->d, end, ",(:-") && DOCUMENT_TOKEN(j->d, end)->value != 0x2013 && DOCUMENT_TOKEN(j->d, end)->value != 0x2014)
            break;
    }
}

/* ---- the governor ---- */

static gboolean governs(const struct rule *rule)
{
    switch (rule->kind) {
    case RULE_ASK:
    case RULE_DUTY:
    case RULE_RECEIVE:
    case RULE_OFFER:
    case RULE_CLOSE:
    case RULE_DEADLINE:
    case RULE_PLAN:
    case RULE_PAST:
    case RULE_VALID:
    case RULE_PURPOSE:
    case RULE_EXTEND:
    case RULE_CONDITION:
    case RULE_HOURS:
        return TRUE;
    case RULE_EVENT:
        return rule->is == NULL;
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
        (kind_of_other == RULE_RECEIVE || kind_of_other == RULE_ASK || kind_of_other == RULE_CONDITION || kind_of_other == RULE_OFFER))
        return FALSE; /* "received by" inside "must be received" */
    guint length = mark->end - mark->start, before = other->end - other->start;
    enum rule_kind kind = packs_rule(j->d->packs, other->rule)->kind;

    if (length != before)
        return length > before;
    return kind == RULE_PLAN || kind == RULE_PAST || kind == RULE_DUTY || kind == RULE_OFFER || kind == RULE_EVENT;
}

/* The nearest governor before token within [from, token), or the first one in [token, to). */
static const struct mark *governor_before(const struct judging *j, guint from, guint token)
{
    const struct mark *best = NULL;

    for (guint i = j->s->mark; i < j->s->mark + j->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        if (mark->start >= token)
            break;
        if (mark->start < from || mark->end > token || !governs(document_rule(j->d, i)))
            continue;
        if (best != NULL && mark->start < best->end && !outranks(j, mark, best))
            continue;
        best = mark;
    }
    return best;
}

static const struct mark *governor_after(const struct judging *j, guint token, guint to)
{
    const struct mark *best = NULL;

    for (guint i = j->s->mark; i < j->s->mark + j->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        if (mark->start >= to || (best != NULL && mark->start >= best->end))
            break;
        if (mark->start < token || !governs(document_rule(j->d, i)))
            continue;
        if (best == NULL || outranks(j, mark, best))
            best = mark;
    }
    return best;
}

static enum actor actor_for(const struct judging *j, const struct mark *mark, const struct rule *rule, guint from)
{
    enum actor after = role_actor_after(j->d, j->s, mark->end, MIN(mark->end + 5, j->s->end));

    if (rule->is != NULL && g_str_equal(rule->is, "you"))
        return ACTOR_READER;
    if (rule->is != NULL && g_str_equal(rule->is, "active"))
        return after;
    if (rule->is != NULL && g_str_equal(rule->is, "sender"))
        return ACTOR_SENDER;
    enum actor before = role_actor_before(j->d, j->s, from, mark->start + 1);
    if (before == ACTOR_NONE && rule->kind == RULE_OFFER && after == ACTOR_THIRD)
        return ACTOR_THIRD; /* "open to students" */
    return before;
}

static gboolean names_meeting(const struct judging *j, guint from, guint to)
{
    for (guint i = j->s->mark; i < j->s->mark + j->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        const struct rule *rule = document_rule(j->d, i);
        if (mark->start >= from && mark->end <= to && rule->kind == RULE_EVENT && rule->is != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean tells_of_meeting(const struct document *d, guint sentence)
{
    struct judging j = { .d = d, .s = DOCUMENT_SENTENCE(d, sentence) };

    for (guint i = sentence; i > 0 && sentence - i < 2; i--) {
        j.s = DOCUMENT_SENTENCE(d, i);
        if (mark_within(&j, j.s->first, j.s->end, RULE_OBJECT) != NULL)
            return FALSE;
        if (names_meeting(&j, j.s->first, j.s->end))
            return TRUE;
    }
    return FALSE;
}

static double weight_of(const struct judging *j, const struct mark *mark, enum rule_kind cue, guint from)
{
    const struct rule *rule = packs_rule(j->d->packs, mark->rule);
    enum actor actor = actor_for(j, mark, rule, from);

    switch (rule->kind) {
    case RULE_ASK:
        return actor == ACTOR_THIRD ? -5 : 3;
    case RULE_DUTY:
        return actor == ACTOR_THIRD || actor == ACTOR_SENDER ? -5 : 2;
    case RULE_RECEIVE:
        return actor == ACTOR_THIRD ? -4 : 2.6;
    case RULE_OFFER:
        return actor == ACTOR_THIRD || actor == ACTOR_SENDER ? -5 : 2.6;
    case RULE_CLOSE:
        if (rule->value == 3 && mark_within(j, from, mark->start, RULE_EVENT) != NULL && names_meeting(j, from, mark->start))
            return -4;
        if (rule->value == 3 && mark->start == j->s->first && j->sentence > 0 && tells_of_meeting(j->d, j->sentence - 1))
            return -4; /* "It closes on …" */
        return actor == ACTOR_THIRD ? -4 : 3.2;
    case RULE_DEADLINE:
        return cue == RULE_EARLIEST || cue == RULE_SINCE ? 0 : 3;
    case RULE_EXTEND:
        return cue == RULE_EXTEND ? 0 : 3;
    case RULE_CONDITION:
        return 2.6;
    case RULE_PAST:
        /* "replies received by 29 August": told of the past, unless the day lies ahead */
        if (rule->value == 4 && !j->date->window && j->date->from_day == 0 && j->frame->letter != 0 && j->date->last > j->frame->letter && mark_within(j, from, mark->start + 1, RULE_OBJECT) != NULL)
            return 1;
        /* "you were asked to reply by": the day has still to come */
        if (rule->value != 4 && actor == ACTOR_READER && (cue == RULE_WEAK || cue == RULE_STRONG) && !j->date->no_year && j->frame->letter != 0 &&
            j->date->last > j->frame->letter && j->date->last < j->frame->letter + PENDING_DAYS)
            return 0.5;
        return -5;
    case RULE_PLAN:
    case RULE_VALID:
    case RULE_HOURS:
        return actor == ACTOR_READER && rule->kind == RULE_PLAN ? 1 : -5;
    case RULE_PURPOSE:
        return -4;
    case RULE_EVENT:
        return cue == RULE_STRONG ? -0.5 : -3;
    default:
        return 0;
    }
}

static enum role role_for(const struct judging *j, const struct mark *mark, guint from)
{
    const struct rule *rule = packs_rule(j->d->packs, mark->rule);
    enum actor actor = actor_for(j, mark, rule, from);

    switch (rule->kind) {
    case RULE_PLAN:
    case RULE_PURPOSE:
        return ROLE_PLAN;
    case RULE_PAST:
        return ROLE_PAST;
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

/* A session or meeting stands between the governor and its date: "invited to the meeting on 5 May". */
static gboolean meets_between(const struct judging *j, guint end)
{
    const struct mark *mark = end < j->date->start ? mark_within(j, end, j->date->start, RULE_EVENT) : NULL;

    return mark != NULL && mark->end + 4 >= j->date->start;
}

static gboolean links(const struct judging *j)
{
    guint i = j->date->start;

    return i > j->s->first && (is_sign(j->d, i - 1, ":-(,") || DOCUMENT_TOKEN(j->d, i)->flags & (TOKEN_LINE | TOKEN_CELL | TOKEN_GAP) ||
                               DOCUMENT_TOKEN(j->d, i - 1)->value == 0x2013 || DOCUMENT_TOKEN(j->d, i - 1)->value == 0x2014);
}

/* "No reply is needed before …": nothing is asked between the denial and the date. */
static gboolean is_denied(const struct judging *j, const struct mark *governor)
{
    const struct mark *denial = mark_within(j, j->from, j->date->start, RULE_NEGATION);

    return denial != NULL && (governor == NULL || denial->end > governor->start) && denial->end + 6 > j->left;
}

static void weigh_governor(struct judging *j, enum rule_kind cue)
{
    guint left = j->left, from = j->from;
    const struct mark *mark = governor_before(j, j->from, cue == RULE_LINK ? left : j->date->core);

    double trust = 1;

    if (mark == NULL) {
        mark = governor_after(j, j->date->end, j->to);
        /* what follows governs a date that opens the clause; less so one in its middle */
        trust = left > j->from + 4 ? 0.5 : 1;
    }
    if (mark == NULL && j->from > j->s->first) {
        mark = governor_before(j, j->s->first, j->from);
        from = j->s->first;
    }
    if (mark == NULL && is_denied(j, NULL)) {
        add(j, -5, G_MAXUINT);
        return;
    }
    if (mark != NULL) {
        double weight = is_denied(j, mark) ? -5 : weight_of(j, mark, cue, from);
        if (weight > 0 && (cue == RULE_ON || cue == RULE_KINDS) && !j->date->window && meets_between(j, mark->end)) {
            weight = -3;
            j->verdict->role = ROLE_EVENT;
        }
        add(j, weight > 0 ? weight * trust : weight, mark->rule);
        enum rule_kind kind = packs_rule(j->d->packs, mark->rule)->kind;
        gboolean key = j->date->start > j->s->first && is_sign(j->d, j->date->start - 1, ":") && mark_within(j, j->from, j->date->start, RULE_EVENT) == NULL;
        if (cue == RULE_KINDS && key && (kind == RULE_RECEIVE || kind == RULE_DUTY || kind == RULE_ASK))
            add(j, 2.6, G_MAXUINT); /* "Reply requested: 24 September" */
        if (packs_rule(j->d->packs, mark->rule)->kind == RULE_DEADLINE) {
            if (cue == RULE_KINDS)
                j->verdict->kind = DEADLINE_BY;
            if (cue == RULE_KINDS && (links(j) || follows(j, mark->end)))
                add(j, 2.6, G_MAXUINT);
        }
        if (weight < 0)
            j->verdict->role = role_for(j, mark, from);
        return;
    }
    mark = governor_of_lead(j);
    if (mark != NULL) {
        const struct rule *rule = packs_rule(j->d->packs, mark->rule);
        gboolean good = rule->kind == RULE_ASK || rule->kind == RULE_DUTY || rule->kind == RULE_RECEIVE || rule->kind == RULE_DEADLINE || rule->kind == RULE_OFFER;
        add(j, good ? 2 : -2, mark->rule);
        return;
    }
    enum actor actor = role_actor_before(j->d, j->s, j->from, left);
    if (actor == ACTOR_THIRD || actor == ACTOR_SENDER) {
        add(j, -3, G_MAXUINT);
        j->verdict->role = actor == ACTOR_THIRD ? ROLE_OTHERS : ROLE_PLAN;
    } else if (cue == RULE_WEAK && j->date->last >= j->frame->letter) {
        gboolean fragment = j->s->end - j->s->first <= 14 && j->verdict->kind != DEADLINE_UNTIL && mark_within(j, j->from, j->to, RULE_OBJECT) != NULL;
        add(j, fragment || mark_within(j, j->from, j->to, RULE_READER) != NULL ? 0.8 : 0.3, G_MAXUINT); /* "by" a day that lies ahead, and nothing speaks against it */
    }
}

/* ---- the rest of the clause ---- */

static void turn(struct judging *j, double weight, const struct mark *mark, enum role role)
{
    add(j, weight, mark != NULL ? mark->rule : G_MAXUINT);
    j->verdict->role = role;
}

static gboolean is_quoted(const struct judging *j)
{
    guint start = j->date->core, i;

    if (!(DOCUMENT_TOKEN(j->d, start)->flags & TOKEN_QUOTED))
        return FALSE;
    for (i = start; i > j->s->first && start - i < 7; i--)
        if (!(DOCUMENT_TOKEN(j->d, i - 1)->flags & TOKEN_QUOTED))
            return FALSE;
    return start - i >= 4;
}

static gboolean is_plain_cue(const struct judging *j, const struct mark *mark)
{
    return mark != NULL && packs_rule(j->d->packs, mark->rule)->value != 2;
}

/* "if possible in English" softens the language, not the day: a comma, a cue or the end must follow. */
static gboolean softens(const struct judging *j, const struct mark *mark)
{
    return mark->end >= j->s->end || mark->end >= j->left || DOCUMENT_TOKEN(j->d, mark->end)->type == TOKEN_PUNCTUATION || mark->start >= j->date->core_end ||
           is_plain_cue(j, document_mark_from(j->d, j->s, mark->end, RULE_WEAK)) || document_mark_from(j->d, j->s, mark->end, RULE_STRONG) != NULL;
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

static void weigh_clause(struct judging *j)
{
    const struct mark *mark;

    if ((mark = mark_within(j, j->from, j->to, RULE_READER)) != NULL)
        add(j, 0.8, G_MAXUINT);
    if ((mark = mark_within(j, j->from, j->to, RULE_OBJECT)) != NULL)
        add(j, 0.6, G_MAXUINT);
    if ((mark = mark_within(j, j->from, j->to, RULE_RECUR)) != NULL)
        turn(j, -7, mark, ROLE_RECURRING);
    if (j->verdict->cue != RULE_EXTEND && (mark = mark_within(j, j->from, j->to, RULE_WITHDRAW)) != NULL)
        turn(j, -8, mark, ROLE_SUPERSEDED);
    if ((mark = mark_within(j, j->s->first, j->left, RULE_QUOTE)) != NULL)
        turn(j, -5, mark, ROLE_QUOTED);
    if ((mark = mark_within(j, j->from, j->to, RULE_SOFT)) != NULL && is_nearest(j, mark) && softens(j, mark))
        j->verdict->firm = FALSE;
    if (is_quoted(j))
        turn(j, -5, NULL, ROLE_QUOTED);
}

/* A session, an instrument or a document right before the date: "353rd Session (March 2025)". */
static void weigh_neighbour(struct judging *j)
{
    guint i = j->date->start;

    if (i > j->s->first && is_sign(j->d, i - 1, "(,"))
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
        turn(j, -6, session, ROLE_SESSION);
}

static void weigh_time(struct judging *j)
{
    guint32 day = j->date->last;

    if (day == 0 && j->date->precision == PRECISION_RELATIVE)
        turn(j, -9, NULL, ROLE_COUNTED);
    else if (day == 0)
        turn(j, -9, NULL, ROLE_MENTIONED);
    else if (j->frame->letter != 0 && day < j->frame->letter && !j->date->no_year)
        turn(j, -5, NULL, ROLE_PAST);
}

/* ---- keys, tables ---- */

/* "21 days before the opening (i.e. by Tuesday, 11 September)": said once more as a day. */
static void weigh_restatement(struct judging *j, guint index)
{
    const struct date *before = index > j->s->date ? DOCUMENT_DATE(j->d, index - 1) : NULL;

    if (before == NULL || before->precision != PRECISION_RELATIVE || j->date->core > before->core_end + 10)
        return;
    const struct mark *mark = mark_within(j, before->core_end, j->date->core, RULE_RESTATE);
    if (mark == NULL && !is_sign(j->d, before->core_end - 1, "(:") && !(before->end < j->s->end && is_sign(j->d, before->end, "(:")))
        return;
    const struct verdict *counted = j->verdict - 1;
    double score = counted->score + (before->last == 0 ? 9 : 0);
    if (score >= DEADLINE_SCORE && score > j->verdict->score) {
        j->verdict->score = score;
        j->verdict->kind = counted->kind;
        j->verdict->role = ROLE_MENTIONED;
    } else {
        add(j, 2.6, mark != NULL ? mark->rule : G_MAXUINT);
    }
}

static guint cell_of(const struct document *d, const struct sentence *s, guint token)
{
    guint cell = 0;

    for (guint i = s->first + 1; i <= token && i < s->end; i++)
        cell += (DOCUMENT_TOKEN(d, i)->flags & TOKEN_CELL) != 0;
    return cell;
}

/* The head of this date's column says "Deadline". */
static void weigh_column(struct judging *j)
{
    guint cell = cell_of(j->d, j->s, j->date->core);

    for (guint i = j->sentence; i > 0 && j->sentence - i < 40; i--) {
        const struct sentence *head = DOCUMENT_SENTENCE(j->d, i - 1);
        if (head->zone != ZONE_ROW)
            break;
        for (guint k = head->mark; k < head->mark + head->marks; k++) {
            enum rule_kind kind = document_rule(j->d, k)->kind;
            const struct mark *mark = DOCUMENT_MARK(j->d, k);
            if (cell_of(j->d, head, mark->start) != cell || head->dates > 0)
                continue;
            if (kind == RULE_DEADLINE || kind == RULE_CLOSE || kind == RULE_COLUMN || kind == RULE_RECEIVE || kind == RULE_STRONG) {
                add(j, 6, mark->rule);
                return;
            }
        }
    }
}

/* "Deadlines: forms, 8 August; visas, 29 August": the word opens the sentence, for all its dates. */
static void weigh_headword(struct judging *j)
{
    const struct mark *mark = mark_within(j, j->s->first, MIN(j->s->first + 6, j->s->end), RULE_DEADLINE);

    if (mark != NULL && mark->end < j->s->end && is_sign(j->d, mark->end, ":") && j->from > j->s->first)
        add(j, 5, mark->rule);
}

/* "3 October: Governments send their comments": an entry of a calendar; who acts decides. */
static void weigh_entry(struct judging *j)
{
    guint end = j->date->end;
    gboolean column = end < j->s->end && DOCUMENT_TOKEN(j->d, end)->flags & (TOKEN_CELL | TOKEN_GAP);

    if (j->left > j->s->first + 2 || end >= j->s->end)
        return;
    if (!column && !is_sign(j->d, end, ":-") && DOCUMENT_TOKEN(j->d, end)->value != 0x2013 && DOCUMENT_TOKEN(j->d, end)->value != 0x2014)
        return;
    enum actor actor = role_actor_after(j->d, j->s, end, j->to);
    if (mark_within(j, end, j->to, RULE_EVENT) != NULL || actor == ACTOR_SENDER || actor == ACTOR_THIRD)
        turn(j, -3, mark_within(j, end, j->to, RULE_EVENT), actor == ACTOR_THIRD ? ROLE_OTHERS : ROLE_EVENT);
    else if (actor == ACTOR_READER && mark_within(j, end, j->to, RULE_OBJECT) != NULL)
        add(j, 3.4, G_MAXUINT);
}

/* A row that names only the sender or others is theirs. */
static void weigh_row(struct judging *j)
{
    if (mark_within(j, j->s->first, j->s->end, RULE_READER) == NULL &&
        (mark_within(j, j->s->first, j->s->end, RULE_SENDER) != NULL || mark_within(j, j->s->first, j->s->end, RULE_THIRD) != NULL))
        turn(j, -4, NULL, ROLE_OTHERS);
}

static gboolean is_date_line(const struct document *d, guint sentence)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);

    return s->dates == 1 && s->zone != ZONE_ROW && DOCUMENT_DATE(d, s->date)->start <= s->first + 2 &&
           DOCUMENT_DATE(d, s->date)->end + 2 >= s->end;
}

/* Lines that take turns, a date and what it is: which of the two opens the list? */
static gboolean is_date_first(const struct document *d, guint sentence)
{
    guint i = sentence;

    while (i >= 2 && sentence - i < 40 && is_date_line(d, i - 2) && DOCUMENT_SENTENCE(d, i - 1)->dates == 0)
        i -= 2;
    /* i is the first date line that has a label and a date before it, or none */
    gboolean label_above = i >= 1 && DOCUMENT_SENTENCE(d, i - 1)->dates == 0 && DOCUMENT_SENTENCE(d, i - 1)->end - DOCUMENT_SENTENCE(d, i - 1)->first <= 12;
    gboolean label_below = sentence + 1 < d->sentences->len && DOCUMENT_SENTENCE(d, sentence + 1)->dates == 0 &&
                           DOCUMENT_SENTENCE(d, sentence + 1)->end - DOCUMENT_SENTENCE(d, sentence + 1)->first <= 14;
    if (i == sentence || !label_below)
        return FALSE;
    for (guint k = DOCUMENT_SENTENCE(d, i - (i >= 1))->mark; label_above && k < DOCUMENT_SENTENCE(d, i - 1)->mark + DOCUMENT_SENTENCE(d, i - 1)->marks; k++)
        if (document_rule(d, k)->kind == RULE_DEADLINE || document_rule(d, k)->kind == RULE_EVENT)
            return FALSE;
    return TRUE;
}

/* "Deadline for replies" on a line of its own, the date on the next one; also "Deadline:" before it. */
static void weigh_key(struct judging *j)
{
    const struct sentence *own = j->s, *key;

    if (own->end - own->first > 14 || j->date->start > own->first + 3 || j->sentence == 0)
        return;
    key = DOCUMENT_SENTENCE(j->d, j->sentence - 1);
    if (key->end - key->first > 12 || key->dates > 0 || key->zone == ZONE_ROW)
        return;
    if (is_date_first(j->d, j->sentence))
        return;
    for (guint k = key->mark; k < key->mark + key->marks; k++) {
        const struct rule *rule = document_rule(j->d, k);
        if (rule->kind == RULE_DEADLINE) {
            add(j, 5.5, DOCUMENT_MARK(j->d, k)->rule);
            return;
        }
    }
}

/* The date alone on its line, and the next line says what it is: "15 September" / "Deadline for nominations". */
static void weigh_key_below(struct judging *j)
{
    const struct sentence *own = j->s, *above = j->sentence > 0 ? own - 1 : NULL, *below = own + 1;

    if (j->sentence + 1 >= j->d->sentences->len || j->date->start > own->first + 1 || j->date->end + 1 < own->end || below->dates > 0 ||
        below->end - below->first > 12 || own->zone == ZONE_ROW)
        return;
    if (!is_date_first(j->d, j->sentence) && above != NULL && above->dates == 0 && above->end - above->first <= 8)
        for (guint k = above->mark; k < above->mark + above->marks; k++)
            if (document_rule(j->d, k)->kind == RULE_DEADLINE || document_rule(j->d, k)->kind == RULE_EVENT)
                return;
    for (guint k = below->mark; k < below->mark + below->marks; k++) {
        if (document_rule(j->d, k)->kind == RULE_DEADLINE) {
            add(j, 5, DOCUMENT_MARK(j->d, k)->rule);
            return;
        }
    }
}

static void name_role(struct judging *j, enum rule_kind cue)
{
    struct verdict *v = j->verdict;

    if (v->score >= DEADLINE_SCORE) {
        v->role = ROLE_DEADLINE;
        return;
    }
    if (cue == RULE_FORMER)
        v->role = ROLE_SUPERSEDED;
    else if (cue == RULE_DATED || cue == RULE_STAMP)
        v->role = ROLE_DOCUMENT;
    else if (cue == RULE_EARLIEST)
        v->role = ROLE_EARLIEST;
    else if (cue == RULE_SINCE && v->role == ROLE_MENTIONED)
        v->role = ROLE_PAST;
    else if (v->role == ROLE_DEADLINE)
        v->role = ROLE_MENTIONED;
    if (v->role == ROLE_MENTIONED && mark_within(j, j->from, j->to, RULE_EVENT) != NULL && j->date->last >= j->frame->letter)
        v->role = ROLE_EVENT;
}

static void judge(struct judging *j, guint index)
{
    const struct mark *cue_mark;

    j->from = role_clause_start(j->d, j->s, j->date->core);
    j->to = role_clause_end(j->d, j->s, j->date->core);
    j->left = j->date->start;
    j->verdict->quote_end = j->date->end;
    enum rule_kind cue = find_cue(j, &cue_mark);
    weigh_cue(j, cue, cue_mark);
    chain_cue(j);
    weigh_right(j);
    weigh_governor(j, cue);
    weigh_clause(j);
    weigh_neighbour(j);
    weigh_restatement(j, index);
    if (j->s->zone == ZONE_ROW) {
        weigh_column(j);
        weigh_row(j);
    }
    weigh_entry(j);
    weigh_key(j);
    weigh_key_below(j);
    weigh_headword(j);
    weigh_time(j);
    j->verdict->quote = j->left;
    name_role(j, cue);
}

static gboolean has_later_deadline(const GArray *verdicts, guint index)
{
    const struct verdict *v = &g_array_index(verdicts, struct verdict, index);

    for (guint i = index + 1; i < verdicts->len && g_array_index(verdicts, struct verdict, i).sentence == v->sentence; i++)
        if (g_array_index(verdicts, struct verdict, i).role == ROLE_DEADLINE)
            return TRUE;
    return FALSE;
}

/* "extended from 30 June to 31 July": in a sentence that extends, the day it was moved from. */
/* Something else in the text has been extended: the day of the letter that is spoken of holds no more. */
static void supersede_narrated(const struct document *d, GArray *verdicts)
{
    guint32 extended = 0;

    for (guint i = 0; i < verdicts->len; i++) {
        const struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        struct judging j = { .d = d, .s = DOCUMENT_SENTENCE(d, v->sentence) };
        if (v->role == ROLE_DEADLINE && (v->cue == RULE_EXTEND || mark_within(&j, j.s->first, j.s->end, RULE_EXTEND) != NULL))
            extended = MAX(extended, DOCUMENT_DATE(d, i)->last);
    }
    for (guint i = 0; i < verdicts->len && extended != 0; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        struct judging j = { .d = d, .s = DOCUMENT_SENTENCE(d, v->sentence) };
        gboolean cued = v->cue == RULE_STRONG || v->cue == RULE_WEAK || v->cue == RULE_LINK;
        if (!cued || DOCUMENT_DATE(d, i)->last >= extended || (v->role != ROLE_DEADLINE && v->role != ROLE_PAST))
            continue;
        if (mark_within(&j, j.s->first, j.s->end, RULE_EARLIER) != NULL || mark_within(&j, j.s->first, j.s->end, RULE_DATED) != NULL)
            v->role = ROLE_SUPERSEDED;
    }
}

static void mark_superseded(const struct document *d, GArray *verdicts)
{
    for (guint i = 0; i < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
        const struct date *date = DOCUMENT_DATE(d, i);
        struct judging j = { .d = d, .s = s };
        const struct mark *extend = mark_within(&j, s->first, s->end, RULE_EXTEND);
        if (extend == NULL || date->last == 0)
            continue;
        gboolean cued = v->role == ROLE_DEADLINE || v->cue == RULE_STRONG || v->cue == RULE_WEAK || v->cue == RULE_LINK || v->cue == RULE_FORMER;
        gboolean moved = date->end <= extend->start && cued && (v->role == ROLE_DEADLINE || v->role == ROLE_PAST || v->role == ROLE_MENTIONED);
        if ((v->role == ROLE_EARLIEST && date->core > extend->start) || (moved && has_later_deadline(verdicts, i)))
            v->role = ROLE_SUPERSEDED;
    }
}

/* The reader may act, or is asked to, from that day on. */
static gboolean names_opening(const struct document *d, guint sentence, const struct date *date)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);
    struct judging j = { .d = d, .s = s };
    guint from = role_clause_start(d, s, date->core), to = role_clause_end(d, s, date->core);

    return mark_within(&j, from, to, RULE_OFFER) != NULL || mark_within(&j, from, to, RULE_ASK) != NULL;
}

/* "between 25 August and, at the latest, 5 September", "not before 1 and not after 30 November": two
 * dates that were not read as one range, of which the first opens the window of the second. */
static void bind_windows(const struct document *d, GArray *verdicts)
{
    for (guint i = 1; i < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i), *before = v - 1;
        struct date *date = DOCUMENT_DATE(d, i), *first = date - 1;
        gboolean opened = before->role == ROLE_EARLIEST, joined = FALSE;
        if (v->role != ROLE_DEADLINE || v->sentence != before->sentence || date->core > first->core_end + 25 ||
            first->precision != PRECISION_DAY || first->last == 0 || first->last >= date->last ||
            (date->from_day != 0 && (date->from_day != first->day || date->from_month != first->month)))
            continue; /* bound before, when the letter was judged the first time: bound again */
        for (guint k = first->core; k > DOCUMENT_SENTENCE(d, v->sentence)->first && k + 7 > first->core; k--)
            opened = opened || document_word(d, k - 1)->roles & ROLE_BETWEEN;
        joined = before->role == ROLE_EARLIEST && names_opening(d, v->sentence, first);
        for (guint k = first->core_end; k < date->core && date->core <= first->core_end + 12; k++)
            joined = joined || (DOCUMENT_TOKEN(d, k)->type == TOKEN_WORD && document_word(d, k)->roles & (ROLE_AND | ROLE_TO));
        if (!opened || !joined)
            continue;
        before->role = ROLE_EARLIEST;
        date->first = first->last;
        date->from_day = first->day;
        date->from_month = first->month;
        date->from_year = first->year;
        date->window = TRUE;
    }
}

GArray *role_judge(const struct document *d, guint letter_date, const struct frame_of_time *frame)
{
    GArray *verdicts = g_array_sized_new(FALSE, TRUE, sizeof(struct verdict), d->dates->len);

    g_array_set_size(verdicts, d->dates->len);
    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        for (guint k = s->date; k < s->date + s->dates; k++) {
            const struct date *date = DOCUMENT_DATE(d, k);
            struct verdict *verdict = &g_array_index(verdicts, struct verdict, k);
            struct judging j = { d, s, i, date, frame, verdict, 0, 0, 0 };
            verdict->sentence = i;
            verdict->firm = !date->soft && date->precision != PRECISION_MONTH;
            judge(&j, k);
            if (s->zone == ZONE_WRAPPER)
                verdict->role = ROLE_WRAPPER;
            if (k + 1 == letter_date)
                verdict->role = ROLE_LETTER;
        }
    }
    mark_superseded(d, verdicts);
    supersede_narrated(d, verdicts);
    bind_windows(d, verdicts);
    return verdicts;
}
