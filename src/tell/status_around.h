/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the status lies outside the register: who is no longer an official, and the disk. */
#ifndef CIRCULARD_TELL_STATUS_AROUND_H
#define CIRCULARD_TELL_STATUS_AROUND_H

#include "tell/status.h"

/* Notes the officials of one open matter whom the configuration does not name (any more). */
void status_note_leavers(struct status *status, const struct matter *matter);
/* Each adds its problems. */
void status_judge_leavers(struct status *status);
void status_judge_disk(struct status *status);

#endif
