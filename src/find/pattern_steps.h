/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of walks that have been worked out: where a letter leads from a state. */
#ifndef CIRCULARD_FIND_PATTERN_STEPS_H
#define CIRCULARD_FIND_PATTERN_STEPS_H

#include <glib.h>

struct step {
    guint64 key; /* state and letter */
    guint32 to;
};

/* A table that grows. Of three steps that share two places beside each other the oldest goes. */
struct steps {
    struct step *places;
    guint size, used; /* size: a power of two, or 0 */
};

static inline struct step *steps_place(const struct steps *steps, guint64 key)
{
    return &steps->places[(key * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) >> 40 & (steps->size - 2)];
}

static inline const struct step *steps_find(const struct steps *steps, guint64 key)
{
    if (steps->size == 0)
        return NULL;
    const struct step *place = steps_place(steps, key);
    return place[0].key == key ? &place[0] : place[1].key == key ? &place[1] : NULL;
}

void steps_add(struct steps *steps, struct step step); /* one that is not there */
void steps_clear(struct steps *steps);

#endif
