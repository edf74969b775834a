/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: only the very one is taken. The expected one was worked out with another HMAC program. */
#include "base/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define ORIGIN "abababababababababababababababababababababababababababababababab"

static GBytes *some_key(guint8 first)
{
    guint8 bytes[TOKEN_KEY_BYTES] = { first, 1, 2, 3 };

    return g_bytes_new(bytes, sizeof bytes);
}

static void make__known_key__known_token(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = some_key(7);
    g_autofree char *token = token_make(key, 12, ORIGIN, "anna");
    g_autofree char *numbered = token_make(key, 12, NULL, "anna");

    assert_string_equal(token, "c12-dornzqjicg5khfuwq4gllghhjy");
    assert_string_equal(numbered, "c12-xvwxjpsz5soyb75c24x3wsxyty");
    assert_int_equal(token_matter(token), 12);
    assert_true(token_check(key, token, ORIGIN, "anna"));
    assert_true(token_check(key, numbered, NULL, "anna"));
}

static void check__other_origin_or_none__refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = some_key(7);
    g_autofree char *token = token_make(key, 12, ORIGIN, "anna");
    g_autofree char *numbered = token_make(key, 12, NULL, "anna");

    assert_false(token_check(key, token, NULL, "anna"));
    assert_false(token_check(key, token, "", "anna"));
    assert_false(token_check(key, token, "ab", "anna"));
    assert_false(token_check(key, numbered, ORIGIN, "anna"));
    assert_false(token_check(key, numbered, "", "anna"));
}

static void check__other_matter_official_or_key__refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = some_key(7), other = some_key(8);
    g_autofree char *token = token_make(key, 12, ORIGIN, "anna");
    g_autofree char *moved = g_strconcat("c13", token + 3, NULL);
    g_autofree char *padded = g_strconcat("c012", token + 3, NULL);

    assert_false(token_check(key, token, ORIGIN, "luc"));
    assert_false(token_check(key, token, ORIGIN, "Anna"));
    assert_false(token_check(other, token, ORIGIN, "anna"));
    assert_false(token_check(key, moved, ORIGIN, "anna"));
    assert_false(token_check(key, padded, ORIGIN, "anna"));
    assert_false(token_check(key, "", ORIGIN, "anna"));
    assert_false(token_check(key, "c12-", ORIGIN, "anna"));
}

static void check__every_single_bit__refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = some_key(7);
    g_autofree char *token = token_make(key, 123456, ORIGIN, "anna");

    for (gsize bit = 0; bit < strlen(token) * 8; bit++) {
        g_autofree char *bent = g_strdup(token);
        bent[bit / 8] = (char)(bent[bit / 8] ^ (1 << bit % 8));
        if (g_ascii_strcasecmp(bent, token) == 0)
            continue; /* the bit that makes a letter large: the same token */
        assert_false(token_check(key, bent, ORIGIN, "anna"));
    }
}

static void check__every_other_letter__refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = some_key(7);
    g_autofree char *token = token_make(key, 9, ORIGIN, "anna");

    for (gsize i = 0; token[i] != '\0'; i++) {
        for (int c = 1; c < 256; c++) {
            g_autofree char *bent = g_strdup(token);
            bent[i] = (char)c;
            gboolean same = g_ascii_tolower((char)c) == token[i];
            assert_int_equal(token_check(key, bent, ORIGIN, "anna"), same);
        }
    }
}

static void check__truncated_or_longer__refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = some_key(7);
    g_autofree char *token = token_make(key, 12, ORIGIN, "anna");
    g_autofree char *longer = g_strconcat(token, "a", NULL);

    for (gsize length = 0; length < strlen(token); length++) {
        g_autofree char *cut = g_strndup(token, length);
        assert_false(token_check(key, cut, ORIGIN, "anna"));
    }
    assert_false(token_check(key, longer, ORIGIN, "anna"));
}

static void check__large_letters__taken(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = some_key(7);
    g_autofree char *token = token_make(key, G_MAXINT64, ORIGIN, "j.o-e_2");
    g_autofree char *large = g_ascii_strup(token, -1);

    assert_int_equal(strlen(token), TOKEN_BYTES_MAX);
    assert_true(token_check(key, large, ORIGIN, "j.o-e_2"));
}

static void find__in_text_and_addresses__each_once(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = some_key(7);
    g_autofree char *one = token_make(key, 12, ORIGIN, "anna"), *two = token_make(key, 7, ORIGIN, "luc");
    g_autofree char *large = g_ascii_strup(two, -1);
    g_autofree char *text = g_strdup_printf("> [%s]\nx circ+%s@ministry.example, <%s@h> a%s %sb %s2 ",
                                            one, large, one, one, one, one);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

    token_find(text, found, 16);
    assert_int_equal(found->len, 2);
    assert_string_equal(found->pdata[0], one);
    assert_string_equal(found->pdata[1], two);
    token_find(NULL, found, 16);
    assert_int_equal(found->len, 2);
}

static void find__at_the_limit__stops(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

    for (int i = 1; i < 100; i++)
        g_string_append_printf(text, "c%d-aaaaaaaaaaaaaaaaaaaaaaaaaa ", i);
    token_find(text->str, found, 16);
    assert_int_equal(found->len, 16);
    assert_int_equal(token_matter("c99999999999999999999-aaaaaaaaaaaaaaaaaaaaaaaaaa"), 0);
    assert_int_equal(token_matter("c9999999999999999999-aaaaaaaaaaaaaaaaaaaaaaaaaa"), 0);
}

static void seal__made__holds_with_this_key_alone(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = some_key(7), other = some_key(8);
    g_autofree char *sealed = token_seal(key, "matter12.v1.00ff@labour.example");

    assert_true(g_str_has_prefix(sealed, "matter12.v1.00ff."));
    assert_true(g_str_has_suffix(sealed, "@labour.example"));
    assert_int_equal(strlen(sealed), strlen("matter12.v1.00ff@labour.example") + 27);
    assert_true(token_seal_holds(key, sealed));
    assert_false(token_seal_holds(other, sealed));
}

static void seal__bent_or_none__refused(void **state G_GNUC_UNUSED)
{
    static const char *const bare[] = { NULL, "", "@", "a@b", "matter12.v1.00ff@labour.example",
                                        ".aaaaaaaaaaaaaaaaaaaaaaaaaa@b", "a.aaaaaaaaaaaaaaaaaaaaaaaaaa" };
    g_autoptr(GBytes) key = some_key(7);
    g_autofree char *sealed = token_seal(key, "notice.00ff@labour.example");

    for (gsize i = 0; i < G_N_ELEMENTS(bare); i++)
        assert_false(token_seal_holds(key, bare[i]));
    for (gsize bit = 0; bit < strlen(sealed) * 8; bit++) {
        g_autofree char *bent = g_strdup(sealed);
        bent[bit / 8] = (char)(bent[bit / 8] ^ (1 << bit % 8));
        assert_false(token_seal_holds(key, bent));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(make__known_key__known_token),
        cmocka_unit_test(check__other_origin_or_none__refused),
        cmocka_unit_test(check__other_matter_official_or_key__refused),
        cmocka_unit_test(check__every_single_bit__refused),
        cmocka_unit_test(check__every_other_letter__refused),
        cmocka_unit_test(check__truncated_or_longer__refused),
        cmocka_unit_test(check__large_letters__taken),
        cmocka_unit_test(find__in_text_and_addresses__each_once),
        cmocka_unit_test(find__at_the_limit__stops),
        cmocka_unit_test(seal__made__holds_with_this_key_alone),
        cmocka_unit_test(seal__bent_or_none__refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
