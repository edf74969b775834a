/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about answers: each kind of news in each language, with what an official needs in it. */
#include "remind/compose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../support/sample_matter.h"
#include "remind/compose_text.h"

#define NOW   1757000000 /* 2025-09-04 */
#define TOKEN "c12-abcdefghijklmnopqrstuvwxyz"

struct bench {
    struct office *office;
    struct matter *matter;
    struct wordings *wordings;
    struct compose_input input;
};

static int set_up(void **state)
{
    struct bench *bench = g_new0(struct bench, 1);

    bench->office = sample_office();
    bench->matter = sample_matter();
    bench->wordings = wordings_read("etc/wording", NULL);
    bench->input = (struct compose_input){
        .office = bench->office,
        .official = office_official(bench->office, "anna"),
        .wording = wordings_for(bench->wordings, "en"),
        .now = NOW,
        .matter = bench->matter,
        .token = TOKEN,
    };
    *state = bench;
    return bench->wordings != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    wordings_free(bench->wordings);
    matter_free(bench->matter);
    office_free(bench->office);
    g_free(bench);
    return 0;
}

static struct answer_mail mail_for(enum answer_news news)
{
    struct answer_mail mail = { .news = news, .step = "answer:1", .name = "Luc Petit",
                                .address = "eve@elsewhere.example", .status = "5.1.1 no such user",
                                .wrote = "the words" };

    mail.day = sample_day("2025-10-01");
    return mail;
}

static char *text_for(struct bench *bench, const struct answer_mail *mail)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = compose_answer(&bench->input, mail, &error);

    if (bytes == NULL)
        fail_msg("%s", error->message);
    return compose_text(bytes);
}

static gboolean holds(const char *text, const char *words)
{
    g_autoptr(GString) spaced = g_string_new(text);

    g_string_replace(spaced, "\r", "", 0);
    g_string_replace(spaced, "\n", " ", 0);
    if (strstr(spaced->str, words) != NULL)
        return TRUE;
    print_message("\"%s\" is not in:\n%s\n", words, text);
    return FALSE;
}

static void compose_answer__every_news_and_language__written(void **state)
{
    struct bench *bench = *state;
    static const char *const people[] = { "anna", "luc", "rosa", "mari" };

    for (gsize i = 0; i < G_N_ELEMENTS(people); i++) {
        bench->input.official = office_official(bench->office, people[i]);
        bench->input.wording = wordings_for(bench->wordings, bench->input.official->language);
        for (int news = NEWS_DONE; news <= NEWS_BOUNCE; news++) {
            struct answer_mail mail = mail_for((enum answer_news)news);
            g_autofree char *text = text_for(bench, &mail);
            assert_true(holds(text, "the words"));
            assert_true(holds(text, "[" TOKEN "]"));
            assert_null(strchr(text, '{'));
        }
    }
}

static void compose_answer__nothing_known__written(void **state)
{
    struct bench *bench = *state;
    struct matter *bare = sample_bare_matter();

    bench->input.matter = bare;
    bench->input.token = NULL;
    for (int news = NEWS_DONE; news <= NEWS_BOUNCE; news++) {
        struct answer_mail mail = { .news = (enum answer_news)news, .step = "answer:1" };
        g_date_clear(&mail.day, 1);
        g_autofree char *text = text_for(bench, &mail);
        assert_null(strstr(text, "(null)"));
    }
    matter_free(bare);
}

static void compose_answer__done__says_how_to_undo(void **state)
{
    struct answer_mail mail = mail_for(NEWS_DONE);
    g_autofree char *text = text_for(*state, &mail);

    assert_true(holds(text, "Understood: done."));
    assert_true(holds(text, "its first line is: REOPEN"));
}

static void compose_answer__due__names_all_dates_and_the_old_one(void **state)
{
    struct bench *bench = *state;
    struct answer_mail mail = mail_for(NEWS_DUE);
    struct deadline *old = deadline_new();

    old->date = sample_day("2025-08-20");
    g_ptr_array_add(bench->matter->earlier, old);
    sample_add_deadline(bench->matter, "2025-10-01", "DUE 1 October");
    g_autofree char *text = text_for(bench, &mail);
    assert_true(holds(text, "Understood: the date is Wednesday 1 October 2025."));
    assert_true(holds(text, "its first line is: DUE 2025-08-20"));
    assert_true(holds(text, "16 September 2025"));
}

static void compose_answer__other__names_the_address_and_the_way(void **state)
{
    struct answer_mail mail = mail_for(NEWS_OTHER);
    g_autofree char *text = text_for(*state, &mail);

    assert_true(holds(text, "came from another address, eve@elsewhere.example."));
    assert_true(holds(text, "ASSIGN name"));
}

static void compose_answer__hostile_words__one_escaped_line(void **state)
{
    struct answer_mail mail = mail_for(NEWS_NAME);

    mail.name = "Bert\r\nBcc: eve@elsewhere.example\x1b[2J %s%n {title}";
    mail.wrote = mail.name;
    g_autofree char *text = text_for(*state, &mail);
    assert_null(strchr(text, '\x1b'));
    assert_null(strstr(text, "\nBcc:"));
}

static void compose_reply_address__plus__where_it_is_set_and_fits(void **state)
{
    struct bench *bench = *state;
    g_autofree char *plain = compose_reply_address(bench->office, TOKEN);
    assert_string_equal(plain, bench->office->from_address);

    bench->office->plus_addresses = TRUE;
    g_free(bench->office->reply_to);
    bench->office->reply_to = g_strdup("answers@labour.example");
    g_autofree char *plus = compose_reply_address(bench->office, TOKEN);
    assert_string_equal(plus, "answers+" TOKEN "@labour.example");
    g_autofree char *none = compose_reply_address(bench->office, NULL);
    assert_string_equal(none, "answers@labour.example");

    g_free(bench->office->reply_to);
    bench->office->reply_to = g_strdup("a.very.long.name.for.an.address.of.answers@labour.example");
    g_autofree char *unfit = compose_reply_address(bench->office, TOKEN);
    assert_string_equal(unfit, bench->office->reply_to);
}

static void compose_answer__token__root_of_the_thread(void **state)
{
    struct bench *bench = *state;
    struct answer_mail mail = mail_for(NEWS_DONE);
    g_autoptr(GBytes) bytes = compose_answer(&bench->input, &mail, NULL);
    g_autofree char *raw = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_autofree char *wanted =
        g_strdup_printf("References: <" TOKEN "@%s>\r\n", bench->office->host);

    assert_non_null(strstr(raw, wanted));
    assert_non_null(strstr(raw, "Auto-Submitted: auto-generated\r\n"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(compose_answer__every_news_and_language__written),
        TEST(compose_answer__nothing_known__written),
        TEST(compose_answer__done__says_how_to_undo),
        TEST(compose_answer__due__names_all_dates_and_the_old_one),
        TEST(compose_answer__other__names_the_address_and_the_way),
        TEST(compose_answer__hostile_words__one_escaped_line),
        TEST(compose_reply_address__plus__where_it_is_set_and_fits),
        TEST(compose_answer__token__root_of_the_thread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
