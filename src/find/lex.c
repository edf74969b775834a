/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the bytes, with a table for ASCII and a slow road for the rest.
 *
 * Words end where letters end: "than27" is two tokens, and so is "l'Office" (the apostrophe belongs
 * to what it follows). A hyphen between letters joins nothing and breaks nothing: it is a flag on
 * the next word, so "closing-date" matches "closing date"; one at the end of a line is taken out
 * where the whole is a word of a pack. Accents are folded away, which also forgives capitals and
 * scans that lost them. Digits of every script count; O, l and I between digits are digits that a
 * scan misread. Marks that only decorate (bullets, asterisks, underscores) are dropped. */
#include "find/lex.h"

#include <string.h>

#include "find/fold.h"
#include "find/lexer.h"

#define QUOTE_TOKENS_MAX 400u

/* "20", "O5", "l1", "2O25": the value where every character is a digit or looks like one and at
 * least one is a digit. */
static const char *scan_digits(const char *p, const char *end, guint32 *value, guint *digits,
                               gboolean *repaired)
{
    const char *q = p;
    guint bytes = 0;
    gboolean real = FALSE;

    *value = *digits = 0;
    *repaired = FALSE;
    for (; q < end && *q >= '0' && *q <= '9'; q++, (*digits)++)
        if (*digits < 9)
            *value = *value * 10 + (*q - '0');
    real = *digits > 0;
    for (; q < end; q += bytes) {
        int digit = fold_digit(q, end, &bytes);
        if (digit >= 0) {
            real = TRUE;
        } else if (*q == 'O' || *q == 'l' || *q == 'I' ||
                   (*q == 'o' && fold_digit(q + 1, end, &bytes) >= 0)) {
            digit = *q == 'l' || *q == 'I';
            bytes = 1;
            *repaired = TRUE;
        } else {
            break;
        }
        if (*digits < 9)
            *value = *value * 10 + digit;
        (*digits)++;
    }
    if (!real || *digits > 4)
        *repaired = *repaired && real;
    return real ? q : NULL;
}

/* After digits: st, nd, rd, th, er, re, eme, o, a, and the raised marks. */
static const char *skip_ordinal(const char *p, const char *end)
{
    static const char *const endings[] = { "st", "nd", "rd", "th", "er", "re", "ere", "eme", "e", "o",
                                           "a", "ro", "ra", "da", "ta", "mo", "vo" };
    struct folded folded;
    const char *q = p;

    if (p >= end || ((guchar)*p < 0x80 && *p != '.' && !g_ascii_isalpha(*p)))
        return p;
    if (q + 2 < end && *q == '.' && ((guchar)q[1] == 0xc2 && ((guchar)q[2] == 0xba || (guchar)q[2] == 0xaa)))
        return q + 3;
    if (q + 1 < end && (guchar)q[0] == 0xc2 &&
        ((guchar)q[1] == 0xba || (guchar)q[1] == 0xaa || (guchar)q[1] == 0xb0))
        return q + 2;
    fold_begin(&folded);
    q = fold_letters(p, end, &folded);
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (folded.length == strlen(endings[i]) &&
            memcmp(folded.bytes, endings[i], folded.length) == 0)
            return q;
    return p;
}

/* A run of digits ends before letters that are no digits: "3Os" is 3, "27 April" glued is 27. */
static const char *lex_number(struct lexer *lexer, const char *p)
{
    guint32 value;
    guint digits;
    gboolean repaired;
    const char *end = scan_digits(p, lexer->end, &value, &digits, &repaired);

    if (end == NULL)
        return NULL;
    if (digits == 1 && g_ascii_isdigit(*p) && lexer->vocab != NULL && fold_is_letter(end, lexer->end) && (*p == '0' || *p == '1' || *p == '5')) {
        guint id;
        const char *word = lexer_misread(lexer, p, &id);
        if (word != NULL) {
            lexer_push(lexer, TOKEN_WORD, p, word)->word = id;
            return lexer_finish_word(lexer, word);
        }
    }
    if (repaired && (digits > 4 || (fold_is_letter(end, lexer->end) && skip_ordinal(end, lexer->end) == end))) {
        guint bytes = 0;
        int digit;
        if (fold_digit(p, lexer->end, &bytes) < 0)
            return NULL;
        value = digits = 0;
        repaired = FALSE;
        for (end = p; (digit = fold_digit(end, lexer->end, &bytes)) >= 0; end += bytes) {
            if (digits++ < 9)
                value = value * 10 + digit;
        }
    }
    const char *after = skip_ordinal(end, lexer->end);
    struct token *token = lexer_push(lexer, TOKEN_NUMBER, p, after);
    token->value = value;
    token->digits = MIN(digits, 255);
    if (after > end)
        token->flags |= TOKEN_ORDINAL;
    if (repaired)
        token->flags |= TOKEN_REPAIRED;
    return after;
}

static void open_or_close_quote(struct lexer *lexer, gunichar c)
{
    gboolean open = c == 0x201c || c == 0xab || c == 0x201e;
    gboolean close = c == 0x201d || c == 0xbb;

    if (c == '"')
        open = !(lexer->flags & TOKEN_QUOTED);
    /* German and Estonian close with the mark that English opens with */
    if (c == 0x201c && (lexer->flags & TOKEN_QUOTED))
        open = FALSE, close = TRUE;
    if (open && !close) {
        lexer->flags |= TOKEN_QUOTED;
        lexer->quote_left = QUOTE_TOKENS_MAX;
    } else {
        lexer->flags &= ~TOKEN_QUOTED;
        lexer->quote_left = 0;
    }
}

static gboolean is_bullet(gunichar c)
{
    return c == 0x2022 || c == 0xb7 || c == 0x25cf || c == 0x25aa || c == 0x25a0 || c == 0x25e6 ||
           c == 0x2023 || c == 0x2043 || c == 0xf0b7 || c == '*' || c == 0x2013 || c == 0x2014 ||
           c == '-';
}

/* Marks: quotation toggles a flag, decoration is dropped, the rest becomes a token. */
static const char *lex_mark(struct lexer *lexer, const char *p)
{
    gunichar c = g_utf8_get_char(p);
    const char *next = g_utf8_next_char(p);
    gboolean at_line = lexer->count == 0 || (lexer->flags & (TOKEN_LINE | TOKEN_CELL));

    if (c == '"' || c == 0x201c || c == 0x201d || c == 0x201e || c == 0xab || c == 0xbb) {
        open_or_close_quote(lexer, c);
        return next;
    }
    if (c >= 0xff01 && c <= 0xff0f)
        c -= 0xfee0;
    if (c == 0xff1a || c == 0xff1b)
        c -= 0xfee0;
    if (at_line && is_bullet(c) && next < lexer->end && (*next == ' ' || *next == '\t' || *next == '*')) {
        lexer->flags |= TOKEN_BULLET;
        return next;
    }
    if (c == '>' && at_line && !(lexer->flags & TOKEN_BULLET)) {
        lexer->flags |= TOKEN_HISTORY;
        return next;
    }
    if (c == '|') {
        lexer->flags |= TOKEN_CELL;
        return next;
    }
    if (c == 0x2026 || c == 0x2122 || c == 0xb0 || c == 0xba || c == 0xaa || strchr("*_~^<>=#`{}\\", c < 0x80 ? (int)c : 1) != NULL ||
        is_bullet(c)) {
        if (c != '-' && c != 0x2013 && c != 0x2014)
            return next;
    }
    if (c == 0x2018 || c == 0x2019 || c == '\'')
        return next;
    if (c == 0x2010 || c == 0x2011 || c == 0x2012 || c == 0x2212 || c == 0x2015)
        c = '-';
    struct token *token = lexer_push(lexer, TOKEN_PUNCTUATION, p, next);
    token->value = c;
    return next;
}

static const char *lex_space(struct lexer *lexer, const char *p)
{
    guint blanks = 0;

    for (; p < lexer->end; p++) {
        guchar c = *p;
        if (c == '\n') {
            if (lexer->flags & TOKEN_LINE)
                lexer->flags |= TOKEN_BLANK;
            lexer->flags |= TOKEN_LINE;
            lexer->flags &= ~(TOKEN_HISTORY | TOKEN_CELL | TOKEN_GAP);
            blanks = 0;
            if (lexer->flags & TOKEN_BLANK && lexer->quote_left > 0)
                lexer->quote_left = MIN(lexer->quote_left, 200);
        } else if (c == '\f') {
            lexer->flags |= TOKEN_PAGE | TOKEN_LINE;
        } else if (c == '\t') {
            lexer->flags |= TOKEN_CELL;
        } else if (c == 0xc2 && (guchar)p[1] == 0xa0) {
            p++;
            blanks++;
        } else if (c == ' ' || c == '\r') {
            blanks++;
        } else {
            break;
        }
    }
    lexer->flags |= TOKEN_SPACE;
    if (blanks >= 4)
        lexer->flags |= TOKEN_GAP;
    return p;
}

/* Could a number begin with this letter, which a scan made of a digit? Not where the next byte is neither a
 * digit nor another such letter, nor perhaps a digit of another script. */
static gboolean may_be_digit(const char *p, const char *end)
{
    guchar next = p + 1 < end ? p[1] : '\0';

    return next >= 0x80 || g_ascii_isdigit(next) || (*p != 'o' && (next == 'O' || next == 'o' || next == 'l' || next == 'I'));
}

static const char *lex_wide(struct lexer *lexer, const char *p)
{
    gunichar c = g_utf8_get_char(p);
    struct folded folded;

    if (c == 0xa0)
        return lex_space(lexer, p);
    if (fold_is_invisible(c))
        return g_utf8_next_char(p);
    if (g_unichar_isspace(c)) {
        lexer->flags |= c == 0x2028 || c == 0x2029 ? TOKEN_SPACE | TOKEN_LINE : TOKEN_SPACE;
        return g_utf8_next_char(p);
    }
    if (g_unichar_isdigit(c))
        return lex_number(lexer, p);
    fold_begin(&folded);
    if (fold_letter(p, lexer->end, &folded) != 0)
        return lexer_word(lexer, p);
    return lex_mark(lexer, p);
}

/* ---- what most tokens are ---- */

/* What a byte of ASCII may be. */
enum sign {
    SIGN_LETTER = 1 << 0,
    SIGN_LIKE_DIGIT = 1 << 1, /* a letter that a scan may have made of a digit */
    SIGN_DIGIT = 1 << 2,
    SIGN_COMMON = 1 << 3, /* a mark that is a token by itself, whatever stands around it */
    SIGN_ENDS = 1 << 4,   /* behind a word or a number: it ends there, and nothing is asked of what follows */
    SIGN_JOINS = 1 << 5,  /* the same behind a number; behind a word it may lead to another */
};

static const guint8 signs[256] = {
    [0 ... ' '] = SIGN_ENDS,
    ['!' ... '&'] = SIGN_ENDS,
    ['\''] = SIGN_JOINS,
    ['('] = SIGN_COMMON | SIGN_ENDS,
    [')'] = SIGN_COMMON | SIGN_ENDS,
    ['*'] = SIGN_ENDS,
    ['+'] = SIGN_ENDS,
    [','] = SIGN_COMMON | SIGN_ENDS,
    ['-'] = SIGN_JOINS,
    ['.'] = SIGN_COMMON | SIGN_ENDS,
    ['/'] = SIGN_COMMON | SIGN_ENDS,
    ['0' ... '9'] = SIGN_DIGIT,
    [':'] = SIGN_COMMON | SIGN_ENDS,
    [';'] = SIGN_COMMON | SIGN_ENDS,
    ['<' ... '@'] = SIGN_ENDS,
    ['A' ... 'H'] = SIGN_LETTER,
    ['I'] = SIGN_LETTER | SIGN_LIKE_DIGIT,
    ['J' ... 'N'] = SIGN_LETTER,
    ['O'] = SIGN_LETTER | SIGN_LIKE_DIGIT,
    ['P' ... 'Z'] = SIGN_LETTER,
    ['[' ... '_'] = SIGN_ENDS,
    ['`'] = SIGN_JOINS,
    ['a' ... 'k'] = SIGN_LETTER,
    ['l'] = SIGN_LETTER | SIGN_LIKE_DIGIT,
    ['m'] = SIGN_LETTER,
    ['n'] = SIGN_LETTER,
    ['o'] = SIGN_LETTER | SIGN_LIKE_DIGIT,
    ['p' ... 'z'] = SIGN_LETTER,
    ['{' ... 0x7f] = SIGN_ENDS,
};

static inline gboolean is_sign(char c, guint kinds)
{
    return signs[(guchar)c] & kinds;
}

/* Letters of ASCII, sixteen at most, that a pack knows, and behind them what ends a word. Returns where to go on;
 * NULL where it is another word. */
static inline const char *lex_plain_word(struct lexer *lexer, const char *from)
{
    if (lexer->end - from <= 17)
        return NULL;
    guint64 text = fold_load(from, lexer->end), small = text | 0x20 * FOLD_EACH, lower = text;
    guint n = fold_count_letters(text), id;
    if (n < 8) {
        id = vocab_find_short(lexer->vocab, small & fold_lowest(n));
        lower &= fold_lowest(n);
    } else {
        guint64 more = fold_load(from + 8, lexer->end);
        guint rest = fold_count_letters(more);
        guint64 of_rest = rest == 0 ? 0 : fold_lowest(rest);
        n = 8 + rest;
        id = rest == 0 ? vocab_find_short(lexer->vocab, small)
                       : vocab_find_middle(lexer->vocab, small, (more | 0x20 * FOLD_EACH) & of_rest, n);
        lower |= more & of_rest;
    }
    gboolean capital = !(*from & 0x20), ends = is_sign(from[n], SIGN_ENDS);
    if (id == 0 || (!ends && (!is_sign(from[n], SIGN_JOINS) || (from[n] == '-' && from[n + 1] <= ' '))) || (n == 1 && capital))
        return NULL;
    struct token *token = lexer_push(lexer, TOKEN_WORD, from, from + n);
    token->word = id;
    if (capital)
        token->flags |= (lower & 0x20 * FOLD_EACH) == 0 ? TOKEN_CAPITAL | TOKEN_UPPER : TOKEN_CAPITAL;
    return ends ? from + n : lexer_finish_word(lexer, from + n);
}

/* Digits of ASCII, and behind them what ends a number. */
static inline const char *lex_plain_number(struct lexer *lexer, const char *from)
{
    const char *p = from;
    guint32 value = 0;

    for (; p < lexer->end && is_sign(*p, SIGN_DIGIT) && p < from + 9; p++)
        value = value * 10 + (*p - '0');
    if (lexer->end - p < 2 || !is_sign(*p, SIGN_ENDS | SIGN_JOINS) || (*p == '.' && (guchar)p[1] >= 0x80)) /* "1.º" */
        return NULL;
    struct token *token = lexer_push(lexer, TOKEN_NUMBER, from, p);
    token->value = value;
    token->digits = p - from;
    return p;
}

/* The token at p where it is one of these; else NULL. */
static inline const char *lex_plain(struct lexer *lexer, const char *p)
{
    guint kinds = signs[(guchar)*p];

    if (kinds & SIGN_LETTER)
        return kinds & SIGN_LIKE_DIGIT && may_be_digit(p, lexer->end) ? NULL : lex_plain_word(lexer, p);
    if (kinds & SIGN_DIGIT)
        return lex_plain_number(lexer, p);
    if (!(kinds & SIGN_COMMON))
        return NULL;
    lexer_push(lexer, TOKEN_PUNCTUATION, p, p + 1)->value = *p;
    return p + 1;
}

/* ---- all ---- */

static G_NO_INLINE const char *lex_any(struct lexer *lexer, const char *p)
{
    guchar c = *p;

    if (is_sign(c, SIGN_LETTER)) {
        const char *after = is_sign(c, SIGN_LIKE_DIGIT) && lexer->vocab != NULL && may_be_digit(p, lexer->end) ? lex_number(lexer, p) : NULL;
        return after != NULL ? after : lexer_word(lexer, p);
    }
    if (c <= ' ')
        return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r' ? lex_space(lexer, p) : p + 1;
    if (is_sign(c, SIGN_DIGIT))
        return lex_number(lexer, p);
    return c < 0x80 ? lex_mark(lexer, p) : lex_wide(lexer, p);
}

gboolean lex(const char *utf8, gsize length, const struct vocab *vocab, guint tokens_max,
             GArray *tokens)
{
    struct lexer lexer = { .start = utf8, .end = utf8 + length, .vocab = vocab, .tokens = tokens,
                           .flags = TOKEN_LINE | TOKEN_BLANK };
    const char *p = utf8;

    g_array_set_size(tokens, MIN(length / 4, tokens_max) + 16); /* what is not used is never touched */
    while (p < lexer.end && lexer.count < tokens_max) {
        if (*p == ' ' && p + 1 < lexer.end && (guchar)p[1] > ' ' && (guchar)p[1] < 0x80) {
            lexer.flags |= TOKEN_SPACE; /* by far the commonest */
            p++;
        }
        const char *after = lex_plain(&lexer, p);
        p = after != NULL ? after : lex_any(&lexer, p);
    }
    g_array_set_size(tokens, lexer.count);
    return p >= lexer.end;
}

void lex_take_words(const char *utf8, lex_word_taker take, gpointer data)
{
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
    struct lexer lexer = { .start = utf8, .end = utf8 + strlen(utf8), .tokens = tokens, .take = take, .data = data };

    for (const char *p = utf8; p < lexer.end;)
        p = lex_any(&lexer, p);
}

static void add_word(const char *folded, guint length, gpointer words)
{
    g_ptr_array_add(words, g_strndup(folded, length));
}

GPtrArray *lex_words(const char *utf8)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

    lex_take_words(utf8, add_word, words);
    return words;
}
