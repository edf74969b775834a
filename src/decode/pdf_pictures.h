/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures on a PDF page, and what may stand in them beside the page's own words. */
#ifndef CIRCULARD_DECODE_PDF_PICTURES_H
#define CIRCULARD_DECODE_PDF_PICTURES_H

#include "decode/pdf_page.h"
#include "decode/writing.h"

double pdf_pictures_area(PopplerPage *page); /* square points; what overlaps counts twice */
/* Do pictures cover much of the page? */
gboolean pdf_pictures_fill(PopplerPage *page);
/* Is there much of a picture where the page has no words of its own? */
gboolean pdf_pictures_are_bare(PopplerPage *page, const struct pdf_sheet *sheet);
/* Does what can be seen there look like writing? The page is drawn. */
enum writing pdf_pictures_look(PopplerPage *page, const struct pdf_sheet *sheet);
/* Paints the words of the page over, in the tone of their ground. */
void pdf_pictures_drop_words(struct pdf_drawn *drawn, const struct pdf_sheet *sheet);

#endif
