/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a mail comes from somebody who may write circulars. */
#ifndef CIRCULARD_SUPERVISE_SENDER_H
#define CIRCULARD_SUPERVISE_SENDER_H

#include "config.h"
#include "finding.h"

/* Exactly one plain address in From, of a configured sender, for which the ministry's server vouches
 * where one is configured. */
gboolean sender_is_known(const struct config *config, const struct findings *findings);
/* The configured sender whose domain this one's looks like, without being it; NULL: none. Belongs to
 * config. */
const char *sender_imitates(const struct config *config, const struct findings *findings);

#endif
