/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What patterns have in common, taken once.
 *
 * Two positions that fit the same tokens and stand behind the same positions are always reached together,
 * and two of one pattern that fit the same tokens and lead to the same ones are as good as one: each pair
 * becomes one position. Followers have higher numbers than what they follow, so that one pass over the
 * positions, upwards or downwards, finds all there are. Where a pattern ends is never made one with where
 * another does, nor with another end of its own unless both are reached together: of two walks that come to
 * one end the earlier stands (pattern_run.c). */
#include "find/pattern_share.h"

#include <string.h>

struct sharing {
    struct automaton *a;
    guint32 from, count;
    GPtrArray *beside; /* of GArray of guint32: what stands before each position, or behind it */
    guint32 *same;     /* by position: the one that stands for it */
};

/* A position as a key. */
struct twin {
    const struct sharing *sharing;
    guint32 index;
};

static int compare_numbers(gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;

    return (x > y) - (x < y);
}

static void sort_list(GArray *list)
{
    guint32 *numbers = (guint32 *)list->data;
    guint kept = 0;

    if (list->len < 2)
        return;
    g_array_sort(list, compare_numbers);
    for (guint i = 1; i < list->len; i++)
        if (numbers[i] != numbers[kept])
            numbers[++kept] = numbers[i];
    g_array_set_size(list, kept + 1);
}

static const struct position *position_of(const struct twin *twin)
{
    return &g_array_index(twin->sharing->a->positions, struct position, twin->sharing->from + twin->index);
}

static guint hash_twin(gconstpointer key)
{
    const struct twin *twin = key;
    const struct position *position = position_of(twin);
    const GArray *beside = twin->sharing->beside->pdata[twin->index];
    guint hash = position->type + 31 * (position->word + 31 * position->value);

    for (guint i = 0; i < beside->len; i++)
        hash = (hash ^ g_array_index(beside, guint32, i)) * 16777619u;
    return hash;
}

static gboolean equal_twins(gconstpointer left, gconstpointer right)
{
    const struct position *p = position_of(left), *q = position_of(right);
    const GArray *a = ((const struct twin *)left)->sharing->beside->pdata[((const struct twin *)left)->index];
    const GArray *b = ((const struct twin *)right)->sharing->beside->pdata[((const struct twin *)right)->index];

    return p->type == q->type && p->word == q->word && p->value == q->value && p->first == q->first && a->len == b->len &&
           (a->len == 0 || memcmp(a->data, b->data, a->len * sizeof(guint32)) == 0);
}

/* Positions as those that stand for them. */
static void rename_all(const struct sharing *s, GArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        guint32 *number = &g_array_index(list, guint32, i);
        *number = s->same[*number - s->from] + s->from;
    }
    sort_list(list);
}

static GPtrArray *list_followers(const struct sharing *s)
{
    GPtrArray *followers = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);

    for (guint i = 0; i < s->count; i++)
        g_ptr_array_add(followers, g_array_ref(s->a->follow_lists->pdata[s->from + i]));
    return followers;
}

static GPtrArray *list_leaders(const struct sharing *s)
{
    GPtrArray *leaders = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);

    for (guint i = 0; i < s->count; i++)
        g_ptr_array_add(leaders, g_array_new(FALSE, FALSE, sizeof(guint32)));
    for (guint32 i = 0; i < s->count; i++) {
        const GArray *followers = s->a->follow_lists->pdata[s->from + i];
        guint32 number = s->from + i;
        for (guint k = 0; k < followers->len; k++)
            g_array_append_val((GArray *)leaders->pdata[g_array_index(followers, guint32, k) - s->from], number);
    }
    return leaders;
}

/* Who stands for whom: upwards those that are reached together, else those that lead to the same. */
static void find_twins(struct sharing *s, gboolean upwards)
{
    g_autoptr(GHashTable) known = g_hash_table_new(hash_twin, equal_twins);
    g_autofree struct twin *twins = g_new(struct twin, s->count);

    for (guint32 i = 0; i < s->count; i++)
        s->same[i] = i;
    for (guint32 n = 0; n < s->count; n++) {
        guint32 i = upwards ? n : s->count - 1 - n;
        twins[i] = (struct twin){ s, i };
        rename_all(s, s->beside->pdata[i]);
        if (!upwards && position_of(&twins[i])->final)
            continue;
        const struct twin *twin = g_hash_table_lookup(known, &twins[i]);
        if (twin != NULL)
            s->same[i] = twin->index;
        else
            g_hash_table_add(known, &twins[i]);
    }
}

/* Only those that stand for themselves stay, and have the followers of all that they stand for. */
static void keep_own(struct sharing *s)
{
    struct position *positions = (struct position *)s->a->positions->data + s->from;
    GArray **lists = (GArray **)s->a->follow_lists->pdata + s->from;
    guint32 kept = 0;

    for (guint32 i = 0; i < s->count; i++) {
        guint32 own = s->same[i];
        if (own == i)
            continue;
        g_array_append_vals(lists[own], lists[i]->data, lists[i]->len);
        positions[own].final |= positions[i].final;
    }
    for (guint32 i = 0; i < s->count; i++)
        rename_all(s, lists[i]);
    for (guint32 i = 0; i < s->count; i++) {
        GArray *list = lists[i];
        if (s->same[i] != i)
            continue;
        positions[kept] = positions[i];
        lists[i] = lists[kept];
        lists[kept] = list;
        s->same[i] = kept++; /* its new number */
    }
    for (guint32 i = 0; i < kept; i++)
        for (guint k = 0; k < lists[i]->len; k++) {
            guint32 *number = &g_array_index(lists[i], guint32, k);
            *number = s->same[*number - s->from] + s->from;
        }
    g_array_set_size(s->a->positions, s->from + kept);
    g_ptr_array_set_size(s->a->follow_lists, s->from + kept);
}

static struct sharing begin(struct automaton *a, guint32 from, gboolean upwards)
{
    struct sharing s = { .a = a, .from = from, .count = a->positions->len - from };

    s.same = g_new(guint32, s.count);
    s.beside = upwards ? list_leaders(&s) : list_followers(&s);
    find_twins(&s, upwards);
    return s;
}

static void finish(struct sharing *s)
{
    g_ptr_array_unref(s->beside);
    g_free(s->same);
}

void share_pattern(struct automaton *a, guint32 from)
{
    for (guint upwards = 0; upwards < 2 && a->positions->len - from >= 3; upwards++) {
        struct sharing s = begin(a, from, upwards);
        keep_own(&s);
        finish(&s);
    }
}

static void free_list(gpointer list)
{
    if (list != NULL)
        g_array_unref(list);
}

/* The rules that end at a position, from all that it stands for; each with a number that no other end has. */
static GPtrArray *list_ends(const struct sharing *s)
{
    GPtrArray *all = g_ptr_array_new_full(s->count, free_list);

    g_ptr_array_set_size(all, s->count);
    for (guint32 i = 0; i < s->count; i++) {
        const struct position *position = &g_array_index(s->a->positions, struct position, i);
        struct output output = { .rule = position->rule, .position = i };
        GArray **ends = (GArray **)&all->pdata[s->same[i]];
        gboolean known = FALSE;
        if (!position->final)
            continue;
        if (*ends == NULL)
            *ends = g_array_new(FALSE, FALSE, sizeof output);
        for (guint k = 0; k < (*ends)->len; k++)
            known = known || g_array_index(*ends, struct output, k).rule == output.rule;
        if (!known)
            g_array_append_val(*ends, output);
    }
    return all;
}

void share_all(struct automaton *a)
{
    struct sharing s = begin(a, 0, TRUE);
    g_autoptr(GPtrArray) ends = list_ends(&s);
    g_autofree guint32 *before = g_memdup2(s.same, s.count * sizeof *s.same);

    keep_own(&s);
    for (guint32 i = 0; i < s.count; i++) {
        const GArray *list = ends->pdata[i];
        struct position *position = before[i] == i ? &g_array_index(a->positions, struct position, s.same[i]) : NULL;
        if (position == NULL || list == NULL)
            continue;
        position->end = a->ends->len;
        position->ends = list->len;
        g_array_append_vals(a->ends, list->data, list->len);
    }
    finish(&s);
}
