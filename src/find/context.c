/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The features of a date's context, in groups (weights.h).
 *
 * Only dates and sentences near are looked at, and the best date of the text, which is found once: so a date costs
 * the same wherever it stands. */
#include "find/context.h"

#include <string.h>

#include "find/addressee.h"

enum { SENTENCES_NEAR = 2, DATES_MOST = 4, BUCKETS = 5, PLACES = BUCKETS + 2 };

enum group {
    GROUP_ALWAYS, GROUP_BY_RULES, GROUP_BY_WORDS, GROUP_BEST, GROUP_PREVIOUS, GROUP_NEXT, GROUP_TWIN, GROUP_TWINS, GROUP_ONLY, GROUP_OUTDONE, GROUP_BEST_OTHER, GROUP_FIRST,
    GROUP_ASKS, GROUP_MAY_ASK, GROUP_ASKS_MOST,
    GROUP_JUDGED, GROUP_JUDGED_BEFORE, GROUP_CUE, GROUP_SAYS, GROUP_ZONE, GROUP_PRECISION, GROUP_AHEAD, GROUP_RANK, GROUP_SHAPE, GROUP_TEXT,
    GROUP_BEFORE, GROUP_AFTER, GROUP_OVER, GROUP_SAID_BEFORE, GROUP_SAID_EARLIER, GROUP_LEAD, GROUP_COPY, GROUP_BY_LETTER, GROUP_LETTER, GROUPS
};

/* ---- names of values ---- */

static void name_role_of(GString *name, guint value)
{
    g_string_append_printf(name, " %s", role_name(value));
}

static void name_kind_at(GString *name, guint value)
{
    static const char *const places[PLACES] = { "", " touching", " next", " near", " apart", " far", " beyond" };

    weights_name_kind(name, value / PLACES);
    g_string_append(name, places[value % PLACES]);
}

static void name_from(GString *name, const char *const *names, guint value)
{
    g_string_append_printf(name, " %s", names[value]);
}

static const char *const words_of_kind[] = { "by", "before", "on", "until" };
static const char *const words_of_precision[] = { "day", "month", "year", "vague", "relative" };
static const char *const words_of_ahead[] = { "unknown", "years-ago", "months-ago", "days-ago", "same-day", "week", "month", "quarter", "half-year", "year", "two-years", "more" };
static const char *const words_of_shape[] = { "time", "range", "window", "weekday", "soft" };

static void name_says(GString *name, guint value)
{
    name_from(name, words_of_kind, value);
}

static void name_precision(GString *name, guint value)
{
    name_from(name, words_of_precision, value);
}

static void name_ahead(GString *name, guint value)
{
    name_from(name, words_of_ahead, value);
}

static void name_rank(GString *name, guint value)
{
    g_string_append_printf(name, " %u of %u", value % (DATES_MOST + 1) + 1, value / (DATES_MOST + 1));
}

static void name_shape(GString *name, guint value)
{
    name_from(name, words_of_shape, value);
}

static void name_copy(GString *name, guint value)
{
    name_from(name, addressee_copy_names, value);
}

static const struct feature_group groups[GROUPS] = {
    [GROUP_ALWAYS] = { "always", 1, NULL },
    [GROUP_BY_RULES] = { "by-rules", 1, NULL },
    [GROUP_BY_WORDS] = { "by-words", 1, NULL },
    [GROUP_BEST] = { "best-beside", 1, NULL },
    [GROUP_PREVIOUS] = { "previous", 1, NULL },
    [GROUP_NEXT] = { "next", 1, NULL },
    [GROUP_TWIN] = { "best-twin", 1, NULL },
    [GROUP_TWINS] = { "twin", 1, NULL },
    [GROUP_ONLY] = { "only-one", 1, NULL },
    [GROUP_OUTDONE] = { "outdone", 1, NULL },
    [GROUP_BEST_OTHER] = { "best-other", 1, NULL },
    [GROUP_FIRST] = { "first", 1, NULL },
    [GROUP_ASKS] = { "asks", 1, NULL },
    [GROUP_MAY_ASK] = { "may-ask", 1, NULL },
    [GROUP_ASKS_MOST] = { "asks-most", 1, NULL },
    [GROUP_JUDGED] = { "judged", ROLES, name_role_of },
    [GROUP_JUDGED_BEFORE] = { "judged-before", ROLES, name_role_of },
    [GROUP_CUE] = { "cue", RULE_KINDS + 1, weights_name_kind },
    [GROUP_SAYS] = { "says", G_N_ELEMENTS(words_of_kind), name_says },
    [GROUP_ZONE] = { "in", WEIGHTS_ZONES, weights_name_zone },
    [GROUP_PRECISION] = { "precision", G_N_ELEMENTS(words_of_precision), name_precision },
    [GROUP_AHEAD] = { "ahead", G_N_ELEMENTS(words_of_ahead), name_ahead },
    [GROUP_RANK] = { "date", (DATES_MOST + 1) * (DATES_MOST + 1), name_rank },
    [GROUP_SHAPE] = { "shape", G_N_ELEMENTS(words_of_shape), name_shape },
    [GROUP_TEXT] = { "text", WEIGHTS_TEXTS, weights_name_text },
    [GROUP_BEFORE] = { "before", RULE_KINDS * PLACES, name_kind_at },
    [GROUP_AFTER] = { "after", RULE_KINDS * PLACES, name_kind_at },
    [GROUP_OVER] = { "over", RULE_KINDS, weights_name_kind },
    [GROUP_SAID_BEFORE] = { "said-before", RULE_KINDS, weights_name_kind },
    [GROUP_SAID_EARLIER] = { "said-earlier", RULE_KINDS, weights_name_kind },
    [GROUP_LEAD] = { "lead", RULE_KINDS, weights_name_kind },
    [GROUP_BY_LETTER] = { "by-letter", 1, NULL },
    [GROUP_LETTER] = { "letter", 1, NULL },
    [GROUP_COPY] = { "copy", COPIES, name_copy },
};

/* ---- features ---- */

struct taking {
    const struct document *d;
    const GArray *verdicts;
    guint index;
    guint32 letter;
    struct weights_taking to;
};

static const struct verdict *verdict_of(const struct taking *t, guint index)
{
    return &g_array_index(t->verdicts, struct verdict, index);
}

static double sum_of(const struct verdict *v)
{
    return v->by_rules - DEADLINE_SCORE + v->by_words;
}

/* Is it judged by its context? */
static gboolean counts(const struct verdict *v)
{
    return !v->placed && v->has_day;
}

struct context_best context_best(const GArray *verdicts)
{
    struct context_best best = { G_MAXUINT, -G_MAXDOUBLE, -G_MAXDOUBLE };

    for (guint i = 0; i < verdicts->len; i++) {
        const struct verdict *v = &g_array_index(verdicts, struct verdict, i);
        double sum = sum_of(v);
        if (!counts(v) || sum <= best.second)
            continue;
        best.second = MIN(sum, best.first);
        if (sum > best.first) {
            best.first = sum;
            best.index = i;
        }
    }
    return best;
}

/* How the date stands among all others of the text. */
static void take_best(const struct taking *t, const struct context_best *best)
{
    double other = t->index == best->index ? best->second : best->first;

    if (other == -G_MAXDOUBLE)
        return;
    weights_take_sum(&t->to, GROUP_BEST_OTHER, other);
    if (sum_of(verdict_of(t, t->index)) >= other)
        weights_take(&t->to, GROUP_FIRST, 0);
}

/* What its sentence asks, and the one of the text that asks most. */
static void take_asking(const struct taking *t)
{
    const struct sentence *s = DOCUMENT_SENTENCE(t->d, verdict_of(t, t->index)->sentence);

    if (s->asks != ASKS_NONE) {
        weights_take_sum(&t->to, GROUP_ASKS, s->asks);
        weights_take(&t->to, GROUP_MAY_ASK, 0);
    }
    if (t->d->asks_most != ASKS_NONE)
        weights_take_sum(&t->to, GROUP_ASKS_MOST, t->d->asks_most);
}

/* The next date in one direction that is judged by its context, at most so many away; NULL if none is near. */
static const struct verdict *neighbour(const struct taking *t, int step, guint *away)
{
    const struct verdict *v = verdict_of(t, t->index);

    while (++*away <= CONTEXT_NEIGHBOURS) {
        gint64 at = (gint64)t->index + step * (gint64)*away;
        if (at < 0 || at >= t->verdicts->len)
            return NULL;
        const struct verdict *other = verdict_of(t, at);
        if (MAX(v->sentence, other->sentence) - MIN(v->sentence, other->sentence) > SENTENCES_NEAR)
            return NULL;
        if (counts(other))
            return other;
    }
    return NULL;
}

static gboolean is_same_word(const struct document *d, guint i, guint j)
{
    const struct token *one = DOCUMENT_TOKEN(d, i), *other = DOCUMENT_TOKEN(d, j);
    const char *text = d->part->utf8->str;

    if (one->type != other->type)
        return FALSE;
    if (one->type == TOKEN_NUMBER)
        return (one->digits == 4) == (other->digits == 4);
    if (one->type == TOKEN_WORD && one->word != 0)
        return one->word == other->word;
    return one->length == other->length && memcmp(text + one->offset, text + other->offset, one->length) == 0;
}

/* What is said of the first day of "by 3, 17 and 31 October" is said of all. */
static guint first_of_list(const struct taking *t, guint index)
{
    while (verdict_of(t, index)->listed)
        index--;
    return index;
}

/* Said the same way in the same sentence: "by 5 May … and by 9 June"; or in lines of their own near by, as in a list. What holds
 * for the one holds for the other, as a rule. */
static gboolean is_twin(const struct taking *t, guint other)
{
    const struct date *date = DOCUMENT_DATE(t->d, first_of_list(t, t->index)), *twin = DOCUMENT_DATE(t->d, first_of_list(t, other));
    const struct sentence *s = DOCUMENT_SENTENCE(t->d, verdict_of(t, t->index)->sentence);
    const struct sentence *of_twin = DOCUMENT_SENTENCE(t->d, verdict_of(t, other)->sentence);

    if (date == twin)
        return TRUE;
    if (s != of_twin && !(sentence_begins_line(t->d, s) && sentence_begins_line(t->d, of_twin)))
        return FALSE;
    if (date->start == s->first || twin->start == of_twin->first)
        return s != of_twin && date->start == s->first && twin->start == of_twin->first;
    return is_same_word(t->d, date->start - 1, twin->start - 1) && is_same_word(t->d, date->start, twin->start);
}

/* Twins do not compete: they are none of those beside. */
static void take_neighbours(const struct taking *t)
{
    static const struct {
        int step;
        enum group group;
    } sides[] = { { -1, GROUP_PREVIOUS }, { 1, GROUP_NEXT } };
    double best = -G_MAXDOUBLE, twin = -G_MAXDOUBLE;

    for (guint side = 0; side < G_N_ELEMENTS(sides); side++) {
        gboolean first = TRUE;
        guint away = 0;
        for (const struct verdict *other; (other = neighbour(t, sides[side].step, &away)) != NULL;) {
            if (is_twin(t, t->index + sides[side].step * (int)away)) {
                twin = MAX(twin, sum_of(other));
                continue;
            }
            best = MAX(best, sum_of(other));
            if (first)
                weights_take_sum(&t->to, sides[side].group, sum_of(other));
            first = FALSE;
        }
    }
    if (twin != -G_MAXDOUBLE) {
        weights_take_sum(&t->to, GROUP_TWIN, twin);
        weights_take(&t->to, GROUP_TWINS, 0);
    }
    if (best == -G_MAXDOUBLE) {
        weights_take(&t->to, GROUP_ONLY, 0);
        return;
    }
    weights_take_sum(&t->to, GROUP_BEST, best);
    if (best > sum_of(verdict_of(t, t->index)))
        weights_take(&t->to, GROUP_OUTDONE, 0);
}

static guint bucket_ahead(guint32 day, guint32 letter)
{
    static const int limits[] = { -400, -30, 0, 1, 8, 31, 92, 200, 400, 800 };

    return letter == 0 ? 0 : 1 + weights_bucket((int)day - (int)letter, limits, G_N_ELEMENTS(limits));
}

static void take_date(const struct taking *t, const struct sentence *s, const struct date *date, const struct verdict *v)
{
    const gboolean shapes[] = { date->minutes >= 0, date->from_day != 0, date->window, date->weekday != 0, date->soft };

    G_STATIC_ASSERT(G_N_ELEMENTS(shapes) == G_N_ELEMENTS(words_of_shape));
    weights_take(&t->to, GROUP_TEXT, weights_text(t->d->sentences->len));
    weights_take(&t->to, GROUP_JUDGED, v->ruled);
    weights_take(&t->to, GROUP_CUE, MIN(v->cue, RULE_KINDS));
    weights_take(&t->to, GROUP_SAYS, v->kind);
    weights_take(&t->to, GROUP_ZONE, s->zone);
    weights_take(&t->to, GROUP_PRECISION, date->precision);
    weights_take(&t->to, GROUP_AHEAD, bucket_ahead(date->last, t->letter));
    weights_take(&t->to, GROUP_RANK, MIN(t->index - s->date, DATES_MOST) + MIN(s->dates, DATES_MOST) * (DATES_MOST + 1));
    for (guint i = 0; i < G_N_ELEMENTS(shapes); i++)
        if (shapes[i])
            weights_take(&t->to, GROUP_SHAPE, i);
    if (t->index > s->date)
        weights_take(&t->to, GROUP_JUDGED_BEFORE, verdict_of(t, t->index - 1)->ruled);
}

/* Another date of the sentence stands between, or is what the mark touches. */
static gboolean is_beyond(const struct taking *t, const struct sentence *s, const struct mark *mark, const struct date *date)
{
    if (mark->end <= date->start)
        return t->index > s->date && mark->start < (date - 1)->end;
    return t->index + 1 < s->date + s->dates && mark->end + 1 >= (date + 1)->start;
}

static void take_mark(const struct taking *t, const struct sentence *s, const struct mark *mark, guint kind, const struct date *date)
{
    static const int limits[BUCKETS - 1] = { 1, 3, 8, 16 };
    gboolean before = mark->end <= date->start;

    if (!before && mark->start < date->end) {
        weights_take(&t->to, GROUP_OVER, kind);
        return;
    }
    guint away = before ? date->start - mark->end : mark->start - date->end;
    enum group group = before ? GROUP_BEFORE : GROUP_AFTER;
    guint of_kind = kind * PLACES;
    if (is_beyond(t, s, mark, date)) {
        if (!weights_is_summed(&t->to, group, of_kind + PLACES - 1))
            weights_take(&t->to, group, of_kind + PLACES - 1);
        return;
    }
    guint at = of_kind + 1 + weights_bucket((int)away, limits, G_N_ELEMENTS(limits));
    if (weights_is_summed(&t->to, group, at))
        return; /* and so is its kind */
    weights_take(&t->to, group, of_kind);
    weights_take(&t->to, group, at);
}

static void take_all(const struct taking *t)
{
    const struct verdict *v = verdict_of(t, t->index);
    const struct sentence *s = DOCUMENT_SENTENCE(t->d, v->sentence);
    const struct date *date = DOCUMENT_DATE(t->d, t->index);

    weights_take(&t->to, GROUP_ALWAYS, 0);
    weights_take_sum(&t->to, GROUP_BY_RULES, v->by_rules - DEADLINE_SCORE);
    take_date(t, s, date, v);
    for (guint i = s->mark; i < s->mark + s->marks; i++)
        if (weights_count_kind(DOCUMENT_MARK(t->d, i)->kind))
            take_mark(t, s, DOCUMENT_MARK(t->d, i), DOCUMENT_MARK(t->d, i)->kind, date);
    weights_take_around(&t->to, t->d, v->sentence, GROUP_SAID_BEFORE);
    for (guint copy = 0; copy < COPIES; copy++)
        if (t->d->copies >> copy & 1)
            weights_take(&t->to, GROUP_COPY, copy);
}

/* ---- odds ---- */

double context_weigh(const struct weights *weights, const struct document *d, const GArray *verdicts, const struct context_best *best,
                     guint index, guint32 letter)
{
    struct weights_sum sum = { .weights = weights };
    const struct taking taking = { d, verdicts, index, letter, { weights_add, &sum } };

    take_all(&taking);
    weights_take_sum(&taking.to, GROUP_BY_WORDS, verdict_of(&taking, index)->by_words);
    take_neighbours(&taking);
    take_best(&taking, best);
    take_asking(&taking);
    if (d->due != DUE_UNKNOWN) {
        weights_take_sum(&taking.to, GROUP_BY_LETTER, d->due);
        weights_take(&taking.to, GROUP_LETTER, 0);
    }
    return sum.odds;
}

void context_describe(const struct document *d, const GArray *verdicts, guint index, guint32 letter, GString *names)
{
    struct weights_names named = { groups, names };
    const struct taking taking = { d, verdicts, index, letter, { weights_name, &named } };

    take_all(&taking);
}

struct weights *context_read(const char *text, const char *name, GError **error)
{
    return weights_read(groups, GROUPS, text, name, error);
}
