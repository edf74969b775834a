/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dates of a part against each other, after each has been judged alone: an extension supersedes the
 * day it was moved from, here or elsewhere in the text, and of two dates the first may open the window
 * of the second. */
#include "find/role_judging.h"

#define NARRATED_SENTENCES 6 /* from the day that was due to the one that takes its place, */
#define NARRATED_DAYS 200 /* … and as far as that lies from it */

static gboolean has_later_deadline(const GArray *verdicts, guint index)
{
    const struct verdict *v = &g_array_index(verdicts, struct verdict, index);

    for (guint i = index + 1; i < verdicts->len && g_array_index(verdicts, struct verdict, i).sentence == v->sentence; i++)
        if (g_array_index(verdicts, struct verdict, i).role == ROLE_DEADLINE)
            return TRUE;
    return FALSE;
}

/* Does its sentence, or the one before, give a day in place of another? "has agreed to prolong it. Forms may be sent until …" */
static gboolean replaces(const struct document *d, const struct verdict *v)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);

    return v->role == ROLE_DEADLINE &&
           (v->cue == RULE_EXTEND || sentence_has(s, RULE_EXTEND) || (v->sentence > 0 && sentence_has(s - 1, RULE_EXTEND)));
}

/* A day is said to have been the last one: "which was to be returned by 15 September", "asked for it back by 5 July". */
static gboolean was_due(const struct document *d, const struct verdict *v)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
    gboolean cued = v->cue == RULE_STRONG || v->cue == RULE_WEAK || v->cue == RULE_LINK || v->cue == RULE_FORMER || v->cue == RULE_EXTEND;

    if (sentence_has(s, RULE_EVENT))
        return FALSE;
    return v->ruled == ROLE_DEADLINE || (cued && (sentence_has_any(s, RULE_DEADLINE, RULE_RECEIVE) || sentence_has(s, RULE_PAST) || sentence_has(s, RULE_EXTEND)));
}

static gboolean is_deadline(const struct document *d, const GArray *verdicts, guint32 day)
{
    for (guint i = 0; i < verdicts->len; i++)
        if (g_array_index(verdicts, struct verdict, i).role == ROLE_DEADLINE && DOCUMENT_DATE(d, i)->last == day)
            return TRUE;
    return FALSE;
}

/* A day without its year that was due before another took its place lies nearest to that one. */
static void place_former(struct date *date, guint32 extended)
{
    GDate day = resolve_gdate(date->last);
    guint32 before = date->no_year ? resolve_day(date->day, date->month, g_date_get_year(&day) - 1) : 0;

    if (before != 0 && date->last > extended && before < extended && date->last - extended > extended - before)
        date->first = date->last = before;
}

/* Something else in the text has been extended or corrected: the day that is told of before it holds no more. */
static void supersede_narrated(const struct document *d, GArray *verdicts)
{
    const struct verdict *last = NULL;
    guint32 extended = 0;

    for (guint i = 0; i < verdicts->len; i++) {
        const struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        if (!replaces(d, v))
            continue;
        extended = MAX(extended, DOCUMENT_DATE(d, i)->last);
        last = v;
    }
    for (guint i = 0; i < verdicts->len && extended != 0; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        struct date *date = DOCUMENT_DATE(d, i);
        struct judging j = { .d = d, .s = DOCUMENT_SENTENCE(d, v->sentence) };
        gboolean referred = sentence_has(j.s, RULE_EARLIER) || sentence_has(j.s, RULE_DATED);
        gboolean told = v->role == ROLE_PAST || v->role == ROLE_MENTIONED || v->role == ROLE_UNLIKELY || v->role == ROLE_SUPERSEDED;
        gboolean near = v < last && last->sentence - v->sentence <= NARRATED_SENTENCES;
        gboolean ahead = v->role == ROLE_PAST && d->letter_date != 0 && date->last > d->letter_date; /* "asked you to return it on 17 April" */
        gboolean cued = v->cue == RULE_STRONG || v->cue == RULE_WEAK || v->cue == RULE_LINK || ahead || sentence_has(j.s, RULE_DEADLINE);
        if (referred && cued && date->last < extended && (v->role == ROLE_DEADLINE || v->role == ROLE_PAST) && (v->role != ROLE_PAST || v->cue != RULE_KINDS || date->last > d->letter_date))
            v->role = ROLE_SUPERSEDED;
        else if (told && near && date->precision == PRECISION_DAY && date->last != 0 && date->from_day == 0 && was_due(d, v)) {
            place_former(date, extended);
            if (ABS((gint64)date->last - extended) <= NARRATED_DAYS && !is_deadline(d, verdicts, date->last))
                v->role = ROLE_SUPERSEDED;
        }
    }
}

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

/* "For '… by 15 March' / read '… by 25 April'": the line that is corrected by the one after it. */
static gboolean is_misprint(const struct judging *j, guint sentence)
{
    struct judging next = { .d = j->d, .s = j->s + 1 };
    const struct mark *former = judging_mark(j, j->s->first, MIN(j->s->first + 4, j->s->end), RULE_FORMER);

    if (former == NULL || sentence + 1 >= j->d->sentences->len)
        return FALSE;
    const struct mark *reads = judging_mark(&next, next.s->first, MIN(next.s->first + 6, next.s->end), RULE_EXTEND);
    return reads != NULL && next.s->dates > 0 && packs_rule(j->d->packs, reads->rule)->value == EXTEND_READS;
}

/* "extended from 30 June to 31 July": in a sentence that extends, the day it was moved from. */
static void mark_superseded(const struct document *d, GArray *verdicts)
{
    for (guint i = 0; i < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
        const struct date *date = DOCUMENT_DATE(d, i);
        struct judging j = { .d = d, .s = s };
        const struct mark *extend = judging_mark(&j, s->first, s->end, RULE_EXTEND);
        if (v->role != ROLE_EVENT && date->last != 0 && is_misprint(&j, v->sentence))
            v->role = ROLE_SUPERSEDED;
        if (extend == NULL || date->last == 0)
            continue;
        gboolean cued = v->role == ROLE_DEADLINE || v->cue == RULE_STRONG || v->cue == RULE_WEAK || v->cue == RULE_LINK || v->cue == RULE_FORMER;
        gboolean moved = date->end <= extend->start && cued && (v->role == ROLE_DEADLINE || v->role == ROLE_PAST || v->role == ROLE_MENTIONED || v->role == ROLE_UNLIKELY);
        gboolean inside = date->core > extend->start && date->end <= extend->end; /* "pikendatud 15. septembrilt kuni" */
        if ((v->role == ROLE_EARLIEST && date->core > extend->start) || ((moved || inside) && has_later_deadline(verdicts, i)))
            v->role = ROLE_SUPERSEDED;
    }
}

/* "extended from 30 June to 31 July": read as a range, but its first day opens no window. */
static gboolean is_moved(const struct document *d, const struct verdict *v, const struct date *date)
{
    struct judging j = { .d = d, .s = DOCUMENT_SENTENCE(d, v->sentence) };
    guint before = date->start > j.s->first ? date->start - 1 : j.s->first;
    const struct mark *extend = judging_mark(&j, j.s->first, j.s->end, RULE_EXTEND);

    return v->role == ROLE_DEADLINE && date->precision == PRECISION_DAY && date->from_day != 0 && date->first != 0 && date->first < date->last &&
           extend != NULL && extend->start <= date->end + 1 && extend->end + 1 >= date->start && !document_is_sign(d, before, ":") &&
           !(document_word(d, date->start)->roles & ROLE_BETWEEN) && judging_mark(&j, j.s->first, j.s->end, RULE_OFFER) == NULL;
}

/* The reader may act, or is asked to, from that day on. */
static gboolean names_opening(const struct document *d, guint sentence, const struct date *date)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);
    struct judging j = { .d = d, .s = s };
    guint from = role_clause_start(d, s, date->core), to = role_clause_end(d, s, date->core);

    return judging_mark(&j, from, to, RULE_OFFER) != NULL || judging_mark(&j, from, to, RULE_ASK) != NULL;
}

/* "du mardi 2 septembre à 8 heures au jeudi 4 septembre": from and to stand right before their days. */
static gboolean spans(const struct document *d, const struct sentence *s, const struct date *first, const struct date *last)
{
    guint k = last->start > s->first && document_word(d, last->start)->roles & ROLE_TO ? last->start : last->start - 1;

    return first->start > s->first && last->core <= first->core_end + 10 && last->start > first->core_end &&
           (document_word(d, first->start - 1)->roles | document_word(d, first->start)->roles) & ROLE_FROM &&
           DOCUMENT_TOKEN(d, k)->type == TOKEN_WORD && document_word(d, k)->roles & ROLE_TO;
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
        opened = opened || spans(d, DOCUMENT_SENTENCE(d, v->sentence), first, date);
        joined = before->role == ROLE_EARLIEST && names_opening(d, v->sentence, first);
        for (guint k = date->core; k < date->core_end && date->start <= first->core_end + 2; k++)
            joined = joined || (document_word(d, k)->roles & ROLE_MONTH_UNTIL) != 0; /* "ajavahemikus 1. juunist 1. septembrini" */
        for (guint k = first->core_end; k < date->core && date->core <= first->core_end + 12; k++)
            joined = joined || (DOCUMENT_TOKEN(d, k)->type == TOKEN_WORD && document_word(d, k)->roles & (ROLE_AND | ROLE_TO));
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

static guint count_deadlines(const GArray *verdicts)
{
    guint count = 0;

    for (guint i = 0; i < verdicts->len; i++)
        count += g_array_index(verdicts, struct verdict, i).role == ROLE_DEADLINE;
    return count;
}

/* "which expired on 1 September", and nothing has taken its place: told of the past, not superseded. */
static void drop_unreplaced(const struct document *d, GArray *verdicts)
{
    for (guint i = 0; i < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        struct judging j = { .d = d, .s = DOCUMENT_SENTENCE(d, v->sentence) };
        if (v->role == ROLE_SUPERSEDED && v->cue == RULE_FORMER && judging_mark(&j, j.s->first, j.s->end, RULE_PAST) != NULL && judging_mark(&j, j.s->first, j.s->end, RULE_EXTEND) == NULL)
            v->role = ROLE_PAST;
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

void role_settle(const struct document *d, GArray *verdicts)
{
    keep_months_out(d, verdicts);
    drop_denied(d, verdicts);
    drop_outdone(d, verdicts);
    mark_superseded(d, verdicts);
    if (count_deadlines(verdicts) == 0)
        drop_unreplaced(d, verdicts);
    supersede_narrated(d, verdicts);
    drop_withdrawn(d, verdicts);
    bind_windows(d, verdicts);
    for (guint i = 0; i < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        v->moved = is_moved(d, v, DOCUMENT_DATE(d, i));
    }
}
