/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reminders: each step once, nothing after closing, nothing for dates that hold no more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/letter.h"
#include "../support/registry.h"
#include "keep/register.h"

static int set_up(void **state)
{
    if (registry_set_up(state) != 0)
        return -1;
    struct desk *desk = *state;
    g_ptr_array_add(desk->recipients, "anna");
    desk->matter = desk_record(desk, "ref ACD 7 | date 2025-07-11 | subject Reports | ask Please send it |"
                                     " due 2025-09-16").matter;
    return 0;
}

static struct reminder *reminder_for(gint64 matter, guint version, const char *step)
{
    struct reminder *reminder = reminder_new();
    reminder->matter = matter;
    reminder->version = version;
    reminder->official = g_strdup("anna");
    reminder->address = g_strdup("anna@labour.example");
    reminder->step = g_strdup(step);
    reminder->day = letter_day("2025-07-15");
    reminder->message_id =
        g_strdup_printf("%s.%u.%" G_GINT64_FORMAT "@labour.example", step, version, matter);
    g_autofree char *text = g_strdup_printf("Subject: %s\r\n\r\n", step);
    reminder->bytes = g_bytes_new(text, strlen(text));
    return reminder;
}

/* The new id, or 0 where the step was there. */
static gint64 plan(struct desk *desk, gint64 matter, guint version, const char *step)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    guint planned = 9;
    g_ptr_array_add(list, reminder_for(matter, version, step));
    assert_true(register_plan(desk->registry, list, NOW, &planned, NULL));
    gint64 id = ((struct reminder *)g_ptr_array_index(list, 0))->id;
    assert_int_equal(planned, id != 0);
    return id;
}

static struct reminder *claim(struct desk *desk, gint64 id)
{
    struct reminder *claimed = NULL;
    assert_true(register_claim(desk->registry, id, NOW, &claimed, NULL));
    return claimed;
}

static guint count_due(struct desk *desk, gint64 now)
{
    g_autoptr(GPtrArray) due = register_due(desk->registry, now, 100, NULL);
    return due->len;
}

static enum reminder_state state_of(struct desk *desk, gint64 matter, guint index)
{
    g_autoptr(GPtrArray) all = register_reminders(desk->registry, matter, NULL);
    assert_true(index < all->len);
    return ((struct reminder *)g_ptr_array_index(all, index))->state;
}

static void plan__same_step_again__once(void **state)
{
    struct desk *desk = *state;
    gboolean has = FALSE;
    assert_true(plan(desk, desk->matter, 1, "notice") > 0);
    assert_int_equal(plan(desk, desk->matter, 1, "notice"), 0);
    assert_true(plan(desk, desk->matter, 1, "due-30:2025-09-16") > 0);
    assert_true(plan(desk, 0, 0, "unread:abc") > 0);
    assert_int_equal(plan(desk, 0, 0, "unread:abc"), 0);
    assert_int_equal(count_due(desk, NOW), 3);
    assert_true(register_has_step(desk->registry, 0, 0, "anna", "unread:abc", &has, NULL));
    assert_true(has);
    assert_true(register_has_step(desk->registry, desk->matter, 2, "anna", "notice", &has, NULL));
    assert_false(has);
}

static void plan__several__all_or_none(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    guint planned = 9;
    g_autoptr(GError) error = NULL;
    g_ptr_array_add(list, reminder_for(desk->matter, 1, "notice"));
    g_ptr_array_add(list, reminder_for(desk->matter, 1, "due-30"));
    struct reminder *bare = reminder_for(desk->matter, 1, "due-14");
    g_clear_pointer(&bare->bytes, g_bytes_unref);
    g_ptr_array_add(list, bare);
    assert_false(register_plan(desk->registry, list, NOW, &planned, &error));
    assert_true(g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_REFUSED));
    assert_int_equal(planned, 0);
    assert_int_equal(count_due(desk, NOW), 0);
    bare->state = REMINDER_PASSED;
    assert_true(register_plan(desk->registry, list, NOW, &planned, NULL));
    assert_int_equal(planned, 3);
    assert_int_equal(count_due(desk, NOW), 2);
    assert_int_equal(state_of(desk, desk->matter, 2), REMINDER_PASSED);
}

static void plan__matter_that_is_not_there__refused(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    guint planned = 9;
    g_ptr_array_add(list, reminder_for(99, 1, "notice"));
    assert_false(register_plan(desk->registry, list, NOW, &planned, NULL));
}

static void claim__planned__sent_with_the_answer(void **state)
{
    struct desk *desk = *state;
    gint64 id = plan(desk, desk->matter, 1, "notice");
    AUTO(reminder) *claimed = claim(desk, id);
    assert_int_equal(claimed->attempts, 1);
    assert_int_equal(claimed->state, REMINDER_CLAIMED);
    assert_int_equal(g_bytes_get_size(claimed->bytes), strlen("Subject: notice\r\n\r\n"));
    assert_int_equal(count_due(desk, NOW), 0);
    g_autoptr(GPtrArray) in_doubt = register_claimed(desk->registry, NULL);
    assert_int_equal(in_doubt->len, 1);
    assert_non_null(((struct reminder *)g_ptr_array_index(in_doubt, 0))->bytes);
    assert_true(register_sent(desk->registry, id, "250 2.0.0 queued as 4711", NOW, NULL));
    g_autoptr(GPtrArray) all = register_reminders(desk->registry, desk->matter, NULL);
    const struct reminder *sent = g_ptr_array_index(all, 0);
    assert_int_equal(sent->state, REMINDER_SENT);
    assert_string_equal(sent->reply, "250 2.0.0 queued as 4711");
    g_autoptr(GBytes) proof = register_reminder_bytes(desk->registry, id, NULL);
    assert_non_null(proof);
}

static void claim__later__same_bytes_when_due(void **state)
{
    struct desk *desk = *state;
    gint64 id = plan(desk, desk->matter, 1, "notice"), at = 0;
    AUTO(reminder) *first = claim(desk, id);
    assert_true(register_later(desk->registry, id, "451 busy", NOW + 600, NOW, NULL));
    assert_int_equal(count_due(desk, NOW + 599), 0);
    assert_int_equal(count_due(desk, NOW + 600), 1);
    assert_true(register_next_retry(desk->registry, &at, NULL));
    assert_int_equal(at, NOW + 600);
    AUTO(reminder) *second = claim(desk, id);
    assert_int_equal(second->attempts, 2);
    assert_true(g_bytes_equal(first->bytes, second->bytes));
    assert_string_equal(first->message_id, second->message_id);
    assert_true(register_failed(desk->registry, id, "550 no such user", NOW, NULL));
    assert_int_equal(state_of(desk, desk->matter, 0), REMINDER_FAILED);
}

static void next_retry__one_put_off_and_others_never_tried__something_waits(void **state)
{
    struct desk *desk = *state;
    gint64 id = plan(desk, desk->matter, 1, "notice"), at = -1;
    plan(desk, desk->matter, 1, "due-7:2025-09-16");
    AUTO(reminder) *claimed = claim(desk, id);
    assert_true(register_later(desk->registry, id, "refused", NOW + 600, NOW, NULL));
    assert_true(register_next_retry(desk->registry, &at, NULL));
    assert_int_equal(at, 1);
}

static void next_retry__nothing_planned__none(void **state)
{
    struct desk *desk = *state;
    gint64 at = -1;
    assert_true(register_next_retry(desk->registry, &at, NULL));
    assert_int_equal(at, 0);
}

static void later__clock_put_back__due_all_the_same(void **state)
{
    struct desk *desk = *state;
    gint64 id = plan(desk, desk->matter, 1, "notice");
    AUTO(reminder) *claimed = claim(desk, id);
    assert_true(register_later(desk->registry, id, "451", NOW + 365 * 86400 + 600, NOW, NULL));
    assert_int_equal(count_due(desk, NOW), 1);
    assert_int_equal(count_due(desk, G_MAXINT64), 1);
}

static void moves__not_in_the_table__refused(void **state)
{
    struct desk *desk = *state;
    gint64 id = plan(desk, desk->matter, 1, "notice");
    struct reminder *again = NULL;
    g_autoptr(GError) error = NULL;
    assert_false(register_sent(desk->registry, id, "250", NOW, &error));
    assert_true(g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_REFUSED));
    AUTO(reminder) *claimed = claim(desk, id);
    assert_false(register_claim(desk->registry, id, NOW, &again, NULL));
    assert_null(again);
    assert_true(register_sent(desk->registry, id, "250", NOW, NULL));
    assert_false(register_later(desk->registry, id, "451", NOW, NOW, NULL));
    assert_false(register_failed(desk->registry, id, "550", NOW, NULL));
    assert_false(register_passed(desk->registry, id, "late", NOW, NULL));
    assert_false(register_claim(desk->registry, 99, NOW, &again, NULL));
}

static void closed__planned__passed_over(void **state)
{
    struct desk *desk = *state;
    gint64 id = plan(desk, desk->matter, 1, "notice");
    assert_true(register_move(desk->registry, desk->matter, MATTER_DONE, NULL, "anna", NULL, NOW, NULL));
    assert_int_equal(state_of(desk, desk->matter, 0), REMINDER_PASSED);
    assert_null(register_reminder_bytes(desk->registry, id, NULL));
    /* planned just after it, by a plan made just before it */
    gint64 late = plan(desk, desk->matter, 1, "due-30");
    struct reminder *claimed = NULL;
    assert_true(register_claim(desk->registry, late, NOW, &claimed, NULL));
    assert_null(claimed);
    assert_int_equal(state_of(desk, desk->matter, 1), REMINDER_PASSED);
}

static void new_version__old_ladder__passed_over(void **state)
{
    struct desk *desk = *state;
    guint passed = 9;
    gint64 sent = plan(desk, desk->matter, 1, "notice");
    plan(desk, desk->matter, 1, "due-30");
    AUTO(reminder) *claimed = claim(desk, sent);
    assert_true(register_sent(desk->registry, sent, "250", NOW, NULL));
    assert_int_equal(desk_record(desk, "ref ACD 7 | date 2025-08-11 | subject Reports | due 2025-10-31 | "
                                       "back 2025-09-16").matter, desk->matter);
    assert_int_equal(state_of(desk, desk->matter, 0), REMINDER_SENT);
    assert_int_equal(state_of(desk, desk->matter, 1), REMINDER_PASSED);
    gint64 old = plan(desk, desk->matter, 1, "due-14");
    struct reminder *none = NULL;
    assert_true(register_claim(desk->registry, old, NOW, &none, NULL));
    assert_null(none);
    plan(desk, desk->matter, 1, "due-7");
    assert_true(plan(desk, desk->matter, 2, "notice") > 0);
    assert_true(register_pass_dead(desk->registry, NOW, &passed, NULL));
    assert_int_equal(passed, 1);
    assert_int_equal(count_due(desk, NOW), 1);
}

static void restart__claimed__still_in_doubt(void **state)
{
    struct desk *desk = *state;
    gint64 id = plan(desk, desk->matter, 1, "notice");
    AUTO(reminder) *claimed = claim(desk, id);
    register_close(desk->registry);
    desk->registry = register_open(desk->folder, REGISTER_CREATE, NULL);
    assert_non_null(desk->registry);
    g_autoptr(GPtrArray) in_doubt = register_claimed(desk->registry, NULL);
    assert_int_equal(in_doubt->len, 1);
    const struct reminder *found = g_ptr_array_index(in_doubt, 0);
    assert_true(g_bytes_equal(found->bytes, claimed->bytes));
    assert_int_equal(count_due(desk, NOW), 0);
}

static void assigned__planned_for_another__passed_over(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GPtrArray) others = g_ptr_array_new();
    plan(desk, desk->matter, 1, "notice");
    g_ptr_array_add(others, "bob");
    g_ptr_array_add(others, "bob");
    assert_true(register_set_recipients(desk->registry, desk->matter, others, "administrator", NOW, NULL));
    assert_int_equal(state_of(desk, desk->matter, 0), REMINDER_PASSED);
    AUTO(matter) *matter = register_matter(desk->registry, desk->matter, NULL);
    assert_int_equal(matter->recipients->len, 1);
    assert_false(register_set_recipients(desk->registry, 99, others, "administrator", NOW, NULL));
}

static void due__order__oldest_day_first(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    static const char *const days[] = {"2025-07-20", "2025-07-18", "2025-07-19"};
    guint planned;
    for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
        g_ptr_array_add(list, reminder_for(desk->matter, 1, days[i]));
        ((struct reminder *)g_ptr_array_index(list, i))->day = letter_day(days[i]);
    }
    assert_true(register_plan(desk->registry, list, NOW, &planned, NULL));
    g_autoptr(GPtrArray) due = register_due(desk->registry, NOW, 2, NULL);
    assert_int_equal(due->len, 2);
    assert_string_equal(((struct reminder *)g_ptr_array_index(due, 0))->step, "2025-07-18");
    assert_string_equal(((struct reminder *)g_ptr_array_index(due, 1))->step, "2025-07-19");
}

static void untold__notice_planned__told(void **state)
{
    struct desk *desk = *state;
    struct stored stored;
    assert_true(register_store_oversize(desk->registry, 1 << 30, NULL, NOW, NOW, &stored, NULL));
    g_autoptr(GPtrArray) untold = register_mails_untold(desk->registry, 10, NULL);
    assert_int_equal(untold->len, 1);
    g_autofree char *step = g_strdup_printf(
        "unread:%s", ((struct mail_row *)g_ptr_array_index(untold, 0))->sha256);
    assert_true(plan(desk, 0, 0, step) > 0);
    g_autoptr(GPtrArray) told = register_mails_untold(desk->registry, 10, NULL);
    assert_int_equal(told->len, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, registry_tear_down)

#define SEALED "notice.00ff.abcdefghijklmnopqrstuvwxyz@labour.example"

static gint64 plan_sealed(struct desk *desk, const char *message_id)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    struct reminder *reminder = reminder_for(desk->matter, 1, "notice");
    guint planned;
    g_free(reminder->message_id);
    reminder->message_id = g_strdup(message_id);
    g_ptr_array_add(list, reminder);
    assert_true(register_plan(desk->registry, list, NOW, &planned, NULL));
    return reminder->id;
}

/* Our own mail comes back into the mailbox. */
static void copy_comes(struct desk *desk, const char *message_id, gboolean own)
{
    LETTER *letter = letter_from_line("subject Reports | news");
    g_autoptr(GBytes) raw = g_bytes_new_static("copy", 4);
    struct stored stored;
    struct recorded recorded;
    struct record_terms terms = {.own = own, .now = NOW + 60, .today = letter_day("2025-07-15")};
    g_free(letter->message_id);
    letter->message_id = g_strdup(message_id);
    assert_true(register_store_mail(desk->registry, raw, NULL, NOW, NOW, &stored, NULL));
    assert_true(register_record(desk->registry, stored.mail, letter, &terms, &recorded, NULL));
    assert_int_equal(recorded.outcome, OUTCOME_OWN);
}

static void doubt__copy_comes_later__sent_and_never_claimed(void **state)
{
    struct desk *desk = *state;
    gint64 id = plan_sealed(desk, SEALED);
    gboolean proven = TRUE;
    AUTO(reminder) *claimed = claim(desk, id);
    assert_true(register_doubt(desk->registry, id, "silence", NOW + 300, NOW + 9, &proven, NULL));
    assert_false(proven);
    assert_int_equal(count_due(desk, NOW + 299), 0);
    g_autoptr(GPtrArray) due = register_due(desk->registry, NOW + 300, 9, NULL);
    assert_int_equal(((struct reminder *)due->pdata[0])->doubt_at, NOW); /* when it was claimed */
    copy_comes(desk, SEALED, TRUE);
    assert_int_equal(state_of(desk, desk->matter, 0), REMINDER_SENT);
    assert_int_equal(count_due(desk, NOW + 300), 0);
    g_autoptr(GPtrArray) all = register_reminders(desk->registry, desk->matter, NULL);
    assert_non_null(strstr(((struct reminder *)all->pdata[0])->reply, "our own copy came back (mail 2"));
}

static void doubt__copy_came_before__sent_at_once(void **state)
{
    struct desk *desk = *state;
    gint64 id = plan_sealed(desk, SEALED);
    gboolean proven = FALSE;
    AUTO(reminder) *claimed = claim(desk, id);
    copy_comes(desk, SEALED, TRUE); /* while the relay still has it */
    assert_int_equal(state_of(desk, desk->matter, 0), REMINDER_CLAIMED);
    assert_true(register_doubt(desk->registry, id, "silence", NOW + 300, NOW, &proven, NULL));
    assert_true(proven);
    assert_int_equal(state_of(desk, desk->matter, 0), REMINDER_SENT);
}

static void doubt__unsealed_id__proves_nothing(void **state)
{
    struct desk *desk = *state;
    gint64 id = plan(desk, desk->matter, 1, "notice");
    gboolean proven = TRUE;
    AUTO(reminder) *claimed = claim(desk, id);
    g_autofree char *message_id = g_strdup(claimed->message_id);
    assert_true(register_doubt(desk->registry, id, "silence", NOW, NOW, &proven, NULL));
    copy_comes(desk, message_id, FALSE);
    assert_int_equal(state_of(desk, desk->matter, 0), REMINDER_PLANNED);
    AUTO(reminder) *again = claim(desk, id);
    assert_true(g_bytes_equal(again->bytes, claimed->bytes));
}

static void restored__copy_in_the_mailbox__planned_again_but_not_sent(void **state)
{
    struct desk *desk = *state;
    struct reminder *claimed = NULL;
    assert_true(register_restored(desk->registry, NOW, NULL));
    copy_comes(desk, SEALED, TRUE); /* before this register knows the reminder */
    gint64 id = plan_sealed(desk, SEALED);
    g_autoptr(GPtrArray) due = register_due(desk->registry, NOW, 9, NULL);
    assert_int_equal(((struct reminder *)due->pdata[0])->doubt_at, NOW);
    assert_true(register_claim(desk->registry, id, NOW, &claimed, NULL));
    assert_null(claimed);
    assert_int_equal(state_of(desk, desk->matter, 0), REMINDER_SENT);
}

static void mails_to__a_day__counted(void **state)
{
    struct desk *desk = *state;
    const char *const steps[] = {"answer:question:2025-07-15", "answer:other:2025-07-15", "answer:7",
                                 "answer:question:2025-07-14", "notice"};
    GDate day = letter_day("2025-07-15"), other = letter_day("2025-07-16");
    guint count = 9, planned;

    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
        g_ptr_array_add(list, reminder_for(desk->matter, 1, steps[i]));
        assert_true(register_plan(desk->registry, list, NOW, &planned, NULL));
    }
    assert_true(register_mails_to(desk->registry, "anna", -1, "answer:?*:2025-07-15", &day, &count, NULL));
    assert_int_equal(count, 2);
    assert_true(register_mails_to(desk->registry, "anna", desk->matter, "answer:[0-9]*", &day, &count, NULL));
    assert_int_equal(count, 1);
    assert_true(register_mails_to(desk->registry, "anna", desk->matter + 1, "*", &day, &count, NULL));
    assert_int_equal(count, 0);
    assert_true(register_mails_to(desk->registry, "anna", 0, "*", &day, &count, NULL));
    assert_int_equal(count, 0);
    assert_true(register_mails_to(desk->registry, "anna", -1, "*", &other, &count, NULL));
    assert_int_equal(count, 0);
    assert_true(register_mails_to(desk->registry, "bruno", -1, "*", &day, &count, NULL));
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(plan__same_step_again__once),
        TEST(mails_to__a_day__counted),
        TEST(plan__several__all_or_none),
        TEST(plan__matter_that_is_not_there__refused),
        TEST(claim__planned__sent_with_the_answer),
        TEST(claim__later__same_bytes_when_due),
        TEST(next_retry__one_put_off_and_others_never_tried__something_waits),
        TEST(next_retry__nothing_planned__none),
        TEST(later__clock_put_back__due_all_the_same),
        TEST(moves__not_in_the_table__refused),
        TEST(doubt__copy_comes_later__sent_and_never_claimed),
        TEST(doubt__copy_came_before__sent_at_once),
        TEST(doubt__unsealed_id__proves_nothing),
        TEST(restored__copy_in_the_mailbox__planned_again_but_not_sent),
        TEST(closed__planned__passed_over),
        TEST(new_version__old_ladder__passed_over),
        TEST(restart__claimed__still_in_doubt),
        TEST(assigned__planned_for_another__passed_over),
        TEST(due__order__oldest_day_first),
        TEST(untold__notice_planned__told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
