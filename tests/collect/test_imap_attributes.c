/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes and times of mails that are held: all of them in windows, whatever the server does meanwhile. */
#include "collect/source.h"

#include "../support/fake_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define RECEIVED 1752709465 /* 17-Jul-2025 02:44:25 +0300 */

static struct fake_server *fake;
static const char *ca_file;

static int start_server(void **state)
{
    (void)state;
    fake = fake_server_start_alone(&ca_file);
    return fake ? 0 : -1;
}

static int stop_server(void **state)
{
    (void)state;
    fake_server_stop(fake);
    return 0;
}

static struct source *open_with(const char *words, guint window, guint *port)
{
    g_autofree char *description = g_strdup_printf("mailbox tls %s", words);
    *port = fake_server_listen(fake, description);
    g_autofree char *url = g_strdup_printf("imaps://127.0.0.1:%u", *port);
    const struct source_settings settings = {.name = "office", .url = url, .user = "alice", .password = "secret",
                                             .ca_file = ca_file, .timeout_ms = 20000, .window_mails = window};
    return source_open(&settings, NULL);
}

struct told {
    guint count, most, stop_after;
    guint32 last;
    gboolean rising, dated;
};

static gboolean listen(const struct mail_attributes *attributes, guint count, gpointer data)
{
    struct told *told = data;

    told->most = MAX(told->most, count);
    for (guint i = 0; i < count; i++) {
        told->rising = told->rising && attributes[i].uid > told->last && attributes[i].bytes > 0;
        told->dated = told->dated && attributes[i].received == RECEIVED;
        told->last = attributes[i].uid;
    }
    told->count += count;
    return told->stop_after == 0 || told->count < told->stop_after;
}

static gboolean ask(struct source *source, struct told *told, guint *untold, GError **error)
{
    static const struct source_cursor known;
    struct source_held held;

    assert_true(source_look(source, &known, &held, NULL));
    gboolean good = source_attributes(source, (struct uid_range *)(gpointer)held.ranges->data, held.ranges->len,
                                      listen, told, untold, error);
    source_held_clear(&held);
    return good;
}

static void attributes__windows__each_mail_once(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        guint window, count, untold;
        const char *heard;
    } cases[] = {
        {"mails=0", 0, 0, 0, "EXAMINE"},
        {"mails=10", 0, 10, 0, "UID FETCH 1:10 (UID RFC822.SIZE INTERNALDATE)"},
        {"mails=10", 4, 10, 0, "UID FETCH 9:10 ("},
        {"mails=10 sparse=1000", 4, 10, 0, "UID FETCH 5000:8000 ("},
        {"mails=10 chatty", 0, 10, 0, "UID FETCH"},
        {"mails=10 uid=4 fault=sizes-skip", 0, 9, 0, "UID FETCH"},
        /* a window that it refuses is told of as far as it goes, and the others are all the same */
        {"mails=12 uid=6 fault=sizes-no", 4, 11, 4, "UID FETCH 9:12"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint port, untold = 99;
        struct told told = {.rising = TRUE, .dated = TRUE};
        AUTO(source) *source = open_with(cases[i].words, cases[i].window, &port);
        assert_true(ask(source, &told, &untold, NULL));
        g_autofree char *heard = fake_server_heard(fake, port);
        if (told.count != cases[i].count || untold != cases[i].untold || !strstr(heard, cases[i].heard))
            fail_msg("%s: %u told, %u untold; %s", cases[i].words, told.count, untold, heard);
        assert_true(told.rising && told.dated);
        assert_null(strstr(heard, "BODY"));
    }
}

static void attributes__connection_lost__told_and_usable_again(void **state)
{
    (void)state;
    guint port, untold;
    g_autoptr(GError) error = NULL;
    struct told told = {.rising = TRUE}, again = {.rising = TRUE};
    AUTO(source) *source = open_with("mails=9 uid=5 fault=sizes-bye times=1", 3, &port);

    assert_false(ask(source, &told, &untold, &error));
    assert_int_equal(error->code, SOURCE_ERROR_UNAVAILABLE);
    assert_true(ask(source, &again, &untold, NULL));
    assert_int_equal(again.count, 9);
}

static void attributes__listener_says_stop__stops(void **state)
{
    (void)state;
    guint port, untold;
    g_autoptr(GError) error = NULL;
    struct told told = {.rising = TRUE, .stop_after = 3};
    AUTO(source) *source = open_with("mails=9", 3, &port);

    assert_false(ask(source, &told, &untold, &error));
    assert_int_equal(told.count, 3);
    assert_non_null(strstr(error->message, "from within"));
}

static void attributes__maildir__has_numbers_of_our_own(void **state)
{
    (void)state;
    guint untold = 7;
    struct told told = {0};
    const struct uid_range all = {1, 9};
    const struct source_settings settings = {.name = "office", .url = "maildir:/nowhere"};
    AUTO(source) *source = source_open(&settings, NULL);

    assert_true(source_attributes(source, &all, 1, listen, &told, &untold, NULL));
    assert_int_equal(told.count + untold, 0);
}

static void attributes__200000_mails__some_at_a_time(void **state)
{
    (void)state;
    guint port, untold;
    struct told told = {.rising = TRUE, .dated = TRUE};
    AUTO(source) *source = open_with("mails=200000 sparse=2", 0, &port);
    gint64 start = g_get_monotonic_time();

    assert_true(ask(source, &told, &untold, NULL));
    printf("# 200,000 mails told of, by the scripted server: %.2f s\n",
           (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC);
    assert_int_equal(told.count, 200000);
    assert_true(told.rising && told.most <= 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attributes__windows__each_mail_once),
        cmocka_unit_test(attributes__connection_lost__told_and_usable_again),
        cmocka_unit_test(attributes__listener_says_stop__stops),
        cmocka_unit_test(attributes__maildir__has_numbers_of_our_own),
        cmocka_unit_test(attributes__200000_mails__some_at_a_time),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
