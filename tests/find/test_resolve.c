/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days as numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "find/resolve.h"

static void resolve_day__every_day_of_three_centuries__is_what_glib_counts(void **state)
{
    (void)state;
    for (guint year = 1900; year <= 2199; year++)
        for (guint month = 1; month <= 12; month++)
            for (guint day = 0; day <= 32; day++) {
                GDate date;
                guint32 expected = 0;
                g_date_clear(&date, 1);
                if (g_date_valid_dmy(day, month, year)) {
                    g_date_set_dmy(&date, day, month, year);
                    expected = g_date_get_julian(&date);
                }
                assert_int_equal(resolve_day(day, month, year), expected);
            }
}

static void resolve_day__what_is_no_day__is_none(void **state)
{
    (void)state;
    assert_int_equal(resolve_day(1, 0, 2025), 0);
    assert_int_equal(resolve_day(1, 13, 2025), 0);
    assert_int_equal(resolve_day(1, 1, 1899), 0);
    assert_int_equal(resolve_day(1, 1, 2200), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolve_day__every_day_of_three_centuries__is_what_glib_counts),
        cmocka_unit_test(resolve_day__what_is_no_day__is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
