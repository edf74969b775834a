/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The IMAP source against a real Dovecot: logins, listings, fetching byte for byte, and mailboxes
 * that change between polls. */
#include "collect/source.h"

#include "../support/dovecot.h"
#include "../support/taken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct dovecot *dovecot;

static int start_dovecot(void **state)
{
    (void)state;
    dovecot = dovecot_start();
    return dovecot ? 0 : -1;
}

static int stop_dovecot(void **state)
{
    (void)state;
    dovecot_stop(dovecot);
    return 0;
}

/* A mailbox of its own for each test: users are cheap. */
static struct source_settings settings_for(const char *user)
{
    dovecot_add_user(dovecot, user, "secret");
    return (struct source_settings){.name = "office",
                                    .url = dovecot->imaps_url,
                                    .user = user,
                                    .password = "secret",
                                    .ca_file = dovecot->ca_file,
                                    .timeout_ms = 20000};
}

static void deliver(const char *user, const char *text)
{
    dovecot_deliver(dovecot, user, text, strlen(text));
}

static void assert_text(const struct mail *mail, const char *want)
{
    assert_non_null(mail);
    assert_int_equal(g_bytes_get_size(mail->raw), strlen(want));
    assert_memory_equal(g_bytes_get_data(mail->raw, NULL), want, strlen(want));
}

static struct source *must_open(const struct source_settings *settings)
{
    g_autoptr(GError) error = NULL;
    struct source *source = source_open(settings, &error);

    assert_null(error);
    return source;
}

static void must_poll(struct taken *taken, struct source *source)
{
    g_autoptr(GError) error = NULL;

    if (!taken_poll(taken, source, NULL, &error))
        fail_msg("%s", error->message);
}

/* ---- logins ---- */

static void assert_not_looked(const struct source_settings *settings, int code, const char *says)
{
    g_autoptr(GError) error = NULL;
    AUTO(source) *source = must_open(settings);
    struct source_cursor known = {0};
    struct source_held held;

    assert_false(source_look(source, &known, &held, &error));
    source_held_clear(&held);
    if (error->code != code || !strstr(error->message, says))
        fail_msg("%d: %s", error->code, error->message);
    assert_null(strstr(error->message, "secret"));
}

static void imap_look__both_kinds_of_tls__mails(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("both");
    const char *const urls[] = {dovecot->imaps_url, dovecot->imap_url};

    deliver("both", "Subject: one\n\ntext\n");
    for (gsize i = 0; i < G_N_ELEMENTS(urls); i++) {
        settings.url = urls[i];
        AUTO(source) *source = must_open(&settings);
        AUTO(taken) *taken = taken_new();
        must_poll(taken, source);
        assert_text(taken_mail(taken, 1), "Subject: one\r\n\r\ntext\r\n");
    }
}

static void imap_look__wrong_password__refused(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("wrong");

    settings.password = "not the secret";
    assert_not_looked(&settings, SOURCE_ERROR_REFUSED, "password");
}

static void imap_look__authority_not_ours__untrusted(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("untrusted");

    settings.ca_file = NULL;
    assert_not_looked(&settings, SOURCE_ERROR_UNTRUSTED, "certificate");
}

static void imap_look__missing_mailbox__told_with_those_that_are_there(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("missing");

    dovecot_save(dovecot, "missing", "Õigus", "Subject: x\n\nx\n");
    settings.mailbox = "No \"such\" mailbox";
    assert_not_looked(&settings, SOURCE_ERROR_MAILBOX, "No \"such\" mailbox");
    assert_not_looked(&settings, SOURCE_ERROR_MAILBOX, "there are: \"Õigus\", \"INBOX\"");
}

static void source_open__settings_no_mailbox_can_have__refused(void **state)
{
    (void)state;
    static const struct source_settings cases[] = {
        {.name = "a", .url = NULL},
        {.name = "a", .url = ""},
        {.name = "a", .url = "imaps"},
        {.name = "a", .url = "pop3://mail.example", .user = "a", .password = "b"},
        {.name = "a", .url = "imaps://mail.example", .user = "a"},
        {.name = "a", .url = "imaps://mail.example", .password = "b"},
        {.name = "a", .url = "imaps://mail.example", .user = "a", .password = "b", .mailbox = ""},
        {.name = "a",
         .url = "imaps://mail.example",
         .user = "a",
         .password = "b",
         .mailbox = "x\r\nc9 DELETE y"},
        {.name = "a", .url = "maildir:relative"},
        {.name = "a", .url = "maildir:///x", .mailbox = "INBOX"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(source_open(&cases[i], &error));
        assert_int_equal(error->code, SOURCE_ERROR_SETTINGS);
        assert_non_null(strstr(error->message, "mailbox a"));
    }
}

/* ---- mailboxes ---- */

static void imap_poll__utf8_mailbox__read(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("utf8");

    dovecot_save(dovecot, "utf8", "Saabunud kirjad/ÕÄ", "Subject: täpid\n\nx\n");
    settings.mailbox = "Saabunud kirjad/ÕÄ";
    AUTO(source) *source = must_open(&settings);
    AUTO(taken) *taken = taken_new();
    must_poll(taken, source);
    assert_text(taken_mail(taken, 1), "Subject: täpid\r\n\r\nx\r\n");
}

static void imap_poll__empty_mailbox__nothing(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("empty");
    AUTO(source) *source = must_open(&settings);
    AUTO(taken) *taken = taken_new();

    must_poll(taken, source);
    assert_int_equal(g_hash_table_size(taken->mails), 0);
}

static void imap_poll__facts_of_a_mail__told(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("facts");

    deliver("facts", "Subject: one\n\ntext\n");
    AUTO(source) *source = must_open(&settings);
    AUTO(taken) *taken = taken_new();
    must_poll(taken, source);
    const struct mail *mail = taken_mail(taken, 1);
    assert_string_equal(mail->source, "office");
    assert_int_equal(mail->uid, 1);
    assert_true(mail->validity > 0);
    assert_true(mail->received > 1500000000);
    assert_int_equal(mail->bytes, strlen("Subject: one\r\n\r\ntext\r\n"));
}

static void imap_poll__unread_mails__stay_unread(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("unread");
    g_autofree char *directory = g_build_filename(dovecot->directory, "mail/unread/Maildir", NULL);

    deliver("unread", "Subject: one\n\ntext\n");
    AUTO(source) *source = must_open(&settings);
    AUTO(taken) *taken = taken_new();
    must_poll(taken, source);
    assert_non_null(taken_mail(taken, 1));
    const char *const names[] = {"new", "cur"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(directory, names[i], NULL);
        g_autoptr(GDir) files = g_dir_open(path, 0, NULL);
        for (const char *name; (name = g_dir_read_name(files));)
            assert_null(strstr(name, ":2,S"));
    }
}

static void imap_look__nothing_new__unchanged(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("again");
    struct source_held held;
    struct source_cursor known = {0};

    deliver("again", "Subject: one\n\ntext\n");
    AUTO(source) *source = must_open(&settings);
    assert_true(source_look(source, &known, &held, NULL));
    assert_false(held.unchanged);
    assert_int_equal(held.count, 1);
    assert_int_equal(held.next, 2);
    assert_int_equal(held.ranges->len, 1);
    known = (struct source_cursor){held.validity, held.next, held.count};
    source_held_clear(&held);
    assert_true(source_look(source, &known, &held, NULL));
    assert_true(held.unchanged);
    assert_int_equal(held.ranges->len, 0);
    source_held_clear(&held);

    deliver("again", "Subject: two\n\ntext\n");
    assert_true(source_look(source, &known, &held, NULL));
    assert_false(held.unchanged);
    assert_int_equal(held.unlisted, 0);
    assert_int_equal(uids_count((struct uid_range *)(gpointer)held.ranges->data, held.ranges->len),
                     2);
    source_held_clear(&held);
}

static void imap_poll__added_and_expunged_between__only_the_new(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("between");
    struct source_tally tally;
    AUTO(source) *source = must_open(&settings);
    AUTO(taken) *taken = taken_new();

    deliver("between", "Subject: one\n\ntext\n");
    deliver("between", "Subject: two\n\ntext\n");
    must_poll(taken, source);
    dovecot_admin(dovecot, "expunge", "-u", "between", "mailbox", "INBOX", "uid", "1", NULL);
    deliver("between", "Subject: three\n\ntext\n");
    assert_true(taken_poll(taken, source, &tally, NULL));
    assert_int_equal(tally.delivered, 1);
    assert_int_equal(tally.gone, 0);
    source_tally_clear(&tally);
    assert_text(taken_mail(taken, 3), "Subject: three\r\n\r\ntext\r\n");
    assert_int_equal(taken->doubled, 0);
}

static void imap_fetch__expunged_after_look__gone(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("gone");
    struct source_cursor known = {0};
    struct source_held held;
    struct source_tally tally;
    AUTO(source) *source = must_open(&settings);
    AUTO(taken) *taken = taken_new();

    for (int i = 0; i < 5; i++)
        deliver("gone", "Subject: x\n\ntext\n");
    assert_true(source_look(source, &known, &held, NULL));
    dovecot_admin(dovecot, "expunge", "-u", "gone", "mailbox", "INBOX", "uid", "2:3", NULL);
    assert_true(source_fetch(source, (struct uid_range *)(gpointer)held.ranges->data,
                             held.ranges->len, taken_take, taken, &tally, NULL));
    assert_int_equal(tally.delivered, 3);
    assert_int_equal(tally.gone, 2);
    source_tally_clear(&tally);
    source_held_clear(&held);
}

static void imap_poll__validity_changed__all_again_under_the_new_one(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("validity");
    AUTO(source) *source = NULL;
    AUTO(taken) *before = taken_new(), *after = taken_new();
    struct source_cursor known = {0};
    struct source_held held;
    struct source_tally tally;
    g_autoptr(GError) error = NULL;

    dovecot_save(dovecot, "validity", "Box", "Subject: one\n\ntext\n");
    settings.mailbox = "Box";
    source = must_open(&settings);
    must_poll(before, source);
    assert_true(source_look(source, &known, &held, NULL));
    dovecot_admin(dovecot, "mailbox", "delete", "-u", "validity", "Box", NULL);
    dovecot_save(dovecot, "validity", "Box", "Subject: other\n\ntext\n");
    /* the mailbox that was looked at is no more */
    gboolean fetched = source_fetch(source, (struct uid_range *)(gpointer)held.ranges->data, 1,
                                    taken_take, after, &tally, &error);
    assert_true(!fetched || tally.gone == 1);
    assert_int_equal(g_hash_table_size(after->mails), 0);
    source_tally_clear(&tally);
    source_held_clear(&held);
    must_poll(after, source);
    assert_text(taken_mail(after, 1), "Subject: other\r\n\r\ntext\r\n");
    assert_int_not_equal(taken_mail(before, 1)->validity, taken_mail(after, 1)->validity);
}

static void imap_look__since__only_later_mails(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("since");
    struct source_cursor known = {0};
    struct source_held held;

    dovecot_save(dovecot, "since", "INBOX", "Subject: today\n\ntext\n");
    g_date_clear(&settings.since, 1);
    g_date_set_dmy(&settings.since, 1, G_DATE_JANUARY, 2005);
    AUTO(source) *all = must_open(&settings);
    assert_true(source_look(all, &known, &held, NULL));
    assert_int_equal(held.ranges->len, 1);
    source_held_clear(&held);
    g_date_set_dmy(&settings.since, 28, G_DATE_FEBRUARY, 2190);
    AUTO(source) *none = must_open(&settings);
    assert_true(source_look(none, &known, &held, NULL));
    assert_int_equal(held.ranges->len, 0);
    assert_int_equal(held.unlisted, 0);
    assert_int_equal(held.count, 1);
    source_held_clear(&held);
}

static void imap_poll__connection_ended_by_server__next_poll_connects_anew(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("kicked");
    AUTO(source) *source = must_open(&settings);
    AUTO(taken) *taken = taken_new();

    deliver("kicked", "Subject: one\n\ntext\n");
    must_poll(taken, source);
    dovecot_admin(dovecot, "kick", "kicked", NULL);
    deliver("kicked", "Subject: two\n\ntext\n");
    must_poll(taken, source);
    assert_int_equal(g_hash_table_size(taken->mails), 2);
}

/* ---- many ---- */

#define MANY 2000u

/* Mail number i, with LF: its size runs from a few bytes to 90 KB, and it ends as it likes. */
static GString *mail_number(guint i)
{
    GString *text = g_string_new(NULL);
    guint lines = i % 100 == 0 ? 1500 : i % 40;

    g_string_printf(text, "Subject: mail %u\nMessage-ID: <%u@sender.example>\n\n", i, i);
    for (guint k = 0; k < lines; k++)
        g_string_append_printf(text, "%u )\n* %u FETCH (UID 1 BODY[] {5}\nc%u OK done %0*u\n", k, i,
                               k, (int)(i % 50), k);
    if (i % 3 == 0)
        g_string_append(text, "no line end");
    return text;
}

static void with_crlf(GString *text)
{
    g_string_replace(text, "\n", "\r\n", 0);
}

static void imap_poll__2000_mails__byte_for_byte(void **state)
{
    (void)state;
    struct source_settings settings = settings_for("many");
    struct source_tally tally;
    AUTO(taken) *taken = taken_new();

    for (guint i = 0; i < MANY; i++) {
        g_autoptr(GString) text = mail_number(i);
        dovecot_deliver(dovecot, "many", text->str, text->len);
    }
    settings.window_mails = 300;
    AUTO(source) *source = must_open(&settings);
    assert_true(taken_poll(taken, source, &tally, NULL));
    assert_int_equal(tally.delivered, MANY);
    assert_int_equal(tally.inexact, 0);
    source_tally_clear(&tally);
    assert_int_equal(taken->doubled, 0);
    assert_int_equal(g_hash_table_size(taken->mails), MANY);
    for (guint i = 0; i < MANY; i++) {
        /* Dovecot numbers them by the time in their names */
        g_autoptr(GString) want = mail_number(i);
        with_crlf(want);
        const struct mail *mail = taken_mail(taken, i + 1);
        assert_non_null(mail);
        assert_int_equal(g_bytes_get_size(mail->raw), want->len);
        assert_memory_equal(g_bytes_get_data(mail->raw, NULL), want->str, want->len);
    }
    must_poll(taken, source);
    assert_int_equal(taken->doubled, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imap_look__both_kinds_of_tls__mails),
        cmocka_unit_test(imap_look__wrong_password__refused),
        cmocka_unit_test(imap_look__authority_not_ours__untrusted),
        cmocka_unit_test(imap_look__missing_mailbox__told_with_those_that_are_there),
        cmocka_unit_test(source_open__settings_no_mailbox_can_have__refused),
        cmocka_unit_test(imap_poll__utf8_mailbox__read),
        cmocka_unit_test(imap_poll__empty_mailbox__nothing),
        cmocka_unit_test(imap_poll__facts_of_a_mail__told),
        cmocka_unit_test(imap_poll__unread_mails__stay_unread),
        cmocka_unit_test(imap_look__nothing_new__unchanged),
        cmocka_unit_test(imap_poll__added_and_expunged_between__only_the_new),
        cmocka_unit_test(imap_fetch__expunged_after_look__gone),
        cmocka_unit_test(imap_poll__validity_changed__all_again_under_the_new_one),
        cmocka_unit_test(imap_look__since__only_later_mails),
        cmocka_unit_test(imap_poll__connection_ended_by_server__next_poll_connects_anew),
        cmocka_unit_test(imap_poll__2000_mails__byte_for_byte),
    };

    return cmocka_run_group_tests(tests, start_dovecot, stop_dovecot);
}
