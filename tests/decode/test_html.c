/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../support/decoding.h"

/* HTML in, lines out. */
static const struct {
    const char *html, *expected;
} table[] = {
    {"<p>One <b>two</b>\n three</p><p>four</p>", "One two three\n\nfour\n"},
    {"a<br>b<br/>c", "a\nb\nc\n"},
    {"<div>by <span>16</span> <i>September</i></div><div>2025</div>", "by 16 September\n2025\n"},
    {"no<wbr>later&nbsp;than&#32;1&#160;May &eacute;&amp;&lt;", "nolater\xc2\xa0than 1\xc2\xa0May é&<\n"},
    {"a<script>var x='by 1 May';</script><style>p{}</style>b", "ab\n"},
    {"<html><head><title>T</title></head><body>text</body></html>", "text\n"},
    {"<table><tr><td>A</td><td>B</td></tr><tr><td>1</td><td></td><td>2</td></tr></table>",
     "A\tB\n1\t\t2\n"},
    {"<table><tr><th colspan=2>Head</th><th>Deadline</th></tr><tr><td>a</td><td>b</td>"
     "<td>1 May</td></tr></table>",
     "Head\t\tDeadline\na\tb\t1 May\n"},
    {"<table><tr><td rowspan=2>Report</td><td>C087</td></tr><tr><td>C098</td></tr></table>",
     "Report\tC087\n\tC098\n"},
    {"<table><tr><td><p>One</p><p>two</p></td><td>x</td></tr></table>", "One two\tx\n"},
    {"<table><tr><td><table><tr><td>in</td></tr></table></td><td>out</td></tr></table>",
     "in\nout\n"},
    {"<ul><li>one<li>two</ul>three", "one\ntwo\n\nthree\n"},
    {"<pre>a  b\nc</pre>d", "a  b\nc\n\nd\n"},
    {"x<!-- by 1 May -->y", "xy\n"},
    {"a<!--[if mso]>by 1 May<![endif]-->b", "ab\n"},
    {"a<![if !mso]>by 1 May<![endif]>b", "a by 1 May b\n"},
    {"a<!--[if !mso]><!-- -->by 1 May<!--<![endif]-->b", "aby 1 Mayb\n"},
    {"<p>open <b>never closed<p>next", "open never closed\n\nnext\n"},
    {"2 < 3 and 5 > 4", "2 < 3 and 5 > 4\n"},
    {"<p>no later than 31 May 2026<sup>1</sup>, H<sub>2</sub>O, 16<sup>th</sup>", "no later than 31 May 2026\xc2\xb9, H2O, 16th\n"},
    {"<p>31 May 2026<sup><a href='#n'>12</a></sup>.</sup> 2</p>", "31 May 2026\xc2\xb9\xc2\xb2. 2\n"},
    {"<p>by <input type='date' value='2026-05-01'> <input type='hidden' value='x'><input value='noon'>", "by 2026-05-01 noon\n"},
    {"by <select><option>1 May<option selected>2 May<option>3 May</select> 2026", "by\n2 May\n2026\n"},
    {"by <select><option>1 May</option><option>2 May</option></select>", "by\n1 May\n"},
    {"<select multiple><option>1 May<option>2 May</select><datalist><option>3 May</datalist>", "1 May\n2 May\n"},
    {"a<svg><title>logo</title><defs><text>x</text></defs><text>by <tspan>1 May</tspan><tspan y='9'>next</tspan></text></svg>b",
     "a\nby 1 May\nnext\nb\n"},
    {"<object data='x'>by 1 May</object>", "by 1 May\n"},
    {"<frameset><frame src='x'><noframes>by 1 May</noframes></frameset>", "by 1 May\n"},
    {"<p>l&#146;Office &#150; &#x80; &#129;x</p>", "l’Office – € x\n"},
};

static void lines__table_of_markup(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        AUTO(text) *text = decode_leaf("text/html; charset=utf-8", table[i].html);
        assert_string_equal(words_at(text, 0), table[i].expected);
        assert_int_equal(part_at(text, 0)->form, TEXT_HTML);
    }
}

static const char *const hidden[] = {
    "<div style='display:none'>by 1 May</div>",
    "<div style=\"DISPLAY : none !important;\">by 1 May</div>",
    "<span style='visibility:hidden'>by 1 May</span>",
    "<span style='font-size:0'>by 1 May</span>",
    "<span style='font-size:1px;line-height:1px'>by 1 May</span>",
    "<font color=white>by 1 May</font>",
    "<span style='color:#fff'>by 1 May</span>",
    "<span style='color:#FEFEFE'>by 1 May</span>",
    "<span style='color: rgb(255, 255, 255)'>by 1 May</span>",
    "<table><tr><td bgcolor='#003366'><font color='#003366'>by 1 May</font></td></tr></table>",
    "<div style='max-height:0;overflow:hidden'>by 1 May</div>",
    "<div style='opacity:0'>by 1 May</div>",
    "<div style='text-indent:-9999px'>by 1 May</div>",
    "<div hidden>by 1 May</div>",
    "<div style='opacity:0.01'>by 1 May</div>",
    "<span style='font: 0/0 a'>by 1 May</span>",
    "<div style='position:absolute;clip:rect(0, 0, 0, 0)'>by 1 May</div>",
    "<div style='transform:scale(0)'>by 1 May</div>",
    "<div style='width:0;overflow:hidden'>by 1 May</div>",
    "<style>.h { color:red; display : none }</style><div class='a h'>by 1 May</div>",
    "<style>/* } */ h5, #q { visibility:hidden }</style><div id=q>by 1 May</div>",
    "<style><!-- h6.x{display:none!important} --></style><h6 class=x>by 1 May</h6>",
    "<div class=late>by 1 May</div><style>.late{display:none}</style>",
    "<div style='display:none'><p style='display:block'>by 1 May</p></div>",
    "<span style='color:white !important'>by 1 May</span>",
    "<style>.h{color:#fff}</style><p class=h>by 1 May</p>",
    "<style>.h{color:White!important}</style><p class='a h'>by 1 May</p>",
    "<style>p.h,#x{font-size:0}</style><p class=h>by 1 May</p>",
    "<style>#x{font-size:1px}</style><p id=x>by 1 May</p>",
    "<style>td{background:#003366} .h{color:#003366}</style><table><tr><td><i class=h>by 1 May</i></td></tr></table>",
    "<style>.h{color:#fff} .h:hover{color:#000} div b{color:red}</style><div class=h>by 1 May</div>",
    "<style>.h{color:#fff} @media (max-width:600px){.h{color:#000}}</style><div class=h>by 1 May</div>",
};

static void lines__of_text_called_markup__stay_lines(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/html; charset=utf-8", "Geneva, 3 March 2026\n\nDear Minister,\n");
    assert_string_equal(words_at(text, 0), "Geneva, 3 March 2026\n\nDear Minister,\n");
    AUTO(text) *page = decode_leaf("text/html; charset=utf-8", "Geneva,&nbsp;3\nMarch 2026\n");
    assert_string_equal(words_at(page, 0), "Geneva,\xc2\xa0" "3 March 2026\n");
}

static void hidden__text__is_left_out_and_told(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++) {
        g_autofree char *html = g_strdup_printf("seen %s end", hidden[i]);
        AUTO(text) *text = decode_leaf("text/html", html);
        assert_null(strstr(words_at(text, 0), "May"));
        if (strstr(words_at(text, 0), "end") == NULL)
            fail_msg("%s", hidden[i]);
        assert_true(has_flaw(text->flaws, "body", "would not see"));
    }
}

static const char *const visible[] = {
    "<div style='background:#003366;color:#ffffff'>by 1 May</div>",
    "<table bgcolor=navy><tr><td><font color=white>by 1 May</font></td></tr></table>",
    "<div style='background:url(x.png);color:white'>by 1 May</div>",
    "<td style='font-size:0'><span style='font-size:12px'>by 1 May</span></td>",
    "<div style='visibility:hidden'><b style='visibility:visible'>by 1 May</b></div>",
    "<div style='height:0'>by 1 May</div>",
    "<div style='mso-hide:all'>by 1 May</div>",
    "<div style='font: bold 12px/0 Arial'>by 1 May</div>",
    "<div aria-hidden=true>by 1 May</div>",
    "<div style='opacity:inherit'>by 1 May</div>",
    "<style>@media screen { .h{display:none} }</style><div class=h>by 1 May</div>",
    "<style>.h{display:none} @media screen { td .h{display:block} }</style><div class=h>by 1 May</div>",
    "<style>.w .h{display:none} .h:hover{display:none}</style><div class=h>by 1 May</div>",
    "<style>.h{display:none}</style><div class=h style='display:block'>by 1 May</div>",
    "<span style='color:inherit'>by 1 May</span>",
    "<style>.head{background:#003366}</style><div class=head><font color=white>by 1 May</font></div>",
    "<style>th{background-color:navy;color:white}</style><table><tr><th>by 1 May</th></tr></table>",
    "<style>table.t td{background:#036}</style><table class=t><tr><td style='color:white'>by 1 May</td></tr></table>",
    "<style>@media screen{.head{background:#036}}</style><div class=head style='color:#fff'>by 1 May</div>",
    "<style>.h{font-size:0} .h span{font-size:12px}</style><div class=h><span>by 1 May</span></div>",
    "<style>.h{font-size:0} .w .h{font-size:12px}</style><div class=h>by 1 May</div>",
    "<style>@media (max-width:600px){.h{font-size:0;color:white}}</style><div class=h>by 1 May</div>",
    "<style>.h{color:#fff} .h{color:#000}</style><div class=h>by 1 May</div>",
    "<style>.h{color:#fff}</style><div class=h style='color:#000'>by 1 May</div>",
};

static void visible__text__stays_and_nothing_is_told(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(visible); i++) {
        AUTO(text) *text = decode_leaf("text/html", visible[i]);
        assert_non_null(strstr(words_at(text, 0), "by 1 May"));
        assert_int_equal(text->flaws->len, 0);
    }
}

static void crossed_out__text__is_left_out_and_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/html", "by <s>30 June</s> <del>1 July</del>"
                                                "<span style='text-decoration:line-through'>x</span> 31 July");
    assert_string_equal(words_at(text, 0), "by 31 July\n");
    assert_true(has_flaw(text->flaws, "body", "crossed-out"));
    AUTO(text) *sheet = decode_leaf("text/html", "<style>.old{text-decoration: line-through}</style>"
                                                 "by <span class=old>30 June</span> 31 July");
    assert_string_equal(words_at(sheet, 0), "by 31 July\n");
    assert_true(has_flaw(sheet->flaws, "body", "crossed-out"));
}

static void charset__named_by_the_page__is_used(void **state G_GNUC_UNUSED)
{
    const char page[] = "<html><head><meta http-equiv='Content-Type' content='text/html; "
                        "charset=windows-1257'></head><body>\xf0okk</body></html>";
    AUTO(text) *text = decode_bytes(page, sizeof page - 1, "page.html");
    assert_string_equal(words_at(text, 0), "šokk\n");
}

static void charset__named_by_the_mail__wins(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_leaf("text/html; charset=utf-8",
                                   "<meta charset=iso-8859-1>s\xc3\xa9" "ance");
    assert_string_equal(words_at(text, 0), "séance\n");
}

/* The sanitizers' own allocator moves every block that grows; a tenth shows the same. */
#ifdef __SANITIZE_ADDRESS__
enum { DEEP = 10000 };
#else
enum { DEEP = 100000 };
#endif

static void nesting__a_hundred_thousand__is_linear(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) html = g_string_new(NULL);
    for (guint i = 0; i < DEEP; i++)
        g_string_append(html, i % 2 ? "<div>" : "<b>");
    g_string_append(html, "by 1 May");
    for (guint i = 0; i < DEEP / 5; i++)
        g_string_append(html, "<table><tr><td>");
    g_string_append(html, "by 2 May");
    AUTO(text) *text = decode_leaf("text/html", html->str);
    assert_non_null(strstr(words_at(text, 0), "by 1 May"));
    assert_non_null(strstr(words_at(text, 0), "by 2 May"));
}

static void end_tags__that_close_nothing__are_linear(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) html = g_string_new("<p>one <b>two</b></i></p>");
    for (guint i = 0; i < 2 * DEEP; i++)
        g_string_append(html, "<div></span>");
    g_string_append(html, "<p>by <i>1</i> May</p></q><table><tr><td>a</td><td>b</td></tr></table>");
    AUTO(text) *text = decode_leaf("text/html", html->str);
    assert_non_null(strstr(words_at(text, 0), "one two\n"));
    assert_non_null(strstr(words_at(text, 0), "by 1 May\n"));
    assert_non_null(strstr(words_at(text, 0), "a\tb\n"));
}

#define LETTER "src='https://pictures.example/letter.png' width=600 height='850'"
#define WORDS "The Office sends its regards to the Governments and asks them to take note of what has been decided in this year, " \
              "of what will be decided in the next one, and of all that is on its pages. "

static void picture__from_the_net__is_told_where_it_may_be_the_letter(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *html;
        gboolean told;
    } rows[] = {
        {"<img " LETTER ">", TRUE},
        {"<p>Dear Minister, please see below.</p><img " LETTER ">", TRUE},
        {"See: <img src='//pictures.example/a' style='max-width:100px; width:600px; height:840px'>", TRUE},
        {"See: <img src='http://pictures.example/a' width='600'>", TRUE},
        {"Please see: <img src='http://pictures.example/a'>", TRUE}, /* of whatever size */
        {"See: <img src='http://pictures.example/a' width=600 height=200><img src='http://pictures.example/b' width=600 height=200>", TRUE},
        {WORDS "<img " LETTER "><img " LETTER ">", FALSE}, /* a newsletter */
        {"Thank you very much for your message, we shall answer soon.<img src='http://pictures.example/a'>", FALSE},
        {"See: <img src='http://pictures.example/a' width=1 height=1>", FALSE},
        {"See: <img src='http://pictures.example/logo' width=200 height=80>", FALSE},
        {"See: <img src='cid:letter' width=600 height=850>", TRUE}, /* lost on the way */
        {"See: <img src='cid:letter'>", TRUE},
        {"See: <img src='cid:logo' width=200 height=80>", FALSE},
        {WORDS "<img src='cid:letter' width=600 height=850>", FALSE},
        {"See: <img src='http://pictures.example/a' alt='The letter of the Office about all the reports of this year'>", TRUE},
        {"<div style='display:none'><img " LETTER "></div>See.", FALSE},
        {"See.", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        AUTO(text) *text = decode_leaf("text/html", rows[i].html);
        if (has_flaw(text->unread, "body", "a picture that is not in the mail") != rows[i].told)
            fail_msg("row %zu", i);
    }
}

#define PART(fields) "\n--b\nContent-Type: image/png" fields "\n\n.\n--b--\n"
#define ATTACHED(words) "\n--b\nContent-Type: message/rfc822\n\n" words PART("; name=x.png")

/* Only what is not in the letter at all is missing: gateways give new Content-IDs, and take them away. */
static void picture__of_another_part__is_told_where_there_is_none(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *parts;
        gboolean told;
    } rows[] = {
        {PART("\nContent-ID: <a.png@01DB>"), FALSE},
        {PART("; name=\"a.png\""), FALSE},
        {PART("; name=b.png\nContent-ID: <b.png@01DB>"), TRUE},
        {"\n--b--\n", TRUE},
        {ATTACHED("Content-Type: image/png\nContent-ID: <a.png@01DB>\n\n.\n"), TRUE}, /* of another letter */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *mail = g_strdup_printf("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n"
                                                "See: <img src='cid:a.png@01DB'>%s", rows[i].parts);
        AUTO(text) *text = decode_string(mail);
        if (has_flaw(text->unread, "body", "a picture that is not in the mail") != rows[i].told)
            fail_msg("row %zu", i);
    }
}

/* What a mail program shows in the place of a picture that it has not got. */
static void picture__that_is_not_there__has_words_for_it(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *image;
        gboolean read;
    } rows[] = {
        {"<img src='https://pictures.example/a' alt='Letter: reply by 5 May'>", TRUE},
        {"<img src='https://pictures.example/a' alt='Letter: reply by 5 May' width=600 height=400>", TRUE},
        {"<img src='cid:a.png@01DB' alt='Letter: reply by 5 May'>", TRUE},
        {"<img src='https://pictures.example/a' alt='Letter: reply by 5 May' width=20 height=20>", FALSE},
        {"<img src='https://pictures.example/a' alt='by 5 May'>", FALSE}, /* too little */
        {"<span style='display:none'><img src='https://pictures.example/a' alt='Letter: reply by 5 May'></span>", FALSE},
        {"<img src='data:image/png;base64,AAAA' alt='Letter: reply by 5 May'>", FALSE}, /* it is there */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *page = g_strdup_printf("<p>See:%s</p>", rows[i].image);
        AUTO(text) *text = decode_leaf("text/html", page);
        if ((strstr(words_at(text, 0), "See: Letter: reply by 5 May\n") != NULL) != rows[i].read)
            fail_msg("row %zu: %s", i, words_at(text, 0));
    }
}

static void picture__that_is_not_there__has_all_its_words(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) page = g_string_new("<p>See:<img src='https://pictures.example/a' alt='");
    for (guint i = 0; i < 500; i++)
        g_string_append(page, "tähtaeg ");
    g_string_append(page, "5 May'></p>");
    AUTO(text) *text = decode_leaf("text/html", page->str);
    assert_non_null(strstr(words_at(text, 0), "tähtaeg 5 May\n"));
}

/* A page by itself does not tell what came with it. */
static void picture__of_a_page_by_itself__is_no_matter(void **state G_GNUC_UNUSED)
{
    static const char page[] = "<html><p>See: <img src='cid:a.png@01DB'></p></html>";
    AUTO(text) *text = decode_bytes(page, sizeof page - 1, "x.html");
    assert_int_equal(text->unread->len, 0);
}

/* The words of the other form count. */
static void picture__from_the_net__beside_plain_text__is_no_matter(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_string("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n" WORDS
                                     "\n--b\nContent-Type: text/html\n\n<img " LETTER ">\n--b--\n");
    assert_int_equal(text->unread->len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picture__from_the_net__is_told_where_it_may_be_the_letter),
        cmocka_unit_test(picture__of_another_part__is_told_where_there_is_none),
        cmocka_unit_test(picture__that_is_not_there__has_words_for_it),
        cmocka_unit_test(picture__that_is_not_there__has_all_its_words),
        cmocka_unit_test(picture__of_a_page_by_itself__is_no_matter),
        cmocka_unit_test(picture__from_the_net__beside_plain_text__is_no_matter),
        cmocka_unit_test(lines__table_of_markup),
        cmocka_unit_test(lines__of_text_called_markup__stay_lines),
        cmocka_unit_test(hidden__text__is_left_out_and_told),
        cmocka_unit_test(visible__text__stays_and_nothing_is_told),
        cmocka_unit_test(crossed_out__text__is_left_out_and_told),
        cmocka_unit_test(charset__named_by_the_page__is_used),
        cmocka_unit_test(charset__named_by_the_mail__wins),
        cmocka_unit_test(nesting__a_hundred_thousand__is_linear),
        cmocka_unit_test(end_tags__that_close_nothing__are_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
