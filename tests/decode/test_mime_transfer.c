/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/mime_transfer.h"

#include "../support/decoding.h"

#define LETTER \
    "Votre gouvernement est pri\xc3\xa9 de r\xc3\xa9pondre \xc3\xa0 cette lettre au plus tard le 3 juin 2026, et " \
    "de nommer une personne de contact.\n"

static struct text *read_coded(const char *encoding, const char *content)
{
    g_autofree char *mail = g_strdup_printf("From: a@b.example\nContent-Type: text/plain; charset=utf-8\n%s%s%s\n%s",
                                            encoding != NULL ? "Content-Transfer-Encoding: " : "",
                                            encoding != NULL ? encoding : "", encoding != NULL ? "\n" : "", content);
    return decode_string(mail);
}

static char *encode_lines(const char *text, gsize bytes_a_line)
{
    GString *out = g_string_new(NULL);
    for (gsize at = 0, length = strlen(text); at < length; at += bytes_a_line) {
        g_autofree char *line = g_base64_encode((const guchar *) text + at, MIN(bytes_a_line, length - at));
        g_string_append_printf(out, "%s\n", line);
    }
    return g_string_free(out, FALSE);
}

static void base64__undeclared__is_read(void **state G_GNUC_UNUSED)
{
    g_autofree char *coded = encode_lines(LETTER, 57);
    AUTO(text) *text = read_coded(NULL, coded);
    assert_string_equal(words_at(text, 0), LETTER);
    assert_int_equal(text->repairs->len, 1);
}

static void base64__with_padding_in_each_line__is_read_to_its_end(void **state G_GNUC_UNUSED)
{
    g_autofree char *coded = encode_lines(LETTER, 50);
    AUTO(text) *text = read_coded("base64", coded);
    assert_string_equal(words_at(text, 0), LETTER);
}

/* Coded by the book is read at once, all else by GMime: no letter may be lost on either way. */
static void base64__lines_of_every_kind__give_the_same(void **state G_GNUC_UNUSED)
{
    g_autofree char *wide = g_base64_encode((const guchar *) LETTER, sizeof LETTER - 1);
    g_autoptr(GString) with_returns = g_string_new(NULL), uneven = g_string_new("\n\n"), blanks = g_string_new(NULL);
    for (gsize at = 0, length = strlen(wide); at < length; at++) {
        if (at > 0 && at % 76 == 0)
            g_string_append(with_returns, "\r\n");
        if (at > 0 && at % 30 == 0)
            g_string_append(uneven, "\n"); /* in the midst of a group */
        if (at > 0 && at % 40 == 0)
            g_string_append(blanks, " \n");
        g_string_append_c(with_returns, wide[at]);
        g_string_append_c(uneven, wide[at]);
        g_string_append_c(blanks, wide[at]);
    }
    g_string_append(with_returns, "\r\n\r\n");
    const char *const ways[] = {wide, with_returns->str, uneven->str, blanks->str};
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
        AUTO(text) *text = read_coded("base64", ways[i]);
        assert_string_equal(words_at(text, 0), LETTER);
        assert_int_equal(text->repairs->len, 0);
    }
}

static void base64__ends_of_every_length__are_read(void **state G_GNUC_UNUSED)
{
    for (gsize length = 1; length < 12; length++) {
        g_autofree char *coded = g_base64_encode((const guchar *) "Governments", length);
        g_autoptr(GBytes) bytes = mime_transfer_base64(coded, strlen(coded));
        assert_non_null(bytes);
        assert_int_equal(g_bytes_get_size(bytes), length);
        assert_memory_equal(g_bytes_get_data(bytes, NULL), "Governments", length);
    }
}

static void base64__not_by_the_book__is_left_to_others(void **state G_GNUC_UNUSED)
{
    static const char *const coded[] = {"", "\n\n", "QUI", "QUJDRA", "QUI=QUJD", "QQ=A", "Q===", "====", "QUJD=",
                                        "QUJD QUJD", "QU-_", "QUJD\nQ\nQUJD", "QUJD====", "QUI=\n!"};
    for (gsize i = 0; i < G_N_ELEMENTS(coded); i++)
        assert_null(mime_transfer_base64(coded[i], strlen(coded[i])));
}

static void base64__said_of_words__is_not_believed(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_coded("base64", LETTER);
    assert_string_equal(words_at(text, 0), LETTER);
}

static void base64__long_words__stay_words(void **state G_GNUC_UNUSED)
{
    static const char *const words[] = {
        "DonaudampfschiffahrtsgesellschaftskapitaensmuetzenabzeichenverleihungsurkundenausstellungstagABCDEFG\n",
        "QUJD\n",
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        AUTO(text) *text = read_coded(NULL, words[i]);
        assert_string_equal(words_at(text, 0), words[i]);
    }
}

static void quoted_printable__undeclared__is_read(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_coded(NULL, "Votre gouvernement est pri=C3=A9 de r=C3=A9pondre =C3=A0 cette lettre au plus tard =\nle "
                                        "3 juin 2026, et de nommer une personne de contact.\n");
    assert_string_equal(words_at(text, 0), LETTER);
}

static void quoted_printable__addresses__stay_as_they_are(void **state G_GNUC_UNUSED)
{
    static const char words[] = "See https://ilo.example/?a=C3&b=A9&c=E0&name=letter before 3 June 2026.\n";
    AUTO(text) *text = read_coded(NULL, words);
    assert_string_equal(words_at(text, 0), words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64__undeclared__is_read),
        cmocka_unit_test(base64__with_padding_in_each_line__is_read_to_its_end),
        cmocka_unit_test(base64__lines_of_every_kind__give_the_same),
        cmocka_unit_test(base64__ends_of_every_length__are_read),
        cmocka_unit_test(base64__not_by_the_book__is_left_to_others),
        cmocka_unit_test(base64__said_of_words__is_not_believed),
        cmocka_unit_test(base64__long_words__stay_words),
        cmocka_unit_test(quoted_printable__undeclared__is_read),
        cmocka_unit_test(quoted_printable__addresses__stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
