/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The office: who is reminded of what, when. From the configuration file; read-only after that. */
#ifndef CIRCULARD_OFFICE_H
#define CIRCULARD_OFFICE_H

#include <glib.h>

#include "base/auto.h"

struct official {
    char *id;       /* "anna": used by rules, register and command line */
    char *name;     /* "Anna Tamm" */
    char *address;  /* addr-spec, checked when read */
    char *language; /* of her mails: "en" */
    char *zone;     /* IANA name */
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
};

struct office {
    GPtrArray *officials; /* of struct official */
    GPtrArray *routes;    /* of struct route, first match wins; the last one takes everything */
    GArray *ladder_days;  /* of guint, falling: days before the deadline */
    guint overdue_every_days; /* a reminder the day after the deadline, then every so many days */
    guint send_hour;      /* reminders go from this hour of the official's day */
    char *from_address;   /* sender of all mails */
    char *from_name;
    char *reply_to;       /* where answers are read; or NULL */
    char *host;           /* right-hand side of Message-IDs */
};

/* Implemented in src/remind/office.c. */
struct office *office_new(void);
void office_free(struct office *office);
AUTO_DEFINE(office)
void official_free(struct official *official);
void route_free(struct route *route);
const struct official *office_official(const struct office *office, const char *id); /* or NULL */

#endif
