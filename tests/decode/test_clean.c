/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/clean.h"

static char *cleaned(const char *text, gsize length, gboolean pages)
{
    GString *out = g_string_new(NULL);
    clean_append(out, text, length, 10000, pages, NULL);
    return g_string_free(out, FALSE);
}

static void check(const char *text, const char *expected)
{
    g_autofree char *out = cleaned(text, strlen(text), FALSE);
    assert_string_equal(out, expected);
}

static void append__line_ends__become_one_kind(void **state G_GNUC_UNUSED)
{
    check("a\r\nb\rc\nd", "a\nb\nc\nd");
    check("a\xe2\x80\xa8" "b\xc2\x85" "c", "a\nb\nc");
    check("a\fb", "a\nb");
}

static void append__controls__go(void **state G_GNUC_UNUSED)
{
    check("a\x01\x1b[31mb\x7f\xc2\x9b" "c\td", "a[31mbc\td");
    g_autofree char *out = cleaned("by 1\0 May", 9, FALSE);
    assert_string_equal(out, "by 1 May");
}

static void append__soft_hyphen_ligature_and_spaces__stay(void **state G_GNUC_UNUSED)
{
    check("re\xc2\xad" "port \xef\xac\x81le 1\xc2\xa0May", "re\xc2\xad" "port \xef\xac\x81le 1\xc2\xa0May");
}

static void append__invalid_bytes__are_replaced_and_counted(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) out = g_string_new(NULL);
    guint replaced = 0;
    assert_true(clean_append(out, "a\xff\xc3" "b\xe2\x82", 6, 100, FALSE, &replaced));
    assert_true(g_utf8_validate(out->str, (gssize) out->len, NULL));
    assert_int_equal(replaced, 4);
}

static void append__over_the_cap__says_so(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) out = g_string_new(NULL);
    assert_false(clean_append(out, "0123456789", 10, 8, FALSE, NULL));
    assert_true(out->len <= 8);
}

/* Room for three bytes is wanted before each character, one byte long or not. */
static void append__cap_of_any_size__is_kept_to_the_byte(void **state G_GNUC_UNUSED)
{
    static const char text[] = "abc\xc3\xa9" "def \xe2\x82\xac" "gh";
    for (gsize most = 0; most < 24; most++) {
        g_autoptr(GString) out = g_string_new("before");
        gboolean whole = clean_append(out, text, strlen(text), most, FALSE, NULL);
        assert_true(out->len <= strlen("before") + most);
        assert_true(g_utf8_validate(out->str, (gssize) out->len, NULL));
        assert_true(g_str_has_prefix(text, out->str + strlen("before")));
        assert_int_equal(whole, most >= strlen(text) + 2);
        assert_true(whole || most < 3 || out->len + 3 + 3 > strlen("before") + most);
    }
}

static void append__pages__keep_form_feeds(void **state G_GNUC_UNUSED)
{
    g_autofree char *out = cleaned("a\fb", 3, TRUE);
    assert_string_equal(out, "a\fb");
}

static void check_name(const char *name, const char *expected)
{
    g_autofree char *out = clean_name(name);
    if (expected == NULL)
        assert_null(out);
    else
        assert_string_equal(out, expected);
}

static void name__path__is_dropped(void **state G_GNUC_UNUSED)
{
    check_name("../../etc/passwd", "passwd");
    check_name("C:\\Users\\me\\Letter.pdf", "Letter.pdf");
    check_name("..", NULL);
    check_name("a/", NULL);
    check_name(NULL, NULL);
}

static void name__tricks__are_undone(void **state G_GNUC_UNUSED)
{
    check_name("letter\xe2\x80\xae" "fdp.exe", "letterfdp.exe");
    check_name("a\r\nBcc: x", "a Bcc: x");
    check_name("  L\xc3\xa4kiri  2025.pdf ", "L\xc3\xa4kiri 2025.pdf");
}

static void name__four_thousand_bytes__is_cut_on_a_character(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) name = g_string_new(NULL);
    while (name->len < 4000)
        g_string_append(name, "\xc3\xb5");
    g_autofree char *out = clean_name(name->str);
    assert_true(strlen(out) <= 200);
    assert_true(g_utf8_validate(out, -1, NULL));
    assert_true(g_str_has_suffix(out, "\xe2\x80\xa6"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(append__line_ends__become_one_kind),
        cmocka_unit_test(append__controls__go),
        cmocka_unit_test(append__soft_hyphen_ligature_and_spaces__stay),
        cmocka_unit_test(append__invalid_bytes__are_replaced_and_counted),
        cmocka_unit_test(append__over_the_cap__says_so),
        cmocka_unit_test(append__cap_of_any_size__is_kept_to_the_byte),
        cmocka_unit_test(append__pages__keep_form_feeds),
        cmocka_unit_test(name__path__is_dropped),
        cmocka_unit_test(name__tricks__are_undone),
        cmocka_unit_test(name__four_thousand_bytes__is_cut_on_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
