/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page of a PDF: its text as words with their places, its picture for recognition.
 *
 * poppler says where each character stands; a word ends at white space, and where the next character is
 * too far off or on another line, for poppler glues the cells of tables together. Pages are drawn at
 * 200 points an inch, larger sheets coarser, so that no page takes more than its share of pixels. */
#include "decode/pdf_page.h"

#include <math.h>
#include <string.h>

#include "decode/layout.h"

#define DPI          200.0
#define DRAWN_PIXELS 12e6
#define INK_PIXELS   250000.0
#define WORDS_MAX    200000

struct splitting {
    GArray *words;
    struct word word;
    double last_right, last_left;
    gboolean open;
};

static void end_word(struct splitting *splitting)
{
    if (splitting->open && splitting->words->len < WORDS_MAX)
        g_array_append_val(splitting->words, splitting->word);
    splitting->open = FALSE;
}

/* Raised and lowered small letters belong to the word they touch: 1er, 16th. */
static gboolean continues(const struct splitting *splitting, const PopplerRectangle *place)
{
    const struct word *word = &splitting->word;
    double height = word->bottom - word->top;
    double gap = place->x1 - splitting->last_right;
    double shared = MIN(word->bottom, place->y2) - MAX(word->top, place->y1);
    double lower = MIN(height, place->y2 - place->y1);
    if (place->x1 < splitting->last_left - 0.5 * height && !(place->x2 <= word->left + 1))
        return FALSE;
    if (height > 2 * (word->right - word->left) && word->length > 3)
        return TRUE; /* turned letters go up or down */
    return shared > 0.3 * lower && gap < 0.45 * height;
}

static void add_character(struct splitting *splitting, const char *at, gsize bytes,
                          const PopplerRectangle *place)
{
    struct word *word = &splitting->word;
    if (splitting->open && !continues(splitting, place))
        end_word(splitting);
    if (!splitting->open) {
        *word = (struct word){place->x1, place->y1, place->x2, place->y2, at, 0};
        splitting->open = TRUE;
    }
    word->length = (gsize) (at - word->text) + bytes;
    word->left = MIN(word->left, place->x1);
    word->right = MAX(word->right, place->x2);
    word->top = MIN(word->top, place->y1);
    word->bottom = MAX(word->bottom, place->y2);
    splitting->last_left = place->x1;
    splitting->last_right = place->x2;
}

static GArray *split_words(const char *text, const PopplerRectangle *places, guint count,
                           const gboolean *hidden)
{
    struct splitting splitting = {.words = g_array_new(FALSE, FALSE, sizeof(struct word))};
    const char *at = text;
    for (guint i = 0; i < count && *at != '\0'; i++) {
        const char *next = g_utf8_next_char(at);
        if (g_ascii_isspace(*at) || (hidden != NULL && hidden[i]))
            end_word(&splitting);
        else
            add_character(&splitting, at, (gsize) (next - at), &places[i]);
        at = next;
    }
    end_word(&splitting);
    return splitting.words;
}

char *pdf_page_text(PopplerPage *page, const gboolean *hidden)
{
    g_autofree char *text = poppler_page_get_text(page);
    PopplerRectangle *places = NULL;
    guint count = 0;
    if (text == NULL || *text == '\0' || !g_utf8_validate(text, -1, NULL) ||
        !poppler_page_get_text_layout(page, &places, &count))
        return NULL;
    g_autoptr(GArray) words = split_words(text, places, count, hidden);
    GString *lines = layout_read((struct word *) words->data, words->len);
    g_free(places);
    return g_string_free(lines, FALSE);
}

gboolean pdf_page_is_picture(PopplerPage *page)
{
    double width, height, covered = 0;
    poppler_page_get_size(page, &width, &height);
    GList *images = poppler_page_get_image_mapping(page);
    for (GList *item = images; item != NULL; item = item->next) {
        const PopplerRectangle *area = &((PopplerImageMapping *) item->data)->area;
        covered += fabs(area->x2 - area->x1) * fabs(area->y2 - area->y1);
    }
    poppler_page_free_image_mapping(images);
    return covered > 0.35 * width * height;
}

/* Lightness of each point; transparent is white. */
static guint8 *make_grey(cairo_surface_t *surface, guint width, guint height)
{
    const guint8 *data = cairo_image_surface_get_data(surface);
    gsize stride = (gsize) cairo_image_surface_get_stride(surface);
    guint8 *grey = g_malloc((gsize) width * height);
    for (guint y = 0; y < height; y++) {
        const guint32 *line = (const guint32 *) (const void *) (data + y * stride);
        for (guint x = 0; x < width; x++) {
            guint32 c = line[x];
            grey[(gsize) y * width + x] =
                (guint8) (((c >> 16 & 255) * 77 + (c >> 8 & 255) * 151 + (c & 255) * 28) >> 8);
        }
    }
    return grey;
}

cairo_surface_t *pdf_page_draw(PopplerPage *page, guint width, guint height, double scale)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int) width, (int) height);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    poppler_page_render(page, cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    return surface;
}

gboolean pdf_page_has_ink(PopplerPage *page)
{
    double width, height;
    poppler_page_get_size(page, &width, &height);
    if (!(width >= 1 && height >= 1 && width < 1e5 && height < 1e5))
        return FALSE;
    double scale = MIN(0.5, sqrt(INK_PIXELS / (width * height)));
    guint wide = (guint) MAX(width * scale, 1), high = (guint) MAX(height * scale, 1), dark = 0;
    cairo_surface_t *surface = pdf_page_draw(page, wide, high, scale);
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        g_autofree guint8 *grey = make_grey(surface, wide, high);
        for (gsize i = 0; i < (gsize) wide * high; i++)
            dark += grey[i] < 160;
    }
    cairo_surface_destroy(surface);
    return dark * 1000 > wide * high;
}

struct ocr_result pdf_page_recognise(PopplerPage *page, struct ocr *ocr, guint64 pixels)
{
    double width, height, scale = DPI / 72;
    poppler_page_get_size(page, &width, &height);
    double most = MIN(DRAWN_PIXELS, (double) pixels);
    if (!(width >= 1 && height >= 1 && width < 1e5 && height < 1e5))
        return (struct ocr_result){0};
    if (width * height * scale * scale > most)
        scale = sqrt(most / (width * height));
    guint wide = (guint) MAX(width * scale, 1), high = (guint) MAX(height * scale, 1);
    cairo_surface_t *surface = pdf_page_draw(page, wide, high, scale);
    struct ocr_result result = {0};
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        g_autofree guint8 *grey = make_grey(surface, wide, high);
        result = ocr_recognise(ocr, grey, wide, high, wide, (guint) (scale * 72));
    }
    cairo_surface_destroy(surface);
    return result;
}
