/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The IMAP source against a server that misbehaves as it is told. After each fault: no mail is
 * handed over twice, none in part, none under another's UID, what can be had is had, and what
 * cannot is named in plain words. */
#include "collect/source.h"

#include "../support/fake_server.h"
#include "../support/taken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

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

static struct source *open_with(const char *words, struct source_settings settings, guint *port)
{
    g_autofree char *description = g_strdup_printf("mailbox tls %s", words);
    guint listening = fake_server_listen(fake, description);
    g_autofree char *url = g_strdup_printf("imaps://127.0.0.1:%u", listening);

    settings.name = "office";
    settings.url = url;
    settings.user = "alice";
    settings.password = "secret";
    settings.ca_file = ca_file;
    if (settings.timeout_ms == 0)
        settings.timeout_ms = 20000;
    if (port)
        *port = listening;
    return source_open(&settings, NULL);
}

static struct source *open_described(const char *words)
{
    return open_with(words, (struct source_settings){0}, NULL);
}

/* As fake_server.py makes it. */
static char *text_of(guint uid)
{
    g_autofree char *rest = g_strnfill(uid % 50 * 17, 'x');

    return g_strdup_printf("Subject: mail %u\r\n\r\n)\r\nc%u OK done\r\n* %u EXPUNGE\r\n"
                           "* BYE {9}\r\n%s",
                           uid, uid, uid, rest);
}

static gboolean is_text_of(const struct mail *mail, guint uid)
{
    g_autofree char *want = text_of(uid);

    return mail->raw && mail->uid == uid && g_bytes_get_size(mail->raw) == strlen(want) &&
           memcmp(g_bytes_get_data(mail->raw, NULL), want, strlen(want)) == 0;
}

/* All of 1 to count but those that are missing: whole, once, under their UIDs. */
static void assert_taken(const struct taken *taken, guint count, guint missing)
{
    for (guint uid = 1; uid <= count; uid++) {
        const struct mail *mail = taken_mail(taken, uid);
        if (uid == missing) {
            assert_null(mail);
        } else {
            assert_non_null(mail);
            assert_true(is_text_of(mail, uid));
        }
    }
    assert_int_equal(g_hash_table_size(taken->mails), count - (missing ? 1 : 0));
    assert_int_equal(taken->doubled, 0);
}

/* ---- one bad mail among nine ---- */

struct bad_mail {
    const char *words; /* with uid=5 of mails=9 */
    guint missing;     /* 5, or 0: had after all */
    int code;          /* where missing, or where the error ends the fetching; else -1 */
    const char *says;
};

static const struct bad_mail bad_mails[] = {
    /* handled without a word */
    {"fault=quoted", 0, -1, NULL}, /* compared apart */
    {"fault=chatter", 0, -1, NULL},
    {"fault=twice", 0, -1, NULL},
    /* wrong once, right the second time */
    {"fault=nil times=1", 0, -1, NULL},
    {"fault=zero times=1", 0, -1, NULL},
    {"fault=negative times=1", 0, -1, NULL},
    {"fault=absurd times=1", 0, -1, NULL},
    {"fault=atom times=1", 0, -1, NULL},
    {"fault=longer times=1", 0, -1, NULL},
    {"fault=shorter times=1", 0, -1, NULL},
    {"fault=wrong-uid times=1", 0, -1, NULL},
    {"fault=other-uid times=1", 0, -1, NULL},
    {"fault=no-uid times=1", 0, -1, NULL},
    {"fault=twice-differ times=1", 0, -1, NULL},
    {"fault=refuse times=1", 0, -1, NULL},
    {"fault=bad times=1", 0, -1, NULL},
    {"fault=bye times=1", 0, -1, NULL},
    {"fault=cut times=1", 0, -1, NULL},
    {"fault=sizes-bye times=1", 0, -1, NULL},
    {"fault=sizes-no times=1", 0, -1, NULL},
    {"fault=sizes-no", 0, -1, NULL}, /* its size comes with its text */
    /* wrong always: this one remains lacking, all others come */
    {"fault=nil", 5, SOURCE_ERROR_MAILS, "UID 5 (the server says that it has no text)"},
    {"fault=zero", 5, SOURCE_ERROR_MAILS, "UID 5 (the server says that it has no text)"},
    {"fault=size-zero", 5, SOURCE_ERROR_MAILS, "UID 5 (the server says that it has no text)"},
    {"fault=negative", 5, SOURCE_ERROR_MAILS, "a literal has no size"},
    {"fault=absurd", 5, SOURCE_ERROR_MAILS, "absurd size"},
    {"fault=atom", 5, SOURCE_ERROR_MAILS, "a text that is none"},
    {"fault=longer", 5, SOURCE_ERROR_MAILS, "longer than announced"},
    {"fault=shorter", 5, SOURCE_ERROR_MAILS, "UID 5 ("},
    {"fault=wrong-uid", 5, SOURCE_ERROR_MAILS, "another mail in its place"},
    {"fault=other-uid", 5, SOURCE_ERROR_MAILS, "another mail in its place"},
    {"fault=no-uid", 5, SOURCE_ERROR_MAILS, "another mail in its place"},
    {"fault=twice-differ", 5, SOURCE_ERROR_MAILS, "two different texts"},
    {"fault=size-flip", 5, SOURCE_ERROR_MAILS, "another text each time"},
    {"fault=refuse", 5, SOURCE_ERROR_MAILS, "the server refused it: cannot read it"},
    {"fault=bad", 5, SOURCE_ERROR_MAILS, "the server refused it: what"},
    {"fault=skip", 5, SOURCE_ERROR_MAILS, "lists it, but does not hand it over"},
    {"fault=sizes-skip", 5, SOURCE_ERROR_MAILS, "lists it, but does not hand it over"},
    {"fault=bye", 5, SOURCE_ERROR_MAILS, "said goodbye: restart"},
    {"fault=cut", 5, SOURCE_ERROR_MAILS, "closed the connection"},
    /* gone meanwhile: no error */
    {"fault=gone", 5, -1, NULL},
};

static void poll_bad_mail(const struct bad_mail *bad, guint batch)
{
    g_autofree char *words =
        g_strdup_printf("mails=9 uid=5 offers=AUTH=PLAIN,ESEARCH %s", bad->words);
    AUTO(source) *source = open_with(words, (struct source_settings){.batch_mails = batch}, NULL);
    AUTO(taken) *taken = taken_new();
    g_autoptr(GError) error = NULL;
    gboolean good = taken_poll(taken, source, NULL, &error);
    const struct mail *odd = taken_mail(taken, 5);

    if (good != (bad->code < 0) || (!good && error->code != bad->code) ||
        (!good && !strstr(error->message, bad->says)))
        fail_msg("%s, batches of %u: %s", bad->words, batch, good ? "no error" : error->message);
    if (odd && strcmp(bad->words, "fault=quoted") == 0) {
        assert_int_equal(g_bytes_get_size(odd->raw), 21);
        assert_memory_equal(g_bytes_get_data(odd->raw, NULL), "Subject: \"short\"  {5}", 21);
        return;
    }
    if (!odd != (bad->missing == 5))
        fail_msg("%s, batches of %u: UID 5 is %s", bad->words, batch, odd ? "there" : "missing");
    assert_taken(taken, 9, bad->missing);
}

static void imap_fetch__one_bad_mail__all_others_come(void **state)
{
    (void)state;

    for (gsize i = 0; i < G_N_ELEMENTS(bad_mails); i++) {
        poll_bad_mail(&bad_mails[i], 50);
        poll_bad_mail(&bad_mails[i], 2);
    }
}

static void imap_fetch__size_announced_wrongly__text_read_twice_and_taken(void **state)
{
    (void)state;
    guint port;
    struct source_tally tally;
    AUTO(source) *source =
        open_with("mails=9 uid=5 fault=size-off", (struct source_settings){0}, &port);
    AUTO(taken) *taken = taken_new();

    assert_true(taken_poll(taken, source, &tally, NULL));
    assert_taken(taken, 9, 0);
    assert_int_equal(tally.inexact, 1);
    assert_int_equal(taken_mail(taken, 5)->bytes, g_bytes_get_size(taken_mail(taken, 5)->raw) + 5);
    source_tally_clear(&tally);
    g_autofree char *heard = fake_server_heard(fake, port);
    assert_non_null(strstr(heard, "UID FETCH 5 (UID BODY.PEEK[])"));
}

static void imap_fetch__too_large__named_and_not_fetched(void **state)
{
    (void)state;
    guint port;
    AUTO(source) *source =
        open_with("mails=3 uid=2 fault=huge", (struct source_settings){0}, &port);
    AUTO(taken) *taken = taken_new();

    assert_true(taken_poll(taken, source, NULL, NULL));
    assert_int_equal(g_hash_table_size(taken->mails), 3);
    assert_null(taken_mail(taken, 2)->raw);
    assert_int_equal(taken_mail(taken, 2)->bytes, 60 * 1024 * 1024);
    g_autofree char *heard = fake_server_heard(fake, port);
    assert_non_null(strstr(heard, "UID FETCH 1,3 (UID BODY.PEEK[])"));
}

static void imap_fetch__far_larger_than_announced__named_and_not_kept(void **state)
{
    (void)state;
    AUTO(source) *source = open_described("mails=3 uid=2 fault=lie times=1");
    AUTO(taken) *taken = taken_new();

    assert_true(taken_poll(taken, source, NULL, NULL));
    assert_int_equal(g_hash_table_size(taken->mails), 3);
    assert_null(taken_mail(taken, 2)->raw);
    assert_int_equal(taken_mail(taken, 2)->bytes, 50 * 1024 * 1024 + 1);
}

static void imap_fetch__bad_mail__known_as_suspect_and_asked_last_next_time(void **state)
{
    (void)state;
    guint port;
    AUTO(source) *source =
        open_with("mails=9 uid=2 fault=cut", (struct source_settings){.batch_mails = 3}, &port);
    AUTO(taken) *first = taken_new(), *second = taken_new();

    assert_false(taken_poll(first, source, NULL, NULL));
    assert_taken(first, 9, 2);
    g_autofree char *before = fake_server_heard(fake, port);
    assert_false(taken_poll(second, source, NULL, NULL));
    assert_taken(second, 9, 2);
    g_autofree char *after = fake_server_heard(fake, port);
    const char *last = strstr(after + strlen(before) - 1, "UID FETCH 1,3:4 (UID BODY.PEEK[])");
    assert_non_null(last);
    assert_non_null(strstr(last, "UID FETCH 2 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])"));
}

/* ---- the server as a whole ---- */

static void imap_fetch__limit__stops_at_once_for_now(void **state)
{
    (void)state;
    guint port;
    AUTO(source) *source =
        open_with("mails=9 uid=5 fault=limit", (struct source_settings){.batch_mails = 2}, &port);
    AUTO(taken) *taken = taken_new();
    g_autoptr(GError) error = NULL;

    assert_false(taken_poll(taken, source, NULL, &error));
    assert_int_equal(error->code, SOURCE_ERROR_UNAVAILABLE);
    assert_non_null(strstr(error->message, "later"));
    assert_int_equal(g_hash_table_size(taken->mails), 4);
    g_autofree char *heard = fake_server_heard(fake, port);
    assert_null(strstr(heard, "UID FETCH 9 (UID BODY.PEEK[])"));
}

static void imap_fetch__stalled_or_endless__given_up_in_time(void **state)
{
    (void)state;
    static const struct {
        const char *fault, *says;
    } cases[] = {{"stall", "silent"}, {"endless", "nothing that was asked"}};

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *words = g_strdup_printf("mails=3 uid=2 fault=%s", cases[i].fault);
        AUTO(source) *source = open_with(words, (struct source_settings){.timeout_ms = 2000}, NULL);
        AUTO(taken) *taken = taken_new();
        g_autoptr(GError) error = NULL;
        gint64 start_us = g_get_monotonic_time();
        assert_false(taken_poll(taken, source, NULL, &error));
        assert_true(g_get_monotonic_time() - start_us < 60 * G_USEC_PER_SEC);
        assert_int_equal(error->code, SOURCE_ERROR_MAILS);
        assert_non_null(strstr(error->message, cases[i].says));
        assert_taken(taken, 3, 2);
    }
}

static void imap_fetch__renumbered_while_connection_was_lost__look_again(void **state)
{
    (void)state;
    AUTO(source) *source = open_described("mails=3 uid=2 fault=cut times=1 renumber");
    AUTO(taken) *taken = taken_new();
    g_autoptr(GError) error = NULL;

    assert_false(taken_poll(taken, source, NULL, &error));
    assert_int_equal(error->code, SOURCE_ERROR_CHANGED);
    assert_int_equal(g_hash_table_size(taken->mails), 0);
}

static void imap_fetch__taker_says_stop__stops(void **state)
{
    (void)state;
    AUTO(source) *source = open_described("mails=9");
    AUTO(taken) *taken = taken_new();
    g_autoptr(GError) error = NULL;

    taken->stop_after = 4;
    assert_false(taken_poll(taken, source, NULL, &error));
    assert_int_equal(error->code, SOURCE_ERROR_TAKER);
    assert_int_equal(g_hash_table_size(taken->mails), 4);
    taken->stop_after = 0;
    assert_true(taken_poll(taken, source, NULL, NULL));
    assert_taken(taken, 9, 0);
}

static void imap_fetch__answers_in_single_bytes__same_mails(void **state)
{
    (void)state;
    AUTO(source) *source = open_described("mails=5 step=1");
    AUTO(taken) *taken = taken_new();

    assert_true(taken_poll(taken, source, NULL, NULL));
    assert_taken(taken, 5, 0);
}

/* Bytes of the server's answers to the texts of three mails, from the first to the last. */
#define DROPS 620u

static void imap_fetch__dropped_after_every_byte__each_mail_once(void **state)
{
    (void)state;
    guint whole = 0;

    for (guint drop = 1; drop <= DROPS; drop += drop < 400 ? 1 : 7) {
        g_autofree char *once = g_strdup_printf("mails=3 fault=drop times=1 drop=%u", drop);
        AUTO(source) *source = open_described(once);
        AUTO(taken) *taken = taken_new();
        g_autoptr(GError) error = NULL;
        if (!taken_poll(taken, source, NULL, &error))
            fail_msg("dropped after %u bytes: %s", drop, error->message);
        assert_taken(taken, 3, 0);
        whole++;
    }
    assert_true(whole > 400);
}

static void imap_fetch__always_dropped__named_and_nothing_in_part(void **state)
{
    (void)state;

    for (guint drop = 1; drop <= 200; drop += 13) {
        g_autofree char *always = g_strdup_printf("mails=3 fault=drop drop=%u", drop);
        AUTO(source) *source = open_described(always);
        AUTO(taken) *taken = taken_new();
        g_autoptr(GError) error = NULL;
        gboolean good = taken_poll(taken, source, NULL, &error);
        assert_true(good || error->code == SOURCE_ERROR_MAILS ||
                    error->code == SOURCE_ERROR_BROKEN);
        assert_int_equal(taken->doubled, 0);
        for (guint uid = 1; uid <= 3; uid++)
            assert_true(!taken_mail(taken, uid) || is_text_of(taken_mail(taken, uid), uid));
    }
}

/* ---- looking ---- */

static gboolean look(struct source *source, struct source_held *held, GError **error)
{
    static const struct source_cursor known;

    return source_look(source, &known, held, error);
}

static char *show(const struct source_held *held)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < held->ranges->len; i++) {
        const struct uid_range *range = &g_array_index(held->ranges, struct uid_range, i);
        g_string_append_printf(text, "%s%u:%u", i > 0 ? " " : "", range->first, range->last);
    }
    return g_strdup(text->str);
}

static void imap_look__windows__all_uids_with_and_without_esearch(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        guint window;
        const char *want, *heard;
    } cases[] = {
        {"mails=10", 0, "1:10", "UID SEARCH 1:10"},
        {"mails=10", 4, "1:10", "UID SEARCH 9:10"},
        {"mails=10 offers=AUTH=PLAIN,ESEARCH", 4, "1:10", "UID SEARCH RETURN (ALL) 9:10"},
        {"mails=3 sparse=1000000", 2, "1000000:1000000 2000000:2000000 3000000:3000000",
         "UID SEARCH 3:3"},
        {"mails=3 sparse=1000000 offers=AUTH=PLAIN,ESEARCH", 2,
         "1000000:1000000 2000000:2000000 3000000:3000000", "UID SEARCH RETURN (ALL) 3:3"},
        {"mails=0", 0, "", "EXAMINE \\\"INBOX\\\""},
        {"mails=10 chatty", 0, "1:10", "CAPABILITY"},
        /* mails 1 and 2 leave after the first window: 5 and 6 become 3 and 4 */
        {"mails=10 fault=expunge-between times=1", 4, "1:10", "UID SEARCH 3:6"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint port;
        struct source_held held;
        AUTO(source) *source = open_with(
            cases[i].words, (struct source_settings){.window_mails = cases[i].window}, &port);
        assert_true(look(source, &held, NULL));
        g_autofree char *got = show(&held);
        g_autofree char *heard = fake_server_heard(fake, port);
        assert_string_equal(got, cases[i].want);
        assert_non_null(strstr(heard, cases[i].heard));
        assert_int_equal(held.validity, 7);
        assert_int_equal(held.unlisted, 0);
        source_held_clear(&held);
    }
}

static void imap_look__mail_counted_but_not_listed__told(void **state)
{
    (void)state;
    struct source_held held;
    AUTO(source) *source = open_described("mails=10 uid=4 fault=unlisted");

    assert_true(look(source, &held, NULL));
    g_autofree char *got = show(&held);
    assert_string_equal(got, "1:3 5:10");
    assert_int_equal(held.unlisted, 1);
    source_held_clear(&held);
}

static void imap_look__no_uidnext__never_unchanged(void **state)
{
    (void)state;
    struct source_held held;
    AUTO(source) *source = open_described("mails=2 nonext");

    for (int i = 0; i < 2; i++) {
        const struct source_cursor known = {.validity = 7, .next = 0, .count = 2};
        assert_true(source_look(source, &known, &held, NULL));
        assert_false(held.unchanged);
        assert_int_equal(held.ranges->len, 1);
        source_held_clear(&held);
    }
}

static void imap_look__mailbox_or_server_refuses__typed_error(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        int code;
        const char *says;
    } cases[] = {
        {"noexamine=NO_[NONEXISTENT]_no_such", SOURCE_ERROR_MAILBOX,
         "\"INBOX\"; it said: no such (there are: \"INBOX\", \"Saabunud.Õ\", \"a\"b\")"},
        {"noexamine=NO_[INUSE]_locked", SOURCE_ERROR_UNAVAILABLE, "locked"},
        {"noexamine=BAD_what", SOURCE_ERROR_MAILBOX, "what"},
        {"novalidity", SOURCE_ERROR_PROTOCOL, "UIDVALIDITY"},
        {"validity=0", SOURCE_ERROR_PROTOCOL, "UIDVALIDITY"},
        {"exists=4294967295", SOURCE_ERROR_MAILBOX, "more than a million"},
        {"fault=search-no", SOURCE_ERROR_UNAVAILABLE, "cannot"},
        {"mails=5 fault=search-bye", SOURCE_ERROR_UNAVAILABLE, "goodbye: restart"},
        {"fault=search-many", SOURCE_ERROR_PROTOCOL, "a line is too long"},
        {"fault=search-many offers=AUTH=PLAIN,ESEARCH", SOURCE_ERROR_PROTOCOL,
         "a line is too long"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        struct source_held held;
        AUTO(source) *source = open_described(cases[i].words);
        assert_false(look(source, &held, &error));
        if (error->code != cases[i].code || !strstr(error->message, cases[i].says))
            fail_msg("%s: %d: %s", cases[i].words, error->code, error->message);
        source_held_clear(&held);
    }
}

static void imap_look__200000_mails__in_windows(void **state)
{
    (void)state;
    guint port;
    struct source_held held;
    AUTO(source) *source = open_with("mails=200000 sparse=2", (struct source_settings){0}, &port);

    assert_true(look(source, &held, NULL));
    assert_int_equal(held.ranges->len, 200000);
    source_held_clear(&held);
    g_autofree char *heard = fake_server_heard(fake, port);
    assert_non_null(strstr(heard, "UID SEARCH 195001:200000"));
}

static void source_free__server__hears_logout(void **state)
{
    (void)state;
    guint port;
    struct source_held held;
    struct source *source = open_with("mails=1", (struct source_settings){0}, &port);

    assert_true(look(source, &held, NULL));
    source_held_clear(&held);
    source_free(source);
    g_autofree char *heard = fake_server_heard(fake, port);
    assert_non_null(strstr(heard, "LOGOUT\"]"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imap_fetch__one_bad_mail__all_others_come),
        cmocka_unit_test(imap_fetch__size_announced_wrongly__text_read_twice_and_taken),
        cmocka_unit_test(imap_fetch__too_large__named_and_not_fetched),
        cmocka_unit_test(imap_fetch__far_larger_than_announced__named_and_not_kept),
        cmocka_unit_test(imap_fetch__bad_mail__known_as_suspect_and_asked_last_next_time),
        cmocka_unit_test(imap_fetch__limit__stops_at_once_for_now),
        cmocka_unit_test(imap_fetch__stalled_or_endless__given_up_in_time),
        cmocka_unit_test(imap_fetch__renumbered_while_connection_was_lost__look_again),
        cmocka_unit_test(imap_fetch__taker_says_stop__stops),
        cmocka_unit_test(imap_fetch__answers_in_single_bytes__same_mails),
        cmocka_unit_test(imap_fetch__dropped_after_every_byte__each_mail_once),
        cmocka_unit_test(imap_fetch__always_dropped__named_and_nothing_in_part),
        cmocka_unit_test(imap_look__windows__all_uids_with_and_without_esearch),
        cmocka_unit_test(imap_look__mail_counted_but_not_listed__told),
        cmocka_unit_test(imap_look__no_uidnext__never_unchanged),
        cmocka_unit_test(imap_look__mailbox_or_server_refuses__typed_error),
        cmocka_unit_test(imap_look__200000_mails__in_windows),
        cmocka_unit_test(source_free__server__hears_logout),
    };

    return cmocka_run_group_tests(tests, start_server, stop_server);
}
