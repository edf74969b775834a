/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_PDF_PAGE_H
#define CIRCULARD_DECODE_PDF_PAGE_H

#include <poppler.h>

#include "decode/ocr.h"
#include "decode/pdf_sheet.h"

/* The page's own text in reading order, but for the characters flagged as hidden, and with what was typed
 * onto it (of struct typed); either may be NULL. NULL where it has none. *unsure, which may be missing: as
 * layout_read() has it. Owned by the caller. */
char *pdf_page_text(const struct pdf_sheet *sheet, const gboolean *hidden, const GArray *typed, gboolean *unsure);
/* On white. The surface may be one that failed. */
cairo_surface_t *pdf_page_draw(PopplerPage *page, guint width, guint height, double scale);
/* Does a picture cover much of the page? */
gboolean pdf_page_is_picture(PopplerPage *page);
/* Is anything to be seen on it? */
gboolean pdf_page_has_ink(PopplerPage *page);
/* What recognition makes of the page as it looks. */
struct ocr_result pdf_page_recognise(PopplerPage *page, struct ocr *ocr, guint64 pixels);

#endif
