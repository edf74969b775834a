/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All patterns of all packs as one position automaton (Glushkov): a position is one place in one
 * pattern where a token must fit; each knows the positions that may follow it. There are no empty
 * moves and no loops, so that a match is never longer than its pattern. pattern_run.c runs it. */
#include "find/pattern.h"

#include <string.h>

#include "find/find.h"
#include "find/pattern_automaton.h"
#include "find/pattern_share.h"
#include "find/pattern_tree.h"

#define POSITIONS_MAX 120000

/* A part of a pattern under construction. */
struct piece {
    GArray *first, *last; /* of guint32 */
    gboolean empty;       /* may match nothing */
};

static GArray *new_list(void)
{
    return g_array_new(FALSE, FALSE, sizeof(guint32));
}

static void free_list(gpointer list)
{
    if (list != NULL)
        g_array_unref(list);
}

struct automaton *automaton_new(struct vocab *vocab)
{
    struct automaton *a = g_new0(struct automaton, 1);

    a->vocab = vocab;
    a->positions = g_array_new(FALSE, TRUE, sizeof(struct position));
    a->follow_lists = g_ptr_array_new_with_free_func(free_list);
    a->follow = g_array_new(FALSE, FALSE, sizeof(struct follower));
    a->set_words = g_ptr_array_new_with_free_func(free_list);
    a->ends = g_array_new(FALSE, FALSE, sizeof(struct output));
    a->set_numbers = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    a->first_of_word = new_list();
    a->first_list = new_list();
    a->first_mark = new_list();
    a->first_any = new_list();
    return a;
}

void automaton_free(struct automaton *a)
{
    if (a == NULL)
        return;
    g_array_unref(a->positions);
    g_ptr_array_unref(a->follow_lists);
    g_array_unref(a->follow);
    walker_free(a->walker);
    g_free(a->sets_of_word);
    g_ptr_array_unref(a->set_words);
    g_array_unref(a->ends);
    g_hash_table_unref(a->set_numbers);
    g_array_unref(a->first_of_word);
    g_array_unref(a->first_list);
    g_array_unref(a->first_mark);
    g_array_unref(a->first_any);
    g_free(a->awaited);
    g_free(a);
}

guint automaton_size(const struct automaton *a)
{
    return a->positions->len;
}

static void clear_piece(struct piece *piece)
{
    g_clear_pointer(&piece->first, g_array_unref);
    g_clear_pointer(&piece->last, g_array_unref);
}

/* ---- building ---- */

static int compare_words(gconstpointer a, gconstpointer b)
{
    return (int)*(const guint16 *)a - (int)*(const guint16 *)b;
}

/* The words in order, each once. */
static GArray *order_words(const GArray *words)
{
    GArray *ordered = g_array_sized_new(FALSE, FALSE, sizeof(guint16), words->len);
    guint kept = 0;

    g_array_append_vals(ordered, words->data, words->len);
    g_array_sort(ordered, compare_words);
    for (guint i = 0; i < ordered->len; i++)
        if (i == 0 || g_array_index(ordered, guint16, i) != g_array_index(ordered, guint16, i - 1))
            g_array_index(ordered, guint16, kept++) = g_array_index(ordered, guint16, i);
    g_array_set_size(ordered, kept);
    return ordered;
}

/* The number of a set of words, which many patterns share. */
static guint number_set(struct automaton *a, GArray *words)
{
    GBytes *key = g_bytes_new(words->data, words->len * sizeof(guint16));
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(a->set_numbers, key));

    if (number != 0) {
        g_bytes_unref(key);
        return number - 1;
    }
    g_ptr_array_add(a->set_words, g_array_ref(words));
    g_hash_table_insert(a->set_numbers, key, GUINT_TO_POINTER(a->set_words->len));
    return a->set_words->len - 1;
}

static struct piece add_position(struct automaton *a, const struct node *node, guint rule)
{
    struct position position = { .type = node->type, .value = node->value, .rule = rule };
    struct piece piece = { new_list(), new_list(), FALSE };
    guint32 index = a->positions->len;

    if (node->type == NODE_WORDS) {
        g_autoptr(GArray) words = order_words(node->words);
        position.word = words->len == 1 ? g_array_index(words, guint16, 0) : 0;
        position.value = words->len == 1 ? 0 : number_set(a, words);
    }
    g_array_append_val(a->positions, position);
    g_ptr_array_add(a->follow_lists, new_list());
    g_array_append_val(piece.first, index);
    g_array_append_val(piece.last, index);
    return piece;
}

static void append_all(GArray *to, const GArray *from)
{
    g_array_append_vals(to, from->data, from->len);
}

static struct piece add_node(struct automaton *a, const struct node *node, guint rule);

static struct piece add_sequence(struct automaton *a, const struct node *node, guint rule)
{
    struct piece whole = { new_list(), new_list(), TRUE };

    for (guint i = 0; i < node->children->len; i++) {
        struct piece next = add_node(a, node->children->pdata[i], rule);
        for (guint k = 0; k < whole.last->len; k++)
            append_all(a->follow_lists->pdata[g_array_index(whole.last, guint32, k)], next.first);
        if (whole.empty)
            append_all(whole.first, next.first);
        if (!next.empty)
            g_array_set_size(whole.last, 0);
        append_all(whole.last, next.last);
        whole.empty = whole.empty && next.empty;
        clear_piece(&next);
    }
    return whole;
}

static struct piece add_node(struct automaton *a, const struct node *node, guint rule)
{
    struct piece whole;

    if (node->type == NODE_SEQUENCE)
        return add_sequence(a, node, rule);
    if (node->type != NODE_CHOICE && node->type != NODE_OPTIONAL)
        return add_position(a, node, rule);
    whole = (struct piece){ new_list(), new_list(), node->type == NODE_OPTIONAL };
    for (guint i = 0; i < node->children->len; i++) {
        struct piece branch = add_node(a, node->children->pdata[i], rule);
        append_all(whole.first, branch.first);
        append_all(whole.last, branch.last);
        whole.empty = whole.empty || branch.empty;
        clear_piece(&branch);
    }
    return whole;
}

gboolean automaton_add(struct automaton *a, const char *pattern, guint rule, GHashTable *sets, GError **error)
{
    AUTO(node) *node = node_parse(a->vocab, pattern, sets, error);

    if (node == NULL)
        return FALSE;
    guint from = a->positions->len;
    struct piece piece = add_node(a, node, rule);
    for (guint i = 0; i < piece.last->len; i++)
        g_array_index(a->positions, struct position, g_array_index(piece.last, guint32, i)).final = TRUE;
    for (guint i = 0; i < piece.first->len; i++)
        g_array_index(a->positions, struct position, g_array_index(piece.first, guint32, i)).first = TRUE;
    share_pattern(a, from);
    gboolean good = !piece.empty && a->positions->len < POSITIONS_MAX;
    if (!good)
        g_set_error(error, FIND_ERROR, FIND_ERROR_PATTERN, "%s",
                    piece.empty ? "the pattern fits nothing at all" : "there are too many patterns");
    clear_piece(&piece);
    return good;
}

/* Specials first, single words last and in the order of their numbers, so that one of them is found without a look at
 * each. */
static int compare_followers(gconstpointer a, gconstpointer b, gpointer data)
{
    const struct position *positions = data;
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
    const struct position *left = &positions[x], *right = &positions[y];
    guint group = left->type == NODE_SPECIAL ? 0 : left->word == 0 ? 1 : 2, other = right->type == NODE_SPECIAL ? 0 : right->word == 0 ? 1 : 2;

    if (group != other)
        return (int)group - (int)other;
    return left->word != right->word ? (int)left->word - (int)right->word : (x > y) - (x < y);
}

static void flatten_follow(struct automaton *a)
{
    struct position *positions = (struct position *)a->positions->data;

    for (guint i = 0; i < a->positions->len; i++) {
        GArray *list = a->follow_lists->pdata[i];
        struct position *position = &positions[i];
        guint32 before = G_MAXUINT32;
        g_array_sort_with_data(list, compare_followers, positions);
        position->follow = a->follow->len;
        for (guint k = 0; k < list->len; k++) {
            guint32 value = g_array_index(list, guint32, k);
            if (value == before)
                continue;
            const struct position *next = &positions[value];
            struct follower follower = { .position = value };
            if (next->word != 0)
                follower.word = next->word;
            else if (next->type == NODE_WORDS)
                follower.set = next->value + 1;
            g_array_append_val(a->follow, follower);
            position->gaps += next->type == NODE_SPECIAL;
            position->singles += next->word != 0;
            before = value;
        }
        position->followers = a->follow->len - position->follow;
    }
    g_ptr_array_set_size(a->follow_lists, 0);
}

static guint32 follower_at(const struct automaton *a, const struct position *position, guint k)
{
    return g_array_index(a->follow, struct follower, position->follow + k).position;
}

/* No set holds word 0, which stands for all that no pattern names. */
static void fill_sets(struct automaton *a)
{
    a->set_bytes = a->set_words->len / 8 + 1;
    a->sets_of_word = g_malloc0_n(vocab_size(a->vocab), a->set_bytes);
    for (guint set = 0; set < a->set_words->len; set++) {
        const GArray *words = a->set_words->pdata[set];
        for (guint k = 0; k < words->len; k++) {
            guint word = g_array_index(words, guint16, k);
            if (word != 0)
                a->sets_of_word[word * a->set_bytes + set / 8] |= 1 << set % 8;
        }
    }
}

static void add_named(const struct automaton *a, const struct position *position, struct look *look)
{
    if (position->type == NODE_NUMBER)
        look_add(look, look_number(position->value));
    if (position->type == NODE_MARK)
        look_add(look, look_mark(position->value));
    if (position->type != NODE_WORDS)
        return;
    if (position->word != 0)
        look_add(look, position->word);
    const GArray *words = position->word == 0 ? a->set_words->pdata[position->value] : NULL;
    for (guint k = 0; words != NULL && k < words->len; k++)
        look_add(look, g_array_index(words, guint16, k));
}

static void fill_looks(struct automaton *a)
{
    struct position *positions = (struct position *)a->positions->data;

    for (guint i = 0; i < a->positions->len; i++)
        for (guint k = 0; k < positions[i].followers; k++) {
            const struct position *next = &positions[follower_at(a, &positions[i], k)];
            positions[i].open |= next->type == NODE_SPECIAL;
            add_named(a, next, &positions[i].named);
        }
}

/* How long matches are that end at each position. Followers have higher numbers: all that leads to one is known
 * before it. */
static void measure_positions(struct automaton *a)
{
    struct position *positions = (struct position *)a->positions->data;

    for (guint i = 0; i < a->positions->len; i++)
        positions[i].least = positions[i].first ? 0 : G_MAXUINT8 - 1;
    for (guint i = 0; i < a->positions->len; i++) {
        struct position *position = &positions[i];
        position->least++;
        position->most += position->most < G_MAXUINT8;
        for (guint k = 0; k < position->followers; k++) {
            struct position *next = &positions[follower_at(a, position, k)];
            next->least = MIN(next->least, position->least);
            next->most = MAX(next->most, position->most);
        }
    }
}

static void tell_ends(struct automaton *a, const gboolean *opening)
{
    for (guint i = 0; i < a->positions->len; i++) {
        const struct position *position = &g_array_index(a->positions, struct position, i);
        for (guint k = 0; k < position->ends; k++) {
            struct output *end = &g_array_index(a->ends, struct output, position->end + k);
            end->fixed = position->least == position->most && position->most < G_MAXUINT8;
            end->opening = opening != NULL && opening[end->rule];
        }
    }
}

static void await_words(struct automaton *a, const struct position *position)
{
    const GArray *set = position->word == 0 ? a->set_words->pdata[position->value] : NULL;

    for (guint k = 0; k < (set ? set->len : 1); k++) {
        guint word = set ? g_array_index(set, guint16, k) : position->word;
        a->awaited[word / 8] |= 1 << word % 8;
    }
}

/* Does every match that begins at that position go over a word that is named? The first such words are awaited then. */
static gboolean awaits_word(struct automaton *a, guint32 index)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) ahead = new_list(), words = new_list();

    g_array_append_val(ahead, index);
    for (guint i = 0; i < ahead->len; i++) {
        guint32 number = g_array_index(ahead, guint32, i);
        const struct position *position = &g_array_index(a->positions, struct position, number);
        if (position->type == NODE_WORDS)
            g_array_append_val(words, number);
        else if (position->final)
            return FALSE;
        for (guint k = 0; position->type != NODE_WORDS && k < position->followers; k++) {
            guint32 next = follower_at(a, position, k);
            if (g_hash_table_add(seen, GUINT_TO_POINTER(next)))
                g_array_append_val(ahead, next);
        }
    }
    for (guint i = 0; i < words->len; i++)
        await_words(a, &g_array_index(a->positions, struct position, g_array_index(words, guint32, i)));
    return TRUE;
}

static void index_first(struct automaton *a, GPtrArray *by_word, guint32 index)
{
    const struct position *position = &g_array_index(a->positions, struct position, index);

    if (position->type != NODE_WORDS) {
        gboolean any = position->type == NODE_SPECIAL && position->value != SPECIAL_NUMBER;
        a->impatient = a->impatient || (any && !awaits_word(a, index));
        g_array_append_val(any ? a->first_any : a->first_mark, index);
        return;
    }
    const GArray *set = position->word == 0 ? a->set_words->pdata[position->value] : NULL;
    for (guint k = 0; k < (set ? set->len : 1); k++) {
        guint word = set ? g_array_index(set, guint16, k) : position->word;
        if (word == 0)
            continue;
        if (by_word->pdata[word] == NULL)
            by_word->pdata[word] = new_list();
        g_array_append_val((GArray *)by_word->pdata[word], index);
    }
}

void automaton_seal(struct automaton *a, const gboolean *opening)
{
    g_autoptr(GPtrArray) by_word = g_ptr_array_new_with_free_func(free_list);

    share_all(a);
    flatten_follow(a);
    g_hash_table_remove_all(a->set_numbers);
    fill_sets(a);
    fill_looks(a);
    measure_positions(a);
    tell_ends(a, opening);
    a->awaited = g_malloc0(vocab_size(a->vocab) / 8 + 1);
    g_ptr_array_set_size(by_word, vocab_size(a->vocab));
    for (guint i = 0; i < a->positions->len; i++)
        if (g_array_index(a->positions, struct position, i).first)
            index_first(a, by_word, i);
    for (guint word = 0; word < by_word->len; word++) {
        const GArray *list = by_word->pdata[word];
        guint32 slice[2] = { a->first_list->len, list ? list->len : 0 };
        g_array_append_vals(a->first_of_word, slice, 2);
        for (guint k = 0; list != NULL && k < list->len; k++) {
            guint32 index = g_array_index(list, guint32, k);
            g_array_append_val(a->first_list, index);
        }
    }
    a->walker = walker_new(a);
}
