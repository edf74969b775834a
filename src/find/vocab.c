/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to numbers, so that everything after the lexer compares integers.
 *
 * The key is a length and bytes, not a C string, so that the lexer can ask for a stretch of its own
 * buffer without copying it. Nothing is ever added while a letter is read. */
#include "find/vocab.h"

#include <string.h>

struct lexeme {
    guint length;
    const char *text;
};

static guint hash_lexeme(gconstpointer key)
{
    const struct lexeme *lexeme = key;
    guint hash = 2166136261u;

    for (guint i = 0; i < lexeme->length; i++)
        hash = (hash ^ (guchar)lexeme->text[i]) * 16777619u;
    return hash;
}

static gboolean equal_lexemes(gconstpointer left, gconstpointer right)
{
    const struct lexeme *a = left, *b = right;

    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

struct vocab *vocab_new(void)
{
    struct vocab *vocab = g_new0(struct vocab, 1);
    struct word unknown = { 0 };

    vocab->ids = g_hash_table_new_full(hash_lexeme, equal_lexemes, g_free, NULL);
    vocab->texts = g_ptr_array_new_with_free_func(g_free);
    vocab->words = g_array_new(FALSE, TRUE, sizeof(struct word));
    g_ptr_array_add(vocab->texts, g_strdup(""));
    g_array_append_val(vocab->words, unknown);
    return vocab;
}

void vocab_free(struct vocab *vocab)
{
    if (vocab == NULL)
        return;
    g_hash_table_unref(vocab->ids);
    g_ptr_array_unref(vocab->texts);
    g_array_unref(vocab->words);
    g_free(vocab);
}

guint vocab_find(const struct vocab *vocab, const char *folded, guint length)
{
    struct lexeme key = { length, folded };

    return GPOINTER_TO_UINT(g_hash_table_lookup(vocab->ids, &key));
}

guint vocab_add(struct vocab *vocab, const char *folded)
{
    gsize length = strlen(folded);
    guint id = length <= WORD_BYTES_MAX ? vocab_find(vocab, folded, length) : 0;
    struct word word = { 0 };

    if (id != 0 || length == 0 || length > WORD_BYTES_MAX || vocab->texts->len >= WORDS_MAX)
        return id;
    id = vocab->texts->len;
    g_ptr_array_add(vocab->texts, g_strdup(folded));
    g_array_append_val(vocab->words, word);

    struct lexeme *key = g_new0(struct lexeme, 1);
    key->length = length;
    key->text = vocab->texts->pdata[id];
    g_hash_table_insert(vocab->ids, key, GUINT_TO_POINTER(id));
    return id;
}

struct word *vocab_word(struct vocab *vocab, guint id)
{
    return &g_array_index(vocab->words, struct word, id);
}

const char *vocab_text(const struct vocab *vocab, guint id)
{
    return vocab->texts->pdata[id];
}
