/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text into tokens. A token knows its bytes in the original, so a quote is always the original's;
 * everything that was repaired on the way (hyphens, ligatures, accents, glued words, letter-spacing,
 * other digits, misread digits) is repaired in the token alone. */
#ifndef CIRCULARD_FIND_LEX_H
#define CIRCULARD_FIND_LEX_H

#include <glib.h>

#include "find/vocab.h"

enum token_type { TOKEN_WORD, TOKEN_NUMBER, TOKEN_PUNCTUATION };

enum token_flag {
    TOKEN_SPACE = 1 << 0,   /* white space before */
    TOKEN_LINE = 1 << 1,    /* first of a line */
    TOKEN_BLANK = 1 << 2,   /* an empty line before */
    TOKEN_PAGE = 1 << 3,    /* first of a page */
    TOKEN_CELL = 1 << 4,    /* a tab before: another cell of the row */
    TOKEN_CAPITAL = 1 << 5, /* first letter is a capital */
    TOKEN_UPPER = 1 << 6,   /* all of it is, and it is longer than a letter */
    TOKEN_ORDINAL = 1 << 7, /* 1st, 1er, 1.º */
    TOKEN_REPAIRED = 1 << 8,/* digits that were misread as letters */
    TOKEN_QUOTED = 1 << 9,  /* between quotation marks */
    TOKEN_HISTORY = 1 << 10,/* in a line that begins with > */
    TOKEN_HYPHEN = 1 << 11, /* a hyphen before, no space */
    TOKEN_BULLET = 1 << 12, /* a bullet or dash opened the line before it */
    TOKEN_GAP = 1 << 13,    /* several blanks before: a column */
    TOKEN_BREAK = 1 << 14,  /* set later: first of a sentence */
    TOKEN_SOFT = 1 << 15,   /* set later: a line that only wraps */
};

struct token {
    guint32 offset, length; /* bytes in the original */
    guint32 value;          /* number, or code point of a punctuation mark */
    guint16 word;           /* id in the vocabulary; 0 unknown */
    guint16 flags;          /* enum token_flag */
    guint8 type;            /* enum token_type */
    guint8 digits;          /* of a number, as written; 255 for more */
};

/* Appends to tokens. utf8 must be valid. Stops at tokens_max; FALSE then. */
gboolean lex(const char *utf8, gsize length, const struct vocab *vocab, guint tokens_max,
             GArray *tokens);
/* The folded words of a text, one after the other: how packs see theirs. */
typedef void (*lex_word_taker)(const char *folded, guint length, gpointer data);
void lex_take_words(const char *utf8, lex_word_taker take, gpointer data);
GPtrArray *lex_words(const char *utf8);

#endif
