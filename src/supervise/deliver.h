/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --deliver: one mail from standard input into the register, for an MTA's pipe or a Sieve script. */
#ifndef CIRCULARD_SUPERVISE_DELIVER_H
#define CIRCULARD_SUPERVISE_DELIVER_H

#include "config.h"

/* The exit status: EX_TEMPFAIL where the sender should try again. The mail is on disk when it is 0. */
int deliver_run(const struct config *config, int fd);

#endif
