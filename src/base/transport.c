/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A verified, logged-in byte stream to a mail server.
 *
 * libcurl does what it does well (resolving, proxies, TLS, STARTTLS, SASL) and is then asked for
 * the bare connection: its own IMAP and SMTP layers cut long lines, lose literals and truncate
 * uploads, so the protocols are spoken by the callers.
 *
 * Refuses: any URL but scheme, host and port; a connection without TLS 1.2; a certificate that does
 * not verify; a server that says we are logged in before we said who we are, or that takes our user
 * name and offers no login. There is no switch for any of these. */
#include "base/transport.h"

#include "base/escape.h"
#include "base/transport_certificate.h"
#include "base/transport_failure.h"

#include <poll.h>
#include <string.h>

#define GREETING_MAX   (64u * 1024)
#define LEAST_RATE     4096 /* bytes a second, below which a peer is not alive */
#define LOGIN_KNOWN    "AUTH=PLAIN;AUTH=LOGIN"
#define LOGIN_TOKEN    "AUTH=OAUTHBEARER;AUTH=XOAUTH2" /* RFC 7628, and what came before it */
#define TIMEOUT_MS_MAX (10u * 60 * 1000)

G_DEFINE_QUARK(circulard - transport - error, transport_error)

void transport_free(struct transport *transport)
{
    if (!transport)
        return;
    curl_easy_cleanup(transport->curl);
    g_string_free(transport->greeting, TRUE);
    g_string_free(transport->last, TRUE);
    g_free(transport->peer);
    g_free(transport);
}

const char *transport_greeting(const struct transport *transport)
{
    return transport->greeting->str;
}

static size_t keep_greeting(char *bytes, size_t size, size_t count, void *data)
{
    struct transport *transport = data;
    gsize length = size * count;

    if (transport->greeting->len + length <= GREETING_MAX)
        g_string_append_len(transport->greeting, bytes, (gssize)length);
    g_string_truncate(transport->last, 0);
    g_string_append_len(transport->last, bytes, (gssize)MIN(length, 1024));
    return length;
}

/* ---- settings ---- */

static const char *default_port(const char *scheme)
{
    static const struct {
        const char *scheme, *port;
    } known[] = {{"imaps", "993"}, {"imap", "143"}, {"smtps", "465"}, {"smtp", "587"}};

    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (scheme && strcmp(scheme, known[i].scheme) == 0)
            return known[i].port;
    return NULL;
}

static gboolean part_is_absent(CURLU *url, CURLUPart part)
{
    char *value = NULL;
    CURLUcode code = curl_url_get(url, part, &value, 0);
    gboolean absent = code != CURLUE_OK || !*value || strcmp(value, "/") == 0;

    curl_free(value);
    return absent;
}

/* The name for EHLO travels as the path of an SMTP URL: only what a host name or an address
 * literal is made of. */
static gboolean helo_is_plain(const char *helo)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

    return *helo && strlen(helo) <= 255 && strspn(helo, plain) == strlen(helo);
}

static gboolean refuse_settings(GError **error, const char *format, const char *what)
{
    g_autofree char *shown = escape_line(what, WORDS_SHOWN);

    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_SETTINGS, format, shown);
    return FALSE;
}

/* Fills in peer and imap, and hands back the URL for libcurl. */
static gboolean read_url(struct transport *transport, const struct transport_settings *settings,
                         char **full, GError **error)
{
    static const CURLUPart unwanted[] = {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS,
                                         CURLUPART_PATH, CURLUPART_QUERY,    CURLUPART_FRAGMENT};
    g_autofree char *given = g_strdup(settings->url ? settings->url : "");
    CURLU *url = curl_url();
    char *scheme = NULL, *host = NULL, *port = NULL;
    gboolean right =
        strstr(given, "://") && curl_url_set(url, CURLUPART_URL, given, 0) == CURLUE_OK;

    right = right && curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
            default_port(scheme) && curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK;
    for (gsize i = 0; right && i < G_N_ELEMENTS(unwanted); i++)
        right = part_is_absent(url, unwanted[i]);
    if (right) {
        if (curl_url_get(url, CURLUPART_PORT, &port, 0) != CURLUE_OK)
            curl_url_set(url, CURLUPART_PORT, default_port(scheme), 0);
        transport->imap = g_str_has_prefix(scheme, "imap");
        transport->peer = g_strdup_printf("%s:%s", host, port ? port : default_port(scheme));
        if (settings->helo && !transport->imap) {
            g_autofree char *path = g_strconcat("/", settings->helo, NULL);
            curl_url_set(url, CURLUPART_PATH, path, 0);
        }
        right = curl_url_get(url, CURLUPART_URL, full, 0) == CURLUE_OK;
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(url);
    return right || refuse_settings(error,
                                    "\"%s\" is no address of a mail server: it must be imaps, "
                                    "imap, smtps or smtp, then ://, a host, and perhaps :port",
                                    given);
}

static gboolean check_settings(const struct transport *transport,
                               const struct transport_settings *settings, GError **error)
{
    if (settings->helo && !helo_is_plain(settings->helo))
        return refuse_settings(error, "\"%s\" is no host name to greet a server with",
                               settings->helo);
    if (transport->imap && !settings->user)
        return refuse_settings(error, "%s: a mailbox needs a user name", transport->peer);
    const char *secret = settings->token ? settings->token : settings->password;
    if (settings->user && (!*settings->user || !secret || !*secret))
        return refuse_settings(error, "%s: user name or password is empty", transport->peer);
    return TRUE;
}

static void set_options(struct transport *transport, const struct transport_settings *settings,
                        const char *url, const char *login)
{
    CURL *curl = transport->curl;

    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "imap,imaps,smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)transport->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transport->detail);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_greeting);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, transport);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
    if (settings->ca_file) { /* this authority alone */
        curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
    if (settings->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user);
        curl_easy_setopt(curl, settings->token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
                         settings->token ? settings->token : settings->password);
        curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, login);
    }
}

/* libcurl is content when a server never asked for the login: we are not. */
static gboolean check_login(const struct transport *transport,
                            const struct transport_settings *settings, GError **error)
{
    if (transport->imap) {
        if (g_ascii_strncasecmp(transport->greeting->str, "* PREAUTH", 9) == 0)
            return transport_fail(
                error, TRANSPORT_ERROR_UNTRUSTED,
                "%s says that we are logged in already, before we said who we are",
                transport->peer);
        return TRUE;
    }
    if (settings->user && !g_str_has_prefix(transport->last->str, "235"))
        return transport_fail(error, TRANSPORT_ERROR_REFUSED,
                              "%s offers no login, but a user name is configured for it",
                              transport->peer);
    return TRUE;
}

/* ---- opening ---- */

static CURLcode try_to_open(struct transport *transport, const struct transport_settings *settings,
                            const char *url, const char *login)
{
    g_string_truncate(transport->greeting, 0);
    g_string_truncate(transport->last, 0);
    transport->detail[0] = '\0';
    curl_easy_reset(transport->curl);
    set_options(transport, settings, url, login);
    return curl_easy_perform(transport->curl);
}

struct transport *transport_open(const struct transport_settings *settings, GError **error)
{
    AUTO(transport) *transport = g_new0(struct transport, 1);
    char *url = NULL;

    transport->greeting = g_string_new(NULL);
    transport->last = g_string_new(NULL);
    transport->timeout_ms = CLAMP(settings->timeout_ms, 1, TIMEOUT_MS_MAX);
    transport->curl = curl_easy_init();
    if (!transport->curl)
        g_error("no memory for a connection");
    if (!read_url(transport, settings, &url, error))
        return NULL;
    if (!check_settings(transport, settings, error)) {
        curl_free(url);
        return NULL;
    }
    CURLcode code =
        try_to_open(transport, settings, url, settings->token ? LOGIN_TOKEN : LOGIN_KNOWN);
    /* Nothing was sent yet where neither is offered: whatever else libcurl knows, then. By choice
     * it would try Kerberos first, which fails for most who are offered it. */
    if (code == CURLE_LOGIN_DENIED && !settings->token && !transport_offers_login(transport, FALSE))
        code = try_to_open(transport, settings, url, NULL);
    curl_free(url);
    if (code != CURLE_OK) {
        transport_fail_open(transport, code, settings, error);
        return NULL;
    }
    if (!check_login(transport, settings, error))
        return NULL;
    if (curl_easy_getinfo(transport->curl, CURLINFO_ACTIVESOCKET, &transport->socket) != CURLE_OK ||
        transport->socket == CURL_SOCKET_BAD) {
        transport_fail(error, TRANSPORT_ERROR_BROKEN, "%s closed the connection at once",
                       transport->peer);
        return NULL;
    }
    return g_steal_pointer(&transport);
}

struct transport_certificate transport_certificate(const struct transport *transport)
{
    return transport_certificate_of(transport->curl);
}

/* ---- the stream ---- */

static gint64 deadline_for(const struct transport *transport, gsize length)
{
    return g_get_monotonic_time() + (gint64)transport->timeout_ms * 1000 +
           (gint64)(length / LEAST_RATE) * G_USEC_PER_SEC;
}

/* Waits for the socket, at most timeout_ms and never beyond the deadline. */
static gboolean await_socket(struct transport *transport, short events, gint64 deadline_us,
                             GError **error)
{
    gint64 quiet_us = g_get_monotonic_time() + (gint64)transport->timeout_ms * 1000;
    gint64 end_us = MIN(deadline_us, quiet_us);

    for (;;) {
        gint64 left_us = end_us - g_get_monotonic_time();
        struct pollfd one = {.fd = transport->socket, .events = events};
        if (left_us <= 0)
            break;
        int ready = poll(&one, 1, (int)MIN(left_us / 1000 + 1, G_MAXINT));
        if (ready > 0)
            return TRUE;
        if (ready < 0 && errno != EINTR)
            return transport_fail(error, TRANSPORT_ERROR_BROKEN, "the connection to %s is lost: %s",
                                  transport->peer, g_strerror(errno));
    }
    return transport_fail(error, TRANSPORT_ERROR_BROKEN,
                          "%s has gone silent, or is too slow to be alive", transport->peer);
}

gboolean transport_send(struct transport *transport, const void *bytes, gsize length,
                        GError **error)
{
    const char *next = bytes;
    gint64 deadline_us = deadline_for(transport, length);

    while (length > 0) {
        size_t sent = 0;
        CURLcode code = curl_easy_send(transport->curl, next, length, &sent);
        if (code == CURLE_AGAIN) {
            if (!await_socket(transport, POLLOUT, deadline_us, error))
                return FALSE;
        } else if (code != CURLE_OK) {
            return transport_fail(error, TRANSPORT_ERROR_BROKEN, "%s closed the connection: %s",
                                  transport->peer, curl_easy_strerror(code));
        }
        next += sent;
        length -= sent;
    }
    return TRUE;
}

/* Asks libcurl first: TLS may hold bytes for which the socket never wakes. */
static gboolean read_some(struct transport *transport, void *bytes, gsize most, gint64 deadline_us,
                          gsize *got, GError **error)
{
    for (;;) {
        CURLcode code = curl_easy_recv(transport->curl, bytes, most, got);
        if (code == CURLE_OK && *got > 0)
            return TRUE;
        if (code == CURLE_OK)
            return transport_fail(error, TRANSPORT_ERROR_BROKEN, "%s closed the connection",
                                  transport->peer);
        if (code != CURLE_AGAIN)
            return transport_fail(error, TRANSPORT_ERROR_BROKEN, "the connection to %s is lost: %s",
                                  transport->peer, curl_easy_strerror(code));
        if (!await_socket(transport, POLLIN, deadline_us, error))
            return FALSE;
    }
}

/* Takes what the buffer holds; FALSE where it is empty. */
static gboolean take_buffered(struct transport *transport, void *bytes, gsize most, gsize *got)
{
    *got = MIN(most, transport->end - transport->start);
    memcpy(bytes, transport->buffer + transport->start, *got);
    transport->start += *got;
    return *got > 0;
}

gboolean transport_receive(struct transport *transport, void *bytes, gsize most, gint64 deadline_us,
                           gsize *got, GError **error)
{
    return take_buffered(transport, bytes, most, got) ||
           read_some(transport, bytes, most, deadline_us, got, error);
}

static gboolean fill_buffer(struct transport *transport, gint64 deadline_us, GError **error)
{
    transport->start = transport->end = 0;
    return read_some(transport, transport->buffer, BUFFER_BYTES, deadline_us, &transport->end,
                     error);
}

/* Without waiting: TRUE where there are bytes, or the connection has ended, which reading tells. */
static gboolean peek(struct transport *transport)
{
    if (transport->start < transport->end)
        return TRUE;
    transport->start = transport->end = 0;
    CURLcode code =
        curl_easy_recv(transport->curl, transport->buffer, BUFFER_BYTES, &transport->end);
    if (code != CURLE_OK)
        transport->end = 0;
    return code != CURLE_AGAIN;
}

gboolean transport_wait(struct transport *transport, int other, gint64 until_us,
                        enum transport_ready *ready, GError **error)
{
    for (;;) {
        struct pollfd two[] = {{.fd = transport->socket, .events = POLLIN},
                               {.fd = other, .events = POLLIN}};
        if (peek(transport)) {
            *ready = TRANSPORT_BYTES;
            return transport->end > 0 ||
                   transport_fail(error, TRANSPORT_ERROR_BROKEN, "%s closed the connection",
                                  transport->peer);
        }
        gint64 left_us = until_us - g_get_monotonic_time();
        int count = left_us > 0 ? poll(two, 2, (int)MIN(left_us / 1000 + 1, G_MAXINT)) : 0;
        if (count < 0 && errno != EINTR)
            return transport_fail(error, TRANSPORT_ERROR_BROKEN, "the connection to %s is lost: %s",
                                  transport->peer, g_strerror(errno));
        if (count >= 0 && two[1].revents) {
            *ready = TRANSPORT_OTHER;
            return TRUE;
        }
        if (left_us <= 0) {
            *ready = TRANSPORT_TIME;
            return TRUE;
        }
    }
}

gboolean transport_line(struct transport *transport, GString *line, gsize most, GError **error)
{
    gint64 deadline_us = deadline_for(transport, 0);
    gboolean whole = FALSE;

    g_string_truncate(line, 0);
    while (!whole) {
        if (transport->start == transport->end && !fill_buffer(transport, deadline_us, error))
            return FALSE;
        const char *from = transport->buffer + transport->start;
        gsize left = transport->end - transport->start;
        const char *feed = memchr(from, '\n', left);
        gsize taken = feed ? (gsize)(feed - from) + 1 : left;
        if (line->len + taken > most + 2)
            return transport_fail(error, TRANSPORT_ERROR_PROTOCOL,
                                  "%s sends a line of more than %zu bytes", transport->peer, most);
        g_string_append_len(line, from, (gssize)taken);
        transport->start += taken;
        whole = feed != NULL;
    }
    g_string_truncate(line, line->len - 1);
    if (line->len > 0 && line->str[line->len - 1] == '\r')
        g_string_truncate(line, line->len - 1);
    return TRUE;
}
