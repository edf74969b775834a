/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scan may lie below the words of a fax line, a registry's stamp or a cover text, and a picture of a table
 * among those of a letter: its own words do not tell what such a page says.
 *
 * First a look that costs nothing: squares of the page that lie in a picture and near no word. A scan that
 * somebody has put recognised text below has few of them, and ends here. Else the page is drawn, coarsely,
 * its own words are painted over, and what is left is looked at: writing stands on an even ground, in lines. */
#include "decode/pdf_pictures.h"

#include <math.h>
#include <string.h>

#define FILLED        0.35 /* of the page */
#define COLUMNS       21   /* squares, of a centimetre on common paper */
#define ROWS          30
#define MARGIN        2    /* squares at each edge in which no letter is written */
#define BARE_MIN      60   /* squares of a picture that no word is near */
#define SKETCH_SCALE  1.0
#define SKETCH_PIXELS 500000.0
#define SQUARE        16u  /* pixels of the sketch: a line of common letters and what is around it */
#define CONTRAST      60   /* of 255, of ink and its ground */
#define EVEN          24   /* what belongs to the ground */
#define STRIP_MIN     4u   /* squares with writing in a strip: a date */
#define WRITTEN_MIN   16u  /* on the page: a short sentence */
#define WRITTEN_SURE  60u  /* a paragraph */
#define PAINTED_MAX   8    /* times the picture's pixels, over all words */

static double area_of(const PopplerRectangle *place)
{
    return fabs(place->x2 - place->x1) * fabs(place->y2 - place->y1);
}

gboolean pdf_pictures_fill(PopplerPage *page)
{
    double width, height, covered = 0;
    poppler_page_get_size(page, &width, &height);
    GList *images = poppler_page_get_image_mapping(page);
    for (GList *item = images; item != NULL; item = item->next)
        covered += area_of(&((PopplerImageMapping *) item->data)->area);
    poppler_page_free_image_mapping(images);
    return covered > FILLED * width * height;
}

/* The squares of the page. */
struct squares {
    double width, height; /* of one, in points */
    guint8 of[ROWS][COLUMNS];
};

enum { PICTURED = 1, WORDED = 2 };

static void mark(struct squares *squares, const PopplerRectangle *place, int around, guint8 as)
{
    int left = (int) CLAMP(MIN(place->x1, place->x2) / squares->width, 0, COLUMNS - 1) - around;
    int right = (int) CLAMP(MAX(place->x1, place->x2) / squares->width, 0, COLUMNS - 1) + around;
    int top = (int) CLAMP(MIN(place->y1, place->y2) / squares->height, 0, ROWS - 1) - around;
    int bottom = (int) CLAMP(MAX(place->y1, place->y2) / squares->height, 0, ROWS - 1) + around;
    for (int row = MAX(top, 0); row <= MIN(bottom, ROWS - 1); row++)
        for (int column = MAX(left, 0); column <= MIN(right, COLUMNS - 1); column++)
            squares->of[row][column] |= as;
}

static guint count_bare(const struct squares *squares, guint8 as)
{
    guint bare = 0;
    for (guint row = MARGIN; row < ROWS - MARGIN; row++)
        for (guint column = MARGIN; column < COLUMNS - MARGIN; column++)
            bare += squares->of[row][column] == as;
    return bare;
}

/* A page full of words is not asked for pictures. */
gboolean pdf_pictures_are_bare(PopplerPage *page, const struct pdf_sheet *sheet)
{
    double width, height;
    poppler_page_get_size(page, &width, &height);
    if (!(width >= 1 && height >= 1 && width < 1e5 && height < 1e5))
        return FALSE;
    struct squares squares = {.width = width / COLUMNS, .height = height / ROWS};
    for (guint i = 0; i < sheet->looks->len; i++) {
        const struct pdf_look *look = &g_array_index(sheet->looks, struct pdf_look, i);
        if (look->telling > 0)
            mark(&squares, &look->place, 1, WORDED);
    }
    if (count_bare(&squares, 0) < BARE_MIN)
        return FALSE;
    GList *images = poppler_page_get_image_mapping(page);
    for (GList *item = images; item != NULL; item = item->next)
        mark(&squares, &((PopplerImageMapping *) item->data)->area, 0, PICTURED);
    poppler_page_free_image_mapping(images);
    return count_bare(&squares, PICTURED) >= BARE_MIN;
}

/* The lightest of the corners around it: letters of other lines may reach into one. */
static guint8 ground_of(const struct pdf_drawn *drawn, guint left, guint top, guint right, guint bottom)
{
    const guint8 *upper = drawn->grey + (gsize) top * drawn->width, *lower = drawn->grey + (gsize) bottom * drawn->width;
    return MAX(MAX(upper[left], upper[right]), MAX(lower[left], lower[right]));
}

void pdf_pictures_drop_words(struct pdf_drawn *drawn, const struct pdf_sheet *sheet)
{
    double scale = drawn->scale;
    guint64 budget = (guint64) PAINTED_MAX * drawn->width * drawn->height;
    for (guint i = 0; i < sheet->looks->len; i++) {
        const PopplerRectangle *place = &g_array_index(sheet->looks, struct pdf_look, i).place;
        guint left = (guint) CLAMP(place->x1 * scale - 1, 0, drawn->width - 1);
        guint right = (guint) CLAMP(place->x2 * scale + 1, left, drawn->width - 1);
        guint top = (guint) CLAMP(place->y1 * scale, 0, drawn->height - 1);
        guint bottom = (guint) CLAMP(place->y2 * scale, top, drawn->height - 1);
        guint64 pixels = (guint64) (right - left + 1) * (bottom - top + 1);
        if (pixels > budget)
            return;
        budget -= pixels;
        guint8 ground = ground_of(drawn, left, top, right, bottom);
        for (guint y = top; y <= bottom; y++)
            memset(drawn->grey + (gsize) y * drawn->width + left, ground, right - left + 1);
    }
}

enum look { LOOK_EVEN, LOOK_WRITTEN, LOOK_OTHER, LOOKS };

/* Ink on an even ground, which is the lighter of the two or the darker one. */
static enum look look_at(const struct pdf_drawn *drawn, guint x, guint y)
{
    guint tones[256] = {0}, light = 0, dark = 0, light_ink = 0, dark_ink = 0, pixels = SQUARE * SQUARE;
    int least = 255, most = 0;
    for (guint row = 0; row < SQUARE; row++)
        for (guint column = 0; column < SQUARE; column++) {
            guint8 tone = drawn->grey[(gsize) (y + row) * drawn->width + x + column];
            tones[tone]++;
            least = MIN(least, tone);
            most = MAX(most, tone);
        }
    if (most - least < CONTRAST)
        return LOOK_EVEN;
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
static enum pdf_writing find_writing(const struct pdf_drawn *drawn)
{
    guint written = 0, all = 0, others = 0;
    for (guint y = 0; y + SQUARE <= drawn->height; y += SQUARE) {
        guint count[LOOKS] = {0};
        for (guint x = 0; x + SQUARE <= drawn->width; x += SQUARE)
            count[look_at(drawn, x, y)]++;
        if (count[LOOK_WRITTEN] >= STRIP_MIN && count[LOOK_WRITTEN] * 2 >= count[LOOK_OTHER] * 3)
            written += count[LOOK_WRITTEN];
        all += count[LOOK_WRITTEN];
        others += count[LOOK_OTHER];
    }
    return written < WRITTEN_MIN                          ? PDF_WRITING_NONE
           : written >= WRITTEN_SURE && all >= 2 * others ? PDF_WRITING_SURE
                                                          : PDF_WRITING_PERHAPS;
}

enum pdf_writing pdf_pictures_look(PopplerPage *page, const struct pdf_sheet *sheet)
{
    struct pdf_drawn drawn;
    if (!pdf_page_draw_grey(page, SKETCH_SCALE, SKETCH_PIXELS, &drawn))
        return PDF_WRITING_NONE;
    pdf_pictures_drop_words(&drawn, sheet);
    enum pdf_writing writing = find_writing(&drawn);
    g_free(drawn.grey);
    return writing;
}
