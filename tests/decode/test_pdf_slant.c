/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "../support/decoding.h"

#define PI 3.14159265358979

/* A line at a slant: degrees against the clock. */
static void draw(GString *page, double degrees, guint size, guint x, guint y, const char *words)
{
    double cosine = cos(degrees * PI / 180), sine = sin(degrees * PI / 180), matrix[] = {cosine, sine, -sine, cosine};
    g_string_append_printf(page, "BT /F %u Tf ", size);
    for (guint i = 0; i < G_N_ELEMENTS(matrix); i++) {
        char number[G_ASCII_DTOSTR_BUF_SIZE];
        g_string_append_printf(page, "%s ", g_ascii_formatd(number, sizeof number, "%.5f", matrix[i]));
    }
    g_string_append_printf(page, "%u %u Tm (%s) Tj ET ", x, y, words);
}

static void draw_letter(GString *page)
{
    for (guint i = 0; i < 30; i++) {
        g_autofree char *line = g_strdup_printf("The Government is invited to send its report on line %u of this letter.", i);
        draw(page, 0, 11, 72, 740 - 14 * i, line);
    }
}

static struct text *read_page(const GString *page)
{
    g_autofree char *pdf = g_strdup_printf(
        "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length %" G_GSIZE_FORMAT ">>stream\n%s\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n", page->len, page->str);
    return decode_bytes(pdf, strlen(pdf), "x.pdf");
}

static void slant__of_any_angle__is_read(void **state G_GNUC_UNUSED)
{
    static const double angles[] = {5, 12, 30, 44, 46, 60, 80, -5, -30, -45, -60, -80};
    for (gsize i = 0; i < G_N_ELEMENTS(angles); i++) {
        g_autoptr(GString) page = g_string_new(NULL);
        draw(page, 0, 12, 72, 780, "The Office thanks you for your letter.");
        draw(page, angles[i], 12, 250 + 3 * (guint) i, 400, "please reply by 1 May 2026 at the latest");
        AUTO(text) *text = read_page(page);
        if (!g_str_has_prefix(words_at(text, 0), "The Office thanks you for your letter.\n") ||
            !g_str_has_suffix(words_at(text, 0), "\nplease reply by 1 May 2026 at the latest\n"))
            fail_msg("%g degrees: %s", angles[i], words_at(text, 0));
    }
}

static void slant__lines_of_a_paragraph__keep_their_order(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) page = g_string_new(NULL);
    draw(page, 20, 12, 106, 284, "by 1 May 2026 and no later");
    draw(page, 20, 12, 100, 300, "Please be so kind as to reply");
    AUTO(text) *text = read_page(page);
    assert_string_equal(words_at(text, 0), "Please be so kind as to reply\nby 1 May 2026 and no later\n");
}

static void slant__mark_across_a_letter__leaves_its_lines_whole(void **state G_GNUC_UNUSED)
{
    static const double angles[] = {45, 55, -30};
    for (gsize i = 0; i < G_N_ELEMENTS(angles); i++) {
        g_autoptr(GString) page = g_string_new(NULL), plain = g_string_new(NULL);
        draw(page, angles[i], 60, 150, angles[i] > 0 ? 250 : 600, "DRAFT ONLY");
        draw_letter(page);
        draw_letter(plain);
        AUTO(text) *text = read_page(page);
        AUTO(text) *letter = read_page(plain);
        assert_true(g_str_has_prefix(words_at(text, 0), words_at(letter, 0)));
        assert_true(g_str_has_suffix(words_at(text, 0), "\nDRAFT ONLY\n"));
    }
}

/* What steps down a page is no slant: there every word stands in a line of its own. */
static void slant__level_words__stay(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) page = g_string_new(NULL);
    static const char *const words[] = {"The", "Office", "in", "Geneva", "writes"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        draw(page, 0, 12, 72 + 40 * i, 700 - 14 * i, words[i]);
    draw(page, 0, 12, 72, 500, "by 1");
    draw(page, 0, 7, 95, 506, "er");
    draw(page, 0, 12, 105, 500, "May 2026");
    AUTO(text) *text = read_page(page);
    assert_non_null(strstr(words_at(text, 0), "The\nOffice\nin\nGeneva\nwrites\n"));
    assert_non_null(strstr(words_at(text, 0), "by 1er May 2026\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slant__of_any_angle__is_read),
        cmocka_unit_test(slant__lines_of_a_paragraph__keep_their_order),
        cmocka_unit_test(slant__mark_across_a_letter__leaves_its_lines_whole),
        cmocka_unit_test(slant__level_words__stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
