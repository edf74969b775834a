/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the words of a letter weigh for each kind of letter: those of its subject line, of its title, of what it opens
 * with and of the sentences that ask. The weights stand in etc/lang/words.learned, for all languages together. */
#ifndef CIRCULARD_FIND_KIND_WORDS_H
#define CIRCULARD_FIND_KIND_WORDS_H

#include "find/document.h"
#include "finding.h"

struct kind_words;

/* What words are weighed for: the kinds, and what a letter says as a whole (letter.h). */
enum { WORDS_CIRCULAR = LETTER_KINDS, WORDS_DUE, WORD_COLUMNS, WORD_PLACES = (WORD_COLUMNS + 7) / 8 * 8 /* they are added eight at a time */ };

/* The text of a file of weights, and its name for messages: an error names the line. */
struct kind_words *kind_words_read(const char *text, const char *name, GError **error);
void kind_words_seal(struct kind_words *words, const struct vocab *vocab); /* after the vocabulary's last word, before the first text */
void kind_words_free(struct kind_words *words); /* NULL is fine */

/* What words add up to, each once however often it stands in the letter. */
struct kind_words_sum {
    const struct kind_words *words;
    guint64 *taken; /* a bit a row */
    gint32 hundredths[WORD_PLACES];
};

struct kind_words_sum kind_words_begin(const struct kind_words *words);
void kind_words_end(struct kind_words_sum *sum); /* the sums stay */

/* Where words go: into a sum, or for whoever learns into a list, each after a tab. The other one is NULL. */
struct kind_word_taking {
    struct kind_words_sum *sum;
    GString *names;
};

void kind_words_take(const struct document *d, const struct kind_word_taking *taking);
void kind_words_take_all(const struct document *d, const struct kind_word_taking *taking); /* of all its sentences */
void kind_words_take_line(const char *line, const struct kind_word_taking *taking);

#endif
