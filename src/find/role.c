/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The role of every date: a sum of evidence, each piece of it a rule of a pack.
 *
 * Three things decide: the cue at the date's side (no later than, until, from), the governor, which
 * is the nearest verb or noun of the clause that says what the date is for (is requested to, will be
 * held, the deadline), and who acts (the reader, the sender, somebody else). A clause reaches from
 * semicolon to semicolon; where it has no governor of its own it takes the one before it, or that of
 * the line that introduces the list. What the text tells of the past, promises for the sender, quotes
 * or grants to others is weighed against. A date without cue and without request stays a mention.
 * Where weights were learned, they have the last word (context.h). */
#include "find/role.h"

#include "find/addressee.h"
#include "find/context.h"
#include "find/document_table.h"
#include "find/learned.h"
#include "find/role_judging.h"

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
    [ROLE_DOCUMENT] = { "document", "It is the date of another document, or of what was done." },
    [ROLE_SESSION] = { "session", "It names a session or an instrument." },
    [ROLE_UNLIKELY] = { "unlikely", "By rules alone it would be a deadline; among letters with answers such dates mostly were none." },
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

#define LAST_YEAR_DAYS 300 /* … and farther ahead than this without any word of a term, too */
#define GONE_BY_DAYS 115 /* a day without a year that is told of the past and is farther ahead than this was last year's */

/* "Our letter of 4 April set 30 June as the date": the year is not written, but the day is gone by. */
static gboolean is_gone_by(const struct judging *j)
{
    const struct mark *past = judging_mark(j, j->from, j->date->start, RULE_PAST);
    gboolean letter = judging_mark(j, j->s->first, j->date->start, RULE_EARLIER) != NULL || judging_mark(j, j->s->first, j->date->start, RULE_DATED) != NULL;

    gboolean far = j->frame->letter != 0 && j->date->last > j->frame->letter + LAST_YEAR_DAYS;
    if (j->date > DOCUMENT_DATE(j->d, j->s->date) && !(j->date - 1)->no_year && (j->date - 1)->last != 0 && (j->date - 1)->last < j->date->last)
        far = FALSE; /* "half on 1 January 2026, the rest on 1 July" */
    if (j->date->no_year && j->date->precision == PRECISION_DAY && far && j->date->weekday == 0 &&
        (j->verdict->cue == RULE_KINDS || judging_mark(j, j->from, j->to, RULE_PAST) != NULL))
        return TRUE; /* "on 11 January we sent you the link", of 9 February */
    return j->date->no_year && j->date->precision == PRECISION_DAY && past != NULL && letter && j->frame->letter != 0 && j->date->last > j->frame->letter + GONE_BY_DAYS;
}

static void weigh_time(struct judging *j)
{
    guint32 day = j->date->last;

    if (day == 0 && j->date->precision == PRECISION_RELATIVE)
        judging_turn(j, -9, NULL, ROLE_COUNTED);
    else if (day == 0)
        judging_turn(j, -9, NULL, ROLE_MENTIONED);
    else if (j->frame->letter != 0 && day < j->frame->letter && (!j->date->no_year || j->date->near != 0))
        judging_turn(j, -5, NULL, ROLE_PAST);
    else if (is_gone_by(j))
        judging_turn(j, -5, NULL, ROLE_PAST);
}

static void name_role(struct judging *j, enum rule_kind cue)
{
    struct verdict *v = j->verdict;

    if (v->score >= DEADLINE_SCORE && v->has_day) { /* no words make a day of "fifteen days before the opening" */
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
    gboolean told = v->role == ROLE_MENTIONED || v->role == ROLE_OTHERS || v->role == ROLE_PLAN; /* a conference is a sender, too */
    gboolean greeted = j->d->salutation != G_MAXUINT32 && j->sentence < j->d->salutation && judging_names_meeting(j, j->s->first, j->date->start); /* a title may be laid out as a row */
    gboolean title = (j->s->zone == ZONE_HEADING || greeted) && j->date->from_day != 0 && j->date->precision == PRECISION_DAY && cue == RULE_KINDS;
    if (told && title && j->date->first > j->frame->letter)
        v->role = ROLE_EVENT; /* "Turin, 18-29 November 2013" over a letter */
    if (v->role == ROLE_MENTIONED && judging_mark(j, j->from, j->to, RULE_EVENT) != NULL && j->date->last >= j->frame->letter)
        v->role = ROLE_EVENT;
}

/* What was learned for the language of the date's sentence; NULL where nothing was, or it has no day. */
static const struct learned *learned_for(const struct document *d, const struct sentence *s, const struct date *date)
{
    guint8 language = document_language(d, s);

    return language < LANGUAGES_MAX && d->packs->context != NULL && date->last != 0 ? d->packs->learned[language] : NULL;
}

/* Nobody asks what words make of a date that has its role by its place. */
static void weigh_words(struct judging *j)
{
    const struct learned *learned = j->verdict->placed ? NULL : learned_for(j->d, j->s, j->date);
    const struct date *first = j->date;

    for (const struct verdict *v = j->verdict; v->listed; v--)
        first--;
    if (learned != NULL)
        j->verdict->by_words = learned_weigh(learned, j->d, j->sentence, first);
}

#define KEY_TOKENS_MAX 10 /* from the word deadline to the colon before its date */

/* What proves the day is quoted whole: "Deadline for replies: 30 April", "that is to say on 20 September", "the list". */
static guint quote_start(const struct judging *j)
{
    guint start = j->left, far = start > j->s->first + KEY_TOKENS_MAX ? start - KEY_TOKENS_MAX : j->s->first;
    gboolean colon = start > j->s->first && document_is_sign(j->d, start - 1, ":");
    const struct mark *key = colon ? judging_mark(j, far, start, RULE_DEADLINE) : NULL;

    if (colon && key == NULL)
        key = judging_mark(j, far, start, RULE_CLOSE);
    if (key != NULL)
        return key->start;
    guint before = start > j->s->first && document_is_sign(j->d, start - 1, ",") ? start - 1 : start;
    const struct mark *restate = document_mark_until(j->d, j->s, before, RULE_RESTATE);
    if (restate != NULL)
        return restate->start;
    if (start > j->s->first && start < j->date->core && !(DOCUMENT_TOKEN(j->d, start)->flags & (TOKEN_CELL | TOKEN_LINE)) &&
        document_has_role(j->d, start - 1, ROLE_THE))
        start--;
    return start;
}

/* What the words say of the date, whatever its day. */
static void judge_words(struct judging *j, guint index)
{
    j->from = role_clause_start(j->d, j->s, j->date->core);
    j->to = role_clause_end(j->d, j->s, j->date->core);
    j->left = j->date->start;
    j->verdict->quote_end = j->date->end;
    enum rule_kind cue = role_weigh_cue(j);
    role_weigh_governor(j, cue);
    role_weigh_clause(j);
    role_weigh_place(j, index);
    j->verdict->quote = j->left;
}

/* "By 3 and 17 October": a day is quoted with the month that stands at its list's end. */
static guint quoted_to(const struct judging *j)
{
    const struct date *date = j->date, *end = DOCUMENT_DATE(j->d, j->s->date) + j->s->dates;

    while (date + 1 < end && (date + 1)->listed && date->core_end <= date->core + 2)
        date++;
    return date->end;
}

/* "By 4 August, 1 September and 3 November": what the words say of the first they say of all, but not "from 1 August and 1
 * September at the latest". said: of the date before. */
static void judge(struct judging *j, guint index, struct verdict *said)
{
    if (!j->date->listed || said->cue == RULE_EARLIEST || said->cue == RULE_SINCE || said->cue == RULE_FORMER) {
        judge_words(j, index);
    } else {
        gboolean has_day = j->verdict->has_day;
        *j->verdict = *said;
        j->verdict->has_day = has_day;
        j->verdict->listed = TRUE;
        j->from = role_clause_start(j->d, j->s, j->date->core);
        j->to = role_clause_end(j->d, j->s, j->date->core);
        j->left = said->quote;
    }
    *said = *j->verdict;
    j->verdict->quote_end = MAX(j->verdict->quote_end, quoted_to(j));
    weigh_time(j);
    j->verdict->by_rules = j->verdict->score;
    j->verdict->quote = quote_start(j);
    name_role(j, j->verdict->cue);
}

static void judge_sentence(const struct document *d, guint sentence, guint letter_date, const struct frame_of_time *frame, GArray *verdicts)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);
    struct verdict said = { 0 };

    for (guint k = s->date; k < s->date + s->dates; k++) {
        const struct date *date = DOCUMENT_DATE(d, k);
        struct verdict *verdict = &g_array_index(verdicts, struct verdict, k);
        struct judging j = { d, s, sentence, date, frame, verdict, 0, 0, 0 };
        *verdict = (struct verdict){ .sentence = sentence, .anew = TRUE, .has_day = date->last != 0, .firm = !date->soft && date->precision != PRECISION_MONTH };
        judge(&j, k, &said);
        if (s->zone == ZONE_WRAPPER)
            verdict->role = ROLE_WRAPPER;
        if (sentence >= d->history && verdict->role == ROLE_DEADLINE)
            verdict->role = ROLE_QUOTED;
        if (addressee_is_other(d, sentence) && verdict->role == ROLE_DEADLINE)
            verdict->role = ROLE_OTHERS;
        if (k + 1 == letter_date)
            verdict->role = ROLE_LETTER;
        else if (k + 1 == d->stamp)
            verdict->role = ROLE_DOCUMENT;
        verdict->ruled = verdict->role;
        verdict->placed = verdict->placed || s->zone == ZONE_WRAPPER || sentence >= d->history || k + 1 == letter_date || k + 1 == d->stamp ||
                          verdict->role == ROLE_SUPERSEDED || addressee_is_other(d, sentence) || date->side == SIDE_OPENS || date->side == SIDE_OF_MEETING;
        weigh_words(&j);
    }
}

/* Rules, words and the dates around together; no more than the rules where nothing was learned. */
static void judge_in_context(const struct document *d, guint32 letter, GArray *verdicts, const struct context_best *best, guint index)
{
    struct verdict *v = &g_array_index(verdicts, struct verdict, index);

    v->alone = v->ruled;
    v->weighed = v->agreed = FALSE;
    v->score = v->by_rules;
    if (v->placed || learned_for(d, DOCUMENT_SENTENCE(d, v->sentence), DOCUMENT_DATE(d, index)) == NULL)
        return;
    v->weighed = TRUE;
    double odds = context_weigh(d->packs->context, d, verdicts, best, index, letter);
    v->score = DEADLINE_SCORE + odds * DEADLINE_ODDS;
    if (odds > 0)
        v->alone = ROLE_DEADLINE;
    else if (v->ruled == ROLE_DEADLINE)
        v->alone = ROLE_UNLIKELY;
}

#define COLUMN_DOUBT 2.0 /* odds that others of a column make up for: beyond, mostly the row itself tells of something else */
#define LIST_DOUBT 2.0   /* … and others of a list */
#define COLUMN_DATES 6
#define COLUMN_ROWS 12

/* Another date near, in the same column, that was found to be a deadline by itself. */
static gboolean has_deadline_in_column(const struct document *d, const GArray *verdicts, guint index)
{
    const struct verdict *v = &g_array_index(verdicts, struct verdict, index);
    guint cell = document_cell(d, DOCUMENT_SENTENCE(d, v->sentence), DOCUMENT_DATE(d, index)->core);
    guint from = index > COLUMN_DATES ? index - COLUMN_DATES : 0, to = MIN(index + COLUMN_DATES + 1, verdicts->len);

    for (guint i = from; i < to; i++) {
        const struct verdict *other = &g_array_index(verdicts, struct verdict, i);
        const struct sentence *s = DOCUMENT_SENTENCE(d, other->sentence);
        guint away = MAX(v->sentence, other->sentence) - MIN(v->sentence, other->sentence);
        if (other->alone == ROLE_DEADLINE && !other->agreed && away > 0 && away <= COLUMN_ROWS && s->zone == ZONE_ROW && document_cell(d, s, DOCUMENT_DATE(d, i)->core) == cell)
            return TRUE;
    }
    return FALSE;
}

/* "Comparative study | Regional Office | 29 August": the row says itself that another office acts. */
static gboolean is_of_an_office(const struct sentence *row)
{
    return sentence_has(row, RULE_SENDER) || sentence_has(row, RULE_LETTERHEAD);
}

/* What a table says of one day it says of the whole column: its head and the sentence above it hold for all, though the
 * first row may be nearer to them, and the last one may name somebody or a meeting. */
static void agree_in_columns(const struct document *d, GArray *verdicts)
{
    for (guint i = 0; i < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        if (DOCUMENT_SENTENCE(d, v->sentence)->zone != ZONE_ROW || !v->weighed || v->score >= DEADLINE_SCORE || v->score < DEADLINE_SCORE - COLUMN_DOUBT * DEADLINE_ODDS ||
            is_of_an_office(DOCUMENT_SENTENCE(d, v->sentence)) || !has_deadline_in_column(d, verdicts, i))
            continue;
        v->score = DEADLINE_SCORE;
        v->alone = ROLE_DEADLINE;
        v->agreed = TRUE;
    }
}

/* The date after index that is not of its list. */
static guint list_end(const GArray *verdicts, guint index)
{
    while (++index < verdicts->len && g_array_index(verdicts, struct verdict, index).listed)
        ;
    return index;
}

/* So does a list of days: the words before it are the first one's, those behind it the last one's. */
static void agree_in_lists(GArray *verdicts)
{
    for (guint first = 0, end; first < verdicts->len; first = end) {
        double most = 0;
        end = list_end(verdicts, first);
        for (guint i = first; end > first + 1 && i < end; i++) {
            const struct verdict *v = &g_array_index(verdicts, struct verdict, i);
            most = v->alone == ROLE_DEADLINE && !v->agreed ? MAX(most, v->score) : most;
        }
        for (guint i = first; most > 0 && i < end; i++) {
            struct verdict *v = &g_array_index(verdicts, struct verdict, i);
            if (v->alone == ROLE_DEADLINE || !v->weighed || v->score < DEADLINE_SCORE - LIST_DOUBT * DEADLINE_ODDS)
                continue;
            v->score = DEADLINE_SCORE;
            v->alone = ROLE_DEADLINE;
            v->agreed = TRUE;
        }
    }
}

static gboolean has_changed(const struct document *d, const struct sentence *s)
{
    gboolean changed = FALSE;

    for (guint k = s->date; k < s->date + s->dates; k++)
        changed = changed || DOCUMENT_DATE(d, k)->changed;
    return changed;
}

/* Those that were judged anew and those near enough to look at them; all: every one. */
static void judge_all_in_context(const struct document *d, guint32 letter, GArray *verdicts, const struct context_best *best, gboolean all)
{
    guint ahead = 0, anew = G_MAXUINT; /* the last one judged anew below `ahead` */

    for (guint i = 0; i < verdicts->len; i++) {
        struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        for (; ahead < verdicts->len && ahead <= i + CONTEXT_NEIGHBOURS; ahead++)
            anew = g_array_index(verdicts, struct verdict, ahead).anew ? ahead : anew;
        if (all || v->agreed || (anew != G_MAXUINT && anew + CONTEXT_NEIGHBOURS >= i))
            judge_in_context(d, letter, verdicts, best, i);
    }
}

/* Returns how many sentences have been judged. */
static guint judge_sentences(const struct document *d, guint letter_date, const struct frame_of_time *frame, GArray *verdicts, gboolean all)
{
    guint judged = 0;

    for (guint i = 0; i < verdicts->len; i++)
        g_array_index(verdicts, struct verdict, i).anew = FALSE;
    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (s->dates == 0 || (!all && !has_changed(d, s)))
            continue;
        judge_sentence(d, i, letter_date, frame, verdicts);
        judged++;
    }
    return judged;
}

GArray *role_judge(const struct document *d, guint letter_date, const struct frame_of_time *frame, GArray *before)
{
    GArray *verdicts = before != NULL ? before : g_array_sized_new(FALSE, TRUE, sizeof(struct verdict), d->dates->len);

    g_array_set_size(verdicts, d->dates->len);
    const struct context_best known = context_best(verdicts);
    if (judge_sentences(d, letter_date, frame, verdicts, before == NULL) == 0)
        return verdicts;
    const struct context_best best = context_best(verdicts);
    gboolean same = best.index == known.index && best.first == known.first && best.second == known.second;
    judge_all_in_context(d, frame->letter, verdicts, &best, before == NULL || !same);
    agree_in_columns(d, verdicts);
    agree_in_lists(verdicts);
    role_fill_gaps(d, verdicts);
    for (guint i = 0; i < verdicts->len; i++) {
        g_array_index(verdicts, struct verdict, i).role = g_array_index(verdicts, struct verdict, i).alone;
        DOCUMENT_DATE(d, i)->changed = FALSE;
    }
    role_settle(d, frame->letter, verdicts);
    return verdicts;
}
