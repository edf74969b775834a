/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What copiers, cameras and rulers put on a page beside its letters. */
#ifndef CIRCULARD_DECODE_OCR_CLEAN_H
#define CIRCULARD_DECODE_OCR_CLEAN_H

#include <leptonica/allheaders.h>

/* Both take a grey picture and give a better one, or the same. */
PIX *ocr_clean_light(PIX *grey); /* shadows and dark paper; before anything is measured */
PIX *ocr_clean_marks(PIX *grey); /* specks, frames; when it is upright and straight */

#endif
