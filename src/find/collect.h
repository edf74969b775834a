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

/* Tells that of a part not all was taken. */
void collect_limit(struct findings *findings, const struct text_part *part, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Adds one sentence to what is doubtful about it. */
void collect_doubt(struct deadline *deadline, const char *doubt);

#endif
