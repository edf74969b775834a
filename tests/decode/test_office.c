/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/decoding.h"
#include "../support/zipping.h"

#define W "<w:document xmlns:w='w' xmlns:mc='mc'><w:body>"
#define W_END "</w:body></w:document>"
#define P(text) "<w:p><w:r><w:t xml:space='preserve'>" text "</w:t></w:r></w:p>"

static struct text *read_docx(const char *document)
{
    return decode_taken(make_zip("[Content_Types].xml", "<x/>", "word/document.xml", document, NULL), "a.docx");
}

static void check_docx(const char *document, const char *expected)
{
    AUTO(text) *text = read_docx(document);
    assert_string_equal(words_at(text, 0), expected);
    assert_int_equal(part_at(text, 0)->form, TEXT_OFFICE);
}

static void docx__paragraphs_and_runs__become_lines(void **state G_GNUC_UNUSED)
{
    check_docx(W "<w:p><w:r><w:t xml:space='preserve'>by no </w:t></w:r><w:r><w:t>later</w:t></w:r></w:p>"
               P("second") W_END, "by no later\n\nsecond\n");
}

/* As blanks do in plain text; in a cell there are no columns. */
static void docx__tabs_and_many_blanks__set_columns(void **state G_GNUC_UNUSED)
{
    check_docx(W "<w:p><w:r><w:tab/><w:t>Our ref.: REL 1</w:t><w:tab/><w:t>3 July 2017</w:t></w:r></w:p>"
               P("  Year     Due") P("by no   later") P("by no   ") W_END, "Our ref.: REL 1    3 July 2017\n\nYear    Due\n\nby no later\n\nby no\n");
    check_docx(W "<w:tbl><w:tr><w:tc>" P("C087      of 1948") "</w:tc><w:tc>" P("1 June") "</w:tc></w:tr></w:tbl>" W_END, "C087 of 1948\t1 June\n");
}

static void docx__table__keeps_rows_and_spans(void **state G_GNUC_UNUSED)
{
    check_docx(W P("before") "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" P("Report")
               "</w:tc><w:tc>" P("Deadline") "</w:tc></w:tr><w:tr><w:tc>" P("C087") "</w:tc><w:tc>" P("full")
               "</w:tc><w:tc>" P("1 June") P("2026") "</w:tc></w:tr></w:tbl>" P("after") W_END,
               "before\n\nReport\t\tDeadline\nC087\tfull\t1 June 2026\n\nafter\n");
}

static void docx__what_is_not_to_be_seen__is_left_out(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_docx(
        W "<w:p><w:r><w:t xml:space='preserve'>by </w:t></w:r><w:del><w:r><w:delText>30 June</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>1 July</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>2 July</w:t></w:r>"
        "<w:r><w:instrText>DATE</w:instrText></w:r><w:ins><w:r><w:t>31 July</w:t></w:r></w:ins>"
        "<mc:AlternateContent><mc:Choice><w:r><w:t>!</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>!</w:t></w:r>"
        "</mc:Fallback></mc:AlternateContent></w:p>" W_END);
    assert_string_equal(words_at(text, 0), "by 31 July!\n");
    assert_true(has_flaw(text->flaws, "a.docx", "crossed-out"));
    assert_true(has_flaw(text->flaws, "a.docx", "would not see"));
}

/* Not every program marks the words in a row that is deleted. */
static void docx__rows_of_tracked_changes__are_as_the_change_leaves_them(void **state G_GNUC_UNUSED)
{
#define CHANGED_ROW(change, words) "<w:tr><w:trPr>" change "</w:trPr><w:tc><w:p><w:r><w:t>" words "</w:t></w:r></w:p></w:tc></w:tr>"
    check_docx(W "<w:tbl>" CHANGED_ROW("", "Reply") CHANGED_ROW("<w:del/>", "by 1 May") CHANGED_ROW("<w:ins/>", "by 2 June") "</w:tbl>" W_END, "Reply\nby 2 June\n");
}

#define RUN(properties) "<w:r><w:rPr>" properties "</w:rPr><w:t>1 May</w:t></w:r>"

static const char docx_styles[] =
    "<w:styles xmlns:w='w'><w:style w:styleId='Ghost'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:styleId='Child'><w:basedOn w:val='Ghost'/></w:style><w:style w:styleId='Old'><w:rPr><w:strike/></w:rPr></w:style>"
    "<w:style w:styleId='Plain'><w:rPr><w:vanish w:val='0'/></w:rPr></w:style></w:styles>";

static void docx__how_a_run_looks__decides(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *content, *told;
    } runs[] = {
        {"<w:p>" RUN("<w:color w:val='ffffff'/>") "</w:p>", "would not see"},
        {"<w:p>" RUN("<w:sz w:val='2'/>") "</w:p>", "would not see"},
        {"<w:p>" RUN("<w:rStyle w:val='Ghost'/>") "</w:p>", "would not see"},
        {"<w:p><w:pPr><w:pStyle w:val='Child'/></w:pPr>" RUN("") "</w:p>", "would not see"},
        {"<w:p>" RUN("<w:rStyle w:val='Old'/>") "</w:p>", "crossed-out"},
        {"<w:p>" RUN("<w:strike/><w:dstrike w:val='0'/>") "</w:p>", "crossed-out"},
        {"<w:p>" RUN("<w:rStyle w:val='Ghost'/><w:vanish w:val='0'/>") "</w:p>", NULL},
        {"<w:p>" RUN("<w:rStyle w:val='Plain'/><w:sz w:val='16'/>") "</w:p>", NULL},
        {"<w:p>" RUN("<w:color w:val='FFFFFF'/><w:shd w:fill='003366'/>") "</w:p>", NULL},
        {"<w:p>" RUN("<w:color w:val='FFFFFF'/><w:highlight w:val='blue'/>") "</w:p>", NULL},
        {"<w:p><w:pPr><w:shd w:fill='003366'/></w:pPr>" RUN("<w:color w:val='FFFFFF'/>") "</w:p>", NULL},
        {"<w:tbl><w:tr><w:tc><w:p>" RUN("<w:color w:val='FFFFFF'/>") "</w:p></w:tc></w:tr></w:tbl>", NULL},
        {"<w:p><w:r><w:txbxContent><w:p>" RUN("<w:color w:val='FFFFFF'/>") "</w:p></w:txbxContent></w:r></w:p>", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(runs); i++) {
        g_autofree char *document = g_strconcat(W, P("seen"), runs[i].content, W_END, NULL);
        AUTO(text) *text = decode_taken(make_zip("[Content_Types].xml", "<x/>", "word/document.xml", document,
                                             "word/styles.xml", docx_styles, NULL), "a.docx");
        gboolean seen = strstr(words_at(text, 0), "1 May") != NULL;
        if (seen != (runs[i].told == NULL) || text->flaws->len != !seen ||
            (!seen && !has_flaw(text->flaws, "a.docx", runs[i].told)))
            fail_msg("row %zu: %s", i, words_at(text, 0));
    }
}

static void docx__pages__are_those_of_the_last_print(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_docx(W P("one") "<w:p><w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r></w:p>" W_END);
    const char *two = strstr(words_at(text, 0), "two");
    assert_true(part_at(text, 0)->paged);
    assert_int_equal(text_page(part_at(text, 0), (gsize) (two - words_at(text, 0))), 2);
}

static void docx__letterhead__comes_first_and_footer_last(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_taken(
        make_zip("word/document.xml", W P("letter") W_END, "word/footer1.xml", "<w:ftr xmlns:w='w'>" P("foot") "</w:ftr>",
                 "word/header1.xml", "<w:hdr xmlns:w='w'>" P("Geneva, 3 May 2026") "</w:hdr>", "word/header2.xml",
                 "<w:hdr xmlns:w='w'>" P("Geneva, 3 May 2026") "</w:hdr>", NULL), "a.docx");
    assert_string_equal(words_at(text, 0), "Geneva, 3 May 2026\n\nletter\n\nfoot\n");
}

static void docx__entities__are_refused(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_docx("<!DOCTYPE x [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;'>"
                                 "<!ENTITY c SYSTEM 'file:///etc/passwd'>]>" W P("&b;&c;") W_END);
    assert_null(strstr(words_at(text, 0), "lol"));
    assert_null(strstr(words_at(text, 0), "root"));
    assert_true(has_flaw(text->unread, "a.docx", "damaged"));
}

static void docx__broken_xml__gives_what_is_there_and_says_so(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_docx(W P("by 1 May") "<w:p><w:r><w:t>and th");
    assert_non_null(strstr(words_at(text, 0), "by 1 May"));
    assert_true(has_flaw(text->unread, "a.docx", "damaged"));
}

static void docx__what_is_set_into_it__is_read(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_taken(
        make_zip("[Content_Types].xml", "<x/>", "word/document.xml", W P("see below") "<w:altChunk/>" W_END,
                 "word/afchunk.htm", "<html><p>by 1 May</p></html>",
                 "word/diagrams/data1.xml", "<d xmlns:a='a'><a:p><a:r><a:t>by 3 May</a:t></a:r></a:p></d>",
                 "word/theme/theme1.xml", "<t/>", "word/embeddings/note.txt", "by 4 May", NULL), "a.docx");
    assert_string_equal(words_at(text, 0), "see below\n\nby 3 May\n");
    assert_int_equal(text->parts->len, 3);
    assert_string_equal(words_at(text, 1), "by 1 May\n");
    assert_string_equal(part_at(text, 1)->name, "afchunk.htm");
    assert_string_equal(words_at(text, 2), "by 4 May\n");
    assert_int_equal(text->unread->len, 0);
}

static void docx__without_text__is_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_docx(W "<w:p/>" W_END);
    assert_true(has_flaw(text->unread, "a.docx", "no text"));
}

static struct text *read_odt(const char *content, const char *manifest)
{
    return decode_taken(make_zip("mimetype", "application/vnd.oasis.opendocument.text", "content.xml", content,
                             "META-INF/manifest.xml", manifest, "styles.xml",
                             "<s xmlns:style='s' xmlns:text='t'><style:header><text:p>Geneva</text:p></style:header>"
                             "<text:p>no text</text:p></s>", NULL), "a.odt");
}

static void odf__text_and_table__are_read(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_odt(
        "<o xmlns:text='t' xmlns:table='b' xmlns:office='o'><text:tracked-changes><text:p>old</text:p></text:tracked-changes>"
        "<text:p>by<text:s text:c='3'/>no<text:tab/>later<text:line-break/>than<text:note><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note> 1 May</text:p>"
        "<table:table><table:table-row><table:table-cell table:number-columns-spanned='2'><text:p>A</text:p>"
        "</table:table-cell><table:covered-table-cell/><table:table-cell><text:p>Deadline</text:p></table:table-cell>"
        "</table:table-row><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell><table:table-cell>"
        "<text:p>y</text:p></table:table-cell><table:table-cell><text:p>2 May</text:p></table:table-cell>"
        "</table:table-row></table:table><office:annotation><text:p>said</text:p></office:annotation></o>", "<m/>");
    assert_string_equal(words_at(text, 0), "Geneva\n\nby no    later\nthan 1 May\n\nA\t\tDeadline\nx\ty\t2 May\n\na note\n");
}

#define STYLE(name, family, properties)                                                             \
    "<style:style style:name='" name "' style:family='" family "'>" properties "</style:style>"
#define STYLED(style) "<text:p>by <text:span text:style-name='" style "'>1 May</text:span> 2 June</text:p>"

static const char odf_styled[] =
    "<o xmlns:text='t' xmlns:table='b' xmlns:office='o' xmlns:style='s' xmlns:fo='f' xmlns:draw='d'><office:automatic-styles>"
    STYLE("H", "text", "<style:text-properties text:display='none'/>")
    STYLE("S", "text", "<style:text-properties style:text-line-through-style='solid'/>")
    STYLE("W", "text", "<style:text-properties fo:color='#FFFFFF'/>")
    STYLE("B", "text", "<style:text-properties fo:color='#ffffff' fo:background-color='#003366'/>")
    STYLE("T", "text", "<style:text-properties fo:font-size='1pt'/>")
    STYLE("R", "text", "<style:text-properties style:text-position='super 58%%'/>")
    STYLE("PH", "paragraph", "<style:text-properties text:display='none'/>")
    "<style:style style:name='PC' style:family='paragraph' style:parent-style-name='PH'/>"
    STYLE("Seen", "text", "<style:text-properties text:display='true'/>")
    STYLE("Sheet", "table", "<style:table-properties table:display='false'/>")
    "</office:automatic-styles>%s</o>";

static void check_odf_look(const char *content, const char *expected, const char *told)
{
    g_autofree char *document = g_strdup_printf(odf_styled, content);
    AUTO(text) *text = read_odt(document, "<m/>");
    g_autofree char *wanted = g_strconcat("Geneva\n\n", expected, "\n", NULL);
    assert_string_equal(words_at(text, 0), wanted);
    assert_int_equal(text->flaws->len, told != NULL);
    assert_true(told == NULL || has_flaw(text->flaws, "a.odt", told));
}

static void odf__what_is_not_to_be_seen__is_left_out(void **state G_GNUC_UNUSED)
{
    check_odf_look(STYLED("H"), "by 2 June", "would not see");
    check_odf_look(STYLED("S"), "by 2 June", "crossed-out");
    check_odf_look(STYLED("W"), "by 2 June", "would not see");
    check_odf_look(STYLED("T"), "by 2 June", "would not see");
    check_odf_look(STYLED("B"), "by 1 May 2 June", NULL);
    check_odf_look("<text:p>by 1 May 2026<text:span text:style-name='R'>3</text:span></text:p>", "by 1 May 2026\xc2\xb3", NULL);
    check_odf_look("<table:table><table:table-row><table:table-cell>" STYLED("W") "</table:table-cell></table:table-row></table:table>",
                   "by 1 May 2 June", NULL);
    check_odf_look("<text:p text:style-name='PC'>by 1 May</text:p><text:p>seen</text:p>", "seen", "would not see");
    check_odf_look("<text:p text:style-name='PC'>by 1 May <text:span text:style-name='Seen'>x</text:span></text:p>", "x", "would not see");
    check_odf_look("<text:section text:display='none'><text:p>by 1 May</text:p></text:section><text:p>seen</text:p>", "seen", "would not see");
    check_odf_look("<table:table table:style-name='Sheet'><table:table-row><table:table-cell><text:p>by 1 May</text:p></table:table-cell>"
                   "</table:table-row></table:table><text:p>seen</text:p>", "seen", "would not see");
}

static void ods__day_in_figures__is_taken_from_its_value(void **state G_GNUC_UNUSED)
{
#define ROW(more, cells) "<table:table-row " more ">" cells "</table:table-row>"
#define CELL(more, words) "<table:table-cell " more "><text:p>" words "</text:p></table:table-cell>"
    check_odf_look("<table:table>" ROW("", CELL("", "Report") CELL("", "Deadline"))
                   ROW("", CELL("", "C087") CELL("office:date-value='2026-05-06T00:00:00'", "05/06/26"))
                   ROW("", CELL("", "C098") CELL("office:date-value='2026-05-01'", "May 2026"))
                   ROW("table:visibility='filter'", CELL("", "C099") CELL("", "1 May")) "</table:table>",
                   "Report\tDeadline\nC087\t2026-05-06\nC098\tMay 2026", "would not see");
}

static void odf__object_in_it__is_read(void **state G_GNUC_UNUSED)
{
#define OBJECT(kind) "<o xmlns:text='t' xmlns:office='o'><office:" kind "><text:p>by 1 May</text:p></office:" kind "></o>"
    AUTO(text) *text = decode_taken(
        make_zip("mimetype", "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml", "<m/>", "content.xml",
                 "<o xmlns:text='t'><text:p>see below</text:p></o>", "Object 1/content.xml", OBJECT("spreadsheet"),
                 "Object 2/content.xml", OBJECT("chart"), NULL), "a.odt");
    assert_string_equal(words_at(text, 0), "see below\n\nby 1 May\n");
}

static void odf__encrypted__is_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = read_odt("garbage", "<m><encryption-data/></m>");
    assert_true(has_flaw(text->unread, "a.odt", "encrypted"));
}

static void xlsx__dates_and_strings__are_shown(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_taken(
        make_zip("xl/workbook.xml", "<w><sheets><sheet name='Plan'/><sheet name='Lists' state='hidden'/></sheets></w>",
                 "xl/sharedStrings.xml", "<s><si><t>Report</t></si><si><r><t>Dead</t></r><r><t>line</t></r></si></s>",
                 "xl/styles.xml", "<s><numFmts><numFmt numFmtId='170' formatCode='dd/mm/yyyy'/></numFmts>"
                 "<cellXfs><xf numFmtId='0'/><xf numFmtId='170'/><xf numFmtId='22'/></cellXfs></s>",
                 "xl/worksheets/sheet1.xml", "<w><sheetData><row><c r='A1' t='s'><v>0</v></c><c r='C1' t='s'><v>1</v></c></row>"
                 "<row><c r='A2' t='inlineStr'><is><t>C087</t></is></c><c r='C2' s='1'><v>45916</v></c></row>"
                 "<row><c r='A3'><v>5</v></c><c r='C3' s='2'><v>45916.75</v></c></row></sheetData></w>",
                 "xl/worksheets/sheet2.xml", "<w><sheetData><row><c r='A1' t='inlineStr'><is><t>secret</t></is></c></row></sheetData></w>",
                 NULL), "a.xlsx");
    assert_string_equal(words_at(text, 0), "Plan\nReport\t\tDeadline\nC087\t\t2025-09-16\n5\t\t2025-09-16 18:00\n");
}

static void xlsx__what_nobody_sees__is_left_out_and_told(void **state G_GNUC_UNUSED)
{
#define TEXT_CELL(place, more, text) "<c r='" place "' t='inlineStr' " more "><is>" text "</is></c>"
    AUTO(text) *text = decode_taken(
        make_zip("xl/workbook.xml", "<w xmlns:r='r'><sheets><sheet name='Lists' state='hidden' r:id='b'/><sheet name='Plan' r:id='a'/></sheets></w>",
                 "xl/_rels/workbook.xml.rels", "<r><Relationship Id='a' Target='worksheets/sheet1.xml'/>"
                 "<Relationship Id='b' Target='/xl/worksheets/sheet2.xml'/></r>",
                 "xl/styles.xml", "<s><numFmts><numFmt numFmtId='170' formatCode='mmm\\ yy'/><numFmt numFmtId='171' formatCode='yyyy'/></numFmts><fonts><font/><font><strike/></font><font><strike val='0'/></font></fonts>"
                 "<cellXfs><xf fontId='0'/><xf fontId='1'/><xf fontId='2'/><xf numFmtId='170'/><xf numFmtId='171'/></cellXfs></s>",
                 "xl/worksheets/sheet1.xml", "<w><cols><col min='2' max='3' hidden='1'/></cols><sheetData>"
                 "<row r='2'>" TEXT_CELL("D2", "", "<r><rPr><strike/></rPr><t>by 1 May</t></r><r><t>by 2 May</t></r>")
                 TEXT_CELL("A2", "s='2'", "<t>first</t>") TEXT_CELL("B2", "", "<t>hidden</t>") TEXT_CELL("E2", "s='1'", "<t>struck</t>") "</row>"
                 "<row r='3'><c r='A3' s='3'><v>45916</v></c><c r='B3'/><c r='D3' s='4'><v>45916</v></c></row>"
                 "<row r='1' hidden='1'>" TEXT_CELL("A1", "", "<t>hidden</t>") "</row></sheetData></w>",
                 "xl/worksheets/sheet2.xml", "<w><sheetData><row>" TEXT_CELL("A1", "", "<t>secret</t>") "</row></sheetData></w>",
                 "xl/drawings/drawing1.xml", "<d xmlns:a='a'><sp><txBody><a:p><a:r><a:rPr strike='noStrike'/><a:t>boxed</a:t></a:r>"
                 "<a:r><a:rPr strike='sngStrike'/><a:t> no more</a:t></a:r></a:p></txBody></sp></d>",
                 NULL), "a.xlsx");
    assert_string_equal(words_at(text, 0), "Plan\nfirst\t\t\tby 2 May\nSeptember 2025\t\t\t2025\n\nboxed\n");
    assert_true(has_flaw(text->flaws, "a.xlsx", "would not see"));
    assert_true(has_flaw(text->flaws, "a.xlsx", "crossed-out"));
}

static void xml__workbook_of_2003__is_rows(void **state G_GNUC_UNUSED)
{
#define DATA(more, type, words) "<Cell " more "><Data ss:Type='" type "'>" words "</Data></Cell>"
    static const char file[] =
        "<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
        "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Styles><Style ss:ID='s1'><Font ss:StrikeThrough='1'/></Style></Styles>"
        "<Worksheet ss:Name='Plan'><Table><Column ss:Index='4' ss:Hidden='1'/><Row>" DATA("ss:MergeAcross='1'", "String", "Report")
        DATA("", "String", "Deadline") DATA("", "String", "hidden") "</Row><Row>" DATA("", "String", "C087")
        DATA("ss:Index='3'", "DateTime", "2026-09-18T00:00:00.000") "</Row><Row>" DATA("", "String", "C098")
        DATA("ss:Index='3' ss:StyleID='s1'", "DateTime", "2026-09-17T00:00:00.000") "</Row><Row ss:Hidden='1'>"
        DATA("", "String", "secret") "</Row></Table></Worksheet><Worksheet ss:Name='Lists'><Table><Row>" DATA("", "String", "secret")
        "</Row></Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>";
    AUTO(text) *text = decode_bytes(file, sizeof file - 1, "plan.xls");
    assert_string_equal(words_at(text, 0), "Plan\nReport\t\tDeadline\nC087\t\t2026-09-18\nC098\n");
    assert_true(has_flaw(text->flaws, "plan.xls", "would not see"));
    assert_true(has_flaw(text->flaws, "plan.xls", "crossed-out"));
}

static void xml__documents__are_read_as_their_packed_forms(void **state G_GNUC_UNUSED)
{
    static const char word[] =
        "<?xml version='1.0'?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:body>"
        P("by 1") P("May") "<w:p><w:r><w:rPr><w:strike w:val='on'/></w:rPr><w:t>by 2 May</w:t></w:r></w:p></w:body></w:wordDocument>";
    static const char writer[] =
        "<?xml version='1.0'?><office:document xmlns:office='o' xmlns:text='t'><office:body><office:text><text:p>by 1</text:p>"
        "<text:p>May</text:p></office:text></office:body></office:document>";
    AUTO(text) *one = decode_bytes(word, sizeof word - 1, "a.xml"), *other = decode_bytes(writer, sizeof writer - 1, "a.fodt");
    assert_string_equal(words_at(one, 0), "by 1\n\nMay\n");
    assert_true(has_flaw(one->flaws, "a.xml", "crossed-out"));
    assert_string_equal(words_at(other, 0), "by 1\n\nMay\n");
}

static void pptx__slides__are_pages_in_order(void **state G_GNUC_UNUSED)
{
#define SLIDE(text) "<p xmlns:a='a'><a:p><a:r><a:t>" text "</a:t></a:r></a:p></p>"
    AUTO(text) *text = decode_taken(make_zip("ppt/presentation.xml", "<x/>", "ppt/slides/slide10.xml", SLIDE("three"),
                                         "ppt/slides/slide1.xml", SLIDE("one"), "ppt/slides/slide2.xml", SLIDE("two"),
                                         NULL), "a.pptx");
    assert_string_equal(words_at(text, 0), "one\n\ftwo\n\fthree\n");
}

static void zip__files_in_it__are_parts(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_taken(make_zip("letters/one.txt", "by 1 May\n", "../../two.html", "<html><p>by 2 May",
                                         "__MACOSX/x", "junk", NULL), "letters.zip");
    assert_int_equal(text->parts->len, 2);
    assert_string_equal(part_at(text, 0)->name, "one.txt");
    assert_string_equal(part_at(text, 1)->name, "two.html");
    assert_string_equal(words_at(text, 1), "by 2 May\n");
}

static void zip__file_deep_in_folders__is_read(void **state G_GNUC_UNUSED)
{
    g_autofree char *folder = g_strnfill(1200, 'f');
    g_autofree char *path = g_strconcat(folder, "/one.txt", NULL);
    AUTO(text) *text = decode_taken(make_zip(path, "by 1 May\n", NULL), "letters.zip");
    assert_string_equal(part_at(text, 0)->name, "one.txt");
    assert_string_equal(words_at(text, 0), "by 1 May\n");
}

static void zip__in_zip__is_opened(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) inner = make_zip("letter.txt", "by 1 May\n", NULL);
    AUTO(text) *text = decode_taken(make_zip_of("inner.zip", inner), "outer.zip");
    assert_string_equal(words_at(text, 0), "by 1 May\n");
}

static void zip__bomb__stops_at_the_limit(void **state G_GNUC_UNUSED)
{
    g_autofree char *zeros = g_strnfill(40u << 20, '0');
    AUTO(text) *text = decode_taken(make_zip("a.txt", zeros, "b.txt", zeros, "c.txt", zeros, NULL), "bomb.zip");
    assert_true(has_flaw(text->limits, "bomb.zip", "unpacking 64 MB"));
    assert_int_equal(text->parts->len, 1);
}

/* What the archive says of the size of its last file, before it and at the end. */
static GBytes *lie_about_size(GBytes *zip, guint32 size)
{
    gsize length;
    guint8 *bytes = g_bytes_unref_to_data(zip, &length);
    const guint32 said = GUINT32_TO_LE(size);
    gsize local = 0, central = 0;
    for (gsize i = 0; i + 28 < length; i++) {
        local = memcmp(bytes + i, "PK\3\4", 4) == 0 ? i : local;
        central = memcmp(bytes + i, "PK\1\2", 4) == 0 ? i : central;
    }
    memcpy(bytes + local + 22, &said, sizeof said);
    memcpy(bytes + central + 24, &said, sizeof said);
    return g_bytes_new_take(bytes, length);
}

static void docx__of_another_size_than_it_says__is_told(void **state G_GNUC_UNUSED)
{
    const guint32 sizes[] = {10, G_MAXUINT32 - 15};
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        GBytes *zip = make_zip("[Content_Types].xml", "<x/>", "word/document.xml", W P("by 1 May") W_END, NULL);
        AUTO(text) *text = decode_taken(lie_about_size(zip, sizes[i]), "a.docx");
        assert_true(has_flaw(text->unread, "a.docx", "damaged"));
    }
}

static void zip__of_more_files_than_are_read__is_told(void **state G_GNUC_UNUSED)
{
    struct decode_limits limits = decode_limits_default;
    limits.archive_entries = 2;
    AUTO(decoder) *decoder = decoder_new(&limits);
    g_autoptr(GBytes) zip = make_zip("a.txt", "by 1 May\n", "b.txt", "by 2 May\n", "c.txt", "by 3 May\n", NULL);
    AUTO(text) *text = decode_document(decoder, zip, "all.zip");
    assert_int_equal(text->parts->len, 2);
    assert_true(has_flaw(text->limits, "all.zip", "stopped after 2 files"));
}

static void zip__damaged__is_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_bytes("PK\3\4 but nothing more than that, alas", 36, "x.zip");
    assert_true(has_flaw(text->unread, "x.zip", "damaged"));
}

static void pptx__what_nobody_sees__is_left_out_and_told(void **state G_GNUC_UNUSED)
{
#define SLIDE_RUN(look, text) "<a:r><a:rPr " look "/><a:t>" text "</a:t></a:r>"
    AUTO(text) *text = decode_taken(make_zip("ppt/presentation.xml", "<x/>", "ppt/slides/slide1.xml",
                                         "<sld xmlns:a='a'><a:p>" SLIDE_RUN("strike='sngStrike'", "by 1 May ") SLIDE_RUN("strike='noStrike'", "by 2 May 2026")
                                         SLIDE_RUN("baseline='30000'", "1") "</a:p></sld>",
                                         "ppt/slides/slide2.xml", "<sld show='0' xmlns:a='a'><a:p>" SLIDE_RUN("", "by 3 May") "</a:p></sld>",
                                         NULL), "a.pptx");
    assert_string_equal(words_at(text, 0), "by 2 May 2026\xc2\xb9\n");
    assert_true(has_flaw(text->flaws, "a.pptx", "would not see"));
    assert_true(has_flaw(text->flaws, "a.pptx", "crossed-out"));
}

static void docx__raised_number__is_no_part_of_a_year(void **state G_GNUC_UNUSED)
{
#define RAISED(text) "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>" text "</w:t></w:r>"
    check_docx(W "<w:p><w:r><w:t>by 16</w:t></w:r>" RAISED("th") "<w:r><w:t xml:space='preserve'> May 2026</w:t></w:r>" RAISED("12") "</w:p>" W_END,
               "by 16th May 2026\xc2\xb9\xc2\xb2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(docx__paragraphs_and_runs__become_lines),
        cmocka_unit_test(docx__tabs_and_many_blanks__set_columns),
        cmocka_unit_test(docx__table__keeps_rows_and_spans),
        cmocka_unit_test(docx__what_is_not_to_be_seen__is_left_out),
        cmocka_unit_test(docx__rows_of_tracked_changes__are_as_the_change_leaves_them),
        cmocka_unit_test(docx__how_a_run_looks__decides),
        cmocka_unit_test(docx__pages__are_those_of_the_last_print),
        cmocka_unit_test(docx__letterhead__comes_first_and_footer_last),
        cmocka_unit_test(docx__entities__are_refused),
        cmocka_unit_test(docx__broken_xml__gives_what_is_there_and_says_so),
        cmocka_unit_test(docx__what_is_set_into_it__is_read),
        cmocka_unit_test(docx__without_text__is_told),
        cmocka_unit_test(odf__text_and_table__are_read),
        cmocka_unit_test(odf__what_is_not_to_be_seen__is_left_out),
        cmocka_unit_test(ods__day_in_figures__is_taken_from_its_value),
        cmocka_unit_test(odf__object_in_it__is_read),
        cmocka_unit_test(odf__encrypted__is_told),
        cmocka_unit_test(xlsx__dates_and_strings__are_shown),
        cmocka_unit_test(xlsx__what_nobody_sees__is_left_out_and_told),
        cmocka_unit_test(xml__workbook_of_2003__is_rows),
        cmocka_unit_test(xml__documents__are_read_as_their_packed_forms),
        cmocka_unit_test(pptx__slides__are_pages_in_order),
        cmocka_unit_test(pptx__what_nobody_sees__is_left_out_and_told),
        cmocka_unit_test(docx__raised_number__is_no_part_of_a_year),
        cmocka_unit_test(zip__files_in_it__are_parts),
        cmocka_unit_test(zip__file_deep_in_folders__is_read),
        cmocka_unit_test(zip__in_zip__is_opened),
        cmocka_unit_test(zip__bomb__stops_at_the_limit),
        cmocka_unit_test(docx__of_another_size_than_it_says__is_told),
        cmocka_unit_test(zip__of_more_files_than_are_read__is_told),
        cmocka_unit_test(zip__damaged__is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
