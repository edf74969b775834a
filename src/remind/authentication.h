/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the ministry's own mail server vouches for a sender (Authentication-Results, RFC 8601). */
#ifndef CIRCULARD_REMIND_AUTHENTICATION_H
#define CIRCULARD_REMIND_AUTHENTICATION_H

#include <glib.h>

/* fields: of char *, from the top: the mail's Authentication-Results, unfolded, and " HOST" for each
 * Received by HOST. Only results of authserv_id count, and only above the first Received that others
 * wrote; that server must take out those which came in under its name. Vouched for is an address by dmarc=pass for
 * its domain, by dkim=pass of that domain or one above it, or by auth=pass of the address itself; and
 * no field may say otherwise of dmarc. SPF alone is not enough. */
gboolean authentication_vouches(const GPtrArray *fields, const char *authserv_id,
                                const char *address);

#endif
