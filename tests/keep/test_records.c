/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document register's record of each matter, and the day on which a matter is looked at next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/letter.h"
#include "../support/registry.h"
#include "keep/register.h"

static gint64 record_numbered(struct desk *desk, char *number, const char *line, const char *day)
{
    struct record record = {.number = number, .series = "11-2 ILO", .responsible = "Anna Tamm",
                            .unit = "Labour relations"};
    struct record_terms terms = desk_terms(desk);
    terms.record = &record;
    terms.today = letter_day(day);
    return desk_record_under(desk, line, &terms).matter;
}

static gint64 record_on(struct desk *desk, const char *line, const char *day)
{
    return record_numbered(desk, "11-2/{year}-{n}", line, day);
}

static char *number_of(struct desk *desk, gint64 id)
{
    AUTO(matter) *matter = register_matter(desk->registry, id, NULL);
    return g_strdup(matter->record ? matter->record->number : NULL);
}

static guint count(struct desk *desk, const struct matter_filter *filter)
{
    guint found = 0;
    AUTO(matters) *matters = register_matters(desk->registry, filter);
    struct matter *matter;
    while ((matter = matters_next(matters, NULL))) {
        found++;
        matter_free(matter);
    }
    return found;
}

static void record__new_matters__numbered_by_year(void **state)
{
    gint64 one = record_on(*state, "id a | subject One | due 2025-09-16", "2025-12-30");
    gint64 two = record_on(*state, "id b | subject Two | due 2026-09-16", "2025-12-31");
    gint64 three = record_on(*state, "id c | subject Three | due 2026-10-16", "2026-01-02");
    g_autofree char *first = number_of(*state, one), *second = number_of(*state, two);
    g_autofree char *third = number_of(*state, three);
    assert_string_equal(first, "11-2/2025-1");
    assert_string_equal(second, "11-2/2025-2");
    assert_string_equal(third, "11-2/2026-1");
    assert_int_equal(count(*state, &(struct matter_filter){.number = "11-2/2025-*"}), 2);
    assert_int_equal(count(*state, &(struct matter_filter){.number = "11-2/2026-1"}), 1);
    assert_int_equal(count(*state, &(struct matter_filter){.number = "11"}), 0);
}

static void record__fields__as_known(void **state)
{
    gint64 id = record_on(*state, "id a | subject One | due 2025-09-16", "2025-07-15");
    AUTO(matter) *matter = register_matter(((struct desk *)*state)->registry, id, NULL);
    const struct record *record = matter->record;
    assert_string_equal(record->series, "11-2 ILO");
    assert_null(record->function);
    assert_string_equal(record->correspondent, matter->sender);
    assert_string_equal(record->channel, "e-mail, inbox");
    assert_string_equal(record->responsible, "Anna Tamm");
    assert_string_equal(record->unit, "Labour relations");
    const struct matter_mail *mail = matter->mails->pdata[0];
    g_autofree char *path = g_strdup_printf("mails/%.2s/%s.eml", mail->sha256, mail->sha256);
    assert_string_equal(record->original, path);
}

static void record__copy__keeps_the_number(void **state)
{
    gint64 one = record_on(*state, "id a | subject One | ref ACD 7 | due 2025-09-16", "2025-07-15");
    gint64 again = record_on(*state, "id b | subject One | ref ACD 7 | due 2025-09-16", "2025-07-16");
    gint64 next = record_on(*state, "id c | subject Else | ref XYZ 9 | due 2025-10-16", "2025-07-17");
    g_autofree char *number = number_of(*state, next);
    assert_int_equal(one, again);
    assert_string_equal(number, "11-2/2025-2");
}

static void record__number_taken_by_another_pattern__passed_over(void **state)
{
    struct desk *desk = *state;
    gint64 first = record_numbered(desk, "1{n}", "id a | subject One | due 2025-09-16", "2025-07-15");
    g_autofree char *eleven = number_of(desk, first);
    for (guint i = 0; i < 10; i++) {
        g_autofree char *line = g_strdup_printf("id x%u | subject Number %u | due 2025-10-%02u", i, i, i + 1);
        record_numbered(desk, "{n}", line, "2025-07-15");
    }
    gint64 last = record_numbered(desk, "{n}", "id z | subject Last | due 2025-11-16", "2025-07-15");
    g_autofree char *number = number_of(desk, last);
    assert_string_equal(eleven, "11");
    assert_string_equal(number, "12");
}

static void record__no_pattern__no_number(void **state)
{
    struct desk *desk = *state;
    gint64 id = record_numbered(desk, NULL, "id a | subject One | due 2025-09-16", "2025-07-15");
    g_autofree char *number = number_of(desk, id);
    assert_null(number);
}

/* ---- looking ---------------------------------------------------------------------------------- */

static void look(struct desk *desk, gint64 id, const char *day)
{
    AUTO(matter) *matter = register_matter(desk->registry, id, NULL);
    g_autoptr(GArray) looks = g_array_new(FALSE, FALSE, sizeof(struct look));
    struct look look = {.matter = id, .changes = matter->changes};
    g_date_clear(&look.next, 1);
    if (day)
        look.next = letter_day(day);
    g_array_append_val(looks, look);
    assert_true(register_looked_at(desk->registry, looks, NULL));
}

static guint waiting(struct desk *desk, const char *day)
{
    return count(desk, &(struct matter_filter){.look_by = letter_day(day)});
}

static void looked_at__day__waits_for_it(void **state)
{
    gint64 id = record_on(*state, "id a | subject One | due 2025-09-16", "2025-07-15");
    assert_int_equal(waiting(*state, "2025-07-15"), 1);
    look(*state, id, "2025-08-17");
    assert_int_equal(waiting(*state, "2025-08-16"), 0);
    assert_int_equal(waiting(*state, "2025-08-17"), 1);
    look(*state, id, NULL);
    assert_int_equal(waiting(*state, "2099-01-01"), 0);
}

static void looked_at__whatever_happens__at_once(void **state)
{
    struct desk *desk = *state;
    gint64 id = record_on(desk, "id a | subject One | ref ACD 7 | due 2025-09-16", "2025-07-15");
    look(desk, id, NULL);
    assert_true(register_move(desk->registry, id, MATTER_DONE, NULL, "anna", NULL, NOW, NULL));
    assert_int_equal(waiting(desk, "2025-07-15"), 1);
    look(desk, id, NULL);
    assert_true(register_move(desk->registry, id, MATTER_OPEN, NULL, "anna", NULL, NOW, NULL));
    look(desk, id, NULL);
    g_autoptr(GPtrArray) to = g_ptr_array_new();
    g_ptr_array_add(to, "bob");
    assert_true(register_set_recipients(desk->registry, id, to, "anna", NOW, NULL));
    assert_int_equal(waiting(desk, "2025-07-15"), 1);
}

static void looked_at__changed_meanwhile__not_put_off(void **state)
{
    struct desk *desk = *state;
    gint64 id = record_on(desk, "id a | subject One | due 2025-09-16", "2025-07-15");
    AUTO(matter) *before = register_matter(desk->registry, id, NULL);
    g_autoptr(GArray) looks = g_array_new(FALSE, FALSE, sizeof(struct look));
    struct look late = {.matter = id, .changes = before->changes};
    g_date_clear(&late.next, 1);
    g_array_append_val(looks, late);
    assert_true(register_move(desk->registry, id, MATTER_DONE, NULL, "anna", NULL, NOW, NULL));
    assert_true(register_looked_at(desk->registry, looks, NULL));
    assert_int_equal(waiting(desk, "2025-07-15"), 1);
}

/* ---- background ------------------------------------------------------------------------------- */

static void background__country_and_more__listed_without_date(void **state)
{
    struct desk *desk = *state;
    gint64 id = record_on(desk, "id a | subject One | country EE | instrument C081 | due 2025-09-16", "2025-07-15");
    record_on(desk, "id b | news | subject News of mines | country EE | instrument C081", "2025-07-16");
    record_on(desk, "id c | news | subject Only the country | country EE", "2025-07-16");
    record_on(desk, "id d | news | subject Another country | country FR | instrument C081", "2025-07-16");
    g_autoptr(GPtrArray) mails = register_background(desk->registry, id, NULL);
    assert_int_equal(mails->len, 1);
    assert_string_equal(((struct matter_mail *)mails->pdata[0])->subject, "News of mines");
    AUTO(matter) *matter = register_matter(desk->registry, id, NULL);
    assert_int_equal(matter->deadlines->len, 1);
    assert_int_equal(matter->mails->len, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, registry_set_up, registry_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(record__new_matters__numbered_by_year),
        TEST(record__fields__as_known),
        TEST(record__copy__keeps_the_number),
        TEST(record__number_taken_by_another_pattern__passed_over),
        TEST(record__no_pattern__no_number),
        TEST(looked_at__day__waits_for_it),
        TEST(looked_at__whatever_happens__at_once),
        TEST(looked_at__changed_meanwhile__not_put_off),
        TEST(background__country_and_more__listed_without_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
