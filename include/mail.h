/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail as a source handed it over: bytes that nobody has parsed yet.
 *
 * Travels from collect to the centre (as a sealed memory file) and from the centre to decode. */
#ifndef CIRCULARD_MAIL_H
#define CIRCULARD_MAIL_H

#include <glib.h>

#include "base/auto.h"

#define MAIL_BYTES_MAX (50u * 1024 * 1024) /* a larger mail is named to a person, not read */

struct mail {
    char *source;     /* name of the mailbox in the configuration; owned */
    guint32 validity; /* UIDVALIDITY (RFC 3501, 2.3.1.1); 0 where the source has none */
    guint32 uid;      /* unique within source and validity */
    gint64 received;  /* INTERNALDATE or file time, seconds since the epoch; 0 unknown */
    guint64 bytes;    /* size as the source announced it */
    GBytes *raw;      /* RFC 5322 octets as they came; NULL where bytes > MAIL_BYTES_MAX; owned */
};

/* What an IMAP server says of a mail for good (RFC 3501, 2.3): the same number with other ones is another mail. */
struct mail_attributes {
    guint32 uid;
    guint64 bytes;   /* RFC822.SIZE */
    gint64 received; /* INTERNALDATE; 0 unknown */
};

/* UIDs of a mailbox that stand in a row. */
struct uid_range {
    guint32 first, last; /* both in it */
};

/* Implemented in src/collect/mail.c. */
struct mail *mail_new(const char *source, guint32 validity, guint32 uid);
void mail_free(struct mail *mail); /* NULL is fine */
AUTO_DEFINE(mail)

#endif
