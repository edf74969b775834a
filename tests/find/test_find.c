/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole letters, and texts made to hurt. The tables of single statements stand in test_table.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"

static struct packs *packs;

static const char letter[] =
    "International Labour Office\n"
    "TO ALL MEMBER STATES OF THE ILO                         Geneva, 11 July 2025\n"
    "R: ACD 12-3 (2025)\n\n"
    "Dear Minister,\n\n"
    "At its 353rd Session (March 2025) the Governing Body asked for a report under article 33 of the\n"
    "Constitution. I would be grateful if your Government could let me have its views on the Right to\n"
    "Organise Convention, 1949 (No. 98), by no later than 16 Sep-\ntember 2025, 5 p.m. (Geneva time).\n\n"
    "Please also bring this letter to the attention of employers' and workers' organizations.\n\n"
    "The report will be published by 1 November 2025.\n\n"
    "Yours sincerely,\n\nA. Director\n";

static void find_read__letter__one_deadline_two_requests(void **state)
{
    AUTO(findings) *f = reader_read(packs, letter, "2025-07-15");

    (void)state;
    assert_true(f->circular);
    assert_string_equal(f->reference, "ACD 12-3 (2025)");
    assert_string_equal(f->language, "en");
    assert_int_equal(f->kind, LETTER_ARTICLE_33);
    assert_int_equal(f->deadlines->len, 1);
    const struct deadline *deadline = f->deadlines->pdata[0];
    g_autofree char *answer = reader_table_answer(f);
    assert_string_equal(answer, "2025-09-16/byT17:00");
    assert_string_equal(deadline->zone, "Europe/Zurich");
    assert_string_equal(deadline->quote.text, "by no later than 16 September 2025, 5 p.m. (Geneva time)");
    assert_int_equal(f->requests->len, 2);
    assert_int_equal(deadline->requests->len, 1);
    assert_int_equal(g_array_index(deadline->requests, guint, 0), 0);
    assert_int_equal(((struct request *)f->requests->pdata[1])->deadlines->len, 0);
    assert_string_equal(f->instruments->pdata[0], "C098");
    assert_string_equal(f->articles->pdata[0], "33");
}

static void find_read__quote__is_the_originals_bytes(void **state)
{
    AUTO(findings) *f = reader_read(packs, letter, "2025-07-15");
    const struct quote *quote = &((struct deadline *)f->deadlines->pdata[0])->quote;

    (void)state;
    assert_true(quote->offset + quote->length < sizeof letter);
    assert_memory_equal(letter + quote->offset, "by no later", 11);
}

static void find_read__quote__holds_what_proves_the_day(void **state)
{
    static const char *const cases[][2] = {
        { "Deadline for replies: 30 September 2025", "Deadline for replies: 30 September 2025" },
        { "The deadline has been extended. The new deadline for replies is 30 September 2025.", "The new deadline for replies is 30 September 2025" },
        { "Sírvase responder en el plazo de seis semanas, contadas a partir de la fecha de la presente.", "en el plazo de seis semanas, contadas a partir de la fecha de la presente" },
        { "Nous vous prions de nous renvoyer le questionnaire le 12 septembre 2025, pas plus tard.", "le 12 septembre 2025, pas plus tard" },
        { "Please reply within three weeks, that is to say by 5 August 2025.", "that is to say by 5 August 2025" },
    };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(findings) *f = reader_read(packs, cases[i][0], "2025-07-15");
        assert_int_equal(f->deadlines->len, 1);
        assert_string_equal(((struct deadline *)f->deadlines->pdata[0])->quote.text, cases[i][1]);
    }
}

static void find_read__same_text_twice__says_everything_once(void **state)
{
    g_autofree char *twice = g_strconcat(letter, "\n\n", letter, NULL);
    AUTO(findings) *f = reader_read(packs, twice, "2025-07-15");

    (void)state;
    assert_int_equal(f->deadlines->len, 1);
    assert_int_equal(f->requests->len, 2);
}

static void find_read__newsletter__asks_nobody(void **state)
{
    AUTO(findings) *f = reader_read(packs,
        "Labour News Weekly\n\nIn this issue: night work\n\nThe ILO calls on governments to act by 31 December 2025.\n"
        "\"Governments must reply by 1 October 2025,\" a spokesman told reporters.\n\nRead more\nUnsubscribe\n", "2025-07-15");

    (void)state;
    assert_false(f->circular);
    assert_int_equal(f->deadlines->len, 0);
    assert_int_equal(f->requests->len, 0);
}

static void find_read__empty_and_strange__no_findings(void **state)
{
    static const char *const texts[] = { "", "\f\f\f", "31/02/2025", "99999999999999999999", ">>>>>>>>>>", "....", "(((((((", "by by by by by" };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        AUTO(findings) *f = reader_read(packs, texts[i], "2025-07-15");
        assert_int_equal(f->deadlines->len, 0);
    }
}

static void find_read__nested_and_endless__ends_soon(void **state)
{
    GString *hostile = g_string_new(NULL);

    (void)state;
    for (guint i = 0; i < 20000; i++)
        g_string_append(hostile, i % 3 ? "by 5 May " : "\"no later than ");
    AUTO(findings) *f = reader_read(packs, hostile->str, "2025-07-15");
    assert_true(f->deadlines->len < 10);
    g_string_free(hostile, TRUE);
}

/* What is longer than SENTENCE_TOKENS_MAX is cut into several, and none of it is lost. */
static void find_read__endless_sentence__its_last_words_are_read(void **state)
{
    GString *endless = g_string_new("Dear Minister,\n\n");

    (void)state;
    for (guint i = 0; i < 5000; i++)
        g_string_append(endless, "and so on ");
    g_string_append(endless, "your Government is requested to reply by no later than 16 September 2025.\n");
    AUTO(findings) *f = reader_read(packs, endless->str, "2025-07-15");
    g_autofree char *answer = reader_table_answer(f);
    assert_int_equal(f->deadlines->len, 1);
    assert_string_equal(answer, "2025-09-16/by");
    g_string_free(endless, TRUE);
}

/* The items go on with the sentence, and a day in one of them is the request's. */
static void find_read__items_under_a_lead__one_request(void **state)
{
    AUTO(findings) *f = reader_read(packs,
        "Genève, le 4 juillet 2025\n\nMonsieur le Ministre,\n\nJe vous demande en conséquence :\n\na) de désigner un expert ;\n"
        "b) de nous en communiquer le nom avant le 5 septembre 2025.\n\nLe Bureau prendra en charge son voyage.\n", "2025-07-15");

    (void)state;
    assert_int_equal(f->requests->len, 1);
    assert_string_equal(((struct request *)f->requests->pdata[0])->quote.text,
                        "Je vous demande en conséquence : a) de désigner un expert ; b) de nous en communiquer le nom avant le 5 septembre 2025.");
    assert_int_equal(f->deadlines->len, 1);
    assert_int_equal(((struct deadline *)f->deadlines->pdata[0])->requests->len, 1);
}

static void find_read__more_deadlines_than_are_listed__says_so(void **state)
{
    GString *many = g_string_new("International Labour Office\nGeneva, 1 July 2025\n\nDear Minister,\n\n");

    (void)state;
    for (guint day = 0; day < 1200; day++)
        g_string_append_printf(many, "Please reply by no later than %u.%u.%u.\n", day % 28 + 1, day / 28 % 12 + 1, 2026 + day / 336);
    AUTO(findings) *f = reader_read(packs, many->str, "2025-07-15");
    assert_int_equal(f->deadlines->len, 1000);
    assert_true(f->limits->len > 0);
    assert_non_null(strstr(((struct flaw *)f->limits->pdata[0])->what, "more than 1000"));
    g_string_free(many, TRUE);
}

static void find_read__weekday_at_the_end_of_a_line__stays_with_its_day(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "INTERNATIONAL LABOUR OFFICE\n\nDear Sir,\n\nYour Government is requested to send the form to the Office by Friday\n12 September 2025 in English.\n",
        "INTERNATIONAL LABOUR OFFICE\n\nDear Sir,\n\nUnder article 2 of the Rules for Regional Meetings the credentials of all\nmembers of the delegation are to be deposited with the Office by\n"
        "Friday 12 September 2025, as is usual.\n",
    };

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        AUTO(findings) *f = reader_read(packs, texts[i], "2025-07-15");
        assert_int_equal(f->deadlines->len, 1);
        const struct deadline *deadline = f->deadlines->pdata[0];
        const GDate day = reader_day("2025-09-12");
        assert_int_equal(g_date_compare(&deadline->date, &day), 0);
        assert_int_equal(deadline->kind, DEADLINE_BY);
    }
}

static void find_read__mail_of_a_colleague__no_date_is_surer_than_the_circular(void **state)
{
    AUTO(findings) *f = reader_read(packs, "Hi Marta,\n\nplease send me your part of the budget by no later than 12 September 2025.\n\nBest,\nJohn\n", "2025-07-15");

    (void)state;
    assert_false(f->circular);
    assert_int_equal(f->deadlines->len, 1);
    assert_true(((struct deadline *)f->deadlines->pdata[0])->confidence <= f->score);
    assert_true(((struct request *)f->requests->pdata[0])->confidence <= f->score);
}

static void find_read__column_of_days__all_or_none(void **state)
{
    (void)state;
    static const char *const heads[] = { "Deadline", "Last day" };

    for (guint i = 0; i < G_N_ELEMENTS(heads); i++) {
        g_autofree char *text = g_strdup_printf("INTERNATIONAL LABOUR OFFICE\n\nDear Sir,\n\nGovernments are requested to send us the following.\n\n"
                                                "Step                                   %s\n"
                                                "Reply to the questionnaire             12 September 2025\n"
                                                "Proposals of the employers, if any     26 September 2025\n"
                                                "Names for the regional meeting         17 October 2025\n\nYours faithfully\n", heads[i]);
        AUTO(findings) *f = reader_read(packs, text, "2025-07-15");
        assert_int_equal(f->deadlines->len, 3);
    }
}

static void find_read__extended_from_to__first_day_is_superseded(void **state)
{
    static const char *const texts[] = {
        "The deadline for replies has been extended from 30 June 2025 to 31 July 2025.",
        "Le délai de réponse est reporté du 30 juin au 31 juillet 2025.",
        "El plazo se prorroga del 30 de junio al 31 de julio de 2025.",
        "Vastamise tähtaega pikendati 30. juunilt 2025 kuni 31. juulini 2025.",
        "Die Frist wurde vom 30. Juni 2025 bis zum 31. Juli 2025 verlängert.",
        "O prazo foi prorrogado de 30 de junho para 31 de julho de 2025.",
    };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        AUTO(findings) *f = reader_read(packs, texts[i], "2025-06-15");
        assert_int_equal(f->deadlines->len, 1);
        const struct deadline *deadline = f->deadlines->pdata[0];
        assert_int_equal(g_date_get_day(&deadline->date), 31);
        assert_false(g_date_valid(&deadline->not_before));
        assert_int_equal(f->superseded->len, 1);
        assert_int_equal(g_date_get_month(&((struct superseded *)f->superseded->pdata[0])->date), G_DATE_JUNE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find_read__letter__one_deadline_two_requests),
        cmocka_unit_test(find_read__quote__is_the_originals_bytes),
        cmocka_unit_test(find_read__quote__holds_what_proves_the_day),
        cmocka_unit_test(find_read__same_text_twice__says_everything_once),
        cmocka_unit_test(find_read__newsletter__asks_nobody),
        cmocka_unit_test(find_read__empty_and_strange__no_findings),
        cmocka_unit_test(find_read__nested_and_endless__ends_soon),
        cmocka_unit_test(find_read__endless_sentence__its_last_words_are_read),
        cmocka_unit_test(find_read__items_under_a_lead__one_request),
        cmocka_unit_test(find_read__weekday_at_the_end_of_a_line__stays_with_its_day),
        cmocka_unit_test(find_read__mail_of_a_colleague__no_date_is_surer_than_the_circular),
        cmocka_unit_test(find_read__column_of_days__all_or_none),
        cmocka_unit_test(find_read__extended_from_to__first_day_is_superseded),
        cmocka_unit_test(find_read__more_deadlines_than_are_listed__says_so),
    };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
