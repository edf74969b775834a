/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to numbers, so that everything after the lexer compares integers.
 *
 * A word's key is its bytes where they are eight or fewer, so that equal keys are equal words and most
 * questions are answered without a look at any text; a longer word's key is a mixture of its bytes
 * whose lowest is zero, which no short word's is, and the texts are compared, too. Nothing is added
 * while a letter is read. */
#include "find/vocab.h"

#include <string.h>

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
    return (key ^ key >> 29) & ~G_GUINT64_CONSTANT(0xff);
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

struct vocab *vocab_new(void)
{
    struct vocab *vocab = g_new0(struct vocab, 1);
    const struct word unknown = { 0 };
    const struct spelling unspelt = { 0 };
    const guint64 none = 0;

    vocab->lexemes = g_ptr_array_new_with_free_func(g_free);
    vocab->words = g_array_new(FALSE, TRUE, sizeof(struct word));
    vocab->keys = g_array_new(FALSE, FALSE, sizeof none);
    vocab->spellings = g_array_new(FALSE, FALSE, sizeof unspelt);
    vocab->hashes = g_array_new(FALSE, TRUE, sizeof(struct word_hash));
    vocab->places = g_new0(guint16, VOCAB_PLACES);
    g_ptr_array_add(vocab->lexemes, g_strdup(""));
    g_array_append_val(vocab->words, unknown);
    g_array_append_val(vocab->keys, none);
    g_array_append_val(vocab->spellings, unspelt);
    return vocab;
}

void vocab_free(struct vocab *vocab)
{
    if (vocab == NULL)
        return;
    g_ptr_array_unref(vocab->lexemes);
    g_array_unref(vocab->words);
    g_array_unref(vocab->keys);
    g_array_unref(vocab->spellings);
    g_array_unref(vocab->hashes);
    g_free(vocab->places);
    g_free(vocab);
}

/* The place of a word, or the empty one where it would stand. */
static guint find_place(const struct vocab *vocab, const char *folded, guint length, guint64 key)
{
    guint place = (key * VOCAB_SPREAD) >> 48;

    for (; vocab->places[place] != 0; place = (place + 1) % VOCAB_PLACES) {
        const char *text = vocab->lexemes->pdata[vocab->places[place]];
        if (g_array_index(vocab->keys, guint64, vocab->places[place]) == key &&
            strncmp(text, folded, length) == 0 && text[length] == '\0')
            break;
    }
    return place;
}

guint vocab_find(const struct vocab *vocab, const char *folded, guint length)
{
    if (length == 0 || length > WORD_BYTES_MAX)
        return 0;
    guint64 key = make_key(folded, length);
    return length <= 8 ? vocab_find_short(vocab, key) : vocab->places[find_place(vocab, folded, length, key)];
}

guint vocab_find_middle(const struct vocab *vocab, guint64 first, guint64 rest, guint length)
{
    const guint64 *keys = (const guint64 *)vocab->keys->data;
    const struct spelling *spellings = (const struct spelling *)vocab->spellings->data;
    guint64 key = finish_key(mix_bytes(length, first), rest);

    for (guint place = (key * VOCAB_SPREAD) >> 48; vocab->places[place] != 0; place = (place + 1) % VOCAB_PLACES) {
        guint id = vocab->places[place];
        if (keys[id] == key && spellings[id].first == first && spellings[id].rest == rest)
            return id;
    }
    return 0;
}

guint vocab_add(struct vocab *vocab, const char *folded)
{
    gsize length = strlen(folded);
    guint id = length <= WORD_BYTES_MAX ? vocab_find(vocab, folded, length) : 0;
    const struct word word = { 0 };

    if (id != 0 || length == 0 || length > WORD_BYTES_MAX || vocab->lexemes->len >= WORDS_MAX)
        return id;
    guint64 key = make_key(folded, length);
    char padded[16] = { 0 };
    memcpy(padded, folded, MIN(length, sizeof padded));
    const struct spelling spelling = { load_bytes(padded), load_bytes(padded + 8) };
    id = vocab->lexemes->len;
    vocab->places[find_place(vocab, folded, length, key)] = id;
    g_array_append_val(vocab->words, word);
    g_array_append_val(vocab->keys, key);
    g_array_append_val(vocab->spellings, spelling);
    g_ptr_array_add(vocab->lexemes, g_strdup(folded));
    return id;
}

struct word *vocab_word(struct vocab *vocab, guint id)
{
    return &g_array_index(vocab->words, struct word, id);
}

const char *vocab_text(const struct vocab *vocab, guint id)
{
    return vocab->lexemes->pdata[id];
}

void vocab_seal(struct vocab *vocab)
{
    g_array_set_size(vocab->hashes, vocab->lexemes->len);
    for (guint id = 1; id < vocab->lexemes->len; id++) {
        const char *text = vocab_text(vocab, id), *end = text + strlen(text);
        g_array_index(vocab->hashes, struct word_hash, id) = vocab_hash(text, end - text);
        if (vocab_get(vocab, id)->month != 0 && end - text >= 2)
            vocab->month_ends[(guchar)end[-2] & 31] |= 1u << (end[-1] & 31);
    }
}
