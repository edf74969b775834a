/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transport against scripted IMAP and SMTP servers: what it accepts, what it refuses and in which
 * words, that no password leaves it unsecured or comes back in an error, and the bare stream. */
#include "base/transport.h"

#include "../support/fake_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct fake_server *fake;
static const char *ca_file;

static int start_servers(void **state)
{
    (void)state;
    fake = fake_server_start_alone(&ca_file);
    return fake ? 0 : -1;
}

static int stop_servers(void **state)
{
    (void)state;
    fake_server_stop(fake);
    return 0;
}

static struct transport *open_as(const char *scheme, guint port, const char *user,
                                 const char *password, GError **error)
{
    g_autofree char *url = g_strdup_printf("%s://127.0.0.1:%u", scheme, port);
    struct transport_settings settings = {.url = url,
                                          .user = user,
                                          .password = password,
                                          .ca_file = ca_file,
                                          .helo = "client.example",
                                          .timeout_ms = 20000};

    return transport_open(&settings, error);
}

/* Opens with a scheme a server as described; as alice. */
static struct transport *open_described(const char *scheme, const char *description, GError **error)
{
    return open_as(scheme, fake_server_listen(fake, description), "alice", "secret", error);
}

static void send_text(struct transport *transport, const char *text)
{
    g_autoptr(GError) error = NULL;

    assert_true(transport_send(transport, text, strlen(text), &error));
    assert_null(error);
}

/* ---- good servers ---- */

static void transport_open__each_scheme__logged_in_stream(void **state)
{
    (void)state;
    static const struct {
        const char *scheme, *description, *send, *answer;
    } cases[] = {
        {"imaps", "imap tls", "x NOOP\r\n", "x OK done"},
        {"imap", "imap", "x NOOP\r\n", "x OK done"},
        {"imaps", "imap tls offers=IMAP4", "x NOOP\r\n", "x OK done"}, /* LOGIN only */
        {"smtps", "smtp tls", "NOOP\r\n", "250 NOOP"},
        {"smtp", "smtp", "NOOP\r\n", "250 NOOP"},
        {"smtp", "smtp auth=LOGIN,PLAIN,CRAM-MD5", "NOOP\r\n", "250 NOOP"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) line = g_string_new(NULL);
        AUTO(transport) *transport = open_described(cases[i].scheme, cases[i].description, &error);
        assert_null(error);
        assert_non_null(transport);
        send_text(transport, cases[i].send);
        assert_true(transport_line(transport, line, 1000, &error));
        assert_string_equal(line->str, cases[i].answer);
        struct transport_certificate certificate = transport_certificate(transport);
        assert_int_equal(certificate.begins, 946684800); /* the first and the last second in authority.sh */
        assert_int_equal(certificate.ends, 2524607999);
    }
}

/* ---- access tokens ---- */

static struct transport *open_with_token(const char *scheme, const char *description,
                                         const char *token, GError **error)
{
    g_autofree char *url =
        g_strdup_printf("%s://127.0.0.1:%u", scheme, fake_server_listen(fake, description));
    struct transport_settings settings = {.url = url,
                                          .user = "alice",
                                          .token = token,
                                          .ca_file = ca_file,
                                          .helo = "client.example",
                                          .timeout_ms = 20000};

    return transport_open(&settings, error);
}

static void transport_open__access_token__each_mechanism_logged_in(void **state)
{
    (void)state;
    static const struct {
        const char *scheme, *description;
    } cases[] = {
        {"imaps", "imap tls offers=AUTH=XOAUTH2,SASL-IR"},
        {"imaps", "imap tls offers=AUTH=XOAUTH2"},
        {"imap", "imap offers=AUTH=OAUTHBEARER,SASL-IR"},
        {"imaps", "imap tls offers=AUTH=PLAIN,AUTH=XOAUTH2,AUTH=OAUTHBEARER,AUTH=GSSAPI,SASL-IR"},
        {"smtp", "smtp auth=LOGIN,XOAUTH2"},
        {"smtps", "smtp tls auth=PLAIN,OAUTHBEARER,XOAUTH2"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        AUTO(transport) *transport =
            open_with_token(cases[i].scheme, cases[i].description, "good-token", &error);
        if (!transport)
            fail_msg("%s: %s", cases[i].description, error->message);
    }
}

static void transport_open__access_token_refused__said_without_it(void **state)
{
    (void)state;
    static const struct {
        const char *scheme, *description;
        int code;
        const char *says;
    } cases[] = {
        {"imaps", "imap tls offers=AUTH=XOAUTH2,SASL-IR", TRANSPORT_ERROR_REFUSED, "refused the access token for alice"},
        {"imaps", "imap tls offers=AUTH=XOAUTH2,SASL-IR", TRANSPORT_ERROR_REFUSED, "status invalid_token"},
        {"imaps", "imap tls offers=AUTH=OAUTHBEARER,SASL-IR", TRANSPORT_ERROR_REFUSED, "refused the access token"},
        {"imaps", "imap tls offers=AUTH=PLAIN", TRANSPORT_ERROR_REFUSED, "offers no login with an access token"},
        {"imaps", "imap tls offers=AUTH=XOAUTH2,SASL-IR login=TAG_NO_[UNAVAILABLE]_later", TRANSPORT_ERROR_UNAVAILABLE, "at the moment"},
        {"imaps", "imap tls offers=AUTH=XOAUTH2,SASL-IR login=TAG_NO_not_with_GIVEN", TRANSPORT_ERROR_REFUSED, "may repeat the access token"},
        {"smtp", "smtp auth=XOAUTH2", TRANSPORT_ERROR_REFUSED, "status invalid_token"},
        {"smtp", "smtp auth=OAUTHBEARER", TRANSPORT_ERROR_REFUSED, "refused the access token"},
        {"smtp", "smtp auth=XOAUTH2 login=454_4.7.0_later", TRANSPORT_ERROR_UNAVAILABLE, "at the moment"},
        {"smtp", "smtp auth=LOGIN", TRANSPORT_ERROR_REFUSED, "no login"},
    };
    g_autofree char *token = g_strnfill(200, 'w');

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        AUTO(transport) *transport =
            open_with_token(cases[i].scheme, cases[i].description, token, &error);
        assert_null(transport);
        if (error->code != cases[i].code || !strstr(error->message, cases[i].says) ||
            strstr(error->message, "wwww") || strstr(error->message, "d3d3d3"))
            fail_msg("%s: %d %s", cases[i].description, error->code, error->message);
    }
}

/* As libcurl knows it: from the environment, for every protocol. */
static void transport_open__proxy__through_it_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *proxy, *scheme, *server;
        gboolean good;
    } cases[] = {
        {"proxy", "imaps", "imap tls", TRUE},
        {"proxy", "smtp", "smtp", TRUE},
        {"proxy refuse", "imaps", "imap tls", FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint proxy = fake_server_listen(fake, cases[i].proxy);
        guint port = fake_server_listen(fake, cases[i].server);
        g_autofree char *value = g_strdup_printf("http://127.0.0.1:%u", proxy);
        g_autofree char *order = g_strdup_printf("CONNECT 127.0.0.1:%u HTTP/1", port);
        g_autoptr(GError) error = NULL;
        g_setenv("all_proxy", value, TRUE);
        AUTO(transport) *transport = open_as(cases[i].scheme, port, "alice", "secret", &error);
        g_unsetenv("all_proxy");
        g_autofree char *heard = fake_server_clear(fake, proxy);
        assert_non_null(strstr(heard, order));
        if ((transport != NULL) != cases[i].good)
            fail_msg("%s: %s", cases[i].server, error ? error->message : "?");
        if (error)
            assert_int_equal(error->code, TRANSPORT_ERROR_UNREACHABLE);
    }
}

static void transport_open__proxy_is_not_there__told(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_setenv("all_proxy", "http://127.0.0.2:1", TRUE);
    AUTO(transport) *transport = open_as("imaps", fake_server_listen(fake, "imap tls"), "alice", "secret", &error);
    g_unsetenv("all_proxy");
    assert_null(transport);
    if (!strstr(error->message, "all_proxy"))
        fail_msg("%s", error->message);
}

static void transport_open__ipv6__logged_in_stream(void **state)
{
    (void)state;
    g_autofree char *addresses = NULL;
    g_file_get_contents("/proc/net/if_inet6", &addresses, NULL, NULL);
    if (!addresses || !strstr(addresses, "00000000000000000000000000000001"))
        skip();
    g_autofree char *url =
        g_strdup_printf("imaps://[::1]:%u", fake_server_listen(fake, "imap tls ipv6"));
    struct transport_settings settings = {
        .url = url, .user = "alice", .password = "secret", .ca_file = ca_file, .timeout_ms = 20000};
    AUTO(transport) *transport = transport_open(&settings, NULL);

    assert_non_null(transport);
}

static void transport_open__smtp__greets_with_our_name_and_tells_offers(void **state)
{
    (void)state;
    guint port = fake_server_listen(fake, "smtp");
    AUTO(transport) *transport = open_as("smtp", port, NULL, NULL, NULL);
    assert_non_null(transport);
    g_autofree char *heard = fake_server_heard(fake, port);

    assert_string_equal(heard, "[\"EHLO client.example\"]");
    assert_non_null(strstr(transport_greeting(transport), "250-AUTH PLAIN LOGIN\r\n"));
    assert_non_null(strstr(transport_greeting(transport), "250 8BITMIME\r\n"));
}

static void transport_open__starttls__nothing_secret_in_clear(void **state)
{
    (void)state;
    static const char *const kinds[] = {"imap", "smtp"};

    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        guint port = fake_server_listen(fake, kinds[i]);
        AUTO(transport) *transport = open_as(kinds[i], port, "alice", "secret", NULL);
        assert_non_null(transport);
        g_autofree char *clear = fake_server_clear(fake, port);
        assert_non_null(strstr(clear, "STARTTLS\"]"));
        assert_null(strstr(clear, "AUTH"));
    }
}

/* ---- servers to be refused ---- */

struct refusal {
    const char *scheme, *description;
    int code;
    const char *says;
};

static void assert_refused(const struct refusal *want)
{
    g_autoptr(GError) error = NULL;
    guint port = fake_server_listen(fake, want->description);
    AUTO(transport) *transport = open_as(want->scheme, port, "alice", "secret", &error);
    g_autofree char *clear = fake_server_clear(fake, port);
    g_autofree char *heard = fake_server_heard(fake, port);

    assert_null(transport);
    assert_non_null(error);
    if (error->code != want->code || !strstr(error->message, want->says))
        fail_msg("%s %s: %d \"%s\"", want->scheme, want->description, error->code, error->message);
    assert_null(strstr(error->message, "secret"));
    assert_non_null(strstr(error->message, "127.0.0.1"));
    assert_null(strstr(clear, "AUTH"));
    assert_null(strstr(clear, "LOGIN"));
    if (want->code == TRANSPORT_ERROR_UNTRUSTED) {
        assert_null(strstr(heard, "AUTH"));
        assert_null(strstr(heard, "LOGIN"));
    }
}

static void transport_open__bad_certificate__untrusted(void **state)
{
    (void)state;
    static const struct refusal cases[] = {
        {"imaps", "imap tls certificate=expired", TRANSPORT_ERROR_UNTRUSTED, "expired; whoever runs the server must renew it"},
        {"imaps", "imap tls certificate=elsewhere", TRANSPORT_ERROR_UNTRUSTED, "write the server's name in url"},
        {"imaps", "imap tls certificate=stranger", TRANSPORT_ERROR_UNTRUSTED, "name that one in ca_file"},
        {"imap", "imap certificate=expired", TRANSPORT_ERROR_UNTRUSTED, "expired"},
        {"imap", "imap certificate=elsewhere", TRANSPORT_ERROR_UNTRUSTED, "match"},
        {"smtps", "smtp tls certificate=stranger", TRANSPORT_ERROR_UNTRUSTED, "issuer"},
        {"smtp", "smtp certificate=stranger", TRANSPORT_ERROR_UNTRUSTED, "issuer"},
        {"imaps", "imap tls tls1.1", TRANSPORT_ERROR_UNTRUSTED, "TLS 1.2 is the least"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(&cases[i]);
}

static void transport_open__no_starttls__untrusted(void **state)
{
    (void)state;
    static const struct refusal cases[] = {
        {"imap", "imap nostarttls", TRANSPORT_ERROR_UNTRUSTED, "STARTTLS"},
        {"imap", "imap starttlsno", TRANSPORT_ERROR_UNTRUSTED, "STARTTLS"},
        {"imap", "imap greeting=*_PREAUTH_welcome stay", TRANSPORT_ERROR_UNTRUSTED, "STARTTLS"},
        {"imap", "imap inject", TRANSPORT_ERROR_PROTOCOL, "IMAP"},
        {"imaps", "imap tls greeting=*_PREAUTH_welcome stay", TRANSPORT_ERROR_UNTRUSTED,
         "before we said"},
        {"smtp", "smtp nostarttls", TRANSPORT_ERROR_UNTRUSTED, "STARTTLS"},
        {"imaps", "imap", TRANSPORT_ERROR_UNTRUSTED, "where it has STARTTLS"}, /* no TLS there */
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(&cases[i]);
}

static void transport_open__login_refused__for_good_or_for_now(void **state)
{
    (void)state;
    static const struct refusal cases[] = {
        {"imaps", "imap tls login=TAG_NO_[AUTHENTICATIONFAILED]_no", TRANSPORT_ERROR_REFUSED,
         "counts after systemctl restart circulard); it said:"},
        {"imaps", "imap tls login=TAG_NO_[EXPIRED]_too_old", TRANSPORT_ERROR_REFUSED, "too old"},
        {"imaps", "imap tls login=TAG_NO_[UNAVAILABLE]_later", TRANSPORT_ERROR_UNAVAILABLE,
         "later"},
        {"imaps", "imap tls login=TAG_NO_[inuse]_later", TRANSPORT_ERROR_UNAVAILABLE, "later"},
        {"imaps", "imap tls login=*_BYE_too_many", TRANSPORT_ERROR_UNAVAILABLE, "too many"},
        {"imaps", "imap tls login=TAG_NO_echo:AGFsaWNlAHNlY3JldA==", TRANSPORT_ERROR_REFUSED,
         "not shown"},
        {"imaps", "imap tls offers=LOGINDISABLED", TRANSPORT_ERROR_REFUSED, "offers no login"},
        {"imaps", "imap tls offers=LOGINDISABLED,AUTH=GSSAPI", TRANSPORT_ERROR_REFUSED,
         "offers no login"},
        {"smtps", "smtp tls login=535_5.7.8_bad", TRANSPORT_ERROR_REFUSED, "5.7.8 bad"},
        {"smtps", "smtp tls login=454_4.7.0_later", TRANSPORT_ERROR_UNAVAILABLE, "4.7.0 later"},
        {"smtps", "smtp tls noauth", TRANSPORT_ERROR_REFUSED, "offers no login"},
        {"smtps", "smtp tls auth=GSSAPI", TRANSPORT_ERROR_REFUSED, "offers no login"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(&cases[i]);
}

static void transport_open__wrong_password_echoed__not_in_error(void **state)
{
    (void)state;
    static const struct {
        const char *scheme, *description;
    } cases[] = {{"imaps", "imap tls"}, {"smtps", "smtp tls"}};

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        guint port = fake_server_listen(fake, cases[i].description);
        assert_null(open_as(cases[i].scheme, port, "alice", "hunter2", &error));
        assert_int_equal(error->code, TRANSPORT_ERROR_REFUSED);
        assert_null(strstr(error->message, "hunter2"));
    }
}

static void transport_open__server_closed__typed(void **state)
{
    (void)state;
    static const struct refusal cases[] = {
        {"imaps", "imap hangup", TRANSPORT_ERROR_UNREACHABLE, "broke off"},
        {"imap", "imap hangup", TRANSPORT_ERROR_BROKEN, "closed"},
        {"imaps", "imap tls greeting=*_BYE_overloaded", TRANSPORT_ERROR_UNAVAILABLE, "overloaded"},
        {"imaps", "imap tls greeting=*_WHAT_hello", TRANSPORT_ERROR_PROTOCOL, "hello"},
        {"smtps", "smtp tls greeting=421_4.3.2_busy", TRANSPORT_ERROR_UNAVAILABLE, "busy"},
        {"smtps", "smtp tls greeting=554_5.7.1_go_away", TRANSPORT_ERROR_UNAVAILABLE, "go away"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(&cases[i]);
}

static void transport_open__silent_or_dripping__times_out(void **state)
{
    (void)state;
    static const char *const kinds[] = {"imap tls silent", "imap tls drip"};

    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *url =
            g_strdup_printf("imaps://localhost:%u", fake_server_listen(fake, kinds[i]));
        struct transport_settings settings = {.url = url,
                                              .user = "alice",
                                              .password = "secret",
                                              .ca_file = ca_file,
                                              .timeout_ms = 400};
        gint64 start_us = g_get_monotonic_time();
        assert_null(transport_open(&settings, &error));
        assert_int_equal(error->code, TRANSPORT_ERROR_UNREACHABLE);
        assert_true(g_get_monotonic_time() - start_us < 30 * G_USEC_PER_SEC);
    }
}

static void transport_open__nobody_there__unreachable(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"imaps://127.0.0.1:1", "; look whether the server runs, the port in url is right"},
                                           {"smtp://nowhere.invalid", "; look whether the host in url is right"}};

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        struct transport_settings settings = {
            .url = cases[i][0], .user = "alice", .password = "secret", .timeout_ms = 5000};
        assert_null(transport_open(&settings, &error));
        assert_int_equal(error->code, TRANSPORT_ERROR_UNREACHABLE);
        assert_non_null(strstr(error->message, "cannot be reached"));
        assert_non_null(strstr(error->message, cases[i][1]));
    }
}

static void transport_open__settings_no_server_can_have__refused(void **state)
{
    (void)state;
    static const struct transport_settings cases[] = {
        {.url = NULL, .user = "a", .password = "b"},
        {.url = "mail.example", .user = "a", .password = "b"},
        {.url = "https://mail.example", .user = "a", .password = "b"},
        {.url = "imaps://a:b@mail.example", .user = "a", .password = "b"},
        {.url = "imaps://mail.example/INBOX", .user = "a", .password = "b"},
        {.url = "imaps://mail.example;AUTH=NTLM", .user = "a", .password = "b"},
        {.url = "imaps://mail.example?x", .user = "a", .password = "b"},
        {.url = "imaps://mail.example:99999", .user = "a", .password = "b"},
        {.url = "imaps://", .user = "a", .password = "b"},
        {.url = "imaps://mail.example"},
        {.url = "imaps://mail.example", .user = "a", .password = ""},
        {.url = "imaps://mail.example", .user = "", .password = "b"},
        {.url = "smtps://mail.example", .user = "a"},
        {.url = "smtps://mail.example", .helo = "a b"},
        {.url = "smtps://mail.example", .helo = "a\r\nMAIL"},
        {.url = "smtps://mail.example", .helo = ""},
        {.url = "imaps://127.0.0.1:1", .user = "a", .password = "b", .ca_file = "/nowhere.pem"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(transport_open(&cases[i], &error));
        if (error->code != TRANSPORT_ERROR_SETTINGS && !cases[i].ca_file)
            fail_msg("case %zu: %s", i, error->message);
    }
}

static void transport_open__ca_file_missing__settings(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *url =
        g_strdup_printf("imaps://127.0.0.1:%u", fake_server_listen(fake, "imap tls"));
    struct transport_settings settings = {.url = url,
                                          .user = "alice",
                                          .password = "secret",
                                          .ca_file = "/nowhere/ca.pem",
                                          .timeout_ms = 20000};

    assert_null(transport_open(&settings, &error));
    assert_int_equal(error->code, TRANSPORT_ERROR_SETTINGS);
    assert_non_null(strstr(error->message, "/nowhere/ca.pem"));
}

static void transport_open__no_ca_file__system_authorities_do_not_know_ours(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *url =
        g_strdup_printf("imaps://127.0.0.1:%u", fake_server_listen(fake, "imap tls"));
    struct transport_settings settings = {
        .url = url, .user = "alice", .password = "secret", .timeout_ms = 20000};

    assert_null(transport_open(&settings, &error));
    assert_int_equal(error->code, TRANSPORT_ERROR_UNTRUSTED);
}

/* ---- the stream ---- */

static void transport_line__length__limit_is_exact(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) line = g_string_new("old");
    AUTO(transport) *transport = open_described("imaps", "imap tls", NULL);

    send_text(transport, "x LONG 200000\r\nx NOOP\r\nx LONG 1001\r\n");
    assert_true(transport_line(transport, line, 200000, &error));
    assert_int_equal(line->len, 200000);
    assert_true(transport_line(transport, line, 1000, &error));
    assert_string_equal(line->str, "x OK done");
    assert_false(transport_line(transport, line, 1000, &error));
    assert_int_equal(error->code, TRANSPORT_ERROR_PROTOCOL);
}

static void transport_receive__after_line__exact_bytes(void **state)
{
    (void)state;
    static const guint sizes[] = {1, 16384, 3000000};
    AUTO(transport) *transport = open_described("imaps", "imap tls", NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(GString) line = g_string_new(NULL);
        g_autofree char *command = g_strdup_printf("x LITERAL %u\r\n", sizes[i]);
        gint64 deadline_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
        char bytes[5000];
        gsize got;
        send_text(transport, command);
        assert_true(transport_line(transport, line, 1000, NULL));
        for (guint left = sizes[i]; left > 0; left -= (guint)got) {
            gsize most = MIN(left, sizeof bytes);
            assert_true(transport_receive(transport, bytes, most, deadline_us, &got, NULL));
            assert_in_range(got, 1, most);
            assert_int_equal(bytes[got - 1], 'y');
        }
        assert_true(transport_line(transport, line, 1000, NULL));
        assert_string_equal(line->str, "");
        assert_true(transport_line(transport, line, 1000, NULL));
        assert_string_equal(line->str, "x OK done");
    }
}

static void transport_line__peer_gone_silent_or_dripping__broken(void **state)
{
    (void)state;
    static const struct {
        const char *command, *says;
    } cases[] = {{"x HANGUP\r\n", "closed"}, {"x MUTE\r\n", "silent"}, {"x TRICKLE\r\n", "silent"}};
    g_autofree char *url =
        g_strdup_printf("imaps://127.0.0.1:%u", fake_server_listen(fake, "imap tls"));
    struct transport_settings settings = {
        .url = url, .user = "alice", .password = "secret", .ca_file = ca_file, .timeout_ms = 3000};

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) line = g_string_new(NULL);
        AUTO(transport) *transport = transport_open(&settings, NULL);
        assert_non_null(transport);
        send_text(transport, cases[i].command);
        assert_false(transport_line(transport, line, 1000, &error));
        assert_int_equal(error->code, TRANSPORT_ERROR_BROKEN);
        assert_non_null(strstr(error->message, cases[i].says));
    }
}

static void transport_send__peer_gone__broken_without_signal(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) line = g_string_new(NULL);
    AUTO(transport) *transport = open_described("smtps", "smtp tls", NULL);

    send_text(transport, "HANGUP\r\n");
    assert_false(transport_line(transport, line, 1000, NULL));
    for (int i = 0; i < 10 && !error; i++)
        transport_send(transport, "NOOP\r\n", 6, &error);
    assert_non_null(error);
    assert_int_equal(error->code, TRANSPORT_ERROR_BROKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transport_open__each_scheme__logged_in_stream),
        cmocka_unit_test(transport_open__access_token__each_mechanism_logged_in),
        cmocka_unit_test(transport_open__access_token_refused__said_without_it),
        cmocka_unit_test(transport_open__proxy__through_it_or_not_at_all),
        cmocka_unit_test(transport_open__proxy_is_not_there__told),
        cmocka_unit_test(transport_open__ipv6__logged_in_stream),
        cmocka_unit_test(transport_open__smtp__greets_with_our_name_and_tells_offers),
        cmocka_unit_test(transport_open__starttls__nothing_secret_in_clear),
        cmocka_unit_test(transport_open__bad_certificate__untrusted),
        cmocka_unit_test(transport_open__no_starttls__untrusted),
        cmocka_unit_test(transport_open__login_refused__for_good_or_for_now),
        cmocka_unit_test(transport_open__wrong_password_echoed__not_in_error),
        cmocka_unit_test(transport_open__server_closed__typed),
        cmocka_unit_test(transport_open__silent_or_dripping__times_out),
        cmocka_unit_test(transport_open__nobody_there__unreachable),
        cmocka_unit_test(transport_open__settings_no_server_can_have__refused),
        cmocka_unit_test(transport_open__ca_file_missing__settings),
        cmocka_unit_test(transport_open__no_ca_file__system_authorities_do_not_know_ours),
        cmocka_unit_test(transport_line__length__limit_is_exact),
        cmocka_unit_test(transport_receive__after_line__exact_bytes),
        cmocka_unit_test(transport_line__peer_gone_silent_or_dripping__broken),
        cmocka_unit_test(transport_send__peer_gone__broken_without_signal),
    };

    return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
