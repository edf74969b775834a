/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acts in tables, and below lines and behind keys that name somebody. */
#ifndef CIRCULARD_FIND_DOCUMENT_TABLE_H
#define CIRCULARD_FIND_DOCUMENT_TABLE_H

#include "find/document.h"

guint document_cell(const struct document *d, const struct sentence *s, guint token); /* the first one is 0 */
/* The same with empty cells counted, which merged heads leave: where both rows have as many cells that way, or
 * do not have as many filled ones. Else several tabs only line things up. */
guint document_cell_beside(const struct document *d, const struct sentence *s, guint token, const struct sentence *other);
/* Takes marks of people out of rows where the column's head says that they do not act there, and tells which rows and items
 * are others' (sentence.others_act). */
void document_read_tables(struct document *d);

#endif
