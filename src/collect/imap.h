/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What imap.c (settings, connection, listing), imap_fetch.c (handing mails over) and imap_attributes.c (sizes and
 * times) share. */
#ifndef CIRCULARD_COLLECT_IMAP_H
#define CIRCULARD_COLLECT_IMAP_H

#include "collect/imap_session.h"
#include "collect/source.h"

struct imap_source {
    struct source base;
    char *name, *url, *mailbox, *user, *password, *token, *ca_file;
    char *wire; /* the mailbox as it is sent */
    GDate since;
    guint timeout_ms, idle_ms, window_mails, batch_mails;
    struct imap_session *session;   /* NULL: not connected */
    guint32 validity, next, exists; /* as of the last EXAMINE */
    GHashTable *suspects;           /* UIDs of this validity in whose company a connection broke */
};

/* Connected, with the mailbox examined; connects anew where the old connection is of no use. */
gboolean imap_connect(struct imap_source *imap, GError **error);
void imap_disconnect(struct imap_source *imap);
gboolean imap_fetch(struct source *source, const struct uid_range *ranges, guint count,
                    source_taker taker, gpointer data, struct source_tally *tally, GError **error);
gboolean imap_attributes(struct source *source, const struct uid_range *ranges, guint count,
                         source_listener listener, gpointer data, guint *untold, GError **error);

#endif
