/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows at a gutter hold on each side, and whether the lines of the text run on: a line that is full, and
 * the next one close below it, are one paragraph. */
#include "decode/layout_sides.h"

#include <math.h>

#define PROSE_WORDS 3    /* of a line */
#define ABOVE_MAX   12   /* rows above a note */
#define NEAR        1.45 /* of the usual step from line to line */

static void add_line(GArray *lines, const struct word *words, guint count, guint row, gboolean crossing)
{
    if (count == 0)
        return;
    struct line line = {words->left, words->right, words->top, words->bottom, words->right - words->left,
                        words,       words,        count,      row,
                        crossing};
    for (guint i = 1; i < count; i++) {
        if (words[i].right > line.right)
            line.last = &words[i];
        line.right = MAX(line.right, words[i].right);
        line.top = MIN(line.top, words[i].top);
        line.bottom = MAX(line.bottom, words[i].bottom);
    }
    g_array_append_val(lines, line);
}

/* Is the row the last one of a paragraph above a box? */
static gboolean ends_paragraph(const struct sides *sides, guint index)
{
    const struct region *region = sides->region;
    const struct row *row = row_at(region, index), *above = index > 0 ? row - 1 : NULL;
    return sides->text->len == 1 && line_at(sides->text, 0)->crossing && above != NULL && row->right < sides->gutter.right &&
           row->top - above->top <= NEAR * region->pitch && fabs(row->left - above->left) < 0.5 * region->height;
}

static void add_row(struct sides *sides, guint index)
{
    const struct row *row = row_at(sides->region, index);
    const struct word *words = sides->region->words + row->first;
    guint split = 0;
    while (split < row->count && words[split].left < sides->gutter.right - 0.01)
        split++;
    add_line(sides->text_left ? sides->text : sides->side, words, split, index, FALSE);
    add_line(sides->text_left ? sides->side : sides->text, words + split, row->count - split, index, FALSE);
}

/* The rows above the run as far as they are its text: on the same side, close by, up to one across the gutter. */
static guint find_begin(const struct sides *sides, guint first)
{
    const struct region *region = sides->region;
    guint begin = first;
    while (begin > 0 && first - begin < ABOVE_MAX) {
        const struct row *row = row_at(region, begin - 1);
        if (row[1].top - row->top > NEAR * region->pitch)
            break;
        gboolean left = row->left < sides->gutter.left, right = row->right > sides->gutter.right;
        if (sides->text_left ? !left : !right)
            break;
        begin--;
        if (left && right)
            break;
    }
    return begin;
}

static void add_crossing(struct sides *sides, guint index)
{
    const struct row *row = row_at(sides->region, index);
    if (row->left < sides->gutter.left && row->right > sides->gutter.right)
        add_line(sides->text, sides->region->words + row->first, row->count, index, TRUE);
    else
        add_row(sides, index);
}

/* The usual step between lines of the text. */
static double find_pitch(const struct sides *sides)
{
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 1; i < sides->text->len; i++) {
        double step = line_at(sides->text, i)->top - line_at(sides->text, i - 1)->top;
        if (step > 0.3 * sides->region->height)
            g_array_append_val(steps, step);
    }
    if (steps->len == 0)
        return 0;
    g_array_sort(steps, layout_compare_doubles);
    return g_array_index(steps, double, steps->len / 3);
}

void sides_collect(struct sides *sides, guint first, guint end)
{
    for (guint i = find_begin(sides, first); i < first; i++)
        add_crossing(sides, i);
    for (guint i = first; i < end; i++)
        if (i > first || !ends_paragraph(sides, i))
            add_row(sides, i);
    if (end < sides->region->rows->len && row_at(sides->region, end)->right > sides->gutter.right)
        add_crossing(sides, end);
    sides->pitch = find_pitch(sides);
    sides->reach = -1e6;
    for (guint i = 0; i < sides->text->len; i++) {
        const struct line *line = line_at(sides->text, i);
        if (!line->crossing || !sides->text_left)
            sides->reach = MAX(sides->reach, line->right);
    }
}

gboolean sides_begins_small(const struct line *line)
{
    return layout_begins_small(line->first);
}

double sides_widest_gap(const struct line *line)
{
    double widest = 0;
    for (guint i = 1; i < line->words; i++)
        widest = MAX(widest, line->first[i].left - line->first[i - 1].right);
    return widest;
}

/* One cell of a table beside another has a gap that no line of a text has. */
gboolean sides_has_cells(const struct sides *sides, const struct line *line)
{
    double widest = 0, next = 0;
    for (guint i = 1; i < line->words; i++) {
        double gap = line->first[i].left - line->first[i - 1].right;
        next = gap > widest ? widest : MAX(next, gap);
        widest = MAX(widest, gap);
    }
    return widest > 2 * sides->region->height && widest > 2 * next;
}

gboolean sides_is_prose(const struct sides *sides, const struct line *line)
{
    return line->words >= PROSE_WORDS && line->right - line->left > 6 * sides->region->height &&
           !sides_has_cells(sides, line);
}

/* Does the text run on from the line before? A word stands in the next line for want of room. */
gboolean sides_runs_on(const struct sides *sides, guint index)
{
    if (index == 0 || index >= sides->text->len)
        return FALSE;
    const struct line *line = line_at(sides->text, index), *above = line - 1;
    double height = sides->region->height;
    gboolean full = (above->crossing && sides->text_left && above->right > sides->gutter.left) ||
                    above->right + line->first_width + 0.25 * height >= sides->reach - 0.5 * height;
    return full && line->top - above->top <= NEAR * sides->pitch && line->top > above->top &&
           above->words >= 3 && above->bottom - above->top < 1.6 * height && sides_is_prose(sides, above);
}

/* … and surely, within a sentence? */
gboolean sides_runs_on_small(const struct sides *sides, guint index)
{
    return sides_runs_on(sides, index) && sides_begins_small(line_at(sides->text, index));
}

gboolean sides_are_aligned(const struct sides *sides, const struct line *one, const struct line *other)
{
    return fabs(one->top + one->bottom - other->top - other->bottom) < 0.7 * sides->region->height;
}
