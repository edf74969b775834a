/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/mapi.h"
#include "../support/decoding.h"

/* Builders of Outlook's container, in the order of [MS-OXTNEF]. */
static void put(GByteArray *out, guint32 number, guint bytes)
{
    for (guint i = 0; i < bytes; i++) {
        guint8 byte = (guint8) (number >> 8 * i);
        g_byte_array_append(out, &byte, 1);
    }
}

static GByteArray *begin(void)
{
    GByteArray *out = g_byte_array_new();
    put(out, 0x223e9f78, 4);
    put(out, 1, 2);
    return out;
}

static void put_attribute(GByteArray *out, guint level, guint id, const void *bytes, gsize length)
{
    put(out, level, 1);
    put(out, id, 4);
    put(out, (guint32) length, 4);
    g_byte_array_append(out, bytes, (guint) length);
    put(out, 0, 2);
}

static void put_property(GByteArray *out, guint id, guint type, const void *bytes, gsize length)
{
    put(out, id << 16 | type, 4);
    put(out, 1, 4);
    put(out, (guint32) length, 4);
    g_byte_array_append(out, bytes, (guint) length);
    put(out, 0, (4 - length % 4) % 4);
}

static struct text *read_container(GByteArray *out)
{
    struct text *text = decode_bytes(out->data, out->len, "winmail.dat");
    g_byte_array_unref(out);
    return text;
}

static void tnef__attachment_by_attributes__is_read(void **state G_GNUC_UNUSED)
{
    GByteArray *out = begin();
    put_attribute(out, 1, 0x2800c, "the body\0", 9);
    put_attribute(out, 2, 0x69002, "..............", 14);
    put_attribute(out, 2, 0x18010, "../Letter.txt\0", 14);
    put_attribute(out, 2, 0x6800f, "by 1 May", 8);
    AUTO(text) *text = read_container(out);
    assert_int_equal(text->parts->len, 2);
    assert_string_equal(words_at(text, 0), "the body\n");
    assert_true(part_at(text, 0)->body);
    assert_string_equal(part_at(text, 1)->name, "Letter.txt");
    assert_string_equal(words_at(text, 1), "by 1 May\n");
}

static void tnef__more_attachments_than_are_read__are_told(void **state G_GNUC_UNUSED)
{
    GByteArray *out = begin();
    for (guint i = 0; i < 502; i++) {
        g_autofree char *words = g_strdup_printf("by %u May", i);
        put_attribute(out, 2, 0x69002, "..............", 14);
        put_attribute(out, 2, 0x6800f, words, strlen(words));
    }
    AUTO(text) *text = read_container(out);
    assert_int_equal(text->parts->len, 500);
    assert_string_equal(words_at(text, 499), "by 499 May\n");
    assert_true(has_flaw(text->limits, "winmail.dat", "stopped after 500 files"));
}

static void tnef__html_body_and_unicode_name__are_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(GByteArray) message = g_byte_array_new();
    put(message, 2, 4);
    put(message, 0x3fde0003, 4);
    put(message, 1257, 4);
    put_property(message, MAPI_HTML, MAPI_TYPE_BINARY, "<p>\xf0okk by 1 May</p>", 21);
    g_autoptr(GByteArray) file = g_byte_array_new();
    put(file, 1, 4);
    put_property(file, MAPI_ATTACH_LONG_NAME, MAPI_TYPE_UNICODE, "L\0\xe4\0.\0t\0x\0t\0\0\0", 14);
    GByteArray *out = begin();
    put_attribute(out, 1, 0x69003, message->data, message->len);
    put_attribute(out, 2, 0x69002, "..............", 14);
    put_attribute(out, 2, 0x69005, file->data, file->len);
    put_attribute(out, 2, 0x6800f, "by 2 May", 8);
    AUTO(text) *text = read_container(out);
    assert_string_equal(words_at(text, 0), "šokk by 1 May\n");
    assert_string_equal(part_at(text, 1)->name, "Lä.txt");
}

static void tnef__embedded_message__is_a_letter(void **state G_GNUC_UNUSED)
{
    g_autoptr(GByteArray) inner_props = g_byte_array_new();
    put(inner_props, 3, 4);
    put_property(inner_props, MAPI_SUBJECT, MAPI_TYPE_STRING, "The circular", 13);
    put_property(inner_props, MAPI_SENDER_SMTP, MAPI_TYPE_STRING, "office@ilo.example", 19);
    put_property(inner_props, MAPI_BODY, MAPI_TYPE_STRING, "by 16 September", 16);
    g_autoptr(GByteArray) inner = begin();
    put_attribute(inner, 1, 0x69003, inner_props->data, inner_props->len);
    g_autoptr(GByteArray) object = g_byte_array_new();
    g_byte_array_append(object, (const guint8 *) "0123456789abcdef", 16);
    g_byte_array_append(object, inner->data, inner->len);
    g_autofree guint8 *filler = g_malloc0(800000); /* larger than some readers allow */
    g_byte_array_append(object, filler, 800000);
    g_autoptr(GByteArray) file = g_byte_array_new();
    put(file, 1, 4);
    put_property(file, MAPI_ATTACH_DATA, MAPI_TYPE_OBJECT, object->data, object->len);
    GByteArray *out = begin();
    put_attribute(out, 2, 0x69002, "..............", 14);
    put_attribute(out, 2, 0x69005, file->data, file->len);
    AUTO(text) *text = read_container(out);
    assert_int_equal(text->letters->len, 2);
    assert_string_equal(letter_at(text, 1)->subject, "The circular");
    assert_string_equal(letter_at(text, 1)->from_address, "office@ilo.example");
    assert_int_equal(part_at(text, 0)->letter, 1);
    assert_string_equal(words_at(text, 0), "by 16 September\n");
}

static void tnef__cut_short__gives_what_is_there_and_says_so(void **state G_GNUC_UNUSED)
{
    GByteArray *out = begin();
    put_attribute(out, 1, 0x2800c, "by 1 May\0", 9);
    put_attribute(out, 2, 0x6800f, "lost", 4);
    g_byte_array_set_size(out, out->len - 4);
    AUTO(text) *text = read_container(out);
    assert_string_equal(words_at(text, 0), "by 1 May\n");
    assert_true(has_flaw(text->unread, "winmail.dat", "damaged"));
}

static void tnef__any_bytes__come_to_an_end(void **state G_GNUC_UNUSED)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(7);
    for (guint round = 0; round < 300; round++) {
        GByteArray *out = begin();
        g_autoptr(GByteArray) props = g_byte_array_new();
        put(props, 4, 4);
        put_property(props, MAPI_RTF, MAPI_TYPE_BINARY, "\x20\0\0\0\x20\0\0\0LZFu\0\0\0\0\x03\0\x0a\0by 1 May", 26);
        put_property(props, MAPI_SUBJECT, MAPI_TYPE_UNICODE, "a\0b\0", 4);
        put_attribute(out, 1, 0x69003, props->data, props->len);
        put_attribute(out, 2, 0x69002, "..............", 14);
        put_attribute(out, 2, 0x6800f, "by 2 May", 8);
        for (guint i = 0; i < 4; i++)
            out->data[g_rand_int_range(dice, 6, (gint32) out->len)] = (guint8) g_rand_int(dice);
        AUTO(text) *text = read_container(out);
        assert_int_equal(text->letters->len, 1);
    }
}

static void rtf__packed__is_unpacked(void **state G_GNUC_UNUSED)
{
    /* The example of [MS-OXRTFCP] 4.1.1. */
    static const guint8 packed[] = {0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7,
                                    0xa7, 0x03, 0, 0x0a, 0, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42,
                                    0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0, 0x20, 0x62, 0x77,
                                    0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};
    g_autoptr(GBytes) bytes = g_bytes_new_static(packed, sizeof packed);
    g_autoptr(GBytes) rtf = mapi_unpack_rtf(bytes, 1000);
    assert_non_null(rtf);
    assert_int_equal(g_bytes_get_size(rtf), 43);
    assert_memory_equal(g_bytes_get_data(rtf, NULL), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", 43);
    assert_null(mapi_unpack_rtf(bytes, 10));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tnef__attachment_by_attributes__is_read),
        cmocka_unit_test(tnef__more_attachments_than_are_read__are_told),
        cmocka_unit_test(tnef__html_body_and_unicode_name__are_read),
        cmocka_unit_test(tnef__embedded_message__is_a_letter),
        cmocka_unit_test(tnef__cut_short__gives_what_is_there_and_says_so),
        cmocka_unit_test(tnef__any_bytes__come_to_an_end),
        cmocka_unit_test(rtf__packed__is_unpacked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
