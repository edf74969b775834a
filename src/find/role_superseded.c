/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days that hold no more because the text puts another in their place: extensions, corrections, new dates.
 *
 * A former day is one that was to be acted by, told near the deadline that replaces it, in a text that says that
 * something has changed. Where nothing is due, nothing has been replaced. */
#include "find/role_judging.h"

#define SENTENCES_APART 8 /* from the day that was due to the one that takes its place, */
#define SENTENCES_FORMER 20 /* … where its own words say that it holds no more, */
#define SENTENCES_AMENDED 3 /* … from where the text says so to the first of them, */
#define DAYS_APART 200 /* … and as far as they lie from each other */
#define STANDS_APART 12 /* tokens from a day to the words that it stays as it was */

static struct verdict *verdict_at(const GArray *verdicts, guint index)
{
    return &g_array_index(verdicts, struct verdict, index);
}

static gboolean has_later_deadline(const GArray *verdicts, guint index)
{
    const struct verdict *v = verdict_at(verdicts, index);

    for (guint i = index + 1; i < verdicts->len && verdict_at(verdicts, i)->sentence == v->sentence; i++)
        if (verdict_at(verdicts, i)->role == ROLE_DEADLINE)
            return TRUE;
    return FALSE;
}

/* The days by which something is due, as the keys of a table. */
static GHashTable *standing_days(const struct document *d, const GArray *verdicts)
{
    GHashTable *days = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < verdicts->len; i++)
        if (verdict_at(verdicts, i)->role == ROLE_DEADLINE)
            g_hash_table_add(days, GUINT_TO_POINTER(DOCUMENT_DATE(d, i)->last));
    return days;
}

/* ---- in one sentence ---- */

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

/* A cue at its side says that something was to be done by it. */
static gboolean is_cued(const struct verdict *v)
{
    return v->cue == RULE_STRONG || v->cue == RULE_WEAK || v->cue == RULE_LINK || v->cue == RULE_CLOSE || v->cue == RULE_FORMER;
}

/* A cue at its side says that it is the day of something else. */
static gboolean is_cued_away(const struct verdict *v)
{
    return v->cue == RULE_DATED || v->cue == RULE_SINCE || v->cue == RULE_EARLIEST || v->cue == RULE_STAMP;
}

/* "The closing date, which was 15 July": the first day behind the word. */
static gboolean is_day_of_deadline(const struct judging *j, guint index)
{
    const struct date *date = DOCUMENT_DATE(j->d, index);
    guint from = index > j->s->date ? DOCUMENT_DATE(j->d, index - 1)->core_end : j->s->first;

    return judging_mark(j, from, date->start, RULE_DEADLINE) != NULL || judging_mark(j, from, date->start, RULE_CLOSE) != NULL;
}

static gboolean is_told(const struct verdict *v)
{
    return v->role == ROLE_PAST || v->role == ROLE_MENTIONED || v->role == ROLE_UNLIKELY;
}

/* "The deadline for reports remains 30 June, but that for nominations is extended": what is extended is not its own. */
static gboolean is_of_another(const struct judging *j, guint index)
{
    const struct date *date = DOCUMENT_DATE(j->d, index);
    const struct mark *extend = judging_mark(j, date->end, j->s->end, RULE_EXTEND);

    if (extend == NULL)
        return FALSE;
    return role_clause_end(j->d, j->s, date->core) < extend->start ||
           (is_day_of_deadline(j, index) && judging_mark(j, date->end, extend->end, RULE_DEADLINE) != NULL);
}

/* Tokens between the date and the words; more than STANDS_APART where they are not of the date. */
static guint stands_apart(const struct judging *j, const struct date *date, const struct mark *stand)
{
    guint from = MIN(date->end, stand->end), to = MAX(date->start, stand->start);

    if (stand->start < role_clause_start(j->d, j->s, date->core) || stand->end > role_clause_end(j->d, j->s, date->core) ||
        judging_mark(j, from, to, RULE_EXTEND) != NULL)
        return STANDS_APART + 1;
    return to > from ? to - from : 0; /* the article may be of both */
}

/* "The deadline for reports is extended. That for comments …": something has moved, here or in the sentence before. */
static gboolean moves_others(const struct judging *j, gboolean term)
{
    gboolean opens = j->s == DOCUMENT_SENTENCE(j->d, 0);

    for (const struct sentence *s = opens ? j->s : j->s - 1; s <= j->s; s++)
        if (sentence_has(s, RULE_EXTEND) && (!term || sentence_has_any(s, RULE_DEADLINE, RULE_CLOSE)))
            return TRUE;
    return FALSE;
}

gboolean role_stands_as_term(const struct judging *j, const struct mark *stand)
{
    static const enum rule_kind done[] = { RULE_DEADLINE, RULE_CLOSE, RULE_ASK, RULE_OFFER, RULE_DUTY, RULE_RECEIVE, RULE_OBJECT };
    guint kinds = moves_others(j, FALSE) ? G_N_ELEMENTS(done) : 4; /* "the release of the figures is unaffected" names no term */
    guint from = role_clause_start(j->d, j->s, j->date->core), to = MAX(j->date->end, stand->end);
    gboolean asked = FALSE;

    if (j->date != DOCUMENT_DATE(j->d, j->s->date))
        from = MAX(from, (j->date - 1)->core_end);
    while (to < j->s->end && DOCUMENT_TOKEN(j->d, to)->type != TOKEN_PUNCTUATION)
        to++;
    for (guint i = 0; i < kinds; i++)
        asked = asked || judging_mark(j, from, to, done[i]) != NULL;
    if (judging_mark(j, from, to, RULE_THIRD) != NULL || judging_mark(j, from, j->date->start, RULE_VALID) != NULL)
        return FALSE;
    return asked || (judging_mark(j, from, to, RULE_EVENT) == NULL && moves_others(j, TRUE));
}

const struct mark *role_stands(const struct judging *j)
{
    const struct date *first = DOCUMENT_DATE(j->d, j->s->date);
    guint index = j->date - first;

    if (!sentence_has(j->s, RULE_STAND) || j->date->precision != PRECISION_DAY || j->date->from_day != 0)
        return NULL;
    for (guint i = j->s->mark; i < j->s->mark + j->s->marks; i++) {
        const struct mark *stand = DOCUMENT_MARK(j->d, i);
        guint apart = document_rule(j->d, i)->kind == RULE_STAND ? stands_apart(j, j->date, stand) : STANDS_APART + 1;
        gboolean nearest = apart <= STANDS_APART && (index == 0 || stands_apart(j, j->date - 1, stand) >= apart) &&
                           (index + 1 == j->s->dates || stands_apart(j, j->date + 1, stand) >= apart);
        if (nearest)
            return stand;
    }
    return NULL;
}

/* "extended from 30 June to 31 July": in a sentence that extends, the day it was moved from. */
static void supersede_beside(const struct document *d, GArray *verdicts)
{
    for (guint i = 0; i < verdicts->len; i++) {
        struct verdict *v = verdict_at(verdicts, i);
        const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
        const struct date *date = DOCUMENT_DATE(d, i);
        struct judging j = { .d = d, .s = s, .date = date };
        const struct mark *extend = judging_mark(&j, s->first, s->end, RULE_EXTEND);
        if (v->role != ROLE_EVENT && date->last != 0 && is_misprint(&j, v->sentence))
            v->role = ROLE_SUPERSEDED;
        if (extend == NULL || date->last == 0 || !has_later_deadline(verdicts, i) || role_stands(&j) != NULL)
            continue;
        gboolean due = v->role == ROLE_DEADLINE || (is_told(v) && is_cued(v)) || (is_told(v) && !is_cued_away(v) && date->from_day == 0 && is_day_of_deadline(&j, i));
        due = due || (v->role == ROLE_PLAN && date->precision == PRECISION_DAY && extend->start <= date->end + 2 && !is_cued_away(v)); /* "the day printed in No. 2, viz. 8 April, is replaced by" */
        gboolean inside = date->core > extend->start && date->end <= extend->end && role_clause_end(d, s, date->core) >= extend->end; /* "pikendatud 15. septembrilt kuni" */
        if ((v->role == ROLE_EARLIEST && date->core > extend->start) || (date->end <= extend->start && due && !is_of_another(&j, i)) || inside)
            v->role = ROLE_SUPERSEDED;
    }
}

/* ---- further up ---- */

/* A day without its year lies nearest to the one that took its place. */
static guint32 former_day(const struct date *date, guint32 replaced)
{
    guint32 nearest = date->last;

    if (!date->no_year || date->last == 0 || replaced == 0)
        return nearest;
    GDate day = resolve_gdate(date->last);
    for (int step = -1; step <= 1; step += 2) {
        guint32 other = resolve_day(date->day, date->month, g_date_get_year(&day) + step);
        if (other != 0 && ABS((gint64)other - replaced) < ABS((gint64)nearest - replaced))
            nearest = other;
    }
    return nearest;
}

/* "reports by 15 April and comments by 15 May": both are due. */
static gboolean is_joined(const struct document *d, const struct sentence *s, const struct date *first, const struct date *next)
{
    gboolean joined = FALSE;

    for (guint k = first->core_end; k < next->core && next->core < s->end; k++)
        joined = joined || document_has_role(d, k, ROLE_AND);
    return joined && !sentence_has(s, RULE_AMEND) && !sentence_has(s, RULE_EXTEND);
}

/* "The date in the letter (6 September) is wrong" */
static gboolean is_called_wrong(const struct document *d, guint sentence, const struct date *date)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);

    return sentence_has(s, RULE_WITHDRAW) && document_mark_within(d, s, date->end, s->end, RULE_WITHDRAW) != NULL;
}

/* Does the text say near these sentences that something asked before has changed, or beside the new day that it has
 * been extended? */
static gboolean is_amended(const struct document *d, guint from, guint to)
{
    const struct sentence *last = DOCUMENT_SENTENCE(d, to);

    for (guint i = from > SENTENCES_AMENDED ? from - SENTENCES_AMENDED : 0; i <= to + 1 && i < d->sentences->len; i++)
        if (sentence_has(DOCUMENT_SENTENCE(d, i), RULE_AMEND))
            return TRUE;
    return sentence_has(last, RULE_EXTEND) || (to > from && sentence_has(last - 1, RULE_EXTEND));
}

/* Of what is to be done and what takes place, the sentence names last before the day what takes place. */
static gboolean is_of_event(const struct document *d, const struct sentence *s, const struct date *date)
{
    guint end = 0;
    gboolean event = FALSE;

    if (!sentence_has(s, RULE_EVENT))
        return FALSE;
    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        guint kind = document_rule(d, i)->kind;
        gboolean done = kind == RULE_DEADLINE || kind == RULE_CLOSE || kind == RULE_ASK || kind == RULE_DUTY || kind == RULE_RECEIVE || kind == RULE_OBJECT;
        if (mark->end > date->start || mark->end <= end || (!done && kind != RULE_EVENT))
            continue;
        event = kind == RULE_EVENT;
        end = mark->end;
    }
    return event || end == 0;
}

/* "The closing of the list, announced for 20 May, is put off": what the text says has changed is what stands around it. */
static gboolean is_put_off(const struct document *d, const struct verdict *v, guint index)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
    const struct date *date = DOCUMENT_DATE(d, index);

    for (guint i = s->mark; i < s->mark + s->marks && index + 1 == s->date + s->dates && sentence_has(s, RULE_AMEND); i++)
        if (document_rule(d, i)->kind == RULE_AMEND && DOCUMENT_MARK(d, i)->start < date->start && DOCUMENT_MARK(d, i)->end > date->end)
            return TRUE;
    return FALSE;
}

/* A day is said to have been the last one: "which was to be returned by 15 September", "the form asks for it on 5 July".
 * What lies ahead can be no day of a letter, or of what has happened; what is over needs more to tell it from these. */
static gboolean was_due(const struct document *d, const struct verdict *v, guint index, gboolean ahead)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
    const struct date *date = DOCUMENT_DATE(d, index);
    struct judging j = { .d = d, .s = s, .date = date };
    gboolean last = date->end < s->end && document_mark_from(d, s, date->end, RULE_LATEST) != NULL;
    gboolean named = sentence_has_any(s, RULE_LATEST, RULE_CLOSE) || sentence_has(s, RULE_RECEIVE);
    gboolean asked = sentence_has_any(s, RULE_ASK, RULE_DUTY) || sentence_has(s, RULE_OBJECT) || is_called_wrong(d, v->sentence, date);

    if (v->cue == RULE_EXTEND || is_cued_away(v) || is_of_another(&j, index) || role_stands(&j) != NULL)
        return FALSE;
    if (v->ruled == ROLE_DEADLINE || last || is_put_off(d, v, index))
        return TRUE;
    if (is_of_event(d, s, date))
        return FALSE;
    if (is_cued(v))
        return named || sentence_has(s, RULE_PAST) || (ahead && asked);
    if (ahead && v->cue != RULE_ON && !(date->no_year && v->role == ROLE_PAST))
        return named || asked;
    return is_day_of_deadline(&j, index) && sentence_has(s, RULE_PAST);
}

/* The deadline nearest to a date: in its sentence, or else the next one, or the one before; the number of verdicts
 * where there is none. */
static guint nearest_deadline(const GArray *verdicts, guint index)
{
    guint sentence = verdict_at(verdicts, index)->sentence, before = verdicts->len;

    for (guint i = index; i-- > 0 && before == verdicts->len && sentence - verdict_at(verdicts, i)->sentence <= SENTENCES_FORMER;)
        if (verdict_at(verdicts, i)->role == ROLE_DEADLINE)
            before = i;
    if (before != verdicts->len && verdict_at(verdicts, before)->sentence == sentence)
        return before;
    for (guint i = index + 1; i < verdicts->len && verdict_at(verdicts, i)->sentence - sentence <= SENTENCES_FORMER; i++)
        if (verdict_at(verdicts, i)->role == ROLE_DEADLINE)
            return i;
    return before;
}

/* "instead of 15 to 17 October", "the elections, first called for 12 May": where no deadline has taken its place, or what
 * moved is something else, it is told of, not superseded. */
static void drop_unreplaced(const struct document *d, GArray *verdicts)
{
    for (guint i = 0; i < verdicts->len; i++) {
        struct verdict *v = verdict_at(verdicts, i);
        struct date *date = DOCUMENT_DATE(d, i);
        const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
        if (v->role != ROLE_SUPERSEDED || sentence_has(s, RULE_WITHDRAW))
            continue;
        guint next = nearest_deadline(verdicts, i);
        guint32 replaced = next < verdicts->len ? DOCUMENT_DATE(d, next)->last : 0, day = former_day(date, replaced);
        gboolean beside = next < verdicts->len && verdict_at(verdicts, next)->sentence == v->sentence;
        gboolean span = date->precision != PRECISION_DAY || date->from_day != 0;
        gboolean far = ABS((gint64)day - replaced) > DAYS_APART && !(next < verdicts->len && date->day == DOCUMENT_DATE(d, next)->day && date->month == DOCUMENT_DATE(d, next)->month);
        gboolean met = v->cue == RULE_FORMER && i + 1 < verdicts->len && (v + 1)->sentence == v->sentence && (v + 1)->role == ROLE_EVENT; /* "first called for 18 September, takes place from 20 November" */
        if (replaced == 0 || met || (span && v->cue == RULE_FORMER) || (!beside && (far || is_of_event(d, s, date))))
            v->role = ROLE_PAST;
        else if (day != date->last)
            date->first = date->last = day;
    }
}

/* "An error crept into our letter of 9 October: it gave 13 November as the closing date", and nothing is asked beside it:
 * the day of another letter still reads as a deadline. */
static gboolean is_of_earlier_letter(const struct document *d, const struct verdict *v)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);

    return (is_cued(v) || sentence_has(s, RULE_DEADLINE) || sentence_has(s, RULE_PAST)) && (sentence_has(s, RULE_EARLIER) || sentence_has(s, RULE_DATED)) &&
           !sentence_has(s, RULE_ASK) && !sentence_has(s, RULE_EXTEND);
}

/* Told of, quoted from the letter that is corrected, or said to be wrong. */
static gboolean may_be_former(const struct document *d, const struct verdict *v, const struct date *date)
{
    return is_told(v) || v->role == ROLE_OTHERS || (v->role == ROLE_QUOTED && v->sentence < d->history) ||
           (v->role == ROLE_VALIDITY && is_called_wrong(d, v->sentence, date));
}

/* Something else in the text has been extended or corrected: the day that is told of before it holds no more. */
static void supersede_told(const struct document *d, guint32 letter, GArray *verdicts)
{
    g_autoptr(GHashTable) standing = standing_days(d, verdicts);
    guint next = verdicts->len; /* the deadline behind it */

    for (guint i = verdicts->len; i-- > 0;) {
        struct verdict *v = verdict_at(verdicts, i);
        struct date *date = DOCUMENT_DATE(d, i);
        guint32 replaced = next < verdicts->len ? DOCUMENT_DATE(d, next)->last : 0, day = former_day(date, replaced);
        guint to = next < verdicts->len ? verdict_at(verdicts, next)->sentence : v->sentence;
        gboolean near = replaced != 0 && to - v->sentence <= SENTENCES_APART && ABS((gint64)day - replaced) <= DAYS_APART;
        near = near && !is_joined(d, DOCUMENT_SENTENCE(d, v->sentence), date, DOCUMENT_DATE(d, next));
        gboolean changed = near && (is_amended(d, v->sentence, to) || is_called_wrong(d, v->sentence, date));
        gboolean misread = changed && day < replaced && v->role == ROLE_DEADLINE && (is_of_earlier_letter(d, v) || is_put_off(d, v, i));
        if (v->role == ROLE_DEADLINE && !misread)
            next = i;
        if (misread)
            v->role = ROLE_SUPERSEDED;
        else if (changed && may_be_former(d, v, date) && date->precision == PRECISION_DAY && date->last != 0 && date->from_day == 0 &&
                 was_due(d, v, i, letter != 0 && day >= letter) && !g_hash_table_contains(standing, GUINT_TO_POINTER(day))) {
            date->first = date->last = day;
            v->role = ROLE_SUPERSEDED;
        }
    }
}

/* ---- by the sentence behind ---- */

#define READS_WITHIN 8 /* tokens from the sentence's beginning to the end of "should read": behind, it may be of anything */

/* "It should read": what the sentence says of the day right behind it. */
static gboolean reads_first(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    const struct date *first = DOCUMENT_DATE(d, s->date);

    return s->dates > 0 && mark->end <= s->first + READS_WITHIN && mark->end <= first->start + 1 && mark->end + 2 >= first->start;
}

/* "This date is put back", "It should read", before the first day of its sentence, if it has one; NULL where it says nothing of the kind. */
static const struct rule *points_back(const struct document *d, const struct sentence *s)
{
    for (guint k = s->mark; k < s->mark + s->marks && (sentence_has(s, RULE_AMEND) || sentence_has(s, RULE_EXTEND)); k++) {
        const struct mark *mark = DOCUMENT_MARK(d, k);
        const struct rule *rule = document_rule(d, k);
        if (rule->kind == RULE_EXTEND && rule->value == EXTEND_READS && reads_first(d, s, mark))
            return rule;
        if (rule->kind == RULE_AMEND && rule->value == AMEND_POINTS && (s->dates == 0 || mark->start < DOCUMENT_DATE(d, s->date)->core))
            return rule;
    }
    return NULL;
}

/* A day that something was to be done by, as far as its sentence tells. */
static gboolean is_term(const struct document *d, const struct verdict *v, guint index)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, v->sentence);
    const struct date *date = DOCUMENT_DATE(d, index);
    gboolean named = sentence_has_of(s, KIND(RULE_DEADLINE) | KIND(RULE_CLOSE) | KIND(RULE_LATEST) | KIND(RULE_ASK) | KIND(RULE_DUTY) | KIND(RULE_RECEIVE));

    if (date->precision != PRECISION_DAY || date->from_day != 0 || date->last == 0 || is_cued_away(v))
        return FALSE;
    if (v->role == ROLE_DEADLINE || v->ruled == ROLE_DEADLINE)
        return TRUE;
    return named && (is_told(v) || v->role == ROLE_PLAN || v->role == ROLE_QUOTED || v->role == ROLE_VALIDITY) && v->sentence < d->history && !is_of_event(d, s, date);
}

/* The day that takes the other's place: the first of the sentence that points back, which is a deadline by that, or else
 * the next deadline; the number of verdicts where there is none. */
static guint set_behind(const struct document *d, guint32 letter, GArray *verdicts, guint behind, guint sentence, const struct rule *points)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);
    guint to = points->kind == RULE_EXTEND ? sentence : sentence + SENTENCES_AMENDED - 1;

    if (s->dates > 0 && verdict_at(verdicts, behind)->role != ROLE_DEADLINE) {
        struct verdict *v = verdict_at(verdicts, behind);
        const struct date *date = DOCUMENT_DATE(d, behind);
        if (!v->placed && is_told(v) && !is_cued_away(v) && date->precision == PRECISION_DAY && date->last > letter && !is_of_event(d, s, date)) {
            v->role = ROLE_DEADLINE;
            v->score = MAX(v->score, SET_SCORE);
        }
    }
    for (guint i = behind; i < verdicts->len && verdict_at(verdicts, i)->sentence <= to; i++)
        if (verdict_at(verdicts, i)->role == ROLE_DEADLINE)
            return i;
    return verdicts->len;
}

/* "… by 30 June. We have decided to put this date back to 15 July", "… are due on 4 March. It should read 14 March": of
 * the days named last the one that was to be acted by holds no more. */
static void supersede_pointed_at(const struct document *d, guint32 letter, GArray *verdicts)
{
    for (guint i = 0; i + 1 < verdicts->len; i++) {
        struct verdict *v = verdict_at(verdicts, i);
        const struct sentence *own = DOCUMENT_SENTENCE(d, v->sentence);
        guint last = own->date + own->dates, next = v->sentence + 1;
        if (!is_term(d, v, i) || (i + 1 < last && is_term(d, v + 1, i + 1)))
            continue;
        if (next + 1 < d->sentences->len && DOCUMENT_SENTENCE(d, next)->dates == 0 && points_back(d, DOCUMENT_SENTENCE(d, next)) == NULL)
            next++; /* "We apologize." */
        const struct rule *points = next < d->sentences->len ? points_back(d, DOCUMENT_SENTENCE(d, next)) : NULL;
        guint set = points != NULL ? set_behind(d, letter, verdicts, last, next, points) : verdicts->len;
        if (set < verdicts->len && DOCUMENT_DATE(d, set)->last != DOCUMENT_DATE(d, i)->last)
            v->role = ROLE_SUPERSEDED;
    }
}

/* ---- ranges ---- */

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

void role_mark_moved(const struct document *d, GArray *verdicts)
{
    for (guint i = 0; i < verdicts->len; i++)
        verdict_at(verdicts, i)->moved = is_moved(d, verdict_at(verdicts, i), DOCUMENT_DATE(d, i));
}

void role_supersede(const struct document *d, guint32 letter, GArray *verdicts)
{
    supersede_beside(d, verdicts);
    supersede_pointed_at(d, letter, verdicts);
    drop_unreplaced(d, verdicts);
    supersede_told(d, letter, verdicts);
}
