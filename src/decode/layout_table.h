/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the parts of the layout: rows of words (layout_rows.c), cells that stand close (layout_tight.c), and tables read along them. */
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
    guint notes;  /* taken out so far */
    guint looked; /* rows looked through for them */
    gboolean unsure; /* not all of them were */
    double least; /* of the height: how wide a gutter is */
    GArray *waiting, *begun; /* notes, and rows that have been read (layout_waiting.c) */
};

static inline const struct row *row_at(const struct region *region, guint index)
{
    return &g_array_index(region->rows, struct row, index);
}

/* For qsort() of words by where they begin, and for g_array_sort() of doubles. */
int layout_compare_lefts(const void *a, const void *b);
int layout_compare_doubles(const void *a, const void *b);

gboolean layout_begins_small(const struct word *word); /* with a small letter */

/* Sorts the region's words, so many, into rows, and fills in what is typical of them. rows must be there, empty. */
void layout_make_rows(struct region *region, guint count);

/* Draws words that stand before a cell of a tight table back, so that there is a gutter before it. */
void layout_open_tight(struct region *region);

/* The rows from first to before end, cells parted by tabs at the gutters. */
void layout_read_table(struct region *region, guint first, guint end,
                       const struct strips *gutters);

/* An empty line, where there is none yet. */
void layout_end_paragraph(GString *out);

/* Notes that are read before a row to come, or one that has been. layout_wait() takes the text. */
void layout_begin_waiting(struct region *region);
void layout_wait(struct region *region, GString *text, double before);
void layout_begin_row(struct region *region, double top); /* is read now */
void layout_flush_waiting(struct region *region, double top); /* those that belong above */
void layout_end_waiting(struct region *region);

#endif
