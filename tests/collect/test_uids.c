/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "collect/uids.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static char *show(const GArray *ranges)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < ranges->len; i++) {
        const struct uid_range *range = &g_array_index(ranges, struct uid_range, i);
        g_string_append_printf(text, "%s%u:%u", i ? " " : "", range->first, range->last);
    }
    return g_string_free(text, FALSE);
}

static void uids_normalise__any_order__sorted_and_joined(void **state)
{
    (void)state;
    static const struct {
        struct uid_range given[5];
        guint length;
        const char *want;
        guint64 count;
    } cases[] = {
        {{{0}}, 0, "", 0},
        {{{5, 5}}, 1, "5:5", 1},
        {{{5, 5}, {6, 9}}, 2, "5:9", 5},
        {{{6, 9}, {5, 5}}, 2, "5:9", 5},
        {{{9, 6}, {1, 3}, {2, 4}}, 3, "1:4 6:9", 8},
        {{{1, 10}, {3, 4}, {12, 12}}, 3, "1:10 12:12", 11},
        {{{1, G_MAXUINT32}, {7, 7}, {G_MAXUINT32, G_MAXUINT32}}, 3, "1:4294967295", G_MAXUINT32},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) ranges = uids_new();
        for (guint k = 0; k < cases[i].length; k++)
            uids_add(ranges, cases[i].given[k].first, cases[i].given[k].last);
        uids_normalise(ranges);
        g_autofree char *got = show(ranges);
        assert_string_equal(got, cases[i].want);
        assert_int_equal(uids_count((struct uid_range *)(gpointer)ranges->data, ranges->len),
                         cases[i].count);
    }
}

static void uids_next__ranges__each_uid_once(void **state)
{
    (void)state;
    static const struct uid_range ranges[] = {{3, 5}, {9, 9}, {G_MAXUINT32 - 1, G_MAXUINT32}};
    static const guint32 want[] = {3, 4, 5, 9, G_MAXUINT32 - 1, G_MAXUINT32, 0, 0};
    struct uids_walk walk = {.ranges = ranges, .length = G_N_ELEMENTS(ranges)};

    for (gsize i = 0; i < G_N_ELEMENTS(want); i++)
        assert_int_equal(uids_next(&walk), want[i]);
}

static void uids_contain__ranges__both_ends(void **state)
{
    (void)state;
    static const guint32 in[] = {3, 5, 9}, out[] = {0, 2, 6, 8, 10};
    g_autoptr(GArray) ranges = uids_new();

    uids_add(ranges, 3, 5);
    uids_add(ranges, 9, 9);
    for (gsize i = 0; i < G_N_ELEMENTS(in); i++)
        assert_true(uids_contain(ranges, in[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(out); i++)
        assert_false(uids_contain(ranges, out[i]));
}

static void uids_append_set__runs__shortened(void **state)
{
    (void)state;
    static const guint32 uids[] = {1, 2, 3, 7, 9, 10};
    g_autoptr(GString) set = g_string_new("UID ");

    uids_append_set(set, uids, G_N_ELEMENTS(uids));
    assert_string_equal(set->str, "UID 1:3,7,9:10");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uids_normalise__any_order__sorted_and_joined),
        cmocka_unit_test(uids_next__ranges__each_uid_once),
        cmocka_unit_test(uids_contain__ranges__both_ends),
        cmocka_unit_test(uids_append_set__runs__shortened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
