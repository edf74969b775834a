/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a request is where it is not one plain sentence: lists under a lead, and letters to somebody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"

static struct packs *packs;

#define HEAD "International Labour Office\nGeneva, 11 July 2025\n\n"
#define FOOT "\n\nYours sincerely,\n\nA. Director\n"

static const char *request_text(const struct findings *f, guint index)
{
    return ((struct request *)f->requests->pdata[index])->quote.text;
}

static void request_find__infinitives_under_a_lead__one_request_with_all_days(void **state)
{
    AUTO(findings) *f = reader_read(packs,
        HEAD "Dear Minister,\n\nGovernments are requested:\n\n(a) to designate an expert by 1 August 2025; and\n(b) to send the form by 12 September 2025.\n\n"
             "Please also inform the ministry of finance." FOOT, "2025-07-15");

    (void)state;
    assert_int_equal(f->requests->len, 2);
    assert_string_equal(request_text(f, 0), "Governments are requested: (a) to designate an expert by 1 August 2025; and (b) to send the form by 12 September 2025.");
    assert_int_equal(f->deadlines->len, 2);
    for (guint i = 0; i < f->deadlines->len; i++) {
        const struct deadline *deadline = f->deadlines->pdata[i];
        assert_int_equal(deadline->requests->len, 1);
        assert_int_equal(g_array_index(deadline->requests, guint, 0), 0);
    }
}

static void request_find__items_that_ask_for_themselves__each_a_request(void **state)
{
    AUTO(findings) *f = reader_read(packs,
        HEAD "Dear Minister,\n\nMay I ask you to take the following steps:\n\n1. Please confirm the dates.\n2. Please send us the names of the delegates." FOOT,
        "2025-07-15");

    (void)state;
    assert_int_equal(f->requests->len, 3);
    assert_string_equal(request_text(f, 1), "Please confirm the dates.");
}

/* The items of a list may stand in the text, wherever its lines wrap, or below a lead that ends with the reader. */
static void request_find__numbered_in_the_text__one_request(void **state)
{
    AUTO(findings) *f = reader_read(packs,
        HEAD "Dear Minister,\n\nWe kindly ask that you: (i) confirm which agreements are still applied,\n(ii) add those we missed, and (iii) tell us whether the texts may be\npublished.\n\n"
             "We also ask that you:\n\n(i) name an expert;\n\n(ii) send us the form by 1 September 2025." FOOT, "2025-07-15");

    (void)state;
    assert_int_equal(f->requests->len, 2);
    assert_true(g_str_has_suffix(request_text(f, 0), "(iii) tell us whether the texts may be published."));
    assert_true(g_str_has_suffix(request_text(f, 1), "(ii) send us the form by 1 September 2025."));
}

/* "mar." is no month of its own here, and lines with accents are no wider than they look. */
static void request_find__after_a_word_like_a_month__a_sentence_of_its_own(void **state)
{
    AUTO(findings) *f = reader_read(packs,
        "Oficina Internacional del Trabajo\nGinebra, 11 de julio de 2025\n\nEstimados señores:\n\nIntegran el Comité los armadores y la gente de mar. Le agradecería que me "
        "comunicara los nombres.\n\nConforme a ese régimen la memoria debe remitirse, según la práctica, a la\nSecretaría antes del 1 de septiembre de 2025.\n\nAtentamente,\n", "2025-07-15");

    (void)state;
    assert_int_equal(f->requests->len, 2);
    assert_string_equal(request_text(f, 0), "Le agradecería que me comunicara los nombres.");
    assert_true(g_str_has_suffix(request_text(f, 1), "a la Secretaría antes del 1 de septiembre de 2025."));
}

static void request_find__letter_to_unions__asks_nothing_of_the_reader(void **state)
{
    AUTO(findings) *f = reader_read(packs,
        HEAD "To the national trade unions\n(copy to ministries of labour)\n\nDear friends,\n\nPlease send us your comments by 1 September 2025." FOOT, "2025-07-15");

    (void)state;
    assert_int_equal(f->requests->len, 0);
    assert_int_equal(f->deadlines->len, 0);
}

static void request_find__letter_to_unions_in_a_forward__the_cover_still_asks(void **state)
{
    AUTO(findings) *f = reader_read(packs,
        "Dear colleague,\n\nPlease tell us by 1 August 2025 whether you wish to add anything to the letter below.\n\nRegards\n\n"
        "From: International Labour Office\nSent: 11 July 2025\nTo: Unions\nSubject: Comments\n\n"
        "To the trade unions\n\nDear friends,\n\nPlease send us your comments by 1 September 2025." FOOT, "2025-07-15");

    (void)state;
    assert_int_equal(f->deadlines->len, 1);
    assert_int_equal(g_date_get_month(&((struct deadline *)f->deadlines->pdata[0])->date), G_DATE_AUGUST);
    assert_int_equal(f->requests->len, 1);
}

/* Sentences of a table, each on its own: "… ==> asks" or "… ==> none". No more are read wrong than were. */
static void check_asked(const char *path, guint wrong_most)
{
    g_autoptr(GString) misses = g_string_new(NULL);
    guint all, wrong = reader_table_wrong(packs, path, reader_asked_agrees, &all, misses);

    if (wrong > wrong_most)
        fprintf(stderr, "%s%u of %u are wrong, %u were\n", misses->str, wrong, all, wrong_most);
    assert_true(all > 0 && wrong <= wrong_most);
}

static void request_find__french_sentences__ask_or_not(void **state)
{
    (void)state;
    check_asked("tests/find/asked/fr.txt", 0);
    check_asked("tests/find/unseen/asked/fr.txt", 75);
}

static void request_find__english_sentences__ask_or_not(void **state)
{
    (void)state;
    check_asked("tests/find/asked/en.txt", 0);
    check_asked("tests/find/unseen/asked/en.txt", 88);
}

static void request_find__spanish_sentences__ask_or_not(void **state)
{
    (void)state;
    check_asked("tests/find/asked/es.txt", 7);
    check_asked("tests/find/unseen/asked/es.txt", 50);
    check_asked("tests/find/asked/pt.txt", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request_find__infinitives_under_a_lead__one_request_with_all_days),
        cmocka_unit_test(request_find__items_that_ask_for_themselves__each_a_request),
        cmocka_unit_test(request_find__numbered_in_the_text__one_request),
        cmocka_unit_test(request_find__after_a_word_like_a_month__a_sentence_of_its_own),
        cmocka_unit_test(request_find__letter_to_unions__asks_nothing_of_the_reader),
        cmocka_unit_test(request_find__letter_to_unions_in_a_forward__the_cover_still_asks),
        cmocka_unit_test(request_find__french_sentences__ask_or_not),
        cmocka_unit_test(request_find__english_sentences__ask_or_not),
        cmocka_unit_test(request_find__spanish_sentences__ask_or_not),
    };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
