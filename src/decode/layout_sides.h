/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two sides of a gutter line by line: a text, and what stands beside it. */
#ifndef CIRCULARD_DECODE_LAYOUT_SIDES_H
#define CIRCULARD_DECODE_LAYOUT_SIDES_H

#include "decode/layout_table.h"

/* What a row has on one side of the gutter. */
struct line {
    double left, right, top, bottom;
    double first_width; /* of its first word */
    const struct word *first, *last;
    guint words, row;
    gboolean crossing; /* it lies across the gutter: a row before or after the run */
};

struct sides {
    const struct region *region;
    struct strip gutter;
    gboolean text_left;
    gboolean narrow; /* the gutter */
    GArray *text, *side; /* of struct line */
    GArray *blocks;      /* of what stands beside it, for layout_notes.c */
    double pitch, reach;
};

static inline const struct line *line_at(const GArray *lines, guint index)
{
    return &g_array_index(lines, struct line, index);
}

/* Fills text and side, which must be there, empty, and what is measured of them. */
void sides_collect(struct sides *sides, guint first, guint end);

gboolean sides_begins_small(const struct line *line); /* with a small letter */
gboolean sides_has_cells(const struct sides *sides, const struct line *line); /* with gaps as those of a table */
gboolean sides_is_prose(const struct sides *sides, const struct line *line);
gboolean sides_are_aligned(const struct sides *sides, const struct line *one, const struct line *other);
double sides_widest_gap(const struct line *line); /* between words */

/* Does the line of the text run on from the one before? */
gboolean sides_runs_on(const struct sides *sides, guint index);
gboolean sides_runs_on_small(const struct sides *sides, guint index); /* … and surely, within a sentence */

#endif
