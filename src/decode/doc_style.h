/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which characters of a Word binary document nobody reads: deleted, hidden, crossed out, tiny. */
#ifndef CIRCULARD_DECODE_DOC_STYLE_H
#define CIRCULARD_DECODE_DOC_STYLE_H

#include <glib.h>

enum doc_look { DOC_DELETED = 1, DOC_HIDDEN = 2, DOC_STRUCK = 4 };

/* Bytes from..to of the main stream. */
struct doc_run {
    guint32 from, to;
    guint look; /* of enum doc_look; never 0 */
};

/* Runs in rising order, without overlap. table: the list of the pages that hold properties of
 * characters ([MS-DOC] 2.8.5, PlcBteChpx). pictures: of guint32, gets the places of those that are seen. Never NULL;
 * owned by the caller. There are fewer of both than the file has bytes. */
GArray *doc_style_read(GBytes *main, const guint8 *table, gsize length, GArray *pictures);

/* Index of the first run that ends behind `at`. */
guint doc_style_find(const GArray *runs, guint32 at);

#endif
