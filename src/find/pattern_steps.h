/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of walks that have been worked out: where a letter leads from a state. */
#ifndef CIRCULARD_FIND_PATTERN_STEPS_H
#define CIRCULARD_FIND_PATTERN_STEPS_H

#include <glib.h>

struct step {
    guint64 key : 40; /* state and letter; 0 where nothing stands */
    guint64 to : 24;
};

/* A table that grows, open addressing; at most three quarters of it are taken. */
struct steps {
    struct step *places;
    guint size, used; /* size: a power of two, or 0 */
};

#define STEPS_KEPT (1u << 18) /* one more, and all are forgotten */

/* Where a step would stand if no other stood there; size is not 0. */
static inline guint steps_home(const struct steps *steps, guint64 key)
{
    return (key * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) >> 40 & (steps->size - 1);
}

static inline void steps_prefetch(const struct steps *steps, guint64 key)
{
    if (steps->size != 0)
        __builtin_prefetch(&steps->places[steps_home(steps, key)]);
}

/* The place of a step, or the empty one where it would stand. */
static inline struct step *steps_place(const struct steps *steps, guint64 key)
{
    guint at = steps_home(steps, key);

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
void steps_widen(struct steps *steps); /* so that three eighths are taken at most: where most that are asked for are not there */
void steps_clear(struct steps *steps);

#endif
