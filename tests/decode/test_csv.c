/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/decoding.h"

/* File name, content, lines. */
static const struct {
    const char *name, *content, *expected;
} tables[] = {
    {"plan.csv", "Item;Subject;Deadline\r\nC001;Hours;12/09/2025\r\n", "Item\tSubject\tDeadline\nC001\tHours\t12/09/2025\n"},
    {"plan.csv", "Item,Subject,Deadline\nC001,\"Hours, and \"\"rest\"\"\",12/09/2025\n",
     "Item\tSubject\tDeadline\nC001\tHours, and \"rest\"\t12/09/2025\n"},
    {"PLAN.CSV", "Item;Note;Deadline\nC001;\"two\r\nlines\";1 May\n", "Item\tNote\tDeadline\nC001\ttwo lines\t1 May\n"},
    {"plan.tsv", "Item\tDeadline\n\"C001\"\t\"1 May\"\n", "Item\tDeadline\nC001\t1 May\n"},
    {"plan.csv", "Item|Deadline\nC001|1 May\n", "Item\tDeadline\nC001\t1 May\n"},
    {"plan.csv", "sep=;\nItem;Deadline\nC001;1,5\n", "Item\tDeadline\nC001\t1,5\n"},
    {"plan.csv", "\xef\xbb\xbfItem;Deadline\nC001;1 May\n", "Item\tDeadline\nC001\t1 May\n"},
    {"plan.csv", "Reports due\n\nItem;Name;Deadline\nC001;;1 May\nC002;;2 May\n",
     "Reports due\nItem\tName\tDeadline\nC001\t\t1 May\nC002\t\t2 May\n"},
    {"plan.csv", "Item;Cost;Deadline\nC001;1,5;1 May\nC002;2,5;2 May\n", "Item\tCost\tDeadline\nC001\t1,5\t1 May\nC002\t2,5\t2 May\n"},
    /* Not called a table, but one: several records, all alike. */
    {"plan.txt", "Item;Deadline\nC001;1 May\nC002;2 May\n", "Item\tDeadline\nC001\t1 May\nC002\t2 May\n"},
    {"plan", "Item,Name,Deadline\nC001,\"A, b\",1 May\nC002,,2 May\n", "Item\tName\tDeadline\nC001\tA, b\t1 May\nC002\t\t2 May\n"},
    /* Prose. */
    {"letter.txt", "Dear Sir, we thank you\nfor it, and ask, please\nby 1 May, or 2 May\n",
     "Dear Sir, we thank you\nfor it, and ask, please\nby 1 May, or 2 May\n"},
    {"letter.txt", "Geneva,1 May\nDear Sir,we\nask you,please\n", "Geneva,1 May\nDear Sir,we\nask you,please\n"},
    {"letter.txt", "one; two\nthree; four\nfive; six\n", "one; two\nthree; four\nfive; six\n"},
    {"letter.txt", "a;b\nc;d\n", "a;b\nc;d\n"},
    {"plan.csv", "Please send the replies.\nBy 1 May.\n", "Please send the replies.\nBy 1 May.\n"},
    /* A quote that is never closed swallows nothing. */
    {"plan.csv", "Item;Deadline\n\"C001;1 May\nC002;2 May\n", "Item;Deadline\n\"C001;1 May\nC002;2 May\n"},
};

static void csv__table_of_texts(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        AUTO(text) *text = decode_bytes(tables[i].content, strlen(tables[i].content), tables[i].name);
        assert_string_equal(words_at(text, 0), tables[i].expected);
        assert_int_equal(text->unread->len + text->limits->len, 0);
    }
}

static void csv__declared_type__is_believed(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/csv; charset=utf-8", "Item, Deadline\nC001, 1 May\n");
    assert_string_equal(words_at(text, 0), "Item\tDeadline\nC001\t1 May\n");
}

static void csv__text_of_a_mail__is_no_table(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain", "a;b\nc;d\ne;f\n");
    assert_string_equal(words_at(text, 0), "a;b\nc;d\ne;f\n");
}

static void csv__a_million_quotes__are_linear(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) content = g_string_new("Item;Deadline\n");
    for (guint i = 0; i < 500000; i++)
        g_string_append(content, i % 3 == 0 ? "\"\";" : "\"\n");
    gint64 start = g_get_monotonic_time();
    AUTO(text) *text = decode_bytes(content->str, content->len, "plan.csv");
    assert_true(text->parts->len == 1);
    assert_true(g_get_monotonic_time() - start < 20 * G_USEC_PER_SEC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv__table_of_texts),
        cmocka_unit_test(csv__declared_type__is_believed),
        cmocka_unit_test(csv__text_of_a_mail__is_no_table),
        cmocka_unit_test(csv__a_million_quotes__are_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
