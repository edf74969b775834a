/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection to a mail server: libcurl resolves, connects, secures and logs in (CONNECT_ONLY);
 * after that the caller speaks the protocol itself over transport_send() and transport_line().
 * The only place that includes libcurl. TLS is always required and always verified.
 *
 * All calls block, each at most timeout_ms (what is long may take a second more for each 4 KiB, so
 * that a peer that drips byte by byte does not hold us), and may be made in a child process only.
 * Errors are plain sentences an administrator can act on; no password is ever in one. */
#ifndef CIRCULARD_BASE_TRANSPORT_H
#define CIRCULARD_BASE_TRANSPORT_H

#include <glib.h>

#include "base/auto.h"

struct transport_settings {
    const char *url;      /* imaps://host[:993], imap://host[:143] (STARTTLS required),
                             smtps://host[:465], smtp://host[:587] (STARTTLS required) */
    const char *user;     /* NULL: no login (an SMTP relay that trusts the address) */
    const char *password;
    const char *token;    /* instead of the password: an access token (XOAUTH2, OAUTHBEARER) */
    const char *ca_file;  /* PEM; NULL: the system's authorities */
    const char *helo;     /* name for EHLO; NULL for the host's own */
    guint timeout_ms;
};

#define TRANSPORT_ERROR (transport_error_quark())
GQuark transport_error_quark(void);
enum {
    TRANSPORT_ERROR_SETTINGS,    /* the URL, the CA file: the administrator's */
    TRANSPORT_ERROR_UNREACHABLE, /* not resolved, refused, timed out: try again */
    TRANSPORT_ERROR_UNTRUSTED,   /* certificate, no STARTTLS: never sent the password */
    TRANSPORT_ERROR_REFUSED,     /* the login, for good */
    TRANSPORT_ERROR_UNAVAILABLE, /* the login or the service, for now */
    TRANSPORT_ERROR_BROKEN,      /* lost or gone silent in the middle */
    TRANSPORT_ERROR_PROTOCOL,    /* the server does not keep to the protocol */
};

struct transport;
struct transport *transport_open(const struct transport_settings *settings, GError **error);
void transport_free(struct transport *transport); /* says no goodbye: that is the caller's */
AUTO_DEFINE(transport)
/* What the server said during connect and login, CRLF-separated, at most 64 KiB. */
const char *transport_greeting(const struct transport *transport);

/* How long the server's certificate holds; zeros: not known. */
struct transport_certificate {
    gint64 begins, ends; /* seconds since the epoch */
};
struct transport_certificate transport_certificate(const struct transport *transport);

gboolean transport_send(struct transport *transport, const void *bytes, gsize length,
                        GError **error);
/* Some bytes, at least one, as soon as there are any; deadline_us as of g_get_monotonic_time(). */
gboolean transport_receive(struct transport *transport, void *bytes, gsize most, gint64 deadline_us,
                           gsize *got, GError **error);
/* Waits until there is something to receive, or for another descriptor, or for the time to be over
 * (as of g_get_monotonic_time()); neither is read. FALSE: the connection is lost. */
enum transport_ready { TRANSPORT_BYTES, TRANSPORT_OTHER, TRANSPORT_TIME };
gboolean transport_wait(struct transport *transport, int other, gint64 until_us,
                        enum transport_ready *ready, GError **error);
/* One line without its CRLF, at most most bytes; a longer one is TRANSPORT_ERROR_PROTOCOL. */
gboolean transport_line(struct transport *transport, GString *line, gsize most, GError **error);

#endif
