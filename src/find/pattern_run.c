/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running the automaton: from every token a walk begins, and goes on while a pattern can still fit.
 *
 * A walk is deterministic. Its state is the set of positions that the tokens so far may have reached,
 * and where a token leads from a state is worked out once and remembered, so that nearly every step is
 * one look into a table. States are made when a text first needs them (a full table of them would be
 * larger than any text); at STATES_MAX all is forgotten and learnt anew. A token is first made a letter:
 * words that no pattern continues with are all alike there, and so are numbers and marks that no
 * pattern names. There are no loops in patterns, so a walk ends after the longest of them at the latest
 * and the whole is linear in the text; nothing is tried twice.
 *
 * A process that forks readers settles what it has learnt (automaton_settle): no reader writes to that
 * again, so that its pages stay shared, and what a reader learns itself lies in small tables that grow.
 *
 * Where two walks reach the end of one pattern at the same place, the earlier start stands ("the
 * Government", not "Government"); of one rule and one start the longest match stays. */
#include <string.h>

#include "find/pattern_automaton.h"
#include "find/pattern_reached.h"
#include "find/pattern_steps.h"
#include "find/pattern_tree.h"

#define STATES_MAX  30000u
#define SETTLED_MAX (STATES_MAX / 2)
#define SEEN_LEAST  256u
#define NUMBERS_MAX 65536u     /* a pattern's number beyond is compared step by step, like any other */

enum { UNKNOWN, NOWHERE, START, FIRST_STATE };

/* Tokens that no pattern of a state tells apart. */
enum other { OTHER_WORD, OTHER_CAPITAL, OTHER_NUMBER, OTHER_MARK, OTHERS };

struct members {
    guint count;
    guint32 positions[];
};

struct state {
    const struct members *members;
    struct look words;           /* words that may lead elsewhere than others do */
    guint32 elsewhere[OTHERS];   /* where the others lead; UNKNOWN until asked */
    guint32 output, outputs;     /* slice of walker.outputs: patterns that end here */
};

struct output {
    guint32 rule, position;
};

/* A position that is in the set being made. */
struct seen {
    guint32 position, set;
};

struct walker {
    const struct automaton *automaton;
    const struct position *positions;
    GHashTable *settled_members, *by_members; /* of struct members * (owned) to number of state */
    GArray *states;           /* of struct state */
    GArray *outputs;          /* of struct output */
    struct steps settled, steps;
    guint32 *starts;          /* by word and capital: where START leads */
    guint8 *numbers;          /* a bit a number: those that patterns name */
    struct reached reached;   /* positions where walks have come to an end */
    struct seen *seen;        /* open addressing; what is of an older set counts as empty */
    guint seen_size;
    guint32 sets;             /* made so far */
    GArray *set;              /* of guint32: the set being made, as struct members has it */
    guint64 base;             /* tokens of the runs before this one */
    guint forgot;             /* times that all was forgotten */
};

static guint hash_members(gconstpointer data)
{
    const struct members *members = data;
    guint hash = members->count;

    for (guint i = 0; i < members->count; i++)
        hash = (hash ^ members->positions[i]) * 16777619u;
    return hash;
}

static gboolean equal_members(gconstpointer left, gconstpointer right)
{
    const struct members *a = left, *b = right;

    return a->count == b->count && memcmp(a->positions, b->positions, a->count * sizeof *a->positions) == 0;
}

static void forget(struct walker *w)
{
    const struct state none = { 0 };

    g_clear_pointer(&w->settled_members, g_hash_table_unref);
    g_hash_table_remove_all(w->by_members);
    g_array_set_size(w->states, 0);
    g_array_set_size(w->outputs, 0);
    steps_clear(&w->settled);
    steps_clear(&w->steps);
    memset(w->starts, 0, 2 * vocab_size(w->automaton->vocab) * sizeof *w->starts);
    for (guint i = 0; i < FIRST_STATE; i++)
        g_array_append_val(w->states, none);
}

static GHashTable *new_members(void)
{
    return g_hash_table_new_full(hash_members, equal_members, g_free, NULL);
}

struct walker *walker_new(const struct automaton *a)
{
    struct walker *w = g_new0(struct walker, 1);

    w->automaton = a;
    w->positions = (const struct position *)a->positions->data;
    w->by_members = new_members();
    w->states = g_array_sized_new(FALSE, FALSE, sizeof(struct state), STATES_MAX + FIRST_STATE);
    w->outputs = g_array_new(FALSE, FALSE, sizeof(struct output));
    w->starts = g_new(guint32, 2 * vocab_size(a->vocab));
    w->numbers = g_malloc0(NUMBERS_MAX / 8);
    reached_init(&w->reached);
    w->seen_size = SEEN_LEAST;
    w->seen = g_new0(struct seen, w->seen_size);
    w->set = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < a->positions->len; i++)
        if (w->positions[i].type == NODE_NUMBER && w->positions[i].value < NUMBERS_MAX)
            w->numbers[w->positions[i].value / 8] |= 1 << w->positions[i].value % 8;
    forget(w);
    return w;
}

void walker_free(struct walker *w)
{
    if (w == NULL)
        return;
    g_clear_pointer(&w->settled_members, g_hash_table_unref);
    g_hash_table_unref(w->by_members);
    g_array_unref(w->states);
    g_array_unref(w->outputs);
    steps_clear(&w->settled);
    steps_clear(&w->steps);
    g_free(w->starts);
    g_free(w->numbers);
    reached_clear(&w->reached);
    g_free(w->seen);
    g_array_unref(w->set);
    g_free(w);
}

/* ---- learning a step ---- */

static gboolean fits(const struct walker *w, const struct position *position, const struct token *token)
{
    if (position->type == NODE_WORDS) {
        if (position->word != 0)
            return position->word == token->word;
        const guint8 *bits = w->automaton->sets->pdata[position->value];
        return bits[token->word / 8] >> token->word % 8 & 1;
    }
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
    for (guint i = 1; i < w->set->len; i++)
        see(w, set[i]);
}

static void enter_all(struct walker *w, const guint32 *list, guint count, const struct token *token)
{
    for (guint i = 0; i < count; i++) {
        if (!fits(w, &w->positions[list[i]], token) || !see(w, list[i]))
            continue;
        g_array_append_val(w->set, list[i]);
        if (2 * w->set->len > w->seen_size)
            widen_seen(w);
    }
}

static void begin_set(struct walker *w)
{
    g_array_set_size(w->set, 1); /* the count stands first */
    if (++w->sets == 0) { /* it has gone round: old stamps would look new */
        memset(w->seen, 0, w->seen_size * sizeof *w->seen);
        w->sets = 1;
    }
}

static guint32 add_state(struct walker *w)
{
    struct members *members = g_memdup2(w->set->data, w->set->len * sizeof(guint32));
    struct state state = { .members = members };

    if (w->states->len >= STATES_MAX) {
        forget(w);
        w->forgot++;
    }
    state.output = w->outputs->len;
    for (guint i = 0; i < members->count; i++) {
        const struct position *position = &w->positions[members->positions[i]];
        for (guint k = 0; k < 4; k++)
            state.words.bits[k] |= position->words.bits[k];
        struct output output = { position->rule, members->positions[i] };
        if (position->final)
            g_array_append_val(w->outputs, output);
    }
    state.outputs = w->outputs->len - state.output;
    g_array_append_val(w->states, state);
    g_hash_table_insert(w->by_members, members, GUINT_TO_POINTER(w->states->len - 1));
    return w->states->len - 1;
}

/* The state of the set that has been made. */
static guint32 find_state(struct walker *w)
{
    struct members *key = (struct members *)w->set->data;
    gpointer known = NULL;

    key->count = w->set->len - 1;
    if (key->count == 0)
        return NOWHERE;
    if (w->settled_members != NULL)
        known = g_hash_table_lookup(w->settled_members, key);
    if (known == NULL)
        known = g_hash_table_lookup(w->by_members, key);
    return known != NULL ? GPOINTER_TO_UINT(known) : add_state(w);
}

static guint32 learn_step(struct walker *w, guint32 from, const struct token *token)
{
    const struct automaton *a = w->automaton;

    begin_set(w);
    if (from == START) {
        const guint32 *slice = &g_array_index(a->first_of_word, guint32, 2 * token->word);
        if (token->word != 0)
            enter_all(w, (const guint32 *)a->first_list->data + slice[0], slice[1], token);
        enter_all(w, (const guint32 *)a->first_mark->data, a->first_mark->len, token);
        return find_state(w);
    }
    const struct members *members = g_array_index(w->states, struct state, from).members;
    for (guint i = 0; i < members->count; i++) {
        const struct position *position = &w->positions[members->positions[i]];
        if (position->open || look_has(&position->words, token->word))
            enter_all(w, (const guint32 *)a->follow->data + position->follow, position->followers, token);
    }
    return find_state(w);
}

/* ---- stepping ---- */

static guint32 step_other(struct walker *w, guint32 from, enum other other)
{
    static const struct token others[OTHERS] = {
        [OTHER_WORD] = { .type = TOKEN_WORD },
        [OTHER_CAPITAL] = { .type = TOKEN_WORD, .flags = TOKEN_CAPITAL },
        [OTHER_NUMBER] = { .type = TOKEN_NUMBER, .value = G_MAXUINT32 },
        [OTHER_MARK] = { .type = TOKEN_PUNCTUATION, .value = G_MAXUINT32 },
    };
    guint32 to = g_array_index(w->states, struct state, from).elsewhere[other];

    if (to != UNKNOWN)
        return to;
    guint before = w->states->len;
    to = learn_step(w, from, &others[other]);
    if (w->states->len >= before) /* not forgotten meanwhile */
        g_array_index(w->states, struct state, from).elsewhere[other] = to;
    return to;
}

static guint32 step_known(struct walker *w, guint32 from, guint32 letter, const struct token *token)
{
    guint64 key = (guint64)from << 32 | letter;
    const struct step *known = steps_find(&w->settled, key);

    if (known == NULL)
        known = steps_find(&w->steps, key);
    if (known != NULL)
        return known->to;
    guint before = w->states->len;
    guint32 to = learn_step(w, from, token);
    if (w->states->len >= before) /* else all has been forgotten, and `from` is another state now */
        steps_add(&w->steps, (struct step){ key, to });
    return to;
}

static inline guint32 step(struct walker *w, guint32 from, const struct token *token)
{
    gboolean capital = (token->flags & TOKEN_CAPITAL) != 0;

    if (token->type == TOKEN_WORD) {
        if (from != START && !look_has(&g_array_index(w->states, struct state, from).words, token->word))
            return step_other(w, from, capital ? OTHER_CAPITAL : OTHER_WORD);
        if (token->word == 0)
            return step_other(w, from, capital ? OTHER_CAPITAL : OTHER_WORD);
        return step_known(w, from, token->word << 1 | capital, token);
    }
    if (token->type == TOKEN_NUMBER) {
        if (token->value < NUMBERS_MAX && !(w->numbers[token->value / 8] >> token->value % 8 & 1))
            return step_other(w, from, OTHER_NUMBER);
        return step_known(w, from, 1u << 30 | token->value, token);
    }
    return token->value < 128 ? step_known(w, from, 1u << 31 | token->value, token) : step_other(w, from, OTHER_MARK);
}

static inline guint32 step_start(struct walker *w, const struct token *token)
{
    if (token->type != TOKEN_WORD || token->word == 0)
        return step(w, START, token);
    guint32 index = (guint32)token->word << 1 | ((token->flags & TOKEN_CAPITAL) != 0);
    if (w->starts[index] == UNKNOWN) {
        guint32 to = learn_step(w, START, token);
        w->starts[index] = to;
    }
    return w->starts[index];
}

/* ---- matches ---- */

static void note_matches(struct walker *w, const struct state *state, guint32 start, guint32 end, GArray *marks, guint from)
{
    for (guint i = 0; i < state->outputs; i++) {
        const struct output *output = &g_array_index(w->outputs, struct output, state->output + i);
        struct mark mark = { start, end, output->rule };
        guint k = from;
        if (!reached_note(&w->reached, output->position, w->base + start, w->base + end))
            continue;
        while (k < marks->len && g_array_index(marks, struct mark, k).rule != output->rule)
            k++;
        if (k < marks->len)
            g_array_index(marks, struct mark, k).end = end;
        else
            g_array_append_val(marks, mark);
    }
}

/* Of one start the longest first; those as long stay in the order they were found in. */
static void sort_matches(GArray *marks, guint from)
{
    struct mark *list = (struct mark *)marks->data;

    for (guint i = from + 1; i < marks->len; i++) {
        struct mark mark = list[i];
        guint k = i;
        for (; k > from && list[k - 1].end < mark.end; k--)
            list[k] = list[k - 1];
        list[k] = mark;
    }
}

static void walk(struct walker *w, const struct token *tokens, guint32 start, guint32 count, GArray *marks)
{
    guint32 state = step_start(w, &tokens[start]);
    guint from = marks->len;

    for (guint32 at = start + 1; state != NOWHERE; at++) {
        const struct state *here = &g_array_index(w->states, struct state, state);
        if (here->outputs > 0)
            note_matches(w, here, start, at, marks, from);
        if (at >= count || tokens[at].flags & TOKEN_BREAK)
            break;
        state = step(w, state, &tokens[at]);
    }
    if (marks->len > from + 1)
        sort_matches(marks, from);
}

void automaton_run(const struct automaton *a, const struct token *tokens, guint count, GArray *marks)
{
    struct walker *w = a->walker;

    for (guint32 start = 0; start < count; start++)
        walk(w, tokens, start, count, marks);
    w->base += (guint64)count + 64;
}

guint automaton_forgot(const struct automaton *a)
{
    return a->walker->forgot;
}

/* ---- for those who fork ---- */

/* Which patterns a word begins, and where the words lead that no pattern of a state names. */
static void learn_common(struct walker *w)
{
    for (guint index = 2; index < 2 * vocab_size(w->automaton->vocab) && w->states->len < SETTLED_MAX; index++) {
        struct token token = { .type = TOKEN_WORD, .word = index / 2, .flags = index % 2 ? TOKEN_CAPITAL : 0 };
        step_start(w, &token);
    }
    for (guint32 from = START; from < w->states->len && w->states->len < SETTLED_MAX; from++)
        for (enum other other = 0; other < OTHERS; other++)
            step_other(w, from, other);
}

void automaton_settle(const struct automaton *a)
{
    struct walker *w = a->walker;

    if (w->settled_members != NULL)
        return;
    learn_common(w);
    guint outputs = w->outputs->len;
    g_array_set_size(w->outputs, 2 * outputs + 1); /* so that one more moves none of them */
    g_array_set_size(w->outputs, outputs);
    w->settled_members = g_steal_pointer(&w->by_members);
    w->by_members = new_members();
    w->settled = w->steps;
    w->steps = (struct steps){ 0 };
}
