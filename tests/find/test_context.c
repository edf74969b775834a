/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of weights and its mistakes; what each feature of the context does to a date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"
#include "find/context.h"

#define PACK \
    "language = \"en\"; common = ( \"the of and to is\" );\n" \
    "months = ( \"january\", \"february\", \"march\", \"april\", \"may\", \"june\", \"july\", \"august\", \"september\", \"october\", \"november\", \"december\" );\n" \
    "rules = ( { kind = \"weak\"; name = \"by\"; any = ( \"by\" ); }, { kind = \"ask\"; name = \"please\"; any = ( \"please\" ); },\n" \
    "{ kind = \"event\"; name = \"meeting\"; any = ( \"meeting\" ); }, { kind = \"past\"; name = \"was\"; any = ( \"was\" ); }, { kind = \"copy\"; name = \"oslo\"; is = \"information\"; any = ( \"in oslo\" ); } );"

static void context_read__mistakes__named_with_their_line(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "by-rules 0.4", "0.4", "0.4 by-sums", "0.4 before asking", "0.4 before ask soon", "x by-rules", "1e9 by-rules", "nan by-rules", "0.4  by-rules",
    };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("# weights\n0.10 before ask near\n%s\n", wrong[i]);
        assert_null(context_read(text, "context.learned", &error));
        assert_true(g_str_has_prefix(error->message, "context.learned:3: "));
    }
    struct weights *weights = context_read("# nothing yet\n\n", "context.learned", NULL);
    assert_non_null(weights);
    weights_free(weights);
}

/* The odds of the first date of a text, and whether it is a deadline. */
static double odds(const char *weights, const char *text, gboolean *due)
{
    AUTO(packs) *packs = packs_new();
    g_autoptr(GError) error = NULL;

    assert_true(packs_add(packs, PACK, "en.conf", &error));
    assert_true(packs_add_learned(packs, "en", "2.00 next oslo\n-9.00 near meeting", "en.learned", &error));
    assert_true(packs_add_weights(packs, "context", weights, "context.learned", &error));
    assert_true(packs_seal(packs, &error));
    AUTO(findings) *f = reader_explain(packs, text, "2025-07-15");
    assert_true(f->candidates->len > 0);
    const struct candidate *first = f->candidates->pdata[0];
    *due = g_str_equal(first->role, "deadline");
    return first->score / DEADLINE_ODDS;
}

static void context_weigh__each_feature__counted_once(void **state)
{
    (void)state;
    static const char text[] = "The meeting is called. Please, please write to Oslo by 16 September 2025 or come to the meeting of 3 October 2025 in Oslo.";
    static const struct {
        const char *weights;
        double odds;
    } table[] = {
        { "", 0 },
        { "0.50 always", 0.5 },
        { "0.50 before ask", 0.5 }, /* although it is asked twice */
        { "0.50 before ask near\n0.30 before ask far", 0.5 },
        { "0.50 before weak touching", 0.5 },
        { "0.50 after ask", 0 },
        { "0.50 after event beyond\n0.20 after event\n0.20 after event near", 0.5 }, /* the other date's */
        { "0.50 said-before event", 0.5 },
        { "0.50 said-earlier event", 0 },
        { "0.50 judged deadline", 0.5 },
        { "0.50 cue weak\n0.10 cue none", 0.5 },
        { "0.50 says by\n0.10 says on", 0.5 },
        { "0.50 date 1 of 2\n0.20 date 2 of 2", 0.5 },
        { "0.50 ahead quarter", 0.5 },
        { "0.50 shape weekday\n0.20 shape time", 0 },
        { "0.50 in text\n0.20 in row", 0.5 },
        { "0.50 text passage", 0.5 },
        { "3.00 next", -6 }, /* words: the other date follows the word meeting; no more than 6 */
        { "3.00 best-beside", -6 },
        { "0.50 outdone\n0.20 only-one", 0 },
        { "3.00 best-other", -6 },
        { "0.50 first", 0.5 },
        { "0.50 may-ask", 0.5 },
        { "3.00 asks", 1 },
        { "3.00 asks-most", 1 },
        { "0.50 copy information\n0.20 copy line", 0.5 }, /* wherever it is said */
        { "3.00 by-letter\n0.50 letter", 0 }, /* nothing was learned of words of letters */
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        gboolean due;
        double found = odds(table[i].weights, text, &due);
        if (ABS(found - table[i].odds) > 0.0005)
            fail_msg("%s: %.3f", table[i].weights, found);
        if (due != (table[i].odds > 0)) fail_msg("%s: due %d", table[i].weights, due);
    }
}

/* Said the same way in one sentence, they do not compete. */
static void context_weigh__twin__not_beside(void **state)
{
    (void)state;
    static const char text[] = "Please write to Oslo by 16 September 2025 and again by 3 October 2025.";
    static const char other[] = "Please write to Oslo by 16 September 2025 and again until 3 October 2025.";
    static const char list[] = "Please write to Oslo\n- with the form by 16 September 2025\n- with the copy by 3 October 2025";
    static const char days[] = "Please write to Oslo\n- 16 September 2025: the form\n- 3 October 2025: the copy";
    static const char prose[] = "Please write to Oslo by 16 September 2025. And again by 3 October 2025.";
    static const struct {
        const char *weights, *text;
        double odds;
    } table[] = {
        { "0.50 twin", text, 0.5 },
        { "0.50 twin", list, 0.5 },
        { "0.50 twin", days, 0.5 },
        { "0.50 twin", prose, 0 },
        { "0.50 twin", other, 0 },
        { "0.50 only-one", text, 0.5 },
        { "0.50 only-one", other, 0 },
        { "3.00 next", text, 0 },
    };
    gboolean due;

    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        assert_float_equal(odds(table[i].weights, table[i].text, &due), table[i].odds, 0.0005);
    assert_true(ABS(odds("3.00 best-twin", text, &due)) > 0.0005);
    assert_true(ABS(odds("3.00 next", other, &due)) > 0.0005);
}

static void context_weigh__date_of_the_letter__keeps_its_place(void **state)
{
    (void)state;
    gboolean due;

    odds("9.00 always", "Geneva, 1 July 2025\n\nDear Sir,\n\nPlease write.", &due);
    assert_false(due);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(context_read__mistakes__named_with_their_line),
        cmocka_unit_test(context_weigh__each_feature__counted_once),
        cmocka_unit_test(context_weigh__twin__not_beside),
        cmocka_unit_test(context_weigh__date_of_the_letter__keeps_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
