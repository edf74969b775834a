/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by transport.c and transport_failure.c alone: the connection from inside. */
#ifndef CIRCULARD_BASE_TRANSPORT_FAILURE_H
#define CIRCULARD_BASE_TRANSPORT_FAILURE_H

#include <curl/curl.h>

#include "base/transport.h"

#define BUFFER_BYTES   (64u * 1024)
#define WORDS_SHOWN 200u /* bytes of a server's words in an error */

struct transport {
    CURL *curl;
    curl_socket_t socket;
    char *peer; /* "mail.example:993", for messages */
    gboolean imap;
    guint timeout_ms;
    GString *greeting;
    GString *last; /* the latest whole line of it */
    gsize start, end;
    char detail[CURL_ERROR_SIZE];
    char buffer[BUFFER_BYTES];
};

/* Sets *error and returns FALSE. */
gboolean transport_fail(GError **error, int code, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Did the server name a login among those we send by choice? */
gboolean transport_offers_login(const struct transport *transport, gboolean with_token);
/* The error of a connection that libcurl could not open. Returns FALSE. */
gboolean transport_fail_open(const struct transport *transport, CURLcode code,
                             const struct transport_settings *settings, GError **error);

#endif
