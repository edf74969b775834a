/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in an office file beside its running text: boxes, ornaments, forms, headers, notes, comments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/decoding.h"
#include "../support/zipping.h"
#include "decode/cells.h"

#define P(text) "<w:p><w:r><w:t xml:space='preserve'>" text "</w:t></w:r></w:p>"
#define R(text) "<w:r><w:t xml:space='preserve'>" text "</w:t></w:r>"
#define BOX(content) "<w:r><w:pict><v:textbox><w:txbxContent>" content "</w:txbxContent></v:textbox></w:pict></w:r>"
#define ALTERNATE(choice, fallback) \
    "<w:r><mc:AlternateContent><mc:Choice>" choice "</mc:Choice><mc:Fallback>" fallback "</mc:Fallback></mc:AlternateContent></w:r>"
#define WHOLE(content) "<w:document xmlns:w='w' xmlns:mc='mc' xmlns:v='v'><w:body>" content "</w:body></w:document>"

/* What a DOCX holds, and what becomes of it. */
static const struct {
    const char *content, *expected;
} docx[] = {
    /* a box that hangs on a place in a sentence stands behind its paragraph; at its beginning, before it */
    {"<w:p>" R("Reply by ") BOX(P("aside") P("and more")) R("1 May") "</w:p>" P("next"),
     "Reply by 1 May\n\naside\n\nand more\n\nnext\n"},
    {"<w:p>" BOX(P("aside")) R("Reply by 1 May") "</w:p>", "aside\n\nReply by 1 May\n"},
    {"<w:p>" R("Reply ") BOX("<w:p>" R("one ") BOX(P("in it")) R("box") "</w:p>") R("by 1 May") "</w:p>",
     "Reply by 1 May\n\none box\n\nin it\n"},
    {"<w:p>" R("by ") BOX("<w:tbl><w:tr><w:tc>" P("a") "</w:tc><w:tc>" P("b") "</w:tc></w:tr></w:tbl>") R("1 May") "</w:p>",
     "by 1 May\n\na\tb\n"},
    {"<w:tbl><w:tr><w:tc><w:p>" R("by ") BOX(P("aside")) R("1 May") "</w:p></w:tc><w:tc>" P("b") "</w:tc></w:tr></w:tbl>",
     "by 1 May aside\tb\n"},
    {"<w:tbl><w:tr><w:tc><w:p>" R("by ") BOX("<w:tc>" P("stray") "</w:tc>") R("1 May") "</w:p></w:tc></w:tr></w:tbl>",
     "by 1 May\n\nstray\n"},
    /* how the paragraph around looks holds on after the box */
    {"<w:p><w:pPr><w:shd w:fill='003366'/></w:pPr>" R("by ") BOX(P("aside"))
     "<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>1 May</w:t></w:r></w:p>", "by 1 May\n\naside\n"},
    {P("letter") "<w:p><w:r><w:pict><v:shape><v:textpath string='by 1 May'/></v:shape></w:pict></w:r></w:p>",
     "letter\n\nby 1 May\n"},
    {"<w:p>" ALTERNATE("<w:t>by 1 May</w:t>", "<w:t>by 1 May</w:t>") "</w:p>", "by 1 May\n"},
    {"<w:p>" ALTERNATE("<w:drawing/>", "<w:t>by 1 May</w:t>") "</w:p>", "by 1 May\n"},
    {"<w:p>" ALTERNATE("<w:t>by </w:t>" ALTERNATE("<w:t>1 May</w:t>", "<w:t>2 May</w:t>"), "<w:t>3 May</w:t>") "</w:p>", "by 1 May\n"},
    {"<w:p>" R("by 1 ") "<w:r><w:fldChar><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='June'/>"
     "<w:listEntry w:val='May'/></w:ddList></w:ffData></w:fldChar></w:r></w:p>", "by 1 May\n"},
    {"<w:p>" R("by 1 ") "<w:r><w:fldChar><w:ffData><w:ddList><w:listEntry w:val='June'/><w:listEntry w:val='May'/>"
     "</w:ddList></w:ffData></w:fldChar></w:r></w:p>", "by 1 June\n"},
    /* signs hold apart what is around them */
    {"<w:p>" R("1") "<w:r><w:sym w:font='Symbol' w:char='F02D'/></w:r>" R("5 May") "</w:p>", "1-5 May\n"},
    {"<w:p>" R("1") "<w:r><w:sym w:font='Wingdings' w:char='F0E0'/></w:r>" R("5 May") "</w:p>", "1 5 May\n"},
    {"<w:p>" R("1") "<w:r><w:ptab/></w:r>" R("5 May") "</w:p>", "1    5 May\n"},
    {"<w:p><w:r><w:ruby><w:rt>" R("how to say it") "</w:rt><w:rubyBase>" R("by 1 May") "</w:rubyBase></w:ruby></w:r></w:p>", "by 1 May\n"},
};

static void docx__table_of_what_hangs_on_a_paragraph(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(docx); i++) {
        g_autofree char *whole = g_strdup_printf(WHOLE("%s"), docx[i].content);
        AUTO(text) *text = decode_taken(make_zip("[Content_Types].xml", "<x/>", "word/document.xml", whole, NULL), "a.docx");
        assert_string_equal(words_at(text, 0), docx[i].expected);
        assert_int_equal(text->flaws->len + text->unread->len, 0);
    }
}

static void docx__long_notes__are_read_to_their_end(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) notes = g_string_new("<w:footnotes xmlns:w='w'>");
    for (guint i = 0; i < 2000; i++)
        g_string_append(notes, P("a note of some length, as the ones at the foot of pages are"));
    g_string_append(notes, P("by 1 May") "</w:footnotes>");
    AUTO(text) *text = decode_taken(make_zip("word/document.xml", WHOLE(P("letter")), "word/footnotes.xml", notes->str,
                                         "word/charts/chart1.xml", "<c xmlns:a='a'><a:p><a:r><a:t>chart</a:t></a:r></a:p></c>",
                                         NULL), "a.docx");
    assert_non_null(strstr(words_at(text, 0), "by 1 May\n"));
    assert_non_null(strstr(words_at(text, 0), "chart\n"));
    assert_int_equal(text->limits->len, 0);
}

static void comments_and_notes__are_told(void **state G_GNUC_UNUSED)
{
#define SLIDE(text) "<p xmlns:a='a'><a:p><a:r><a:t>" text "</a:t></a:r></a:p></p>"
    AUTO(text) *word = decode_taken(make_zip("word/document.xml", WHOLE(P("letter")), "word/comments.xml", WHOLE(P("by 1 May")), NULL), "a.docx");
    AUTO(text) *slides = decode_taken(make_zip("ppt/presentation.xml", "<x/>", "ppt/slides/slide1.xml", SLIDE("slide"),
                                           "ppt/notesSlides/notesSlide1.xml", SLIDE("say that it is by 1 May"), NULL), "a.pptx");
    AUTO(text) *bare = decode_taken(make_zip("ppt/presentation.xml", "<x/>", "ppt/slides/slide1.xml", SLIDE("slide"),
                                         "ppt/notesSlides/notesSlide1.xml", SLIDE("1"), NULL), "a.pptx");
    assert_string_equal(words_at(word, 0), "letter\n");
    assert_true(has_flaw(word->flaws, "a.docx", "comments"));
    assert_string_equal(words_at(slides, 0), "slide\n");
    assert_true(has_flaw(slides->flaws, "a.pptx", "speaker"));
    assert_int_equal(bare->flaws->len, 0);
}

/* What an ODF file holds, what becomes of it and what is told. */
static const struct {
    const char *content, *expected, *told;
} odf[] = {
    {"<text:p>Reply by <draw:frame><draw:text-box><text:p>aside</text:p></draw:text-box></draw:frame>1 May</text:p>",
     "Reply by 1 May\n\naside\n", NULL},
    {"<draw:page><draw:frame><draw:text-box><text:p>by 1 May</text:p></draw:text-box></draw:frame></draw:page>", "by 1 May\n", NULL},
    {"<text:p>letter<office:annotation><text:p>by 1 May</text:p></office:annotation></text:p>", "letter\n", "comments"},
    {"<draw:page><text:p>slide</text:p><presentation:notes><text:p>by 1 May</text:p></presentation:notes></draw:page>", "slide\n", "speaker"},
    {"<draw:page><text:p>slide</text:p><presentation:notes><text:p> </text:p></presentation:notes></draw:page>", "slide\n", NULL},
    {"<presentation:footer-decl>by 1 May</presentation:footer-decl><draw:page><text:p>slide</text:p></draw:page>", "by 1 May\n\nslide\n", NULL},
    {"<office:forms><form:form><form:text form:current-value='by 1 May'/><form:password form:current-value='x'/><form:listbox>"
     "<form:option form:label='one'/><form:option form:label='two' form:current-selected='true'/></form:listbox></form:form></office:forms>"
     "<text:p>letter</text:p>", "by 1 May\ntwo\n\nletter\n", NULL},
    {"<text:p>by <text:hidden-text text:is-hidden='true'>1 May</text:hidden-text>2 May</text:p>", "by 2 May\n", "would not see"},
    {"<text:p>by <text:hidden-text text:is-hidden='false'>1 May</text:hidden-text></text:p>", "by 1 May\n", NULL},
#define CELL(more, words) "<table:table-cell " more "><text:p>" words "</text:p></table:table-cell>"
    {"<table:table><table:table-column/><table:table-column table:visibility='collapse' table:number-columns-repeated='2'/>"
     "<table:table-column/><table:table-row>" CELL("", "a") CELL("", "b") CELL("", "c") CELL("", "d") "</table:table-row><table:table-row>"
     CELL("", "e") CELL("table:number-columns-repeated='2'", "f") CELL("", "g") "</table:table-row></table:table>",
     "a\t\t\td\ne\t\t\tg\n", "would not see"},
    {"<table:table><table:table-column table:visibility='collapse'/><table:table-column/><table:table-row>"
     CELL("table:number-columns-spanned='2'", "a") "<table:covered-table-cell/>" CELL("", "b") "</table:table-row></table:table>",
     "a\t\tb\n", NULL},
};

static void odf__table_of_what_stands_beside(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(odf); i++) {
        g_autofree char *content = g_strconcat("<o xmlns:text='t' xmlns:draw='d' xmlns:office='o' xmlns:table='b' xmlns:presentation='p' "
                                               "xmlns:form='f'>", odf[i].content, "</o>", NULL);
        AUTO(text) *text = decode_taken(make_zip("mimetype", "m", "META-INF/manifest.xml", "<m/>", "content.xml", content, NULL), "a.odt");
        assert_string_equal(words_at(text, 0), odf[i].expected);
        assert_int_equal(text->flaws->len, odf[i].told != NULL);
        assert_true(odf[i].told == NULL || has_flaw(text->flaws, "a.odt", odf[i].told));
    }
}

static void ods__header_that_is_not_shown__is_left_out_and_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_taken(
        make_zip("mimetype", "m", "META-INF/manifest.xml", "<m/>", "content.xml", "<o xmlns:text='t'><text:p>cell</text:p></o>", "styles.xml",
                 "<s xmlns:style='s' xmlns:text='t'><style:header><style:region-left><text:p>by 1 May</text:p></style:region-left></style:header>"
                 "<style:header-left style:display='false'><text:p>by 2 May</text:p></style:header-left></s>", NULL), "a.ods");
    assert_string_equal(words_at(text, 0), "by 1 May\n\ncell\n");
    assert_true(has_flaw(text->flaws, "a.ods", "would not see"));
}

static void cells__side__is_freed_of_its_codes(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *coded, *expected;
        gboolean left_out;
    } sides[] = {
        {"by 1 May", "by 1 May", FALSE},
        {"&LReply&Cby &\"Arial,Bold\"&12 1 May&R&K01+0002026", "\nReply\nby  1 May\n2026", FALSE},
        {"&C&\"Times New Roman,Regular\"&12by &B1 May&B", "\nby 1 May", FALSE},
        {"Page &P of &N, &D &T, terms && conditions", "Page  of ,  , terms & conditions", FALSE},
        {"terms & conditions", "terms & conditions", FALSE},
        {"&Sby 1 May&S by 2 May", " by 2 May", TRUE},
        {"&\"never closed", "", FALSE},
        {"&", "&", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
        gboolean left_out = FALSE;
        g_autofree char *text = cells_side_text(sides[i].coded, &left_out);
        assert_string_equal(text, sides[i].expected);
        assert_int_equal(left_out, sides[i].left_out);
    }
}

static void workbooks__headers_and_footers__stand_around_the_rows(void **state G_GNUC_UNUSED)
{
#define SHEET(words) "<w><sheetData><row><c t='inlineStr'><is><t>" words "</t></is></c></row></sheetData><headerFooter>" \
                     "<oddHeader>&amp;CReply by 1 May</oddHeader><oddFooter>&amp;LGeneva&amp;R&amp;P</oddFooter></headerFooter></w>"
    AUTO(text) *text = decode_taken(make_zip("xl/workbook.xml", "<w><sheets><sheet name='Plan'/><sheet name='More'/></sheets></w>",
                                         "xl/worksheets/sheet1.xml", SHEET("one"), "xl/worksheets/sheet2.xml", SHEET("two"),
                                         "xl/comments1.xml", "<c/>", NULL), "a.xlsx");
    assert_string_equal(words_at(text, 0), "Plan\nReply by 1 May\none\nGeneva\n\nMore\ntwo\n");
    assert_true(has_flaw(text->flaws, "a.xlsx", "comments"));
    static const char flat[] =
        "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>"
        "<Worksheet ss:Name='Plan'><Table><Row><Cell><Data ss:Type='String'>one</Data><Comment><ss:Data>by 2 May</ss:Data></Comment></Cell></Row></Table>"
        "<WorksheetOptions><PageSetup><Header Data='&amp;CReply by 1 May'/></PageSetup></WorksheetOptions></Worksheet></Workbook>";
    AUTO(text) *other = decode_bytes(flat, sizeof flat - 1, "a.xls");
    assert_string_equal(words_at(other, 0), "Plan\nReply by 1 May\none\n");
    assert_true(has_flaw(other->flaws, "a.xls", "comments"));
}

static void documents__without_a_word__are_told(void **state G_GNUC_UNUSED)
{
    static const char xml[] = "<?xml version='1.0'?><answer day='2026-05-01'/>", rtf[] = "{\\rtf1{\\pict 00}}";
    AUTO(text) *data = decode_bytes(xml, sizeof xml - 1, "a.xml"), *picture = decode_bytes(rtf, sizeof rtf - 1, "a.rtf");
    assert_true(has_flaw(data->unread, "a.xml", "no text"));
    assert_true(has_flaw(picture->unread, "a.rtf", "no text"));
}

#define MANY "Dear colleagues, please find below the letter that has come from the Office in these days, and let us know which " \
             "department of the Ministry deals with it and with those that went before it, as far as they are known to you. "
#define DRAWN(cx, cy) "<w:p><w:r><w:drawing><wp:inline><pic:pic><pic:blipFill><a:blip r:embed='r7'/></pic:blipFill><pic:spPr><a:xfrm>" \
                      "<a:ext cx='" cx "' cy='" cy "'/></a:xfrm></pic:spPr></pic:pic></wp:inline></w:drawing></w:r></w:p>"
#define SHAPE(style) "<v:shape style='" style "'><v:imagedata r:id='r7'/></v:shape>"
#define SHOWN(content) "<w:document xmlns:w='w' xmlns:a='a' xmlns:r='r' xmlns:v='v' xmlns:pic='p' xmlns:wp='wp'><w:body>" P(MANY) content \
                       "</w:body></w:document>"
#define FRAME(size) "<o:d xmlns:o='o' xmlns:text='t' xmlns:draw='d' xmlns:svg='s' xmlns:xlink='x'><text:p>" MANY "</text:p><draw:frame " size \
                    "><draw:image xlink:href='Pictures/image7.wmf'/></draw:frame></o:d>"
#define RELATIONS "<r><Relationship Id='r6' Target='media/image6.wmf'/><Relationship Id='r7' Target='media/image7.wmf'/></r>"
#define METAFILE "\xd7\xcd\xc6\x9a\x01\x02\x03"

/* Pictures beside words are looked at where they are large: here they are of no kind that can be read. */
static void picture__shown_large_beside_words__is_looked_at(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *document, *content;
        gboolean told;
    } rows[] = {
        {"word/document.xml", SHOWN(DRAWN("5800000", "7900000")), TRUE},
        {"word/document.xml", SHOWN(DRAWN("2000000", "700000")), FALSE}, /* a letterhead */
        {"word/document.xml", SHOWN(SHAPE("position:relative; width:460pt;height:16.5cm")), TRUE},
        {"word/document.xml", SHOWN(SHAPE("width:160pt;height:60pt")), FALSE},
        {"word/document.xml", SHOWN("<w:object>" SHAPE("width:460pt;height:400pt") "</w:object>"), FALSE}, /* of a document set into it */
        {"content.xml", FRAME("svg:width='17cm' svg:height='9in'"), TRUE},
        {"content.xml", FRAME("svg:width='5cm' svg:height='2cm'"), FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        gboolean open = strcmp(rows[i].document, "content.xml") == 0;
        const char *media = open ? "Pictures/image" : "word/media/image";
        g_autofree char *one = g_strdup_printf("%s6.wmf", media), *other = g_strdup_printf("%s7.wmf", media);
        AUTO(text) *text = decode_taken(make_zip("META-INF/manifest.xml", "<m/>", rows[i].document, rows[i].content,
                                                 "word/_rels/document.xml.rels", RELATIONS, one, METAFILE, other, METAFILE, NULL), "a");
        assert_non_null(strstr(words_at(text, 0), "Dear colleagues"));
        if (has_flaw(text->unread, "image7.wmf", "unknown kind") != rows[i].told || text->unread->len != (rows[i].told ? 1 : 0))
            fail_msg("row %zu", i);
    }
}

#define SHAPE_OF(mark, words) "<p:sp><p:nvSpPr><p:nvPr>" mark "</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>" words \
                              "</a:t></a:r></a:p></p:txBody></p:sp>"
#define PAGE_OF(shapes) "<p:page xmlns:p='p' xmlns:a='a'>" shapes "</p:page>"
#define LEADS_TO(target) "<r><Relationship Id='r1' Target='" target "'/></r>"

/* What layouts and masters say where something is to be written nobody sees; nor layouts that no slide has. */
static void pptx__what_every_slide_shows__is_read_once(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_taken(
        make_zip("ppt/presentation.xml", "<x/>", "ppt/slides/slide1.xml", PAGE_OF(SHAPE_OF("<p:ph/>", "one")), "ppt/slides/slide2.xml",
                 PAGE_OF(SHAPE_OF("", "two")), "ppt/slides/_rels/slide1.xml.rels", LEADS_TO("../slideLayouts/slideLayout2.xml"),
                 "ppt/slides/_rels/slide2.xml.rels", LEADS_TO("../slideLayouts/slideLayout2.xml"), "ppt/slideLayouts/slideLayout1.xml",
                 PAGE_OF(SHAPE_OF("", "by 3 May")), "ppt/slideLayouts/slideLayout2.xml",
                 PAGE_OF(SHAPE_OF("<p:ph/>", "click here") SHAPE_OF("", "Skills")), "ppt/slideLayouts/_rels/slideLayout2.xml.rels",
                 LEADS_TO("../slideMasters/slideMaster1.xml"), "ppt/slideMasters/slideMaster1.xml",
                 PAGE_OF(SHAPE_OF("<p:ph/>", "click here") SHAPE_OF("", "Reply by 1 May")), NULL),
        "a.pptx");
    assert_string_equal(words_at(text, 0), "one\n\ftwo\n\nSkills\nReply by 1 May\n");
    assert_int_equal(text->flaws->len + text->unread->len, 0);
}

static void odp__what_every_slide_shows__is_read_once(void **state G_GNUC_UNUSED)
{
#define BOX_OF(attributes, words) "<draw:frame " attributes "><draw:text-box><text:p>" words "</text:p></draw:text-box></draw:frame>"
    AUTO(text) *text = decode_taken(
        make_zip("META-INF/manifest.xml", "<m/>", "content.xml",
                 "<o:d xmlns:o='o' xmlns:draw='d' xmlns:text='t'><draw:page>" BOX_OF("", "one") "</draw:page></o:d>", "styles.xml",
                 "<o:d xmlns:o='o' xmlns:draw='d' xmlns:text='t' xmlns:style='s' xmlns:presentation='p'><style:master-page>"
                 BOX_OF("presentation:class='title'", "click here") BOX_OF("", "Reply by 1 May") BOX_OF("presentation:class='footer'", "")
                 "<presentation:notes>" BOX_OF("", "notes") "</presentation:notes></style:master-page>"
                 "<style:handout-master>" BOX_OF("", "by 3 May") "</style:handout-master></o:d>", NULL),
        "a.odp");
    assert_string_equal(words_at(text, 0), "Reply by 1 May\n\none\n");
    assert_int_equal(text->flaws->len + text->unread->len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pptx__what_every_slide_shows__is_read_once),
        cmocka_unit_test(odp__what_every_slide_shows__is_read_once),
        cmocka_unit_test(picture__shown_large_beside_words__is_looked_at),
        cmocka_unit_test(docx__table_of_what_hangs_on_a_paragraph),
        cmocka_unit_test(docx__long_notes__are_read_to_their_end),
        cmocka_unit_test(comments_and_notes__are_told),
        cmocka_unit_test(odf__table_of_what_stands_beside),
        cmocka_unit_test(ods__header_that_is_not_shown__is_left_out_and_told),
        cmocka_unit_test(cells__side__is_freed_of_its_codes),
        cmocka_unit_test(workbooks__headers_and_footers__stand_around_the_rows),
        cmocka_unit_test(documents__without_a_word__are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
