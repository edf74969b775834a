/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a PDF file holds that asks for another look, told by its bytes. */
#ifndef CIRCULARD_DECODE_PDF_HINTS_H
#define CIRCULARD_DECODE_PDF_HINTS_H

#include <glib.h>

struct pdf_hints {
    gboolean markless; /* text is drawn without a mark on the paper: rendering modes 3 and 7, no opacity */
    gboolean typed;    /* form fields, or text typed onto the page */
};

/* May say yes where it is not so, at the price of that look; no where the file is encrypted or odd. */
struct pdf_hints pdf_hints_read(GBytes *file);

#endif
