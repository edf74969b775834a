/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of tables: which holds those who act, and which only says where something is to be sent. */
#ifndef CIRCULARD_FIND_DOCUMENT_TABLE_H
#define CIRCULARD_FIND_DOCUMENT_TABLE_H

#include "find/document.h"

guint document_cell(const struct document *d, const struct sentence *s, guint token); /* the first one is 0 */
/* The same with empty cells counted, which merged heads leave: where both rows have as many cells that way, or
 * do not have as many filled ones. Else several tabs only line things up. */
guint document_cell_beside(const struct document *d, const struct sentence *s, guint token, const struct sentence *other);
/* Takes marks of people out of rows where the column's head says that they do not act there. */
void document_read_tables(struct document *d);

#endif
