/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include <cairo.h>

#include "decode/ocr.h"
#include "../support/compound.h"
#include "../support/decoding.h"

static cairo_status_t append(void *bytes, const unsigned char *block, unsigned int length)
{
    g_byte_array_append(bytes, block, length);
    return CAIRO_STATUS_SUCCESS;
}

/* A page of a letter as a picture, turned by quarter turns; what it asks stands in a box of this ground, 1 for white. */
static GBytes *draw_letter(guint turns, double ground, double ink)
{
    static const char *const lines[] = {
        "Dear Minister,", "Governments are requested to send their", "replies to the Office by no later than",
        "16 September 2025, together with copies of", "the comments made by organizations of", "employers and workers.",
        "The Office remains at the disposal of the", "Governments for any question about it and",
        "thanks them for their help with this report.", "Yours faithfully,"};
    int wide = turns % 2 ? 1600 : 1200, high = turns % 2 ? 1200 : 1600;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, wide, high);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_translate(cairo, wide / 2.0, high / 2.0);
    cairo_rotate(cairo, turns * G_PI / 2);
    cairo_translate(cairo, -600, -800);
    cairo_set_source_rgb(cairo, ground, ground, ground);
    cairo_rectangle(cairo, 120, 270, 1000, 280);
    cairo_fill(cairo);
    cairo_select_font_face(cairo, "serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, 42);
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        double tone = i >= 1 && i <= 3 ? ink : 0;
        cairo_set_source_rgb(cairo, tone, tone, tone);
        cairo_move_to(cairo, 150, 250 + 80 * (double) i);
        cairo_show_text(cairo, lines[i]);
    }
    cairo_destroy(cairo);
    GByteArray *bytes = g_byte_array_new();
    cairo_surface_write_to_png_stream(surface, append, bytes);
    cairo_surface_destroy(surface);
    return g_byte_array_free_to_bytes(bytes);
}

static gboolean has_languages(void)
{
    AUTO(ocr) *ocr = ocr_new();
    return ocr_warm(ocr);
}

static void check_scan_in(guint turns, double ground, double ink)
{
    if (!has_languages())
        skip();
    g_autoptr(GBytes) image = draw_letter(turns, ground, ink);
    g_autofree char *mail = make_mail_with("image/png", "scan.png", image);
    AUTO(text) *text = decode_string(mail);
    assert_int_equal(part_at(text, 1)->form, TEXT_SCAN);
    const char *words = words_at(text, 1);
    const char *by = strstr(words, "by no later than"), *day = strstr(words, "16 September 2025");
    if (by == NULL || day == NULL || by > day)
        fail_msg("%s", words);
}

static void check_scan(guint turns)
{
    check_scan_in(turns, 1, 0);
}

static void scan__dark_box__is_read(void **state G_GNUC_UNUSED)
{
    check_scan_in(0, 0.3, 0);
    check_scan_in(3, 0.25, 1);
}

static void scan__box_too_dark_to_read__is_told(void **state G_GNUC_UNUSED)
{
    if (!has_languages())
        skip();
    for (guint turns = 0; turns < 2; turns++) {
        g_autoptr(GBytes) image = draw_letter(turns, 0.02, 0);
        g_autofree char *mail = make_mail_with("image/png", "scan.png", image);
        AUTO(text) *text = decode_string(mail);
        assert_null(strstr(words_at(text, 1), "2025"));
        assert_true(has_flaw(text->limits, "scan.png", "dark box"));
    }
}

static void scan__upright_letter__is_read(void **state G_GNUC_UNUSED)
{
    check_scan(0);
}

static void scan__letter_upside_down__is_read(void **state G_GNUC_UNUSED)
{
    check_scan(2);
}

static void scan__letter_on_its_side__is_read(void **state G_GNUC_UNUSED)
{
    check_scan(1);
}

static void scan__small_or_inline_pictures__are_passed_over(void **state G_GNUC_UNUSED)
{
    static const guint8 dot[64] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R',
                                 0, 0, 0, 16, 0, 0, 0, 16, 8, 0, 0, 0, 0};
    g_autoptr(GBytes) image = g_bytes_new_static(dot, sizeof dot);
    g_autofree char *mail = make_mail_with("image/png", "logo.png", image);
    AUTO(text) *text = decode_string(mail);
    assert_int_equal(text->unread->len + text->limits->len, 0);
}

/* Telephones put their pictures into the text: what cannot be drawn here is told unless it is as small as a logo. */
static void scan__inline_picture_of_another_kind__is_told_by_its_size(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *fields;
        gsize size;
        gboolean told;
    } rows[] = {
        {"Content-ID: <a>", 20000, FALSE},
        {"Content-ID: <a>", 400000, TRUE},
        {"Content-ID: <a>\nContent-Disposition: attachment", 20000, TRUE}, /* no page names it */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree guint8 *bytes = g_malloc0(rows[i].size);
        memcpy(bytes, "\0\0\0\x18" "ftypheic", 12);
        g_autofree char *base64 = g_base64_encode(bytes, rows[i].size);
        g_autofree char *mail = g_strdup_printf("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee:\n"
                                                "--b\nContent-Type: image/heic; name=photo.heic\n%s\n"
                                                "Content-Transfer-Encoding: base64\n\n%s\n--b--\n", rows[i].fields, base64);
        AUTO(text) *text = decode_string(mail);
        if (has_flaw(text->unread, "photo.heic", "of a kind that cannot be read") != rows[i].told)
            fail_msg("row %zu", i);
    }
}

static void scan__huge_picture__is_not_unpacked_and_told(void **state G_GNUC_UNUSED)
{
    static const guint8 huge[64] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R',
                                  0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 0, 0, 0, 0};
    g_autoptr(GBytes) image = g_bytes_new_static(huge, sizeof huge);
    g_autofree char *mail = make_mail_with("image/png", "scan.png", image);
    AUTO(text) *text = decode_string(mail);
    assert_true(has_flaw(text->limits, "scan.png", "30000 x 30000"));
}

static void scan__over_the_allowance__is_told(void **state G_GNUC_UNUSED)
{
    struct decode_limits limits = decode_limits_default;
    limits.ocr_pages = 0;
    AUTO(decoder) *decoder = decoder_new(&limits);
    g_autoptr(GBytes) image = draw_letter(0, 1, 0);
    AUTO(text) *text = decode_document(decoder, image, "scan.png");
    assert_true(has_flaw(text->unread, "scan.png", "switched off"));
}

static void count_call(enum decode_lack lack, gpointer data)
{
    assert_int_equal(lack, DECODE_LACKS_RECOGNITION);
    (*(guint *) data)++;
}

static void scan__is_announced_before_it_is_recognised(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = g_build_filename("tests", "mails", "pdf-scanned.eml", NULL), *mail = NULL;
    gsize length;
    guint calls = 0;
    assert_true(g_file_get_contents(path, &mail, &length, NULL));
    AUTO(decoder) *decoder = decoder_new(NULL);
    decoder_on_lack(decoder, count_call, &calls);
    g_autoptr(GBytes) raw = g_bytes_new(mail, length);
    AUTO(text) *text = decode_mail(decoder, raw);
    assert_int_equal(text->letters->len, 1);
    assert_int_equal(calls, 1);
    g_autoptr(GBytes) image = draw_letter(0, 1, 0);
    AUTO(text) *picture = decode_document(decoder, image, "scan.png");
    assert_int_equal(picture->letters->len, 1);
    assert_int_equal(calls, 2);
}

static void scan__without_recognition_data__is_told(void **state G_GNUC_UNUSED)
{
    g_autofree char *before = g_strdup(g_getenv("TESSDATA_PREFIX"));
    g_setenv("TESSDATA_PREFIX", "/nowhere", TRUE);
    AUTO(decoder) *decoder = decoder_new(NULL);
    g_autoptr(GBytes) image = draw_letter(0, 1, 0);
    AUTO(text) *text = decode_document(decoder, image, "scan.png");
    if (before != NULL)
        g_setenv("TESSDATA_PREFIX", before, TRUE);
    else
        g_unsetenv("TESSDATA_PREFIX");
    assert_true(has_flaw(text->unread, "scan.png", "no recognition data"));
}

static void scan__sample_letter__reads_as_the_printed_one(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = has_languages() ? decode_sample("mail/circular-belarus-scanned.eml") : NULL;
    if (text == NULL)
        skip();
    const struct text_part *part = part_at(text, 1);
    assert_non_null(strstr(part->utf8->str, "by no later than 16 September 2025."));
    assert_non_null(strstr(part->utf8->str, "2. May I also request that you bring"));
    assert_int_equal(part->scanned_pages->len, 1);
    assert_int_equal(text->unread->len + text->limits->len, 0);
}

/* Some lines, or shades without any, as the picture of a screen. */
static GBytes *draw_screen(gboolean words)
{
    static const char *const lines[] = {"Governments are requested to send their", "replies to the Office by no later than",
                                        "16 September 2025, together with copies of", "the comments made by organizations of"};
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 620, 300);
    cairo_t *cairo = cairo_create(surface);
    cairo_pattern_t *shades = cairo_pattern_create_linear(0, 0, 620, 300);
    cairo_pattern_add_color_stop_rgb(shades, 0, 1, 1, 1);
    cairo_pattern_add_color_stop_rgb(shades, 1, words ? 1 : 0, 1, 1);
    cairo_set_source(cairo, shades);
    cairo_paint(cairo);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_set_font_size(cairo, 20);
    for (gsize i = 0; words && i < G_N_ELEMENTS(lines); i++) {
        cairo_move_to(cairo, 30, 60 + 50 * (double) i);
        cairo_show_text(cairo, lines[i]);
    }
    cairo_pattern_destroy(shades);
    cairo_destroy(cairo);
    GByteArray *bytes = g_byte_array_new();
    cairo_surface_write_to_png_stream(surface, append, bytes);
    cairo_surface_destroy(surface);
    return g_byte_array_free_to_bytes(bytes);
}

static struct text *decode_shown(const char *image, const char *fields, gboolean words)
{
    g_autoptr(GBytes) png = draw_screen(words);
    gsize length;
    const guint8 *bytes = g_bytes_get_data(png, &length);
    g_autofree char *base64 = g_base64_encode(bytes, length);
    g_autofree char *mail = g_strdup_printf("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
                                            "<p>Dear colleagues, please see below.</p>%s\n--b\nContent-Type: image/png; name=a.png\n%s"
                                            "Content-Transfer-Encoding: base64\n\n%s\n--b--\n", image, fields, base64);
    return decode_string(mail);
}

#define CONTENT_ID "Content-ID: <a@01DB>\nContent-Disposition: inline\n"

/* The picture of a letter on somebody's screen, pasted into a mail, is no decoration; how large it is shown tells. */
static void scan__picture_shown_large_in_a_mail__is_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *image, *fields;
        gboolean words, read;
    } rows[] = {
        {"<img src='cid:a@01DB' width=620 height=300>", CONTENT_ID, TRUE, TRUE},
        {"<img width=624 style='width:6.5in;height:3.125in' src='cid:a@01DB'>", CONTENT_ID, TRUE, TRUE},
        {"<img style='width: 3cm; height: 40.5pt' src='cid:a@01DB'>", CONTENT_ID, TRUE, FALSE},
        {"<img src='cid:a%4001DB' style='width:600px'>", CONTENT_ID, TRUE, TRUE},
        {"<img src='CID:a@01DB'>", CONTENT_ID, TRUE, TRUE},
        {"", "Content-Disposition: inline\n", TRUE, TRUE},
        {"<img src='cid:a@01DB' width=120 height=58>", CONTENT_ID, TRUE, FALSE}, /* a logo */
        {"<img src='cid:a@01DB' width=620 height=300>", CONTENT_ID, FALSE, FALSE},
        {"<img src='cid:a.png@0A' width=620 height=300>", CONTENT_ID, TRUE, TRUE}, /* a gateway gave it a new one */
        {"", "Content-ID: <f_1>\nContent-Disposition: attachment\n", TRUE, TRUE}, /* some programs give all files one */
        {"<img src='cid:a@01DB' width=120 height=58>", "Content-ID: <a@01DB>\nContent-Disposition: attachment\n", TRUE, FALSE},
    };
    if (!has_languages())
        skip();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        AUTO(text) *text = decode_shown(rows[i].image, rows[i].fields, rows[i].words);
        gboolean read = text->parts->len == 2 && strstr(words_at(text, 1), "16 September 2025") != NULL;
        if (read != rows[i].read || text->unread->len > 0)
            fail_msg("row %zu", i);
    }
}

/* A message of Outlook whose page shows the picture so; a body in RTF does not say how. */
static GBytes *make_message(const char *body_stream, const char *body)
{
    g_autoptr(GBytes) png = draw_screen(TRUE);
    struct compound *compound = compound_new();
    compound_stream(compound, 0, "__properties_version1.0", "x", 1);
    compound_stream(compound, 0, body_stream, body, strlen(body));
    guint attached = compound_folder(compound, 0, "__attach_version1.0_#00000000");
    compound_stream(compound, attached, "__substg1.0_3707001E", "image001.png", 12);
    compound_stream(compound, attached, "__substg1.0_3712001E", "a@01DB", 6);
    compound_stream(compound, attached, "__substg1.0_37010102", g_bytes_get_data(png, NULL), g_bytes_get_size(png));
    return compound_finish(compound);
}

static void scan__picture_in_a_message_of_outlook__is_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *stream, *body;
        gboolean read;
    } rows[] = {
        {"__substg1.0_10130102", "<p>See:</p><img src='cid:a@01DB' width=620 height=300>", TRUE},
        {"__substg1.0_10130102", "<p>See:</p><img src='cid:a@01DB' width=62 height=30>", FALSE},
        {"__substg1.0_1000001E", "See:", TRUE},
    };
    if (!has_languages())
        skip();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        AUTO(text) *text = decode_taken(make_message(rows[i].stream, rows[i].body), "forwarded.msg");
        gboolean read = text->parts->len == 2 && strstr(words_at(text, 1), "16 September 2025") != NULL;
        if (read != rows[i].read || text->unread->len > 0)
            fail_msg("row %zu", i);
    }
}

/* What the page of the mail around shows says nothing of it. */
static void scan__picture_in_a_message_attached_to_a_page__is_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) message = make_message("__substg1.0_1000001E", "See:");
    g_autofree char *base64 = g_base64_encode(g_bytes_get_data(message, NULL), g_bytes_get_size(message));
    g_autofree char *mail = g_strdup_printf("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n"
                                            "<p>Dear colleagues, please see below.</p><img src='cid:b@01DB'>\n"
                                            "--b\nContent-Type: image/png\nContent-ID: <b@01DB>\n\n.\n"
                                            "--b\nContent-Type: application/vnd.ms-outlook; name=forwarded.msg\n"
                                            "Content-Transfer-Encoding: base64\n\n%s\n--b--\n", base64);
    if (!has_languages())
        skip();
    AUTO(text) *text = decode_string(mail);
    assert_non_null(strstr(words_at(text, text->parts->len - 1), "16 September 2025"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scan__dark_box__is_read),
        cmocka_unit_test(scan__box_too_dark_to_read__is_told),
        cmocka_unit_test(scan__upright_letter__is_read),
        cmocka_unit_test(scan__letter_upside_down__is_read),
        cmocka_unit_test(scan__letter_on_its_side__is_read),
        cmocka_unit_test(scan__picture_shown_large_in_a_mail__is_read),
        cmocka_unit_test(scan__picture_in_a_message_of_outlook__is_read),
        cmocka_unit_test(scan__picture_in_a_message_attached_to_a_page__is_read),
        cmocka_unit_test(scan__small_or_inline_pictures__are_passed_over),
        cmocka_unit_test(scan__inline_picture_of_another_kind__is_told_by_its_size),
        cmocka_unit_test(scan__huge_picture__is_not_unpacked_and_told),
        cmocka_unit_test(scan__over_the_allowance__is_told),
        cmocka_unit_test(scan__is_announced_before_it_is_recognised),
        cmocka_unit_test(scan__without_recognition_data__is_told),
        cmocka_unit_test(scan__sample_letter__reads_as_the_printed_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
