/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a letter belong to a matter that is known, and what becomes of the matter? Pure. */
#ifndef CIRCULARD_KEEP_JOIN_H
#define CIRCULARD_KEEP_JOIN_H

#include <glib.h>

#include "base/auto.h"
#include "finding.h"
#include "matter.h"

enum relation {
    RELATION_NONE,
    RELATION_COPY,     /* the same letter */
    RELATION_LANGUAGE, /* the same letter in another language */
    RELATION_LATER,    /* a later letter on it */
    RELATION_EARLIER,  /* one that is older than what is known */
};

/* A date that a letter of the day since took back. */
struct taken_back {
    GDate date, since;
};

/* What is known of a matter and its letters. Facts of mails whose sender was not verified count
 * only where such a mail opened the matter: others must not make the right letter look like a copy. */
struct known {
    struct matter *matter;   /* with deadlines, requests, earlier */
    char *subject;           /* its key (words.h), or NULL */
    struct bag *asked;       /* the words of its requests; NULL until they are compared */
    GPtrArray *ids;          /* of char *: Message-IDs of its mails and of the letters in them */
    GPtrArray *references;   /* of char *: keys (words.h) that its letters bore or named */
    GArray *letter_dates;    /* of GDate */
    GPtrArray *languages;    /* of char * */
    GPtrArray *instruments, *articles, *cases, *countries; /* of char * */
    GArray *taken_back;      /* of struct taken_back */
    gboolean verified;       /* at least one of its mails is */
};
struct known *known_new(struct matter *matter); /* takes the matter */
void known_free(struct known *known);
AUTO_DEFINE(known)

struct judgement {
    enum relation relation;
    guint strength;       /* of the evidence; a stronger one wins */
    const char *evidence; /* for the history: "the same reference" */
    gboolean same_id;     /* the Message-ID is known, whatever the relation */
};
/* A letter made ready to be compared with many matters; the findings must outlive it. */
struct arrival *arrival_new(const struct findings *findings);
void arrival_free(struct arrival *arrival);
AUTO_DEFINE(arrival)
struct judgement join_judge(struct known *known, struct arrival *arrival);

/* The day that a letter counts from: its own date, else the mail's. */
GDate join_letter_day(const struct findings *findings);

#endif
