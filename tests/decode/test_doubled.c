/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/decoding.h"
#include "decode/doubled.h"

static void check(const char *text, const char *expected)
{
    GString *utf8 = g_string_new(text);
    gboolean mended = doubled_mend(utf8);
    assert_string_equal(utf8->str, expected);
    assert_int_equal(mended, g_strcmp0(text, expected) != 0);
    g_string_free(utf8, TRUE);
}

static void doubled__text__is_mended(void **state G_GNUC_UNUSED)
{
    check("SeÃ±or: a mÃ¡s tardar", "Señor: a más tardar");
    check("dâ€™ici au 1er aoÃ»t, Ã\xc2\xa0 GenÃ¨ve", "d’ici au 1er août, à Genève");
    check("hiljemalt 1. mÃ¤rtsil; tÃ¤htaeg", "hiljemalt 1. märtsil; tähtaeg");
    check("Ã plus tard: rÃ©ponse, dÃ©lai", "Ã plus tard: réponse, délai"); /* its second half is lost */
}

static void doubled__other_text__stays(void **state G_GNUC_UNUSED)
{
    check("Señor: a más tardar", "Señor: a más tardar");
    check("plain", "plain");
    check("", "");
    check("mÃ¡s", "mÃ¡s");                                   /* once tells too little */
    check("écrit « mÃ¡s » et « aoÃ»t »", "écrit « mÃ¡s » et « aoÃ»t »"); /* a text about it */
    check("NÃO, SÃO PAULO", "NÃO, SÃO PAULO");
    check("Â Ã Â", "Â Ã Â");
    check("Москва: Ã¡ Ã¡", "Москва: Ã¡ Ã¡");
}

static void doubled__mail__is_read_and_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/plain; charset=utf-8", "SeÃ±or: a mÃ¡s tardar\n");
    assert_string_equal(words_at(text, 0), "Señor: a más tardar\n");
    assert_true(has_flaw(text->repairs, "body", "twice"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubled__text__is_mended),
        cmocka_unit_test(doubled__other_text__stays),
        cmocka_unit_test(doubled__mail__is_read_and_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
