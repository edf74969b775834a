/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a text a table, and with which separator? Each of the four is tried on the whole text; the one
 * that gives most records the same number of cells is taken. A cell may stand in quotes, and then hold
 * separators and line ends; "" in it is one quote.
 *
 * Where the sender calls it a table (type or name), most records must agree, for titles stand above
 * it. Where nobody does, all of them must, there must be several, and no comma or semicolon may be
 * followed by a blank as in prose; the text of a mail is then never a table. A quote that is not
 * closed makes no cell of all that follows it: such a text is read as it stands. */
#include "decode/csv.h"

#include <string.h>

#define CELLS_MAX   256 /* of a record that is judged; longer ones count as so long */
#define RECORDS_MIN 3   /* of a table that nobody calls one */

static const char separators[] = {'\t', ';', ',', '|'}; /* by how seldom prose has them */

struct cursor {
    const char *at, *end;
    char separator;
    gboolean broken; /* a quote was never closed */
};

struct shape {
    char separator;
    guint records; /* that hold anything */
    guint columns; /* of most of them */
    guint alike;   /* records of so many columns */
    gboolean broken, prose;
};

static void add(GString *cell, char c)
{
    if (cell != NULL)
        g_string_append_c(cell, c);
}

/* Behind the opening quote; up to behind the closing one. */
static void read_quoted(struct cursor *cursor, GString *cell)
{
    while (cursor->at < cursor->end) {
        char c = *cursor->at++;
        if (c == '"' && (cursor->at == cursor->end || *cursor->at != '"'))
            return;
        cursor->at += c == '"';
        add(cell, c);
    }
    cursor->broken = TRUE;
}

/* The next cell, added to one that may be NULL. FALSE: it was the last of its record. */
static gboolean next_cell(struct cursor *cursor, GString *cell)
{
    if (cursor->at < cursor->end && *cursor->at == '"') {
        cursor->at++;
        read_quoted(cursor, cell);
    }
    while (cursor->at < cursor->end) {
        char c = *cursor->at++;
        if (c == '\n' || c == '\r') {
            cursor->at += c == '\r' && cursor->at < cursor->end && *cursor->at == '\n';
            return FALSE;
        }
        if (c == cursor->separator)
            return TRUE;
        add(cell, c);
    }
    return FALSE;
}

/* The record's cells; 0 where nothing but blanks and separators stands in it. */
static guint count_cells(struct cursor *cursor, gboolean *prose)
{
    const char *begin = cursor->at;
    guint cells = 1;
    for (; next_cell(cursor, NULL); cells++)
        *prose |= cursor->separator != '\t' && cursor->at < cursor->end && *cursor->at == ' ';
    for (const char *at = begin; at < cursor->at; at++)
        if (!g_ascii_isspace(*at) && *at != cursor->separator)
            return MIN(cells, CELLS_MAX);
    return 0;
}

static struct shape weigh(const GString *text, gsize from, char separator)
{
    struct shape shape = {.separator = separator};
    struct cursor cursor = {text->str + from, text->str + text->len, separator, FALSE};
    guint counts[CELLS_MAX + 1] = {0};
    while (cursor.at < cursor.end && !cursor.broken) {
        guint cells = count_cells(&cursor, &shape.prose);
        counts[cells]++;
        shape.records += cells > 0;
    }
    for (guint columns = 2; columns <= CELLS_MAX; columns++)
        if (counts[columns] > shape.alike) {
            shape.columns = columns;
            shape.alike = counts[columns];
        }
    shape.broken = cursor.broken;
    return shape;
}

static gboolean is_table(const struct shape *shape, gboolean declared)
{
    if (shape->broken || shape->columns < 2)
        return FALSE;
    if (declared)
        return shape->alike * 2 >= shape->records;
    gboolean commas = shape->separator == ',' && shape->columns < 3;
    return shape->alike == shape->records && shape->records >= RECORDS_MIN && !shape->prose && !commas;
}

static gboolean is_declared(const struct leaf *leaf)
{
    static const char *const types[] = {"text/csv", "text/x-csv", "application/csv", "text/x-comma-separated-values",
                                        "text/comma-separated-values", "text/tab-separated-values", NULL};
    static const char *const ends[] = {".csv", ".tsv", ".tab"};
    if (leaf->type != NULL && g_strv_contains(types, leaf->type))
        return TRUE;
    gsize length = strlen(leaf->name);
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
        if (length > 4 && g_ascii_strcasecmp(leaf->name + length - 4, ends[i]) == 0)
            return TRUE;
    return FALSE;
}

/* Spreadsheets write "sep=;" in front to tell each other. Where its line ends, or 0. */
static gsize skip_own_word(const GString *text, char *separator)
{
    gsize length = text->len > 5 ? strcspn(text->str, "\r\n") : 0;
    if (length != 5 || g_ascii_strncasecmp(text->str, "sep=", 4) != 0)
        return 0;
    *separator = text->str[4];
    return length;
}

static gboolean choose(const GString *text, gsize from, gboolean declared, struct shape *best)
{
    *best = (struct shape){0};
    for (gsize i = 0; i < sizeof separators; i++) {
        struct shape shape = weigh(text, from, separators[i]);
        if (is_table(&shape, declared) && shape.alike > best->alike)
            *best = shape;
    }
    return best->alike > 0;
}

static void write_rows(struct lines *lines, struct cursor *cursor)
{
    g_autoptr(GString) cell = g_string_new(NULL);
    lines_table_begin(lines);
    while (cursor->at < cursor->end && !lines_are_full(lines)) {
        gboolean more;
        lines_row_begin(lines);
        do {
            g_string_truncate(cell, 0);
            more = next_cell(cursor, cell);
            lines_cell_begin(lines, 1, 1);
            lines_words(lines, cell->str, cell->len, FALSE);
            lines_cell_end(lines);
        } while (more);
        lines_row_end(lines);
    }
    lines_close_tables(lines);
}

gboolean csv_read(struct reading *reading, const struct leaf *leaf, const GString *text)
{
    struct shape shape;
    char own = '\0';
    gsize from = skip_own_word(text, &own);
    gboolean declared = from > 0 || is_declared(leaf);
    if (leaf->body && !declared)
        return FALSE;
    if (!choose(text, from, declared, &shape) && own == '\0')
        return FALSE;
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    struct cursor cursor = {text->str + from, text->str + text->len, own != '\0' ? own : shape.separator, FALSE};
    write_rows(lines, &cursor);
    reading_add_lines(reading, leaf, TEXT_PLAIN, lines);
    return TRUE;
}
