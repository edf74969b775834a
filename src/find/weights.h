/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A logistic model over few features, each known by a number: the sum of the weights of those that are there.
 *
 * A group is one question ("which kinds of rules stand before it?") and the values that may answer it; a feature is
 * a group and one of its values. Names ("before ask near") are made for the file of weights alone. */
#ifndef CIRCULARD_FIND_WEIGHTS_H
#define CIRCULARD_FIND_WEIGHTS_H

#include "find/document.h"

#define WEIGHTS_MOST 2048
#define WEIGHTS_GROUPS_MOST 36
#define WEIGHTS_SUM_MOST 6.0 /* a sum of others says no more beyond, */
#define WEIGHTS_SUM_UNIT 3.0 /* … and counts in so many points */

struct feature_group {
    const char *name;
    guint values;
    void (*name_value)(GString *name, guint value); /* appends " ask"; NULL where there is one value */
};

/* Takes a feature of what is weighed; amount is 1 but for sums. */
typedef void (*feature_taker)(guint group, guint value, double amount, gpointer data);

/* The text of a file of weights, and its name for messages: an error names the line. Groups are kept, not copied. */
struct weights *weights_read(const struct feature_group *groups, guint count, const char *text, const char *name, GError **error);
void weights_free(struct weights *weights); /* NULL is fine */

struct weights {
    const struct feature_group *groups;
    guint count;
    guint start[WEIGHTS_GROUPS_MOST]; /* a feature's number is that of its group's first one and its value */
    double all[WEIGHTS_MOST];
};

struct weights_sum {
    const struct weights *weights;
    double odds;
    guint64 taken[WEIGHTS_MOST / 64]; /* a bit a feature: each counts once */
};

static inline void weights_add_to(struct weights_sum *sum, guint group, guint value, double amount)
{
    guint feature = sum->weights->start[group] + value;
    guint64 *taken = &sum->taken[feature / 64], bit = G_GUINT64_CONSTANT(1) << feature % 64;

    if (*taken & bit)
        return;
    *taken |= bit;
    sum->odds += sum->weights->all[feature] * amount;
}

/* A feature_taker whose data is a struct weights_sum. */
void weights_add(guint group, guint value, double amount, gpointer sum);

struct weights_names {
    const struct feature_group *groups;
    GString *names; /* each after a tab, with its amount where that is not 1 */
};

/* A feature_taker whose data is a struct weights_names. */
void weights_name(guint group, guint value, double amount, gpointer names);

/* Who takes the features of what is weighed. */
struct weights_taking {
    feature_taker take;
    gpointer data;
};

static inline void weights_take(const struct weights_taking *taking, guint group, guint value)
{
    if (taking->take == weights_add) /* nearly always, and without a call */
        weights_add_to(taking->data, group, value, 1);
    else
        taking->take(group, value, 1, taking->data);
}

/* Has it been taken into a sum, where it counts once? */
static inline gboolean weights_is_summed(const struct weights_taking *taking, guint group, guint value)
{
    const struct weights_sum *sum = taking->take == weights_add ? taking->data : NULL;
    guint feature = sum != NULL ? sum->weights->start[group] + value : 0;

    return sum != NULL && sum->taken[feature / 64] >> feature % 64 & 1;
}

void weights_take_sum(const struct weights_taking *taking, guint group, double sum);
/* Kinds of rules in the sentence before, in the one before that, and in the lead of the list: three groups, from `group` on. */
void weights_take_around(const struct weights_taking *taking, const struct document *d, guint sentence, guint group);
/* Does a rule of that kind say anything of what is asked and by when? */
static inline gboolean weights_count_kind(guint kind)
{
    return kind <= RULE_NEGATION || kind == RULE_COUNTRY || kind == RULE_SESSION;
}

/* The index of the first limit that a number is below. */
static inline guint weights_bucket(int number, const int *limits, guint count)
{
    guint i = 0;

    while (i < count && number >= limits[i])
        i++;
    return i;
}

/* Of groups whose values are kinds of rules, and RULE_KINDS for none; zones; how long the text is. */
void weights_name_kind(GString *name, guint value);
void weights_name_zone(GString *name, guint value);
void weights_name_text(GString *name, guint value);
guint weights_text(guint sentences);
#define WEIGHTS_ZONES 6
#define WEIGHTS_TEXTS 5

#endif
