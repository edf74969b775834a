/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to numbers, so that everything after the lexer compares integers.
 *
 * A word is known by its first sixteen bytes and its length, so that most questions are answered without a
 * look at any text; only of longer words the texts are compared, too. Nothing is added while a letter is
 * read. */
#include "find/vocab.h"

#include <string.h>

#define LINE_BYTES 64
#define LEXEMES_LEAST 1024u

static guint64 load_bytes(const char *text)
{
    guint64 bytes;

    memcpy(&bytes, text, sizeof bytes);
    return GUINT64_FROM_LE(bytes);
}

static inline guint64 mix_bytes(guint64 key, guint64 bytes)
{
    key = (key ^ bytes) * VOCAB_SPREAD;
    return key ^ key >> 32;
}

static inline guint64 finish_key(guint64 key, guint64 last)
{
    key = (key ^ last) * VOCAB_SPREAD;
    return key ^ key >> 29;
}

static guint64 make_key(const char *text, guint length)
{
    guint64 key = length, few[1] = { 0 };

    if (length <= 8) {
        memcpy(few, text, length);
        return GUINT64_FROM_LE(few[0]);
    }
    if (length <= 16) {
        memcpy(few, text + 8, length - 8);
        return finish_key(mix_bytes(length, load_bytes(text)), GUINT64_FROM_LE(few[0]));
    }
    for (guint i = 0; i + 8 < length; i += 8)
        key = mix_bytes(key, load_bytes(text + i));
    return finish_key(key, load_bytes(text + length - 8));
}

static void add_lexeme(struct vocab *vocab, const char *text, guint length)
{
    guint id = vocab->texts->len;
    char padded[16] = { 0 };

    if (id == vocab->size) {
        vocab->size *= 2;
        struct lexeme *wider = g_aligned_alloc(vocab->size, sizeof *wider, LINE_BYTES);
        memcpy(wider, vocab->lexemes, id * sizeof *wider);
        g_aligned_free(vocab->lexemes);
        vocab->lexemes = wider;
    }
    memcpy(padded, text, MIN(length, sizeof padded));
    vocab->lexemes[id] = (struct lexeme){ .first = load_bytes(padded), .rest = load_bytes(padded + 8), .length = length };
    g_ptr_array_add(vocab->texts, g_strndup(text, length));
}

struct vocab *vocab_new(void)
{
    struct vocab *vocab = g_new0(struct vocab, 1);

    vocab->texts = g_ptr_array_new_with_free_func(g_free);
    vocab->hashes = g_array_new(FALSE, TRUE, sizeof(struct word_hash));
    vocab->size = LEXEMES_LEAST;
    vocab->lexemes = g_aligned_alloc(vocab->size, sizeof *vocab->lexemes, LINE_BYTES);
    vocab->places = g_new0(guint16, VOCAB_PLACES);
    add_lexeme(vocab, "", 0); /* the unknown one */
    return vocab;
}

void vocab_free(struct vocab *vocab)
{
    if (vocab == NULL)
        return;
    g_ptr_array_unref(vocab->texts);
    g_array_unref(vocab->hashes);
    g_aligned_free(vocab->lexemes);
    g_free(vocab->places);
    g_free(vocab);
}

/* The place of a word, or the empty one where it would stand. */
static guint find_place(const struct vocab *vocab, const char *folded, guint length)
{
    char padded[16] = { 0 };
    guint place = (make_key(folded, length) * VOCAB_SPREAD) >> 48;

    memcpy(padded, folded, MIN(length, sizeof padded));
    for (; vocab->places[place] != 0; place = (place + 1) % VOCAB_PLACES) {
        guint id = vocab->places[place];
        if (vocab_is_spelt(&vocab->lexemes[id], load_bytes(padded), load_bytes(padded + 8), length) && memcmp(vocab_text(vocab, id), folded, length) == 0)
            break;
    }
    return place;
}

guint vocab_find(const struct vocab *vocab, const char *folded, guint length)
{
    return length != 0 && length <= WORD_BYTES_MAX ? vocab->places[find_place(vocab, folded, length)] : 0;
}

guint vocab_find_middle(const struct vocab *vocab, guint64 first, guint64 rest, guint length)
{
    guint place = (finish_key(mix_bytes(length, first), rest) * VOCAB_SPREAD) >> 48;

    while (vocab->places[place] != 0 && !vocab_is_spelt(&vocab->lexemes[vocab->places[place]], first, rest, length))
        place = (place + 1) % VOCAB_PLACES;
    return vocab->places[place];
}

guint vocab_add(struct vocab *vocab, const char *folded)
{
    gsize length = strlen(folded);
    guint id = vocab_find(vocab, folded, MIN(length, WORD_BYTES_MAX + 1));

    if (id != 0 || length == 0 || length > WORD_BYTES_MAX || vocab_size(vocab) >= WORDS_MAX)
        return id;
    vocab->places[find_place(vocab, folded, length)] = vocab_size(vocab);
    add_lexeme(vocab, folded, length);
    return vocab_size(vocab) - 1;
}

struct word *vocab_word(struct vocab *vocab, guint id)
{
    return &vocab->lexemes[id].word;
}

const char *vocab_text(const struct vocab *vocab, guint id)
{
    return vocab->texts->pdata[id];
}

void vocab_seal(struct vocab *vocab)
{
    g_array_set_size(vocab->hashes, vocab_size(vocab));
    for (guint id = 1; id < vocab_size(vocab); id++) {
        const char *text = vocab_text(vocab, id), *end = text + strlen(text);
        g_array_index(vocab->hashes, struct word_hash, id) = vocab_hash(text, end - text);
        if (vocab_get(vocab, id)->month != 0 && end - text >= 2)
            vocab->month_ends[(guchar)end[-2] & 31] |= 1u << (end[-1] & 31);
    }
}
