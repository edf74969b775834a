/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands around the ends of pages and is no part of the text: page numbers, running heads and
 * feet, the address at the foot of the paper.
 *
 * A line near the head or the foot of a page is taken out where another page has the same one there
 * (numbers aside), or where it is an address: hardly an everyday word, and a postal code, a telephone
 * or something with an @. The first page keeps its head and the last one its foot: nothing runs over
 * them, and they tell who wrote.
 *
 * Where a sentence breaks off and goes on below such lines, they are a page's end even without a page break: so it is in
 * text that was copied out of a document. There a name or a title may stand among them, but nothing that could be a date. */
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

#define FEW_WORDS 2u
#define SOME_WORDS 7u /* "Oficina de la OIT para los países andinos" */

/* "Route des Exemples 4, CH-1211 Geneva 22", "T: +41 22 …", "info@…", with fewer everyday words than so many. */
static gboolean is_address(const struct document *d, const struct line *line, guint words)
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
    return shows && everyday < words;
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
    return (foot || line->above == 0) && is_address(d, line, FEW_WORDS);
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

static void mark_edges(const struct document *d, GArray *lines)
{
    struct edges edges;

    measure_depths(lines);
    count_edges(d, lines, &edges);
    for (guint i = 0; i < lines->len; i++)
        g_array_index(lines, struct line, i).gone = is_edge(d, lines, &edges, i);
    clear_edges(&edges);
}

#define BREAK_LINES 6u
#define BREAK_TOKENS 24u

/* A foot's or head's line: a rule of dashes, or a few words with no more than one small number, so that no date is among them. */
static gboolean is_furniture(const struct document *d, const struct line *line)
{
    guint everyday = 0, numbers = 0, large = 0;

    if (line->end - line->first > BREAK_TOKENS)
        return document_is_sign(d, line->first, "-") && document_is_sign(d, line->end - 1, "-") && document_is_sign(d, (line->first + line->end) / 2, "-");
    for (guint i = line->first; i < line->end; i++) {
        const struct word *word = document_word(d, i);
        everyday += word->languages != 0;
        numbers += DOCUMENT_TOKEN(d, i)->type == TOKEN_NUMBER;
        large += DOCUMENT_TOKEN(d, i)->type == TOKEN_NUMBER && DOCUMENT_TOKEN(d, i)->digits > 3;
        if (DOCUMENT_TOKEN(d, i)->flags & TOKEN_BULLET || word->month != 0 || word->weekday != 0 || word->unit != 0)
            return FALSE;
    }
    return numbers <= 1 && large == 0 && everyday < SOME_WORDS && !document_is_sign(d, line->end - 1, ".");
}

/* "Closing: 5/8", "15/8": a day, and not which page of how many. */
static gboolean may_be_day(const struct document *d, const struct line *line)
{
    for (guint i = line->first; i + 2 < line->end; i++)
        if (DOCUMENT_TOKEN(d, i)->type == TOKEN_NUMBER && document_is_sign(d, i + 1, "/.-") && DOCUMENT_TOKEN(d, i + 2)->type == TOKEN_NUMBER)
            return DOCUMENT_TOKEN(d, i)->value > DOCUMENT_TOKEN(d, i + 2)->value || (i > line->first && document_is_sign(d, i - 1, ":"));
    return FALSE;
}

/* Does a sentence break off at the end of `before` and go on at `after`? */
static gboolean runs_on(const struct document *d, const struct line *before, const struct line *after)
{
    const struct token *last = DOCUMENT_TOKEN(d, before->end - 1), *token = DOCUMENT_TOKEN(d, after->first);
    const struct word *word = document_word(d, before->end - 1);
    gboolean hangs = last->type == TOKEN_WORD && (word->month != 0 || word->weekday != 0 || word->roles & (ROLE_THE | ROLE_OF | ROLE_TO | ROLE_AND | ROLE_FROM | ROLE_BETWEEN));

    if (before->row || after->row || (last->type == TOKEN_PUNCTUATION && last->value != ',' && last->value != ')') || document_width(d, before->first, before->end - 1) < 30)
        return FALSE;
    if (token->type == TOKEN_NUMBER)
        return hangs;
    return token->type == TOKEN_WORD && (!(token->flags & TOKEN_CAPITAL) || document_word(d, after->first)->month != 0);
}

/* The paragraph of this line ends with it, or soon below it. */
static gboolean is_last_of_paragraph(const struct document *d, const struct line *line, const struct line *last)
{
    for (const struct line *next = line + 1; next <= last && next <= line + 3; next++)
        if (DOCUMENT_TOKEN(d, next->first)->flags & (TOKEN_BLANK | TOKEN_PAGE))
            return TRUE;
    return FALSE;
}

/* How many lines from line i on stand between the halves of a sentence, where a page ends; 0 none. */
static guint break_length(const struct document *d, const GArray *lines, guint i)
{
    const struct line *line = &g_array_index(lines, struct line, i), *last = &g_array_index(lines, struct line, lines->len - 1);
    const struct line *before = line - 1;
    gboolean sure = FALSE;

    for (guint n = 0; n <= BREAK_LINES && line <= last; n++, line++) {
        const struct token *token = DOCUMENT_TOKEN(d, line->first);
        gboolean apart = token->flags & (TOKEN_BLANK | TOKEN_PAGE) || (n > 0 && line[-1].gone);
        if (n == 0 && !apart && !line->gone && !is_last_of_paragraph(d, line, last))
            return 0; /* nearly all lines: the rest is not looked at */
        gboolean known = line->gone || (apart && is_page_number(d, line) && !may_be_day(d, line)) || is_address(d, line, SOME_WORDS);
        sure = sure || known || token->flags & TOKEN_PAGE;
        if (n == 0 && !apart && !known && token->type != TOKEN_PUNCTUATION)
            return 0;
        if (apart && !known && runs_on(d, before, line))
            return sure ? n : 0;
        if (!known && !is_furniture(d, line))
            return 0;
    }
    return 0;
}

static void mark_breaks(const struct document *d, GArray *lines)
{
    for (guint i = 1; i < lines->len; i++) {
        struct line *line = &g_array_index(lines, struct line, i);
        guint length = line[-1].gone ? 0 : break_length(d, lines, i);
        for (guint n = 0; n < length; n++)
            line[n].gone = TRUE;
    }
}

static void drop_gone(struct document *d, GArray *lines)
{
    gboolean page = FALSE;
    guint to = 0, kept = 0;

    for (guint i = 0; i < lines->len; i++) {
        struct line line = g_array_index(lines, struct line, i);
        guint first = to, length = line.end - line.first;
        page = page || line.gone || (i > 0 && DOCUMENT_TOKEN(d, line.first)->flags & TOKEN_PAGE);
        if (line.gone)
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
    if (kept > 0 && kept < lines->len)
        end_with(d, &g_array_index(lines, struct line, kept - 1));
    g_array_set_size(lines, kept);
    g_array_set_size(d->tokens, to);
}

GArray *page_lines(struct document *d)
{
    GArray *lines = read_lines(d);

    if (lines->len > 0 && g_array_index(lines, struct line, lines->len - 1).page > 0)
        mark_edges(d, lines);
    mark_breaks(d, lines);
    drop_gone(d, lines);
    return lines;
}
