/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines, and what stands around the ends of pages. */
#ifndef CIRCULARD_FIND_PAGE_H
#define CIRCULARD_FIND_PAGE_H

#include "find/document.h"

struct line {
    guint32 first, end; /* tokens */
    guint32 width;      /* characters */
    guint32 page;       /* from 0 */
    guint32 gap;        /* token after the last wide gap; 0 none */
    guint32 edge;       /* of page.c: number of what it says, from 1, where it is near the end of a page */
    gboolean row;       /* has cells, or columns set by blanks */
};

GArray *page_lines(const struct document *d); /* of struct line */
/* Takes page numbers, running heads and running feet out of the stream, so that a sentence runs over
 * the page's end. */
void page_drop_edges(struct document *d);

#endif
