/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Old mails are given up where their matters were closed long ago, and nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/letter.h"
#include "../support/registry.h"
#include "keep/register.h"

#define DAY 86400

static gint64 take(struct desk *desk, const char *line, gint64 *matter)
{
    LETTER *letter = letter_from_line(line);
    g_autoptr(GBytes) raw = g_bytes_new(line, strlen(line));
    g_autoptr(GPtrArray) recipients = g_ptr_array_new();
    struct stored stored;
    struct recorded recorded;
    g_ptr_array_add(recipients, "anna");
    struct record_terms terms = {.verified = TRUE, .recipients = recipients, .now = NOW,
                                 .today = letter_day("2025-07-15")};
    assert_true(register_store_mail(desk->registry, raw, NULL, NOW, NOW, &stored, NULL));
    assert_true(register_record(desk->registry, stored.mail, letter, &terms, &recorded, NULL));
    *matter = recorded.matter;
    return stored.mail;
}

static gboolean is_there(struct desk *desk, gint64 mail)
{
    AUTO(mail_row) *row = register_mail(desk->registry, mail, NULL);
    g_autoptr(GBytes) raw = register_mail_bytes(desk->registry, row->sha256, NULL);
    assert_int_equal(row->kept, raw != NULL);
    return raw != NULL;
}

static guint retain(struct desk *desk, gint64 before)
{
    guint given_up = 0;
    assert_true(register_retain(desk->registry, before, before, 100, &given_up, NULL));
    return given_up;
}

static void retain__open_matter__kept_for_ever(void **state)
{
    struct desk *desk = *state;
    gint64 matter, mail = take(desk, "ref ACD 7 | ask Please send it | due 2025-09-16", &matter);
    assert_int_equal(retain(desk, NOW + 4000 * (gint64)DAY), 0);
    assert_true(is_there(desk, mail));
}

static void retain__closed_matter__kept_until_its_day(void **state)
{
    struct desk *desk = *state;
    gint64 matter, mail = take(desk, "ref ACD 7 | ask Please send it | due 2025-09-16", &matter);
    assert_true(register_move(desk->registry, matter, MATTER_DONE, NULL, "anna", NULL, NOW + 10 * DAY, NULL));
    assert_int_equal(retain(desk, NOW + 9 * DAY), 0); /* stored before, closed after */
    assert_true(is_there(desk, mail));
    assert_int_equal(retain(desk, NOW + 11 * DAY), 1);
    assert_false(is_there(desk, mail));
    assert_int_equal(retain(desk, NOW + 12 * DAY), 0);
    AUTO(matter) *closed = register_matter(desk->registry, matter, NULL);
    assert_int_equal(closed->deadlines->len, 1); /* the quote and its date stay */
}

static void retain__no_circular__goes_unread_stays(void **state)
{
    struct desk *desk = *state;
    gint64 none, news = take(desk, "subject News | news", &none);
    gint64 locked = take(desk, "subject Locked | news | unread annex.pdf", &none);
    assert_int_equal(retain(desk, NOW + DAY), 1);
    assert_false(is_there(desk, news));
    assert_true(is_there(desk, locked));
}

static void retain__comes_again__kept_again(void **state)
{
    struct desk *desk = *state;
    gint64 none, news = take(desk, "subject News | news", &none);
    assert_int_equal(retain(desk, NOW + DAY), 1);
    assert_int_equal(take(desk, "subject News | news", &none), news);
    assert_true(is_there(desk, news));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, registry_set_up, registry_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(retain__open_matter__kept_for_ever),
        TEST(retain__closed_matter__kept_until_its_day),
        TEST(retain__no_circular__goes_unread_stays),
        TEST(retain__comes_again__kept_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
