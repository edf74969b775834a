/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "decode/ocr.h"

enum { WIDE = 1240, HIGH = 900 };

static const struct {
    const char *left, *right; /* right: across the page; NULL: none */
    int column;               /* where it begins */
} rows[] = {
    {"Reference: STAT 25", "Geneva, 3 July 2025", 780},
    {"The Office asks every Government to fill in", NULL, 0},
    {"the forms and to return them as follows.", NULL, 0},
    {"Form", "Last day", 700},
    {"Wages", "15 July 2025", 700},
    {"Hours of work", "30 September 2025", 700},
};

/* Grey, a byte each. */
static guint8 *draw_rows(void)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, WIDE, HIGH);
    cairo_t *cairo = cairo_create(surface);
    cairo_select_font_face(cairo, "serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, 40);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        cairo_move_to(cairo, 120, 120 + 90 * (double)i);
        cairo_show_text(cairo, rows[i].left);
        cairo_move_to(cairo, rows[i].column, 120 + 90 * (double)i);
        cairo_show_text(cairo, rows[i].right != NULL ? rows[i].right : "");
    }
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    guint8 *grey = g_malloc((gsize)WIDE * HIGH);
    for (gsize i = 0; i < (gsize)WIDE * HIGH; i++)
        grey[i] = 255 - cairo_image_surface_get_data(surface)[i / WIDE * (gsize)cairo_image_surface_get_stride(surface) + i % WIDE];
    cairo_surface_destroy(surface);
    return grey;
}

static void ocr_lines__columns_of_a_row__stand_apart(void **state G_GNUC_UNUSED)
{
    AUTO(ocr) *ocr = ocr_new();
    if (!ocr_warm(ocr))
        skip();
    g_autofree guint8 *grey = draw_rows();
    struct ocr_result result = ocr_recognise(ocr, grey, WIDE, HIGH, WIDE, 150);
    assert_non_null(result.utf8);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *line = rows[i].right != NULL ? g_strdup_printf("%s    %s\n", rows[i].left, rows[i].right)
                                                      : g_strdup_printf("%s\n", rows[i].left);
        g_autofree char *text = g_strconcat(result.utf8, "\n", NULL);
        if (strstr(text, line) == NULL)
            fail_msg("row %zu in:\n%s", i, text);
    }
    g_free(result.utf8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ocr_lines__columns_of_a_row__stand_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
