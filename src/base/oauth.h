/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens from an OAuth 2.0 token server (RFC 6749): with client credentials (section 4.4), or
 * with a refresh token (section 6). Blocks; in a child process only.
 *
 * Errors are of TRANSPORT_ERROR: one plain sentence each, that says what is wrong and what to do.
 * TRANSPORT_ERROR_REFUSED is for good: only a person can mend it. No secret is ever in one. */
#ifndef CIRCULARD_BASE_OAUTH_H
#define CIRCULARD_BASE_OAUTH_H

#include <glib.h>

#include "base/auto.h"
#include "base/http.h"

#define OAUTH_TOKEN_BYTES_MAX    16384u
#define OAUTH_VALID_SECONDS_MOST (90u * 86400)

struct oauth_request {
    const char *token_url;
    const char *client_id;
    const char *client_secret; /* NULL: a public client */
    const char *refresh_token; /* NULL: client credentials */
    const char *scope;         /* NULL: what the server gives by default */
    const char *ca_file;
    guint timeout_ms;
};

struct oauth_tokens {
    char *access_token;
    guint valid_seconds;         /* 0: not said */
    char *refresh_token;         /* a new one, which takes the old one's place; NULL: that one stays */
    guint refresh_valid_seconds; /* 0: not said */
};
void oauth_tokens_clear(struct oauth_tokens *tokens);

/* What is known of the server, whether it gave a token or not. */
struct oauth_server {
    guint64 wait_seconds; /* not sooner again, where it says so; else 0 */
    struct transport_certificate certificate;
};
gboolean oauth_ask(const struct oauth_request *request, struct oauth_tokens *tokens,
                   struct oauth_server *server, GError **error);

/* Letters, digits and signs without a space, at most OAUTH_TOKEN_BYTES_MAX. */
gboolean oauth_token_is_plain(const char *token);

/* The answer alone: what oauth_ask() makes of it. Pure. */
gboolean oauth_answer_read(const struct oauth_request *request, const struct http_answer *answer,
                           struct oauth_tokens *tokens, GError **error);
/* An error answer in plain words (oauth_words.c). code: RFC 6749, 5.2; words: error_description, or
 * NULL. */
void oauth_explain(const struct oauth_request *request, const struct http_answer *answer,
                   const char *code, const char *words, GError **error);

#endif
