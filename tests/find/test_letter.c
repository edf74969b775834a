/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the words of a whole mail make of it: a circular or not, beside what rules say; a few words decide nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"
#include "find/letter.h"

#define PACK \
    "language = \"en\"; common = ( \"the of and to is\" );\n" \
    "rules = ( { kind = \"letterhead\"; name = \"office\"; any = ( \"labour office\" ); },\n" \
    "{ kind = \"letterhead\"; name = \"known\"; value = 1; any = ( \"arloc\" ); }, { kind = \"weak\"; name = \"by\"; is = \"by\"; any = ( \"by\" ); }, { kind = \"addressee\"; name = \"sir\"; any = ( \"dear sir\" ); },\n" \
    "{ kind = \"salutation\"; name = \"dear\"; any = ( \"dear sir\" ); }, { kind = \"official\"; name = \"honour\"; any = ( \"i have the honour\" ); }, { kind = \"ask\"; name = \"please\"; any = ( \"please\" ); is = \"you\"; } );"

#define LETTER "LABOUR OFFICE\n\nDear Sir,\n\nI have the honour to write about delegates. Please send names by 2025-09-16. It is long. The lake was frozen.\n\nYours faithfully\n"
#define LAKE "The lake was frozen. "
#define LONG LETTER LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE
#define WEIGHTS "0.50 circular\n1.00 by-rules\n3.00 by-words\n"

static void letter_read__mistakes__named_with_their_line(void **state)
{
    (void)state;
    static const char *const wrong[] = { "0.4 letter", "by-rules", "0.4 due", "1e9 by-words", "0.4 sign unheard-of" };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("0.10 by-rules\n%s\n", wrong[i]);
        assert_null(letter_read(text, "letter.learned", &error));
        assert_true(g_str_has_prefix(error->message, "letter.learned:2: "));
    }
}

static struct findings *read_from(const char *from, const char *weights, const char *words, const char *text)
{
    AUTO(packs) *packs = packs_new();
    g_autoptr(GError) error = NULL;

    assert_true(packs_add(packs, PACK, "en.conf", &error));
    assert_true(weights == NULL || packs_add_weights(packs, "letter", weights, "letter.learned", &error));
    assert_true(packs_add_weights(packs, "words", words, "words.learned", &error));
    assert_true(packs_seal(packs, &error));
    return reader_read_from(packs, text, "2025-07-15", from);
}

static gboolean is_circular_from(const char *from, const char *weights, const char *words, const char *text)
{
    AUTO(findings) *f = read_from(from, weights, words, text);

    return f->circular;
}

static gboolean is_circular(const char *weights, const char *words, const char *text)
{
    return is_circular_from(NULL, weights, words, text);
}

static void letter_weigh__words_and_rules__summed_up(void **state)
{
    (void)state;
    assert_true(is_circular(NULL, "-9.00 circular delegates\n", LONG)); /* rules alone */
    assert_true(is_circular(WEIGHTS, "0.00 circular delegates\n", LONG));
    assert_false(is_circular(WEIGHTS, "-9.00 circular lake\n", LONG)); /* any word of the mail, each once */
    assert_true(is_circular(WEIGHTS, "-0.20 circular the\n", LONG));
    assert_true(is_circular(WEIGHTS, "-9.00 due lake\n-9.00 meeting lake\n", LONG)); /* of another column */
}

static void letter_weigh__signs__of_who_wrote_it_and_how(void **state)
{
    static const struct {
        const char *sign, *from;
        gboolean shows;
    } table[] = {
        { "greets", NULL, TRUE },
        { "official", NULL, TRUE },
        { "very-official", NULL, FALSE },
        { "asks", NULL, TRUE },
        { "often-asks", NULL, FALSE },
        { "names-organization", NULL, TRUE },
        { "names-known-organization", NULL, FALSE },
        { "no-sender", NULL, TRUE },
        { "no-sender", "Ann Weaver", FALSE },
        { "by-organization", "Ann Weaver", FALSE },
        { "by-organization", "Labour Office", TRUE },
        { "by-known-organization", "Labour Office", FALSE },
        { "by-known-organization", "ARLOC Secretariat", TRUE },
        { "no-organization", "Ann Weaver", FALSE }, /* its letterhead names one */
        { "reference", NULL, FALSE },
        { "automatic", NULL, FALSE },
    };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *weights = g_strdup_printf("0.10 circular\n-1.00 sign %s\n", table[i].sign);
        if (is_circular_from(table[i].from, weights, "0.00 circular lake\n", LONG) == table[i].shows)
            fail_msg("%s of %u", table[i].sign, i);
    }
}

static void letter_weigh__plainly_none__nobody_is_asked(void **state)
{
    static const struct {
        const char *words;
        guint deadlines;
    } table[] = { { "1.00 circular lake\n", 1 }, { "-1.00 circular lake\n", 1 }, { "-3.00 circular lake\n", 0 } };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        AUTO(findings) *f = read_from(NULL, "1.00 by-words\n", table[i].words, LONG);
        if (f->deadlines->len != table[i].deadlines || f->requests->len != table[i].deadlines)
            fail_msg("%u: %u deadlines, %u requests", i, f->deadlines->len, f->requests->len);
    }
}

static void letter_weigh__few_words__rules_alone(void **state)
{
    (void)state;
    assert_true(is_circular(WEIGHTS, "-9.00 circular lake\n", LETTER));
}

static void letter_weigh__nobody_named__rules_alone(void **state)
{
    (void)state;
    assert_false(is_circular(WEIGHTS, "9.00 circular lake\n", LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE LAKE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letter_read__mistakes__named_with_their_line),
        cmocka_unit_test(letter_weigh__words_and_rules__summed_up),
        cmocka_unit_test(letter_weigh__signs__of_who_wrote_it_and_how),
        cmocka_unit_test(letter_weigh__plainly_none__nobody_is_asked),
        cmocka_unit_test(letter_weigh__few_words__rules_alone),
        cmocka_unit_test(letter_weigh__nobody_named__rules_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
