/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/letter.h"
#include "keep/register.h"

/* Rows: from. A letter for each state to which it may go. */
static const struct {
    enum matter_state from;
    const char *to; /* o open, c confirm, i information, s snoozed, d done, n not ours, u superseded */
} moves[] = {
    {MATTER_OPEN, "cisdnu"},    {MATTER_CONFIRM, "oisdnu"}, {MATTER_INFORMATION, "ocdnu"},
    {MATTER_SNOOZED, "ocsdnu"}, {MATTER_DONE, "oc"},        {MATTER_NOT_OURS, "oc"},
    {MATTER_SUPERSEDED, "oc"},
};

static void moves__all_pairs__as_written(void **state)
{
    (void)state;
    static const char letters[] = "ocisdnu";
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++)
        for (guint to = 0; to < MATTER_STATES; to++)
            assert_int_equal(matter_move_allowed(moves[i].from, to),
                             strchr(moves[i].to, letters[to]) != NULL);
    assert_false(matter_move_allowed(MATTER_STATES, MATTER_OPEN));
    assert_false(matter_move_allowed(MATTER_OPEN, MATTER_STATES));
}

static void live__four_states(void **state)
{
    (void)state;
    assert_true(matter_is_live(MATTER_OPEN));
    assert_true(matter_is_live(MATTER_CONFIRM));
    assert_true(matter_is_live(MATTER_INFORMATION));
    assert_true(matter_is_live(MATTER_SNOOZED));
    assert_false(matter_is_live(MATTER_DONE));
    assert_false(matter_is_live(MATTER_NOT_OURS));
    assert_false(matter_is_live(MATTER_SUPERSEDED));
    assert_false(matter_is_live(MATTER_STATES));
}

static const struct {
    const char *letter, *today, *due;
} dues[] = {
    {"due 2025-09-16", "2025-07-15", "2025-09-16"},
    {"due 2025-09-16", "2025-09-16", "2025-09-16"},
    {"due 2025-09-16", "2025-09-17", "2025-09-16"},
    {"before 2025-09-01", "2025-07-15", "2025-08-31"},
    {"before 2025-09-01", "2025-09-01", "2025-08-31"},
    {"before 2024-03-01", "2024-01-01", "2024-02-29"},
    {"before 2025-01-01", "2024-01-01", "2024-12-31"},
    {"due 2025-10-01 | due 2025-09-01", "2025-07-15", "2025-09-01"},
    {"due 2025-10-01 | due 2025-09-01", "2025-09-02", "2025-10-01"},
    {"due 2025-10-01 | due 2025-09-01", "2025-10-02", "2025-10-01"},
    {"subject nothing", "2025-07-15", NULL},
};

static void due__table__as_written(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(dues); i++) {
        LETTER *letter = letter_from_line(dues[i].letter);
        GDate today = letter_day(dues[i].today);
        AUTO(matter) *matter = matter_draft(letter, &today);
        GDate due = matter_due(matter, &today);
        assert_int_equal(g_date_valid(&due), dues[i].due != NULL);
        if (!dues[i].due)
            continue;
        GDate expected = letter_day(dues[i].due);
        assert_int_equal(g_date_compare(&due, &expected), 0);
    }
}

static void draft__letter__all_of_it_is_a_copy(void **state)
{
    (void)state;
    LETTER *letter = letter_from_line("id a | subject TR: RE: Rapports | ref ACD 7 | lang fr | sure 0.7 | "
                                "ask Prière de répondre | due 2025-09-16 | unread a.pdf");
    GDate today = letter_day("2025-07-15");
    AUTO(matter) *matter = matter_draft(letter, &today);
    letter_line_free(g_steal_pointer(&letter));
    assert_string_equal(matter->subject, "Rapports");
    assert_string_equal(matter->sender, "office@ilo.example");
    assert_int_equal(matter->deadlines->len, 1);
    assert_int_equal(matter->requests->len, 1);
    assert_int_equal(matter->unread->len, 1);
    assert_int_equal(matter->mails->len, 1);
    assert_true(matter->confidence > 0.69 && matter->confidence < 0.71);
    assert_int_equal(matter->state, MATTER_OPEN);
}

static void names__every_state__has_one(void **state)
{
    (void)state;
    for (guint i = 0; i < MATTER_STATES; i++)
        assert_non_null(matter_state_name(i));
    for (guint i = 0; i < MAIL_STATES; i++)
        assert_non_null(mail_state_name(i));
    for (guint i = 0; i < OUTCOMES; i++)
        assert_non_null(outcome_name(i));
    for (guint i = 0; i < REMINDER_STATES; i++)
        assert_non_null(reminder_state_key(i));
    assert_null(matter_state_name(MATTER_STATES));
    matter_free(NULL);
    matter_mail_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves__all_pairs__as_written),
        cmocka_unit_test(live__four_states),
        cmocka_unit_test(due__table__as_written),
        cmocka_unit_test(draft__letter__all_of_it_is_a_copy),
        cmocka_unit_test(names__every_state__has_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
