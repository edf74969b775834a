/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "config.h"
#include "support/scratch.h"

/* A whole configuration in which one line is replaced. */
static const char *const whole[][2] = {
    {"state", "state_dir = \"/tmp\";"},
    {"mailboxes", "mailboxes = ( { name = \"inbox\"; url = \"imaps://imap.example\"; user = \"u\"; "
                  "password_file = \"imap\"; } );"},
    {"relay", "relay = { url = \"smtp://mail.example:587\"; };"},
    {"sender", "sender = { address = \"circulars@ministry.example\"; name = \"Register\"; };"},
    {"officials", "officials = ( { id = \"anna\"; name = \"Anna Tamm\"; address = "
                  "\"anna@ministry.example\"; language = \"en\"; zone = \"Europe/Tallinn\"; } );"},
    {"routes", "routes = ( { to = ( \"anna\" ); } );"},
};

static char *write_with(const char *folder, const char *wording, const char *key, const char *line)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (g_strcmp0(key, "lang_dir") != 0)
        g_string_append_printf(text, "lang_dir = \"%s/../lang\"; ", wording);
    g_string_append_printf(text, "wording_dir = \"%s\";\n", wording);
    for (gsize i = 0; i < G_N_ELEMENTS(whole); i++)
        g_string_append_printf(text, "%s\n", g_strcmp0(whole[i][0], key) == 0 ? line : whole[i][1]);
    if (g_strcmp0(key, "more") == 0 || g_strcmp0(key, "lang_dir") == 0)
        g_string_append(text, line);
    char *path = g_build_filename(folder, "circulard.conf", NULL);
    assert_true(g_file_set_contents(path, text->str, -1, NULL));
    return path;
}

static char *wording_dir(void)
{
    g_autofree char *support = scratch_support_file("");
    return g_build_filename(support, "..", "..", "etc", "wording", NULL);
}

static void config_read__mistakes__told_with_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *key, *line, *wanted; /* NULL: it is good */
    } table[] = {
        {NULL, "", NULL},
        {"more", "poll_minutes = 10; confirm_below = 0.5; administrator = \"anna\";", NULL},
        {"more", "poll_minuts = 10;", ":8: poll_minuts: unknown setting"},
        {"more", "poll_minutes = 0;", ":8: poll_minutes: must be from 1 to 1440"},
        {"more", "administrator = \"carl\";", "\"carl\" is none of the officials"},
        {"mailboxes", "oauth = ( { name = \"ms\"; token_url = \"https://login.example/t\"; client_id = \"c\"; secret_file = \"s\"; scope = \"x\"; expires = \"2027-01-31\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"ms\"; } );",
         NULL},
        {"mailboxes", "oauth = ( { name = \"ms\"; token_url = \"https://login.example/t\"; client_id = \"c\"; refresh_token_file = \"r\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"ms\"; } );",
         NULL},
        {"mailboxes", "oauth = ( { name = \"ms\"; command = ( \"/usr/bin/token\", \"x\" ); } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"ms\"; } );",
         NULL},
        {"mailboxes", "oauth = ( { name = \"ms\"; token_url = \"https://login.example/t\"; client_id = \"c\"; secret_file = \"s\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"google\"; } );",
         "no member of the list oauth is named \"google\""},
        {"mailboxes", "oauth = ( { name = \"ms\"; token_url = \"https://login.example/t\"; client_id = \"c\"; secret_file = \"s\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\";  } );",
         "\"password_file\" is missing"},
        {"mailboxes", "oauth = ( { name = \"ms\"; token_url = \"https://login.example/t\"; client_id = \"c\"; secret_file = \"s\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"ms\"; password_file = \"p\"; } );",
         "exclude each other"},
        {"mailboxes", "oauth = ( { name = \"ms\"; token_url = \"https://login.example/t\"; client_id = \"c\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"ms\"; } );",
         "needs \"secret_file\""},
        {"mailboxes", "oauth = ( { name = \"ms\"; token_url = \"https://login.example/t\"; secret_file = \"s\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"ms\"; } );",
         "needs \"token_url\" and \"client_id\""},
        {"mailboxes", "oauth = ( { name = \"ms\"; token_url = \"http://login.example/t\"; client_id = \"c\"; secret_file = \"s\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"ms\"; } );",
         "must begin with https://"},
        {"mailboxes", "oauth = ( { name = \"ms\"; token_url = \"https://login.example/t\"; client_id = \"c\"; secret_file = \"s\"; expires = \"soon\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"ms\"; } );",
         "\"soon\" is not a day"},
        {"mailboxes", "oauth = ( { name = \"ms\"; command = \"token\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"ms\"; } );",
         "the whole path of a program"},
        {"mailboxes", "oauth = ( { name = \"ms\"; token_url = \"https://login.example/t\"; client_id = \"c\"; command = \"/usr/bin/token\"; } ); " "mailboxes = ( { name = \"a\"; url = \"imaps://h.example\"; user = \"u\"; oauth = \"ms\"; } );",
         "command stands alone"},
        {"mailboxes", "", ":1: mailboxes: name at least one"},
        {"mailboxes", "mailboxes = ( { name = \"a\"; maildir = \"/var/mail/a\"; since = \"2026-01-01\"; } );",
         NULL},
        {"mailboxes", "mailboxes = ( { name = \"a\"; maildir = \"mail\"; } );", "must be a whole path"},
        {"mailboxes", "mailboxes = ( { name = \"a/b\"; maildir = \"/m\"; } );",
         "must be made of letters"},
        {"mailboxes",
         "mailboxes = ( { name = \"a\"; maildir = \"/m\"; }, { name = \"a\"; maildir = \"/n\"; } );",
         "two mailboxes are named \"a\""},
        {"mailboxes", "mailboxes = ( { name = \"a\"; } );", "needs either"},
        {"mailboxes", "mailboxes = ( { name = \"a\"; maildir = \"/m\"; since = \"1.2.2026\"; } );",
         "is not a day"},
        {"mailboxes",
         "mailboxes = ( { name = \"a\";\n user = \"u\";\n url = \"http://x\"; password_file = \"p\"; } );",
         ":5: mailboxes[0].url: must be imaps://host or imap://host"},
        {"more", "\n\nadministrator = \"carl\";", ":10: administrator: \"carl\" is none of the officials"},
        {"officials", "officials = ();", ": officials: name at least one"},
        {"mailboxes",
         "mailboxes = ( { name = \"a\"; url = \"http://x\"; user = \"u\"; password_file = \"p\"; } );",
         "must be imaps://host or imap://host"},
        {"mailboxes",
         "mailboxes = ( { name = \"a\"; url = \"imaps://u:p@x\"; user = \"u\"; password_file = \"p\"; } );",
         "must hold a host and nothing more"},
        {"mailboxes", "mailboxes = ( { name = \"a\"; url = \"imaps://x\"; user = \"u\"; } );",
         "\"password_file\" is missing"},
        {"relay", "", "\"relay\" is missing"},
        {"relay", "relay = { url = \"smtp://h\"; user = \"u\"; };", "go together"},
        {"sender", "", "sender"},
        {"officials", "", "officials"},
        {"officials",
         "officials = ( { id = \"anna\"; name = \"A\"; address = \"a@b.example>\\r\\nRCPT TO:<x@y\"; } );",
         "not a plain mail address"},
        {"officials",
         "officials = ( { id = \"anna\"; name = \"A\"; address = \"a@b.example\"; language = \"xx\"; } );",
         ":6: officials[0].language: there is no file "},
        {"lang_dir", "lang_dir = \"/nowhere\";", "lang_dir: /nowhere cannot be read"},
        {"lang_dir", "lang_dir = \"/proc/self/fdinfo\";", "lang_dir: /proc/self/fdinfo holds no such file"},
        {"more", "senders = ( \"ilo.org\", \"@ilo.org\", \"mission@geneva.example\" );", NULL},
        {"more", "senders = ( \"ilo,org\" );", "senders: \"ilo,org\" is neither a domain"},
        {"more", "senders = ( \"*.ilo.org\" );", "is neither a domain"},
        {"more", "senders = ( \"\" );", "is neither a domain"},
        {"more", "authserv_id = \"\";", "authserv_id: must not be empty"},
        {"state", "state_dir = \"state\";", "state_dir: must be a whole path"},
        {"more", "relay = { url = \"smtp://h\"; };", ":8: this setting is there already"},
        {"routes", "routes = ( { to = ( \"bert\" ); } );", "no official has the id \"bert\""},
        {"routes", "routes = ( { words = ( \"x\" ); to = ( \"anna\" ); } );", "must be without tests"},
    };
    char *folder = scratch_new();
    g_autofree char *wording = wording_dir();
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = write_with(folder, wording, table[i].key, table[i].line);
        AUTO(config) *config = config_read(path, &error);
        if (!table[i].wanted)
            assert_non_null(config);
        else {
            assert_null(config);
            if (!strstr(error->message, table[i].wanted) || !strstr(error->message, "circulard.conf:"))
                fail_msg("\"%s\" instead of \"%s\"", error->message, table[i].wanted);
        }
    }
    scratch_free(folder);
}

static void config_read__files_that_are_not_there__noted(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"url = \"imaps://h\"; user = \"u\"; password_file = \"secret_imap\"; ca_file = \"/dev/null\";", NULL},
        {"url = \"imaps://h\"; user = \"u\"; password_file = \"/nowhere/p\";", "mailbox a: password_file: there is no /nowhere/p"},
        {"url = \"imaps://h\"; user = \"u\"; password_file = \"p\"; ca_file = \"/nowhere/ca\";",
         "mailbox a: ca_file: there is no /nowhere/ca"},
        {"maildir = \"/nowhere/m\";", "mailbox a: maildir: there is no /nowhere/m"},
    };
    char *folder = scratch_new();
    g_autofree char *wording = wording_dir();
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *line = g_strdup_printf("mailboxes = ( { name = \"a\"; %s } );", table[i][0]);
        g_autofree char *path = write_with(folder, wording, "mailboxes", line);
        AUTO(config) *config = config_read(path, NULL);
        assert_non_null(config);
        assert_int_equal(config->notes->len, table[i][1] ? 1 : 0);
        if (table[i][1])
            assert_string_equal(config->notes->pdata[0], table[i][1]);
    }
    scratch_free(folder);
}

static void config_secret__files__only_private_ones(void **state)
{
    (void)state;
    char *folder = scratch_new();
    g_autofree char *path = g_build_filename(folder, "secret", NULL);
    g_autoptr(GError) open_to_all = NULL, missing = NULL, error = NULL;
    assert_true(g_file_set_contents(path, "pass word\r\n", -1, NULL));
    g_chmod(path, 0644);
    assert_null(config_secret(path, &open_to_all));
    assert_non_null(strstr(open_to_all->message, "chmod 0600"));
    assert_null(strstr(open_to_all->message, "pass word"));
    g_chmod(path, 0600);
    g_autofree char *secret = config_secret(path, &error);
    assert_string_equal(secret, "pass word");
    g_setenv("CREDENTIALS_DIRECTORY", folder, TRUE);
    g_autofree char *credential = config_secret("secret", &error);
    assert_string_equal(credential, "pass word");
    assert_null(config_secret("none", &missing));
    assert_non_null(strstr(missing->message, "cannot be read"));
    g_unsetenv("CREDENTIALS_DIRECTORY");
    scratch_free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(config_read__mistakes__told_with_file_and_line),
        cmocka_unit_test(config_read__files_that_are_not_there__noted),
        cmocka_unit_test(config_secret__files__only_private_ones),
    };
    return cmocka_run_group_tests_name("supervise/config", tests, NULL, NULL);
}
