/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XLSX (ECMA-376): every visible sheet as its name and its rows between header and footer, then what stands in
 * boxes on the sheets and over charts.
 *
 * A cell holds an index into the shared strings, a text of its own, or a number; whether a number is a
 * date is told by the number format of its style, and then it is written as ISO 8601. Hidden sheets, rows
 * and columns, comments and what is crossed out are left out and told. The book names its sheets by relations, not by their files' order. */
#include <stdlib.h>
#include <string.h>

#include "decode/cells.h"
#include "decode/office.h"
#include "decode/xml.h"
#include "decode/zip.h"

#define STRINGS_MAX 500000
#define STYLES_MAX  65536

struct style {
    enum cells_date date;
    gboolean struck;
};

struct sheet {
    char *id, *name; /* of its relation; NULL: hidden */
};

struct xlsx {
    struct lines *lines;
    GPtrArray *strings;       /* shared */
    GString *string;          /* being read */
    GHashTable *date_formats; /* number of a format → enum cells_date */
    GArray *fonts;            /* of gboolean: crossed out */
    GArray *styles;           /* of struct style */
    GArray *sheets;           /* of struct sheet, in the order of the book */
    GHashTable *targets;      /* id of a relation → file name */
    gboolean in_fonts, in_styles; /* within fonts, cellXfs */
    gboolean since_1904;
    struct cells *cells;      /* of the sheet */
    gboolean hidden, struck;  /* something was left out for it */
    guint row, column;        /* of the cell, from 0 */
    guint columns;            /* met in this row */
    char type;                /* s shared, i inline, n number, t text, b boolean */
    guint style;
    gboolean in_value, phonetic, run_struck;
};

static void clear_sheet(gpointer data)
{
    g_free(((struct sheet *) data)->id);
    g_free(((struct sheet *) data)->name);
}

static void free_xlsx(struct xlsx *xlsx)
{
    g_ptr_array_unref(xlsx->strings);
    g_string_free(xlsx->string, TRUE);
    g_hash_table_unref(xlsx->date_formats);
    g_array_unref(xlsx->fonts);
    g_array_unref(xlsx->styles);
    g_array_unref(xlsx->sheets);
    g_hash_table_unref(xlsx->targets);
    cells_free(xlsx->cells);
}

/* Strings, shared or in their cells. */

static gboolean is_on(const char *const *attributes)
{
    return xml_attribute(attributes, "val") == NULL || xml_flag(attributes, "val");
}

/* TRUE: it is an element of a string. */
static gboolean start_of_string(struct xlsx *xlsx, const char *name, const char *const *attributes)
{
    if (strcmp(name, "t") == 0 || strcmp(name, "v") == 0)
        xlsx->in_value = TRUE;
    else if (strcmp(name, "rPh") == 0)
        xlsx->phonetic = TRUE;
    else if (strcmp(name, "r") == 0)
        xlsx->run_struck = FALSE;
    else if (strcmp(name, "strike") == 0)
        xlsx->run_struck = is_on(attributes);
    else
        return FALSE;
    return TRUE;
}

static gboolean end_of_string(struct xlsx *xlsx, const char *name)
{
    if (strcmp(name, "t") == 0 || strcmp(name, "v") == 0)
        xlsx->in_value = FALSE;
    else if (strcmp(name, "rPh") == 0)
        xlsx->phonetic = FALSE;
    else if (strcmp(name, "r") == 0)
        xlsx->run_struck = FALSE;
    else
        return FALSE;
    return TRUE;
}

static void strings_start(gpointer data, const char *name, const char *const *attributes)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "si") == 0)
        g_string_truncate(xlsx->string, 0);
    else
        start_of_string(xlsx, name, attributes);
}

static void strings_end(gpointer data, const char *name)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "si") == 0 && xlsx->strings->len < STRINGS_MAX)
        g_ptr_array_add(xlsx->strings, g_strdup(xlsx->string->str));
    else
        end_of_string(xlsx, name);
}

static void value_text(gpointer data, const char *text, gsize length)
{
    struct xlsx *xlsx = data;
    if (!xlsx->in_value || xlsx->phonetic)
        return;
    xlsx->struck |= xlsx->run_struck;
    if (!xlsx->run_struck)
        g_string_append_len(xlsx->string, text, (gssize) length);
}

/* Styles: which of them show a number as a date. */

static guint number_of(const char *const *attributes, const char *name)
{
    const char *value = xml_attribute(attributes, name);
    return value != NULL ? (guint) MIN(g_ascii_strtoull(value, NULL, 10), G_MAXINT) : 0;
}

static enum cells_date date_of(struct xlsx *xlsx, guint format)
{
    gpointer code;
    return g_hash_table_lookup_extended(xlsx->date_formats, GUINT_TO_POINTER(format), NULL, &code)
               ? (enum cells_date) GPOINTER_TO_UINT(code)
               : cells_date_of_number(format);
}

static void add_style(struct xlsx *xlsx, const char *const *attributes)
{
    guint font = number_of(attributes, "fontId");
    struct style style = {date_of(xlsx, number_of(attributes, "numFmtId")),
                          font < xlsx->fonts->len && g_array_index(xlsx->fonts, gboolean, font)};
    if (xlsx->styles->len < STYLES_MAX)
        g_array_append_val(xlsx->styles, style);
}

static void styles_start(gpointer data, const char *name, const char *const *attributes)
{
    struct xlsx *xlsx = data;
    const char *code = xml_attribute(attributes, "formatCode");
    gboolean struck = FALSE;
    if (strcmp(name, "cellXfs") == 0)
        xlsx->in_styles = TRUE;
    else if (strcmp(name, "fonts") == 0)
        xlsx->in_fonts = TRUE;
    else if (strcmp(name, "numFmt") == 0 && code != NULL)
        g_hash_table_insert(xlsx->date_formats, GUINT_TO_POINTER(number_of(attributes, "numFmtId")),
                            GUINT_TO_POINTER(cells_date_of_code(code)));
    else if (strcmp(name, "font") == 0 && xlsx->in_fonts && xlsx->fonts->len < STYLES_MAX)
        g_array_append_val(xlsx->fonts, struck);
    else if (strcmp(name, "strike") == 0 && xlsx->in_fonts && xlsx->fonts->len > 0)
        g_array_index(xlsx->fonts, gboolean, xlsx->fonts->len - 1) = is_on(attributes);
    else if (strcmp(name, "xf") == 0 && xlsx->in_styles)
        add_style(xlsx, attributes);
}

static void styles_end(gpointer data, const char *name)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "cellXfs") == 0)
        xlsx->in_styles = FALSE;
    else if (strcmp(name, "fonts") == 0)
        xlsx->in_fonts = FALSE;
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
    struct sheet sheet = {g_strdup(xml_attribute(attributes, "id")),
                          visible ? g_strdup(title != NULL ? title : "") : NULL};
    g_array_append_val(xlsx->sheets, sheet);
}

/* The relations of the book: which file is which sheet. */
static void relations_start(gpointer data, const char *name, const char *const *attributes)
{
    struct xlsx *xlsx = data;
    const char *id = xml_attribute(attributes, "Id"), *target = xml_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") == 0 && id != NULL && target != NULL)
        g_hash_table_insert(xlsx->targets, g_strdup(id), g_path_get_basename(target));
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
    xlsx->run_struck = FALSE;
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

/* Of the first, the even and the other pages. */
static gboolean is_side(const char *name)
{
    return g_str_has_suffix(name, "Header") || g_str_has_suffix(name, "Footer");
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
    } else if (is_side(name)) {
        g_string_truncate(xlsx->string, 0);
        xlsx->in_value = TRUE;
        xlsx->phonetic = xlsx->run_struck = FALSE;
    } else {
        start_of_string(xlsx, name, attributes);
    }
}

static struct style style_now(const struct xlsx *xlsx)
{
    return xlsx->style < xlsx->styles->len ? g_array_index(xlsx->styles, struct style, xlsx->style)
                                           : (struct style) {CELLS_NUMBER, FALSE};
}

static char *format_day(const struct xlsx *xlsx, const char *number)
{
    char *day = cells_format_date(g_ascii_strtod(number, NULL), xlsx->since_1904, style_now(xlsx).date);
    return day != NULL ? day : g_strdup(number);
}

static char *cell_value(const struct xlsx *xlsx)
{
    const char *value = xlsx->string->str;
    if (xlsx->type == 'd') { /* 2025-09-16T00:00:00 */
        g_autofree char *whole = g_strndup(value, strcspn(value, "T"));
        return g_strdup(strstr(value, "T00:00") != NULL ? whole : value);
    }
    if (xlsx->type == 'n' && style_now(xlsx).date != CELLS_NUMBER && *value != '\0')
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
    if (style_now(xlsx).struck)
        xlsx->struck |= *text != '\0';
    else
        cells_add(xlsx->cells, xlsx->row, xlsx->column, text);
    xlsx->columns = xlsx->column + 1;
}

static void end_side(struct xlsx *xlsx, const char *name)
{
    cells_add_side(xlsx->cells, xlsx->string->str, g_str_has_suffix(name, "Footer"));
    xlsx->in_value = FALSE;
}

static void sheet_end(gpointer data, const char *name)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "row") == 0)
        xlsx->row++;
    else if (strcmp(name, "c") == 0)
        end_cell(xlsx);
    else if (is_side(name))
        end_side(xlsx, name);
    else
        end_of_string(xlsx, name);
}

/* What is drawn on sheets: paragraphs of text boxes (DrawingML). */

static void drawing_start(gpointer data, const char *name, const char *const *attributes)
{
    struct xlsx *xlsx = data;
    const char *strike = xml_attribute(attributes, "strike");
    if (strcmp(name, "t") == 0)
        xlsx->in_value = TRUE;
    else if (strcmp(name, "r") == 0)
        xlsx->run_struck = FALSE;
    else if (strcmp(name, "rPr") == 0)
        xlsx->run_struck = strike != NULL && strcmp(strike, "noStrike") != 0;
    else if (strcmp(name, "txBody") == 0)
        lines_paragraph(xlsx->lines);
}

static void drawing_end(gpointer data, const char *name)
{
    struct xlsx *xlsx = data;
    if (strcmp(name, "t") == 0) {
        xlsx->in_value = FALSE;
    } else if (strcmp(name, "p") == 0) {
        lines_words(xlsx->lines, xlsx->string->str, xlsx->string->len, FALSE);
        lines_block(xlsx->lines);
        g_string_truncate(xlsx->string, 0);
    }
}

static const struct xml_handler strings_handler = {strings_start, strings_end, value_text};
static const struct xml_handler styles_handler = {styles_start, styles_end, ignore_text};
static const struct xml_handler book_handler = {book_start, ignore_end, ignore_text};
static const struct xml_handler relations_handler = {relations_start, ignore_end, ignore_text};
static const struct xml_handler drawing_handler = {drawing_start, drawing_end, value_text};
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
    xlsx->in_value = xlsx->phonetic = xlsx->run_struck = FALSE;
    g_string_truncate(xlsx->string, 0);
    return xml_walk(bytes, length, handler, xlsx);
}

/* The sheet's file; NULL for those that are not there, which are charts. */
static const char *find_file(const struct xlsx *xlsx, const struct sheet *sheet, GPtrArray *files)
{
    const char *target = sheet->id != NULL ? g_hash_table_lookup(xlsx->targets, sheet->id) : NULL;
    for (guint i = 0; target != NULL && i < files->len; i++) {
        const char *path = g_ptr_array_index(files, i);
        if (strcmp(strrchr(path, '/') + 1, target) == 0)
            return g_ptr_array_steal_index(files, i);
    }
    return NULL;
}

static gboolean read_sheet(struct reading *reading, const struct leaf *leaf, struct xlsx *xlsx,
                           const char *name, const char *path)
{
    xlsx->row = xlsx->columns = 0;
    gboolean good = read_entry(reading, leaf, path, &sheet_handler, xlsx);
    if (name != NULL) {
        lines_paragraph(xlsx->lines);
        lines_words(xlsx->lines, name, strlen(name), FALSE);
        xlsx->hidden |= cells_write(xlsx->cells, xlsx->lines);
    } else {
        xlsx->hidden |= cells_count(xlsx->cells) > 0;
    }
    cells_clear(xlsx->cells);
    return good;
}

/* Boxes, what is said over charts, and in diagrams. */
static gboolean read_drawings(struct reading *reading, const struct leaf *leaf, GPtrArray *paths, struct xlsx *xlsx)
{
    static const char *const before[] = {"xl/drawings/drawing", "xl/charts/chart", "xl/diagrams/data"};
    gboolean good = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(before); i++) {
        g_autoptr(GPtrArray) drawings = office_paths(paths, before[i], ".xml");
        for (guint j = 0; j < drawings->len; j++)
            good &= read_entry(reading, leaf, g_ptr_array_index(drawings, j), &drawing_handler, xlsx);
    }
    return good;
}

/* In the order of the book; a sheet that the book does not name is read without a name. */
static gboolean read_sheets(struct reading *reading, const struct leaf *leaf, GPtrArray *paths,
                            struct xlsx *xlsx)
{
    g_autoptr(GPtrArray) files = office_paths(paths, "xl/worksheets/", ".xml");
    gboolean good = TRUE, named = g_hash_table_size(xlsx->targets) > 0;
    for (guint i = 0; i < xlsx->sheets->len && files->len > 0; i++) {
        const struct sheet *sheet = &g_array_index(xlsx->sheets, struct sheet, i);
        const char *path = named ? find_file(xlsx, sheet, files) : g_ptr_array_steal_index(files, 0);
        if (path != NULL)
            good &= read_sheet(reading, leaf, xlsx, sheet->name, path);
    }
    for (guint i = 0; i < files->len; i++)
        good &= read_sheet(reading, leaf, xlsx, "", g_ptr_array_index(files, i));
    return good & read_drawings(reading, leaf, paths, xlsx);
}

gboolean office_read_xlsx(struct reading *reading, const struct leaf *leaf, GPtrArray *paths)
{
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    struct xlsx xlsx = {
        .lines = lines,
        .strings = g_ptr_array_new_with_free_func(g_free),
        .string = g_string_new(NULL),
        .date_formats = g_hash_table_new(NULL, NULL),
        .fonts = g_array_new(FALSE, FALSE, sizeof(gboolean)),
        .styles = g_array_new(FALSE, FALSE, sizeof(struct style)),
        .sheets = g_array_new(FALSE, FALSE, sizeof(struct sheet)),
        .targets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .cells = cells_new(),
    };
    g_array_set_clear_func(xlsx.sheets, clear_sheet);
    gboolean good = read_entry(reading, leaf, "xl/_rels/workbook.xml.rels", &relations_handler, &xlsx);
    good &= read_entry(reading, leaf, "xl/workbook.xml", &book_handler, &xlsx);
    good &= read_entry(reading, leaf, "xl/sharedStrings.xml", &strings_handler, &xlsx);
    good &= read_entry(reading, leaf, "xl/styles.xml", &styles_handler, &xlsx);
    good &= read_sheets(reading, leaf, paths, &xlsx);
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    cells_tell(xlsx.cells, xlsx.hidden, xlsx.struck, reading->text, leaf->name);
    free_xlsx(&xlsx);
    return good;
}
