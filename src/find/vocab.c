/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to numbers, so that everything after the lexer compares integers.
 *
 * The key is a length and bytes, not a C string, so that the lexer can ask for a stretch of its own
 * buffer without copying it. Most questions are answered by one look at the place that a word's hash
 * gives it; only where two words share a place is the table asked. Nothing is added while a letter is
 * read. */
#include "find/vocab.h"

#include <string.h>

#define PLACES (1u << 16)
#define SHARED 0xffffu /* more than one word has this place */

struct lexeme {
    guint32 hash;
    guint32 length;
    char text[WORD_BYTES_MAX + 1];
};

/* Eight bytes at a time: a word is seldom longer. */
static guint32 hash_text(const char *text, guint length)
{
    guint64 hash = length, bytes = 0;

    for (; length >= 8; length -= 8, text += 8) {
        memcpy(&bytes, text, 8);
        hash = (hash ^ bytes) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    bytes = 0;
    for (guint i = 0; i < length; i++)
        bytes = bytes << 8 | (guchar)text[i];
    hash = (hash ^ bytes) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return hash >> 32;
}

static guint hash_lexeme(gconstpointer key)
{
    return ((const struct lexeme *)key)->hash;
}

static gboolean equal_lexemes(gconstpointer left, gconstpointer right)
{
    const struct lexeme *a = left, *b = right;

    return a->hash == b->hash && a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

struct vocab *vocab_new(void)
{
    struct vocab *vocab = g_new0(struct vocab, 1);
    struct word unknown = { 0 };

    vocab->ids = g_hash_table_new_full(hash_lexeme, equal_lexemes, NULL, NULL);
    vocab->lexemes = g_ptr_array_new_with_free_func(g_free);
    vocab->words = g_array_new(FALSE, TRUE, sizeof(struct word));
    vocab->places = g_new0(guint16, PLACES);
    g_ptr_array_add(vocab->lexemes, g_new0(struct lexeme, 1));
    g_array_append_val(vocab->words, unknown);
    return vocab;
}

void vocab_free(struct vocab *vocab)
{
    if (vocab == NULL)
        return;
    g_hash_table_unref(vocab->ids);
    g_ptr_array_unref(vocab->lexemes);
    g_array_unref(vocab->words);
    g_free(vocab->places);
    g_free(vocab);
}

guint vocab_find(const struct vocab *vocab, const char *folded, guint length)
{
    guint32 hash = hash_text(folded, length);
    guint id = vocab->places[hash % PLACES];

    if (id == 0 || length > WORD_BYTES_MAX)
        return 0;
    if (id == SHARED) {
        struct lexeme key = { .hash = hash, .length = length };
        memcpy(key.text, folded, length);
        return GPOINTER_TO_UINT(g_hash_table_lookup(vocab->ids, &key));
    }
    const struct lexeme *lexeme = vocab->lexemes->pdata[id];
    return lexeme->hash == hash && lexeme->length == length && memcmp(lexeme->text, folded, length) == 0 ? id : 0;
}

guint vocab_add(struct vocab *vocab, const char *folded)
{
    gsize length = strlen(folded);
    guint id = length <= WORD_BYTES_MAX ? vocab_find(vocab, folded, length) : 0;
    struct word word = { 0 };

    if (id != 0 || length == 0 || length > WORD_BYTES_MAX || vocab->lexemes->len >= WORDS_MAX)
        return id;
    struct lexeme *key = g_new0(struct lexeme, 1);
    id = vocab->lexemes->len;
    key->hash = hash_text(folded, length);
    key->length = length;
    memcpy(key->text, folded, length);
    g_array_append_val(vocab->words, word);
    g_ptr_array_add(vocab->lexemes, key);
    g_hash_table_insert(vocab->ids, key, GUINT_TO_POINTER(id));
    guint16 *place = &vocab->places[key->hash % PLACES];
    *place = *place == 0 ? id : SHARED;
    return id;
}

struct word *vocab_word(struct vocab *vocab, guint id)
{
    return &g_array_index(vocab->words, struct word, id);
}

const char *vocab_text(const struct vocab *vocab, guint id)
{
    return ((const struct lexeme *)vocab->lexemes->pdata[id])->text;
}

void vocab_seal(struct vocab *vocab)
{
    for (guint id = 1; id < vocab->lexemes->len; id++) {
        const struct lexeme *lexeme = vocab->lexemes->pdata[id];
        const char *end = lexeme->text + lexeme->length;
        if (vocab_get(vocab, id)->month != 0 && lexeme->length >= 2)
            vocab->month_ends[(guchar)end[-2] & 31] |= 1u << (end[-1] & 31);
    }
}
