/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words as the lexer folds them, and that it always gets to the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "find/lex.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lex_words__accents_and_capitals__are_gone),
        cmocka_unit_test(lex_words__mangled_accents__are_read_as_meant),
        cmocka_unit_test(lex_words__full_width_letters__are_plain_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
