/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A date that is crossed out no longer holds. In a PDF that is a note of its own, which says where it lies, or
 * nothing but a line that somebody has drawn over the words.
 *
 * Lines are told by the file (pdf_hints.c), but not the page they are on. So a page is suspect where one of them
 * would run through the middle of its words, and is drawn then: characters are crossed out where the drawing too
 * has a thin line through all of them, the gaps between them included, which letters leave open. Where lines may
 * be anywhere, every word of some length is looked at in the same way.
 *
 * It says nothing of turned text, of slanting lines and of pages that are a picture. That a note with lines drawn by
 * hand lies over words it tells, not what the lines do to them. */
#include "decode/pdf_struck.h"

#include <math.h>

#include "decode/pdf_page.h"
#include "decode/pdf_pictures.h"

#define DRAWN_POINTS 4e6   /* pixels of a drawn page */
#define SCALE        2.0   /* pixels a point */
#define UPPER        0.32  /* between these parts of its height a line crosses a character out */
#define LOWER        0.74
#define CONTRAST     70    /* of 255: between a line and its ground */
#define THICK        4.0   /* points */
#define TELLING      4     /* letters and digits of a word that is looked at without a line that is known */

struct crossing {
    PopplerPage *page;
    const struct pdf_sheet *sheet;
    const struct pdf_hints *hints;
    double left, bottom, height; /* of what is shown of the sheet */
    cairo_surface_t *surface;
    const guint8 *pixels;
    gsize stride;
    guint wide, high;
    double scale;
    gboolean *flags;
    gboolean found;
};

static struct crossing begin_crossing(PopplerPage *page, const struct pdf_sheet *sheet, const struct pdf_hints *hints)
{
    PopplerRectangle box = {0, 0, 0, 0};
    poppler_page_get_crop_box(page, &box);
    return (struct crossing){.page = page, .sheet = sheet, .hints = hints, .left = box.x1, .bottom = box.y1,
                             .height = box.y2 - box.y1};
}

/* The first rule at or above this height. */
static guint find_rule(const GArray *rules, double y)
{
    guint low = 0, high = rules->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index(rules, struct pdf_rule, middle).y < y)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#define RULES_LOOKED_AT 64 /* at the height of one character */

/* The height, from the top, of a rule through the middle of the character; -1 where there is none. */
static double find_line(const struct crossing *crossing, const PopplerRectangle *place)
{
    const GArray *rules = crossing->hints->rules;
    double height = place->y2 - place->y1, middle = (place->x1 + place->x2) / 2 + crossing->left;
    double top = crossing->bottom + crossing->height;
    double least = top - (place->y1 + LOWER * height), most = top - (place->y1 + UPPER * height);
    guint first = find_rule(rules, least);
    for (guint i = first; i < MIN(rules->len, first + RULES_LOOKED_AT); i++) {
        const struct pdf_rule *rule = &g_array_index(rules, struct pdf_rule, i);
        if (rule->y > most)
            break;
        if (rule->left <= middle && rule->right >= middle)
            return top - rule->y;
    }
    return -1;
}

gboolean pdf_struck_suspects(PopplerPage *page, const struct pdf_sheet *sheet, const struct pdf_hints *hints)
{
    if (!sheet->has_text || hints->struck || hints->rules_anywhere)
        return sheet->has_text;
    struct crossing crossing = begin_crossing(page, sheet, hints);
    for (guint i = 0; hints->rules->len > 0 && i < sheet->looks->len; i++) {
        const struct pdf_look *look = &g_array_index(sheet->looks, struct pdf_look, i);
        PopplerRectangle first = sheet->places[look->first], last = sheet->places[look->first + look->count - 1];
        if (look->telling > 0 && (find_line(&crossing, &first) >= 0 || find_line(&crossing, &last) >= 0 ||
                                  find_line(&crossing, &look->place) >= 0))
            return TRUE;
    }
    return FALSE;
}

static gboolean draw(struct crossing *crossing)
{
    double width, height;
    poppler_page_get_size(crossing->page, &width, &height);
    if (!(width >= 1 && height >= 1 && width < 1e5 && height < 1e5))
        return FALSE;
    crossing->scale = MIN(SCALE, sqrt(DRAWN_POINTS / (width * height)));
    crossing->wide = (guint) MAX(width * crossing->scale, 1);
    crossing->high = (guint) MAX(height * crossing->scale, 1);
    crossing->surface = pdf_page_draw(crossing->page, crossing->wide, crossing->high, crossing->scale);
    if (cairo_surface_status(crossing->surface) != CAIRO_STATUS_SUCCESS)
        return FALSE;
    crossing->pixels = cairo_image_surface_get_data(crossing->surface);
    crossing->stride = (gsize) cairo_image_surface_get_stride(crossing->surface);
    return TRUE;
}

/* A place in pixels, the last ones included. */
struct pixels {
    guint left, right, top, bottom;
};

static struct pixels pixels_of(const struct crossing *crossing, double left, double right, double top, double bottom)
{
    double scale = crossing->scale;
    guint x = (guint) CLAMP(left * scale + 1, 0, crossing->wide - 1);
    guint y = (guint) CLAMP(top * scale, 0, crossing->high - 1);
    return (struct pixels){x, (guint) CLAMP(right * scale - 1, x, crossing->wide - 1), y,
                           (guint) CLAMP(bottom * scale, y, crossing->high - 1)};
}

static const guint8 *pixel_at(const struct crossing *crossing, guint x, guint y)
{
    return crossing->pixels + y * crossing->stride + (gsize) x * 4;
}

static guint shade_of(const guint8 *pixel)
{
    return (pixel[0] + 5u * pixel[1] + 2u * pixel[2]) / 8;
}

/* A pixel of the commonest shade. */
static const guint8 *find_ground(const struct crossing *crossing, struct pixels at)
{
    guint counts[16] = {0}, best = 0;
    const guint8 *samples[16] = {NULL};
    for (guint y = at.top; y <= at.bottom; y++)
        for (guint x = at.left; x <= at.right; x++) {
            const guint8 *pixel = pixel_at(crossing, x, y);
            guint shade = shade_of(pixel) / 16;
            counts[shade]++;
            samples[shade] = pixel;
            if (counts[shade] > counts[best])
                best = shade;
        }
    return samples[best];
}

static gboolean is_covered(const struct crossing *crossing, struct pixels at, guint y, const guint8 *ground)
{
    guint covered = 0;
    for (guint x = at.left; x <= at.right; x++) {
        const guint8 *pixel = pixel_at(crossing, x, y);
        int difference = 0;
        for (guint i = 0; i < 3; i++)
            difference = MAX(difference, ABS(pixel[i] - ground[i]));
        covered += difference >= CONTRAST;
    }
    return covered * 100 >= 97 * (at.right - at.left + 1);
}

/* Is there one thin line from end to end between these heights? The ground is that of the whole place. */
static gboolean has_line(const struct crossing *crossing, const PopplerRectangle *place, double top, double bottom)
{
    const guint8 *ground = find_ground(crossing, pixels_of(crossing, place->x1, place->x2, place->y1, place->y2));
    struct pixels at = pixels_of(crossing, place->x1, place->x2, top, bottom);
    guint covered = 0;
    for (guint y = at.top; ground != NULL && y <= at.bottom; y++)
        covered += is_covered(crossing, at, y, ground);
    return covered > 0 && covered <= THICK * crossing->scale + 1 && at.right > at.left + 4;
}

static void flag(struct crossing *crossing, guint first, guint count)
{
    if (crossing->flags == NULL)
        crossing->flags = g_new0(gboolean, crossing->sheet->count);
    for (guint i = first; i < first + count; i++)
        crossing->flags[i] = PDF_STRUCK;
    crossing->found = TRUE;
}

/* Characters of one word that the same rule runs through. */
static void judge_by_rules(struct crossing *crossing, const struct pdf_look *look)
{
    const PopplerRectangle *places = crossing->sheet->places + look->first;
    for (guint i = 0, end; i < look->count; i = end) {
        double y = find_line(crossing, &places[i]);
        PopplerRectangle place = places[i];
        for (end = i + 1; y >= 0 && end < look->count && fabs(find_line(crossing, &places[end]) - y) < 1; end++) {
            place.x1 = MIN(place.x1, places[end].x1);
            place.x2 = MAX(place.x2, places[end].x2);
            place.y1 = MIN(place.y1, places[end].y1);
            place.y2 = MAX(place.y2, places[end].y2);
        }
        if (y >= 0 && has_line(crossing, &place, y - 1.5, y + 1.5))
            flag(crossing, look->first + i, end - i);
    }
}

static void judge_by_drawing(struct crossing *crossing, const struct pdf_look *look)
{
    const PopplerRectangle *place = &look->place;
    double height = place->y2 - place->y1;
    if (look->telling >= TELLING && place->x2 - place->x1 > height &&
        has_line(crossing, place, place->y1 + UPPER * height, place->y1 + LOWER * height))
        flag(crossing, look->first, look->count);
}

/* A short word between two that are crossed out is crossed out with them: "16 May 2026". */
static void judge_short_ones(struct crossing *crossing)
{
    const GArray *looks = crossing->sheet->looks;
    for (guint i = 0; crossing->flags != NULL && i < looks->len; i++) {
        const struct pdf_look *look = &g_array_index(looks, struct pdf_look, i);
        const struct pdf_look *beside[2] = {i > 0 ? look - 1 : NULL, i + 1 < looks->len ? look + 1 : NULL};
        for (guint k = 0; k < 2 && look->telling < TELLING && !crossing->flags[look->first]; k++) {
            const struct pdf_look *other = beside[k];
            if (other == NULL || !crossing->flags[other->first] || fabs(other->place.y1 - look->place.y1) > 1)
                continue;
            PopplerRectangle both = {MIN(look->place.x1, other->place.x1), look->place.y1,
                                     MAX(look->place.x2, other->place.x2), look->place.y2};
            double height = both.y2 - both.y1;
            if (has_line(crossing, &both, both.y1 + UPPER * height, both.y1 + LOWER * height))
                flag(crossing, look->first, look->count);
        }
    }
}

static gboolean lies_in(const PopplerRectangle *place, const PopplerRectangle *area, double height)
{
    double x = (place->x1 + place->x2) / 2, y = height - (place->y1 + place->y2) / 2;
    return x >= area->x1 && x <= area->x2 && y >= area->y1 && y <= area->y2;
}

static void cross_out_area(struct crossing *crossing, const PopplerRectangle *area)
{
    for (guint i = 0; i < crossing->sheet->count; i++)
        if (lies_in(&crossing->sheet->places[i], area, crossing->height))
            flag(crossing, i, 1);
}

#define AREAS_MAX 200

static void follow_note(struct crossing *crossing, PopplerAnnot *note, guint *areas)
{
    if (poppler_annot_get_annot_type(note) != POPPLER_ANNOT_STRIKE_OUT ||
        (poppler_annot_get_flags(note) & (POPPLER_ANNOT_FLAG_HIDDEN | POPPLER_ANNOT_FLAG_NO_VIEW)) != 0)
        return;
    GArray *quads = poppler_annot_text_markup_get_quadrilaterals(POPPLER_ANNOT_TEXT_MARKUP(note));
    for (guint i = 0; quads != NULL && i < quads->len && *areas < AREAS_MAX; i++, (*areas)++) {
        const PopplerQuadrilateral *quad = &g_array_index(quads, PopplerQuadrilateral, i);
        PopplerRectangle area = {MIN(MIN(quad->p1.x, quad->p2.x), MIN(quad->p3.x, quad->p4.x)),
                                 MIN(MIN(quad->p1.y, quad->p2.y), MIN(quad->p3.y, quad->p4.y)),
                                 MAX(MAX(quad->p1.x, quad->p2.x), MAX(quad->p3.x, quad->p4.x)),
                                 MAX(MAX(quad->p1.y, quad->p2.y), MAX(quad->p3.y, quad->p4.y))};
        cross_out_area(crossing, &area);
    }
    if (quads != NULL)
        g_array_unref(quads);
}

/* TRUE: there were more than are followed. */
static gboolean follow_notes(struct crossing *crossing)
{
    guint areas = 0;
    GList *notes = poppler_page_get_annot_mapping(crossing->page);
    for (GList *item = notes; item != NULL; item = item->next)
        follow_note(crossing, ((PopplerAnnotMapping *) item->data)->annot, &areas);
    poppler_page_free_annot_mapping(notes);
    return areas >= AREAS_MAX;
}

gboolean pdf_struck_by_hand(PopplerPage *page, const struct pdf_sheet *sheet)
{
    double width, height;
    gboolean over = FALSE;
    poppler_page_get_size(page, &width, &height);
    GList *notes = poppler_page_get_annot_mapping(page);
    guint looked = 0;
    for (GList *item = notes; item != NULL && !over && looked < AREAS_MAX; item = item->next) {
        const PopplerAnnotMapping *note = item->data;
        PopplerAnnotType type = poppler_annot_get_annot_type(note->annot);
        if (type != POPPLER_ANNOT_INK && type != POPPLER_ANNOT_LINE && type != POPPLER_ANNOT_POLY_LINE)
            continue;
        looked++;
        for (guint i = 0; i < sheet->looks->len && !over; i++) {
            const struct pdf_look *look = &g_array_index(sheet->looks, struct pdf_look, i);
            over = look->telling > 0 && lies_in(&look->place, &note->area, height);
        }
    }
    poppler_page_free_annot_mapping(notes);
    return over;
}

gboolean pdf_struck_find(PopplerPage *page, const struct pdf_sheet *sheet, const struct pdf_hints *hints,
                         gboolean **flags, gboolean *unsure)
{
    struct crossing crossing = begin_crossing(page, sheet, hints);
    *unsure = FALSE;
    if (!sheet->has_text || pdf_pictures_fill(page))
        return FALSE;
    crossing.flags = *flags;
    if (hints->struck && !hints->turned)
        *unsure = follow_notes(&crossing);
    gboolean drawn = draw(&crossing);
    gboolean anywhere = hints->rules_anywhere || hints->struck;
    for (guint i = 0; drawn && i < sheet->looks->len; i++) {
        const struct pdf_look *look = &g_array_index(sheet->looks, struct pdf_look, i);
        judge_by_rules(&crossing, look);
        if (anywhere)
            judge_by_drawing(&crossing, look);
    }
    if (drawn)
        judge_short_ones(&crossing);
    *unsure |= !drawn;
    if (crossing.surface != NULL)
        cairo_surface_destroy(crossing.surface);
    *flags = crossing.flags;
    return crossing.found;
}
