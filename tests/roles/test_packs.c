/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/scratch.h"
#include "roles/packs.h"

static void write_pack(const char *folder, const char *name, const char *text, gssize length)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_set_contents(path, text, length, NULL));
}

static int set_up(void **state)
{
    *state = scratch_new();
    return 0;
}

static int tear_down(void **state)
{
    scratch_free(*state);
    return 0;
}

/* Loading must fail with a sentence that holds words. */
static void assert_refused(const char *folder, const char *words)
{
    g_autoptr(GError) error = NULL;
    assert_null(packs_load(folder, &error));
    if (!strstr(error->message, words))
        fail_msg("\"%s\" does not say \"%s\"", error->message, words);
}

static void packs_load__shipped__usable(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = scratch_support_file("../../etc/lang");
    AUTO(packs) *packs = packs_load(folder, &error);
    (void)state;
    if (!packs)
        fail_msg("%s", error->message);
}

static void packs_load__no_folder__told(void **state)
{
    g_autofree char *nowhere = g_build_filename(*state, "nowhere", NULL);
    assert_refused(nowhere, "nowhere");
}

static void packs_load__nothing_in_it__told(void **state)
{
    write_pack(*state, "README", "no pack", -1);
    write_pack(*state, ".en.conf.swp", "an editor's", -1);
    assert_refused(*state, "holds no language pack");
}

static void packs_load__mistake__file_and_line(void **state)
{
    write_pack(*state, "en.conf", "language = \"en\";\n\nno_such_setting = 1;\n", -1);
    assert_refused(*state, "en.conf:3: no_such_setting");
}

static void packs_load__no_text__refused(void **state)
{
    write_pack(*state, "en.conf", "language = \"\xff\xfe\";\n", -1);
    assert_refused(*state, "is not UTF-8 text");
}

static void packs_load__too_large__refused(void **state)
{
    g_autofree char *blanks = g_strnfill(5 * 1024 * 1024, ' ');
    write_pack(*state, "en.conf", blanks, 5 * 1024 * 1024);
    assert_refused(*state, "too large");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(packs_load__shipped__usable),
        TEST(packs_load__no_folder__told),
        TEST(packs_load__nothing_in_it__told),
        TEST(packs_load__mistake__file_and_line),
        TEST(packs_load__no_text__refused),
        TEST(packs_load__too_large__refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
