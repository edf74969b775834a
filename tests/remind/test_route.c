/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routing: which rule takes a letter; and phrases at word borders in any writing. */
#include "remind/route.h"

#include "../support/sample_matter.h"
#include "base/conf.h"
#include "remind/office_conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define CONF(routes)                                                                               \
    "officials = ( { id = \"anna\"; name = \"Anna Tamm\"; address = \"anna@labour.example\"; },\n"  \
    "  { id = \"luc\"; name = \"Luc\"; address = \"luc@labour.example\"; language = \"fr\";\n"      \
    "    zone = \"Europe/Paris\"; } );\n"                                                          \
    "sender = { address = \"circulars@labour.example\"; };\n"                                      \
    "routes = ( " routes " );\n"
#define LAST "{ name = \"rest\"; to = \"anna\"; }"

static struct office *read_office(const char *text, GError **error)
{
    AUTO(conf) *conf = conf_parse(text, "test.conf", error);
    if (conf == NULL)
        return NULL;
    AUTO(office) *office = office_configure(conf, conf_root(conf));
    return conf_finish(conf, error) ? g_steal_pointer(&office) : NULL;
}

static struct office *rules(void)
{
    g_autoptr(GError) error = NULL;
    struct office *office = read_office(
        CONF("{ name = \"credentials\"; kinds = ( \"credentials\" ); to = ( \"luc\" ); },\n"
             "{ name = \"person\"; senders = ( \"Chief@Office.example\" ); to = \"luc\"; },\n"
             "{ name = \"domain\"; senders = ( \"@normes.example\" );\n"
             "  subjects = ( \"ARTÍCULO 22\" ); to = \"luc\"; },\n"
             "{ name = \"reference\"; references = ( \"ACD 7\" ); to = \"luc\"; },\n"
             "{ name = \"words\"; words = ( \"C87\", \"tähta*\" ); to = ( \"anna\", \"luc\" ); }, " LAST),
        &error);

    if (office == NULL)
        fail_msg("%s", error->message);
    return office;
}

static void route_find__each_test__first_match_wins(void **state)
{
    (void)state;
    static const struct {
        const char *from, *sender, *subject, *reference, *request, *route;
        enum letter_kind kind;
    } cases[] = {
        { "x@y.example", NULL, "Any", NULL, NULL, "rest", LETTER_NONE },
        { NULL, NULL, NULL, NULL, NULL, "rest", LETTER_NONE },
        { "x@y.example", NULL, "Any", NULL, NULL, "credentials", LETTER_CREDENTIALS },
        { "chief@office.example", NULL, "Any", NULL, NULL, "person", LETTER_NONE },
        { "chief@office.example", NULL, "Any", NULL, NULL, "credentials", LETTER_CREDENTIALS },
        { "x@y.example", "The Chief <chief@OFFICE.example>", "Any", NULL, NULL, "person",
          LETTER_NONE },
        { "chief@office.example.evil.example", NULL, "Any", NULL, NULL, "rest", LETTER_NONE },
        { "a@normes.example", NULL, "RE: artículo  22, memorias", NULL, NULL, "domain",
          LETTER_NONE },
        { "a@normes.example", NULL, "artículo 220", NULL, NULL, "rest", LETTER_NONE },
        { "a@xnormes.example", NULL, "artículo 22", NULL, NULL, "rest", LETTER_NONE },
        { "x@y.example", NULL, "Any", "ACD 7 (2024)", NULL, "reference", LETTER_NONE },
        { "x@y.example", NULL, "Any", "ACD 71 (2024)", NULL, "rest", LETTER_NONE },
        { "x@y.example", NULL, "on c87", NULL, NULL, "words", LETTER_NONE },
        { "x@y.example", NULL, "Any", NULL, "Vastamise TÄHTAEG on lähedal", "words", LETTER_NONE },
        { "x@y.example", NULL, "on C877", NULL, NULL, "rest", LETTER_NONE },
    };
    AUTO(office) *office = rules();

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(findings) *findings = findings_new();
        findings->from = g_strdup(cases[i].from);
        findings->sender = g_strdup(cases[i].sender);
        findings->subject = g_strdup(cases[i].subject);
        findings->reference = g_strdup(cases[i].reference);
        findings->kind = cases[i].kind;
        if (cases[i].request != NULL) {
            struct request *request = request_new();
            request->quote.text = g_strdup(cases[i].request);
            g_ptr_array_add(findings->requests, request);
        }
        const struct route *route = route_find(office, findings);
        if (strcmp(route->name, cases[i].route) != 0)
            fail_msg("case %zu: %s, not %s", i, route->name, cases[i].route);
    }
}

static void route_phrase_stands_in__borders__whole_words(void **state)
{
    (void)state;
    static const struct {
        const char *phrase, *text;
        gboolean stands;
    } cases[] = {
        { "cred", "credentials", FALSE },
        { "cred*", "Credentials", TRUE },
        { "credentials", "the CREDENTIALS.", TRUE },
        { "straße", "STRASSE", TRUE },
        { "Ünion", "european ünion", TRUE },
        { "e\xcc\x81t\xc3\xa9", "\xc3\x89T\xc3\x89", TRUE }, /* composed and not */
        { "two words", "two \t\n words", TRUE },
        { "two words", "twowords", FALSE },
        { "(2024)", "ACD 7 (2024)", TRUE },
        { "", "anything", FALSE },
        { "*", "anything", FALSE },
        { " ", "anything", FALSE },
        { "aa", "aaa aa", TRUE },
        { "لجنة", "إلى لجنة الخبراء", TRUE },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (route_phrase_stands_in(cases[i].phrase, cases[i].text) != cases[i].stands)
            fail_msg("\"%s\" in \"%s\"", cases[i].phrase, cases[i].text);
    }
    assert_false(route_phrase_stands_in("a", NULL));
    assert_false(route_phrase_stands_in("a", "\xff\xfe"));
}

static void office_read__broken__told_with_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *reason;
    } cases[] = {
        { "", "officials" },
        { CONF("{ kinds = \"credentials\"; to = \"anna\"; }"), "the last one must be without tests" },
        { CONF("{ kinds = \"credential\"; to = \"anna\"; }, " LAST), "no kind of letter" },
        { CONF("{ to = \"maria\"; }"), "no official has the id \"maria\"" },
        { CONF("{ name = \"x\"; }"), "at least one official" },
        { CONF("{ subject = \"x\"; to = \"anna\"; }, " LAST), "unknown setting" },
        { CONF(LAST) "reminders = { days = ( 7, 14 ); };", "smaller than the one before" },
        { CONF(LAST) "reminders = { days = ( 7, \"3\" ); };", "whole number" },
        { CONF(LAST) "reminders = { send_hour = 24; };", "from 0 to 23" },
        { "officials = ( { id = \"a b\"; name = \"x\"; address = \"a@b.example\"; } );", "id" },
        { "officials = ( { id = \"a\"; name = \"x\"; address = \"a@b.example>\"; } );",
          "not a plain mail address" },
        { "officials = ( { id = \"a\"; name = \"x\"; address = \"a@b.example\"; zone = \"Mars\"; } );",
          "no time zone" },
        { "officials = ( { id = \"a\"; name = \"x\"; address = \"a@b.example\"; },\n"
          "{ id = \"a\"; name = \"y\"; address = \"a@b.example\"; } );",
          "there already" },
        { "officials = ( { id = \"a\"; name = \"x\"; address = \"a@b.example\"; calendar = \"b\"; } );",
          "none of the calendars" },
        { "officials = ( { id = \"a\"; name = \"x\"; address = \"a@b.example\"; deputy = \"a\"; } );",
          "no other official" },
        { "officials = ( { id = \"a\"; name = \"x\"; address = \"a@b.example\"; supervisor = \"b\"; } );",
          "no other official" },
        { "officials = ( { id = \"a\"; name = \"x\"; address = \"a@b.example\";\n"
          "away = \"2025-08-01 2025-07-01\"; } );",
          "is not two days" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        struct office *office = read_office(cases[i].text, &error);
        assert_null(office);
        if (strstr(error->message, cases[i].reason) == NULL ||
            strstr(error->message, "test.conf:") == NULL)
            fail_msg("%s\n→ %s", cases[i].text, error->message);
    }
}

#define PEOPLE                                                                                     \
    "sender = { address = \"circulars@labour.example\"; };\n"                                      \
    "routes = ( { to = ( \"a\", \"b\" ); } );\n"                                                    \
    "officials = ( { id = \"a\"; name = \"A\"; address = \"a@labour.example\"; deputy = \"b\";\n"   \
    "    supervisor = \"d\"; away = ( \"2025-07-01 2025-07-31\", \"2025-09-05\" ); },\n"            \
    "  { id = \"b\"; name = \"B\"; address = \"b@labour.example\"; deputy = \"c\";\n"               \
    "    supervisor = \"a\"; away = \"2025-07-20 2025-08-10\"; },\n"                                \
    "  { id = \"c\"; name = \"C\"; address = \"c@labour.example\"; deputy = \"a\";\n"               \
    "    away = \"2025-07-30 2025-07-30\"; },\n"                                                    \
    "  { id = \"d\"; name = \"D\"; address = \"d@labour.example\"; } );\n"

static char *names_on(const struct office *office, const char *text)
{
    GDate day = sample_day(text);
    const struct route *route = g_ptr_array_index(office->routes, 0);
    g_autoptr(GPtrArray) duty = office_on_duty(office, route->to, &day);
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < duty->len; i++)
        g_string_append(names, ((const struct official *)g_ptr_array_index(duty, i))->id);
    return g_string_free(names, FALSE);
}

static void office_on_duty__absences__deputies_each_once(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "2025-06-30", "ab" }, { "2025-07-01", "b" },  { "2025-07-25", "c" },
        { "2025-07-30", "ab" }, { "2025-08-01", "ac" }, { "2025-09-05", "b" },
        { "2025-09-06", "ab" },
    };
    g_autoptr(GError) error = NULL;
    AUTO(office) *office = read_office(PEOPLE, &error);
    if (office == NULL)
        fail_msg("%s", error->message);

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *names = names_on(office, cases[i][0]);
        if (strcmp(names, cases[i][1]) != 0)
            fail_msg("%s: %s", cases[i][0], names);
    }
    const struct route *route = g_ptr_array_index(office->routes, 0);
    g_autoptr(GPtrArray) above = office_supervisors(office, route->to);
    assert_int_equal(above->len, 1); /* a supervises b, and is asked to act herself */
    assert_string_equal(((const struct official *)g_ptr_array_index(above, 0))->id, "d");
}

static void office_read__good__all_settings(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    AUTO(office) *office = read_office(
        CONF(LAST) "reminders = { days = ( 10, 0 ); overdue_every_days = 3; send_hour = 9; };",
        &error);

    assert_non_null(office);
    assert_int_equal(office->ladder_days->len, 2);
    assert_int_equal(g_array_index(office->ladder_days, guint, 0), 10);
    assert_int_equal(office->overdue_every_days, 3);
    assert_int_equal(office->send_hour, 9);
    assert_string_equal(office->host, "labour.example");
    assert_string_equal(office_official(office, "luc")->zone, "Europe/Paris");
    assert_null(office_official(office, "nobody"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(route_find__each_test__first_match_wins),
        cmocka_unit_test(route_phrase_stands_in__borders__whole_words),
        cmocka_unit_test(office_read__broken__told_with_line),
        cmocka_unit_test(office_on_duty__absences__deputies_each_once),
        cmocka_unit_test(office_read__good__all_settings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
