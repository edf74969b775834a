/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that runs at a slant: a stamp across the page, the heads of a table. */
#ifndef CIRCULARD_DECODE_PDF_SLANT_H
#define CIRCULARD_DECODE_PDF_SLANT_H

#include <poppler.h>

/* The words of each slant, as they stand when the sheet is turned so that they can be read: arrays of struct word,
 * whose texts lie in the store; NULL where there are none. taken: a flag a character; flagged ones are passed over, and
 * those of the words get it. *unsure: not all could be looked at. */
GPtrArray *pdf_slant_find(const char *text, const PopplerRectangle *places, guint count, gboolean *taken,
                          GStringChunk *store, gboolean *unsure);

#endif
