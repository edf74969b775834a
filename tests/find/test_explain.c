/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates: what spoke for each date and sentence, and what against. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"

static struct packs *packs;

#define LETTER "International Labour Office\nGeneva, 11 July 2025\n\nDear Minister,\n\n" \
               "The Conference was held from 2 to 13 June 2025. Please send your report by 16 September 2025. " \
               "The workers' organizations are requested to reply by 30 October 2025.\n\nYours sincerely,\n\nA. Director\n"

static const struct candidate *candidate_with(const struct findings *f, const char *words)
{
    for (guint i = 0; i < f->candidates->len; i++) {
        const struct candidate *one = f->candidates->pdata[i];
        if (strstr(one->quote.text, words) != NULL)
            return one;
    }
    fail_msg("%s is no candidate", words);
    return NULL;
}

static void find_read__letter__no_candidates(void **state)
{
    (void)state;
    AUTO(findings) *f = reader_read(packs, LETTER, "2025-07-15");
    assert_int_equal(f->candidates->len, 0);
    assert_int_equal(f->deadlines->len, 1);
}

static void find_explain__letter__findings_are_the_same(void **state)
{
    (void)state;
    AUTO(findings) *read = reader_read(packs, LETTER, "2025-07-15"), *explained = reader_explain(packs, LETTER, "2025-07-15");
    g_ptr_array_set_size(explained->candidates, 0);
    g_autoptr(GVariant) one = g_variant_ref_sink(findings_to_variant(read)), other = g_variant_ref_sink(findings_to_variant(explained));
    assert_true(g_variant_equal(one, other));
}

static void find_explain__dates__rules_for_and_against(void **state)
{
    (void)state;
    AUTO(findings) *f = reader_explain(packs, LETTER, "2025-07-15");
    const struct candidate *due = candidate_with(f, "by 16 September"), *past = candidate_with(f, "13 June"), *other = candidate_with(f, "30 October");
    assert_string_equal(due->role, "deadline");
    assert_true(due->score > 0 && due->by_rules > 0);
    assert_true(strchr(due->rule, '+') != NULL);
    assert_string_equal(past->role, "past");
    assert_true(past->score < 0);
    assert_true(g_str_has_prefix(past->rule, "-"));
    assert_string_not_equal(other->role, "deadline");
    assert_true(other->score < 0);
}

static void find_explain__sentences__asked_of_whom(void **state)
{
    (void)state;
    AUTO(findings) *f = reader_explain(packs, LETTER, "2025-07-15");
    const struct candidate *asks = candidate_with(f, "Please send your report by"), *others = candidate_with(f, "organizations are requested");
    assert_string_equal(asks->role, "request");
    assert_false(g_date_valid(&asks->date));
    assert_true(asks->score >= 0 && strchr(asks->rule, '+') != NULL);
    assert_string_equal(others->role, "no request");
    assert_true(others->score < 0 && strstr(others->rule, "-en.") != NULL);
    assert_string_equal(others->reason, "Somebody else is asked, or it is told, quoted or offered.");
}

static void find_explain__more_than_are_listed__says_so(void **state)
{
    (void)state;
    g_autoptr(GString) many = g_string_new(NULL);
    for (guint i = 0; i < 1200; i++)
        g_string_append_printf(many, "The meeting number %u was held on 2 June 2025.\n", i);
    AUTO(findings) *f = reader_explain(packs, many->str, "2025-07-15");
    assert_int_equal(f->candidates->len, 1000);
    assert_true(f->limits->len > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find_read__letter__no_candidates),
        cmocka_unit_test(find_explain__letter__findings_are_the_same),
        cmocka_unit_test(find_explain__dates__rules_for_and_against),
        cmocka_unit_test(find_explain__sentences__asked_of_whom),
        cmocka_unit_test(find_explain__more_than_are_listed__says_so),
    };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
