/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML into lines: block elements break them, inline ones do not, table rows keep their cells.
 *
 * libxml2's HTML parser reports elements and text; no tree is built. The character set is settled
 * before (the mail's word, else the page's own). What a reader would not see is left out, and that is
 * said, because a date hidden in a mail is a trick; crossed-out text likewise, because it no longer
 * holds. Of a list to choose from what it shows is read: the chosen entries, else the first. Scripts, styles and the
 * head are no text; drawings (SVG) are, and what stands in for what a mail program does not show. That of a picture which
 * is in the mail is not: the picture itself is read. */
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "decode/html_guard.h"
#include "decode/html_sheet.h"
#include "decode/html_style.h"
#include "decode/length.h"
#include "decode/lines.h"
#include "decode/plain.h"
#include "decode/reading.h"
#include "decode/usefulness.h"
#include "decode/writing.h"

#define ELEMENTS_MAX 4096   /* deeper ones share the style of the last */
#define FEW_WORDS    30     /* as many may stand around one */
#define STAND_IN_WORDS 3
#define HARDLY_WORDS 8      /* and around a picture of unknown size */

struct page {
    struct reading *reading;
    struct lines *lines;
    const struct html_sheet *sheet;
    GArray *styles; /* of struct html_style; one for each open element */
    guint deeper;   /* elements open beyond ELEMENTS_MAX */
    guint ignored;  /* open elements of which nothing is text */
    guint raised;   /* open sup */
    guint drawings; /* open svg */
    struct {
        gboolean open, all, chosen, now; /* every entry is shown; one is chosen; this one is */
        guint entries;                   /* so far */
        GString *first;                  /* shown where none is chosen */
    } list;
    gboolean unchosen; /* entries of a list were left out */
    gboolean pictured; /* there is more to be seen than words */
    struct {
        double area;      /* square points */
        gboolean unsized; /* and one that does not say how large it is */
        guint words;      /* that stand for them */
    } elsewhere;          /* pictures that are not in the mail */
    gboolean hidden, struck; /* something was left out */
};

static const char *const blocks[] = {
    "address", "article", "aside",  "center", "dd",     "details", "dir",      "div",
    "dt",      "fieldset", "figcaption", "figure", "footer", "form", "header", "hr",
    "legend",  "li",      "main",   "nav",    "option", "section", "summary",  "caption",
    "title",   "body",    "html",   "textarea", "select", "text", NULL,
};
static const char *const paragraphs[] = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", NULL,
};
static const char *const no_text[] = {
    "script", "style", "head", "template", "datalist", NULL,
};
/* Of a drawing. */
static const char *const no_drawn_text[] = {
    "title", "desc", "defs", "metadata", "symbol", "clippath", NULL,
};

static gboolean is_no_text(const struct page *page, const char *name)
{
    return g_strv_contains(no_text, name) || (page->drawings > 0 && g_strv_contains(no_drawn_text, name));
}

static const struct html_style *style_now(const struct page *page)
{
    return &g_array_index(page->styles, struct html_style, page->styles->len - 1);
}

static void begin_line(struct page *page, const char *name)
{
    if (strcmp(name, "br") == 0)
        lines_break(page->lines);
    else if (g_strv_contains(blocks, name))
        lines_block(page->lines);
    else if (g_strv_contains(paragraphs, name))
        lines_paragraph(page->lines);
}

static guint read_span(const char *const *attributes, const char *name)
{
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0 && attributes[1] != NULL)
            return (guint) CLAMP(g_ascii_strtoll(attributes[1], NULL, 10), 1, 1000);
    return 1;
}

static void begin_table_part(struct page *page, const char *name, const char *const *attributes)
{
    if (strcmp(name, "table") == 0)
        lines_table_begin(page->lines);
    else if (strcmp(name, "tr") == 0)
        lines_row_begin(page->lines);
    else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
        lines_cell_begin(page->lines, read_span(attributes, "colspan"),
                         read_span(attributes, "rowspan"));
}

static void end_table_part(struct page *page, const char *name)
{
    if (strcmp(name, "table") == 0)
        lines_table_end(page->lines);
    else if (strcmp(name, "tr") == 0)
        lines_row_end(page->lines);
    else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
        lines_cell_end(page->lines);
}

static const char *find_attribute(const char *const *attributes, const char *name)
{
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1] != NULL ? attributes[1] : "";
    return NULL;
}

/* What stands in a field that is filled in. */
static void write_field(struct page *page, const char *const *attributes)
{
    static const char *const shown[] = {"text", "date", "datetime-local", "month", "week", "time", "email", "number", "search",
                                        "tel", "url", "button", "submit", "reset", "", NULL};
    const char *type = find_attribute(attributes, "type"), *value = find_attribute(attributes, "value");
    if (value == NULL || (type != NULL && !g_strv_contains(shown, type)))
        return;
    lines_words(page->lines, " ", 1, FALSE);
    lines_words(page->lines, value, strlen(value), FALSE);
    lines_words(page->lines, " ", 1, FALSE);
}

static void begin_list(struct page *page, const char *const *attributes)
{
    const char *size = find_attribute(attributes, "size");
    page->list.open = TRUE;
    page->list.all = find_attribute(attributes, "multiple") != NULL || (size != NULL && g_ascii_strtoull(size, NULL, 10) > 1);
    page->list.chosen = FALSE;
    page->list.entries = 0;
    g_string_truncate(page->list.first, 0);
}

static void begin_entry(struct page *page, const char *const *attributes)
{
    page->list.entries++;
    page->list.now = page->list.all || find_attribute(attributes, "selected") != NULL;
    page->list.chosen |= page->list.now;
}

static void end_list(struct page *page)
{
    page->list.open = FALSE;
    if (!page->list.chosen)
        lines_words(page->lines, page->list.first->str, page->list.first->len, FALSE);
    page->unchosen |= page->list.entries > 1 && !page->list.all;
}

/* TRUE: the words are of an entry that is not shown, as far as is known yet. */
static gboolean put_off(struct page *page, const char *words, gsize length)
{
    if (!page->list.open || page->list.entries == 0 || page->list.now)
        return FALSE;
    if (page->list.entries == 1)
        g_string_append_len(page->list.first, words, (gssize) length);
    return TRUE;
}

/* In points; 0 where it is not said, or is a share of the window. */
static double read_side(const char *const *attributes, const char *name)
{
    const char *value = find_attribute(attributes, name), *style = find_attribute(attributes, "style");
    for (const char *at = style; at != NULL && (at = strstr(at, name)) != NULL; at++)
        if (at[strlen(name)] == ':' && (at == style || strchr("; \t\n", at[-1]) != NULL))
            value = at + strlen(name) + 1;
    return value != NULL ? length_read(value) : 0;
}

static void on_text(void *data, const xmlChar *text, int length);

/* In the place of a picture that it has not got a mail program shows what stands for it. Names of logos and of what one may
 * click at say nothing. */
static void write_stand_in(struct page *page, const char *words)
{
    guint count = words != NULL ? usefulness_of(words).words : 0;
    if (count < STAND_IN_WORDS)
        return;
    page->elsewhere.words += count;
    lines_words(page->lines, " ", 1, FALSE);
    on_text(page, (const xmlChar *) words, (int) strlen(words));
    lines_words(page->lines, " ", 1, FALSE);
}

/* One that comes with the mail is looked at when its turn comes. Where one side alone is given, a picture is taken for a
 * square. */
static void note_picture(struct page *page, const char *const *attributes)
{
    const char *source = find_attribute(attributes, "src");
    double width = read_side(attributes, "width"), height = read_side(attributes, "height");
    double area = (width > 0 ? width : height) * (height > 0 ? height : width);
    if (source == NULL)
        return;
    gboolean named = g_ascii_strncasecmp(source, "cid:", 4) == 0, large = area <= 0 || area >= WRITING_AREA / 2;
    gboolean from_net = g_ascii_strncasecmp(source, "http", 4) == 0 || g_str_has_prefix(source, "//");
    if (from_net || (named && !reading_show(page->reading, source + 4, large) && large)) {
        page->elsewhere.unsized |= area <= 0;
        page->elsewhere.area += area;
        if (large)
            write_stand_in(page, find_attribute(attributes, "alt"));
    }
}

/* Drawn lines of a text; only what makes them begin anew. */
static gboolean is_drawn_line(const struct page *page, const char *name, const char *const *attributes)
{
    return page->drawings > 0 && strcmp(name, "tspan") == 0 &&
           (find_attribute(attributes, "y") != NULL || find_attribute(attributes, "dy") != NULL);
}

/* Elements that have more to them than their words. */
static void begin_element(struct page *page, const char *name, const char *const *attributes)
{
    static const char *const shown[] = {"img", "image", "svg", "canvas", "object", "embed", "iframe", "frame", NULL};
    page->pictured |= g_strv_contains(shown, name);
    if (strcmp(name, "img") == 0)
        note_picture(page, attributes);
    else if (strcmp(name, "input") == 0)
        write_field(page, attributes);
    else if (strcmp(name, "select") == 0)
        begin_list(page, attributes);
    else if (strcmp(name, "option") == 0 && page->list.open)
        begin_entry(page, attributes);
    else if (is_drawn_line(page, name, attributes))
        lines_block(page->lines);
}

static void on_start(void *data, const xmlChar *element, const xmlChar **attributes)
{
    struct page *page = data;
    const char *name = (const char *) element;
    if (is_no_text(page, name))
        page->ignored++;
    page->raised += strcmp(name, "sup") == 0;
    page->drawings += strcmp(name, "svg") == 0;
    if (page->styles->len >= ELEMENTS_MAX) {
        page->deeper++;
    } else {
        gboolean unsure;
        g_autofree char *rules = html_sheet_look(page->sheet, name, (const char *const *) attributes, &unsure);
        struct html_style style =
            html_style_of(style_now(page), name, (const char *const *) attributes, rules, unsure);
        style.gone |= html_sheet_hides(page->sheet, name, (const char *const *) attributes);
        g_array_append_val(page->styles, style);
    }
    if (page->ignored > 0 || style_now(page)->gone)
        return;
    begin_line(page, name);
    begin_table_part(page, name, (const char *const *) attributes);
    begin_element(page, name, (const char *const *) attributes);
}

static void on_end(void *data, const xmlChar *element)
{
    struct page *page = data;
    const char *name = (const char *) element;
    gboolean seen = page->ignored == 0 && !style_now(page)->gone, no_text_here = is_no_text(page, name);
    page->raised -= page->raised > 0 && strcmp(name, "sup") == 0;
    page->drawings -= page->drawings > 0 && strcmp(name, "svg") == 0;
    if (page->deeper > 0)
        page->deeper--;
    else if (page->styles->len > 1)
        g_array_set_size(page->styles, page->styles->len - 1);
    if (seen && strcmp(name, "br") != 0)
        begin_line(page, name);
    if (seen)
        end_table_part(page, name);
    if (seen && page->list.open && strcmp(name, "select") == 0)
        end_list(page);
    if (page->ignored > 0 && no_text_here)
        page->ignored--;
}

/* Newsletters fill hidden lines with characters that show nothing anyway. */
static gboolean is_blank(const char *text, gsize length)
{
    for (const char *at = text, *end = text + length; at < end;) {
        gunichar c = g_utf8_get_char_validated(at, end - at);
        if (c == (gunichar) -1 || c == (gunichar) -2)
            return FALSE;
        if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c))
            return FALSE;
        at = g_utf8_next_char(at);
    }
    return TRUE;
}

/* References to 128..159 mean windows-1252 to every browser (HTML Living Standard, 13.2.5.80), and the
 * parser gives them as controls. 0 where that set has none. */
static gunichar mend_control(gunichar c)
{
    static const guint16 meant[32] = {
        0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
        0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
    };
    return c >= 0x80 && c < 0xa0 ? meant[c - 0x80] : c;
}

/* The raised number of a note: after a year it must not become part of it. */
static gunichar raise_digit(gunichar c)
{
    static const guint16 raised[10] = {0x2070, 0xb9, 0xb2, 0xb3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
    return c >= '0' && c <= '9' ? raised[c - '0'] : c;
}

static gboolean is_note_number(const char *words, gsize length)
{
    return length > 0 && length <= 3 && strspn(words, "0123456789") >= length;
}

static gboolean has_controls(const char *words, gsize length)
{
    for (const char *at = words, *end = words + length; (at = memchr(at, 0xc2, (gsize) (end - at))) != NULL; at++)
        if (at + 1 < end && (guchar) at[1] < 0xa0)
            return TRUE;
    return FALSE;
}

static void write_words(struct page *page, const char *words, gsize length, gboolean pre)
{
    gboolean note = page->raised > 0 && is_note_number(words, length);
    if (!note && !has_controls(words, length)) {
        lines_words(page->lines, words, length, pre);
        return;
    }
    g_autoptr(GString) mended = g_string_sized_new(length + 8);
    for (const char *at = words, *end = words + length; at < end;) {
        gunichar c = g_utf8_get_char_validated(at, end - at);
        if (c == (gunichar) -1 || c == (gunichar) -2)
            break; /* the parser gives whole characters */
        c = note ? raise_digit(c) : mend_control(c);
        if (c != 0)
            g_string_append_unichar(mended, c);
        at = g_utf8_next_char(at);
    }
    lines_words(page->lines, mended->str, mended->len, pre);
}

static void on_text(void *data, const xmlChar *text, int length)
{
    struct page *page = data;
    const char *words = (const char *) text;
    if (page->ignored > 0)
        return;
    const struct html_style *style = style_now(page);
    gboolean hides = html_style_hides(style);
    if (!hides && !style->struck && put_off(page, words, (gsize) length))
        return;
    if (!hides && !style->struck) {
        write_words(page, words, (gsize) length, style->pre);
        return;
    }
    if (!is_blank(words, (gsize) length)) {
        page->hidden |= hides;
        page->struck |= !hides;
    }
    if (!style->gone)
        lines_words(page->lines, " ", 1, FALSE);
}

static void on_trouble(void *data G_GNUC_UNUSED, const char *format G_GNUC_UNUSED, ...)
{
}

static void parse(struct page *page, const GString *text)
{
    htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(text->str, (int) text->len);
    if (parser == NULL)
        return;
    xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
    memset(parser->sax, 0, sizeof *parser->sax);
    parser->sax->startElement = on_start;
    parser->sax->endElement = on_end;
    parser->sax->characters = on_text;
    parser->sax->cdataBlock = on_text;
    parser->sax->ignorableWhitespace = on_text;
    parser->sax->warning = parser->sax->error = parser->sax->fatalError = on_trouble;
    parser->userData = page;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC);
    parser->userData = page;
    htmlParseDocument(parser);
    if (parser->myDoc != NULL)
        xmlFreeDoc(parser->myDoc);
    htmlFreeParserCtxt(parser);
}

/* The character set that the page names itself, within its first kibibytes. */
static char *find_own_charset(GBytes *bytes)
{
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    gsize look = MIN(length, 4096);
    for (gsize i = 0; i + 9 < look; i++) {
        if (g_ascii_strncasecmp(text + i, "charset=", 8) != 0 &&
            g_ascii_strncasecmp(text + i, "encoding=", 9) != 0)
            continue;
        gsize start = i + 8, end;
        while (start < look && strchr("=\"' ", text[start]) != NULL)
            start++;
        for (end = start; end < look && (g_ascii_isalnum(text[end]) || strchr("-_.:", text[end]));)
            end++;
        return g_strndup(text + start, end - start);
    }
    return NULL;
}

static GString *decode(struct reading *reading, const struct leaf *leaf)
{
    if (leaf->charset != NULL)
        return plain_decode(reading, leaf, leaf->charset);
    g_autofree char *own = find_own_charset(leaf->bytes);
    return plain_decode(reading, leaf, own);
}

/* The mail's own words in this letter, whatever form they have; those of an attached page stand alone. */
static guint count_words(const struct reading *reading, const struct leaf *leaf, guint first)
{
    guint words = 0;
    for (guint i = leaf->body ? 0 : first; i < reading->text->parts->len; i++) {
        const struct text_part *part = g_ptr_array_index(reading->text->parts, i);
        if (part->letter == reading->letter && part->body == leaf->body)
            words += usefulness_of(part->utf8->str).words;
    }
    return words;
}

/* Beside many words pictures from the net, or that were lost on the way, are ornaments, and small ones are signatures,
 * logos and what counts readers. */
static void tell_pictures(struct reading *reading, const struct leaf *leaf, const struct page *page, guint first)
{
    if (page->elsewhere.area < WRITING_AREA && !page->elsewhere.unsized)
        return;
    guint words = count_words(reading, leaf, first), around = words - MIN(words, page->elsewhere.words);
    if (around < (page->elsewhere.area >= WRITING_AREA ? FEW_WORDS : HARDLY_WORDS))
        text_add_flaw(reading->text->unread, leaf->name, "a picture that is not in the mail was not read");
}

void html_read(struct reading *reading, const struct leaf *leaf)
{
    g_autoptr(GString) source = decode(reading, leaf);
    html_guard(source);
    guint first = reading->text->parts->len;
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    AUTO(html_sheet) *sheet = html_sheet_new(source->str);
    struct page page = {
        .reading = reading,
        .lines = lines,
        .sheet = sheet,
        .styles = g_array_new(FALSE, FALSE, sizeof(struct html_style)),
        .list.first = g_string_new(NULL),
    };
    g_array_append_val(page.styles, html_style_plain);
    parse(&page, source);
    g_array_unref(page.styles);
    g_string_free(page.list.first, TRUE);
    reading_add_lines(reading, leaf, TEXT_HTML, lines);
    if (page.hidden)
        text_add_flaw(reading->text->flaws, leaf->name,
                      "text that a reader would not see was left out");
    if (page.struck)
        text_add_flaw(reading->text->flaws, leaf->name, "crossed-out text was left out");
    if (page.pictured && !leaf->decoration && reading_is_blank(reading, first))
        text_add_flaw(reading->text->unread, leaf->name, "holds no text, but something else to be seen");
    else
        tell_pictures(reading, leaf, &page, first);
    if (page.unchosen)
        text_add_flaw(reading->text->flaws, leaf->name, "what could have been chosen from a list, but was not, was left out");
}
