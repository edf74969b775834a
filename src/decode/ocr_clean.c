/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures made fit for recognition: the shadow over a photograph evened out, the specks of a bad copy taken
 * away, the ground of dark boxes made light, the frames of boxes too, for the recogniser takes a framed text for a drawing and leaves it out.
 *
 * Each only where it is needed: a clean page stays as it is. Single lines stay: what is crossed
 * out must not become readable. */
#include "decode/ocr_clean.h"

#include <glib.h>
#include <leptonica/allheaders.h>

#define TILE          4   /* by as many, of a picture a quarter as large: the paper shows in each square */
#define DARK_PAPER    190 /* of 255; where a hundredth of the squares is darker, there is a shadow or a shaded box */
#define DARK_BOX      130 /* the paper of one */
#define DARKEST_BOX   30  /* below, no eye tells dark letters from their ground */
#define LIGHT_LETTERS 70
#define BOX_WIDE      8   /* squares */
#define BOX_HIGH      2
#define BOX_FILLED    85  /* hundredths of its squares are dark */
#define PAPER         235
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

/* Tone of that rank, 0 to 1 from the darkest one, among the squares in the box. */
static l_float32 tone_of(PIX *squares, BOX *box, l_float32 rank)
{
    l_float32 tone = 0;
    PIX *part = pixClipRectangle(squares, box, NULL);
    if (part != NULL)
        pixGetRankValueMasked(part, NULL, 0, 0, 1, rank, &tone, NULL);
    pixDestroy(&part);
    return tone;
}

/* The tones of the box spread so that its ground is that of paper, and its letters are dark. */
static void spread(PIX *grey, BOX *box, l_float32 ground, l_float32 letters)
{
    guint8 tones[256];
    l_int32 x, y, wide, high;
    for (guint i = 0; i < G_N_ELEMENTS(tones); i++)
        tones[i] = (guint8) CLAMP(PAPER * ((gfloat) i - letters) / (ground - letters), 0, 255);
    boxGetGeometry(box, &x, &y, &wide, &high);
    l_int32 right = MIN(x + wide, pixGetWidth(grey)), bottom = MIN(y + high, pixGetHeight(grey));
    for (l_int32 row = y; row < bottom; row++) {
        l_uint32 *line = pixGetData(grey) + (gsize) row * (gsize) pixGetWpl(grey);
        for (l_int32 column = x; column < right; column++)
            SET_DATA_BYTE(line, column, tones[GET_DATA_BYTE(line, column)]);
    }
}

/* Dark all over, as no drawing is and no line of large letters. */
static gboolean is_dark_box(PIX *dark, BOX *box)
{
    l_int32 x, y, wide, high, filled = 0;
    boxGetGeometry(box, &x, &y, &wide, &high);
    if (wide < BOX_WIDE || high < BOX_HIGH || wide * high * 2 > pixGetWidth(dark) * pixGetHeight(dark))
        return FALSE;
    PIX *part = pixClipRectangle(dark, box, NULL);
    if (part != NULL)
        pixCountPixels(part, &filled, NULL);
    pixDestroy(&part);
    return filled * 100 >= BOX_FILLED * wide * high;
}

/* The letters of a box are darker than its ground or lighter. In the squares at its edge there is paper. */
static void lighten(PIX *grey, PIX *brightest, PIX *means, BOX *squares, BOX *pixels)
{
    l_int32 high = 0;
    boxGetGeometry(squares, NULL, NULL, NULL, &high);
    l_int32 edge = high > 2 ? 1 : 0;
    BOX *inner = boxAdjustSides(NULL, squares, 1, -1, edge, -edge);
    l_float32 dark = tone_of(means, inner, 0.25f), light = tone_of(brightest, inner, 0.9f);
    l_float32 ground = tone_of(brightest, inner, 0.5f);
    boxDestroy(&inner);
    if (light - dark >= LIGHT_LETTERS)
        spread(grey, pixels, dark, light);
    else if (ground >= DARKEST_BOX)
        spread(grey, pixels, ground, 0);
}

/* brightest: the lightest tone of each square of so many pixels; means: the mean one. Gives the boxes in pixels. */
static BOXA *lighten_boxes(PIX *grey, PIX *brightest, PIX *means, l_int32 side)
{
    PIX *dark = pixThresholdToBinary(means, DARK_BOX);
    BOXA *all = dark != NULL ? pixConnComp(dark, NULL, 4) : NULL, *boxes = NULL;
    l_int32 count = all != NULL ? boxaGetCount(all) : 0;
    for (l_int32 i = 0; i < count; i++) {
        l_int32 x, y, wide, high;
        BOX *box = boxaGetBox(all, i, L_CLONE);
        if (is_dark_box(dark, box)) {
            boxGetGeometry(box, &x, &y, &wide, &high);
            BOX *pixels = boxCreate(x * side, y * side, wide * side, high * side);
            lighten(grey, brightest, means, box, pixels);
            boxes = boxes != NULL ? boxes : boxaCreate(0);
            boxaAddBox(boxes, pixels, L_INSERT);
        }
        boxDestroy(&box);
    }
    boxaDestroy(&all);
    pixDestroy(&dark);
    return boxes;
}

static BOXA *find_boxes(PIX *grey, PIX *small, PIX *brightest)
{
    l_float32 darkest = 255;
    pixGetRankValueMasked(brightest, NULL, 0, 0, 1, 0.005f, &darkest, NULL);
    PIX *means = darkest < DARK_BOX ? pixScaleAreaMap(small, 1.0f / TILE, 1.0f / TILE) : NULL;
    BOXA *boxes = means != NULL ? lighten_boxes(grey, brightest, means, 4 * TILE) : NULL;
    pixDestroy(&means);
    return boxes;
}

PIX *ocr_clean_light(PIX *grey, BOXA **boxes)
{
    l_float32 paper = 255;
    PIX *small = pixScaleAreaMap(grey, 0.25f, 0.25f); /* the light specks of a noisy scan are not its paper */
    PIX *brightest = small != NULL ? pixScaleGrayMinMax(small, TILE, TILE, L_CHOOSE_MAX) : NULL;
    *boxes = small != NULL && brightest != NULL ? find_boxes(grey, small, brightest) : NULL;
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
