/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a line of a file of weights may be, and how one that is none is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "find/weight_lines.h"

/* Two fit; "odd" is not known. */
static enum weight_taken take(double weight, const char *feature, gpointer data)
{
    GString *taken = data;

    if (g_str_equal(feature, "odd"))
        return WEIGHT_STRANGE;
    if (taken->len >= 14)
        return WEIGHT_TOO_MANY;
    g_string_append_printf(taken, "%.2f %s;", weight, feature);
    return WEIGHT_TAKEN;
}

static void weight_lines_read__lines__taken_in_order(void **state)
{
    (void)state;
    g_autoptr(GString) taken = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    assert_true(weight_lines_read("# two\n\n0.5 ab\n-1.25 c", "x", "a weight", take, taken, &error));
    assert_null(error);
    assert_string_equal(taken->str, "0.50 ab;-1.25 c;");
    assert_true(weight_lines_read("", "x", "a weight", take, taken, &error));
}

static void weight_lines_read__mistakes__named_with_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } table[] = {
        { "0.5 odd", "x.learned:1: is not a weight" },
        { "# none\n0.5", "x.learned:2: is not a weight" },
        { "0.5\tab", "x.learned:1: is not a weight" },
        { "   \n0.5 ab", "x.learned:1: is not a weight" }, /* no number of the next line */
        { "33 ab", "x.learned:1: is not a weight" },
        { "nan ab", "x.learned:1: is not a weight" },
        { "1 ab\n2 cd\n3 ef", "x.learned:3: there is no room for more weights" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GString) taken = g_string_new(NULL);
        g_autoptr(GError) error = NULL;
        assert_false(weight_lines_read(table[i].text, "x.learned", "a weight", take, taken, &error));
        assert_string_equal(error->message, table[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weight_lines_read__lines__taken_in_order),
        cmocka_unit_test(weight_lines_read__mistakes__named_with_file_and_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
