/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notation, its mistakes, and what the automaton finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "find/document.h"
#include "find/packs.h"

/* A pack with one rule of the given pattern; the words it fits in text, or NULL. */
static char *fit(const char *pattern, const char *text)
{
    AUTO(packs) *packs = packs_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *pack = g_strdup_printf(
        "sets: { who = ( \"you\", \"your government\" ); };\n"
        "rules = ( { kind = \"object\"; name = \"it\"; any = ( \"%s\" ); } );", pattern);
    struct text_part part = { .utf8 = g_string_new(text) };

    assert_true(packs_add(packs, pack, "test", &error));
    assert_true(packs_seal(packs, &error));
    AUTO(document) *d = document_read(&part, 0, packs);
    char *found = d->marks->len > 0 ? document_quote(d, DOCUMENT_MARK(d, 0)->start, DOCUMENT_MARK(d, 0)->end) : NULL;
    g_string_free(part.utf8, TRUE);
    return found;
}

static void assert_fit(const char *pattern, const char *text, const char *expected)
{
    g_autofree char *found = fit(pattern, text);

    if (expected == NULL)
        assert_null(found);
    else
        assert_string_equal(found ? found : "(nothing)", expected);
}

static void pattern__notation__fits_what_it_says(void **state)
{
    (void)state;
    assert_fit("no later than", "It is due NO  LATER\nthan Friday", "NO LATER than");
    assert_fit("no later than", "no later, than", NULL);
    assert_fit("invit{e,ed,ing}", "we are inviting all", "inviting");
    assert_fit("(reply|send [back]) now", "please send back now", "send back now");
    assert_fit("@who must", "what your Government must do", "your Government must");
    assert_fit("from ..2 to", "from one two to", "from one two to");
    assert_fit("from ..2 to", "from one two three to", NULL);
    assert_fit("article <number> ,", "see article 22, now", "article 22,");
    assert_fit("article 22", "see article 23 and article 22", "article 22");
    assert_fit("délai fixé", "le DELAI FIXÉ par", "DELAI FIXÉ");
    assert_fit("end of", "at the end. Of course", NULL);
}

static void lex__artefacts__match_as_if_whole(void **state)
{
    (void)state;
    assert_fit("government", "the Govern-\nment is", "Government");
    assert_fit("government", "the Govern\xc2\xad" "ment is", "Govern\xc2\xad" "ment");
    assert_fit("deadline", "D E A D L I N E : 5", "D E A D L I N E");
    assert_fit("fill", "please \xef\xac\x81ll in", "\xef\xac\x81ll");
    assert_fit("closing date", "the closing-date is", "closing-date");
    assert_fit("reply", "kindly\xc2\xa0reply\xc2\xa0" "by", "reply");
    assert_fit("délai", "le dÃ©lai est", "dÃ©lai");
}

static void refuse(const char *pattern, const char *word)
{
    AUTO(packs) *packs = packs_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *pack = g_strdup_printf("language = \"en\";\nrules = ( { kind = \"object\"; name = \"it\";\n any = ( \"%s\" ); } );", pattern);

    assert_false(packs_add(packs, pack, "xx.conf", &error));
    assert_non_null(strstr(error->message, "xx.conf:3"));
    assert_non_null(strstr(error->message, word));
}

static void packs_add__mistakes__name_file_line_and_pattern(void **state)
{
    (void)state;
    refuse("no later (than", "not closed");
    refuse("@nobody must", "nobody");
    refuse("[only] [this]", "nothing at all");
    refuse("(a||b)", "nothing stands");
    refuse("from ..99 to", "..99");
    refuse("invit{e,ed", "brace");
    refuse("<thing>", "thing");
}

static void packs_add__unknown_kind_or_setting__is_refused(void **state)
{
    AUTO(packs) *packs = packs_new();
    AUTO(packs) *others = packs_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) second = NULL;

    (void)state;
    assert_false(packs_add(packs, "rules = ( { kind = \"strange\"; name = \"it\"; any = ( \"a\" ); } );", "x", &error));
    assert_non_null(strstr(error->message, "strange"));
    assert_false(packs_add(others, "langauge = \"en\";", "x", &second));
    assert_non_null(strstr(second->message, "langauge"));
}

/* The kinds of the marks that such a rule of a language leaves in a text, as a number. */
static guint count_marks(const char *pack, const char *text)
{
    AUTO(packs) *packs = packs_new();
    g_autoptr(GError) error = NULL;
    struct text_part part = { .utf8 = g_string_new(text) };

    assert_true(packs_add(packs, pack, "test", &error));
    assert_true(packs_seal(packs, &error));
    AUTO(document) *d = document_read(&part, 0, packs);
    guint count = d->marks->len;
    g_string_free(part.utf8, TRUE);
    return count;
}

static void past_endings__accented_word__asks_nothing(void **state)
{
    const char *pack = "language = \"xx\";\npast_endings = ( \"ó\", \"ámos\" );\n"
                       "rules = ( { kind = \"ask\"; name = \"it\"; any = ( \"solicito\", \"pedimos\", \"convidamos\" ); } );";

    (void)state;
    assert_int_equal(count_marks(pack, "yo solicito"), 1);
    assert_int_equal(count_marks(pack, "ella solicitó"), 0);
    assert_int_equal(count_marks(pack, "nós convidámos"), 0);
    assert_int_equal(count_marks(pack, "nós convidamos"), 1);
}

static void past_endings__short_without_accent__is_refused_with_its_line(void **state)
{
    AUTO(packs) *packs = packs_new();
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_false(packs_add(packs, "language = \"xx\";\npast_endings = ( \"ó\", \"ieron\",\n \"ed\" );", "xx.conf", &error));
    assert_non_null(strstr(error->message, "xx.conf:3"));
    assert_non_null(strstr(error->message, "\"ed\""));
}

static void packs_seal__no_pack__is_an_error(void **state)
{
    AUTO(packs) *packs = packs_new();
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_false(packs_seal(packs, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pattern__notation__fits_what_it_says),
        cmocka_unit_test(lex__artefacts__match_as_if_whole),
        cmocka_unit_test(packs_add__mistakes__name_file_line_and_pattern),
        cmocka_unit_test(packs_add__unknown_kind_or_setting__is_refused),
        cmocka_unit_test(past_endings__accented_word__asks_nothing),
        cmocka_unit_test(past_endings__short_without_accent__is_refused_with_its_line),
        cmocka_unit_test(packs_seal__no_pack__is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
