/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/escape.h"

static void escape_line__hostile__one_harmless_line(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        gsize most;
        const char *out;
    } table[] = {
        {"plain", 100, "plain"},
        {"Õunapuu, 1er août", 100, "Õunapuu, 1er août"},
        {"a\r\nBcc: x@y", 100, "a\\x0d\\x0aBcc: x@y"},
        {"\033[31mred", 100, "\\x1b[31mred"},
        {"\xff\xfe", 100, "\\xff\\xfe"},
        {"\u202etxt.exe", 100, "\\u202etxt.exe"},
        {"\u2028new", 100, "\\u2028new"},
        {"0123456789", 10, "0123456789"},
        {"0123456789x", 10, "0123456…"},
        {"abc", 0, ""},
        {"\xc2\x85", 100, "\\x85"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *out = escape_line(table[i].in, table[i].most);
        assert_string_equal(out, table[i].out);
        assert_true(strlen(out) <= table[i].most);
        assert_true(g_utf8_validate(out, -1, NULL));
    }
}

static void escape_space__runs_of_it__one_space_each_and_none_at_the_ends(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"", ""},
        {" \n\t ", ""},
        {"one", "one"},
        {"  one \r\n\ttwo\u00a0\u2003three ", "one two three"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *out = escape_space(table[i][0]);
        assert_string_equal(out, table[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escape_line__hostile__one_harmless_line),
        cmocka_unit_test(escape_space__runs_of_it__one_space_each_and_none_at_the_ends),
    };
    return cmocka_run_group_tests_name("base/escape", tests, NULL, NULL);
}
