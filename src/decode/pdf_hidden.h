/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of a PDF page that nobody would see. */
#ifndef CIRCULARD_DECODE_PDF_HIDDEN_H
#define CIRCULARD_DECODE_PDF_HIDDEN_H

#include "decode/pdf_sheet.h"

/* Has the page letters that are light or tiny? */
gboolean pdf_hidden_suspects(const struct pdf_sheet *sheet);
/* Draws the page. One flag for each character of its text, TRUE where it cannot be seen; NULL where all
 * of it can, or nothing can be said. markless: the file draws text without a mark. unsure: not all of it was
 * looked at (the page cannot be drawn, or its words together are too large). Owned by the caller. */
gboolean *pdf_hidden_find(PopplerPage *page, struct pdf_sheet *sheet, gboolean markless, gboolean *unsure);

#endif
