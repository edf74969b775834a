/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns are two texts side by side: both fill their width, or their lines do not stand at the same heights, or the
 * lines of both run on and their paragraphs end each at its own height. The cells of a table's row end together: at
 * one height there is an end on both sides. */
#include "decode/layout_columns.h"

#include <math.h>
#include <string.h>

#include "decode/layout_sides.h"

#define RUNS_MIN  2    /* lines of each side that run on, */
#define SURE_MIN  1    /* those that do so surely, */
#define SURE_BOTH 3    /* and of both */
#define FILLED    0.6  /* of the height both have in common */
#define TOGETHER  0.3  /* of the step from line to line: no more apart */

guint layout_count_left(const struct region *region, const struct row *row, double x)
{
    const struct word *words = region->words + row->first;
    guint count = 0;
    while (count < row->count && words[count].left < x)
        count++;
    return count;
}

/* One side of a gutter in a run. */
struct side {
    guint rows;      /* that have words here */
    guint words;
    double widest;   /* of its lines */
    double widths;   /* summed */
};

static void add_side(struct side *side, const struct word *words, guint count)
{
    if (count == 0)
        return;
    double right = words[0].right;
    for (guint i = 1; i < count; i++)
        right = MAX(right, words[i].right);
    double width = right - words[0].left;
    side->rows++;
    side->words += count;
    side->widths += width;
    side->widest = MAX(side->widest, width);
}

/* Lines that mostly reach the width of the widest one and hold several words. */
static gboolean is_prose(const struct region *region, const struct side *side)
{
    return side->rows >= 4 && side->words >= 4 * side->rows &&
           side->widths >= 0.72 * side->widest * side->rows && side->widest > 10 * region->height;
}

/* The lines of one side within the run. */
struct column {
    struct sides sides;
    guint first; /* line */
};

static void column_begin(struct column *column, const struct region *region, guint first, guint end, struct strip gutter, gboolean left)
{
    *column = (struct column){.sides = {.region = region, .gutter = gutter, .text_left = left}};
    column->sides.text = g_array_new(FALSE, FALSE, sizeof(struct line));
    column->sides.side = g_array_new(FALSE, FALSE, sizeof(struct line));
    sides_collect(&column->sides, first, end);
    GArray *text = column->sides.text;
    while (column->first < text->len && line_at(text, column->first)->row < first)
        column->first++;
    if (text->len > column->first && line_at(text, text->len - 1)->row >= end)
        g_array_set_size(text, text->len - 1);
}

static void column_end(struct column *column)
{
    g_array_unref(column->sides.text);
    g_array_unref(column->sides.side);
}

static double middle(const struct line *line)
{
    return (line->top + line->bottom) / 2;
}

static const struct line *column_line(const struct column *column, guint index)
{
    return line_at(column->sides.text, index);
}

/* How many lines run on; sure: within a sentence. */
static guint count_running(const struct column *column, guint *sure)
{
    guint count = 0;
    *sure = 0;
    for (guint i = column->first + 1; i < column->sides.text->len; i++) {
        count += sides_runs_on(&column->sides, i);
        *sure += sides_runs_on_small(&column->sides, i);
    }
    return count;
}

/* Where a paragraph ends: the middle of its last line, that of the next one, and of the paragraph that begins there. */
struct end {
    double last, next, centre;
};

static struct end *end_at(const GArray *ends, guint index)
{
    return &g_array_index(ends, struct end, index);
}

/* Only those between top and bottom. */
static GArray *find_ends(const struct column *column, double top, double bottom)
{
    GArray *ends = g_array_new(FALSE, FALSE, sizeof(struct end));
    for (guint i = column->first + 1; i < column->sides.text->len; i++) {
        double here = middle(column_line(column, i));
        struct end end = {middle(column_line(column, i - 1)), here, here};
        if (sides_runs_on(&column->sides, i)) {
            if (ends->len > 0)
                end_at(ends, ends->len - 1)->centre = (end_at(ends, ends->len - 1)->next + here) / 2;
        } else if (end.last > top && end.next < bottom) {
            g_array_append_val(ends, end);
        }
    }
    return ends;
}

/* Do two ends belong to one row of a table? Then the next cells begin at one height or have one middle, or one gap lies
 * within the other. */
static gboolean are_one(const struct end *end, const struct end *other, double least)
{
    return fabs(end->next - other->next) < least || fabs(end->centre - other->centre) < least ||
           (end->last - least < other->last && other->next < end->next + least) ||
           (other->last - least < end->last && end->next < other->next + least);
}

/* How many of the ends are one with one of the others? Both are in order and do not overlap among themselves. */
static guint count_together(const GArray *ends, const GArray *others, double least)
{
    guint together = 0;
    for (guint i = 0, k = 0; i < ends->len; i++) {
        const struct end *end = end_at(ends, i);
        gboolean one = FALSE;
        while (k < others->len && end_at(others, k)->next < end->last)
            k++;
        for (guint m = k; m < others->len && end_at(others, m)->last < end->next && !one; m++)
            one = are_one(end, end_at(others, m), least);
        together += one;
    }
    return together;
}

static gboolean is_filled(const struct column *column, double top, double bottom)
{
    guint lines = 0;
    for (guint i = column->first; i < column->sides.text->len; i++)
        lines += middle(column_line(column, i)) > top && middle(column_line(column, i)) < bottom;
    return lines * column->sides.pitch >= FILLED * (bottom - top);
}

static gboolean ends_sentence(const struct line *line)
{
    return strchr(".:;!?", line->last->text[line->last->length - 1]) != NULL;
}

/* The last line of the left column is full and ends no sentence. */
static gboolean is_open(const struct column *left, const struct column *right)
{
    const struct line *line = column_line(left, left->sides.text->len - 1), *next = column_line(right, right->first);
    return !ends_sentence(line) && sides_is_prose(&left->sides, line) &&
           line->right + next->first_width >= left->sides.reach - left->sides.region->height;
}

/* The cells that a table begins its rows with end without a stop. */
static gboolean has_sentences(const struct column *column)
{
    for (guint i = column->first + 1; i < column->sides.text->len; i++)
        if (!sides_runs_on(&column->sides, i) && ends_sentence(column_line(column, i - 1)))
            return TRUE;
    return FALSE;
}

/* … and the right one begins within one. */
static gboolean is_continued(const struct column *left, const struct column *right)
{
    const struct line *next = column_line(right, right->first);
    return is_open(left, right) && has_sentences(left) && (sides_begins_small(next) || g_ascii_isdigit(*next->first->text));
}

/* Do both sides fill their width, or one of them where nothing stands beside most of it? */
static gboolean have_prose(const struct region *region, guint first, guint end, struct strip gutter)
{
    struct side left = {0}, right = {0};
    guint both = 0;
    for (guint i = first; i < end; i++) {
        const struct row *row = row_at(region, i);
        const struct word *words = region->words + row->first;
        guint split = layout_count_left(region, row, gutter.right - 0.01);
        add_side(&left, words, split);
        add_side(&right, words + split, row->count - split);
        both += split > 0 && split < row->count;
    }
    guint shorter = MIN(left.rows, right.rows);
    if (shorter < 3)
        return FALSE;
    gboolean left_prose = is_prose(region, &left), right_prose = is_prose(region, &right);
    if (left_prose && right_prose)
        return TRUE;
    return (left_prose || right_prose) && both * 2 < shorter;
}

enum look { LOOKS_LIKE_NEITHER, LOOKS_LIKE_TEXTS, LOOKS_LIKE_CELLS };

/* Where the lines of both sides run on: do their paragraphs end each at its own height, or together? */
static enum look look_at_ends(const struct column *left, const struct column *right)
{
    guint left_sure, right_sure, left_runs = count_running(left, &left_sure), right_runs = count_running(right, &right_sure);
    if (left_runs < RUNS_MIN || right_runs < RUNS_MIN || left_sure < SURE_MIN || right_sure < SURE_MIN || left_sure + right_sure < SURE_BOTH)
        return LOOKS_LIKE_NEITHER;
    double top = MAX(column_line(left, left->first)->top, column_line(right, right->first)->top);
    double bottom = MIN(column_line(left, left->sides.text->len - 1)->bottom, column_line(right, right->sides.text->len - 1)->bottom);
    if (!is_filled(left, top, bottom) || !is_filled(right, top, bottom))
        return LOOKS_LIKE_NEITHER;
    g_autoptr(GArray) left_ends = find_ends(left, top, bottom), right_ends = find_ends(right, top, bottom);
    double least = TOGETHER * MIN(left->sides.pitch, right->sides.pitch);
    guint together = count_together(left_ends, right_ends, least) + count_together(right_ends, left_ends, least);
    guint alone = left_ends->len + right_ends->len - together;
    if (alone == 0 && together >= (has_sentences(left) ? 4 : 2))
        return LOOKS_LIKE_CELLS;
    return is_continued(left, right) || (alone >= 2 && alone * 2 >= together) ? LOOKS_LIKE_TEXTS : LOOKS_LIKE_NEITHER;
}

gboolean layout_are_columns(const struct region *region, guint first, guint end, struct strip gutter)
{
    struct column left, right;
    column_begin(&left, region, first, end, gutter, TRUE);
    column_begin(&right, region, first, end, gutter, FALSE);
    enum look look = look_at_ends(&left, &right);
    column_end(&left);
    column_end(&right);
    return look == LOOKS_LIKE_TEXTS || (look == LOOKS_LIKE_NEITHER && have_prose(region, first, end, gutter));
}

gboolean layout_columns_join(const struct region *region, guint first, guint end, struct strip gutter)
{
    struct column left, right;
    column_begin(&left, region, first, end, gutter, TRUE);
    column_begin(&right, region, first, end, gutter, FALSE);
    gboolean joined = left.sides.text->len > left.first && right.sides.text->len > right.first && is_open(&left, &right);
    column_end(&left);
    column_end(&right);
    return joined;
}
