/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a notifier is told of the relay that it speaks to. */
#ifndef CIRCULARD_SUPERVISE_RELAY_H
#define CIRCULARD_SUPERVISE_RELAY_H

#include "config.h"

/* The value of MESSAGE_SETUP, floating. The password is read anew each time, so that a new one counts at
 * once; NULL with *error where it cannot be. token: an access token, or NULL. */
GVariant *relay_setup(const struct config_relay *relay, guint timeout_seconds, const char *token,
                      GError **error);

#endif
