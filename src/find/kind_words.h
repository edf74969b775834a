/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the words of a letter weigh for each kind of letter: those of its subject line, of its title, of what it opens
 * with and of the sentences that ask. The weights stand in etc/lang/words.learned, for all languages together. */
#ifndef CIRCULARD_FIND_KIND_WORDS_H
#define CIRCULARD_FIND_KIND_WORDS_H

#include "find/document.h"
#include "finding.h"

struct kind_words;

/* What words are weighed for: the kinds, and what a letter says as a whole (letter.h). */
enum { WORDS_CIRCULAR = LETTER_KINDS, WORDS_DUE, WORD_COLUMNS };

/* The text of a file of weights, and its name for messages: an error names the line. */
struct kind_words *kind_words_read(const char *text, const char *name, GError **error);
void kind_words_free(struct kind_words *words); /* NULL is fine */

/* Called for a word, which may come again; bytes are folded and end nowhere but after length. */
typedef void (*kind_word_taker)(guint32 hash, const char *bytes, guint length, gpointer data);

struct kind_word_taking {
    kind_word_taker take;
    gpointer data;
};

void kind_words_take(const struct document *d, const struct kind_word_taking *taking);
void kind_words_take_all(const struct document *d, const struct kind_word_taking *taking); /* of all its sentences */
void kind_words_take_line(const char *line, const struct kind_word_taking *taking);

struct kind_words_sum {
    const struct kind_words *words;
    guint64 *taken; /* a bit a row: each word counts once */
    gint32 hundredths[WORD_COLUMNS];
};

/* A kind_word_taker whose data is a struct kind_words_sum. */
void kind_words_add(guint32 hash, const char *bytes, guint length, gpointer sum);
struct kind_words_sum kind_words_begin(const struct kind_words *words);
void kind_words_end(struct kind_words_sum *sum); /* the sums stay */

#endif
