/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/decoding.h"

static void pdf__pages__stand_between_form_feeds(void **state G_GNUC_UNUSED)
{
    const char *const pages[] = {"Dear Minister,\nfirst page", "by no later than\n16 September 2025", NULL};
    g_autoptr(GBytes) pdf = make_pdf(pages);
    g_autofree char *mail = make_mail_with("application/octet-stream", "Letter.pdf", pdf);
    AUTO(text) *text = decode_string(mail);
    const struct text_part *part = part_at(text, 1);
    assert_string_equal(part->name, "Letter.pdf");
    assert_int_equal(part->form, TEXT_PDF);
    assert_true(part->paged);
    const char *found = strstr(part->utf8->str, "by no later than\n16 September 2025");
    assert_non_null(found);
    assert_int_equal(text_page(part, (gsize) (found - part->utf8->str)), 2);
    assert_false(g_str_has_suffix(part->utf8->str, "\f"));
}

static void pdf__damaged__is_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_bytes("%PDF-1.7\nnothing more", 21, "x.pdf");
    assert_true(has_flaw(text->unread, "x.pdf", "damaged"));
}

static void pdf__without_its_end__is_read_and_told(void **state G_GNUC_UNUSED)
{
    static const char pdf[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count "
        "1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources"
        "<</Font<</F 5 0 R>>>>>>endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "4 0 obj<</Length 64>>stream\nBT /F 9 Tf 20 20 Td (Please reply by 1 May at noon, Geneva) Tj ET\nendstream endobj\nxre";
    AUTO(text) *text = decode_bytes(pdf, sizeof pdf - 1, "x.pdf");
    assert_non_null(strstr(words_at(text, 0), "by 1 May"));
    assert_true(has_flaw(text->limits, "x.pdf", "its end is missing"));
    assert_int_equal(text->unread->len, 0);
}

static void pdf__over_the_page_limit__is_cut_and_told(void **state G_GNUC_UNUSED)
{
    const char *const pages[] = {"one", "two", "three", NULL};
    g_autoptr(GBytes) pdf = make_pdf(pages);
    struct decode_limits limits = decode_limits_default;
    limits.pages = 2;
    AUTO(decoder) *decoder = decoder_new(&limits);
    AUTO(text) *text = decode_document(decoder, pdf, "x.pdf");
    assert_null(strstr(words_at(text, 0), "three"));
    assert_true(has_flaw(text->limits, "x.pdf", "stopped at page 2 of 3"));
}

/* Pages without words are drawn, each on its own account: numbers 1, 2, … after the document itself. */
static gboolean refuse_first_drawn(guint part, gpointer data)
{
    *(guint *) data = part;
    return part != 1;
}

static void pdf__page_that_stopped_its_reader__ends_recognition(void **state G_GNUC_UNUSED)
{
    const char *const pages[] = {"", "", "", "by 1 May at noon, please", NULL};
    g_autoptr(GBytes) pdf = make_pdf(pages);
    AUTO(decoder) *decoder = decoder_new(NULL);
    guint last = 0;
    decoder_watch(decoder, refuse_first_drawn, &last);
    AUTO(text) *text = decode_document(decoder, pdf, "x.pdf");
    assert_int_equal(last, 1);
    assert_non_null(strstr(words_at(text, 0), "by 1 May"));
    assert_true(has_flaw(text->unread, "x.pdf, page 1", "fail"));
    assert_true(has_flaw(text->limits, "x.pdf", "no page after page 1"));
}

/* poppler 22.12 falls over some damaged ones: then the next attempt leaves out this step alone. */
static void pdf__files_inside__are_a_step_of_their_own(void **state G_GNUC_UNUSED)
{
    static const char pdf[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]"
        "/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n4 0 obj<</Length 52>>stream\n"
        "BT /F 12 Tf 20 20 Td (reply by 1 May at noon) Tj ET \nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n6 0 obj<</Type/Filespec/F(a)>>endobj\n"
        "trailer<</Root 1 0 R>>\n";
    AUTO(decoder) *decoder = decoder_new(NULL);
    g_autoptr(GBytes) raw = g_bytes_new_static(pdf, sizeof pdf - 1);
    guint last = 0;
    decoder_watch(decoder, refuse_first_drawn, &last);
    AUTO(text) *text = decode_document(decoder, raw, "x.pdf");
    assert_int_equal(last, 1);
    assert_non_null(strstr(words_at(text, 0), "reply by 1 May"));
    assert_true(has_flaw(text->unread, "x.pdf, files inside it", "fail"));
}

static void pdf__sample_letters__read_as_written(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"mail/circular-belarus.eml", "mail/circular-belarus-forwarded.eml"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        AUTO(text) *text = decode_sample(names[i]);
        if (text == NULL)
            skip();
        const struct text_part *part = part_at(text, i + 1);
        assert_string_equal(part->name, "Letter to Ministers - Belarus.pdf");
        const char *asked = strstr(part->utf8->str, "Government by no later than 16 September 2025.");
        const char *second = strstr(part->utf8->str, "2. May I also request that you bring");
        assert_true(asked != NULL && second != NULL && asked < second);
        assert_non_null(strstr(part->utf8->str, "11 July 2025"));
        assert_int_equal(text->unread->len + text->limits->len + text->flaws->len, 0);
        assert_int_equal(text->letters->len, i + 1);
    }
}

static void pdf__sample_news__have_two_equal_forms(void **state G_GNUC_UNUSED)
{
    for (guint i = 1; i <= 4; i++) {
        g_autofree char *name = g_strdup_printf("mail/news-%03u.eml", i);
        AUTO(text) *text = decode_sample(name);
        if (text == NULL)
            skip();
        assert_int_equal(text->parts->len, 2);
        assert_true(part_at(text, 1)->alternative);
        assert_null(strstr(words_at(text, 1), "\xc3\xa2"));
        assert_int_equal(text->unread->len + text->limits->len, 0);
    }
}

/* A page drawn by these operators: /F is a font, /I a picture, /G no opacity. */
static struct text *decode_drawn(const char *operators)
{
    g_autoptr(GString) pdf = g_string_new(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>"
        "/XObject<</I 6 0 R>>/ExtGState<</G 7 0 R>>>>>>endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "6 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n"
        "\xff\nendstream endobj\n");
    g_string_append_printf(pdf, "7 0 obj<</ca %s>>endobj\n", strstr(operators, "/G") != NULL ? "0.0" : "1");
    g_string_append_printf(pdf, "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R/Size 8>>\n",
                           strlen(operators), operators);
    return decode_bytes(pdf->str, pdf->len, "x.pdf");
}

#define SEEN "BT /F 12 Tf 50 780 Td (The Governments are requested to reply to the Office in good time and in writing.) Tj ET "

static void hidden__words__are_left_out_and_told(void **state G_GNUC_UNUSED)
{
    static const char *const hidden[] = {
        SEEN "1 g BT /F 12 Tf 50 700 Td (Reply by 1 May 2030) Tj ET",
        SEEN "0.99 1 0.98 rg BT /F 12 Tf 50 700 Td (Reply by 1 May 2030) Tj ET",
        SEEN "0 0 0.4 rg 40 690 300 30 re f BT /F 12 Tf 50 700 Td (Reply) Tj ET 1 g BT /F 1 Tf 50 660 Td (Reply by 1 May 2030) Tj ET",
        SEEN "BT /F 1 Tf 50 700 Td (Reply by 1 May 2030) Tj ET",
        SEEN "BT /F 12 Tf 3 Tr 50 700 Td (Reply by 1 May 2030) Tj ET",
        SEEN "q /G gs BT /F 12 Tf 50 700 Td (Reply by 1 May 2030) Tj ET Q",
        SEEN "1 g BT /F 5 Tf 50 600 Td (x) Tj ET 0 0 0.4 rg 40 690 300 30 re f BT /F 12 Tf 50 700 Td (Reply by 1 May 2030) Tj ET",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++) {
        AUTO(text) *text = decode_drawn(hidden[i]);
        assert_non_null(strstr(words_at(text, 0), "in good time"));
        if (strstr(words_at(text, 0), "May") != NULL)
            fail_msg("row %zu: %s", i, words_at(text, 0));
        assert_true(has_flaw(text->flaws, "x.pdf", "would not see"));
    }
}

/* Each letter claims a good part of the page: nobody looks at all of them for ever. */
static void hidden__more_than_is_looked_at__told(void **state G_GNUC_UNUSED)
{
    static const char letters[] = "MWHNABDEGKOQRUVXYZ";
    g_autoptr(GString) page = g_string_new(SEEN "1 g BT /F 500 Tf ");
    for (guint i = 0; i < 120; i++)
        g_string_append_printf(page, "1 0 0 1 %u %u Tm (%c) Tj ", 5 + 3 * i, 20 + 37 * i % 400, letters[i % 18]);
    g_string_append(page, "ET");
    AUTO(text) *text = decode_drawn(page->str);
    assert_true(has_flaw(text->limits, "x.pdf", "page 1: not wholly looked through"));
}

static void hidden__only_by_its_look__stays(void **state G_GNUC_UNUSED)
{
    static const char *const seen[] = {
        SEEN "0 0 0.4 rg 40 690 300 30 re f 1 g BT /F 12 Tf 50 700 Td (Reply by 1 May 2030) Tj ET", /* a table's head */
        SEEN "BT /F 12 Tf 0 1 -1 0 300 300 Tm (Reply by 1 May 2030) Tj ET", /* turned */
        SEEN "0.7 g BT /F 12 Tf 50 700 Td (Reply by 1 May 2030) Tj ET",
        SEEN "BT /F 4 Tf 50 700 Td (Reply by 1 May 2030) Tj ET",
        /* What recognition has put below a scan. */
        "q 595 0 0 842 0 0 cm /I Do Q BT /F 12 Tf 3 Tr 50 780 Td (The Governments are requested to reply to the Office "
        "in good time) Tj 0 -20 Td (Reply by 1 May 2030) Tj ET",
        SEEN "BT /F 12 Tf 0 Tr 50 700 Td (Reply by 1 May 2030; we write 3 Trinity Square) Tj ET",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(seen); i++) {
        AUTO(text) *text = decode_drawn(seen[i]);
        if (strstr(words_at(text, 0), "1 May 2030") == NULL || text->flaws->len > 0)
            fail_msg("row %zu: %s", i, words_at(text, 0));
    }
}

#define DATES "BT /F 12 Tf 50 700 Td (Reply by 1 May 2030 please) Tj ET "

static void struck__words__are_left_out_and_told(void **state G_GNUC_UNUSED)
{
    static const char *const struck[] = {
        SEEN DATES "50 704 m 190 704 l S",
        SEEN DATES "1 0 0 rg 50 703 140 1.2 re f",
        SEEN DATES "q 0.1 0 0 0.1 0 0 cm 7 w 500 7038 m 1900 7038 l S Q",
        SEEN DATES "50 703 m 190 703 l 190 704.5 l 50 704.5 l h f*",
        SEEN "0.8 g 40 690 300 30 re f 0 g " DATES "50 704 m 190 704 l S", /* on grey */
        SEEN DATES "50 704 m 190 704 l S 1 g BT /F 12 Tf 50 600 Td (and what is white) Tj ET",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(struck); i++) {
        AUTO(text) *text = decode_drawn(struck[i]);
        assert_non_null(strstr(words_at(text, 0), "in good time"));
        if (strstr(words_at(text, 0), "May") != NULL || strstr(words_at(text, 0), "2030") != NULL)
            fail_msg("row %zu: %s", i, words_at(text, 0));
        assert_true(has_flaw(text->flaws, "x.pdf", "crossed-out"));
    }
}

static void struck__one_word__leaves_the_others(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_drawn(SEEN DATES "84.7 704 m 103 704 l S");
    assert_non_null(strstr(words_at(text, 0), "Reply"));
    assert_non_null(strstr(words_at(text, 0), "May 2030"));
}

static void struck__lines_beside_words__cross_nothing_out(void **state G_GNUC_UNUSED)
{
    static const char *const lines[] = {
        SEEN DATES "50 698 m 190 698 l S",                        /* underlined */
        SEEN DATES "200 704 m 500 704 l S 20 704 m 48 704 l S",   /* on either side */
        SEEN DATES "40 690 300 30 re S",                          /* a frame */
        SEEN "0.7 g 40 703 300 3 re f 0.7 g 40 690 300 30 re f 0 g " DATES, /* below a ground */
        SEEN DATES "(50 704 m 190 704 l S) Tj",                   /* no drawing */
        SEEN DATES "50 704 m 190 704 l n",                        /* no mark */
        SEEN "50 704 m 190 704 l S 1 g 40 690 300 30 re f 0 g " DATES, /* covered */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        AUTO(text) *text = decode_drawn(lines[i]);
        if (strstr(words_at(text, 0), "Reply by 1 May 2030 please") == NULL || text->flaws->len > 0)
            fail_msg("row %zu: %s", i, words_at(text, 0));
    }
}

/* A note of the kind that readers of PDF make, with no drawing of its own. */
static void struck__by_a_note__left_out_and_told(void **state G_GNUC_UNUSED)
{
    static const char pdf[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[6 0 R]/Resources<</Font<</F 5 0 R>>"
        ">>>>endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n6 0 obj<</Type/Annot/Subtype"
        "/StrikeOut/Rect[83 696 163 712]/QuadPoints[83 712 163 712 83 696 163 696]/C[1 0 0]>>endobj\n"
        "4 0 obj<</Length 62>>stream\nBT /F 12 Tf 50 700 Td (Reply by 1 May 2030 if you can) Tj ET  \nendstream endobj\n"
        "trailer<</Root 1 0 R/Size 7>>\n";
    AUTO(text) *text = decode_bytes(pdf, sizeof pdf - 1, "x.pdf");
    assert_non_null(strstr(words_at(text, 0), "Reply"));
    assert_non_null(strstr(words_at(text, 0), "if you can"));
    assert_null(strstr(words_at(text, 0), "May"));
    assert_true(has_flaw(text->flaws, "x.pdf", "crossed-out"));
}

static gboolean tells_of_hand(const char *place)
{
    g_autofree char *pdf = g_strdup_printf(
        "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[6 0 R]/Resources<</Font<</F 5 0 R>>"
        ">>>>endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n6 0 obj<</Type/Annot/Subtype"
        "/Ink/Rect[%s]/InkList[[83 698 163 712]]/C[1 0 0]>>endobj\n"
        "4 0 obj<</Length 62>>stream\nBT /F 12 Tf 50 700 Td (Reply by 1 May 2030 if you can) Tj ET  \nendstream endobj\n"
        "trailer<</Root 1 0 R/Size 7>>\n", place);
    AUTO(text) *text = decode_bytes(pdf, strlen(pdf), "x.pdf");
    assert_non_null(strstr(words_at(text, 0), "May"));
    return has_flaw(text->limits, "x.pdf", "by hand");
}

static void drawn__by_hand__is_told_where_it_lies_over_words(void **state G_GNUC_UNUSED)
{
    assert_true(tells_of_hand("83 696 163 714"));
    assert_false(tells_of_hand("83 496 163 514"));
}

static void form__values__stand_where_they_were_typed(void **state G_GNUC_UNUSED)
{
    static const char pdf[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 7 0 R 8 0 R]/DA(/F 12 Tf 0 g)>>>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
        "/Contents 4 0 R/Annots[6 0 R 7 0 R 8 0 R 9 0 R]/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 91>>stream\nBT /F 12 Tf 50 780 Td (Please return this form not later than) Tj 0 -100 Td (Thank you.) Tj ET\n"
        "endstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "6 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(1 May 2030)/Rect[300 776 500 792]/F 4>>endobj\n"
        "7 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(b)/V(2 June 2030)/Rect[50 740 250 756]/F 2>>endobj\n"
        "8 0 obj<</Type/Annot/Subtype/Widget/FT/Ch/Ff 131072/T(c)/V(full)/Opt[(full)(none)]/Rect[50 720 250 736]/F 4>>endobj\n"
        "9 0 obj<</Type/Annot/Subtype/FreeText/Contents(Noted)/Rect[50 600 250 616]/DA(/F 12 Tf)/F 4>>endobj\n"
        "trailer<</Root 1 0 R/Size 10>>\n";
    AUTO(text) *text = decode_bytes(pdf, sizeof pdf - 1, "x.pdf");
    assert_non_null(strstr(words_at(text, 0), "not later than\t1 May 2030\n"));
    assert_null(strstr(words_at(text, 0), "June"));
    assert_non_null(strstr(words_at(text, 0), "\nfull\n"));
    assert_non_null(strstr(words_at(text, 0), "Thank you.\n\nNoted"));
    assert_int_equal(text->unread->len, 0);
}

/* A page with one thing put onto it, which is object 6; object 7 is a file, object 8 what describes it. */
static struct text *read_page_with(const char *catalogue, const char *annotation)
{
    g_autofree char *pdf = g_strdup_printf(
        "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R%s>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[6 0 R]/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 73>>stream\nBT /F 12 Tf 50 780 Td (Please return this form as soon as you can) Tj ET\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n6 0 obj<</Type/Annot%s>>endobj\n"
        "7 0 obj<</Type/EmbeddedFile/Length 9>>stream\nby 1 May\n\nendstream endobj\n"
        "8 0 obj<</Type/Filespec/F(note.txt)/EF<</F 7 0 R>>>>endobj\ntrailer<</Root 1 0 R/Size 9>>\n",
        catalogue, annotation);
    return decode_bytes(pdf, strlen(pdf), "x.pdf");
}

static void put_onto_a_page__what_is_not_read__is_told(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *annotation, *told;
    } rows[] = {
        {"/Subtype/Text/Rect[50 50 70 70]/Contents(by 1 May)", "remarks"},
        {"/Subtype /Text /Rect[50 50 70 70]/Contents()", NULL},
        {"/Subtype/Highlight/Rect[50 780 90 792]/QuadPoints[50 792 90 792 50 780 90 780]/Contents(by 1 May)", "remarks"},
        {"/Subtype/Text/Rect[50 50 70 70]/Contents(by 1 May)/F 2", NULL},
        {"/Subtype/Stamp/Rect[50 50 70 70]/Name/Received", "stamp"},
        {"/Subtype/Link/Rect[50 50 70 70]/Contents(by 1 May)", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        AUTO(text) *text = read_page_with("", rows[i].annotation);
        assert_null(strstr(words_at(text, 0), "May"));
        assert_int_equal(text->flaws->len, rows[i].told != NULL);
        assert_true(rows[i].told == NULL || has_flaw(text->flaws, "x.pdf", rows[i].told));
    }
}

static void put_onto_a_page__file__is_read(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_page_with("", "/Subtype/FileAttachment/Rect[50 50 70 70]/FS 8 0 R/Contents(see)");
    assert_string_equal(part_at(text, 1)->name, "note.txt");
    assert_non_null(strstr(words_at(text, 1), "by 1 May\n"));
    assert_int_equal(text->flaws->len, 0);
}

static void form__beyond_what_is_read__is_told(void **state G_GNUC_UNUSED)
{
    g_autofree char *words = g_strnfill(9000, 'w');
    memcpy(words, "by 1 May ", 9);
    g_autofree char *field = g_strdup_printf("/Subtype/Widget/FT/Tx/T(a)/V(%s)/Rect[50 700 300 716]/F 4", words);
    AUTO(text) *text = read_page_with("/AcroForm<</Fields[6 0 R]/DA(/F 12 Tf 0 g)>>", field);
    assert_non_null(strstr(words_at(text, 0), "by 1 May w"));
    assert_true(has_flaw(text->limits, "x.pdf", "not all of what was typed"));
    AUTO(text) *other = read_page_with("/AcroForm<</Fields[]/XFA 7 0 R>>", "/Subtype/Link/Rect[50 50 70 70]");
    assert_true(has_flaw(other->limits, "x.pdf", "XFA"));
}

static void turned__page__is_read_as_it_is_held(void **state G_GNUC_UNUSED)
{
    static const char *const pages[] = {
        "BT /F 12 Tf 0 1 -1 0 60 50 Tm (Item) Tj 0 1 -1 0 60 250 Tm (Deadline) Tj 0 1 -1 0 80 50 Tm (First report) Tj "
        "0 1 -1 0 80 250 Tm (1 May 2030) Tj 0 1 -1 0 100 50 Tm (Second report) Tj 0 1 -1 0 100 250 Tm (12 June 2030) Tj ET",
        "BT /F 12 Tf 0 -1 1 0 500 750 Tm (Item) Tj 0 -1 1 0 500 550 Tm (Deadline) Tj 0 -1 1 0 480 750 Tm (First report) Tj "
        "0 -1 1 0 480 550 Tm (1 May 2030) Tj 0 -1 1 0 460 750 Tm (Second report) Tj 0 -1 1 0 460 550 Tm (12 June 2030) Tj ET",
        "BT /F 12 Tf -1 0 0 -1 500 60 Tm (Item) Tj -1 0 0 -1 300 60 Tm (Deadline) Tj -1 0 0 -1 500 80 Tm (First report) Tj "
        "-1 0 0 -1 300 80 Tm (1 May 2030) Tj -1 0 0 -1 500 100 Tm (Second report) Tj -1 0 0 -1 300 100 Tm (12 June 2030) Tj ET",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
        AUTO(text) *text = decode_drawn(pages[i]);
        assert_string_equal(words_at(text, 0), "Item\tDeadline\nFirst report\t1 May 2030\nSecond report\t12 June 2030\n");
    }
}

static void turned__words_beside_upright_ones__follow_them(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_drawn(SEEN "BT /F 12 Tf -1 0 0 -1 500 60 Tm (Reply to the Office by) Tj -1 0 0 -1 500 74 Tm (1 May 2030, please.) Tj ET");
    assert_string_equal(words_at(text, 0), "The Governments are requested to reply to the Office in good time and in writing.\n\n\n"
                                           "Reply to the Office by\n1 May 2030, please.\n");
}

#define TWO_LAYERS SEEN "/OC /A BDC BT /F 12 Tf 50 700 Td (Reply by 1 May 2030) Tj ET EMC " \
                        "/OC /B BDC BT /F 12 Tf 50 680 Td (Reply by 2 June 2030) Tj ET EMC"

/* What is written on layers, and which of two are switched on. */
static struct text *decode_layered(const char *state, const char *written)
{
    g_autofree char *pdf = g_strdup_printf(
        "%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R 7 0 R]/D<<%s>>>>>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>"
        "/XObject<</I 8 0 R>>/Properties<</A 6 0 R/B 7 0 R>>>>>>endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "6 0 obj<</Type/OCG/Name(draft)>>endobj\n7 0 obj<</Type/OCG/Name(final)>>endobj\n"
        "8 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n"
        "x\nendstream endobj\n"
        "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R/Size 9>>\n", state, strlen(written), written);
    return decode_bytes(pdf, strlen(pdf), "x.pdf");
}

static void layers__that_are_off__are_left_out_and_told(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *state;
        gboolean one, other;
    } rows[] = {
        {"/Order[6 0 R 7 0 R]", TRUE, TRUE},
        {"/OFF[]", TRUE, TRUE},
        {"/OFF[6 0 R]/Order[6 0 R 7 0 R]", FALSE, TRUE},
        {"/OFF[6 0 R]/Order[[(texts)6 0 R[7 0 R]]]", FALSE, TRUE},
        {"/OFF[6 0 R]", FALSE, TRUE},
        {"/BaseState/OFF/ON[6 0 R]", TRUE, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        AUTO(text) *text = decode_layered(rows[i].state, TWO_LAYERS);
        const char *words = words_at(text, 0);
        gboolean off = !rows[i].one || !rows[i].other;
        if ((strstr(words, "1 May") != NULL) != rows[i].one || (strstr(words, "2 June") != NULL) != rows[i].other ||
            has_flaw(text->flaws, "x.pdf", "text on layers that are not shown") != off)
            fail_msg("row %zu: %s", i, words);
    }
}

static void layers__with_a_picture__are_told_where_it_is_large(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *state, *written;
        gboolean told;
    } rows[] = {
        {"/OFF[6 0 R]", SEEN "/OC /A BDC q 400 0 0 400 50 100 cm /I Do Q EMC", TRUE},
        {"/OFF[7 0 R]", SEEN "/OC /A BDC q 400 0 0 400 50 100 cm /I Do Q EMC", FALSE}, /* it is shown */
        {"/OFF[6 0 R]", SEEN "/OC /A BDC q 80 0 0 40 50 100 cm /I Do Q EMC", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        AUTO(text) *text = decode_layered(rows[i].state, rows[i].written);
        if (has_flaw(text->flaws, "x.pdf", "large pictures on layers that are not shown") != rows[i].told ||
            has_flaw(text->flaws, "x.pdf", "text on layers"))
            fail_msg("row %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers__that_are_off__are_left_out_and_told),
        cmocka_unit_test(layers__with_a_picture__are_told_where_it_is_large),
        cmocka_unit_test(turned__words_beside_upright_ones__follow_them),
        cmocka_unit_test(put_onto_a_page__what_is_not_read__is_told),
        cmocka_unit_test(put_onto_a_page__file__is_read),
        cmocka_unit_test(form__beyond_what_is_read__is_told),
        cmocka_unit_test(form__values__stand_where_they_were_typed),
        cmocka_unit_test(turned__page__is_read_as_it_is_held),
        cmocka_unit_test(hidden__words__are_left_out_and_told),
        cmocka_unit_test(hidden__more_than_is_looked_at__told),
        cmocka_unit_test(hidden__only_by_its_look__stays),
        cmocka_unit_test(struck__words__are_left_out_and_told),
        cmocka_unit_test(struck__one_word__leaves_the_others),
        cmocka_unit_test(struck__lines_beside_words__cross_nothing_out),
        cmocka_unit_test(struck__by_a_note__left_out_and_told),
        cmocka_unit_test(drawn__by_hand__is_told_where_it_lies_over_words),
        cmocka_unit_test(pdf__pages__stand_between_form_feeds),
        cmocka_unit_test(pdf__damaged__is_told),
        cmocka_unit_test(pdf__without_its_end__is_read_and_told),
        cmocka_unit_test(pdf__over_the_page_limit__is_cut_and_told),
        cmocka_unit_test(pdf__page_that_stopped_its_reader__ends_recognition),
        cmocka_unit_test(pdf__files_inside__are_a_step_of_their_own),
        cmocka_unit_test(pdf__sample_letters__read_as_written),
        cmocka_unit_test(pdf__sample_news__have_two_equal_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
