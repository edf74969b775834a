/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A box, a note in the margin, a letterhead's addresses, the numbers of lines: words that stand beside a text and
 * are no part of its lines. Read along the rows they would come to stand in the middle of its sentences.
 *
 * At a gutter one side is the text if it runs on where something stands beside it: its line is full, the next one
 * follows close by and begins with a small letter. In a table the cells of a row begin together, so there the
 * text begins anew, or the shorter cell stands in the middle of the longer one. What runs on in a line that lies
 * across the gutter is a text in any case: that tells a box from a column.
 *
 * Where it is in doubt nothing is taken apart: a date must not lose what it is the date of. */
#include "decode/layout_notes.h"

#include <math.h>
#include <string.h>

#include "decode/layout_sides.h"

#define PROSE_MEAN  5    /* words of the lines beside a note */
#define CELL_LINES  6    /* of a cell beside whose middle another one may stand */
#define OTHER_LINES 6    /* beside which nothing stands: no table */
#define CROSS_MAX   60   /* lines that are followed until one lies across the gutter */
#define NUMBER_MAX  999  /* of a line; a year is more */
#define WIDE        1.6  /* times the gaps between words */
#define EVEN        0.12 /* of the letters' height */
#define GAP         1.35 /* of the step from line to line: a paragraph ends */
#define RIVER_WORDS 5    /* of a line, to tell how wide its blanks are */
#define ALIKE       0.7  /* times as wide as another one */
#define SHIFT       0.15 /* of it: not on one line */

struct block {
    guint first, end;    /* lines of the note's side */
    guint from, to;      /* the text's lines beside it: to is the last one; from > to: it stands between two */
    gboolean interrupts; /* the text runs on where it begins */
    gboolean crossing;   /* and into a line across the gutter */
    gboolean begins;     /* in one line with a paragraph */
    gboolean fits;       /* a paragraph as the cells of a row do: they begin or end together, or have one middle */
    gboolean beside;     /* running text */
    gboolean set_off;    /* from it */
    gboolean single;     /* one line beside another tells less */
};

static void find_text_beside(const struct sides *sides, struct block *block)
{
    double height = sides->region->height;
    double top = line_at(sides->side, block->first)->top, bottom = line_at(sides->side, block->end - 1)->bottom;
    block->from = sides->text->len;
    block->to = 0;
    for (guint i = 0; i < sides->text->len; i++) {
        const struct line *line = line_at(sides->text, i);
        if (line->crossing)
            continue;
        if (line->bottom > top + 0.3 * height && block->from > i)
            block->from = i;
        if (line->top < bottom - 0.3 * height)
            block->to = i;
    }
}

/* Does the block stand at half the height of the paragraph beside it? */
static gboolean is_centred(const struct sides *sides, const struct block *block)
{
    guint first = block->from, last = block->from;
    while (first > 0 && block->from - first <= CELL_LINES && sides_runs_on(sides, first))
        first--;
    while (last + 1 < sides->text->len && last - first <= CELL_LINES && sides_runs_on(sides, last + 1))
        last++;
    guint lines = last - first + 1;
    if (sides->blocks->len == 1 && sides->text->len >= lines + OTHER_LINES)
        return FALSE; /* no table: the paragraphs above and below have no cell beside them */
    if (lines > CELL_LINES || lines <= block->end - block->first || line_at(sides->text, first)->crossing ||
        line_at(sides->text, last)->crossing)
        return FALSE;
    double middle = (line_at(sides->text, first)->top + line_at(sides->text, last)->bottom) / 2;
    double own = (line_at(sides->side, block->first)->top + line_at(sides->side, block->end - 1)->bottom) / 2;
    return fabs(middle - own) < 0.3 * sides->pitch;
}

/* Does the text beside the block run on into a line across the gutter, or out of one? */
static gboolean crosses(const struct sides *sides, guint from, guint to)
{
    for (guint i = from; i > 0 && i + CROSS_MAX > from && sides_runs_on(sides, i); i--)
        if (line_at(sides->text, i - 1)->crossing)
            return sides_runs_on_small(sides, i);
    for (guint i = to + 1; i < to + CROSS_MAX && sides_runs_on(sides, i); i++)
        if (line_at(sides->text, i)->crossing)
            return sides_runs_on_small(sides, i);
    return FALSE;
}

static gboolean ends_sentence(const struct line *line)
{
    return strchr(".:;!?", line->last->text[line->last->length - 1]) != NULL;
}

/* Sentences go on in the line where the block begins; should that line begin with a large letter, in the next. */
static gboolean interrupts(const struct sides *sides, guint from, guint to)
{
    if (sides_runs_on_small(sides, from))
        return TRUE;
    return from < to && sides_runs_on(sides, from) && sides_runs_on_small(sides, from + 1) &&
           !ends_sentence(line_at(sides->text, from - 1));
}

/* What the gaps between the block and the text beside it say. */
struct edges {
    guint rows; /* with both */
    gboolean wide; /* all of these gaps, beside those between words */
    gboolean shifted; /* the letters do not stand on one line */
    double note_least, note_most, text_least, text_most;
};

static void look_at_edge(const struct sides *sides, const struct line *note, const struct line *text, struct edges *edges)
{
    double note_edge = sides->text_left ? note->left : note->right;
    double text_edge = sides->text_left ? text->right : text->left;
    double others = MAX(sides_widest_gap(note), sides_widest_gap(text));
    edges->wide &= fabs(note_edge - text_edge) > WIDE * others;
    edges->shifted &= fabs(note->bottom - text->bottom) > SHIFT * sides->region->height;
    edges->note_least = MIN(edges->note_least, note_edge);
    edges->note_most = MAX(edges->note_most, note_edge);
    edges->text_least = MIN(edges->text_least, text_edge);
    edges->text_most = MAX(edges->text_most, text_edge);
    edges->rows++;
}

/* One line tells little: then the text must run on in the lines before and after it, none of them across the gutter. */
static gboolean stands_in_margin(const struct sides *sides, const struct block *block)
{
    guint from = block->from, next = MAX(block->to + 1, from);
    if (sides->narrow || from == 0 || next >= sides->text->len)
        return FALSE;
    for (guint i = from; i <= next; i++)
        if (!sides_runs_on(sides, i) || line_at(sides->text, i - 1)->crossing || line_at(sides->text, i)->crossing)
            return FALSE;
    return TRUE;
}

/* Is there more between the block and the text than wide gaps between words, which in justified lines stand one
 * under the other now and then? */
static gboolean is_set_off(const struct sides *sides, struct block *block)
{
    struct edges edges = {0, TRUE, TRUE, 1e6, -1e6, 1e6, -1e6};
    double even = EVEN * sides->region->height;
    for (guint i = block->first, k = block->from; i < block->end; i++) {
        const struct line *note = line_at(sides->side, i);
        while (k < sides->text->len && line_at(sides->text, k)->row < note->row)
            k++;
        if (k < sides->text->len && line_at(sides->text, k)->row == note->row)
            look_at_edge(sides, note, line_at(sides->text, k), &edges);
    }
    block->single = edges.rows < 2;
    if (block->single && !stands_in_margin(sides, block))
        return FALSE;
    if (edges.rows == 0)
        return TRUE;
    gboolean note_even = edges.note_most - edges.note_least < even, text_even = edges.text_most - edges.text_least < even;
    if (sides->narrow)
        return (edges.wide || edges.shifted) && edges.rows >= 2 && (note_even || (text_even && !sides->text_left));
    return edges.wide || edges.shifted || (edges.rows >= 3 && note_even) || (edges.rows >= 2 && note_even && text_even);
}

/* Is it the other half of lines that a box between them parts? */
static gboolean is_half(const struct sides *sides, const struct block *block)
{
    const struct line *line = line_at(sides->side, block->first);
    return sides_begins_small(line) && sides_is_prose(sides, line);
}

/* Does the block end where a paragraph does? */
static gboolean ends_with(const struct sides *sides, const struct block *block)
{
    return block->to < sides->text->len && !sides_runs_on_small(sides, block->to + 1) &&
           sides_are_aligned(sides, line_at(sides->side, block->end - 1), line_at(sides->text, block->to));
}

/* Does the block stand beside the end of one paragraph and the beginning of the next, in lines of its own? The cells
 * of rows stand in the same lines as what they belong to. */
static gboolean spans(const struct sides *sides, const struct block *block)
{
    gboolean ends = FALSE, own = FALSE;
    for (guint i = block->from + 1; i <= block->to; i++)
        ends |= !sides_runs_on(sides, i);
    for (guint i = block->first, k = block->from; i < block->end && ends; i++) {
        const struct line *line = line_at(sides->side, i);
        while (k < block->to && line_at(sides->text, k)->bottom < line->top + 0.5 * (line->bottom - line->top))
            k++;
        own |= !sides_are_aligned(sides, line, line_at(sides->text, k));
    }
    return own;
}

static void judge_block(const struct sides *sides, struct block *block)
{
    find_text_beside(sides, block);
    guint from = block->from, to = MAX(block->to, from > 0 ? from - 1 : 0);
    if (from >= sides->text->len)
        return;
    guint own = 0, others = 0;
    for (guint i = block->first; i < block->end; i++)
        own += line_at(sides->side, i)->words;
    for (guint i = from; i <= block->to; i++) {
        block->beside |= sides_is_prose(sides, line_at(sides->text, i)) && !line_at(sides->text, i)->crossing;
        others += line_at(sides->text, i)->words;
    }
    gboolean set_off = is_set_off(sides, block);
    gboolean within = set_off && !is_half(sides, block) && (own <= others || others == 0);
    block->set_off = set_off;
    gboolean spanning = within && block->beside && spans(sides, block);
    block->interrupts = spanning || (within && interrupts(sides, from, to));
    block->beside |= block->interrupts;
    block->crossing = block->beside && within && crosses(sides, from, to);
    block->begins = block->beside && !block->interrupts &&
                    sides_are_aligned(sides, line_at(sides->side, block->first), line_at(sides->text, from));
    block->fits = block->begins || (block->interrupts && !spanning && !block->crossing && (is_centred(sides, block) || ends_with(sides, block)));
}

static void find_blocks(struct sides *sides)
{
    for (guint i = 0; i < sides->side->len; i++) {
        const struct line *line = line_at(sides->side, i);
        if (i > 0 && line->top - line_at(sides->side, i - 1)->bottom <= 0.7 * (line->bottom - line->top)) {
            g_array_index(sides->blocks, struct block, sides->blocks->len - 1).end = i + 1;
            continue;
        }
        struct block block = {.first = i, .end = i + 1};
        g_array_append_val(sides->blocks, block);
    }
    for (guint i = 0; i < sides->blocks->len; i++)
        judge_block(sides, &g_array_index(sides->blocks, struct block, i));
}

/* Long lines, and no cells of a table among them? */
static gboolean has_long_lines(const struct sides *sides)
{
    guint words = 0, lines = 0;
    for (guint i = 0; i < sides->text->len; i++) {
        if (!line_at(sides->text, i)->crossing && sides_has_cells(sides, line_at(sides->text, i)))
            return FALSE;
        if (sides_is_prose(sides, line_at(sides->text, i))) {
            words += line_at(sides->text, i)->words;
            lines++;
        }
    }
    return lines > 0 && words >= PROSE_MEAN * lines;
}

static int read_number(const struct line *line)
{
    int number = 0;
    for (gsize i = 0; i < line->first->length; i++) {
        if (line->words != 1 || !g_ascii_isdigit(line->first->text[i]) || number > NUMBER_MAX)
            return -1;
        number = number * 10 + (line->first->text[i] - '0');
    }
    return number <= NUMBER_MAX ? number : -1;
}

/* Numbers in equal steps, beside lines of which most run on. */
static gboolean are_line_numbers(const struct sides *sides)
{
    guint within = 0, step = 0;
    for (guint i = 0; i < sides->side->len; i++) {
        int number = read_number(line_at(sides->side, i));
        int before = i > 0 ? read_number(line_at(sides->side, i - 1)) : number;
        if (number < 0 || (i > 0 && number <= before) || (i > 1 && (guint) (number - before) != step))
            return FALSE;
        step = (guint) (number - before);
        struct block one = {.first = i, .end = i + 1};
        find_text_beside(sides, &one);
        within += one.from < sides->text->len && sides_begins_small(line_at(sides->text, one.from)) &&
                  sides_is_prose(sides, line_at(sides->text, one.from));
    }
    return has_long_lines(sides) && sides->side->len >= (step < 5 ? 3 : 2) && within * 2 >= sides->side->len - 1;
}

/* One box of some lines beside the first lines of a paragraph, and nothing else anywhere near it. */
static gboolean is_lone_box(const struct sides *sides)
{
    const struct block *block = &g_array_index(sides->blocks, struct block, 0);
    guint lines = block->end - block->first;
    if (sides->blocks->len != 1 || lines < 2 || !block->beside || block->to < block->from + 1 ||
        sides->text->len < lines + 3)
        return FALSE;
    guint small = 0;
    for (guint i = block->from + 1; i <= block->to + 1; i++)
        small += sides_runs_on_small(sides, i);
    return small * 2 > block->to - block->from + 1;
}

/* Cells of one table have letters of one size. */
static gboolean is_of_other_size(const struct sides *sides)
{
    double note = 0, text = 0;
    for (guint i = 0; i < sides->side->len; i++)
        note += (line_at(sides->side, i)->bottom - line_at(sides->side, i)->top) / sides->side->len;
    for (guint i = 0; i < sides->text->len; i++)
        text += (line_at(sides->text, i)->bottom - line_at(sides->text, i)->top) / sides->text->len;
    return note < 0.88 * text || note > 1.14 * text;
}

/* Are the blocks of this side notes? */
static gboolean are_notes(const struct sides *sides, gboolean columns, gboolean *crossing)
{
    guint interrupting = 0, fitting = 0;
    for (guint i = 0; i < sides->blocks->len; i++) {
        const struct block *block = &g_array_index(sides->blocks, struct block, i);
        if (block->crossing)
            return *crossing = TRUE;
        interrupting += block->interrupts;
        fitting += block->fits;
        interrupting -= block->interrupts && block->fits;
    }
    if (columns || !has_long_lines(sides))
        return FALSE;
    if (is_of_other_size(sides))
        fitting /= 2;
    return interrupting > fitting || (interrupting >= 2 && interrupting >= fitting) || (sides->blocks->len > 0 && is_lone_box(sides));
}

/* Is the line the first one of a paragraph? Above the first of these lines the rows tell. */
static gboolean begins_paragraph(const struct sides *sides, guint index)
{
    const struct line *line = line_at(sides->text, index);
    if (sides_begins_small(line))
        return FALSE;
    if (index > 0)
        return !sides_runs_on(sides, index);
    return line->row == 0 || line->top - row_at(sides->region, line->row - 1)->top > GAP * sides->pitch;
}

/* Before the paragraph that it stands beside; after the text where that has begun on the page before, or where
 * the words themselves go on from it. */
static double find_turn(const struct sides *sides, const struct block *block)
{
    if (sides_begins_small(line_at(sides->side, block->first)))
        return line_at(sides->text, sides->text->len - 1)->bottom;
    for (guint i = MIN(block->from, sides->text->len - 1) + 1; i > 0; i--)
        if (begins_paragraph(sides, i - 1))
            return line_at(sides->text, i - 1)->top;
    for (guint i = block->to; i < sides->text->len; i++)
        if (begins_paragraph(sides, i))
            return line_at(sides->text, i)->top;
    return 1e6;
}

static void add_note(const struct sides *sides, const struct block *block, gboolean numbers, GArray *notes)
{
    struct note note = {sides->text_left ? sides->gutter.right - 0.01 : -1e6,
                        sides->text_left ? 1e6 : sides->gutter.right - 0.01,
                        1e6,
                        -1e6,
                        find_turn(sides, block),
                        numbers};
    for (guint i = block->first; i < block->end; i++) {
        note.top = MIN(note.top, line_at(sides->side, i)->top);
        note.bottom = MAX(note.bottom, line_at(sides->side, i)->bottom);
    }
    g_array_append_val(notes, note);
}

/* Where some are notes, are these words one too? In a margin a single line is, in a box it may be the end of a line
 * with wide gaps. */
static gboolean is_note(const struct sides *sides, const struct block *block, gboolean crossing)
{
    if (!block->beside || (!block->set_off && (crossing || !block->single)))
        return FALSE;
    return block->interrupts || !is_half(sides, block) || sides->blocks->len == 1;
}

static void look_at_side(struct sides *sides, guint first, guint end, gboolean columns, GArray *notes)
{
    sides->text = g_array_new(FALSE, FALSE, sizeof(struct line));
    sides->side = g_array_new(FALSE, FALSE, sizeof(struct line));
    sides->blocks = g_array_new(FALSE, FALSE, sizeof(struct block));
    sides_collect(sides, first, end);
    if (sides->text->len >= 3 && sides->side->len > 0 && sides->pitch > 0) {
        find_blocks(sides);
        gboolean numbers = are_line_numbers(sides), crossing = FALSE;
        gboolean notes_here = numbers || are_notes(sides, columns, &crossing);
        for (guint i = 0; notes_here && i < sides->blocks->len; i++) {
            const struct block *block = &g_array_index(sides->blocks, struct block, i);
            if (numbers || is_note(sides, block, crossing))
                add_note(sides, block, numbers, notes);
        }
    }
    g_array_unref(sides->text);
    g_array_unref(sides->side);
    g_array_unref(sides->blocks);
}

/* Does the gutter run through a line whose blanks are wide alike, as justified ones are? split: it has words on both sides. */
static gboolean is_river_in(const struct region *region, const struct row *row, struct strip gutter, gboolean *split)
{
    const struct word *words = region->words + row->first;
    guint index = 0, alike = 0;
    while (index < row->count && words[index].left < gutter.right - 0.01)
        index++;
    *split = index > 0 && index < row->count;
    if (!*split || row->count < RIVER_WORDS)
        return FALSE;
    double gap = words[index].left - words[index - 1].right;
    for (guint i = 1; i < row->count; i++)
        alike += i != index && words[i].left - words[i - 1].right > ALIKE * gap;
    return alike * 2 >= row->count - 2;
}

/* Blanks that happen to stand one below the other are no gutter. */
static gboolean is_river(const struct region *region, guint first, guint end, struct strip gutter)
{
    guint rows = 0, rivers = 0;
    for (guint i = first; i < end; i++) {
        gboolean split;
        rivers += is_river_in(region, row_at(region, i), gutter, &split);
        rows += split;
    }
    return rivers * 2 >= rows;
}

void layout_find_notes(const struct region *region, guint first, guint end, const struct strips *gutters,
                       gboolean columns, gboolean narrow, GArray *notes)
{
    for (guint i = 0; i < gutters->count && notes->len == 0; i++)
        for (guint k = 0; k < 2 && notes->len == 0 && !is_river(region, first, end, gutters->items[i]); k++) {
            struct sides sides = {.region = region, .gutter = gutters->items[i], .text_left = k == 0, .narrow = narrow};
            look_at_side(&sides, first, end, columns, notes);
        }
}
