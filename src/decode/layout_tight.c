/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables without lines whose cells stand closer to each other than a gutter is wide.
 *
 * What gives them away: words of several rows, each behind more than a blank, begin at the same place. In a line
 * of justified text all blanks are wide, and where words begin below each other it is by chance. */
#include "decode/layout_table.h"

#define ROWS_MIN  3
#define ROWS_OVER 2    /* of a chain that may lack the cell: others in them have more lines */
#define WIDER     1.6  /* than a blank of the same row */
#define FEW       4    /* gaps in a row: too few to tell how wide its blanks are */
#define APART     0.08 /* of the letters' height: the same place */
#define OPENED    0.8  /* … so wide, what parts cells is a gutter */
#define MARK_MAX  4    /* bytes of "(iv)", which opens an item and is no cell */

/* A word that may begin a cell. */
struct start {
    guint word, row;
    guint before; /* the start above it, from 1; 0: none */
    guint rows;   /* of its chain so far */
    gboolean cell;
};

/* So wide are the narrower ones: cells of several words have blanks, too. */
static double blank_of(GArray *gaps)
{
    if (gaps->len == 0)
        return 0;
    g_array_sort(gaps, layout_compare_doubles);
    return g_array_index(gaps, double, gaps->len / 4);
}

static void add_gaps(const struct region *region, const struct row *row, GArray *gaps)
{
    for (guint i = row->first + 1; i < row->first + row->count; i++) {
        double gap = region->words[i].left - region->words[i - 1].right;
        if (gap > 0)
            g_array_append_val(gaps, gap);
    }
}

static gint64 key_of(const struct region *region, const struct word *word)
{
    return (gint64) (CLAMP(word->left, -1e6, 1e6) / (APART * region->height));
}

/* The last start at that place, from 1. latest: by place. */
static guint find_above(const struct region *region, const GArray *starts, GHashTable *latest, const struct start *start)
{
    const struct word *word = &region->words[start->word];
    for (gint64 key = key_of(region, word) - 1, end = key + 2; key <= end; key++) {
        guint number = GPOINTER_TO_UINT(g_hash_table_lookup(latest, GINT_TO_POINTER(key)));
        const struct start *above = number > 0 ? &g_array_index(starts, struct start, number - 1) : NULL;
        if (above != NULL && above->row < start->row && start->row - above->row <= ROWS_OVER + 1 &&
            ABS(region->words[above->word].left - word->left) <= APART * region->height)
            return number;
    }
    return 0;
}

static void add_starts(const struct region *region, guint index, double blank, GArray *starts, GHashTable *latest)
{
    const struct row *row = row_at(region, index);
    for (guint i = row->first + 1; i < row->first + row->count; i++) {
        const struct word *word = &region->words[i];
        if (word->left - word[-1].right < WIDER * blank || (i == row->first + 1 && word[-1].length <= MARK_MAX))
            continue;
        struct start start = {.word = i, .row = index};
        start.before = find_above(region, starts, latest, &start);
        start.rows = start.before > 0 ? g_array_index(starts, struct start, start.before - 1).rows + 1 : 1;
        g_array_append_val(starts, start);
        g_hash_table_insert(latest, GINT_TO_POINTER(key_of(region, word)), GUINT_TO_POINTER(starts->len));
    }
}

void layout_open_tight(struct region *region)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(double)), gaps = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(struct start));
    g_autoptr(GHashTable) latest = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < region->rows->len; i++)
        add_gaps(region, row_at(region, i), all);
    double usual = blank_of(all);
    for (guint i = 0; i < region->rows->len; i++) {
        g_array_set_size(gaps, 0);
        add_gaps(region, row_at(region, i), gaps);
        double blank = blank_of(gaps);
        add_starts(region, i, gaps->len < FEW ? MIN(blank, usual) : blank, starts, latest);
    }
    for (guint i = starts->len; i > 0; i--) {
        struct start *start = &g_array_index(starts, struct start, i - 1);
        struct word *word = &region->words[start->word];
        start->cell |= start->rows >= ROWS_MIN;
        if (!start->cell)
            continue;
        if (start->before > 0)
            g_array_index(starts, struct start, start->before - 1).cell = TRUE;
        word[-1].right = MAX(word[-1].left, MIN(word[-1].right, word->left - OPENED * region->height));
    }
}
