/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A matter's date as an iCalendar file (RFC 5545): an all-day VEVENT that blocks no time. */
#ifndef CIRCULARD_REMIND_ICAL_H
#define CIRCULARD_REMIND_ICAL_H

#include <glib.h>

struct ical_event {
    const char *uid;         /* one a matter: it stays while the date moves */
    guint sequence;          /* grows with each change (RFC 5545, 3.8.7.4) */
    gint64 stamp;            /* DTSTAMP, seconds since the epoch */
    GDate day;
    const char *summary, *description;
    gboolean cancelled;      /* METHOD:CANCEL: the matter is closed */
};

/* The whole VCALENDAR, CRLF, UTF-8, folded at 75 octets. */
char *ical_write(const struct ical_event *event);

/* Several in one, for a calendar program to subscribe to. events: of struct ical_event. */
char *ical_write_feed(const GArray *events, const char *name);

/* The days that the all-day events of an iCalendar file cover, from first_year to last_year: DTSTART to
 * DTEND, RRULE, RDATE and EXDATE; cancelled events are left out. An array of GDate in no order, each
 * maybe more than once. */
#define ICAL_ERROR (ical_error_quark())
GQuark ical_error_quark(void);
enum { ICAL_ERROR_SYNTAX };
GArray *ical_read_days(const char *text, guint first_year, guint last_year, GError **error);

#endif
