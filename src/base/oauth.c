/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks a token server for an access token.
 *
 * The client's secret travels in the form, which every large provider takes, and only over verified
 * TLS. What the server answers is read in oauth_answer.c; what it refuses with is put in plain words in
 * oauth_words.c. Refuses to ask with tokens or secrets that hold control characters. */
#include "base/oauth.h"

#include <string.h>

#include "base/transport.h"

void oauth_tokens_clear(struct oauth_tokens *tokens)
{
    char *const secrets[] = {tokens->access_token, tokens->refresh_token};

    for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++)
        if (secrets[i])
            explicit_bzero(secrets[i], strlen(secrets[i]));
    g_clear_pointer(&tokens->access_token, g_free);
    g_clear_pointer(&tokens->refresh_token, g_free);
    tokens->valid_seconds = tokens->refresh_valid_seconds = 0;
}

/* RFC 6749, appendix A: visible characters and no space. */
gboolean oauth_token_is_plain(const char *token)
{
    gsize length = 0;

    while (token[length] > ' ' && token[length] < 0x7f)
        length++;
    return length > 0 && token[length] == '\0' && length <= OAUTH_TOKEN_BYTES_MAX;
}

static void add_field(GString *form, const char *name, const char *value)
{
    if (!value)
        return;
    g_autofree char *escaped = g_uri_escape_string(value, NULL, FALSE);
    g_string_append_printf(form, "%s%s=%s", form->len ? "&" : "", name, escaped);
    explicit_bzero(escaped, strlen(escaped));
}

static GString *write_form(const struct oauth_request *request)
{
    GString *form = g_string_sized_new(2 * OAUTH_TOKEN_BYTES_MAX); /* never moved: no copy is left */

    add_field(form, "grant_type", request->refresh_token ? "refresh_token" : "client_credentials");
    add_field(form, "client_id", request->client_id);
    add_field(form, "client_secret", request->client_secret);
    add_field(form, "refresh_token", request->refresh_token);
    add_field(form, "scope", request->scope);
    return form;
}

gboolean oauth_ask(const struct oauth_request *request, struct oauth_tokens *tokens,
                   struct oauth_server *server, GError **error)
{
    *server = (struct oauth_server){0};
    if (request->refresh_token && !oauth_token_is_plain(request->refresh_token)) {
        g_set_error_literal(error, TRANSPORT_ERROR, TRANSPORT_ERROR_SETTINGS,
                            "the file of the refresh token holds none: it must be the token and "
                            "nothing else, on one line");
        return FALSE;
    }
    GString *body = write_form(request);
    const struct http_form form = {.url = request->token_url,
                                   .body = body->str,
                                   .ca_file = request->ca_file,
                                   .timeout_ms = request->timeout_ms};
    AUTO(http_answer) *answer = http_post(&form, error);
    explicit_bzero(body->str, body->len);
    g_string_free(body, TRUE);
    if (!answer)
        return FALSE;
    *server = (struct oauth_server){answer->retry_after_seconds, answer->certificate};
    return oauth_answer_read(request, answer, tokens, error);
}
