/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --replay: old mails once more, as of the times when they came, with an empty register of its own. The
 * mails that would have gone are shown or written down; no mailbox, relay or token server is asked, and
 * of the register nothing is touched. */
#ifndef CIRCULARD_SUPERVISE_REPLAY_H
#define CIRCULARD_SUPERVISE_REPLAY_H

#include <glib.h>

#include "config.h"
#include "reminder.h"

#define REPLAY_REGISTER "register" /* the mails that the register keeps, instead of a Maildir's */

struct replay;

struct replay_options {
    const char *from;   /* the folder of a Maildir, or REPLAY_REGISTER */
    const char *output; /* a folder for the mails, one file each; NULL: printed as text */
};

/* Up to the time that the clock shows now; the exit status. Takes config over. */
int replay_run(struct config *config, const struct replay_options *options);

/* For the centre, when a pass is over: moves the clock to the next one and brings the mail that came then.
 * *came: there is one to be fetched. FALSE: there is no other pass. */
gboolean replay_next(struct replay *replay, gboolean *came);
/* For the outbox: a mail that would go now. */
gboolean replay_take(struct replay *replay, const struct reminder *reminder, GError **error);

#endif
