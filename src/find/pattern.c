/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All patterns of all packs as one position automaton (Glushkov): a position is one place in one
 * pattern where a token must fit; each knows the positions that may follow it. There are no empty
 * moves, so a run only walks lists: for each token, the followers of the live positions that fit,
 * and the first positions of patterns that begin with that word. Every live position carries where
 * its match began. A position is live at most once a token (the earliest start stays), so the work
 * a token is bounded by the automaton, never by the text: linear, and nothing is ever tried twice. */
#include "find/pattern.h"

#include <string.h>

#include "find/find.h"
#include "find/pattern_tree.h"

#define POSITIONS_MAX 60000

/* Which words may follow a position, by the low bits of their number: a word that is not in it kills
 * the position before it lives. Most patterns that begin at a word end at the next one, so most of
 * the work is saved here. A position that is final, or that anything may follow, has every bit. */
struct look {
    guint64 bits[4];
};

struct position {
    guint8 type;     /* NODE_WORDS, NODE_MARK, NODE_NUMBER, NODE_SPECIAL */
    guint8 final;
    guint16 word;    /* the only word, or 0 where there is a set */
    guint32 value;   /* special, mark, or index of the set */
    guint32 rule;
    guint32 follow, followers; /* slice of automaton.follow: */
    guint32 specials;          /* first those that take more than words */
    struct look words;         /* what the others take */
};

struct automaton {
    struct vocab *vocab;
    GArray *positions; /* of struct position */
    GPtrArray *follow_lists; /* while building: of GArray of guint32, by position */
    GArray *follow;    /* of guint32 */
    GArray *looks;     /* of struct look, by position */
    GArray *first_looks; /* of struct look, in the order of first_list */
    GPtrArray *sets;   /* of guint8 *: a bit a word */
    GPtrArray *set_words; /* of GArray of guint16 */
    GArray *first;     /* of guint32: positions that may begin a pattern */
    GArray *first_of_word; /* of guint32 pairs (index, count) by word */
    GArray *first_list;
    GArray *first_mark; /* of guint32: those that begin with a mark or anything */
};

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
    a->follow = new_list();
    a->looks = g_array_new(FALSE, TRUE, sizeof(struct look));
    a->first_looks = g_array_new(FALSE, TRUE, sizeof(struct look));
    a->sets = g_ptr_array_new_with_free_func(g_free);
    a->set_words = g_ptr_array_new_with_free_func(free_list);
    a->first = new_list();
    a->first_of_word = new_list();
    a->first_list = new_list();
    a->first_mark = new_list();
    return a;
}

void automaton_free(struct automaton *a)
{
    if (a == NULL)
        return;
    g_array_unref(a->positions);
    g_ptr_array_unref(a->follow_lists);
    g_array_unref(a->follow);
    g_array_unref(a->looks);
    g_array_unref(a->first_looks);
    g_ptr_array_unref(a->sets);
    g_ptr_array_unref(a->set_words);
    g_array_unref(a->first);
    g_array_unref(a->first_of_word);
    g_array_unref(a->first_list);
    g_array_unref(a->first_mark);
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

static struct piece add_position(struct automaton *a, const struct node *node, guint rule)
{
    struct position position = { .type = node->type, .value = node->value, .rule = rule };
    struct piece piece = { new_list(), new_list(), FALSE };
    guint32 index = a->positions->len;

    if (node->type == NODE_WORDS && node->words->len == 1) {
        position.word = g_array_index(node->words, guint16, 0);
    } else if (node->type == NODE_WORDS) {
        position.value = a->set_words->len;
        g_ptr_array_add(a->set_words, g_array_ref(node->words));
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

gboolean automaton_add(struct automaton *a, const char *pattern, guint rule, pattern_set set,
                       gpointer data, GError **error)
{
    AUTO(node) *node = node_parse(a->vocab, pattern, set, data, error);

    if (node == NULL)
        return FALSE;
    struct piece piece = add_node(a, node, rule);
    gboolean good = !piece.empty && a->positions->len < POSITIONS_MAX;
    for (guint i = 0; i < piece.last->len; i++)
        g_array_index(a->positions, struct position, g_array_index(piece.last, guint32, i)).final = TRUE;
    append_all(a->first, piece.first);
    if (!good)
        g_set_error(error, FIND_ERROR, FIND_ERROR_PATTERN, "%s",
                    piece.empty ? "the pattern fits nothing at all" : "there are too many patterns");
    clear_piece(&piece);
    return good;
}

static int compare_numbers(gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;

    return (x > y) - (x < y);
}

static void flatten_follow(struct automaton *a)
{
    for (guint i = 0; i < a->positions->len; i++) {
        GArray *list = a->follow_lists->pdata[i];
        struct position *position = &g_array_index(a->positions, struct position, i);
        guint32 before = G_MAXUINT32;
        g_array_sort(list, compare_numbers);
        position->follow = a->follow->len;
        for (guint k = 0; k < list->len; k++) {
            guint32 value = g_array_index(list, guint32, k);
            if (value != before)
                g_array_append_val(a->follow, value);
            before = value;
        }
        position->followers = a->follow->len - position->follow;
    }
    g_ptr_array_set_size(a->follow_lists, 0);
}

static void fill_sets(struct automaton *a)
{
    gsize bytes = a->vocab->texts->len / 8 + 1;

    for (guint i = 0; i < a->set_words->len; i++) {
        guint8 *bits = g_malloc0(bytes);
        const GArray *words = a->set_words->pdata[i];
        for (guint k = 0; k < words->len; k++) {
            guint word = g_array_index(words, guint16, k);
            bits[word / 8] |= 1 << word % 8;
        }
        bits[0] &= ~1;
        g_ptr_array_add(a->sets, bits);
    }
}

static inline void look_add(struct look *look, guint word)
{
    look->bits[word >> 6 & 3] |= G_GUINT64_CONSTANT(1) << (word & 63);
}

static inline gboolean look_has(const struct look *look, guint word)
{
    return look->bits[word >> 6 & 3] >> (word & 63) & 1;
}

/* The words that fit a position join the look of those before it; FALSE where it takes more than words. */
static gboolean look_at(const struct automaton *a, const struct position *position, struct look *look)
{
    if (position->type != NODE_WORDS)
        return FALSE;
    if (position->word != 0) {
        look_add(look, position->word);
        return TRUE;
    }
    const GArray *words = a->set_words->pdata[position->value];
    for (guint k = 0; k < words->len; k++)
        look_add(look, g_array_index(words, guint16, k));
    return TRUE;
}

/* Followers in two runs: those that take marks, numbers or anything, then those that take words. After
 * a gap there are dozens of the latter, and one look at the token spares them all. */
static void part_followers(struct automaton *a, struct position *position)
{
    guint32 *follow = (guint32 *)a->follow->data + position->follow;

    for (guint k = 0; k < position->followers; k++) {
        const struct position *next = &g_array_index(a->positions, struct position, follow[k]);
        if (look_at(a, next, &position->words))
            continue;
        guint32 swap = follow[k];
        follow[k] = follow[position->specials];
        follow[position->specials++] = swap;
    }
}

static void fill_looks(struct automaton *a)
{
    for (guint i = 0; i < a->positions->len; i++)
        part_followers(a, &g_array_index(a->positions, struct position, i));
    for (guint i = 0; i < a->positions->len; i++) {
        const struct position *position = &g_array_index(a->positions, struct position, i);
        struct look look = { { 0 } };
        gboolean all = position->final;
        for (guint k = 0; k < position->followers; k++)
            all = !look_at(a, &g_array_index(a->positions, struct position, g_array_index(a->follow, guint32, position->follow + k)), &look) || all;
        if (all)
            memset(&look, 0xff, sizeof look);
        g_array_append_val(a->looks, look);
    }
}

static void index_first(struct automaton *a, GPtrArray *by_word, guint32 index)
{
    const struct position *position = &g_array_index(a->positions, struct position, index);

    if (position->type != NODE_WORDS) {
        g_array_append_val(a->first_mark, index);
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

void automaton_seal(struct automaton *a)
{
    g_autoptr(GPtrArray) by_word = g_ptr_array_new_with_free_func(free_list);

    flatten_follow(a);
    fill_sets(a);
    fill_looks(a);
    g_ptr_array_set_size(by_word, a->vocab->texts->len);
    for (guint i = 0; i < a->first->len; i++)
        index_first(a, by_word, g_array_index(a->first, guint32, i));
    for (guint word = 0; word < by_word->len; word++) {
        const GArray *list = by_word->pdata[word];
        guint32 slice[2] = { a->first_list->len, list ? list->len : 0 };
        g_array_append_vals(a->first_of_word, slice, 2);
        for (guint k = 0; list != NULL && k < list->len; k++) {
            guint32 index = g_array_index(list, guint32, k);
            g_array_append_val(a->first_list, index);
            g_array_append_val(a->first_looks, g_array_index(a->looks, struct look, index));
        }
    }
}

/* ---- running ---- */

struct thread {
    guint32 position, start;
};

struct run {
    const struct automaton *automaton;
    const struct position *positions;
    const struct token *tokens;
    GArray *now, *next; /* of struct thread */
    guint next_word;    /* of the token after this one */
    const struct look *looks;
    guint32 *seen;      /* by position: token index + 1 at which it last became live */
    GArray *marks;
};

static inline gboolean fits(const struct run *run, const struct position *position,
                            const struct token *token)
{
    if (position->type == NODE_WORDS) {
        if (position->word != 0)
            return position->word == token->word;
        const guint8 *bits = run->automaton->sets->pdata[position->value];
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

/* Of one rule and one start the longest match stays: the later end takes the earlier one's place. */
static void note_match(struct run *run, guint32 rule, guint32 start, guint32 end)
{
    struct mark mark = { start, end, rule };

    for (guint i = run->marks->len; i > 0 && run->marks->len - i < 24; i--) {
        struct mark *earlier = &g_array_index(run->marks, struct mark, i - 1);
        if (earlier->rule == rule && earlier->start == start) {
            earlier->end = end;
            return;
        }
    }
    g_array_append_val(run->marks, mark);
}

static inline void enter(struct run *run, guint32 index, guint32 start, guint32 at)
{
    const struct position *position = &run->positions[index];

    if (!look_has(&run->looks[index], run->next_word) || run->seen[index] == at + 1 || !fits(run, position, &run->tokens[at]))
        return;
    run->seen[index] = at + 1;
    if (position->followers > 0) {
        struct thread thread = { index, start };
        g_array_append_val(run->next, thread);
    }
    if (position->final)
        note_match(run, position->rule, start, at + 1);
}

static void step(struct run *run, guint32 at)
{
    const struct automaton *a = run->automaton;
    const guint32 *follow = (const guint32 *)a->follow->data;
    const guint32 *first = (const guint32 *)a->first_list->data;
    guint word = run->tokens[at].word;

    for (guint i = 0; i < run->now->len; i++) {
        struct thread thread = g_array_index(run->now, struct thread, i);
        const struct position *position = &run->positions[thread.position];
        guint most = word != 0 && look_has(&position->words, word) ? position->followers : position->specials;
        for (guint k = 0; k < most; k++)
            enter(run, follow[position->follow + k], thread.start, at);
    }
    if (word != 0) {
        guint32 slice = g_array_index(a->first_of_word, guint32, 2 * word);
        guint32 count = g_array_index(a->first_of_word, guint32, 2 * word + 1);
        const struct look *looks = (const struct look *)a->first_looks->data + slice;
        for (guint k = 0; k < count; k++)
            if (look_has(&looks[k], run->next_word))
                enter(run, first[slice + k], at, at);
    }
    for (guint k = 0; k < a->first_mark->len; k++)
        enter(run, g_array_index(a->first_mark, guint32, k), at, at);
}

void automaton_run(const struct automaton *a, const struct token *tokens, guint count,
                   GArray *marks)
{
    struct run run = { .automaton = a, .tokens = tokens, .marks = marks };
    g_autofree guint32 *seen = g_new0(guint32, a->positions->len + 1);

    run.positions = (const struct position *)a->positions->data;
    run.now = g_array_new(FALSE, FALSE, sizeof(struct thread));
    run.next = g_array_new(FALSE, FALSE, sizeof(struct thread));
    run.seen = seen;
    run.looks = (const struct look *)a->looks->data;
    for (guint at = 0; at < count; at++) {
        if (tokens[at].flags & TOKEN_BREAK)
            g_array_set_size(run.now, 0);
        if (run.now->len == 0 && tokens[at].word == 0 && a->first_mark->len == 0)
            continue;
        run.next_word = at + 1 < count ? tokens[at + 1].word : 0;
        step(&run, at);
        GArray *swap = run.now;
        run.now = run.next;
        run.next = swap;
        g_array_set_size(run.next, 0);
    }
    g_array_unref(run.now);
    g_array_unref(run.next);
}
