/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One form posted to one HTTPS server, and its answer. No redirect is followed, TLS is always required
 * and always verified, and the answer has a cap. Blocks at most timeout_ms; in a child process only.
 *
 * Errors are of TRANSPORT_ERROR: plain sentences that name the server and never hold the form. */
#ifndef CIRCULARD_BASE_HTTP_H
#define CIRCULARD_BASE_HTTP_H

#include <glib.h>

#include "base/auto.h"
#include "base/transport.h"

#define HTTP_ANSWER_BYTES_MAX (64u * 1024)

struct http_form {
    const char *url;     /* https://… */
    const char *body;    /* application/x-www-form-urlencoded */
    const char *ca_file; /* PEM; NULL: the system's authorities */
    guint timeout_ms;
};

struct http_answer {
    char *server; /* "login.example", for messages */
    guint status;
    char *type;                 /* Content-Type, lower case, without parameters; "" where none is named */
    char *location;             /* where a redirect leads: its host alone; NULL for none */
    guint64 retry_after_seconds; /* 0: not said */
    struct transport_certificate certificate;
    GString *body;
};
void http_answer_free(struct http_answer *answer);
AUTO_DEFINE(http_answer)

struct http_answer *http_post(const struct http_form *form, GError **error);

#endif
