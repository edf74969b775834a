/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logins and certificates that will end: the administrator is told in good time. */
#ifndef CIRCULARD_SUPERVISE_EXPIRY_H
#define CIRCULARD_SUPERVISE_EXPIRY_H

#include "supervise/centre.h"

/* Plans a mail 30, 14 and 7 days before the day on which a secret, a refresh token or a server's certificate ends. */
gboolean expiry_plan(struct centre *centre, GError **error);

#endif
