/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails into matters, over a real register: what becomes of each, and what the matter asks after it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "keep/register.h"
#include "../support/letter.h"
#include "../support/registry.h"

static int set_up(void **state)
{
    if (registry_set_up(state) != 0)
        return -1;
    struct desk *desk = *state;
    g_ptr_array_add(desk->recipients, "anna");
    g_ptr_array_add(desk->recipients, "bob");
    return 0;
}

static struct recorded record_as(struct desk *desk, const char *line, gboolean verified)
{
    struct record_terms terms = desk_terms(desk);
    terms.verified = verified;
    return desk_record_under(desk, line, &terms);
}

static struct matter *load(struct desk *desk, gint64 id)
{
    struct matter *matter = register_matter(desk->registry, id, NULL);
    assert_non_null(matter);
    return matter;
}

/* "2025-09-16 2025-09-30", in order of the list. */
static char *days_of(const GPtrArray *deadlines)
{
    GString *days = g_string_new(NULL);
    for (guint i = 0; i < deadlines->len; i++) {
        const struct deadline *deadline = g_ptr_array_index(deadlines, i);
        g_string_append_printf(days, "%s%04u-%02u-%02u", i ? " " : "",
                               (guint)g_date_get_year(&deadline->date),
                               (guint)g_date_get_month(&deadline->date),
                               (guint)g_date_get_day(&deadline->date));
    }
    return g_string_free(days, FALSE);
}

static void assert_days(struct desk *desk, gint64 id, const char *now, const char *earlier)
{
    AUTO(matter) *matter = load(desk, id);
    g_autofree char *holds = days_of(matter->deadlines);
    g_autofree char *held = days_of(matter->earlier);
    assert_string_equal(holds, now);
    assert_string_equal(held, earlier);
}

static enum matter_state state_of(struct desk *desk, gint64 id)
{
    AUTO(matter) *matter = load(desk, id);
    return matter->state;
}

static guint doubts_of(struct desk *desk, gint64 id)
{
    AUTO(matter) *matter = load(desk, id);
    return matter->doubts->len;
}

static void move(struct desk *desk, gint64 id, enum matter_state to)
{
    assert_true(register_move(desk->registry, id, to, NULL, "anna", "said so", NOW, NULL));
}

#define ACD                                                                                        \
    "id a@ilo | ref ACD 7 (2024) | date 2025-07-11 | subject Application of Conventions | "        \
    "kind article-22 | instrument C087 | "
#define ASK "ask Governments are requested to send a report on the application of the Convention | "

/* ---- new matters ----------------------------------------------------------------------------- */

static void record__letter__whole_matter_comes_back(void **state)
{
    struct desk *desk = *state;
    struct recorded got = desk_record(desk, ACD ASK "due 2025-09-16 | ask Copies go to the social "
                                               "partners | unread annex.pdf");
    assert_int_equal(got.outcome, OUTCOME_NEW);
    AUTO(matter) *matter = load(desk, got.matter);
    assert_int_equal(matter->state, MATTER_OPEN);
    assert_int_equal(matter->version, 1);
    assert_int_equal(matter->kind, LETTER_ARTICLE_22);
    assert_string_equal(matter->subject, "Application of Conventions");
    assert_string_equal(matter->reference, "ACD 7 (2024)");
    assert_int_equal(matter->mails->len, 1);
    assert_int_equal(matter->requests->len, 2);
    assert_int_equal(matter->recipients->len, 2);
    assert_int_equal(matter->unread->len, 1);
    assert_int_equal(matter->deadlines->len, 1);
    const struct deadline *deadline = g_ptr_array_index(matter->deadlines, 0);
    const struct request *first = g_ptr_array_index(matter->requests, 0);
    const struct request *second = g_ptr_array_index(matter->requests, 1);
    assert_int_equal(deadline->requests->len, 1);
    assert_int_equal(g_array_index(deadline->requests, guint, 0), 0);
    assert_int_equal(first->deadlines->len, 1);
    assert_int_equal(second->deadlines->len, 0);
    assert_int_equal(deadline->minutes, -1);
    assert_int_equal(deadline->quote.page, 2);
    assert_string_equal(deadline->quote.part, "Letter.pdf");
}

static void record__nothing_asked__for_information(void **state)
{
    struct desk *desk = *state;
    struct recorded got = desk_record(desk, "subject Change of address | date 2025-07-11");
    assert_int_equal(got.outcome, OUTCOME_INFORMATION);
    assert_int_equal(state_of(desk, got.matter), MATTER_INFORMATION);
}

static void record__nothing_asked_but_unread_part__to_confirm(void **state)
{
    struct desk *desk = *state;
    struct recorded got = desk_record(desk, "subject Letter | unread letter.pdf");
    assert_int_equal(got.outcome, OUTCOME_NEW);
    assert_int_equal(state_of(desk, got.matter), MATTER_CONFIRM);
    assert_int_equal(got.doubts, 1);
}

static void record__nearly_a_circular_with_a_date__a_person_is_asked(void **state)
{
    struct desk *desk = *state;
    struct recorded nearly = desk_record(desk, "news | score 0.4 | subject A | " ASK "due 2025-09-16");
    assert_int_equal(nearly.outcome, OUTCOME_NEW);
    assert_int_equal(state_of(desk, nearly.matter), MATTER_CONFIRM);
    assert_int_equal(nearly.doubts, 1);
    assert_int_equal(desk_record(desk, "news | score 0.4 | subject B").outcome, OUTCOME_NO_CIRCULAR);
    assert_int_equal(desk_record(desk, "news | score 0.2 | subject C | " ASK "due 2025-09-17").outcome, OUTCOME_NO_CIRCULAR);
}

static void record__nearly_a_circular__changes_no_matter(void **state)
{
    struct desk *desk = *state;
    struct recorded letter = desk_record(desk, ACD ASK "due 2025-09-16");
    struct recorded report = desk_record(desk, "news | score 0.4 | id b@news | thread a@ilo | ref ACD 7 (2024) | subject "
                                               "Application of Conventions | instrument C087 | " ASK
                                               "back 2025-09-16 | due 2025-10-31");
    assert_int_equal(report.matter, letter.matter);
    assert_false(report.changed);
    assert_int_equal(report.doubts, 1);
    assert_days(desk, letter.matter, "2025-09-16", "");
    AUTO(matter) *matter = load(desk, letter.matter);
    assert_non_null(strstr(matter->doubts->pdata[0], "it may be no circular"));
}

static void record__circular_after_what_was_nearly_one__settles_that_doubt(void **state)
{
    struct desk *desk = *state;
    struct recorded nearly = desk_record(desk, "news | score 0.4 | id a@x | ref ACD 7 (2024) | date 2025-07-11 | subject Application of Conventions | " ASK "due 2025-09-16");
    assert_int_equal(doubts_of(desk, nearly.matter), 1);
    struct recorded letter = desk_record(desk, ACD ASK "due 2025-09-16");
    assert_int_equal(letter.matter, nearly.matter);
    assert_int_equal(doubts_of(desk, nearly.matter), 0);
    assert_int_equal(state_of(desk, nearly.matter), MATTER_CONFIRM);
}

static void record__low_confidence__to_confirm(void **state)
{
    struct desk *desk = *state;
    struct recorded sure = desk_record(desk, "subject A | sure 0.6 | " ASK "due 2025-09-16");
    struct recorded unsure = desk_record(desk, "subject B | sure 0.59 | " ASK "due 2025-10-17");
    struct recorded letter = desk_record(desk, "subject C | score 0.5 | " ASK "due 2025-11-18");
    assert_int_equal(state_of(desk, sure.matter), MATTER_OPEN);
    assert_int_equal(state_of(desk, unsure.matter), MATTER_CONFIRM);
    assert_int_equal(state_of(desk, letter.matter), MATTER_CONFIRM);
}

static void record__news__no_matter(void **state)
{
    struct desk *desk = *state;
    assert_int_equal(desk_record(desk, "news | subject Newsletter").outcome, OUTCOME_NO_CIRCULAR);
    struct recorded unread = desk_record(desk, "news | subject Newsletter | unread x.pdf");
    assert_int_equal(unread.outcome, OUTCOME_UNREAD);
    assert_int_equal(unread.matter, 0);
    g_autoptr(GPtrArray) untold = register_mails_untold(desk->registry, 10, NULL);
    assert_int_equal(untold->len, 1);
}

static void record__unverified_sender__matter_with_doubt(void **state)
{
    struct desk *desk = *state;
    struct recorded got = record_as(desk, ACD ASK "due 2025-09-16", FALSE);
    assert_int_equal(got.outcome, OUTCOME_NEW);
    assert_int_equal(got.doubts, 1);
    assert_int_equal(state_of(desk, got.matter), MATTER_OPEN);
}

/* ---- copies ---------------------------------------------------------------------------------- */

static void record__direct_forwarded_and_again__one_matter(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    static const char *const copies[] = {
        /* forwarded inside a cover mail */
        "id f@mission | letter a@ilo | subject Fwd: Kirja edastamine | ref ACD 7 (2024) | "
        "date 2025-07-11 | " ASK "due 2025-09-16",
        /* sent again with another Message-ID */
        "id b@ilo | ref ACD 7(2024) | date 2025-07-11 | subject Application of Conventions | " ASK
        "due 2025-09-16",
        /* the scan: no reference was read, some words are damaged */
        "id s@mission | subject Scan | date 2025-07-11 | ask Govemments are requested to send a "
        "report on the application of the Conventlon | due 2025-09-16",
        /* the cover mail alone, its letter could not be read */
        "id c@mission | ref ACD 7 (2024) | subject Letter | unread letter.pdf",
    };
    for (guint i = 0; i < G_N_ELEMENTS(copies); i++) {
        struct recorded got = desk_record(desk, copies[i]);
        assert_int_equal(got.outcome, OUTCOME_COPY);
        assert_int_equal(got.matter, id);
        assert_false(got.changed);
        assert_int_equal(got.doubts, 0);
    }
    AUTO(matter) *matter = load(desk, id);
    assert_int_equal(matter->version, 1);
    assert_int_equal(matter->mails->len, 1 + G_N_ELEMENTS(copies));
    assert_int_equal(matter->requests->len, 1);
}

static void record__letter_known_by_its_id_alone__joins(void **state)
{
    struct desk *desk = *state;
    gint64 forwarded = desk_record(desk, "id f@x | letter a@ilo | subject One | unread a.pdf").matter;
    assert_int_equal(desk_record(desk, "id a@ilo | subject Two | unread a.pdf").matter, forwarded);
    assert_int_equal(desk_record(desk, "id g@x | letter a@ilo | unread b.pdf").matter, forwarded);
    gint64 direct = desk_record(desk, "id b@ilo | subject Three | unread a.pdf").matter;
    assert_int_not_equal(direct, forwarded);
    assert_int_equal(desk_record(desk, "id h@x | letter b@ilo | unread b.pdf").matter, direct);
    assert_int_equal(desk_record(desk, "id i@x | answers b@ilo | subject Re: Three").matter, direct);
}

static void record__copy_that_can_be_read__brings_the_date(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, "ref ACD 7 (2024) | subject Letter | unread letter.pdf").matter;
    assert_int_equal(state_of(desk, id), MATTER_CONFIRM);
    struct recorded got = desk_record(desk, ACD ASK "due 2025-09-16");
    assert_int_equal(got.outcome, OUTCOME_COPY);
    assert_true(got.changed);
    assert_days(desk, id, "2025-09-16", "");
    assert_int_equal(doubts_of(desk, id), 0);
}

static void record__copies_disagree__both_kept_and_doubted(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    struct recorded got = desk_record(desk, "lang fr | ref ACD 7 (2024) | date 2025-07-11 | subject TR: "
                                       "Lettre | ask Les gouvernements sont priés d'envoyer un "
                                       "rapport | due 2025-09-18");
    assert_int_equal(got.outcome, OUTCOME_LANGUAGE);
    assert_int_equal(got.matter, id);
    assert_true(got.changed);
    assert_int_equal(got.doubts, 1);
    assert_days(desk, id, "2025-09-16 2025-09-18", "");
}

static void record__copy_counts_the_day_out__doubted(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    struct recorded got = desk_record(desk, ACD "lang fr | " ASK "before 2025-09-16");
    assert_int_equal(got.matter, id);
    assert_false(got.changed);
    assert_int_equal(got.doubts, 1);
}

static void record__copy_disagrees_with_a_closed_matter__put_to_a_person(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    move(desk, id, MATTER_DONE);
    struct recorded got = desk_record(desk, ACD "lang fr | " ASK "before 2025-09-16");
    assert_int_equal(got.matter, id);
    assert_int_equal(got.doubts, 2);
    assert_int_equal(state_of(desk, id), MATTER_CONFIRM);
    /* The same once more says nothing new. */
    move(desk, id, MATTER_DONE);
    assert_int_equal(desk_record(desk, ACD "lang fr | " ASK "before 2025-09-16").doubts, 0);
    assert_int_equal(state_of(desk, id), MATTER_DONE);
}

static void record__other_circulars__stay_apart(void **state)
{
    struct desk *desk = *state;
    static const char *const letters[] = {
        "id 1 | subject Meeting | date 2025-07-11 | ask Please register for the meeting of experts "
        "on fisheries in Geneva | due 2025-09-16",
        "id 2 | subject Meeting | date 2025-07-11 | ask Please nominate a participant for the "
        "workshop about statistics of wages | due 2025-09-16",
        "id 3 | subject Meeting | date 2025-07-12 | ask Please register for the meeting of experts "
        "on fisheries in Geneva | due 2025-10-16",
        "id 4 | subject Meeting",
        "id 5 | subject Meeting",
        /* nothing but the Convention differs */
        "id 6 | subject Reports | date 2025-06-01 | kind article-22 | instrument C087 | ask "
        "Governments are requested to send a report on Convention 87 | due 2025-09-01",
        "id 7 | subject Reports | date 2025-06-01 | kind article-22 | instrument C098 | ask "
        "Governments are requested to send a report on Convention 98 | due 2025-09-01",
        /* nothing but the case does, and nobody read its number but in the words */
        "id 8 | subject Observations | date 2025-06-02 | ask Please send the observations of the "
        "Government on Case 2090 | due 2025-09-02",
        "id 9 | subject Observations | date 2025-06-02 | ask Please send the observations of the "
        "Government on Case 3120 | due 2025-09-02",
        /* next year's */
        "id 10 | subject Reports | date 2026-06-01 | kind article-22 | instrument C087 | ask "
        "Governments are requested to send a report on Convention 87 | due 2026-09-01",
    };
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        struct recorded got = desk_record(desk, letters[i]);
        assert_int_equal(got.matter, i + 1);
    }
}

static void record__known_message_id_on_another_letter__own_matter_with_doubt(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    struct recorded got = desk_record(desk, "id a@ilo | ref RGB 9 (2025) | subject Other | date 2025-07-12"
                                       " | ask Please pay the contribution at once | due 2025-08-01");
    assert_int_not_equal(got.matter, id);
    assert_int_equal(got.outcome, OUTCOME_NEW);
    assert_int_equal(got.doubts, 1);
}

/* ---- later letters --------------------------------------------------------------------------- */

static void record__extension_by_reference__new_version(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16 | ask Please register for the seminar on "
                                     "reporting in Turin | due 2025-08-01").matter;
    struct recorded got = desk_record(desk, "id x@ilo | ref ACD 9 (2024) | earlier ACD 7 (2024) | date "
                                       "2025-08-20 | received 2025-08-21 | subject Extension | ask "
                                       "The date has been extended to 31 October | due 2025-10-31 | "
                                       "back 2025-09-16");
    assert_int_equal(got.outcome, OUTCOME_LATER);
    assert_int_equal(got.matter, id);
    assert_true(got.changed);
    assert_int_equal(got.version, 2);
    assert_int_equal(got.doubts, 0);
    assert_days(desk, id, "2025-08-01 2025-10-31", "2025-09-16");
    AUTO(matter) *matter = load(desk, id);
    assert_int_equal(matter->requests->len, 3);
    const struct deadline *moved = g_ptr_array_index(matter->deadlines, 1);
    assert_int_equal(moved->requests->len, 2); /* the letter's, and what the old date hung on */

    /* copies of both letters change nothing any more */
    struct recorded first = desk_record(desk, ACD ASK "due 2025-09-16 | due 2025-08-01");
    assert_int_equal(first.outcome, OUTCOME_COPY);
    assert_false(first.changed);
    struct recorded second = desk_record(desk, "ref ACD 9 (2024) | earlier ACD 7 (2024) | date 2025-08-20"
                                          " | subject Extension | due 2025-10-31 | back 2025-09-16");
    assert_int_equal(second.outcome, OUTCOME_COPY);
    assert_false(second.changed);
    assert_days(desk, id, "2025-08-01 2025-10-31", "2025-09-16");
}

static void record__extension_first__original_brings_nothing_back(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, "ref ACD 9 (2024) | earlier ACD 7 (2024) | date 2025-08-20 | subject "
                             "Extension | ask The date has been extended to 31 October | "
                             "due 2025-10-31 | back 2025-09-16").matter;
    struct recorded got = desk_record(desk, ACD ASK "due 2025-09-16");
    assert_int_equal(got.outcome, OUTCOME_EARLIER);
    assert_int_equal(got.matter, id);
    assert_days(desk, id, "2025-10-31", "");
}

static void record__extension_and_back__last_letter_counts(void **state)
{
    struct desk *desk = *state;
    static const char one[] = "ref ACD 7 (2024) | date 2025-08-01 | subject Application of "
                              "Conventions | due 2025-10-31 | back 2025-09-16";
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    assert_int_equal(desk_record(desk, one).outcome, OUTCOME_LATER);
    struct recorded got = desk_record(desk, "ref ACD 7 (2024) | date 2025-08-10 | subject Application of "
                                       "Conventions | due 2025-09-16 | back 2025-10-31");
    assert_int_equal(got.outcome, OUTCOME_LATER);
    assert_days(desk, id, "2025-09-16", "2025-10-31");
    assert_int_equal(desk_record(desk, one).outcome, OUTCOME_COPY);
    assert_days(desk, id, "2025-09-16", "2025-10-31");
}

static void record__correction_by_subject_and_date__joins(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, "subject Nomination of delegates to the Conference | kind nomination | "
                             "date 2025-07-01 | ask Please nominate | due 2025-08-31").matter;
    struct recorded got = desk_record(desk, "subject RE: Nomination of delegates to the Conference | "
                                       "kind nomination | date 2025-07-20 | ask Please nominate | "
                                       "due 2025-09-12 | back 2025-08-31");
    assert_int_equal(got.matter, id);
    assert_int_equal(got.outcome, OUTCOME_LATER);
    assert_days(desk, id, "2025-09-12", "2025-08-31");
}

static void record__thread__later_letter_joins(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, "id a@ilo | subject Questionnaire | date 2025-07-01 | " ASK
                             "due 2025-08-31").matter;
    struct recorded got = desk_record(desk, "answers a@ilo | subject Re: Questionnaire | date 2025-07-20 |"
                                       " ask Kindly let us have it | due 2025-09-12");
    assert_int_equal(got.matter, id);
    assert_int_equal(got.outcome, OUTCOME_LATER);
    /* it does not say that the first date is off */
    assert_int_equal(got.doubts, 1);
    assert_days(desk, id, "2025-08-31 2025-09-12", "");
    struct recorded other = desk_record(desk, "thread z@x a@ilo | subject Lunch | date 2025-07-22 | ask "
                                         "Please tell us by mail who comes to lunch on Friday | "
                                         "due 2025-07-25");
    assert_int_not_equal(other.matter, id);
}

static void record__same_request_by_another_date__replaces_with_doubt(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD "ask Governments are requested to send a report on the application "
                                 "of the Convention by 16 September 2025 | due 2025-09-16").matter;
    struct recorded got = desk_record(desk, "ref ACD 7 (2024) | date 2025-08-20 | subject Rev | ask "
                                       "Governments are requested to send a report on the "
                                       "application of the Convention by 31 October 2025 | "
                                       "due 2025-10-31 | kind article-22");
    assert_int_equal(got.outcome, OUTCOME_LATER);
    assert_int_equal(got.doubts, 1);
    assert_days(desk, id, "2025-10-31", "2025-09-16");
    AUTO(matter) *matter = load(desk, id);
    assert_int_equal(matter->requests->len, 1);
}

static void record__reminder_of_the_office__old_date_over__no_doubt(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    struct recorded got = desk_record(desk, "earlier ACD 7 (2024) | date 2025-10-01 | received 2025-10-02 "
                                       "| subject Reminder | ask Your reply has not been received: "
                                       "kindly send it | due 2025-10-20");
    assert_int_equal(got.outcome, OUTCOME_LATER);
    assert_int_equal(got.doubts, 0);
    assert_days(desk, id, "2025-09-16 2025-10-20", "");
}

static void record__later_letter_on_closed_matter__put_to_a_person(void **state)
{
    struct desk *desk = *state;
    static const enum matter_state closed[] = {MATTER_DONE, MATTER_NOT_OURS, MATTER_SUPERSEDED};
    for (guint i = 0; i < G_N_ELEMENTS(closed); i++) {
        g_autofree char *first = g_strdup_printf(
            "ref ACD 7 (20%02u) | date 2025-07-11 | subject Reports | " ASK "due 2025-09-16", i + 1);
        g_autofree char *later = g_strdup_printf(
            "earlier ACD 7 (20%02u) | date 2025-08-11 | subject Reports | due 2025-10-31 | "
            "back 2025-09-16", i + 1);
        gint64 id = desk_record(desk, first).matter;
        move(desk, id, closed[i]);
        assert_int_equal(desk_record(desk, later).matter, id);
        assert_int_equal(state_of(desk, id), MATTER_CONFIRM);
        assert_true(doubts_of(desk, id) > 0);
    }
}

static void record__copy_on_closed_matter__stays_closed(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    move(desk, id, MATTER_DONE);
    assert_int_equal(desk_record(desk, ACD ASK "due 2025-09-16").matter, id);
    assert_int_equal(state_of(desk, id), MATTER_DONE);
}

static void record__last_date_taken_back__put_to_a_person(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    struct recorded got = desk_record(desk, "earlier ACD 7 (2024) | date 2025-08-11 | subject Withdrawn | "
                                       "back 2025-09-16");
    assert_true(got.changed);
    assert_days(desk, id, "", "2025-09-16");
    assert_int_equal(state_of(desk, id), MATTER_CONFIRM);
}

static void record__copy_read_better__fills_the_heading(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, "id a@ilo | subject Fwd: Letter | unread letter.pdf").matter;
    assert_int_equal(desk_record(desk, ACD ASK "due 2025-09-16").matter, id);
    AUTO(matter) *matter = load(desk, id);
    assert_string_equal(matter->subject, "Letter");
    assert_string_equal(matter->reference, "ACD 7 (2024)");
    assert_int_equal(matter->kind, LETTER_ARTICLE_22);
    assert_true(g_date_valid(&matter->letter_date));
}

static void record__other_letter_of_the_same_file__own_matter(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, "ref ILC 114 - 100 | date 2025-03-01 | kind credentials | subject "
                             "Credentials | ask Please send the credentials of delegates | "
                             "due 2025-05-11").matter;
    struct recorded got = desk_record(desk, "ref ILC 114 - 100 | date 2025-04-01 | kind questionnaire | "
                                       "subject Questionnaire on biological hazards | ask Please "
                                       "answer the questions | due 2025-06-01");
    assert_int_not_equal(got.matter, id);
}

/* ---- mails that are not verified ------------------------------------------------------------- */

static void record__unverified_later_letter__changes_nothing(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    static const char forged[] = "ref ACD 7 (2024) | from office@i1o.example | date 2025-08-01 | "
                                 "subject Application of Conventions | due 2026-09-16 | "
                                 "back 2025-09-16";
    struct recorded got = record_as(desk, forged, FALSE);
    assert_int_equal(got.matter, id);
    assert_false(got.changed);
    assert_int_equal(got.doubts, 1);
    assert_days(desk, id, "2025-09-16", "");
    /* the same letter from the sender herself is no copy of it: it counts */
    struct recorded real = desk_record(desk, "ref ACD 7 (2024) | date 2025-08-01 | subject Application of "
                                        "Conventions | due 2025-10-16 | back 2025-09-16");
    assert_int_equal(real.outcome, OUTCOME_LATER);
    assert_days(desk, id, "2025-10-16", "2025-09-16");
}

static void record__unverified_on_closed_matter__own_matter(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    move(desk, id, MATTER_DONE);
    struct recorded got = record_as(desk, "ref ACD 7 (2024) | date 2025-08-01 | subject Application "
                                          "of Conventions | due 2025-10-16 | back 2025-09-16", FALSE);
    assert_int_not_equal(got.matter, id);
    assert_int_equal(got.outcome, OUTCOME_NEW);
    assert_int_equal(got.doubts, 2);
    assert_int_equal(state_of(desk, id), MATTER_DONE);
}

static void record__forged_first_real_second__real_one_counts(void **state)
{
    struct desk *desk = *state;
    gint64 id = record_as(desk, ACD ASK "due 2026-09-16", FALSE).matter;
    assert_int_equal(doubts_of(desk, id), 1);
    struct recorded got = desk_record(desk, "from true@ilo.example | " ACD ASK "due 2025-09-16");
    assert_int_equal(got.matter, id);
    assert_true(got.changed);
    assert_days(desk, id, "2025-09-16", "2026-09-16");
    assert_int_equal(doubts_of(desk, id), 0);
    AUTO(matter) *matter = load(desk, id);
    assert_string_equal(matter->sender, "true@ilo.example");
}

static void record__forged_and_refused_then_real__put_to_a_person(void **state)
{
    struct desk *desk = *state;
    gint64 id = record_as(desk, ACD ASK "due 2025-09-16", FALSE).matter;
    move(desk, id, MATTER_NOT_OURS);
    assert_int_equal(desk_record(desk, ACD ASK "due 2025-09-16").matter, id);
    assert_int_equal(state_of(desk, id), MATTER_CONFIRM);
}

/* ---- answers and our own --------------------------------------------------------------------- */

static void plan_reminder(struct desk *desk, gint64 matter)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    struct reminder *reminder = reminder_new();
    guint planned = 0;
    reminder->matter = matter;
    reminder->version = 1;
    reminder->official = g_strdup("anna");
    reminder->address = g_strdup("anna@labour.example");
    reminder->step = g_strdup("notice");
    reminder->day = letter_day("2025-07-15");
    reminder->message_id = g_strdup("r1@labour.example");
    reminder->bytes = g_bytes_new_static("x", 1);
    g_ptr_array_add(list, reminder);
    assert_true(register_plan(desk->registry, list, NOW, &planned, NULL));
    assert_int_equal(planned, 1);
}

static void record__answer_to_our_reminder__no_new_matter(void **state)
{
    struct desk *desk = *state;
    gint64 id = desk_record(desk, ACD ASK "due 2025-09-16").matter;
    plan_reminder(desk, id);
    struct recorded answer = record_as(desk, "answers r1@labour.example | subject Re: Reminder | " ASK
                                             "due 2025-09-16", FALSE);
    assert_int_equal(answer.outcome, OUTCOME_ANSWER);
    assert_int_equal(answer.matter, id);
    struct recorded own = record_as(desk, "id r1@labour.example | subject Reminder | " ASK
                                          "due 2025-09-16", FALSE);
    assert_int_equal(own.outcome, OUTCOME_OWN);
    struct recorded other = record_as(desk, "answers r1@labour.example | subject Fwd: New | ask "
                                            "Please nominate | due 2025-12-01", FALSE);
    assert_int_equal(other.outcome, OUTCOME_NEW);
    assert_int_not_equal(other.matter, id);
}

/* ---- hostile --------------------------------------------------------------------------------- */

static void record__hostile_strings__come_back_as_they_went_in(void **state)
{
    struct desk *desk = *state;
    static const char evil[] = "'); DROP TABLE mails; -- %s%n \"\\ \x01\x7f\u202e ?1 :x @y $z";
    LETTER *letter = letter_from_line(ASK "due 2025-09-16");
    letter->subject = g_strdup(evil);
    letter->reference = g_strdup("'; 1 OR 1=1");
    letter->message_id = g_strdup(evil);
    letter->references = g_strdup(evil);
    struct request *request = g_ptr_array_index(letter->requests, 0);
    g_free(request->quote.text);
    request->quote.text = g_strdup(evil);
    g_ptr_array_add(letter->unread, flaw_new(evil, evil));
    g_ptr_array_add(letter->countries, g_strdup(evil));
    struct record_terms terms = desk_terms(desk);
    struct recorded got;
    assert_true(register_record(desk->registry, desk_store(desk), letter, &terms, &got, NULL));
    AUTO(matter) *matter = load(desk, got.matter);
    assert_string_equal(matter->subject, evil);
    const struct request *back = g_ptr_array_index(matter->requests, 0);
    assert_string_equal(back->quote.text, evil);
    const struct matter_mail *mail = g_ptr_array_index(matter->mails, 0);
    assert_string_equal(mail->message_id, evil);
}

static void record__bytes_that_are_no_utf8__repaired(void **state)
{
    struct desk *desk = *state;
    LETTER *letter = letter_from_line(ASK "due 2025-09-16");
    letter->subject = g_strdup("caf\xe9");
    struct record_terms terms = desk_terms(desk);
    struct recorded got;
    assert_true(register_record(desk->registry, desk_store(desk), letter, &terms, &got, NULL));
    AUTO(matter) *matter = load(desk, got.matter);
    assert_true(g_utf8_validate(matter->subject, -1, NULL));
}

static void record__two_thousand_of_everything__in_time(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GString) line = g_string_new("ref ACD 7 (2024) | date 2025-07-11 | ");
    for (guint i = 0; i < 2000; i++)
        g_string_append_printf(line, "ask Governments number %u are requested to send word %u of "
                                     "the report | due %04u-%02u-%02u | ",
                               i, i, 2030 + i / 336, 1 + i / 28 % 12, 1 + i % 28);
    gint64 start = g_get_monotonic_time();
    gint64 id = desk_record(desk, line->str).matter;
    for (guint i = 0; i < 3; i++)
        assert_int_equal(desk_record(desk, line->str).matter, id);
    assert_true(g_get_monotonic_time() - start < 30 * G_USEC_PER_SEC);
    AUTO(matter) *matter = load(desk, id);
    assert_int_equal(matter->deadlines->len, 2000);
    assert_int_equal(matter->version, 1);
}

static void record__unknown_mail__missing(void **state)
{
    struct desk *desk = *state;
    LETTER *letter = letter_from_line("subject x");
    struct record_terms terms = {.today = letter_day("2025-07-15")};
    struct recorded got;
    g_autoptr(GError) error = NULL;
    assert_false(register_record(desk->registry, 99, letter, &terms, &got, &error));
    assert_true(g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_MISSING));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, registry_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(record__letter__whole_matter_comes_back),
        TEST(record__nothing_asked__for_information),
        TEST(record__nothing_asked_but_unread_part__to_confirm),
        TEST(record__nearly_a_circular_with_a_date__a_person_is_asked),
        TEST(record__nearly_a_circular__changes_no_matter),
        TEST(record__circular_after_what_was_nearly_one__settles_that_doubt),
        TEST(record__low_confidence__to_confirm),
        TEST(record__news__no_matter),
        TEST(record__unverified_sender__matter_with_doubt),
        TEST(record__direct_forwarded_and_again__one_matter),
        TEST(record__letter_known_by_its_id_alone__joins),
        TEST(record__copy_that_can_be_read__brings_the_date),
        TEST(record__copies_disagree__both_kept_and_doubted),
        TEST(record__copy_counts_the_day_out__doubted),
        TEST(record__copy_disagrees_with_a_closed_matter__put_to_a_person),
        TEST(record__other_circulars__stay_apart),
        TEST(record__known_message_id_on_another_letter__own_matter_with_doubt),
        TEST(record__extension_by_reference__new_version),
        TEST(record__extension_first__original_brings_nothing_back),
        TEST(record__extension_and_back__last_letter_counts),
        TEST(record__correction_by_subject_and_date__joins),
        TEST(record__thread__later_letter_joins),
        TEST(record__same_request_by_another_date__replaces_with_doubt),
        TEST(record__reminder_of_the_office__old_date_over__no_doubt),
        TEST(record__later_letter_on_closed_matter__put_to_a_person),
        TEST(record__copy_on_closed_matter__stays_closed),
        TEST(record__last_date_taken_back__put_to_a_person),
        TEST(record__copy_read_better__fills_the_heading),
        TEST(record__other_letter_of_the_same_file__own_matter),
        TEST(record__unverified_later_letter__changes_nothing),
        TEST(record__unverified_on_closed_matter__own_matter),
        TEST(record__forged_first_real_second__real_one_counts),
        TEST(record__forged_and_refused_then_real__put_to_a_person),
        TEST(record__answer_to_our_reminder__no_new_matter),
        TEST(record__hostile_strings__come_back_as_they_went_in),
        TEST(record__bytes_that_are_no_utf8__repaired),
        TEST(record__two_thousand_of_everything__in_time),
        TEST(record__unknown_mail__missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
