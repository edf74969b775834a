/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings travel whole, and a hostile child's are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "finding.h"

static struct findings *make_findings(void)
{
    struct findings *f = findings_new();
    struct deadline *deadline = deadline_new();
    struct request *request = request_new();
    guint zero = 0;
    GDate other;

    f->message_id = g_strdup("1@office.example");
    f->circular = TRUE;
    f->score = 0.97;
    f->kind = LETTER_ARTICLE_33;
    g_date_set_dmy(&f->letter_date, 11, 7, 2025);
    g_date_set_dmy(&deadline->date, 16, 9, 2025);
    g_date_clear(&other, 1);
    g_date_set_dmy(&other, 9, 12, 2025);
    g_array_append_val(deadline->alternatives, other);
    deadline->minutes = 1020;
    deadline->zone = g_strdup("Europe/Zurich");
    deadline->confidence = 0.9;
    deadline->quote.text = g_strdup("by no later than 16 September 2025");
    deadline->quote.part = g_strdup("Letter.pdf");
    deadline->quote.page = 2;
    g_array_append_val(deadline->requests, zero);
    g_ptr_array_add(f->deadlines, deadline);
    request->quote.text = g_strdup("Kindly reply.");
    g_array_append_val(request->deadlines, zero);
    g_ptr_array_add(f->requests, request);
    g_ptr_array_add(f->instruments, g_strdup("C087"));
    g_ptr_array_add(f->unread, flaw_new("annex.pdf", "encrypted"));
    return f;
}

static void findings_variant__full__comes_back_the_same(void **state)
{
    AUTO(findings) *f = make_findings();
    g_autoptr(GVariant) variant = g_variant_ref_sink(findings_to_variant(f));
    g_autoptr(GError) error = NULL;
    AUTO(findings) *back = findings_from_variant(variant, &error);

    (void)state;
    assert_non_null(back);
    g_autoptr(GVariant) again = g_variant_ref_sink(findings_to_variant(back));
    assert_true(g_variant_equal(variant, again));
    const struct deadline *deadline = back->deadlines->pdata[0];
    assert_int_equal(deadline->minutes, 1020);
    assert_string_equal(deadline->quote.text, "by no later than 16 September 2025");
    assert_int_equal(deadline->alternatives->len, 1);
    assert_false(g_date_valid(&deadline->not_before));
    assert_null(back->reference);
}

static void refuse(struct findings *f)
{
    g_autoptr(GVariant) variant = g_variant_ref_sink(findings_to_variant(f));
    g_autoptr(GError) error = NULL;

    assert_null(findings_from_variant(variant, &error));
    assert_non_null(error);
}

static void findings_from_variant__index_to_nothing__is_refused(void **state)
{
    AUTO(findings) *f = make_findings();
    guint far = 7;

    (void)state;
    g_array_append_val(((struct deadline *)f->deadlines->pdata[0])->requests, far);
    refuse(f);
}

static void findings_from_variant__time_confidence_year__are_refused(void **state)
{
    AUTO(findings) *f = make_findings();
    struct deadline *deadline = f->deadlines->pdata[0];

    (void)state;
    deadline->minutes = 1441;
    refuse(f);
    deadline->minutes = -1;
    deadline->confidence = 1.5;
    refuse(f);
    deadline->confidence = 0.5;
    g_date_set_year(&deadline->date, 2345);
    refuse(f);
    g_date_set_year(&deadline->date, 2025);
    deadline->kind = 9;
    refuse(f);
    deadline->kind = DEADLINE_BY;
    g_date_clear(&deadline->date, 1);
    refuse(f);
}

static void findings_from_variant__other_form__is_refused(void **state)
{
    g_autoptr(GVariant) variant = g_variant_ref_sink(g_variant_new("(is)", 3, "three"));
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_null(findings_from_variant(variant, &error));
    assert_non_null(error);
}

static void findings_to_variant__long_quote__is_cut_at_a_character(void **state)
{
    AUTO(findings) *f = make_findings();
    GString *lengthy = g_string_new("x");
    g_autoptr(GError) error = NULL;

    (void)state;
    while (lengthy->len < 9000)
        g_string_append(lengthy, "é");
    f->subject = g_string_free(lengthy, FALSE);
    g_autoptr(GVariant) variant = g_variant_ref_sink(findings_to_variant(f));
    AUTO(findings) *back = findings_from_variant(variant, &error);
    assert_non_null(back);
    assert_true(strlen(back->subject) <= 8192);
    assert_true(g_utf8_validate(back->subject, -1, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_variant__full__comes_back_the_same),
        cmocka_unit_test(findings_from_variant__index_to_nothing__is_refused),
        cmocka_unit_test(findings_from_variant__time_confidence_year__are_refused),
        cmocka_unit_test(findings_from_variant__other_form__is_refused),
        cmocka_unit_test(findings_to_variant__long_quote__is_cut_at_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
