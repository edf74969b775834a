/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The office: who is reminded of what, when. From the configuration file; read-only after that. */
#ifndef CIRCULARD_OFFICE_H
#define CIRCULARD_OFFICE_H

#include <glib.h>

#include "base/auto.h"

/* Days on which somebody is not there, both included. */
struct absence {
    GDate first, last;
};

struct official {
    char *id;       /* "anna": used by rules, register and command line */
    char *name;     /* "Anna Tamm" */
    char *address;  /* addr-spec, checked when read */
    char *language; /* of her mails: "en" */
    char *zone;     /* IANA name */
    char *calendar;   /* name of a calendar of the configuration; NULL: works every day */
    char *deputy;     /* id of who stands in while she is away; or NULL */
    char *supervisor; /* id of who is told when a matter stays overdue; or NULL */
    char *unit;       /* of the ministry, for the document register; or NULL */
    GArray *away;     /* of struct absence */
};

/* How a matter is entered in the document register; what a route leaves out is the office's. */
struct filing {
    char *number;   /* "11-2/{year}-{n}"; NULL: no number */
    char *function, *series, *file, *access; /* as they are; NULL: not said */
};

/* A step of the office's own on the way to a deadline. */
struct stage {
    char *name; /* "draft" */
    guint days; /* working days before the deadline */
};

/* A circular that must come every year. */
struct expected {
    char *name;
    GPtrArray *kinds;  /* of char *: of the letter; empty: any */
    GPtrArray *words;  /* of char *: one of them stands in its subject; empty: any */
    guint month, day;  /* by when */
    GPtrArray *to;     /* of char *: ids of officials who are told that it did not */
};

/* A rule takes a matter when every test it has says yes; an absent test says yes. Texts are
 * compared without case; one match in a list is enough. */
struct route {
    char *name;          /* for `route` and the log */
    GPtrArray *senders;  /* of char *: address, or "@domain" */
    GPtrArray *subjects; /* of char *: words in the subject */
    GPtrArray *references;
    GPtrArray *kinds;    /* of char *: "article-22" */
    GPtrArray *words;    /* of char *: in subject, requests and quotes */
    GPtrArray *to;       /* of char *: ids of officials; never empty */
    struct filing filing;
};

struct calendars; /* of working days: remind/calendar.h */

struct office {
    GPtrArray *officials; /* of struct official */
    GPtrArray *routes;    /* of struct route, first match wins; the last one takes everything */
    struct calendars *calendars; /* by name; NULL: none, and every day is a working day */
    GArray *ladder_days;  /* of guint, falling: days before the deadline */
    guint overdue_every_days; /* a reminder the day after the deadline, then every so many days */
    guint escalate_after_days; /* working days after the deadline until supervisors are told; 0 never */
    struct filing filing; /* where no route says otherwise */
    GPtrArray *stages;    /* of struct stage, falling days */
    GPtrArray *expected;  /* of struct expected */
    guint digest_day;     /* GDateWeekday of the mail about matters with time to spare; 0: each on its own */
    guint overview_day;   /* GDateWeekday of the overview; 0: none */
    GPtrArray *overview_to; /* of char *: ids of officials who get it */
    guint send_hour;      /* reminders go from this hour of the official's day */
    char *from_address;   /* sender of all mails */
    char *from_name;
    char *reply_to;       /* where answers are read; NULL: from_address */
    gboolean answers;     /* what comes there is read by us, and acted on */
    gboolean plus_addresses; /* name+anything@host reaches name@host: answers carry their token there */
    char *host;           /* right-hand side of Message-IDs */
    GBytes *key;          /* seals Message-IDs; NULL, as the configuration leaves it: they stay bare */
};

/* Implemented in src/remind/office.c. */
struct office *office_new(void);
void office_free(struct office *office);
AUTO_DEFINE(office)
struct official *official_new(void);
void official_free(struct official *official);
gboolean official_is_away(const struct official *official, const GDate *day);
/* Who is to be written to on a day, of the officials with these ids: deputies in the place of those who
 * are away and have one, each once; ids that are nobody's are left out. Of const struct official *. */
GPtrArray *office_on_duty(const struct office *office, const GPtrArray *ids, const GDate *day);
/* Supervisors of these officials, each once, without those among them. Of const struct official *. */
GPtrArray *office_supervisors(const struct office *office, const GPtrArray *ids);
void route_free(struct route *route);
/* For a matter that this route (may be NULL) took: the strings stay the office's. */
struct filing office_filing(const struct office *office, const struct route *route);
const struct official *office_official(const struct office *office, const char *id); /* or NULL */

#endif
