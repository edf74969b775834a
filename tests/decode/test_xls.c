/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/compound.h"
#include "../support/decoding.h"

/* A book, record after record. Numbers are little-endian; the place of each sheet is put in later. */
struct book {
    GByteArray *bytes;
    gsize places[4]; /* of the sheets' places in their list */
    guint sheets, begun;
};

static void put(struct book *book, guint type, const void *bytes, gsize length)
{
    guint8 head[4] = {(guint8) type, (guint8) (type >> 8), (guint8) length, (guint8) (length >> 8)};
    g_byte_array_append(book->bytes, head, 4);
    g_byte_array_append(book->bytes, bytes, (guint) length);
}

#define PUT(book, type, ...) \
    put(book, type, (const guint8[]) {__VA_ARGS__}, sizeof((const guint8[]) {__VA_ARGS__}))

static void put_text(struct book *book, guint type, const void *head, gsize head_bytes, const char *text)
{
    g_autoptr(GByteArray) record = g_byte_array_new();
    g_byte_array_append(record, head, (guint) head_bytes);
    g_byte_array_append(record, (const guint8 *) text, (guint) strlen(text));
    put(book, type, record->data, record->len);
}

#define PUT_TEXT(book, type, text, ...) \
    put_text(book, type, (const guint8[]) {__VA_ARGS__}, sizeof((const guint8[]) {__VA_ARGS__}), text)

/* Fonts: 1 is crossed out. Styles: 0 plain, 1 a day by its number, 2 a day by its code, 3 crossed out. */
static void begin_book(struct book *book, gboolean wide)
{
    *book = (struct book) {.bytes = g_byte_array_new()};
    PUT(book, 0x0809, 0, wide ? 6 : 5, 5, 0);
    PUT(book, 0x0042, 0xe2, 4); /* windows-1250 */
    PUT(book, 0x0031, 200, 0, 0, 0);
    PUT(book, 0x0031, 200, 0, 8, 0);
    if (wide)
        PUT_TEXT(book, 0x041e, "dd.mm.yy", 0xa4, 0, 8, 0, 0);
    else
        PUT_TEXT(book, 0x041e, "dd.mm.yy", 0xa4, 0, 8);
    PUT(book, 0x00e0, 0, 0, 0, 0);
    PUT(book, 0x00e0, 0, 0, 14, 0);
    PUT(book, 0x00e0, 0, 0, 0xa4, 0);
    PUT(book, 0x00e0, 1, 0, 0, 0);
}

static void list_sheet(struct book *book, const char *name, gboolean wide, guint8 state)
{
    book->places[book->sheets++] = book->bytes->len + 4;
    guint8 length = (guint8) strlen(name);
    if (wide)
        PUT_TEXT(book, 0x0085, name, 0, 0, 0, 0, state, 0, length, 0);
    else
        PUT_TEXT(book, 0x0085, name, 0, 0, 0, 0, state, 0, length);
}

static void end_part(struct book *book)
{
    PUT(book, 0x000a, 0);
}

static void begin_sheet(struct book *book, gboolean wide)
{
    guint8 *place = book->bytes->data + book->places[book->begun++];
    place[0] = (guint8) book->bytes->len;
    place[1] = (guint8) (book->bytes->len >> 8);
    PUT(book, 0x0809, 0, wide ? 6 : 5, 0x10, 0);
}

static struct text *read_book(struct book *book, const char *stream)
{
    struct compound *compound = compound_new();
    compound_stream(compound, 0, stream, book->bytes->data, book->bytes->len);
    g_byte_array_unref(book->bytes);
    g_autoptr(GBytes) bytes = compound_finish(compound);
    g_autofree char *mail = make_mail_with("application/vnd.ms-excel", "Plan.xls", bytes);
    return decode_string(mail);
}

/* "Report", "Deadline", each as a string of Excel 97. */
#define STRINGS 6, 0, 0, 'R', 'e', 'p', 'o', 'r', 't', 8, 0, 0, 'D', 'e', 'a', 'd', 'l', 'i', 'n', 'e'

static void xls__rows_in_any_order__become_a_table(void **state G_GNUC_UNUSED)
{
    struct book book;
    begin_book(&book, TRUE);
    PUT(&book, 0x00fc, 2, 0, 0, 0, 2, 0, 0, 0, STRINGS);
    list_sheet(&book, "Plan", TRUE, 0);
    end_part(&book);
    begin_sheet(&book, TRUE);
    PUT(&book, 0x00bd, 1, 0, 2, 0, 2, 0, 0x72, 0xcd, 2, 0, 2, 0); /* a row of small numbers */
    PUT(&book, 0x00fd, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0);
    PUT(&book, 0x00fd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    PUT(&book, 0x0203, 2, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0x98, 0x6b, 0xe6, 0x40); /* 45916.75 */
    PUT(&book, 0x0203, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f); /* 1.5 */
    PUT(&book, 0x0006, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0); /* a formula, its text follows */
    PUT_TEXT(&book, 0x0207, "C087", 4, 0, 0);
    PUT_TEXT(&book, 0x0204, "bare", 4, 0, 0, 0, 0, 0, 4, 0);
    end_part(&book);
    AUTO(text) *text = read_book(&book, "Workbook");
    assert_int_equal(text->unread->len, 0);
    assert_string_equal(words_at(text, 1), "Plan\nReport\t\tDeadline\n\t\t2025-09-16\n1.5\t\t2025-09-16 18:00\nC087\nbare\n");
}

static void xls__string_over_two_records__is_one(void **state G_GNUC_UNUSED)
{
    struct book book;
    begin_book(&book, TRUE);
    /* "by 1 Mäy": five characters of a byte, then the rest of two; and a rich one whose middle is struck. */
    PUT(&book, 0x00fc, 2, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 'b', 'y', ' ', '1', ' ');
    PUT(&book, 0x003c, 1, 'M', 0, 0xe4, 0, 'y', 0, 5, 0, 8, 2, 0, 'a', 'b', 'c', 'd', 'e', 1, 0, 1, 0, 3, 0, 0, 0);
    list_sheet(&book, "Plan", TRUE, 0);
    end_part(&book);
    begin_sheet(&book, TRUE);
    PUT(&book, 0x00fd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    PUT(&book, 0x00fd, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0);
    end_part(&book);
    AUTO(text) *text = read_book(&book, "Workbook");
    assert_string_equal(words_at(text, 1), "Plan\nby 1 Mäy\tade\n");
    assert_true(has_flaw(text->flaws, "Plan.xls", "crossed-out"));
}

static void xls__what_nobody_sees__is_left_out_and_told(void **state G_GNUC_UNUSED)
{
    struct book book;
    begin_book(&book, TRUE);
    PUT(&book, 0x00fc, 2, 0, 0, 0, 2, 0, 0, 0, STRINGS);
    list_sheet(&book, "Plan", TRUE, 0);
    list_sheet(&book, "Lists", TRUE, 1);
    end_part(&book);
    begin_sheet(&book, TRUE);
    PUT(&book, 0x007d, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0);                             /* column B */
    PUT(&book, 0x0208, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0);        /* row 2 */
    PUT(&book, 0x00fd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    PUT(&book, 0x00fd, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0);
    PUT(&book, 0x00fd, 0, 0, 2, 0, 3, 0, 1, 0, 0, 0);                             /* crossed out */
    PUT(&book, 0x00fd, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0);
    end_part(&book);
    begin_sheet(&book, TRUE);
    PUT(&book, 0x00fd, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0);
    end_part(&book);
    AUTO(text) *text = read_book(&book, "Workbook");
    assert_string_equal(words_at(text, 1), "Plan\nReport\n");
    assert_true(has_flaw(text->flaws, "Plan.xls", "would not see"));
    assert_true(has_flaw(text->flaws, "Plan.xls", "crossed-out"));
}

static void xls__boxes__are_read_and_comments_are_not(void **state G_GNUC_UNUSED)
{
    struct book book;
    begin_book(&book, TRUE);
    list_sheet(&book, "Plan", TRUE, 0);
    end_part(&book);
    begin_sheet(&book, TRUE);
    PUT(&book, 0x005d, 0x15, 0, 0x12, 0, 6, 0);
    PUT(&book, 0x01b6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0);
    PUT_TEXT(&book, 0x003c, "by 1 May", 0);
    PUT(&book, 0x005d, 0x15, 0, 0x12, 0, 0x19, 0);
    PUT(&book, 0x01b6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0);
    PUT_TEXT(&book, 0x003c, "note", 0);
    PUT_TEXT(&book, 0x0014, "&CReply", 7, 0, 0);
    PUT(&book, 0x0015, 0);
    PUT(&book, 0x0809, 0, 6, 0x20, 0); /* a chart, with numbers of its own */
    PUT(&book, 0x0203, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f);
    end_part(&book);
    end_part(&book);
    AUTO(text) *text = read_book(&book, "Workbook");
    assert_string_equal(words_at(text, 1), "Plan\nReply\n\nby 1 May\n");
    assert_true(has_flaw(text->flaws, "Plan.xls", "comments"));
}

static void xls__excel_95__has_its_character_set(void **state G_GNUC_UNUSED)
{
    struct book book;
    begin_book(&book, FALSE);
    PUT(&book, 0x0022, 1, 0); /* days since 1904 */
    list_sheet(&book, "T\xe4htajad", FALSE, 0);
    end_part(&book);
    begin_sheet(&book, FALSE);
    PUT_TEXT(&book, 0x0204, "\x8atempel", 0, 0, 0, 0, 0, 0, 7, 0); /* S with a caron */
    PUT(&book, 0x0203, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0xc0, 0xb4, 0xe5, 0x40); /* 44454, in style 2 */
    end_part(&book);
    AUTO(text) *text = read_book(&book, "Book");
    assert_string_equal(words_at(text, 1), "Tähtajad\nŠtempel\t2025-09-16\n");
}

static void xls__encrypted__is_told(void **state G_GNUC_UNUSED)
{
    struct book book;
    begin_book(&book, TRUE);
    PUT(&book, 0x002f, 1, 0, 0, 0);
    list_sheet(&book, "Plan", TRUE, 0);
    end_part(&book);
    AUTO(text) *text = read_book(&book, "Workbook");
    assert_true(has_flaw(text->unread, "Plan.xls", "password"));
    assert_int_equal(text->parts->len, 1);
}

static void xls__that_breaks_off__is_read_so_far_and_told(void **state G_GNUC_UNUSED)
{
    struct book book;
    begin_book(&book, TRUE);
    list_sheet(&book, "Plan", TRUE, 0);
    end_part(&book);
    begin_sheet(&book, TRUE);
    PUT(&book, 0x0203, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0x98, 0x6b, 0xe6, 0x40);
    AUTO(text) *text = read_book(&book, "Workbook");
    assert_string_equal(words_at(text, 1), "Plan\n2025-09-16 18:00\n");
    assert_true(has_flaw(text->unread, "Plan.xls", "damaged"));
}

static void xls__counts_that_lie__are_not_believed(void **state G_GNUC_UNUSED)
{
    struct book book;
    begin_book(&book, TRUE);
    PUT(&book, 0x00fc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 'x');
    list_sheet(&book, "Plan", TRUE, 0);
    end_part(&book);
    begin_sheet(&book, TRUE);
    PUT(&book, 0x00fd, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff);
    PUT(&book, 0x00bd, 0xff, 0xff, 0xff, 0xff, 0, 0);
    PUT(&book, 0x0203, 0, 0);
    PUT(&book, 0x01b6, 0);
    PUT(&book, 0x0085, 0);
    end_part(&book);
    AUTO(text) *text = read_book(&book, "Workbook");
    assert_string_equal(words_at(text, 1), "Plan\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xls__rows_in_any_order__become_a_table),
        cmocka_unit_test(xls__string_over_two_records__is_one),
        cmocka_unit_test(xls__what_nobody_sees__is_left_out_and_told),
        cmocka_unit_test(xls__boxes__are_read_and_comments_are_not),
        cmocka_unit_test(xls__excel_95__has_its_character_set),
        cmocka_unit_test(xls__encrypted__is_told),
        cmocka_unit_test(xls__that_breaks_off__is_read_so_far_and_told),
        cmocka_unit_test(xls__counts_that_lie__are_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
