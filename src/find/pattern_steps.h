/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of walks that have been worked out: where a letter leads from a state. */
#ifndef CIRCULARD_FIND_PATTERN_STEPS_H
#define CIRCULARD_FIND_PATTERN_STEPS_H

#include <glib.h>

struct step {
    guint32 key; /* state and letter; 0 where nothing stands */
    guint32 to;
};

#define STEPS_LINE 8u /* steps that share a line of the processor's cache: one look finds all that a key can be among */

/* A table that grows. Of the steps of a line that is full the oldest goes. */
struct steps {
    struct step *places;
    guint size, used; /* size: a power of two, or 0 */
};

static inline struct step *steps_line(const struct steps *steps, guint32 key)
{
    return &steps->places[(key * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) >> 40 & (steps->size - STEPS_LINE)];
}

static inline const struct step *steps_find(const struct steps *steps, guint32 key)
{
    if (steps->size == 0)
        return NULL;
    const struct step *line = steps_line(steps, key);
    for (guint i = 0; i < STEPS_LINE; i++)
        if (line[i].key == key)
            return &line[i];
    return NULL;
}

void steps_add(struct steps *steps, struct step step); /* one that is not there */
void steps_clear(struct steps *steps);

#endif
