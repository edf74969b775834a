/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one caller of the clock. --now replaces it, so a mailbox can be replayed as of any day.
 *
 * Stages take the time as an argument; only the edges (supervise, tell) ask here. */
#ifndef CIRCULARD_BASE_CLOCK_H
#define CIRCULARD_BASE_CLOCK_H

#include <glib.h>

gint64 clock_now(void); /* seconds since the epoch */
gboolean clock_set(const char *rfc3339, GError **error); /* stands still from then on */
void clock_set_to(gint64 seconds);                       /* the same; again with each step of a replay */
gboolean clock_is_set(void);
/* By how many seconds somebody has moved the clock since the program's start or clock_accept_move(); 0 where it is set. */
gint64 clock_moved(void);
void clock_accept_move(void);
GDate clock_day(gint64 seconds, const char *zone); /* civil day in an IANA zone; UTC if unknown */
int clock_hour(gint64 seconds, const char *zone);
gboolean clock_zone_known(const char *zone);

/* "2025-09-16", exactly and strictly. */
gboolean date_parse(const char *text, GDate *date);
char *date_format(const GDate *date); /* NULL where not valid */

#endif
