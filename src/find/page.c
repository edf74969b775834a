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

static GArray *read_lines(const struct document *d)
{
    GArray *lines = g_array_set_size(g_array_sized_new(FALSE, FALSE, sizeof(struct line), d->tokens->len / 8 + 8), d->tokens->len / 8 + 8);
    const struct token *tokens = (const struct token *)d->tokens->data;
    struct line line = { 0 };
    guint page = 0, count = 0, end = d->tokens->len;

    for (guint i = 1; i <= end && end > 0; i++) {
        guint flags = i < end ? tokens[i].flags : TOKEN_LINE;
        if (!(flags & (TOKEN_LINE | TOKEN_PAGE | TOKEN_CELL | TOKEN_GAP)))
            continue;
        page += (flags & TOKEN_PAGE) != 0;
        if (flags & TOKEN_LINE) {
            line.end = i;
            see_columns(d, &line);
            *DOCUMENT_NEXT(lines, struct line, count) = line;
            count++;
            line = (struct line){ .first = i, .page = page };
            continue;
        }
        line.row = line.row || flags & TOKEN_CELL;
        if (flags & TOKEN_GAP && i + 1 < end) /* a text's last word alone is no column */
            line.gap = i;
    }
    return g_array_set_size(lines, count);
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

#define KEY_BYTES 200u

/* Letters alone, small: what two pages have in common at their edges. */
static void put_key(const struct document *d, const struct line *line, GString *key)
{
    g_string_truncate(key, 0);
    for (guint i = line->first; i < line->end && key->len < KEY_BYTES; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        if (token->type != TOKEN_WORD)
            continue;
        g_string_append_len(key, d->part->utf8->str + token->offset, token->length);
        g_string_append_c(key, ' ');
    }
    for (char *c = key->str; *c != '\0'; c++)
        *c |= *c >= 'A' && *c <= 'Z' ? 0x20 : 0;
}

/* How many lines stand above and below each on its page; more than EDGE_LINES count as so many. */
static void measure_depths(GArray *lines)
{
    struct line *first = (struct line *)lines->data, *last = first + lines->len - 1;

    for (struct line *line = first + 1; line <= last; line++)
        line->above = line->page == line[-1].page ? MIN(line[-1].above + 1u, EDGE_LINES) : 0;
    for (struct line *line = last - 1; line >= first; line--)
        line->below = line->page == line[1].page ? MIN(line[1].below + 1u, EDGE_LINES) : 0;
}

/* What stands at the edges of pages. */
struct edges {
    GHashTable *numbers; /* of char * to number, from 1 */
    GArray *pages;       /* of guint32, by number: the last page that has it, from 1 */
    GArray *often;       /* of gboolean, by number: it is on more pages than one */
};

static void clear_edges(struct edges *edges)
{
    g_hash_table_unref(edges->numbers);
    g_array_unref(edges->pages);
    g_array_unref(edges->often);
}

static guint number_key(struct edges *edges, const char *key)
{
    static const guint32 none[1] = { 0 };
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(edges->numbers, key));

    if (number != 0)
        return number;
    number = edges->pages->len;
    g_hash_table_insert(edges->numbers, g_strdup(key), GUINT_TO_POINTER(number));
    g_array_append_val(edges->pages, none[0]);
    g_array_append_val(edges->often, none[0]);
    return number;
}

/* Which edges of pages say the same; a page counts once, and what is told apart has six letters or more. */
static void count_edges(const struct document *d, GArray *lines, struct edges *edges)
{
    g_autoptr(GString) key = g_string_sized_new(2 * KEY_BYTES);

    edges->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    edges->pages = g_array_new(FALSE, TRUE, sizeof(guint32));
    edges->often = g_array_new(FALSE, TRUE, sizeof(gboolean));
    g_array_set_size(edges->pages, 1);
    g_array_set_size(edges->often, 1);
    for (guint i = 0; i < lines->len; i++) {
        struct line *line = &g_array_index(lines, struct line, i);
        if (line->above == EDGE_LINES && line->below == EDGE_LINES)
            continue;
        put_key(d, line, key);
        if (key->len < 6)
            continue;
        line->edge = number_key(edges, key->str);
        guint32 *page = &g_array_index(edges->pages, guint32, line->edge);
        if (*page != 0 && *page != line->page + 1)
            g_array_index(edges->often, gboolean, line->edge) = TRUE;
        *page = line->page + 1;
    }
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

static gboolean is_edge(const struct document *d, const GArray *lines, const struct edges *edges, guint i)
{
    const struct line *line = &g_array_index(lines, struct line, i);
    guint last_page = g_array_index(lines, struct line, lines->len - 1).page;
    gboolean head = line->above < EDGE_LINES && line->page > 0, foot = line->below < EDGE_LINES && line->page < last_page;

    if ((head && line->above == 0) || (foot && line->below == 0))
        if (is_page_number(d, line))
            return TRUE;
    if (!head && !foot)
        return FALSE;
    if (g_array_index(edges->often, gboolean, line->edge) && !tells_date(d, line))
        return TRUE;
    return (foot || line->above == 0) && is_address(d, line);
}

/* Now that it is the text's last one: a text's last word alone is no column. */
static void end_with(const struct document *d, struct line *line)
{
    line->row = FALSE;
    line->gap = 0;
    for (guint i = line->first + 1; i < line->end; i++) {
        guint flags = DOCUMENT_TOKEN(d, i)->flags;
        line->row = line->row || flags & TOKEN_CELL;
        if (flags & TOKEN_GAP && i + 1 < line->end)
            line->gap = i;
    }
    see_columns(d, line);
}

static void drop_edges(struct document *d, GArray *lines)
{
    struct edges edges;
    gboolean page = FALSE;
    guint to = 0, kept = 0;

    measure_depths(lines);
    count_edges(d, lines, &edges);
    for (guint i = 0; i < lines->len; i++) {
        struct line line = g_array_index(lines, struct line, i);
        guint first = to, length = line.end - line.first;
        page = page || (i > 0 && DOCUMENT_TOKEN(d, line.first)->flags & TOKEN_PAGE);
        if (is_edge(d, lines, &edges, i))
            continue;
        if (to != line.first)
            memmove(DOCUMENT_TOKEN(d, to), DOCUMENT_TOKEN(d, line.first), length * sizeof(struct token));
        to += length;
        if (page)
            DOCUMENT_TOKEN(d, first)->flags |= TOKEN_PAGE;
        page = FALSE;
        line.first = first;
        line.end = to;
        g_array_index(lines, struct line, kept++) = line;
    }
    clear_edges(&edges);
    if (kept > 0 && kept < lines->len)
        end_with(d, &g_array_index(lines, struct line, kept - 1));
    g_array_set_size(lines, kept);
    g_array_set_size(d->tokens, to);
}

GArray *page_lines(struct document *d)
{
    GArray *lines = read_lines(d);

    if (lines->len > 0 && g_array_index(lines, struct line, lines->len - 1).page > 0)
        drop_edges(d, lines);
    return lines;
}
