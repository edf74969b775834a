/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/log.h"

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
        cmocka_unit_test(log_about__sink__gets_fields_and_a_harmless_line),
    };
    return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
