/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures made fit for recognition: the shadow over a photograph evened out, the specks of a bad copy taken
 * away, the frames of boxes too, for the recogniser takes a framed text for a drawing and leaves it out.
 *
 * Each only where it is needed: a clean page stays as it is. Single lines stay: what is crossed
 * out must not become readable. */
#include "decode/ocr_clean.h"

#include <glib.h>
#include <leptonica/allheaders.h>

#define TILE          4   /* by as many, of a picture a quarter as large: the paper shows in each square */
#define DARK_PAPER    190 /* of 255; where a hundredth of the squares is darker, there is a shadow or a shaded box */
#define INK           140
#define PALE_INK      190 /* thin lines come out grey */
#define SPECK         2   /* pixels; no dot of an i is as small where letters can be read */
#define SPECKS_MIN    1000
#define FRAME_HIGH    50  /* pixels: no letter is as high */
#define FRAME_WIDE    150

static PIX *better_of(PIX *old, PIX *better)
{
    if (better == NULL)
        return old;
    pixDestroy(&old);
    return better;
}

PIX *ocr_clean_light(PIX *grey)
{
    l_float32 paper = 255;
    PIX *small = pixScaleAreaMap(grey, 0.25f, 0.25f); /* the light specks of a noisy scan are not its paper */
    PIX *brightest = small != NULL ? pixScaleGrayMinMax(small, TILE, TILE, L_CHOOSE_MAX) : NULL;
    pixDestroy(&small);
    if (brightest == NULL)
        return grey;
    pixGetRankValueMasked(brightest, NULL, 0, 0, 1, 0.01f, &paper, NULL);
    pixDestroy(&brightest);
    return paper < DARK_PAPER ? better_of(grey, pixBackgroundNormSimple(grey, NULL, NULL)) : grey;
}

static l_int32 count_pieces(PIX *ink)
{
    l_int32 count = 0;
    pixCountConnComp(ink, 8, &count);
    return count;
}

/* Many more specks than letters? */
static gboolean is_specked(PIX *ink)
{
    PIX *large = pixSelectBySize(ink, SPECK, SPECK, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GT, NULL);
    if (large == NULL)
        return FALSE;
    l_int32 all = count_pieces(ink), letters = count_pieces(large);
    pixDestroy(&large);
    return all - letters > SPECKS_MIN && all - letters > letters;
}

/* Upright lines, and the level ones that meet them. NULL where there is no frame. */
static PIX *find_frames(PIX *ink)
{
    PIX *upright = pixOpenBrick(NULL, ink, 1, FRAME_HIGH), *level = pixOpenBrick(NULL, ink, FRAME_WIDE, 1);
    PIX *both = NULL, *seed = NULL;
    l_int32 none = 1;
    if (upright != NULL && level != NULL && pixZero(upright, &none) == 0 && !none) {
        seed = pixDilateBrick(NULL, upright, 7, 7);
        both = pixOr(NULL, level, seed);
    }
    PIX *frames = both != NULL ? pixSeedfillBinary(NULL, seed, both, 8) : NULL;
    pixDestroy(&upright);
    pixDestroy(&level);
    pixDestroy(&both);
    pixDestroy(&seed);
    return frames != NULL ? better_of(frames, pixDilateBrick(NULL, frames, 3, 3)) : NULL;
}

PIX *ocr_clean_marks(PIX *grey)
{
    PIX *ink = pixConvertTo1(grey, INK);
    if (ink == NULL)
        return grey;
    if (is_specked(ink)) {
        grey = better_of(grey, pixMedianFilter(grey, 3, 3));
        ink = better_of(ink, pixConvertTo1(grey, INK));
    }
    ink = better_of(ink, pixConvertTo1(grey, PALE_INK));
    PIX *frames = find_frames(ink);
    if (frames != NULL)
        pixSetMasked(grey, frames, 255);
    pixDestroy(&frames);
    pixDestroy(&ink);
    return grey;
}
