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

/* A page in grey, a byte a pixel, 255 white. */
struct pdf_drawn {
    guint8 *grey; /* owned by the caller */
    guint width, height;
    double scale; /* pixels of a point */
};

/* At that scale, or coarser, so that it has no more than so many pixels. FALSE: it cannot be drawn. */
gboolean pdf_page_draw_grey(PopplerPage *page, double scale, double pixels, struct pdf_drawn *drawn);
/* Is anything to be seen on it? */
gboolean pdf_page_has_ink(PopplerPage *page);
/* What recognition makes of the page as it looks, without the words of a sheet; that may be NULL. */
struct ocr_result pdf_page_recognise(PopplerPage *page, const struct pdf_sheet *but, struct ocr *ocr, guint64 pixels);

#endif
