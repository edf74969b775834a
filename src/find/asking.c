/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The features of a sentence that might ask, in groups (weights.h). A kind of rule counts once, and once more by
 * the place in the sentence where it stands first. */
#include "find/asking.h"

enum { QUARTERS = 4, QUARTER_TOKENS = 4, LENGTHS = 6, LENGTH_TOKENS = 8, DATES = 3 };

enum group {
    GROUP_ALWAYS, GROUP_BY_RULES, GROUP_BY_WORDS, GROUP_RULED, GROUP_QUESTION, GROUP_ZONE, GROUP_DATES, GROUP_LENGTH, GROUP_TEXT,
    GROUP_HAS, GROUP_HAS_AT, GROUP_SAID_BEFORE, GROUP_SAID_EARLIER, GROUP_LEAD, GROUPS
};

static void name_number(GString *name, guint value)
{
    g_string_append_printf(name, " %u", value);
}

static void name_kind_at(GString *name, guint value)
{
    static const char *const places[QUARTERS] = { "first", "early", "later", "late" };

    weights_name_kind(name, value / QUARTERS);
    g_string_append_printf(name, " %s", places[value % QUARTERS]);
}

static const struct feature_group groups[GROUPS] = {
    [GROUP_ALWAYS] = { "always", 1, NULL },
    [GROUP_BY_RULES] = { "by-rules", 1, NULL },
    [GROUP_BY_WORDS] = { "by-words", 1, NULL },
    [GROUP_RULED] = { "ruled", 1, NULL },
    [GROUP_QUESTION] = { "question", 1, NULL },
    [GROUP_ZONE] = { "in", WEIGHTS_ZONES, weights_name_zone },
    [GROUP_DATES] = { "dates", DATES, name_number },
    [GROUP_LENGTH] = { "length", LENGTHS, name_number },
    [GROUP_TEXT] = { "text", WEIGHTS_TEXTS, weights_name_text },
    [GROUP_HAS] = { "has", RULE_KINDS, weights_name_kind },
    [GROUP_HAS_AT] = { "has", RULE_KINDS * QUARTERS, name_kind_at },
    [GROUP_SAID_BEFORE] = { "said-before", RULE_KINDS, weights_name_kind },
    [GROUP_SAID_EARLIER] = { "said-earlier", RULE_KINDS, weights_name_kind },
    [GROUP_LEAD] = { "lead", RULE_KINDS, weights_name_kind },
};

static void take_marks(const struct weights_taking *t, const struct document *d, const struct sentence *s)
{
    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        guint kind = DOCUMENT_MARK(d, i)->kind;
        if (!weights_count_kind(kind))
            continue;
        weights_take(t, GROUP_HAS, kind);
        weights_take(t, GROUP_HAS_AT, kind * QUARTERS + MIN((DOCUMENT_MARK(d, i)->start - s->first) / QUARTER_TOKENS, QUARTERS - 1));
    }
}

static void take_all(const struct weights_taking *t, const struct document *d, guint sentence, double by_rules)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);

    weights_take(t, GROUP_ALWAYS, 0);
    weights_take_sum(t, GROUP_BY_RULES, by_rules);
    if (by_rules >= 0)
        weights_take(t, GROUP_RULED, 0);
    if (s->question)
        weights_take(t, GROUP_QUESTION, 0);
    weights_take(t, GROUP_ZONE, s->zone);
    weights_take(t, GROUP_DATES, MIN(s->dates, DATES - 1));
    weights_take(t, GROUP_LENGTH, MIN((s->end - s->first) / LENGTH_TOKENS, LENGTHS - 1));
    weights_take(t, GROUP_TEXT, weights_text(d->sentences->len));
    take_marks(t, d, s);
    weights_take_around(t, d, sentence, GROUP_SAID_BEFORE);
}

double asking_weigh(const struct weights *weights, const struct document *d, guint sentence, double by_rules, double by_words)
{
    struct weights_sum sum = { .weights = weights };
    const struct weights_taking taking = { weights_add, &sum };

    take_all(&taking, d, sentence, by_rules);
    weights_take_sum(&taking, GROUP_BY_WORDS, by_words);
    return sum.odds;
}

void asking_describe(const struct document *d, guint sentence, double by_rules, GString *names)
{
    struct weights_names named = { groups, names };
    const struct weights_taking taking = { weights_name, &named };

    take_all(&taking, d, sentence, by_rules);
}

struct weights *asking_read(const char *text, const char *name, GError **error)
{
    return weights_read(groups, GROUPS, text, name, error);
}
