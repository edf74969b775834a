/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words into rows by their height on the page, and what is typical of these rows.
 *
 * A word stands in the row that began with another one where they share more than half of the lower
 * one's height: so raised letters stay in their line. The typical height and pitch are taken from the
 * middle and the lower third, which headings, notes and gaps between paragraphs do not move. */
#include <stdlib.h>

#include "decode/layout_table.h"

static int compare_heights(const void *a, const void *b)
{
    const struct word *one = a, *other = b;
    double difference = (one->top + one->bottom) - (other->top + other->bottom);
    return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

int layout_compare_lefts(const void *a, const void *b)
{
    const struct word *one = a, *other = b;
    return one->left < other->left ? -1 : one->left > other->left ? 1 : 0;
}

int layout_compare_doubles(const void *a, const void *b)
{
    double one = *(const double *) a, other = *(const double *) b;
    return one < other ? -1 : one > other ? 1 : 0;
}

/* The value that so many hundredths of the others are below. */
static double typical(GArray *values, guint hundredths, double fallback)
{
    if (values->len == 0)
        return fallback;
    g_array_sort(values, layout_compare_doubles);
    return g_array_index(values, double, values->len * hundredths / 100);
}

/* Does the word stand in the row that began with the other one? */
static gboolean is_beside(const struct word *word, const struct word *first)
{
    double shared = MIN(word->bottom, first->bottom) - MAX(word->top, first->top);
    double lower = MIN(word->bottom - word->top, first->bottom - first->top);
    return shared > 0.5 * lower;
}

static void finish_row(struct region *region, struct row *row)
{
    struct word *words = region->words + row->first;
    qsort(words, row->count, sizeof *words, layout_compare_lefts);
    row->left = words[0].left;
    row->right = words[0].right;
    row->top = words[0].top;
    row->bottom = words[0].bottom;
    for (guint i = 1; i < row->count; i++) {
        row->right = MAX(row->right, words[i].right);
        row->top = MIN(row->top, words[i].top);
        row->bottom = MAX(row->bottom, words[i].bottom);
    }
    g_array_append_val(region->rows, *row);
}

static void make_rows(struct region *region, guint count)
{
    qsort(region->words, count, sizeof *region->words, compare_heights);
    struct row row = {0};
    struct word first = {0};
    for (guint i = 0; i < count; i++) {
        if (row.count > 0 && !is_beside(&region->words[i], &first)) {
            finish_row(region, &row);
            row = (struct row){.first = i};
        }
        if (row.count++ == 0)
            first = region->words[i];
    }
    if (row.count > 0)
        finish_row(region, &row);
}

static void measure(struct region *region, guint count)
{
    g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) pitches = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < count; i++) {
        double height = region->words[i].bottom - region->words[i].top;
        g_array_append_val(heights, height);
    }
    region->height = MAX(typical(heights, 50, 10), 1);
    for (guint i = 1; i < region->rows->len; i++) {
        const struct row *above = &g_array_index(region->rows, struct row, i - 1);
        double pitch = above[1].top - above[0].top;
        if (pitch > 0.3 * region->height && pitch < 2.6 * region->height)
            g_array_append_val(pitches, pitch);
    }
    region->pitch = typical(pitches, 30, 1.2 * region->height);
    if (pitches->len < 3) /* too few to tell lines from paragraphs */
        region->pitch = MIN(region->pitch, 1.3 * region->height);
}

void layout_make_rows(struct region *region, guint count)
{
    make_rows(region, count);
    measure(region, count);
}
