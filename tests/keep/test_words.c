/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "keep/words.h"

static const char *const references[][2] = {
    {"ACD 7 (2024)", "acd 7 2024"},
    {"acd 7(2024)", "acd 7 2024"},
    {"ACD7 - 2024", "acd 7 2024"},
    {"RGB 044-2025-100-1", "rgb 044 2025 100 1"},
    {"ＡＣＤ　７　（２０２４）", "acd 7 2024"}, /* full width */
    {"NORMES", NULL},
    {"", NULL},
    {NULL, NULL},
};

static void reference_key__spelling__folded(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(references); i++) {
        g_autofree char *key = words_reference_key(references[i][0]);
        if (g_strcmp0(key, references[i][1]) != 0)
            fail_msg("%s ==> %s", references[i][0], key);
    }
}

static const char *const subjects[][2] = {
    {"Fwd: Re: Reports on C087", "Reports on C087"},
    {"TR : Rapports", "Rapports"},
    {"RV: Memorias", "Memorias"},
    {"Edastamine: WG: AW: ENC: Letter", "Letter"},
    {"[EXTERNAL] FW: Letter", "Letter"},
    {"RE[2]: Letter", "Letter"},
    {"[Case 2090] Letter", "[Case 2090] Letter"},
    {"Reminder: Letter", "Reminder: Letter"},
    {"Re:", "Re:"},
    {"  Meeting  ", "Meeting"},
    {"", ""},
    {NULL, ""},
};

static void bare_subject__prefixes_of_programs__stripped(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
        g_autofree char *bare = words_bare_subject(subjects[i][0]);
        assert_string_equal(bare, subjects[i][1]);
    }
}

static void subject_key__case_and_punctuation__folded(void **state)
{
    (void)state;
    g_autofree char *one = words_subject_key("Fwd: Article 22 – Reports, 2025");
    g_autofree char *two = words_subject_key("ARTICLE 22: REPORTS 2025");
    g_autofree char *none = words_subject_key(" -- ");
    assert_string_equal(one, two);
    assert_null(none);
}

static void telling__useless_subjects__are_not(void **state)
{
    (void)state;
    static const char *const useless[] = {"Meeting", "Kirja edastamine", "Letter no 5", "Re: Meeting"};
    for (guint i = 0; i < G_N_ELEMENTS(useless); i++) {
        g_autofree char *key = words_subject_key(useless[i]);
        assert_false(words_are_telling(key));
    }
    g_autofree char *key = words_subject_key("Report on labour inspection in agriculture");
    assert_true(words_are_telling(key));
    assert_false(words_are_telling(NULL));
}

static void bag__figures__kept_apart_from_words(void **state)
{
    (void)state;
    AUTO(bag) *a = bag_new();
    AUTO(bag) *b = bag_new();
    bag_add(a, "observations on Case No. 2090 by 16 September");
    bag_add(b, "observations on Case No. 3120 by 16 September");
    assert_true(bag_overlap(a, b) > 0.99);
    assert_false(bag_numbers_agree(a, b));
    bag_forget_number(a, 2090);
    bag_forget_number(b, 3120);
    assert_true(bag_numbers_agree(a, b));
}

static void bag__nothing_in_it__overlaps_nothing(void **state)
{
    (void)state;
    AUTO(bag) *a = bag_new();
    AUTO(bag) *b = bag_new();
    bag_add(a, "words");
    bag_add(b, NULL);
    bag_add(b, "—, 7");
    assert_true(bag_overlap(a, b) < 0.01);
}

static void keys__hostile_text__linear_and_harmless(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < 200000; i++)
        g_string_append(text, "Re: [x] \xff a1");
    g_autofree char *key = words_subject_key(text->str);
    AUTO(bag) *bag = bag_new();
    bag_add(bag, text->str);
    assert_non_null(key);
    assert_true(strlen(key) < 4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_key__spelling__folded),
        cmocka_unit_test(bare_subject__prefixes_of_programs__stripped),
        cmocka_unit_test(subject_key__case_and_punctuation__folded),
        cmocka_unit_test(telling__useless_subjects__are_not),
        cmocka_unit_test(bag__figures__kept_apart_from_words),
        cmocka_unit_test(bag__nothing_in_it__overlaps_nothing),
        cmocka_unit_test(keys__hostile_text__linear_and_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
