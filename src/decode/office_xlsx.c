/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XLSX (ECMA-376): every visible sheet as its name and its rows.
 *
 * A cell holds an index into the shared strings, a text of its own, or a number; whether a number is a
 * date is told by the number format of its style, and then it is written as ISO 8601. Sheets that are
 * hidden, as lists for selection are, are left out. */
#include <stdlib.h>
#include <string.h>

#include "decode/cells.h"
#include "decode/office.h"
#include "decode/xml.h"
#include "decode/zip.h"

#define STRINGS_MAX 500000
#define STYLES_MAX  65536

struct xlsx {
    struct lines *lines;
    GPtrArray *strings;      /* shared */
    GString *string;         /* being read */
    GHashTable *date_formats; /* numbers of formats that are dates */
    GArray *date_styles;     /* of gboolean, by style */
    GPtrArray *sheets;       /* of char *: "id\tname" of the visible ones */
    gboolean in_styles;      /* within cellXfs */
    gboolean since_1904;
    struct cells *cells;     /* of the sheet */
    gboolean hidden;         /* something was left out for it */
    guint row, column;       /* of the cell, from 0 */
    guint columns;           /* met in this row */
    char type;     /* s shared, i inline, n number, t text, b boolean */
    guint style;
    gboolean in_value, phonetic;
};

static void free_xlsx(struct xlsx *xlsx)
{
    g_ptr_array_unref(xlsx->strings);
    g_string_free(xlsx->string, TRUE);
    g_hash_table_unref(xlsx->date_formats);
    g_array_unref(xlsx->date_styles);
    g_ptr_array_unref(xlsx->sheets);
    cells_free(xlsx->cells);
}

/* Shared strings. */

static void strings_start(gpointer data, const char *name, const char *const *attributes G_GNUC_UNUSED)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "si") == 0)
        g_string_truncate(xlsx->string, 0);
    else if (strcmp(name, "t") == 0)
        xlsx->in_value = TRUE;
    else if (strcmp(name, "rPh") == 0)
        xlsx->phonetic = TRUE;
}

static void strings_end(gpointer data, const char *name)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "si") == 0 && xlsx->strings->len < STRINGS_MAX)
        g_ptr_array_add(xlsx->strings, g_strdup(xlsx->string->str));
    else if (strcmp(name, "t") == 0)
        xlsx->in_value = FALSE;
    else if (strcmp(name, "rPh") == 0)
        xlsx->phonetic = FALSE;
}

static void value_text(gpointer data, const char *text, gsize length)
{
    struct xlsx *xlsx = data;
    if (xlsx->in_value && !xlsx->phonetic)
        g_string_append_len(xlsx->string, text, (gssize) length);
}

/* Styles: which of them show a number as a date. */

static guint number_of(const char *const *attributes, const char *name)
{
    const char *value = xml_attribute(attributes, name);
    return value != NULL ? (guint) MIN(g_ascii_strtoull(value, NULL, 10), G_MAXINT) : 0;
}

static gboolean is_date_format(struct xlsx *xlsx, guint format)
{
    return cells_is_date_number(format) ||
           g_hash_table_contains(xlsx->date_formats, GUINT_TO_POINTER(format));
}

static void styles_start(gpointer data, const char *name, const char *const *attributes)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "cellXfs") == 0)
        xlsx->in_styles = TRUE;
    const char *code = xml_attribute(attributes, "formatCode");
    if (strcmp(name, "numFmt") == 0 && code != NULL && cells_is_date_code(code))
        g_hash_table_add(xlsx->date_formats, GUINT_TO_POINTER(number_of(attributes, "numFmtId")));
    if (strcmp(name, "xf") == 0 && xlsx->in_styles && xlsx->date_styles->len < STYLES_MAX) {
        gboolean date = is_date_format(xlsx, number_of(attributes, "numFmtId"));
        g_array_append_val(xlsx->date_styles, date);
    }
}

static void styles_end(gpointer data, const char *name)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "cellXfs") == 0)
        xlsx->in_styles = FALSE;
}

static void ignore_text(gpointer data G_GNUC_UNUSED, const char *text G_GNUC_UNUSED,
                        gsize length G_GNUC_UNUSED)
{
}

/* The book: its sheets. */

static void book_start(gpointer data, const char *name, const char *const *attributes)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "workbookPr") == 0)
        xlsx->since_1904 = xml_flag(attributes, "date1904");
    if (strcmp(name, "sheet") != 0)
        return;
    const char *state = xml_attribute(attributes, "state");
    const char *title = xml_attribute(attributes, "name");
    gboolean visible = state == NULL || strcmp(state, "visible") == 0;
    g_ptr_array_add(xlsx->sheets, visible ? g_strdup(title != NULL ? title : "") : NULL);
}

static void ignore_end(gpointer data G_GNUC_UNUSED, const char *name G_GNUC_UNUSED)
{
}

/* A sheet: its rows. */

/* "AB12" → 27; the column after the last one where it says nothing. */
static guint column_of(const struct xlsx *xlsx, const char *place)
{
    guint column = 0;
    for (; place != NULL && g_ascii_isupper(*place) && column < 100000; place++)
        column = column * 26 + (guint) (*place - 'A') + 1;
    return column > 0 ? column - 1 : xlsx->columns;
}

static void begin_cell(struct xlsx *xlsx, const char *const *attributes)
{
    const char *type = xml_attribute(attributes, "t");
    xlsx->column = column_of(xlsx, xml_attribute(attributes, "r"));
    xlsx->style = number_of(attributes, "s");
    xlsx->type = 'n';
    if (type != NULL)
        xlsx->type = strcmp(type, "inlineStr") == 0 ? 'i' : strcmp(type, "str") == 0 ? 't' : *type;
    g_string_truncate(xlsx->string, 0);
}

static void begin_row(struct xlsx *xlsx, const char *const *attributes)
{
    guint number = number_of(attributes, "r");
    if (number > 0)
        xlsx->row = number - 1;
    if (xml_flag(attributes, "hidden"))
        cells_hide_row(xlsx->cells, xlsx->row);
    xlsx->columns = 0;
}

static void sheet_start(gpointer data, const char *name, const char *const *attributes)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "row") == 0) {
        begin_row(xlsx, attributes);
    } else if (strcmp(name, "col") == 0 && xml_flag(attributes, "hidden")) {
        cells_hide_columns(xlsx->cells, MAX(number_of(attributes, "min"), 1) - 1,
                           MAX(number_of(attributes, "max"), 1) - 1);
    } else if (strcmp(name, "c") == 0) {
        begin_cell(xlsx, attributes);
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        xlsx->in_value = TRUE;
    } else if (strcmp(name, "rPh") == 0) {
        xlsx->phonetic = TRUE;
    }
}

static char *format_day(const struct xlsx *xlsx, const char *number)
{
    char *day = cells_format_day(g_ascii_strtod(number, NULL), xlsx->since_1904);
    return day != NULL ? day : g_strdup(number);
}

static char *cell_value(const struct xlsx *xlsx)
{
    const char *value = xlsx->string->str;
    if (xlsx->type == 'd') { /* 2025-09-16T00:00:00 */
        g_autofree char *whole = g_strndup(value, strcspn(value, "T"));
        return g_strdup(strstr(value, "T00:00") != NULL ? whole : value);
    }
    gboolean date = xlsx->style < xlsx->date_styles->len &&
                    g_array_index(xlsx->date_styles, gboolean, xlsx->style);
    if (xlsx->type == 'n' && date && *value != '\0')
        return format_day(xlsx, value);
    return g_strdup(xlsx->type == 'b' || xlsx->type == 'e' ? "" : value);
}

static void end_cell(struct xlsx *xlsx)
{
    guint64 index = g_ascii_strtoull(xlsx->string->str, NULL, 10);
    const char *text = "";
    if (xlsx->type != 's')
        text = cells_own(xlsx->cells, cell_value(xlsx));
    else if (index < xlsx->strings->len)
        text = g_ptr_array_index(xlsx->strings, index);
    cells_add(xlsx->cells, xlsx->row, xlsx->column, text);
    xlsx->columns = xlsx->column + 1;
}

static void sheet_end(gpointer data, const char *name)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "row") == 0)
        xlsx->row++;
    else if (strcmp(name, "c") == 0)
        end_cell(xlsx);
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        xlsx->in_value = FALSE;
    else if (strcmp(name, "rPh") == 0)
        xlsx->phonetic = FALSE;
}

static const struct xml_handler strings_handler = {strings_start, strings_end, value_text};
static const struct xml_handler styles_handler = {styles_start, styles_end, ignore_text};
static const struct xml_handler book_handler = {book_start, ignore_end, ignore_text};
static const struct xml_handler sheet_handler = {sheet_start, sheet_end, value_text};

/* TRUE also where the entry is missing: a book without strings has none. */
static gboolean read_entry(struct reading *reading, const struct leaf *leaf, const char *path,
                           const struct xml_handler *handler, struct xlsx *xlsx)
{
    g_autoptr(GBytes) xml = zip_entry(reading, leaf, path);
    if (xml == NULL)
        return TRUE;
    gsize length;
    const char *bytes = g_bytes_get_data(xml, &length);
    xlsx->in_value = xlsx->phonetic = FALSE;
    return xml_walk(bytes, length, handler, xlsx);
}

/* Sheets stand in the book in the order of their files in all but edited books; a sheet beyond the
 * names is read without one. */
static gboolean read_sheets(struct reading *reading, const struct leaf *leaf, GPtrArray *paths,
                            struct xlsx *xlsx)
{
    g_autoptr(GPtrArray) files = office_paths(paths, "xl/worksheets/sheet", ".xml");
    gboolean good = TRUE;
    for (guint i = 0; i < files->len; i++) {
        const char *title = i < xlsx->sheets->len ? g_ptr_array_index(xlsx->sheets, i) : "";
        if (title == NULL)
            continue;
        lines_paragraph(xlsx->lines);
        lines_words(xlsx->lines, title, strlen(title), FALSE);
        xlsx->row = xlsx->columns = 0;
        good &= read_entry(reading, leaf, g_ptr_array_index(files, i), &sheet_handler, xlsx);
        xlsx->hidden |= cells_write(xlsx->cells, xlsx->lines);
        cells_clear(xlsx->cells);
    }
    return good;
}

gboolean office_read_xlsx(struct reading *reading, const struct leaf *leaf, GPtrArray *paths)
{
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    struct xlsx xlsx = {
        .lines = lines,
        .strings = g_ptr_array_new_with_free_func(g_free),
        .string = g_string_new(NULL),
        .date_formats = g_hash_table_new(NULL, NULL),
        .date_styles = g_array_new(FALSE, FALSE, sizeof(gboolean)),
        .sheets = g_ptr_array_new_with_free_func(g_free),
        .cells = cells_new(),
    };
    gboolean good = read_entry(reading, leaf, "xl/workbook.xml", &book_handler, &xlsx);
    good &= read_entry(reading, leaf, "xl/sharedStrings.xml", &strings_handler, &xlsx);
    good &= read_entry(reading, leaf, "xl/styles.xml", &styles_handler, &xlsx);
    good &= read_sheets(reading, leaf, paths, &xlsx);
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    cells_tell(xlsx.cells, xlsx.hidden, FALSE, reading->text, leaf->name);
    free_xlsx(&xlsx);
    return good;
}
