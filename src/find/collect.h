/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a mail, read and judged, into one answer. */
#ifndef CIRCULARD_FIND_COLLECT_H
#define CIRCULARD_FIND_COLLECT_H

#include "find/document.h"
#include "find/genre.h"
#include "find/heading.h"
#include "find/resolve.h"

struct piece {
    struct document *document;
    struct heading heading;
    const struct heading *sender; /* of its letter; it is nobody's where there is none */
    struct genre genre;
    struct frame_of_time frame;
    GArray *verdicts; /* of struct verdict */
    GArray *askings;  /* of struct asking */
};

/* letter: the piece that is the letter; may be NULL where there is no part. */
void collect_all(struct findings *findings, GPtrArray *pieces, const struct piece *letter,
                 const struct packs *packs);

/* collect_restated.c: the date, a span or a vague one, is followed by the day that it means. */
gboolean collect_is_restated(const struct piece *piece, guint index);
/* Another span of the part that is counted in the same way, and to the same day, is restated: "21 days before the opening
 * (that is, 11 May)" decides for every other "21 days before the opening", but not before that of the second session. */
gboolean collect_is_settled(const struct piece *piece, guint index);

/* Tells that of a part not all was taken. */
void collect_limit(struct findings *findings, const struct text_part *part, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Adds one sentence to what is doubtful about it. */
void collect_doubt(struct deadline *deadline, const char *doubt);

#endif
