/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, and what has befallen them on the way: letter-spacing, a hyphen at the end of a line, a lost
 * blank, a blank too many, misread letters. Each is repaired only where a pack knows the result and not
 * what stands there, so that names and other languages stay as they are. */
#include <string.h>

#include "find/fold.h"
#include "find/lexer.h"

/* The number of the word that n bytes of folded letters spell from `from` on. Eight bytes may be read from any
 * place in them. */
static guint look_up_part(const struct lexer *lexer, const struct folded *folded, guint from, guint n)
{
    const char *bytes = folded->bytes + from;
    guint64 first, rest;

    if (n == 0 || n > 16)
        return vocab_find(lexer->vocab, bytes, n);
    memcpy(&first, bytes, sizeof first);
    if (n <= 8)
        return vocab_find_short(lexer->vocab, GUINT64_FROM_LE(first) & fold_lowest(n));
    memcpy(&rest, bytes + 8, sizeof rest);
    return vocab_find_middle(lexer->vocab, GUINT64_FROM_LE(first), GUINT64_FROM_LE(rest) & fold_lowest(n - 8), n);
}

static guint look_up(const struct lexer *lexer, const struct folded *folded)
{
    return folded->length <= WORD_BYTES_MAX ? look_up_part(lexer, folded, 0, folded->length) : 0;
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
        if (next == q || (one.length > 0 && !one.upper) || fold_is_letter(next, end))
            break;
        if (one.length > 0)
            fold_append(folded, one.bytes, MIN(one.length, 8));
        else
            fold_append(folded, (char[]){ *q | 0x20 }, 1);
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
    return lines >= 1 && lines <= 2 && fold_is_letter(p, end) ? p : NULL;
}

/* A word broken over lines is one word where a pack knows it whole, and not its first half. */
static const char *join_lines(struct lexer *lexer, const char *p, struct folded *folded, guint *id)
{
    const char *next = after_line_hyphen(p, lexer->end);
    struct folded whole;

    if (next == NULL)
        return p;
    whole = *folded;
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
        guint small = look_up_part(lexer, folded, folded->length - n, n);
        if (small != 0 && vocab_get(lexer->vocab, small)->roles & (ROLE_THE | ROLE_TO) && folded->length >= n + 4 &&
            look_up_part(lexer, folded, 0, folded->length - n) != 0)
            return folded->length - n;
    }
    if (!vocab_may_end_month(lexer->vocab, folded->bytes + folded->length - 2))
        return 0;
    for (guint cut = 2; cut + 4 <= folded->length; cut++) {
        guint second = look_up_part(lexer, folded, cut, folded->length - cut);
        if (second != 0 && vocab_get(lexer->vocab, second)->month != 0 && look_up_part(lexer, folded, 0, cut) != 0)
            return cut;
    }
    return 0;
}

/* "the lst of September": a number that lost its digit. */
static gboolean is_first(const struct folded *folded)
{
    return folded->length == 3 && memcmp(folded->bytes, "lst", 3) == 0;
}

static inline void push_word(struct lexer *lexer, const char *from, const char *to, guint id,
                      const struct folded *folded)
{
    struct token *token = lexer_push(lexer, TOKEN_WORD, from, to);

    token->word = id;
    if (g_ascii_isupper(*from) || (folded->upper && (guchar)*from >= 0x80))
        token->flags |= TOKEN_CAPITAL;
    if (folded->upper && !folded->lower && folded->length > 1)
        token->flags |= TOKEN_UPPER;
}

/* The bytes of an apostrophe at p: ' ` U+2019 U+02BC U+00B4; 0 where there is none. */
static guint apostrophe_at(const char *p, const char *end)
{
    if (p >= end)
        return 0;
    if (*p == '\'' || *p == '`')
        return 1;
    if ((guchar)*p < 0xc2)
        return 0;
    if (end - p >= 2 && (memcmp(p, "\xca\xbc", 2) == 0 || memcmp(p, "\xc2\xb4", 2) == 0))
        return 2;
    return end - p >= 3 && memcmp(p, "\xe2\x80\x99", 3) == 0 ? 3 : 0;
}

/* The same for a hyphen: - U+2010 U+2011. */
static guint hyphen_at(const char *p, const char *end)
{
    if (p < end && *p == '-')
        return 1;
    return end - p > 3 && (memcmp(p, "\xe2\x80\x90", 3) == 0 || memcmp(p, "\xe2\x80\x91", 3) == 0) ? 3 : 0;
}

/* What may follow a word without ending its token: an apostrophe, or a hyphen before a letter, were it that of the next
 * line ("mid-" November). */
const char *lexer_finish_word(struct lexer *lexer, const char *p)
{
    const char *end = lexer->end;

    if (p < end && (guchar)*p <= ' ')
        return p;
    guint bytes = apostrophe_at(p, end);
    if (bytes != 0 && fold_is_letter(p + bytes, end))
        return p + bytes;
    if (bytes != 0 && p > lexer->start && (p[-1] == 's' || p[-1] == 'S') && !(lexer->flags & TOKEN_QUOTED))
        return p + bytes;
    bytes = hyphen_at(p, end);
    const char *next = bytes == 0 || fold_is_letter(p + bytes, end) ? p + bytes : after_line_hyphen(p, end);
    if (next == NULL || next == p)
        return p;
    lexer->flags |= TOKEN_HYPHEN;
    return next;
}

/* What scans make of letters: I for l ("faithfuIly", "Iater"), rn for m ("Governrnent"), h for b ("hefore"). The word as a pack
 * knows it, or 0. */
static guint repair_word(const struct lexer *lexer, const char *from, const char *to, const struct folded *folded)
{
    struct folded other;
    guint changed = 0, rn = 0;

    if (folded->length >= 6 && folded->bytes[0] == 'h' && to - from == (gssize)folded->length && folded->length <= 20) {
        other = *folded;
        other.bytes[0] = 'b'; /* "hefore", "hetween" */
        guint id = look_up(lexer, &other);
        if (id != 0)
            return id;
    }
    if (folded->length < 5 || folded->length > 20 || to - from != (gssize)folded->length)
        return 0;
    while (rn + 1 < folded->length && (folded->bytes[rn] != 'r' || folded->bytes[rn + 1] != 'n'))
        rn++;
    for (guint i = 0; folded->lower && folded->upper && i < folded->length; i++)
        changed += from[i] == 'I';
    if (changed == 0 && rn + 1 >= folded->length)
        return 0;
    other = *folded;
    for (guint i = 0; changed > 0 && i < folded->length; i++)
        if (from[i] == 'I')
            other.bytes[i] = 'l';
    guint id = changed > 0 ? look_up(lexer, &other) : 0;
    if (id != 0 || rn + 1 >= folded->length)
        return id;
    other.bytes[rn] = 'm';
    memmove(other.bytes + rn + 1, other.bytes + rn + 2, other.length - rn - 2);
    other.length--;
    return look_up(lexer, &other);
}

/* "16 septem bre": a month that a blank has cut, after its day. */
static gboolean join_month(struct lexer *lexer, const char *to, const struct folded *folded)
{
    guint n = lexer->count;
    struct token *before = n >= 2 ? &g_array_index(lexer->tokens, struct token, n - 1) : NULL;
    struct folded whole;

    if (before == NULL || before->type != TOKEN_WORD || before->word != 0 || before->length > 8 || folded->length > 6 ||
        (before - 1)->type != TOKEN_NUMBER || lexer->flags & TOKEN_BLANK)
        return FALSE;
    const char *start = lexer->start + before->offset;
    fold_begin(&whole);
    fold_letters(start, start + before->length, &whole);
    fold_append(&whole, folded->bytes, folded->length);
    guint id = look_up(lexer, &whole);
    if (id == 0 || vocab_get(lexer->vocab, id)->month == 0)
        return FALSE;
    before->word = id;
    before->length = to - start;
    return TRUE;
}

const char *lexer_word(struct lexer *lexer, const char *from)
{
    struct folded folded;
    const char *to = NULL;

    fold_begin(&folded);
    if (lexer->end - from > 6 && from[1] == ' ' && g_ascii_isupper(*from) && from[3] == ' ')
        to = fold_spaced(from, lexer->end, &folded);
    if (to == NULL) {
        fold_begin(&folded);
        to = fold_letters(from, lexer->end, &folded);
    }
    if (folded.length == 0)
        return to;
    if (lexer->vocab == NULL) {
        if (folded.length <= WORD_BYTES_MAX)
            lexer->take(folded.bytes, folded.length, lexer->data);
        return lexer_finish_word(lexer, to);
    }
    guint id = 0;
    const char *misread = to < lexer->end && g_ascii_isdigit(*to) ? lexer_misread(lexer, from, &id) : NULL;
    if (misread != NULL)
        to = misread;
    else
        id = look_up(lexer, &folded);
    if (id == 0)
        id = repair_word(lexer, from, to, &folded);
    if (id == 0 && is_first(&folded)) {
        struct token *first = lexer_push(lexer, TOKEN_NUMBER, from, to);
        first->value = first->digits = 1;
        first->flags |= TOKEN_ORDINAL | TOKEN_REPAIRED;
        return to;
    }
    if (id == 0 && join_month(lexer, to, &folded))
        return to;
    if (to < lexer->end && (*to == '-' || (guchar)*to >= 0x80))
        to = join_lines(lexer, to, &folded, &id);
    guint cut = id == 0 && to - from == (gssize)folded.length ? split_glued(lexer, &folded) : 0;
    if (cut > 0) {
        push_word(lexer, from, from + cut, look_up_part(lexer, &folded, 0, cut), &folded);
        from += cut;
        id = look_up_part(lexer, &folded, cut, folded.length - cut);
    }
    push_word(lexer, from, to, id, &folded);
    return lexer_finish_word(lexer, to);
}
