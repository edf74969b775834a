/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/charset.h"

/* Bytes, what they are labelled, what must come out, the set that must be taken. */
static void check(const char *bytes, gsize length, const char *label, const char *expected,
                  const char *used)
{
    AUTO(charsets) *charsets = charsets_new();
    struct charset_result result = charset_decode(charsets, bytes, length, label);
    assert_string_equal(result.utf8->str, expected);
    assert_string_equal(result.used, used);
    g_string_free(result.utf8, TRUE);
}

#define CHECK(bytes, label, expected, used) check(bytes, sizeof bytes - 1, label, expected, used)

static void decode__label_is_right__is_believed(void **state G_GNUC_UNUSED)
{
    CHECK("hiljemalt t\xe4htaeg", "ISO-8859-1", "hiljemalt tähtaeg", "windows-1252");
    CHECK("\xf0ok\xf5i", "windows-1257", "šokõi", "windows-1257");
    CHECK("\xcf\xd4\xd7\xc5\xd4", "koi8-r", "ответ", "koi8-r");
    CHECK("\x1b$B4|8B\x1b(B", "iso-2022-jp", "期限", "iso-2022-jp-2");
    CHECK("\xc6\xda\xcf\xde", "gb2312", "期限", "gb18030");
    CHECK("+AOk-t+AOk-", "utf-7", "été", "utf-7");
}

/* Each byte alone and twice: the table of a warm decoder against iconv. */
static void decode__table__says_what_iconv_says(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"windows-1252", "windows-1253", "windows-1257", "iso-8859-2",
                                        "koi8-u",       "cp850",        "macintosh",    "ibm1047",
                                        "viscii",       "pt154",        "windows-874"};
    AUTO(charsets) *open = charsets_new(), *warm = charsets_new();
    charsets_warm(warm);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        for (guint byte = 0; byte < 256; byte++) {
            const char bytes[] = {(char) byte, 'a', (char) byte};
            struct charset_result a = charset_decode(open, bytes, 3, names[i]);
            struct charset_result b = charset_decode(warm, bytes, 3, names[i]);
            if (!g_string_equal(a.utf8, b.utf8))
                fail_msg("%s %#x: %s, %s", names[i], byte, a.utf8->str, b.utf8->str);
            assert_int_equal(a.replaced, b.replaced);
            assert_string_equal(a.used, b.used);
            g_string_free(a.utf8, TRUE);
            g_string_free(b.utf8, TRUE);
        }
}

static void decode__letter_beyond_ascii__is_seen_at_each_place(void **state G_GNUC_UNUSED)
{
    for (guint before = 0; before < 20; before++)
        for (guint after = 0; after < 20; after++) {
            g_autofree char *from = g_strnfill(before, 'a'), *to = g_strnfill(after, 'z');
            g_autofree char *meant = g_strconcat(from, "é", to, NULL), *western = g_strconcat(from, "\xe9", to, NULL);
            check(meant, strlen(meant), NULL, meant, "utf-8");
            check(western, strlen(western), NULL, meant, "windows-1252");
        }
}

static void decode__latin1_label__means_windows_1252(void **state G_GNUC_UNUSED)
{
    CHECK("\x93quoted\x94 \x96 5\x80", "iso-8859-1", "“quoted” – 5€", "windows-1252");
}

static void decode__utf8_under_a_wrong_label__is_seen(void **state G_GNUC_UNUSED)
{
    CHECK("s\xc3\xa9" "ance", "iso-8859-1", "séance", "utf-8");
    CHECK("s\xc3\xa9" "ance", "us-ascii", "séance", "utf-8");
    CHECK("s\xc3\xa9" "ance", NULL, "séance", "utf-8");
}

static void decode__latin1_under_a_utf8_label__is_guessed(void **state G_GNUC_UNUSED)
{
    CHECK("avant le 1er ao\xfbt", "utf-8", "avant le 1er août", "windows-1252");
    CHECK("t\xe4htaeg \xf0okolaad", NULL, "tähtaeg šokolaad", "windows-1257");
    CHECK("\xf1\xf0\xee\xea \xee\xf2\xe2\xe5\xf2\xe0 15 \xec\xe0\xff", NULL, "срок ответа 15 мая",
          "windows-1251");
}

static void decode__one_broken_byte_in_utf8__is_replaced_alone(void **state G_GNUC_UNUSED)
{
    AUTO(charsets) *charsets = charsets_new();
    const char bytes[] = "d\xc3\xa9" "lai fix\xc3\xa9 \xff au";
    struct charset_result result = charset_decode(charsets, bytes, sizeof bytes - 1, "utf-8");
    assert_string_equal(result.utf8->str, "délai fixé \xef\xbf\xbd au");
    assert_int_equal(result.replaced, 1);
    g_string_free(result.utf8, TRUE);
}

static void decode__byte_order_mark__rules(void **state G_GNUC_UNUSED)
{
    CHECK("\xef\xbb\xbf" "by 1 May", "iso-8859-1", "by 1 May", "utf-8");
    CHECK("\xff\xfe" "b\0y\0", "us-ascii", "by", "utf-16le");
    CHECK("\xfe\xff\0b\0y", NULL, "by", "utf-16be");
}

static void decode__wide_without_a_mark__is_seen(void **state G_GNUC_UNUSED)
{
    CHECK("b\0y\0 \0001\0 \0M\0a\0y\0", NULL, "by 1 May", "utf-16le");
    CHECK("\0b\0y\0 \0001\0 \0m\0a\0i", "us-ascii", "by 1 mai", "utf-16be");
    CHECK("t\0\xe4\0h\0t\0a\0e\0g\0 \0\x61\x01", "utf-8", "tähtaeg š", "utf-16le");
    CHECK("\x34\x04 \0\x3e\x04 \0001\0005\0", NULL, "д о 15", "utf-16le");
    CHECK("b\0\0\0y\0\0\0 \0\0\0001\0\0\0 \0\0\0M\0\0\0", NULL, "by 1 M", "utf-32le");
    CHECK("\0\0\0b\0\0\0y\0\0\0 \0\0\0001\0\0\0 \0\0\0M", "utf-8", "by 1 M", "utf-32be");
    CHECK("\0b\0y\0 \0001\0 \0m\0a\0i", "utf-16", "by 1 mai", "utf-16be");
    CHECK("\xff\xfe\0\0b\0\0\0", NULL, "b", "utf-32le");
}

static void decode__wide_signs_without_a_mark__are_seen(void **state G_GNUC_UNUSED)
{
    static const char words[] = "国际劳工局\r\n各成员国政府最迟于五月一日提交答复\r\n by 1 May\r\n";
    for (guint big = 0; big < 2; big++) {
        const char *set = big ? "utf-16be" : "utf-16le";
        gsize length;
        g_autofree char *wide = g_convert(words, -1, set, "utf-8", NULL, &length, NULL);
        AUTO(charsets) *charsets = charsets_new();
        struct charset_result result = charset_decode(charsets, wide, length, NULL);
        assert_string_equal(result.utf8->str, words);
        assert_string_equal(result.used, set);
        g_string_free(result.utf8, TRUE);
    }
}

static void decode__sets_before_windows__are_told_by_their_letters(void **state G_GNUC_UNUSED)
{
    CHECK("env\xa1" "e, a m\xa0s tardar, se\xa4or, informaci\xa2n, pr\xa2rroga", NULL,
          "envíe, a más tardar, señor, información, prórroga", "cp850");
    CHECK("r\x82ponses d\x82j\x85, fran\x87" "ais, d\x82lai, m\x88me", NULL, "réponses déjà, français, délai, même",
          "cp850");
    CHECK("r\x8eponses d\x8ej\x88, fran\x8d" "ais, l\xd5" "avis, d\x8elai, m\x90me", NULL,
          "réponses déjà, français, l’avis, délai, même", "macintosh");
    CHECK("l\x92" "avis, d\x92une, l\x92" "an, qu\x92il, \x9cuvre, s\x9cur", NULL, "l’avis, d’une, l’an, qu’il, œuvre, sœur",
          "windows-1252");
    CHECK("r\xe9ponses d\xe9j\xe0, fran\xe7" "ais, d\xe9lai, m\xeame", NULL, "réponses déjà, français, délai, même",
          "windows-1252");
}

static void decode__wide_in_name_alone__is_not_believed(void **state G_GNUC_UNUSED)
{
    CHECK("by 1 May", "utf-16", "by 1 May", "us-ascii");
    CHECK("ao\xc3\xbbt", "unicode", "août", "utf-8");
    AUTO(charsets) *charsets = charsets_new();
    struct charset_result stray = charset_decode(charsets, "by 1\0 May", 9, "utf-8");
    assert_string_equal(stray.used, "us-ascii"); /* one NUL makes no UTF-16 */
    g_string_free(stray.utf8, TRUE);
}

static void decode__hostile_label__reaches_nothing(void **state G_GNUC_UNUSED)
{
    CHECK("plain", "../../etc/passwd", "plain", "us-ascii");
    CHECK("caf\xe9", "utf-8//IGNORE", "café", "windows-1252");
    CHECK("caf\xe9", "%n%n%n", "café", "windows-1252");
    CHECK("caf\xe9", "", "café", "windows-1252");
    CHECK("caf\xe9", "no-such-set", "café", "windows-1252");
}

static void decode__shift_left_open__loses_nothing_before(void **state G_GNUC_UNUSED)
{
    CHECK("ok \x1b$B4|", "iso-2022-jp", "ok 期", "iso-2022-jp-2");
}

static void decode__empty__is_empty(void **state G_GNUC_UNUSED)
{
    check("", 0, "utf-8", "", "us-ascii");
}

static void decode__result_of_any_bytes__is_valid_utf8(void **state G_GNUC_UNUSED)
{
    static const char *const labels[] = {"utf-8", "utf-16", "utf-7", "gb18030", "iso-2022-kr",
                                         "windows-1252", "cp949", NULL};
    AUTO(charsets) *charsets = charsets_new();
    charsets_warm(charsets);
    g_autoptr(GRand) dice = g_rand_new_with_seed(20250916);
    for (guint round = 0; round < 400; round++) {
        char bytes[64];
        for (gsize i = 0; i < sizeof bytes; i++)
            bytes[i] = (char) g_rand_int_range(dice, 0, 256);
        const char *label = labels[round % G_N_ELEMENTS(labels)];
        struct charset_result result = charset_decode(charsets, bytes, sizeof bytes, label);
        g_autofree char *valid = g_utf8_make_valid(result.utf8->str, (gssize) result.utf8->len);
        assert_true(g_utf8_validate(valid, -1, NULL));
        assert_true(result.utf8->len <= sizeof bytes * 4 + 16);
        g_string_free(result.utf8, TRUE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decode__label_is_right__is_believed),
        cmocka_unit_test(decode__table__says_what_iconv_says),
        cmocka_unit_test(decode__letter_beyond_ascii__is_seen_at_each_place),
        cmocka_unit_test(decode__latin1_label__means_windows_1252),
        cmocka_unit_test(decode__utf8_under_a_wrong_label__is_seen),
        cmocka_unit_test(decode__latin1_under_a_utf8_label__is_guessed),
        cmocka_unit_test(decode__one_broken_byte_in_utf8__is_replaced_alone),
        cmocka_unit_test(decode__byte_order_mark__rules),
        cmocka_unit_test(decode__wide_without_a_mark__is_seen),
        cmocka_unit_test(decode__wide_signs_without_a_mark__are_seen),
        cmocka_unit_test(decode__sets_before_windows__are_told_by_their_letters),
        cmocka_unit_test(decode__wide_in_name_alone__is_not_believed),
        cmocka_unit_test(decode__hostile_label__reaches_nothing),
        cmocka_unit_test(decode__shift_left_open__loses_nothing_before),
        cmocka_unit_test(decode__empty__is_empty),
        cmocka_unit_test(decode__result_of_any_bytes__is_valid_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
