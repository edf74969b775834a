/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workbooks of Excel 5 to 2003 ([MS-XLS]): every visible sheet as its name and its rows, then its boxes.
 *
 * The stream is gone through once: fonts, formats, styles, strings and the list of sheets come first,
 * then the sheets, each between its own BOF and EOF. Hidden sheets, rows and columns and what is crossed out
 * are left out and told; comments, which are not printed, and what charts say are left out. Encrypted
 * books are told, and so are the formats before Excel 5. */
#include "decode/xls.h"

#include <string.h>

#include "decode/cells.h"
#include "decode/xls_records.h"

#define NAMES_MAX 65536  /* of fonts, styles and sheets */

enum record {
    RECORD_FORMULA = 0x0006, RECORD_EOF = 0x000a, RECORD_HEADER = 0x0014, RECORD_FOOTER = 0x0015, RECORD_DATE_MODE = 0x0022, RECORD_PASSWORD = 0x002f,
    RECORD_FONT = 0x0031, RECORD_CODE_PAGE = 0x0042, RECORD_OBJECT = 0x005d, RECORD_COLUMNS = 0x007d,
    RECORD_SHEET = 0x0085, RECORD_NUMBERS = 0x00bd, RECORD_RICH_LABEL = 0x00d6, RECORD_STYLE = 0x00e0,
    RECORD_STRINGS = 0x00fc, RECORD_STRING_CELL = 0x00fd, RECORD_TEXT_BOX = 0x01b6, RECORD_NUMBER = 0x0203,
    RECORD_LABEL = 0x0204, RECORD_RESULT = 0x0207, RECORD_ROW = 0x0208, RECORD_SMALL_NUMBER = 0x027e,
    RECORD_FORMAT = 0x041e, RECORD_BOF = 0x0809,
};

#define BOF_EXCEL97  0x0600
#define BOF_EXCEL5   0x0500
#define BOF_SHEET    0x0010
#define OBJECT_NOTE  0x19
#define FONT_STRUCK  0x0008
#define ROW_HIDDEN   0x20

struct style {
    enum cells_date date;
    gboolean struck;
};

struct sheet {
    char *name;
    gboolean hidden;
};

struct xls {
    struct reading *reading;
    struct lines *lines;
    const guint8 *begin;     /* of the stream */
    struct xls_record record;
    gboolean wide;           /* Excel 97 and later: strings are UTF-16 */
    gboolean since_1904, encrypted, strange;
    gboolean hidden, struck; /* something was left out for it */
    char charset[32];
    GArray *fonts;           /* of gboolean: crossed out */
    GArray *styles;          /* of struct style */
    GHashTable *date_formats; /* number → enum cells_date */
    GPtrArray *strings;      /* of char *: shared */
    GHashTable *sheets;      /* place in the stream → struct sheet */
    guint depth;             /* of BOF */
    /* The sheet that is read. */
    const struct sheet *sheet; /* NULL: none, or one that the list does not name */
    gboolean in_sheet;
    struct cells *cells;
    GPtrArray *boxes;        /* of char * */
    guint object;            /* the kind of the last one */
};

static void free_sheet(gpointer data)
{
    g_free(((struct sheet *) data)->name);
    g_free(data);
}

/* Characters after their number; before Excel 97 they are bytes of the book's character set, and programs that know
 * no better write such into newer books: then there is no room for the flags. */
static char *read_string(struct xls *xls, guint count)
{
    struct xls_record *record = &xls->record;
    gboolean bare = record->type == RECORD_LABEL && xls_left(record) == count;
    if (xls->wide && !bare)
        return xls_string(record, count, xls->fonts, &xls->struck);
    count = MIN(count, xls_left(record));
    struct charset_result result = charset_decode(xls->reading->decoder->charsets,
                                                  (const char *) record->at, count, xls->charset);
    xls_skip(record, count);
    return g_string_free(result.utf8, FALSE);
}

/* What the book says of all sheets. */

static void read_code_page(struct xls *xls)
{
    guint page = xls_u16(&xls->record);
    if (page == 10000 || page == 0x8000)
        g_strlcpy(xls->charset, "macintosh", sizeof xls->charset);
    else if ((page >= 1250 && page <= 1258) || page == 874)
        g_snprintf(xls->charset, sizeof xls->charset, "windows-%u", page);
    else if (page >= 437 && page < 1200)
        g_snprintf(xls->charset, sizeof xls->charset, "cp%u", page);
}

static void read_font(struct xls *xls)
{
    xls_skip(&xls->record, 2);
    gboolean struck = (xls_u16(&xls->record) & FONT_STRUCK) != 0;
    if (xls->fonts->len < NAMES_MAX)
        g_array_append_val(xls->fonts, struck);
}

static void read_format(struct xls *xls)
{
    guint number = xls_u16(&xls->record);
    g_autofree char *code = read_string(xls, xls->wide ? xls_u16(&xls->record) : xls_u8(&xls->record));
    g_hash_table_insert(xls->date_formats, GUINT_TO_POINTER(number), GUINT_TO_POINTER(cells_date_of_code(code)));
}

static void read_style(struct xls *xls)
{
    guint font = xls_u16(&xls->record), format = xls_u16(&xls->record);
    gpointer code = NULL;
    gboolean known = g_hash_table_lookup_extended(xls->date_formats, GUINT_TO_POINTER(format), NULL, &code);
    struct style style = {known ? (enum cells_date) GPOINTER_TO_UINT(code) : cells_date_of_number(format),
                          xls_is_struck(xls->fonts, font)};
    if (xls->styles->len < NAMES_MAX)
        g_array_append_val(xls->styles, style);
}

static void read_sheet_name(struct xls *xls)
{
    guint32 place = xls_u32(&xls->record);
    gboolean hidden = (xls_u8(&xls->record) & 3) != 0;
    xls_skip(&xls->record, 1);
    char *name = read_string(xls, xls_u8(&xls->record));
    struct sheet *sheet = g_new(struct sheet, 1);
    *sheet = (struct sheet) {.name = name, .hidden = hidden};
    g_hash_table_insert(xls->sheets, GUINT_TO_POINTER(place), sheet);
}

static void read_strings(struct xls *xls)
{
    struct xls_record *record = &xls->record;
    xls_skip(record, 4);
    for (guint32 left = xls_u32(record); left > 0; left--) {
        if (xls_left(record) == 0 && !xls_continue(record))
            break;
        g_ptr_array_add(xls->strings, read_string(xls, xls_u16(record)));
    }
}

/* Cells. */

static struct style style_of(const struct xls *xls, guint number)
{
    return number < xls->styles->len ? g_array_index(xls->styles, struct style, number)
                                     : (struct style) {CELLS_NUMBER, FALSE};
}

static void add_cell(struct xls *xls, guint row, guint column, guint style, const char *text)
{
    if (style_of(xls, style).struck)
        xls->struck |= *text != '\0';
    else
        cells_add(xls->cells, row, column, text);
}

static void add_own(struct xls *xls, guint row, guint column, guint style, char *text)
{
    add_cell(xls, row, column, style, cells_own(xls->cells, text));
}

static void add_number(struct xls *xls, guint row, guint column, guint style, double number)
{
    char *text = NULL;
    enum cells_date date = style_of(xls, style).date;
    if (date != CELLS_NUMBER)
        text = cells_format_date(number, xls->since_1904, date);
    if (text == NULL) {
        char digits[G_ASCII_DTOSTR_BUF_SIZE];
        text = g_strdup(g_ascii_formatd(digits, sizeof digits, "%.15g", number));
    }
    add_own(xls, row, column, style, text);
}

/* Thirty bits: a whole number, or the first ones of a double; perhaps hundredths. */
static double unpack_number(guint32 packed)
{
    double value;
    if ((packed & 2) != 0) {
        value = (gint32) packed >> 2;
    } else {
        guint64 bits = (guint64) (packed & ~3u) << 32;
        memcpy(&value, &bits, sizeof value);
    }
    return (packed & 1) != 0 ? value / 100 : value;
}

static void read_numbers(struct xls *xls, guint row, guint column)
{
    for (; xls_left(&xls->record) >= 8; column++) {
        guint style = xls_u16(&xls->record);
        add_number(xls, row, column, style, unpack_number(xls_u32(&xls->record)));
    }
}

/* A formula's value; a text follows in a record of its own. */
static void read_formula(struct xls *xls, guint row, guint column, guint style)
{
    struct xls_record value = xls->record;
    xls_skip(&value, 6);
    if (xls_left(&value) >= 2 && xls_u16(&value) != 0xffff)
        add_number(xls, row, column, style, xls_double(&xls->record));
}

static void read_result(struct xls *xls, const struct xls_record *formula)
{
    struct xls_record at = *formula;
    guint row = xls_u16(&at), column = xls_u16(&at), style = xls_u16(&at);
    add_own(xls, row, column, style, read_string(xls, xls_u16(&xls->record)));
}

static void read_cell(struct xls *xls)
{
    struct xls_record *record = &xls->record;
    if (xls_left(record) < 6)
        return;
    guint type = record->type;
    guint row = xls_u16(record), column = xls_u16(record);
    if (type == RECORD_NUMBERS) {
        read_numbers(xls, row, column);
        return;
    }
    guint style = xls_u16(record);
    if (type == RECORD_NUMBER)
        add_number(xls, row, column, style, xls_double(record));
    else if (type == RECORD_SMALL_NUMBER)
        add_number(xls, row, column, style, unpack_number(xls_u32(record)));
    else if (type == RECORD_FORMULA)
        read_formula(xls, row, column, style);
    else if (type == RECORD_STRING_CELL) {
        guint32 index = xls_u32(record);
        if (index < xls->strings->len)
            add_cell(xls, row, column, style, g_ptr_array_index(xls->strings, index));
    } else {
        add_own(xls, row, column, style, read_string(xls, xls_u16(record)));
    }
}

/* The text of a box stands in the record after it. */
static void read_box(struct xls *xls)
{
    struct xls_record *record = &xls->record;
    xls_skip(record, 10);
    guint count = xls_u16(record);
    record->at = record->stop;
    if (count > 0 && xls->object == OBJECT_NOTE)
        cells_see_comment(xls->cells);
    if (!xls->wide || count == 0 || xls->object == OBJECT_NOTE || !xls_continue(record))
        return;
    gboolean wide = (xls_u8(record) & 1) != 0;
    g_ptr_array_add(xls->boxes, xls_characters(record, count, wide));
}

static void read_side(struct xls *xls)
{
    gboolean below = xls->record.type == RECORD_FOOTER;
    if (xls_left(&xls->record) == 0)
        return;
    g_autofree char *coded = read_string(xls, xls->wide ? xls_u16(&xls->record) : xls_u8(&xls->record));
    cells_add_side(xls->cells, coded, below);
}

static void read_columns(struct xls *xls)
{
    guint first = xls_u16(&xls->record), last = xls_u16(&xls->record);
    xls_skip(&xls->record, 4);
    if ((xls_u16(&xls->record) & 1) != 0)
        cells_hide_columns(xls->cells, first, last);
}

static void read_row(struct xls *xls)
{
    guint row = xls_u16(&xls->record);
    xls_skip(&xls->record, 10);
    if ((xls_u16(&xls->record) & ROW_HIDDEN) != 0)
        cells_hide_row(xls->cells, row);
}

/* Sheets. */

static void write_sheet(struct xls *xls)
{
    lines_paragraph(xls->lines);
    if (xls->sheet != NULL)
        lines_words(xls->lines, xls->sheet->name, strlen(xls->sheet->name), FALSE);
    xls->hidden |= cells_write(xls->cells, xls->lines);
    for (guint i = 0; i < xls->boxes->len; i++) {
        const char *text = g_ptr_array_index(xls->boxes, i);
        lines_paragraph(xls->lines);
        lines_words(xls->lines, text, strlen(text), FALSE);
    }
}

static void end_sheet(struct xls *xls)
{
    if (!xls->in_sheet)
        return;
    gboolean filled = cells_count(xls->cells) > 0 || xls->boxes->len > 0;
    if (xls->sheet != NULL && xls->sheet->hidden)
        xls->hidden |= filled;
    else
        write_sheet(xls);
    cells_clear(xls->cells);
    g_ptr_array_set_size(xls->boxes, 0);
    xls->in_sheet = FALSE;
}

/* Charts lie inside of sheets, between a BOF and an EOF of their own. */
static void begin_part(struct xls *xls)
{
    gsize place = (gsize) (xls->record.at - 4 - xls->begin);
    guint version = xls_u16(&xls->record), kind = xls_u16(&xls->record);
    if (xls->depth++ > 0)
        return;
    xls->strange |= version != BOF_EXCEL97 && version != BOF_EXCEL5;
    xls->wide = version == BOF_EXCEL97;
    xls->in_sheet = kind == BOF_SHEET;
    xls->sheet = g_hash_table_lookup(xls->sheets, GUINT_TO_POINTER(place));
    xls->object = 0;
}

static void end_part(struct xls *xls)
{
    if (xls->depth > 0 && --xls->depth == 0)
        end_sheet(xls);
}

static void read_of_book(struct xls *xls)
{
    switch (xls->record.type) {
    case RECORD_DATE_MODE:
        xls->since_1904 = xls_u16(&xls->record) == 1;
        break;
    case RECORD_PASSWORD:
        xls->encrypted = TRUE;
        break;
    case RECORD_CODE_PAGE:
        read_code_page(xls);
        break;
    case RECORD_FONT:
        read_font(xls);
        break;
    case RECORD_FORMAT:
        read_format(xls);
        break;
    case RECORD_STYLE:
        read_style(xls);
        break;
    case RECORD_SHEET:
        read_sheet_name(xls);
        break;
    case RECORD_STRINGS:
        read_strings(xls);
        break;
    default:
        break;
    }
}

static void read_of_sheet(struct xls *xls, const struct xls_record *formula)
{
    switch (xls->record.type) {
    case RECORD_HEADER:
    case RECORD_FOOTER:
        read_side(xls);
        break;
    case RECORD_COLUMNS:
        read_columns(xls);
        break;
    case RECORD_ROW:
        read_row(xls);
        break;
    case RECORD_OBJECT:
        xls_skip(&xls->record, 4);
        xls->object = xls_u16(&xls->record);
        break;
    case RECORD_TEXT_BOX:
        read_box(xls);
        break;
    case RECORD_RESULT:
        read_result(xls, formula);
        break;
    case RECORD_NUMBER:
    case RECORD_NUMBERS:
    case RECORD_SMALL_NUMBER:
    case RECORD_FORMULA:
    case RECORD_STRING_CELL:
    case RECORD_LABEL:
    case RECORD_RICH_LABEL:
        read_cell(xls);
        break;
    default:
        break;
    }
}

/* FALSE: it breaks off. */
static gboolean read_records(struct xls *xls)
{
    struct xls_record formula = xls->record; /* the last one, whose text may follow */
    while (!xls->encrypted && !xls->strange && xls_next(&xls->record)) {
        if (xls->record.type == RECORD_FORMULA)
            formula = xls->record;
        if (xls->record.type == RECORD_BOF)
            begin_part(xls);
        else if (xls->record.type == RECORD_EOF)
            end_part(xls);
        else if (xls->depth == 1 && xls->in_sheet)
            read_of_sheet(xls, &formula);
        else if (xls->depth == 1)
            read_of_book(xls);
    }
    gboolean whole = xls->depth == 0 && g_hash_table_size(xls->sheets) > 0;
    end_sheet(xls);
    return whole;
}

static void free_tables(struct xls *xls)
{
    g_array_unref(xls->fonts);
    g_array_unref(xls->styles);
    g_hash_table_unref(xls->date_formats);
    g_ptr_array_unref(xls->strings);
    g_hash_table_unref(xls->sheets);
    cells_free(xls->cells);
    g_ptr_array_unref(xls->boxes);
}

gboolean xls_read(struct reading *reading, const struct leaf *leaf, GBytes *book)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(book, &length);
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    struct xls xls = {
        .reading = reading,
        .lines = lines,
        .begin = bytes,
        .record = xls_records(bytes, length),
        .charset = "windows-1252",
        .fonts = g_array_new(FALSE, FALSE, sizeof(gboolean)),
        .styles = g_array_new(FALSE, FALSE, sizeof(struct style)),
        .date_formats = g_hash_table_new(NULL, NULL),
        .strings = g_ptr_array_new_with_free_func(g_free),
        .sheets = g_hash_table_new_full(NULL, NULL, NULL, free_sheet),
        .cells = cells_new(),
        .boxes = g_ptr_array_new_with_free_func(g_free),
    };
    gboolean whole = read_records(&xls);
    if (xls.encrypted)
        text_add_flaw(reading->text->unread, leaf->name, "encrypted: it asks for a password");
    else
        reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    cells_tell(xls.cells, xls.hidden, xls.struck, reading->text, leaf->name);
    free_tables(&xls);
    return whole || xls.encrypted;
}
