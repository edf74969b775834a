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

struct lexer {
    const char *start, *end;
    const struct vocab *vocab; /* NULL: words are wanted, not tokens */
    GArray *tokens;
    GPtrArray *words; /* of char *, where vocab is NULL */
    guint flags;      /* gathered for the next token */
    guint quote_left; /* tokens until a quotation that nobody closed is given up */
    guint most;
};

#define QUOTE_TOKENS_MAX 400u

static const char latin[192][3] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y",
    "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",
    "d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
    "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",
    "i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
    "l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",
    "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
    "s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",
    "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
};

struct folded {
    char bytes[WORD_BYTES_MAX + 8];
    guint length; /* WORD_BYTES_MAX + 1 and more: too long, unknown */
    gboolean upper, lower;
};

static void append(struct folded *folded, const char *bytes, guint n)
{
    if (folded->length + n <= WORD_BYTES_MAX)
        memcpy(folded->bytes + folded->length, bytes, n);
    folded->length += n;
}

static gboolean is_invisible(gunichar c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || (c >= 0x300 && c <= 0x36f);
}

/* Letters beyond Latin Extended-A that stand for plain ones; NULL for all others. */
static const char *fold_rare(gunichar c)
{
    static const char *const ligatures[] = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };
    static const struct {
        gunichar c;
        char to[2];
    } raised[] = { { 0x1d49, "e" }, { 0x2b3, "r" }, { 0x1d57, "t" }, { 0x2b0, "h" },
                   { 0x2e2, "s" },  { 0x207f, "n" }, { 0x1d48, "d" }, { 0x1d52, "o" } };

    if (c >= 0xfb00 && c <= 0xfb06)
        return ligatures[c - 0xfb00];
    for (guint i = 0; i < G_N_ELEMENTS(raised); i++)
        if (raised[i].c == c)
            return raised[i].to;
    return NULL;
}

/* One letter outside ASCII at p: appended folded. Returns its bytes, 0 where it is no letter. */
static guint fold_letter(const char *p, const char *end, struct folded *folded)
{
    gunichar c = g_utf8_get_char(p);
    guint bytes = g_utf8_skip[(guchar)*p];
    const char *plain = NULL;

    if (is_invisible(c))
        return bytes;
    /* UTF-8 read as Windows-1252 once too often: "Ã©" */
    if (c == 0xc3 && p + 3 < end + 0 && (guchar)p[2] == 0xc2 && (guchar)p[3] >= 0xa0) {
        plain = latin[(guchar)p[3] - 0x80];
        append(folded, plain, strlen(plain));
        return 4;
    }
    if (c >= 0xc0 && c < 0x180)
        plain = latin[c - 0xc0];
    else if (c >= 0xff21 && c <= 0xff5a && g_unichar_isalpha(c))
        plain = (const char[][2]){ "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m",
                                   "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y",
                                   "z" }[(c - 0xff21) % 32 < 26 ? (c - 0xff21) % 32 : 0];
    else
        plain = fold_rare(c);
    if (plain != NULL && *plain == '\0')
        return 0;
    if (plain == NULL) {
        char lower[6];
        if (c < 0x180 || !g_unichar_isalpha(c))
            return 0;
        append(folded, lower, g_unichar_to_utf8(g_unichar_tolower(c), lower));
    } else {
        append(folded, plain, strlen(plain));
    }
    if (g_unichar_isupper(c))
        folded->upper = TRUE;
    else
        folded->lower = TRUE;
    return bytes;
}

static const char *fold_letters(const char *p, const char *end, struct folded *folded)
{
    while (p < end) {
        guchar c = *p;
        if (c >= 'a' && c <= 'z') {
            if (folded->length < WORD_BYTES_MAX)
                folded->bytes[folded->length] = c;
            folded->length++;
            folded->lower = TRUE;
            p++;
        } else if (c >= 'A' && c <= 'Z') {
            if (folded->length < WORD_BYTES_MAX)
                folded->bytes[folded->length] = c | 0x20;
            folded->length++;
            folded->upper = TRUE;
            p++;
        } else if (c >= 0x80) {
            guint bytes = fold_letter(p, end, folded);
            if (bytes == 0)
                break;
            p += bytes;
        } else {
            break;
        }
    }
    return p;
}

static int digit_at(const char *p, const char *end, guint *bytes)
{
    if (p >= end)
        return -1;
    if (*p >= '0' && *p <= '9') {
        *bytes = 1;
        return *p - '0';
    }
    if ((guchar)*p < 0x80)
        return -1;
    gunichar c = g_utf8_get_char(p);
    *bytes = g_utf8_skip[(guchar)*p];
    return g_unichar_isdigit(c) ? g_unichar_digit_value(c) : -1;
}

static struct token *push(struct lexer *lexer, enum token_type type, const char *from,
                          const char *to)
{
    struct token token = { .type = type, .offset = from - lexer->start, .length = to - from };

    token.flags = lexer->flags;
    lexer->flags &= TOKEN_QUOTED | TOKEN_HISTORY;
    if (lexer->quote_left > 0 && --lexer->quote_left == 0)
        lexer->flags &= ~TOKEN_QUOTED;
    g_array_append_val(lexer->tokens, token);
    return &g_array_index(lexer->tokens, struct token, lexer->tokens->len - 1);
}

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
    for (; q < end; q += bytes) {
        int digit = digit_at(q, end, &bytes);
        if (digit >= 0) {
            real = TRUE;
        } else if (*q == 'O' || *q == 'l' || *q == 'I' ||
                   (*q == 'o' && digit_at(q + 1, end, &bytes) >= 0)) {
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

static gboolean is_letter(const char *p, const char *end)
{
    if (p >= end)
        return FALSE;
    if ((guchar)*p < 0x80)
        return g_ascii_isalpha(*p);
    gunichar c = g_utf8_get_char(p);
    return !is_invisible(c) && g_unichar_isalpha(c);
}

/* After digits: st, nd, rd, th, er, re, eme, o, a, and the raised marks. */
static const char *skip_ordinal(const char *p, const char *end)
{
    static const char *const endings[] = { "st", "nd", "rd", "th", "er", "re", "ere", "eme", "e", "o",
                                           "a", "ro", "ra", "da", "ta", "mo", "vo" };
    struct folded folded = { 0 };
    const char *q = p;

    if (q + 2 < end && *q == '.' && ((guchar)q[1] == 0xc2 && ((guchar)q[2] == 0xba || (guchar)q[2] == 0xaa)))
        return q + 3;
    if (q + 1 < end && (guchar)q[0] == 0xc2 &&
        ((guchar)q[1] == 0xba || (guchar)q[1] == 0xaa || (guchar)q[1] == 0xb0))
        return q + 2;
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
    if (repaired && (digits > 4 || (is_letter(end, lexer->end) && skip_ordinal(end, lexer->end) == end))) {
        guint bytes = 0;
        int digit;
        if (digit_at(p, lexer->end, &bytes) < 0)
            return NULL;
        value = digits = 0;
        repaired = FALSE;
        for (end = p; (digit = digit_at(end, lexer->end, &bytes)) >= 0; end += bytes) {
            if (digits++ < 9)
                value = value * 10 + digit;
        }
    }
    const char *after = skip_ordinal(end, lexer->end);
    struct token *token = push(lexer, TOKEN_NUMBER, p, after);
    token->value = value;
    token->digits = MIN(digits, 255);
    if (after > end)
        token->flags |= TOKEN_ORDINAL;
    if (repaired)
        token->flags |= TOKEN_REPAIRED;
    return after;
}

static guint look_up(const struct lexer *lexer, const struct folded *folded)
{
    return folded->length <= WORD_BYTES_MAX
               ? vocab_find(lexer->vocab, folded->bytes, folded->length)
               : 0;
}

/* "D E A D L I N E": single capitals with one blank between. Returns their end, or NULL. */
static const char *fold_spaced(const char *p, const char *end, struct folded *folded)
{
    guint letters = 0;
    const char *q = p;

    for (;;) {
        const char *next = q;
        struct folded one = { 0 };
        if (q >= end || !((guchar)*q >= 0x80 || g_ascii_isupper(*q)))
            break;
        next = (guchar)*q >= 0x80 ? q + fold_letter(q, end, &one) : q + 1;
        if (next == q || (one.length > 0 && !one.upper) || is_letter(next, end))
            break;
        if (one.length > 0)
            append(folded, one.bytes, MIN(one.length, 8));
        else
            append(folded, (char[]){ *q | 0x20 }, 1);
        letters++;
        p = next;
        if (next + 1 >= end || *next != ' ' || next[1] == ' ')
            break;
        q = next + 1;
    }
    folded->upper = TRUE;
    return letters >= 4 ? p : NULL;
}

/* Past a hyphen at the end of a line to the letters that go on in the next one; else NULL. */
static const char *after_line_hyphen(const char *p, const char *end)
{
    guint lines = 0;

    if (p < end && (guchar)*p == 0xc2 && p + 1 < end && (guchar)p[1] == 0xad)
        p += 2;
    else if (p < end && *p == '-')
        p++;
    else if (p + 2 < end && (guchar)p[0] == 0xe2 && (guchar)p[1] == 0x80 && (guchar)p[2] >= 0x90 && (guchar)p[2] <= 0x91)
        p += 3;
    else
        return NULL;
    for (; p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\f'); p++)
        lines += *p == '\n';
    return lines >= 1 && lines <= 2 && is_letter(p, end) ? p : NULL;
}

/* A word broken over lines is one word where a pack knows it whole, and not its first half. */
static const char *join_lines(struct lexer *lexer, const char *p, struct folded *folded, guint *id)
{
    const char *next = after_line_hyphen(p, lexer->end);
    struct folded whole = *folded;

    if (next == NULL)
        return p;
    const char *after = fold_letters(next, lexer->end, &whole);
    guint joined = look_up(lexer, &whole);
    if (joined == 0)
        return p;
    *id = joined;
    return after;
}

/* Two words that lost their blank, where a pack knows both: "laterthan". */
static guint split_glued(const struct lexer *lexer, const struct folded *folded)
{
    if (folded->length < 6 || folded->length > 24)
        return 0;
    /* "tardle": a small word has grown to the one before it */
    for (guint n = 2; n <= 3; n++) {
        guint small = vocab_find(lexer->vocab, folded->bytes + folded->length - n, n);
        if (small != 0 && vocab_get(lexer->vocab, small)->roles & (ROLE_THE | ROLE_TO) && folded->length >= n + 4 &&
            vocab_find(lexer->vocab, folded->bytes, folded->length - n) != 0)
            return folded->length - n;
    }
    for (guint cut = 2; cut + 4 <= folded->length; cut++) {
        guint second = vocab_find(lexer->vocab, folded->bytes + cut, folded->length - cut);
        if (second != 0 && vocab_get(lexer->vocab, second)->month != 0 &&
            vocab_find(lexer->vocab, folded->bytes, cut) != 0)
            return cut;
    }
    return 0;
}

static void push_word(struct lexer *lexer, const char *from, const char *to, guint id,
                      const struct folded *folded)
{
    struct token *token = push(lexer, TOKEN_WORD, from, to);

    token->word = id;
    if (g_ascii_isupper(*from) || (folded->upper && (guchar)*from >= 0x80))
        token->flags |= TOKEN_CAPITAL;
    if (folded->upper && !folded->lower && folded->length > 1)
        token->flags |= TOKEN_UPPER;
}

/* What may follow a word without ending its token: an apostrophe, or a hyphen before a letter. */
static const char *finish_word(struct lexer *lexer, const char *p)
{
    static const char *const apostrophes[] = { "'", "\xe2\x80\x99", "\xca\xbc", "\xc2\xb4", "`" };
    const char *end = lexer->end;

    for (guint i = 0; i < G_N_ELEMENTS(apostrophes); i++) {
        gsize n = strlen(apostrophes[i]);
        if ((gsize)(end - p) > n && memcmp(p, apostrophes[i], n) == 0 && is_letter(p + n, end))
            return p + n;
        if ((gsize)(end - p) >= n && memcmp(p, apostrophes[i], n) == 0 && p > lexer->start &&
            (p[-1] == 's' || p[-1] == 'S') && !(lexer->flags & TOKEN_QUOTED))
            return p + n;
    }
    if (p < end && *p == '-' && is_letter(p + 1, end)) {
        lexer->flags |= TOKEN_HYPHEN;
        return p + 1;
    }
    if (end - p > 3 && (guchar)p[0] == 0xe2 && (guchar)p[1] == 0x80 &&
        ((guchar)p[2] == 0x90 || (guchar)p[2] == 0x91) && is_letter(p + 3, end)) {
        lexer->flags |= TOKEN_HYPHEN;
        return p + 3;
    }
    return p;
}

/* What scans make of letters: I for l ("faithfuIly"), rn for m ("Governrnent"). The word as a pack
 * knows it, or 0. */
static guint repair_word(const struct lexer *lexer, const char *from, const char *to, const struct folded *folded)
{
    struct folded other = *folded;
    char *rn;

    if (folded->length < 5 || folded->length > 20 || to - from != (gssize)folded->length)
        return 0;
    if (folded->lower && folded->upper) {
        for (guint i = 1; i < folded->length; i++)
            if (from[i] == 'I')
                other.bytes[i] = 'l';
        guint id = look_up(lexer, &other);
        if (id != 0)
            return id;
    }
    other.bytes[other.length] = '\0';
    rn = strstr(other.bytes, "rn");
    if (rn == NULL)
        return 0;
    *rn = 'm';
    memmove(rn + 1, rn + 2, strlen(rn + 2) + 1);
    other.length--;
    return look_up(lexer, &other);
}

/* "16 septem bre": a month that a blank has cut, after its day. */
static gboolean join_month(struct lexer *lexer, const char *to, const struct folded *folded)
{
    guint n = lexer->tokens->len;
    struct token *before = n >= 2 ? &g_array_index(lexer->tokens, struct token, n - 1) : NULL;
    struct folded whole = { 0 };

    if (before == NULL || before->type != TOKEN_WORD || before->word != 0 || before->length > 8 || folded->length > 6 ||
        (before - 1)->type != TOKEN_NUMBER || lexer->flags & TOKEN_BLANK)
        return FALSE;
    const char *start = lexer->start + before->offset;
    fold_letters(start, start + before->length, &whole);
    append(&whole, folded->bytes, folded->length);
    guint id = look_up(lexer, &whole);
    if (id == 0 || vocab_get(lexer->vocab, id)->month == 0)
        return FALSE;
    before->word = id;
    before->length = to - start;
    return TRUE;
}

static const char *lex_word(struct lexer *lexer, const char *from)
{
    struct folded folded = { 0 };
    const char *to = NULL;

    if (lexer->end - from > 6 && from[1] == ' ' && g_ascii_isupper(*from) && from[3] == ' ')
        to = fold_spaced(from, lexer->end, &folded);
    if (to == NULL) {
        memset(&folded, 0, sizeof folded);
        to = fold_letters(from, lexer->end, &folded);
    }
    if (folded.length == 0)
        return to;
    if (lexer->vocab == NULL) {
        if (folded.length <= WORD_BYTES_MAX)
            g_ptr_array_add(lexer->words, g_strndup(folded.bytes, folded.length));
        return finish_word(lexer, to);
    }
    guint id = look_up(lexer, &folded);
    if (id == 0)
        id = repair_word(lexer, from, to, &folded);
    if (id == 0 && join_month(lexer, to, &folded))
        return to;
    if (to < lexer->end && (*to == '-' || (guchar)*to >= 0x80))
        to = join_lines(lexer, to, &folded, &id);
    guint cut = id == 0 && to - from == (gssize)folded.length ? split_glued(lexer, &folded) : 0;
    if (cut > 0) {
        push_word(lexer, from, from + cut, vocab_find(lexer->vocab, folded.bytes, cut), &folded);
        from += cut;
        id = vocab_find(lexer->vocab, folded.bytes + cut, folded.length - cut);
    }
    push_word(lexer, from, to, id, &folded);
    return finish_word(lexer, to);
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
    gboolean at_line = lexer->tokens->len == 0 || (lexer->flags & (TOKEN_LINE | TOKEN_CELL));

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
    struct token *token = push(lexer, TOKEN_PUNCTUATION, p, next);
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

static const char *lex_one(struct lexer *lexer, const char *p)
{
    guchar c = *p;

    if (c <= ' ' || (c == 0xc2 && (guchar)p[1] == 0xa0))
        return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r' || c == 0xc2
                   ? lex_space(lexer, p)
                   : p + 1;
    if (c >= '0' && c <= '9')
        return lex_number(lexer, p);
    if (c == 'O' || c == 'o' || c == 'l' || c == 'I') {
        const char *after = lexer->vocab != NULL ? lex_number(lexer, p) : NULL;
        return after != NULL ? after : lex_word(lexer, p);
    }
    if (c < 0x80)
        return g_ascii_isalpha(c) ? lex_word(lexer, p) : lex_mark(lexer, p);

    gunichar wide = g_utf8_get_char(p);
    if (is_invisible(wide))
        return g_utf8_next_char(p);
    if (g_unichar_isspace(wide)) {
        lexer->flags |= wide == 0x2028 || wide == 0x2029 ? TOKEN_SPACE | TOKEN_LINE : TOKEN_SPACE;
        return g_utf8_next_char(p);
    }
    if (g_unichar_isdigit(wide))
        return lex_number(lexer, p);
    struct folded folded = { 0 };
    if (fold_letter(p, lexer->end, &folded) != 0)
        return lex_word(lexer, p);
    return lex_mark(lexer, p);
}

gboolean lex(const char *utf8, gsize length, const struct vocab *vocab, guint tokens_max,
             GArray *tokens)
{
    struct lexer lexer = { .start = utf8, .end = utf8 + length, .vocab = vocab, .tokens = tokens,
                           .flags = TOKEN_LINE | TOKEN_BLANK, .most = tokens_max };

    for (const char *p = utf8; p < lexer.end;) {
        if (tokens->len >= tokens_max)
            return FALSE;
        p = lex_one(&lexer, p);
    }
    return TRUE;
}

GPtrArray *lex_words(const char *utf8)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
    struct lexer lexer = { .start = utf8, .end = utf8 + strlen(utf8), .tokens = tokens, .words = words };

    for (const char *p = utf8; p < lexer.end;)
        p = lex_one(&lexer, p);
    return words;
}
