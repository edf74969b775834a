/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/conf.h"
#include "decode/limits.h"

static struct decode_limits read_limits(const char *text, char **mistake)
{
    g_autoptr(GError) error = NULL;
    AUTO(conf) *conf = conf_parse(text, "x.conf", &error);
    assert_non_null(conf);
    struct decode_limits limits =
        decode_limits_read(conf, conf_group(conf, conf_root(conf), "limits"));
    *mistake = conf_finish(conf, &error) ? NULL : g_strdup(error->message);
    return limits;
}

static void limits__nothing_said__are_the_defaults(void **state G_GNUC_UNUSED)
{
    static const char *const texts[] = {"", "limits: {};"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *mistake = NULL;
        struct decode_limits limits = read_limits(texts[i], &mistake);
        assert_null(mistake);
        const struct decode_limits *wanted = &decode_limits_default; /* no memcmp: there is padding */
        assert_int_equal(limits.letters, wanted->letters);
        assert_int_equal(limits.levels, wanted->levels);
        assert_int_equal(limits.parts, wanted->parts);
        assert_int_equal(limits.mail_bytes, wanted->mail_bytes);
        assert_int_equal(limits.header_bytes, wanted->header_bytes);
        assert_int_equal(limits.headers_bytes, wanted->headers_bytes);
        assert_int_equal(limits.part_text_bytes, wanted->part_text_bytes);
        assert_int_equal(limits.text_bytes, wanted->text_bytes);
        assert_int_equal(limits.unpacked_bytes, wanted->unpacked_bytes);
        assert_int_equal(limits.archive_entries, wanted->archive_entries);
        assert_int_equal(limits.pages, wanted->pages);
        assert_int_equal(limits.ocr_pages, wanted->ocr_pages);
        assert_int_equal(limits.ocr_seconds, wanted->ocr_seconds);
        assert_int_equal(limits.pixels, wanted->pixels);
    }
}

static void limits__in_the_configuration__hold(void **state G_GNUC_UNUSED)
{
    g_autofree char *mistake = NULL;
    struct decode_limits limits = read_limits("limits: { pages = 50; scanned_pages = 0; unpacked_mb = 8; };", &mistake);
    assert_null(mistake);
    assert_int_equal(limits.pages, 50);
    assert_int_equal(limits.ocr_pages, 0);
    assert_int_equal(limits.unpacked_bytes, 8 << 20);
}

static void limits__out_of_range__is_a_mistake(void **state G_GNUC_UNUSED)
{
    g_autofree char *mistake = NULL;
    read_limits("limits: { pages = 0; };", &mistake);
    assert_non_null(mistake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits__nothing_said__are_the_defaults),
        cmocka_unit_test(limits__in_the_configuration__hold),
        cmocka_unit_test(limits__out_of_range__is_a_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
