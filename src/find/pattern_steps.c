/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps are remembered in lines of eight places. The table starts small, for a process that reads one mail
 * touches few pages of a small table, and grows to what a very long text needs and no further: what
 * does not fit is forgotten and worked out again. */
#include "find/pattern_steps.h"

#include <string.h>

#define STEPS_MAX   (1u << 17) /* powers of two, both */
#define STEPS_LEAST 512u

/* A new one takes the first place and moves what stood there. */
static void put_step(struct steps *steps, struct step step)
{
    struct step *line = steps_line(steps, step.key);

    steps->used += line[STEPS_LINE - 1].key == 0;
    memmove(line + 1, line, (STEPS_LINE - 1) * sizeof *line);
    line[0] = step;
}

void steps_add(struct steps *steps, struct step step)
{
    if (2 * steps->used >= steps->size && steps->size < STEPS_MAX) {
        struct steps old = *steps;
        *steps = (struct steps){ .size = MAX(2 * old.size, STEPS_LEAST) };
        steps->places = g_aligned_alloc0(steps->size, sizeof(struct step), STEPS_LINE * sizeof(struct step));
        for (guint i = 0; i < old.size; i++)
            if (old.places[i ^ (STEPS_LINE - 1)].key != 0) /* the older of a line first */
                put_step(steps, old.places[i ^ (STEPS_LINE - 1)]);
        g_aligned_free(old.places);
    }
    put_step(steps, step);
}

void steps_clear(struct steps *steps)
{
    g_aligned_free(steps->places);
    *steps = (struct steps){ 0 };
}
