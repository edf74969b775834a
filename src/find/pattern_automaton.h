/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automaton itself, shared by pattern.c, which builds it, and pattern_run.c, which runs it. */
#ifndef CIRCULARD_FIND_PATTERN_AUTOMATON_H
#define CIRCULARD_FIND_PATTERN_AUTOMATON_H

#include "find/pattern.h"

/* Words in 256 bits, by the low bits of their number: a word that is not in it is surely none of them. */
struct look {
    guint64 bits[4];
};

static inline void look_add(struct look *look, guint word)
{
    look->bits[word >> 6 & 3] |= G_GUINT64_CONSTANT(1) << (word & 63);
}

static inline gboolean look_has(const struct look *look, guint word)
{
    return look->bits[word >> 6 & 3] >> (word & 63) & 1;
}

/* One place in one pattern where a token must fit. */
struct position {
    guint8 type;   /* NODE_WORDS, NODE_MARK, NODE_NUMBER, NODE_SPECIAL */
    guint8 final : 1; /* a match may end here */
    guint8 open : 1;  /* a follower takes something else than words of its own */
    guint16 word;  /* the only word, or 0 where there is a set */
    guint32 value; /* special, mark, number, or index of the set */
    guint32 rule;
    guint32 follow, followers; /* slice of automaton.follow */
    struct look words;         /* what the followers take, as far as they take words */
};

struct automaton {
    struct vocab *vocab;
    GArray *positions;       /* of struct position */
    GPtrArray *follow_lists; /* while building: of GArray of guint32, by position */
    GArray *follow;          /* of guint32: positions */
    GPtrArray *sets;         /* of guint8 *: a bit a word */
    GPtrArray *set_words;    /* of GArray of guint16 */
    GArray *first;           /* of guint32: positions that may begin a pattern */
    GArray *first_of_word;   /* of guint32 pairs: a slice of first_list, by word */
    GArray *first_list;      /* of guint32 */
    GArray *first_mark;      /* of guint32: those that begin with something else than words */
    struct walker *walker;   /* what running has learnt; NULL before the seal */
};

/* pattern_run.c */
struct walker *walker_new(const struct automaton *automaton);
void walker_free(struct walker *walker);

#endif
