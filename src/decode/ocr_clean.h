/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What copiers, cameras and rulers put on a page beside its letters. */
#ifndef CIRCULARD_DECODE_OCR_CLEAN_H
#define CIRCULARD_DECODE_OCR_CLEAN_H

struct Pix; /* of Leptonica */

/* Both take a grey picture and give a better one, or the same. */
struct Pix *ocr_clean_light(struct Pix *grey); /* shadows and dark paper; before anything is measured */
struct Pix *ocr_clean_marks(struct Pix *grey); /* specks, frames; when it is upright and straight */

#endif
