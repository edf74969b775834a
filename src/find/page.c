/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands around the ends of pages and is no part of the text: page numbers, running heads and
 * feet, the address at the foot of the paper.
 *
 * A line near the head or the foot of a page is taken out where another page has the same one there
 * (numbers aside), or where it is an address: hardly an everyday word, and a postal code, a telephone
 * or something with an @. The first page keeps its head and the last one its foot: nothing runs over
 * them, and they tell who wrote. */
#include "find/page.h"

#include <string.h>

#define EDGE_LINES 3u

/* Blanks set columns where words stand before them (not only a paragraph's number) and not a whole
 * line of text after them. */
static void see_columns(const struct document *d, struct line *line)
{
    if (line->gap == 0 || line->end - line->gap > 12)
        return;
    for (guint i = line->first; i < line->gap; i++)
        line->row = line->row || (DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && DOCUMENT_TOKEN(d, i)->length > 1);
}

GArray *page_lines(const struct document *d)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(struct line));
    guint page = 0;

    for (guint i = 0; i < d->tokens->len; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        page += i > 0 && (token->flags & TOKEN_PAGE) != 0;
        if (i == 0 || token->flags & TOKEN_LINE) {
            struct line line = { i, i, 0, page, 0, FALSE };
            if (lines->len > 0)
                see_columns(d, &g_array_index(lines, struct line, lines->len - 1));
            g_array_append_val(lines, line);
        }
        struct line *line = &g_array_index(lines, struct line, lines->len - 1);
        line->end = i + 1;
        line->width = token->offset + token->length - DOCUMENT_TOKEN(d, line->first)->offset;
        if (i + 1 == d->tokens->len)
            see_columns(d, line);
        line->row = line->row || (token->flags & TOKEN_CELL && i > line->first);
        if (token->flags & TOKEN_GAP && i > line->first)
            line->gap = i;
    }
    return lines;
}

/* "2", "- 2 -", "2/3", "Page 2": nothing but a number and at most two words beside a page's end. */
static gboolean is_page_number(const struct document *d, const struct line *line)
{
    guint words = 0, numbers = 0;

    if (line->end - line->first > 5)
        return FALSE;
    for (guint i = line->first; i < line->end; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        words += token->type == TOKEN_WORD;
        numbers += token->type == TOKEN_NUMBER;
        if (token->type == TOKEN_NUMBER && (token->value > 999 || token->digits > 3))
            return FALSE;
        if (token->type == TOKEN_WORD && document_word(d, i)->month != 0)
            return FALSE;
    }
    return numbers >= 1 && numbers <= 2 && words <= 2;
}

static gboolean has_sign(const struct document *d, const struct line *line, guint i, guint sign)
{
    return i < line->end && DOCUMENT_TOKEN(d, i)->type == TOKEN_PUNCTUATION && DOCUMENT_TOKEN(d, i)->value == sign;
}

/* "Route des Exemples 4, CH-1211 Geneva 22", "T: +41 22 …", "info@…". */
static gboolean is_address(const struct document *d, const struct line *line)
{
    guint everyday = 0;
    gboolean shows = FALSE;

    for (guint i = line->first; i < line->end; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        everyday += document_word(d, i)->languages != 0;
        gboolean code = token->type == TOKEN_NUMBER && token->digits >= 4 && token->digits <= 6 && i > line->first &&
                        DOCUMENT_TOKEN(d, i - 1)->flags & TOKEN_UPPER && !(token->flags & TOKEN_SPACE && token->digits == 4);
        shows = shows || code || has_sign(d, line, i, '@') || (has_sign(d, line, i, '+') && i + 1 < line->end && (token + 1)->type == TOKEN_NUMBER);
        if (code && i >= 2 + line->first && has_sign(d, line, i - 1, '-'))
            shows = TRUE;
        if (has_sign(d, line, i, '-') && i > line->first && i + 1 < line->end && DOCUMENT_TOKEN(d, i - 1)->flags & TOKEN_UPPER &&
            DOCUMENT_TOKEN(d, i - 1)->length <= 3 && (token + 1)->type == TOKEN_NUMBER && (token + 1)->digits >= 4)
            shows = TRUE;
    }
    return shows && everyday < 2;
}

/* Letters alone, small: what two pages have in common at their edges. */
static char *key_of(const struct document *d, const struct line *line)
{
    GString *key = g_string_new(NULL);

    for (guint i = line->first; i < line->end && key->len < 200; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        if (token->type != TOKEN_WORD)
            continue;
        gsize at = key->len;
        g_string_append_len(key, d->part->utf8->str + token->offset, token->length);
        for (; at < key->len; at++)
            key->str[at] = g_ascii_tolower(key->str[at]);
        g_string_append_c(key, ' ');
    }
    return g_string_free(key, FALSE);
}

/* Lines from the head (TRUE) or the foot of its page: 0 the outermost. */
static guint depth_of(const GArray *lines, guint i, gboolean head)
{
    const struct line *own = &g_array_index(lines, struct line, i);
    guint depth = 0;

    while (depth < EDGE_LINES) {
        guint next = head ? i - depth - 1 : i + depth + 1;
        if (next >= lines->len || g_array_index(lines, struct line, next).page != own->page)
            break;
        depth++;
    }
    return depth;
}

/* How many edges of pages hold each key; a page counts once and a key has six letters or more. */
static GHashTable *count_keys(const struct document *d, const GArray *lines)
{
    GHashTable *pages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = &g_array_index(lines, struct line, i);
        gboolean head = depth_of(lines, i, TRUE) < EDGE_LINES;
        if (!head && depth_of(lines, i, FALSE) == EDGE_LINES)
            continue;
        g_autofree char *key = key_of(d, line);
        if (strlen(key) < 6)
            continue;
        guint seen = GPOINTER_TO_UINT(g_hash_table_lookup(pages, key));
        guint last = seen >> 1;
        if (seen == 0 || last != line->page + 1)
            g_hash_table_insert(pages, g_steal_pointer(&key), GUINT_TO_POINTER((line->page + 1) << 1 | (seen != 0)));
    }
    return pages;
}

/* "no later than 16 September" may well end two pages. */
static gboolean tells_date(const struct document *d, const struct line *line)
{
    guint everyday = 0, months = 0;

    for (guint i = line->first; i < line->end; i++) {
        everyday += document_word(d, i)->languages != 0;
        months += document_word(d, i)->month != 0;
    }
    return months > 0 && everyday >= 2;
}

static gboolean is_edge(const struct document *d, const GArray *lines, GHashTable *keys, guint i)
{
    const struct line *line = &g_array_index(lines, struct line, i);
    guint last_page = g_array_index(lines, struct line, lines->len - 1).page;
    guint above = depth_of(lines, i, TRUE), below = depth_of(lines, i, FALSE);
    gboolean head = above < EDGE_LINES && line->page > 0, foot = below < EDGE_LINES && line->page < last_page;

    if ((head && above == 0) || (foot && below == 0))
        if (is_page_number(d, line))
            return TRUE;
    if (!head && !foot)
        return FALSE;
    g_autofree char *key = key_of(d, line);
    if (GPOINTER_TO_UINT(g_hash_table_lookup(keys, key)) & 1 && !tells_date(d, line))
        return TRUE;
    return (foot || above == 0) && is_address(d, line);
}

void page_drop_edges(struct document *d)
{
    if (memchr(d->part->utf8->str, '\f', d->part->utf8->len) == NULL)
        return;
    g_autoptr(GArray) lines = page_lines(d);
    gboolean page = FALSE;
    guint to = 0;

    if (lines->len == 0 || g_array_index(lines, struct line, lines->len - 1).page == 0)
        return;
    g_autoptr(GHashTable) keys = count_keys(d, lines);
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = &g_array_index(lines, struct line, i);
        page = page || (i > 0 && DOCUMENT_TOKEN(d, line->first)->flags & TOKEN_PAGE);
        if (is_edge(d, lines, keys, i))
            continue;
        guint first = to;
        for (guint k = line->first; k < line->end; k++)
            *DOCUMENT_TOKEN(d, to++) = *DOCUMENT_TOKEN(d, k);
        if (page)
            DOCUMENT_TOKEN(d, first)->flags |= TOKEN_PAGE;
        page = FALSE;
    }
    g_array_set_size(d->tokens, to);
}
