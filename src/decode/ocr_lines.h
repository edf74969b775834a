/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was recognised, as lines. */
#ifndef CIRCULARD_DECODE_OCR_LINES_H
#define CIRCULARD_DECODE_OCR_LINES_H

struct TessBaseAPI;

/* The words in the order that the engine reads them in, an empty line after each paragraph, and several blanks where a
 * gap in a line sets columns apart. Free it with g_free(). */
char *ocr_lines_read(struct TessBaseAPI *engine);

#endif
