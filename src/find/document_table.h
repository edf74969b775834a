/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of tables: which holds those who act, and which only says where something is to be sent. */
#ifndef CIRCULARD_FIND_DOCUMENT_TABLE_H
#define CIRCULARD_FIND_DOCUMENT_TABLE_H

#include "find/document.h"

guint document_cell(const struct document *d, const struct sentence *s, guint token); /* the first one is 0 */
/* Takes marks of people out of rows where the column's head says that they do not act there. */
void document_read_tables(struct document *d);

#endif
