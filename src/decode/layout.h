/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words with their places on a page into lines in reading order. Knows nothing of PDF. */
#ifndef CIRCULARD_DECODE_LAYOUT_H
#define CIRCULARD_DECODE_LAYOUT_H

#include <glib.h>

struct word {
    double left, top, right, bottom; /* points; top is smaller than bottom */
    const char *text;                /* borrowed, length bytes */
    gsize length;
};

/* Lines of the words, an empty line where the gap between lines says that a paragraph ends, a tab
 * between the cells of a row. Sorts words. *unsure, which may be missing: there were too many rows or notes for all
 * to be looked through for what stands beside the text. */
GString *layout_read(struct word *words, guint count, gboolean *unsure);

#endif
