/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of walks that have been worked out: where a letter leads from a state. */
#ifndef CIRCULARD_FIND_PATTERN_STEPS_H
#define CIRCULARD_FIND_PATTERN_STEPS_H

#include <glib.h>

struct step {
    guint64 key : 40; /* state and letter; 0 where nothing stands */
    guint64 to : 24;
};

/* A table that grows, open addressing; at most half of it is taken. */
struct steps {
    struct step *places;
    guint size, used; /* size: a power of two, or 0 */
};

#define STEPS_KEPT (1u << 18) /* one more, and all are forgotten */

/* The place of a step, or the empty one where it would stand. */
static inline struct step *steps_place(const struct steps *steps, guint64 key)
{
    guint at = (key * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) >> 40 & (steps->size - 1);

    while (steps->places[at].key != key && steps->places[at].key != 0)
        at = (at + 1) & (steps->size - 1);
    return &steps->places[at];
}

static inline const struct step *steps_find(const struct steps *steps, guint64 key)
{
    const struct step *place = steps->size != 0 ? steps_place(steps, key) : NULL;

    return place != NULL && place->key == key ? place : NULL;
}

void steps_add(struct steps *steps, struct step step); /* one that is not there */
void steps_clear(struct steps *steps);

#endif
