/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which positions of patterns walks have come to an end at, and where in the text. */
#ifndef CIRCULARD_FIND_PATTERN_REACHED_H
#define CIRCULARD_FIND_PATTERN_REACHED_H

#include <glib.h>

struct reached_end;

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

/* A walk from start has come to that end; starts never go back. TRUE where no earlier one had. */
gboolean reached_note(struct reached *reached, guint32 position, guint64 start, guint64 end);

#endif
