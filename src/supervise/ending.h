/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What will end by a day that is known beforehand: logins, and the certificates of the servers. */
#ifndef CIRCULARD_SUPERVISE_ENDING_H
#define CIRCULARD_SUPERVISE_ENDING_H

#include "config.h"
#include "keep/register.h"
#include "message.h"

struct frame;

struct ending {
    gboolean login;   /* else a certificate */
    const char *name; /* of the login; of the server, as it is configured: the configuration's */
    gboolean known;   /* when it ends */
    GDate day;
    guint ahead_days; /* so long before it ends it is no longer right that nobody has renewed it */
};
/* Of struct ending: each login and each server of the configuration, once. */
GArray *endings_list(const struct config *config, struct registry *registry, const char *zone, GError **error);

/* TRUE where the message tells of a certificate, and may be true: it is noted, whatever comes of that. */
gboolean ending_told(struct registry *registry, const char *server, const struct frame *frame);

#endif
