/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One array of weights; a feature's place in it is that of its group and its value.
 *
 * Refused: the name of a feature that there is none of. */
#include "find/weights.h"

#include "find/weight_lines.h"

void weights_add(guint group, guint value, double amount, gpointer data)
{
    weights_add_to(data, group, value, amount);
}

static void name_feature(const struct feature_group *group, guint value, GString *name)
{
    g_string_append(name, group->name);
    if (group->name_value != NULL)
        group->name_value(name, value);
}

void weights_name(guint group, guint value, double amount, gpointer data)
{
    struct weights_names *names = data;

    g_string_append_c(names->names, '\t');
    name_feature(&names->groups[group], value, names->names);
    if (amount != 1)
        g_string_append_printf(names->names, "=%.4f", amount);
}

void weights_take_sum(const struct weights_taking *taking, guint group, double sum)
{
    taking->take(group, 0, CLAMP(sum, -WEIGHTS_SUM_MOST, WEIGHTS_SUM_MOST) / WEIGHTS_SUM_UNIT, taking->data);
}

static void take_kinds(const struct weights_taking *taking, const struct sentence *s, guint group)
{
    const guint64 counted = G_GUINT64_CONSTANT(2) << RULE_NEGATION;

    G_STATIC_ASSERT(RULE_NEGATION < 63);
    for (guint64 kinds = s->kinds[0] & (counted - 1); kinds != 0; kinds &= kinds - 1)
        weights_take(taking, group, __builtin_ctzll(kinds));
}

void weights_take_around(const struct weights_taking *taking, const struct document *d, guint sentence, guint group)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);

    if (sentence > 0)
        take_kinds(taking, s - 1, group);
    if (sentence > 1)
        take_kinds(taking, s - 2, group + 1);
    if (s->lead != sentence)
        take_kinds(taking, DOCUMENT_SENTENCE(d, s->lead), group + 2);
}

void weights_name_kind(GString *name, guint value)
{
    g_string_append_printf(name, " %s", value < RULE_KINDS ? packs_kind_name(value) : "none");
}

void weights_name_zone(GString *name, guint value)
{
    static const char *const zones[WEIGHTS_ZONES] = { "text", "heading", "wrapper", "signature", "row", "banner" };

    g_string_append_printf(name, " %s", zones[value]);
}

void weights_name_text(GString *name, guint value)
{
    static const char *const texts[WEIGHTS_TEXTS] = { "passage", "note", "page", "letter", "document" };

    g_string_append_printf(name, " %s", texts[value]);
}

guint weights_text(guint sentences)
{
    static const int limits[WEIGHTS_TEXTS - 1] = { 4, 9, 20, 60 };

    return weights_bucket((int)MIN(sentences, G_MAXINT), limits, G_N_ELEMENTS(limits));
}

/* ---- the file ---- */

static GHashTable *number_names(const struct weights *weights)
{
    GHashTable *numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint group = 0; group < weights->count; group++)
        for (guint value = 0; value < weights->groups[group].values; value++) {
            GString *name = g_string_new(NULL);
            name_feature(&weights->groups[group], value, name);
            g_hash_table_insert(numbers, g_string_free(name, FALSE), GUINT_TO_POINTER(weights->start[group] + value + 1));
        }
    return numbers;
}

struct reading {
    struct weights *weights;
    GHashTable *numbers;
};

static enum weight_taken take_weight(double weight, const char *feature, gpointer data)
{
    const struct reading *reading = data;
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(reading->numbers, feature));

    if (number == 0)
        return WEIGHT_STRANGE;
    reading->weights->all[number - 1] = weight;
    return WEIGHT_TAKEN;
}

static struct weights *weights_new(const struct feature_group *groups, guint count)
{
    struct weights *weights = g_new0(struct weights, 1);
    guint features = 0;

    weights->groups = groups;
    weights->count = count;
    g_assert(count <= WEIGHTS_GROUPS_MOST);
    for (guint group = 0; group < count; group++) {
        weights->start[group] = features;
        features += groups[group].values;
    }
    g_assert(features <= WEIGHTS_MOST);
    return weights;
}

struct weights *weights_read(const struct feature_group *groups, guint count, const char *text, const char *name, GError **error)
{
    struct weights *weights = weights_new(groups, count);
    g_autoptr(GHashTable) numbers = number_names(weights);
    struct reading reading = { weights, numbers };

    if (!weight_lines_read(text, name, "a weight and a feature (\"0.42 said-before ask\")", take_weight, &reading, error))
        g_clear_pointer(&weights, weights_free);
    return weights;
}

void weights_free(struct weights *weights)
{
    g_free(weights);
}
