/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found in one mail, on its way into the register. */
#ifndef CIRCULARD_SUPERVISE_RECORDING_H
#define CIRCULARD_SUPERVISE_RECORDING_H

#include "finding.h"
#include "keep/register.h"

struct centre;

struct recording {
    gint64 mail;
    struct findings *findings; /* owned */
    struct recorded recorded;
    GError *failure;
};

void recording_free(struct recording *recording);

/* Does what an answer asks, and has the register take the findings. FALSE: failure says why. May be called
 * again, where the transaction around it did not come to its end. */
gboolean recording_write(struct centre *centre, struct recording *recording);

/* One line, after the commit. */
void recording_log(const struct recording *recording);

#endif
