/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reminders that are still to come, as the configuration would have them now. */
#ifndef CIRCULARD_TELL_LADDER_H
#define CIRCULARD_TELL_LADDER_H

#include <glib.h>

#include "remind/plan.h"
#include "tell/desk.h"

struct ladder_step {
    const struct official *official; /* of the desk's configuration */
    struct step *step;
};
void ladder_step_free(struct ladder_step *step);

/* Steps of a matter from today on that are not in its outbox, for all its officials, by day. Empty
 * where the desk has no configuration, or the matter is closed. */
GPtrArray *ladder_coming(const struct desk *desk, const struct matter *matter,
                         const GPtrArray *outbox);

/* The input of remind/plan.h for one official; mine: her part of the outbox, which the caller keeps. */
struct plan_input ladder_input(const struct desk *desk, const struct matter *matter,
                               const struct official *official, const GPtrArray *mine);
/* Her part of an outbox; points into it. */
GPtrArray *ladder_outbox(const GPtrArray *outbox, const char *official);

#endif
