/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --dry-run: a whole pass on a copy of the register. Mailboxes are polled (reading leaves them as they
 * were), mails are printed to standard output instead of sent, and the copy is thrown away. */
#ifndef CIRCULARD_SUPERVISE_REHEARSE_H
#define CIRCULARD_SUPERVISE_REHEARSE_H

#include "config.h"
#include "supervise/centre.h"

/* The exit status. Takes config over. */
int rehearse_run(struct config *config, const struct centre_options *options);
/* A temporary folder of a rehearsal, with all that is in it. */
void rehearse_remove(const char *folder);

#endif
