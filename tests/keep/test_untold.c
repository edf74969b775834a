/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails that a person must be told of: one by one, or in the list of a day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "keep/register.h"
#include "../support/letter.h"
#include "../support/registry.h"

static struct reminder *mail_to_anna(const char *step, const char *day)
{
    struct reminder *reminder = reminder_new();
    reminder->official = g_strdup("anna");
    reminder->address = g_strdup("anna@labour.example");
    reminder->step = g_strdup(step);
    reminder->day = letter_day(day);
    reminder->state = REMINDER_PLANNED;
    reminder->message_id = g_strdup_printf("%s.0@labour.example", step);
    reminder->bytes = g_bytes_new_static("x", 1);
    return reminder;
}

static void store_unread(struct desk *desk, guint count)
{
    struct stored stored;
    for (guint i = 0; i < count; i++)
        assert_true(register_store_oversize(desk->registry, (1 << 30) + ++desk->mails, NULL, NOW, NOW, &stored,
                                            NULL));
}

static guint untold(struct desk *desk)
{
    g_autoptr(GPtrArray) rows = register_mails_untold(desk->registry, 1000, NULL);
    assert_non_null(rows);
    return rows->len;
}

static guint listed(struct desk *desk, const char *text)
{
    GDate day = letter_day(text);
    guint count = 0;
    g_autoptr(GPtrArray) rows = register_mails_listed(desk->registry, &day, 2, &count, NULL);
    assert_non_null(rows);
    assert_int_equal(rows->len, MIN(count, 2));
    return count;
}

static guint plan_list(struct desk *desk, const char *day)
{
    g_autofree char *step = g_strdup_printf("mails:%s", day);
    AUTO(reminder) *list = mail_to_anna(step, day);
    guint told = 0;
    assert_true(register_plan_list(desk->registry, list, NOW, &told, NULL));
    return told;
}

static void untold__single_mails__counted_by_day(void **state)
{
    struct desk *desk = *state;
    GDate day = letter_day("2025-07-15"), other = letter_day("2025-07-16");
    guint planned, count = 9;
    store_unread(desk, 3);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(GPtrArray) rows = register_mails_untold(desk->registry, 1, NULL);
        g_autofree char *step = g_strconcat("unread:", ((struct mail_row *)rows->pdata[0])->sha256, NULL);
        g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
        g_ptr_array_add(list, mail_to_anna(step, "2025-07-15"));
        assert_true(register_plan(desk->registry, list, NOW, &planned, NULL));
    }
    assert_int_equal(untold(desk), 1);
    assert_true(register_mails_to(desk->registry, "anna", 0, "unread:*", &day, &count, NULL));
    assert_int_equal(count, 2);
    assert_true(register_mails_to(desk->registry, "anna", 0, "unread:*", &other, &count, NULL));
    assert_int_equal(count, 0);
}

static void untold__on_a_list__told_in_it_once(void **state)
{
    struct desk *desk = *state;
    GDate day = letter_day("2025-07-16");
    guint count = 0;
    store_unread(desk, 5);
    assert_true(register_put_on_list(desk->registry, &day, NOW, &count, NULL));
    assert_int_equal(count, 5);
    assert_int_equal(untold(desk), 0);
    assert_int_equal(listed(desk, "2025-07-15"), 0);
    assert_int_equal(listed(desk, "2025-07-16"), 5);
    assert_int_equal(listed(desk, "2025-07-19"), 5); /* nobody was there for three days */
    assert_int_equal(plan_list(desk, "2025-07-19"), 5);
    assert_int_equal(untold(desk), 0);
    assert_int_equal(listed(desk, "2025-07-19"), 0);
    g_autoptr(GPtrArray) told = register_reminders(desk->registry, 0, NULL);
    assert_int_equal(told->len, 6);
    assert_string_equal(((struct reminder *)told->pdata[1])->reply, "told in mails:2025-07-19");
    /* They count as no mail of their own. */
    day = letter_day("2025-07-19");
    assert_true(register_mails_to(desk->registry, "anna", 0, "unread:*", &day, &count, NULL));
    assert_int_equal(count, 0);
}

static void untold__list_of_that_day_gone_already__they_wait(void **state)
{
    struct desk *desk = *state;
    GDate day = letter_day("2025-07-16");
    guint count = 0;
    store_unread(desk, 1);
    assert_true(register_put_on_list(desk->registry, &day, NOW, &count, NULL));
    assert_int_equal(plan_list(desk, "2025-07-16"), 1);
    store_unread(desk, 2);
    assert_true(register_put_on_list(desk->registry, &day, NOW, &count, NULL)); /* the clock went back */
    assert_int_equal(plan_list(desk, "2025-07-16"), 0);
    assert_int_equal(listed(desk, "2025-07-17"), 2);
    assert_int_equal(plan_list(desk, "2025-07-17"), 2);
}

static void untold__nothing_there__no_list_noted(void **state)
{
    struct desk *desk = *state;
    GDate day = letter_day("2025-07-16");
    guint count = 9;
    assert_true(register_put_on_list(desk->registry, &day, NOW, &count, NULL));
    assert_int_equal(count, 0);
    assert_int_equal(listed(desk, "2025-07-16"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, registry_set_up, registry_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(untold__single_mails__counted_by_day),
        TEST(untold__on_a_list__told_in_it_once),
        TEST(untold__list_of_that_day_gone_already__they_wait),
        TEST(untold__nothing_there__no_list_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
