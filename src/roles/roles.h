/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child processes of the star. Each is the same program, run again with --role NAME and its
 * channel to the supervisor on descriptor ROLE_CHANNEL; it ends when that channel does. */
#ifndef CIRCULARD_ROLES_H
#define CIRCULARD_ROLES_H

#include "base/channel.h"
#include "base/process.h"

enum role { ROLE_FETCHER, ROLE_EXTRACTOR, ROLE_NOTIFIER, ROLE_AUTHORIZER, ROLES };
enum { ROLE_CHANNEL = PROCESS_GIVEN };

const char *roles_name(enum role role);
int roles_run(const char *name); /* the exit status; 2 for a name that is none */
/* The exit status of a role that ends for this reason, which the centre is told unless it closed the channel. */
int roles_give_up(struct channel *channel, const GError *error);

int fetcher_run(void);
int extractor_run(void);
int notifier_run(void);
int authorizer_run(void);

#endif
