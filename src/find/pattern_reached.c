/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table that grows with the text, and from a size on keeps only what a walk still under way can ask for: a
 * process that reads one mail touches few pages, whatever the number of patterns. */
#include "find/pattern_reached.h"

#define ENDS_LEAST 1024u /* powers of two */
#define ENDS_MOST  16384u /* unless more are live at once */

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

/* The table grows while it is small; then it is renewed: nothing that was reached before the walk that is under
 * way will be asked for again. */
static void renew(struct reached *reached, guint64 start)
{
    struct reached_end *old = reached->ends;
    guint size = reached->size, live = 0;
    guint64 since = size < ENDS_MOST ? 0 : start;

    for (guint i = 0; i < size; i++)
        live += old[i].position != 0 && old[i].last > since;
    reached->size = size < ENDS_MOST || 4 * live > size ? 2 * size : size;
    reached->ends = g_new0(struct reached_end, reached->size);
    reached->used = live;
    for (guint i = 0; i < size; i++)
        if (old[i].position != 0 && old[i].last > since)
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
