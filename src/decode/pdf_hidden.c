/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A date that nobody sees on the paper is a trick, or what is left of a template. poppler tells the colour
 * of letters and their place, not the ground behind them nor whether they leave a mark; so a page with
 * light or tiny letters is drawn and looked at. A word is hidden
 *  - that is too small for any eye;
 *  - whose whole place on the page has its own colour (white on white; not white in a blue table head;
 *    a name below a black bar too);
 *  - where the file draws text without a mark and there is nothing to be seen at its place, although
 *    other words in its font can be seen: a font that cannot be drawn here hides nothing.
 *
 * It says nothing of pages that are mostly a picture: below a scan lies the text that was recognised in
 * it, without a mark and rightly so. */
#include "decode/pdf_hidden.h"

#include <math.h>
#include <string.h>

#include "decode/pdf_page.h"
#include "decode/pdf_pictures.h"

#define DRAWN_POINTS     250000.0           /* pixels of a drawn page */
#define TELLING          4                  /* letters and digits below which it is no text */
#define LOOKS_MAX        20                 /* times the page's pixels, over all words */
#define LIKE             16                 /* a difference between colours that nobody sees, of 255 */

static gboolean is_light(const PopplerColor *colour)
{
    return 2 * colour->red + 5 * colour->green + colour->blue > 8 * 0x7fff;
}

/* Turned text is as wide as it is high, but never both that little. */
static gboolean is_tiny(const struct pdf_sheet *sheet, const struct pdf_look *look)
{
    double height = look->place.y2 - look->place.y1, width = look->place.x2 - look->place.x1;
    return height < sheet->tiny && (look->count > 1 || width < sheet->tiny);
}

gboolean pdf_hidden_suspects(const struct pdf_sheet *sheet)
{
    for (guint i = 0; i < sheet->looks->len; i++) {
        const struct pdf_look *look = &g_array_index(sheet->looks, struct pdf_look, i);
        if (look->telling > 0 && (is_light(&look->as->color) || is_tiny(sheet, look)))
            return TRUE;
    }
    return FALSE;
}

struct drawing {
    cairo_surface_t *surface;
    const guint8 *pixels;
    gsize stride;
    guint width, height;
    double scale;
    gint64 budget; /* pixels that may yet be looked at: words may all claim the whole page */
};

/* How far the pixels of a place are from a colour (0 to 255), and from each other. */
static void look_at(struct drawing *drawing, const PopplerRectangle *place, const PopplerColor *colour,
                    int *from_colour, int *from_each_other)
{
    const int wanted[3] = {colour->blue >> 8, colour->green >> 8, colour->red >> 8};
    int least[3] = {255, 255, 255}, most[3] = {0, 0, 0};
    *from_colour = *from_each_other = 0;
    double scale = drawing->scale;
    guint left = (guint) CLAMP(place->x1 * scale, 0, drawing->width - 1);
    guint right = (guint) CLAMP(place->x2 * scale, left, drawing->width - 1);
    guint top = (guint) CLAMP(place->y1 * scale, 0, drawing->height - 1);
    guint bottom = (guint) CLAMP(place->y2 * scale, top, drawing->height - 1);
    drawing->budget -= (gint64) (right - left + 1) * (bottom - top + 1);
    if (drawing->budget < 0) {
        *from_colour = *from_each_other = 255;
        return;
    }
    for (guint y = top; y <= bottom; y++)
        for (guint x = left; x <= right; x++)
            for (guint i = 0; i < 3; i++) {
                int value = drawing->pixels[y * drawing->stride + x * 4 + i];
                *from_colour = MAX(*from_colour, ABS(value - wanted[i]));
                least[i] = MIN(least[i], value);
                most[i] = MAX(most[i], value);
                *from_each_other = MAX(*from_each_other, most[i] - least[i]);
            }
}

/* Letters of other lines reach into the ends of a word's place, and what is beside its ground. */
static PopplerRectangle middle_of(const PopplerRectangle *place)
{
    double high = 0.25 * (place->y2 - place->y1), wide = MIN(high, 0.25 * (place->x2 - place->x1));
    return (PopplerRectangle){place->x1 + wide, place->y1 + high, place->x2 - wide, place->y2 - high};
}

/* A dark letter may fill its place, a run of words never does: all of it must be like its ground. */
static void judge_runs(GArray *looks)
{
    for (guint first = 0, i; first < looks->len; first = i) {
        const struct pdf_look *begin = &g_array_index(looks, struct pdf_look, first);
        gboolean like = TRUE;
        guint telling = 0;
        for (i = first; i < looks->len; i++) {
            const struct pdf_look *look = &g_array_index(looks, struct pdf_look, i);
            if (look->as != begin->as)
                break;
            like &= look->like_ground;
            telling += look->telling;
        }
        for (guint k = first; k < i && like && telling >= TELLING; k++)
            g_array_index(looks, struct pdf_look, k).hidden = TRUE;
    }
}

static void judge(struct pdf_sheet *sheet, struct drawing *drawing, gboolean markless)
{
    g_autoptr(GHashTable) drawn = g_hash_table_new(g_str_hash, g_str_equal); /* fonts seen */
    for (guint i = 0; i < sheet->looks->len; i++) {
        struct pdf_look *look = &g_array_index(sheet->looks, struct pdf_look, i);
        PopplerRectangle middle = middle_of(&look->place);
        int from_colour, from_each_other;
        look_at(drawing, &middle, &look->as->color, &from_colour, &from_each_other);
        look->like_ground = from_colour <= LIKE;
        look->hidden = is_tiny(sheet, look) || (look->like_ground && is_light(&look->as->color));
        look_at(drawing, &look->place, &look->as->color, &from_colour, &from_each_other);
        look->blank = from_each_other <= LIKE / 2;
        if (!look->blank && !look->hidden && look->as->font_name != NULL)
            g_hash_table_add(drawn, look->as->font_name);
    }
    judge_runs(sheet->looks);
    for (guint i = 0; markless && i < sheet->looks->len; i++) {
        struct pdf_look *look = &g_array_index(sheet->looks, struct pdf_look, i);
        look->hidden |= look->blank && look->as->font_name != NULL && g_hash_table_contains(drawn, look->as->font_name);
    }
}

static gboolean *make_flags(const struct pdf_sheet *sheet)
{
    guint telling = 0;
    for (guint i = 0; i < sheet->looks->len; i++) {
        const struct pdf_look *look = &g_array_index(sheet->looks, struct pdf_look, i);
        telling += look->hidden ? look->telling : 0;
    }
    if (telling < TELLING)
        return NULL;
    gboolean *flags = g_new0(gboolean, sheet->count);
    for (guint i = 0; i < sheet->looks->len; i++) {
        const struct pdf_look *look = &g_array_index(sheet->looks, struct pdf_look, i);
        for (guint k = 0; k < look->count; k++)
            flags[look->first + k] = look->hidden;
    }
    return flags;
}

static gboolean draw(struct drawing *drawing, PopplerPage *page)
{
    double width, height;
    poppler_page_get_size(page, &width, &height);
    if (!(width >= 1 && height >= 1 && width < 1e5 && height < 1e5))
        return FALSE;
    drawing->scale = MIN(1, sqrt(DRAWN_POINTS / (width * height)));
    drawing->width = (guint) MAX(width * drawing->scale, 1);
    drawing->height = (guint) MAX(height * drawing->scale, 1);
    drawing->budget = (gint64) LOOKS_MAX * drawing->width * drawing->height;
    drawing->surface = pdf_page_draw(page, drawing->width, drawing->height, drawing->scale);
    if (cairo_surface_status(drawing->surface) != CAIRO_STATUS_SUCCESS)
        return FALSE;
    drawing->pixels = cairo_image_surface_get_data(drawing->surface);
    drawing->stride = (gsize) cairo_image_surface_get_stride(drawing->surface);
    return TRUE;
}

gboolean *pdf_hidden_find(PopplerPage *page, struct pdf_sheet *sheet, gboolean markless, gboolean *unsure)
{
    *unsure = FALSE;
    if (!sheet->has_text || pdf_pictures_fill(page))
        return NULL;
    struct drawing drawing = {0};
    gboolean *flags = NULL;
    gboolean drawn = draw(&drawing, page);
    if (drawn) {
        judge(sheet, &drawing, markless);
        flags = make_flags(sheet);
    }
    *unsure = !drawn || drawing.budget < 0;
    if (drawing.surface != NULL)
        cairo_surface_destroy(drawing.surface);
    return flags;
}
