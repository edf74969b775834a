/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was typed onto a PDF page: the values of its form fields, and text put on top of it. */
#ifndef CIRCULARD_DECODE_PDF_FORM_H
#define CIRCULARD_DECODE_PDF_FORM_H

#include <poppler.h>

#include "decode/layout.h"

struct typed {
    char *text; /* one line; owned */
    struct word word;
};

struct pdf_form {
    GArray *typed;              /* of struct typed; the caller's */
    gboolean remarked, stamped; /* somebody stuck remarks, stamps to it: not read */
    gboolean cut;               /* too many fields, or too long ones: not all of them were read */
};
struct pdf_form pdf_form_read(PopplerPage *page);

#endif
