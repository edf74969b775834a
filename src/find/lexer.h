/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lexer's own state, shared by lex.c, lex_word.c and lex_misread.c. */
#ifndef CIRCULARD_FIND_LEXER_H
#define CIRCULARD_FIND_LEXER_H

#include "find/fold.h"
#include "find/lex.h"

struct lexer {
    const char *start, *end;
    const struct vocab *vocab; /* NULL: words are wanted, not tokens */
    GArray *tokens;   /* of struct token; longer than count while the lexer runs */
    guint count;      /* tokens so far */
    lex_word_taker take; /* of words, where vocab is NULL */
    gpointer data;
    guint flags;      /* gathered for the next token */
    guint quote_left; /* tokens until a quotation that nobody closed is given up */
};

static inline struct token *lexer_push(struct lexer *lexer, enum token_type type, const char *from, const char *to)
{
    if (lexer->count == lexer->tokens->len)
        g_array_set_size(lexer->tokens, lexer->count + lexer->count / 2 + 64);
    struct token *token = &g_array_index(lexer->tokens, struct token, lexer->count++);
    *token = (struct token){ .offset = from - lexer->start, .length = to - from, .flags = lexer->flags, .type = type };
    lexer->flags &= TOKEN_QUOTED | TOKEN_HISTORY;
    if (lexer->quote_left > 0 && --lexer->quote_left == 0)
        lexer->flags &= ~TOKEN_QUOTED;
    return token;
}

/* lex_word.c: what may follow a word without ending its token. Returns where to go on. */
const char *lexer_finish_word(struct lexer *lexer, const char *p);
/* lex_word.c: the word at from, which begins with a letter. Returns where to go on. */
const char *lexer_word(struct lexer *lexer, const char *from);

/* lex_misread.c: the end of a word that begins at from and holds digits that are letters, and the word as a pack knows
 * it; NULL where there is none. */
const char *lexer_misread(const struct lexer *lexer, const char *from, guint *id);

#endif
