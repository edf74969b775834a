/* SPDX-License-Identifier: GPL-3.0-or-later */
/* States of walks, made when a text first needs them.
 *
 * A state is the set of positions that the tokens so far may have reached; what it leads to is the set of
 * those of their followers that fit the next token, and sets that have been there before are the states
 * they were. At STATES_MAX all is forgotten and learnt anew. */
#include <stdlib.h>
#include <string.h>

#include "find/pattern_tree.h"
#include "find/pattern_walker.h"

#define SEEN_LEAST 256u
#define OTHERS_LEAST 32u
#define HEAD (sizeof(struct members) / sizeof(guint32)) /* of a set that is being made */

static guint hash_members(gconstpointer data)
{
    const struct members *members = data;
    guint hash = members->count + members->split * 40503u;

    for (guint i = 0; i < members->count; i++)
        hash = (hash ^ members->positions[i]) * 16777619u;
    return hash;
}

static gboolean equal_members(gconstpointer left, gconstpointer right)
{
    const struct members *a = left, *b = right;

    return a->count == b->count && a->split == b->split && memcmp(a->positions, b->positions, a->count * sizeof *a->positions) == 0;
}

static void forget(struct walker *w)
{
    g_clear_pointer(&w->settled_members, g_hash_table_unref);
    g_hash_table_remove_all(w->by_members);
    memset(w->states, 0, FIRST_STATE * sizeof *w->states);
    w->states_count = FIRST_STATE;
    g_array_set_size(w->outputs, 0);
    steps_clear(&w->settled);
    steps_clear(&w->steps);
    memset(w->starts, 0, vocab_size(w->automaton->vocab) * sizeof *w->starts);
    memset(w->mark_starts, 0, sizeof w->mark_starts);
    for (guint i = START; i < FIRST_STATE; i++)
        memset(&w->states[i].named, 0xff, sizeof w->states[i].named);
}

static GHashTable *new_members(void)
{
    return g_hash_table_new_full(hash_members, equal_members, g_free, NULL);
}

void walker_equip(struct walker *w)
{
    w->by_members = new_members();
    reached_init(&w->reached);
    w->seen_size = SEEN_LEAST;
    w->seen = g_new0(struct seen, w->seen_size);
    w->set = g_array_set_size(g_array_new(FALSE, FALSE, sizeof(guint32)), HEAD);
    w->letters = g_array_new(FALSE, FALSE, sizeof(struct letter));
}

static void shed(struct walker *w)
{
    g_clear_pointer(&w->by_members, g_hash_table_unref);
    reached_clear(&w->reached);
    g_clear_pointer(&w->seen, g_free);
    g_clear_pointer(&w->set, g_array_unref);
    g_clear_pointer(&w->letters, g_array_unref);
}

struct walker *walker_new(const struct automaton *a)
{
    struct walker *w = g_new0(struct walker, 1);

    w->automaton = a;
    w->positions = (const struct position *)a->positions->data;
    w->kept = STATES_MAX;
    w->states = g_aligned_alloc(w->kept, sizeof *w->states, sizeof *w->states);
    w->outputs = g_array_new(FALSE, FALSE, sizeof(struct output));
    w->starts = g_new(guint32, vocab_size(a->vocab));
    w->numbers = g_malloc0(NUMBERS_MAX / 8 + 1);
    walker_equip(w);
    for (guint i = 0; i < a->positions->len; i++) {
        guint32 value = w->positions[i].value;
        if (w->positions[i].type == NODE_NUMBER && value < NUMBERS_MAX)
            w->numbers[value / 8] |= 1 << value % 8;
        else if (w->positions[i].type == NODE_NUMBER)
            w->large = LETTER_RARE;
    }
    forget(w);
    return w;
}

void walker_free(struct walker *w)
{
    if (w == NULL)
        return;
    g_clear_pointer(&w->settled_members, g_hash_table_unref);
    shed(w);
    g_aligned_free(w->states);
    g_aligned_free(w->others);
    g_array_unref(w->outputs);
    steps_clear(&w->settled);
    steps_clear(&w->steps);
    g_free(w->starts);
    g_free(w->numbers);
    g_free(w);
}

/* ---- learning a step ---- */

static gboolean set_has(const struct walker *w, guint32 set, const struct token *token)
{
    const guint8 *sets = w->automaton->sets_of_word + token->word * w->automaton->set_bytes;

    return sets[set / 8] >> set % 8 & 1;
}

static gboolean fits(const struct walker *w, const struct position *position, const struct token *token)
{
    if (position->type == NODE_WORDS)
        return position->word != 0 ? position->word == token->word : set_has(w, position->value, token);
    if (position->type == NODE_NUMBER)
        return token->type == TOKEN_NUMBER && token->value == position->value;
    if (position->type == NODE_MARK)
        return token->type == TOKEN_PUNCTUATION && token->value == position->value;
    switch (position->value) {
    case SPECIAL_NUMBER:
        return token->type == TOKEN_NUMBER;
    case SPECIAL_CAPITAL:
        return token->type == TOKEN_WORD && token->flags & TOKEN_CAPITAL;
    case SPECIAL_WORD:
        return token->type == TOKEN_WORD;
    default:
        return TRUE;
    }
}

/* FALSE where it is in the set already. */
static gboolean see(struct walker *w, guint32 position)
{
    guint at = spread_number(position) & (w->seen_size - 1);

    for (; w->seen[at].set == w->sets; at = (at + 1) & (w->seen_size - 1))
        if (w->seen[at].position == position)
            return FALSE;
    w->seen[at] = (struct seen){ position, w->sets };
    return TRUE;
}

/* Room for as many again as are in the set. */
static void widen_seen(struct walker *w)
{
    const guint32 *set = (const guint32 *)w->set->data;

    g_free(w->seen);
    w->seen_size *= 2;
    w->seen = g_new0(struct seen, w->seen_size);
    for (guint i = HEAD; i < w->count; i++)
        see(w, set[i]);
}

static void enter(struct walker *w, guint32 position)
{
    if (!see(w, position))
        return;
    if (w->count == w->set->len)
        g_array_set_size(w->set, 2 * w->count);
    g_array_index(w->set, guint32, w->count++) = position;
    if (2 * w->count > w->seen_size)
        widen_seen(w);
}

static void enter_all(struct walker *w, const GArray *list, const struct token *token)
{
    for (guint i = 0; i < list->len; i++) {
        guint32 position = g_array_index(list, guint32, i);
        if (fits(w, &w->positions[position], token))
            enter(w, position);
    }
}

/* Of single words in order those that are that word. */
static void enter_single(struct walker *w, const struct follower *list, guint count, guint word)
{
    guint low = 0, high = count;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (list[middle].word < word)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < count && list[low].word == word; low++)
        enter(w, list[low].position);
}

/* Those of a position's followers that take the token; named: it may be one that they name. */
static void enter_followers(struct walker *w, const struct position *position, gboolean named, const struct token *token)
{
    const struct follower *list = &g_array_index(w->automaton->follow, struct follower, position->follow);
    guint several = position->followers - position->singles;

    for (guint i = 0; i < (named ? several : position->gaps); i++)
        if (list[i].set != 0 ? set_has(w, list[i].set - 1, token) : fits(w, &w->positions[list[i].position], token))
            enter(w, list[i].position);
    if (named && token->word != 0)
        enter_single(w, list + several, position->singles, token->word);
}

static void begin_set(struct walker *w)
{
    w->count = HEAD;
    if (++w->sets == 0) { /* it has gone round: old stamps would look new */
        memset(w->seen, 0, w->seen_size * sizeof *w->seen);
        w->sets = 1;
    }
}

static int compare_outputs(gconstpointer a, gconstpointer b)
{
    const struct output *x = a, *y = b;

    return (x->position > y->position) - (x->position < y->position);
}

/* What ends at positions from, to (not included), in the order of their patterns. */
static void add_outputs(struct walker *w, const struct members *members, guint from, guint to)
{
    const struct automaton *a = w->automaton;
    guint first = w->outputs->len;

    for (guint i = from; i < to; i++) {
        const struct position *position = &w->positions[members->positions[i]];
        if (position->ends > 0)
            g_array_append_vals(w->outputs, &g_array_index(a->ends, struct output, position->end), position->ends);
    }
    if (w->outputs->len > first + 1)
        qsort(&g_array_index(w->outputs, struct output, first), w->outputs->len - first, sizeof(struct output), compare_outputs);
}

/* Those from `kept` on may move. */
static void have_place(struct walker *w, guint32 number)
{
    if (number < w->kept || number - w->kept < w->others_size)
        return;
    struct state *old = w->others;
    guint size = w->others_size;
    w->others_size = MAX(2 * size, OTHERS_LEAST);
    w->others = g_aligned_alloc(w->others_size, sizeof *w->others, sizeof *w->others);
    if (size > 0)
        memcpy(w->others, old, size * sizeof *old);
    g_aligned_free(old);
}

static guint32 add_state(struct walker *w)
{
    struct members *members = g_memdup2(w->set->data, w->count * sizeof(guint32));
    struct state state = { .members = members };
    gboolean on = FALSE, ends = FALSE;

    if (w->states_count >= STATES_MAX) {
        forget(w);
        w->forgot++;
    }
    state.output = w->outputs->len;
    add_outputs(w, members, 0, members->split);
    add_outputs(w, members, members->split, members->count);
    state.outputs = w->outputs->len - state.output;
    for (guint i = 0; i < members->count; i++) {
        const struct position *position = &w->positions[members->positions[i]];
        for (guint k = 0; k < 4; k++)
            state.named.bits[k] |= position->named.bits[k];
        on = on || position->followers > 0;
    }
    for (guint i = state.output; i < w->outputs->len; i++)
        ends = ends || !g_array_index(w->outputs, struct output, i).opening;
    guint32 link = w->states_count++ | (state.outputs > 0 ? LINK_OPENS : 0) | (ends ? LINK_ENDS : 0) | (on ? LINK_ON : 0);
    have_place(w, link & LINK_STATE);
    *state_at(w, link & LINK_STATE) = state;
    g_hash_table_insert(w->by_members, members, GUINT_TO_POINTER(link));
    return link;
}

/* The state of the set that has been made. */
static guint32 find_state(struct walker *w)
{
    struct members *key = (struct members *)w->set->data;
    gpointer known = NULL;

    key->count = w->count - HEAD;
    if (key->count == 0)
        return NOWHERE;
    if (w->settled_members != NULL)
        known = g_hash_table_lookup(w->settled_members, key);
    if (known == NULL)
        known = g_hash_table_lookup(w->by_members, key);
    return known != NULL ? GPOINTER_TO_UINT(known) : add_state(w);
}

/* All that has been entered so far stands behind a first token that was named. */
static void split_set(struct walker *w)
{
    ((struct members *)w->set->data)->split = w->count - HEAD;
}

static void enter_first(struct walker *w, guint32 from, const struct token *token)
{
    const struct automaton *a = w->automaton;
    const guint32 *slice = &g_array_index(a->first_of_word, guint32, 2 * token->word);

    for (guint i = 0; token->type == TOKEN_WORD && i < slice[1]; i++)
        enter(w, g_array_index(a->first_list, guint32, slice[0] + i));
    split_set(w);
    if (token->type != TOKEN_WORD)
        enter_all(w, a->first_mark, token);
    if (from == START_ANY)
        enter_all(w, a->first_any, token);
}

guint32 walker_learn(struct walker *w, guint32 from, const struct letter *letter, const struct token *token)
{
    begin_set(w);
    if (from < FIRST_STATE) {
        enter_first(w, from, token);
        return find_state(w);
    }
    const struct members *members = state_at(w, from)->members;
    for (guint i = 0; i < members->count; i++) {
        const struct position *position = &w->positions[members->positions[i]];
        if (i == members->split)
            split_set(w);
        gboolean named = letter->key != 0 && look_has(&position->named, letter->look);
        if (position->open || named)
            enter_followers(w, position, named, token);
    }
    if (members->split == members->count)
        split_set(w);
    return find_state(w);
}

struct walker *walker_gather(struct walker *old)
{
    struct walker *w = g_memdup2(old, sizeof *old);

    if (w->kept == STATES_MAX && w->states_count < STATES_MAX)
        w->kept = w->states_count;
    w->outputs = g_array_sized_new(FALSE, FALSE, sizeof(struct output), 2 * old->outputs->len + 1); /* so that one more moves none of them */
    g_array_append_vals(w->outputs, old->outputs->data, old->outputs->len);
    g_array_unref(old->outputs);
    g_free(old);
    return w;
}

void walker_settle(struct walker *w)
{
    w->settled_members = g_steal_pointer(&w->by_members);
    w->settled = w->steps;
    w->steps = (struct steps){ 0 };
    shed(w);
}
