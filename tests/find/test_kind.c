/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kinds of letters by rules, and by what was learned; the words that count are those of the subject, the title, the
 * opening and of sentences that ask. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"
#include "find/kind.h"
#include "find/kind_words.h"

#define PACK \
    "language = \"en\"; common = ( \"the of and to is\" );\n" \
    "rules = ( { kind = \"letterhead\"; name = \"office\"; any = ( \"labour office\" ); }, { kind = \"addressee\"; name = \"sir\"; any = ( \"dear sir\" ); },\n" \
    "{ kind = \"official\"; name = \"honour\"; any = ( \"i have the honour\" ); }, { kind = \"ask\"; name = \"please\"; any = ( \"please\" ); is = \"you\"; } );"

#define LETTER "LABOUR OFFICE\n\nDear Sir,\n\nI have the honour to write about delegates. Please send names by 16 September 2025. It is long. The room of last year was full. The lake was frozen.\n\nYours faithfully\n"

static void kind_read__mistakes__named_with_their_line(void **state)
{
    (void)state;
    static const char *const wrong[] = { "0.4 kind letter", "by-rules", "0.4 always" };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("# two lines\n%s\n", wrong[i]);
        assert_null(kind_read(text, "kind.learned", &error));
        assert_true(g_str_has_prefix(error->message, "kind.learned:2: "));
    }
}

static void kind_words_read__mistakes__named_with_their_line(void **state)
{
    (void)state;
    static const char *const wrong[] = { "0.4 letter delegate", "nomination delegate", "0.4 nomination", "0.4 nomination two words", "900 nomination word" };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("0.10 meeting room\n%s\n", wrong[i]);
        assert_null(kind_words_read(text, "words.learned", &error));
        assert_true(g_str_has_prefix(error->message, "words.learned:2: "));
    }
}

/* The kind found; weights NULL: rules alone. */
static enum letter_kind kind_of(const char *weights, const char *words)
{
    AUTO(packs) *packs = packs_new();
    g_autoptr(GError) error = NULL;

    assert_true(packs_add(packs, PACK, "en.conf", &error));
    assert_true(weights == NULL || packs_add_weights(packs, "kind", weights, "kind.learned", &error));
    assert_true(weights == NULL || packs_add_weights(packs, "words", words, "words.learned", &error));
    assert_true(packs_seal(packs, &error));
    AUTO(findings) *f = reader_read(packs, LETTER, "2025-07-15");
    assert_true(f->circular);
    return f->kind;
}

static void kind_tell__words_of_letter__decide(void **state)
{
    (void)state;
    static const struct {
        const char *weights, *words;
        enum letter_kind kind;
    } table[] = {
        { NULL, NULL, LETTER_OTHER },
        { "1.00 ruled", "2.00 nomination delegates", LETTER_OTHER },
        { "1.00 by-words", "2.00 nomination delegates", LETTER_NOMINATION },
        { "1.00 by-words", "2.00 nomination names\n3.00 meeting delegates", LETTER_MEETING }, /* of what is asked, and the opening */
        { "1.00 by-words", "2.00 nomination lake", LETTER_OTHER },
        { "1.00 by-words\n3.00 kind credentials", "2.00 nomination delegates", LETTER_CREDENTIALS },
        { "1.00 no-rule", "", LETTER_OTHER },
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        if (kind_of(table[i].weights, table[i].words) != table[i].kind)
            fail_msg("%u: %s", i, letter_kind_name(kind_of(table[i].weights, table[i].words)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kind_read__mistakes__named_with_their_line),
        cmocka_unit_test(kind_words_read__mistakes__named_with_their_line),
        cmocka_unit_test(kind_tell__words_of_letter__decide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
