/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words as the lexer folds them, and that it always gets to the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "find/lex.h"
#include "find/vocab.h"

static char *folded(const char *text)
{
    g_autoptr(GPtrArray) words = lex_words(text);

    g_ptr_array_add(words, NULL);
    return g_strjoinv("|", (char **)words->pdata);
}

static void expect(const char *text, const char *words)
{
    g_autofree char *answer = folded(text);

    assert_string_equal(answer, words);
}

static void lex_words__accents_and_capitals__are_gone(void **state)
{
    (void)state;
    expect("Délai de RÉPONSE", "delai|de|reponse");
    expect("Straße, \xc5\x93uvre", "strasse|oeuvre");
    expect("\xef\xac\x81nal of\xef\xac\x81" "ce", "final|office");
}

static void lex_words__letters_that_look_latin__are_what_they_look_like(void **state)
{
    (void)state;
    expect("12 Jun\xd0\xb5, \xd0\xa1ircular, \xce\x9covember", "june|circular|movember");
    expect("\xd0\xbe \xd1\x81\xd1\x80\xd0\xbe\xd0\xba\xd0\xb0\xd1\x85", "\xd0\xbe|\xd1\x81\xd1\x80\xd0\xbe\xd0\xba\xd0\xb0\xd1\x85"); /* Russian stays it */
}

static void lex_words__mangled_accents__are_read_as_meant(void **state)
{
    (void)state;
    expect("d\xc3\x83\xc2\xa9lai", "delai");
}

/* Once read from memory that was no longer there: now and then no letter at all, and no end. */
static void lex_words__full_width_letters__are_plain_ones(void **state)
{
    (void)state;
    expect("\xef\xbc\xa4\xef\xbc\xa5\xef\xbc\xa1\xef\xbc\xa4line", "deadline");
    expect("\xef\xbd\x81\xef\xbd\x9a", "az");
    expect("\xef\xbc\xa5\xef\xbc\xb4\xef\xbc\xa3\xe8\xb5\xb0\xe8\xa1\x8c", "etc\xe8\xb5\xb0\xe8\xa1\x8c");
    expect("\xef\xbc\xbb\xef\xbc\xbd", ""); /* what stands between capitals and small letters is no letter */
}

/* The words that a vocabulary of these four makes of the text; "?" for those that it does not know. */
static char *known(const char *text)
{
    struct vocab *vocab = vocab_new();
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
    GString *words = g_string_new(NULL);

    vocab_add(vocab, "office");
    vocab_add(vocab, "will");
    vocab_add(vocab, "line");
    vocab_add(vocab, "before");
    vocab_seal(vocab);
    assert_true(lex(text, strlen(text), vocab, 100, tokens));
    for (guint i = 0; i < tokens->len; i++) {
        const struct token *token = &g_array_index(tokens, struct token, i);
        if (token->type == TOKEN_WORD)
            g_string_append_printf(words, "%s|", token->word != 0 ? vocab_text(vocab, token->word) : "?");
        else
            g_string_append_printf(words, "%u|", token->value);
    }
    vocab_free(vocab);
    return g_string_free(words, FALSE);
}

static void lex__digits_that_are_letters__are_read_where_the_word_is_known(void **state)
{
    static const char *const texts[][2] = {
        { "0ffice wi1l  OFF1CE ", "office|will|office|" },
        { "l1ne 1ine", "line|1|?|" },
        { "hefore", "before|" },
        { "wi11 10ffice", "will|10|?|" },
        { "C105 1st 5kg", "?|105|1|5|?|" },
        { "by the lst", "?|?|1|" },
    };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *words = known(texts[i][0]);
        assert_string_equal(words, texts[i][1]);
    }
}

static void lex__digits_of_every_script__count(void **state)
{
    static const char *const figures[] = {
        "12", "١٢", "۱۲", "१२", "১২", "๑๒", "１２", "\U0001d7cf\U0001d7d0", /* the last: bold ones of mathematics */
    };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(figures); i++) {
        g_autofree char *words = known(figures[i]);
        assert_string_equal(words, "12|");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lex_words__accents_and_capitals__are_gone),
        cmocka_unit_test(lex_words__letters_that_look_latin__are_what_they_look_like),
        cmocka_unit_test(lex_words__mangled_accents__are_read_as_meant),
        cmocka_unit_test(lex_words__full_width_letters__are_plain_ones),
        cmocka_unit_test(lex__digits_that_are_letters__are_read_where_the_word_is_known),
        cmocka_unit_test(lex__digits_of_every_script__count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
