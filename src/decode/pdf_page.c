/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page of a PDF: its text as words with their places, its picture for recognition.
 *
 * poppler says where each character stands; a word ends at white space, and where the next character is
 * too far off or on another line, for poppler glues the cells of tables together. Words whose letters
 * stand one above the other, as in a wide table printed sideways, or run back, upside down, are read by themselves
 * with the sheet turned, after the upright ones. Pages are drawn at 200 points an inch, larger sheets coarser, so that
 * no page takes more than its share of pixels. */
#include "decode/pdf_page.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>

#include "decode/layout.h"
#include "decode/layout_spaced.h"
#include "decode/pdf_form.h"
#include "decode/pdf_pictures.h"
#include "decode/pdf_slant.h"

#define DPI          200.0
#define DRAWN_PIXELS 12e6
#define INK_PIXELS   250000.0
#define WORDS_MAX    200000
#define LARGE_PAGE   (2u * 1024 * 1024) /* of memory */

enum direction { ALONG, UP, DOWN, OVER, DIRECTIONS }; /* OVER: upside down */

struct placed {
    struct word word;
    enum direction direction;
    guint letters;
};

struct splitting {
    GArray *words; /* of struct placed */
    struct placed now;
    PopplerRectangle last; /* character */
    gboolean open;
};

static void end_word(struct splitting *splitting)
{
    if (splitting->open && splitting->words->len < WORDS_MAX)
        g_array_append_val(splitting->words, splitting->now);
    splitting->open = FALSE;
}

/* Upside down each letter stands to the left of the one before it, as it does in scripts that run so. */
static gboolean goes_back(const PopplerRectangle *last, const PopplerRectangle *place, gunichar c)
{
    double high = MAX(last->y2 - last->y1, place->y2 - place->y1), gap = last->x1 - place->x2;
    double shared = MIN(last->y2, place->y2) - MAX(last->y1, place->y1);
    GUnicodeScript script = g_unichar_get_script(c);
    return shared > 0.6 * high && gap > -0.3 * high && gap < 0.45 * high && place->x1 + place->x2 < 2 * last->x1 &&
           script != G_UNICODE_SCRIPT_HEBREW && script != G_UNICODE_SCRIPT_ARABIC && script != G_UNICODE_SCRIPT_SYRIAC;
}

/* Turned letters stand one above the other. */
static enum direction goes_on(const PopplerRectangle *last, const PopplerRectangle *place, gunichar c)
{
    double wide = MAX(last->x2 - last->x1, place->x2 - place->x1);
    double shared = MIN(last->x2, place->x2) - MAX(last->x1, place->x1);
    double above = last->y1 - place->y2, below = place->y1 - last->y2;
    gboolean up = above > -0.3 * wide && above < 0.45 * wide, down = below > -0.3 * wide && below < 0.45 * wide;
    if (shared < 0.6 * wide || up == down)
        return goes_back(last, place, c) ? OVER : ALONG;
    return up ? UP : DOWN;
}

/* Raised and lowered small letters belong to the word they touch: 1er, 16th. */
static gboolean continues(const struct splitting *splitting, const PopplerRectangle *place, gunichar c)
{
    const struct placed *now = &splitting->now;
    const struct word *word = &now->word;
    double height = word->bottom - word->top;
    double gap = place->x1 - splitting->last.x2;
    double shared = MIN(word->bottom, place->y2) - MAX(word->top, place->y1);
    double lower = MIN(height, place->y2 - place->y1);
    enum direction turn = now->direction != ALONG || now->letters == 1 ? goes_on(&splitting->last, place, c) : ALONG;
    if (turn != ALONG || now->direction != ALONG)
        return now->letters == 1 || turn == now->direction;
    if (place->x1 < splitting->last.x1 - 0.5 * height && !(place->x2 <= word->left + 1))
        return FALSE;
    return shared > 0.3 * lower && gap < 0.45 * height;
}

static void add_character(struct splitting *splitting, const char *at, gsize bytes,
                          const PopplerRectangle *place)
{
    struct placed *now = &splitting->now;
    struct word *word = &now->word;
    gunichar c = g_utf8_get_char(at);
    if (splitting->open && !continues(splitting, place, c))
        end_word(splitting);
    if (!splitting->open) {
        *now = (struct placed){{place->x1, place->y1, place->x2, place->y2, at, 0}, ALONG, 0};
        splitting->open = TRUE;
    }
    if (++now->letters == 2)
        now->direction = goes_on(&splitting->last, place, c);
    word->length = (gsize) (at - word->text) + bytes;
    word->left = MIN(word->left, place->x1);
    word->right = MAX(word->right, place->x2);
    word->top = MIN(word->top, place->y1);
    word->bottom = MAX(word->bottom, place->y2);
    splitting->last = *place;
}

/* As they stand when the sheet is held so that they can be read. */
static void turn_upright(GArray *list, enum direction direction)
{
    struct word *words = (struct word *) (void *) list->data;
    double right = 0, bottom = 0;
    for (guint i = 0; i < list->len; i++) {
        right = MAX(right, words[i].right);
        bottom = MAX(bottom, words[i].bottom);
    }
    for (guint i = 0; i < list->len; i++) {
        struct word *word = &words[i], was = *word;
        word->left = direction == UP ? bottom - was.bottom : direction == DOWN ? was.top : right - was.right;
        word->right = direction == UP ? bottom - was.top : direction == DOWN ? was.bottom : right - was.left;
        word->top = direction == UP ? was.left : direction == DOWN ? right - was.right : bottom - was.bottom;
        word->bottom = direction == UP ? was.right : direction == DOWN ? right - was.left : bottom - was.top;
    }
}

/* The room that a crossed-out word takes in its line is no gap between cells: the word before it takes it up. */
static void pass_struck(struct splitting *splitting, const PopplerRectangle *place)
{
    if (splitting->words->len == 0)
        return;
    struct placed *last = &g_array_index(splitting->words, struct placed, splitting->words->len - 1);
    struct word *word = &last->word;
    double height = word->bottom - word->top, shared = MIN(word->bottom, place->y2) - MAX(word->top, place->y1);
    if (last->direction == ALONG && shared > 0.5 * height && place->x1 > word->left &&
        place->x1 - word->right < height)
        word->right = MAX(word->right, place->x2);
}

static void split_words(struct splitting *splitting, const char *text, const PopplerRectangle *places, guint count,
                        const gboolean *hidden)
{
    const char *at = text;
    for (guint i = 0; i < count && *at != '\0'; i++) {
        const char *next = g_utf8_next_char(at);
        if (g_ascii_isspace(*at) || (hidden != NULL && hidden[i]))
            end_word(splitting);
        else
            add_character(splitting, at, (gsize) (next - at), &places[i]);
        if (hidden != NULL && hidden[i] == PDF_STRUCK)
            pass_struck(splitting, &places[i]);
        at = next;
    }
    end_word(splitting);
}

/* Does one stand at the other's end, in a line that runs so? */
static gboolean is_in_line(const struct word *word, const struct word *other, enum direction direction)
{
    double across = MIN(word->right, other->right) - MAX(word->left, other->left);
    double along = MIN(word->bottom, other->bottom) - MAX(word->top, other->top);
    double thick = direction == OVER ? other->bottom - other->top : other->right - other->left;
    return (direction == OVER ? along : across) > 0.6 * thick && (direction == OVER ? across : along) > -1.5 * thick;
}

/* A word of one letter runs as the turned word before or after it in the same line does. */
static enum direction direction_of(const GArray *words, guint index)
{
    const struct placed *placed = &g_array_index(words, struct placed, index);
    for (guint i = index > 0 ? index - 1 : 0; placed->letters == 1 && i < MIN(index + 2, words->len); i++) {
        const struct placed *beside = &g_array_index(words, struct placed, i);
        if (beside->direction != ALONG && is_in_line(&placed->word, &beside->word, beside->direction))
            return beside->direction;
    }
    return placed->direction;
}

static void distribute(const GArray *placed, GArray **words)
{
    for (guint i = 0; i < placed->len; i++)
        g_array_append_val(words[direction_of(placed, i)], g_array_index(placed, struct placed, i).word);
}

static void append_lines(GString *all, GArray *words, GStringChunk *store, gboolean *unsure)
{
    layout_join_spaced(words, store);
    g_autoptr(GString) lines = layout_read((struct word *) (void *) words->data, words->len, unsure);
    if (all->len > 0 && lines->len > 0)
        g_string_append(all, "\n\n");
    g_string_append_len(all, lines->str, (gssize) lines->len);
}

/* Upright text, then what runs up, down, upside down and at a slant; that may be NULL. */
static char *read_words(const GArray *placed, const GPtrArray *slanted, GStringChunk *store, gboolean *unsure)
{
    GString *all = g_string_new(NULL);
    GArray *lists[DIRECTIONS];
    for (enum direction direction = ALONG; direction < DIRECTIONS; direction++)
        lists[direction] = g_array_new(FALSE, FALSE, sizeof(struct word));
    distribute(placed, lists);
    for (enum direction direction = ALONG; direction < DIRECTIONS; direction++) {
        GArray *words = lists[direction];
        if (direction != ALONG)
            turn_upright(words, direction);
        append_lines(all, words, store, unsure);
        g_array_unref(words);
    }
    for (guint i = 0; slanted != NULL && i < slanted->len; i++)
        append_lines(all, g_ptr_array_index(slanted, i), store, unsure);
    return g_string_free(all, FALSE);
}

/* Are characters at these places a note's number at the other one: smaller, raised, and beside it, not above as where text
 * is turned? */
static gboolean is_raised(const PopplerRectangle *place, const PopplerRectangle *beside)
{
    double height = beside->y2 - beside->y1, apart = fabs(place->x1 + place->x2 - beside->x1 - beside->x2) / 2;
    return place->y2 - place->y1 < 0.82 * height && place->y2 < beside->y2 - 0.12 * height && 2 * apart > place->x2 - place->x1;
}

/* The text with raised digits written as such: "2026" with the number of a note is no year else. As many
 * characters as before. */
static char *raise_digits(const char *text, const PopplerRectangle *places, guint count)
{
    static const char *const raised[] = {"\xe2\x81\xb0", "\xc2\xb9", "\xc2\xb2", "\xc2\xb3", "\xe2\x81\xb4",
                                         "\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7", "\xe2\x81\xb8",
                                         "\xe2\x81\xb9"};
    GString *out = g_string_sized_new(strlen(text));
    const PopplerRectangle *full = NULL; /* the last character of this word that is not raised */
    const char *at = text;
    for (guint i = 0; i < count && *at != '\0'; i++) {
        const char *next = g_utf8_next_char(at);
        guint end = i + 1;
        for (const char *more = next; g_ascii_isdigit(*more) && end < MIN(count, i + 3); more++)
            end++; /* a number of three digits at most begins the note itself */
        const PopplerRectangle *beside = full != NULL ? full : end < count ? &places[end] : NULL;
        if (g_ascii_isdigit(*at) && beside != NULL && is_raised(&places[i], beside)) {
            g_string_append(out, raised[*at - '0']);
        } else {
            g_string_append_len(out, at, next - at);
            full = g_ascii_isspace(*at) ? NULL : &places[i];
        }
        at = next;
    }
    g_string_append(out, at);
    return g_string_free(out, FALSE);
}

char *pdf_page_text(const struct pdf_sheet *sheet, const gboolean *hidden, const GArray *typed, gboolean *unsure)
{
    g_autofree char *shown = NULL;
    g_autofree gboolean *left_out = NULL;
    g_autoptr(GPtrArray) slanted = NULL;
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(struct placed));
    GStringChunk *store = g_string_chunk_new(256);
    gboolean too_many = FALSE;
    struct splitting splitting = {.words = words};
    if (sheet->has_text) {
        shown = raise_digits(sheet->text, sheet->places, sheet->count);
        left_out = hidden != NULL ? g_memdup2(hidden, sheet->count * sizeof *hidden) : g_new0(gboolean, sheet->count + 1);
        slanted = pdf_slant_find(sheet->text, sheet->places, sheet->count, left_out, store, &too_many);
        split_words(&splitting, shown, sheet->places, sheet->count, left_out);
    }
    for (guint i = 0; typed != NULL && i < typed->len; i++) {
        struct placed placed = {g_array_index(typed, struct typed, i).word, ALONG, 2};
        g_array_append_val(words, placed);
    }
    if (unsure != NULL)
        *unsure |= too_many;
    char *read = words->len > 0 || slanted != NULL ? read_words(words, slanted, store, unsure) : NULL;
    g_string_chunk_free(store);
    return read;
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

struct canvas {
    void *pixels;
    gsize bytes;
};

static void free_canvas(void *data)
{
    struct canvas *canvas = data;
    munmap(canvas->pixels, canvas->bytes);
    g_free(canvas);
}

/* White paper is written to everywhere: in large pages that costs a few faults, in small ones two thousand. */
static cairo_surface_t *make_surface(guint width, guint height)
{
    static const cairo_user_data_key_t key;
    int stride = cairo_format_stride_for_width(CAIRO_FORMAT_RGB24, (int) width);
    gsize bytes = (gsize) MAX(stride, 0) * height, rest = bytes % LARGE_PAGE;
    if (bytes < LARGE_PAGE)
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int) width, (int) height);
    struct canvas canvas = {.bytes = rest > 0 ? bytes + LARGE_PAGE - rest : bytes};
    canvas.pixels = mmap(NULL, canvas.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (canvas.pixels == MAP_FAILED)
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int) width, (int) height);
    madvise(canvas.pixels, canvas.bytes, MADV_HUGEPAGE);
    cairo_surface_t *surface = cairo_image_surface_create_for_data(canvas.pixels, CAIRO_FORMAT_RGB24, (int) width,
                                                                   (int) height, stride);
    struct canvas *kept = g_memdup2(&canvas, sizeof canvas);
    if (cairo_surface_set_user_data(surface, &key, kept, free_canvas) == CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_destroy(surface);
    free_canvas(kept);
    return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int) width, (int) height);
}

cairo_surface_t *pdf_page_draw(PopplerPage *page, guint width, guint height, double scale)
{
    cairo_surface_t *surface = make_surface(width, height);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    poppler_page_render(page, cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    return surface;
}

gboolean pdf_page_draw_grey(PopplerPage *page, double scale, double pixels, struct pdf_drawn *drawn)
{
    double width, height;
    poppler_page_get_size(page, &width, &height);
    if (!(width >= 1 && height >= 1 && width < 1e5 && height < 1e5))
        return FALSE;
    drawn->scale = MIN(scale, sqrt(pixels / (width * height)));
    drawn->width = (guint) MAX(width * drawn->scale, 1);
    drawn->height = (guint) MAX(height * drawn->scale, 1);
    cairo_surface_t *surface = pdf_page_draw(page, drawn->width, drawn->height, drawn->scale);
    gboolean good = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    drawn->grey = good ? make_grey(surface, drawn->width, drawn->height) : NULL;
    cairo_surface_destroy(surface);
    return good;
}

gboolean pdf_page_has_ink(PopplerPage *page)
{
    struct pdf_drawn drawn;
    if (!pdf_page_draw_grey(page, 0.5, INK_PIXELS, &drawn))
        return FALSE;
    guint64 dark = 0, all = (guint64) drawn.width * drawn.height;
    for (guint64 i = 0; i < all; i++)
        dark += drawn.grey[i] < 160;
    g_free(drawn.grey);
    return dark * 1000 > all;
}

struct ocr_result pdf_page_recognise(PopplerPage *page, const struct pdf_sheet *but, struct ocr *ocr, guint64 pixels)
{
    struct pdf_drawn drawn;
    if (!pdf_page_draw_grey(page, DPI / 72, MIN(DRAWN_PIXELS, (double) pixels), &drawn))
        return (struct ocr_result){0};
    if (but != NULL)
        pdf_pictures_drop_words(&drawn, but);
    struct ocr_result result = ocr_recognise(ocr, drawn.grey, drawn.width, drawn.height, drawn.width, (guint) (drawn.scale * 72));
    g_free(drawn.grey);
    return result;
}
