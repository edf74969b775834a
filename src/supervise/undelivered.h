/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reminder that did not reach its official, and will not. */
#ifndef CIRCULARD_SUPERVISE_UNDELIVERED_H
#define CIRCULARD_SUPERVISE_UNDELIVERED_H

#include "remind/compose.h"
#include "supervise/centre.h"

/* Tells the next in line at once: her deputy, her supervisor, the administrator; where there is none of
 * them, the others who are reminded of the matter. Nothing where the reminder is about no matter, or is
 * itself such a mail or one about an answer: two dead addresses would write to each other for ever. why:
 * the server's words, escaped. */
gboolean undelivered_tell(struct centre *centre, gint64 matter, gint64 reminder, enum answer_news news,
                          const char *why, GError **error);

#endif
