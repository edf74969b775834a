/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of a PDF page that is crossed out. */
#ifndef CIRCULARD_DECODE_PDF_STRUCK_H
#define CIRCULARD_DECODE_PDF_STRUCK_H

#include "decode/pdf_hints.h"
#include "decode/pdf_sheet.h"

/* May a line lie over its words? */
gboolean pdf_struck_suspects(PopplerPage *page, const struct pdf_sheet *sheet, const struct pdf_hints *hints);
/* Has somebody drawn over its words by hand, in a note? Poppler does not tell where in the note's place the line is. */
gboolean pdf_struck_by_hand(PopplerPage *page, const struct pdf_sheet *sheet);
/* Draws the page; sets the flag of each character that is crossed out. *flags may be NULL and is made where it is
 * needed. TRUE: some are. unsure: the page cannot be drawn. */
gboolean pdf_struck_find(PopplerPage *page, const struct pdf_sheet *sheet, const struct pdf_hints *hints,
                         gboolean **flags, gboolean *unsure);

#endif
