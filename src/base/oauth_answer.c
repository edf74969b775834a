/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a token server answers (RFC 6749, 5.1 and 5.2). The only place that includes json-glib.
 *
 * The answer is hostile until it is read: it has a cap (base/http.c), its depth is counted before the
 * parser, which calls itself, sees it, and every value is checked for its type and range. Refuses what
 * is no JSON object, tokens that are none, types other than Bearer, and times that cannot be. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/escape.h"
#include "base/oauth.h"
#include "base/transport.h"

#define DEPTH_MAX   32u
#define WORDS_SHOWN 120u

static gboolean fail(GError **error, int code, const char *format, ...) G_GNUC_PRINTF(3, 4);
static gboolean fail(GError **error, int code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (error)
        *error = g_error_new_valist(TRANSPORT_ERROR, code, format, arguments);
    va_end(arguments);
    return FALSE;
}

static gboolean is_shallow(const GString *text)
{
    guint depth = 0;
    gboolean quoted = FALSE;

    for (gsize i = 0; i < text->len && depth <= DEPTH_MAX; i++) {
        char c = text->str[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']') && depth > 0)
            depth--;
    }
    return depth <= DEPTH_MAX;
}

/* ---- answers that are no JSON ---------------------------------------------------------------------- */

static gboolean is_page(const struct http_answer *answer)
{
    g_autofree char *start = g_ascii_strdown(answer->body->str, 200);

    g_strchug(start);
    return strstr(answer->type, "html") || g_str_has_prefix(start, "<!doctype") ||
           g_str_has_prefix(start, "<html");
}

static gboolean fail_status(const struct http_answer *answer, GError **error)
{
    const char *server = answer->server;
    guint status = answer->status;

    if (status / 100 == 3)
        return fail(error, TRANSPORT_ERROR_SETTINGS,
                    "the token server %s sends us on to %s (HTTP %u), where no secret is sent: put the "
                    "right address into token_url", server,
                    answer->location ? answer->location : "another place", status);
    if (status == 429)
        return fail(error, TRANSPORT_ERROR_UNAVAILABLE,
                    "the token server %s has had too many questions (HTTP 429) and is asked again later",
                    server);
    if (status / 100 == 5)
        return fail(error, TRANSPORT_ERROR_UNAVAILABLE,
                    "the token server %s is out of order (HTTP %u) and is asked again later", server,
                    status);
    if (status == 404 || status == 405 || status == 410)
        return fail(error, TRANSPORT_ERROR_SETTINGS,
                    "the token server %s has no tokens at this address (HTTP %u): look at token_url",
                    server, status);
    if (status == 407)
        return fail(error, TRANSPORT_ERROR_SETTINGS,
                    "the proxy on the way to the token server %s wants a login (HTTP 407)", server);
    return TRUE;
}

static gboolean fail_text(const struct http_answer *answer, const char *what, GError **error)
{
    if (!fail_status(answer, error))
        return FALSE;
    if (answer->body->len == 0)
        return fail(error, TRANSPORT_ERROR_PROTOCOL, "the token server %s gave an empty answer (HTTP %u)",
                    answer->server, answer->status);
    if (is_page(answer))
        return fail(error, TRANSPORT_ERROR_PROTOCOL,
                    "the token server %s answered with a web page, maybe to log in (HTTP %u): look at "
                    "token_url, and whether a proxy or a portal stands in the way",
                    answer->server, answer->status);
    return fail(error, TRANSPORT_ERROR_PROTOCOL, "the token server %s answered with %s (HTTP %u)",
                answer->server, what, answer->status);
}

/* ---- values ---------------------------------------------------------------------------------------- */

static const char *text_of(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);

    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : NULL;
}

/* A number of seconds, also one written as a string. FALSE: it is there and cannot be. */
static gboolean seconds_of(JsonObject *object, const char *name, guint64 most, guint *seconds,
                           char **shown)
{
    JsonNode *node = json_object_get_member(object, name);
    gint64 value = -1;

    *seconds = 0;
    if (!node || JSON_NODE_HOLDS_NULL(node))
        return TRUE;
    *shown = json_to_string(node, FALSE);
    if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64)
        value = json_node_get_int(node);
    else if (text_of(object, name) && *text_of(object, name) != '\0' &&
             strspn(text_of(object, name), "0123456789") == strlen(text_of(object, name)))
        value = g_ascii_strtoll(text_of(object, name), NULL, 10);
    if (value <= 0 || (guint64)value > most)
        return FALSE;
    *seconds = (guint)value;
    return TRUE;
}

static gboolean read_times(const struct http_answer *answer, JsonObject *object,
                           struct oauth_tokens *tokens, GError **error)
{
    g_autofree char *shown = NULL, *ignored = NULL;

    if (!seconds_of(object, "expires_in", OAUTH_VALID_SECONDS_MOST, &tokens->valid_seconds, &shown)) {
        g_autofree char *words = escape_line(shown, 40);
        return fail(error, TRANSPORT_ERROR_PROTOCOL,
                    "the token server %s gave a token that holds for %s seconds, which cannot be",
                    answer->server, words);
    }
    /* Years are right here, and nothing hangs on what is wrong. */
    seconds_of(object, "refresh_token_expires_in", 100ull * 366 * 86400,
               &tokens->refresh_valid_seconds, &ignored);
    return TRUE;
}

static gboolean read_tokens(const struct http_answer *answer, JsonObject *object,
                            struct oauth_tokens *tokens, GError **error)
{
    const char *access = text_of(object, "access_token"), *type = text_of(object, "token_type");
    const char *refresh = text_of(object, "refresh_token");

    if (!access || !*access)
        return fail(error, TRANSPORT_ERROR_PROTOCOL,
                    "the token server %s says that all is well, but gave no access token",
                    answer->server);
    if (!oauth_token_is_plain(access))
        return fail(error, TRANSPORT_ERROR_PROTOCOL,
                    "the token server %s gave an access token that cannot be one (too long, or with "
                    "spaces or control characters)", answer->server);
    if (refresh && *refresh && !oauth_token_is_plain(refresh))
        return fail(error, TRANSPORT_ERROR_PROTOCOL,
                    "the token server %s gave a new refresh token that cannot be one", answer->server);
    if (!type || g_ascii_strcasecmp(type, "bearer") != 0) {
        g_autofree char *shown = escape_line(type ? type : "none", 40);
        return fail(error, TRANSPORT_ERROR_PROTOCOL,
                    "the token server %s gave a token of the type \"%s\"; mail servers take Bearer alone",
                    answer->server, shown);
    }
    if (!read_times(answer, object, tokens, error))
        return FALSE;
    tokens->access_token = g_strdup(access);
    tokens->refresh_token = refresh && *refresh ? g_strdup(refresh) : NULL;
    return TRUE;
}

gboolean oauth_answer_read(const struct oauth_request *request, const struct http_answer *answer,
                           struct oauth_tokens *tokens, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    const GString *body = answer->body;

    *tokens = (struct oauth_tokens){0};
    if (strlen(body->str) != body->len || !g_utf8_validate(body->str, (gssize)body->len, NULL))
        return fail_text(answer, "bytes that are no text", error);
    if (!is_shallow(body))
        return fail_text(answer, "JSON that is nested too deep to be looked at", error);
    if (body->len == 0 || is_page(answer) ||
        !json_parser_load_from_data(parser, body->str, (gssize)body->len, NULL))
        return fail_text(answer, "something that is no JSON", error);
    JsonNode *root = json_parser_get_root(parser);
    if (!root || !JSON_NODE_HOLDS_OBJECT(root))
        return fail_text(answer, "JSON that is no object", error);
    JsonObject *object = json_node_get_object(root);
    const char *code = text_of(object, "error");
    if (code) {
        oauth_explain(request, answer, code, text_of(object, "error_description"), error);
        return FALSE;
    }
    if (!fail_status(answer, error))
        return FALSE;
    if (answer->status != 200)
        return fail(error, TRANSPORT_ERROR_PROTOCOL,
                    "the token server %s refused (HTTP %u) and does not say why", answer->server,
                    answer->status);
    return read_tokens(answer, object, tokens, error);
}
