/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each feature of a sentence does to whether it asks; without weights rules alone say so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"
#include "find/asking.h"

#define PACK \
    "language = \"en\"; common = ( \"the of and to is\" );\n" \
    "rules = ( { kind = \"ask\"; name = \"please\"; any = ( \"please\" ); is = \"you\"; }, { kind = \"object\"; name = \"form\"; any = ( \"form\" ); },\n" \
    "{ kind = \"past\"; name = \"was\"; any = ( \"was\" ); } );"

static void asking_read__mistakes__named_with_their_line(void **state)
{
    (void)state;
    static const char *const wrong[] = { "0.4 has asking", "0.4 has ask soon", "0.4 dates 9", "0.4 judged deadline", "ruled" };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("0.10 has ask early\n%s\n", wrong[i]);
        assert_null(asking_read(text, "asking.learned", &error));
        assert_true(g_str_has_prefix(error->message, "asking.learned:2: "));
    }
}

/* How many requests are found; asking NULL: rules alone. */
static guint requests(const char *asking, const char *text)
{
    AUTO(packs) *packs = packs_new();
    g_autoptr(GError) error = NULL;

    assert_true(packs_add(packs, PACK, "en.conf", &error));
    assert_true(packs_add_learned(packs, "en", "2.00 word oslo\n-2.00 second the\n1.00 pair the form", "en.learned", &error));
    if (asking != NULL)
        assert_true(packs_add_weights(packs, "asking", asking, "asking.learned", &error));
    assert_true(packs_seal(packs, &error));
    AUTO(findings) *f = reader_read(packs, text, "2025-07-15");
    return f->requests->len;
}

static void asking_weigh__features__decide(void **state)
{
    (void)state;
    static const char asked[] = "We write once more, please return the form to Oslo.";
    static const char told[] = "The form was printed in Oslo and sent to us.";
    static const struct {
        const char *weights, *text;
        guint requests;
    } table[] = {
        { NULL, asked, 1 },
        { NULL, told, 0 },
        { "", asked, 0 }, /* as likely as not is no request */
        { "0.10 always", told, 1 },
        { "1.00 by-rules", asked, 1 },
        { "1.00 by-rules", told, 0 },
        { "1.00 by-words", asked, 1 },                   /* "Oslo", "the form" */
        { "1.00 by-words\n-0.40 always", told, 0 },      /* … less "The", which follows the beginning of the line */
        { "1.00 ruled", told, 0 },
        { "1.00 ruled\n-2.00 has object", asked, 0 },
        { "1.00 has past", told, 1 },
        { "1.00 has past\n-3.00 has object first", told, 0 },
        { "1.00 has object first", asked, 0 },
        { "1.00 question", asked, 0 },
        { "1.00 dates 0", told, 1 },
        { "1.00 text passage", told, 1 },
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        if (requests(table[i].weights, table[i].text) != table[i].requests)
            fail_msg("%s: \"%s\"", table[i].weights, table[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asking_read__mistakes__named_with_their_line),
        cmocka_unit_test(asking_weigh__features__decide),
    };

    return cmocka_run_group_tests_name("find/asking", tests, NULL, NULL);
}
