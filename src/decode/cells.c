/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells are put in order before they are written, for nothing in a workbook says that they are.
 *
 * Days: a number counts days since the epoch of the book, with a fraction for
 * the time (ECMA-376, 18.17.4), and only its number format tells it from a sum of money (18.8.30).
 *
 * 29 February 1900, which Excel believes in, is passed over. What lies beyond CELLS_MAX or
 * CELLS_COLUMNS_MAX is dropped and told. */
#include "decode/cells.h"

#include <string.h>

#define SKIP_AT_ONCE 64 /* no cell of struct lines spans more */

struct cell {
    guint32 row, column, order; /* order: as they came */
    const char *text;
};

struct cells {
    GArray *array;     /* of struct cell */
    GPtrArray *texts;  /* owned */
    GHashTable *hidden_rows;
    gboolean hidden_columns[CELLS_COLUMNS_MAX];
    gboolean too_many, too_wide; /* something was dropped */
    GString *sides[2];           /* above and below the cells */
    GHashTable *said;            /* headers and footers so far, of all sheets */
    gboolean side_struck, commented;
};

struct cells *cells_new(void)
{
    struct cells *cells = g_new0(struct cells, 1);
    cells->array = g_array_new(FALSE, FALSE, sizeof(struct cell));
    cells->texts = g_ptr_array_new_with_free_func(g_free);
    cells->hidden_rows = g_hash_table_new(NULL, NULL);
    cells->said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    cells->sides[0] = g_string_new(NULL);
    cells->sides[1] = g_string_new(NULL);
    return cells;
}

void cells_free(struct cells *cells)
{
    if (cells == NULL)
        return;
    g_array_unref(cells->array);
    g_ptr_array_unref(cells->texts);
    g_hash_table_unref(cells->hidden_rows);
    g_hash_table_unref(cells->said);
    g_string_free(cells->sides[0], TRUE);
    g_string_free(cells->sides[1], TRUE);
    g_free(cells);
}

void cells_clear(struct cells *cells)
{
    g_array_set_size(cells->array, 0);
    g_ptr_array_set_size(cells->texts, 0);
    g_hash_table_remove_all(cells->hidden_rows);
    memset(cells->hidden_columns, 0, sizeof cells->hidden_columns);
    g_string_truncate(cells->sides[0], 0);
    g_string_truncate(cells->sides[1], 0);
}

const char *cells_own(struct cells *cells, char *text)
{
    g_ptr_array_add(cells->texts, text);
    return text;
}

void cells_add(struct cells *cells, guint row, guint column, const char *text)
{
    if (*text == '\0')
        return;
    cells->too_wide |= column >= CELLS_COLUMNS_MAX;
    if (column >= CELLS_COLUMNS_MAX)
        return;
    cells->too_many |= cells->array->len >= CELLS_MAX;
    struct cell cell = {row, column, cells->array->len, text};
    if (cells->array->len < CELLS_MAX)
        g_array_append_val(cells->array, cell);
}

void cells_hide_row(struct cells *cells, guint row)
{
    g_hash_table_add(cells->hidden_rows, GUINT_TO_POINTER(row));
}

void cells_hide_columns(struct cells *cells, guint first, guint last)
{
    for (guint column = first; column <= last && column < CELLS_COLUMNS_MAX; column++)
        cells->hidden_columns[column] = TRUE;
}

void cells_add_side(struct cells *cells, const char *coded, gboolean below)
{
    char *text = g_strchug(cells_side_text(coded, &cells->side_struck));
    GString *side = cells->sides[below];
    gboolean told = *text == '\0' || g_hash_table_contains(cells->said, text);
    if (!told)
        g_string_append_printf(side, "%s%s", side->len > 0 ? "\n" : "", text);
    g_hash_table_add(cells->said, text);
}

void cells_see_comment(struct cells *cells)
{
    cells->commented = TRUE;
}

guint cells_count(const struct cells *cells)
{
    return cells->array->len;
}

void cells_tell(const struct cells *cells, gboolean hidden, gboolean struck, struct text *text,
                const char *part)
{
    if (hidden)
        text_add_flaw(text->flaws, part, "text that a reader would not see was left out");
    if (struck || cells->side_struck)
        text_add_flaw(text->flaws, part, "crossed-out text was left out");
    if (cells->commented)
        text_add_flaw(text->flaws, part, "comments in it were left out");
    if (cells->too_many)
        text_add_flaw(text->limits, part, "only the first %u cells of a sheet were read", CELLS_MAX);
    else if (cells->too_wide)
        text_add_flaw(text->limits, part, "only the first %u columns of a sheet were read",
                      CELLS_COLUMNS_MAX);
}

static int compare_cells(gconstpointer a, gconstpointer b)
{
    const struct cell *one = a, *other = b;
    if (one->row != other->row)
        return one->row < other->row ? -1 : 1;
    if (one->column != other->column)
        return one->column < other->column ? -1 : 1;
    return one->order < other->order ? -1 : 1;
}

/* A cell that spans columns is followed by empty ones. */
static void skip_columns(struct lines *lines, guint count)
{
    for (guint left = count; left > 0; left -= MIN(left, SKIP_AT_ONCE)) {
        lines_cell_begin(lines, MIN(left, SKIP_AT_ONCE), 1);
        lines_cell_end(lines);
    }
}

static gboolean is_hidden(const struct cells *cells, const struct cell *cell)
{
    return cells->hidden_columns[cell->column] ||
           g_hash_table_contains(cells->hidden_rows, GUINT_TO_POINTER(cell->row));
}

static gboolean is_overwritten(const struct cells *cells, guint at)
{
    const struct cell *cell = &g_array_index(cells->array, struct cell, at);
    return at + 1 < cells->array->len && cell[1].row == cell->row && cell[1].column == cell->column;
}

/* The cells from one on that stand in its row; gives the first one of the next. */
static guint write_row(const struct cells *cells, guint from, struct lines *lines, gboolean *hidden)
{
    guint row = g_array_index(cells->array, struct cell, from).row, columns = 0, at = from;
    lines_row_begin(lines);
    for (; at < cells->array->len; at++) {
        const struct cell *cell = &g_array_index(cells->array, struct cell, at);
        if (cell->row != row)
            break;
        gboolean left_out = is_hidden(cells, cell);
        *hidden |= left_out;
        if (left_out || is_overwritten(cells, at))
            continue;
        skip_columns(lines, cell->column - columns);
        lines_cell_begin(lines, 1, 1);
        lines_words(lines, cell->text, strlen(cell->text), FALSE);
        lines_cell_end(lines);
        columns = cell->column + 1;
    }
    lines_row_end(lines);
    return at;
}

static void write_side(const GString *side, struct lines *lines)
{
    g_auto(GStrv) each = g_strsplit(side->str, "\n", -1);
    for (guint i = 0; each[i] != NULL; i++) {
        lines_block(lines);
        lines_words(lines, each[i], strlen(each[i]), FALSE);
    }
    lines_block(lines);
}

gboolean cells_write(struct cells *cells, struct lines *lines)
{
    gboolean hidden = FALSE;
    write_side(cells->sides[0], lines);
    lines_table_begin(lines);
    g_array_sort(cells->array, compare_cells);
    for (guint at = 0; at < cells->array->len && !lines_are_full(lines);)
        at = write_row(cells, at, lines, &hidden);
    lines_table_end(lines);
    write_side(cells->sides[1], lines);
    return hidden;
}

/* Days, months and years outside quotes and brackets (18.8.31); a month alone may be minutes. */
enum cells_date cells_date_of_code(const char *code)
{
    gboolean quoted = FALSE, bracketed = FALSE, month = FALSE, year = FALSE;
    for (; *code != '\0'; code++) {
        if (*code == '"')
            quoted = !quoted;
        else if (*code == '\\' && code[1] != '\0')
            code++;
        else if (*code == '[' || *code == ']')
            bracketed = *code == '[';
        else if (!quoted && !bracketed && strchr("dD", *code) != NULL)
            return CELLS_DAY;
        else if (!quoted && !bracketed && strchr("yY", *code) != NULL)
            year = TRUE;
        else if (!quoted && !bracketed && strchr("mM", *code) != NULL)
            month = TRUE;
    }
    return !year ? CELLS_NUMBER : month ? CELLS_MONTH : CELLS_YEAR;
}

enum cells_date cells_date_of_number(guint format)
{
    if (format == 17)
        return CELLS_MONTH;
    gboolean day = (format >= 14 && format <= 16) || format == 22 || (format >= 27 && format <= 36) ||
                   (format >= 50 && format <= 58);
    return day ? CELLS_DAY : CELLS_NUMBER;
}

/* English names of months are understood in letters of any language. */
static char *format_month(const GDate *date)
{
    static const char *const names[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};
    return g_strdup_printf("%s %u", names[g_date_get_month(date) - 1], g_date_get_year(date));
}

char *cells_format_date(double serial, gboolean since_1904, enum cells_date as)
{
    if (!(serial >= 1 && serial < 100000))
        return NULL;
    guint days = (guint) serial;
    guint minutes = (guint) ((serial - days) * 1440 + 0.5);
    if (minutes >= 1440) {
        days++;
        minutes = 0;
    }
    GDate date;
    g_date_clear(&date, 1);
    if (since_1904)
        g_date_set_dmy(&date, 1, G_DATE_JANUARY, 1904);
    else
        g_date_set_dmy(&date, days < 60 ? 31 : 30, G_DATE_DECEMBER, 1899);
    g_date_add_days(&date, days);
    if (as == CELLS_MONTH)
        return format_month(&date);
    if (as == CELLS_YEAR)
        return g_strdup_printf("%u", g_date_get_year(&date));
    char day[32];
    g_date_strftime(day, sizeof day, "%Y-%m-%d", &date);
    return minutes > 0 ? g_strdup_printf("%s %02u:%02u", day, minutes / 60, minutes % 60)
                       : g_strdup(day);
}
