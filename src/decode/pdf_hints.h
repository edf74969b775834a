/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a PDF file holds that asks for another look, told by its bytes. */
#ifndef CIRCULARD_DECODE_PDF_HINTS_H
#define CIRCULARD_DECODE_PDF_HINTS_H

#include <glib.h>

#include "decode/pdf_rules.h"

struct pdf_hints {
    gboolean markless; /* text is drawn without a mark on the paper: rendering modes 3 and 7, no opacity */
    gboolean typed;    /* form fields, or text, remarks or stamps put onto the page */
    gboolean fields_elsewhere; /* form fields in XML beside the pages (XFA) */
    gboolean attached; /* files that hang on a place of a page */
    gboolean turned;   /* a page is shown turned */
    gboolean layered;  /* layers that are switched off */
    gboolean struck;   /* notes that cross words out */
    gboolean inked;    /* lines drawn by hand, as notes */
    gboolean pictured; /* a picture, or what may hold one and cannot be looked through */
    GArray *rules;     /* of struct pdf_rule, lowest first: level lines drawn on any of its pages */
    gboolean rules_anywhere; /* and others whose places are not known */
    gsize unpacked_bytes;
};

/* Cleared by the caller. May say yes where it is not so, at the price of that look; no where the file is encrypted or odd; of
 * rules it says then that they may be anywhere. */
struct pdf_hints pdf_hints_read(GBytes *file);
void pdf_hints_clear(struct pdf_hints *hints);

#endif
