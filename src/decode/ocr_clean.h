/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What copiers, cameras and rulers put on a page beside its letters. */
#ifndef CIRCULARD_DECODE_OCR_CLEAN_H
#define CIRCULARD_DECODE_OCR_CLEAN_H

struct Boxa; /* of Leptonica */
struct Pix;

/* Both take a grey picture and give a better one, or the same. */
/* Shadows, dark paper and dark boxes; before anything is measured. *boxes: where there are dark boxes, which may
 * hold letters all the same; NULL for none. */
struct Pix *ocr_clean_light(struct Pix *grey, struct Boxa **boxes);
struct Pix *ocr_clean_marks(struct Pix *grey); /* specks, frames; when it is upright and straight */

#endif
