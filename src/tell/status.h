/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How circulard is doing, gathered from the register. */
#ifndef CIRCULARD_TELL_STATUS_H
#define CIRCULARD_TELL_STATUS_H

#include <glib.h>

#include "tell/desk.h"

struct status {
    const struct desk *desk;
    GPtrArray *cursors;  /* of struct cursor */
    GArray *endings;     /* of struct ending: of the configuration's; NULL without one */
    GPtrArray *parts;    /* of struct health: of the daemon, but for its mailboxes */
    GPtrArray *unread;   /* of struct mail_row: could not be read, wholly or in part, and are no matter's;
                            latest first */
    GPtrArray *unregistered; /* of struct mail_row: too many of unverified senders on their day; the same */
    guint waiting_mails; /* stored, not read yet */
    guint most;          /* of each list, for people */
    guint matters[MATTER_STATES];
    guint overdue;
    GPtrArray *waiting;  /* of struct reminder: planned, or handed out and not answered */
    GPtrArray *failed;   /* of struct reminder: refused for good, of live matters or of none */
    GTree *leavers;      /* of matters whose officials are gone; NULL: none (status_around.c) */
    GPtrArray *problems; /* of char *: what a person must look at, in sentences */
};

gboolean status_gather(struct status *status, const struct desk *desk, GError **error);
void status_clear(struct status *status);

#endif
