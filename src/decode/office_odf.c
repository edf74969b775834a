/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenDocument (ISO 26300), texts, tables and presentations alike: the letterhead from the page style
 * and what a master page shows on every slide, then the content, then the notes.
 *
 * Tracked deletions are no text; nor are annotations, speakers' notes and what is hidden, white on white, too small
 * to see or crossed out, and that is told. White letters in a table or a frame may stand on any ground. A cell
 * repeated a thousand times to fill the sheet counts once it is empty as nothing. */
#include <string.h>

#include "decode/odf_style.h"
#include "decode/office.h"
#include "decode/xml.h"
#include "decode/zip.h"

#define COLUMNS_MAX 1024

struct odf {
    struct lines *lines; /* written to now: the content's or the notes' */
    struct lines *content, *notes;
    guint ignored;
    gboolean sides_only; /* styles.xml: only headers, footers and what stands on every slide are text */
    guint masters;       /* open master pages */
    guint shown;         /* open elements of a shape on one that every slide shows */
    guint sides;         /* open elements of those */
    guint paragraphs;    /* open */
    guint unseen;        /* open elements of a section that is not shown */
    guint grounds;       /* open tables and frames */
    guint column;        /* of the next cell */
    guint described;     /* columns of the table */
    gboolean hidden_columns[COLUMNS_MAX]; /* of the table */
    gboolean left_out_comments, left_out_notes;
    enum { ASIDE_NONE, ASIDE_COMMENT, ASIDE_NOTES, ASIDE_HIDDEN } aside; /* what is ignored */
    char *day;           /* that the open cell holds, in figures; NULL */
    struct odf_styles *styles;
    GArray *looks; /* of struct odf_look: of the open paragraphs and spans */
    gboolean left_out_hidden, left_out_struck;
};

#define OBJECTS_MAX 20u
#define LOOKS_MAX 4096 /* deeper ones share the look of the last */

static gboolean is_ignored(const char *name)
{
    static const char *const names[] = {"tracked-changes", "annotation", "annotation-end",
                                        "note-citation",   "properties", "scripts",    "font-face-decls",
                                        "automatic-styles", "ruby-text", "notes",
                                        "content-validations", "desc", NULL};
    return g_strv_contains(names, name);
}

/* Text that a condition shows or hides. */
static gboolean is_hidden_text(const char *name, const char *const *attributes)
{
    return g_str_has_prefix(name, "hidden-") && g_strcmp0(xml_attribute(attributes, "is-hidden"), "false") != 0;
}

static gboolean is_side(const char *name)
{
    static const char *const names[] = {"header", "header-first", "header-left",
                                        "footer", "footer-first", "footer-left", NULL};
    return g_strv_contains(names, name);
}

/* A shape of a master page that is no placeholder, which has a class. */
static gboolean is_on_every_slide(const struct odf *odf, const char *name, const char *const *attributes)
{
    static const char *const shapes[] = {"frame", "custom-shape", "rect", "ellipse", "g", NULL};
    return odf->masters > 0 && g_strv_contains(shapes, name) && xml_attribute(attributes, "class") == NULL;
}

static guint read_count(const char *const *attributes, const char *name)
{
    const char *value = xml_attribute(attributes, name);
    return value != NULL ? (guint) MIN(g_ascii_strtoull(value, NULL, 10), 1000) : 1;
}

/* Columns are described before the rows. */
static void begin_column(struct odf *odf, const char *const *attributes)
{
    const char *shown = xml_attribute(attributes, "visibility");
    gboolean hidden = shown != NULL && strcmp(shown, "visible") != 0;
    for (guint i = read_count(attributes, "number-columns-repeated"); i > 0 && odf->column < COLUMNS_MAX; i--)
        odf->hidden_columns[odf->column++] = hidden;
    odf->described = MAX(odf->described, odf->column);
}

/* All columns that the cell fills are hidden; what lies beyond the last described one is not. */
static gboolean is_in_hidden_column(struct odf *odf, const char *const *attributes)
{
    guint from = odf->column, count = MAX(read_count(attributes, "number-columns-repeated"),
                                          read_count(attributes, "number-columns-spanned"));
    odf->column += read_count(attributes, "number-columns-repeated");
    for (guint i = 0; i < count; i++)
        if (from + i >= COLUMNS_MAX || !odf->hidden_columns[from + i])
            return FALSE;
    return TRUE;
}

/* What a cell shows of its day may say the month first, or two figures of the year; its value does not. */
static void begin_cell(struct odf *odf, const char *const *attributes)
{
    const char *day = xml_attribute(attributes, "date-value");
    lines_cell_begin(odf->lines, read_count(attributes, "number-columns-repeated"), 1);
    g_clear_pointer(&odf->day, g_free);
    if (day != NULL && strlen(day) >= 10 && strspn(day, "0123456789-") >= 10)
        odf->day = g_strndup(day, 10);
}

static void begin_table(struct odf *odf)
{
    memset(odf->hidden_columns, 0, odf->described * sizeof odf->hidden_columns[0]);
    odf->column = odf->described = 0;
    lines_table_begin(odf->lines);
}

static void begin_row(struct odf *odf)
{
    odf->column = 0;
    lines_row_begin(odf->lines);
}

static void begin_table_part(struct odf *odf, const char *name, const char *const *attributes)
{
    if (strcmp(name, "table") == 0)
        begin_table(odf);
    else if (strcmp(name, "table-column") == 0)
        begin_column(odf, attributes);
    else if (strcmp(name, "table-row") == 0)
        begin_row(odf);
    else if (strcmp(name, "table-cell") == 0)
        begin_cell(odf, attributes);
    else if (strcmp(name, "covered-table-cell") == 0)
        lines_cell_begin(odf->lines, read_count(attributes, "number-columns-repeated"), 1);
}

static void write_mark(struct odf *odf, const char *name, const char *const *attributes)
{
    if (strcmp(name, "s") == 0)
        for (guint i = MIN(read_count(attributes, "c"), 200); i > 0; i--)
            lines_typed(odf->lines, " ", 1);
    else if (strcmp(name, "tab") == 0)
        lines_typed(odf->lines, "\t", 1);
    else if (strcmp(name, "line-break") == 0)
        lines_break(odf->lines);
    else if (strcmp(name, "soft-page-break") == 0)
        lines_page(odf->lines);
}

static gboolean has_look(const char *name)
{
    return strcmp(name, "p") == 0 || strcmp(name, "h") == 0 || strcmp(name, "span") == 0;
}

static gboolean has_ground(const char *name)
{
    return strcmp(name, "table") == 0 || strcmp(name, "frame") == 0 || strcmp(name, "custom-shape") == 0;
}

static struct odf_look look_now(const struct odf *odf)
{
    struct odf_look plain = {0};
    return odf->looks->len > 0 ? g_array_index(odf->looks, struct odf_look, odf->looks->len - 1) : plain;
}

static void begin_look(struct odf *odf, const char *name, const char *const *attributes)
{
    const char *display = xml_attribute(attributes, "display");
    gboolean cell = strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0;
    gboolean closed = (strcmp(name, "section") == 0 && display != NULL && strcmp(display, "none") == 0) ||
                      (is_side(name) && display != NULL && strcmp(display, "false") == 0) ||
                      (cell && is_in_hidden_column(odf, attributes)) ||
                      (strcmp(name, "table") == 0 && odf_styles_hide_table(odf->styles, attributes)) ||
                      (strcmp(name, "table-row") == 0 && xml_attribute(attributes, "visibility") != NULL &&
                       strcmp(xml_attribute(attributes, "visibility"), "visible") != 0);
    odf->unseen += odf->unseen > 0 || closed;
    odf->grounds += has_ground(name);
    if (!has_look(name))
        return;
    struct odf_look look = odf_styles_look(odf->styles, look_now(odf), name, attributes);
    if (odf->looks->len < LOOKS_MAX)
        g_array_append_val(odf->looks, look);
}

/* Deeper elements than LOOKS_MAX take looks of others away: the ones around are plain then. */
static void end_look(struct odf *odf, const char *name)
{
    odf->unseen -= odf->unseen > 0;
    odf->grounds -= has_ground(name) && odf->grounds > 0;
    if (has_look(name) && odf->looks->len > 0)
        g_array_set_size(odf->looks, odf->looks->len - 1);
}

static gboolean is_paragraph(const char *name)
{
    static const char *const names[] = {"p", "h", "header-decl", "footer-decl", "date-time-decl", NULL};
    return g_strv_contains(names, name);
}

static gboolean is_box(const char *name)
{
    static const char *const names[] = {"text-box", "custom-shape", "rect", "ellipse", NULL};
    return g_strv_contains(names, name);
}

/* A field of a form shows what was entered or chosen, or its label. */
static void write_field(struct odf *odf, const char *name, const char *const *attributes)
{
    static const char *const labelled[] = {"fixed-text", "button", "checkbox", "radio", "frame", NULL};
    gboolean chosen = strcmp(name, "option") == 0 && xml_flag(attributes, "current-selected");
    const char *shown = xml_attribute(attributes, chosen || g_strv_contains(labelled, name) ? "label" : "current-value");
    if (shown == NULL || strcmp(name, "password") == 0)
        return;
    lines_block(odf->lines);
    lines_words(odf->lines, shown, strlen(shown), FALSE);
    lines_block(odf->lines);
}

static void ignore(struct odf *odf, const char *name)
{
    if (odf->ignored++ == 0)
        odf->aside = strcmp(name, "annotation") == 0     ? ASIDE_COMMENT
                     : strcmp(name, "notes") == 0        ? ASIDE_NOTES
                     : g_str_has_prefix(name, "hidden-") ? ASIDE_HIDDEN
                                                         : ASIDE_NONE;
}

static void on_start(gpointer data, const char *name, const char *const *attributes)
{
    struct odf *odf = data;
    odf_styles_start(odf->styles, name, attributes);
    if (odf->ignored > 0 || ((is_ignored(name) || is_hidden_text(name, attributes)) && !odf->sides_only)) {
        ignore(odf, name);
        return;
    }
    odf->sides += is_side(name);
    odf->masters += strcmp(name, "master-page") == 0;
    if (strcmp(name, "notes") == 0)
        odf->masters = 0; /* it closes with the page of notes */
    odf->shown += odf->sides_only && (odf->shown > 0 || is_on_every_slide(odf, name, attributes));
    if (odf->sides_only && odf->sides + odf->shown == 0)
        return;
    begin_look(odf, name, attributes);
    write_field(odf, name, attributes);
    if (is_box(name) && odf->paragraphs > 0)
        lines_aside_begin(odf->lines);
    if (is_paragraph(name)) {
        odf->paragraphs++;
        lines_paragraph(odf->lines);
    } else if (strcmp(name, "note-body") == 0) {
        odf->lines = odf->notes;
    } else {
        write_mark(odf, name, attributes);
    }
    begin_table_part(odf, name, attributes);
}

static void end_cell(struct odf *odf)
{
    lines_cell_end(odf->lines);
    g_clear_pointer(&odf->day, g_free);
}

static void end_table_part(struct odf *odf, const char *name)
{
    if (strcmp(name, "table") == 0)
        lines_table_end(odf->lines);
    else if (strcmp(name, "table-row") == 0)
        lines_row_end(odf->lines);
    else if (strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0)
        end_cell(odf);
    else if (strcmp(name, "page") == 0) /* of a presentation */
        lines_page(odf->lines);
}

static void on_end(gpointer data, const char *name)
{
    struct odf *odf = data;
    odf_styles_end(odf->styles, name);
    if (odf->ignored > 0) {
        odf->ignored--;
        return;
    }
    if (!odf->sides_only || odf->sides + odf->shown > 0) {
        if (is_box(name) && odf->paragraphs > 0)
            lines_aside_end(odf->lines);
        if (is_paragraph(name)) {
            odf->paragraphs -= odf->paragraphs > 0;
            lines_paragraph(odf->lines);
        } else if (strcmp(name, "note-body") == 0) {
            odf->lines = odf->content;
        }
        end_table_part(odf, name);
        end_look(odf, name);
    }
    odf->sides -= is_side(name) && odf->sides > 0;
    odf->masters -= strcmp(name, "master-page") == 0 && odf->masters > 0;
    odf->shown -= odf->shown > 0;
}

static gboolean is_day_in_figures(const char *text, gsize length)
{
    guint figures = 0, others = 0;
    for (gsize i = 0; i < length; i++) {
        figures += g_ascii_isdigit(text[i]);
        others += !g_ascii_isdigit(text[i]) && strchr("./-", text[i]) == NULL;
    }
    return figures >= 4 && others == 0;
}

static gboolean is_blank(const char *text, gsize length)
{
    gboolean blank = TRUE;
    for (gsize i = 0; i < length && blank; i++)
        blank = g_ascii_isspace(text[i]);
    return blank;
}

static void on_text(gpointer data, const char *text, gsize length)
{
    struct odf *odf = data;
    if (odf->ignored > 0 && !is_blank(text, length)) {
        odf->left_out_comments |= odf->aside == ASIDE_COMMENT;
        odf->left_out_notes |= odf->aside == ASIDE_NOTES;
        odf->left_out_hidden |= odf->aside == ASIDE_HIDDEN;
    }
    if (odf->ignored > 0 || odf->paragraphs == 0)
        return;
    struct odf_look look = look_now(odf);
    gboolean hidden = odf->unseen > 0 || look.hidden || look.tiny || (look.light && !look.shaded && odf->grounds == 0);
    if (!hidden && !look.struck && look.raised) {
        lines_raised(odf->lines, text, length);
        return;
    }
    if (!hidden && !look.struck) {
        gboolean figures = odf->day != NULL && is_day_in_figures(text, length);
        lines_words(odf->lines, figures ? odf->day : text, figures ? strlen(odf->day) : length, FALSE);
        return;
    }
    lines_words(odf->lines, " ", 1, FALSE);
    gboolean blank = is_blank(text, length);
    odf->left_out_hidden |= hidden && !blank;
    odf->left_out_struck |= !hidden && !blank;
}

static const struct xml_handler handler = {on_start, on_end, on_text};

static gboolean read_xml(struct odf *odf, GBytes *xml)
{
    gsize length;
    const char *bytes = g_bytes_get_data(xml, &length);
    odf->ignored = odf->sides = odf->masters = odf->shown = odf->paragraphs = odf->unseen = odf->grounds = 0;
    g_array_set_size(odf->looks, 0);
    g_clear_pointer(&odf->day, g_free);
    odf->lines = odf->content;
    gboolean good = xml_walk(bytes, length, &handler, odf);
    odf->lines = odf->content;
    lines_close_tables(odf->content);
    lines_close_tables(odf->notes);
    lines_paragraph(odf->content);
    return good;
}

static gboolean read_entry(struct reading *reading, const struct leaf *leaf, const char *path,
                           struct odf *odf)
{
    g_autoptr(GBytes) xml = zip_entry(reading, leaf, path);
    return xml != NULL && read_xml(odf, xml);
}

static gboolean is_encrypted(struct reading *reading, const struct leaf *leaf)
{
    g_autoptr(GBytes) manifest = zip_entry(reading, leaf, "META-INF/manifest.xml");
    if (manifest == NULL)
        return FALSE;
    gsize length;
    const char *bytes = g_bytes_get_data(manifest, &length);
    return memmem(bytes, length, "encryption-data", 15) != NULL;
}

/* A table of a workbook, or a text, that is set into the document; charts and formulas are none. */
static void read_objects(struct reading *reading, const struct leaf *leaf, GPtrArray *paths, struct odf *odf)
{
    for (guint i = 0, read = 0; i < paths->len && read < OBJECTS_MAX; i++) {
        const char *path = g_ptr_array_index(paths, i);
        g_autoptr(GBytes) xml = g_str_has_prefix(path, "Object ") && g_str_has_suffix(path, "/content.xml")
                                    ? zip_entry(reading, leaf, path)
                                    : NULL;
        gsize length = 0;
        const char *bytes = xml != NULL ? g_bytes_get_data(xml, &length) : NULL;
        if (bytes == NULL || (memmem(bytes, length, "<office:spreadsheet", 19) == NULL &&
                              memmem(bytes, length, "<office:text", 12) == NULL))
            continue;
        read_entry(reading, leaf, path, odf);
        if (++read == OBJECTS_MAX)
            text_add_flaw(reading->text->limits, leaf->name, "stopped after %u objects in it", OBJECTS_MAX);
    }
}

static void finish(struct reading *reading, const struct leaf *leaf, struct odf *odf)
{
    g_autoptr(GString) below = lines_finish(odf->notes);
    lines_words(odf->content, below->str, below->len, TRUE);
    reading_add_lines(reading, leaf, TEXT_OFFICE, odf->content);
    if (odf->left_out_hidden)
        text_add_flaw(reading->text->flaws, leaf->name, "text that a reader would not see was left out");
    if (odf->left_out_struck)
        text_add_flaw(reading->text->flaws, leaf->name, "crossed-out text was left out");
    if (odf->left_out_comments)
        text_add_flaw(reading->text->flaws, leaf->name, "comments in it were left out");
    if (odf->left_out_notes)
        text_add_flaw(reading->text->flaws, leaf->name, "the speaker's notes were left out");
    g_clear_pointer(&odf->day, g_free);
}

/* paths: what the archive holds; NULL: the file is no archive. */
static gboolean read_document(struct reading *reading, const struct leaf *leaf, GPtrArray *paths)
{
    AUTO(lines) *content = lines_new(reading->limits->part_text_bytes);
    AUTO(lines) *notes = lines_new(reading->limits->part_text_bytes);
    AUTO(odf_styles) *styles = odf_styles_new();
    g_autoptr(GArray) looks = g_array_new(FALSE, FALSE, sizeof(struct odf_look));
    struct odf odf = {.content = content, .notes = notes, .styles = styles, .looks = looks};
    gboolean good = FALSE;
    if (paths == NULL) {
        good = read_xml(&odf, leaf->bytes);
    } else {
        odf.sides_only = TRUE;
        read_entry(reading, leaf, "styles.xml", &odf);
        odf.sides_only = FALSE;
        good = read_entry(reading, leaf, "content.xml", &odf);
        read_objects(reading, leaf, paths, &odf);
    }
    finish(reading, leaf, &odf);
    return good;
}

gboolean office_read_flat_odf(struct reading *reading, const struct leaf *leaf)
{
    return read_document(reading, leaf, NULL);
}

gboolean office_read_odf(struct reading *reading, const struct leaf *leaf, GPtrArray *paths)
{
    if (!is_encrypted(reading, leaf))
        return read_document(reading, leaf, paths);
    text_add_flaw(reading->text->unread, leaf->name, "encrypted: it asks for a password");
    return TRUE;
}
