/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of weights and its mistakes; what a weight does to a date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"
#include "find/learned.h"
#include "find/role.h"

#define PACK \
    "language = \"en\"; common = ( \"the of and to is\" );\n" \
    "months = ( \"january\", \"february\", \"march\", \"april\", \"may\", \"june\", \"july\", \"august\", \"september\", \"october\", \"november\", \"december\" );\n" \
    "rules = ( { kind = \"weak\"; name = \"by\"; any = ( \"by\" ); } );"

static void learned_read__mistakes__named_with_their_line(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "reply 0.4", "0.4", "0.4 near", "0.4 nearby reply", "x near reply", "0.4 near one two three", "1e9 near reply", "nan near reply",
    };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("# weights\n0.10 near reply\n%s\n", wrong[i]);
        assert_null(learned_read(text, "xx.learned", &error));
        assert_true(g_str_has_prefix(error->message, "xx.learned:3: "));
    }
    struct learned *learned = learned_read("# nothing yet\n\n", "xx.learned", NULL);
    assert_non_null(learned);
    learned_free(learned);
}

/* The weight of the first date of a text. */
static double score(const char *weights, const char *text)
{
    AUTO(packs) *packs = packs_new();
    g_autoptr(GError) error = NULL;

    assert_true(packs_add(packs, PACK, "en.conf", &error));
    assert_true(packs_add_learned(packs, "en", weights, "en.learned", &error));
    assert_true(packs_add_weights(packs, "context", "3.00 by-words", "context.learned", &error));
    assert_true(packs_seal(packs, &error));
    AUTO(findings) *f = reader_explain(packs, text, "2025-07-15");
    assert_true(f->candidates->len > 0);
    const struct candidate *candidate = f->candidates->pdata[0];
    return candidate->score / DEADLINE_ODDS;
}

static void learned_weigh__words_around__added_where_they_stand(void **state)
{
    (void)state;
    static const char text[] = "The Réponses of the offices are awaited by 16 September 2025 in Geneva.";
    static const struct {
        const char *weights;
        double more;
    } table[] = {
        { "0.50 near awaited", 0.5 },
        { "0.50 near offices", 0 },        /* five words away */
        { "0.50 close offices", 0.5 },
        { "-0.25 before reponses", -0.25 }, /* folded, known to no pack */
        { "0.50 root-before offic\n0.30 root-before await", 0.8 },
        { "0.50 root-before by", 0 }, /* is its own root */
        { "0.50 pair-before are awaited", 0.5 },
        { "0.50 pair-before awaited are", 0 },
        { "0.50 after geneva", 0.5 },
        { "0.50 pair-after in geneva", 0.5 },
        { "0.50 next geneva\n0.20 next .", 0.7 },
        { "0.50 date september\n0.20 date 0000", 0.7 },
        { "0.50 shape any\n0.50 shape month\n0.50 shape opens", 0.5 },
        { "9.00 shape any", 6 }, /* and no more */
        { "-9.00 shape any", -6 },
    };
    double plain = score("", text);
    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        if (ABS(score(table[i].weights, text) - plain - table[i].more) > 0.0005)
            fail_msg("%s: %.3f more", table[i].weights, score(table[i].weights, text) - plain);
}

static void learned_describe__names__are_those_of_the_file(void **state)
{
    (void)state;
    AUTO(packs) *packs = packs_new();

    assert_true(packs_add(packs, PACK, "en.conf", NULL));
    packs_describe(packs);
    assert_true(packs_seal(packs, NULL));
    AUTO(findings) *f = reader_explain(packs, "The list (of two) is to come\tby 3 May.", "2025-07-15");
    const struct candidate *candidate = f->candidates->pdata[0];
    static const char *const names[] = {
        "near by", "near <cell>", "pair-before <cell> by", "before (", "joint by 0", "date may", "pair-date 0 may", "next .", "shape closes", "shape day", "shape no-year",
    };
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = g_strdup_printf("\t%s", names[i]);
        if (strstr(candidate->features, name) == NULL)
            fail_msg("%s is not in %s", names[i], candidate->features);
        g_autofree char *line = g_strdup_printf("0.10 %s\n", names[i]);
        struct learned *learned = learned_read(line, "en.learned", NULL);
        assert_non_null(learned);
        learned_free(learned);
    }
}

static void learned_weigh__beyond_another_date__not_around(void **state)
{
    (void)state;
    static const char text[] = "Forms are awaited by 16 September 2025 and copies before 3 October 2025 there.";
    static const struct {
        const char *weights;
        double more;
    } table[] = {
        { "0.50 after copies", 0.5 },
        { "0.50 after there", 0 },
        { "0.50 beyond-after there", 0.5 },
        { "0.50 beyond-after copies", 0 },
        { "0.50 beyond-before awaited", 0 },
    };
    double plain = score("", text);

    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        if (ABS(score(table[i].weights, text) - plain - table[i].more) > 0.0005)
            fail_msg("%s: %.3f more", table[i].weights, score(table[i].weights, text) - plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learned_read__mistakes__named_with_their_line),
        cmocka_unit_test(learned_weigh__words_around__added_where_they_stand),
        cmocka_unit_test(learned_weigh__beyond_another_date__not_around),
        cmocka_unit_test(learned_describe__names__are_those_of_the_file),
    };
    return cmocka_run_group_tests_name("find/learned", tests, NULL, NULL);
}
