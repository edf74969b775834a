/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is it an official letter, circular or notice; or news, minutes, a report, everyday mail? */
#ifndef CIRCULARD_FIND_GENRE_H
#define CIRCULARD_FIND_GENRE_H

#include "find/heading.h"

struct genre {
    double score;      /* of being a circular: 0..1 */
    gboolean nobodys;  /* no organization is named in it and no Government written to: no circular, whatever else speaks for one */
    gboolean silent;   /* plainly something else: its dates are nobody's deadlines */
};

/* One part; sender: the heading of its letter's From and Subject, may be NULL. */
struct genre genre_tell(const struct document *d, const struct heading *heading,
                        const struct heading *sender);

#endif
