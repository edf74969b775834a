/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/decoding.h"

#define CODED "begin 644 letter.txt\n(8GD@,2!-87D`\n`\nend\n"

static void uuencode__file_in_the_body__is_a_part(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain", "See below.\n" CODED "Regards\n");
    assert_int_equal(text->parts->len, 2);
    assert_string_equal(words_at(text, 0), "See below.\nRegards\n");
    assert_string_equal(part_at(text, 1)->name, "letter.txt");
    assert_string_equal(words_at(text, 1), "by 1 May\n");
}

static void uuencode__in_base64__is_a_part(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain", "See below.\nbegin-base64 644 a letter.txt\nYnkg\nMSBNYXkK\n====\nRegards\n");
    assert_int_equal(text->parts->len, 2);
    assert_string_equal(words_at(text, 0), "See below.\nRegards\n");
    assert_string_equal(part_at(text, 1)->name, "a letter.txt");
    assert_string_equal(words_at(text, 1), "by 1 May\n");
    AUTO(text) *prose = decode_leaf("text/plain", "begin-base64 644 x\nby 1 May\n====\n");
    assert_string_equal(words_at(prose, 0), "begin-base64 644 x\nby 1 May\n====\n");
}

static void uuencode__prose__stays(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain", "begin 644 letters by 1 May\nand more of this prose, which is no code at all\nend\n");
    assert_int_equal(text->parts->len, 1);
    assert_non_null(strstr(words_at(text, 0), "begin 644 letters by 1 May\nand more"));
}

static void uuencode__without_end__stays(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain", "begin 644 x\n(8GD@,2!-87D`\n");
    assert_int_equal(text->parts->len, 1);
}

static void uuencode__end_lost_on_the_way__is_read_and_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf(
        "text/plain", "begin 644 x.txt\n"
                      "M8GD@,2!-87D@,C`S,2P@86YD(&UO<F4@=V]R9',@=&AA;B!F:70@:6X@;VYE\n(8GD@,2!-87D`\n\n");
    assert_int_equal(text->parts->len, 2);
    assert_non_null(strstr(words_at(text, 1), "by 1 May 2031, and more words than fit in one"));
    assert_true(has_flaw(text->limits, "x.txt", "cut short"));
}

static void uuencode__many_beginnings__are_linear(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) body = g_string_new(NULL);
    for (guint i = 0; i < 100000; i++)
        g_string_append(body, "begin 644 x\n\n\n");
    AUTO(text) *text = decode_leaf("text/plain", body->str);
    assert_int_equal(text->parts->len, 1);
}

static void calendar__entry__is_readable(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf(
        "text/calendar; charset=utf-8",
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\nEND:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:Meeting of ex\r\n perts\\, Geneva\r\nDTSTART;TZID=\"Europe/Zurich\":20251103T090000\r\n"
        "DTEND;VALUE=DATE:20251113\r\nDESCRIPTION:Register\\nby 1 May\r\nBEGIN:VALARM\r\nDESCRIPTION:beep\r\nEND:VALARM\r\n"
        "END:VEVENT\r\nBEGIN:VTODO\r\nDUE:20260501T120000Z\r\nSUMMARY:Reply\r\nEND:VTODO\r\nBEGIN:VTODO\r\n"
        "DUE;TZID=W. Europe Standard Time:20260502T120000\r\nEND:VTODO\r\nEND:VCALENDAR\r\n");
    assert_int_equal(part_at(text, 0)->form, TEXT_CALENDAR);
    assert_string_equal(words_at(text, 0),
                        "Meeting of experts, Geneva\nStart: 2025-11-03 09:00 (Zurich time)\nEnd: 2025-11-12\nRegister\nby 1 May\n\n"
                        "Due: 2026-05-01 12:00 UTC\nReply\n\nDue: 2026-05-02 12:00 (W. Europe Standard Time)\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uuencode__file_in_the_body__is_a_part),
        cmocka_unit_test(uuencode__in_base64__is_a_part),
        cmocka_unit_test(uuencode__prose__stays),
        cmocka_unit_test(uuencode__without_end__stays),
        cmocka_unit_test(uuencode__end_lost_on_the_way__is_read_and_told),
        cmocka_unit_test(uuencode__many_beginnings__are_linear),
        cmocka_unit_test(calendar__entry__is_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
