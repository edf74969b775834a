/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two texts side by side: columns, to be read one after the other, or a table, to be read row by row? */
#ifndef CIRCULARD_DECODE_LAYOUT_COLUMNS_H
#define CIRCULARD_DECODE_LAYOUT_COLUMNS_H

#include "decode/layout_table.h"

/* How many words of the row begin left of x. */
guint layout_count_left(const struct region *region, const struct row *row, double x);

gboolean layout_are_columns(const struct region *region, guint first, guint end, struct strip gutter);

/* Does the text of the left column go on in the right one within a sentence? */
gboolean layout_columns_join(const struct region *region, guint first, guint end, struct strip gutter);

#endif
