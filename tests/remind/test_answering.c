/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules by which answers are believed: all must hold, and one that does not is enough. */
#include "remind/answering.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../support/sample_matter.h"
#include "base/token.h"

#define NOW 1757000000 /* 2025-09-04 */

struct bench {
    struct office *office;
    struct wordings *wordings;
    struct reply_words *words;
    GBytes *key;
    struct answering_input input;
    struct findings *findings;
    const struct official *anna, *luc;
    GPtrArray *origins;
};

/* Each matter of this register has an origin, but for the 14th, which is older. */
static char *origin_of(gint64 matter)
{
    return matter == 14 ? NULL : g_strdup_printf("%064" G_GINT64_MODIFIER "x", matter);
}

static char *token_for(struct bench *bench, gint64 matter, const char *official)
{
    g_autofree char *origin = origin_of(matter);

    return token_make(bench->key, matter, origin, official);
}

static void add_origin(struct bench *bench, gint64 matter, char *hash, gboolean elsewhere)
{
    struct matter_origin *origin = g_new0(struct matter_origin, 1);

    origin->matter = matter;
    origin->hash = hash;
    origin->elsewhere = elsewhere;
    g_ptr_array_add(bench->origins, origin);
}

/* A good one: anna's DONE to matter 12. */
static int set_up(void **state)
{
    static const guint8 bytes[TOKEN_KEY_BYTES] = { 1, 2, 3 };
    struct bench *bench = g_new0(struct bench, 1);

    bench->office = sample_office();
    bench->wordings = wordings_read("etc/wording", NULL);
    if (bench->wordings == NULL)
        return -1;
    bench->words = reply_words_new(bench->wordings);
    bench->key = g_bytes_new(bytes, sizeof bytes);
    bench->input = (struct answering_input){ .office = bench->office, .key = bench->key,
                                             .words = bench->words, .now = NOW };
    bench->origins = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)matter_origin_free);
    bench->input.origins = bench->origins;
    for (gint64 matter = 12; matter <= 14; matter++)
        add_origin(bench, matter, origin_of(matter), FALSE);
    bench->anna = office_official(bench->office, "anna");
    bench->luc = office_official(bench->office, "luc");
    bench->findings = findings_new();
    bench->findings->message_id = g_strdup("1@client.example");
    bench->findings->answer.from = g_ascii_strup(bench->anna->address, -1);
    bench->findings->answer.senders = 1;
    bench->findings->answer.text = g_strdup("DONE");
    g_ptr_array_add(bench->findings->answer.tokens, token_for(bench, 12, "anna"));
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    findings_free(bench->findings);
    g_bytes_unref(bench->key);
    g_ptr_array_unref(bench->origins);
    reply_words_free(bench->words);
    wordings_free(bench->wordings);
    office_free(bench->office);
    g_free(bench);
    return 0;
}

static void set(char **text, const char *to)
{
    g_free(*text);
    *text = g_strdup(to);
}

/* what, and with ASK the news; the decision names matter 12 and anna unless it is NOTHING. */
static void expect(struct bench *bench, enum answering what, int news)
{
    AUTO(answering_decision) *decision = answering_decide(&bench->input, bench->findings);

    assert_int_equal(decision->what, what);
    if (what == ANSWERING_ASK)
        assert_int_equal(decision->news, news);
    if (what == ANSWERING_NOTHING) {
        assert_int_equal(decision->matter, 0);
        return;
    }
    assert_int_equal(decision->matter, 12);
    assert_ptr_equal(decision->official, bench->anna);
}

static void decide__all_holds__act(void **state)
{
    expect(*state, ANSWERING_ACT, 0);
}

static void decide__token_does_not_hold__nothing(void **state)
{
    struct bench *bench = *state;
    GPtrArray *tokens = bench->findings->answer.tokens;
    g_autofree char *good = g_strdup(tokens->pdata[0]);

    for (gsize i = 0; i < strlen(good); i++) {
        char *bent = g_strdup(good);
        bent[i] = bent[i] == 'b' ? 'c' : 'b';
        g_ptr_array_set_size(tokens, 0);
        g_ptr_array_add(tokens, bent);
        expect(bench, ANSWERING_NOTHING, 0);
    }
    g_ptr_array_set_size(tokens, 0);
    expect(bench, ANSWERING_NOTHING, 0);
    g_ptr_array_add(tokens, token_for(bench, 12, "nobody"));
    expect(bench, ANSWERING_NOTHING, 0);
}

static void decide__another_sender__official_is_asked(void **state)
{
    struct bench *bench = *state;

    set(&bench->findings->answer.from, "eve@elsewhere.example");
    expect(bench, ANSWERING_ASK, NEWS_OTHER);
    set(&bench->findings->answer.from, bench->luc->address);
    expect(bench, ANSWERING_ASK, NEWS_OTHER);
    set(&bench->findings->answer.from, NULL);
    expect(bench, ANSWERING_ASK, NEWS_OTHER);
    set(&bench->findings->answer.from, bench->anna->address);
    bench->findings->answer.senders = 2;
    expect(bench, ANSWERING_ASK, NEWS_OTHER);
    bench->findings->answer.senders = 1;
    set(&bench->findings->answer.text, "DONE");
    expect(bench, ANSWERING_ACT, 0);
}

static void decide__another_sender_asks_nothing__noted(void **state)
{
    struct bench *bench = *state;

    set(&bench->findings->answer.from, bench->luc->address);
    set(&bench->findings->answer.text, "Thank you Anna, good to know.");
    expect(bench, ANSWERING_NOTE, 0);
    set(&bench->findings->answer.text, NULL);
    expect(bench, ANSWERING_NOTE, 0);
}

static void decide__machine__noted_never_asked(void **state)
{
    struct bench *bench = *state;

    bench->findings->automatic = TRUE;
    expect(bench, ANSWERING_NOTE, 0);
    set(&bench->findings->answer.from, "eve@elsewhere.example");
    expect(bench, ANSWERING_NOTE, 0);
}

static void decide__report__only_a_lasting_failure_is_a_bounce(void **state)
{
    struct bench *bench = *state;

    bench->findings->answer.report = TRUE;
    expect(bench, ANSWERING_NOTE, 0);
    set(&bench->findings->answer.status, "4.2.2");
    expect(bench, ANSWERING_NOTE, 0);
    set(&bench->findings->answer.status, "5.1.1");
    expect(bench, ANSWERING_BOUNCE, 0);
    bench->findings->answer.report = FALSE;
    expect(bench, ANSWERING_ACT, 0);
}

static void decide__unclear_words__asked_why(void **state)
{
    static const struct {
        const char *text;
        enum answer_news news;
    } cases[] = {
        { NULL, NEWS_EMPTY }, { "not done yet", NEWS_UNCLEAR }, { "done?", NEWS_DOUBTFUL },
        { "DONE\nSNOOZE 5", NEWS_SEVERAL }, { "SNOOZE", NEWS_DATE }, { "DUE 2025-01-01", NEWS_DAY },
        { "ASSIGN", NEWS_WORDS }, { "ASSIGN Bert", NEWS_NAME },
    };
    struct bench *bench = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        set(&bench->findings->answer.text, cases[i].text);
        expect(bench, ANSWERING_ASK, (int)cases[i].news);
    }
    set(&bench->findings->answer.text, "HELP");
    expect(bench, ANSWERING_HELP, 0);
}

static void decide__several_matters__asked_which(void **state)
{
    struct bench *bench = *state;
    GPtrArray *tokens = bench->findings->answer.tokens;

    g_ptr_array_add(tokens, token_for(bench, 12, "luc"));
    g_ptr_array_add(tokens, token_for(bench, 13, "luc"));
    expect(bench, ANSWERING_ACT, 0); /* another's tokens do not count */
    g_ptr_array_add(tokens, token_for(bench, 13, "anna"));
    expect(bench, ANSWERING_ASK, NEWS_WHICH);
}

static void decide__renumbered__the_letter_counts(void **state)
{
    struct bench *bench = *state;

    /* The letter that was 12 is 15, and 12 is another one. */
    g_ptr_array_set_size(bench->origins, 0);
    add_origin(bench, 12, origin_of(13), FALSE);
    expect(bench, ANSWERING_NOTHING, 0);
    add_origin(bench, 15, origin_of(12), FALSE);
    expect(bench, ANSWERING_NOTHING, 0); /* nobody has said that 15 may bear other numbers */
    add_origin(bench, 15, origin_of(12), TRUE);
    AUTO(answering_decision) *decision = answering_decide(&bench->input, bench->findings);
    assert_int_equal(decision->what, ANSWERING_ACT);
    assert_int_equal(decision->matter, 15);
    /* Of several mails that brought it, any. */
    add_origin(bench, 12, origin_of(12), FALSE);
    g_ptr_array_remove_index(bench->origins, 2);
    expect(bench, ANSWERING_ACT, 0);
}

static void decide__numbered_token__only_of_a_matter_without_origin(void **state)
{
    struct bench *bench = *state;
    GPtrArray *tokens = bench->findings->answer.tokens;

    g_ptr_array_set_size(tokens, 0);
    g_ptr_array_add(tokens, token_make(bench->key, 12, NULL, "anna"));
    expect(bench, ANSWERING_NOTHING, 0);
    g_ptr_array_set_size(tokens, 0);
    g_ptr_array_add(tokens, token_make(bench->key, 14, NULL, "anna"));
    AUTO(answering_decision) *decision = answering_decide(&bench->input, bench->findings);
    assert_int_equal(decision->what, ANSWERING_ACT);
    assert_int_equal(decision->matter, 14);
    /* Another's number without an origin is no way in. */
    g_ptr_array_set_size(bench->origins, 0);
    add_origin(bench, 15, NULL, FALSE);
    expect(bench, ANSWERING_NOTHING, 0);
}

static void decide__no_message_id__asked(void **state)
{
    struct bench *bench = *state;

    set(&bench->findings->message_id, NULL);
    expect(bench, ANSWERING_ASK, NEWS_UNCLEAR);
}

static void decide__server_must_vouch__does_or_does_not(void **state)
{
    struct bench *bench = *state;
    const char *domain = strchr(bench->anna->address, '@') + 1;

    bench->input.authserv_id = "mx.labour.example";
    expect(bench, ANSWERING_ASK, NEWS_FORGED);
    g_ptr_array_add(bench->findings->answer.authentication,
                    g_strdup_printf("mx.labour.example; dmarc=pass header.from=%s", domain));
    expect(bench, ANSWERING_ACT, 0);
    bench->input.authserv_id = "other.example";
    expect(bench, ANSWERING_ASK, NEWS_FORGED);
}

static void decide__assign__finds_the_official(void **state)
{
    struct bench *bench = *state;
    g_autofree char *by_name = g_strdup_printf("ASSIGN to %s, please", bench->luc->name);

    set(&bench->findings->answer.text, by_name);
    AUTO(answering_decision) *decision = answering_decide(&bench->input, bench->findings);
    assert_int_equal(decision->what, ANSWERING_ACT);
    assert_ptr_equal(decision->other, bench->luc);
    assert_ptr_equal(answering_find_official(bench->office, "LUC"), bench->luc);
    assert_ptr_equal(answering_find_official(bench->office, bench->luc->address), bench->luc);
    assert_null(answering_find_official(bench->office, ""));
    assert_null(answering_find_official(bench->office, "l"));
}

static void without_token__thread_alone__asked_never_acted(void **state)
{
    struct bench *bench = *state;
    g_autoptr(GPtrArray) reminded = g_ptr_array_new();

    g_ptr_array_add(reminded, (char *)"gone");
    g_ptr_array_add(reminded, (char *)"anna");
    g_ptr_array_set_size(bench->findings->answer.tokens, 0);
    AUTO(answering_decision) *asked =
        answering_without_token(&bench->input, bench->findings, 12, reminded);
    assert_int_equal(asked->what, ANSWERING_ASK);
    assert_int_equal(asked->news, NEWS_KEY);
    set(&bench->findings->answer.text, "Dear colleagues, see below");
    AUTO(answering_decision) *noted =
        answering_without_token(&bench->input, bench->findings, 12, reminded);
    assert_int_equal(noted->what, ANSWERING_NOTE);
    set(&bench->findings->answer.text, "DONE");
    bench->findings->automatic = TRUE;
    AUTO(answering_decision) *machine =
        answering_without_token(&bench->input, bench->findings, 12, reminded);
    assert_int_equal(machine->what, ANSWERING_NOTHING);
    bench->findings->automatic = FALSE;
    set(&bench->findings->answer.from, bench->luc->address);
    AUTO(answering_decision) *other =
        answering_without_token(&bench->input, bench->findings, 12, reminded);
    assert_int_equal(other->what, ANSWERING_NOTHING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(decide__all_holds__act),
        TEST(decide__token_does_not_hold__nothing),
        TEST(decide__another_sender__official_is_asked),
        TEST(decide__another_sender_asks_nothing__noted),
        TEST(decide__machine__noted_never_asked),
        TEST(decide__report__only_a_lasting_failure_is_a_bounce),
        TEST(decide__unclear_words__asked_why),
        TEST(decide__several_matters__asked_which),
        TEST(decide__renumbered__the_letter_counts),
        TEST(decide__numbered_token__only_of_a_matter_without_origin),
        TEST(decide__no_message_id__asked),
        TEST(decide__server_must_vouch__does_or_does_not),
        TEST(decide__assign__finds_the_official),
        TEST(without_token__thread_alone__asked_never_acted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
