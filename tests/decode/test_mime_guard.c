/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/mime.h"

#include "../support/decoding.h"

/* Mails that have brought down programs of this kind. Each must come back, with its words. */

static GString *repeat(const char *before, const char *unit, guint times, const char *after)
{
    GString *mail = g_string_new(before);
    for (guint i = 0; i < times; i++)
        g_string_append(mail, unit);
    g_string_append(mail, after);
    return mail;
}

static void hostile__boundary_that_cannot_be_encoded__is_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) mail =
        repeat("From: a@b\nContent-Type: multipart/mixed;\n ", "\x9d", 36, "=\"\x9d\"\n\nx\n");
    AUTO(text) *text = decode_string(mail->str);
    assert_int_equal(text->letters->len, 1);
}

static void hostile__nested_groups__are_left_out_and_told(void **state G_GNUC_UNUSED)
{
    static const char *const units[] = {"g:", "(", "g:(", "<@a:"};
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
        g_autoptr(GString) mail = repeat("From: a@b.example\nTo: ", units[i], 50000, "\n\nby 1 May\n");
        AUTO(text) *text = decode_string(mail->str);
        assert_string_equal(words_at(text, 0), "by 1 May\n");
        assert_true(has_flaw(text->limits, "the mail", "address"));
    }
}

static void hostile__nested_groups_folded_and_forwarded__likewise(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) mail = repeat("From: a@b.example\nContent-Type: message/rfc822\n\nTo: x", "\n g:g:g:",
                                     20000, "\nSubject: y\n\nby 1 May\n");
    AUTO(text) *text = decode_string(mail->str);
    assert_string_equal(words_at(text, 0), "by 1 May\n");
    assert_string_equal(letter_at(text, 1)->subject, "y");
}

/* Lines before, between and after those that are cut. */
static void guard__what_is_not_cut__stays_byte_for_byte(void **state G_GNUC_UNUSED)
{
    g_autofree char *groups = g_strnfill(5000, ':'), *words = g_strnfill(400, 'w');
    struct decode_limits limits = decode_limits_default;
    limits.header_bytes = 100;
    g_autofree char *mail = g_strdup_printf("Subject: a\r\n b\nTo: x\n y%s\n z\nCc: c@d.example\nX-Long: %s\n more\n"
                                            "X-Last: 1\n\nFrom: text\n%s\n--none\nend", groups, words, words);
    g_autofree char *kept = g_strdup_printf("Subject: a\r\n b\nTo:\nCc: c@d.example\nX-Long: %.92s\n"
                                            "X-Last: 1\n\nFrom: text\n%s\n--none\nend", words, words);
    g_autoptr(GBytes) raw = g_bytes_new_static(mail, strlen(mail));
    AUTO(text) *text = text_new();
    g_autoptr(GByteArray) out = mime_guard(raw, &limits, text->limits);
    g_autofree char *given = g_strndup((const char *) out->data, out->len);
    assert_string_equal(given, kept);
    assert_int_equal(text->limits->len, 2);
}

static void hostile__many_recipients__are_no_hostility(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) mail =
        repeat("From: a@b.example\nTo: undisclosed:;", ", \"Name (x)\" <u@v.example>", 400, "\n\nhello\n");
    AUTO(text) *text = decode_string(mail->str);
    assert_int_equal(text->limits->len, 0);
}

static void hostile__a_million_parts__stop_at_the_limit(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) mail =
        repeat("From: a@b\nContent-Type: multipart/mixed; boundary=\"b\"\n\n", "--b\n\nx\n", 300000, "--b--\n");
    AUTO(text) *text = decode_string(mail->str);
    assert_int_equal(text->parts->len, 10000);
    assert_true(has_flaw(text->limits, "the mail", "10000 parts"));
}

static void hostile__deep_multiparts__stop_at_the_limit(void **state G_GNUC_UNUSED)
{
    GString *mail = g_string_new("From: a@b\n");
    for (guint i = 0; i < 3000; i++)
        g_string_append_printf(mail, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
    g_string_append(mail, "\nby 1 May\n");
    AUTO(text) *text = decode_string(mail->str);
    g_string_free(mail, TRUE);
    assert_true(has_flaw(text->limits, "the mail", "levels"));
}

static void hostile__deep_forwards__stop_at_the_limit(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) mail = repeat("", "From: a@b.example\nContent-Type: message/rfc822\n\n", 2000, "by 1 May\n");
    AUTO(text) *text = decode_string(mail->str);
    assert_int_equal(text->letters->len, 11);
    assert_true(has_flaw(text->limits, "forwarded mail", "10 times"));
}

static void hostile__headers_without_end__are_cut_and_told(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) many = repeat("From: a@b.example\n", "X-A: b\n", 500000, "\nby 1 May\n");
    AUTO(text) *text = decode_string(many->str);
    assert_string_equal(words_at(text, 0), "by 1 May\n");
    assert_true(has_flaw(text->limits, "the mail", "header fields"));
    g_autoptr(GString) wide = repeat("From: a@b.example\nSubject: ", "0123456789", 500000, "\n\nby 1 May\n");
    AUTO(text) *line = decode_string(wide->str);
    assert_string_equal(words_at(line, 0), "by 1 May\n");
    assert_true(has_flaw(line->limits, "the mail", "header field"));
    g_autoptr(GString) name = repeat("", "0123456789", 500000, ": x\n\nby 1 May\n");
    AUTO(text) *named = decode_string(name->str);
    assert_int_equal(named->letters->len, 1);
}

static void hostile__parameter_in_a_hundred_thousand_pieces__is_linear(void **state G_GNUC_UNUSED)
{
    GString *mail = g_string_new("From: a@b.example\nContent-Type: text/plain; x=y");
    for (guint i = 0; i < 5000; i++)
        g_string_append_printf(mail, ";\n name*%u*=%%41", i);
    g_string_append(mail, "\n\nby 1 May\n");
    AUTO(text) *text = decode_string(mail->str);
    g_string_free(mail, TRUE);
    assert_string_equal(words_at(text, 0), "by 1 May\n");
    assert_true(strlen(part_at(text, 0)->name) <= 200);
}

static void hostile__truncated_base64__gives_what_is_there(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain\nContent-Transfer-Encoding: base64", "YnkgMSBNYXkgYW5kI");
    assert_non_null(strstr(words_at(text, 0), "by 1 May"));
}

static void hostile__text_over_the_limit__is_cut_and_told(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) mail = repeat("From: a@b.example\n\n", "0123456789 0123456789\n", 300000, "end\n");
    AUTO(text) *text = decode_string(mail->str);
    assert_true(part_at(text, 0)->utf8->len <= decode_limits_default.part_text_bytes);
    assert_true(has_flaw(text->limits, "body", "KB of text"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile__boundary_that_cannot_be_encoded__is_read),
        cmocka_unit_test(hostile__nested_groups__are_left_out_and_told),
        cmocka_unit_test(hostile__nested_groups_folded_and_forwarded__likewise),
        cmocka_unit_test(guard__what_is_not_cut__stays_byte_for_byte),
        cmocka_unit_test(hostile__many_recipients__are_no_hostility),
        cmocka_unit_test(hostile__a_million_parts__stop_at_the_limit),
        cmocka_unit_test(hostile__deep_multiparts__stop_at_the_limit),
        cmocka_unit_test(hostile__deep_forwards__stop_at_the_limit),
        cmocka_unit_test(hostile__headers_without_end__are_cut_and_told),
        cmocka_unit_test(hostile__parameter_in_a_hundred_thousand_pieces__is_linear),
        cmocka_unit_test(hostile__truncated_base64__gives_what_is_there),
        cmocka_unit_test(hostile__text_over_the_limit__is_cut_and_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
