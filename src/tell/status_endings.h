/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What status tells of logins with access tokens and of servers' certificates: when they end. */
#ifndef CIRCULARD_TELL_STATUS_ENDINGS_H
#define CIRCULARD_TELL_STATUS_ENDINGS_H

#include "tell/json.h"
#include "tell/status.h"
#include "tell/terminal.h"

/* Gathers them, and adds to the problems those that end too soon. */
gboolean status_gather_endings(struct status *status, GError **error);
void status_print_endings(struct terminal *terminal, const struct status *status);
void status_write_endings(struct json *json, const struct status *status);

#endif
