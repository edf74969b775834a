/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines and table rows out of a document that knows blocks, words and cells: for HTML and office
 * files, so that all of them give text of the same form. */
#ifndef CIRCULARD_DECODE_LINES_H
#define CIRCULARD_DECODE_LINES_H

#include <glib.h>

#include "base/auto.h"

struct lines;
struct lines *lines_new(gsize most); /* of text; more is dropped */
void lines_free(struct lines *lines);
AUTO_DEFINE(lines)

/* Words; runs of white space become one space unless as_is. No-break spaces are no white space. */
void lines_words(struct lines *lines, const char *text, gsize length, gboolean as_is);
/* Words of a text processor, which folds no white space: a tab, or four blanks and more, set columns. */
void lines_typed(struct lines *lines, const char *text, gsize length);
/* Raised words: the number of a note in raised figures, so that it becomes no part of a year before it. */
void lines_raised(struct lines *lines, const char *text, gsize length);
void lines_break(struct lines *lines);     /* a line end that stands in the document: <br> */
void lines_block(struct lines *lines);     /* the next words begin a line */
void lines_paragraph(struct lines *lines); /* … and an empty line goes before it */
void lines_page(struct lines *lines);      /* a page ends; outside tables only */

/* A box that hangs on a place in a sentence: what is written until its end stands behind the paragraph around,
 * or before it where that has no word yet. Boxes nest; tables that are open around them are not theirs. */
void lines_aside_begin(struct lines *lines);
void lines_aside_end(struct lines *lines);

/* Tables nest. A row of short cells becomes one line with tabs; a table that only places large
 * blocks on the page becomes those blocks. */
void lines_table_begin(struct lines *lines);
void lines_row_begin(struct lines *lines);
void lines_cell_begin(struct lines *lines, guint columns, guint rows); /* spans, from 1 */
void lines_cell_spans(struct lines *lines, guint columns); /* told after the cell began */
void lines_cell_end(struct lines *lines);
void lines_row_end(struct lines *lines);
void lines_table_end(struct lines *lines);
void lines_close_tables(struct lines *lines); /* those that a damaged document left open */

/* Closes what is open and hands the text over; lines is empty afterwards. */
GString *lines_finish(struct lines *lines);
gboolean lines_are_full(const struct lines *lines);

#endif
