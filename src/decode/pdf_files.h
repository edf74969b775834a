/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_PDF_FILES_H
#define CIRCULARD_DECODE_PDF_FILES_H

#include <poppler.h>

#include "decode/reading.h"

/* Reads the files that the document holds, and those that hang on a place of its first pages. */
void pdf_files_read(struct reading *reading, const struct leaf *leaf, PopplerDocument *document, guint pages);

#endif
