/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table starts small, for a process that reads one mail touches few pages of a small table, and grows to
 * what a very long text needs and no further: then all steps are forgotten and worked out again. */
#include "find/pattern_steps.h"

#define STEPS_LEAST 512u /* a power of two */

static void grow(struct steps *steps)
{
    struct steps old = *steps;

    steps->size = MAX(2 * old.size, STEPS_LEAST);
    steps->places = g_new0(struct step, steps->size);
    for (guint i = 0; i < old.size; i++)
        if (old.places[i].key != 0)
            *steps_place(steps, old.places[i].key) = old.places[i];
    g_free(old.places);
}

void steps_add(struct steps *steps, struct step step)
{
    if (steps->used >= STEPS_KEPT)
        steps_clear(steps);
    if (4 * steps->used >= 3 * steps->size)
        grow(steps);
    *steps_place(steps, step.key) = step;
    steps->used++;
}

void steps_widen(struct steps *steps)
{
    while (8 * steps->used > 3 * steps->size)
        grow(steps);
}

void steps_clear(struct steps *steps)
{
    g_free(steps->places);
    *steps = (struct steps){ 0 };
}
