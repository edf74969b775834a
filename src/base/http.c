/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Posts a form over HTTPS with libcurl.
 *
 * Made for token servers: the form holds a secret, so it goes to the named server and nowhere else (no
 * redirect, no other scheme, no server whose certificate does not verify), and what comes back is
 * short. Refuses: any URL but https://, answers over HTTP_ANSWER_BYTES_MAX, and answers that end
 * before they are whole. */
#include "base/http.h"

#include <curl/curl.h>
#include <string.h>

#include "base/escape.h"
#include "base/transport_certificate.h"

#define WORDS_SHOWN 200u

struct exchange {
    CURL *curl;
    struct curl_slist *headers;
    struct http_answer *answer;
    gboolean too_long;
    char detail[CURL_ERROR_SIZE];
};

void http_answer_free(struct http_answer *answer)
{
    if (!answer)
        return;
    g_free(answer->server);
    g_free(answer->type);
    g_free(answer->location);
    if (answer->body) {
        explicit_bzero(answer->body->str, answer->body->len); /* it may hold tokens */
        g_string_free(answer->body, TRUE);
    }
    g_free(answer);
}

static size_t keep_body(char *bytes, size_t size, size_t count, void *data)
{
    struct exchange *exchange = data;
    gsize length = size * count;

    exchange->too_long = exchange->answer->body->len + length > HTTP_ANSWER_BYTES_MAX;
    if (exchange->too_long)
        return 0;
    g_string_append_len(exchange->answer->body, bytes, (gssize)length);
    return length;
}

static char *part_of(CURLU *url, CURLUPart part)
{
    char *value = NULL;
    char *copy = curl_url_get(url, part, &value, 0) == CURLUE_OK ? g_strdup(value) : NULL;

    curl_free(value);
    return copy;
}

/* The host, with its port where it is an unusual one; NULL where the URL is not one of https. */
static char *server_of(const char *text)
{
    CURLU *url = curl_url();
    char *server = NULL;

    if (curl_url_set(url, CURLUPART_URL, text ? text : "", 0) == CURLUE_OK) {
        g_autofree char *scheme = part_of(url, CURLUPART_SCHEME);
        g_autofree char *host = part_of(url, CURLUPART_HOST);
        g_autofree char *port = part_of(url, CURLUPART_PORT);
        if (g_strcmp0(scheme, "https") == 0 && host)
            server = port ? g_strdup_printf("%s:%s", host, port) : g_strdup(host);
    }
    curl_url_cleanup(url);
    return server;
}

static void set_options(struct exchange *exchange, const struct http_form *form)
{
    CURL *curl = exchange->curl;

    exchange->headers = curl_slist_append(NULL, "Accept: application/json");
    exchange->headers = curl_slist_append(exchange->headers, "Expect:");
    curl_easy_setopt(curl, CURLOPT_URL, form->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form->body);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, exchange->headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "circulard/" VERSION);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)form->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, exchange->detail);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
    if (form->ca_file) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, form->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
}

/* What most failures mean: %1$s is the server, %2$s libcurl's words. */
static const struct {
    CURLcode curl;
    int code;
    const char *sentence;
} failures[] = {
    {CURLE_COULDNT_RESOLVE_HOST, TRANSPORT_ERROR_UNREACHABLE,
     "the name of the token server %1$s is not known to the name servers of this machine: %2$s"},
    {CURLE_COULDNT_RESOLVE_PROXY, TRANSPORT_ERROR_UNREACHABLE,
     "the proxy on the way to the token server %1$s cannot be found: %2$s"},
    {CURLE_COULDNT_CONNECT, TRANSPORT_ERROR_UNREACHABLE,
     "the token server %1$s cannot be connected to (a firewall, a missing proxy?): %2$s"},
    {CURLE_PROXY, TRANSPORT_ERROR_UNREACHABLE,
     "the proxy on the way to the token server %1$s did not let us through: %2$s"},
    {CURLE_OPERATION_TIMEDOUT, TRANSPORT_ERROR_UNREACHABLE,
     "the token server %1$s did not answer in time"},
    {CURLE_PEER_FAILED_VERIFICATION, TRANSPORT_ERROR_UNTRUSTED,
     "the certificate of the token server %1$s cannot be trusted, so no secret was sent: %2$s"},
    {CURLE_SSL_CACERT_BADFILE, TRANSPORT_ERROR_SETTINGS,
     "the file of trusted authorities for the token server %1$s cannot be used: %2$s"},
    {CURLE_SSL_CONNECT_ERROR, TRANSPORT_ERROR_UNTRUSTED,
     "no secure connection (TLS 1.2 or later) with the token server %1$s, so no secret was sent: %2$s"},
    {CURLE_GOT_NOTHING, TRANSPORT_ERROR_BROKEN,
     "the token server %1$s closed the connection without an answer"},
    {CURLE_PARTIAL_FILE, TRANSPORT_ERROR_BROKEN,
     "the token server %1$s broke off in the middle of its answer"},
    {CURLE_RECV_ERROR, TRANSPORT_ERROR_BROKEN,
     "the connection to the token server %1$s was lost before its answer was whole: %2$s"},
    {CURLE_SEND_ERROR, TRANSPORT_ERROR_BROKEN,
     "the connection to the token server %1$s was lost while it was asked: %2$s"},
    {CURLE_UNSUPPORTED_PROTOCOL, TRANSPORT_ERROR_PROTOCOL,
     "what answers at the token server %1$s does not speak HTTP"},
    {CURLE_WEIRD_SERVER_REPLY, TRANSPORT_ERROR_PROTOCOL,
     "what answers at the token server %1$s does not speak HTTP"},
};

static void fail(const struct exchange *exchange, CURLcode code, GError **error)
{
    const char *known = *exchange->detail ? exchange->detail : curl_easy_strerror(code);
    g_autofree char *why = escape_line(known, WORDS_SHOWN);
    const char *server = exchange->answer->server;

    if (exchange->too_long) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL,
                    "the token server %s sends an answer of more than %u KiB, which is no token",
                    server, HTTP_ANSWER_BYTES_MAX / 1024);
        return;
    }
    if (strstr(exchange->detail, "CONNECT tunnel failed"))
        code = CURLE_PROXY;
    for (gsize i = 0; i < G_N_ELEMENTS(failures); i++)
        if (failures[i].curl == code) {
            g_set_error(error, TRANSPORT_ERROR, failures[i].code, failures[i].sentence, server, why);
            return;
        }
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_UNREACHABLE,
                "the token server %s could not be asked: %s", server, why);
}

static void note_head(struct exchange *exchange)
{
    struct http_answer *answer = exchange->answer;
    const char *type = NULL, *redirect = NULL;
    curl_off_t wait = 0;
    long status = 0;

    curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(exchange->curl, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(exchange->curl, CURLINFO_REDIRECT_URL, &redirect);
    curl_easy_getinfo(exchange->curl, CURLINFO_RETRY_AFTER, &wait);
    answer->status = (guint)CLAMP(status, 0, 999);
    answer->retry_after_seconds = (guint64)MAX(wait, 0);
    answer->certificate = transport_certificate_of(exchange->curl);
    g_auto(GStrv) parts = g_strsplit(type ? type : "", ";", 2);
    answer->type = g_ascii_strdown(parts[0] ? g_strstrip(parts[0]) : "", -1);
    if (redirect) {
        g_autoptr(GUri) target = g_uri_parse(redirect, G_URI_FLAGS_NONE, NULL);
        answer->location = escape_line(target && g_uri_get_host(target) ? g_uri_get_host(target)
                                                                        : "another place", 100);
    }
}

struct http_answer *http_post(const struct http_form *form, GError **error)
{
    AUTO(http_answer) *answer = g_new0(struct http_answer, 1);
    struct exchange exchange = {.answer = answer};

    answer->body = g_string_sized_new(8192);
    answer->server = server_of(form->url);
    if (!answer->server) {
        g_autofree char *shown = escape_line(form->url ? form->url : "", WORDS_SHOWN);
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_SETTINGS,
                    "\"%s\" is no address of a token server: it must begin with https://", shown);
        return NULL;
    }
    exchange.curl = curl_easy_init();
    if (!exchange.curl)
        g_error("no memory for a connection");
    set_options(&exchange, form);
    CURLcode code = curl_easy_perform(exchange.curl);
    if (code == CURLE_OK)
        note_head(&exchange);
    else
        fail(&exchange, code, error);
    curl_slist_free_all(exchange.headers);
    curl_easy_cleanup(exchange.curl);
    return code == CURLE_OK ? g_steal_pointer(&answer) : NULL;
}
