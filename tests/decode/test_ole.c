/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/compound.h"
#include "../support/decoding.h"

static void put_string(struct compound *compound, guint folder, const char *tag, const char *text)
{
    g_autofree char *name = g_strdup_printf("__substg1.0_%s001E", tag);
    compound_stream(compound, folder, name, text, strlen(text));
}

static void put_utf16(struct compound *compound, guint folder, const char *tag, const char *text)
{
    glong units;
    g_autofree gunichar2 *wide = g_utf8_to_utf16(text, -1, NULL, &units, NULL);
    g_autofree char *name = g_strdup_printf("__substg1.0_%s001F", tag);
    compound_stream(compound, folder, name, wide, (gsize) units * 2);
}

/* The fixed properties: here only when it was sent, 2025-07-15T08:42:07Z. */
static void put_sent(struct compound *compound, guint folder, gsize head)
{
    guint8 bytes[48] = {0};
    guint64 ticks = (G_GUINT64_CONSTANT(1752568927) + G_GUINT64_CONSTANT(11644473600)) * 10000000;
    bytes[head] = 0x40;
    bytes[head + 2] = 0x39;
    for (guint i = 0; i < 8; i++)
        bytes[head + 8 + i] = (guint8) (ticks >> 8 * i);
    compound_stream(compound, folder, "__properties_version1.0", bytes, head + 16);
}

static struct text *read_compound(struct compound *compound, const char *name)
{
    g_autoptr(GBytes) bytes = compound_finish(compound);
    g_autofree char *mail = make_mail_with("application/octet-stream", name, bytes);
    return decode_string(mail);
}

static void msg__message_with_attachments__is_a_letter(void **state G_GNUC_UNUSED)
{
    struct compound *compound = compound_new();
    g_autofree char *large = g_strnfill(9000, 'x');
    memcpy(large, "by 2 May ", 9);
    put_sent(compound, 0, 32);
    put_utf16(compound, 0, "0037", "Täht");
    put_utf16(compound, 0, "0C1A", "International Labour Office");
    put_utf16(compound, 0, "5D01", "office@ilo.example");
    put_utf16(compound, 0, "1000", "by 1 May\r\n");
    guint first = compound_folder(compound, 0, "__attach_version1.0_#00000000");
    put_utf16(compound, first, "3707", "Läkiri.txt");
    compound_stream(compound, first, "__substg1.0_37010102", large, 9000);
    AUTO(text) *text = read_compound(compound, "forwarded.msg");
    assert_int_equal(text->letters->len, 2);
    const struct text_letter *letter = letter_at(text, 1);
    assert_string_equal(letter->subject, "Täht");
    assert_string_equal(letter->from_name, "International Labour Office");
    assert_string_equal(letter->from_address, "office@ilo.example");
    assert_int_equal(letter->sent_at, 1752568927);
    assert_int_equal(letter->depth, 1);
    assert_string_equal(words_at(text, 1), "by 1 May\n");
    assert_true(part_at(text, 1)->body);
    assert_string_equal(part_at(text, 2)->name, "Läkiri.txt");
    assert_true(g_str_has_prefix(words_at(text, 2), "by 2 May xxx"));
    assert_int_equal(part_at(text, 2)->utf8->len, 9001);
    assert_int_equal(text->unread->len, 0);
}

static void msg__header_as_it_came__wins(void **state G_GNUC_UNUSED)
{
    struct compound *compound = compound_new();
    put_sent(compound, 0, 32);
    put_string(compound, 0, "0037", "other");
    put_string(compound, 0, "007D", "From: Office <office@ilo.example>\r\nSubject: The circular\r\n"
                                    "Date: Tue, 15 Jul 2025 23:30:00 -0500\r\nMessage-ID: <a@b.example>\r\n"
                                    "Content-Type: multipart/mixed; boundary=x\r\n\r\n");
    put_string(compound, 0, "1000", "by 1 May");
    AUTO(text) *text = read_compound(compound, "forwarded.msg");
    assert_string_equal(letter_at(text, 1)->subject, "The circular");
    assert_string_equal(letter_at(text, 1)->message_id, "a@b.example");
    assert_int_equal(g_date_get_day(&letter_at(text, 1)->sent), 15);
    assert_string_equal(words_at(text, 1), "by 1 May\n");
}

static void msg__embedded_message__is_a_letter_in_it(void **state G_GNUC_UNUSED)
{
    struct compound *compound = compound_new();
    put_sent(compound, 0, 32);
    put_string(compound, 0, "1000", "see the attached");
    guint attachment = compound_folder(compound, 0, "__attach_version1.0_#00000000");
    guint inner = compound_folder(compound, attachment, "__substg1.0_3701000D");
    put_sent(compound, inner, 24);
    put_string(compound, inner, "0037", "The circular");
    put_string(compound, inner, "1013", "<p>by <b>1</b> May</p>");
    AUTO(text) *text = read_compound(compound, "forwarded.msg");
    assert_int_equal(text->letters->len, 3);
    assert_int_equal(letter_at(text, 2)->depth, 2);
    assert_string_equal(letter_at(text, 2)->subject, "The circular");
    assert_string_equal(words_at(text, 2), "by 1 May\n");
    assert_int_equal(part_at(text, 2)->form, TEXT_HTML);
}

static void ole__encrypted_modern_file__is_told(void **state G_GNUC_UNUSED)
{
    struct compound *compound = compound_new();
    compound_stream(compound, 0, "EncryptionInfo", "x", 1);
    compound_stream(compound, 0, "EncryptedPackage", "x", 1);
    AUTO(text) *text = read_compound(compound, "Letter.docx");
    assert_true(has_flaw(text->unread, "Letter.docx", "encrypted"));
}

static void ole__workbook_of_nothing__is_damaged(void **state G_GNUC_UNUSED)
{
    struct compound *compound = compound_new();
    compound_stream(compound, 0, "Workbook", "x", 1);
    AUTO(text) *text = read_compound(compound, "Plan.xls");
    assert_true(has_flaw(text->unread, "Plan.xls", "damaged"));
}

static void ole__file_in_a_package__is_read(void **state G_GNUC_UNUSED)
{
    struct compound *compound = compound_new();
    compound_stream(compound, 0, "CONTENTS", "by 1 May", 8);
    AUTO(text) *text = read_compound(compound, "oleObject1.bin");
    assert_string_equal(words_at(text, 1), "by 1 May\n");
    assert_int_equal(text->unread->len, 0);
}

static void doc__encrypted__is_told(void **state G_GNUC_UNUSED)
{
    guint8 fib[0x200] = {0xec, 0xa5, 0xc1, 0};
    struct compound *compound = compound_new();
    fib[11] = 0x01;
    compound_stream(compound, 0, "WordDocument", fib, sizeof fib);
    AUTO(text) *text = read_compound(compound, "Letter.doc");
    assert_true(has_flaw(text->unread, "Letter.doc", "encrypted"));
}

/* Two pieces, one of bytes and one of UTF-16, with a table and a field. */
static void doc__pieces__become_text(void **state G_GNUC_UNUSED)
{
    static const char narrow[] = "by 1 May\rA\7Deadline\7\7" "C087\7" "2 May\7\7after\r";
    static const char wide[] = "t\0\xe4\0h\0t\0\x13\0X\0\x14\0" "a\0e\0g\0\x15\0\r\0";
    guint8 fib[0x400] = {0xec, 0xa5, 0xc1, 0};
    guint8 table[5 + 12 + 16] = {2, 28, 0, 0, 0};
    const guint from = 0x200, wide_from = 0x300;
    memcpy(fib + from, narrow, sizeof narrow - 1);
    memcpy(fib + wide_from, wide, sizeof wide - 1);
    fib[0x1a6] = sizeof table;
    guint8 *at = table + 5;
    const guint32 numbers[] = {0, sizeof narrow - 1, sizeof narrow - 1 + (sizeof wide - 1) / 2};
    for (guint i = 0; i < 3; i++, at += 4)
        at[0] = (guint8) numbers[i];
    const guint32 places[] = {0x40000000u | from * 2, wide_from};
    for (guint i = 0; i < 2; i++, at += 8)
        for (guint j = 0; j < 4; j++)
            at[2 + j] = (guint8) (places[i] >> 8 * j);
    struct compound *compound = compound_new();
    compound_stream(compound, 0, "WordDocument", fib, sizeof fib);
    compound_stream(compound, 0, "0Table", table, sizeof table);
    AUTO(text) *text = read_compound(compound, "Letter.doc");
    assert_string_equal(words_at(text, 1), "by 1 May\n\nA\tDeadline\nC087\t2 May\nafter\n\ntähtaeg\n");
    assert_int_equal(text->unread->len, 0);
}

static void put_number(guint8 *at, guint32 number)
{
    for (guint i = 0; i < 4; i++)
        at[i] = (guint8) (number >> 8 * i);
}

/* A document of one piece whose words from "3 May" on have this change of looks, and whose last four
 * characters are comments; with this stream of data, if any. */
static struct text *read_document(const guint8 *changes, guint8 length, const guint8 *data, gsize bytes)
{
    static const char words[] = "by 1 May\r3 May\rend\rnote";
    guint8 fib[0x600] = {0xec, 0xa5, 0xc1, 0}, table[5 + 8 + 8 + 12] = {2, 16, 0, 0, 0};
    memcpy(fib + 0x200, words, sizeof words - 1);
    put_number(fib + 0x1a6, 21);
    put_number(fib + 0x4c, sizeof words - 5);
    put_number(fib + 0x5c, 4);
    put_number(fib + 0xfa, 21); /* where the list of pages with looks is */
    put_number(fib + 0xfe, 12);
    put_number(table + 9, sizeof words - 1);
    put_number(table + 15, 0x40000000u | 0x200 * 2);
    put_number(table + 21, 0x200);
    put_number(table + 25, 0x600);
    put_number(table + 29, 2);
    guint8 *page = fib + 0x400;
    put_number(page, 0x209);
    put_number(page + 4, 0x20f);
    page[8] = 100;
    page[200] = length;
    memcpy(page + 201, changes, length);
    page[511] = 1;
    struct compound *compound = compound_new();
    compound_stream(compound, 0, "WordDocument", fib, sizeof fib);
    compound_stream(compound, 0, "0Table", table, sizeof table);
    if (data != NULL)
        compound_stream(compound, 0, "Data", data, bytes);
    return read_compound(compound, "Letter.doc");
}

static struct text *read_looks(const guint8 *changes, guint8 length)
{
    return read_document(changes, length, NULL, 0);
}

static void doc__what_nobody_reads__is_left_out(void **state G_GNUC_UNUSED)
{
    static const struct {
        guint8 changes[6], length;
        const char *words, *told;
    } cases[] = {
        {{0x35, 0x08, 1}, 3, "by 1 May\n\n3 May\n\nend\n", NULL}, /* bold */
        {{0x00, 0x08, 1}, 3, "by 1 May\n\nend\n", NULL},
        {{0x3c, 0x08, 1}, 3, "by 1 May\n\nend\n", "would not see"},
        {{0x3c, 0x08, 0}, 3, "by 1 May\n\n3 May\n\nend\n", NULL},
        {{0x35, 0x08, 1, 0x37, 0x08, 1}, 6, "by 1 May\n\nend\n", "crossed-out"},
        {{0x43, 0x4a, 2, 0}, 4, "by 1 May\n\nend\n", "would not see"},
        {{0x43, 0x4a, 24, 0}, 4, "by 1 May\n\n3 May\n\nend\n", NULL},
        {{0x3c, 0x08}, 2, "by 1 May\n\n3 May\n\nend\n", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(text) *text = read_looks(cases[i].changes, cases[i].length);
        assert_string_equal(words_at(text, 1), cases[i].words);
        assert_int_equal(text->flaws->len, 1 + (cases[i].told != NULL));
        assert_true(has_flaw(text->flaws, "Letter.doc", "comments"));
        if (cases[i].told != NULL)
            assert_true(has_flaw(text->flaws, "Letter.doc", cases[i].told));
    }
}

/* A picture of this kind at place 4, shown so many twips large in thousandths of that. */
static void make_picture(guint8 *data, guint kind, guint side, guint share)
{
    guint8 *head = data + 4, *shape = head + 0x44, *record = shape + 8;
    put_number(head, 0x44 + 8 + 8 + 32);
    head[4] = 0x44;
    head[6] = 0x64;
    for (guint i = 0; i < 4; i++) {
        guint number = i < 2 ? side : share;
        head[0x1c + 2 * i] = (guint8) number;
        head[0x1d + 2 * i] = (guint8) (number >> 8);
    }
    put_number(shape, 0xf004000fu);
    put_number(record, kind << 16);
    put_number(record + 4, 32);
}

static const guint8 at_four[] = {0x03, 0x6a, 4, 0, 0, 0};

static void doc__large_picture_that_cannot_be_read__is_told(void **state G_GNUC_UNUSED)
{
    static const struct {
        guint kind, side, share;
        gboolean told;
    } rows[] = {
        {0xf01a, 8000, 1000, TRUE}, /* a drawing */
        {0xf01a, 16000, 500, TRUE},
        {0xf01a, 16000, 100, FALSE},
        {0xf01f, 8000, 1000, TRUE}, /* a bitmap */
        {0xf00d, 8000, 1000, FALSE}, /* none */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint8 data[200] = {0};
        make_picture(data, rows[i].kind, rows[i].side, rows[i].share);
        AUTO(text) *text = read_document(at_four, sizeof at_four, data, sizeof data);
        if (has_flaw(text->unread, "Letter.doc", "a large picture") != rows[i].told)
            fail_msg("row %zu", i);
    }
}

static void doc__picture_that_nobody_sees__is_no_matter(void **state G_GNUC_UNUSED)
{
    static const guint8 hidden[] = {0x3c, 0x08, 1, 0x03, 0x6a, 4, 0, 0, 0};
    guint8 data[200] = {0};
    make_picture(data, 0xf01a, 8000, 1000);
    AUTO(text) *text = read_document(hidden, sizeof hidden, data, sizeof data);
    assert_int_equal(text->unread->len, 0);
}

/* What claims more of the stream than it has is read to its end, but not for ever. */
static void doc__picture_of_endless_records__is_told(void **state G_GNUC_UNUSED)
{
    enum { BYTES = 900 << 10 };
    g_autofree guint8 *data = g_malloc0(BYTES);
    make_picture(data, 0xf01a, 8000, 1000);
    AUTO(text) *few = read_document(at_four, sizeof at_four, data, BYTES);
    assert_int_equal(few->limits->len, 0);
    put_number(data + 4, G_MAXUINT32);
    AUTO(text) *many = read_document(at_four, sizeof at_four, data, BYTES);
    assert_true(has_flaw(many->unread, "Letter.doc", "a large picture"));
    assert_true(has_flaw(many->limits, "Letter.doc", "objects in it"));
}

static void doc__any_pictures__come_to_an_end(void **state G_GNUC_UNUSED)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(13);
    for (guint round = 0; round < 2000; round++) {
        guint8 data[200] = {0};
        make_picture(data, 0xf01a + (guint) g_rand_int_range(dice, 0, 6), 8000, 1000);
        for (guint i = 0; i < 6; i++)
            data[g_rand_int_range(dice, 0, sizeof data)] = (guint8) g_rand_int(dice);
        AUTO(text) *text = read_document(at_four, sizeof at_four, data, (gsize) g_rand_int_range(dice, 1, sizeof data));
        assert_non_null(strstr(words_at(text, 1), "by 1 May"));
    }
}

static void doc__any_looks__come_to_an_end(void **state G_GNUC_UNUSED)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(12);
    for (guint round = 0; round < 2000; round++) {
        guint8 changes[200];
        for (guint i = 0; i < sizeof changes; i++)
            changes[i] = (guint8) g_rand_int(dice);
        AUTO(text) *text = read_looks(changes, (guint8) g_rand_int_range(dice, 0, sizeof changes));
        assert_non_null(strstr(words_at(text, 1), "by 1 May"));
    }
}

static void ole__any_bytes__come_to_an_end(void **state G_GNUC_UNUSED)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(11);
    for (guint round = 0; round < 400; round++) {
        struct compound *compound = compound_new();
        put_sent(compound, 0, 32);
        put_string(compound, 0, "1000", "by 1 May");
        guint attachment = compound_folder(compound, 0, "__attach_version1.0_#00000000");
        guint inner = compound_folder(compound, attachment, "__substg1.0_3701000D");
        put_string(compound, inner, "1000", "by 2 May");
        g_autoptr(GBytes) bytes = compound_finish(compound);
        gsize length = g_bytes_get_size(bytes);
        g_autofree guint8 *copy = g_memdup2(g_bytes_get_data(bytes, NULL), length);
        for (guint i = 0; i < 8; i++) {
            gsize place = (gsize) g_rand_int_range(dice, 24, 76);
            if (i % 2)
                place = (gsize) g_rand_int_range(dice, 512, (gint32) length);
            copy[place] = (guint8) g_rand_int(dice);
        }
        AUTO(text) *text = decode_bytes(copy, length, "x.msg");
        assert_true(text->letters->len >= 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(msg__message_with_attachments__is_a_letter),
        cmocka_unit_test(msg__header_as_it_came__wins),
        cmocka_unit_test(msg__embedded_message__is_a_letter_in_it),
        cmocka_unit_test(ole__encrypted_modern_file__is_told),
        cmocka_unit_test(ole__workbook_of_nothing__is_damaged),
        cmocka_unit_test(ole__file_in_a_package__is_read),
        cmocka_unit_test(doc__encrypted__is_told),
        cmocka_unit_test(doc__pieces__become_text),
        cmocka_unit_test(doc__what_nobody_reads__is_left_out),
        cmocka_unit_test(doc__any_looks__come_to_an_end),
        cmocka_unit_test(doc__large_picture_that_cannot_be_read__is_told),
        cmocka_unit_test(doc__picture_that_nobody_sees__is_no_matter),
        cmocka_unit_test(doc__picture_of_endless_records__is_told),
        cmocka_unit_test(doc__any_pictures__come_to_an_end),
        cmocka_unit_test(ole__any_bytes__come_to_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
