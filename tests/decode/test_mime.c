/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/decoding.h"

#define INNER                                                                                      \
    "From: ILO <office@ilo.example>\nSubject: The circular\nDate: Tue, 15 Jul 2025 23:30:00 -0500\n" \
    "Message-ID: <inner@ilo.example>\nMIME-Version: 1.0\nContent-Type: text/plain\n\nby 16 September\n"

static void header__facts__are_decoded(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_string(
        "From: =?utf-8?q?J=C3=BCri_T=C3=B5ru?= <juri@ministry.example>\n"
        "Subject: =?iso-8859-1?q?T=E4htaeg?=\n =?utf-8?b?IDIwMjU=?=\nDate: Tue, 15 Jul 2025 23:30:00 -0500\n"
        "Message-ID: <a.1@x.example>\nIn-Reply-To: <q@x.example> (of yesterday)\n"
        "References: <p@x.example>\n <q@x.example>\n\nhello\n");
    const struct text_letter *letter = letter_at(text, 0);
    assert_string_equal(letter->from_name, "Jüri Tõru");
    assert_string_equal(letter->from_address, "juri@ministry.example");
    assert_string_equal(letter->subject, "Tähtaeg 2025");
    assert_string_equal(letter->message_id, "a.1@x.example");
    assert_string_equal(letter->in_reply_to, "q@x.example");
    assert_string_equal(letter->references, "p@x.example q@x.example");
    assert_int_equal(g_date_get_day(&letter->sent), 15);
    assert_int_equal(g_date_get_month(&letter->sent), 7);
    assert_int_equal(letter->sent_at, 1752640200);
    assert_false(letter->automatic);
}

static void header__missing__leaves_null(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_string("Subject: x\n\nhello\n");
    const struct text_letter *letter = letter_at(text, 0);
    assert_null(letter->from_address);
    assert_null(letter->message_id);
    assert_null(letter->in_reply_to);
    assert_false(g_date_valid(&letter->sent));
    assert_int_equal(letter->sent_at, 0);
}

static void header__absurd_dates__are_none(void **state G_GNUC_UNUSED)
{
    static const char *const dates[] = {"Tue, 31 Feb 2025 10:00:00 +0000", "99999", "Mon, 1 Jan 99999 00:00:00 +0000",
                                        "1 Jan 1904 00:00:00 +0000", "yesterday", "-1"};
    for (gsize i = 0; i < G_N_ELEMENTS(dates); i++) {
        g_autofree char *mail = g_strdup_printf("From: a@b.example\nDate: %s\n\nx\n", dates[i]);
        AUTO(text) *text = decode_string(mail);
        assert_int_equal(text->letters->len, 1);
        if (g_date_valid(&letter_at(text, 0)->sent))
            assert_in_range(g_date_get_year(&letter_at(text, 0)->sent), 1970, 2199);
    }
}

#define HOP(day) "Received: from a.example by mx.labour.example (x; y) with ESMTP id 1;\n\t" day " 10:00:05 +0200 (CEST)\n"

static void header__date__is_believed_where_a_server_agrees(void **state G_GNUC_UNUSED)
{
    static const char *const table[][2] = {
        {"Date: Thu, 12 Mar 2026 10:00:00 +0100\n", "2026-03-12"},
        {HOP("Thu, 12 Mar 2026") "Date: Thu, 12 Mar 2026 10:00:00 +0100\n", "2026-03-12"},
        {HOP("Fri, 13 Mar 2026") "Date: Thu, 12 Mar 2026 23:00:00 -0700\n", "2026-03-12"}, /* its own zone */
        {HOP("Thu, 2 Apr 2026") "Date: Thu, 12 Mar 2026 10:00:00 +0100\n", "2026-03-12"},  /* lay somewhere */
        {HOP("Thu, 12 Mar 2026") "Date: Tue, 1 Jan 1980 00:00:00 +0000\n", "2026-03-12"},
        {HOP("Thu, 12 Mar 2026") "Date: Wed, 12 Mar 2025 10:00:00 +0100\n", "2026-03-12"},
        {HOP("Thu, 12 Mar 2026") "Date: Thu, 12 Mar 2099 10:00:00 +0100\n", "2026-03-12"},
        {HOP("Thu, 12 Mar 2026") "", "2026-03-12"},
        {HOP("Thu, 12 Mar 2026") "Date: yesterday\n", "2026-03-12"},
        /* moved to another server years later, or passed on by one with a wrong clock */
        {HOP("Thu, 12 Mar 2026") HOP("Wed, 1 Mar 2023") "Date: Wed, 1 Mar 2023 08:00:00 +0100\n", "2023-03-01"},
        {HOP("Thu, 12 Mar 2026") HOP("Tue, 1 Jan 1980") "Date: Thu, 12 Mar 2026 10:00:00 +0100\n", "2026-03-12"},
        {"Received: by nobody\nReceived: x; some day\nDate: Thu, 12 Mar 2026 10:00:00 +0100\n", "2026-03-12"},
        {HOP("Thu, 12 Mar 99999") "Date: Thu, 12 Mar 2026 10:00:00 +0100\n", "2026-03-12"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *mail = g_strdup_printf("From: a@b.example\n%s\nx\n", table[i][0]);
        AUTO(text) *text = decode_string(mail);
        const GDate *sent = &letter_at(text, 0)->sent;
        char day[11] = "none";
        if (g_date_valid(sent))
            g_date_strftime(day, sizeof day, "%Y-%m-%d", sent);
        if (strcmp(day, table[i][1]) != 0)
            fail_msg("%s: %s", table[i][0], day);
    }
}

/* The mailbox is the last server of all; it is asked where the mail names no other one. */
static void header__date_of_a_mail_without_servers__is_borne_out_by_its_mailbox(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *fields;
        GDateYear year; /* 15 March of it, as its mailbox says; 0: it says nothing */
        const char *sent;
    } table[] = {
        {"Date: Thu, 12 Mar 2026 10:00:00 +0100\n", 2026, "2026-03-12"},
        {"Date: Thu, 12 Mar 2026 10:00:00 +0100\n", 0, "2026-03-12"},
        {"Date: Tue, 1 Jan 1980 00:00:00 +0000\n", 2026, "2026-03-15"},
        {"Date: Tue, 1 Jan 1980 00:00:00 +0000\n", 0, "1980-01-01"},
        {"Date: Thu, 12 Mar 2099 10:00:00 +0100\n", 2026, "2026-03-15"},
        {"Date: Mon, 16 Mar 2026 23:00:00 +1400\n", 2026, "2026-03-16"}, /* clocks and zones go wrong by hours */
        {"Date: Wed, 18 Mar 2026 10:00:00 +0100\n", 2026, "2026-03-15"},
        {"Date: Tue, 20 Jan 2026 10:00:00 +0100\n", 2026, "2026-01-20"}, /* lay somewhere */
        {"", 2026, "none"},
        {"Date: yesterday\n", 2026, "none"},
        /* servers that it names are asked alone */
        {HOP("Wed, 1 Mar 2023") "Date: Wed, 1 Mar 2023 08:00:00 +0100\n", 2026, "2023-03-01"},
        {HOP("Wed, 1 Mar 2023") "Date: Tue, 1 Jan 1980 00:00:00 +0000\n", 2026, "2023-03-01"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *mail = g_strdup_printf("From: a@b.example\n%s\nx\n", table[i].fields);
        AUTO(text) *text = decode_string(mail);
        const GDate *sent = &letter_at(text, 0)->sent;
        char day[11] = "none";
        GDate received;
        g_date_clear(&received, 1);
        if (table[i].year)
            g_date_set_dmy(&received, 15, G_DATE_MARCH, table[i].year);
        decode_witness(text, &received);
        if (g_date_valid(sent))
            g_date_strftime(day, sizeof day, "%Y-%m-%d", sent);
        if (strcmp(day, table[i].sent) != 0)
            fail_msg("%s: %s", table[i].fields, day);
    }
}

static void header__machines__are_automatic(void **state G_GNUC_UNUSED)
{
    static const char *const fields[] = {"Auto-Submitted: auto-replied", "Precedence: bulk",
                                         "List-Id: <news.example>", "Return-Path: <>",
                                         "X-Auto-Response-Suppress: All",
                                         "Content-Type: multipart/report; boundary=x"};
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *mail = g_strdup_printf("From: a@b.example\n%s\n\nx\n", fields[i]);
        AUTO(text) *text = decode_string(mail);
        assert_true(letter_at(text, 0)->automatic);
    }
    AUTO(text) *typed = decode_string("From: a@b.example\nAuto-Submitted: no\nReturn-Path: <a@b>\n\nx\n");
    assert_false(letter_at(typed, 0)->automatic);
    AUTO(text) *notified = decode_string("From: a@b.example\nAuto-Submitted: auto-notified; a=b\n\nx\n");
    assert_true(letter_at(notified, 0)->automatic);
    assert_false(letter_at(notified, 0)->report);
}

static void header__people__are_counted_and_listed(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_string(
        "From: Anna <anna@ministry.example>\nTo: \"Reg, ister\" <circ+c1-x@ministry.example>, luc@x.example\n"
        "Cc: friends: a@b.example;, rosa@x.example\nDelivered-To: inbox@ministry.example\n\nx\n");
    assert_int_equal(letter_at(text, 0)->senders, 1);
    assert_string_equal(letter_at(text, 0)->recipients,
                        "circ+c1-x@ministry.example luc@x.example rosa@x.example inbox@ministry.example");
    static const char *const several[] = {"From: a@b.example, c@d.example\n",
                                          "From: a@b.example\nSubject: x\nfrom: c@d.example\n",
                                          "From: group: a@b.example;\n", "From: a@b.example\nFrom: a@b.example\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(several); i++) {
        g_autofree char *mail = g_strconcat(several[i], "\nx\n", NULL);
        AUTO(text) *of_several = decode_string(mail);
        assert_true(letter_at(of_several, 0)->senders > 1);
    }
    AUTO(text) *nobody = decode_string("Subject: x\n\nx\n");
    assert_int_equal(letter_at(nobody, 0)->senders, 0);
    assert_null(letter_at(nobody, 0)->recipients);
}

static void header__authentication__whole_or_not_at_all(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_string("Authentication-Results: mx.example;\n dmarc=pass header.from=b.example\n"
                                     "From: a@b.example\nauthentication-results: other.example; none\n\nx\n");
    assert_int_equal(letter_at(text, 0)->authentication->len, 2);
    assert_string_equal(letter_at(text, 0)->authentication->pdata[0],
                        "mx.example; dmarc=pass header.from=b.example");
    AUTO(text) *traced = decode_string(
        "Received: from x (by y) by Store.example (v1) with LMTP; Mon, 9 Mar 2026 10:00:00 +0100\n"
        "Authentication-Results: mx.example; none\nReceived: from evil.example\n by\tmx.example; by other\n"
        "Received: (qmail 1 invoked by uid 9)\nReceived: by\nFrom: a@b.example\n\nx\n");
    assert_int_equal(letter_at(traced, 0)->authentication->len, 3);
    assert_string_equal(letter_at(traced, 0)->authentication->pdata[0], " Store.example");
    assert_string_equal(letter_at(traced, 0)->authentication->pdata[2], " mx.example");
    AUTO(text) *no_results = decode_string("Received: from a by b.example; now\nFrom: a@b.example\n\nx\n");
    assert_int_equal(letter_at(no_results, 0)->authentication->len, 0);
    g_autoptr(GString) mail = g_string_new("From: a@b.example\nAuthentication-Results: mx.example; dmarc=pass\n"
                                           "Authentication-Results: mx.example;");
    for (int i = 0; i < 300; i++)
        g_string_append(mail, " (padding)");
    g_string_append(mail, " dmarc=fail\n\nx\n");
    AUTO(text) *long_one = decode_string(mail->str);
    assert_int_equal(letter_at(long_one, 0)->authentication->len, 0);
    g_string_assign(mail, "From: a@b.example\n");
    for (int i = 0; i < 11; i++)
        g_string_append(mail, "Authentication-Results: mx.example; dmarc=pass\n");
    g_string_append(mail, "\nx\n");
    AUTO(text) *many = decode_string(mail->str);
    assert_int_equal(letter_at(many, 0)->authentication->len, 0);
}

static void walk__forwarded__is_a_letter_of_its_own(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_string(
        "From: m@mission.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nFYI\n--b\n"
        "Content-Type: message/rfc822\n\n" INNER "--b--\n");
    assert_int_equal(text->letters->len, 2);
    assert_int_equal(letter_at(text, 1)->depth, 1);
    assert_string_equal(letter_at(text, 1)->from_address, "office@ilo.example");
    assert_int_equal(part_at(text, 0)->letter, 0);
    assert_int_equal(part_at(text, 1)->letter, 1);
    assert_true(part_at(text, 1)->body);
    assert_string_equal(words_at(text, 1), "by 16 September\n");
}

static void check_inner(const char *headers)
{
    g_autofree char *base64 = g_base64_encode((const guchar *) INNER, strlen(INNER));
    g_autofree char *mail = g_strdup_printf(
        "From: m@mission.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nFYI\n--b\n%s\n"
        "Content-Transfer-Encoding: base64\n\n%s\n--b--\n",
        headers, base64);
    AUTO(text) *text = decode_string(mail);
    assert_int_equal(text->letters->len, 2);
    assert_string_equal(letter_at(text, 1)->subject, "The circular");
    assert_string_equal(words_at(text, 1), "by 16 September\n");
    assert_int_equal(part_at(text, 1)->letter, 1);
}

static void walk__encoded_mail__is_opened(void **state G_GNUC_UNUSED)
{
    check_inner("Content-Type: message/rfc822");
    check_inner("Content-Type: application/octet-stream; name=\"letter.eml\"");
    check_inner("Content-Type: application/octet-stream");
    check_inner("Content-Type: text/plain; name=letter.eml\nContent-Disposition: attachment");
}

static void walk__body_that_looks_like_a_mail__stays_text(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain", INNER);
    assert_int_equal(text->letters->len, 1);
    assert_non_null(strstr(words_at(text, 0), "Subject: The circular"));
}

static void walk__alternatives__are_both_read(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("multipart/alternative; boundary=b",
                                   "--b\nContent-Type: text/plain\n\nplain\n"
                                   "--b\nContent-Type: multipart/related; boundary=c\n\n"
                                   "--c\nContent-Type: text/html\n\n<p>html\n"
                                   "--c\nContent-Type: image/png\nContent-ID: <l>\n\n\x89PNG\r\n\x1a\n\n"
                                   "--c--\n--b--\n");
    assert_int_equal(text->parts->len, 2);
    assert_false(part_at(text, 0)->alternative);
    assert_true(part_at(text, 1)->alternative);
    assert_true(part_at(text, 1)->body);
    assert_int_equal(text->unread->len, 0);
}

static void walk__empty_plain_form__makes_html_the_letter(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("multipart/alternative; boundary=b",
                                   "--b\nContent-Type: text/plain\n\n \n"
                                   "--b\nContent-Type: text/html\n\n<p>html\n--b--\n");
    assert_false(part_at(text, text->parts->len - 1)->alternative);
}

static void walk__signed__is_read_without_its_signature(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf(
        "multipart/signed; protocol=\"application/pgp-signature\"; boundary=b",
        "--b\nContent-Type: text/plain\n\nby 1 May\n--b\nContent-Type: application/pgp-signature\n\n"
        "-----BEGIN PGP SIGNATURE-----\n--b--\n");
    assert_int_equal(text->parts->len, 1);
    assert_int_equal(text->unread->len, 0);
}

static void walk__signed_and_more__is_read_too(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf(
        "multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b",
        "--b\nContent-Type: text/plain\n\nSee the letter.\n--b\n"
        "Content-Type: text/plain; name=letter.txt\nContent-Disposition: attachment\n\nby 1 May\n--b\n"
        "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nMIIB\n--b--\n");
    assert_int_equal(text->parts->len, 2);
    assert_string_equal(part_at(text, 1)->name, "letter.txt");
    assert_int_equal(text->unread->len, 0);
}

static void walk__encrypted__is_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf(
        "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b",
        "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n"
        "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--b--\n");
    assert_true(has_flaw(text->unread, "body", "encrypted"));
}

static void walk__unknown_attachment__is_named(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("application/x-thing; name=\"../x/data.bin\"", "\1\2\3\4\5");
    assert_true(has_flaw(text->unread, "data.bin", "unknown kind"));
}

static void walk__structure_lost__is_read_as_text(void **state G_GNUC_UNUSED)
{
    AUTO(text) *none = decode_leaf("multipart/mixed", "--xx\n\nby 1 May\n--xx--\n");
    assert_non_null(strstr(words_at(none, 0), "by 1 May"));
    assert_true(has_flaw(none->flaws, "body", "damaged"));
    AUTO(text) *never = decode_leaf("multipart/mixed; boundary=zz", "by 1 May\n");
    assert_non_null(strstr(words_at(never, 0), "by 1 May"));
    AUTO(text) *open = decode_leaf("multipart/mixed; boundary=zz", "--zz\n\nby 1 May\n");
    assert_non_null(strstr(words_at(open, 0), "by 1 May"));
    AUTO(text) *headless = decode_string("no header here, but by 1 May\nall the same\n");
    assert_non_null(strstr(words_at(headless, 0), "by 1 May"));
}

static void walk__empty_mail__is_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_string("");
    assert_int_equal(text->letters->len, 1);
    assert_true(has_flaw(text->unread, "the mail", "empty"));
}

static void names__tricks__are_undone(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf(
        "text/plain; name*0*=utf-8''L%C3%A4; name*1=\"kiri.txt\"\n"
        "Content-Disposition: attachment; filename=\"=?utf-8?q?..=2F..=2Fetc=2FL=C3=A4kiri=2Etxt?=\"",
        "hello\n");
    assert_string_equal(part_at(text, 0)->name, "Läkiri.txt");
    assert_false(part_at(text, 0)->body);
}

static gboolean refuse_second(guint part, gpointer data)
{
    (*(guint *) data)++;
    return part != 1;
}

static void watch__refused_part__is_named_and_the_rest_read(void **state G_GNUC_UNUSED)
{
    guint asked = 0;
    AUTO(decoder) *decoder = decoder_new(NULL);
    decoder_watch(decoder, refuse_second, &asked);
    const char *mail = "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n"
                       "--b\nContent-Type: text/plain; name=evil.txt\n\ntwo\n--b\n\nthree\n--b--\n";
    g_autoptr(GBytes) raw = g_bytes_new(mail, strlen(mail));
    AUTO(text) *text = decode_mail(decoder, raw);
    assert_int_equal(asked, 3);
    assert_int_equal(text->parts->len, 2);
    assert_string_equal(words_at(text, 1), "three\n");
    assert_true(has_flaw(text->unread, "evil.txt", "fail"));
}

static void mail__with_lone_carriage_returns__is_read(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_string("From: a@b.example\rSubject: x\rContent-Type: text/plain\r\r"
                                     "Dear Minister,\rby 1 May\r");
    const struct text_letter *letter = text->letters->pdata[0];
    assert_string_equal(letter->subject, "x");
    assert_string_equal(words_at(text, 0), "Dear Minister,\nby 1 May\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mail__with_lone_carriage_returns__is_read),
        cmocka_unit_test(header__facts__are_decoded),
        cmocka_unit_test(header__missing__leaves_null),
        cmocka_unit_test(header__absurd_dates__are_none),
        cmocka_unit_test(header__date__is_believed_where_a_server_agrees),
        cmocka_unit_test(header__date_of_a_mail_without_servers__is_borne_out_by_its_mailbox),
        cmocka_unit_test(header__machines__are_automatic),
        cmocka_unit_test(header__people__are_counted_and_listed),
        cmocka_unit_test(header__authentication__whole_or_not_at_all),
        cmocka_unit_test(walk__forwarded__is_a_letter_of_its_own),
        cmocka_unit_test(walk__encoded_mail__is_opened),
        cmocka_unit_test(walk__body_that_looks_like_a_mail__stays_text),
        cmocka_unit_test(walk__alternatives__are_both_read),
        cmocka_unit_test(walk__empty_plain_form__makes_html_the_letter),
        cmocka_unit_test(walk__signed__is_read_without_its_signature),
        cmocka_unit_test(walk__signed_and_more__is_read_too),
        cmocka_unit_test(walk__encrypted__is_told),
        cmocka_unit_test(walk__unknown_attachment__is_named),
        cmocka_unit_test(walk__structure_lost__is_read_as_text),
        cmocka_unit_test(walk__empty_mail__is_told),
        cmocka_unit_test(names__tricks__are_undone),
        cmocka_unit_test(watch__refused_part__is_named_and_the_rest_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
