/* SPDX-License-Identifier: GPL-3.0-or-later */
/* poppler knows four directions of text and takes what runs between them to pieces: letters of one height side by side
 * are one piece, and it orders the pieces from top to bottom, so that "1 May" comes out as "y", "M a", "1". But each
 * letter still begins where the one before it ended. So pieces that stand alone in their line are put together again
 * where one begins at the other's end, a little higher or lower, and all of them lie on a straight line that is not
 * level. Words drawn one by one without such a break in any of them stay where they are.
 *
 * What runs steeper than it is wide is looked at with the sheet turned. */
#include "decode/pdf_slant.h"

#include <math.h>
#include <string.h>

#include "decode/layout.h"

#define LOOSE_MAX   3000    /* pieces looked at, of a page */
#define STEPS_MAX   2000000 /* pairs of pieces */
#define GROUPS_MAX  16      /* slants of a page; what has yet another is read with the last */
#define SLOPE_MIN   0.06    /* below, it is a page that lay askew in the scanner */
#define SLOPE_MAX   1.3
#define LETTERS_MIN 4
#define PIECES_MIN  3

enum way { ALONG, UP, DOWN, WAYS };

struct piece {
    double left, right, top, bottom, last; /* last: where its last letter begins */
    const char *text;
    gsize length;
    guint first, letters; /* characters */
    gboolean used;
};

struct group {
    double angle;
    GArray *words; /* of struct word; owned by the result */
};

struct search {
    const char *text;
    const PopplerRectangle *places;
    guint count;
    gboolean *taken;
    gboolean *settled; /* characters that stand in level lines */
    GArray *loose;     /* of struct piece, from left to right */
    GArray *groups;
    GPtrArray *lists;
    GStringChunk *store;
    guint steps;
    gboolean unsure;
};

static void turn(struct piece *piece, const PopplerRectangle *place, enum way way)
{
    piece->left = way == ALONG ? place->x1 : way == UP ? -place->y2 : place->y1;
    piece->right = way == ALONG ? place->x2 : way == UP ? -place->y1 : place->y2;
    piece->top = way == ALONG ? place->y1 : way == UP ? place->x1 : -place->x2;
    piece->bottom = way == ALONG ? place->y2 : way == UP ? place->x2 : -place->x1;
    piece->last = piece->left;
}

static double height_of(const struct piece *piece)
{
    return piece->bottom - piece->top;
}

static double middle_of(const struct piece *piece)
{
    return (piece->top + piece->bottom) / 2;
}

/* A letter stands at the height at which it begins, and a piece in the middle between those of its first and last one. */
static double start_of(const struct piece *piece)
{
    return (piece->left + piece->last) / 2;
}

static gboolean goes_on(const struct piece *piece, const struct piece *letter)
{
    return fabs(piece->top - letter->top) < 0.01 && fabs(piece->bottom - letter->bottom) < 0.01 &&
           fabs(letter->left - piece->right) < 0.05;
}

/* Read from its end, a line that runs down looks like one that runs up; but letters of one height keep their order. */
static gboolean is_backwards(const struct piece *piece, const struct piece *letter)
{
    return fabs(piece->top - letter->top) < 0.01 && fabs(piece->bottom - letter->bottom) < 0.01 &&
           fabs(letter->right - piece->left) < 0.05;
}

/* Letters of one height, one after the other. */
static GArray *cut_pieces(const struct search *search, enum way way)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
    struct piece *now = NULL;
    const char *at = search->text;
    for (guint i = 0; i < search->count && *at != '\0'; i++) {
        const char *next = g_utf8_next_char(at);
        struct piece letter = {.text = at, .length = (gsize) (next - at), .first = i, .letters = 1};
        turn(&letter, &search->places[i], way);
        if (g_ascii_isspace(*at) || search->taken[i] || search->settled[i]) {
            now = NULL;
        } else if (now != NULL && goes_on(now, &letter)) {
            now->right = letter.right;
            now->last = letter.left;
            now->length += letter.length;
            now->letters++;
        } else {
            if (now != NULL && is_backwards(now, &letter))
                now->used = letter.used = TRUE;
            g_array_append_val(pieces, letter);
            now = &g_array_index(pieces, struct piece, pieces->len - 1);
        }
        at = next;
    }
    return pieces;
}

/* Two pieces of a level line. */
static gboolean is_level(const struct piece *piece, const struct piece *next)
{
    double height = MIN(height_of(piece), height_of(next));
    return fabs(middle_of(piece) - middle_of(next)) < 0.03 * height && next->left > piece->left &&
           next->left - piece->right < height;
}

static int compare_pieces(gconstpointer a, gconstpointer b)
{
    const struct piece *one = a, *other = b;
    return one->left < other->left ? -1 : one->left > other->left ? 1 : 0;
}

/* Pieces that belong to no level line; the others are settled. */
static void keep_loose(struct search *search, const GArray *pieces)
{
    const struct piece *all = (const struct piece *) (const void *) pieces->data;
    g_array_set_size(search->loose, 0);
    for (guint i = 0; i < pieces->len; i++) {
        gboolean level = (i > 0 && is_level(&all[i - 1], &all[i])) || (i + 1 < pieces->len && is_level(&all[i], &all[i + 1]));
        for (guint j = 0; j < all[i].letters && (level || all[i].letters > 3); j++)
            search->settled[all[i].first + j] = TRUE;
        gboolean loose = !level && !all[i].used;
        search->unsure |= loose && search->loose->len >= LOOSE_MAX;
        if (loose && search->loose->len < LOOSE_MAX)
            g_array_append_val(search->loose, all[i]);
    }
    g_array_sort(search->loose, compare_pieces);
}

static struct piece *loose_at(const struct search *search, guint index)
{
    return &g_array_index(search->loose, struct piece, index);
}

/* The first piece that begins at x or later. */
static guint find_from(const struct search *search, double x)
{
    guint low = 0, high = search->loose->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (loose_at(search, middle)->left < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How badly `next` goes on a chain that ends with `last` and rises by slope; negative: not at all. */
static double misfit(const struct piece *last, const struct piece *next, const double *slope)
{
    double height = MIN(height_of(last), height_of(next)), gap = next->left - last->right;
    double across = start_of(next) - start_of(last), down = middle_of(next) - middle_of(last);
    double higher = MAX(height_of(last), height_of(next));
    if (gap < -0.3 * height || gap > 0.7 * height || higher > 1.8 * height || across <= 0 ||
        fabs(down) < 0.03 * height || fabs(down) > SLOPE_MAX * across + 0.2 * height)
        return -1;
    double off = slope != NULL ? fabs(down - *slope * across) : 0;
    return off > 0.35 * height ? -1 : fabs(gap) + off;
}

/* Slope and height at x = 0 of the straight line through the chain; FALSE: it is none. */
static gboolean fit(const struct search *search, const GArray *chain, double *slope, double *start)
{
    double x = 0, y = 0, xx = 0, xy = 0;
    guint touching = 0, letters = 0;
    for (guint i = 0; i < chain->len; i++) {
        const struct piece *piece = loose_at(search, g_array_index(chain, guint, i));
        const struct piece *before = i > 0 ? loose_at(search, g_array_index(chain, guint, i - 1)) : NULL;
        x += start_of(piece) / chain->len;
        y += middle_of(piece) / chain->len;
        letters += piece->letters;
        touching += before != NULL && fabs(piece->left - before->right) < 0.03 * height_of(piece);
    }
    for (guint i = 0; i < chain->len; i++) {
        const struct piece *piece = loose_at(search, g_array_index(chain, guint, i));
        xx += (start_of(piece) - x) * (start_of(piece) - x);
        xy += (start_of(piece) - x) * (middle_of(piece) - y);
    }
    if (chain->len < PIECES_MIN || letters < LETTERS_MIN || touching == 0 || xx <= 0)
        return FALSE;
    *slope = xy / xx;
    *start = y - *slope * x;
    gboolean straight = fabs(*slope) >= SLOPE_MIN && fabs(*slope) <= SLOPE_MAX;
    for (guint i = 0; i < chain->len && straight; i++) {
        const struct piece *piece = loose_at(search, g_array_index(chain, guint, i));
        straight = fabs(middle_of(piece) - *start - *slope * start_of(piece)) < 0.3 * height_of(piece);
    }
    return straight;
}

static void extend(struct search *search, GArray *chain)
{
    double slope = 0;
    for (;;) {
        const struct piece *begin = loose_at(search, g_array_index(chain, guint, 0));
        guint last_index = g_array_index(chain, guint, chain->len - 1), best = G_MAXUINT;
        const struct piece *last = loose_at(search, last_index);
        double least = G_MAXDOUBLE, height = height_of(last);
        if (chain->len > 1)
            slope = (middle_of(last) - middle_of(begin)) / (start_of(last) - start_of(begin));
        for (guint i = find_from(search, last->right - 0.3 * height);
             i < search->loose->len && loose_at(search, i)->left <= last->right + 0.7 * height; i++) {
            if (search->steps++ > STEPS_MAX)
                break;
            double off = i == last_index || loose_at(search, i)->used
                             ? -1
                             : misfit(last, loose_at(search, i), chain->len > 1 ? &slope : NULL);
            if (off >= 0 && off < least) {
                least = off;
                best = i;
            }
        }
        if (best == G_MAXUINT)
            return;
        g_array_append_val(chain, best);
    }
}

static GArray *words_of(struct search *search, double angle)
{
    for (guint i = 0; i < search->groups->len; i++) {
        const struct group *group = &g_array_index(search->groups, struct group, i);
        if (fabs(group->angle - angle) < 0.05 || i + 1 == GROUPS_MAX)
            return group->words;
    }
    struct group group = {angle, g_array_new(FALSE, FALSE, sizeof(struct word))};
    g_array_append_val(search->groups, group);
    g_ptr_array_add(search->lists, group.words);
    return group.words;
}

/* A piece of several letters is as much higher as they rise. */
static double measure_letters(const struct search *search, const GArray *chain, double slope)
{
    double least = G_MAXDOUBLE;
    for (guint i = 0; i < chain->len; i++) {
        const struct piece *piece = loose_at(search, g_array_index(chain, guint, i));
        least = MIN(least, height_of(piece) - fabs(slope) * (piece->last - piece->left));
    }
    return MAX(least, 1);
}

static void take(struct search *search, const GArray *chain, double slope, double start)
{
    double angle = atan(slope), cosine = cos(angle), sine = sin(angle);
    double high = measure_letters(search, chain, slope), level = start * cosine;
    GArray *words = words_of(search, angle);
    g_autoptr(GString) text = g_string_new(NULL);
    double from = 0;
    for (guint i = 0; i < chain->len; i++) {
        struct piece *piece = loose_at(search, g_array_index(chain, guint, i));
        const struct piece *next = i + 1 < chain->len ? loose_at(search, g_array_index(chain, guint, i + 1)) : NULL;
        if (text->len == 0)
            from = piece->left;
        g_string_append_len(text, piece->text, (gssize) piece->length);
        piece->used = TRUE;
        for (guint j = 0; j < piece->letters; j++)
            search->taken[piece->first + j] = TRUE;
        if (next != NULL && next->left - piece->right < 0.12 * high)
            continue;
        double left = from * cosine + (start + slope * from) * sine;
        double right = piece->right * cosine + (start + slope * piece->right) * sine;
        struct word word = {left, level - high / 2, right, level + high / 2, g_string_chunk_insert(search->store, text->str), text->len};
        g_array_append_val(words, word);
        g_string_truncate(text, 0);
    }
}

static void look(struct search *search, enum way way)
{
    g_autoptr(GArray) pieces = cut_pieces(search, way);
    g_autoptr(GArray) chain = g_array_new(FALSE, FALSE, sizeof(guint));
    keep_loose(search, pieces);
    g_array_set_size(search->groups, 0);
    for (guint i = 0; i < search->loose->len && search->steps <= STEPS_MAX; i++) {
        double slope, start;
        if (loose_at(search, i)->used)
            continue;
        g_array_set_size(chain, 0);
        g_array_append_val(chain, i);
        extend(search, chain);
        if (fit(search, chain, &slope, &start))
            take(search, chain, slope, start);
    }
    search->unsure |= search->steps > STEPS_MAX;
}

static void free_words(gpointer words)
{
    g_array_unref(words);
}

GPtrArray *pdf_slant_find(const char *text, const PopplerRectangle *places, guint count, gboolean *taken,
                          GStringChunk *store, gboolean *unsure)
{
    struct search search = {
        .text = text,
        .places = places,
        .count = count,
        .taken = taken,
        .settled = g_new0(gboolean, count + 1),
        .loose = g_array_new(FALSE, FALSE, sizeof(struct piece)),
        .groups = g_array_new(FALSE, FALSE, sizeof(struct group)),
        .lists = g_ptr_array_new_with_free_func(free_words),
        .store = store,
    };
    for (enum way way = ALONG; way < WAYS; way++)
        look(&search, way);
    *unsure |= search.unsure;
    g_free(search.settled);
    g_array_unref(search.loose);
    g_array_unref(search.groups);
    if (search.lists->len > 0)
        return search.lists;
    g_ptr_array_unref(search.lists);
    return NULL;
}
