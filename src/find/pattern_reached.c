/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only what a walk still under way can ask for is kept, so that the table stays small: a process that
 * reads one mail touches few pages, whatever the number of patterns. */
#include "find/pattern_reached.h"

#define ENDS_LEAST 1024u /* a power of two */

void reached_init(struct reached *reached)
{
    *reached = (struct reached){ .size = ENDS_LEAST, .ends = g_new0(struct reached_end, ENDS_LEAST) };
}

void reached_clear(struct reached *reached)
{
    g_free(reached->ends);
    *reached = (struct reached){ 0 };
}

static struct reached_end *find_end(struct reached_end *table, guint size, guint32 position)
{
    guint at = spread_number(position) & (size - 1);

    while (table[at].position != 0 && table[at].position != position + 1)
        at = (at + 1) & (size - 1);
    return &table[at];
}

/* Nothing that was reached before the walk that is under way will be asked for again. */
static void renew(struct reached *reached, guint64 start)
{
    struct reached_end *old = reached->ends;
    guint size = reached->size, live = 0;

    for (guint i = 0; i < size; i++)
        live += old[i].position != 0 && old[i].last > start;
    reached->size = 4 * live > size ? 2 * size : size;
    reached->ends = g_new0(struct reached_end, reached->size);
    reached->used = live;
    for (guint i = 0; i < size; i++)
        if (old[i].position != 0 && old[i].last > start)
            *find_end(reached->ends, reached->size, old[i].position - 1) = old[i];
    g_free(old);
}

static struct reached_end *have_end(struct reached *reached, guint32 position, guint64 start)
{
    struct reached_end *r = find_end(reached->ends, reached->size, position);

    if (r->position != 0)
        return r;
    if (2 * reached->used >= reached->size) {
        renew(reached, start);
        r = find_end(reached->ends, reached->size, position);
    }
    reached->used++;
    *r = (struct reached_end){ .position = position + 1 };
    return r;
}

gboolean reached_note_slowly(struct reached *reached, guint32 position, guint64 start, guint64 end)
{
    return reached_again(have_end(reached, position, start), end);
}
