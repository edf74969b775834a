/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prefixes of subjects, as mail programs of many languages write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/subject.h"

static void skip__each_sort__told_with_what_is_left(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *left;
        enum subject_prefix which;
    } cases[] = {
        {"Re: Report", "Report", SUBJECT_ANSWERED},       {"RE :  Rapport", "Rapport", SUBJECT_ANSWERED},
        {"AW: Bericht", "Bericht", SUBJECT_ANSWERED},     {"Re[2]: Report", "Report", SUBJECT_ANSWERED},
        {"WG: Bericht", "Bericht", SUBJECT_PASSED_ON},    {"TRANSFÉRÉ : Note", "Note", SUBJECT_PASSED_ON},
        {"[office] Report", "Report", SUBJECT_MARKED},    {"[Case 2512] Report", NULL, SUBJECT_PLAIN},
        {"Reports: article 22", NULL, SUBJECT_PLAIN},     {"Re:", NULL, SUBJECT_ANSWERED},
        {"", NULL, SUBJECT_PLAIN},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        enum subject_prefix which;
        const char *left = subject_skip(cases[i].subject, &which);
        assert_int_equal(which, cases[i].which);
        if (cases[i].left != NULL)
            assert_string_equal(left, cases[i].left);
        else
            assert_null(left);
    }
}

static void answers__first_prefix_decides__behind_marks(void **state)
{
    (void)state;
    assert_true(subject_answers("Re: Report"));
    assert_true(subject_answers(" [office] SV: Fwd: Report"));
    assert_true(subject_answers("Antw: Verslag"));
    assert_false(subject_answers("Fwd: Re: Report"));
    assert_false(subject_answers("[office] Report"));
    assert_false(subject_answers("Report"));
    assert_false(subject_answers(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skip__each_sort__told_with_what_is_left),
        cmocka_unit_test(answers__first_prefix_decides__behind_marks),
    };
    return cmocka_run_group_tests_name("subject", tests, NULL, NULL);
}
