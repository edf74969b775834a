/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is named in the rows of a table, and as what: the heads of its columns say it.
 *
 * Under "To whom" or "Return to" stands an address, under "Who" or "Responsible" the one who acts. So
 * what a row says of readers, of the sender and of others under the first kind of head says nothing of
 * who acts, and where a row names somebody under the second, its other cells do not. Such marks are
 * taken out of their rows. A head is a row without a date; it holds for the rows right below it. */
#include "find/document_table.h"

#define REST_TOKENS_MAX 4 /* of a cell that did not fit into its line */

/* Cells of the row, from 1; 0 none. */
struct columns {
    guint addresses, actors;
};

guint document_cell(const struct document *d, const struct sentence *s, guint token)
{
    guint cell = 0;

    for (guint i = s->first + 1; i <= token && i < s->end; i++)
        cell += (DOCUMENT_TOKEN(d, i)->flags & TOKEN_CELL) != 0;
    return cell;
}

/* Empty cells before a token that begins one. */
static guint count_empty(const struct document *d, guint token)
{
    const struct token *before = DOCUMENT_TOKEN(d, token - 1);
    const char *text = d->part->utf8->str;
    guint tabs = 0;

    for (guint32 at = before->offset + before->length; at < DOCUMENT_TOKEN(d, token)->offset; at++)
        tabs += text[at] == '\t';
    return tabs > 1 ? tabs - 1 : 0;
}

static guint count_cells(const struct document *d, const struct sentence *s, guint token)
{
    guint cells = 0;

    for (guint i = s->first + 1; i <= token && i < s->end; i++)
        if (DOCUMENT_TOKEN(d, i)->flags & TOKEN_CELL)
            cells += 1 + count_empty(d, i);
    return cells;
}

guint document_cell_beside(const struct document *d, const struct sentence *s, guint token, const struct sentence *other)
{
    gboolean empty = count_cells(d, s, s->end) == count_cells(d, other, other->end) ||
                     document_cell(d, s, s->end) != document_cell(d, other, other->end);

    return empty ? count_cells(d, s, token) : document_cell(d, s, token);
}

/* What a head says of its columns. */
static struct columns read_head(const struct document *d, const struct sentence *s)
{
    struct columns columns = { 0, 0 };

    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        const struct rule *rule = document_rule(d, i);
        gboolean sends = rule->kind == RULE_RECEIVE || rule->kind == RULE_ASK || rule->kind == RULE_DUTY; /* "To be sent to" */
        gboolean heads = rule->kind == RULE_COLUMN;
        if (sends || (heads && rule->value == COLUMN_OF_ADDRESSES))
            columns.addresses = document_cell(d, s, mark->start) + 1;
        else if (heads && rule->value == COLUMN_OF_ACTORS)
            columns.actors = document_cell(d, s, mark->start) + 1;
    }
    return columns;
}

static gboolean names_somebody(enum rule_kind kind)
{
    return kind == RULE_READER || kind == RULE_SENDER || kind == RULE_THIRD;
}

static gboolean names_actor(const struct document *d, const struct sentence *s, guint cell)
{
    guint at = 1, token = s->first;

    for (guint i = s->mark; i < s->mark + s->marks && at <= cell; i++) {
        while (token < DOCUMENT_MARK(d, i)->start)
            at += (DOCUMENT_TOKEN(d, ++token)->flags & TOKEN_CELL) != 0;
        if (at == cell && names_somebody(DOCUMENT_MARK(d, i)->kind))
            return TRUE;
    }
    return FALSE;
}

/* Only the marks of those who act are left. */
static void clear_row(struct document *d, struct sentence *s, const struct columns *columns)
{
    gboolean acts = columns->actors != 0 && names_actor(d, s, columns->actors);
    guint kept = s->mark, cell = 1, token = s->first;

    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        while (token < DOCUMENT_MARK(d, i)->start)
            cell += (DOCUMENT_TOKEN(d, ++token)->flags & TOKEN_CELL) != 0;
        if (names_somebody(DOCUMENT_MARK(d, i)->kind) && (cell == columns->addresses || (acts && cell != columns->actors)))
            continue;
        *DOCUMENT_MARK(d, kept++) = *DOCUMENT_MARK(d, i);
    }
    s->marks = kept - s->mark;
}

void document_read_tables(struct document *d)
{
    struct columns columns = { 0, 0 };

    for (guint i = 0; i < d->sentences->len; i++) {
        struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (s->zone != ZONE_ROW && (s->dates > 0 || s->end - s->first > REST_TOKENS_MAX)) {
            columns = (struct columns){ 0, 0 };
        } else if (s->zone == ZONE_ROW && s->dates == 0 && columns.addresses + columns.actors == 0) {
            columns = read_head(d, s);
        } else if (s->zone == ZONE_ROW && columns.addresses + columns.actors > 0) {
            clear_row(d, s, &columns);
        }
    }
}
