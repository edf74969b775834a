/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an eye takes for ilo.org. */
#include "supervise/lookalike.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
    const char *domain;
    gboolean looks;
} DOMAINS[] = {
    {"ilo.org.example", TRUE},
    {"mail.ilo.org.evil.example", TRUE},
    {"ilo-org.example", TRUE},
    {"www-ilo.org.example", TRUE},
    {"i1o.org", TRUE},
    {"il0.org", TRUE},
    {"llo.org", TRUE},
    {"iIo.org", TRUE},
    {"mail.i1o.org", TRUE},
    {"\xd1\x96lo.org", TRUE},        /* Cyrillic i */
    {"xn--lo-goc.org", TRUE},          /* … in punycode */
    {"il\xce\xbf.org", TRUE},        /* Greek o */
    {"\xef\xbd\x89lo.org", TRUE},   /* full-width i */
    {"\xc3\xad" "lo.org", TRUE},   /* i with an accent */
    {"ilo\xe2\x80\x8b.org", TRUE},   /* a zero-width space */
    {"ilo\xe3\x80\x82org", TRUE},    /* an ideographic full stop */
    {"iloo.org", TRUE},
    {"lo.org", TRUE},
    {"iol.org", TRUE},
    {"ilo.orgs", TRUE},
    {"evil-ilo.org", FALSE}, /* not near enough to be taken for it; not believed either */
    /* itself, or nothing like it */
    {"ilo.org", FALSE},
    {"ILO.org", FALSE},
    {"lab.ilo.org", FALSE},
    {"labour.example", FALSE},
    {"un.org", FALSE},
    {"example.org", FALSE},
    {"org", FALSE},
    {"", FALSE},
    {"\xff\xfe", FALSE},
    {"....", FALSE},
};

static void lookalike_is__table__as_it_says(void **state G_GNUC_UNUSED)
{
    guint wrong = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(DOMAINS); i++) {
        if (lookalike_is(DOMAINS[i].domain, "ilo.org") == DOMAINS[i].looks)
            continue;
        print_message("%s\n", DOMAINS[i].domain);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void lookalike_is__long_domain__bounded(void **state G_GNUC_UNUSED)
{
    g_autofree char *domain = g_strnfill(1000000, 'i');

    assert_false(lookalike_is(domain, "ilo.org"));
    assert_true(lookalike_is("rninistry.example", "ministry.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lookalike_is__table__as_it_says),
        cmocka_unit_test(lookalike_is__long_domain__bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
