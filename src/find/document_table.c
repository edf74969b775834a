/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is named in the rows of a table, and as what: the heads of its columns say it.
 *
 * Under "To whom" or "Return to" stands an address, under "Who" or "Responsible" the one who acts. So
 * what a row says of readers, of the sender and of others under the first kind of head says nothing of
 * who acts, and where a row names somebody under the second, its other cells do not. Such marks are
 * taken out of their rows; and a row whose cell of those who act names others is theirs (others_act). A head is a row
 * without a date; it holds for the rows right below it. Whatever the head says ("Author", "Source", "Party"), a column of
 * which each cell names somebody, here the reader and there another, tells who acts; so does a line that is nothing but a
 * name, for the rows and items below it. */
#include "find/document_table.h"

#include "find/role_judging.h"

#define REST_TOKENS_MAX 4     /* of a cell that did not fit into its line */
#define CELLS_MAX 8           /* of a row, looked through for who acts, */
#define ROWS_MAX 40           /* … and rows below a head */
#define CAPTION_TOKENS_MAX 12 /* of a line that is nothing but a name */
#define ITEM_TOKENS_MAX 14    /* of a line below it */
/* Kinds of words that head a column of days. */
#define OF_DAYS (KIND(RULE_DEADLINE) | KIND(RULE_COLUMN) | KIND(RULE_CLOSE) | KIND(RULE_RECEIVE) | KIND(RULE_STRONG) | KIND(RULE_DUTY))
#define YEAR_MIN 1990 /* of a table's caption or head */
#define YEAR_MAX 2099

/* Cells of the row, from 1; 0 none. */
struct columns {
    guint addresses, actors, opens, closes;
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
    struct columns columns = { 0, 0, 0, 0 };
    guint due = 0;

    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        const struct rule *rule = document_rule(d, i);
        gboolean sends = rule->kind == RULE_RECEIVE || rule->kind == RULE_ASK || rule->kind == RULE_DUTY; /* "To be sent to" */
        gboolean heads = rule->kind == RULE_COLUMN;
        if ((sends && columns.addresses == 0) || (heads && rule->value == COLUMN_OF_ADDRESSES))
            columns.addresses = document_cell(d, s, mark->start) + 1;
        else if (heads && rule->value == COLUMN_OF_ACTORS)
            columns.actors = document_cell(d, s, mark->start) + 1;
        else if (heads && rule->value == COLUMN_OF_OPENINGS)
            columns.opens = document_cell(d, s, mark->start) + 1;
        else if (heads && rule->value == COLUMN_OF_CLOSINGS)
            columns.closes = document_cell(d, s, mark->start) + 1;
        else if (rule->kind == RULE_DEADLINE || rule->kind == RULE_CLOSE)
            due = document_cell(d, s, mark->start) + 1;
    }
    if (columns.closes == 0 && due != columns.opens)
        columns.closes = due; /* "Opening | Deadline" */
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

/* Below its head, at most so many sentences; returns the one behind it. */
static guint table_end(const struct document *d, guint first, guint most)
{
    guint end = first, last = first + MIN(most, d->sentences->len - first);

    for (; end < last; end++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, end);
        if (s->zone != ZONE_ROW && (s->dates > 0 || s->end - s->first > REST_TOKENS_MAX))
            break;
    }
    return end;
}

/* A name stands at the beginning of the span, or behind one small word of it. */
static const struct mark *name_opening(const struct document *d, const struct sentence *s, const struct span *span)
{
    const struct mark *name = NULL;

    for (guint i = document_first_mark(d, s, span->from); i < s->mark + s->marks && DOCUMENT_MARK(d, i)->start <= span->from + 1; i++)
        if (names_somebody(DOCUMENT_MARK(d, i)->kind) && (name == NULL || DOCUMENT_MARK(d, i)->end > name->end))
            name = DOCUMENT_MARK(d, i);
    return name;
}

/* Each cell of the column opens with a name, the reader's in one row and another's in another. */
static gboolean tells_who(const struct document *d, const struct sentence *head, guint cell, guint first, guint end)
{
    gboolean reader = FALSE, others = FALSE;

    for (guint i = first; i < end; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        const struct span span = find_cell(d, head, s, cell);
        enum cell_actor actor = s->zone == ZONE_ROW ? read_cell(d, s, &span) : CELL_NOBODY;
        if (actor == CELL_UNKNOWN || (actor != CELL_NOBODY && name_opening(d, s, &span) == NULL))
            return FALSE;
        reader = reader || actor == CELL_READER;
        others = others || actor == CELL_OTHERS;
    }
    return reader && others;
}

/* In a table with a column of days; 0 where no column tells who acts. */
static guint find_actors(const struct document *d, const struct sentence *head, guint addresses, guint first)
{
    guint end = table_end(d, first, ROWS_MAX);

    for (guint cell = 1; sentence_has_of(head, OF_DAYS) && cell <= CELLS_MAX; cell++)
        if (cell != addresses && tells_who(d, head, cell, first, end))
            return cell;
    return 0;
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

/* "Ditto": what the cell above says. */
static gboolean is_ditto(const struct document *d, const struct sentence *s, const struct span *cell)
{
    for (guint i = document_first_mark(d, s, cell->from); i < s->mark + s->marks && DOCUMENT_MARK(d, i)->start < cell->to; i++)
        if (document_rule(d, i)->kind == RULE_COLUMN && document_rule(d, i)->value == COLUMN_DITTO)
            return TRUE;
    return FALSE;
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
    enum cell_actor above = CELL_NOBODY;
    for (guint i = first; i < end; i++) {
        struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (s->zone != ZONE_ROW)
            continue;
        const struct span addresses = find_cell(d, head, s, columns->addresses), actors = find_cell(d, head, s, columns->actors);
        enum cell_actor actor = is_ditto(d, s, &actors) ? above : read_cell(d, s, &actors);
        above = actor;
        s->others_act = actor == CELL_OTHERS || (actor == CELL_UNKNOWN && reader);
        clear_row(d, s, &addresses, actor == CELL_READER || actor == CELL_OTHERS ? &actors : NULL);
    }
}

/* The head, in one of its cells or in any but those two, has a mark of these kinds. */
static gboolean head_names(const struct document *d, const struct sentence *head, const struct columns *columns, gboolean inside, guint64 kinds)
{
    for (guint i = head->mark; sentence_has_of(head, kinds) && i < head->mark + head->marks; i++) {
        guint cell = document_cell(d, head, DOCUMENT_MARK(d, i)->start) + 1;
        if (kind_is_of(document_rule(d, i)->kind, kinds) && inside == (cell == columns->opens || cell == columns->closes))
            return TRUE;
    }
    return FALSE;
}

/* What opens and closes in this row: "Opening of registration", a form, or a meeting. */
enum opened { OPENED_UNKNOWN, OPENED_FOR_READER, OPENED_MEETING };

static enum opened read_opened(const struct document *d, const struct sentence *head, const struct columns *columns, const struct sentence *s)
{
    const guint64 papers = KIND(RULE_OBJECT) | KIND(RULE_OFFER) | KIND(RULE_ASK) | KIND(RULE_RECEIVE);
    struct judging row = { .d = d, .s = s };

    if (head_names(d, head, columns, TRUE, papers))
        return OPENED_FOR_READER;
    if (judging_names_meeting(&row, s->first, s->end) || head_names(d, head, columns, FALSE, KIND(RULE_EVENT)))
        return OPENED_MEETING;
    return sentence_has_of(s, papers) || head_names(d, head, columns, FALSE, papers | KIND(RULE_DEADLINE)) ? OPENED_FOR_READER : OPENED_UNKNOWN;
}

/* "From | To": two columns of one head make a window of the days of a row. */
static void read_windows(struct document *d, const struct sentence *head, const struct columns *columns, guint first, guint end)
{
    for (guint i = first; i < end; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        enum opened opened = s->zone == ZONE_ROW ? read_opened(d, head, columns, s) : OPENED_UNKNOWN;
        for (guint k = s->date; opened != OPENED_UNKNOWN && k < s->date + s->dates; k++) {
            struct date *date = DOCUMENT_DATE(d, k);
            guint cell = document_cell_beside(d, s, date->core, head) + 1;
            if (cell == columns->opens || cell == columns->closes)
                date->side = opened == OPENED_MEETING ? SIDE_OF_MEETING : cell == columns->opens ? SIDE_OPENS : SIDE_CLOSES;
        }
    }
}

/* "Employers' and workers' organizations", on a line of its own. */
static gboolean is_caption_of_others(const struct document *d, const struct sentence *s)
{
    const struct span span = { s->first, s->end };

    if (s->dates > 0 || s->end - s->first > CAPTION_TOKENS_MAX || !sentence_begins_line(d, s) ||
        !sentence_has_of(s, KIND(RULE_SENDER) | KIND(RULE_THIRD)) || read_cell(d, s, &span) != CELL_OTHERS)
        return FALSE;
    const struct mark *name = name_opening(d, s, &span);
    return name != NULL && (name->end >= s->end || (name->end + 1 == s->end && document_is_sign(d, name->end, ":")));
}

/* A row, or an item of a list: "- comments: 12 September". */
static gboolean is_entry(const struct document *d, const struct sentence *s)
{
    return s->dates > 0 && (s->zone == ZONE_ROW || (sentence_begins_line(d, s) && s->end - s->first <= ITEM_TOKENS_MAX));
}

/* "Employers: 12 September 2025": a key and its day. */
static gboolean is_keyed_by_others(const struct document *d, const struct sentence *s)
{
    const struct span span = { s->first, s->end };

    if (!is_entry(d, s) || !sentence_has_of(s, KIND(RULE_SENDER) | KIND(RULE_THIRD)))
        return FALSE;
    const struct mark *name = name_opening(d, s, &span);
    return name != NULL && name->kind != RULE_READER && name->end + 1 == DOCUMENT_DATE(d, s->date)->start && document_is_sign(d, name->end, ":");
}

static void read_captions(struct document *d)
{
    for (guint i = 0; i < d->sentences->len; i++) {
        struct sentence *s = DOCUMENT_SENTENCE(d, i);
        s->others_act = s->others_act || is_keyed_by_others(d, s);
    }
    for (guint i = 0; i + 1 < d->sentences->len; i++)
        if (is_caption_of_others(d, DOCUMENT_SENTENCE(d, i)))
            for (; i + 1 < d->sentences->len && is_entry(d, DOCUMENT_SENTENCE(d, i + 1)); i++)
                DOCUMENT_SENTENCE(d, i + 1)->others_act = TRUE;
}

/* The year among these tokens, where they hold one and no other number of its length; else 0. */
static guint only_year(const struct document *d, const struct span *span)
{
    guint year = 0, found = 0;

    for (guint i = span->from; i < span->to; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        if (token->type != TOKEN_NUMBER || token->length != 4)
            continue;
        year = token->value;
        found++;
    }
    return found == 1 && year >= YEAR_MIN && year <= YEAR_MAX ? year : 0;
}

static gboolean holds_day(const struct document *d, const struct sentence *s)
{
    for (guint i = s->date; i < s->date + s->dates; i++)
        if (DOCUMENT_DATE(d, i)->precision == PRECISION_DAY)
            return TRUE;
    return FALSE;
}

/* "Deadlines 2026", "Timetable for 2026": a short line above a table. */
static guint year_of_caption(const struct document *d, const struct sentence *s)
{
    const struct span all = { s->first, s->end };

    return s->end - s->first <= CAPTION_TOKENS_MAX && !holds_day(d, s) && sentence_has_of(s, KIND(RULE_DEADLINE) | KIND(RULE_COLUMN)) ? only_year(d, &all) : 0;
}

/* Days of a table that are written without a year are those of the year that its caption names, or the head of their column. */
static void lend_years(struct document *d)
{
    const struct sentence *head = NULL;
    guint captioned = 0;

    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (s->zone != ZONE_ROW) {
            captioned = year_of_caption(d, s);
            head = NULL;
            continue;
        }
        if (!holds_day(d, s))
            head = s;
        for (guint k = s->date; k < s->date + s->dates; k++) {
            struct date *date = DOCUMENT_DATE(d, k);
            if (date->precision != PRECISION_DAY || date->month == 0 || date->year != 0 || date->near != 0 || date->lent_year != 0)
                continue;
            const struct span over = head != NULL ? find_cell(d, s, head, document_cell_beside(d, s, date->core, head) + 1) : (struct span){ 0, 0 };
            guint year = only_year(d, &over);
            date->lent_year = year != 0 ? year : captioned;
            date->lent_ahead = date->lent_past = date->lent_year != 0;
        }
    }
}

void document_read_tables(struct document *d)
{
    guint i = 0;

    while (i < d->sentences->len) {
        const struct sentence *head = DOCUMENT_SENTENCE(d, i++);
        if (head->zone != ZONE_ROW || head->dates > 0)
            continue;
        struct columns columns = read_head(d, head);
        if (columns.actors == 0)
            columns.actors = find_actors(d, head, columns.addresses, i);
        if (columns.addresses + columns.actors + columns.opens == 0)
            continue;
        guint end = table_end(d, i, G_MAXUINT);
        if (columns.addresses + columns.actors != 0)
            read_rows(d, head, &columns, i, end);
        if (columns.opens != 0)
            read_windows(d, head, &columns, i, end);
        i = end;
    }
    read_captions(d);
    lend_years(d);
}
