/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which positions of patterns walks have come to an end at, and where in the text. */
#ifndef CIRCULARD_FIND_PATTERN_REACHED_H
#define CIRCULARD_FIND_PATTERN_REACHED_H

#include <glib.h>

/* The ends up to 64 tokens back at which a position was reached: bit 0 is `last`. */
struct reached_end {
    guint32 position; /* its number plus one; 0 where nothing stands */
    guint64 last, before;
};

struct reached {
    struct reached_end *ends; /* open addressing */
    guint size, used;         /* size: a power of two */
};

/* Spreads the numbers of positions, which come in rows, over a table. */
static inline guint32 spread_number(guint32 number)
{
    return (number * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) >> 40;
}

void reached_init(struct reached *reached);
void reached_clear(struct reached *reached);

static inline gboolean reached_again(struct reached_end *r, guint64 end)
{
    if (end > r->last) {
        r->before = end - r->last < 64 ? r->before << (end - r->last) | 1 : 1;
        r->last = end;
        return TRUE;
    }
    guint64 bit = r->last - end < 64 ? G_GUINT64_CONSTANT(1) << (r->last - end) : 0;
    gboolean new = !(r->before & bit);
    r->before |= bit;
    return new;
}

/* Where the position is new, or does not stand at the place that is its own. */
gboolean reached_note_slowly(struct reached *reached, guint32 position, guint64 start, guint64 end);

/* A walk from start has come to that end; starts never go back. TRUE where no earlier one had. */
static inline gboolean reached_note(struct reached *reached, guint32 position, guint64 start, guint64 end)
{
    struct reached_end *r = &reached->ends[spread_number(position) & (reached->size - 1)];

    if (r->position != position + 1)
        return reached_note_slowly(reached, position, start, end);
    return reached_again(r, end);
}

#endif
