/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a matter asks after one more letter on it. Pure. */
#ifndef CIRCULARD_KEEP_MERGE_H
#define CIRCULARD_KEEP_MERGE_H

#include <glib.h>

#include "base/auto.h"
#include "keep/join.h"

/* A deadline or request of the new version, and where it comes from. */
struct merge_item {
    gboolean fresh; /* of the letter; else of the matter's version until now */
    guint position; /* in its list there */
};

struct merge_link {
    guint deadline, request; /* indices into the lists below */
};

struct merge {
    GArray *deadlines, *requests; /* of struct merge_item; fit for a new version */
    GArray *links;                /* of struct merge_link */
    GArray *dropped;              /* of guint: deadlines of the matter that hold no more */
    guint added;                  /* deadlines that the letter brought */
    guint asked;                  /* requests that the letter brought */
    gboolean changed;             /* a new version is due */
    GPtrArray *doubts;            /* of char *, for people */
};

/* authoritative: the letter's sender is verified, and none of the matter's was until now: what it
 * says counts, what it does not say does not. */
struct merge *merge_letter(const struct known *known, const struct findings *findings,
                           enum relation relation, gboolean authoritative);
struct merge *merge_new(void); /* nothing in it */
void merge_free(struct merge *merge);
AUTO_DEFINE(merge)

#endif
