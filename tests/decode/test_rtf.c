/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/decoding.h"

static const struct {
    const char *rtf, *expected;
} table[] = {
    {"{\\rtf1\\ansi by no later\\par than 1 May}", "by no later\n\nthan 1 May\n"},
    {"{\\rtf1\\ansi\\ansicpg1252 t\\'e4htaeg \\'80}", "tähtaeg €\n"},
    {"{\\rtf1\\ansi\\ansicpg1257 \\'f0okk}", "šokk\n"},
    {"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset186 B;}{\\f2\\fcharset204 C;}}"
     "\\f0\\'e4\\f1\\'f0\\f2\\'e4}", "äšд\n"},
    {"{\\rtf1\\ansi\\uc1 \\u8217?s \\u-10179?\\u-8704?!}", "’s 😀!\n"},
    {"{\\rtf1\\uc2\\u233\\'c3\\'a9t\\u233\\'c3\\'a9}", "été\n"},
    {"{\\rtf1 1\\~May\\_by re\\-port \\{x\\}}", "1\xc2\xa0May‑by re\xc2\xadport {x}\n"},
    {"{\\rtf1{\\*\\generator Word;}{\\info{\\title T}}{\\stylesheet{\\s0 Normal;}}text}", "text\n"},
    {"{\\rtf1{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt shown}} after}", "shown after\n"},
    {"{\\rtf1{\\pict\\bin5 {{{{{ab}text}", "text\n"},
    {"{\\rtf1\\trowd\\cellx1\\cellx2\\intbl Report\\cell Deadline\\cell\\row"
     "\\trowd\\intbl C087\\cell 1 May\\cell\\row\\pard after}", "Report\tDeadline\nC087\t1 May\nafter\n"},
    {"{\\rtf1 one\\page two}", "one\n\ftwo\n"},
    {"{\\rtf1\\ldblquote a\\rdblquote\\emdash b\\tab c\\line d}", "“a”—b    c\nd\n"},
    {"{\\rtf1\\ansi{\\*\\htmltag64 <p>}\\htmlrtf\\par\\htmlrtf0 by 1 May{\\*\\htmltag72 </p>}}", "by 1 May\n"},
    {"{\\rtf1 by 16{\\super th} May 2026{\\super 1}, or \\super 2\\nosupersub 3}", "by 16th May 2026\xc2\xb9, or \xc2\xb2" "3\n"},
    {"{\\rtf1 by {\\footnote a note}1 May{\\*\\annotation no}\\par next}", "by 1 May\n\na note\n\nnext\n"},
    {"{\\rtf1 by {\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv 1}}{\\shptxt\\pard a box\\par}}}1 May\\par next}", "by 1 May\n\na box\n\nnext\n"},
    {"{\\rtf1\\trowd\\intbl by {\\footnote a note\\cell\\par}1 May\\cell B\\cell\\row\\pard after}", "by 1 May a note\tB\nafter\n"},
    {"{\\rtf1 letter {\\shp{\\*\\shpinst{\\sp{\\sn gtextUNICODE}{\\sv by 1 May}}{\\sp{\\sn gtextFont}{\\sv Arial}}}}}", "letter\n\nby 1 May\n"},
    {"{\\rtf1 by {\\footnote never closed", "by\n\nnever closed\n"},
    {"{\\rtf1 open {\\b groups \\'e", "open groups\n"},
    {"{\\rtf1}}}} text", "text\n"},
};

static void rtf__table_of_markup(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        AUTO(text) *text = decode_bytes(table[i].rtf, strlen(table[i].rtf), "a.rtf");
        assert_string_equal(words_at(text, 0), table[i].expected);
    }
}

static void rtf__hidden_and_crossed_out__are_left_out_and_told(void **state G_GNUC_UNUSED)
{
    const char *rtf = "{\\rtf1 by {\\strike 30 June} {\\v 1 July}{\\deleted 2 July}{\\*\\annotation 3 July}31 July}";
    AUTO(text) *text = decode_bytes(rtf, strlen(rtf), "a.rtf");
    assert_string_equal(words_at(text, 0), "by 31 July\n");
    assert_true(has_flaw(text->flaws, "a.rtf", "crossed-out"));
    assert_true(has_flaw(text->flaws, "a.rtf", "would not see"));
    assert_true(has_flaw(text->flaws, "a.rtf", "comments"));
}

#define COLOURS "{\\rtf1\\ansi{\\colortbl;\\red0\\green0\\blue0;\\red255\\green255\\blue255;\\red0\\green51\\blue102;}"

static void rtf__how_letters_look__decides(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *rtf, *expected;
        gboolean told;
    } looks[] = {
        {COLOURS "\\pard by {\\cf2 1 May }2 June\\par}", "by 2 June\n", TRUE},
        {COLOURS "\\pard by {\\fs2 1 May }2 June\\par}", "by 2 June\n", TRUE},
        {COLOURS "\\pard by {\\cf2\\highlight3 1 May }2 June\\par}", "by 1 May 2 June\n", FALSE},
        {COLOURS "\\pard\\cbpat3 by {\\cf2 1 May }2 June\\par}", "by 1 May 2 June\n", FALSE},
        {COLOURS "\\trowd\\pard\\intbl{\\cf2 Deadline}\\cell\\row\\pard by 1 May}", "Deadline\nby 1 May\n", FALSE},
        {COLOURS "\\pard by {\\cf1 1 May }{\\cf3\\fs16 2 June}\\cf2\\plain  2030}", "by 1 May 2 June 2030\n", FALSE},
        {COLOURS "\\fromhtml1\\pard by {\\cf2 1 May }2 June\\par}", "by 1 May 2 June\n", FALSE},
        {COLOURS "\\pard{\\fs2  \\~\\par}by 1 May}", "by 1 May\n", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(looks); i++) {
        AUTO(text) *text = decode_bytes(looks[i].rtf, strlen(looks[i].rtf), "a.rtf");
        assert_string_equal(words_at(text, 0), looks[i].expected);
        assert_int_equal(has_flaw(text->flaws, "a.rtf", "would not see"), looks[i].told);
    }
}

static void rtf__named_doc__is_told_by_content(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) rtf = g_bytes_new_static("{\\rtf1 by 1 May}", 16);
    g_autofree char *mail = make_mail_with("application/msword", "Letter.doc", rtf);
    AUTO(text) *text = decode_string(mail);
    assert_string_equal(words_at(text, 1), "by 1 May\n");
    assert_int_equal(part_at(text, 1)->form, TEXT_OFFICE);
}

static void rtf__deep_groups__are_linear(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) rtf = g_string_new("{\\rtf1 ");
    for (guint i = 0; i < 500000; i++)
        g_string_append_c(rtf, '{');
    g_string_append(rtf, "by 1 May");
    AUTO(text) *text = decode_bytes(rtf->str, rtf->len, "a.rtf");
    assert_string_equal(words_at(text, 0), "by 1 May\n");
}

static void picture__shown_large__is_told(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *rtf;
        gboolean told;
    } rows[] = {
        {"{\\rtf1 See below.{\\pict\\picscalex100\\picw640\\pich900\\picwgoal9071\\pichgoal12472\\pngblip 8950}}", TRUE},
        {"{\\rtf1 See below.{\\pict\\picwgoal3000\\pichgoal900\\pngblip 8950}}", FALSE}, /* a logo */
        {"{\\rtf1 See below.{\\pict\\picwgoal9000}{\\pict\\pichgoal9000}}", FALSE},
        {"{\\rtf1 See below.}", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        AUTO(text) *text = decode_bytes(rows[i].rtf, strlen(rows[i].rtf), "a.rtf");
        assert_string_equal(words_at(text, 0), "See below.\n");
        assert_int_equal(has_flaw(text->unread, "a.rtf", "a large picture in it"), rows[i].told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picture__shown_large__is_told),
        cmocka_unit_test(rtf__table_of_markup),
        cmocka_unit_test(rtf__hidden_and_crossed_out__are_left_out_and_told),
        cmocka_unit_test(rtf__how_letters_look__decides),
        cmocka_unit_test(rtf__named_doc__is_told_by_content),
        cmocka_unit_test(rtf__deep_groups__are_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
