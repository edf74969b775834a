/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps are remembered in a table of pairs of places. It starts small, for a process that reads one mail
 * touches few pages of a small table, and grows to what a very long text needs and no further: what
 * does not fit is forgotten and worked out again. */
#include "find/pattern_steps.h"

#define STEPS_MAX   (1u << 16) /* powers of two, both */
#define STEPS_LEAST 512u

/* A new one takes the first place and moves what stood there. */
static void put_step(struct steps *steps, struct step step)
{
    struct step *place = steps_place(steps, step.key);

    place[1] = place[0];
    place[0] = step;
    steps->used++;
}

void steps_add(struct steps *steps, struct step step)
{
    if (2 * steps->used >= steps->size && steps->size < STEPS_MAX) {
        struct steps old = *steps;
        *steps = (struct steps){ .size = MAX(2 * old.size, STEPS_LEAST) };
        steps->places = g_new0(struct step, steps->size);
        for (guint i = 0; i < old.size; i++)
            if (old.places[i ^ 1].key != 0) /* the older of two first */
                put_step(steps, old.places[i ^ 1]);
        g_free(old.places);
    }
    put_step(steps, step);
}

void steps_clear(struct steps *steps)
{
    g_free(steps->places);
    *steps = (struct steps){ 0 };
}
