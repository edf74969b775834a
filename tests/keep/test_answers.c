/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What answers do to a matter: once each, with the official's name in the history. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/letter.h"
#include "../support/registry.h"
#include "keep/register.h"

#define ANSWERED 1757000000 /* 2025-09-04 */

static int set_up(void **state)
{
    if (registry_set_up(state) != 0)
        return -1;
    struct desk *desk = *state;
    g_ptr_array_add(desk->recipients, "anna");
    g_ptr_array_add(desk->recipients, "luc");
    desk->matter = desk_record(desk, "ref ACD 7 | date 2025-07-11 | subject Reports | ask Please send it |"
                                     " due 2025-09-16").matter;
    return 0;
}

static struct answer_order order_for(struct desk *desk, enum answer_act act)
{
    struct answer_order order = {.mail = desk_store(desk), .matter = desk->matter, .official = "anna",
                                 .act = act, .said = "the words", .now = ANSWERED,
                                 .today = letter_day("2025-09-04")};
    order.message_id = "one@labour.example";
    g_date_clear(&order.day, 1);
    return order;
}

static enum answer_result apply(struct desk *desk, const struct answer_order *order)
{
    enum answer_result result = ANSWER_REFUSED;
    g_autoptr(GError) error = NULL;
    if (!register_answer(desk->registry, order, &result, &error))
        fail_msg("%s", error->message);
    return result;
}

/* With a Message-ID of its own. */
static enum answer_result act(struct desk *desk, enum answer_act kind, const char *day,
                              const char *other)
{
    struct answer_order order = order_for(desk, kind);
    g_autofree char *id = g_strdup_printf("%u@labour.example", desk->mails);
    order.message_id = id;
    order.other = other;
    order.words = other;
    if (day)
        order.day = letter_day(day);
    return apply(desk, &order);
}

static struct matter *matter_of(struct desk *desk)
{
    struct matter *matter = register_matter(desk->registry, desk->matter, NULL);
    assert_non_null(matter);
    return matter;
}

static enum matter_state state_of(struct desk *desk)
{
    AUTO(matter) *matter = matter_of(desk);
    return matter->state;
}

static gboolean history_has(struct desk *desk, const char *actor, const char *what,
                            const char *words)
{
    g_autoptr(GPtrArray) rows = register_history(desk->registry, desk->matter, NULL);
    gboolean has = FALSE;
    for (guint i = 0; i < rows->len; i++) {
        const struct history_row *row = rows->pdata[i];
        has |= strcmp(row->actor, actor) == 0 && strcmp(row->what, what) == 0 &&
               strstr(row->words, words) != NULL;
    }
    return has;
}

static void done__open__closed_by_the_official(void **state)
{
    assert_int_equal(act(*state, ANSWER_DONE, NULL, NULL), ANSWER_APPLIED);
    assert_int_equal(state_of(*state), MATTER_DONE);
    assert_true(history_has(*state, "anna", "moved", "now done: answered by mail"));
    assert_true(history_has(*state, "anna", "answer", "done: \"the words\""));
    assert_int_equal(act(*state, ANSWER_DONE, NULL, NULL), ANSWER_REFUSED);
    assert_int_equal(act(*state, ANSWER_REOPEN, NULL, NULL), ANSWER_APPLIED);
    assert_int_equal(state_of(*state), MATTER_OPEN);
    assert_int_equal(act(*state, ANSWER_REOPEN, NULL, NULL), ANSWER_REFUSED);
}

static void answer__same_mail_or_message_id__not_again(void **state)
{
    struct answer_order first = order_for(*state, ANSWER_DONE);
    struct answer_order copy = order_for(*state, ANSWER_DONE);
    assert_int_equal(apply(*state, &first), ANSWER_APPLIED);
    assert_int_equal(act(*state, ANSWER_REOPEN, NULL, NULL), ANSWER_APPLIED);
    assert_int_equal(apply(*state, &first), ANSWER_AGAIN);
    assert_int_equal(apply(*state, &copy), ANSWER_REPLAYED);
    assert_int_equal(state_of(*state), MATTER_OPEN);
    copy.official = "luc"; /* another's mail may bear what it likes */
    assert_int_equal(apply(*state, &copy), ANSWER_APPLIED);
}

static void answer__no_matter__error(void **state)
{
    struct answer_order order = order_for(*state, ANSWER_DONE);
    enum answer_result result;
    order.matter = 99;
    assert_false(register_answer(((struct desk *)*state)->registry, &order, &result, NULL));
}

static void snooze__open__until_the_day(void **state)
{
    assert_int_equal(act(*state, ANSWER_SNOOZE, "2025-09-09", NULL), ANSWER_APPLIED);
    AUTO(matter) *matter = matter_of(*state);
    GDate day = letter_day("2025-09-09");
    assert_int_equal(matter->state, MATTER_SNOOZED);
    assert_int_equal(g_date_compare(&matter->snoozed_until, &day), 0);
}

static void due__another_day__new_version(void **state)
{
    assert_int_equal(act(*state, ANSWER_DUE, "2025-10-01", NULL), ANSWER_APPLIED);
    AUTO(matter) *matter = matter_of(*state);
    assert_int_equal(matter->version, 2);
    assert_int_equal(matter->deadlines->len, 1);
    const struct deadline *deadline = matter->deadlines->pdata[0];
    GDate day = letter_day("2025-10-01");
    assert_int_equal(g_date_compare(&deadline->date, &day), 0);
    assert_string_equal(deadline->quote.text, "the words");
    assert_string_equal(deadline->rule, "person");
    assert_int_equal(deadline->requests->len, 1);
    assert_int_equal(matter->requests->len, 1);
    assert_int_equal(matter->earlier->len, 1);
    assert_true(history_has(*state, "anna", "changed", "was 2025-09-16; now 2025-10-01"));
}

static void due__the_same_day__confirmed_without_a_version(void **state)
{
    struct desk *desk = *state;
    assert_true(register_move(desk->registry, desk->matter, MATTER_CONFIRM, NULL, "circulard", NULL,
                              ANSWERED, NULL));
    assert_int_equal(act(desk, ANSWER_DUE, "2025-09-16", NULL), ANSWER_APPLIED);
    AUTO(matter) *matter = matter_of(desk);
    assert_int_equal(matter->version, 1);
    assert_int_equal(matter->state, MATTER_OPEN);
}

static void due__several_deadlines__the_others_hold_on(void **state)
{
    struct desk *desk = *state;
    desk->matter = desk_record(desk, "ref QU 9 | date 2025-07-12 | subject Questionnaire | ask Please answer it |"
                                     " due 2025-08-01 | due 2025-09-20 | due 2025-12-01").matter;
    assert_int_equal(act(desk, ANSWER_DUE, "2025-09-25", NULL), ANSWER_APPLIED);
    AUTO(matter) *matter = matter_of(desk);
    g_autoptr(GString) days = g_string_new(NULL);
    for (guint i = 0; i < matter->deadlines->len; i++) {
        const struct deadline *deadline = matter->deadlines->pdata[i];
        g_string_append_printf(days, "%u.%u ", (guint)g_date_get_day(&deadline->date),
                               (guint)g_date_get_month(&deadline->date));
    }
    assert_string_equal(days->str, "25.9 1.8 1.12 ");
}

static void due__closed__refused(void **state)
{
    assert_int_equal(act(*state, ANSWER_NOT_OURS, NULL, NULL), ANSWER_APPLIED);
    assert_int_equal(act(*state, ANSWER_DUE, "2025-10-01", NULL), ANSWER_REFUSED);
    assert_int_equal(act(*state, ANSWER_SNOOZE, "2025-10-01", NULL), ANSWER_REFUSED);
    assert_int_equal(act(*state, ANSWER_ASSIGN, NULL, "rosa"), ANSWER_REFUSED);
    assert_int_equal(act(*state, ANSWER_NOTE, NULL, "a word"), ANSWER_APPLIED);
    assert_int_equal(state_of(*state), MATTER_NOT_OURS);
    assert_true(history_has(*state, "anna", "note", "a word"));
}

static void none__open_or_snoozed__for_information_and_back(void **state)
{
    assert_int_equal(act(*state, ANSWER_SNOOZE, "2025-09-09", NULL), ANSWER_APPLIED);
    assert_int_equal(act(*state, ANSWER_NONE, NULL, NULL), ANSWER_APPLIED);
    assert_int_equal(state_of(*state), MATTER_INFORMATION);
    assert_int_equal(act(*state, ANSWER_NONE, NULL, NULL), ANSWER_REFUSED);
    assert_int_equal(act(*state, ANSWER_REOPEN, NULL, NULL), ANSWER_APPLIED);
    AUTO(matter) *matter = matter_of(*state);
    assert_int_equal(matter->deadlines->len, 1);
}

static void assign__another__in_the_official_s_place(void **state)
{
    assert_int_equal(act(*state, ANSWER_ASSIGN, NULL, "rosa"), ANSWER_APPLIED);
    AUTO(matter) *matter = matter_of(*state);
    assert_int_equal(matter->recipients->len, 2);
    assert_string_equal(matter->recipients->pdata[0], "rosa");
    assert_string_equal(matter->recipients->pdata[1], "luc");
    assert_int_equal(act(*state, ANSWER_ASSIGN, NULL, "luc"), ANSWER_REFUSED);
    assert_int_equal(act(*state, ANSWER_ASSIGN, NULL, "anna"), ANSWER_APPLIED);
    assert_true(history_has(*state, "anna", "assigned", "was rosa, luc, now rosa, luc, anna"));
}

/* ---- in the outbox ---------------------------------------------------------------------------- */

static gint64 plan(struct desk *desk, guint version, const char *step)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    struct reminder *reminder = reminder_new();
    guint planned;
    reminder->matter = desk->matter;
    reminder->version = version;
    reminder->official = g_strdup("anna");
    reminder->address = g_strdup("anna@labour.example");
    reminder->step = g_strdup(step);
    reminder->day = letter_day("2025-09-04");
    reminder->message_id = g_strdup_printf("%s@labour.example", step);
    reminder->bytes = g_bytes_new_static("x\r\n", 3);
    g_ptr_array_add(list, reminder);
    assert_true(register_plan(desk->registry, list, ANSWERED, &planned, NULL));
    return reminder->id;
}

static gboolean goes(struct desk *desk, gint64 id)
{
    struct reminder *claimed = NULL;
    assert_true(register_claim(desk->registry, id, ANSWERED, &claimed, NULL));
    gboolean went = claimed != NULL;
    reminder_free(claimed);
    return went;
}

static void confirmation__matter_closed_or_given_away__goes(void **state)
{
    struct desk *desk = *state;
    guint passed = 9;
    gint64 reminder = plan(desk, 1, "notice"), answer = plan(desk, 0, "answer:1");
    assert_int_equal(act(desk, ANSWER_DUE, "2025-10-01", NULL), ANSWER_APPLIED);
    assert_int_equal(act(desk, ANSWER_ASSIGN, NULL, "rosa"), ANSWER_APPLIED);
    assert_int_equal(act(desk, ANSWER_DONE, NULL, NULL), ANSWER_APPLIED);
    assert_true(register_pass_dead(desk->registry, ANSWERED, &passed, NULL));
    assert_int_equal(passed, 0);
    assert_int_equal(plan(desk, 0, "answer:1"), 0); /* planned once */
    g_autoptr(GPtrArray) due = register_due(desk->registry, ANSWERED, 9, NULL);
    assert_int_equal(due->len, 1);
    assert_true(((struct reminder *)due->pdata[0])->id == answer && reminder != answer);
    assert_true(goes(desk, answer));
}

static void bounce__sent__failed_once(void **state)
{
    struct desk *desk = *state;
    gint64 reminder = plan(desk, 1, "notice"), failed = 9;
    assert_true(register_bounced(desk->registry, "notice@labour.example", desk->matter, "anna", "5.1.1",
                                 ANSWERED, &failed, NULL));
    assert_int_equal(failed, 0); /* not sent yet */
    assert_true(goes(desk, reminder));
    assert_true(register_sent(desk->registry, reminder, "250 ok", ANSWERED, NULL));
    assert_true(register_bounced(desk->registry, "notice@labour.example", desk->matter, "luc", "5.1.1",
                                 ANSWERED, &failed, NULL));
    assert_int_equal(failed, 0); /* another's */
    assert_true(register_bounced(desk->registry, "notice@labour.example", desk->matter, "anna", "5.1.1",
                                 ANSWERED, &failed, NULL));
    assert_int_equal(failed, reminder);
    assert_true(register_bounced(desk->registry, "notice@labour.example", desk->matter, "anna", "5.1.1",
                                 ANSWERED, &failed, NULL));
    assert_int_equal(failed, 0);
    assert_true(history_has(desk, "circulard", "failed", "5.1.1"));
}

static void record__answer_that_quotes_the_circular__no_matter_of_its_own(void **state)
{
    struct desk *desk = *state;
    LETTER *letter = letter_from_line("ref ACD 99 | date 2025-07-30 | subject Re: Reports | ask Send | due 2025-11-30");
    struct recorded recorded;
    g_autoptr(GPtrArray) recipients = g_ptr_array_new();
    g_ptr_array_add(recipients, "anna");
    struct record_terms terms = {.answered = desk->matter, .now = ANSWERED, .recipients = recipients,
                                 .answered_day = letter_day("2025-11-30"),
                                 .today = letter_day("2025-09-04")};
    gint64 mail = desk_store(desk);
    assert_true(register_record(desk->registry, mail, letter, &terms, &recorded, NULL));
    assert_int_equal(recorded.outcome, OUTCOME_ANSWER);
    assert_int_equal(recorded.matter, desk->matter);
    AUTO(matter) *matter = matter_of(desk);
    assert_int_equal(matter->version, 1);
    /* A date of its own: it may bring a letter besides. */
    g_date_clear(&terms.answered_day, 1);
    assert_true(register_record(desk->registry, desk_store(desk), letter, &terms, &recorded, NULL));
    assert_int_not_equal(recorded.matter, desk->matter);
    assert_int_not_equal(recorded.matter, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, registry_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(done__open__closed_by_the_official),
        TEST(answer__same_mail_or_message_id__not_again),
        TEST(answer__no_matter__error),
        TEST(snooze__open__until_the_day),
        TEST(due__another_day__new_version),
        TEST(due__the_same_day__confirmed_without_a_version),
        TEST(due__several_deadlines__the_others_hold_on),
        TEST(due__closed__refused),
        TEST(none__open_or_snoozed__for_information_and_back),
        TEST(assign__another__in_the_official_s_place),
        TEST(confirmation__matter_closed_or_given_away__goes),
        TEST(bounce__sent__failed_once),
        TEST(record__answer_that_quotes_the_circular__no_matter_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
