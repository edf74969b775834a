/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/decoding.h"

#define ENTITY "Content-Type: text/plain; charset=utf-8\r\n\r\nby 1 May\r\n"

/* Definite lengths: ContentInfo { signedData, [0] { version, algorithms, { data, [0] { octets } } } }. */
static GBytes *make_signed(guint8 kind, gboolean indefinite)
{
    static const guint8 oid[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07};
    GByteArray *out = g_byte_array_new();
    const guint8 octets = (guint8) strlen(ENTITY), data = 1;
#define PUT(...) do { const guint8 raw[] = {__VA_ARGS__}; g_byte_array_append(out, raw, sizeof raw); } while (0)
    if (indefinite) {
        PUT(0x30, 0x80);
        g_byte_array_append(out, oid, sizeof oid);
        PUT(kind, 0xa0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01, 0x31, 0x00, 0x30, 0x80);
        g_byte_array_append(out, oid, sizeof oid);
        PUT(data, 0xa0, 0x80, 0x24, 0x80, 0x04, 10);
        g_byte_array_append(out, (const guint8 *) ENTITY, 10);
        PUT(0x04, octets - 10);
        g_byte_array_append(out, (const guint8 *) ENTITY + 10, octets - 10u);
        PUT(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return g_byte_array_free_to_bytes(out);
    }
    PUT(0x30, octets + 39);
    g_byte_array_append(out, oid, sizeof oid);
    PUT(kind, 0xa0, octets + 26, 0x30, octets + 24, 0x02, 0x01, 0x01, 0x31, 0x00, 0x30, octets + 15);
    g_byte_array_append(out, oid, sizeof oid);
    PUT(data, 0xa0, octets + 2, 0x04, octets);
    g_byte_array_append(out, (const guint8 *) ENTITY, octets);
    return g_byte_array_free_to_bytes(out);
}

static struct text *read_envelope(GBytes *bytes)
{
    g_autofree char *mail = make_mail_with("application/pkcs7-mime", "smime.p7m", bytes);
    g_bytes_unref(bytes);
    return decode_string(mail);
}

static void pkcs7__signed_content__is_read(void **state G_GNUC_UNUSED)
{
    for (int indefinite = 0; indefinite < 2; indefinite++) {
        AUTO(text) *text = read_envelope(make_signed(2, indefinite));
        assert_string_equal(words_at(text, 1), "by 1 May\n");
        assert_true(part_at(text, 1)->body);
        assert_int_equal(text->unread->len, 0);
    }
}

static void pkcs7__encrypted__is_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_envelope(make_signed(3, FALSE));
    assert_true(has_flaw(text->unread, "smime.p7m", "encrypted"));
    assert_int_equal(text->parts->len, 1);
}

static void pkcs7__any_bytes__come_to_an_end(void **state G_GNUC_UNUSED)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(3);
    for (guint round = 0; round < 500; round++) {
        g_autoptr(GBytes) good = make_signed(2, round % 2);
        gsize length;
        g_autofree guint8 *copy = g_memdup2(g_bytes_get_data(good, &length), g_bytes_get_size(good));
        length = g_bytes_get_size(good);
        for (guint i = 0; i < 3; i++)
            copy[g_rand_int_range(dice, 13, (gint32) length)] = (guint8) g_rand_int(dice);
        AUTO(text) *text = read_envelope(g_bytes_new(copy, length));
        assert_true(text->parts->len >= 1);
    }
}

static void pgp__armoured_message__is_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain", "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n");
    assert_true(text->unread->len == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pkcs7__signed_content__is_read),
        cmocka_unit_test(pkcs7__encrypted__is_told),
        cmocka_unit_test(pkcs7__any_bytes__come_to_an_end),
        cmocka_unit_test(pgp__armoured_message__is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
