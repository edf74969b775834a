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

/* Of struct typed; NULL where there is nothing. Owned by the caller. */
GArray *pdf_form_read(PopplerPage *page);

#endif
