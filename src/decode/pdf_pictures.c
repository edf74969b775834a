/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scan may lie below the words of a fax line, a registry's stamp or a cover text, and a picture of a table
 * among those of a letter: its own words do not tell what such a page says.
 *
 * First a look that costs nothing: squares of the page that lie in a picture and near no word. A scan that
 * somebody has put recognised text below has few of them, and ends here. Else the page is drawn, coarsely,
 * its own words are painted over, and what is left is looked at (writing.c). */
#include "decode/pdf_pictures.h"

#include <math.h>
#include <string.h>

#define FILLED        0.35 /* of the page */
#define COLUMNS       21   /* squares, of a centimetre on common paper */
#define ROWS          30
#define MARGIN        2    /* squares at each edge in which no letter is written */
#define BARE_MIN      60   /* squares of a picture that no word is near */
#define SKETCH_SCALE  1.0 /* pixels of a point */
#define SKETCH_PIXELS 500000.0
#define PAINTED_MAX   8    /* times the picture's pixels, over all words */

static double area_of(const PopplerRectangle *place)
{
    return fabs(place->x2 - place->x1) * fabs(place->y2 - place->y1);
}

double pdf_pictures_area(PopplerPage *page)
{
    double covered = 0;
    GList *images = poppler_page_get_image_mapping(page);
    for (GList *item = images; item != NULL; item = item->next)
        covered += area_of(&((PopplerImageMapping *) item->data)->area);
    poppler_page_free_image_mapping(images);
    return covered;
}

gboolean pdf_pictures_fill(PopplerPage *page)
{
    double width, height;
    poppler_page_get_size(page, &width, &height);
    return pdf_pictures_area(page) > FILLED * width * height;
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

enum writing pdf_pictures_look(PopplerPage *page, const struct pdf_sheet *sheet)
{
    struct pdf_drawn drawn;
    if (!pdf_page_draw_grey(page, SKETCH_SCALE, SKETCH_PIXELS, &drawn))
        return WRITING_NONE;
    pdf_pictures_drop_words(&drawn, sheet);
    enum writing writing = writing_find(drawn.grey, drawn.width, drawn.height);
    g_free(drawn.grey);
    return writing;
}
