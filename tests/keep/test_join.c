/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letter by letter: does the second belong to the matter of the first? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "../support/letter.h"
#include "keep/join.h"

#define ASK "ask Governments are requested to send a report on the application of the Convention | "

static const struct row {
    const char *first, *second;
    enum relation relation;
} rows[] = {
    /* the Message-ID of the letter */
    {"id a | subject X | " ASK "due 2025-09-16", "id a | subject X | " ASK "due 2025-09-16", RELATION_COPY},
    {"id a | due 2025-09-16", "id b | letter a | subject Fwd: X | due 2025-09-16", RELATION_COPY},
    {"id b | letter a | due 2025-09-16", "id a | subject Y", RELATION_COPY},
    {"id a | due 2025-09-16", "id a | lang fr | due 2025-09-16", RELATION_LANGUAGE},
    {"id a | due 2025-09-16", "id a | due 2025-10-16", RELATION_NONE},
    {"id a | ref ACD 7 (2024)", "id a | ref ACD 8 (2024)", RELATION_NONE},
    {"id a | date 2025-07-11", "id a | date 2025-07-12", RELATION_NONE},

    /* the reference */
    {"ref ACD 7 (2024) | date 2025-07-11", "ref acd 7(2024) | date 2025-07-11", RELATION_COPY},
    {"ref ACD 7 (2024) | date 2025-07-11", "ref ACD 7 (2024)", RELATION_COPY},
    {"ref ACD 7 (2024) | date 2025-07-11", "ref ACD 7 (2024) | date 2025-07-11 | lang es", RELATION_LANGUAGE},
    {"ref ACD 7 (2024) | date 2025-07-11", "ref ACD 7 (2024) | date 2025-08-11", RELATION_LATER},
    {"ref ACD 7 (2024) | date 2025-07-11", "ref ACD 7 (2024) | date 2025-06-11", RELATION_EARLIER},
    {"ref ACD 7 (2024) | date 2025-07-11", "ref ACD 7 (2025) | date 2025-07-11", RELATION_NONE},
    {"ref NORMES | date 2025-07-11", "ref NORMES | date 2025-07-11", RELATION_NONE},
    {"ref ACD 7 (2024) | case 2090", "ref ACD 7 (2024) | case 3120", RELATION_NONE},
    {"ref ILC 114 | date 2025-03-01 | kind credentials | subject A",
     "ref ILC 114 | date 2025-04-01 | kind questionnaire | subject B", RELATION_NONE},
    {"ref ILC 114 | date 2025-03-01 | kind credentials | subject A | due 2025-05-01",
     "ref ILC 114 | date 2025-04-01 | kind nomination | subject B | due 2025-05-09 | back 2025-05-01",
     RELATION_LATER},
    /* one reference, no letter date, nothing alike */
    {"ref ILC 114 | subject A | ask Please send the credentials of the delegates to the Office | due 2025-05-01",
     "ref ILC 114 | subject B | ask Kindly answer all questions about biological hazards | due 2025-06-01",
     RELATION_NONE},

    /* the reference of an earlier letter */
    {"ref ACD 7 (2024) | date 2025-07-11", "earlier ACD 7 (2024) | date 2025-08-11", RELATION_LATER},
    {"ref ACD 7 (2024) | date 2025-07-11", "ref ACD 9 (2024) | earlier ACD 7 (2024)", RELATION_LATER},
    {"ref ACD 9 | earlier ACD 7 | date 2025-08-11", "ref ACD 7 | date 2025-07-11", RELATION_EARLIER},
    {"ref ACD 9 | earlier ACD 7 | date 2025-08-11", "earlier ACD 7 | date 2025-08-11", RELATION_COPY},

    /* the thread */
    {"id a | subject X | due 2025-09-16", "answers a | subject Re: X | due 2025-10-16", RELATION_LATER},
    {"id a | subject X | due 2025-09-16", "thread z a | subject Fwd: X | due 2025-09-16", RELATION_COPY},
    {"id a | subject X | due 2025-09-16", "thread <z> <a> | subject X | due 2025-09-16", RELATION_COPY},
    {"id a | subject X | due 2025-09-16", "thread a | subject Lunch on Friday | due 2025-07-25", RELATION_NONE},
    {"id a | ref ACD 7 | subject X", "thread a | ref ACD 8 | subject X | due 2025-09-16", RELATION_NONE},
    {"id a | case 2090 | subject X | due 2025-09-16", "thread a | case 3120 | subject X | due 2025-10-16", RELATION_NONE},

    /* the content */
    {"date 2025-07-11 | subject A | " ASK "due 2025-09-16", "date 2025-07-11 | subject B | " ASK "due 2025-09-16", RELATION_COPY},
    {"subject A | " ASK "due 2025-09-16", "date 2025-07-11 | subject B | " ASK "due 2025-09-16", RELATION_COPY},
    {"ref ACD 7 | date 2025-07-11 | " ASK "due 2025-09-16", "date 2025-07-11 | " ASK "due 2025-09-16", RELATION_COPY},
    {"date 2025-07-11 | " ASK, "date 2025-07-11 | " ASK, RELATION_COPY},
    {"date 2025-07-11 | " ASK "due 2025-09-16", "date 2025-07-12 | " ASK "due 2025-09-16", RELATION_NONE},
    {"date 2025-07-11 | " ASK "due 2025-09-16", "date 2025-07-11 | " ASK "due 2025-09-17", RELATION_NONE},
    {"date 2025-07-11 | " ASK "due 2025-09-16", "date 2025-07-11 | " ASK "due 2025-09-16 | due 2025-10-01", RELATION_COPY},
    {"date 2025-07-11 | " ASK "due 2025-09-16 | due 2025-10-01", "date 2025-07-11 | " ASK "due 2025-09-16", RELATION_COPY},
    {"date 2025-07-11 | " ASK "due 2025-09-16 | due 2025-10-01", "date 2025-07-11 | " ASK "due 2025-09-16 | due 2025-10-02", RELATION_NONE},
    {ASK "due 2025-09-16", ASK "due 2025-09-16 | due 2025-10-01", RELATION_NONE},
    {ASK, ASK, RELATION_NONE},
    {"date 2025-07-11 | due 2025-09-16", "date 2025-07-11 | due 2025-09-16", RELATION_NONE},
    {"date 2025-07-11 | ask Reply | due 2025-09-16", "date 2025-07-11 | ask Reply | due 2025-09-16", RELATION_NONE},
    {"date 2025-07-11 | instrument C087 | " ASK "due 2025-09-16",
     "date 2025-07-11 | instrument C098 | " ASK "due 2025-09-16", RELATION_NONE},
    {"date 2025-07-11 | instrument C087 | " ASK "due 2025-09-16",
     "date 2025-07-11 | instrument C087 | instrument C098 | " ASK "due 2025-09-16", RELATION_COPY},
    {"date 2025-07-11 | kind article-22 | " ASK "due 2025-09-16",
     "date 2025-07-11 | kind article-19 | " ASK "due 2025-09-16", RELATION_NONE},
    {"date 2025-07-11 | kind article-33 | instrument C087 | " ASK "due 2025-09-16",
     "date 2025-07-11 | kind meeting | instrument C087 | " ASK "due 2025-09-16", RELATION_COPY},
    {"date 2025-07-11 | ask Please send observations on Case 2090 to the Office | due 2025-09-16",
     "date 2025-07-11 | ask Please send observations on Case 3120 to the Office | due 2025-09-16", RELATION_NONE},
    {"date 2025-07-11 | kind article-22 | instrument C087 | " ASK "due 2025-09-16",
     "date 2025-07-11 | kind article-22 | instrument C087 | lang fr | ask Prière d'envoyer un rapport | due 2025-09-16",
     RELATION_LANGUAGE},
    {"date 2025-07-11 | kind article-22 | " ASK "due 2025-09-16",
     "date 2025-07-11 | kind article-22 | lang fr | ask Prière d'envoyer un rapport | due 2025-09-16", RELATION_NONE},

    /* nothing is asked */
    {"date 2025-07-11 | subject New Director of the Office", "date 2025-07-11 | subject Fwd: New Director of the Office", RELATION_COPY},
    {"date 2025-07-11 | subject Meeting", "date 2025-07-11 | subject Meeting", RELATION_NONE},
    {"subject New Director of the Office", "subject New Director of the Office", RELATION_NONE},
    {"date 2025-07-11 | subject New Director of the Office | country EE",
     "date 2025-07-11 | subject New Director of the Office", RELATION_NONE},

    /* the subject, and a date taken back */
    {"date 2025-07-01 | kind nomination | subject Nomination of delegates now | due 2025-08-31",
     "date 2025-07-20 | kind nomination | subject RE: Nomination of delegates now | due 2025-09-12 | back 2025-08-31",
     RELATION_LATER},
    {"date 2025-07-20 | kind nomination | subject Nomination of delegates now | due 2025-09-12 | back 2025-08-31",
     "date 2025-07-01 | kind nomination | subject Nomination of delegates now | due 2025-08-31", RELATION_EARLIER},
    {"date 2025-07-01 | kind meeting | subject Meeting | due 2025-08-31",
     "date 2025-07-20 | kind meeting | subject Meeting | due 2025-09-12 | back 2025-08-31", RELATION_NONE},
    {"date 2025-07-01 | kind nomination | subject Nomination of delegates now | due 2025-08-31",
     "date 2025-07-20 | kind nomination | subject Nomination of delegates now | due 2025-09-12", RELATION_NONE},
    {"date 2025-07-01 | kind nomination | subject Nomination of delegates now | due 2025-08-31",
     "date 2025-07-20 | kind meeting | subject Nomination of delegates now | due 2025-09-12 | back 2025-08-31",
     RELATION_NONE},

    /* nothing at all */
    {"subject Meeting", "subject Meeting", RELATION_NONE},
    {"", "", RELATION_NONE},
};

static const char *const names[] = {"none", "copy", "language", "later", "earlier"};

static void judge__table__as_written(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        AUTO(known) *known = letter_known(rows[i].first);
        LETTER *findings = letter_from_line(rows[i].second);
        AUTO(arrival) *arrival = arrival_new(findings);
        struct judgement judgement = join_judge(known, arrival);
        if (judgement.relation == rows[i].relation)
            continue;
        wrong++;
        printf("# %s\n#   %s\n#   ==> %s (%s), not %s\n", rows[i].first, rows[i].second,
               names[judgement.relation], judgement.evidence, names[rows[i].relation]);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judge__table__as_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
