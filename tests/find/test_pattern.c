/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automaton of patterns: what matches, which of several matches stands, and that forgetting what it
 * has learnt changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "find/pattern.h"

struct bench {
    struct vocab *vocab;
    struct automaton *automaton;
    guint rules;
};

static struct bench set_up_openings(const char *const *patterns, const gboolean *opening)
{
    struct bench b = { .vocab = vocab_new() };

    b.automaton = automaton_new(b.vocab);
    for (; patterns[b.rules] != NULL; b.rules++) {
        g_autoptr(GError) error = NULL;
        assert_true(automaton_add(b.automaton, patterns[b.rules], b.rules, NULL, &error));
    }
    vocab_seal(b.vocab);
    automaton_seal(b.automaton, opening);
    return b;
}

static struct bench set_up(const char *const *patterns)
{
    return set_up_openings(patterns, NULL);
}

static void tear_down(struct bench *b)
{
    automaton_free(b->automaton);
    vocab_free(b->vocab);
}

/* "rule:start-end …" of a text; " / " in it ends a sentence. */
static char *marks_of(const struct bench *b, const char *text)
{
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
    g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(struct mark));
    GString *out = g_string_new(NULL);

    assert_true(lex(text, strlen(text), b->vocab, 1000000, tokens));
    for (guint i = 1; i < tokens->len; i++)
        if (g_array_index(tokens, struct token, i - 1).value == '/')
            g_array_index(tokens, struct token, i).flags |= TOKEN_BREAK;
    g_array_set_size(marks, automaton_run(b->automaton, (const struct token *)tokens->data, 0, tokens->len, marks, 0));
    for (guint i = 0; i < marks->len; i++) {
        const struct mark *mark = &g_array_index(marks, struct mark, i);
        g_string_append_printf(out, "%s%u:%u-%u", i > 0 ? " " : "", mark->rule, mark->start, mark->end);
    }
    return g_string_free(out, FALSE);
}

static void expect(const char *const *patterns, const char *text, const char *marks)
{
    struct bench b = set_up(patterns);
    g_autofree char *first = marks_of(&b, text), *again = marks_of(&b, text);

    assert_string_equal(first, marks);
    assert_string_equal(again, marks); /* learnt by now */
    automaton_gather(b.automaton);     /* whether that is settled or not */
    automaton_settle(b.automaton);
    g_autofree char *settled = marks_of(&b, text);
    assert_string_equal(settled, marks);
    tear_down(&b);
    b = set_up(patterns);
    automaton_settle(b.automaton); /* before it has seen any text */
    automaton_gather(b.automaton);
    g_autofree char *fresh = marks_of(&b, text), *later = marks_of(&b, text);
    assert_string_equal(fresh, marks);
    assert_string_equal(later, marks);
    tear_down(&b);
}

static void automaton_run__words_choices_gaps__match(void **state)
{
    static const char *const patterns[] = { "no later than", "(is|are) [kindly] asked", "from ..2 office", "no <number>", "( see )", "<capital> asked", NULL };

    (void)state;
    expect(patterns, "reply no later than", "0:1-4");
    expect(patterns, "they are kindly asked", "1:1-4");
    expect(patterns, "from office from the office from the good old office", "2:0-2 2:2-5");
    expect(patterns, "no 87", "3:0-2");
    expect(patterns, "Governments asked", "5:0-2");
    expect(patterns, "governments asked no later", "");
}

static void automaton_run__two_starts_one_end__the_earlier_stands(void **state)
{
    static const char *const patterns[] = { "[the] government", NULL };

    (void)state;
    expect(patterns, "the government, government", "0:0-2 0:3-4");
}

static void automaton_run__two_ends_one_start__the_longer_stands(void **state)
{
    static const char *const patterns[] = { "reply [..2 office]", "reply to", NULL };

    (void)state;
    expect(patterns, "reply to the office", "0:0-4 1:0-2");
}

static void automaton_run__end_of_a_sentence__is_not_crossed(void **state)
{
    static const char *const patterns[] = { "from ..4 office", "government is", NULL };

    (void)state;
    expect(patterns, "from our / office", "");
    expect(patterns, "from our office / office government / is", "0:0-3");
}

static void automaton_run__numbers_and_marks__only_their_own(void **state)
{
    static const char *const patterns[] = { "article 22", "article <number> ,", "a : b", NULL };

    (void)state;
    expect(patterns, "article 22, article 23, article 23;", "1:0-3 0:0-2 1:3-6");
    expect(patterns, "a: b a; b", "2:0-3");
    static const char *const large[] = { "article 22", "article 123456", "box 9999", "box 10000", NULL };
    expect(large, "article 123456 article 123457 article 22 article 70000", "1:0-2 0:4-6");
    expect(large, "box 9999 box 10000 box 10001", "2:0-2 3:2-4");
}

static void automaton_run__pattern_begins_with_a_gap__reaches_back(void **state)
{
    static const char *const patterns[] = { "[bureau] ..2 ferme", "<capital> office", "<any> <number>", NULL };
    static const char *const waiting[] = { "[bureau] ..2 ferme", "<capital> office", NULL };

    (void)state;
    expect(patterns, "x y z ferme", "0:1-4");
    expect(patterns, "x 5", "2:0-2"); /* no word is named: nothing to wait for */
    expect(waiting, "bureau x y ferme / z x", "0:0-4");
    expect(waiting, "Our office / our office / office", "1:0-2");
    expect(waiting, "x Office ferme / y z", "0:0-3");
}

static void automaton_run__rule_of_openings__counts_where_a_sentence_begins(void **state)
{
    static const char *const patterns[] = { "from", "from [the] office", NULL };
    static const gboolean opening[] = { TRUE, FALSE };
    struct bench b = set_up_openings(patterns, opening);

    (void)state;
    g_autofree char *marks = marks_of(&b, "from x from / from the office from office");
    assert_string_equal(marks, "0:0-1 1:4-7 0:4-5 1:7-9");
    tear_down(&b);
}

/* ---- sharing ---- */

static void automaton_seal__what_patterns_share__is_one_position(void **state)
{
    static const char *const alternatives[] = { "(no later than noon|no later than friday|until noon)", NULL };
    static const char *const beginnings[] = { "no later than noon", "no later than friday", "no later", NULL };
    static const char *const middles[] = { "(reply|answer) by (hand and foot|mail and foot) only", NULL };
    struct bench b = set_up(alternatives);

    (void)state;
    assert_int_equal(automaton_size(b.automaton), 7); /* two ways to noon: what ends stays apart */
    tear_down(&b);
    b = set_up(beginnings);
    assert_int_equal(automaton_size(b.automaton), 5);
    tear_down(&b);
    b = set_up(middles);
    assert_int_equal(automaton_size(b.automaton), 7);
    tear_down(&b);
    expect(alternatives, "no later than friday, until noon", "0:0-4 0:5-7");
    expect(beginnings, "no later than noon, no later", "0:0-4 2:0-2 2:5-7");
    expect(middles, "answer by mail and foot only, reply by hand and foot only", "0:0-6 0:7-13");
}

static void automaton_run__rules_that_share_a_beginning__keep_their_order(void **state)
{
    static const char *const patterns[] = { "(a b c|d b c|a b e)", "a b", "<any> b c", "a <number> b", "a b c", "(a|<capital>) b c", NULL };

    (void)state;
    expect(patterns, "a b c", "0:0-3 4:0-3 5:0-3 2:0-3 1:0-2");
    expect(patterns, "d b c", "0:0-3 2:0-3");
    expect(patterns, "x; A b c", "0:2-5 4:2-5 5:2-5 2:2-5 1:2-4");
    expect(patterns, "a 5 b c", "3:0-3 2:1-4");
    expect(patterns, "a b e", "0:0-3 1:0-2");
}

/* ---- forgetting ---- */

#define KINDS 14u
#define REACH 13u /* of ..12 and the word after it */

/* What "a ..12 b<i> ..12 c<i>" must match, found the long way: of each end the earliest start, of each
 * rule and start the longest end. */
static char *expected_marks(const char *letters, const guint8 *kinds, guint count)
{
    GString *out = g_string_new(NULL);
    guint *ends = g_new0(guint, (gsize)count * KINDS);

    for (guint end = 0; end < count; end++) {
        guint first = G_MAXUINT;
        for (guint b = end; letters[end] == 'c' && b > 0 && b + REACH >= end; b--) {
            if (b == end || letters[b] != 'b' || kinds[b] != kinds[end])
                continue;
            for (guint a = b; a > 0 && a - 1 + REACH >= b; a--)
                if (letters[a - 1] == 'a')
                    first = MIN(first, a - 1);
        }
        if (first != G_MAXUINT)
            ends[first * KINDS + kinds[end]] = end + 1;
    }
    for (guint start = 0; start < count; start++)
        for (guint longest = start + 2 * REACH + 1; longest > start; longest--)
            for (guint kind = 0; kind < KINDS; kind++)
                if (ends[start * KINDS + kind] == longest)
                    g_string_append_printf(out, "%s%u:%u-%u", out->len > 0 ? " " : "", kind, start, longest);
    g_free(ends);
    return g_string_free(out, FALSE);
}

static void automaton_run__more_states_than_are_kept__finds_the_same(void **state)
{
    enum { COUNT = 60000 };
    char *patterns[KINDS + 1] = { NULL };
    g_autofree char *letters = g_malloc(COUNT);
    g_autofree guint8 *kinds = g_malloc(COUNT);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GRand) random = g_rand_new_with_seed(7);

    (void)state;
    for (guint i = 0; i < KINDS; i++)
        patterns[i] = g_strdup_printf("start ..12 b%c ..12 c%c", 'a' + i, 'a' + i);
    for (guint i = 0; i < COUNT; i++) {
        letters[i] = "abbbbc"[g_rand_int_range(random, 0, 6)];
        kinds[i] = g_rand_int_range(random, 0, KINDS);
        if (letters[i] == 'a')
            g_string_append(text, "start ");
        else
            g_string_append_printf(text, "%c%c ", letters[i], 'a' + kinds[i]);
    }
    struct bench b = set_up((const char *const *)patterns);
    g_autofree char *marks = marks_of(&b, text->str), *again = marks_of(&b, text->str);
    assert_true(automaton_forgot(b.automaton) > 0);
    assert_string_equal(again, marks);
    guint forgot = automaton_forgot(b.automaton);
    automaton_settle(b.automaton);
    g_autofree char *settled = marks_of(&b, text->str);
    assert_true(automaton_forgot(b.automaton) > forgot); /* what was settled, too */
    assert_string_equal(settled, marks);
    automaton_settle(b.automaton);
    automaton_gather(b.automaton);
    g_autofree char *gathered = marks_of(&b, text->str);
    assert_string_equal(gathered, marks);
    g_autofree char *expected = expected_marks(letters, kinds, COUNT);
    g_auto(GStrv) left = g_strsplit(expected, " ", -1), right = g_strsplit(marks, " ", -1);
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; left[i] != NULL; i++)
        g_hash_table_add(known, left[i]);
    assert_true(g_strv_length(left) > 300);
    assert_int_equal(g_strv_length(left), g_strv_length(right));
    for (guint i = 0; right[i] != NULL; i++)
        assert_true(g_hash_table_contains(known, right[i]));
    tear_down(&b);
    for (guint i = 0; i < KINDS; i++)
        g_free(patterns[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(automaton_run__words_choices_gaps__match),
        cmocka_unit_test(automaton_run__two_starts_one_end__the_earlier_stands),
        cmocka_unit_test(automaton_run__two_ends_one_start__the_longer_stands),
        cmocka_unit_test(automaton_run__end_of_a_sentence__is_not_crossed),
        cmocka_unit_test(automaton_run__numbers_and_marks__only_their_own),
        cmocka_unit_test(automaton_run__pattern_begins_with_a_gap__reaches_back),
        cmocka_unit_test(automaton_run__rule_of_openings__counts_where_a_sentence_begins),
        cmocka_unit_test(automaton_seal__what_patterns_share__is_one_position),
        cmocka_unit_test(automaton_run__rules_that_share_a_beginning__keep_their_order),
        cmocka_unit_test(automaton_run__more_states_than_are_kept__finds_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
