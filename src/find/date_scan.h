/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of dates ask of the tokens of one sentence. Beyond its end stands nothing. */
#ifndef CIRCULARD_FIND_DATE_SCAN_H
#define CIRCULARD_FIND_DATE_SCAN_H

#include <string.h>

#include "find/document.h"

struct scan {
    const struct document *d;
    const struct sentence *s;
    const struct token *tokens; /* of the document */
    const struct lexeme *lexemes; /* of its vocabulary */
};

static inline const struct token *at(const struct scan *scan, guint i)
{
    static const struct token none = { .type = TOKEN_PUNCTUATION };

    return i < scan->s->end ? &scan->tokens[i] : &none;
}

static inline gboolean is_mark(const struct scan *scan, guint i, char mark)
{
    return at(scan, i)->type == TOKEN_PUNCTUATION && at(scan, i)->value == (guchar)mark;
}

static inline const struct word *word(const struct scan *scan, guint i)
{
    return &scan->lexemes[at(scan, i)->word].word;
}

static inline gboolean has_role(const struct scan *scan, guint i, guint role)
{
    return at(scan, i)->type == TOKEN_WORD && word(scan, i)->roles & role;
}

static inline guint day_at(const struct scan *scan, guint i)
{
    const struct token *token = at(scan, i);

    return token->type == TOKEN_NUMBER && token->digits <= 2 && token->value <= 31 ? token->value : 0;
}

/* A year in full; two digits count only where the caller says so. */
static inline guint year_at(const struct scan *scan, guint i, gboolean short_too)
{
    const struct token *token = at(scan, i);

    if (token->type != TOKEN_NUMBER || (token->flags & TOKEN_ORDINAL))
        return 0;
    if (token->digits == 4 && token->value >= FIRST_YEAR && token->value <= LAST_YEAR)
        return token->value;
    if (short_too && token->digits == 2)
        return token->value < 80 ? 2000 + token->value : 1900 + token->value;
    return 0;
}

static inline guint month_at(const struct scan *scan, guint i)
{
    return at(scan, i)->type == TOKEN_WORD ? word(scan, i)->month : 0;
}

static inline gboolean glued(const struct scan *scan, guint i)
{
    return !(at(scan, i)->flags & (TOKEN_SPACE | TOKEN_LINE | TOKEN_CELL));
}

static inline gboolean is_range_sign(const struct scan *scan, guint i)
{
    gunichar c = at(scan, i)->value;

    if (at(scan, i)->type == TOKEN_PUNCTUATION)
        return c == '-' || c == 0x2013 || c == 0x2014;
    return has_role(scan, i, ROLE_TO);
}

/* "l.º de septiembre", "I June": the first, as a scan reads it. */
static inline gboolean date_is_letter_one(const struct scan *scan, guint i)
{
    const struct token *token = at(scan, i);

    if (token->type != TOKEN_WORD || token->length != 1 || strchr("lI", scan->d->part->utf8->str[token->offset]) == NULL)
        return FALSE;
    guint month = month_at(scan, i + 1);
    if (month != 0 && at(scan, i + 1)->flags & TOKEN_SPACE && (at(scan, i + 1)->flags & TOKEN_CAPITAL || !(word(scan, i + 1)->roles & ROLE_MONTH_SHORT)))
        return TRUE; /* "by l September", "between I June and" */
    i += is_mark(scan, i + 1, '.') ? 2 : 1;
    return has_role(scan, i, ROLE_OF) && month_at(scan, i + 1) != 0;
}

/* date_absolute.c: the date that begins at token i, with a day or month of its own. Returns its end; 0 none. */
guint date_absolute(const struct scan *scan, guint i, struct date *date);
/* date_list.c: a day whose month stands at the list's end, "3 and 17 October", or at its head, "October 3 and 17"; before: the
 * date before it in its sentence, or NULL. */
gboolean date_of_list(const struct scan *scan, guint token, const struct date *before, struct date *date);
/* "between" stands before the day at i. */
gboolean date_is_between(const struct scan *scan, guint i);
/* Which dates of the sentence are one list, and of which year. */
void date_join_lists(const struct scan *scan);
/* date_year.c: years that the sentence says once. */
void date_lend_years(const struct scan *scan);
/* date_elliptic.c: a day without a month of its own that begins at token. */
gboolean date_elliptic(const struct scan *scan, guint token, struct date *date);

#endif
