/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is named in the rows of a table, and as what: the heads of its columns say it.
 *
 * Under "To whom" or "Return to" stands an address, under "Who" or "Responsible" the one who acts. So
 * what a row says of readers, of the sender and of others under the first kind of head says nothing of
 * who acts, and where a row names somebody under the second, its other cells do not. Such marks are
 * taken out of their rows; and a row whose cell of those who act names others is theirs (others_act). A head is a row
 * without a date; it holds for the rows right below it. */
#include "find/document_table.h"

#include "find/role.h"

#define REST_TOKENS_MAX 4 /* of a cell that did not fit into its line */

/* Cells of the row, from 1; 0 none. */
struct columns {
    guint addresses, actors;
};

/* Tokens [from, to). */
struct span {
    guint from, to;
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

/* Do the cells of both rows stand beside each other when empty ones are counted? */
static gboolean counts_empty(const struct document *d, const struct sentence *s, const struct sentence *other)
{
    return count_cells(d, s, s->end) == count_cells(d, other, other->end) || document_cell(d, s, s->end) != document_cell(d, other, other->end);
}

guint document_cell_beside(const struct document *d, const struct sentence *s, guint token, const struct sentence *other)
{
    return counts_empty(d, s, other) ? count_cells(d, s, token) : document_cell(d, s, token);
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

/* The tokens of a cell, which is 0 for none, in a row below that head. */
static struct span find_cell(const struct document *d, const struct sentence *head, const struct sentence *s, guint cell)
{
    gboolean empty = counts_empty(d, s, head);
    struct span span = { s->first, s->first + 1 };

    for (guint at = 1; span.from < s->end; span.from = span.to++) {
        while (span.to < s->end && !(DOCUMENT_TOKEN(d, span.to)->flags & TOKEN_CELL))
            span.to++;
        if (at == cell)
            return span;
        at += 1 + (empty && span.to < s->end ? count_empty(d, span.to) : 0);
    }
    return (struct span){ s->end, s->end };
}

static gboolean holds(const struct span *span, guint token)
{
    return token >= span->from && token < span->to;
}

/* Who stands in the cell of those who act: nobody, where it is empty or holds a day. */
enum cell_actor { CELL_NOBODY, CELL_READER, CELL_OTHERS, CELL_UNKNOWN };

static enum cell_actor read_cell(const struct document *d, const struct sentence *s, const struct span *cell)
{
    enum cell_actor actor = CELL_NOBODY;

    for (guint i = cell->from; i < cell->to && actor == CELL_NOBODY; i++)
        actor = DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD ? CELL_UNKNOWN : CELL_NOBODY;
    for (guint i = s->date; i < s->date + s->dates; i++)
        if (holds(cell, DOCUMENT_DATE(d, i)->core))
            return CELL_NOBODY;
    for (guint i = document_first_mark(d, s, cell->from); i < s->mark + s->marks && DOCUMENT_MARK(d, i)->start < cell->to; i++) {
        const struct rule *rule = document_rule(d, i);
        if (rule->kind == RULE_READER && rule->value != READER_OWNS)
            return CELL_READER;
        actor = names_somebody(rule->kind) ? CELL_OTHERS : actor;
    }
    return actor;
}

/* Only the marks of those who act are left. */
static void clear_row(struct document *d, struct sentence *s, const struct span *addresses, const struct span *actors)
{
    guint kept = s->mark;

    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        guint token = DOCUMENT_MARK(d, i)->start;
        if (names_somebody(DOCUMENT_MARK(d, i)->kind) && (holds(addresses, token) || (actors != NULL && !holds(actors, token))))
            continue;
        *DOCUMENT_MARK(d, kept++) = *DOCUMENT_MARK(d, i);
    }
    s->marks = kept - s->mark;
}

/* Below its head; returns the sentence behind it. */
static guint table_end(const struct document *d, guint first)
{
    guint end = first;

    for (; end < d->sentences->len; end++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, end);
        if (s->zone != ZONE_ROW && (s->dates > 0 || s->end - s->first > REST_TOKENS_MAX))
            break;
    }
    return end;
}

/* A row is others' where its cell of those who act names them; somebody unknown is another where the reader has rows of
 * his own. */
static void read_rows(struct document *d, const struct sentence *head, const struct columns *columns, guint first, guint end)
{
    gboolean reader = FALSE;

    for (guint i = first; i < end && !reader; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        const struct span actors = find_cell(d, head, s, columns->actors);
        reader = s->zone == ZONE_ROW && read_cell(d, s, &actors) == CELL_READER;
    }
    for (guint i = first; i < end; i++) {
        struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (s->zone != ZONE_ROW)
            continue;
        const struct span addresses = find_cell(d, head, s, columns->addresses), actors = find_cell(d, head, s, columns->actors);
        enum cell_actor actor = read_cell(d, s, &actors);
        s->others_act = actor == CELL_OTHERS || (actor == CELL_UNKNOWN && reader);
        clear_row(d, s, &addresses, actor == CELL_READER || actor == CELL_OTHERS ? &actors : NULL);
    }
}

void document_read_tables(struct document *d)
{
    guint i = 0;

    while (i < d->sentences->len) {
        const struct sentence *head = DOCUMENT_SENTENCE(d, i++);
        const struct columns columns = head->zone == ZONE_ROW && head->dates == 0 ? read_head(d, head) : (struct columns){ 0, 0 };
        if (columns.addresses + columns.actors == 0)
            continue;
        guint end = table_end(d, i);
        read_rows(d, head, &columns, i, end);
        i = end;
    }
}
