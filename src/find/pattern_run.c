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

#include "find/pattern_walker.h"

/* ---- stepping ---- */

#define ALWAYS inline __attribute__((always_inline)) /* three times a token: a call would cost more than what it does */

static const struct token others[OTHERS] = {
    [OTHER_WORD] = { .type = TOKEN_WORD },
    [OTHER_CAPITAL] = { .type = TOKEN_WORD, .flags = TOKEN_CAPITAL },
    [OTHER_NUMBER] = { .type = TOKEN_NUMBER, .value = G_MAXUINT32 },
    [OTHER_MARK] = { .type = TOKEN_PUNCTUATION, .value = G_MAXUINT32 },
};

static inline struct letter spell(const struct walker *w, const struct token *token)
{
    gboolean capital = (token->flags & TOKEN_CAPITAL) != 0;
    struct letter letter = { .other = capital ? OTHER_CAPITAL : OTHER_WORD };

    if (token->type == TOKEN_WORD && token->word != 0) {
        letter.key = (guint32)token->word << 1 | capital;
        letter.look = token->word;
    } else if (token->type == TOKEN_NUMBER) {
        letter.other = OTHER_NUMBER;
        letter.look = look_number(token->value);
        if (token->value >= NUMBERS_MAX)
            letter.key = w->large;
        else if (w->numbers[token->value / 8] >> token->value % 8 & 1)
            letter.key = LETTER_NUMBER + token->value;
    } else if (token->type == TOKEN_PUNCTUATION) {
        letter.other = OTHER_MARK;
        letter.look = look_mark(token->value);
        if (token->value < 128)
            letter.key = LETTER_MARK + token->value;
    }
    return letter;
}

static inline guint64 step_key(guint32 from, const struct letter *letter)
{
    return (guint64)from << LETTER_BITS | letter->key;
}

static G_NO_INLINE guint32 learn_other(struct walker *w, guint32 from, enum other other)
{
    const struct letter letter = { .other = other };
    guint forgot = w->forgot;
    guint32 to = walker_learn(w, from, &letter, &others[other]);

    if (w->forgot == forgot)
        state_at(w, from)->elsewhere[other] = to;
    return to;
}

static G_NO_INLINE guint32 learn_named(struct walker *w, guint32 from, const struct letter *letter, const struct token *token)
{
    guint forgot = w->forgot;
    guint32 to = walker_learn(w, from, letter, token);

    if (w->forgot == forgot && letter->key != LETTER_RARE) /* else `from` is another state now, or the letter many numbers */
        steps_add(&w->steps, (struct step){ step_key(from, letter), to });
    return to;
}

static ALWAYS guint32 step(struct walker *w, guint32 from, const struct letter *letter, const struct token *token)
{
    const struct state *state = state_at(w, from);

    if (letter->key == 0 || !look_has(&state->named, letter->look)) {
        guint32 to = state->elsewhere[letter->other];
        return to != UNKNOWN ? to : learn_other(w, from, letter->other);
    }
    guint64 key = step_key(from, letter);
    const struct step *known = steps_find(&w->settled, key);
    if (known == NULL)
        known = steps_find(&w->steps, key);
    return known != NULL ? known->to : learn_named(w, from, letter, token);
}

/* The same from where walks begin; words and marks of ASCII are looked up in a table of their own. */
static ALWAYS guint32 step_start(struct walker *w, guint32 from, const struct letter *letter, const struct token *token)
{
    gboolean word = token->type == TOKEN_WORD;

    if (from != START || !(word || letter->key - LETTER_MARK < LETTER_NUMBER - LETTER_MARK))
        return step(w, from, letter, token);
    guint32 *to = word ? &w->starts[token->word] : &w->mark_starts[letter->key - LETTER_MARK];
    if (*to == UNKNOWN)
        *to = walker_learn(w, from, letter, token);
    return *to;
}

/* ---- matches ---- */

/* Marks of this start stand from `from` to `count`. Returns how many there are then. opens: it opens a sentence. */
static ALWAYS guint note_matches(struct walker *w, guint32 link, guint32 start, guint32 end, gboolean opens, GArray *marks, guint from, guint count)
{
    const struct state *state = state_at(w, link & LINK_STATE);
    const struct output *outputs = &g_array_index(w->outputs, struct output, state->output);

    if (count + state->outputs > marks->len)
        g_array_set_size(marks, count + count / 2 + state->outputs + 64);
    struct mark *list = (struct mark *)marks->data;
    for (guint i = 0; i < state->outputs; i++) {
        guint k = from;
        if ((outputs[i].opening && !opens) || (!outputs[i].fixed && !reached_note(&w->reached, outputs[i].position, w->base + start, w->base + end)))
            continue;
        while (k < count && list[k].rule != outputs[i].rule)
            k++;
        list[k] = (struct mark){ .start = start, .end = end, .rule = outputs[i].rule };
        count = MAX(count, k + 1);
    }
    return count;
}

/* Of one start the longest first; those as long stay in the order they were found in. */
static void sort_matches(GArray *marks, guint from, guint count)
{
    struct mark *list = (struct mark *)marks->data;

    for (guint i = from + 1; i < count; i++) {
        struct mark mark = list[i];
        guint k = i;
        for (; k > from && list[k - 1].end < mark.end; k--)
            list[k] = list[k - 1];
        list[k] = mark;
    }
}

/* Spells a sentence, of `most` tokens at most. Returns how many it has. any: it holds an awaited word. */
static guint spell_sentence(struct walker *w, const struct token *tokens, guint most, gboolean *any)
{
    const guint8 *awaited = w->automaton->awaited;
    struct letter *letters = (struct letter *)w->letters->data;
    guint bits = 0, count = 0;

    do {
        guint word = tokens[count].word;
        letters[count] = spell(w, &tokens[count]);
        bits |= awaited[word / 8] >> word % 8;
        __builtin_prefetch(&w->starts[word]);
    } while (++count < most && !(tokens[count].flags & TOKEN_BREAK));
    *any = bits & 1;
    return count;
}

/* Takes the first two steps of each walk: most go no further. What a step needs from memory is asked for in a round of
 * its own, so that it is not waited for one by one. Where all is forgotten meanwhile the rest is left: walk_all sees to it. */
static void begin_walks(struct walker *w, const struct token *tokens, guint count, guint32 from, guint forgot)
{
    struct letter *letters = (struct letter *)w->letters->data;

    for (guint32 i = 0; i < count; i++) {
        letters[i].begin = step_start(w, from, &letters[i], &tokens[i]);
        __builtin_prefetch(state_at(w, letters[i].begin & LINK_STATE));
    }
    letters[count - 1].second = NOWHERE;
    for (guint32 i = 0; i + 1 < count; i++)
        if (letters[i].begin & LINK_ON && letters[i + 1].key != 0 && look_has(&state_at(w, letters[i].begin & LINK_STATE)->named, letters[i + 1].look)) {
            guint64 key = step_key(letters[i].begin & LINK_STATE, &letters[i + 1]);
            steps_prefetch(&w->settled, key);
            steps_prefetch(&w->steps, key);
        }
    for (guint32 i = 0; i + 1 < count && w->forgot == forgot; i++)
        letters[i].second = letters[i].begin & LINK_ON ? step(w, letters[i].begin & LINK_STATE, &letters[i + 1], &tokens[i + 1]) : NOWHERE;
}

struct walk {
    const struct token *tokens;   /* of the sentence */
    const struct letter *letters; /* the same, spelt */
    guint32 first, length;        /* its first token in the text; its tokens */
    GArray *marks;
};

/* From token `start` on; link: where its first step leads, second: where the next one does, or UNKNOWN. ends: links that
 * count. Returns how many marks there are then. */
static ALWAYS guint walk_from(struct walker *w, const struct walk *walk, guint32 start, guint32 link, guint32 second, guint32 ends, guint count)
{
    guint before = count;

    for (guint32 at = start + 1;; at++) {
        if (link & ends)
            count = note_matches(w, link, walk->first + start, walk->first + at, ends & LINK_OPENS, walk->marks, before, count);
        if (!(link & LINK_ON) || at >= walk->length)
            break;
        link = second != UNKNOWN ? second : step(w, link & LINK_STATE, &walk->letters[at], &walk->tokens[at]);
        second = UNKNOWN;
    }
    if (count > before + 1)
        sort_matches(walk->marks, before, count);
    return count;
}

/* From every token of the sentence. */
static guint walk_all(struct walker *w, const struct walk *walk, guint32 from, guint forgot, guint count)
{
    for (guint32 start = 0; start < walk->length; start++) {
        const struct letter *letter = &walk->letters[start];
        if (G_UNLIKELY(w->forgot != forgot)) /* their steps lead to states that are no more */
            count = walk_from(w, walk, start, step_start(w, from, letter, &walk->tokens[start]), UNKNOWN, start == 0 ? LINK_ENDS | LINK_OPENS : LINK_ENDS, count);
        else if (start == 0)
            count = walk_from(w, walk, start, letter->begin, letter->second, LINK_ENDS | LINK_OPENS, count);
        else if (letter->begin & LINK_ENDS || letter->second != NOWHERE)
            count = walk_from(w, walk, start, letter->begin, letter->second, LINK_ENDS, count);
    }
    return count;
}

guint automaton_run(const struct automaton *a, const struct token *tokens, guint from, guint to, GArray *marks, guint count)
{
    struct walker *w = a->walker;

    if (w->letters == NULL)
        walker_equip(w);
    if (w->letters->len < to - from)
        g_array_set_size(w->letters, to - from);
    for (guint first = from; first < to;) {
        guint forgot = w->forgot;
        gboolean any;
        guint length = spell_sentence(w, tokens + first, to - first, &any);
        guint32 begin = any || a->impatient ? START_ANY : START;
        begin_walks(w, tokens + first, length, begin, forgot);
        const struct walk walk = { tokens + first, (const struct letter *)w->letters->data, first, length, marks };
        count = walk_all(w, &walk, begin, forgot, count);
        first += length;
    }
    w->base += (guint64)(to - from) + 64;
    return count;
}

guint automaton_forgot(const struct automaton *a)
{
    return a->walker->forgot;
}

/* ---- for those who fork ---- */

/* Which patterns a word begins, and where the words lead that no pattern of a state names. */
static void learn_common(struct walker *w)
{
    for (guint word = 0; word < vocab_size(w->automaton->vocab) && w->states_count < SETTLED_MAX; word++) {
        struct token token = { .type = TOKEN_WORD, .word = word };
        struct letter letter = spell(w, &token);
        step_start(w, START, &letter, &token);
    }
    for (guint32 from = START; from < w->states_count && w->states_count < SETTLED_MAX; from++)
        for (enum other other = 0; other < OTHERS; other++)
            if (state_at(w, from)->elsewhere[other] == UNKNOWN)
                learn_other(w, from, other);
}

void automaton_settle(const struct automaton *a)
{
    struct walker *w = a->walker;

    if (w->settled_members != NULL)
        return;
    learn_common(w);
    walker_settle(w);
}

void automaton_gather(struct automaton *a)
{
    a->walker = walker_gather(a->walker);
}
