/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authentication-Results: what vouches for anna@labour.example, and what does not. */
#include "remind/authentication.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct {
    const char *field, *second;
    gboolean vouches;
} CASES[] = {
    { "mx.labour.example; dmarc=pass header.from=labour.example", NULL, TRUE },
    { "MX.Labour.Example 1; dmarc=PASS (p=reject dis=none) header.from=Labour.Example", NULL, TRUE },
    { "mx.labour.example; spf=pass smtp.mailfrom=labour.example; dmarc = pass header.from = labour.example", NULL, TRUE },
    { "mx.labour.example; dkim=pass header.d=labour.example header.s=k", NULL, TRUE },
    { "mx.labour.example; dkim=pass (2048-bit; key) header.i=@labour.example", NULL, TRUE },
    { "mx.labour.example; auth=pass (plain) smtp.auth=anna@labour.example", NULL, TRUE },
    { "\"mx.labour.example\"; auth=pass smtp.mailfrom=anna@labour.example", NULL, TRUE },
    { "mx.labour.example; dkim=fail header.d=labour.example", "mx.labour.example; dmarc=pass header.from=labour.example", TRUE },
    { "mx.labour.example; dmarc=none header.from=labour.example; dkim=pass header.d=labour.example", NULL, TRUE },
    /* not */
    { "mx.labour.example; none", NULL, FALSE },
    { "mx.labour.example; spf=pass smtp.mailfrom=labour.example", NULL, FALSE },
    { "mx.elsewhere.example; dmarc=pass header.from=labour.example", NULL, FALSE },
    { "mx.labour.example.evil.example; dmarc=pass header.from=labour.example", NULL, FALSE },
    { "mx.labour.example; dmarc=pass header.from=elsewhere.example", NULL, FALSE },
    { "mx.labour.example; dmarc=pass", NULL, FALSE },
    { "mx.labour.example; dmarc=fail header.from=labour.example", NULL, FALSE },
    { "mx.labour.example; dmarc=pass header.from=labour.example", "mx.labour.example; dmarc=fail header.from=labour.example", FALSE },
    { "mx.labour.example; dmarc=temperror header.from=labour.example; dkim=pass header.d=labour.example", NULL, FALSE },
    { "mx.labour.example; dkim=pass header.d=example", NULL, FALSE },
    { "mx.labour.example; dkim=pass header.d=evil-labour.example", NULL, FALSE },
    { "mx.labour.example; dkim=pass header.d=sub.labour.example", NULL, FALSE },
    { "mx.labour.example; dkim=pass header.d=", NULL, FALSE },
    { "mx.labour.example; auth=pass smtp.auth=luc@labour.example", NULL, FALSE },
    { "mx.labour.example (; dmarc=pass header.from=labour.example)", NULL, FALSE },
    { "mx.labour.example; x=\"; dmarc=pass header.from=labour.example\"", NULL, FALSE },
    { "mx.labour.example; xdmarc=pass header.from=labour.example", NULL, FALSE },
    { "mx.labour.example; reason=dmarc=pass header.from=labour.example", NULL, FALSE },
    { "elsewhere.example; mx.labour.example; dmarc=pass header.from=labour.example", NULL, FALSE },
    { "mx.labour.example dmarc=pass header.from=labour.example", NULL, FALSE },
    { "mx.labour.example; dmarc=pass header.from=labour.example (", NULL, TRUE },
    { "mx.labour.example; (dmarc=pass header.from=labour.example", NULL, FALSE },
    { "", NULL, FALSE }, { ";;;;", NULL, FALSE }, { "((((((\"", NULL, FALSE }, { ")))\\", NULL, FALSE },
};

static void vouches__table__as_it_says(void **state G_GNUC_UNUSED)
{
    guint wrong = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GPtrArray) fields = g_ptr_array_new();
        g_ptr_array_add(fields, (char *)CASES[i].field);
        if (CASES[i].second != NULL)
            g_ptr_array_add(fields, (char *)CASES[i].second);
        if (authentication_vouches(fields, "mx.labour.example", "Anna@labour.example") == CASES[i].vouches)
            continue;
        print_message("%s\n", CASES[i].field);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* Whole headers from the top: " HOST" is a Received by HOST. */
#define GOOD "mx.labour.example; dmarc=pass header.from=labour.example"
#define BAD  "mx.labour.example; dmarc=fail header.from=labour.example"
#define NONE "mx.labour.example; dmarc=none header.from=labour.example"
#define OURS " mx.labour.example"

static const struct {
    const char *fields[8];
    gboolean vouches;
} TRACES[] = {
    { { GOOD, OURS, " relay.evil.example" }, TRUE },            /* results on top, as milters put them */
    { { OURS, GOOD, " relay.sender.example" }, TRUE },          /* results below, as Gmail puts them */
    { { " 2002:a05:6a10::1", OURS, GOOD, " out.sender.example" }, TRUE },
    { { " store.labour.example", GOOD, OURS }, TRUE },
    { { " store.labour.example", OURS, GOOD }, TRUE },
    { { GOOD, " gateway", " relay.sender.example" }, TRUE },    /* its own Received has another name */
    { { "other.example; dmarc=pass header.from=labour.example", GOOD, OURS }, TRUE },
    /* what came in with the mail */
    { { OURS, " relay.evil.example", GOOD }, FALSE },
    { { NONE, OURS, GOOD }, FALSE },
    { { NONE, OURS, GOOD, " relay.evil.example", GOOD }, FALSE },
    { { NONE, " gateway", GOOD }, FALSE },
    { { BAD, OURS, GOOD }, FALSE },
    { { OURS, BAD, GOOD }, FALSE },
    { { OURS, " relay.evil.example", OURS, GOOD }, FALSE },
    { { " store.labour.example", OURS, " relay.evil.example", GOOD }, FALSE },
    { { " store.labour.example", OURS, OURS, GOOD }, FALSE },
    { { GOOD, OURS, BAD }, TRUE }, /* an accusation that came in with the mail harms nobody */
};

static void vouches__header_from_the_top__only_what_the_server_wrote(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(TRACES); i++) {
        g_autoptr(GPtrArray) fields = g_ptr_array_new();
        for (gsize k = 0; k < G_N_ELEMENTS(TRACES[i].fields) && TRACES[i].fields[k]; k++)
            g_ptr_array_add(fields, (char *)TRACES[i].fields[k]);
        if (authentication_vouches(fields, "mx.labour.example", "anna@labour.example") != TRACES[i].vouches)
            fail_msg("header %zu", i);
    }
}

static void vouches__no_field_or_address__does_not(void **state G_GNUC_UNUSED)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();

    assert_false(authentication_vouches(none, "mx.labour.example", "anna@labour.example"));
    g_ptr_array_add(none, (char *)"mx.labour.example; dmarc=pass header.from=labour.example");
    assert_false(authentication_vouches(none, "mx.labour.example", "anna"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vouches__table__as_it_says),
        cmocka_unit_test(vouches__header_from_the_top__only_what_the_server_wrote),
        cmocka_unit_test(vouches__no_field_or_address__does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
