/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What failed while a connection was opened, in one sentence that says what to do.
 *
 * A server's own words are quoted on one line, cut, and not at all where they may repeat the
 * password or the access token: some servers say again what they do not like. */
#include "base/transport_failure.h"

#include "base/escape.h"

#include <string.h>

#define WORD_PLAIN  60u /* bytes of a word in an error; an access token, however packed, is longer \
                         */

gboolean transport_fail(GError **error, int code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (error)
        *error = g_error_new_valist(TRANSPORT_ERROR, code, format, arguments);
    va_end(arguments);
    return FALSE;
}

/* An access token comes back whole or cut, as it is or packed: no long word is shown at all. */
static gboolean holds_long_word(const char *words)
{
    for (gsize length; *words; words += length + (words[length] != '\0')) {
        length = strcspn(words, " \r\n");
        if (length > WORD_PLAIN)
            return TRUE;
    }
    return FALSE;
}

/* Does it say the password, as it is or as SASL PLAIN packs it? Some servers repeat a command that
 * they do not like. */
static gboolean tells_secret(const char *words, const struct transport_settings *settings)
{
    if (settings->token)
        return strstr(words, settings->token) || holds_long_word(words);
    if (!settings->user || !settings->password)
        return FALSE;
    g_autoptr(GString) response = g_string_new(NULL);
    g_string_append_c(response, '\0');
    g_string_append(response, settings->user);
    g_string_append_c(response, '\0');
    g_string_append(response, settings->password);
    g_autofree char *packed = g_base64_encode((const guint8 *)response->str, response->len);
    g_autofree char *alone =
        g_base64_encode((const guint8 *)settings->password, strlen(settings->password));
    return strstr(words, settings->password) || strstr(words, packed) || strstr(words, alone);
}

/* A server's words for an error: one line, short, and never our own secret come back. */
static char *quote_words(const char *words, const struct transport_settings *settings)
{
    if (tells_secret(words, settings))
        return g_strdup_printf("(not shown, for it %s)", settings->token
                                                             ? "may repeat the access token"
                                                             : "repeats the password");
    g_autofree char *line = g_strstrip(g_strdup(words));
    return escape_line(line, WORDS_SHOWN);
}

/* Whether a refusal is for now only: RFC 5530 codes in IMAP, 4xx in SMTP. */
static gboolean refused_for_now(const struct transport *transport)
{
    static const char *const passing[] = {"[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]"};
    g_autofree char *line = g_ascii_strup(transport->last->str, -1);

    if (!transport->imap)
        return line[0] == '4';
    if (g_str_has_prefix(line, "* BYE"))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(passing); i++)
        if (strstr(line, passing[i]))
            return TRUE;
    return FALSE;
}

/* Did the server name a login among those we send by choice? */
gboolean transport_offers_login(const struct transport *transport, gboolean with_token)
{
    g_autofree char *said = g_ascii_strup(transport->greeting->str, -1);
    g_auto(GStrv) words = g_strsplit_set(said, " =\r\n", -1);
    const char *const *offers = (const char *const *)words;

    return with_token ? g_strv_contains(offers, "OAUTHBEARER") || g_strv_contains(offers, "XOAUTH2")
                      : g_strv_contains(offers, "PLAIN") || g_strv_contains(offers, "LOGIN");
}

/* The server says why in a challenge: base64 of a small JSON object (RFC 7628, 3.2.2), of which the
 * status is worth being told. Nothing else of it is looked at. */
static char *refusal_status(const struct transport *transport)
{
    const char *packed = transport->last->str;

    packed += g_str_has_prefix(packed, "+ ") ? 2 : g_str_has_prefix(packed, "334 ") ? 4 : 0;
    g_autofree char *text = g_strstrip(g_strdup(packed));
    gsize length = 0;
    g_autofree guchar *bytes = g_base64_decode(text, &length);
    g_autofree char *plain =
        packed == transport->last->str ? g_strdup("") : g_strndup((char *)bytes, length);
    const char *at = strstr(plain, "\"status\"");
    at = at ? at + strlen("\"status\"") : "";
    at += strspn(at, " :\"");
    gsize end = strcspn(at, "\",} ");
    g_autofree char *status = g_strndup(at, MIN(end, 30));
    return escape_line(status, 40);
}

static gboolean fail_token_login(const struct transport *transport,
                                 const struct transport_settings *settings, const char *words,
                                 GError **error)
{
    g_autofree char *status = refusal_status(transport);
    g_autofree char *user = escape_line(settings->user, WORDS_SHOWN);

    if (!transport_offers_login(transport, TRUE))
        return transport_fail(error, TRANSPORT_ERROR_REFUSED,
                              "%s offers no login with an access token (OAUTHBEARER, XOAUTH2)",
                              transport->peer);
    if (refused_for_now(transport))
        return transport_fail(error, TRANSPORT_ERROR_UNAVAILABLE,
                              "%s cannot let us in at the moment; it said: %s", transport->peer,
                              words);
    return transport_fail(
        error, TRANSPORT_ERROR_REFUSED,
        "%s refused the access token for %s: look whether the application may use this mailbox, "
        "and whether IMAP or SMTP with a login is switched on for it; it said: %s%s",
        transport->peer, user, *status ? "status " : "", *status ? status : words);
}

static gboolean fail_login(const struct transport *transport, const char *words, GError **error)
{
    if (!transport_offers_login(transport, FALSE))
        return transport_fail(error, TRANSPORT_ERROR_REFUSED,
                              "%s offers no login by user name and password", transport->peer);
    if (refused_for_now(transport))
        return transport_fail(error, TRANSPORT_ERROR_UNAVAILABLE,
                              "%s cannot let us in at the moment; it said: %s", transport->peer,
                              words);
    return transport_fail(error, TRANSPORT_ERROR_REFUSED,
                          "%s refused the user name or the password (a new one that systemd "
                          "hands over counts after systemctl restart circulard); it said: %s",
                          transport->peer, words);
}

/* A reply libcurl could not use: a server that says it is closed is no broken one. */
static gboolean fail_reply(const struct transport *transport, const char *words, GError **error)
{
    const char *line = transport->last->str;
    gboolean closed = transport->imap ? g_ascii_strncasecmp(line, "* BYE", 5) == 0
                                      : line[0] == '4' || line[0] == '5';

    if (closed)
        return transport_fail(error, TRANSPORT_ERROR_UNAVAILABLE,
                              "%s does not serve us now; it said: %s", transport->peer, words);
    return transport_fail(error, TRANSPORT_ERROR_PROTOCOL,
                          "%s does not speak %s as it should; it said: %s", transport->peer,
                          transport->imap ? "IMAP" : "SMTP", *words ? words : "nothing");
}

/* A handshake that failed because the connection did, and not because of what was said in it. */
static gboolean is_lost(const struct transport *transport)
{
    return strstr(transport->detail, "SSL_ERROR_SYSCALL") ||
           strstr(transport->detail, "Recv failure") || strstr(transport->detail, "Send failure");
}

/* What to do about it, where the sentence alone does not say: of OpenSSL's and libcurl's words the part that
 * tells one cause from another. The first that fits counts. */
static const struct {
    CURLcode curl;
    const char *words, *advice;
} advices[] = {
    {CURLE_PEER_FAILED_VERIFICATION, "expired",
     "; whoever runs the server must renew it (if it is not over, this machine's clock is wrong)"},
    {CURLE_PEER_FAILED_VERIFICATION, "not yet valid", "; this machine's clock, or the certificate, is wrong"},
    {CURLE_PEER_FAILED_VERIFICATION, "name",
     "; write the server's name in url as its certificate has it (openssl s_client -connect shows it)"},
    {CURLE_PEER_FAILED_VERIFICATION, "", "; where an authority of your own signed it, name that one in ca_file"},
    {CURLE_SSL_CONNECT_ERROR, "wrong version number",
     "; on that port it does not begin with TLS: where it has STARTTLS, url begins with imap:// or smtp:// "
     "instead of imaps:// or smtps://"},
    {CURLE_SSL_CONNECT_ERROR, "version", "; TLS 1.2 is the least"},
    {CURLE_COULDNT_RESOLVE_HOST, "", "; look whether the host in url is right, and whether this machine can resolve names"},
    {CURLE_SSL_CACERT_BADFILE, "", "; ca_file names a PEM file that the user circulard runs as can read"},
};

static const char *advise(const struct transport *transport, CURLcode code)
{
    for (gsize i = 0; i < G_N_ELEMENTS(advices); i++)
        if (advices[i].curl == code && strstr(transport->detail, advices[i].words))
            return advices[i].advice;
    /* libcurl names whom it did not reach: where that is not the server, a proxy stands between. */
    g_autofree char *host = g_strndup(transport->peer, strcspn(transport->peer, ":]"));
    if (code == CURLE_COULDNT_CONNECT && !strstr(transport->detail, host + (*host == '[')))
        return " (a proxy that the environment names: all_proxy, no_proxy)";
    if (code == CURLE_COULDNT_CONNECT)
        return "; look whether the server runs, the port in url is right, and a firewall stands between";
    /* Nobody speaks first where TLS is awaited: the client hello is. */
    if (code == CURLE_OPERATION_TIMEDOUT && transport->greeting->len == 0)
        return "; look whether address and port are right (imap:// and smtp:// are for ports with STARTTLS), and "
               "whether a firewall stands between";
    return "";
}

/* What most failures mean: %1$s is the peer, %2$s libcurl's words. */
static const struct {
    CURLcode curl;
    int code;
    const char *sentence;
} failures[] = {
    {CURLE_COULDNT_RESOLVE_HOST, TRANSPORT_ERROR_UNREACHABLE, "%1$s cannot be reached: %2$s"},
    {CURLE_COULDNT_RESOLVE_PROXY, TRANSPORT_ERROR_UNREACHABLE, "%1$s cannot be reached: %2$s"},
    {CURLE_COULDNT_CONNECT, TRANSPORT_ERROR_UNREACHABLE, "%1$s cannot be reached: %2$s"},
    {CURLE_PROXY, TRANSPORT_ERROR_UNREACHABLE,
     "the proxy on the way to %1$s did not let us through: %2$s"},
    {CURLE_OPERATION_TIMEDOUT, TRANSPORT_ERROR_UNREACHABLE,
     "%1$s did not answer, secure the connection and let us in in time"},
    {CURLE_PEER_FAILED_VERIFICATION, TRANSPORT_ERROR_UNTRUSTED,
     "the certificate of %1$s cannot be trusted, so no password was sent: %2$s"},
    {CURLE_USE_SSL_FAILED, TRANSPORT_ERROR_UNTRUSTED,
     "%1$s did not secure the connection with STARTTLS, so no password was sent"},
    {CURLE_SSL_CONNECT_ERROR, TRANSPORT_ERROR_UNTRUSTED,
     "no secure connection with %1$s, so no password was sent: %2$s"},
    {CURLE_SSL_CACERT_BADFILE, TRANSPORT_ERROR_SETTINGS,
     "the file of trusted authorities for %1$s cannot be used: %2$s"},
    {CURLE_RECV_ERROR, TRANSPORT_ERROR_BROKEN,
     "%1$s closed the connection before we were logged in"},
    {CURLE_SEND_ERROR, TRANSPORT_ERROR_BROKEN,
     "%1$s closed the connection before we were logged in"},
    {CURLE_GOT_NOTHING, TRANSPORT_ERROR_BROKEN,
     "%1$s closed the connection before we were logged in"},
};

gboolean transport_fail_open(const struct transport *transport, CURLcode code,
                             const struct transport_settings *settings, GError **error)
{
    const char *known = *transport->detail ? transport->detail : curl_easy_strerror(code);
    g_autofree char *why = quote_words(known, settings);
    g_autofree char *words = quote_words(transport->last->str, settings);

    if (code == CURLE_LOGIN_DENIED)
        return settings->token ? fail_token_login(transport, settings, words, error)
                               : fail_login(transport, words, error);
    if (code == CURLE_WEIRD_SERVER_REPLY || g_ascii_strncasecmp(words, "* BYE", 5) == 0)
        return fail_reply(transport, words, error);
    if (strstr(transport->detail, "CONNECT tunnel failed"))
        code = CURLE_PROXY;
    if (code == CURLE_SSL_CONNECT_ERROR && is_lost(transport))
        return transport_fail(error, TRANSPORT_ERROR_UNREACHABLE,
                              "%s broke off while the connection was being secured",
                              transport->peer);
    for (gsize i = 0; i < G_N_ELEMENTS(failures); i++)
        if (failures[i].curl == code) {
            g_autofree char *sentence = g_strdup_printf(failures[i].sentence, transport->peer, why);
            return transport_fail(error, failures[i].code, "%s%s", sentence, advise(transport, code));
        }
    return transport_fail(error, TRANSPORT_ERROR_UNREACHABLE, "%s: %s", transport->peer, why);
}
