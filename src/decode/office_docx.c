/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DOCX and the pages of PPTX (ECMA-376): paragraphs, tables, page breaks, boxes, ornamental letters and the headings of charts;
 * the letterhead from the headers first, notes and footers last.
 *
 * What tracked changes have deleted, field codes and the second copy of a text box (Fallback) are no text.
 * Comments are left out, and that is told.
 * Runs that are hidden, crossed out, too small to see or white on white are left out, and that is told,
 * whether they say so themselves or their style does. White letters in a table, a text box, a shaded
 * paragraph or on a coloured page may stand on any ground: they stay. */
#include <string.h>

#include "decode/office_docx.h"
#include "decode/xml.h"
#include "decode/zip.h"

enum { STYLE_HIDES = 1, STYLE_STRIKES = 2 };

#define STYLES_MAX      20000
#define SIDES_MAX       60u
#define TINY_HALF_POINTS 3

static gboolean is_ignored(const char *name)
{
    static const char *const names[] = {"del", "moveFrom", "instrText", "delText",
                                        "delInstrText", "binData", "pPrChange", "rPrChange",
                                        "rt", NULL};
    return g_strv_contains(names, name);
}

/* Two forms of the same, one for programs that know the first: where that has words, the second repeats them. */
static gboolean is_repeated(const struct docx *docx, const char *name)
{
    gboolean counted = docx->alternates > 0 && docx->alternates <= ALTERNATES_MAX;
    return strcmp(name, "Fallback") == 0 &&
           !(counted && docx->written_before[docx->alternates - 1] == docx->written);
}

static void begin_alternates(struct docx *docx, const char *name)
{
    if (strcmp(name, "AlternateContent") == 0 && docx->alternates++ < ALTERNATES_MAX)
        docx->written_before[docx->alternates - 1] = docx->written;
}

static void begin_block(struct docx *docx, const char *name)
{
    if (strcmp(name, "p") == 0)
        lines_paragraph(docx->lines);
    else if (strcmp(name, "tbl") == 0)
        lines_table_begin(docx->lines);
    else if (strcmp(name, "tr") == 0)
        lines_row_begin(docx->lines);
    else if (strcmp(name, "tc") == 0)
        lines_cell_begin(docx->lines, 1, 1);
}

static gboolean is_off(const char *const *attributes)
{
    const char *value = xml_attribute(attributes, "val");
    return value != NULL && (strcmp(value, "0") == 0 || strcmp(value, "false") == 0 ||
                             strcmp(value, "off") == 0 || strcmp(value, "none") == 0);
}

static gboolean is_white(const char *colour)
{
    return colour != NULL && g_ascii_strcasecmp(colour, "FFFFFF") == 0;
}

/* Is a ground other than paper given? */
static gboolean is_ground(const char *fill)
{
    return fill != NULL && !is_white(fill) && strcmp(fill, "auto") != 0;
}

static void begin_run(struct docx *docx)
{
    docx->hidden = (docx->paragraph & STYLE_HIDES) != 0;
    docx->struck = (docx->paragraph & STYLE_STRIKES) != 0;
    docx->struck_here = docx->light = docx->tiny = docx->shaded = docx->raised = FALSE;
}

static guint flags_of(const struct docx *docx, const char *const *attributes)
{
    const char *id = xml_attribute(attributes, "val");
    return id != NULL && docx->styles != NULL ? GPOINTER_TO_UINT(g_hash_table_lookup(docx->styles, id)) : 0;
}

static void apply_run_style(struct docx *docx, const char *name, const char *const *attributes)
{
    const char *value = xml_attribute(attributes, "val");
    if (strcmp(name, "vanish") == 0) {
        docx->hidden = !is_off(attributes);
    } else if (strcmp(name, "strike") == 0 || strcmp(name, "dstrike") == 0) {
        docx->struck = !is_off(attributes) || (docx->struck && docx->struck_here);
        docx->struck_here |= docx->struck;
    } else if (strcmp(name, "rStyle") == 0) {
        docx->hidden |= (flags_of(docx, attributes) & STYLE_HIDES) != 0;
        docx->struck |= (flags_of(docx, attributes) & STYLE_STRIKES) != 0;
    } else if (strcmp(name, "color") == 0) {
        docx->light = is_white(value);
    } else if (strcmp(name, "sz") == 0 && value != NULL) {
        docx->tiny = g_ascii_strtoull(value, NULL, 10) <= TINY_HALF_POINTS;
    } else if (strcmp(name, "shd") == 0) {
        docx->shaded |= is_ground(xml_attribute(attributes, "fill"));
    } else if (strcmp(name, "vertAlign") == 0) {
        docx->raised = g_strcmp0(value, "superscript") == 0;
    } else if (strcmp(name, "highlight") == 0) {
        docx->shaded |= !is_off(attributes);
    }
}

/* What slides say of a run in attributes. */
static void begin_run_style(struct docx *docx, const char *const *attributes)
{
    const char *strike = xml_attribute(attributes, "strike"), *baseline = xml_attribute(attributes, "baseline");
    docx->in_run_style = TRUE;
    docx->struck |= strike != NULL && strcmp(strike, "noStrike") != 0;
    docx->raised |= baseline != NULL && g_ascii_strtoll(baseline, NULL, 10) > 0;
}

/* FALSE: it has nothing to do with how the text looks. */
static gboolean apply_surroundings(struct docx *docx, const char *name, const char *const *attributes)
{
    gboolean only_look = TRUE;
    if (strcmp(name, "p") == 0) {
        docx->paragraph = 0;
        docx->paragraph_shaded = only_look = FALSE;
    } else if (strcmp(name, "tbl") == 0 || strcmp(name, "txbxContent") == 0 || strcmp(name, "txBody") == 0 ||
               (strcmp(name, "background") == 0 && is_ground(xml_attribute(attributes, "color")))) {
        docx->grounds++;
        only_look = FALSE;
    } else if (strcmp(name, "pStyle") == 0) {
        docx->paragraph = flags_of(docx, attributes);
    } else if (strcmp(name, "shd") == 0) {
        docx->paragraph_shaded |= is_ground(xml_attribute(attributes, "fill"));
    } else {
        only_look = FALSE;
    }
    return only_look;
}

static void leave_ground(struct docx *docx, const char *name)
{
    if (strcmp(name, "tbl") == 0 || strcmp(name, "txbxContent") == 0 || strcmp(name, "txBody") == 0)
        docx->grounds -= docx->grounds > 0;
}

/* A character of a font of signs, whose places from U+F020 on are those of its own table: figures and marks of
 * "Symbol" are those of ASCII. Others leave a gap, so that nothing grows together that they held apart. */
static void write_sign(struct docx *docx, const char *const *attributes)
{
    const char *font = xml_attribute(attributes, "font"), *code = xml_attribute(attributes, "char");
    gunichar c = code != NULL ? (gunichar) MIN(g_ascii_strtoull(code, NULL, 16), 0xffff) : 0;
    if (g_strcmp0(font, "Symbol") == 0 && c > 0xf020 && c < 0xf07f && !g_ascii_isalpha((int) c - 0xf000))
        c -= 0xf000;
    char utf8[7] = "";
    utf8[g_unichar_isprint(c) && g_unichar_type(c) != G_UNICODE_PRIVATE_USE ? g_unichar_to_utf8(c, utf8) : 0] = '\0';
    lines_words(docx->lines, *utf8 != '\0' ? utf8 : " ", MAX(strlen(utf8), 1), FALSE);
}

static void write_mark(struct docx *docx, const char *name, const char *const *attributes)
{
    const char *type = xml_attribute(attributes, "type");
    if (strcmp(name, "sym") == 0)
        write_sign(docx, attributes);
    else if ((strcmp(name, "tab") == 0 || strcmp(name, "ptab") == 0) && docx->ignored == 0)
        lines_typed(docx->lines, "\t", 1);
    else if (strcmp(name, "br") == 0 && type != NULL && strcmp(type, "page") == 0)
        lines_page(docx->lines);
    else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0)
        lines_break(docx->lines);
    else if (strcmp(name, "lastRenderedPageBreak") == 0)
        lines_page(docx->lines);
    else if (strcmp(name, "noBreakHyphen") == 0)
        lines_words(docx->lines, "\xe2\x80\x91", 3, FALSE);
    else if (strcmp(name, "softHyphen") == 0)
        lines_words(docx->lines, "\xc2\xad", 2, FALSE);
}

/* A box hangs on a place in a paragraph, which goes on after it. */
static void begin_box(struct docx *docx)
{
    if (docx->boxes++ == 0) {
        docx->around_paragraph = docx->paragraph;
        docx->around_paragraph_shaded = docx->paragraph_shaded;
    }
    lines_aside_begin(docx->lines);
}

static void end_box(struct docx *docx)
{
    lines_aside_end(docx->lines);
    if (docx->boxes == 0 || --docx->boxes > 0)
        return;
    docx->paragraph = docx->around_paragraph;
    docx->paragraph_shaded = docx->around_paragraph_shaded;
}

static void write_ornament(struct docx *docx, const char *words)
{
    lines_aside_begin(docx->lines);
    lines_words(docx->lines, words, strlen(words), FALSE);
    lines_aside_end(docx->lines);
    docx->written += strlen(words);
}

/* Words that stand in attributes: ornamental letters, and the chosen entry of a list in a form. */
static void write_attribute(struct docx *docx, const char *name, const char *const *attributes)
{
    const char *string = strcmp(name, "textpath") == 0 ? xml_attribute(attributes, "string") : NULL;
    const char *value = xml_attribute(attributes, "val");
    if (string != NULL)
        write_ornament(docx, string);
    else if (strcmp(name, "ddList") == 0)
        docx->chosen = docx->listed = 0;
    else if (strcmp(name, "result") == 0 && value != NULL)
        docx->chosen = (guint) MIN(g_ascii_strtoull(value, NULL, 10), G_MAXUINT);
    else if (strcmp(name, "listEntry") == 0 && docx->listed++ == docx->chosen && value != NULL)
        lines_words(docx->lines, value, strlen(value), FALSE);
}

static void on_start(gpointer data, const char *name, const char *const *attributes)
{
    struct docx *docx = data;
    gboolean hidden_slide = strcmp(name, "sld") == 0 && g_strcmp0(xml_attribute(attributes, "show"), "0") == 0;
    docx->left_out_hidden |= hidden_slide;
    docx->row_deleted |= docx->in_row_style && strcmp(name, "del") == 0;
    docx->in_row_style |= strcmp(name, "trPr") == 0;
    if (docx->beside && (strcmp(name, "nvPr") == 0 || strcmp(name, "ph") == 0)) /* which is in it, where it is one */
        docx->placeholder = strcmp(name, "ph") == 0;
    if (docx->ignored > 0 || is_ignored(name) || is_repeated(docx, name) || hidden_slide ||
        (docx->placeholder && strcmp(name, "txBody") == 0)) {
        docx->ignored++;
        return;
    }
    begin_alternates(docx, name);
    if (strcmp(name, "txbxContent") == 0)
        begin_box(docx);
    if (strcmp(name, "r") == 0 || strcmp(name, "fld") == 0)
        begin_run(docx);
    else if (strcmp(name, "rPr") == 0)
        begin_run_style(docx, attributes);
    else if (docx->in_run_style)
        apply_run_style(docx, name, attributes);
    else if (apply_surroundings(docx, name, attributes))
        return;
    else if (strcmp(name, "t") == 0)
        docx->in_text = TRUE;
    else if (strcmp(name, "gridSpan") == 0)
        lines_cell_spans(docx->lines,
                         (guint) g_ascii_strtoull(xml_attribute(attributes, "val") ?: "1", NULL, 10));
    else
        write_mark(docx, name, attributes);
    write_attribute(docx, name, attributes);
    begin_block(docx, name);
}

static void end_row(struct docx *docx)
{
    docx->row_deleted = FALSE;
    lines_row_end(docx->lines);
}

static void on_end(gpointer data, const char *name)
{
    struct docx *docx = data;
    if (docx->ignored > 0) {
        docx->ignored--;
        return;
    }
    leave_ground(docx, name);
    docx->alternates -= docx->alternates > 0 && strcmp(name, "AlternateContent") == 0;
    if (strcmp(name, "t") == 0)
        docx->in_text = FALSE;
    else if (strcmp(name, "trPr") == 0)
        docx->in_row_style = FALSE;
    else if (strcmp(name, "txbxContent") == 0)
        end_box(docx);
    else if (strcmp(name, "rPr") == 0)
        docx->in_run_style = FALSE;
    else if (strcmp(name, "p") == 0)
        lines_paragraph(docx->lines);
    else if (strcmp(name, "tc") == 0)
        lines_cell_end(docx->lines);
    else if (strcmp(name, "tr") == 0)
        end_row(docx);
    else if (strcmp(name, "tbl") == 0)
        lines_table_end(docx->lines);
}

static void on_text(gpointer data, const char *text, gsize length)
{
    struct docx *docx = data;
    if (!docx->in_text || docx->ignored > 0 || docx->row_deleted)
        return;
    docx->written += length;
    gboolean on_paper = docx->grounds == 0 && !docx->shaded && !docx->paragraph_shaded;
    gboolean hidden = docx->hidden || docx->tiny || (docx->light && on_paper);
    if (!hidden && !docx->struck && docx->raised)
        lines_raised(docx->lines, text, length);
    else if (!hidden && !docx->struck)
        lines_typed(docx->lines, text, length);
    gboolean blank = TRUE;
    for (gsize i = 0; i < length && blank; i++)
        blank = g_ascii_isspace(text[i]);
    docx->left_out_hidden |= hidden && !blank;
    docx->left_out_struck |= docx->struck && !hidden && !blank;
}

static const struct xml_handler handler = {on_start, on_end, on_text};

/* Styles that hide or cross out; one counts for those that are based on it below. */

static void style_start(gpointer data, const char *name, const char *const *attributes)
{
    struct docx *docx = data;
    const char *id = strcmp(name, "style") == 0 ? xml_attribute(attributes, "styleId") : NULL;
    if (id != NULL) {
        g_free(docx->style);
        docx->style = g_strdup(id);
        docx->style_flags = 0;
    } else if (strcmp(name, "basedOn") == 0) {
        docx->style_flags |= flags_of(docx, attributes);
    } else if (strcmp(name, "vanish") == 0) {
        docx->style_flags = is_off(attributes) ? docx->style_flags & ~(guint) STYLE_HIDES : docx->style_flags | STYLE_HIDES;
    } else if (strcmp(name, "strike") == 0 || strcmp(name, "dstrike") == 0) {
        docx->style_flags |= is_off(attributes) ? 0 : STYLE_STRIKES;
    }
}

static void style_end(gpointer data, const char *name)
{
    struct docx *docx = data;
    if (strcmp(name, "style") != 0 || docx->style == NULL)
        return;
    if (docx->style_flags != 0 && g_hash_table_size(docx->styles) < STYLES_MAX)
        g_hash_table_replace(docx->styles, g_steal_pointer(&docx->style), GUINT_TO_POINTER(docx->style_flags));
    g_clear_pointer(&docx->style, g_free);
}

static void no_text(gpointer data G_GNUC_UNUSED, const char *text G_GNUC_UNUSED, gsize length G_GNUC_UNUSED)
{
}

static void read_styles(struct docx *docx, GBytes *xml)
{
    static const struct xml_handler styles = {style_start, style_end, no_text};
    gsize length = 0;
    const char *bytes = xml != NULL ? g_bytes_get_data(xml, &length) : NULL;
    gboolean telling = bytes != NULL && (memmem(bytes, length, ":vanish", 7) != NULL || memmem(bytes, length, "strike", 6) != NULL);
    if (telling)
        xml_walk(bytes, length, &styles, docx);
    g_clear_pointer(&docx->style, g_free);
}

static gboolean read_xml(struct docx *docx, GBytes *xml)
{
    gsize length;
    const char *bytes = g_bytes_get_data(xml, &length);
    docx->ignored = docx->boxes = docx->alternates = 0;
    docx->in_text = docx->in_run_style = docx->in_row_style = docx->row_deleted = FALSE;
    docx->paragraph = docx->grounds = 0;
    begin_run(docx);
    gboolean good = xml_walk(bytes, length, &handler, docx);
    lines_close_tables(docx->lines);
    lines_block(docx->lines);
    return good;
}

gboolean docx_read_entry(struct reading *reading, const struct leaf *leaf, const char *path, struct docx *docx)
{
    g_autoptr(GBytes) xml = zip_entry(reading, leaf, path);
    return xml != NULL && read_xml(docx, xml);
}

/* Headers and footers of the first, the even and the other pages often say the same: once is
 * enough. */
void docx_read_entries(struct reading *reading, const struct leaf *leaf, GPtrArray *chosen, struct docx *docx)
{
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct lines *all = docx->lines;
    if (chosen->len > SIDES_MAX)
        text_add_flaw(reading->text->limits, leaf->name, "only %u of its %u headers, footers or charts were read", SIDES_MAX,
                      chosen->len);
    for (guint i = 0; i < MIN(chosen->len, SIDES_MAX); i++) {
        docx->lines = lines_new(reading->limits->part_text_bytes);
        docx_read_entry(reading, leaf, g_ptr_array_index(chosen, i), docx);
        g_autoptr(GString) text = lines_finish(docx->lines);
        lines_free(docx->lines);
        if (!g_hash_table_add(said, g_strdup(text->str)))
            continue;
        lines_block(all);
        lines_words(all, text->str, text->len, TRUE);
    }
    docx->lines = all;
}

void docx_read_sides(struct reading *reading, const struct leaf *leaf, GPtrArray *paths, const char *before, struct docx *docx)
{
    g_autoptr(GPtrArray) chosen = office_paths(paths, before, ".xml");
    docx_read_entries(reading, leaf, chosen, docx);
}

void docx_tell_left_out(struct reading *reading, const struct leaf *leaf, const struct docx *docx)
{
    if (docx->left_out_hidden)
        text_add_flaw(reading->text->flaws, leaf->name,
                      "text that a reader would not see was left out");
    if (docx->left_out_struck)
        text_add_flaw(reading->text->flaws, leaf->name, "crossed-out text was left out");
}

gboolean office_read_docx(struct reading *reading, const struct leaf *leaf, GPtrArray *paths)
{
    g_autoptr(GPtrArray) documents = office_paths(paths, "word/document", ".xml");
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    g_autoptr(GHashTable) styles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct docx docx = {.lines = lines, .styles = styles};
    g_autoptr(GBytes) look = zip_entry(reading, leaf, "word/styles.xml");
    read_styles(&docx, look);
    docx_read_sides(reading, leaf, paths, "word/header", &docx);
    gboolean good =
        docx_read_entry(reading, leaf, g_ptr_array_index(documents, 0), &docx);
    docx_read_sides(reading, leaf, paths, "word/diagrams/data", &docx);
    docx_read_sides(reading, leaf, paths, "word/charts/chart", &docx);
    docx_read_sides(reading, leaf, paths, "word/footnotes", &docx);
    docx_read_sides(reading, leaf, paths, "word/endnotes", &docx);
    docx_read_sides(reading, leaf, paths, "word/footer", &docx);
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    docx_tell_left_out(reading, leaf, &docx);
    return good;
}

gboolean office_read_flat_docx(struct reading *reading, const struct leaf *leaf)
{
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct docx docx = {.lines = lines, .styles = known};
    read_styles(&docx, leaf->bytes);
    gboolean good = read_xml(&docx, leaf->bytes);
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    docx_tell_left_out(reading, leaf, &docx);
    return good;
}
