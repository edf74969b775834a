/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is it an official letter, circular or notice; or news, minutes, a report, everyday mail? */
#ifndef CIRCULARD_FIND_GENRE_H
#define CIRCULARD_FIND_GENRE_H

#include "find/heading.h"

/* What speaks for or against a circular, each as it stands in letter.learned. Nobody's is a part that names no organization
 * and writes to no Government: no circular, whatever else speaks for one. */
enum genre_sign {
    SIGN_BY_ORGANIZATION, SIGN_NAMES_ORGANIZATION, SIGN_SUBJECT_NAMES_ORGANIZATION, SIGN_GREETS, SIGN_CLOSES, SIGN_ADDRESSED, SIGN_REFERENCE,
    SIGN_DATED, SIGN_OFFICIAL, SIGN_VERY_OFFICIAL, SIGN_GOVERNMENTS_ASKED, SIGN_GOVERNMENTS_OFTEN_ASKED, SIGN_ASKS, SIGN_OFTEN_ASKS, SIGN_NEWS,
    SIGN_MINUTES, SIGN_REPORT, SIGN_EVERYDAY, SIGN_AUTOMATIC, SIGN_IMPERSONAL, SIGN_NOBODYS, SIGN_NO_SENDER, SIGN_BY_KNOWN, SIGN_NAMES_KNOWN, SIGN_NO_ORGANIZATION,
    GENRE_SIGNS
};
extern const char *const genre_signs[GENRE_SIGNS];

struct genre {
    double score;      /* of being a circular: 0..1 */
    guint32 signs;     /* a bit a sign */
    gboolean silent;   /* plainly something else: its dates are nobody's deadlines */
};

static inline gboolean genre_shows(const struct genre *genre, enum genre_sign sign)
{
    return genre->signs >> sign & 1;
}

/* One part; sender: the heading of its letter's From and Subject, may be NULL. */
struct genre genre_tell(const struct document *d, const struct heading *heading,
                        const struct heading *sender);

#endif
