/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automaton itself, shared by pattern.c, which builds it, and pattern_run.c, which runs it. */
#ifndef CIRCULARD_FIND_PATTERN_AUTOMATON_H
#define CIRCULARD_FIND_PATTERN_AUTOMATON_H

#include "find/pattern.h"

#define NUMBERS_MAX 10000u /* a pattern's number beyond is not told from others by a table */

/* Words, numbers and marks in 256 bits: one whose bit is not there is surely none of them. The bit of a word
 * is the low bits of its number. */
struct look {
    guint64 bits[4];
};

static inline guint8 look_number(guint value)
{
    return value * 37 + 11;
}

static inline guint8 look_mark(guint value)
{
    return value * 101 + 57;
}

static inline void look_add(struct look *look, guint8 bit)
{
    look->bits[bit >> 6] |= G_GUINT64_CONSTANT(1) << (bit & 63);
}

static inline gboolean look_has(const struct look *look, guint8 bit)
{
    return look->bits[bit >> 6] >> (bit & 63) & 1;
}

/* One place in one pattern where a token must fit: a line of the processor's cache, for learning a step asks many. */
struct position {
    guint8 type;   /* NODE_WORDS, NODE_MARK, NODE_NUMBER, NODE_SPECIAL */
    guint8 first : 1; /* a pattern may begin here */
    guint8 final : 1; /* a match may end here */
    guint8 open : 1;  /* a follower takes tokens that it does not name */
    guint8 least, most; /* tokens from a pattern's beginning to here, this one included */
    guint16 word;  /* the only word, or 0 where there is a set */
    guint16 gaps;  /* how many of the followers take what they do not name */
    guint32 value; /* special, mark, number, or index of the set */
    union {
        guint32 rule;   /* until positions are shared */
        guint32 follow; /* where its followers begin in automaton.follow: gaps first, single words last and in order */
    };
    guint32 followers, singles; /* how many they are, and how many of them are single words */
    guint32 end, ends;          /* slice of automaton.ends: what ends here */
    struct look named;          /* what the followers name */
};

G_STATIC_ASSERT(sizeof(struct position) == 64);

/* A position that follows another, with what it takes, so that most are passed over without a look at them. */
struct follower {
    guint32 position;
    union {
        guint32 word; /* of single words, which stand last */
        guint32 set;  /* of the others: from 1; 0: it is no set of words */
    };
};

/* The end of a rule's pattern. No other end has its number; a pattern that was read earlier has lower ones. */
struct output {
    guint32 rule;
    guint32 position : 30;
    guint32 fixed : 1;   /* all its matches have the same length: two walks never come to one end of it */
    guint32 opening : 1; /* only what opens a sentence counts */
};

struct automaton {
    struct vocab *vocab;
    GArray *positions;       /* of struct position */
    GPtrArray *follow_lists; /* while building: of GArray of guint32, by position */
    GArray *follow;          /* of struct follower */
    GArray *ends;            /* of struct output */
    guint8 *sets_of_word;    /* by word: a bit a set. Learning a step asks many sets of one word: these bits lie together */
    gsize set_bytes;         /* of one word's bits */
    GPtrArray *set_words;    /* of GArray of guint16, in order */
    GHashTable *set_numbers; /* of GBytes, the words, to the number of the set from 1 */
    GArray *first_of_word;   /* of guint32 pairs: a slice of first_list, by word */
    GArray *first_list;      /* of guint32 */
    GArray *first_mark;      /* of guint32: those that begin with a mark or a number */
    GArray *first_any;       /* of guint32: those that begin with what any word may fit */
    guint8 *awaited;         /* a bit a word: a sentence without any of them holds no match of those */
    gboolean impatient;      /* some of those do not wait for a word */
    struct walker *walker;   /* what running has learnt; NULL before the seal */
};

/* pattern_learn.c */
struct walker *walker_new(const struct automaton *automaton);
void walker_free(struct walker *walker);

#endif
