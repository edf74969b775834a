/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/digest.h"

/* GLib's is another implementation. */
static void digest_sha256__any_length__is_what_glib_says(void **state)
{
    static const gsize lengths[] = {0, 1, 55, 56, 63, 64, 65, 127, 128, 4096, 1000003};
    g_autofree guint8 *data = g_malloc(1000003);
    (void)state;
    for (guint i = 0; i < 1000003; i++)
        data[i] = (guint8)(i * 31 + i / 257);
    for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_autoptr(GBytes) bytes = g_bytes_new_static(data, lengths[i]);
        g_autofree char *expected = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
        g_autofree char *digest = digest_sha256(bytes);
        assert_string_equal(digest, expected);
    }
}

static void digest_sha256__published_example__its_digest(void **state)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static("abc", 3);
    g_autofree char *digest = digest_sha256(bytes);
    (void)state;
    assert_string_equal(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_sha256__any_length__is_what_glib_says),
        cmocka_unit_test(digest_sha256__published_example__its_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
