/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters of unverified senders: so many a day become matters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/letter.h"
#include "../support/registry.h"
#include "keep/register.h"

#define MOST 3

static struct recorded record(struct desk *desk, const char *line, gboolean verified)
{
    struct record_terms terms = desk_terms(desk);
    terms.verified = verified;
    terms.strangers_most = MOST;
    return desk_record_under(desk, line, &terms);
}

static enum outcome stranger(struct desk *desk, guint number, const char *day)
{
    g_autofree char *line = g_strdup_printf("ref X %u | subject Letter %u | received %s | ask send it"
                                            " | due 2025-09-16", number, number, day);
    return record(desk, line, FALSE).outcome;
}

static void fill(struct desk *desk, const char *day)
{
    for (guint i = 1; i <= MOST; i++)
        assert_int_equal(stranger(desk, i, day), OUTCOME_NEW);
}

static void strangers__beyond_the_number__kept_with_the_reason(void **state)
{
    struct desk *desk = *state;
    fill(desk, "2025-07-15");
    assert_int_equal(stranger(desk, 9, "2025-07-15"), OUTCOME_UNREGISTERED);
    AUTO(mail_row) *row = register_mail(desk->registry, MOST + 1, NULL);
    assert_int_equal(row->state, MAIL_READ);
    assert_int_equal(row->outcome, OUTCOME_UNREGISTERED);
    assert_int_equal(row->matter, 0);
    assert_string_equal(row->why, "the sender is not verified, and 3 letters of such senders were registered"
                                  " on that day already");
    g_autoptr(GPtrArray) untold = register_mails_untold(desk->registry, 9, NULL);
    assert_int_equal(untold->len, 1);
}

static void strangers__for_information__counted(void **state)
{
    struct desk *desk = *state;
    fill(desk, "2025-07-15");
    assert_int_equal(record(desk, "ref Y 1 | subject Visit | received 2025-07-15", FALSE).outcome,
                     OUTCOME_UNREGISTERED);
    assert_int_equal(record(desk, "news | subject Sale | received 2025-07-15", FALSE).outcome,
                     OUTCOME_NO_CIRCULAR);
}

static void strangers__verified_sender__never_limited(void **state)
{
    struct desk *desk = *state;
    fill(desk, "2025-07-15");
    for (guint i = 1; i <= 2 * MOST; i++) {
        g_autofree char *line = g_strdup_printf("ref ACD %u | subject Letter of ours %u | received 2025-07-15"
                                                " | ask send it | due 2025-10-%02u", i, i, i);
        assert_int_equal(record(desk, line, TRUE).outcome, OUTCOME_NEW);
    }
    assert_int_equal(stranger(desk, 9, "2025-07-15"), OUTCOME_UNREGISTERED);
}

static void strangers__letter_of_a_matter__joins_it(void **state)
{
    struct desk *desk = *state;
    fill(desk, "2025-07-15");
    assert_int_equal(stranger(desk, 1, "2025-07-15"), OUTCOME_COPY);
}

static void strangers__another_day__begins_anew(void **state)
{
    struct desk *desk = *state;
    fill(desk, "2025-07-15");
    assert_int_equal(stranger(desk, 9, "2025-07-15"), OUTCOME_UNREGISTERED);
    /* Read on the same day, but it came on another. */
    assert_int_equal(stranger(desk, 10, "2025-07-14"), OUTCOME_NEW);
    assert_int_equal(stranger(desk, 11, "2025-07-16"), OUTCOME_NEW);
    assert_int_equal(stranger(desk, 12, "2025-07-15"), OUTCOME_UNREGISTERED);
}

static void strangers__verified_after_it__registered(void **state)
{
    struct desk *desk = *state;
    const char *line = "ref X 9 | subject Letter 9 | received 2025-07-15 | ask send it | due 2025-09-16";
    fill(desk, "2025-07-15");
    assert_int_equal(record(desk, line, FALSE).outcome, OUTCOME_UNREGISTERED);
    assert_int_equal(record(desk, line, TRUE).outcome, OUTCOME_NEW);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, registry_set_up, registry_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(strangers__beyond_the_number__kept_with_the_reason),
        TEST(strangers__for_information__counted),
        TEST(strangers__verified_sender__never_limited),
        TEST(strangers__letter_of_a_matter__joins_it),
        TEST(strangers__another_day__begins_anew),
        TEST(strangers__verified_after_it__registered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
