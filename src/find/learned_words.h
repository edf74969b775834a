/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of tokens as learned.c knows them: whoever weighs asks for their rows, whoever names them for their letters. */
#ifndef CIRCULARD_FIND_LEARNED_WORDS_H
#define CIRCULARD_FIND_LEARNED_WORDS_H

#include "find/document.h"

#define LEARNED_WORDS_MOST 75
#define LEARNED_SHARES 13 /* places at which a word weighs something alone */

/* All that is asked of a word, in half a line of the processor's cache: what it weighs alone, in thousandths, and its hash. */
struct learned_row {
    gint16 shares[LEARNED_SHARES];
    guint32 hash;
};

G_STATIC_ASSERT(sizeof(struct learned_row) == 32);

/* Rows of what is no word of a pack: marks of ASCII by themselves, and these; behind them those of words by their numbers. */
enum { ROW_YEAR = 128, ROW_NUMBER, ROW_CELL, ROW_ITEM, ROW_LINE, ROWS_OF_MARKS };

struct spelled {
    const struct learned_row *row; /* NULL: not looked up, or of no pack; else nothing but its hash is told */
    guint32 hash, root;            /* as struct word_hash has them */
    const char *bytes;
    guint length;
};

struct learned_words {
    const struct learned_row *rows; /* NULL where words are to be named, not weighed */
    guint count;
    struct spelled all[LEARNED_WORDS_MOST];
    char own[LEARNED_WORDS_MOST][WORD_BYTES_MAX]; /* of words that are in no vocabulary */
};

static inline struct spelled learned_spell(const char *bytes, guint length)
{
    struct word_hash hash = vocab_hash(bytes, length);

    return (struct spelled){ NULL, hash.whole, hash.root, bytes, length };
}

/* The spelling of a row of marks; sign has room for one that stands for itself. */
struct spelled learned_spell_mark(guint row, char *sign);

static inline void learned_words_begin(struct learned_words *words, const struct learned_row *rows)
{
    words->rows = rows;
    words->count = 0;
}

/* Adds the words of tokens [from, to); those beyond LEARNED_WORDS_MOST are left out. */
void learned_words_push(struct learned_words *words, const struct document *d, guint from, guint to);
/* Does the word of that index end a sentence? */
gboolean learned_words_is_stop(const struct learned_words *words, guint index);

#endif
