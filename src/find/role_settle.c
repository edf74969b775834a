/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dates of a part against each other, after each has been judged alone: what is taken back further down is due no
 * more, of two dates the first may open the window of the second, and one may take the place of another
 * (role_superseded.c). */
#include "find/role_judging.h"

/* What was asked for in an earlier letter is called off further down: "your Government need not reply". */
static void drop_withdrawn(const struct document *d, GArray *verdicts)
{
    guint32 withdrawn = 0;

    for (guint i = d->sentences->len; i > 0 && withdrawn == 0; i--) {
        struct judging j = { .d = d, .s = DOCUMENT_SENTENCE(d, i - 1) };
        if (j.s->dates == 0 && judging_mark(&j, j.s->first, j.s->end, RULE_WITHDRAW) != NULL)
            withdrawn = i - 1;
    }
    for (guint i = 0; i < verdicts->len && withdrawn != 0; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        struct judging j = { .d = d, .s = DOCUMENT_SENTENCE(d, v->sentence) };
        if (v->role == ROLE_DEADLINE && v->sentence < withdrawn && withdrawn - v->sentence <= 4 &&
            judging_mark(&j, j.s->first, j.s->end, RULE_PAST) != NULL &&
            (judging_mark(&j, j.s->first, j.s->end, RULE_EARLIER) != NULL || judging_mark(&j, j.s->first, j.s->end, RULE_DATED) != NULL))
            v->role = ROLE_PAST;
    }
}

/* The reader may act, or is asked to, from that day on. */
static gboolean names_opening(const struct document *d, guint sentence, const struct date *date)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);
    struct judging j = { .d = d, .s = s };
    guint from = role_clause_start(d, s, date->core), to = role_clause_end(d, s, date->core);

    return judging_mark(&j, from, to, RULE_OFFER) != NULL || judging_mark(&j, from, to, RULE_ASK) != NULL;
}

/* "First day: 1 September; last day: 12 September": the words that name the last one follow right behind the first. */
static gboolean names_last_beside(const struct document *d, guint sentence, const struct date *first, const struct date *last)
{
    return last->core <= first->core_end + 5 && document_mark_within(d, DOCUMENT_SENTENCE(d, sentence), first->core_end, last->core, RULE_DEADLINE) != NULL;
}

/* "du mardi 2 septembre à 8 heures au jeudi 4 septembre": from and to stand right before their days. */
static gboolean spans(const struct document *d, const struct sentence *s, const struct date *first, const struct date *last)
{
    guint k = last->start > s->first && document_word(d, last->start)->roles & ROLE_TO ? last->start : last->start - 1;

    return first->start > s->first && last->core <= first->core_end + 10 && last->start > first->core_end &&
           (document_word(d, first->start - 1)->roles | document_word(d, first->start)->roles) & ROLE_FROM &&
           document_has_role(d, k, ROLE_TO);
}

/* "agreed on 2 December to extend it to 28 February" */
static gboolean is_extended(const struct document *d, guint sentence, const struct date *first, const struct date *last)
{
    return document_mark_within(d, DOCUMENT_SENTENCE(d, sentence), first->core_end, last->core, RULE_EXTEND) != NULL;
}

#define KEYED_TOKENS 10 /* from the beginning of a line to its day */

/* The day stands behind a colon, or has a line of its own. */
static gboolean is_keyed(const struct document *d, const struct sentence *s, const struct date *date)
{
    return document_is_sign(d, date->start - 1, ":") || (DOCUMENT_TOKEN(d, date->start)->flags & TOKEN_LINE && date->end + 1 >= s->end);
}

/* "Opening: 1 August. Closing: 12 September": two short lines, each with a word of its own for its day, which may also stand
 * a line above it. */
static gboolean is_keyed_pair(const struct document *d, const struct verdict *before, const struct verdict *v, const struct date *first, const struct date *last)
{
    const struct sentence *above = DOCUMENT_SENTENCE(d, before->sentence), *s = DOCUMENT_SENTENCE(d, v->sentence);
    gboolean beside = v->sentence == before->sentence + 1 || (v->sentence == before->sentence + 2 && s[-1].end - s[-1].first <= KEYED_TOKENS);

    return beside && before->role == ROLE_EARLIEST && first->end + 1 >= above->end && first->core <= above->first + KEYED_TOKENS &&
           last->core <= s->first + KEYED_TOKENS && is_keyed(d, above, first) && is_keyed(d, s, last);
}

#define PRONOUN_LETTERS 5
#define PRONOUN_TOKENS 4 /* "It will be", "Elles seront": from the beginning of a sentence to its verb */

/* "Registration opens on 18 August. It will close on 19 September": the next sentence names nothing else that closes. */
static gboolean goes_on(const struct document *d, const struct verdict *before, const struct verdict *v, const struct date *last)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
    const struct mark *closes = document_mark_within(d, s, s->first, last->core_end, RULE_CLOSE);

    return v->sentence == before->sentence + 1 && before->role == ROLE_EARLIEST && closes != NULL && closes->start < s->first + PRONOUN_TOKENS &&
           !sentence_has_of(s, KIND(RULE_OBJECT) | KIND(RULE_READER)) && (closes->start == s->first || DOCUMENT_TOKEN(d, s->first)->length <= PRONOUN_LETTERS);
}

/* "Accessible from 22 July, it closes on 15 August", "not before 1, not after 31 October": the last day is named behind
 * the first, by a word for it or with nothing between them; or by words around the first, "Entries: open 1, close 31 October". */
static gboolean follows_first(const struct document *d, const struct verdict *v, const struct date *first, const struct date *last)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);

    return (v->quote <= first->end + 1 && v->quote >= first->end) || (v->cue == RULE_CLOSE && v->quote < first->start) ||
           document_mark_within(d, s, first->core_end, last->core, RULE_CLOSE) != NULL;
}

/* "between 25 August and, at the latest, 5 September", "not before 1 and not after 30 November": two
 * dates that were not read as one range, of which the first opens the window of the second. */
static void bind_windows(const struct document *d, GArray *verdicts)
{
    for (guint i = 1; i < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i), *before = v - 1;
        struct date *date = DOCUMENT_DATE(d, i), *first = date - 1;
        gboolean opened = before->role == ROLE_EARLIEST;
        gboolean joined = (first->side == SIDE_OPENS && date->side == SIDE_CLOSES) || is_keyed_pair(d, before, v, first, date) || goes_on(d, before, v, date);
        if (v->role != ROLE_DEADLINE || (v->sentence != before->sentence && !joined) || date->core > first->core_end + 25 ||
            first->precision != PRECISION_DAY || first->last == 0 || first->last >= date->last || is_extended(d, v->sentence, first, date) ||
            (date->from_day != 0 && (date->from_day != first->day || date->from_month != first->month)))
            continue; /* bound before, when the letter was judged the first time: bound again */
        for (guint k = first->core; k > DOCUMENT_SENTENCE(d, before->sentence)->first && k + 7 > first->core; k--)
            opened = opened || document_word(d, k - 1)->roles & ROLE_BETWEEN;
        opened = opened || spans(d, DOCUMENT_SENTENCE(d, before->sentence), first, date);
        joined = joined || (before->role == ROLE_EARLIEST && (names_opening(d, v->sentence, first) || names_last_beside(d, v->sentence, first, date) || follows_first(d, v, first, date)));
        for (guint k = date->core; k < date->core_end && date->start <= first->core_end + 2; k++)
            joined = joined || (document_word(d, k)->roles & ROLE_MONTH_UNTIL) != 0; /* "ajavahemikus 1. juunist 1. septembrini" */
        for (guint k = first->core_end; k < date->core && date->core <= first->core_end + 12; k++)
            joined = joined || document_has_role(d, k, ROLE_AND | ROLE_TO);
        if (!opened || !joined)
            continue;
        before->role = ROLE_EARLIEST;
        date->changed = date->changed || !date->window || date->from_day != first->day || date->from_year != first->year || date->first != first->last;
        date->first = first->last;
        date->from_day = first->day;
        date->from_month = first->month;
        date->from_year = first->year;
        date->window = TRUE;
    }
}

/* "Governments need take no action whatever": what the text has told of dates before is others' to keep. */
static void drop_denied(const struct document *d, GArray *verdicts)
{
    gboolean denied = FALSE;

    for (guint i = 0; i < d->sentences->len && !denied; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        gboolean all = FALSE, condition = s->dates > 0; /* "if you have answered, nothing need be done" */
        for (guint k = s->mark; k < s->mark + s->marks && sentence_has(s, RULE_NEGATION) && !condition; k++) {
            const struct rule *rule = document_rule(d, k);
            all = all || (rule->kind == RULE_NEGATION && g_strcmp0(rule->is, "all") == 0);
            condition = condition || (rule->kind == RULE_CONDITION && rule->value != 1);
        }
        denied = all && !condition;
    }
    for (guint i = 0; i < verdicts->len && denied; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        if (v->role == ROLE_DEADLINE && !sentence_has(DOCUMENT_SENTENCE(d, v->sentence), RULE_ASK))
            v->role = ROLE_OTHERS;
    }
}

/* "in writing ahead of the meeting of 15 October, preferably before 26 September": the day of the meeting is none of its
 * own where an earlier one is set behind it. */
static void drop_outdone(const struct document *d, GArray *verdicts)
{
    for (guint i = 0; i + 1 < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i), *next = v + 1;
        const struct rule *rule = v->reason_count > 0 ? packs_rule(d->packs, v->reasons[0].rule) : NULL;
        if (v->role == ROLE_DEADLINE && next->role == ROLE_DEADLINE && next->sentence == v->sentence && rule != NULL && rule->kind == RULE_WEAK &&
            rule->value == WEAK_OF_MEETING && DOCUMENT_DATE(d, i + 1)->last < DOCUMENT_DATE(d, i)->last)
            v->role = ROLE_EVENT;
    }
}

/* A meeting is named before its first day, and nothing that would close on its last. */
static gboolean takes_place(const struct document *d, guint sentence, const struct date *first)
{
    const struct judging j = { .d = d, .s = DOCUMENT_SENTENCE(d, sentence) };

    return judging_names_meeting(&j, j.s->first, first->start) && judging_mark(&j, j.s->first, first->start, RULE_OBJECT) == NULL &&
           judging_mark(&j, j.s->first, first->start, RULE_DEADLINE) == NULL;
}

/* "The course begins on 9 October and ends on 20 October": what closes is what takes place from the day before, where the
 * words that close it have no subject of their own. */
static void drop_ends(const struct document *d, GArray *verdicts)
{
    for (guint i = 1; i < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i), *begins = v - 1;
        const struct date *date = DOCUMENT_DATE(d, i), *first = date - 1;
        gboolean joined = begins->sentence == v->sentence && v->quote <= first->end + 1 && document_has_role(d, v->quote, ROLE_AND);
        if (v->role == ROLE_DEADLINE && v->cue == RULE_CLOSE && begins->role == ROLE_EVENT && joined && date->last > first->last && takes_place(d, v->sentence, first))
            v->role = ROLE_EVENT;
    }
}

/* "two days before the closing, which is on 29 August", "within the ten days that follow 5 August": what is due is due on the
 * day that is counted, not on the one that it is counted from. */
static void drop_bases(const struct document *d, GArray *verdicts)
{
    for (guint i = 0; i + 1 < verdicts->len; i++) {
        const struct date *date = DOCUMENT_DATE(d, i), *from = date + 1;
        struct verdict *v = &g_array_index(verdicts, struct verdict, i), *base = v + 1;
        if (base->role != ROLE_DEADLINE || base->sentence != v->sentence || date->precision != PRECISION_RELATIVE || date->other != i + 2 || date->last == 0)
            continue;
        gboolean told = date->ahead && from->start > date->end + 3 && !document_is_sign(d, from->start - 1, ":") && date->last < from->last;
        if (told || (!date->ahead && v->role == ROLE_DEADLINE && date->last > from->last))
            base->role = ROLE_EVENT;
    }
}

/* "before September 2025": before its first day, not before its last. */
static void keep_months_out(const struct document *d, const GArray *verdicts)
{
    for (guint i = 0; i < verdicts->len; i++) {
        const struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        struct date *date = DOCUMENT_DATE(d, i);
        if (v->role == ROLE_DEADLINE && v->kind == DEADLINE_BEFORE && date->precision == PRECISION_MONTH)
            date->last = date->first;
        if (v->role == ROLE_DEADLINE && v->kind == DEADLINE_BEFORE && date->precision == PRECISION_DAY && date->from_day != 0 && date->first != 0 && !date->window) {
            date->last = date->first; /* "before the meeting (2-4 December)": before it begins */
            date->day = date->from_day;
            date->month = date->from_month;
            date->year = date->from_year;
            date->from_day = 0;
        }
    }
}

void role_settle(const struct document *d, guint32 letter, GArray *verdicts)
{
    keep_months_out(d, verdicts);
    drop_denied(d, verdicts);
    drop_outdone(d, verdicts);
    drop_ends(d, verdicts);
    drop_bases(d, verdicts);
    role_supersede(d, letter, verdicts);
    drop_withdrawn(d, verdicts);
    bind_windows(d, verdicts);
    role_mark_moved(d, verdicts);
}
