/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/log.h"

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

static char *said;
static struct log_about seen;

static gboolean collect(enum log_level level, const struct log_about *about, const char *text)
{
    g_free(said);
    said = g_strdup_printf("%d %s", level, text);
    seen = *about;
    return TRUE;
}

static void log_about__sink__gets_fields_and_a_harmless_line(void **state)
{
    (void)state;
    log_set_sink(collect);
    log_about(LOG_LEVEL_WARNING, ABOUT(.mail = 7, .official = "anna"), "subject %s", "a\nMATTER=9");
    assert_string_equal(said, "4 subject a\\x0aMATTER=9");
    assert_int_equal(seen.mail, 7);
    assert_int_equal(seen.matter, 0);
    assert_string_equal(seen.official, "anna");
    log_info("plain");
    assert_string_equal(said, "6 plain");
    assert_int_equal(seen.mail, 0);
    log_set_sink(NULL);
    g_clear_pointer(&said, g_free);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escape_line__hostile__one_harmless_line),
        cmocka_unit_test(log_about__sink__gets_fields_and_a_harmless_line),
    };
    return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
