/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of mailboxes on the wire: modified UTF-7 (RFC 3501, 5.1.3). */
#ifndef CIRCULARD_COLLECT_IMAP_NAME_H
#define CIRCULARD_COLLECT_IMAP_NAME_H

#include <glib.h>

/* "Saabunud/Õ" → "Saabunud/&ANU-"; NULL for a name that is empty, not UTF-8 or has controls. */
char *imap_name_encode(const char *name);
/* For people to read; a name that is encoded wrongly comes back as it is. */
char *imap_name_decode(const char *wire);
/* As a quoted string, with the quotes. */
char *imap_name_quote(const char *wire);

#endif
