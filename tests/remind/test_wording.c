/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words: every language is whole; plurals and dates come out right; a broken file is refused with its
 * line. */
#include "remind/wording.h"

#include "../support/sample_matter.h"
#include "../support/scratch.h"
#include "base/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct wordings *read_all(void)
{
    g_autofree char *folder = scratch_support_file("../../etc/wording");
    g_autoptr(GError) error = NULL;
    struct wordings *wordings = wordings_read(folder, &error);

    if (wordings == NULL)
        fail_msg("%s", error->message);
    return wordings;
}

static void wording_date__each_language__as_people_write_it(void **state)
{
    (void)state;
    static const struct {
        const char *language, *day, *form, *text;
    } cases[] = {
        { "en", "2025-09-16", "long", "Tuesday 16 September 2025" },
        { "en", "2025-06-01", "short", "1 June 2025" },
        { "fr", "2025-09-16", "long", "mardi 16 septembre 2025" },
        { "fr", "2025-06-01", "long", "dimanche 1er juin 2025" },
        { "es", "2025-09-16", "long", "martes 16 de septiembre de 2025" },
        { "et", "2025-09-16", "long", "teisipäev, 16. september 2025" },
        { "et", "2025-09-16", "on", "teisipäeval, 16. septembril 2025" },
        { "et", "2025-06-01", "short_as", "1. juuniks 2025" },
        { "en", "2025-09-16", "no such form", "Tuesday 16 September 2025" },
    };
    AUTO(wordings) *wordings = read_all();

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        GDate day = sample_day(cases[i].day);
        g_autofree char *text = wording_date(wordings_for(wordings, cases[i].language), &day,
                                             cases[i].form);
        assert_string_equal(text, cases[i].text);
    }
}

static void wording_say__counts__plural_forms(void **state)
{
    (void)state;
    static const struct {
        const char *language;
        int count;
        const char *text;
    } cases[] = {
        { "en", 0, "0 days left" },      { "en", 1, "1 day left" },
        { "en", 12, "12 days left" },    { "fr", 0, "il reste 0 jour" },
        { "fr", 1, "il reste 1 jour" },  { "fr", 2, "il reste 2 jours" },
        { "es", 1, "queda 1 día" },      { "es", 21, "quedan 21 días" },
        { "et", 1, "jäänud on 1 päev" }, { "et", 2, "jäänud on 2 päeva" },
    };
    AUTO(wordings) *wordings = read_all();

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = wording_say(wordings_for(wordings, cases[i].language), "days_left",
                                            SLOT_COUNT("days", cases[i].count));
        assert_string_equal(text, cases[i].text);
    }
}

static void wordings_for__unknown_language__english(void **state)
{
    (void)state;
    AUTO(wordings) *wordings = read_all();

    assert_string_equal(wording_language(wordings_for(wordings, "xx")), "en");
    assert_string_equal(wording_language(wordings_for(wordings, NULL)), "en");
    assert_true(wordings_have(wordings, "et"));
    assert_false(wordings_have(wordings, "xx"));
}

static void wording_say__text_with_braces__is_not_filled_again(void **state)
{
    (void)state;
    AUTO(wordings) *wordings = read_all();
    g_autofree char *text = wording_say(wordings_for(wordings, "en"), "subject_information",
                                        SLOT_TEXT("title", "{title} {due} 100%s"));

    assert_string_equal(text, "For information: {title} {due} 100%s");
}

static char *read_english(void)
{
    g_autofree char *path = scratch_support_file("../../etc/wording/en.conf");
    char *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

/* en.conf with one text replaced by another, read as xx.conf. */
static struct wording *read_changed(const char *old, const char *new, GError **error)
{
    char *directory = scratch_new();
    g_autofree char *path = g_build_filename(directory, "xx.conf", NULL);
    g_autofree char *text = read_english();
    g_autoptr(GString) changed = g_string_new(text);

    assert_int_equal(g_string_replace(changed, old, new, 1), 1);
    assert_true(g_file_set_contents(path, changed->str, -1, NULL));
    struct wording *wording = wording_read(path, error);
    scratch_free(directory);
    return wording;
}

static void wording_read__broken__refused_with_line_and_reason(void **state)
{
    (void)state;
    static const struct {
        const char *old, *new, *reason;
    } cases[] = {
        { "Please answer by {due}: {left}.", "Please answer: {left}.", "{due} is missing" },
        { "Please answer by {due}: {left}.", "Please answer by {due}: {left} {who}.",
          "nothing fills {who}" },
        { "Answer by {due:short}, {left}: {title}", "Answer by {due:shrt}, {left}: {title}",
          "no form of date is called \"shrt\"" },
        { "head_today = ", "head_todya = ", "no mail has a phrase of this name" },
        { "untitled = \"(no subject)\";", "", "the phrase \"untitled\" is missing" },
        { "{ one = \"1 day left\"; other = \"{days} days left\"; }", "{ one = \"1 day left\"; }",
          "the form \"other\" is missing" },
        { "one = \"1 day left\"", "few = \"1 day left\"", "no plural rule gives the form \"few\"" },
        { ", \"Sunday\" )", ")", "weekdays" },
        { "short = { pattern", "short = { patern", "pattern" },
        { "{day} {month} {year}\"; };\n    };", "{day} {month}\"; };\n    };",
          "{year} is missing" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        struct wording *wording = read_changed(cases[i].old, cases[i].new, &error);
        assert_null(wording);
        if (strstr(error->message, cases[i].reason) == NULL ||
            strstr(error->message, "xx.conf:") == NULL)
            fail_msg("%s: %s", cases[i].new, error->message);
    }
}

static void wording_read__phrase_of_a_newer_version_missing__taken_from_what_is_shipped(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    char *directory = scratch_new();
    g_autofree char *path = g_build_filename(directory, "en.conf", NULL);
    g_autofree char *text = read_english();
    g_autoptr(GString) changed = g_string_new(text);

    assert_int_equal(g_string_replace(changed, "untitled = \"(no subject)\";", "", 1), 1);
    assert_int_equal(g_string_replace(changed, "title_act = \"What to do\"", "title_act = \"Ours\"", 1), 1);
    assert_true(g_file_set_contents(path, changed->str, -1, NULL));
    AUTO(wording) *filled = wording_read_filled(path, "etc/wording", &error);
    if (filled == NULL)
        fail_msg("%s", error->message);
    g_autofree char *theirs = wording_say(filled, "untitled"), *ours = wording_say(filled, "title_act");
    assert_string_equal(theirs, "(no subject)");
    assert_string_equal(ours, "Ours");
    AUTO(wording) *alone = wording_read_filled(path, "nowhere", &error);
    assert_null(alone);
    assert_non_null(strstr(error->message, "the phrase \"untitled\" is missing"));
    assert_int_equal(wording_notes(filled)->len, 0);
    scratch_free(directory);
}

/* A file that was changed by hand and kept while the program was renewed: phrases that no mail has any more, and
 * others whose places are now different. */
static void wording_read__phrases_of_an_older_version__noted_and_those_of_this_one_taken(void **state)
{
    (void)state;
    static const struct {
        const char *old, *new, *note, *said;
    } cases[] = {
        { "untitled = \"(no subject)\";", "untitled = \"(no subject)\"; bygone = { one = \"{x}\"; other = \"{y}\"; };",
          "phrases.bygone: no mail has a phrase of this name", "(no subject)" },
        { "untitled = \"(no subject)\";", "untitled = \"None in {year}\";", "untitled: nothing fills {year}", "(no subject)" },
        { "    reopen = (", "    reopn = (", NULL, "(no subject)" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        char *directory = scratch_new();
        g_autofree char *path = g_build_filename(directory, "en.conf", NULL);
        g_autofree char *text = read_english();
        g_autoptr(GString) changed = g_string_new(text);
        assert_int_equal(g_string_replace(changed, cases[i].old, cases[i].new, 1), 1);
        assert_true(g_file_set_contents(path, changed->str, -1, NULL));
        AUTO(wording) *kept = wording_read_filled(path, "etc/wording", &error);
        scratch_free(directory);
        if (!cases[i].note) { /* a list of words for answers that is misspelt is told as before */
            assert_null(kept);
            assert_non_null(strstr(error->message, "reopn: unknown setting"));
            continue;
        }
        if (kept == NULL)
            fail_msg("%s", error->message);
        g_autofree char *said = wording_say(kept, "untitled");
        assert_string_equal(said, cases[i].said);
        assert_int_equal(wording_notes(kept)->len, 1);
        const char *note = g_ptr_array_index(wording_notes(kept), 0);
        if (!strstr(note, cases[i].note) || !strstr(note, "en.conf:") || !strstr(note, "etc/wording/en.conf"))
            fail_msg("%s", note);
    }
}

static void wording_read__slavic_plurals__by_data_alone(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    AUTO(wording) *wording = read_changed(
        "plurals = ( { form = \"one\"; from = 1; to = 1; } );",
        "plurals = ( { form = \"other\"; modulo = 100; from = 11; to = 14; },\n"
        "            { form = \"one\"; modulo = 10; from = 1; to = 1; },\n"
        "            { form = \"few\"; modulo = 10; from = 2; to = 4; } );",
        &error);
    static const struct {
        int count;
        const char *text;
    } cases[] = { { 1, "1 day left" },    { 11, "11 days left" }, { 21, "1 day left" },
                  { 111, "111 days left" }, { 5, "5 days left" } };

    assert_non_null(wording);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            wording_say(wording, "days_left", SLOT_COUNT("days", cases[i].count));
        assert_string_equal(text, cases[i].text);
    }
}

static void wording_term__patterns__translated_or_left(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    AUTO(wording) *wording =
        read_changed("terms = ();",
                     "terms = ( ( \"encrypted\", \"chiffré\" ),\n"
                     "          ( \"{n} of {all}\", \"{n} sur {all}\" ),\n"
                     "          ( \"stopped at page {n}\", \"lu jusqu'à la page {n}\" ),\n"
                     "          ( \"stopped at page {n} of {all}\", \"lu {n} pages sur {all}\" ),\n"
                     "          ( \"before {day}\", \"avant le {day}\" ),\n"
                     "          ( \"days: {days}\", \"jours : {days}\" ),\n"
                     "          ( \"{a} of {b} pages read\", \"{a} pages sur {b} lues\" ),\n"
                     "          ( \"an archive\", \"une archive\" ),\n"
                     "          ( \"not read: it is {what}\", \"non lu : {what}\" ) );",
                     &error);
    static const char *const cases[][2] = {
        { "encrypted", "chiffré" },
        { "stopped at page 200", "lu jusqu'à la page 200" },
        { "stopped at page 7 of 9", "lu 7 pages sur 9" },
        { "page 7 of 9", "page 7 sur 9" },
        { "days: 2025-09-01, before 2025-09-16, others", "jours : 2025-09-01, avant le 2025-09-16, others" },
        { "3 of 12 pages read", "3 pages sur 12 lues" },
        { "not read: it is an archive", "non lu : une archive" },
        { "not read: it is new", "non lu : new" },
        { "stopped at page ", "stopped at page " },
        { "not encrypted", "not encrypted" },
        { "encrypted, and more", "encrypted, and more" },
        { "", "" },
    };

    assert_non_null(wording);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = wording_term(wording, cases[i][0]);
        assert_string_equal(text, cases[i][1]);
    }
}

static void wording_term__shipped_languages__dates_and_terms_within(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        { "fr", "not read: it is an image", "non lu\302\240: c’est une image" },
        { "et", "stopped at page 200 of 412", "loetud leheküljeni 200 (412-st)" },
        { "es",
          "Copies of the letter disagree: one gives 1 March 2025, 31 March 2025, another 30 June 2025. "
          "All are kept.",
          "Los ejemplares de la carta no coinciden: uno indica el 1 de marzo de 2025, 31 de marzo de "
          "2025, otro el 30 de junio de 2025. Se mantienen todas las fechas." },
        { "en", "Any words. 1 March 2025", "Any words. 1 March 2025" },
    };
    AUTO(wordings) *wordings = read_all();

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = wording_term(wordings_for(wordings, cases[i][0]), cases[i][1]);
        assert_string_equal(text, cases[i][2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wording_date__each_language__as_people_write_it),
        cmocka_unit_test(wording_say__counts__plural_forms),
        cmocka_unit_test(wordings_for__unknown_language__english),
        cmocka_unit_test(wording_say__text_with_braces__is_not_filled_again),
        cmocka_unit_test(wording_read__broken__refused_with_line_and_reason),
        cmocka_unit_test(wording_read__phrase_of_a_newer_version_missing__taken_from_what_is_shipped),
        cmocka_unit_test(wording_read__phrases_of_an_older_version__noted_and_those_of_this_one_taken),
        cmocka_unit_test(wording_read__slavic_plurals__by_data_alone),
        cmocka_unit_test(wording_term__patterns__translated_or_left),
        cmocka_unit_test(wording_term__shipped_languages__dates_and_terms_within),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
