/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "collect/imap_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void imap_name__table__there_and_back(void **state)
{
    (void)state;
    static const struct {
        const char *name, *wire;
    } cases[] = {
        {"INBOX", "INBOX"},
        {"A & B", "A &- B"},
        {"&", "&-"},
        {"a\"b\\c", "a\"b\\c"},
        {"Saabunud kirjad/ÕÄ", "Saabunud kirjad/&ANUAxA-"},
        {"Õigusosakond", "&ANU-igusosakond"},
        {"Entwürfe", "Entw&APw-rfe"},
        {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
        {"Õ-Õ", "&ANU--&ANU-"},
        {"📫 posti", "&2D3c6w- posti"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *wire = imap_name_encode(cases[i].name);
        g_autofree char *name = imap_name_decode(cases[i].wire);
        assert_string_equal(wire, cases[i].wire);
        assert_string_equal(name, cases[i].name);
    }
}

static void imap_name_encode__nothing_to_be_sent__null(void **state)
{
    (void)state;
    static const char *const names[] = {"", "a\r\nb LOGOUT", "a\tb", "\xff", "a\x7f", "\xc2\x85"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        assert_null(imap_name_encode(names[i]));
}

static void imap_name_decode__wrongly_encoded__as_it_is(void **state)
{
    (void)state;
    static const char *const names[] = {"a&ANU", "a&2D0-b", "a&A-"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = imap_name_decode(names[i]);
        assert_string_equal(name, names[i]);
    }
}

static void imap_name_quote__specials__escaped(void **state)
{
    (void)state;
    g_autofree char *quoted = imap_name_quote("a \"b\" \\c");

    assert_string_equal(quoted, "\"a \\\"b\\\" \\\\c\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imap_name__table__there_and_back),
        cmocka_unit_test(imap_name_encode__nothing_to_be_sent__null),
        cmocka_unit_test(imap_name_decode__wrongly_encoded__as_it_is),
        cmocka_unit_test(imap_name_quote__specials__escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
