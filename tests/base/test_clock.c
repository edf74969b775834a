/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"

static void date_parse__table__strict(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gboolean good;
    } table[] = {
        {"2025-09-16", TRUE},  {"2024-02-29", TRUE},   {"2025-02-29", FALSE}, {"2025-9-16", FALSE},
        {"2025-09-16 ", FALSE}, {"0000-01-01", FALSE}, {"", FALSE},           {"2025-13-01", FALSE},
        {"2025-09", FALSE},    {"20250916", FALSE},    {NULL, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        GDate date;
        assert_int_equal(date_parse(table[i].text, &date), table[i].good);
        assert_int_equal(g_date_valid(&date), table[i].good);
        g_autofree char *back = date_format(&date);
        if (table[i].good)
            assert_string_equal(back, table[i].text);
    }
}

static void clock_day__zones__civil_day_there(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_true(clock_set("2025-07-15T22:30:00Z", &error));
    assert_true(clock_is_set());
    static const char *const table[][2] = {
        {"UTC", "2025-07-15"},
        {"Europe/Tallinn", "2025-07-16"},
        {"America/Lima", "2025-07-15"},
        {"No/Such", "2025-07-15"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        GDate day = clock_day(clock_now(), table[i][0]);
        g_autofree char *text = date_format(&day);
        assert_string_equal(text, table[i][1]);
    }
    assert_int_equal(clock_hour(clock_now(), "Europe/Tallinn"), 1);
    assert_true(clock_zone_known("Europe/Tallinn"));
    assert_false(clock_zone_known("No/Such"));
    assert_false(clock_set("yesterday", &error));
    assert_non_null(strstr(error->message, "yesterday"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_parse__table__strict),
        cmocka_unit_test(clock_day__zones__civil_day_there),
    };
    return cmocka_run_group_tests_name("base/clock", tests, NULL, NULL);
}
