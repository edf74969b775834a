/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of weights a word, one weight a kind: a word is looked up once for all kinds.
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
    gint16 hundredths[WORD_COLUMNS];
};

struct kind_words {
    struct steps rows;  /* by hash of the word: index of its row */
    GArray *weights;    /* of struct row */
};

static guint64 key_of(guint32 hash)
{
    return hash != 0 ? hash : 1; /* 0 is an empty place */
}

/* ---- the words of a letter ---- */

static void take_word(const char *bytes, guint length, const struct kind_word_taking *t)
{
    if (length >= WORD_LEAST)
        t->take(vocab_hash(bytes, length).whole, bytes, length, t->data);
}

static void take_token(const struct document *d, guint i, const struct kind_word_taking *t)
{
    const struct token *token = DOCUMENT_TOKEN(d, i);

    if (token->type != TOKEN_WORD)
        return;
    if (token->word != 0) {
        const struct word_hash *hash = &g_array_index(d->packs->vocab->hashes, struct word_hash, token->word);
        if (hash->length >= WORD_LEAST)
            t->take(hash->whole, vocab_text(d->packs->vocab, token->word), hash->length, t->data);
        return;
    }
    const char *text = d->part->utf8->str + token->offset;
    struct folded folded;
    fold_begin(&folded);
    fold_letters(text, text + token->length, &folded);
    take_word(folded.bytes, MIN(folded.length, WORD_BYTES_MAX), t);
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
        for (guint k = s->first; k < MIN(s->end, s->first + TOKENS_MOST); k++)
            take_token(d, k, taking);
    }
}

void kind_words_take_all(const struct document *d, const struct kind_word_taking *taking)
{
    for (guint i = 0; i < MIN(d->tokens->len, ALL_TOKENS_MOST); i++)
        take_token(d, i, taking);
}

void kind_words_take_line(const char *line, const struct kind_word_taking *taking)
{
    g_autoptr(GPtrArray) words = lex_words(line);

    for (guint i = 0; i < MIN(words->len, TOKENS_MOST); i++)
        take_word(words->pdata[i], strlen(words->pdata[i]), taking);
}

/* ---- their sums ---- */

struct kind_words_sum kind_words_begin(const struct kind_words *words)
{
    return (struct kind_words_sum){ .words = words, .taken = g_new0(guint64, words->weights->len / 64 + 1) };
}

void kind_words_add(guint32 hash, const char *bytes, guint length, gpointer data)
{
    struct kind_words_sum *sum = data;
    const struct step *step = steps_find(&sum->words->rows, key_of(hash));

    (void)bytes, (void)length;
    if (step == NULL || sum->taken[step->to / 64] >> step->to % 64 & 1)
        return;
    sum->taken[step->to / 64] |= G_GUINT64_CONSTANT(1) << step->to % 64;
    const struct row *row = &g_array_index(sum->words->weights, struct row, step->to);
    for (guint kind = 0; kind < WORD_COLUMNS; kind++)
        sum->hundredths[kind] += row->hundredths[kind];
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
        g_array_set_size(words->weights, words->weights->len + 1);
        steps_add(&words->rows, (struct step){ key, words->weights->len - 1 });
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
    if (!weight_lines_read(text, name, "a weight, a kind and a word (\"0.42 nomination delegate\")", take_weight, words, error)) {
        kind_words_free(words);
        return NULL;
    }
    steps_widen(&words->rows); /* most words weigh nothing */
    return words;
}

void kind_words_free(struct kind_words *words)
{
    if (words == NULL)
        return;
    steps_clear(&words->rows);
    g_array_unref(words->weights);
    g_free(words);
}
