/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One daemon a mailbox: two with registers of their own would each remind of everything. */
#ifndef CIRCULARD_SUPERVISE_CLAIM_H
#define CIRCULARD_SUPERVISE_CLAIM_H

#include <glib.h>

#include "config.h"

/* Held while the descriptors are open, by this process alone. NULL: another circulard of this machine has
 * one of them, which *error names. */
GArray *claims_take(const struct config *config, GError **error); /* of int */
void claims_release(GArray *claims); /* NULL is fine */

#endif
