/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What running the automaton has learnt, shared by pattern_learn.c, which learns, and pattern_run.c, which
 * walks. */
#ifndef CIRCULARD_FIND_PATTERN_WALKER_H
#define CIRCULARD_FIND_PATTERN_WALKER_H

#include "find/pattern_automaton.h"
#include "find/pattern_reached.h"
#include "find/pattern_steps.h"

#define STATES_MAX  100000u /* a thousand and more letters of three languages need 40,000 */
#define SETTLED_MAX 15000u

/* START: where walks begin; START_ANY: the same in a sentence that holds an awaited word. */
enum { UNKNOWN, NOWHERE, START, START_ANY, FIRST_STATE };

/* Where a step leads: the number of a state, and what a walk wants to know of it first. */
#define LINK_ENDS  (1u << 23) /* patterns end there */
#define LINK_OPENS (1u << 22) /* patterns end there that count where they open a sentence */
#define LINK_ON    (1u << 21) /* patterns go on there */
#define LINK_STATE (LINK_ON - 1)

/* Letters: a word and whether it has a capital, a mark of ASCII, a number. With the number of a state a letter is
 * the 40 bits of a step's key. */
#define LETTER_BITS   17
#define LETTER_MARK   (2 * WORDS_MAX + 2)
#define LETTER_NUMBER (LETTER_MARK + 128)
#define LETTER_RARE   (LETTER_NUMBER + NUMBERS_MAX) /* some other number, where patterns name such */

G_STATIC_ASSERT(LETTER_RARE < 1u << LETTER_BITS);
G_STATIC_ASSERT(STATES_MAX <= LINK_STATE && STATES_MAX <= 1u << (40 - LETTER_BITS));

/* Tokens that no pattern of a state tells apart. */
enum other { OTHER_WORD, OTHER_CAPITAL, OTHER_NUMBER, OTHER_MARK, OTHERS };

/* What the automaton reads: a token, as far as any pattern tells it from others. */
struct letter {
    guint32 key;  /* 0 where no pattern names it */
    guint8 look;  /* its bit in struct look */
    guint8 other; /* enum other: what it is for a state that does not name it */
    guint32 begin;  /* where a walk that begins with it leads */
    guint32 second; /* where it leads with the next one; NOWHERE where it does not go on */
};

struct members {
    guint32 count;
    guint32 split; /* of these, behind a first token that was named as a word; the others stand after them */
    guint32 positions[];
};

struct state {
    struct look named;         /* letters that may lead elsewhere than others do */
    guint32 elsewhere[OTHERS]; /* where the others lead; UNKNOWN until asked */
    guint32 output, outputs;   /* slice of walker.outputs: patterns that end here */
    const struct members *members;
};

/* A position that is in the set being made. */
struct seen {
    guint32 position, set;
};

struct walker {
    const struct automaton *automaton;
    const struct position *positions;
    GHashTable *settled_members, *by_members; /* of struct members * (owned) to link */
    struct state *states;     /* those below `kept`, each a line of the processor's cache */
    struct state *others;     /* those from `kept` on: apart from what is not written to any more */
    guint states_count, kept, others_size;
    GArray *outputs;          /* of struct output */
    struct steps settled, steps;
    guint32 *starts;          /* by word: where START leads */
    guint32 mark_starts[128]; /* the same by mark of ASCII */
    guint8 *numbers;          /* a bit a number: those that patterns name */
    guint32 large;            /* the letter of a number of NUMBERS_MAX and more: LETTER_RARE where patterns name one, else 0 */
    struct reached reached;   /* positions where walks have come to an end */
    struct seen *seen;        /* open addressing; what is of an older set counts as empty */
    guint seen_size;
    guint32 sets;             /* made so far */
    GArray *set;              /* of guint32: the set being made, as struct members has it; `count` of them, and room for more */
    guint count;
    GArray *letters;          /* of struct letter: of the sentence that is read */
    guint64 base;             /* tokens of the runs before this one */
    guint forgot;             /* times that all was forgotten */
};

static inline struct state *state_at(const struct walker *w, guint32 number)
{
    return number < w->kept ? &w->states[number] : &w->others[number - w->kept];
}

/* pattern_learn.c: where a letter leads from a state, whose steps are not asked. May forget all that was
 * learnt before (walker.forgot counts it): then `from` is no state any more. */
guint32 walker_learn(struct walker *w, guint32 from, const struct letter *letter, const struct token *token);
/* What running writes to; without, until it runs again, after walker_settle(). */
void walker_equip(struct walker *w);
/* What has been learnt so far is not written to any more. */
void walker_settle(struct walker *w);
/* What running writes to, of what it has, is allocated anew. Takes w, returns what it is now. */
struct walker *walker_gather(struct walker *w);

#endif
