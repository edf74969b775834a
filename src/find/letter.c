/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of genre count what letters cannot do without, but an informal mail of an office and a report that tells of
 * letters are told apart by all their words rather than by a few formulas. So each word of the mail is weighed twice, as a
 * word of a circular and as one of a mail in which something is due. The first sum and what rules say make the odds of
 * a circular; the second is evidence for each date of the mail (context.c).
 *
 * Words are bounded for each part, so that a book costs no more than a letter. Refused: mails of few words, such as the
 * line that is left of a letter. */
#include "find/letter.h"

#include <math.h>

#include "find/kind_words.h"
#include "find/weights.h"

enum { WORDS_LEAST = 80 };
#define RULES_LEAST 0.1 /* below, words alone make no circular: they know letters, not all that else is mailed */
#define PLAINLY_NONE (-0.5) /* odds of a circular; below, the dates of a mail are nobody's: a little doubt is left to the reader of the letter */
#define RULES_SURE 0.001 /* rules are never surer than that */

enum group { GROUP_ALWAYS, GROUP_BY_RULES, GROUP_BY_WORDS, GROUP_SIGN, GROUPS };

static void name_sign(GString *name, guint value)
{
    g_string_append_printf(name, " %s", genre_signs[value]);
}

static const struct feature_group groups[GROUPS] = {
    [GROUP_ALWAYS] = { "circular", 1, NULL },
    [GROUP_BY_RULES] = { "by-rules", 1, NULL },
    [GROUP_BY_WORDS] = { "by-words", 1, NULL },
    [GROUP_SIGN] = { "sign", GENRE_SIGNS, name_sign },
};

static gboolean is_long_enough(const GPtrArray *pieces)
{
    guint tokens = 0;

    for (guint i = 0; i < pieces->len; i++)
        tokens += ((struct piece *)pieces->pdata[i])->document->tokens->len;
    return tokens >= WORDS_LEAST;
}

static double by_rules(double score)
{
    score = CLAMP(score, RULES_SURE, 1 - RULES_SURE);
    return log(score / (1 - score));
}

/* Of the part that by rules is a circular most likely. */
static const struct genre *best_genre(const GPtrArray *pieces)
{
    const struct genre *best = NULL;

    for (guint i = 0; i < pieces->len; i++) {
        const struct genre *genre = &((struct piece *)pieces->pdata[i])->genre;
        if (best == NULL || genre->score > best->score)
            best = genre;
    }
    return best;
}

static void take_words(const GPtrArray *pieces, const char *subject, const struct kind_word_taking *taking)
{
    if (subject != NULL)
        kind_words_take_line(subject, taking);
    for (guint i = 0; i < pieces->len; i++)
        kind_words_take_all(((struct piece *)pieces->pdata[i])->document, taking);
}

static void take_rules(const struct genre *genre, const struct weights_taking *to)
{
    weights_take(to, GROUP_ALWAYS, 0);
    weights_take_sum(to, GROUP_BY_RULES, by_rules(genre->score));
    for (guint i = 0; i < GENRE_SIGNS; i++)
        if (genre_shows(genre, i))
            weights_take(to, GROUP_SIGN, i);
}

static double odds_of_circular(const struct weights *weights, const struct genre *genre, double words)
{
    struct weights_sum sum = { .weights = weights };
    const struct weights_taking to = { weights_add, &sum };

    take_rules(genre, &to);
    weights_take_sum(&to, GROUP_BY_WORDS, words);
    return sum.odds;
}

void letter_weigh(const struct packs *packs, const GPtrArray *pieces, const char *subject)
{
    if (packs->letter == NULL || packs->kind_words == NULL || !is_long_enough(pieces))
        return;
    struct kind_words_sum words = kind_words_begin(packs->kind_words);
    take_words(pieces, subject, &(const struct kind_word_taking){ .sum = &words });
    kind_words_end(&words);
    const double by_words = words.hundredths[WORDS_CIRCULAR] / 100.0;
    double most = odds_of_circular(packs->letter, best_genre(pieces), by_words);
    for (guint i = 0; i < pieces->len; i++) {
        struct piece *piece = pieces->pdata[i];
        piece->document->due = words.hundredths[WORDS_DUE] / 100.0f;
        if (genre_shows(&piece->genre, SIGN_NOBODYS) || piece->genre.score < RULES_LEAST)
            continue;
        double odds = odds_of_circular(packs->letter, &piece->genre, by_words);
        piece->genre.score = 1 / (1 + exp(-odds));
        piece->genre.silent = piece->genre.silent && odds < 0;
        most = MAX(most, odds);
    }
    for (guint i = 0; i < pieces->len && most < PLAINLY_NONE; i++)
        ((struct piece *)pieces->pdata[i])->genre.silent = TRUE;
}

static void describe(const char *rule, const char *words, const struct genre *genre, GPtrArray *candidates)
{
    struct candidate *candidate = candidate_new();
    GString *features = g_string_new(NULL);
    struct weights_names named = { groups, features };
    const struct weights_taking to = { weights_name, &named };

    g_string_append_printf(features, "\t0\t0%s\t|", words);
    take_rules(genre, &to);
    candidate->role = g_strdup("letter");
    candidate->rule = g_strdup(rule);
    candidate->features = g_string_free(features, FALSE);
    g_ptr_array_add(candidates, candidate);
}

void letter_describe(const GPtrArray *pieces, const char *subject, GPtrArray *candidates)
{
    g_autoptr(GString) words = g_string_new(NULL);
    const struct genre *best = best_genre(pieces);

    if (!is_long_enough(pieces))
        return;
    take_words(pieces, subject, &(const struct kind_word_taking){ .names = words });
    describe("circular", words->str, best, candidates);
    describe("due", "", best, candidates);
}

struct weights *letter_read(const char *text, const char *name, GError **error)
{
    return weights_read(groups, GROUPS, text, name, error);
}
