/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fetcher is told of the mailbox that it looks after. */
#ifndef CIRCULARD_SUPERVISE_MAILBOX_H
#define CIRCULARD_SUPERVISE_MAILBOX_H

#include "config.h"

/* The value of MESSAGE_SETUP, floating. The password is read anew each time, so that a new one counts at
 * once; NULL with *error where it cannot be. token: an access token, or NULL; wait: for mails, between polls. */
GVariant *mailbox_setup(const struct config *config, const struct config_mailbox *mailbox, const char *token,
                        gboolean wait, GError **error);

#endif
