/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A matter: one circular, however often and by whatever road it came, from arrival to closing.
 *
 * keep makes matters from findings; remind reads them. */
#ifndef CIRCULARD_MATTER_H
#define CIRCULARD_MATTER_H

#include <glib.h>

#include "base/auto.h"
#include "finding.h"

enum matter_state {
    MATTER_OPEN,        /* something is asked, somebody is reminded */
    MATTER_CONFIRM,     /* in doubt: a person is asked to confirm, and reminded of that */
    MATTER_INFORMATION, /* a circular that asks nothing: one notice, no ladder */
    MATTER_SNOOZED,
    MATTER_DONE,
    MATTER_NOT_OURS,
    MATTER_SUPERSEDED,  /* a later letter took its place */
    MATTER_STATES
};

/* A mail that belongs to a matter. */
struct matter_mail {
    gint64 id;
    char *message_id, *from, *subject;
    char *sha256;    /* hex; also the name of the stored file */
    GDate received;
    gboolean verified; /* the sender is known and authenticated */
};

/* What a document register keeps of a matter beside the rest: written once, with the matter. */
struct record {
    char *number;   /* "11-2/2025-7"; NULL: none is configured */
    char *function, *series, *file, *access;
    char *correspondent, *channel; /* "e-mail, inbox" */
    char *responsible, *unit;
    char *original; /* path of the stored mail below state_dir */
};

struct matter {
    gint64 id;
    char *origin;          /* hex; what made it, whatever its number: the SHA-256 of the mail that opened it.
                              NULL: registered by a version that wrote none */
    enum matter_state state;
    GDate registered;
    GDate snoozed_until;   /* valid only in MATTER_SNOOZED */
    char *subject;         /* of the letter, for people */
    char *sender;          /* who wrote it */
    char *reference;       /* or NULL */
    char *language;        /* of the letter, or NULL */
    GDate letter_date;     /* may be not valid */
    enum letter_kind kind;
    double confidence;
    guint version;         /* of the set of deadlines, from 1; grows with each change */
    guint64 changes;       /* how often anything about it changed: for register_looked_at() */
    GPtrArray *mails;      /* of struct matter_mail, first the one that opened it */
    GPtrArray *deadlines;  /* of struct deadline: the current version */
    GPtrArray *requests;   /* of struct request; indices link them with deadlines */
    GPtrArray *earlier;    /* of struct deadline: versions that hold no more; latest first */
    GPtrArray *doubts;     /* of char *: what a person should know, in plain words */
    GPtrArray *unread;     /* of struct flaw */
    GPtrArray *limits;     /* of struct flaw */
    GPtrArray *recipients; /* of char *: ids of the officials who are reminded */
    struct record *record; /* NULL where it is not loaded, or none was kept */
};

/* What tokens may have been made of that name a matter, or named it by another number. */
struct matter_origin {
    gint64 matter;
    char *hash;        /* NULL: known by its number alone */
    gboolean elsewhere; /* tokens that bear another number may be its own, too */
};
void matter_origin_free(struct matter_origin *origin);

/* Implemented in src/keep/matter.c. */
struct matter *matter_new(void);
void matter_free(struct matter *matter);
AUTO_DEFINE(matter)
struct matter_mail *matter_mail_new(void);
void matter_mail_free(struct matter_mail *mail);
void record_free(struct record *record);

#define MATTER_NAMED    "matter-"
#define MATTER_NAME_HEX 16 /* figures of the origin that follow */
/* What its mails, and the entries of calendars, name it by: "matter-" and the beginning of its origin;
 * "matter12" where it has none. */
char *matter_known_as(const struct matter *matter);

const char *matter_state_name(enum matter_state state); /* "to confirm" */
gboolean matter_move_allowed(enum matter_state from, enum matter_state to);
gboolean matter_is_live(enum matter_state state); /* still reminded of */

/* The day that the ladder counts to: the nearest deadline that is not over on today, else the
 * latest one; for `before` the day before. Not valid where the matter has no deadline. */
GDate matter_due(const struct matter *matter, const GDate *today);
/* The last good day of one deadline: `before 1 September` is 31 August. */
GDate deadline_last_day(const struct deadline *deadline);

#endif
