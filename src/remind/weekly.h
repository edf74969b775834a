/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about many matters, or about none: the digest, the overview, what did not come. */
#ifndef CIRCULARD_REMIND_WEEKLY_H
#define CIRCULARD_REMIND_WEEKLY_H

#include <glib.h>

#include "remind/calendar.h"
#include "remind/compose.h"

struct weekly_line {
    gint64 matter; /* 0: none */
    char *mail;    /* of one that is no matter's: the beginning of its hash; NULL: none */
    char *title;   /* subject of the letter or mail; may be NULL */
    GDate due;     /* may be not valid */
    char *names;   /* of the officials; may be NULL */
};
struct weekly_line *weekly_line_new(gint64 matter, const char *title, const GDate *due,
                                    const char *names);
void weekly_line_free(struct weekly_line *line);
GPtrArray *weekly_lines_new(void); /* of struct weekly_line */

/* To one official: matters with time to spare. */
struct digest {
    const char *step;
    const GPtrArray *far, *information; /* of struct weekly_line */
};
GBytes *compose_digest(const struct compose_input *input, const struct digest *digest, GError **error);

struct overview {
    const char *step;
    /* Of struct weekly_line. unread, unregistered: mails. */
    const GPtrArray *overdue, *due, *confirm, *unread, *unregistered, *missing;
    guint done, on_time; /* in the last twelve months */
};
GBytes *compose_overview(const struct compose_input *input, const struct overview *overview,
                         GError **error);

/* Something that comes every year has not come. */
GBytes *compose_missing(const struct compose_input *input, const char *step, const char *name,
                        const GDate *by, GError **error);

/* Of a weekly mail: the latest day of that weekday up to today names it, day is the working day on
 * which it goes (there or later), next the one after today on which one goes. */
struct weekly_day {
    GDate name, day, next;
};
struct weekly_day weekly_day(const struct calendar *calendar, guint weekday, const GDate *today);

/* What circulard needs ends on this day. */
struct expiry {
    const char *name;
    GDate day;
    gboolean certificate; /* of the server of that name; else a login */
};
GBytes *compose_expiry(const struct compose_input *input, const char *step, const struct expiry *expiry,
                       GError **error);

#endif
