/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Office files that are one XML file: Word's of 2003 and its later flat form, the flat form of ODF, and Excel's of
 * 2003, which other programs like to write (XML Spreadsheet). The first element tells which; all other XML is read
 * as a page of the web is.
 *
 * The first two are read by the readers of their packed forms. Of a workbook each visible sheet is its name and its
 * rows between header and footer. Hidden sheets, rows and columns, comments and what is crossed out are left out and
 * told. */
#include <string.h>

#include "decode/cells.h"
#include "decode/office.h"
#include "decode/xml.h"

#define LOOK_BYTES 8192 /* within which the first element stands */
#define STYLES_MAX 65536

struct sheets {
    struct lines *lines;
    struct cells *cells;
    GHashTable *struck_styles;
    char *style;         /* whose properties are read */
    char *name;          /* of the sheet */
    GString *string;     /* of the cell, or the sheet's visibility */
    guint row, column, last_column;
    guint columns;       /* described so far */
    guint struck_elements, comments; /* open */
    gboolean in_data, in_visible, is_day, cell_struck, sheet_hidden, hidden, struck;
};

static guint count_of(const char *const *attributes, const char *name, guint otherwise)
{
    const char *value = xml_attribute(attributes, name);
    return value != NULL ? (guint) MIN(g_ascii_strtoull(value, NULL, 10), 1u << 24) : otherwise;
}

static void begin_column(struct sheets *sheets, const char *const *attributes)
{
    guint first = count_of(attributes, "Index", sheets->columns + 1);
    sheets->columns = first + count_of(attributes, "Span", 0);
    if (first > 0 && xml_flag(attributes, "Hidden"))
        cells_hide_columns(sheets->cells, first - 1, sheets->columns - 1);
}

static void begin_row(struct sheets *sheets, const char *const *attributes)
{
    guint span = MIN(count_of(attributes, "Span", 0), CELLS_MAX);
    sheets->row = count_of(attributes, "Index", sheets->row + 1);
    for (guint i = 0; xml_flag(attributes, "Hidden") && i <= span; i++)
        cells_hide_row(sheets->cells, sheets->row + i);
    sheets->column = 0;
    sheets->last_column = 0;
}

static void begin_cell(struct sheets *sheets, const char *const *attributes)
{
    const char *style = xml_attribute(attributes, "StyleID");
    sheets->column = count_of(attributes, "Index", sheets->last_column + 1);
    sheets->last_column = sheets->column + count_of(attributes, "MergeAcross", 0);
    sheets->cell_struck = style != NULL && g_hash_table_contains(sheets->struck_styles, style);
    sheets->is_day = FALSE;
    g_string_truncate(sheets->string, 0);
}

static void begin_data(struct sheets *sheets, const char *const *attributes)
{
    const char *type = xml_attribute(attributes, "Type");
    sheets->in_data = sheets->comments == 0;
    sheets->is_day |= sheets->in_data && type != NULL && strcmp(type, "DateTime") == 0;
}

static void begin_style(struct sheets *sheets, const char *const *attributes)
{
    g_free(sheets->style);
    sheets->style = g_strdup(xml_attribute(attributes, "ID"));
}

static void on_start(gpointer data, const char *name, const char *const *attributes)
{
    struct sheets *sheets = data;
    const char *struck = xml_attribute(attributes, "StrikeThrough");
    if (strcmp(name, "Style") == 0)
        begin_style(sheets, attributes);
    else if (strcmp(name, "Font") == 0 && struck != NULL && strcmp(struck, "0") != 0 && sheets->style != NULL &&
             !sheets->in_data && g_hash_table_size(sheets->struck_styles) < STYLES_MAX)
        g_hash_table_add(sheets->struck_styles, g_strdup(sheets->style));
    else if (strcmp(name, "Worksheet") == 0)
        sheets->name = (g_free(sheets->name), g_strdup(xml_attribute(attributes, "Name")));
    else if (strcmp(name, "Column") == 0)
        begin_column(sheets, attributes);
    else if (strcmp(name, "Row") == 0)
        begin_row(sheets, attributes);
    else if (strcmp(name, "Cell") == 0)
        begin_cell(sheets, attributes);
    else if (strcmp(name, "Data") == 0)
        begin_data(sheets, attributes);
    const char *side = xml_attribute(attributes, "Data");
    if (side != NULL && (strcmp(name, "Header") == 0 || strcmp(name, "Footer") == 0))
        cells_add_side(sheets->cells, side, *name == 'F');
    if (strcmp(name, "Comment") == 0)
        cells_see_comment(sheets->cells);
    sheets->comments += strcmp(name, "Comment") == 0;
    sheets->struck_elements += strcmp(name, "S") == 0;
    sheets->in_visible |= strcmp(name, "Visible") == 0;
}

static void on_text(gpointer data, const char *text, gsize length)
{
    struct sheets *sheets = data;
    if (sheets->in_visible)
        sheets->sheet_hidden |= length >= 5 && memcmp(text, "Sheet", 5) == 0; /* SheetHidden, SheetVeryHidden */
    if (!sheets->in_data)
        return;
    sheets->struck |= sheets->struck_elements > 0;
    if (sheets->struck_elements == 0)
        g_string_append_len(sheets->string, text, (gssize) length);
}

/* 2025-09-16T17:00:00.000 */
static void shorten_day(GString *day)
{
    if (day->len < 16 || day->str[10] != 'T')
        return;
    g_string_truncate(day, 16);
    day->str[10] = ' ';
    if (strcmp(day->str + 10, " 00:00") == 0)
        g_string_truncate(day, 10);
}

static void end_cell(struct sheets *sheets)
{
    if (sheets->is_day)
        shorten_day(sheets->string);
    if (sheets->cell_struck)
        sheets->struck |= sheets->string->len > 0;
    else if (sheets->column > 0)
        cells_add(sheets->cells, sheets->row, sheets->column - 1,
                  cells_own(sheets->cells, g_strdup(sheets->string->str)));
}

static void end_sheet(struct sheets *sheets)
{
    if (sheets->sheet_hidden) {
        sheets->hidden |= cells_count(sheets->cells) > 0;
    } else {
        lines_paragraph(sheets->lines);
        if (sheets->name != NULL)
            lines_words(sheets->lines, sheets->name, strlen(sheets->name), FALSE);
        sheets->hidden |= cells_write(sheets->cells, sheets->lines);
    }
    cells_clear(sheets->cells);
    sheets->sheet_hidden = FALSE;
    sheets->row = sheets->columns = 0;
}

static void on_end(gpointer data, const char *name)
{
    struct sheets *sheets = data;
    if (strcmp(name, "Worksheet") == 0)
        end_sheet(sheets);
    else if (strcmp(name, "Cell") == 0)
        end_cell(sheets);
    else if (strcmp(name, "Data") == 0)
        sheets->in_data = FALSE;
    else if (strcmp(name, "Visible") == 0)
        sheets->in_visible = FALSE;
    else if (strcmp(name, "Style") == 0)
        g_clear_pointer(&sheets->style, g_free);
    sheets->comments -= sheets->comments > 0 && strcmp(name, "Comment") == 0;
    sheets->struck_elements -= sheets->struck_elements > 0 && strcmp(name, "S") == 0;
}

static gboolean read_workbook(struct reading *reading, const struct leaf *leaf)
{
    static const struct xml_handler handler = {on_start, on_end, on_text};
    gsize length;
    const char *bytes = g_bytes_get_data(leaf->bytes, &length);
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    AUTO(cells) *cells = cells_new();
    struct sheets sheets = {
        .lines = lines,
        .cells = cells,
        .struck_styles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .string = g_string_new(NULL),
    };
    gboolean good = xml_walk(bytes, length, &handler, &sheets);
    if (!good)
        end_sheet(&sheets);
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    cells_tell(cells, sheets.hidden, sheets.struck, reading->text, leaf->name);
    g_hash_table_unref(sheets.struck_styles);
    g_string_free(sheets.string, TRUE);
    g_free(sheets.style);
    g_free(sheets.name);
    return good;
}

static gboolean begins_with(const char *bytes, gsize length, const char *element)
{
    return memmem(bytes, MIN(length, LOOK_BYTES), element, strlen(element)) != NULL;
}

void xml_read(struct reading *reading, const struct leaf *leaf)
{
    gsize length;
    const char *bytes = g_bytes_get_data(leaf->bytes, &length);
    gboolean good;
    if (begins_with(bytes, length, "urn:schemas-microsoft-com:office:spreadsheet"))
        good = read_workbook(reading, leaf);
    else if (begins_with(bytes, length, "http://schemas.microsoft.com/office/word/2003/wordml") ||
             begins_with(bytes, length, "http://schemas.microsoft.com/office/2006/xmlPackage"))
        good = office_read_flat_docx(reading, leaf);
    else if (begins_with(bytes, length, "<office:document"))
        good = office_read_flat_odf(reading, leaf);
    else {
        html_read(reading, leaf);
        return;
    }
    if (!good)
        text_add_flaw(reading->text->unread, leaf->name, "damaged: not all of the document could be read");
}
