/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails that are not about one matter: the digest of those with time to spare, the overview for the head
 * of unit, alarms about circulars that did not come. */
#ifndef CIRCULARD_SUPERVISE_WEEKLY_H
#define CIRCULARD_SUPERVISE_WEEKLY_H

#include <glib.h>

#include "remind/plan.h"
#include "supervise/centre.h"

/* Notices that wait for the digest, gathered during one pass. */
struct held;
struct held *held_new(void);
void held_free(struct held *held);
AUTO_DEFINE(held)

/* Whether this notice waits; then it is among the held, and *next is when to look again. */
gboolean weekly_hold(struct held *held, const struct centre *centre, const struct matter *matter,
                     const struct official *official, const struct step *step, GDate *next);
/* Plans the digests whose day has come. */
gboolean weekly_plan_digests(struct centre *centre, const struct held *held, GError **error);

gboolean weekly_plan_overviews(struct centre *centre, GError **error);
gboolean weekly_plan_missing(struct centre *centre, GError **error);

#endif
