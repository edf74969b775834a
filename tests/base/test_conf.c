/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/conf.h"

/* Reads a small configuration of every type and returns the message of the first mistake. */
static char *mistake_in(const char *text)
{
    g_autoptr(GError) error = NULL;
    AUTO(conf) *conf = conf_parse(text, "x.conf", &error);
    if (!conf)
        return g_strdup(error->message);
    const struct conf_node *root = conf_root(conf);
    conf_string(conf, root, "name", NULL);
    conf_uint(conf, root, "minutes", 5, 1, 60);
    conf_boolean(conf, root, "on", FALSE);
    conf_double(conf, root, "floor", 0.5, 0, 1);
    const struct conf_node *smtp = conf_group(conf, root, "smtp");
    if (smtp)
        conf_string_required(conf, smtp, "url");
    g_ptr_array_unref(conf_strings(conf, root, "words"));
    if (conf_finish(conf, &error))
        return NULL;
    return g_strdup(error->message);
}

static void conf__mistakes__name_file_and_line(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"name = \"a\"; minutes = 7; on = true; floor = 0.25; words = (\"a\", \"b\");", NULL},
        {"floor = 1; words = \"one\";", NULL},
        {"\xef\xbb\xbfname = \"a\";", NULL}, /* a byte order mark */
        {"name = \"a\";\n\xef\xbb\xbfminutes = 7;", "x.conf:2: syntax error, here or just before: texts stand in \"…\","
                                                   " one comma between two of a list, and each (, { and [ is closed"},
        {"\nminuts = 7;", "x.conf:2: minuts: unknown setting"},
        {"name = 7;", "x.conf:1: name: must be a text in double quotes"},
        {"minutes = \"7\";", "x.conf:1: minutes: must be a whole number"},
        {"minutes = 61;", "x.conf:1: minutes: must be from 1 to 60"},
        {"minutes = -1;", "x.conf:1: minutes: must be from 1 to 60"},
        {"on = 1;", "x.conf:1: on: must be true or false"},
        {"floor = 1.5;", "x.conf:1: floor: must be from 0 to 1"},
        {"smtp = 3;", "x.conf:1: smtp: must be a group: { … }"},
        {"smtp = { };", "x.conf:1: smtp: the setting \"url\" is missing"},
        {"smtp = { url = \"\"; };", "x.conf:1: smtp.url: must not be empty"},
        {"smtp = { url = \"u\";\n uri = 1; };", "x.conf:2: smtp.uri: unknown setting"},
        {"words = ( \"a\", 3 );", "x.conf:1: words[1]: must be a text in double quotes"},
        {"words = 3;", "x.conf:1: words: must be a text or a list of texts: ( \"…\", \"…\" )"},
        {"name = \"a\"\nname = \"b\"", "x.conf:2: this setting is there already, further up"},
        {"name = ", "x.conf:1: syntax error, here or just before: texts stand in \"…\", one comma between two of a list,"
                    " and each (, { and [ is closed"},
        {"name = \"\xff\";", "x.conf: is not UTF-8"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *message = mistake_in(table[i][0]);
        if (table[i][1])
            assert_string_equal(message, table[i][1]);
        else
            assert_null(message);
    }
}

static void conf_read__missing_file__says_so(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(conf_read("/nonexistent/x.conf", &error));
    assert_non_null(strstr(error->message, "/nonexistent/x.conf: cannot be read"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conf__mistakes__name_file_and_line),
        cmocka_unit_test(conf_read__missing_file__says_so),
    };
    return cmocka_run_group_tests_name("base/conf", tests, NULL, NULL);
}
