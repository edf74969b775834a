/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for mails (IDLE): against servers of every mood, and against a real Dovecot. */
#include "collect/source.h"

#include "../support/dovecot.h"
#include "../support/fake_server.h"
#include "../support/taken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* With a machine that has much else to do; nothing here takes so long. */
#define PATIENCE_MS 30000

static struct dovecot *dovecot;
static struct fake_server *fake;

static int start_servers(void **state G_GNUC_UNUSED)
{
    dovecot = dovecot_start();
    g_autofree char *tls = dovecot ? g_path_get_dirname(dovecot->ca_file) : NULL;
    fake = tls ? fake_server_start(tls) : NULL;
    return fake ? 0 : -1;
}

static int stop_servers(void **state G_GNUC_UNUSED)
{
    fake_server_stop(fake);
    dovecot_stop(dovecot);
    return 0;
}

static struct source *open_at(const char *url, const char *user, guint idle_ms, guint timeout_ms)
{
    const struct source_settings settings = {.name = "office",
                                             .url = url,
                                             .user = user,
                                             .password = "secret",
                                             .ca_file = dovecot->ca_file,
                                             .idle_ms = idle_ms,
                                             .timeout_ms = timeout_ms};

    return source_open(&settings, NULL);
}

static void must_look(struct source *source)
{
    g_autoptr(GError) error = NULL;
    struct source_cursor known = {0};
    struct source_held held;

    if (!source_look(source, &known, &held, &error))
        fail_msg("%s", error->message);
    source_held_clear(&held);
}

/* A pipe that nothing was written to: nobody calls. */
static int quiet_end(int ends[2])
{
    assert_int_equal(pipe(ends), 0);
    return ends[0];
}

static gint64 in_ms(gint64 ms)
{
    return g_get_monotonic_time() + ms * 1000;
}

struct waited {
    gboolean good, news;
    gint64 took_ms;
    GError *error;
    char *heard;
};

static struct waited wait_at(const char *mood, guint idle_ms, gint64 most_ms, gboolean called)
{
    g_autofree char *description = g_strdup_printf("mailbox tls offers=AUTH=PLAIN,IDLE idle=%s", mood);
    guint port = fake_server_listen(fake, description);
    g_autofree char *url = g_strdup_printf("imaps://127.0.0.1:%u", port);
    AUTO(source) *source = open_at(url, "alice", idle_ms, strcmp(mood, "mute") == 0 ? 2000 : PATIENCE_MS);
    struct waited waited = {0};
    int ends[2];

    must_look(source);
    assert_true(source_can_wait(source));
    int other = quiet_end(ends);
    if (called)
        assert_int_equal(write(ends[1], "x", 1), 1);
    gint64 began_us = g_get_monotonic_time();
    waited.good = source_wait(source, other, in_ms(most_ms), &waited.news, &waited.error);
    waited.took_ms = (g_get_monotonic_time() - began_us) / 1000;
    if (waited.good)
        must_look(source); /* the connection is as before */
    waited.heard = fake_server_heard(fake, port);
    close(ends[0]);
    close(ends[1]);
    return waited;
}

static void waited_clear(struct waited *waited)
{
    g_clear_error(&waited->error);
    g_free(waited->heard);
}

static guint count_of(const char *text, const char *word)
{
    guint count = 0;

    for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
        count++;
    return count;
}

static void imap_wait__good_servers__news_or_time_told(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *mood;
        gboolean called, news;
    } cases[] = {
        {"news", FALSE, TRUE}, {"early", FALSE, TRUE}, {"silent", FALSE, FALSE},
        {"chat", FALSE, FALSE}, {"last", FALSE, TRUE},  {"silent", TRUE, FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gboolean ends_early = cases[i].called || (cases[i].news && strcmp(cases[i].mood, "last") != 0);
        struct waited waited = wait_at(cases[i].mood, 0, ends_early ? PATIENCE_MS : 400, cases[i].called);
        if (!waited.good || waited.news != cases[i].news)
            fail_msg("%s: %s", cases[i].mood, waited.error ? waited.error->message : "news?");
        if (ends_early)
            assert_true(waited.took_ms < PATIENCE_MS / 2);
        assert_int_equal(count_of(waited.heard, "\"DONE\""), 1);
        assert_int_equal(count_of(waited.heard, "EXAMINE"), 2);
        waited_clear(&waited);
    }
}

static void imap_wait__bad_servers__lost_and_said(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *mood;
        int code;
        const char *says;
    } cases[] = {
        {"no", SOURCE_ERROR_UNAVAILABLE, "would not wait for mails"},
        {"done", SOURCE_ERROR_PROTOCOL, "does not wait"},
        {"mute", SOURCE_ERROR_BROKEN, "silent"},
        {"drop", SOURCE_ERROR_BROKEN, "closed the connection"},
        {"bye", SOURCE_ERROR_UNAVAILABLE, "goodbye"},
        {"cut", SOURCE_ERROR_BROKEN, "closed the connection"},
        {"end", SOURCE_ERROR_PROTOCOL, "in silence"},
        {"flood", SOURCE_ERROR_PROTOCOL, "in silence"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct waited waited = wait_at(cases[i].mood, 0, PATIENCE_MS, FALSE);
        if (waited.good || waited.error->code != cases[i].code ||
            !strstr(waited.error->message, cases[i].says))
            fail_msg("%s: %s", cases[i].mood, waited.error ? waited.error->message : "good?");
        waited_clear(&waited);
    }
}

static void imap_wait__longer_than_a_server_allows__said_anew(void **state G_GNUC_UNUSED)
{
    struct waited waited = wait_at("silent", 100, 3000, FALSE);

    assert_true(waited.good);
    assert_in_range(count_of(waited.heard, "IDLE\""), 3, 31);
    waited_clear(&waited);
}

static void imap_wait__server_without_it__cannot(void **state G_GNUC_UNUSED)
{
    g_autofree char *url =
        g_strdup_printf("imaps://127.0.0.1:%u", fake_server_listen(fake, "mailbox tls"));
    AUTO(source) *source = open_at(url, "alice", 0, PATIENCE_MS);

    assert_false(source_can_wait(source));
    must_look(source);
    assert_false(source_can_wait(source));
}

static gpointer deliver_soon(gpointer data G_GNUC_UNUSED)
{
    g_usleep(300000);
    dovecot_deliver(dovecot, "waiting", "Subject: new\n\ntext\n", 19);
    return NULL;
}

static void imap_wait__dovecot__told_within_seconds(void **state G_GNUC_UNUSED)
{
    dovecot_add_user(dovecot, "waiting", "secret");
    AUTO(source) *source = open_at(dovecot->imaps_url, "waiting", 0, PATIENCE_MS);
    g_autoptr(GError) error = NULL;
    gboolean news = FALSE;
    int ends[2], other = quiet_end(ends);

    must_look(source);
    assert_true(source_can_wait(source));
    GThread *thread = g_thread_new("deliver", deliver_soon, NULL);
    assert_true(source_wait(source, other, in_ms(PATIENCE_MS), &news, &error));
    g_thread_join(thread);
    assert_true(news);
    AUTO(taken) *taken = taken_new();
    assert_true(taken_poll(taken, source, NULL, &error));
    assert_int_equal(g_hash_table_size(taken->mails), 1);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imap_wait__good_servers__news_or_time_told),
        cmocka_unit_test(imap_wait__bad_servers__lost_and_said),
        cmocka_unit_test(imap_wait__longer_than_a_server_allows__said_anew),
        cmocka_unit_test(imap_wait__server_without_it__cannot),
        cmocka_unit_test(imap_wait__dovecot__told_within_seconds),
    };

    return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
