/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A writer with pending white space, and a stack of tables above it: each open cell is a writer of
 * its own, and a row that ends is written into the writer around its table.
 *
 * Columns are kept by their place: a cell that spans columns is followed by empty ones, and under a
 * cell that spans rows stands an empty one, so that a heading stays above its column. Tables deeper
 * than TABLES_MAX are read as blocks, which bounds the copying; boxes deeper than ASIDES_MAX stand where they hang. */
#include "decode/lines.h"

#include <string.h>

#define TABLES_MAX 24
#define ASIDES_MAX 8
#define SPAN_MAX 64
#define NOTE_DIGITS_MAX 3
#define COLUMNS_MAX 512
#define CELL_BYTES_MAX 1500 /* a longer cell, or one of more lines, is a block on the page */
#define CELL_LINES_MAX 24
#define WIDE "    " /* a gap between columns, as in plain text */

struct writer {
    GString *text;
    guint breaks; /* line ends to write before the next word */
    guint blanks; /* … or blanks, where it stands in the same line */
    gboolean holds_table;
    GString *aside; /* what waits for the end of the paragraph, or NULL */
};

struct table {
    GPtrArray *cells; /* of GString: the row so far; NULL where a span reaches in */
    GArray *reach;    /* of guint, by column: rows still covered from above */
    gboolean placing; /* the row so far holds a cell that is a block */
    gboolean as_rows; /* the last row was written as one line */
    guint columns_left; /* empty cells that follow the open one */
    guint rows_covered; /* by the open cell */
    gboolean in_row, in_cell;
};

struct lines {
    GArray *writers; /* of struct writer; the last one is written to */
    GArray *tables;  /* of struct table */
    guint too_deep;  /* tables open beyond TABLES_MAX */
    guint tables_around[ASIDES_MAX]; /* open when each open box began */
    guint asides;    /* open boxes */
    gsize bytes, most;
};

static struct writer *writer_now(struct lines *lines)
{
    return &g_array_index(lines->writers, struct writer, lines->writers->len - 1);
}

/* Those around the open box, which end after it. */
static guint tables_around(const struct lines *lines)
{
    guint open = MIN(lines->asides, ASIDES_MAX);
    return open > 0 ? lines->tables_around[open - 1] : 0;
}

static struct table *table_now(struct lines *lines)
{
    if (lines->tables->len <= tables_around(lines) || lines->too_deep > 0)
        return NULL;
    return &g_array_index(lines->tables, struct table, lines->tables->len - 1);
}

static void push_writer(struct lines *lines)
{
    struct writer writer = {.text = g_string_new(NULL)};
    g_array_append_val(lines->writers, writer);
}

static void write_aside(struct lines *lines);

static GString *pop_writer(struct lines *lines)
{
    write_aside(lines);
    GString *text = writer_now(lines)->text;
    g_array_set_size(lines->writers, lines->writers->len - 1);
    return text;
}

struct lines *lines_new(gsize most)
{
    struct lines *lines = g_new0(struct lines, 1);
    lines->writers = g_array_new(FALSE, TRUE, sizeof(struct writer));
    lines->tables = g_array_new(FALSE, TRUE, sizeof(struct table));
    lines->most = most;
    push_writer(lines);
    return lines;
}

static void free_text(gpointer text)
{
    if (text != NULL)
        g_string_free(text, TRUE);
}

static void pop_table(struct lines *lines)
{
    struct table *table =
        &g_array_index(lines->tables, struct table, lines->tables->len - 1);
    g_ptr_array_unref(table->cells);
    g_array_unref(table->reach);
    g_array_set_size(lines->tables, lines->tables->len - 1);
}

void lines_free(struct lines *lines)
{
    if (lines == NULL)
        return;
    while (lines->tables->len > 0)
        pop_table(lines);
    while (lines->writers->len > 0)
        g_string_free(pop_writer(lines), TRUE);
    g_array_unref(lines->tables);
    g_array_unref(lines->writers);
    g_free(lines);
}

gboolean lines_are_full(const struct lines *lines)
{
    return lines->bytes >= lines->most;
}

/* Pending white space, then bytes as they are. */
static void append(struct lines *lines, const char *bytes, gsize length)
{
    struct writer *writer = writer_now(lines);
    if (lines->bytes + length > lines->most) {
        lines->bytes = lines->most;
        return;
    }
    if (writer->text->len > 0 && writer->text->str[writer->text->len - 1] != '\f') {
        for (guint i = 0; i < writer->breaks; i++)
            g_string_append_c(writer->text, '\n');
        if (writer->breaks == 0 && writer->blanks > 0)
            g_string_append(writer->text, writer->blanks >= strlen(WIDE) ? WIDE : " ");
    }
    writer->breaks = 0;
    writer->blanks = 0;
    g_string_append_len(writer->text, bytes, (gssize) length);
    lines->bytes += length;
}

static gboolean is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void words_as_they_are(struct lines *lines, const char *at, const char *end)
{
    while (at < end) {
        const char *stop = memchr(at, '\n', (gsize) (end - at));
        gsize length = (gsize) ((stop != NULL ? stop : end) - at);
        if (length > 0)
            append(lines, at, length);
        if (stop == NULL)
            return;
        writer_now(lines)->breaks++;
        at = stop + 1;
    }
}

static void write_aside(struct lines *lines)
{
    struct writer *writer = writer_now(lines);
    GString *aside = g_steal_pointer(&writer->aside);
    if (aside == NULL)
        return;
    writer->breaks = MAX(writer->breaks, 2);
    lines->bytes -= MIN(lines->bytes, aside->len); /* counted when it was first written */
    words_as_they_are(lines, aside->str, aside->str + aside->len);
    writer->breaks = 2;
    g_string_free(aside, TRUE);
}

/* How wide the white space at `at` is where blanks count; it is passed over. */
static guint pass_space(const char **at, const char *end)
{
    guint blanks = 0;
    for (; *at < end && is_space(**at); (*at)++)
        blanks += **at == '\t' ? strlen(WIDE) : 1;
    return blanks;
}

static void write_words(struct lines *lines, const char *text, gsize length, gboolean typed)
{
    const char *at = text, *end = text + length;
    while (at < end) {
        const char *word = at;
        while (at < end && !is_space(*at))
            at++;
        if (at > word)
            append(lines, word, (gsize) (at - word));
        guint blanks = pass_space(&at, end);
        if (blanks > 0)
            writer_now(lines)->blanks = typed ? writer_now(lines)->blanks + blanks : MAX(writer_now(lines)->blanks, 1);
    }
}

void lines_words(struct lines *lines, const char *text, gsize length, gboolean as_is)
{
    if (as_is)
        words_as_they_are(lines, text, text + length);
    else
        write_words(lines, text, length, FALSE);
}

void lines_typed(struct lines *lines, const char *text, gsize length)
{
    write_words(lines, text, length, TRUE);
}

void lines_raised(struct lines *lines, const char *text, gsize length)
{
    static const gunichar raised[10] = {0x2070, 0xb9, 0xb2, 0xb3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
    gboolean number = length > 0 && length <= NOTE_DIGITS_MAX;
    for (gsize i = 0; i < length && number; i++)
        number = g_ascii_isdigit(text[i]);
    if (!number) {
        lines_words(lines, text, length, FALSE);
        return;
    }
    g_autoptr(GString) figures = g_string_new(NULL);
    for (gsize i = 0; i < length; i++)
        g_string_append_unichar(figures, raised[text[i] - '0']);
    lines_words(lines, figures->str, figures->len, FALSE);
}

void lines_break(struct lines *lines)
{
    struct writer *writer = writer_now(lines);
    if (writer->breaks < 2)
        writer->breaks++;
}

void lines_block(struct lines *lines)
{
    struct writer *writer = writer_now(lines);
    writer->breaks = MAX(writer->breaks, 1);
}

void lines_paragraph(struct lines *lines)
{
    struct writer *writer = writer_now(lines);
    writer->breaks = MAX(writer->breaks, 2);
    write_aside(lines);
}

void lines_aside_begin(struct lines *lines)
{
    if (lines->asides++ >= ASIDES_MAX)
        return;
    lines->tables_around[lines->asides - 1] = lines->tables->len;
    push_writer(lines);
}

void lines_aside_end(struct lines *lines)
{
    if (lines->asides == 0)
        return;
    while (lines->asides <= ASIDES_MAX && lines->tables->len > tables_around(lines))
        lines_table_end(lines);
    if (lines->asides-- > ASIDES_MAX)
        return;
    g_autoptr(GString) text = pop_writer(lines);
    if (text->len == 0)
        return;
    struct writer *around = writer_now(lines);
    gboolean at_start = around->breaks > 0 || around->text->len == 0;
    if (around->aside == NULL)
        around->aside = g_string_new(NULL);
    else
        g_string_append(around->aside, "\n\n");
    g_string_append_len(around->aside, text->str, (gssize) text->len);
    if (at_start)
        write_aside(lines);
}

void lines_page(struct lines *lines)
{
    struct writer *writer = writer_now(lines);
    if (lines->writers->len > 1)
        return;
    writer->breaks = 1;
    append(lines, "\f", 1);
}

void lines_table_begin(struct lines *lines)
{
    if (lines->too_deep > 0 || lines->tables->len >= TABLES_MAX) {
        lines->too_deep++;
        return;
    }
    writer_now(lines)->holds_table = TRUE;
    lines_block(lines);
    struct table table = {
        .cells = g_ptr_array_new_with_free_func(free_text),
        .reach = g_array_new(FALSE, TRUE, sizeof(guint)),
    };
    g_array_append_val(lines->tables, table);
}

/* Empty cells where a span from a row above reaches into this one. */
static void fill_reach(struct table *table)
{
    while (table->cells->len < table->reach->len &&
           g_array_index(table->reach, guint, table->cells->len) > 0) {
        g_array_index(table->reach, guint, table->cells->len)--;
        g_ptr_array_add(table->cells, NULL);
    }
}

static void add_cell(struct table *table, GString *text, guint rows)
{
    fill_reach(table);
    guint column = table->cells->len;
    if (column >= COLUMNS_MAX) {
        free_text(text);
        return;
    }
    if (rows > 1) {
        if (table->reach->len <= column)
            g_array_set_size(table->reach, column + 1);
        g_array_index(table->reach, guint, column) = rows - 1;
    }
    g_ptr_array_add(table->cells, text);
}

void lines_row_begin(struct lines *lines)
{
    struct table *table = table_now(lines);
    if (table == NULL) {
        lines_block(lines);
        return;
    }
    lines_row_end(lines);
    table->in_row = TRUE;
}

void lines_cell_begin(struct lines *lines, guint columns, guint rows)
{
    struct table *table = table_now(lines);
    if (table == NULL) {
        lines_block(lines);
        return;
    }
    lines_cell_end(lines);
    table->in_row = table->in_cell = TRUE;
    table->columns_left = CLAMP(columns, 1, SPAN_MAX) - 1;
    table->rows_covered = CLAMP(rows, 1, SPAN_MAX);
    push_writer(lines);
}

void lines_cell_spans(struct lines *lines, guint columns)
{
    struct table *table = table_now(lines);
    if (table != NULL && table->in_cell)
        table->columns_left = CLAMP(columns, 1, SPAN_MAX) - 1;
}

static guint count_lines(const GString *text)
{
    guint count = 1;
    for (gsize i = 0; i < text->len; i++)
        count += text->str[i] == '\n';
    return count;
}

void lines_cell_end(struct lines *lines)
{
    struct table *table = table_now(lines);
    if (table == NULL || !table->in_cell)
        return;
    table->in_cell = FALSE;
    table->placing |= writer_now(lines)->holds_table;
    GString *text = pop_writer(lines);
    table->placing |= text->len > CELL_BYTES_MAX || count_lines(text) > CELL_LINES_MAX;
    add_cell(table, text, table->rows_covered);
    for (guint i = 0; i < table->columns_left; i++)
        add_cell(table, NULL, table->rows_covered);
}

static guint count_filled(const struct table *table)
{
    guint filled = 0;
    for (guint i = 0; i < table->cells->len; i++) {
        const GString *cell = g_ptr_array_index(table->cells, i);
        filled += cell != NULL && cell->len > 0;
    }
    return filled;
}

static void append_folded(GString *row, const GString *cell)
{
    for (gsize i = 0; i < cell->len; i++) {
        gboolean space = strchr(" \n\t\f", cell->str[i]) != NULL;
        if (!space)
            g_string_append_c(row, cell->str[i]);
        else if (row->len > 0 && row->str[row->len - 1] != ' ')
            g_string_append_c(row, ' ');
    }
}

static GString *join_row(const struct table *table)
{
    GString *row = g_string_new(NULL);
    for (guint i = 0; i < table->cells->len; i++) {
        const GString *cell = g_ptr_array_index(table->cells, i);
        if (i > 0)
            g_string_append_c(row, '\t');
        if (cell != NULL)
            append_folded(row, cell);
    }
    while (row->len > 0 && row->str[row->len - 1] == '\t')
        g_string_truncate(row, row->len - 1);
    return row;
}

static void write_blocks(struct lines *lines, const struct table *table)
{
    for (guint i = 0; i < table->cells->len; i++) {
        const GString *cell = g_ptr_array_index(table->cells, i);
        if (cell == NULL || cell->len == 0)
            continue;
        lines_block(lines);
        lines->bytes -= MIN(lines->bytes, cell->len); /* counted when it was first written */
        append(lines, cell->str, cell->len);
    }
    lines_block(lines);
}

void lines_row_end(struct lines *lines)
{
    struct table *table = table_now(lines);
    if (table == NULL) {
        lines_block(lines);
        return;
    }
    lines_cell_end(lines);
    if (!table->in_row)
        return;
    fill_reach(table);
    guint filled = count_filled(table);
    gboolean one_line = !table->placing && (filled > 1 || (filled == 1 && table->as_rows));
    if (one_line) {
        g_autoptr(GString) row = join_row(table);
        lines_block(lines);
        lines->bytes -= MIN(lines->bytes, row->len);
        append(lines, row->str, row->len);
        lines_block(lines);
    } else {
        write_blocks(lines, table);
    }
    table->as_rows = one_line || (table->as_rows && filled == 0);
    table->in_row = table->placing = FALSE;
    g_ptr_array_set_size(table->cells, 0);
}

void lines_table_end(struct lines *lines)
{
    if (lines->too_deep > 0) {
        lines->too_deep--;
        return;
    }
    if (lines->tables->len <= tables_around(lines))
        return;
    lines_row_end(lines);
    pop_table(lines);
    lines_block(lines);
}

void lines_close_tables(struct lines *lines)
{
    lines->too_deep = 0;
    while (lines->asides > 0)
        lines_aside_end(lines);
    while (lines->tables->len > 0)
        lines_table_end(lines);
}

GString *lines_finish(struct lines *lines)
{
    lines_close_tables(lines);
    GString *text = pop_writer(lines);
    while (text->len > 0 && strchr("\f\n ", text->str[text->len - 1]) != NULL)
        g_string_truncate(text, text->len - 1);
    if (text->len > 0)
        g_string_append_c(text, '\n');
    push_writer(lines);
    return text;
}
