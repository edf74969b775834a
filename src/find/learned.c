/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A logistic model, linear in what stands around the date: the sum of the weights of its features.
 *
 * Its words are those of learned_words.c. Features are looked up by a hash of their name, so that reading a letter
 * makes no text; what a word of a pack weighs alone is looked up once for all letters (learned_seal). Most pairs are
 * not in the file: a bit of their hash says so before the table is asked. What is not in the file weighs nothing.
 * The window is bounded, so a date costs the same wherever it stands. Refused: a line that is not a weight and a
 * feature, and more of them than a table of steps keeps. */
#include "find/learned.h"

#include "find/learned_words.h"
#include "find/pattern_steps.h"
#include "find/weight_lines.h"

enum { BEFORE_MOST = 25, AFTER_MOST = 14, DATE_MOST = 12, SENTENCE_MOST = 60, NEAR = 3, CLOSE = 8 };
enum { SHARES = 1000 };

enum place {
    PLACE_NEAR, PLACE_CLOSE, PLACE_BEFORE, PLACE_ROOT_BEFORE, PLACE_PAIR_BEFORE,
    PLACE_NEXT, PLACE_AFTER, PLACE_ROOT_AFTER, PLACE_PAIR_AFTER,
    PLACE_JOINT, PLACE_DATE, PLACE_PAIR_DATE, PLACE_SHAPE, PLACE_BEYOND_BEFORE, PLACE_BEYOND_AFTER,
    PLACE_WORD, PLACE_ROOT, PLACE_PAIR, PLACE_FIRST, PLACE_SECOND, PLACE_THIRD, PLACES
};

static const char *const place_names[PLACES] = {
    "near", "close", "before", "root-before", "pair-before",
    "next", "after", "root-after", "pair-after",
    "joint", "date", "pair-date", "shape", "beyond-before", "beyond-after",
    "word", "root", "pair", "first", "second", "third",
};

/* Those of single words and of their roots, as a row has them. */
enum single {
    SINGLE_NEAR, SINGLE_CLOSE, SINGLE_BEFORE, SINGLE_ROOT_BEFORE, SINGLE_NEXT, SINGLE_AFTER, SINGLE_ROOT_AFTER, SINGLE_DATE,
    SINGLE_WORD, SINGLE_ROOT, SINGLE_FIRST, SINGLE_SECOND, SINGLE_THIRD, SINGLES
};

static const guint8 single_of[PLACES] = {
    [PLACE_NEAR] = SINGLE_NEAR, [PLACE_CLOSE] = SINGLE_CLOSE, [PLACE_BEFORE] = SINGLE_BEFORE, [PLACE_ROOT_BEFORE] = SINGLE_ROOT_BEFORE,
    [PLACE_NEXT] = SINGLE_NEXT, [PLACE_AFTER] = SINGLE_AFTER, [PLACE_ROOT_AFTER] = SINGLE_ROOT_AFTER, [PLACE_DATE] = SINGLE_DATE,
    [PLACE_WORD] = SINGLE_WORD, [PLACE_ROOT] = SINGLE_ROOT, [PLACE_FIRST] = SINGLE_FIRST, [PLACE_SECOND] = SINGLE_SECOND, [PLACE_THIRD] = SINGLE_THIRD,
};

G_STATIC_ASSERT(SINGLES == LEARNED_SHARES && LEARNED_WORDS_MOST >= 3 * BEFORE_MOST && LEARNED_WORDS_MOST >= SENTENCE_MOST && WEIGHT_MOST * SHARES <= G_MAXINT16);

#define NAMED_BITS 19 /* of a hash: so many that most hashes of no feature have none */

struct learned {
    struct steps weights;     /* by hash of the feature: thousandths, counted from the least that a weight may be */
    guint64 *named;           /* a bit a hash, or rather its highest bits: some feature has it */
    struct learned_row *rows; /* of marks and, behind them, of words of packs by their numbers */
};

/* ---- features ---- */

#define ALWAYS inline __attribute__((always_inline)) /* so that each place has code of its own */

/* Called for each feature of a date; second is NULL but for pairs. */
typedef void (*feature_taker)(enum place place, const struct spelled *first, const struct spelled *second, gpointer data);

struct taking {
    feature_taker take;
    gpointer data;
    const struct learned_row *rows; /* for whoever weighs; NULL for whoever names */
};

static ALWAYS void take_root(const struct taking *t, enum place place, const struct spelled *word)
{
    if (word->row == NULL && (word->length <= ROOT_BYTES || *word->bytes == '<'))
        return; /* in its row such a word has none */
    const struct spelled root = { .row = word->row, .hash = word->root, .bytes = word->bytes, .length = ROOT_BYTES };
    t->take(place, &root, NULL, t->data);
}

/* Words on the other side of another date are rather that one's. They are looked up by their hash: most sentences with dates have one. */
static ALWAYS void take_beyond(const struct taking *t, enum place place, const struct learned_words *words, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        struct spelled word = words->all[i];
        if (t->rows != NULL)
            word.row = NULL;
        t->take(place, &word, NULL, t->data);
    }
}

/* own: the first of them that no other date stands behind. */
static ALWAYS void take_before(const struct taking *t, const struct learned_words *before, guint own)
{
    guint from = before->count > BEFORE_MOST ? before->count - BEFORE_MOST : 0;

    own = MAX(own, from);
    take_beyond(t, PLACE_BEYOND_BEFORE, before, from, own);
    for (guint i = own; i < before->count; i++) {
        const struct spelled *word = &before->all[i];
        guint away = before->count - i;
        if (away <= NEAR)
            t->take(PLACE_NEAR, word, NULL, t->data);
        if (away <= CLOSE)
            t->take(PLACE_CLOSE, word, NULL, t->data);
        t->take(PLACE_BEFORE, word, NULL, t->data);
        take_root(t, PLACE_ROOT_BEFORE, word);
        if (i > own)
            t->take(PLACE_PAIR_BEFORE, word - 1, word, t->data);
    }
}

/* own: so many of them stand before any other date. */
static ALWAYS void take_after(const struct taking *t, const struct learned_words *after, guint own)
{
    guint most = MIN(after->count, AFTER_MOST);

    own = MIN(own, most);
    take_beyond(t, PLACE_BEYOND_AFTER, after, own, most);
    for (guint i = 0; i < own; i++) {
        const struct spelled *word = &after->all[i];
        if (i < NEAR)
            t->take(PLACE_NEXT, word, NULL, t->data);
        t->take(PLACE_AFTER, word, NULL, t->data);
        take_root(t, PLACE_ROOT_AFTER, word);
        if (i > 0)
            t->take(PLACE_PAIR_AFTER, word - 1, word, t->data);
    }
}

static ALWAYS void take_date(const struct taking *t, const struct learned_words *within)
{
    for (guint i = 0; i < within->count; i++) {
        t->take(PLACE_DATE, &within->all[i], NULL, t->data);
        if (i > 0)
            t->take(PLACE_PAIR_DATE, &within->all[i - 1], &within->all[i], t->data);
    }
}

static ALWAYS void take_shape(const struct taking *t, const char *name)
{
    const struct spelled shape = learned_spell(name, strlen(name));

    t->take(PLACE_SHAPE, &shape, NULL, t->data);
}

static ALWAYS void take_shapes(const struct taking *t, const struct document *d, const struct sentence *s, const struct date *date)
{
    static const char *const zones[] = { "in-text", "in-heading", "in-wrapper", "in-signature", "in-row", "in-banner" };
    static const char *const precisions[] = { "day", "month", "year", "vague", "relative" };

    take_shape(t, "any");
    take_shape(t, zones[s->zone]);
    take_shape(t, precisions[date->precision]);
    if (date->no_year)
        take_shape(t, "no-year");
    if (s->question)
        take_shape(t, "question");
    if (sentence_begins_line(d, s))
        take_shape(t, "line");
}

/* The words of two runs of tokens, one behind the other; returns how many are of the first. */
static guint push_runs(struct learned_words *words, const struct learned_row *rows, const struct document *d, guint from, guint between, guint to)
{
    learned_words_begin(words, rows);
    learned_words_push(words, d, from, between);
    guint of_first = words->count;
    learned_words_push(words, d, between, to);
    return of_first;
}

static ALWAYS void take_all(const struct document *d, guint sentence, const struct date *date, const struct taking *t)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);
    const struct date *first = DOCUMENT_DATE(d, s->date), *last = first + s->dates - 1;
    guint from = MAX(s->first, date->start > BEFORE_MOST ? date->start - BEFORE_MOST : 0), to = MIN(s->end, date->end + AFTER_MOST);
    struct learned_words words, within;

    learned_words_begin(&within, t->rows);
    learned_words_push(&within, d, date->start, MIN(date->end, date->start + DATE_MOST));
    guint own = push_runs(&words, t->rows, d, from, date > first ? CLAMP((date - 1)->end, from, date->start) : from, date->start);
    take_before(t, &words, own);
    if (words.count == 0)
        take_shape(t, "opens");
    else if (within.count > 0)
        t->take(PLACE_JOINT, &words.all[words.count - 1], &within.all[0], t->data);
    take_date(t, &within);
    own = push_runs(&words, t->rows, d, date->end, date < last ? CLAMP((date + 1)->start, date->end, to) : to, to);
    take_after(t, &words, own);
    if (words.count == 0 || learned_words_is_stop(&words, 0))
        take_shape(t, "closes");
    take_shapes(t, d, s, date);
}

/* Of a sentence that might ask: all its words, and with what it opens. */
static ALWAYS void take_sentence(const struct document *d, guint sentence, const struct taking *t)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);
    struct learned_words words;

    learned_words_begin(&words, t->rows);
    learned_words_push(&words, d, s->first, MIN(s->end, s->first + SENTENCE_MOST));
    for (guint i = 0; i < words.count; i++) {
        t->take(PLACE_WORD, &words.all[i], NULL, t->data);
        take_root(t, PLACE_ROOT, &words.all[i]);
        if (i > 0)
            t->take(PLACE_PAIR, &words.all[i - 1], &words.all[i], t->data);
        if (i < 3)
            t->take(PLACE_FIRST + i, &words.all[i], NULL, t->data);
    }
}

static guint32 hash_feature(enum place place, const struct spelled *first, const struct spelled *second)
{
    guint32 hash = (first->hash ^ (guint32)(place + 1) * 2654435761u) * 16777619u;

    hash = second != NULL ? (hash ^ second->hash) * 2246822519u : hash;
    return hash != 0 ? hash : 1;
}

static inline gboolean is_named(const struct learned *learned, guint32 hash)
{
    guint32 bit = hash >> (32 - NAMED_BITS);

    return learned->named[bit / 64] >> bit % 64 & 1;
}

static inline int share_of(const struct learned *learned, guint32 hash)
{
    const struct step *weight = is_named(learned, hash) ? steps_find(&learned->weights, hash) : NULL;

    return weight != NULL ? (int)weight->to - WEIGHT_MOST * SHARES : 0;
}

struct sum {
    const struct learned *learned;
    int shares;
};

static ALWAYS void add_weight(enum place place, const struct spelled *first, const struct spelled *second, gpointer data)
{
    struct sum *sum = data;
    const struct learned *learned = sum->learned;

    if (second == NULL && first->row != NULL)
        sum->shares += first->row->shares[single_of[place]];
    else
        sum->shares += share_of(learned, hash_feature(place, first, second));
}

static void add_name(enum place place, const struct spelled *first, const struct spelled *second, gpointer data)
{
    GString *names = data;

    g_string_append_printf(names, "\t%s %.*s", place_names[place], (int)first->length, first->bytes);
    if (second != NULL)
        g_string_append_printf(names, " %.*s", (int)second->length, second->bytes);
}

double learned_weigh(const struct learned *learned, const struct document *d, guint sentence, const struct date *date)
{
    struct sum sum = { learned, 0 };
    const struct taking taking = { add_weight, &sum, learned->rows };

    take_all(d, sentence, date, &taking);
    return (double)sum.shares / SHARES;
}

void learned_describe(const struct document *d, guint sentence, const struct date *date, GString *names)
{
    const struct taking taking = { add_name, names, NULL };

    take_all(d, sentence, date, &taking);
}

double learned_weigh_sentence(const struct learned *learned, const struct document *d, guint sentence)
{
    struct sum sum = { learned, 0 };
    const struct taking taking = { add_weight, &sum, learned->rows };

    take_sentence(d, sentence, &taking);
    return (double)sum.shares / SHARES;
}

void learned_describe_sentence(const struct document *d, guint sentence, GString *names)
{
    const struct taking taking = { add_name, names, NULL };

    take_sentence(d, sentence, &taking);
}

/* ---- the file ---- */

static gboolean place_from_name(const struct spelled *name, enum place *place)
{
    for (guint i = 0; i < PLACES; i++) {
        if (strlen(place_names[i]) == name->length && memcmp(place_names[i], name->bytes, name->length) == 0) {
            *place = i;
            return TRUE;
        }
    }
    return FALSE;
}

/* The next word of a line: past a blank, to the next one. FALSE where there is none. */
static gboolean next_word(const char **at, const char *end, struct spelled *word)
{
    if (*at >= end || **at != ' ')
        return FALSE;
    const char *from = ++*at;
    while (*at < end && **at != ' ')
        ++*at;
    *word = learned_spell(from, *at - from);
    return word->length > 0;
}

static void name_hash(struct learned *learned, guint32 hash)
{
    guint32 bit = hash >> (32 - NAMED_BITS);

    learned->named[bit / 64] |= G_GUINT64_CONSTANT(1) << bit % 64;
}

/* "pair-before report by": place, one word or two. */
static enum weight_taken take_weight(double weight, const char *feature, gpointer data)
{
    struct learned *learned = data;
    struct spelled name, first, second;
    enum place place;
    const char *at = feature - 1 /* its blank */, *end = feature + strlen(feature);

    if (!next_word(&at, end, &name) || !place_from_name(&name, &place) || !next_word(&at, end, &first))
        return WEIGHT_STRANGE;
    gboolean two = next_word(&at, end, &second);
    if (at != end)
        return WEIGHT_STRANGE;
    if (learned->weights.used >= STEPS_KEPT)
        return WEIGHT_TOO_MANY;
    const struct step step = { hash_feature(place, &first, two ? &second : NULL), (guint32)((int)(weight * SHARES + (weight < 0 ? -0.5 : 0.5)) + WEIGHT_MOST * SHARES) };
    if (steps_find(&learned->weights, step.key) == NULL)
        steps_add(&learned->weights, step);
    else
        steps_place(&learned->weights, step.key)->to = step.to;
    name_hash(learned, step.key);
    return WEIGHT_TAKEN;
}

struct learned *learned_read(const char *text, const char *name, GError **error)
{
    struct learned *learned = g_new0(struct learned, 1);

    learned->named = g_new0(guint64, (1u << NAMED_BITS) / 64);
    if (!weight_lines_read(text, name, "a weight and a feature (\"0.42 near reply\")", take_weight, learned, error)) {
        learned_free(learned);
        return NULL;
    }
    steps_widen(&learned->weights); /* most features weigh nothing */
    return learned;
}

static gboolean is_single(enum place place)
{
    return place == PLACE_NEAR || single_of[place] != SINGLE_NEAR;
}

static gboolean is_of_root(enum place place)
{
    return place == PLACE_ROOT_BEFORE || place == PLACE_ROOT_AFTER || place == PLACE_ROOT;
}

/* root: 0 where it has none. */
static void fill_row(const struct learned *learned, guint32 hash, guint32 hash_of_root, struct learned_row *row)
{
    const struct spelled word = { .hash = hash }, root = { .hash = hash_of_root };

    row->hash = hash;
    for (enum place place = 0; place < PLACES; place++)
        if (is_single(place) && (hash_of_root != 0 || !is_of_root(place)))
            row->shares[single_of[place]] = (gint16)share_of(learned, hash_feature(place, is_of_root(place) ? &root : &word, NULL));
}

void learned_seal(struct learned *learned, const struct vocab *vocab)
{
    guint words = vocab_size(vocab);

    learned->rows = g_aligned_alloc0(ROWS_OF_MARKS + words, sizeof(struct learned_row), sizeof(struct learned_row));
    for (guint number = 1; number < ROWS_OF_MARKS; number++) {
        char sign;
        struct spelled mark = learned_spell_mark(number, &sign);
        fill_row(learned, mark.hash, 0, &learned->rows[number]);
    }
    for (guint id = 1; id < words; id++) {
        const struct word_hash *hash = &g_array_index(vocab->hashes, struct word_hash, id);
        fill_row(learned, hash->whole, hash->root, &learned->rows[ROWS_OF_MARKS + id]);
    }
}

void learned_free(struct learned *learned)
{
    if (learned == NULL)
        return;
    steps_clear(&learned->weights);
    g_aligned_free(learned->rows);
    g_free(learned->named);
    g_free(learned);
}
