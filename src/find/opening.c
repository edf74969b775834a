/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which meeting a span counts from. A letter names a meeting and its days once and then speaks of "its opening", "the
 * start of the course", "before it begins". A noun means the first meeting of that name, with its number where it has one
 * ("the second session"); a pronoun means the one named last. What says neither counts from the first of the letter. */
#include "find/opening.h"

#include "find/role.h"

#define MEETINGS_MAX 64 /* more than that no letter tells apart */
#define VERB_TOKENS 6   /* before the day: "will open in Geneva on" */
#define OPENING_TOKENS 3 /* before the word for it: "The formal opening" */
#define NAME_TOKENS 4   /* behind the span: "before the start of the training course" */

/* Days in a row of one meeting: "opens on 10 and closes on 21 November". */
struct meeting {
    guint first, last; /* indices of dates */
    guint32 sentence;
    guint16 noun;      /* a word; 0 unknown */
    guint16 number;    /* "the second session"; 0 none */
};

/* The noun for a meeting that stands first, or last, within these tokens; 0 where there is none. */
static guint noun_within(const struct document *d, const struct sentence *s, guint from, guint to, gboolean last)
{
    guint noun = 0;

    for (guint i = document_first_mark(d, s, from); sentence_has(s, RULE_EVENT) && i < s->mark + s->marks && (last || noun == 0); i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        const struct rule *rule = document_rule(d, i);
        if (mark->start >= to)
            break;
        if (mark->end <= to && rule->kind == RULE_EVENT && rule->is != NULL)
            noun = DOCUMENT_TOKEN(d, mark->end - 1)->word;
    }
    return noun;
}

static guint number_within(const struct document *d, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        if (token->type == TOKEN_WORD && document_word(d, i)->number != 0)
            return document_word(d, i)->number;
        if (token->type == TOKEN_NUMBER && token->flags & TOKEN_ORDINAL && token->value < G_MAXUINT16)
            return token->value;
    }
    return 0;
}

/* "session", "sessions" */
static gboolean is_same_noun(const struct document *d, guint a, guint b)
{
    const struct word_hash *first = &g_array_index(d->packs->vocab->hashes, struct word_hash, a);
    const struct word_hash *second = &g_array_index(d->packs->vocab->hashes, struct word_hash, b);

    return a == b || (first->root != 0 && first->root == second->root);
}

/* A verb of meetings stands right before the day: "opens", "will be held". */
static gboolean is_when_it_meets(const struct document *d, const struct sentence *s, const struct date *date)
{
    guint from = date->start > s->first + VERB_TOKENS ? date->start - VERB_TOKENS : s->first;

    for (guint i = document_first_mark(d, s, from); sentence_has(s, RULE_EVENT) && i < s->mark + s->marks && DOCUMENT_MARK(d, i)->start < date->start; i++)
        if (document_rule(d, i)->kind == RULE_EVENT && document_rule(d, i)->is == NULL)
            return TRUE;
    return FALSE;
}

/* The days of a meeting that lies ahead: told as such, or a span of days behind its name, whoever is said to act: "the
 * Conference plans to sit from 20 to 24 October", "the visit, from 6 to 8 October, should be prepared". */
static gboolean is_ahead(const struct document *d, const GArray *verdicts, guint index, guint32 letter)
{
    const struct date *date = DOCUMENT_DATE(d, index);
    const struct verdict *v = &g_array_index(verdicts, struct verdict, index);
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);

    if (date->precision != PRECISION_DAY || date->first <= letter)
        return FALSE;
    if (v->role == ROLE_PLAN && noun_within(d, s, s->first, date->start, TRUE) != 0 && is_when_it_meets(d, s, date))
        return TRUE; /* "the General Conference of the Organization will open on": it is a sender as well */
    if (v->role == ROLE_EVENT || date->from_day == 0)
        return v->role == ROLE_EVENT;
    guint near = date->start > s->first + 2 ? date->start - 2 : s->first;
    return (v->role == ROLE_PLAN && noun_within(d, s, s->first, date->start, TRUE) != 0) ||
           ((v->role == ROLE_MENTIONED || v->role == ROLE_UNLIKELY || v->role == ROLE_OTHERS) && noun_within(d, s, near, date->start, TRUE) != 0);
}

/* "The opening is set for Monday 25 April", "Date of opening: 15 September": its own day is told, and no other noun follows
 * it ("the opening of registration"). */
static gboolean tells_opening(const struct document *d, const GArray *verdicts, guint index, guint32 letter)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, g_array_index(verdicts, struct verdict, index).sentence);
    const struct date *date = DOCUMENT_DATE(d, index);

    if (date->precision != PRECISION_DAY || date->first <= letter || !sentence_has(s, RULE_BASE))
        return FALSE;
    for (guint i = s->mark; i < s->mark + s->marks && DOCUMENT_MARK(d, i)->end <= date->start; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        const struct rule *rule = document_rule(d, i);
        if (rule->kind == RULE_BASE && rule->value == 0 && g_strcmp0(rule->is, "opening") == 0 && mark->start <= s->first + OPENING_TOKENS &&
            noun_within(d, s, mark->start, mark->end, TRUE) == 0 && date->core <= mark->end + VERB_TOKENS && !document_has_role(d, mark->end, ROLE_OF) && (index == s->date || date[-1].end <= mark->start))
            return TRUE;
    }
    return FALSE;
}

gboolean opening_find(const struct document *d, const GArray *verdicts, guint32 letter, guint32 *opening, guint32 *closing)
{
    const struct date *meets = NULL, *opens = NULL;

    for (guint i = 0; i < verdicts->len && opens == NULL; i++) {
        if (meets == NULL && is_ahead(d, verdicts, i, letter))
            meets = DOCUMENT_DATE(d, i);
        if (tells_opening(d, verdicts, i, letter))
            opens = DOCUMENT_DATE(d, i);
    }
    if (meets == NULL)
        meets = opens;
    if (meets == NULL)
        return FALSE;
    *opening = (opens != NULL ? opens : meets)->first;
    *closing = MAX(meets->last, *opening);
    return TRUE;
}

/* What the meeting of a day is called: before the day, else between it and the next one, else in the sentence above. */
static guint noun_of_day(const struct document *d, guint32 sentence, guint from, guint index)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);
    const struct date *date = DOCUMENT_DATE(d, index);
    guint noun = noun_within(d, s, from, date->start, TRUE);

    if (noun == 0)
        noun = noun_within(d, s, date->core_end, index + 1 < s->date + s->dates ? date[1].start : s->end, FALSE);
    if (noun == 0 && sentence > 0)
        noun = noun_within(d, s - 1, s[-1].first, s[-1].end, TRUE);
    return noun;
}

static void note_meeting(const struct document *d, const GArray *verdicts, guint index, GArray *meetings)
{
    guint32 sentence = g_array_index(verdicts, struct verdict, index).sentence;
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);
    const struct date *date = DOCUMENT_DATE(d, index);
    struct meeting *before = meetings->len > 0 ? &g_array_index(meetings, struct meeting, meetings->len - 1) : NULL;
    guint from = index > s->date ? DOCUMENT_DATE(d, index - 1)->core_end : s->first;
    struct meeting meeting = { index, index, sentence, 0, number_within(d, from, date->start) };

    if (before != NULL && before->sentence == sentence && noun_within(d, s, from, date->start, TRUE) == 0) {
        if (meeting.number == 0) {
            before->last = index;
            return;
        }
        meeting.noun = before->noun; /* "the first session … and the second" */
    } else {
        meeting.noun = noun_of_day(d, sentence, from, index);
    }
    g_array_append_val(meetings, meeting);
}

static GArray *list_meetings(const struct document *d, const GArray *verdicts, guint32 letter)
{
    GArray *meetings = g_array_new(FALSE, FALSE, sizeof(struct meeting));

    for (guint i = 0; i < verdicts->len && meetings->len < MEETINGS_MAX; i++)
        if (is_ahead(d, verdicts, i, letter))
            note_meeting(d, verdicts, i, meetings);
    return meetings;
}

/* The words behind the length of a span: "before the second session opens". */
static guint name_start(const struct document *d, const struct date *date)
{
    guint start = date->core;

    for (guint i = date->core; i < date->end; i++)
        if (DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && document_word(d, i)->unit != 0)
            start = i + 1;
    return start;
}

static guint name_end(const struct document *d, const struct sentence *s, const struct date *date)
{
    guint end = date->end;

    while (end < s->end && end < date->end + NAME_TOKENS && DOCUMENT_TOKEN(d, end)->type != TOKEN_PUNCTUATION)
        end++;
    return end;
}

/* The meeting that a span names or points back to; NULL where it does neither. */
static const struct meeting *meeting_of(const struct document *d, const struct sentence *s, guint index, const GArray *meetings)
{
    const struct date *date = DOCUMENT_DATE(d, index);
    guint from = name_start(d, date), to = name_end(d, s, date);
    guint noun = noun_within(d, s, from, to, FALSE), number = number_within(d, from, to);
    const struct meeting *last = NULL;

    for (guint i = 0; i < meetings->len; i++) {
        const struct meeting *meeting = &g_array_index(meetings, struct meeting, i);
        if (noun != 0 && meeting->noun != 0 && is_same_noun(d, noun, meeting->noun) && (number == 0 || number == meeting->number))
            return meeting;
        if (meeting->first < index)
            last = meeting;
    }
    return noun == 0 && date->back ? last : NULL;
}

static gboolean counts_from_meeting(const struct date *date)
{
    return date->precision == PRECISION_RELATIVE && date->other == 0 &&
           (date->base == BASE_OPENING || date->base == BASE_CLOSING || (date->base == BASE_DATE && date->ahead && !date->vain));
}

void opening_bind(struct document *d, const GArray *verdicts, guint32 letter)
{
    g_autoptr(GArray) meetings = NULL;

    for (guint i = 0; i < verdicts->len; i++) {
        struct date *date = DOCUMENT_DATE(d, i);
        if (!counts_from_meeting(date))
            continue;
        if (meetings == NULL)
            meetings = list_meetings(d, verdicts, letter);
        const struct meeting *meeting = meeting_of(d, DOCUMENT_SENTENCE(d, g_array_index(verdicts, struct verdict, i).sentence), i, meetings);
        if (meeting != NULL)
            date->other = (date->base == BASE_CLOSING ? meeting->last : meeting->first) + 1;
    }
}
