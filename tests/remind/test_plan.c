/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan: tables of what goes on which day, and a walk through years of outages, hours and clocks that
 * jump, which no step survives doubled, late or after closing. */
#include "remind/plan.h"

#include "../support/sample_matter.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* One official's outbox, and the day that the plan is asked about. */
struct desk {
    gboolean supervises;
    struct office *office;
    struct matter *matter;
    GPtrArray *outbox;
    GString *sent; /* "2025-07-15 notice\n…" */
};

static struct desk *desk_new(void)
{
    struct desk *desk = g_new0(struct desk, 1);

    desk->office = sample_office();
    desk->matter = sample_bare_matter();
    desk->outbox = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    desk->sent = g_string_new(NULL);
    return desk;
}

static void desk_free(struct desk *desk)
{
    office_free(desk->office);
    matter_free(desk->matter);
    g_ptr_array_unref(desk->outbox);
    g_string_free(desk->sent, TRUE);
    g_free(desk);
}
AUTO_DEFINE(desk)

static struct official *anna(const struct desk *desk)
{
    return g_ptr_array_index(desk->office->officials, 0);
}

static const struct calendar *calendar_of_anna(const struct desk *desk)
{
    return calendar_of(desk->office, anna(desk));
}

/* Anna works by a calendar that the settings describe. */
static void use_calendar(struct desk *desk, const char *settings)
{
    g_autofree char *text =
        g_strdup_printf("calendars = ( { name = \"anna's\"; %s } );", settings);
    g_autoptr(GError) error = NULL;
    AUTO(conf) *conf = conf_parse(text, "test", &error);
    assert_non_null(conf);

    desk->office->calendars = calendars_read(conf, conf_root(conf), ".");
    assert_true(conf_finish(conf, &error));
    anna(desk)->calendar = g_strdup("anna's");
}

static void use_weekends(struct desk *desk)
{
    use_calendar(desk, "weekend = ( \"saturday\", \"sunday\" );");
}

static struct plan_input input_of(const struct desk *desk, const GDate *today, int hour)
{
    return (struct plan_input){ .matter = desk->matter,
                                .official = anna(desk),
                                .office = desk->office,
                                .outbox = desk->outbox,
                                .today = *today,
                                .hour = hour,
                                .supervises = desk->supervises };
}

static void put_in_outbox(struct desk *desk, const char *step, const GDate *day,
                          enum reminder_state state)
{
    struct reminder *reminder = reminder_new();

    reminder->matter = desk->matter->id;
    reminder->version = desk->matter->version;
    reminder->official = g_strdup("anna");
    reminder->step = g_strdup(step);
    reminder->day = *day;
    reminder->state = state;
    g_ptr_array_add(desk->outbox, reminder);
}

/* As the centre does it: what is due enters the outbox, what is overtaken is marked. */
static void ask(struct desk *desk, const GDate *today, int hour, enum reminder_state state)
{
    struct plan_input input = input_of(desk, today, hour);
    AUTO(plan) *plan = plan_make(&input);

    for (guint i = 0; i < plan->overtaken->len; i++)
        ((struct reminder *)g_ptr_array_index(plan->overtaken, i))->state = REMINDER_PASSED;
    if (plan->due == NULL)
        return;
    g_autofree char *day = date_format(today);
    g_string_append_printf(desk->sent, "%s %s\n", day, plan->due->key);
    put_in_outbox(desk, plan->due->key, &plan->due->day, state);
}

/* Every day from first to last, at eight in the morning. */
static void walk(struct desk *desk, const char *first, const char *last)
{
    GDate day = sample_day(first), end = sample_day(last);

    for (; g_date_compare(&day, &end) <= 0; g_date_add_days(&day, 1))
        ask(desk, &day, 8, REMINDER_SENT);
}

static void plan_make__whole_ladder__each_step_on_its_day(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
    walk(desk, "2025-07-15", "2025-10-08");
    assert_string_equal(desk->sent->str, "2025-07-15 notice\n"
                                         "2025-08-17 due-30:2025-09-16\n"
                                         "2025-09-02 due-14:2025-09-16\n"
                                         "2025-09-09 due-7:2025-09-16\n"
                                         "2025-09-13 due-3:2025-09-16\n"
                                         "2025-09-15 due-1:2025-09-16\n"
                                         "2025-09-16 due-0:2025-09-16\n"
                                         "2025-09-17 overdue-1:2025-09-16\n"
                                         "2025-09-24 overdue-8:2025-09-16\n"
                                         "2025-10-01 overdue-15:2025-09-16\n"
                                         "2025-10-08 overdue-22:2025-09-16\n");
}

static void add_stage(struct desk *desk, const char *name, guint days)
{
    struct stage *stage = g_new0(struct stage, 1);
    stage->name = g_strdup(name);
    stage->days = days;
    g_ptr_array_add(desk->office->stages, stage);
}

/* Tuesday 16 September: 25 working days before is Tuesday 12 August; 10 before, Tuesday 2 September, is
 * the day of due-14, which speaks. */
static void plan_make__stages__counted_back_in_working_days(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    use_weekends(desk);
    add_stage(desk, "Draft", 25);
    add_stage(desk, "Social partners", 10);
    add_stage(desk, "Signature", 2);
    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
    walk(desk, "2025-07-15", "2025-09-16");
    assert_string_equal(desk->sent->str, "2025-07-15 notice\n"
                                         "2025-08-12 stage-25:2025-09-16\n"
                                         "2025-08-15 due-30:2025-09-16\n"
                                         "2025-09-02 due-14:2025-09-16\n"
                                         "2025-09-09 due-7:2025-09-16\n"
                                         "2025-09-12 due-3:2025-09-16\n"
                                         "2025-09-15 due-1:2025-09-16\n"
                                         "2025-09-16 due-0:2025-09-16\n");
}

static void plan_make__before__counts_to_the_day_before(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    sample_add_deadline(desk->matter, "2025-09-01", "before 1 September 2025")->kind =
        DEADLINE_BEFORE;
    walk(desk, "2025-08-29", "2025-09-01");
    assert_string_equal(desk->sent->str, "2025-08-29 notice\n"
                                         "2025-08-30 due-1:2025-08-31\n"
                                         "2025-08-31 due-0:2025-08-31\n"
                                         "2025-09-01 overdue-1:2025-08-31\n");
}

static void plan_make__arrives_late__notice_then_what_is_left(void **state)
{
    (void)state;
    static const struct {
        const char *arrival, *sent;
    } cases[] = {
        { "2025-09-11", "2025-09-11 notice\n2025-09-13 due-3:2025-09-16\n"
                        "2025-09-15 due-1:2025-09-16\n2025-09-16 due-0:2025-09-16\n"
                        "2025-09-17 overdue-1:2025-09-16\n" },
        { "2025-09-13", "2025-09-13 notice\n2025-09-15 due-1:2025-09-16\n"
                        "2025-09-16 due-0:2025-09-16\n2025-09-17 overdue-1:2025-09-16\n" },
        { "2025-09-16", "2025-09-16 notice\n2025-09-17 overdue-1:2025-09-16\n" },
        { "2025-09-17", "2025-09-17 notice\n" },
        { "2025-09-18", "2025-09-18 notice\n" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(desk) *desk = desk_new();
        sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
        walk(desk, cases[i].arrival, "2025-09-18");
        assert_string_equal(desk->sent->str, cases[i].sent);
        walk(desk, "2025-09-19", "2025-09-24");
        assert_true(g_str_has_suffix(desk->sent->str, "2025-09-24 overdue-8:2025-09-16\n"));
    }
}

static void plan_make__outage__one_mail_not_nine(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
    walk(desk, "2025-07-15", "2025-07-16");
    GDate back = sample_day("2025-09-14");
    struct plan_input input = input_of(desk, &back, 9);
    AUTO(plan) *plan = plan_make(&input);
    assert_string_equal(plan->due->key, "due-3:2025-09-16");
    assert_int_equal(plan->skipped->len, 3);
    assert_string_equal(g_ptr_array_index(plan->skipped, 0), "due-30:2025-09-16");
    walk(desk, "2025-09-14", "2025-09-16");
    assert_string_equal(desk->sent->str, "2025-07-15 notice\n"
                                         "2025-09-14 due-3:2025-09-16\n"
                                         "2025-09-15 due-1:2025-09-16\n"
                                         "2025-09-16 due-0:2025-09-16\n");
}

static void plan_make__relay_down__unsent_mail_is_overtaken(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();
    GDate days[] = { sample_day("2025-09-08"), sample_day("2025-09-09"), sample_day("2025-09-13") };

    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
    for (gsize i = 0; i < G_N_ELEMENTS(days); i++)
        ask(desk, &days[i], 9, REMINDER_PLANNED);
    assert_string_equal(desk->sent->str, "2025-09-08 notice\n"
                                         "2025-09-09 due-7:2025-09-16\n"
                                         "2025-09-13 due-3:2025-09-16\n");
    for (guint i = 0; i < desk->outbox->len; i++)
        assert_int_equal(((struct reminder *)g_ptr_array_index(desk->outbox, i))->state,
                         i == 2 ? REMINDER_PLANNED : REMINDER_PASSED);
}

static void plan_make__claimed__is_not_overtaken(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();
    GDate first = sample_day("2025-09-08"), second = sample_day("2025-09-09");

    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
    ask(desk, &first, 9, REMINDER_CLAIMED);
    ask(desk, &second, 9, REMINDER_PLANNED);
    assert_int_equal(((struct reminder *)g_ptr_array_index(desk->outbox, 0))->state,
                     REMINDER_CLAIMED);
}

static void plan_make__closed__nothing_and_planned_are_overtaken(void **state)
{
    (void)state;
    static const enum matter_state closed[] = { MATTER_DONE, MATTER_NOT_OURS, MATTER_SUPERSEDED };
    GDate day = sample_day("2025-09-16");

    for (gsize i = 0; i < G_N_ELEMENTS(closed); i++) {
        AUTO(desk) *desk = desk_new();
        sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
        put_in_outbox(desk, "due-1:2025-09-16", &day, REMINDER_PLANNED);
        desk->matter->state = closed[i];
        struct plan_input input = input_of(desk, &day, 12);
        AUTO(plan) *plan = plan_make(&input);
        assert_null(plan->due);
        assert_false(g_date_valid(&plan->next));
        assert_int_equal(plan->overtaken->len, 1);
    }
}

static void plan_make__information__one_notice(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    desk->matter->state = MATTER_INFORMATION;
    walk(desk, "2025-07-15", "2026-07-15");
    assert_string_equal(desk->sent->str, "2025-07-15 notice\n");
}

static void plan_make__no_date__reminded_every_fortnight(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    walk(desk, "2025-07-15", "2025-08-26");
    assert_string_equal(desk->sent->str, "2025-07-15 notice\n"
                                         "2025-07-29 undated-14\n"
                                         "2025-08-12 undated-28\n"
                                         "2025-08-26 undated-42\n");
}

static void plan_make__to_confirm__asks_again_and_counts_too(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    desk->matter->state = MATTER_CONFIRM;
    sample_add_deadline(desk->matter, "2025-08-05", "by 5 August 2025");
    walk(desk, "2025-07-15", "2025-08-06");
    assert_string_equal(desk->sent->str, "2025-07-15 confirm\n"
                                         "2025-07-22 due-14:2025-08-05\n"
                                         "2025-07-29 due-7:2025-08-05\n"
                                         "2025-08-02 due-3:2025-08-05\n"
                                         "2025-08-04 due-1:2025-08-05\n"
                                         "2025-08-05 due-0:2025-08-05\n"
                                         "2025-08-06 overdue-1:2025-08-05\n");

    AUTO(desk) *undated = desk_new();
    undated->matter->state = MATTER_CONFIRM;
    walk(undated, "2025-07-15", "2025-07-29");
    assert_string_equal(undated->sent->str,
                        "2025-07-15 confirm\n2025-07-22 confirm-7\n2025-07-29 confirm-14\n");
}

static void plan_make__confirmed__no_second_notice(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    desk->matter->state = MATTER_CONFIRM;
    sample_add_deadline(desk->matter, "2025-08-05", "by 5 August 2025");
    walk(desk, "2025-07-15", "2025-07-15");
    desk->matter->state = MATTER_OPEN;
    walk(desk, "2025-07-16", "2025-07-22");
    assert_string_equal(desk->sent->str, "2025-07-15 confirm\n2025-07-22 due-14:2025-08-05\n");
    desk->matter->state = MATTER_CONFIRM; /* a doubt that came later is asked about */
    desk->matter->version = 2;
    walk(desk, "2025-07-23", "2025-07-23");
    assert_true(g_str_has_suffix(desk->sent->str, "2025-07-23 confirm\n"));
}

static void plan_make__several_deadlines__one_ladder_after_the_other(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    sample_add_deadline(desk->matter, "2025-09-26", "not later than 26 September 2025");
    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025, again");
    walk(desk, "2025-09-10", "2025-09-28");
    assert_string_equal(desk->sent->str, "2025-09-10 notice\n"
                                         "2025-09-13 due-3:2025-09-16\n"
                                         "2025-09-15 due-1:2025-09-16\n"
                                         "2025-09-16 due-0:2025-09-16\n"
                                         "2025-09-17 overdue-1:2025-09-16\n"
                                         "2025-09-19 due-7:2025-09-26\n"
                                         "2025-09-23 due-3:2025-09-26\n"
                                         "2025-09-25 due-1:2025-09-26\n"
                                         "2025-09-26 due-0:2025-09-26\n"
                                         "2025-09-27 overdue-1:2025-09-26\n");
}

static void plan_make__new_version__told_at_once_then_its_own_ladder(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    sample_add_deadline(desk->matter, "2025-06-30", "by 30 June 2025");
    walk(desk, "2025-06-20", "2025-06-23");
    desk->matter->version = 2;
    g_ptr_array_set_size(desk->matter->deadlines, 0);
    sample_add_deadline(desk->matter, "2025-07-31", "extended to 31 July 2025");
    walk(desk, "2025-06-24", "2025-07-17");
    assert_string_equal(desk->sent->str, "2025-06-20 notice\n"
                                         "2025-06-23 due-7:2025-06-30\n"
                                         "2025-06-24 notice\n"
                                         "2025-07-01 due-30:2025-07-31\n"
                                         "2025-07-17 due-14:2025-07-31\n");
}

static void plan_make__too_early__waits_for_the_hour(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();
    GDate first = sample_day("2025-09-01"), day = sample_day("2025-09-09");

    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
    ask(desk, &first, 3, REMINDER_SENT); /* the notice goes at once */
    for (int hour = 0; hour < 24; hour++) {
        struct plan_input input = input_of(desk, &day, hour);
        AUTO(plan) *plan = plan_make(&input);
        assert_int_equal(plan->due != NULL, hour >= 8);
        if (hour < 8)
            assert_int_equal(g_date_compare(&plan->next, &day), 0);
    }
}

static void plan_make__snoozed__quiet_but_for_the_last_two(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
    walk(desk, "2025-08-25", "2025-09-02");
    desk->matter->state = MATTER_SNOOZED;
    desk->matter->snoozed_until = sample_day("2025-09-10");
    walk(desk, "2025-09-03", "2025-09-13");
    assert_string_equal(desk->sent->str, "2025-08-25 notice\n"
                                         "2025-09-02 due-14:2025-09-16\n"
                                         "2025-09-10 snoozed:2025-09-10\n"
                                         "2025-09-13 due-3:2025-09-16\n");
    desk->matter->snoozed_until = sample_day("2025-10-10");
    walk(desk, "2025-09-14", "2025-09-17");
    assert_true(g_str_has_suffix(desk->sent->str, "2025-09-15 due-1:2025-09-16\n"
                                                  "2025-09-16 due-0:2025-09-16\n"
                                                  "2025-09-17 overdue-1:2025-09-16\n"));
}

static void plan_make__woken__what_the_snooze_held_back_does_not_follow(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
    walk(desk, "2025-08-25", "2025-08-30");
    desk->matter->state = MATTER_SNOOZED;
    desk->matter->snoozed_until = sample_day("2025-09-05");
    walk(desk, "2025-08-31", "2025-09-05");
    desk->matter->state = MATTER_OPEN;
    g_date_clear(&desk->matter->snoozed_until, 1);
    walk(desk, "2025-09-06", "2025-09-10");
    assert_string_equal(desk->sent->str, "2025-08-25 notice\n"
                                         "2025-09-05 snoozed:2025-09-05\n"
                                         "2025-09-09 due-7:2025-09-16\n");
}

static void plan_make__days_off__earlier_before_later_after(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    use_calendar(desk, "holidays = \"2025-09-12\";");
    sample_add_deadline(desk->matter, "2025-09-14", "by 14 September 2025"); /* a Sunday */
    walk(desk, "2025-08-01", "2025-09-22");
    /* 15 August is a Friday, 31 August a Sunday; 7 September a Sunday; 11 September a Thursday. */
    assert_string_equal(desk->sent->str, "2025-08-01 notice\n"
                                         "2025-08-15 due-30:2025-09-14\n"
                                         "2025-08-29 due-14:2025-09-14\n"
                                         "2025-09-05 due-7:2025-09-14\n"
                                         "2025-09-11 due-0:2025-09-14\n"
                                         "2025-09-15 overdue-1:2025-09-14\n"
                                         "2025-09-22 overdue-8:2025-09-14\n");
}

static void plan_make__back_on_a_day_off__waits_unless_too_late(void **state)
{
    (void)state;
    static const struct {
        const char *due, *key;
    } cases[] = { { "2025-09-23", NULL }, /* Tuesday: Monday is soon enough */
                  { "2025-09-20", "due-1:2025-09-20" } };
    GDate first = sample_day("2025-09-01"), saturday = sample_day("2025-09-20");

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(desk) *desk = desk_new();
        use_weekends(desk);
        sample_add_deadline(desk->matter, cases[i].due, "by then");
        ask(desk, &first, 9, REMINDER_SENT);
        struct plan_input input = input_of(desk, &saturday, 9);
        AUTO(plan) *plan = plan_make(&input);
        if (cases[i].key == NULL)
            assert_null(plan->due);
        else
            assert_int_equal(g_date_compare(&plan->due->due, &saturday), 0);
    }
}

static void plan_make__supervisor__told_after_the_grace_alone(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();

    desk->supervises = TRUE;
    use_weekends(desk);
    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025"); /* a Tuesday */
    walk(desk, "2025-07-15", "2025-10-01");
    assert_string_equal(desk->sent->str, ""); /* nobody asked for it */
    desk->office->escalate_after_days = 5;
    walk(desk, "2025-07-15", "2025-09-30");
    assert_string_equal(desk->sent->str, "2025-09-23 escalated-7:2025-09-16\n"
                                         "2025-09-30 escalated-14:2025-09-16\n");
    desk->matter->state = MATTER_DONE;
    walk(desk, "2025-10-01", "2025-10-31");
    desk->matter->state = MATTER_INFORMATION;
    walk(desk, "2025-11-01", "2025-11-30");
    assert_true(g_str_has_suffix(desk->sent->str, "2025-09-30 escalated-14:2025-09-16\n"));
}

static void plan_make__numbers__count_what_goes(void **state)
{
    (void)state;
    AUTO(desk) *desk = desk_new();
    GDate first = sample_day("2025-09-11"), day = sample_day("2025-09-15");

    sample_add_deadline(desk->matter, "2025-09-16", "by 16 September 2025");
    ask(desk, &first, 9, REMINDER_SENT);
    struct plan_input input = input_of(desk, &day, 9);
    AUTO(plan) *plan = plan_make(&input);
    assert_int_equal(plan->due->number, 2);
    assert_int_equal(plan->due->total, 3);
}

static void step_parse__keys__there_and_back(void **state)
{
    (void)state;
    static const char *const keys[] = { "notice",  "confirm",    "confirm-7",
                                        "undated-14", "due-30:2025-09-16", "due-0:2024-02-29",
                                        "overdue-8:2025-09-16", "snoozed:2025-10-01",
                                        "escalated-7:2025-09-16" };
    static const char *const others[] = { "",        "note",      "notice-1", "due-7",
                                          "due-7:",  "due:2025-09-16", "due-7:2025-02-30",
                                          "due-07:2025-09-16", "due-99999999999:2025-09-16",
                                          "unread:00", "confirm-0", "snoozed" };
    AUTO(step) *step = step_new();

    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        assert_true(step_parse(keys[i], step));
        assert_string_equal(step->key, keys[i]);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        if (step_parse(others[i], step))
            fail_msg("\"%s\" was taken", others[i]);
    }
}

/* ---- years of anything ---- */

struct tally {
    GHashTable *keys; /* version and key → nothing: what went */
    guint sent;
};

static void check_due(struct desk *desk, const struct plan *plan, const GDate *today, int hour,
                      struct tally *tally)
{
    const struct step *step = plan->due;
    char *key = g_strdup_printf("%u %s", desk->matter->version, step->key);

    assert_true(matter_is_live(desk->matter->state) || desk->matter->state == MATTER_INFORMATION);
    assert_true(g_hash_table_add(tally->keys, key)); /* never twice */
    tally->sent++;
    if (step->kind == STEP_NOTICE || (step->kind == STEP_CONFIRM && step->days == 0))
        return;
    assert_true(hour >= (int)desk->office->send_hour);
    assert_true(g_date_compare(&step->day, today) <= 0);
    if (!calendar_works(calendar_of_anna(desk), today)) {
        GDate next = calendar_on_or_after(calendar_of_anna(desk), today);
        assert_true(step->kind == STEP_DUE && g_date_compare(&step->due, &next) < 0);
    }
    if (step->kind == STEP_DUE) /* its own day is never later than so many days before */
        assert_true(g_date_days_between(&step->day, &step->due) >= (int)step->days);
    if (step->kind == STEP_OVERDUE)
        assert_true(g_date_compare(today, &step->due) > 0);
}

static void change_something(struct desk *desk, GRand *random, const GDate *today)
{
    GDate day = *today;

    switch (g_rand_int_range(random, 0, 60)) {
    case 0:
        desk->matter->version++;
        g_ptr_array_set_size(desk->matter->deadlines, 0);
        for (int i = g_rand_int_range(random, 0, 4); i > 0; i--) {
            g_date_add_days(&day, (guint)g_rand_int_range(random, 0, 60));
            g_autofree char *text = date_format(&day);
            sample_add_deadline(desk->matter, text, "by then");
        }
        break;
    case 1:
        desk->matter->state = MATTER_SNOOZED;
        g_date_add_days(&day, (guint)g_rand_int_range(random, 0, 40));
        desk->matter->snoozed_until = day;
        break;
    case 2:
        desk->matter->state = g_rand_int_range(random, 0, MATTER_STATES);
        break;
    case 3:
        desk->matter->state = MATTER_OPEN;
        break;
    default:
        break;
    }
    if (desk->matter->state == MATTER_SNOOZED && !g_date_valid(&desk->matter->snoozed_until))
        desk->matter->state = MATTER_OPEN;
}

/* Hour after hour, now and then a jump: an outage of weeks, a clock put back, a night of two threes. */
static gint64 next_moment(gint64 now, GRand *random)
{
    switch (g_rand_int_range(random, 0, 200)) {
    case 0:
        return now + g_rand_int_range(random, 1, 40) * (gint64)86400;
    case 1:
        return now - g_rand_int_range(random, 1, 48) * (gint64)3600;
    default:
        return now + 3600 + g_rand_int_range(random, 0, 1800);
    }
}

static void walk_years(const char *zone, guint32 seed, gboolean weekends)
{
    AUTO(desk) *desk = desk_new();
    GRand *random = g_rand_new_with_seed(seed);
    g_autoptr(GTimeZone) loaded = g_time_zone_new_identifier(zone); /* once, not at each hour */
    struct tally tally = { g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), 0 };
    gint64 now = 1736000000; /* January 2025 */

    if (weekends)
        use_weekends(desk);
    sample_add_deadline(desk->matter, "2025-03-01", "by 1 March 2025");
    for (guint i = 0; i < 24 * 365; i++) {
        GDate today = clock_day(now, zone);
        int hour = clock_hour(now, zone);
        if (i % 24 == 0)
            change_something(desk, random, &today);
        struct plan_input input = input_of(desk, &today, hour);
        AUTO(plan) *plan = plan_make(&input);
        for (guint j = 0; j < plan->overtaken->len; j++)
            ((struct reminder *)g_ptr_array_index(plan->overtaken, j))->state = REMINDER_PASSED;
        if (plan->due != NULL) {
            check_due(desk, plan, &today, hour, &tally);
            put_in_outbox(desk, plan->due->key, &plan->due->day, REMINDER_SENT);
        }
        if (desk->outbox->len > 300) /* the plan needs this version's alone: keep the walk quick */
            desk->matter->version++, g_ptr_array_set_size(desk->outbox, 0);
        now = next_moment(now, random);
    }
    assert_true(tally.sent > 20);
    g_hash_table_unref(tally.keys);
    g_rand_free(random);
}

static void plan_make__years_of_anything__never_twice_late_or_after_closing(void **state)
{
    (void)state;
    static const char *const zones[] = { "Europe/Tallinn", "America/Bogota", "Pacific/Apia" };

    for (guint seed = 0; seed < 5; seed++) {
        for (gsize z = 0; z < G_N_ELEMENTS(zones); z++)
            walk_years(zones[z], seed, seed % 2 != 0);
    }
}

/* A clock that only goes on: each rung of each ladder goes, on its own day, which is a working day. */
static void plan_make__any_deadlines__each_step_on_its_day(void **state)
{
    (void)state;
    GRand *random = g_rand_new_with_seed(7);

    for (guint round = 0; round < 150; round++) {
        AUTO(desk) *desk = desk_new();
        GDate first = sample_day("2023-11-20"), last;
        if (round % 2 == 1)
            use_calendar(desk, "holidays = ( \"12-24\", \"12-25\", \"12-26\", \"01-01\", \"02-24\" );");
        g_date_add_days(&first, (guint)g_rand_int_range(random, 0, 120));
        last = first;
        for (int i = g_rand_int_range(random, 1, 4); i > 0; i--) {
            GDate due = first;
            g_date_add_days(&due, (guint)g_rand_int_range(random, 0, 90));
            g_autofree char *text = date_format(&due);
            sample_add_deadline(desk->matter, text, "by then");
            last = g_date_compare(&due, &last) > 0 ? due : last;
        }
        struct plan_input input = input_of(desk, &first, 8);
        g_autoptr(GPtrArray) ladder = plan_ladder(&input);
        g_autofree char *from = date_format(&first), *to = date_format(&last);
        walk(desk, from, to);
        for (guint i = 0; i < ladder->len; i++) {
            const struct step *step = g_ptr_array_index(ladder, i);
            const struct step *next =
                i + 1 < ladder->len ? g_ptr_array_index(ladder, i + 1) : NULL;
            gboolean goes = g_date_compare(&step->day, &first) > 0 &&
                            g_date_compare(&step->day, &last) <= 0 &&
                            (next == NULL || g_date_compare(&next->day, &step->day) > 0);
            g_autofree char *day = date_format(&step->day);
            g_autofree char *line = g_strdup_printf("%s %s\n", day, step->key);
            if ((strstr(desk->sent->str, line) != NULL) != goes)
                fail_msg("round %u: %s in\n%s", round, line, desk->sent->str);
            assert_true(calendar_works(calendar_of_anna(desk), &step->day));
        }
    }
    g_rand_free(random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan_make__whole_ladder__each_step_on_its_day),
        cmocka_unit_test(plan_make__before__counts_to_the_day_before),
        cmocka_unit_test(plan_make__arrives_late__notice_then_what_is_left),
        cmocka_unit_test(plan_make__outage__one_mail_not_nine),
        cmocka_unit_test(plan_make__relay_down__unsent_mail_is_overtaken),
        cmocka_unit_test(plan_make__claimed__is_not_overtaken),
        cmocka_unit_test(plan_make__closed__nothing_and_planned_are_overtaken),
        cmocka_unit_test(plan_make__information__one_notice),
        cmocka_unit_test(plan_make__no_date__reminded_every_fortnight),
        cmocka_unit_test(plan_make__to_confirm__asks_again_and_counts_too),
        cmocka_unit_test(plan_make__confirmed__no_second_notice),
        cmocka_unit_test(plan_make__stages__counted_back_in_working_days),
        cmocka_unit_test(plan_make__several_deadlines__one_ladder_after_the_other),
        cmocka_unit_test(plan_make__new_version__told_at_once_then_its_own_ladder),
        cmocka_unit_test(plan_make__too_early__waits_for_the_hour),
        cmocka_unit_test(plan_make__snoozed__quiet_but_for_the_last_two),
        cmocka_unit_test(plan_make__woken__what_the_snooze_held_back_does_not_follow),
        cmocka_unit_test(plan_make__days_off__earlier_before_later_after),
        cmocka_unit_test(plan_make__back_on_a_day_off__waits_unless_too_late),
        cmocka_unit_test(plan_make__supervisor__told_after_the_grace_alone),
        cmocka_unit_test(plan_make__numbers__count_what_goes),
        cmocka_unit_test(step_parse__keys__there_and_back),
        cmocka_unit_test(plan_make__any_deadlines__each_step_on_its_day),
        cmocka_unit_test(plan_make__years_of_anything__never_twice_late_or_after_closing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
