/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vocabulary: each word is found again, short or long, and none is taken for another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "find/lex.h"
#include "find/vocab.h"

static void vocab_find__words_of_every_length__are_told_apart(void **state)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
    struct vocab *vocab = vocab_new();

    (void)state;
    for (guint n = 1; n <= WORD_BYTES_MAX; n++) {
        g_autofree char *word = g_strndup(letters, n);
        assert_int_equal(vocab_add(vocab, word), n);
        assert_int_equal(vocab_add(vocab, word), n);
    }
    for (guint n = 1; n <= WORD_BYTES_MAX; n++) {
        assert_int_equal(vocab_find(vocab, letters, n), n);
        assert_int_equal(vocab_find(vocab, letters + 1, n), 0);
        assert_int_equal(strlen(vocab_text(vocab, n)), n);
    }
    assert_int_equal(vocab_find(vocab, letters, WORD_BYTES_MAX + 1), 0);
    assert_int_equal(vocab_find(vocab, letters, 0), 0);
    vocab_free(vocab);
}

static void vocab_add__very_many_words__are_all_found(void **state)
{
    struct vocab *vocab = vocab_new();

    (void)state;
    for (guint i = 1; i < WORDS_MAX; i++) {
        g_autofree char *word = g_strdup_printf(i % 2 ? "w%u" : "longerword%u", i);
        assert_int_equal(vocab_add(vocab, word), i);
    }
    assert_int_equal(vocab_add(vocab, "onetoomany"), 0);
    for (guint i = 1; i < WORDS_MAX; i += 7) {
        g_autofree char *word = g_strdup_printf(i % 2 ? "w%u" : "longerword%u", i);
        assert_int_equal(vocab_find(vocab, word, strlen(word)), i);
    }
    assert_int_equal(vocab_find(vocab, "w2", 2), 0);
    vocab_free(vocab);
}

/* The text ends right behind the word, or a mark, a blank, another script stands there. */
static void lex__words_of_every_length__wherever_they_end__are_found(void **state)
{
    static const char *const behind[] = { "", " ", ".", "'s", "-x", " and nothing else", "\xc2\xa0" "b", "\n" };
    static const char letters[] = "TheseLettersAreEnoughForAWordOfEveryLength";
    struct vocab *vocab = vocab_new();
    g_autofree char *small = g_ascii_strdown(letters, -1);

    (void)state;
    for (guint n = 1; n <= WORD_BYTES_MAX; n++) {
        g_autofree char *word = g_strndup(small, n);
        vocab_add(vocab, word);
    }
    vocab_seal(vocab);
    for (guint n = 2; n <= WORD_BYTES_MAX; n++)
        for (guint i = 0; i < G_N_ELEMENTS(behind); i++) {
            g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
            g_autofree char *text = g_strdup_printf("%.*s%s", n, letters, behind[i]);
            assert_true(lex(text, strlen(text), vocab, 1000, tokens));
            const struct token *token = &g_array_index(tokens, struct token, 0);
            assert_int_equal(token->word, n);
            assert_int_equal(token->length, n);
            assert_int_equal(token->flags & (TOKEN_CAPITAL | TOKEN_UPPER), TOKEN_CAPITAL);
        }
    vocab_free(vocab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vocab_find__words_of_every_length__are_told_apart),
        cmocka_unit_test(vocab_add__very_many_words__are_all_found),
        cmocka_unit_test(lex__words_of_every_length__wherever_they_end__are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
