/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <cairo-pdf.h>
#include <string.h>

#include "../support/decoding.h"
#include "decode/ocr.h"

#define DPI 150.0

static const char *const letter[] = {
    "Dear Minister,", "Governments are requested to send their", "replies to the Office by no later than",
    "16 September 2025, together with copies of", "the comments made by organizations of", "employers and workers.",
    "The Office remains at the disposal of the", "Governments for any question about it and",
    "thanks them for their help with this report.", "Yours faithfully,"};
static const char *const cover[] = {
    "Ministry of Labour, registry of incoming mail: received by fax at the central desk,",
    "entered into the register of the year and passed on to the department of international",
    "relations for further action and for the file of the organization. One page in all."};

static void write_lines(cairo_t *cairo, const char *const *lines, gsize count, double size, double x, double y, double step)
{
    cairo_select_font_face(cairo, "serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, size);
    for (gsize i = 0; i < count; i++) {
        cairo_move_to(cairo, x, y + step * (double) i);
        cairo_show_text(cairo, lines[i]);
    }
}

static void write_letter(cairo_t *cairo)
{
    write_lines(cairo, letter, G_N_ELEMENTS(letter), 18, 60, 160, 36);
}

/* Strokes in lines, and no letters. */
static void scribble(cairo_t *cairo)
{
    for (guint line = 0; line < 20; line++)
        for (guint i = 0; i < 50; i++)
            if (i % 7 != line % 7) {
                cairo_move_to(cairo, 60 + 9 * i, 160 + 24 * line);
                cairo_rel_curve_to(cairo, 3, -14.0 * (i * line % 3), 7, 9, 2 + i % 4, -7.0 * (i * line % 2));
            }
    cairo_stroke(cairo);
}

/* Fields of colour, each beside another. */
static void paint_bars(cairo_t *cairo)
{
    for (guint i = 0; i < 120; i++) {
        cairo_set_source_rgb(cairo, i % 3 == 0, i % 3 == 1, i % 2);
        cairo_rectangle(cairo, 60 + 48 * (i % 10), 160 + 52 * (i / 10), 48, 52);
        cairo_fill(cairo);
    }
}

enum content { LETTER, SHADES, STROKES, BARS };

static cairo_surface_t *draw_picture(enum content content)
{
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int) (595 * DPI / 72), (int) (842 * DPI / 72));
    cairo_t *cairo = cairo_create(picture);
    cairo_pattern_t *shades = cairo_pattern_create_linear(0, 0, 0, 1000);
    cairo_pattern_add_color_stop_rgb(shades, 0, 1, 1, 1);
    cairo_pattern_add_color_stop_rgb(shades, 1, 0, 0.2, 0.5);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    if (content == SHADES)
        cairo_set_source(cairo, shades);
    cairo_paint(cairo);
    cairo_scale(cairo, DPI / 72, DPI / 72);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    if (content == LETTER)
        write_letter(cairo);
    else if (content == STROKES)
        scribble(cairo);
    else if (content == BARS)
        paint_bars(cairo);
    cairo_pattern_destroy(shades);
    cairo_destroy(cairo);
    return picture;
}

static cairo_status_t append(void *bytes, const unsigned char *block, unsigned int length)
{
    g_byte_array_append(bytes, block, length);
    return CAIRO_STATUS_SUCCESS;
}

/* A page that the picture fills, with the cover's words at its head; below: the letter's own words lie below the picture.
 * Takes the picture. */
static struct text *decode_page(cairo_surface_t *picture, gboolean below)
{
    GByteArray *bytes = g_byte_array_new();
    cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(append, bytes, 595, 842);
    cairo_t *cairo = cairo_create(pdf);
    if (below)
        write_letter(cairo);
    cairo_save(cairo);
    cairo_scale(cairo, 72 / DPI, 72 / DPI);
    cairo_set_source_surface(cairo, picture, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_set_source_rgb(cairo, 0.6, 0, 0);
    write_lines(cairo, cover, G_N_ELEMENTS(cover), 11, 60, 60, 14);
    cairo_destroy(cairo);
    cairo_surface_destroy(pdf);
    cairo_surface_destroy(picture);
    return decode_taken(g_byte_array_free_to_bytes(bytes), "x.pdf");
}

static void skip_without_recognition(void)
{
    AUTO(ocr) *ocr = ocr_new();
    if (!ocr_warm(ocr))
        skip();
}

static void picture__below_own_words__is_read_behind_them(void **state G_GNUC_UNUSED)
{
    skip_without_recognition();
    AUTO(text) *text = decode_page(draw_picture(LETTER), FALSE);
    const char *own = strstr(words_at(text, 0), "One page in all."), *read = strstr(words_at(text, 0), "16 September 2025");
    assert_non_null(own);
    assert_true(read > own);
    assert_null(strstr(own + 1, "registry")); /* the page's own words are not read twice */
    assert_int_equal(part_at(text, 0)->scanned_pages->len, 1);
    assert_int_equal(text->unread->len + text->limits->len + text->flaws->len, 0);
}

static void picture__with_its_words_below_it__is_not_recognised(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_page(draw_picture(LETTER), TRUE);
    assert_non_null(strstr(words_at(text, 0), "16 September 2025"));
    assert_null(part_at(text, 0)->scanned_pages);
    assert_int_equal(text->unread->len + text->limits->len, 0);
}

static void picture__without_writing__is_no_matter(void **state G_GNUC_UNUSED)
{
    for (enum content content = SHADES; content <= BARS; content += BARS - SHADES) {
        AUTO(text) *text = decode_page(draw_picture(content), FALSE);
        assert_non_null(strstr(words_at(text, 0), "One page in all."));
        assert_null(part_at(text, 0)->scanned_pages);
        assert_int_equal(text->unread->len + text->limits->len, 0);
    }
}

static void picture__of_writing_that_nobody_made_out__is_told(void **state G_GNUC_UNUSED)
{
    skip_without_recognition();
    AUTO(text) *text = decode_page(draw_picture(STROKES), FALSE);
    assert_true(has_flaw(text->unread, "x.pdf", "page 1 holds a picture that looks like writing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picture__below_own_words__is_read_behind_them),
        cmocka_unit_test(picture__with_its_words_below_it__is_not_recognised),
        cmocka_unit_test(picture__without_writing__is_no_matter),
        cmocka_unit_test(picture__of_writing_that_nobody_made_out__is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
