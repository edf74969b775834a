/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading order by geometry: words into rows (layout_rows.c), rows into runs that share a
 * gutter (a blank strip from top to bottom of the run), and for each run the question whether it is
 * columns to be read one after the other, or a table to be read row by row.
 *
 * Columns are two texts side by side (layout_columns.c). Everything else is read along the rows: that keeps a date
 * beside what it is the date of.
 * Words in upright letters only; what is turned comes last, for it is a stamp or a margin note.
 * Recursion ends because each step takes a run apart at a gutter, and at DEPTH_MAX. */
#include "decode/layout.h"

#include "decode/layout_columns.h"
#include "decode/layout_notes.h"
#include "decode/layout_table.h"

#define DEPTH_MAX  6
#define NOTES_MAX  60 /* of a page: each has the rows made anew */
#define NOTE_ROWS  250 /* that are looked through for notes at once, */
#define LOOKED_MAX 20000 /* and in all */
#define GUTTER_MIN 0.75 /* of the letters' height */
#define NARROW_MIN 0.4  /* between a text and a box beside it */

/* TRUE: not all was looked through for notes. */
static gboolean read_region(struct word *words, guint count, GString *out, guint depth);

/* The blank strips of a row, those to its left and right included. */
static void find_blanks(const struct region *region, const struct row *row, struct strips *blanks)
{
    const struct word *words = region->words + row->first;
    blanks->count = 0;
    blanks->items[blanks->count++] = (struct strip){-1e6, words[0].left};
    double reached = words[0].right;
    for (guint i = 1; i < row->count; i++) {
        if (words[i].left - reached >= region->least * region->height && blanks->count <= GUTTERS_MAX)
            blanks->items[blanks->count++] = (struct strip){reached, words[i].left};
        reached = MAX(reached, words[i].right);
    }
    blanks->items[blanks->count++] = (struct strip){reached, 1e6};
}

static void intersect(const struct region *region, struct strips *common, const struct strips *more)
{
    struct strips result = {.count = 0};
    for (guint i = 0, j = 0; i < common->count && j < more->count;) {
        struct strip one = common->items[i], other = more->items[j];
        struct strip both = {MAX(one.left, other.left), MIN(one.right, other.right)};
        if (both.right - both.left >= region->least * region->height &&
            result.count < G_N_ELEMENTS(result.items))
            result.items[result.count++] = both;
        if (one.right < other.right)
            i++;
        else
            j++;
    }
    *common = result;
}

static gboolean has_words_beyond(const struct region *region, guint first, guint end, double x,
                                 gboolean right)
{
    for (guint i = first; i < end; i++) {
        const struct row *row = row_at(region, i);
        if (right ? row->right > x : row->left < x)
            return TRUE;
    }
    return FALSE;
}

/* Only those with words on both sides. */
static void keep_inner(const struct region *region, guint first, guint end, struct strips *strips)
{
    guint kept = 0;
    for (guint i = 0; i < strips->count; i++) {
        struct strip strip = strips->items[i];
        if (has_words_beyond(region, first, end, strip.left, FALSE) && strip.left > -1e5 &&
            strip.right < 1e5 && has_words_beyond(region, first, end, strip.right, TRUE))
            strips->items[kept++] = strip;
    }
    strips->count = kept;
}

static gboolean is_inner(const struct strips *strips, double left, double right)
{
    for (guint i = 0; i < strips->count; i++)
        if (strips->items[i].left > left && strips->items[i].right < right)
            return TRUE;
    return FALSE;
}

/* Do cells begin, or end, one under the other at the gutter? The gaps of justified lines, which now and
 * then make a blank strip too, do not. */
static gboolean is_aligned(const struct region *region, guint first, guint end, struct strip gutter)
{
    guint split = 0, begin = 0, stop = 0;
    for (guint i = first; i < end; i++) {
        const struct row *row = row_at(region, i);
        const struct word *words = region->words + row->first;
        guint index = layout_count_left(region, row, gutter.right - 0.01);
        if (index == 0 || index == row->count)
            continue;
        split++;
        begin += words[index].left - gutter.right < 0.25 * region->height;
        stop += gutter.left - words[index - 1].right < 0.25 * region->height;
    }
    return split >= 2 && (begin * 2 > split || stop * 2 > split) &&
           (split >= 3 || gutter.right - gutter.left > 1.4 * region->height);
}

static gboolean is_split(const struct row *row, const struct strips *strips)
{
    return is_inner(strips, row->left, row->right);
}

/* Is the row at end, set off and without cells of its own, laid across a gutter of the rows before? Then
 * it is the text below a table. */
static gboolean ends_table(const struct region *region, guint first, guint end,
                           const struct strips *before, const struct strips *after)
{
    const struct row *row = row_at(region, end);
    if (is_split(row, after) || row->top - row_at(region, end - 1)->top < 1.3 * region->pitch)
        return FALSE;
    for (guint i = 0; i < before->count; i++) {
        struct strip gutter = before->items[i];
        if (!is_inner(after, gutter.left - 0.01, gutter.right + 0.01) &&
            is_aligned(region, first, end, gutter))
            return TRUE;
    }
    return FALSE;
}

/* The rows from first on that share a gutter; the gutters they share. Gives the row after them. */
static guint find_run(const struct region *region, guint first, struct strips *gutters)
{
    struct strips common, next;
    double left = row_at(region, first)->left, right = row_at(region, first)->right;
    find_blanks(region, row_at(region, first), &common);
    guint end = first + 1;
    for (; end < region->rows->len; end++) {
        const struct row *row = row_at(region, end);
        find_blanks(region, row, &next);
        struct strips trial = common;
        intersect(region, &trial, &next);
        double reach_left = MIN(left, row->left), reach_right = MAX(right, row->right);
        if (!is_inner(&trial, reach_left, reach_right) ||
            row->top - row_at(region, end - 1)->bottom > 4 * region->height ||
            ends_table(region, first, end, &common, &trial))
            break;
        common = trial;
        left = reach_left;
        right = reach_right;
    }
    keep_inner(region, first, end, &common);
    *gutters = common;
    return end;
}

/* Words of a run on one side of the gutter, as a region of its own. */
static void read_side(struct region *region, guint first, guint end, double x, gboolean right)
{
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(struct word));
    for (guint i = first; i < end; i++) {
        const struct row *row = row_at(region, i);
        guint split = layout_count_left(region, row, x);
        const struct word *from = region->words + row->first;
        g_array_append_vals(words, right ? from + split : from, right ? row->count - split : split);
    }
    if (words->len > 0)
        region->unsure |= read_region((struct word *) words->data, words->len, region->out, region->depth + 1);
}

static gboolean is_right_to_left(const struct word *word)
{
    gunichar c = g_utf8_get_char_validated(word->text, (gssize) word->length);
    if (c == (gunichar) -1 || c == (gunichar) -2)
        return FALSE;
    GUnicodeScript script = g_unichar_get_script(c);
    return script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW;
}

/* Is the gap before the word a gap between cells? In a justified line all gaps are wide alike. */
static gboolean is_cell_gap(const struct region *region, const struct row *row, guint index,
                            const struct strips *gutters)
{
    const struct word *words = region->words + row->first;
    double left = words[index - 1].right, right = words[index].left;
    for (guint i = 0; i < gutters->count; i++)
        if (gutters->items[i].left >= left - 0.01 && gutters->items[i].right <= right + 0.01)
            return TRUE;
    if (right - left < 2 * region->height)
        return FALSE;
    if (row->count == 2)
        return right - left > 4 * region->height;
    double others = 0;
    for (guint i = 1; i < row->count; i++)
        if (i != index)
            others = MAX(others, words[i].left - words[i - 1].right);
    return right - left > 2 * others || row->count == 2;
}

static void append_words(const struct region *region, const struct row *row,
                         const struct strips *gutters, GString *out)
{
    const struct word *words = region->words + row->first;
    guint backwards = 0;
    for (guint i = 0; i < row->count; i++)
        backwards += is_right_to_left(&words[i]);
    if (backwards * 2 > row->count) {
        for (guint i = row->count; i > 0; i--) {
            g_string_append_len(out, words[i - 1].text, (gssize) words[i - 1].length);
            g_string_append_c(out, i > 1 ? ' ' : '\n');
        }
        return;
    }
    for (guint i = 0; i < row->count; i++) {
        if (i > 0)
            g_string_append_c(out, is_cell_gap(region, row, i, gutters) ? '\t' : ' ');
        g_string_append_len(out, words[i].text, (gssize) words[i].length);
    }
    g_string_append_c(out, '\n');
}

/* A larger step than from line to line: a paragraph ends. */
static gboolean has_gap_above(const struct region *region, guint index)
{
    if (index == 0)
        return FALSE;
    const struct row *above = row_at(region, index - 1), *row = row_at(region, index);
    return row->top - above->top > 1.35 * region->pitch && row->top - above->bottom > 0.35 * region->height;
}

static void open_gap(struct region *region, guint index)
{
    if (has_gap_above(region, index))
        layout_end_paragraph(region->out);
}

static struct strip widest(const struct strips *gutters)
{
    struct strip best = gutters->items[0];
    for (guint i = 1; i < gutters->count; i++)
        if (gutters->items[i].right - gutters->items[i].left > best.right - best.left)
            best = gutters->items[i];
    return best;
}

/* A gutter at which the run falls into columns; FALSE where there is none. */
static gboolean find_columns(const struct region *region, guint first, guint end,
                             const struct strips *gutters, struct strip *chosen)
{
    if (region->depth >= DEPTH_MAX)
        return FALSE;
    *chosen = widest(gutters);
    if (layout_are_columns(region, first, end, *chosen))
        return TRUE;
    for (guint i = 0; i < gutters->count; i++) {
        *chosen = gutters->items[i];
        if (layout_are_columns(region, first, end, *chosen))
            return TRUE;
    }
    return FALSE;
}

static void read_run(struct region *region, guint first, guint end, const struct strips *gutters)
{
    struct strip gutter;
    open_gap(region, first);
    if (find_columns(region, first, end, gutters, &gutter)) {
        read_side(region, first, end, gutter.right - 0.01, FALSE);
        if (!layout_columns_join(region, first, end, gutter))
            layout_end_paragraph(region->out);
        read_side(region, first, end, gutter.right - 0.01, TRUE);
        layout_end_paragraph(region->out);
    } else {
        layout_read_table(region, first, end, gutters);
    }
}

/* A run is a table if cells stand under each other at one of its gutters, or columns if its lines
 * stand side by side at different heights. Gutters that are neither are dropped. */
static gboolean is_run(const struct region *region, guint first, guint end, struct strips *gutters)
{
    if (end - first < 2)
        return FALSE;
    guint kept = 0;
    for (guint i = 0; i < gutters->count; i++)
        if (is_aligned(region, first, end, gutters->items[i]) ||
            layout_are_columns(region, first, end, gutters->items[i]))
            gutters->items[kept++] = gutters->items[i];
    gutters->count = kept;
    return kept > 0;
}

/* Is the first row a heading above the table that begins with the next one? It has no cells itself and
 * lies across a gutter of that table. */
static gboolean is_heading(const struct region *region, guint first, const struct strips *gutters)
{
    struct strips below;
    if (is_split(row_at(region, first), gutters) || first + 1 >= region->rows->len)
        return FALSE;
    guint end = find_run(region, first + 1, &below);
    return is_run(region, first + 1, end, &below) && below.count > gutters->count;
}

/* Where a text that runs on ends its paragraph. */
static double find_turn(const struct region *region, guint index)
{
    for (; index < region->rows->len; index++)
        if (has_gap_above(region, index))
            return row_at(region, index)->top;
    return 1e6;
}

/* The words of the note out of the region's. Gives how many are left. */
static guint take_words(struct region *region, guint count, const struct note *note, GArray *taken)
{
    guint kept = 0;
    for (guint i = 0; i < count; i++) {
        struct word word = region->words[i];
        gboolean within = word.left >= note->left && word.left < note->right && word.top >= note->top - 0.01 &&
                          word.bottom <= note->bottom + 0.01;
        if (within)
            g_array_append_val(taken, word);
        else
            region->words[kept++] = word;
    }
    return kept;
}

/* What stands beside the text of this run is read by itself, and the rows are made anew without it. FALSE: there
 * is nothing of the kind. */
static gboolean part_notes(struct region *region, guint first, guint end, const struct strips *gutters)
{
    gboolean narrow = region->least < GUTTER_MIN;
    guint count = 0;
    g_autoptr(GArray) notes = g_array_new(FALSE, FALSE, sizeof(struct note));
    struct strip gutter;
    if (gutters->count == 0 || region->depth >= DEPTH_MAX)
        return FALSE;
    region->unsure |= region->notes >= NOTES_MAX || region->looked >= LOOKED_MAX;
    if (region->notes >= NOTES_MAX || region->looked >= LOOKED_MAX)
        return FALSE;
    end = MIN(end, first + NOTE_ROWS);
    region->looked += end - first;
    layout_find_notes(region, first, end, gutters, find_columns(region, first, end, gutters, &gutter), narrow, notes);
    for (guint i = 0; i < region->rows->len; i++)
        count += row_at(region, i)->count;
    for (guint i = 0; i < notes->len; i++) {
        const struct note *note = &g_array_index(notes, struct note, i);
        g_autoptr(GArray) taken = g_array_new(FALSE, FALSE, sizeof(struct word));
        GString *text = g_string_new(NULL);
        count = take_words(region, count, note, taken);
        if (taken->len > 0 && !note->numbers)
            region->unsure |= read_region((struct word *) (void *) taken->data, taken->len, text, region->depth + 1);
        layout_wait(region, text, note->before < 1e6 ? note->before : find_turn(region, end));
    }
    region->notes += notes->len;
    if (notes->len > 0) {
        g_array_set_size(region->rows, 0);
        layout_make_rows(region, count);
    }
    return notes->len > 0;
}

/* … in the same way, where the box stands closer to the text than cells do to each other. */
static gboolean part_close_notes(struct region *region, guint first)
{
    struct strips gutters;
    if (region->looked >= LOOKED_MAX)
        return FALSE;
    region->least = NARROW_MIN;
    guint end = find_run(region, first, &gutters);
    gboolean parted = part_notes(region, first, end, &gutters);
    region->least = GUTTER_MIN;
    return parted;
}

static void read_rows(struct region *region)
{
    for (guint i = 0; i < region->rows->len;) {
        struct strips gutters, none = {.count = 0};
        guint end = find_run(region, i, &gutters);
        if (part_notes(region, i, end, &gutters) || part_close_notes(region, i))
            continue;
        layout_flush_waiting(region, row_at(region, i)->top);
        if (is_run(region, i, end, &gutters) && !is_heading(region, i, &gutters)) {
            read_run(region, i, end, &gutters);
            i = end;
        } else {
            open_gap(region, i);
            layout_begin_row(region, row_at(region, i)->top);
            append_words(region, row_at(region, i), &none, region->out);
            i++;
        }
    }
}

static gboolean read_region(struct word *words, guint count, GString *out, guint depth)
{
    struct region region = {.words = words, .out = out, .depth = depth, .least = GUTTER_MIN};
    layout_begin_waiting(&region);
    region.rows = g_array_new(FALSE, FALSE, sizeof(struct row));
    layout_make_rows(&region, count);
    if (depth == 0)
        layout_open_tight(&region);
    read_rows(&region);
    layout_end_waiting(&region);
    g_array_unref(region.rows);
    return region.unsure;
}

static gboolean is_turned(const struct word *word)
{
    return g_utf8_strlen(word->text, (gssize) word->length) >= 3 &&
           word->bottom - word->top > 2 * (word->right - word->left);
}

GString *layout_read(struct word *words, guint count, gboolean *unsure)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GArray) upright = g_array_new(FALSE, FALSE, sizeof(struct word));
    g_autoptr(GString) turned = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        if (!is_turned(&words[i])) {
            g_array_append_val(upright, words[i]);
            continue;
        }
        if (turned->len > 0)
            g_string_append_c(turned, ' ');
        g_string_append_len(turned, words[i].text, (gssize) words[i].length);
    }
    gboolean cut = upright->len > 0 && read_region((struct word *) upright->data, upright->len, out, 0);
    if (unsure != NULL)
        *unsure |= cut;
    if (turned->len > 0) {
        layout_end_paragraph(out);
        g_string_append_printf(out, "%s\n", turned->str);
    }
    return out;
}
