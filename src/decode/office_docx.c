/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DOCX and PPTX (ECMA-376): paragraphs, tables, page breaks; the letterhead from the headers first,
 * notes and footers last.
 *
 * What tracked changes have deleted, hidden runs, field codes and the second copy of a text box
 * (Fallback) are no text. Crossed-out runs are left out, and that is told. */
#include <string.h>

#include "decode/office.h"
#include "decode/xml.h"
#include "decode/zip.h"

struct docx {
    struct lines *lines;
    guint ignored;       /* open elements of which nothing is text */
    gboolean in_text;    /* within w:t */
    gboolean hidden, struck; /* the run */
    gboolean left_out_struck, left_out_hidden;
    gboolean in_run_style;
};

static gboolean is_ignored(const char *name)
{
    static const char *const names[] = {"Fallback", "del", "moveFrom", "instrText", "delText",
                                        "delInstrText", "binData", "pPrChange", "rPrChange",
                                        "ruby", NULL};
    return g_strv_contains(names, name);
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

static void apply_run_style(struct docx *docx, const char *name, const char *const *attributes)
{
    if (strcmp(name, "vanish") == 0)
        docx->hidden = !is_off(attributes);
    else if (strcmp(name, "strike") == 0 || strcmp(name, "dstrike") == 0)
        docx->struck |= !is_off(attributes);
}

static void write_mark(struct docx *docx, const char *name, const char *const *attributes)
{
    const char *type = xml_attribute(attributes, "type");
    if (strcmp(name, "tab") == 0 && docx->ignored == 0)
        lines_words(docx->lines, " ", 1, FALSE);
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

static void on_start(gpointer data, const char *name, const char *const *attributes)
{
    struct docx *docx = data;
    if (docx->ignored > 0 || is_ignored(name)) {
        docx->ignored++;
        return;
    }
    if (strcmp(name, "r") == 0)
        docx->hidden = docx->struck = FALSE;
    else if (strcmp(name, "rPr") == 0)
        docx->in_run_style = TRUE;
    else if (docx->in_run_style)
        apply_run_style(docx, name, attributes);
    else if (strcmp(name, "t") == 0)
        docx->in_text = TRUE;
    else if (strcmp(name, "gridSpan") == 0)
        lines_cell_spans(docx->lines,
                         (guint) g_ascii_strtoull(xml_attribute(attributes, "val") ?: "1", NULL, 10));
    else
        write_mark(docx, name, attributes);
    begin_block(docx, name);
}

static void on_end(gpointer data, const char *name)
{
    struct docx *docx = data;
    if (docx->ignored > 0) {
        docx->ignored--;
        return;
    }
    if (strcmp(name, "t") == 0)
        docx->in_text = FALSE;
    else if (strcmp(name, "rPr") == 0)
        docx->in_run_style = FALSE;
    else if (strcmp(name, "p") == 0)
        lines_paragraph(docx->lines);
    else if (strcmp(name, "tc") == 0)
        lines_cell_end(docx->lines);
    else if (strcmp(name, "tr") == 0)
        lines_row_end(docx->lines);
    else if (strcmp(name, "tbl") == 0)
        lines_table_end(docx->lines);
}

static void on_text(gpointer data, const char *text, gsize length)
{
    struct docx *docx = data;
    if (!docx->in_text || docx->ignored > 0)
        return;
    if (!docx->hidden && !docx->struck)
        lines_words(docx->lines, text, length, FALSE);
    docx->left_out_hidden |= docx->hidden;
    docx->left_out_struck |= docx->struck && !docx->hidden;
}

static const struct xml_handler handler = {on_start, on_end, on_text};

static gboolean read_entry(struct reading *reading, const struct leaf *leaf, const char *path,
                           struct docx *docx)
{
    g_autoptr(GBytes) xml = zip_entry(reading, leaf, path);
    if (xml == NULL)
        return FALSE;
    gsize length;
    const char *bytes = g_bytes_get_data(xml, &length);
    docx->ignored = 0;
    docx->in_text = docx->in_run_style = docx->hidden = docx->struck = FALSE;
    gboolean good = xml_walk(bytes, length, &handler, docx);
    lines_close_tables(docx->lines);
    lines_block(docx->lines);
    return good;
}

/* Headers and footers of the first, the even and the other pages often say the same: once is
 * enough. */
static void read_sides(struct reading *reading, const struct leaf *leaf, GPtrArray *paths,
                       const char *before, struct docx *docx)
{
    g_autoptr(GPtrArray) chosen = office_paths(paths, before, ".xml");
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct lines *all = docx->lines;
    for (guint i = 0; i < MIN(chosen->len, 12); i++) {
        docx->lines = lines_new(65536);
        read_entry(reading, leaf, g_ptr_array_index(chosen, i), docx);
        g_autoptr(GString) text = lines_finish(docx->lines);
        lines_free(docx->lines);
        if (!g_hash_table_add(said, g_strdup(text->str)))
            continue;
        lines_block(all);
        lines_words(all, text->str, text->len, TRUE);
    }
    docx->lines = all;
}

static void tell_left_out(struct reading *reading, const struct leaf *leaf, const struct docx *docx)
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
    struct docx docx = {.lines = lines};
    read_sides(reading, leaf, paths, "word/header", &docx);
    gboolean good =
        read_entry(reading, leaf, g_ptr_array_index(documents, 0), &docx);
    read_sides(reading, leaf, paths, "word/footnotes", &docx);
    read_sides(reading, leaf, paths, "word/endnotes", &docx);
    read_sides(reading, leaf, paths, "word/footer", &docx);
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    tell_left_out(reading, leaf, &docx);
    return good;
}

/* Slides in the order of their numbers, one a page. */
gboolean office_read_pptx(struct reading *reading, const struct leaf *leaf, GPtrArray *paths)
{
    g_autoptr(GPtrArray) slides = office_paths(paths, "ppt/slides/slide", ".xml");
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    struct docx docx = {.lines = lines};
    guint most = MIN(slides->len, reading->limits->pages);
    gboolean good = TRUE;
    for (guint i = 0; i < most; i++) {
        if (i > 0)
            lines_page(lines);
        good &= read_entry(reading, leaf, g_ptr_array_index(slides, i), &docx);
    }
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    if (most < slides->len)
        text_add_flaw(reading->text->limits, leaf->name, "stopped at slide %u of %u", most,
                      slides->len);
    return good;
}
