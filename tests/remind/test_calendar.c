/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Working days: weekends, holidays of the files that are shipped, files of others, and the settings. */
#include "remind/calendar.h"

#include "../support/sample_matter.h"
#include "../support/scratch.h"
#include "base/clock.h"
#include "remind/ical.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static gboolean works_on(const struct calendar *calendar, const char *text)
{
    GDate day = sample_day(text);

    return calendar_works(calendar, &day);
}

static void calendar_add_file__shipped_files__known_days(void **state)
{
    (void)state;
    static const struct {
        const char *country, *day;
        gboolean works;
    } cases[] = {
        { "ee", "2025-02-24", FALSE }, { "ee", "2025-04-18", FALSE }, { "ee", "2025-06-23", FALSE },
        { "ee", "2025-06-24", FALSE }, { "ee", "2026-04-03", FALSE }, { "ee", "2025-04-21", TRUE },
        { "ee", "2031-08-20", FALSE }, { "ee", "2050-04-08", FALSE }, { "ee", "2025-12-24", FALSE },
        { "fr", "2025-04-21", FALSE }, { "fr", "2025-04-18", TRUE },  { "fr", "2025-05-29", FALSE },
        { "fr", "2025-06-09", FALSE }, { "fr", "2025-07-14", FALSE }, { "fr", "2026-05-14", FALSE },
        { "es", "2025-01-06", FALSE }, { "es", "2025-04-18", FALSE }, { "es", "2025-04-21", TRUE },
        { "es", "2026-10-12", FALSE }, { "es", "2025-12-08", FALSE }, { "ch", "2025-08-01", FALSE },
        { "ch", "2025-05-29", FALSE }, { "ch", "2025-04-18", FALSE }, { "ch", "2025-05-01", TRUE },
        { "ch", "2025-12-26", FALSE }, { "ee", "2025-06-25", TRUE },  { "ee", "2025-06-28", FALSE },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name = g_strdup_printf("../../etc/holidays/%s.ics", cases[i].country);
        g_autofree char *path = scratch_support_file(name);
        AUTO(calendar) *calendar = calendar_new(CALENDAR_WEEKEND);
        g_autoptr(GError) error = NULL;
        if (!calendar_add_file(calendar, path, FALSE, &error))
            fail_msg("%s", error->message);
        if (works_on(calendar, cases[i].day) != cases[i].works)
            fail_msg("%s %s", cases[i].country, cases[i].day);
    }
}

#define ICS(events)                                                                                \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" events "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20240101T000000Z\r\n" lines "END:VEVENT\r\n"

static void ical_read_days__events_of_others__expanded(void **state)
{
    (void)state;
    static const struct {
        const char *text, *days;
    } cases[] = {
        { ICS(""), "" },
        { ICS(EVENT("DTSTART;VALUE=DATE:20250619\r\n")), "2025-06-19" },
        { ICS(EVENT("DTSTART;VALUE=DATE:20250619\r\nDTEND;VALUE=DATE:20250620\r\n")), "2025-06-19" },
        { ICS(EVENT("DTSTART;VALUE=DATE:20251230\r\nDTEND;VALUE=DATE:20260102\r\n")),
          "2025-12-30 2025-12-31 2026-01-01" },
        { ICS(EVENT("DTSTART:20250619T090000Z\r\nDTEND:20250619T170000Z\r\n")), "2025-06-19" },
        { ICS(EVENT("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;COUNT=2\r\n")),
          "2025-01-01 2025-01-01 2026-01-01" },
        { ICS(EVENT("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;UNTIL=20260101\r\n"
                    "EXDATE;VALUE=DATE:20260101\r\n")),
          "2025-01-01 2025-01-01" },
        /* the fourth Thursday of November */
        { ICS(EVENT("DTSTART;VALUE=DATE:20251127\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;"
                    "UNTIL=20261231\r\n")),
          "2025-11-27 2025-11-27 2026-11-26" },
        { ICS(EVENT("DTSTART;VALUE=DATE:20250619\r\nSTATUS:CANCELLED\r\n")), "" },
        { ICS(EVENT("DTSTART;VALUE=DATE:19990619\r\n")), "" },
        { ICS(EVENT("DTSTART;VALUE=DATE:20250101\r\nDTEND;VALUE=DATE:20240101\r\n")), "2025-01-01" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) days = ical_read_days(cases[i].text, 2025, 2026, &error);
        if (days == NULL)
            fail_msg("case %zu: %s", i, error->message);
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint d = 0; d < days->len; d++) {
            g_autofree char *day = date_format(&g_array_index(days, GDate, d));
            g_string_append_printf(text, "%s%s", d == 0 ? "" : " ", day);
        }
        assert_string_equal(text->str, cases[i].days);
    }
}

static void ical_read_days__broken__error_not_silence(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "no calendar\r\n",
        "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20250619\r\nEND:VEVENT\r\n",
        ICS(EVENT("SUMMARY:no day\r\n")),
        ICS(EVENT("DTSTART;VALUE=DATE:20250619\r\nRRULE:FREQ=SECONDLY\r\n")),
        ICS(EVENT("DTSTART;VALUE=DATE:20250619\r\nRRULE:FREQ=NEVER\r\n")),
        ICS(EVENT("DTSTART;VALUE=DATE:nonsense\r\n")),
    };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        GArray *days = ical_read_days(texts[i], 2025, 2026, &error);
        if (days != NULL)
            fail_msg("case %zu was taken", i);
        assert_non_null(error);
    }
}

static void calendar__days__search_and_count(void **state)
{
    (void)state;
    AUTO(calendar) *calendar = calendar_new(CALENDAR_WEEKEND);
    AUTO(calendar) *never = calendar_new(0xff);
    GDate monday = sample_day("2025-09-15"), friday = sample_day("2025-09-12");
    GDate sunday = sample_day("2025-09-14"), saturday = sample_day("2025-09-13");

    GDate before = calendar_on_or_before(calendar, &sunday);
    GDate after = calendar_on_or_after(calendar, &sunday);
    assert_int_equal(g_date_compare(&before, &friday), 0);
    assert_int_equal(g_date_compare(&after, &monday), 0);
    assert_int_equal(calendar_working_days(calendar, &friday, &monday), 1);
    assert_int_equal(calendar_working_days(calendar, &monday, &friday), 0);
    calendar_add_working_day(calendar, &saturday);
    assert_int_equal(calendar_working_days(calendar, &friday, &monday), 2);
    calendar_add_holiday(calendar, &monday);
    assert_int_equal(calendar_working_days(calendar, &friday, &monday), 1);
    assert_int_equal(calendar_working_days(NULL, &friday, &monday), 3);
    before = calendar_on_or_before(never, &sunday); /* no working day in a month: the day itself */
    assert_int_equal(g_date_compare(&before, &sunday), 0);
}

static struct calendars *read_conf(const char *text, GError **error)
{
    g_autofree char *folder = scratch_support_file("../../etc/holidays");
    AUTO(conf) *conf = conf_parse(text, "test.conf", error);
    if (conf == NULL)
        return NULL;
    AUTO(calendars) *calendars = calendars_read(conf, conf_root(conf), folder);
    return conf_finish(conf, error) ? g_steal_pointer(&calendars) : NULL;
}

static void calendars_read__settings__found_by_name(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    AUTO(calendars) *calendars =
        read_conf("calendars = ( { name = \"ee\"; holidays = ( \"ee.ics\", \"2025-09-01\", \"12-27\" );\n"
                  "  working_days = ( \"2025-12-24\" ); },\n"
                  "  { name = \"gulf\"; weekend = ( \"Friday\", \"saturday\" ); } );",
                  &error);
    if (calendars == NULL)
        fail_msg("%s", error->message);
    const struct calendar *ee = calendars_find(calendars, "ee");
    const struct calendar *gulf = calendars_find(calendars, "gulf");
    assert_false(works_on(ee, "2025-09-01"));
    assert_true(works_on(ee, "2026-09-01"));
    assert_false(works_on(ee, "2027-12-27"));
    assert_true(works_on(ee, "2025-12-24"));
    assert_false(works_on(ee, "2026-12-24"));
    assert_true(works_on(gulf, "2025-09-14"));
    assert_false(works_on(gulf, "2025-09-12"));
    assert_null(calendars_find(calendars, "xx"));
    assert_null(calendars_find(calendars, NULL));
}

static void calendars_read__mistakes__told(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "calendars = ( { holidays = \"ee.ics\"; } );", "name" },
        { "calendars = ( { name = \"x\"; holidays = \"missing.ics\"; } );", "missing.ics" },
        { "calendars = ( { name = \"x\"; holidays = \"compute\"; } );", "neither a file.ics" },
        { "calendars = ( { name = \"x\"; holidays = \"02-30\"; } );", "neither a file.ics" },
        { "calendars = ( { name = \"x\"; weekend = \"caturday\"; } );", "no day of the week" },
        { "calendars = ( { name = \"x\"; }, { name = \"x\"; } );", "there already" },
        { "calendars = ( { name = \"x\"; weekends = \"sunday\"; } );", "unknown setting" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(read_conf(cases[i][0], &error));
        if (strstr(error->message, cases[i][1]) == NULL)
            fail_msg("%s", error->message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calendar_add_file__shipped_files__known_days),
        cmocka_unit_test(ical_read_days__events_of_others__expanded),
        cmocka_unit_test(ical_read_days__broken__error_not_silence),
        cmocka_unit_test(calendar__days__search_and_count),
        cmocka_unit_test(calendars_read__settings__found_by_name),
        cmocka_unit_test(calendars_read__mistakes__told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
