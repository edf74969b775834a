/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What status tells of logins with access tokens: when they end. */
#ifndef CIRCULARD_TELL_STATUS_LOGINS_H
#define CIRCULARD_TELL_STATUS_LOGINS_H

#include "tell/json.h"
#include "tell/status.h"
#include "tell/terminal.h"

/* Adds to the problems those that end within 30 days. */
void status_judge_logins(struct status *status);
void status_print_logins(struct terminal *terminal, const struct status *status);
void status_write_logins(struct json *json, const struct status *status);

#endif
