/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters out of pictures. */
#ifndef CIRCULARD_DECODE_OCR_H
#define CIRCULARD_DECODE_OCR_H

#include <glib.h>

#include "base/auto.h"
#include "decode/writing.h"

struct ocr; /* the recogniser with its languages: some 60 MB once it is warm */
struct ocr *ocr_new(void);
void ocr_free(struct ocr *ocr);
AUTO_DEFINE(ocr)
/* Loads the languages; FALSE where none is installed. Recognising does it too where it was not. */
gboolean ocr_warm(struct ocr *ocr);

struct ocr_result {
    char *utf8;       /* lines, empty ones between paragraphs; NULL where nothing was found; owned */
    guint confidence; /* of the words, 0..100 */
    gboolean cut;     /* it took too long: only the beginning */
    guint blind;      /* dark boxes in which nothing was found */
};

/* Grey pixels of one byte, 255 white, stride bytes from row to row. ocr NULL recognises nothing. */
struct ocr_result ocr_recognise(struct ocr *ocr, const guint8 *grey, guint width, guint height,
                                gsize stride, guint dpi);

/* The first picture of an image file; FALSE where it is of no kind that can be read. */
gboolean ocr_measure(GBytes *image, guint *width, guint *height);
/* Does its first picture look like writing? Nothing is recognised. */
enum writing ocr_look(GBytes *image);
/* The next picture of an image file, from *offset (0 at first); *offset is 0 after the last one.
 * Pictures over so many pixels are passed over with NULL. */
struct ocr_result ocr_recognise_file(struct ocr *ocr, GBytes *image, gsize *offset, guint64 pixels);

#endif
