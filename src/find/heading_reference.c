/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference of a letter: what follows "Ref.:" up to the end of its line or cell, a word such as
 * "Circular" with its number, or a code that has a line to itself ("TUR 1-23-771").
 *
 * What stands under a key comes before a bare code, and the first of two lines under one key is taken.
 * A postal code, a stamp ("ENTRADA N.º 4471"), a telephone number and another letter's reference ("CL 31/2024 dated 4 October") are
 * refused. */
#include "find/heading.h"

#include <string.h>

static gboolean at_sign(const struct document *d, const struct sentence *s, guint i, char sign)
{
    return i < s->end && DOCUMENT_TOKEN(d, i)->type == TOKEN_PUNCTUATION && DOCUMENT_TOKEN(d, i)->value == (guchar)sign;
}

/* "(2024)", "(Rev.)", "(Rev.1)", "(Add. 2)": which issue of a document it is, not a remark on it. */
static gboolean brackets_issue(const struct document *d, const struct sentence *s, guint i)
{
    if (i + 2 >= s->end || at_sign(d, s, i + 2, ')'))
        return TRUE;
    if (i + 3 < s->end && at_sign(d, s, i + 2, '.') && at_sign(d, s, i + 3, ')'))
        return TRUE;
    for (guint k = i + 3; k < s->end && k <= i + 4; k++)
        if (at_sign(d, s, k, ')'))
            return DOCUMENT_TOKEN(d, i + 1)->flags & TOKEN_CAPITAL && DOCUMENT_TOKEN(d, k - 1)->type == TOKEN_NUMBER;
    return FALSE;
}

/* "2020/07 bis": the second of that number. */
static gboolean is_repeat_mark(const struct document *d, guint i)
{
    const struct token *token = DOCUMENT_TOKEN(d, i);
    const char *text = d->part->utf8->str + token->offset;

    return token->length == 3 && (strncmp(text, "bis", 3) == 0 || strncmp(text, "ter", 3) == 0);
}

/* "N", and "." or "°" behind it. */
static gboolean is_of_number_sign(const struct document *d, guint i)
{
    const struct token *token = DOCUMENT_TOKEN(d, i);

    return document_has_role(d, i, ROLE_NUMBER_SIGN) || (token->type == TOKEN_PUNCTUATION && (token->value == '.' || token->value == 0xb0 || token->value == 0xba));
}

/* "N° 0147/2022/SE" is the reference 0147/2022/SE; "No. 12" is nothing without its sign. */
static guint past_number_sign(const struct document *d, guint start, guint end)
{
    guint i = start;

    while (i < end && is_of_number_sign(d, i))
        i++;
    for (guint k = i + 1; k < end; k++)
        if (document_is_sign(d, k, "/") && !document_is_sign(d, i, "/"))
            return i;
    return start; /* "N/22-10/2021" is one whole */
}

/* What follows "Ref.:" up to the end of the line, the cell, or the next key. */
char *heading_read_reference(const struct document *d, const struct sentence *s, guint i, guint *stop)
{
    guint start, digits = 0;

    while (i < s->end && (at_sign(d, s, i, ':') || at_sign(d, s, i, '.')))
        i++;
    if (i < s->end && DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_CAPITAL) && DOCUMENT_TOKEN(d, i)->length > 2 &&
        !(document_word(d, i)->roles & ROLE_NUMBER_SIGN)) {
        *stop = i;
        return NULL; /* "this Notification replaces …" */
    }
    if (i < s->end && document_has_role(d, i, ROLE_OF) && !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_UPPER)) {
        *stop = i;
        return NULL; /* "carta circular de 3 de febrero" */
    }
    for (start = i; i < s->end && i < start + 16; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        if (i > start && token->flags & (TOKEN_LINE | TOKEN_CELL | TOKEN_GAP))
            break;
        if (at_sign(d, s, i, ',') || at_sign(d, s, i, ';') || at_sign(d, s, i, ':'))
            break;
        if (at_sign(d, s, i, '.') && (i + 1 >= s->end || DOCUMENT_TOKEN(d, i + 1)->flags & TOKEN_SPACE) &&
            DOCUMENT_TOKEN(d, i - 1)->type == TOKEN_NUMBER)
            break;
        if (i > start && at_sign(d, s, i, '(') && !brackets_issue(d, s, i) &&
            token->flags & (TOKEN_SPACE | TOKEN_LINE | TOKEN_CELL | TOKEN_GAP))
            break;
        gboolean dash = digits > 0 && i + 1 < s->end && (token->value == 0x2013 || token->value == 0x2014);
        if (dash && token->flags & DOCUMENT_TOKEN(d, i + 1)->flags & TOKEN_SPACE && DOCUMENT_TOKEN(d, i + 1)->type != TOKEN_NUMBER)
            break; /* "CL 12 – Change of dates" */
        if (i > start && digits > 0 && token->type == TOKEN_WORD && token->flags & TOKEN_SPACE &&
            !(token->flags & TOKEN_UPPER) && token->length > 1 && !is_repeat_mark(d, i) &&
            document_mark_from(d, s, i, RULE_REFERENCE) == NULL)
            break;
        digits += token->type == TOKEN_NUMBER;
    }
    *stop = i;
    while (i > start && (at_sign(d, s, i - 1, '-') || at_sign(d, s, i - 1, '(')))
        i--;
    if (digits == 0 || i == start)
        return NULL;
    char *quote = document_quote(d, past_number_sign(d, start, i), i);
    if (strlen(quote) > 60)
        g_clear_pointer(&quote, g_free);
    return quote;
}

/* "CH-1211": a postal code; "SC/2009/41" and "CS-0077/22" are none. */
static gboolean is_postal(const struct document *d, const struct sentence *s, guint i)
{
    gboolean goes_on = i + 4 < s->end && DOCUMENT_TOKEN(d, i + 3)->type == TOKEN_PUNCTUATION && !(DOCUMENT_TOKEN(d, i + 3)->flags & TOKEN_SPACE) &&
                       DOCUMENT_TOKEN(d, i + 4)->type == TOKEN_NUMBER && !(DOCUMENT_TOKEN(d, i + 4)->flags & TOKEN_SPACE);

    return DOCUMENT_TOKEN(d, i)->length <= 2 && i + 2 < s->end && DOCUMENT_TOKEN(d, i + 2)->type == TOKEN_NUMBER && DOCUMENT_TOKEN(d, i + 2)->digits >= 4 &&
           DOCUMENT_TOKEN(d, i + 1)->type == TOKEN_PUNCTUATION && !goes_on;
}

/* What may follow the first capitals of a code: a sign or number, capitals joined to them, "No". */
static gboolean continues_code(const struct document *d, guint i)
{
    return DOCUMENT_TOKEN(d, i)->type != TOKEN_WORD || !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_SPACE) || document_word(d, i)->roles & ROLE_NUMBER_SIGN;
}

/* "TUR 1-23-771", "ILC 101 - 300": capitals and numbers that have a line, a cell or a column to themselves. */
static char *read_bare_reference(const struct document *d, const struct sentence *s)
{
    for (guint i = s->first; i < s->end;) {
        guint start = i, numbers = 0, signs = 0;
        gboolean good = DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && DOCUMENT_TOKEN(d, i)->flags & TOKEN_CAPITAL &&
                        (DOCUMENT_TOKEN(d, i)->flags & TOKEN_UPPER || DOCUMENT_TOKEN(d, i)->length == 1) && DOCUMENT_TOKEN(d, i)->length <= 12;
        if (!good) { /* nothing makes it one: on to the next line, cell or column */
            for (i++; i < s->end && !(DOCUMENT_TOKEN(d, i)->flags & (TOKEN_LINE | TOKEN_CELL | TOKEN_GAP));)
                i++;
            continue;
        }
        for (; i < s->end && (i == start || !(DOCUMENT_TOKEN(d, i)->flags & (TOKEN_LINE | TOKEN_CELL | TOKEN_GAP))); i++) {
            const struct token *token = DOCUMENT_TOKEN(d, i);
            numbers += token->type == TOKEN_NUMBER;
            signs += token->type == TOKEN_PUNCTUATION;
            if (token->type == TOKEN_WORD && (!(token->flags & TOKEN_CAPITAL) || document_word(d, i)->month != 0 || (!(token->flags & TOKEN_UPPER) && token->length > 1 && token->flags & TOKEN_SPACE && !at_sign(d, s, i - 1, '('))))
                good = i > start && token->length <= 4 && !(token->flags & TOKEN_SPACE) ? good : FALSE;
            if (at_sign(d, s, i, ':') || at_sign(d, s, i, ',') || at_sign(d, s, i, '@') || at_sign(d, s, i, '+') || token->value == 0x2013)
                good = FALSE;
        }
        if (good && !is_postal(d, s, start) && document_mark_from(d, s, start, RULE_STAMP) == NULL && numbers >= 1 && (signs >= 1 || numbers >= 2) && i - start >= 2 && i - start <= 14 && continues_code(d, start + 1))
            return document_quote(d, past_number_sign(d, start, i), at_sign(d, s, i - 1, '.') ? i - 1 : i);
    }
    return NULL;
}

/* "CACE/702" is a reference without the word Circular before it; "14" and "TSB 371" are none. */
static gboolean is_coded(const struct document *d, guint i)
{
    if (i + 1 >= d->tokens->len || DOCUMENT_TOKEN(d, i)->type != TOKEN_WORD)
        return FALSE;
    return DOCUMENT_TOKEN(d, i + 1)->type == TOKEN_PUNCTUATION && DOCUMENT_TOKEN(d, i + 1)->value == '/';
}

/* What follows "Ref.:"; with own also what follows a word such as "Circular", which is part of the reference. */
static char *read_keyed_reference(const struct document *d, const struct sentence *s, gboolean own_too)
{
    char *reference = NULL;

    for (guint k = s->mark; k < s->mark + s->marks && reference == NULL && sentence_has(s, RULE_REFERENCE); k++) {
        guint stop;
        const struct mark *mark = DOCUMENT_MARK(d, k);
        if (mark->kind != RULE_REFERENCE)
            continue;
        const struct rule *rule = document_rule(d, k);
        gboolean own = rule->is != NULL && g_str_equal(rule->is, "own");
        if (own && !own_too)
            continue;
        gboolean alone = mark->start == s->first && s->end - s->first <= 8 && mark->end + 1 < s->end && DOCUMENT_TOKEN(d, mark->end)->flags & TOKEN_UPPER && is_coded(d, mark->end);
        if (!own && !alone && !at_sign(d, s, mark->end, ':') && !at_sign(d, s, mark->end - 1, ':') && !at_sign(d, s, mark->end, '.'))
            continue; /* "Reference GDFPAS/2011", in a line of its own */
        if (own && s->end - s->first > 18 && mark->start > s->first)
            continue;
        reference = heading_read_reference(d, s, mark->end, &stop);
        /* "A. CL 31/2024 dated 4 October" is another letter's */
        if (reference != NULL && stop < s->end && document_mark_from(d, s, stop, RULE_DATED) != NULL)
            g_clear_pointer(&reference, g_free);
        if (own && reference != NULL && !is_coded(d, mark->end)) {
            g_free(reference);
            reference = document_quote(d, mark->start, stop);
        }
    }
    return reference;
}

char *heading_find_reference(const struct document *d, guint end)
{
    char *reference = NULL;

    for (guint i = 0; i < end && i < 16 && reference == NULL; i++) {
        reference = read_keyed_reference(d, DOCUMENT_SENTENCE(d, i), FALSE);
        if (reference == NULL)
            reference = read_bare_reference(d, DOCUMENT_SENTENCE(d, i));
    }
    for (guint i = 0; i < end && reference == NULL; i++)
        reference = read_keyed_reference(d, DOCUMENT_SENTENCE(d, i), TRUE);
    return reference;
}
