/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the parts of the layout: rows of words (layout_rows.c), and tables read along them. */
#ifndef CIRCULARD_DECODE_LAYOUT_TABLE_H
#define CIRCULARD_DECODE_LAYOUT_TABLE_H

#include "decode/layout.h"

#define GUTTERS_MAX 24 /* of a run */

struct row {
    guint first, count; /* words */
    double left, right, top, bottom;
};

struct strip {
    double left, right; /* a blank one */
};

struct strips {
    struct strip items[GUTTERS_MAX + 2];
    guint count;
};

struct region {
    struct word *words;
    GArray *rows; /* of struct row */
    double height; /* of the letters, typically */
    double pitch;  /* from row to row, typically */
    GString *out;
    guint depth;
};

static inline const struct row *row_at(const struct region *region, guint index)
{
    return &g_array_index(region->rows, struct row, index);
}

/* For qsort() of words by where they begin, and for g_array_sort() of doubles. */
int layout_compare_lefts(const void *a, const void *b);
int layout_compare_doubles(const void *a, const void *b);

/* Sorts the region's words, so many, into rows, and fills in what is typical of them. rows must be there, empty. */
void layout_make_rows(struct region *region, guint count);

/* The rows from first to before end, cells parted by tabs at the gutters. */
void layout_read_table(struct region *region, guint first, guint end,
                       const struct strips *gutters);

#endif
