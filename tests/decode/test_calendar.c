/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/decoding.h"

#define CALENDAR(lines) "BEGIN:VCALENDAR\r\n" lines "END:VCALENDAR\r\n"
#define ENTRY(lines) "BEGIN:VTODO\r\nSUMMARY:Reply\r\nDUE:20260501\r\n" lines "END:VTODO\r\n"

/* What the file holds, what becomes of it and what is told. */
static const struct {
    const char *file, *expected, *told;
} table[] = {
    {CALENDAR(ENTRY("")), "Reply\nDue: 2026-05-01\n", NULL},
    {CALENDAR("METHOD:REQUEST\r\n" ENTRY("STATUS:CONFIRMED\r\n")), "Reply\nDue: 2026-05-01\n", NULL},
    {CALENDAR("METHOD:CANCEL\r\n" ENTRY("")), "Cancelled: Reply\n", "cancelled"},
    {CALENDAR(ENTRY("STATUS:CANCELLED\r\n") ENTRY("")), "Cancelled: Reply\n\nReply\nDue: 2026-05-01\n", "cancelled"},
    {CALENDAR(ENTRY("BEGIN:VALARM\r\nDESCRIPTION:ring\r\nEND:VALARM\r\nSTATUS:CANCELLED\r\n")), "Cancelled: Reply\n", "cancelled"},
    {CALENDAR(ENTRY("RRULE:FREQ=MONTHLY\r\n")), "Reply\nDue: 2026-05-01\n", "comes again"},
    {CALENDAR("BEGIN:VTIMEZONE\r\nBEGIN:STANDARD\r\nRRULE:FREQ=YEARLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" ENTRY("")), "Reply\nDue: 2026-05-01\n", NULL},
    {CALENDAR(ENTRY("ATTACH:https://example.org/letter.pdf\r\n")), "Reply\nDue: 2026-05-01\n", NULL},
    {"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:Reply\r\nDUE:20260501\r\n", "Reply\nDue: 2026-05-01\n", NULL},
};

static void calendar__table_of_entries(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        AUTO(text) *text = decode_leaf("text/calendar; charset=utf-8", table[i].file);
        assert_string_equal(words_at(text, 0), table[i].expected);
        assert_int_equal(text->flaws->len, table[i].told != NULL);
        assert_true(table[i].told == NULL || has_flaw(text->flaws, "attachment 1", table[i].told));
    }
}

static void calendar__file_within__is_read(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/calendar", CALENDAR(ENTRY(
        "ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=\"note.txt\":Ynkg\r\n MSBNYXk=\r\n")));
    assert_int_equal(text->parts->len, 2);
    assert_string_equal(part_at(text, 1)->name, "note.txt");
    assert_string_equal(words_at(text, 1), "by 1 May\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calendar__table_of_entries),
        cmocka_unit_test(calendar__file_within__is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
