/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/plain.h"
#include "../support/decoding.h"

static void check_flowed(const char *text, gboolean delsp, const char *expected)
{
    g_autoptr(GString) out = plain_join_flowed(text, strlen(text), delsp);
    assert_string_equal(out->str, expected);
}

static void flowed__soft_breaks__are_joined(void **state G_GNUC_UNUSED)
{
    check_flowed("by no later \r\nthan 1 May.\r\nNext\r\n", FALSE, "by no later than 1 May.\nNext\n");
}

static void flowed__delsp__drops_the_space(void **state G_GNUC_UNUSED)
{
    check_flowed("ver \nylong\n", TRUE, "verylong\n");
}

static void flowed__quote_depths__are_kept_apart(void **state G_GNUC_UNUSED)
{
    check_flowed("> by no \n> later\n>> than \nmine\n", FALSE, "> by no later\n>> than \nmine\n");
}

static void flowed__stuffed_space__goes(void **state G_GNUC_UNUSED)
{
    check_flowed(" From here\n >not a quote\n", FALSE, "From here\n>not a quote\n");
}

static void flowed__signature__is_no_soft_break(void **state G_GNUC_UNUSED)
{
    check_flowed("end \n-- \nName\n", FALSE, "end \n-- \nName\n");
}

static void plain__flowed_leaf__is_joined(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain; format=flowed", "by no later \nthan 1 May\n");
    assert_string_equal(words_at(text, 0), "by no later than 1 May\n");
}

static void plain__fixed_leaf__keeps_its_lines(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain", "by no later \nthan 1 May\n\n\n");
    assert_string_equal(words_at(text, 0), "by no later \nthan 1 May\n");
    assert_int_equal(text->flaws->len, 0);
}

static void plain__document_with_form_feeds__has_pages(void **state G_GNUC_UNUSED)
{
    const char *document = "page one\n\fpage two\n\f";
    AUTO(text) *text = decode_bytes(document, strlen(document), "letter.txt");
    assert_true(part_at(text, 0)->paged);
    assert_false(part_at(text, 0)->body);
    assert_string_equal(part_at(text, 0)->name, "letter.txt");
    assert_string_equal(words_at(text, 0), "page one\n\fpage two\n");
}

static void plain__guessed_charset__is_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain; charset=utf-8", "t\xe4htaeg on 1. mai\n");
    assert_string_equal(words_at(text, 0), "tähtaeg on 1. mai\n");
    assert_true(has_flaw(text->repairs, "body", "windows-1252"));
}

static void plain__nul_and_bare_cr__read_the_same(void **state G_GNUC_UNUSED)
{
    const char mail[] = "From: a@b.example\nTo: c@d.example\nSubject: x\n\nby 1\0 May\rnext\r\n";
    AUTO(text) *text = decode_bytes(mail, sizeof mail - 1, "a.eml");
    assert_string_equal(words_at(text, 0), "by 1 May\nnext\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flowed__soft_breaks__are_joined),
        cmocka_unit_test(flowed__delsp__drops_the_space),
        cmocka_unit_test(flowed__quote_depths__are_kept_apart),
        cmocka_unit_test(flowed__stuffed_space__goes),
        cmocka_unit_test(flowed__signature__is_no_soft_break),
        cmocka_unit_test(plain__flowed_leaf__is_joined),
        cmocka_unit_test(plain__fixed_leaf__keeps_its_lines),
        cmocka_unit_test(plain__document_with_form_feeds__has_pages),
        cmocka_unit_test(plain__guessed_charset__is_told),
        cmocka_unit_test(plain__nul_and_bare_cr__read_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
