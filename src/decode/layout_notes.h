/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes and margin notes beside running text. */
#ifndef CIRCULARD_DECODE_LAYOUT_NOTES_H
#define CIRCULARD_DECODE_LAYOUT_NOTES_H

#include "decode/layout_table.h"

/* What stands beside the text of a run. */
struct note {
    double left, right, top, bottom; /* words that begin between left and right, from top to bottom */
    double before;                   /* the top of the row before which it is to be read */
    gboolean numbers;                /* of lines: nothing to be read */
};

/* Appends to notes (of struct note) what stands beside the running text at one of the gutters of the rows from
 * first to before end. columns: these rows may be two columns of text; narrow: the
 * gutter is hardly wider than gaps between words. */
void layout_find_notes(const struct region *region, guint first, guint end, const struct strips *gutters,
                       gboolean columns, gboolean narrow, GArray *notes);

#endif
