/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "text.h"

static void page__counts_form_feeds_before_the_offset(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = text_new();
    text_add_letter(text, 0);
    struct text_part *part = text_add_part(text, 0, "a.pdf", TEXT_PDF);
    g_string_append(part->utf8, "one\n\ftwo\n\fthree\n");
    assert_int_equal(text_page(part, 0), 0);
    part->paged = TRUE;
    assert_int_equal(text_page(part, 0), 1);
    assert_int_equal(text_page(part, 4), 1);
    assert_int_equal(text_page(part, 5), 2);
    assert_int_equal(text_page(part, 10), 3);
    assert_int_equal(text_page(part, 100000), 3);
}

static void flaw__said_twice__stands_once(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = text_new();
    text_add_flaw(text->unread, "a", "%s", "encrypted");
    text_add_flaw(text->unread, "a", "%s", "encrypted");
    text_add_flaw(text->unread, "b", "%s", "encrypted");
    assert_int_equal(text->unread->len, 2);
}

static void flaws__a_thousand__end_with_a_word_on_the_rest(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = text_new();
    for (guint i = 0; i < 1000; i++)
        text_add_flaw(text->limits, "a", "number %u", i);
    assert_int_equal(text->limits->len, 201);
    const struct text_flaw *last = g_ptr_array_index(text->limits, 200);
    assert_string_equal(last->what, "more of this kind, not listed");
}

static void letter__new__has_no_date(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = text_new();
    assert_false(g_date_valid(&text_add_letter(text, 3)->sent));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page__counts_form_feeds_before_the_offset),
        cmocka_unit_test(flaw__said_twice__stands_once),
        cmocka_unit_test(flaws__a_thousand__end_with_a_word_on_the_rest),
        cmocka_unit_test(letter__new__has_no_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
