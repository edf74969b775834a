/* SPDX-License-Identifier: GPL-3.0-or-later */
/* oauth against a scripted token server over TLS: good answers, and a table of failures each of which
 * must come out in words of its own, with a kind that says whether to try again, and without a secret. */
#include "base/oauth.h"

#include "../support/fake_server.h"
#include "base/transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define SECRET  "s3cret~value"
#define REFRESH "0.AXoAold-refresh-token"

static struct fake_server *fake;
/* With a machine that has much else to do; nothing here takes so long. */
#define PATIENCE_MS 30000

static const char *ca_file;

static int start_servers(void **state G_GNUC_UNUSED)
{
    fake = fake_server_start_alone(&ca_file);
    return fake ? 0 : -1;
}

static int stop_servers(void **state G_GNUC_UNUSED)
{
    fake_server_stop(fake);
    return 0;
}

/* A server as described, that answers with this body; its port. */
static guint listen_with(const char *words, const char *body, const char *header)
{
    g_autofree char *body64 = g_base64_encode((const guchar *)body, strlen(body));
    g_autofree char *header64 = g_base64_encode((const guchar *)header, strlen(header));
    g_autofree char *description =
        g_strdup_printf("token tls %s body64=%s header64=%s", words, body64, header64);

    return fake_server_listen(fake, description);
}

struct asked {
    gboolean good;
    struct oauth_tokens tokens;
    struct oauth_server server;
    GError *error;
};

static void asked_clear(struct asked *asked)
{
    oauth_tokens_clear(&asked->tokens);
    g_clear_error(&asked->error);
}

static struct asked ask_patiently(const char *url, gboolean refresh, guint timeout_ms)
{
    const struct oauth_request request = {.token_url = url,
                                          .client_id = "app & co",
                                          .client_secret = SECRET,
                                          .refresh_token = refresh ? REFRESH : NULL,
                                          .scope = "https://mail.example/.default",
                                          .ca_file = ca_file,
                                          .timeout_ms = timeout_ms};
    struct asked asked = {0};

    asked.good = oauth_ask(&request, &asked.tokens, &asked.server, &asked.error);
    assert_int_equal(asked.good, asked.error == NULL);
    return asked;
}

static struct asked ask_at(const char *url, gboolean refresh)
{
    return ask_patiently(url, refresh, PATIENCE_MS);
}

static struct asked ask(guint port, gboolean refresh)
{
    g_autofree char *url = g_strdup_printf("https://127.0.0.1:%u/tenant/token", port);

    return ask_at(url, refresh);
}

/* ---- good answers ---- */

static void oauth_ask__client_credentials__token(void **state G_GNUC_UNUSED)
{
    guint port = listen_with("", "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"abc.def\"}", "");
    struct asked asked = ask(port, FALSE);
    g_autofree char *heard = fake_server_heard(fake, port);

    assert_true(asked.good);
    assert_string_equal(asked.tokens.access_token, "abc.def");
    assert_int_equal(asked.tokens.valid_seconds, 3599);
    assert_null(asked.tokens.refresh_token);
    assert_true(asked.server.certificate.begins > 0);
    assert_int_equal(asked.server.certificate.ends, 2524607999); /* authority.sh: the last second of 2049 */
    assert_string_equal(heard, "[\"POST /tenant/token HTTP/1.1\", \"grant_type=client_credentials&"
                               "client_id=app%20%26%20co&client_secret=s3cret~value&"
                               "scope=https%3A%2F%2Fmail.example%2F.default\"]");
    asked_clear(&asked);
}

static void oauth_ask__refresh_token__both_tokens(void **state G_GNUC_UNUSED)
{
    guint port = listen_with("", "{\"token_type\":\"bearer\",\"expires_in\":\"600\",\"access_token\":\"abc\","
                                 "\"refresh_token\":\"newer\",\"refresh_token_expires_in\":604799}", "");
    struct asked asked = ask(port, TRUE);
    g_autofree char *heard = fake_server_heard(fake, port);

    assert_true(asked.good);
    assert_int_equal(asked.tokens.valid_seconds, 600);
    assert_string_equal(asked.tokens.refresh_token, "newer");
    assert_int_equal(asked.tokens.refresh_valid_seconds, 604799);
    assert_non_null(strstr(heard, "grant_type=refresh_token&"));
    assert_non_null(strstr(heard, "&refresh_token=0.AXoAold-refresh-token&"));
    asked_clear(&asked);
}

static void oauth_ask__no_expires_in__not_said(void **state G_GNUC_UNUSED)
{
    struct asked asked = ask(listen_with("", "{\"token_type\":\"Bearer\",\"access_token\":\"abc\"}", ""), FALSE);

    assert_true(asked.good);
    assert_int_equal(asked.tokens.valid_seconds, 0);
    asked_clear(&asked);
}

/* ---- failures ---- */

#define TOKEN(rest) "{\"access_token\":\"abc\"," rest "}"
#define ERROR(code) "{\"error\":\"" code "\"}"
#define AADSTS(code, number, words)                                                                \
    "{\"error\":\"" code "\",\"error_description\":\"AADSTS" number ": " words                      \
    " Trace ID: 1234 Correlation ID: 5678 Timestamp: 2026-03-01\",\"error_codes\":[" number "]}"
#define GOOGLE(code, words) "{\"error\":\"" code "\",\"error_description\":\"" words "\"}"

static const struct {
    const char *words, *body, *header;
    gboolean refresh;
    int code;
    const char *says;
} FAILURES[] = {
    /* the way there */
    {"certificate=expired", "", "", FALSE, TRANSPORT_ERROR_UNTRUSTED, "certificate has expired"},
    {"certificate=elsewhere", "", "", FALSE, TRANSPORT_ERROR_UNTRUSTED, "alternative certificate subject name"},
    {"certificate=stranger", "", "", FALSE, TRANSPORT_ERROR_UNTRUSTED, "issuer"},
    {"tls1.1", "", "", FALSE, TRANSPORT_ERROR_UNTRUSTED, "TLS 1.2"},
    {"silent", "", "", FALSE, TRANSPORT_ERROR_UNREACHABLE, "did not answer in time"},
    {"nothing", "", "", FALSE, TRANSPORT_ERROR_BROKEN, "without an answer"},
    {"plain", "", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "does not speak HTTP"},
    {"short", "{\"access_token\":\"abc\"", "", FALSE, TRANSPORT_ERROR_BROKEN, "broke off in the middle"},
    /* the answer's form */
    {"many=70000", "", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "more than 64 KiB"},
    {"", "", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "empty answer"},
    {"", "not at all", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "no JSON"},
    {"", "{\"access_token\":\"abc\"", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "no JSON"},
    {"", "[1,2]", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "no object"},
    {"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "nested too deep"},
    {"", "{\"access_token\":\"\xff\xfe\"}", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "no text"},
    {"type=text/html", "<!DOCTYPE html><title>Sign in</title>", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "web page"},
    {"status=302", "", "Location: https://elsewhere.example/login?x=1", FALSE, TRANSPORT_ERROR_SETTINGS, "elsewhere.example"},
    {"status=404", "gone", "", FALSE, TRANSPORT_ERROR_SETTINGS, "token_url"},
    {"status=429", "slow", "Retry-After: 120", FALSE, TRANSPORT_ERROR_UNAVAILABLE, "too many questions (HTTP 429)"},
    {"status=503", "<html>down</html>", "", FALSE, TRANSPORT_ERROR_UNAVAILABLE, "out of order (HTTP 503)"},
    {"status=407", "", "", FALSE, TRANSPORT_ERROR_SETTINGS, "wants a login"},
    {"status=401", "{}", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "does not say why"},
    /* what is in it */
    {"", "{\"token_type\":\"Bearer\"}", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "no access token"},
    {"", "{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}", "", FALSE, TRANSPORT_ERROR_PROTOCOL, "cannot be one (too long"},
    {"", TOKEN("\"token_type\":\"Bearer\",\"refresh_token\":\"a\\nb\""), "", TRUE, TRANSPORT_ERROR_PROTOCOL, "new refresh token"},
    {"", TOKEN("\"token_type\":\"mac\""), "", FALSE, TRANSPORT_ERROR_PROTOCOL, "type \"mac\""},
    {"", TOKEN("\"expires_in\":60"), "", FALSE, TRANSPORT_ERROR_PROTOCOL, "type \"none\""},
    {"", TOKEN("\"token_type\":\"Bearer\",\"expires_in\":-5"), "", FALSE, TRANSPORT_ERROR_PROTOCOL, "-5 seconds"},
    {"", TOKEN("\"token_type\":\"Bearer\",\"expires_in\":0"), "", FALSE, TRANSPORT_ERROR_PROTOCOL, "for 0 seconds"},
    {"", TOKEN("\"token_type\":\"Bearer\",\"expires_in\":1e300"), "", FALSE, TRANSPORT_ERROR_PROTOCOL, "seconds, which cannot be"},
    {"", TOKEN("\"token_type\":\"Bearer\",\"expires_in\":99999999999999999999"), "", FALSE, TRANSPORT_ERROR_PROTOCOL, "seconds, which cannot be"},
    {"", TOKEN("\"token_type\":\"Bearer\",\"expires_in\":\"soon\""), "", FALSE, TRANSPORT_ERROR_PROTOCOL, "\"soon\" seconds"},
    /* RFC 6749, 5.2, and what others added */
    {"status=401", ERROR("invalid_client"), "", FALSE, TRANSPORT_ERROR_REFUSED, "client_id together with its secret"},
    {"status=400", ERROR("invalid_grant"), "", TRUE, TRANSPORT_ERROR_REFUSED, "does not take the refresh token any more"},
    {"status=400", ERROR("invalid_grant"), "", FALSE, TRANSPORT_ERROR_REFUSED, "log in for itself"},
    {"status=400", ERROR("unauthorized_client"), "", FALSE, TRANSPORT_ERROR_REFUSED, "in this way: look at its permissions"},
    {"status=400", ERROR("unsupported_grant_type"), "", FALSE, TRANSPORT_ERROR_REFUSED, "grant type"},
    {"status=400", ERROR("invalid_scope"), "", FALSE, TRANSPORT_ERROR_REFUSED, "does not know the scope"},
    {"status=400", ERROR("invalid_request"), "", FALSE, TRANSPORT_ERROR_REFUSED, "does not understand"},
    {"status=403", ERROR("access_denied"), "", FALSE, TRANSPORT_ERROR_REFUSED, "denies access"},
    {"status=400", ERROR("consent_required"), "", TRUE, TRANSPORT_ERROR_REFUSED, "no consent yet"},
    {"status=400", ERROR("interaction_required"), "", TRUE, TRANSPORT_ERROR_REFUSED, "log in by hand once more"},
    {"status=503", ERROR("temporarily_unavailable"), "", FALSE, TRANSPORT_ERROR_UNAVAILABLE, "overloaded or down"},
    {"status=500", ERROR("server_error"), "", FALSE, TRANSPORT_ERROR_UNAVAILABLE, "error of its own"},
    {"status=429", ERROR("too_much"), "Retry-After: 7", FALSE, TRANSPORT_ERROR_UNAVAILABLE, "the provider has had too many questions"},
    {"status=400", ERROR("brand_new"), "", FALSE, TRANSPORT_ERROR_REFUSED, "said: brand_new"},
    /* Microsoft */
    {"status=401", AADSTS("invalid_client", "7000222", "The provided client secret keys are expired."), "", FALSE, TRANSPORT_ERROR_REFUSED, "the client secret has expired"},
    {"status=401", AADSTS("invalid_client", "7000215", "Invalid client secret provided."), "", FALSE, TRANSPORT_ERROR_REFUSED, "not its ID"},
    {"status=400", AADSTS("unauthorized_client", "700016", "Application not found in the directory."), "", FALSE, TRANSPORT_ERROR_REFUSED, "does not know the application"},
    {"status=400", AADSTS("invalid_request", "90002", "Tenant not found."), "", FALSE, TRANSPORT_ERROR_REFUSED, "does not know the tenant"},
    {"status=400", AADSTS("invalid_grant", "700082", "The refresh token has expired due to inactivity."), "", TRUE, TRANSPORT_ERROR_REFUSED, "not used for too long"},
    {"status=400", AADSTS("invalid_grant", "50173", "The provided grant has expired due to it being revoked."), "", TRUE, TRANSPORT_ERROR_REFUSED, "password of the account was changed"},
    {"status=400", AADSTS("invalid_grant", "50076", "You must use multi-factor authentication."), "", TRUE, TRANSPORT_ERROR_REFUSED, "second factor, which no daemon can: log in"},
    {"status=400", AADSTS("invalid_grant", "65001", "The user or administrator has not consented."), "", TRUE, TRANSPORT_ERROR_REFUSED, "administrator of the directory must grant"},
    {"status=400", AADSTS("invalid_grant", "53003", "Access has been blocked by Conditional Access."), "", TRUE, TRANSPORT_ERROR_REFUSED, "conditional access"},
    {"status=400", AADSTS("invalid_grant", "50057", "The user account is disabled."), "", TRUE, TRANSPORT_ERROR_REFUSED, "account is disabled"},
    {"status=400", AADSTS("invalid_scope", "70011", "The provided value for scope is not valid."), "", FALSE, TRANSPORT_ERROR_REFUSED, "/.default"},
    /* Google */
    {"status=400", GOOGLE("invalid_grant", "Token has been expired or revoked."), "", TRUE, TRANSPORT_ERROR_REFUSED, "ends after 7 days"},
    {"status=401", GOOGLE("deleted_client", "The OAuth client was deleted."), "", TRUE, TRANSPORT_ERROR_REFUSED, "was deleted"},
    {"status=400", GOOGLE("admin_policy_enforced", ""), "", TRUE, TRANSPORT_ERROR_REFUSED, "API controls"},
    {"status=400", GOOGLE("invalid_grant", "reauth related error (invalid_rapt)"), "", TRUE, TRANSPORT_ERROR_REFUSED, "end logins after some time"},
};

/* Ports and the server's own words do not make two messages different. */
static char *bare_sentence(const char *message)
{
    g_autoptr(GRegex) others = g_regex_new("127[.]0[.]0[.]1:[0-9]+|\\(127.*$", 0, 0, NULL);

    return g_regex_replace(others, message, -1, 0, "", 0, NULL);
}

static void oauth_ask__each_failure__its_own_words_and_kind(void **state G_GNUC_UNUSED)
{
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint wrong = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(FAILURES); i++) {
        guint port = listen_with(FAILURES[i].words, FAILURES[i].body, FAILURES[i].header);
        g_autofree char *url = g_strdup_printf("https://127.0.0.1:%u/tenant/token", port);
        gboolean silent = strcmp(FAILURES[i].words, "silent") == 0;
        struct asked asked = ask_patiently(url, FAILURES[i].refresh, silent ? 1500 : PATIENCE_MS);
        const char *message = asked.error ? asked.error->message : "(none)";
        gboolean right = asked.error && asked.error->domain == TRANSPORT_ERROR &&
                         asked.error->code == FAILURES[i].code && strstr(message, FAILURES[i].says) &&
                         !strstr(message, SECRET) && !strstr(message, REFRESH) &&
                         !strstr(message, "Trace ID") && strlen(message) < 600;
        if (!right)
            print_message("%s %s: %d %s\n", FAILURES[i].words, FAILURES[i].body,
                          asked.error ? asked.error->code : 0, message);
        wrong += !right;
        g_hash_table_add(told, bare_sentence(message));
        asked_clear(&asked);
    }
    assert_int_equal(wrong, 0);
    /* Alike in the table: JSON that ends too early is no JSON either. */
    assert_true(g_hash_table_size(told) >= G_N_ELEMENTS(FAILURES) - 1);
}

static void oauth_ask__nobody_there__said(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *url;
        int code;
        const char *says;
    } cases[] = {
        {"https://127.0.0.1:1/token", TRANSPORT_ERROR_UNREACHABLE, "a firewall, a missing proxy?"},
        {"https://token.invalid/token", TRANSPORT_ERROR_UNREACHABLE, "not known to the name servers"},
        {"http://127.0.0.1/token", TRANSPORT_ERROR_SETTINGS, "https://"},
        {"ftp://127.0.0.1/token", TRANSPORT_ERROR_SETTINGS, "https://"},
        {"", TRANSPORT_ERROR_SETTINGS, "https://"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct asked asked = ask_at(cases[i].url, FALSE);
        assert_non_null(asked.error);
        /* where no name server is there at all, the question may also run out of time */
        if (asked.error->code != cases[i].code || (!strstr(asked.error->message, cases[i].says) &&
                                                   !strstr(asked.error->message, "in time")))
            fail_msg("%s: %s", cases[i].url, asked.error->message);
        asked_clear(&asked);
    }
}

static void oauth_ask__retry_after__handed_on(void **state G_GNUC_UNUSED)
{
    struct asked asked = ask(listen_with("status=429", "", "Retry-After: 120"), FALSE);

    assert_int_equal(asked.server.wait_seconds, 120);
    assert_true(asked.server.certificate.ends > 0); /* it was a refusal, but this server's */
    asked_clear(&asked);
}

/* A server that says what we said: not into the log. */
static void oauth_ask__secret_repeated__not_shown(void **state G_GNUC_UNUSED)
{
    struct asked asked =
        ask(listen_with("status=400", GOOGLE("invalid_client", "not with " SECRET "!"), ""), FALSE);

    assert_null(strstr(asked.error->message, SECRET));
    assert_non_null(strstr(asked.error->message, "repeats a secret"));
    asked_clear(&asked);
}

static void oauth_ask__untrusted__nothing_sent(void **state G_GNUC_UNUSED)
{
    guint port = listen_with("certificate=stranger", "", "");
    struct asked asked = ask(port, TRUE);
    g_autofree char *heard = fake_server_heard(fake, port);

    assert_false(asked.good);
    assert_string_equal(heard, "[]");
    asked_clear(&asked);
}

static void oauth_ask__refresh_token_of_two_lines__not_asked(void **state G_GNUC_UNUSED)
{
    const struct oauth_request request = {
        .token_url = "https://127.0.0.1:1/", .client_id = "x", .refresh_token = "a b", .timeout_ms = 1000};
    struct oauth_tokens tokens = {0};
    struct oauth_server server;
    g_autoptr(GError) error = NULL;

    assert_false(oauth_ask(&request, &tokens, &server, &error));
    assert_int_equal(error->code, TRANSPORT_ERROR_SETTINGS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(oauth_ask__client_credentials__token),
        cmocka_unit_test(oauth_ask__refresh_token__both_tokens),
        cmocka_unit_test(oauth_ask__no_expires_in__not_said),
        cmocka_unit_test(oauth_ask__each_failure__its_own_words_and_kind),
        cmocka_unit_test(oauth_ask__nobody_there__said),
        cmocka_unit_test(oauth_ask__retry_after__handed_on),
        cmocka_unit_test(oauth_ask__secret_repeated__not_shown),
        cmocka_unit_test(oauth_ask__untrusted__nothing_sent),
        cmocka_unit_test(oauth_ask__refresh_token_of_two_lines__not_asked),
    };

    return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
