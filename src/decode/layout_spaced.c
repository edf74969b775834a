/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "D E A D L I N E :  1  M A Y": to the program that reads the page each letter is a word, and after that
 * nothing tells the gaps between letters from those between words; their widths do. A row of single letters,
 * less than their height apart from each other, is joined where a gap is no more than half as wide again as
 * most are.
 *
 * Rows of digits, or of few letters, stay as they are: they are the heads of columns, or sums; but the year
 * that such a heading leaves for its next line stands in gaps as wide as the line above. */
#include "decode/layout_spaced.h"

#include <stdlib.h>

#include "decode/layout_table.h"

#define SINGLES_MIN 5
#define LETTERS_MIN 4
#define APART_MAX   2.5 /* of the height: beyond, another row of letters begins */
#define WIDE        1.5 /* times the usual gap */

static gboolean is_single(const struct word *word)
{
    const char *end = word->text + word->length;
    return word->length > 0 && g_utf8_next_char(word->text) == end;
}

static int compare_tops(const void *a, const void *b)
{
    const struct word *one = a, *other = b;
    return one->top < other->top ? -1 : one->top > other->top ? 1 : 0;
}

struct joining {
    GArray *out;
    GStringChunk *store;
    double above; /* the usual gap of the heading's line above; 0 where there is none */
};

/* The gap that half of the others are below; 0 where the letters are none of a heading. */
static double find_usual_gap(const struct word *row, guint count, double above)
{
    guint letters = 0;
    for (guint i = 0; i < count; i++)
        letters += g_unichar_isalpha(g_utf8_get_char(row[i].text)) != 0;
    gboolean goes_on = above > 0 && count >= LETTERS_MIN;
    if ((count < SINGLES_MIN || letters < LETTERS_MIN) && !goes_on)
        return 0;
    g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 1; i < count; i++) {
        double gap = row[i].left - row[i - 1].right;
        g_array_append_val(gaps, gap);
    }
    g_array_sort(gaps, layout_compare_doubles);
    double usual = g_array_index(gaps, double, gaps->len / 2), height = row[0].bottom - row[0].top;
    if (letters < LETTERS_MIN && (usual < 0.9 * above || usual > 1.1 * above))
        return 0;
    return usual > 0.1 * height && usual < height ? usual : 0;
}

static void join(GArray *out, const struct word *letters, guint count, GStringChunk *store)
{
    struct word word = letters[0];
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        g_string_append_len(text, letters[i].text, (gssize) letters[i].length);
        word.right = MAX(word.right, letters[i].right);
        word.top = MIN(word.top, letters[i].top);
        word.bottom = MAX(word.bottom, letters[i].bottom);
    }
    word.text = g_string_chunk_insert_len(store, text->str, (gssize) text->len);
    word.length = text->len;
    g_array_append_val(out, word);
}

/* Letters from left to right, none far from the one before. */
static void read_letters(struct joining *joining, const struct word *row, guint count)
{
    double usual = find_usual_gap(row, count, joining->above);
    joining->above = usual;
    for (guint first = 0, i = 1; i <= count; i++) {
        if (i < count && usual > 0 && row[i].left - row[i - 1].right <= WIDE * usual)
            continue;
        if (i - first == 1)
            g_array_append_val(joining->out, row[first]);
        else
            join(joining->out, row + first, i - first, joining->store);
        first = i;
    }
}

static void read_row(struct joining *joining, struct word *row, guint count)
{
    qsort(row, count, sizeof *row, layout_compare_lefts);
    for (guint first = 0, i = 1; i <= count; i++) {
        double height = row[first].bottom - row[first].top;
        if (i < count && row[i].left - row[i - 1].right <= APART_MAX * height)
            continue;
        read_letters(joining, row + first, i - first);
        first = i;
    }
}

void layout_join_spaced(GArray *words, GStringChunk *store)
{
    g_autoptr(GArray) singles = g_array_new(FALSE, FALSE, sizeof(struct word));
    guint kept = 0;
    for (guint i = 0; i < words->len; i++) {
        struct word word = g_array_index(words, struct word, i);
        if (is_single(&word))
            g_array_append_val(singles, word);
        else
            g_array_index(words, struct word, kept++) = word;
    }
    g_array_set_size(words, kept);
    if (singles->len == 0)
        return;
    struct joining joining = {words, store, 0};
    struct word *all = (struct word *) (void *) singles->data;
    qsort(all, singles->len, sizeof *all, compare_tops);
    for (guint first = 0, i = 1; i <= singles->len; i++) {
        if (i < singles->len && all[i].top - all[first].top < 0.3 * (all[first].bottom - all[first].top))
            continue;
        read_row(&joining, all + first, i - first);
        first = i;
    }
}
