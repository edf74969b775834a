/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ends, of a configuration: each server once, and when its end is to be told. */
#include "supervise/ending.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/registry.h"
#include "base/channel.h"
#include "base/clock.h"

#define DAY ((gint64)24 * 3600)

static struct config *config_with(const char *const *urls, const char *relay, const char *alarms)
{
    struct config *config = g_new0(struct config, 1);

    config->oauth = g_ptr_array_new();
    config->mailboxes = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; urls[i]; i++) {
        struct config_mailbox *mailbox = g_new0(struct config_mailbox, 1);
        mailbox->url = *urls[i] ? (char *)urls[i] : NULL; /* NULL: a Maildir */
        g_ptr_array_add(config->mailboxes, mailbox);
    }
    config->relay.url = (char *)relay;
    config->alarms.relay.url = (char *)alarms;
    return config;
}

static void forget(struct config *config)
{
    g_ptr_array_unref(config->oauth);
    g_ptr_array_unref(config->mailboxes);
    g_free(config);
}

static void endings__servers__each_once(void **state)
{
    struct desk *desk = *state;
    static const char *const urls[] = {"imaps://a.example", "", "imaps://b.example", "imaps://a.example", NULL};
    static const char *const names[] = {"imaps://a.example", "imaps://b.example", "smtp://c.example"};
    struct config *config = config_with(urls, "smtp://c.example", "smtp://c.example");
    g_autoptr(GArray) endings = endings_list(config, desk->registry, "UTC", NULL);

    assert_int_equal(endings->len, G_N_ELEMENTS(names));
    for (guint i = 0; i < endings->len; i++) {
        const struct ending *ending = &g_array_index(endings, struct ending, i);
        assert_string_equal(ending->name, names[i]);
        assert_false(ending->login || ending->known);
    }
    forget(config);
}

/* Beside when it ends itself, a login may end with its server's certificate; one that a command gets has none. */
static void endings__logins__with_their_servers(void **state)
{
    struct desk *desk = *state;
    static const char *const urls[] = {"imaps://a.example", NULL};
    struct config_oauth with_server = {.name = (char *)"provider", .token_url = (char *)"https://t.example/token"};
    struct config_oauth other_login = with_server, command = {.name = (char *)"command"};
    const struct certificate held = {NOW - 300 * DAY, NOW};
    struct config *config = config_with(urls, NULL, NULL);

    other_login.name = (char *)"other";
    with_server.command = other_login.command = command.command = g_ptr_array_new();
    g_ptr_array_add(config->oauth, &with_server);
    g_ptr_array_add(config->oauth, &other_login);
    g_ptr_array_add(config->oauth, &command);
    assert_true(register_note_certificate(desk->registry, with_server.token_url, &held, NULL));
    g_autoptr(GArray) endings = endings_list(config, desk->registry, "UTC", NULL);
    assert_int_equal(endings->len, 5);
    const struct ending *server = &g_array_index(endings, struct ending, 4);
    assert_string_equal(server->name, "https://t.example/token");
    assert_true(server->known && !server->login);
    g_ptr_array_unref(command.command);
    forget(config);
}

/* A certificate that machines renew is renewed in the last third of its life: nobody is told before. */
static void endings__certificates__told_by_their_life(void **state)
{
    struct desk *desk = *state;
    static const struct {
        int life_days;
        guint ahead;
    } cases[] = {{3650, 30}, {398, 30}, {100, 30}, {91, 30}, {90, 29}, {47, 15}, {45, 14}, {6, 1}, {1, 0}, {0, 0},
                 {-5, 0}};
    static const char *const urls[] = {"imaps://a.example", NULL};
    struct config *config = config_with(urls, NULL, NULL);

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct certificate certificate = {NOW - cases[i].life_days * DAY, NOW};
        assert_true(register_note_certificate(desk->registry, urls[0], &certificate, NULL));
        g_autoptr(GArray) endings = endings_list(config, desk->registry, "Europe/Tallinn", NULL);
        const struct ending *ending = &g_array_index(endings, struct ending, 0);
        GDate day = clock_day(NOW, "Europe/Tallinn");
        assert_true(ending->known);
        assert_int_equal(g_date_compare(&ending->day, &day), 0);
        if (ending->ahead_days != cases[i].ahead)
            fail_msg("%d days: %u", cases[i].life_days, ending->ahead_days);
    }
    forget(config);
}

static void certificate__noted__the_latest(void **state)
{
    struct desk *desk = *state;
    const struct certificate old = {1, 2}, new = {3, 4};
    struct certificate got = {9, 9};

    assert_true(register_certificate(desk->registry, "imaps://a.example", &got, NULL));
    assert_int_equal(got.ends_at, 0);
    assert_true(register_note_certificate(desk->registry, "imaps://a.example", &old, NULL));
    assert_true(register_note_certificate(desk->registry, "imaps://a.example", &new, NULL));
    assert_true(register_note_certificate(desk->registry, "imaps://a.example", &new, NULL));
    assert_true(register_certificate(desk->registry, "imaps://a.example", &got, NULL));
    assert_int_equal(got.begins_at, 3);
    assert_int_equal(got.ends_at, 4);
    assert_true(register_certificate(desk->registry, "imaps://b.example", &got, NULL));
    assert_int_equal(got.ends_at, 0);
}

static void told__by_a_child__what_may_be_true(void **state)
{
    struct desk *desk = *state;
    static const struct {
        gint64 begins, ends;
        gboolean taken;
        gint64 kept;
    } cases[] = {
        {NOW, NOW + 90 * DAY, TRUE, NOW + 90 * DAY},
        {0, NOW, TRUE, NOW},
        {NOW, 253402300799, TRUE, 7258118400}, /* without an end */
        {NOW, NOW - 1, FALSE, 7258118400},
        {-1, NOW, FALSE, 7258118400},
        {G_MININT64, G_MAXINT64, FALSE, 7258118400},
        {0, G_MAXINT64, TRUE, 7258118400},
        {G_MAXINT64, G_MAXINT64, TRUE, 7258118400},
    };
    static const char *const urls[] = {"imaps://a.example", NULL};
    struct config *config = config_with(urls, NULL, NULL);

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct certificate kept;
        struct frame frame = {.type = MESSAGE_CERTIFICATE, .fd = -1};
        frame.value = g_variant_ref_sink(g_variant_new("(xx)", cases[i].begins, cases[i].ends));
        assert_int_equal(ending_told(desk->registry, urls[0], &frame), cases[i].taken);
        g_variant_unref(frame.value);
        assert_true(register_certificate(desk->registry, urls[0], &kept, NULL));
        assert_int_equal(kept.ends_at, cases[i].kept);
        g_autoptr(GArray) endings = endings_list(config, desk->registry, "Pacific/Kiritimati", NULL);
        assert_int_equal(endings->len, 1);
    }
    const struct frame other = {.type = MESSAGE_SENT, .fd = -1};
    assert_false(ending_told(desk->registry, urls[0], &other));
    forget(config);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, registry_set_up, registry_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(endings__servers__each_once),
        TEST(endings__logins__with_their_servers),
        TEST(endings__certificates__told_by_their_life),
        TEST(certificate__noted__the_latest),
        TEST(told__by_a_child__what_may_be_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
