/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "tell/json.h"

static GDate day(int year, int month, int number)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)number, (GDateMonth)month, (GDateYear)year);
    return date;
}

static char *line_of(const char *file, const struct findings *findings)
{
    GString *out = g_string_new(NULL);
    struct json json = {.out = out};
    json_findings(&json, file, findings);
    return g_string_free(out, FALSE);
}

static void json_findings__nothing_found__every_key_there(void **state)
{
    (void)state;
    AUTO(findings) *findings = findings_new();
    g_autofree char *line = line_of("empty.txt", findings);
    assert_string_equal(
        line,
        "{\"file\": \"empty.txt\", \"message_id\": null, \"from\": null, \"subject\": null, "
        "\"received\": null, \"circular\": false, \"score\": 0, \"reference\": null, "
        "\"language\": null, \"letter_date\": null, \"deadlines\": [], \"requests\": [], "
        "\"kind\": null, \"subjects\": {\"instruments\": [], \"articles\": [], \"cases\": [], "
        "\"countries\": []}, \"events\": [], \"superseded\": [], \"unread\": [], \"limits\": []}\n");
}

static void fill_deadline(struct findings *findings)
{
    struct deadline *deadline = deadline_new();
    GDate other = day(2025, 4, 5);
    guint first = 0;
    deadline->date = day(2025, 9, 16);
    deadline->minutes = 17 * 60;
    deadline->zone = g_strdup("Europe/Zurich");
    deadline->kind = DEADLINE_BEFORE;
    deadline->not_before = day(2025, 9, 1);
    deadline->firm = TRUE;
    deadline->confidence = 0.98;
    deadline->rule = g_strdup("en.no-later-than");
    deadline->quote.text = g_strdup("by no later than 16 September 2025");
    deadline->quote.part = g_strdup("Letter.pdf");
    deadline->quote.page = 2;
    g_array_append_val(deadline->alternatives, other);
    g_array_append_val(deadline->requests, first);
    g_ptr_array_add(findings->deadlines, deadline);
}

static void fill_request(struct findings *findings)
{
    struct request *request = request_new();
    guint first = 0;
    request->quote.text = g_strdup("Please reply.");
    request->quote.part = g_strdup("body");
    request->addressee = g_strdup("government");
    g_array_append_val(request->deadlines, first);
    g_ptr_array_add(findings->requests, request);
}

static void json_findings__all_of_it__as_agreed(void **state)
{
    (void)state;
    AUTO(findings) *findings = findings_new();
    fill_deadline(findings);
    fill_request(findings);
    findings->message_id = g_strdup("a@b.example");
    findings->from = g_strdup("norm@office.example");
    findings->subject = g_strdup("Rappel : n\u00ba 5");
    findings->received = day(2025, 7, 15);
    findings->circular = TRUE;
    findings->score = 0.97;
    findings->reference = g_strdup("ACD 7 (2024)");
    findings->language = g_strdup("en");
    findings->letter_date = day(2025, 7, 11);
    findings->kind = LETTER_ARTICLE_22;
    g_ptr_array_add(findings->instruments, g_strdup("C087"));
    g_ptr_array_add(findings->countries, g_strdup("EE"));
    struct event *event = event_new();
    event->start = day(2025, 11, 3);
    event->quote.text = g_strdup("353rd Session");
    g_ptr_array_add(findings->events, event);
    struct superseded *earlier = superseded_new();
    earlier->date = day(2025, 8, 31);
    earlier->quote.text = g_strdup("31 August");
    g_ptr_array_add(findings->superseded, earlier);
    g_ptr_array_add(findings->unread, flaw_new("annex.pdf", "encrypted"));
    g_ptr_array_add(findings->limits, flaw_new("long.pdf", "stopped at page 200"));
    g_autofree char *line = line_of("letter.eml", findings);
    assert_string_equal(
        line,
        "{\"file\": \"letter.eml\", \"message_id\": \"a@b.example\", \"from\": \"norm@office.example\", "
        "\"subject\": \"Rappel : n\u00ba 5\", \"received\": \"2025-07-15\", \"circular\": true, "
        "\"score\": 0.97, \"reference\": \"ACD 7 (2024)\", \"language\": \"en\", "
        "\"letter_date\": \"2025-07-11\", \"deadlines\": [{\"date\": \"2025-09-16\", "
        "\"time\": \"17:00\", \"zone\": \"Europe/Zurich\", \"kind\": \"before\", "
        "\"not_before\": \"2025-09-01\", \"firm\": true, \"derived\": false, \"confidence\": 0.98, "
        "\"alternatives\": [\"2025-04-05\"], \"past\": false, \"doubt\": null, "
        "\"evidence\": \"by no later than 16 September 2025\", \"part\": \"Letter.pdf\", \"page\": 2, "
        "\"rule\": \"en.no-later-than\", \"requests\": [0]}], "
        "\"requests\": [{\"text\": \"Please reply.\", \"addressee\": \"government\", "
        "\"part\": \"body\", \"page\": null, \"deadlines\": [0]}], \"kind\": \"article-22\", "
        "\"subjects\": {\"instruments\": [\"C087\"], \"articles\": [], \"cases\": [], "
        "\"countries\": [\"EE\"]}, \"events\": [{\"start\": \"2025-11-03\", \"end\": null, "
        "\"text\": \"353rd Session\"}], \"superseded\": [{\"date\": \"2025-08-31\", "
        "\"evidence\": \"31 August\"}], \"unread\": [{\"part\": \"annex.pdf\", \"why\": \"encrypted\"}], "
        "\"limits\": [{\"part\": \"long.pdf\", \"what\": \"stopped at page 200\"}]}\n");
}

/* Whatever a mail says, one line comes out that another reader understands as the same words. */
static void json_text__hostile_words__survive_another_parser(void **state)
{
    (void)state;
    static const char *const words[] = {
        "\"}, \"circular\": true, {\"", "\\", "\\\"", "a\nb\r\nc\td", "\033[31mred\033[0m\a\b\f\v",
        "\u2028\u2029\u202e\ufeff", "\U0001F600 \u00e9 \u0e01", "</script><!--", "\x7f\xc2\x80\xc2\x9f",
        "", " ", "null", "%s%n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        AUTO(findings) *findings = findings_new();
        g_autoptr(JsonParser) parser = json_parser_new();
        g_autoptr(GError) error = NULL;
        findings->subject = g_strdup(words[i]);
        g_autofree char *line = line_of(words[i], findings);
        assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
        assert_null(strstr(line, "\u2028"));
        assert_true(json_parser_load_from_data(parser, line, -1, &error));
        JsonObject *object = json_node_get_object(json_parser_get_root(parser));
        assert_string_equal(json_object_get_string_member(object, "subject"), words[i]);
        assert_string_equal(json_object_get_string_member(object, "file"), words[i]);
        assert_false(json_object_get_boolean_member(object, "circular"));
    }
}

static void json_text__broken_utf8__replaced(void **state)
{
    (void)state;
    g_autoptr(GString) out = g_string_new(NULL);
    struct json json = {.out = out};
    json_text(&json, NULL, "a\xff\xc3(\xf0\x9f");
    assert_true(g_utf8_validate(out->str, -1, NULL));
    assert_non_null(strstr(out->str, "a\ufffd"));
}

static void json_number__any__short_and_valid(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } table[] = {{0.97, "0.97"}, {1, "1"},        {0, "0"},         {1.0 / 3, "0.3333"},
                 {1e-9, "0"}, {-0.25, "-0.25"}, {100, "100"}, {NAN, "null"}, {INFINITY, "null"}};
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        struct json json = {.out = out};
        json_number(&json, NULL, table[i].value);
        assert_string_equal(out->str, table[i].text);
    }
}

static void json_time__edges__as_the_clock_reads(void **state)
{
    (void)state;
    g_autofree char *none = json_time(-1), *first = json_time(0), *noon = json_time(720);
    g_autofree char *last = json_time(1440);
    assert_null(none);
    assert_string_equal(first, "00:00");
    assert_string_equal(noon, "12:00");
    assert_string_equal(last, "24:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_findings__nothing_found__every_key_there),
        cmocka_unit_test(json_findings__all_of_it__as_agreed),
        cmocka_unit_test(json_text__hostile_words__survive_another_parser),
        cmocka_unit_test(json_text__broken_utf8__replaced),
        cmocka_unit_test(json_number__any__short_and_valid),
        cmocka_unit_test(json_time__edges__as_the_clock_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
