/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums for each kind: of rules, and of what was learned, whose features stand in groups (weights.h).
 *
 * Each kind is asked the same of itself: do rules choose it, how much do they say for it, how much do words. So what
 * was learned of one kind holds for the others, of which there may have been few letters. That it is another letter
 * no rule says: it is asked how much they say for the best of the others. */
#include "find/kind.h"

#include <math.h>
#include <string.h>

#include "find/kind_words.h"
#include "find/weights.h"

enum { OF_PART_MOST = 30, OF_SENDER_MOST = 10, MEETING_OF_SENDER_MOST = 4 }; /* points */

enum group { GROUP_KIND, GROUP_RULED, GROUP_RULED_KIND, GROUP_BY_RULES, GROUP_BY_WORDS, GROUP_OTHERS, GROUP_NO_RULE, GROUPS };

static void name_kind(GString *name, guint value)
{
    g_string_append_printf(name, " %s", value != LETTER_NONE ? letter_kind_name(value) : "none");
}

static const struct feature_group groups[GROUPS] = {
    [GROUP_KIND] = { "kind", LETTER_KINDS, name_kind },
    [GROUP_RULED] = { "ruled", 1, NULL },
    [GROUP_RULED_KIND] = { "ruled", LETTER_KINDS, name_kind },
    [GROUP_BY_RULES] = { "by-rules", 1, NULL },
    [GROUP_BY_WORDS] = { "by-words", 1, NULL },
    [GROUP_OTHERS] = { "others", 1, NULL },
    [GROUP_NO_RULE] = { "no-rule", 1, NULL },
};

/* ---- rules ---- */

struct by_rules {
    guint points[LETTER_KINDS], most;
    enum letter_kind ruled;
};

static enum letter_kind choose_by_points(const guint points[LETTER_KINDS])
{
    guint best = LETTER_NONE;

    for (guint k = 1; k < LETTER_KINDS; k++)
        if (points[k] >= 4 && (best == LETTER_NONE || points[k] > points[best]))
            best = k;
    /* a letter about reports says in passing that copies go to the organizations */
    if (best == LETTER_ARTICLE_23 && points[LETTER_ARTICLE_22] >= 5 && points[LETTER_ARTICLE_23] <= 2 * points[LETTER_ARTICLE_22])
        best = LETTER_ARTICLE_22;
    return best != LETTER_NONE ? best : LETTER_OTHER;
}

static struct by_rules sum_rules(const GPtrArray *pieces)
{
    struct by_rules sums = { 0 };

    for (guint i = 0; i < pieces->len; i++) {
        const struct piece *piece = pieces->pdata[i];
        for (guint k = 1; k < LETTER_KINDS; k++) {
            guint of_sender = piece->sender->kinds[k];
            guint most = k == LETTER_MEETING && of_sender < 2 * KIND_NOTICE ? MEETING_OF_SENDER_MOST : OF_SENDER_MOST;
            sums.points[k] += MIN(piece->heading.kinds[k], OF_PART_MOST) + MIN(of_sender, most);
        }
    }
    for (guint k = 1; k < LETTER_KINDS; k++)
        sums.most = MAX(sums.most, sums.points[k]);
    sums.ruled = choose_by_points(sums.points);
    return sums;
}

/* ---- features ---- */

static void take_kind(const struct weights_taking *t, const struct by_rules *rules, guint kind)
{
    weights_take(t, GROUP_KIND, kind);
    if (kind == rules->ruled) {
        weights_take(t, GROUP_RULED, 0);
        weights_take(t, GROUP_RULED_KIND, kind);
    }
    if (kind != LETTER_OTHER)
        weights_take_sum(t, GROUP_BY_RULES, log1p(rules->points[kind]));
    else if (rules->most > 0)
        weights_take_sum(t, GROUP_OTHERS, log1p(rules->most));
    else
        weights_take(t, GROUP_NO_RULE, 0);
}

static void take_words(const GPtrArray *pieces, const char *subject, const struct kind_word_taking *taking)
{
    if (subject != NULL)
        kind_words_take_line(subject, taking);
    for (guint i = 0; i < pieces->len; i++)
        kind_words_take(((struct piece *)pieces->pdata[i])->document, taking);
}

/* ---- which kind ---- */

static double weigh(const struct packs *packs, const struct by_rules *rules, const struct kind_words_sum *words, guint kind)
{
    struct weights_sum sum = { .weights = packs->kind };
    const struct weights_taking taking = { weights_add, &sum };

    take_kind(&taking, rules, kind);
    weights_take_sum(&taking, GROUP_BY_WORDS, words->hundredths[kind] / 100.0);
    return sum.odds;
}

enum letter_kind kind_tell(const struct packs *packs, const GPtrArray *pieces, const char *subject)
{
    const struct by_rules rules = sum_rules(pieces);

    if (packs->kind == NULL || packs->kind_words == NULL)
        return rules.ruled;
    struct kind_words_sum words = kind_words_begin(packs->kind_words);
    take_words(pieces, subject, &(const struct kind_word_taking){ .sum = &words });
    kind_words_end(&words);
    enum letter_kind best = rules.ruled;
    double most = weigh(packs, &rules, &words, best);
    for (guint kind = 1; kind < LETTER_KINDS; kind++) {
        double odds = weigh(packs, &rules, &words, kind);
        if (odds > most) {
            most = odds;
            best = kind;
        }
    }
    return best;
}

void kind_describe(const GPtrArray *pieces, const char *subject, GPtrArray *candidates)
{
    const struct by_rules rules = sum_rules(pieces);
    g_autoptr(GString) words = g_string_new(NULL);

    take_words(pieces, subject, &(const struct kind_word_taking){ .names = words });
    for (guint kind = 1; kind < LETTER_KINDS; kind++) {
        struct candidate *candidate = candidate_new();
        GString *features = g_string_new(NULL);
        struct weights_names named = { groups, features };
        g_string_append_printf(features, "\t0\t%u%s\t|", kind, kind == 1 ? words->str : "");
        take_kind(&(const struct weights_taking){ weights_name, &named }, &rules, kind);
        candidate->role = g_strdup("kind");
        candidate->rule = g_strdup(letter_kind_name(kind));
        candidate->features = g_string_free(features, FALSE);
        g_ptr_array_add(candidates, candidate);
    }
}

struct weights *kind_read(const char *text, const char *name, GError **error)
{
    return weights_read(groups, GROUPS, text, name, error);
}
