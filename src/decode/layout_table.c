/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of rows as a table: the words between two gutters are a cell, and a cell whose text goes on in
 * the next line takes it up.
 *
 * Whether a line goes on with the row above or begins a row of its own is told by room: a word stands in
 * the next line only because it did not fit into this one. Where that is in doubt the lines stay apart:
 * a date must never come to stand beside what it does not belong to. */
#include "decode/layout_table.h"

#include <string.h>

/* The cells of a table row; a cell whose text goes on in the next line takes it up. */
struct cells {
    GString *texts[GUTTERS_MAX + 3];
    guint count;
    gboolean filled;
};

static void flush_cells(struct cells *cells, GString *out)
{
    guint last = 0;
    for (guint i = 0; i < cells->count; i++)
        if (cells->texts[i]->len > 0)
            last = i;
    for (guint i = 0; cells->filled && i <= last; i++) {
        g_string_append_len(out, cells->texts[i]->str, (gssize) cells->texts[i]->len);
        g_string_append_c(out, i < last ? '\t' : '\n');
    }
    for (guint i = 0; i < cells->count; i++)
        g_string_truncate(cells->texts[i], 0);
    cells->filled = FALSE;
}

static guint cell_of(const struct strips *gutters, const struct word *word)
{
    guint cell = 0;
    while (cell < gutters->count && word->left >= gutters->items[cell].right - 0.01)
        cell++;
    return cell;
}

static void add_row(const struct region *region, const struct row *row,
                    const struct strips *gutters, struct cells *cells)
{
    const struct word *words = region->words + row->first;
    for (guint i = 0; i < row->count; i++) {
        GString *cell = cells->texts[MIN(cell_of(gutters, &words[i]), cells->count - 1)];
        if (cell->len > 0)
            g_string_append_c(cell, ' ');
        g_string_append_len(cell, words[i].text, (gssize) words[i].length);
    }
    cells->filled = TRUE;
}

/* What one line has in one cell. */
struct piece {
    double right;       /* where its words end */
    double first_width; /* of the first word */
    gboolean filled, small; /* small: it begins with such a letter */
};

gboolean layout_begins_small(const struct word *word)
{
    gunichar c = g_utf8_get_char_validated(word->text, (gssize) word->length);
    return c != (gunichar) -1 && c != (gunichar) -2 && g_unichar_islower(c);
}

static void find_pieces(const struct region *region, const struct row *row,
                        const struct strips *gutters, struct piece *pieces)
{
    const struct word *words = region->words + row->first;
    memset(pieces, 0, (gutters->count + 1) * sizeof *pieces);
    for (guint i = 0; i < row->count; i++) {
        struct piece *piece = &pieces[cell_of(gutters, &words[i])];
        if (!piece->filled) {
            piece->first_width = words[i].right - words[i].left;
            piece->small = layout_begins_small(&words[i]);
        }
        piece->right = piece->filled ? MAX(piece->right, words[i].right) : words[i].right;
        piece->filled = TRUE;
    }
}

/* How far to the right each cell's lines reach. */
static void find_reaches(const struct region *region, guint first, guint end,
                         const struct strips *gutters, double *reaches)
{
    struct piece pieces[GUTTERS_MAX + 3];
    for (guint cell = 0; cell <= gutters->count; cell++)
        reaches[cell] = 0;
    for (guint i = first; i < end; i++) {
        find_pieces(region, row_at(region, i), gutters, pieces);
        for (guint cell = 0; cell <= gutters->count; cell++)
            if (pieces[cell].filled)
                reaches[cell] = MAX(reaches[cell], pieces[cell].right);
    }
}

/* Does the line at index go on with the cells of the line above? Each of its words was pushed down for
 * want of room, and at least one cell has already ended, or all of them go on within a sentence. */
static gboolean goes_on(const struct region *region, guint index, const struct strips *gutters,
                        const double *reaches)
{
    struct piece above[GUTTERS_MAX + 3], here[GUTTERS_MAX + 3];
    guint filled = 0, small = 0;
    const struct row *row = row_at(region, index), *before = row_at(region, index - 1);
    if (row->top - before->top > 1.3 * region->pitch || row->top - before->top > 1.6 * region->height)
        return FALSE;
    find_pieces(region, before, gutters, above);
    find_pieces(region, row, gutters, here);
    for (guint cell = 0; cell <= gutters->count; cell++) {
        if (!here[cell].filled)
            continue;
        filled++;
        small += here[cell].small;
        if (!above[cell].filled ||
            above[cell].right + here[cell].first_width < reaches[cell] - 0.5 * region->height)
            return FALSE;
    }
    return filled <= gutters->count || small == filled;
}

void layout_read_table(struct region *region, guint first, guint end,
                       const struct strips *gutters)
{
    struct cells cells = {.count = gutters->count + 1};
    double reaches[GUTTERS_MAX + 3];
    for (guint i = 0; i < cells.count; i++)
        cells.texts[i] = g_string_new(NULL);
    find_reaches(region, first, end, gutters, reaches);
    for (guint i = first; i < end; i++) {
        if (i > first && !goes_on(region, i, gutters, reaches))
            flush_cells(&cells, region->out);
        add_row(region, row_at(region, i), gutters, &cells);
    }
    flush_cells(&cells, region->out);
    for (guint i = 0; i < cells.count; i++)
        g_string_free(cells.texts[i], TRUE);
}
