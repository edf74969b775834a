/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history: only added to, and a changed byte is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/letter.h"
#include "../support/registry.h"
#include "keep/keep.h"

#define ROWS 12

static int set_up(void **state)
{
    if (registry_set_up(state) != 0)
        return -1;
    struct desk *desk = *state;
    desk->matter = desk_record(desk, "subject Reports | ask Please send it | due 2025-09-16").matter;
    for (guint i = 2; i < ROWS; i++)
        if (!register_note(desk->registry, desk->matter, "anna", "a note", NOW + i, NULL))
            return -1;
    return 0;
}

static gint64 verify(struct desk *desk)
{
    gint64 broken = -1;
    assert_true(register_verify(desk->registry, &broken, NULL));
    return broken;
}

/* Past the triggers, as somebody with the file and an editor would. */
static void tamper(struct desk *desk, const char *text)
{
    struct sql *sql = desk->registry->sql;
    GError *error = NULL;
    sql_begin(sql, SQL_WRITE);
    sql_script(sql, "DROP TRIGGER history_no_update; DROP TRIGGER history_no_delete;"
                    "DROP TRIGGER history_in_order;");
    sql_script(sql, text);
    if (!sql_end(sql, &error))
        fail_msg("%s", error->message);
}

static void history__of_a_matter__in_order(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GPtrArray) rows = register_history(desk->registry, desk->matter, NULL);
    assert_int_equal(rows->len, ROWS - 1); /* the mail was stored before there was a matter */
    const struct history_row *first = g_ptr_array_index(rows, 0);
    const struct history_row *last = g_ptr_array_index(rows, rows->len - 1);
    assert_string_equal(first->what, "registered");
    assert_string_equal(first->actor, "circulard");
    assert_string_equal(last->what, "note");
    assert_string_equal(last->actor, "anna");
    assert_int_equal(last->at, NOW + ROWS - 1);
    assert_int_equal(verify(desk), 0);
}

static void history__update_delete_replace__refused(void **state)
{
    struct desk *desk = *state;
    static const char *const attempts[] = {
        "UPDATE history SET words = 'other' WHERE id = 3",
        "DELETE FROM history WHERE id = 3",
        "DELETE FROM history",
        "INSERT OR REPLACE INTO history VALUES (3, 0, 'a', NULL, NULL, NULL, 'b', 'c', 'd')",
        "REPLACE INTO history VALUES (3, 0, 'a', NULL, NULL, NULL, 'b', 'c', 'd')",
        "INSERT INTO history VALUES (99, 0, 'a', NULL, NULL, NULL, 'b', 'c', 'd')",
        "UPDATE history SET hash = hash",
    };
    for (guint i = 0; i < G_N_ELEMENTS(attempts); i++) {
        sql_begin(desk->registry->sql, SQL_WRITE);
        sql_script(desk->registry->sql, attempts[i]);
        assert_false(sql_end(desk->registry->sql, NULL));
    }
    assert_int_equal(verify(desk), 0);
}

static void verify__one_changed_byte__row_named(void **state)
{
    struct desk *desk = *state;
    static const char *const columns[] = {"at = at + 1", "actor = 'anne'", "matter = 7",
                                          "mail = 7", "reminder = 7", "what = 'nota'",
                                          "words = 'a nite'", "hash = upper(hash)"};
    tamper(desk, "");
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autofree char *text = g_strdup_printf(
            "CREATE TEMP TABLE was AS SELECT * FROM history WHERE id = 5;"
            "UPDATE history SET %s WHERE id = 5", columns[i]);
        sql_begin(desk->registry->sql, SQL_WRITE);
        sql_script(desk->registry->sql, text);
        assert_true(sql_end(desk->registry->sql, NULL));
        assert_int_equal(verify(desk), 5);
        sql_begin(desk->registry->sql, SQL_WRITE);
        sql_script(desk->registry->sql, "REPLACE INTO history SELECT * FROM was; DROP TABLE was");
        assert_true(sql_end(desk->registry->sql, NULL));
        assert_int_equal(verify(desk), 0);
    }
}

static void verify__row_taken_out__named(void **state)
{
    tamper(*state, "DELETE FROM history WHERE id = 4");
    assert_int_equal(verify(*state), 4);
}

static void verify__first_row_taken_out__named(void **state)
{
    tamper(*state, "DELETE FROM history WHERE id = 1");
    assert_int_equal(verify(*state), 1);
}

static void verify__end_cut_off__named(void **state)
{
    tamper(*state, "DELETE FROM history WHERE id > 10");
    assert_int_equal(verify(*state), 11);
}

static void verify__all_taken_out__named(void **state)
{
    tamper(*state, "DELETE FROM history");
    assert_int_equal(verify(*state), 1);
}

static void verify__two_rows_changed_places__named(void **state)
{
    tamper(*state, "UPDATE history SET id = 100 WHERE id = 6; UPDATE history SET id = 6"
                   " WHERE id = 7; UPDATE history SET id = 7 WHERE id = 100");
    assert_int_equal(verify(*state), 6);
}

static void note__long_and_odd__cut_whole(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GString) words = g_string_new("\xff");
    for (guint i = 0; i < 5000; i++)
        g_string_append(words, "é");
    assert_true(register_note(desk->registry, desk->matter, "an\xffna", words->str, NOW, NULL));
    g_autoptr(GPtrArray) rows = register_history(desk->registry, desk->matter, NULL);
    const struct history_row *last = g_ptr_array_index(rows, rows->len - 1);
    assert_true(g_utf8_validate(last->words, -1, NULL));
    assert_true(strlen(last->words) < 4100);
    assert_true(g_str_has_suffix(last->words, "…"));
    assert_int_equal(verify(desk), 0);
    assert_false(register_note(desk->registry, 99, "anna", "x", NOW, NULL));
}

static void move__snooze_and_wake__written_down(void **state)
{
    struct desk *desk = *state;
    GDate until = letter_day("2025-08-01"), before = letter_day("2025-07-31");
    guint woken = 9;
    assert_false(register_move(desk->registry, desk->matter, MATTER_SNOOZED, NULL, "anna", NULL, NOW, NULL));
    assert_true(register_move(desk->registry, desk->matter, MATTER_SNOOZED, &until, "anna", "holidays", NOW, NULL));
    assert_true(register_wake(desk->registry, &before, NOW, &woken, NULL));
    assert_int_equal(woken, 0);
    AUTO(matter) *asleep = register_matter(desk->registry, desk->matter, NULL);
    assert_int_equal(asleep->state, MATTER_SNOOZED);
    assert_int_equal(g_date_compare(&asleep->snoozed_until, &until), 0);
    assert_true(register_wake(desk->registry, &until, NOW, &woken, NULL));
    assert_int_equal(woken, 1);
    AUTO(matter) *awake = register_matter(desk->registry, desk->matter, NULL);
    assert_int_equal(awake->state, MATTER_OPEN);
    assert_false(g_date_valid(&awake->snoozed_until));
    g_autoptr(GPtrArray) rows = register_history(desk->registry, desk->matter, NULL);
    const struct history_row *slept = g_ptr_array_index(rows, rows->len - 2);
    assert_string_equal(slept->words, "was open, now snoozed until 2025-08-01: holidays");
    g_autoptr(GError) error = NULL;
    assert_true(register_move(desk->registry, desk->matter, MATTER_DONE, NULL, "anna", NULL, NOW, NULL));
    assert_false(register_move(desk->registry, desk->matter, MATTER_NOT_OURS, NULL, "anna", NULL, NOW, &error));
    assert_true(g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_REFUSED));
    assert_false(register_move(desk->registry, 99, MATTER_DONE, NULL, "anna", NULL, NOW, NULL));
    assert_int_equal(verify(desk), 0);
}

static void move__to_confirm_snoozed_twice__wakes_to_confirm(void **state)
{
    struct desk *desk = *state;
    static const char *const days[] = {"2025-08-01", "2025-08-08"};
    guint woken;
    GDate last = letter_day(days[1]);
    assert_true(register_move(desk->registry, desk->matter, MATTER_CONFIRM, NULL, "anna", NULL, NOW, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
        GDate until = letter_day(days[i]);
        assert_true(register_move(desk->registry, desk->matter, MATTER_SNOOZED, &until, "anna", NULL, NOW, NULL));
    }
    assert_true(register_wake(desk->registry, &last, NOW, &woken, NULL));
    AUTO(matter) *awake = register_matter(desk->registry, desk->matter, NULL);
    assert_int_equal(awake->state, MATTER_CONFIRM);
    /* Opened by a person meanwhile, it is no longer in doubt. */
    assert_true(register_move(desk->registry, desk->matter, MATTER_SNOOZED, &last, "anna", NULL, NOW, NULL));
    assert_true(register_move(desk->registry, desk->matter, MATTER_OPEN, NULL, "anna", NULL, NOW, NULL));
    assert_true(register_move(desk->registry, desk->matter, MATTER_SNOOZED, &last, "anna", NULL, NOW, NULL));
    assert_true(register_wake(desk->registry, &last, NOW, &woken, NULL));
    AUTO(matter) *open = register_matter(desk->registry, desk->matter, NULL);
    assert_int_equal(open->state, MATTER_OPEN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, registry_tear_down_unchecked)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(history__of_a_matter__in_order),
        TEST(history__update_delete_replace__refused),
        TEST(verify__one_changed_byte__row_named),
        TEST(verify__row_taken_out__named),
        TEST(verify__first_row_taken_out__named),
        TEST(verify__end_cut_off__named),
        TEST(verify__all_taken_out__named),
        TEST(verify__two_rows_changed_places__named),
        TEST(note__long_and_odd__cut_whole),
        TEST(move__snooze_and_wake__written_down),
        TEST(move__to_confirm_snoozed_twice__wakes_to_confirm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
