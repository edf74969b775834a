/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a picture look like writing? Recognition takes half a second to say no; this takes a millisecond.
 *
 * Ink on an even ground is told square by square. In a strip across a page that is written on most squares are
 * even or so, as where two fields of colour meet; in a photograph there are all sorts. In doubt it is writing. */
#include "decode/writing.h"

#define SQUARE        16u  /* pixels of the sketch: a line of common letters and what is around it */
#define CONTRAST      60   /* of 255, of ink and its ground */
#define EVEN          24   /* what belongs to the ground */
#define CROSSINGS_MIN 2u   /* of a stroke */
#define STRIP_MIN     4u   /* squares with writing in a strip: a date */
#define WRITTEN_MIN   16u  /* on the page: a short sentence */
#define WRITTEN_SURE  60u  /* a paragraph */

enum look { LOOK_EVEN, LOOK_WRITTEN, LOOK_OTHER, LOOKS };

/* How often ink and ground follow each other at most, in one row or column. */
static guint count_crossings(const guint8 *square, guint width, guint middle)
{
    guint most = 0;
    for (guint i = 0; i < SQUARE; i++) {
        guint along = 0, down = 0;
        for (guint k = 1; k < SQUARE; k++) {
            along += (square[(gsize) i * width + k] > middle) != (square[(gsize) i * width + k - 1] > middle);
            down += (square[(gsize) k * width + i] > middle) != (square[(gsize) (k - 1) * width + i] > middle);
        }
        most = MAX(most, MAX(along, down));
    }
    return most;
}

/* Ink on an even ground, which is the lighter of the two or the darker one. */
static enum look look_at(const guint8 *grey, guint width, guint x, guint y)
{
    guint tones[256] = {0}, light = 0, dark = 0, light_ink = 0, dark_ink = 0, pixels = SQUARE * SQUARE;
    int least = 255, most = 0;
    for (guint row = 0; row < SQUARE; row++)
        for (guint column = 0; column < SQUARE; column++) {
            guint8 tone = grey[(gsize) (y + row) * width + x + column];
            tones[tone]++;
            least = MIN(least, tone);
            most = MAX(most, tone);
        }
    if (most - least < CONTRAST)
        return LOOK_EVEN;
    if (count_crossings(grey + (gsize) y * width + x, width, (guint) (least + most) / 2) < CROSSINGS_MIN)
        return LOOK_EVEN; /* where two grounds meet */
    for (int tone = 0; tone < 256; tone++) {
        light += tone >= most - EVEN ? tones[tone] : 0;
        dark += tone <= least + EVEN ? tones[tone] : 0;
        dark_ink += tone <= most - CONTRAST ? tones[tone] : 0;
        light_ink += tone >= least + CONTRAST ? tones[tone] : 0;
    }
    guint ground = MAX(light, dark), ink = light >= dark ? dark_ink : light_ink;
    return ground * 10 >= pixels * 3 && ink * 20 >= pixels ? LOOK_WRITTEN : LOOK_OTHER;
}

/* A strip across the page is written on where that is what most of it looks like; a photograph has all sorts of looks. */
enum writing writing_find(const guint8 *grey, guint width, guint height)
{
    guint written = 0, all = 0, others = 0;
    for (guint y = 0; y + SQUARE <= height; y += SQUARE) {
        guint count[LOOKS] = {0};
        for (guint x = 0; x + SQUARE <= width; x += SQUARE)
            count[look_at(grey, width, x, y)]++;
        if (count[LOOK_WRITTEN] >= STRIP_MIN && count[LOOK_WRITTEN] * 2 >= count[LOOK_OTHER] * 3)
            written += count[LOOK_WRITTEN];
        all += count[LOOK_WRITTEN];
        others += count[LOOK_OTHER];
    }
    return written < WRITTEN_MIN                          ? WRITING_NONE
           : written >= WRITTEN_SURE && all >= 2 * others ? WRITING_SURE
                                                          : WRITING_PERHAPS;
}
