/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of weights a word, one weight a kind: a word is looked up once for all kinds, and the words of packs once for all
 * letters (kind_words_seal).
 *
 * What a letter is about stands in few places; the rest of it names other matters, and is not looked at. Sentences
 * and their words are bounded, so that a long report costs no more than a letter. Refused: a line that is not a
 * weight, a kind and a word. */
#include "find/kind_words.h"

#include <string.h>

#include "find/fold.h"
#include "find/lex.h"
#include "find/pattern_steps.h"
#include "find/weight_lines.h"

enum { ROWS_MOST = 100000, WORD_LEAST = 3 };
enum { TITLE_SENTENCES = 16, TITLE_TOKENS = 18, TITLE_TOKENS_ABOVE = 45, OPENING_SENTENCES = 3, SENTENCES_MOST = 60, TOKENS_MOST = 60, ALL_TOKENS_MOST = 2000 };

struct row {
    gint16 hundredths[WORD_PLACES];
};

struct kind_words {
    struct steps rows;  /* by hash of the word: number of its row */
    GArray *weights;    /* of struct row; the first one weighs nothing and is that of most words */
    guint32 *of_vocab;  /* by a word's number in the vocabulary: number of its row */
};

static guint64 key_of(guint32 hash)
{
    return hash != 0 ? hash : 1; /* 0 is an empty place */
}

/* ---- the words of a letter ---- */

static guint32 find_row(const struct kind_words *words, guint32 hash, guint length)
{
    const struct step *step = length >= WORD_LEAST ? steps_find(&words->rows, key_of(hash)) : NULL;

    return step != NULL ? step->to : 0;
}

static void add_row(struct kind_words_sum *sum, guint32 number)
{
    const struct row *row = &g_array_index(sum->words->weights, struct row, number);

    sum->taken[number / 64] |= G_GUINT64_CONSTANT(1) << number % 64;
    for (guint kind = 0; kind < WORD_PLACES; kind++)
        sum->hundredths[kind] += row->hundredths[kind];
}

static inline gboolean is_taken(const guint64 *taken, guint32 number)
{
    return taken[number / 64] >> number % 64 & 1;
}

static void take_word(const char *bytes, guint length, const struct kind_word_taking *t)
{
    if (t->sum != NULL) {
        guint32 number = find_row(t->sum->words, vocab_hash(bytes, length).whole, length);
        if (!is_taken(t->sum->taken, number))
            add_row(t->sum, number);
    } else if (length >= WORD_LEAST) {
        g_string_append_printf(t->names, "\t%.*s", (int)length, bytes);
    }
}

static void take_unknown(const struct document *d, const struct token *token, const struct kind_word_taking *t)
{
    const char *text = d->part->utf8->str + token->offset;
    struct folded folded;

    fold_begin(&folded);
    fold_letters(text, text + token->length, &folded);
    take_word(folded.bytes, MIN(folded.length, WORD_BYTES_MAX), t);
}

static void take_tokens(const struct document *d, guint from, guint to, const struct kind_word_taking *t)
{
    const struct token *token = DOCUMENT_TOKEN(d, from), *end = token + (to - from);
    const guint32 *of_vocab = t->sum != NULL ? t->sum->words->of_vocab : NULL;
    const guint64 *taken = t->sum != NULL ? t->sum->taken : NULL;

    for (; token < end; token++) {
        if (token->type != TOKEN_WORD)
            continue;
        if (token->word == 0)
            take_unknown(d, token, t);
        else if (of_vocab == NULL)
            take_word(vocab_text(d->packs->vocab, token->word), strlen(vocab_text(d->packs->vocab, token->word)), t);
        else if (!is_taken(taken, of_vocab[token->word]))
            add_row(t->sum, of_vocab[token->word]);
    }
}

/* A line of its own near the top, longer ones where a greeting follows: not the row of a table, not a sentence. */
static gboolean is_title(const struct document *d, const struct sentence *s, guint index)
{
    guint longest = d->salutation != G_MAXUINT32 && index < d->salutation ? TITLE_TOKENS_ABOVE : TITLE_TOKENS;

    return s->zone != ZONE_ROW && (sentence_has(s, RULE_SUBJECT) || (index < TITLE_SENTENCES && s->end - s->first <= longest && !document_is_sign(d, s->end - 1, ".")));
}

static gboolean asks(const struct sentence *s)
{
    return sentence_has_any(s, RULE_ASK, RULE_OFFER); /* asks, is due, should be received, is offered */
}

void kind_words_take(const struct document *d, const struct kind_word_taking *taking)
{
    guint opening = 0, taken = 0;

    for (guint i = 0; i < d->sentences->len && taken < SENTENCES_MOST; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        gboolean title = is_title(d, s, i);
        gboolean opens = !title && s->zone == ZONE_TEXT && opening < OPENING_SENTENCES && (d->salutation == G_MAXUINT32 || i > d->salutation);
        if (!title && !opens && (s->zone != ZONE_TEXT || !asks(s)))
            continue;
        opening += opens;
        taken++;
        take_tokens(d, s->first, MIN(s->end, s->first + TOKENS_MOST), taking);
    }
}

void kind_words_take_all(const struct document *d, const struct kind_word_taking *taking)
{
    take_tokens(d, 0, MIN(d->tokens->len, ALL_TOKENS_MOST), taking);
}

struct of_line {
    const struct kind_word_taking *taking;
    guint taken;
};

static void take_word_of_line(const char *bytes, guint length, gpointer data)
{
    struct of_line *line = data;

    if (line->taken++ < TOKENS_MOST)
        take_word(bytes, length, line->taking);
}

void kind_words_take_line(const char *line, const struct kind_word_taking *taking)
{
    lex_take_words(line, take_word_of_line, &(struct of_line){ taking, 0 });
}

struct kind_words_sum kind_words_begin(const struct kind_words *words)
{
    struct kind_words_sum sum = { .words = words, .taken = g_new0(guint64, words->weights->len / 64 + 1) };

    sum.taken[0] = 1; /* the row that weighs nothing need not be added */
    return sum;
}

void kind_words_end(struct kind_words_sum *sum)
{
    g_clear_pointer(&sum->taken, g_free);
}

/* ---- the file ---- */

static guint kind_from_name(const char *name, gsize length)
{
    for (guint kind = 1; kind < LETTER_KINDS; kind++)
        if (strlen(letter_kind_name(kind)) == length && strncmp(letter_kind_name(kind), name, length) == 0)
            return kind;
    if (strncmp(name, "circular ", strlen("circular ")) == 0)
        return WORDS_CIRCULAR;
    return strncmp(name, "due ", strlen("due ")) == 0 ? WORDS_DUE : LETTER_NONE;
}

/* The row of a word, made where there is none; NULL where there are too many. */
static struct row *row_of(struct kind_words *words, guint32 hash)
{
    const guint64 key = key_of(hash);
    const struct step *step = steps_find(&words->rows, key);

    if (step == NULL && words->weights->len >= ROWS_MOST)
        return NULL;
    if (step == NULL) {
        steps_add(&words->rows, (struct step){ key, words->weights->len });
        g_array_set_size(words->weights, words->weights->len + 1);
        return &g_array_index(words->weights, struct row, words->weights->len - 1);
    }
    return &g_array_index(words->weights, struct row, step->to);
}

/* "nomination delegate": kind and word. */
static enum weight_taken take_weight(double weight, const char *feature, gpointer data)
{
    const char *word = strchr(feature, ' ');
    guint kind = word != NULL ? kind_from_name(feature, word - feature) : LETTER_NONE;

    if (kind == LETTER_NONE || word[1] == '\0' || strchr(word + 1, ' ') != NULL)
        return WEIGHT_STRANGE;
    struct row *row = row_of(data, vocab_hash(word + 1, strlen(word + 1)).whole);
    if (row == NULL)
        return WEIGHT_TOO_MANY;
    row->hundredths[kind] = (gint16)(weight * 100 + (weight < 0 ? -0.5 : 0.5));
    return WEIGHT_TAKEN;
}

struct kind_words *kind_words_read(const char *text, const char *name, GError **error)
{
    struct kind_words *words = g_new0(struct kind_words, 1);

    words->weights = g_array_new(FALSE, TRUE, sizeof(struct row));
    g_array_set_size(words->weights, 1);
    if (!weight_lines_read(text, name, "a weight, a kind and a word (\"0.42 nomination delegate\")", take_weight, words, error)) {
        kind_words_free(words);
        return NULL;
    }
    steps_widen(&words->rows); /* most words weigh nothing */
    return words;
}

void kind_words_seal(struct kind_words *words, const struct vocab *vocab)
{
    words->of_vocab = g_new0(guint32, vocab_size(vocab));
    for (guint id = 1; id < vocab_size(vocab); id++) {
        const struct word_hash *hash = &g_array_index(vocab->hashes, struct word_hash, id);
        words->of_vocab[id] = find_row(words, hash->whole, hash->length);
    }
}

void kind_words_free(struct kind_words *words)
{
    if (words == NULL)
        return;
    g_free(words->of_vocab);
    steps_clear(&words->rows);
    g_array_unref(words->weights);
    g_free(words);
}
