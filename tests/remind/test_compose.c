/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails: read back with a parser, as a mail program would. What they say, in every state and
 * language; that nothing of a hostile letter gets out of its place; that the same input gives the same
 * bytes. */
#include "remind/compose.h"

#include "../support/sample_matter.h"
#include "../support/scratch.h"

#include <gmime/gmime.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define NOW 1757404800 /* 2025-09-09 08:00 UTC */
#define LETTER                                                                                     \
    "From: a@office.example\r\nSubject: circular\r\n\r\nby no later than 16 September 2025\r\n"

struct bench {
    struct wordings *wordings;
    struct office *office;
    struct matter *matter;
    struct step *step;
    GBytes *original;
    struct compose_input input;
};

static int set_up(void **state)
{
    struct bench *bench = g_new0(struct bench, 1);
    g_autofree char *folder = scratch_support_file("../../etc/wording");
    g_autoptr(GError) error = NULL;

    g_mime_init();
    bench->wordings = wordings_read(folder, &error);
    if (bench->wordings == NULL) {
        g_printerr("%s\n", error->message);
        return -1;
    }
    bench->office = sample_office();
    bench->matter = sample_matter();
    bench->step = step_new();
    step_parse("due-7:2025-09-16", bench->step);
    bench->original = g_bytes_new_static(LETTER, strlen(LETTER));
    bench->input = (struct compose_input){ .office = bench->office,
                                           .official = office_official(bench->office, "anna"),
                                           .wording = wordings_for(bench->wordings, "en"),
                                           .now = NOW,
                                           .matter = bench->matter,
                                           .step = bench->step,
                                           .original = bench->original };
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    wordings_free(bench->wordings);
    office_free(bench->office);
    matter_free(bench->matter);
    step_free(bench->step);
    g_bytes_unref(bench->original);
    g_free(bench);
    return 0;
}

/* ---- reading a mail back ---- */

static void check_octets(GBytes *mail)
{
    gsize length = 0, line = 0;
    const guchar *bytes = g_bytes_get_data(mail, &length);

    assert_true(length > 2 && bytes[length - 2] == '\r' && bytes[length - 1] == '\n');
    for (gsize i = 0; i < length; i++) {
        assert_true(bytes[i] != 0 && bytes[i] < 0x80);
        if (bytes[i] == '\r')
            assert_true(i + 1 < length && bytes[i + 1] == '\n');
        if (bytes[i] == '\n')
            assert_true(i > 0 && bytes[i - 1] == '\r');
        line = bytes[i] == '\n' ? 0 : line + 1;
        assert_true(line <= 999); /* with the CR */
    }
}

static GMimeMessage *read_mail(GBytes *mail)
{
    gsize length = 0;
    const char *bytes = g_bytes_get_data(mail, &length);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

    g_object_unref(parser);
    g_object_unref(stream);
    assert_non_null(message);
    return message;
}

static GMimeMessage *compose_and_read(const struct bench *bench)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) mail = compose_reminder(&bench->input, &error);

    if (mail == NULL)
        fail_msg("%s", error->message);
    check_octets(mail);
    return read_mail(mail);
}

static GMimeObject *find_in(GMimeObject *object, const char *type, const char *subtype)
{
    if (g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype))
        return object;
    if (!GMIME_IS_MULTIPART(object))
        return NULL;
    for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++) {
        GMimeObject *found =
            find_in(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), type, subtype);
        if (found != NULL)
            return found;
    }
    return NULL;
}

/* The decoded text of a part, with LF; NULL where the mail has none. */
static char *text_of(GMimeMessage *message, const char *type, const char *subtype)
{
    GMimeObject *part = find_in(g_mime_message_get_mime_part(message), type, subtype);
    if (part == NULL)
        return NULL;
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    g_autofree char *text = g_strndup((char *)bytes->data, bytes->len);
    g_object_unref(stream);
    g_autoptr(GString) plain = g_string_new(text);
    g_string_replace(plain, "\r\n", "\n", 0);
    return g_strdup(plain->str);
}

static void assert_holds(const char *text, const char *words)
{
    if (strstr(text, words) == NULL)
        fail_msg("\"%s\" is not in:\n%s", words, text);
}

static void assert_lacks(const char *text, const char *words)
{
    if (strstr(text, words) != NULL)
        fail_msg("\"%s\" is in:\n%s", words, text);
}

/* HTML as a person sees it: without tags, entities resolved, space folded. */
static char *seen_html(const char *html)
{
    g_autoptr(GRegex) comments = g_regex_new("<!--.*?-->|<head>.*?</head>", G_REGEX_DOTALL, 0, NULL);
    g_autoptr(GRegex) tags = g_regex_new("</?(b|a)\\b[^>]*>", 0, 0, NULL);
    g_autoptr(GRegex) others = g_regex_new("<[^>]*>|\\s+", 0, 0, NULL);
    g_autoptr(GRegex) spaces = g_regex_new(" +", 0, 0, NULL);
    g_autofree char *bare = g_regex_replace(comments, html, -1, 0, "", 0, NULL);
    g_autofree char *inlined = g_regex_replace(tags, bare, -1, 0, "", 0, NULL);
    g_autofree char *plain = g_regex_replace(others, inlined, -1, 0, " ", 0, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *folded = g_regex_replace(spaces, plain, -1, 0, " ", 0, NULL);

    g_string_assign(text, folded);
    g_string_replace(text, "&lt;", "<", 0);
    g_string_replace(text, "&gt;", ">", 0);
    g_string_replace(text, "&quot;", "\"", 0);
    g_string_replace(text, "&apos;", "'", 0);
    g_string_replace(text, "&#39;", "'", 0);
    g_string_replace(text, "&amp;", "&", 0);
    return g_strdup(text->str);
}

static char *folded_text(const char *text)
{
    g_autoptr(GRegex) spaces = g_regex_new("[ \\n]+", 0, 0, NULL);

    return g_regex_replace(spaces, text, -1, 0, " ", 0, NULL);
}

/* ---- what is said ---- */

static void compose_reminder__sample__plain_text_whole(void **state)
{
    struct bench *bench = *state;
    bench->step->number = 3;
    bench->step->total = 6;
    GMimeMessage *message = compose_and_read(bench);
    g_autofree char *text = text_of(message, "text", "plain");

    assert_string_equal(
        text, "Please answer by Tuesday 16 September 2025: 7 days left.\n"
              "Reminder 3 of 6\n"
              "\n"
              "Subject:   Follow-up to the recommendations on freedom of association\n"
              "From:      International Labour Standards Department\n"
              "           <normes@office.example>\n"
              "Reference: ACD 7 (2024)\n"
              "Letter of: 11 July 2025\n"
              "Received:  15 July 2025\n"
              "\n"
              "What is asked\n"
              "-------------\n"
              " 1. The Government is therefore requested to provide information on any\n"
              "    action taken or envisaged to give effect to these recommendations,\n"
              "    by no later than 16 September 2025.\n"
              "    → by Tuesday 16 September 2025, 7 days left\n"
              "    (Letter.pdf, page 2)\n"
              "\n"
              " 2. You are also invited to bring this letter to the attention of the\n"
              "    most representative organizations of employers and workers.\n"
              "    → no date given\n"
              "    (Letter.pdf, page 2)\n"
              "\n"
              "What to do\n"
              "----------\n"
              "When the answer has been sent, tell circulars@labour.example that matter\n"
              "12 is done.\n"
              "Reminders go on until then.\n"
              "\n"
              "Who has been told\n"
              "-----------------\n"
              "You, and also Luc Périer.\n"
              "\n"
              "The original\n"
              "------------\n"
              "The mail as it came is attached: original.eml.\n"
              "\n"
              "-- \n"
              "Ministry of Labour, circulars · matter 12 · sent automatically by\n"
              "circulard\n");
    g_object_unref(message);
}

static void compose_reminder__sample__headers(void **state)
{
    struct bench *bench = *state;
    bench->office->reply_to = g_strdup("answers@labour.example");
    bench->input.first_id = "matter12.v1.first@labour.example";
    GMimeMessage *message = compose_and_read(bench);
    GMimeObject *object = GMIME_OBJECT(message);
    g_autofree char *id = compose_message_id(bench->office, bench->input.matter, 1, "anna", "due-7:2025-09-16");

    assert_string_equal(g_mime_message_get_message_id(message), id);
    assert_string_equal(g_mime_object_get_header(object, "Date"), "Tue, 09 Sep 2025 11:00:00 +0300");
    assert_string_equal(g_mime_message_get_subject(message),
                        "Answer by 16 September 2025, 7 days left: Follow-up to the recommendations "
                        "on freedom of association");
    assert_string_equal(g_mime_object_get_header(object, "In-Reply-To"),
                        "<matter12.v1.first@labour.example>");
    assert_string_equal(g_mime_object_get_header(object, "References"),
                        "<matter12.v1.first@labour.example>");
    assert_string_equal(g_mime_object_get_header(object, "Auto-Submitted"), "auto-generated");
    assert_non_null(strstr(g_mime_object_get_header(object, "X-Auto-Response-Suppress"), "OOF"));
    assert_null(g_mime_object_get_header(object, "Precedence"));
    assert_string_equal(g_mime_object_get_header(object, "Reply-To"), "answers@labour.example");
    assert_string_equal(g_mime_object_get_header(object, "To"), "Anna Tamm <anna@labour.example>");
    assert_string_equal(g_mime_object_get_header(object, "MIME-Version"), "1.0");
    g_object_unref(message);
}

static void compose_reminder__same_input__same_bytes(void **state)
{
    struct bench *bench = *state;
    g_autoptr(GBytes) first = compose_reminder(&bench->input, NULL);
    g_autoptr(GBytes) second = compose_reminder(&bench->input, NULL);

    assert_true(g_bytes_equal(first, second));
    bench->input.now += 1;
    g_autoptr(GBytes) third = compose_reminder(&bench->input, NULL);
    assert_false(g_bytes_equal(first, third));
}

static void compose_message_id__each_argument_counts(void **state)
{
    struct bench *bench = *state;
    const struct matter twelve = { .id = 12 }, thirteen = { .id = 13 };
    g_autofree char *id = compose_message_id(bench->office, &twelve, 1, "anna", "notice");
    g_autofree char *same = compose_message_id(bench->office, &twelve, 1, "anna", "notice");
    g_autofree char *step = compose_message_id(bench->office, &twelve, 1, "anna", "confirm");
    g_autofree char *person = compose_message_id(bench->office, &twelve, 1, "luc", "notice");
    g_autofree char *version = compose_message_id(bench->office, &twelve, 2, "anna", "notice");
    g_autofree char *matter = compose_message_id(bench->office, &thirteen, 1, "anna", "notice");
    g_autofree char *hostile = compose_message_id(bench->office, &twelve, 1, "a\r\nb> <", "x\ny");

    assert_true(g_str_has_prefix(id, "matter12.v1."));
    assert_string_equal(id, same);
    assert_string_not_equal(id, step);
    assert_string_not_equal(id, person);
    assert_string_not_equal(id, version);
    assert_string_not_equal(id, matter);
    assert_true(g_str_has_suffix(hostile, "@labour.example"));
    assert_null(strpbrk(hostile, "\r\n<> "));
}

static void compose_message_id__origin__counts_instead_of_the_number(void **state)
{
    struct bench *bench = *state;
    const struct matter one = { .id = 12, .origin = (char *)"aa11" }, other = { .id = 12, .origin = (char *)"bb22" },
                        renumbered = { .id = 13, .origin = (char *)"aa11" };
    g_autofree char *id = compose_message_id(bench->office, &one, 1, "anna", "notice");
    g_autofree char *same = compose_message_id(bench->office, &renumbered, 1, "anna", "notice");
    g_autofree char *differs = compose_message_id(bench->office, &other, 1, "anna", "notice");

    assert_string_equal(id, same);
    assert_string_not_equal(id, differs);
}

static void compose_reminder__each_situation__first_line_and_subject(void **state)
{
    struct bench *bench = *state;
    static const struct {
        const char *step, *head, *subject;
        gint64 days; /* from the ninth of September */
        enum matter_state state;
    } cases[] = {
        { "notice", "Please answer by Tuesday 16 September 2025: 7 days left.\n",
          "Answer by 16 September 2025, 7 days left: ", 0, MATTER_OPEN },
        { "due-7:2025-09-16", "Please answer by Tuesday 16 September 2025: 5 days left.\n",
          "Answer by 16 September 2025, 5 days left: ", 2, MATTER_OPEN },
        { "due-1:2025-09-16", "Please answer by tomorrow, Tuesday 16 September 2025: 1 day left.\n",
          "Answer by tomorrow, 16 September 2025: ", 6, MATTER_OPEN },
        { "due-0:2025-09-16",
          "Please answer today, Tuesday 16 September 2025: this is the last day.\n",
          "Answer today, 16 September 2025: ", 7, MATTER_OPEN },
        { "due-0:2025-09-16", "The answer was due on Tuesday 16 September 2025, yesterday.\n",
          "Overdue since 16 September 2025: ", 8, MATTER_OPEN },
        { "overdue-8:2025-09-16", "The answer was due on Tuesday 16 September 2025, 8 days ago.\n",
          "Overdue since 16 September 2025: ", 15, MATTER_OPEN },
        { "escalated-7:2025-09-16",
          "Still not answered: this was due on Tuesday 16 September 2025, 7 days\nago.\n",
          "Still not answered, overdue since 16 September 2025: ", 14, MATTER_OPEN },
        { "confirm", "Please confirm: is an answer due by Tuesday 16 September 2025?\n",
          "Please confirm the date 16 September 2025: ", 0, MATTER_CONFIRM },
        { "notice", "For your information: this letter asks for nothing, and sets no date.\n",
          "For information: ", 0, MATTER_INFORMATION },
        { "snoozed:2025-09-09", "Please answer by Tuesday 16 September 2025: 7 days left.\n",
          "Answer by 16 September 2025, 7 days left: ", 0, MATTER_SNOOZED },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_true(step_parse(cases[i].step, bench->step));
        bench->input.now = NOW + cases[i].days * 86400;
        bench->matter->state = cases[i].state;
        GMimeMessage *message = compose_and_read(bench);
        g_autofree char *text = text_of(message, "text", "plain");
        if (!g_str_has_prefix(text, cases[i].head) ||
            !g_str_has_prefix(g_mime_message_get_subject(message), cases[i].subject))
            fail_msg("%s: %s\n%s", cases[i].step, g_mime_message_get_subject(message), text);
        if (cases[i].state == MATTER_SNOOZED)
            assert_holds(text, "You asked to be reminded of this again today.");
        if (cases[i].state == MATTER_CONFIRM)
            assert_holds(text, "Until somebody confirms");
        g_object_unref(message);
    }
}

static void compose_reminder__no_date__said(void **state)
{
    struct bench *bench = *state;

    g_ptr_array_set_size(bench->matter->deadlines, 0);
    g_array_set_size(((struct request *)g_ptr_array_index(bench->matter->requests, 0))->deadlines, 0);
    step_parse("undated-14", bench->step);
    GMimeMessage *message = compose_and_read(bench);
    g_autofree char *text = text_of(message, "text", "plain");
    assert_true(g_str_has_prefix(text, "An answer is asked for. The letter gives no date.\n"));
    assert_null(find_in(g_mime_message_get_mime_part(message), "text", "calendar"));
    g_object_unref(message);
}

static void compose_reminder__new_version__was_and_now(void **state)
{
    struct bench *bench = *state;
    struct deadline *earlier = deadline_new();

    earlier->date = sample_day("2025-08-31");
    g_ptr_array_add(bench->matter->earlier, earlier);
    bench->matter->version = 2;
    step_parse("notice", bench->step);
    GMimeMessage *message = compose_and_read(bench);
    g_autofree char *text = text_of(message, "text", "plain");
    g_autofree char *folded = folded_text(text);
    assert_holds(folded, "The date has changed: please answer by Tuesday 16 September 2025. It was "
                         "Sunday 31 August 2025.");
    assert_holds(g_mime_message_get_subject(message), "New date 16 September 2025, was 31 August 2025");
    g_object_unref(message);
}

static void compose_reminder__several_requests__most_urgent_first(void **state)
{
    struct bench *bench = *state;
    static const char *const expected[] = { "Nearest", "The Government is therefore", "Later",
                                            "Over", "You are also invited", "Undated" };

    sample_add_deadline(bench->matter, "2025-10-01", "by 1 October");
    sample_add_deadline(bench->matter, "2025-09-01", "by 1 September");
    sample_add_deadline(bench->matter, "2025-09-09", "by 9 September");
    sample_add_request(bench->matter, "Undated", -1);
    sample_add_request(bench->matter, "Over", 2);
    sample_add_request(bench->matter, "Later", 1);
    sample_add_request(bench->matter, "Nearest", 3);
    sample_add_request(bench->matter, "Linked to a date that is not there", 99);
    step_parse("notice", bench->step);
    GMimeMessage *message = compose_and_read(bench);
    g_autofree char *text = text_of(message, "text", "plain");
    assert_true(g_str_has_prefix(text, "Please answer today, Tuesday 9 September 2025"));
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *line = g_strdup_printf("\n%2u. %s", i + 1, expected[i]);
        assert_holds(text, line);
    }
    g_object_unref(message);
}

static void compose_reminder__doubts__in_words(void **state)
{
    struct bench *bench = *state;
    struct deadline *deadline = g_ptr_array_index(bench->matter->deadlines, 0);
    GDate other = sample_day("2025-09-06");

    if (deadline->alternatives == NULL)
        deadline->alternatives = g_array_new(FALSE, FALSE, sizeof(GDate));
    g_array_append_val(deadline->alternatives, other);
    deadline->firm = FALSE;
    deadline->derived = TRUE;
    deadline->minutes = 17 * 60;
    deadline->zone = g_strdup("Europe/Zurich");
    deadline->not_before = sample_day("2025-09-01");
    deadline->doubt = g_strdup("The weekday does not fit the date.");
    sample_add_deadline(bench->matter, "2025-10-01", "before 1 October")->kind = DEADLINE_BEFORE;
    g_ptr_array_add(bench->matter->doubts, g_strdup("Two copies disagree."));
    g_ptr_array_add(bench->matter->doubts,
                    g_strdup("The sender is not verified: normes@office.example."));
    g_ptr_array_add(bench->matter->unread, flaw_new("annex.pdf", "encrypted"));
    g_ptr_array_add(bench->matter->limits, flaw_new("scan.pdf", "stopped at page 200"));
    GMimeMessage *message = compose_and_read(bench);
    g_autofree char *text = text_of(message, "text", "plain");
    g_autofree char *folded = folded_text(text);
    static const char *const words[] = {
        "at 17:00 (Europe/Zurich)",
        "not before 1 September 2025",
        "could also be read as 6 September 2025",
        "is a wish or an approximation",
        "does not name the date 16 September 2025",
        "The weekday does not fit the date.",
        "The letter says “before 1 October 2025”, so the last day is 30 September 2025.",
        "by Tuesday 30 September 2025, 21 days left",
        "> before 1 October Letter.pdf, page 2",
        "Two copies disagree.",
        "The sender is not verified: normes@office.example.",
        "annex.pdf: encrypted",
        "scan.pdf: stopped at page 200",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        assert_holds(folded, words[i]);
    g_object_unref(message);
}

static void compose_reminder__several_doubts__each_in_the_official_s_language(void **state)
{
    struct bench *bench = *state;
    struct deadline *deadline = g_ptr_array_index(bench->matter->deadlines, 0);
    g_autoptr(GString) days = g_string_new("2025-09-01");

    for (guint i = 0; i < 60; i++)
        g_string_append(days, ", before 2025-09-16");
    bench->input.official = office_official(bench->office, "luc");
    bench->input.wording = wordings_for(bench->wordings, "fr");
    deadline->doubt = g_strdup("A digit in it was misread and has been repaired. Day and month can also be read the "
                               "other way round. Of this nothing is known.");
    g_ptr_array_add(bench->matter->doubts,
                    g_strdup_printf("A mail from P. Example. The Chair says otherwise (deadlines %s, here none), but its "
                                    "sender is not verified. Nothing was changed.", days->str));
    GMimeMessage *message = compose_and_read(bench);
    g_autofree char *text = text_of(message, "text", "plain");
    g_autofree char *folded = folded_text(text);
    static const char *const words[] = {
        "Un chiffre de cette date avait été mal reconnu et a été corrigé.",
        "Le jour et le mois peuvent aussi se lire dans l’ordre inverse.",
        "Of this nothing is known.",
        "Un courriel de P. Example. The Chair dit autre chose",
        "2025-09-01, avant le 2025-09-16, avant le 2025-09-16",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        assert_holds(folded, words[i]);
    g_object_unref(message);
}

static void compose_reminder__every_language__text_and_html_say_the_same(void **state)
{
    struct bench *bench = *state;
    static const char *const people[] = { "anna", "luc", "rosa", "mari" };

    g_ptr_array_add(bench->matter->unread, flaw_new("annex <1> & \"2\".pdf", "encrypted"));
    for (gsize i = 0; i < G_N_ELEMENTS(people); i++) {
        bench->input.official = office_official(bench->office, people[i]);
        bench->input.wording = wordings_for(bench->wordings, bench->input.official->language);
        bench->input.token = "TOKEN";
        GMimeMessage *message = compose_and_read(bench);
        g_autofree char *text = text_of(message, "text", "plain");
        g_autofree char *html = text_of(message, "text", "html");
        g_autofree char *seen = seen_html(html);
        g_autoptr(GString) spaced = g_string_new(text);
        g_string_replace(spaced, "\302\240", " ", 0); /* French, before its colons */
        g_auto(GStrv) words = g_strsplit_set(spaced->str, " \n", -1);
        for (char **word = words; *word != NULL; word++) {
            g_autofree char *bare = g_strdup(*word);
            if (strspn(bare, "->!→–().0123456789:,") == strlen(bare))
                continue; /* what only one of the two forms needs */
            g_strdelimit(bare, "()", ' ');
            g_strstrip(bare);
            if (bare[strlen(bare) - 1] == ':')
                bare[strlen(bare) - 1] = '\0'; /* of a label */
            assert_holds(seen, bare);
        }
        for (const char *line = text; *line != '\0';) {
            const char *end = strchr(line, '\n');
            assert_true(g_utf8_strlen(line, end - line) <= 76);
            line = end + 1;
        }
        g_object_unref(message);
    }
}

/* ---- hostile letters ---- */

#define EVIL                                                                                       \
    "\r\nBcc: victim@other.example\r\n\r\n<script>alert(1)</script><img src=http://evil.example/>"   \
    "\"'&{due}%s%n\033[31m\342\200\256\302\205\342\200\250end"

static void make_evil(struct matter *matter)
{
    struct deadline *deadline = g_ptr_array_index(matter->deadlines, 0);
    struct request *request = g_ptr_array_index(matter->requests, 0);
    char **places[] = { &matter->subject,          &matter->sender,         &matter->reference,
                        &deadline->quote.text,     &deadline->quote.part,   &deadline->doubt,
                        &deadline->zone,           &request->quote.text,    &request->quote.part };

    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_free(*places[i]);
        *places[i] = g_strdup(EVIL);
    }
    deadline->minutes = 0;
    g_ptr_array_add(matter->doubts, g_strdup(EVIL));
    g_ptr_array_add(matter->unread, flaw_new(EVIL, EVIL));
    g_ptr_array_add(matter->recipients, g_strdup(EVIL));
    struct matter_mail *mail = g_ptr_array_index(matter->mails, 0);
    g_free(mail->from);
    mail->from = g_strdup(EVIL);
}

static void compose_reminder__hostile_matter__stays_in_its_place(void **state)
{
    struct bench *bench = *state;
    make_evil(bench->matter);
    bench->input.token = "TOKEN";
    g_autoptr(GBytes) mail = compose_reminder(&bench->input, NULL);
    check_octets(mail);
    GMimeMessage *message = read_mail(mail);
    g_autofree char *text = text_of(message, "text", "plain");
    g_autofree char *html = text_of(message, "text", "html");
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));

    assert_null(g_mime_object_get_header(GMIME_OBJECT(message), "Bcc"));
    for (int i = 0; i < g_mime_header_list_get_count(headers); i++) {
        const char *value =
            g_mime_header_get_value(g_mime_header_list_get_header_at(headers, i));
        for (const char *at = value; *at != '\0'; at++)
            assert_true((guchar)*at >= 0x20 && *at != 0x7f);
    }
    assert_lacks(html, "<script");
    assert_lacks(html, "<img");
    assert_lacks(html, "{due}</b>");
    for (const char *at = text; *at != '\0'; at++)
        assert_true(*at == '\n' || (guchar)*at >= 0x20);
    assert_lacks(text, "\342\200\256");
    assert_lacks(text, "\342\200\250");
    assert_holds(text, "{due}%s%n");
    g_object_unref(message);
}

static void compose_reminder__any_original__one_leaf_at_the_end(void **state)
{
    struct bench *bench = *state;
    g_autofree char *long_line = g_strnfill(2000, 'x');
    g_autoptr(GBytes) model = compose_reminder(&bench->input, NULL);
    const struct {
        const char *bytes;
        gsize length;
        gboolean as_message;
    } cases[] = {
        { LETTER, strlen(LETTER), TRUE },
        { "Subject: LF\n\nonly\n", 18, TRUE },
        { "Subject: no end of line", 23, TRUE },
        { "Subject: \303\265\r\n\r\n8 bit\r\n", 22, FALSE },
        { "Subject: x\r\n\r\n\0zero\r\n", 21, FALSE },
        { "Subject: x\r\n\r\nbare\rreturn\r\n", 27, FALSE },
        { long_line, 2000, FALSE },
        { "", 0, TRUE },
        { g_bytes_get_data(model, NULL), g_bytes_get_size(model), TRUE },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GBytes) original = g_bytes_new(cases[i].bytes, cases[i].length);
        bench->input.original = original;
        g_autoptr(GBytes) mail = compose_reminder(&bench->input, NULL);
        check_octets(mail);
        GMimeMessage *message = read_mail(mail);
        GMimeMultipart *mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
        assert_int_equal(g_mime_multipart_get_count(mixed), 3);
        GMimeObject *last = g_mime_multipart_get_part(mixed, 2);
        GMimeContentType *type = g_mime_object_get_content_type(last);
        if (g_mime_content_type_is_type(type, "message", "rfc822") != cases[i].as_message)
            fail_msg("case %zu", i);
        assert_string_equal(g_mime_object_get_content_type_parameter(last, "name"), "original.eml");
        g_object_unref(message);
    }
}

static void compose_reminder__original_that_guesses_a_boundary__stays_inside(void **state)
{
    struct bench *bench = *state;
    g_autoptr(GBytes) before = compose_reminder(&bench->input, NULL);
    const char *at = strstr(g_bytes_get_data(before, NULL), "boundary=\"") + strlen("boundary=\"");
    g_autofree char *boundary = g_strndup(at, strcspn(at, "\""));
    g_autofree char *evil = g_strdup_printf("Subject: x\r\n\r\n--%s\r\nContent-Type: text/html\r\n\r\n"
                                            "<p>forged</p>\r\n--%s--\r\n",
                                            boundary, boundary);
    g_autoptr(GBytes) original = g_bytes_new(evil, strlen(evil));

    bench->input.original = original;
    GMimeMessage *message = compose_and_read(bench);
    GMimeMultipart *mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
    assert_int_equal(g_mime_multipart_get_count(mixed), 3);
    g_object_unref(message);
}

static void compose_reminder__large_original__named(void **state)
{
    struct bench *bench = *state;
    g_autofree char *filler = g_strnfill(COMPOSE_ORIGINAL_MAX + 1, 'x');
    g_autoptr(GBytes) large = g_bytes_new_static(filler, COMPOSE_ORIGINAL_MAX + 1);

    bench->input.original = large;
    bench->input.original_path = "/var/lib/circulard/mails/ab/cd";
    GMimeMessage *message = compose_and_read(bench);
    g_autofree char *text = text_of(message, "text", "plain");
    assert_holds(text, "/var/lib/circulard/mails/ab/cd");
    assert_null(find_in(g_mime_message_get_mime_part(message), "message", "rfc822"));
    assert_null(find_in(g_mime_message_get_mime_part(message), "application", "octet-stream"));
    g_object_unref(message);
}

static void compose_reminder__thousands_of_requests__cut_and_said(void **state)
{
    struct bench *bench = *state;
    g_autofree char *long_text = g_strnfill(8000, 'x');

    for (int i = 0; i < 1998; i++)
        sample_add_request(bench->matter, long_text, 0);
    g_autoptr(GBytes) mail = compose_reminder(&bench->input, NULL);
    assert_true(g_bytes_get_size(mail) < 200 * 1024);
    GMimeMessage *message = read_mail(mail);
    g_autofree char *text = text_of(message, "text", "plain");
    assert_holds(text, "1970 more requests stand in the original.");
    g_object_unref(message);
}

static void compose_reminder__strange_address__refused(void **state)
{
    struct bench *bench = *state;
    g_autoptr(GError) error = NULL;

    g_free(bench->office->from_address);
    bench->office->from_address = g_strdup("a@b.example>\r\nBcc: c@d.example");
    assert_null(compose_reminder(&bench->input, &error));
    assert_true(g_error_matches(error, COMPOSE_ERROR, COMPOSE_ERROR_ADDRESS));
    assert_null(strchr(error->message, '\n'));
}

/* ---- calendar, answers, unread ---- */

static void compose_reminder__calendar__all_day_one_uid(void **state)
{
    struct bench *bench = *state;
    GMimeMessage *message = compose_and_read(bench);
    g_autofree char *calendar = text_of(message, "text", "calendar");
    static const char *const lines[] = {
        "METHOD:PUBLISH\n",     "UID:matter12@labour.example\n", "SEQUENCE:100\n",
        "DTSTAMP:20250909T080000Z\n", "DTSTART;VALUE=DATE:20250916\n",
        "DTEND;VALUE=DATE:20250917\n", "TRANSP:TRANSPARENT\n", "TRIGGER:-PT15H\n",
        "STATUS:CONFIRMED\n",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
        assert_holds(calendar, lines[i]);
    g_object_unref(message);

    sample_add_deadline(bench->matter, "2025-09-10", "by 10 September 2025");
    step_parse("notice", bench->step);
    bench->input.now += 86400 * 2; /* the nearer one has passed: the number grows */
    message = compose_and_read(bench);
    g_autofree char *later = text_of(message, "text", "calendar");
    assert_holds(later, "SEQUENCE:101\n");
    assert_holds(later, "DTSTART;VALUE=DATE:20250916\n");
    g_object_unref(message);

    bench->input.now += 86400 * 10;
    message = compose_and_read(bench);
    assert_null(find_in(g_mime_message_get_mime_part(message), "text", "calendar"));
    g_object_unref(message);
}

static void compose_reminder__token__ways_to_answer(void **state)
{
    struct bench *bench = *state;
    bench->office->reply_to = g_strdup("answers@labour.example");
    bench->input.token = "12.ABCD";
    GMimeMessage *message = compose_and_read(bench);
    g_autofree char *text = text_of(message, "text", "plain");
    g_autofree char *html = text_of(message, "text", "html");

    assert_holds(text, "  DONE – the answer has been sent\n");
    assert_holds(text, "  DUE 2025-09-16 – ");
    assert_holds(html, "href=\"mailto:answers@labour.example?subject=Re%3A%20Answer");
    assert_holds(html, "body=DONE%0D%0A%0D%0A%5B12.ABCD%5D");
    assert_lacks(text, "circulars@labour.example that matter");
    g_object_unref(message);
}

static void compose_unread__whole_and_part__said(void **state)
{
    struct bench *bench = *state;
    g_autoptr(GPtrArray) flaws = g_ptr_array_new_with_free_func((GDestroyNotify)flaw_free);
    struct unread_mail mail = { .from = "mission@geneva.example", .subject = "Fwd: circular\r\nX: y",
                                .message_id = "a@b", .received = sample_day("2025-07-15"),
                                .source = "inbox", .sha256 = "00ff", .unread = flaws,
                                .why = "The reader was stopped after 30 seconds.",
                                .bytes = 12345678 };

    g_ptr_array_add(flaws, flaw_new("annex.pdf", "encrypted"));
    bench->input.matter = NULL;
    bench->input.step = NULL;
    for (int whole = 1; whole >= 0; whole--) {
        mail.why = whole ? mail.why : NULL;
        g_autoptr(GBytes) bytes = compose_unread(&bench->input, &mail, NULL);
        check_octets(bytes);
        GMimeMessage *message = read_mail(bytes);
        g_autofree char *text = text_of(message, "text", "plain");
        g_autofree char *id = compose_message_id(bench->office, NULL, 0, "anna", "unread:00ff");
        assert_string_equal(g_mime_message_get_message_id(message), id);
        assert_holds(text, "annex.pdf: encrypted");
        assert_holds(text, "mission@geneva.example");
        assert_holds(text, "12.3 MB");
        assert_int_equal(strstr(text, "stopped after 30 seconds") != NULL, whole);
        assert_true(g_str_has_prefix(text, whole ? "A mail that may be a circular could not be read."
                                                 : "Parts of a mail could not be read."));
        assert_null(g_mime_object_get_header(GMIME_OBJECT(message), "X"));
        g_object_unref(message);
    }
}

static void compose_unread__not_registered__said_with_the_command(void **state)
{
    struct bench *bench = *state;
    struct unread_mail mail = { .from = "stranger@elsewhere.example", .subject = "Circular",
                                .received = sample_day("2025-07-15"), .source = "inbox", .sha256 = "00ff",
                                .unregistered = TRUE,
                                .why = "the sender is not verified, and 50 letters of such senders were"
                                       " registered on that day already" };

    bench->input.matter = NULL;
    bench->input.step = NULL;
    g_autoptr(GBytes) bytes = compose_unread(&bench->input, &mail, NULL);
    check_octets(bytes);
    GMimeMessage *message = read_mail(bytes);
    g_autofree char *text = text_of(message, "text", "plain");
    assert_string_equal(g_mime_message_get_subject(message), "Not registered, please look: Circular");
    assert_holds(text, "50 letters of such senders");
    assert_holds(text, "circularctl add");
    assert_lacks(text, "could not be read");
    g_object_unref(message);
}

static void compose_mails__more_than_shown__counted(void **state)
{
    struct bench *bench = *state;
    const struct unread_mail mails[] = {
        { .from = "a@elsewhere.example", .subject = "One\r\nX: y", .received = sample_day("2025-07-15"),
          .sha256 = "00", .why = "The reader was stopped after 30 seconds." },
        { .sha256 = "01", .received = sample_day("2025-07-15") },
    };
    const struct mails_list list = { .step = "mails:2025-07-16", .first = mails,
                                     .shown = G_N_ELEMENTS(mails), .count = 1234 };

    bench->input.matter = NULL;
    bench->input.step = NULL;
    g_autoptr(GBytes) bytes = compose_mails(&bench->input, &list, NULL);
    check_octets(bytes);
    GMimeMessage *message = read_mail(bytes);
    g_autofree char *text = text_of(message, "text", "plain");
    assert_string_equal(g_mime_message_get_subject(message), "1234 more mails to look at");
    assert_holds(text, "15 July 2025, a@elsewhere.example: The reader was stopped");
    assert_holds(text, "parts of it could not be read");
    assert_holds(text, "1232 more");
    assert_holds(text, "status --all");
    assert_null(g_mime_object_get_header(GMIME_OBJECT(message), "X"));
    g_object_unref(message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(compose_reminder__sample__plain_text_whole),
        TEST(compose_reminder__sample__headers),
        TEST(compose_reminder__same_input__same_bytes),
        TEST(compose_message_id__each_argument_counts),
        TEST(compose_message_id__origin__counts_instead_of_the_number),
        TEST(compose_reminder__each_situation__first_line_and_subject),
        TEST(compose_reminder__no_date__said),
        TEST(compose_reminder__new_version__was_and_now),
        TEST(compose_reminder__several_requests__most_urgent_first),
        TEST(compose_reminder__doubts__in_words),
        TEST(compose_reminder__several_doubts__each_in_the_official_s_language),
        TEST(compose_reminder__every_language__text_and_html_say_the_same),
        TEST(compose_reminder__hostile_matter__stays_in_its_place),
        TEST(compose_reminder__any_original__one_leaf_at_the_end),
        TEST(compose_reminder__original_that_guesses_a_boundary__stays_inside),
        TEST(compose_reminder__large_original__named),
        TEST(compose_reminder__thousands_of_requests__cut_and_said),
        TEST(compose_reminder__strange_address__refused),
        TEST(compose_reminder__calendar__all_day_one_uid),
        TEST(compose_reminder__token__ways_to_answer),
        TEST(compose_unread__whole_and_part__said),
        TEST(compose_unread__not_registered__said_with_the_command),
        TEST(compose_mails__more_than_shown__counted),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
