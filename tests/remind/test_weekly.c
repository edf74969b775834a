/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of weekly mails, and the settings of register, stages and expected circulars. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/sample_matter.h"
#include "base/clock.h"
#include "remind/weekly.h"
#include "remind/weeks_conf.h"

/* Monday 5 January 2026 and the days after it, with weekends, and Monday 12 a holiday. */
static const struct {
    const char *today, *name, *day, *next;
} weeks[] = {
    {"2026-01-05", "2026-01-05", "2026-01-05", "2026-01-13"},
    {"2026-01-08", "2026-01-05", "2026-01-05", "2026-01-13"},
    {"2026-01-11", "2026-01-05", "2026-01-05", "2026-01-13"},
    {"2026-01-12", "2026-01-12", "2026-01-13", "2026-01-13"},
    {"2026-01-13", "2026-01-12", "2026-01-13", "2026-01-19"},
    {"2026-01-18", "2026-01-12", "2026-01-13", "2026-01-19"},
};

static void weekly_day__table__as_written(void **state)
{
    (void)state;
    AUTO(calendar) *calendar = calendar_new(CALENDAR_WEEKEND);
    GDate holiday = sample_day("2026-01-12");
    calendar_add_holiday(calendar, &holiday);
    for (gsize i = 0; i < G_N_ELEMENTS(weeks); i++) {
        GDate today = sample_day(weeks[i].today);
        struct weekly_day week = weekly_day(calendar, G_DATE_MONDAY, &today);
        g_autofree char *name = date_format(&week.name), *day = date_format(&week.day);
        g_autofree char *next = date_format(&week.next);
        assert_string_equal(name, weeks[i].name);
        assert_string_equal(day, weeks[i].day);
        assert_string_equal(next, weeks[i].next);
    }
}

static gboolean is_good(const char *text)
{
    g_autoptr(GError) error = NULL;
    AUTO(conf) *conf = conf_parse(text, "test", &error);
    assert_non_null(conf);
    struct office *office = sample_office();
    weeks_configure(conf, conf_root(conf), office);
    office_free(office);
    return conf_finish(conf, &error);
}

static void settings__right_ones__taken(void **state)
{
    (void)state;
    assert_true(is_good("record = { number = \"11-2/{year}-{n}\"; };"));
    assert_true(is_good("record = { number = \"{n}\"; function = \"1\"; series = \"2\"; file = \"3\"; access = \"4\"; };"));
    assert_true(is_good("digest = { weekday = \"Friday\"; };"));
    assert_true(is_good("overview = { to = ( \"anna\" ); };"));
    assert_true(is_good("stages = ( { name = \"Draft\"; working_days = 20; }, { name = \"Sign\"; } );"));
    assert_true(is_good("expected = ( { name = \"a\"; kinds = ( \"article-22\" ); by = \"03-20\"; to = ( \"anna\" ); } );"));
}

static void settings__wrong_ones__refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "record = { number = \"11-2/{year}\"; };",
        "record = { number = \"{n}-{n}\"; };",
        "record = { number = \"{n}-{month}\"; };",
        "record = { number = \"{n\"; };",
        "record = { number = \"n}-{n}\"; };",
        "digest = { weekday = \"mondays\"; };",
        "overview = { to = ( \"nobody\" ); };",
        "overview = { weekday = \"monday\"; };",
        "stages = ( { name = \"a\"; working_days = 2; }, { name = \"b\"; working_days = 2; } );",
        "expected = ( { name = \"a\"; by = \"03-20\"; to = ( \"anna\" ); } );",
        "expected = ( { name = \"a\"; words = ( \"x\" ); by = \"02-29\"; to = ( \"anna\" ); } );",
        "expected = ( { name = \"a\"; words = ( \"x\" ); by = \"3-20\"; to = ( \"anna\" ); } );",
        "expected = ( { name = \"a\"; kinds = ( \"x\" ); by = \"03-20\"; to = ( \"anna\" ); } );",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        if (is_good(wrong[i]))
            fail_msg("taken: %s", wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weekly_day__table__as_written),
        cmocka_unit_test(settings__right_ones__taken),
        cmocka_unit_test(settings__wrong_ones__refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
