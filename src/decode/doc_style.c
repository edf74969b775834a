/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties of characters in Word's binary documents ([MS-DOC] 2.4.6.2): pages of 512 bytes list runs of
 * bytes, each with its changes against the paragraph's style.
 *
 * Only what takes a text from the reader's sight is looked at: deleted by a tracked change, hidden,
 * crossed out, letters of a point and a half or less; and where the pictures are that stand among letters. What a style
 * says of whole paragraphs is not. Runs that do not rise from page to page are damage, and passed over. */
#include "decode/doc_style.h"

#include "decode/little.h"

#define PAGE_BYTES       512u
#define TINY_HALF_POINTS 3
#define NO_PICTURE       G_MAXUINT32

enum {
    SPRM_DELETED = 0x0800,
    SPRM_STRUCK = 0x0837,
    SPRM_HIDDEN = 0x083c,
    SPRM_SIZE = 0x4a43,
    SPRM_STRUCK_TWICE = 0x2a53,
    SPRM_PICTURE = 0x6a03,
};

/* Bytes of what follows the number of a change; the three upper bits say it. */
static gsize measure_operand(guint sprm, const guint8 *at, gsize left)
{
    static const guint8 sizes[] = {1, 1, 2, 4, 2, 2, 0, 3};
    guint kind = sprm >> 13;
    if (kind != 6)
        return sizes[kind];
    return left > 0 ? 1 + (gsize) at[0] : 1;
}

static guint set_look(guint look, guint bit, gboolean on)
{
    return on ? look | bit : look & ~bit;
}

static guint apply_change(guint look, guint sprm, const guint8 *operand)
{
    gboolean on = operand[0] == 1 || operand[0] == 0x81; /* or the opposite of the style, which shows it */
    switch (sprm) {
    case SPRM_DELETED:
        return set_look(look, DOC_DELETED, on);
    case SPRM_STRUCK:
    case SPRM_STRUCK_TWICE:
        return set_look(look, DOC_STRUCK, on);
    case SPRM_HIDDEN:
        return set_look(look, DOC_HIDDEN, on);
    default:
        return look;
    }
}

/* *picture: where the one is that stands for the run. */
static guint read_changes(const guint8 *at, gsize length, guint32 *picture)
{
    guint look = 0;
    gboolean tiny = FALSE;
    for (gsize i = 0; i + 2 < length;) {
        guint sprm = little_u16(at + i);
        gsize bytes = measure_operand(sprm, at + i + 2, length - i - 2);
        if (bytes > length - i - 2)
            break;
        if (sprm == SPRM_SIZE)
            tiny = little_u16(at + i + 2) <= TINY_HALF_POINTS;
        else if (sprm == SPRM_PICTURE)
            *picture = little_u32(at + i + 2);
        else
            look = apply_change(look, sprm, at + i + 2);
        i += 2 + bytes;
    }
    return tiny ? look | DOC_HIDDEN : look;
}

/* Two bytes are the unit in which a page says where the changes stand; 0 for none. */
static guint look_of(const guint8 *page, guint half_offset, guint32 *picture)
{
    gsize offset = 2 * (gsize) half_offset;
    if (offset == 0 || offset + 1 >= PAGE_BYTES)
        return 0;
    return read_changes(page + offset + 1, MIN(page[offset], PAGE_BYTES - 1 - offset - 1), picture);
}

static void add_run(GArray *runs, struct doc_run run)
{
    struct doc_run *last = runs->len > 0 ? &g_array_index(runs, struct doc_run, runs->len - 1) : NULL;
    if (last != NULL && run.from < last->to)
        return;
    if (last != NULL && run.from == last->to && run.look == last->look)
        last->to = run.to;
    else
        g_array_append_val(runs, run);
}

static void read_page(GArray *runs, GArray *pictures, const guint8 *page)
{
    guint count = page[PAGE_BYTES - 1];
    if (count * 5 + 4 >= PAGE_BYTES)
        return;
    const guint8 *offsets = page + 4 * (count + 1);
    for (guint i = 0; i < count; i++) {
        guint32 picture = NO_PICTURE;
        struct doc_run run = {little_u32(page + 4 * i), little_u32(page + 4 * (i + 1)), look_of(page, offsets[i], &picture)};
        if (run.look == 0 && picture != NO_PICTURE)
            g_array_append_val(pictures, picture);
        if (run.look != 0 && run.from < run.to)
            add_run(runs, run);
    }
}

GArray *doc_style_read(GBytes *main, const guint8 *table, gsize length, GArray *pictures)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(struct doc_run));
    gsize bytes, pages = length >= 4 ? (length - 4) / 8 : 0;
    const guint8 *data = g_bytes_get_data(main, &bytes);
    for (gsize i = 0; i < MIN(pages, bytes / PAGE_BYTES + 1); i++) {
        gsize place = (gsize) (little_u32(table + 4 * (pages + 1) + 4 * i) & 0x3fffff) * PAGE_BYTES;
        if (place + PAGE_BYTES <= bytes)
            read_page(runs, pictures, data + place);
    }
    return runs;
}

guint doc_style_find(const GArray *runs, guint32 at)
{
    guint low = 0, high = runs->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(runs, struct doc_run, middle).to <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
