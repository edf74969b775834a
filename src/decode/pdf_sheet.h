/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands on a PDF page, character by character. */
#ifndef CIRCULARD_DECODE_PDF_SHEET_H
#define CIRCULARD_DECODE_PDF_SHEET_H

#include <poppler.h>

/* A run of characters without white space, and what it looks like. */
struct pdf_look {
    guint first, count; /* characters */
    PopplerRectangle place;
    PopplerTextAttributes *as; /* borrowed */
    guint telling;             /* letters and digits */
    gboolean hidden, blank, like_ground;
};

/* What a character's flag says where it is left out: TRUE, or that it is crossed out. */
#define PDF_STRUCK 2

struct pdf_sheet {
    gboolean has_text;
    char *text;
    PopplerRectangle *places; /* of the characters, from the upper left corner */
    guint count;
    GList *attributes;
    GArray *looks; /* of struct pdf_look */
    double tiny;   /* points that no eye can read */
};

void pdf_sheet_open(struct pdf_sheet *sheet, PopplerPage *page);
void pdf_sheet_close(struct pdf_sheet *sheet);

#endif
