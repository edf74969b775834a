/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines, and what stands around the ends of pages. */
#ifndef CIRCULARD_FIND_PAGE_H
#define CIRCULARD_FIND_PAGE_H

#include "find/document.h"

struct line {
    guint32 first, end; /* tokens */
    guint32 width;      /* characters; of sentence.c */
    guint32 page;       /* from 0 */
    guint32 gap;        /* token after the last wide gap; 0 none */
    guint32 edge;       /* of page.c: number of what it says, from 1, where it is near the end of a page */
    guint8 above, below;/* of page.c: lines of its page, as far as that matters */
    gboolean row;       /* has cells, or columns set by blanks */
    gboolean gone;      /* of page.c: no part of the text */
};

/* The lines (struct line), without page numbers, running heads and feet, and what else stands in the midst of a sentence
 * where a page ends: those are taken out of the stream of tokens, so that a sentence runs over the page's end. */
GArray *page_lines(struct document *d);

#endif
