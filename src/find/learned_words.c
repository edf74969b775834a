/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens into words of a model: a word is known by its folded form, a number by whether it has four digits, other signs by
 * themselves; the opening of a cell, an item or a line is a word, too. */
#include "find/learned_words.h"

#include "find/fold.h"

static const char *const marks[ROWS_OF_MARKS - ROW_YEAR] = { "0000", "0", "<cell>", "<item>", "<line>" };

static void push(struct learned_words *words, const char *bytes, guint length)
{
    if (words->count < LEARNED_WORDS_MOST && length > 0)
        words->all[words->count++] = learned_spell(bytes, length);
}

static inline void push_row(struct learned_words *words, guint number)
{
    struct spelled *word = &words->all[words->count];

    if (words->count >= LEARNED_WORDS_MOST)
        return;
    words->count++;
    word->row = &words->rows[number];
    word->hash = word->row->hash;
}

static inline void push_known(struct learned_words *words, const struct vocab *vocab, guint id)
{
    if (words->rows != NULL)
        push_row(words, ROWS_OF_MARKS + id);
    else
        push(words, vocab_text(vocab, id), strlen(vocab_text(vocab, id)));
}

static void push_copy(struct learned_words *words, const char *bytes, guint length)
{
    if (words->count < LEARNED_WORDS_MOST)
        push(words, memcpy(words->own[words->count], bytes, MIN(length, WORD_BYTES_MAX)), MIN(length, WORD_BYTES_MAX));
}

struct spelled learned_spell_mark(guint row, char *sign)
{
    *sign = (char)row;
    return row < ROW_YEAR ? learned_spell(sign, 1) : learned_spell(marks[row - ROW_YEAR], strlen(marks[row - ROW_YEAR]));
}

static void push_mark(struct learned_words *words, guint row)
{
    char sign;

    if (words->rows != NULL) {
        push_row(words, row);
    } else {
        struct spelled mark = learned_spell_mark(row, &sign);
        push_copy(words, mark.bytes, mark.length);
    }
}

static void push_token(struct learned_words *words, const struct document *d, guint i)
{
    const struct token *t = DOCUMENT_TOKEN(d, i);
    const char *text = d->part->utf8->str + t->offset;

    if (t->flags & TOKEN_CELL)
        push_mark(words, ROW_CELL);
    if (t->flags & TOKEN_BULLET)
        push_mark(words, ROW_ITEM);
    else if (t->flags & TOKEN_LINE && !(t->flags & TOKEN_SOFT))
        push_mark(words, ROW_LINE);
    if (t->type == TOKEN_WORD && t->word != 0) {
        push_known(words, d->packs->vocab, t->word);
    } else if (t->type == TOKEN_WORD) {
        struct folded folded;
        fold_begin(&folded);
        fold_letters(text, text + t->length, &folded);
        push_copy(words, folded.bytes, folded.length);
    } else if (t->type == TOKEN_NUMBER) {
        push_mark(words, t->digits == 4 ? ROW_YEAR : ROW_NUMBER);
    } else {
        push_mark(words, t->value > 32 && t->value < 128 ? t->value : '?');
    }
}

void learned_words_push(struct learned_words *words, const struct document *d, guint from, guint to)
{
    const struct vocab *vocab = d->packs->vocab;

    for (guint i = from; i < to; i++) {
        const struct token *t = DOCUMENT_TOKEN(d, i);
        if (t->word != 0 && t->type == TOKEN_WORD && !(t->flags & (TOKEN_CELL | TOKEN_BULLET | TOKEN_LINE)))
            push_known(words, vocab, t->word); /* by far the commonest */
        else
            push_token(words, d, i);
    }
}

gboolean learned_words_is_stop(const struct learned_words *words, guint index)
{
    const struct spelled *word = &words->all[index];
    gssize row = word->row != NULL ? word->row - words->rows : -1;

    return word->row != NULL ? row == '.' || row == '?' || row == '!' : strchr(".?!", *word->bytes) != NULL;
}
