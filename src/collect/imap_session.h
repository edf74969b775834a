/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A logged-in conversation with an IMAP server: commands out, framed responses in. Errors are of
 * SOURCE_ERROR; after one of BROKEN, UNAVAILABLE or PROTOCOL the session is dead. */
#ifndef CIRCULARD_COLLECT_IMAP_SESSION_H
#define CIRCULARD_COLLECT_IMAP_SESSION_H

#include <glib.h>

#include "base/auto.h"
#include "base/transport.h"
#include "collect/imap_reader.h"

struct imap_session;
struct imap_session *imap_session_open(const struct transport_settings *settings, GError **error);
/* Says LOGOUT and waits a little for the answer where the session is not dead. */
void imap_session_free(struct imap_session *session);
AUTO_DEFINE(imap_session)

gboolean imap_session_offers(const struct imap_session *session, const char *capability);

/* Sends a command under the next tag, which comes back; 0 after an error. */
guint imap_session_send(struct imap_session *session, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* The next response, whatever it is. The server's BYE is an error. */
struct imap_response *imap_session_next(struct imap_session *session, GError **error);
gboolean imap_session_tag_is(const struct imap_response *response, guint tag);
/* Says that the last response was of use: a server that sends only chatter is given up. */
void imap_session_progress(struct imap_session *session);

/* Sends a command and hands everything up to its end to the handler (which may be NULL); tag is the
 * command's, for ESEARCH. The end (OK, NO or BAD) comes back. */
typedef gboolean (*imap_session_handler)(const struct imap_response *response, const char *tag,
                                         gpointer data, GError **error);
struct imap_response *imap_session_run(struct imap_session *session, imap_session_handler handler,
                                       gpointer data, GError **error, const char *format, ...)
    G_GNUC_PRINTF(5, 6);

/* IDLE (RFC 2177): waits for mails to come, for the other descriptor, or for the time to be over, then
 * ends the waiting, so that commands may follow. */
gboolean imap_session_idle(struct imap_session *session, int other, gint64 until_us,
                           gboolean *news, GError **error);

/* TRUE where the end is OK; else an error that quotes the server: UNAVAILABLE where it says so or
 * says nothing, otherwise code. What: "list its mails". */
gboolean imap_session_check(const struct imap_session *session, const struct imap_response *end,
                            int code, const char *what, GError **error);
gboolean imap_session_refused_for_now(const struct imap_response *end); /* RFC 5530 */
struct transport_certificate imap_session_certificate(const struct imap_session *session);
gboolean imap_session_dead(const struct imap_session *session);
/* From now on dead: no goodbye will be said. */
void imap_session_abandon(struct imap_session *session);

#endif
