/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a token server refuses with, in words that an administrator can act on.
 *
 * First the provider's own number (AADSTS… of Microsoft Entra), then its own words (Google), then the
 * codes of RFC 6749, 5.2. What the server said stands at the end, cut short, unless it repeats one of
 * our secrets. What none of the tables knows is told as it is. */
#include <string.h>

#include "base/escape.h"
#include "base/oauth.h"
#include "base/transport.h"

#define WORDS_SHOWN 200u

#define REFUSED     TRANSPORT_ERROR_REFUSED
#define UNAVAILABLE TRANSPORT_ERROR_UNAVAILABLE

struct meaning {
    const char *sign; /* the number after AADSTS, words of the description, or the code */
    int code;
    const char *sentence;
};

static const struct meaning numbers[] = {
    {"7000222", REFUSED, "the client secret has expired: make a new one at the provider, put it into the "
                         "file of secret_file, restart, and set \"expires\" anew"},
    {"7000215", REFUSED, "the client secret is wrong: the file of secret_file must hold the secret's value, "
                         "not its ID"},
    {"7000218", REFUSED, "the provider wants a client secret: set secret_file, or allow public client flows "
                         "for this application"},
    {"7000216", REFUSED, "the provider wants a client secret or certificate for this grant: set secret_file"},
    {"7000112", REFUSED, "the application is disabled in the directory"},
    {"700016", REFUSED, "the directory does not know the application: look at client_id, and at the tenant "
                        "in token_url"},
    {"700082", REFUSED, "the refresh token has expired, for it was not used for too long: log in once more "
                        "and put the new one into the file of refresh_token_file"},
    {"700084", REFUSED, "the refresh token was made for a web page and has expired: make one for an "
                        "application on a machine"},
    {"70008", REFUSED, "the refresh token has expired or was revoked: log in once more and put the new one "
                       "into the file of refresh_token_file"},
    {"70043", REFUSED, "the refresh token has expired by the directory's rules of how often to log in: log "
                       "in once more, or exempt this account"},
    {"70000", REFUSED, "the refresh token is not valid for this application and these permissions: log in "
                       "once more"},
    {"70011", REFUSED, "the scope is wrong: with client credentials it must be one resource and /.default, "
                       "such as https://outlook.office365.com/.default"},
    {"1002012", REFUSED, "the scope must end in /.default where the application logs in for itself"},
    {"500011", REFUSED, "the directory does not know the resource named in the scope"},
    {"90002", REFUSED, "the provider does not know the tenant in token_url"},
    {"900023", REFUSED, "the tenant in token_url is neither a name nor a number of a directory"},
    {"90033", UNAVAILABLE, "the provider is out of order for now, and is asked again later"},
    {"50196", UNAVAILABLE, "the provider takes us for a client that runs in circles, and is asked again later"},
    {"65001", REFUSED, "the application has no consent: an administrator of the directory must grant it "
                       "(Enterprise applications, Permissions, Grant admin consent)"},
    {"65004", REFUSED, "consent was declined: somebody must accept it"},
    {"50105", REFUSED, "the account is not assigned to the application in the directory"},
    {"50076", REFUSED, "the account must confirm with a second factor, which no daemon can: log in once more "
                       "by hand with it, or use client credentials"},
    {"50079", REFUSED, "the account must first be given a second factor, which no daemon can: do so by hand, "
                       "or use client credentials"},
    {"50074", REFUSED, "the directory asks for strong authentication of this account: log in once more by "
                       "hand, or use client credentials"},
    {"50078", REFUSED, "the second factor of this account has expired: log in once more by hand"},
    {"53003", REFUSED, "the directory's rules of conditional access block us: exempt this application"},
    {"50173", REFUSED, "the password of the account was changed, which ended the refresh token: log in once "
                       "more and put the new one into the file of refresh_token_file"},
    {"50057", REFUSED, "the account is disabled"},
    {"50053", REFUSED, "the account is locked, for there were too many wrong logins, or logins from a blocked "
                       "address"},
    {"50034", REFUSED, "the directory does not know the account"},
    {"50055", REFUSED, "the password of the account has expired: set a new one, then log in once more"},
    {"530003", REFUSED, "the directory wants a registered device: exempt this application"},
};

static const struct meaning phrases[] = {
    {"token has been expired or revoked", REFUSED,
     "the refresh token has expired or was revoked (a test application's ends after 7 days): log in once "
     "more and put the new one into the file of refresh_token_file"},
    {"reauth related error", REFUSED, "the organization's rules end logins after some time: exempt this "
                                      "application, or log in once more"},
    {"invalid email or user id", REFUSED, "the provider does not know the account"},
    {"the oauth client was deleted", REFUSED, "the application was deleted at the provider"},
    {"the oauth client was disabled", REFUSED, "the application was disabled at the provider"},
};

static const struct meaning codes[] = {
    {"invalid_client", REFUSED, "the provider does not take client_id together with its secret: look at both"},
    {"invalid_grant", REFUSED, "the provider does not take the refresh token any more: log in once more and "
                               "put the new one into the file of refresh_token_file"},
    {"unauthorized_client", REFUSED, "the application may not ask for tokens in this way: look at its "
                                     "permissions at the provider"},
    {"unsupported_grant_type", REFUSED, "the provider gives no tokens in this way (grant type)"},
    {"invalid_scope", REFUSED, "the provider does not know the scope, or does not give it to this "
                               "application: look at \"scope\""},
    {"invalid_request", REFUSED, "the provider does not understand the request: look at token_url, client_id "
                                 "and scope"},
    {"invalid_resource", REFUSED, "the provider does not know the resource named in the scope (invalid_resource)"},
    {"access_denied", REFUSED, "the provider denies access: an administrator of the directory has to allow it"},
    {"interaction_required", REFUSED, "somebody must log in by hand once more"},
    {"consent_required", REFUSED, "the application has no consent yet: an administrator must grant it"},
    {"login_required", REFUSED, "the provider wants the account to be logged in anew"},
    {"admin_policy_enforced", REFUSED, "the organization's administrator does not allow this application: "
                                       "allow it under API controls"},
    {"org_internal", REFUSED, "the application is for another organization's accounts alone"},
    {"deleted_client", REFUSED, "the application no longer exists at the provider"},
    {"disabled_client", REFUSED, "the application is switched off at the provider"},
    {"invalid_rapt", REFUSED, "the organization's rules want a new login now and then: exempt this "
                              "application, or log in again"},
    {"slow_down", UNAVAILABLE, "the provider wants to be asked less often, and is asked again later"},
    {"rate_limit_exceeded", UNAVAILABLE, "the provider's limit of questions is reached; it is asked again later"},
    {"temporarily_unavailable", UNAVAILABLE, "the provider is overloaded or down, and is asked again later"},
    {"server_error", UNAVAILABLE, "the provider has an error of its own, and is asked again later"},
    {"internal_failure", UNAVAILABLE, "the provider failed within, and is asked again later"},
};

static const struct meaning *find_number(const char *words)
{
    const char *at = strstr(words, "AADSTS");
    gsize digits = at ? strspn(at + 6, "0123456789") : 0;

    for (gsize i = 0; digits > 0 && i < G_N_ELEMENTS(numbers); i++)
        if (strlen(numbers[i].sign) == digits && strncmp(at + 6, numbers[i].sign, digits) == 0)
            return &numbers[i];
    return NULL;
}

static const struct meaning *find_phrase(const char *words)
{
    g_autofree char *lower = g_ascii_strdown(words, -1);

    for (gsize i = 0; i < G_N_ELEMENTS(phrases); i++)
        if (strstr(lower, phrases[i].sign))
            return &phrases[i];
    return NULL;
}

static const struct meaning *find_code(const struct oauth_request *request, const char *code)
{
    static const struct meaning client_grant = {
        "invalid_grant", REFUSED, "the provider does not let this application log in for itself: look at "
                                  "client_id, its secret and the tenant"};

    if (!request->refresh_token && strcmp(code, client_grant.sign) == 0)
        return &client_grant;
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
        if (strcmp(code, codes[i].sign) == 0)
            return &codes[i];
    return NULL;
}

static gboolean repeats_secret(const struct oauth_request *request, const char *words)
{
    const char *const secrets[] = {request->client_secret, request->refresh_token};

    for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++)
        if (secrets[i] && *secrets[i] && strstr(words, secrets[i]))
            return TRUE;
    return FALSE;
}

/* "invalid_client: AADSTS7000222: The provided client secret keys are expired." */
static char *quote_server(const struct oauth_request *request, const char *code, const char *words)
{
    g_autofree char *all = g_strdup_printf("%s%s%s", code, *words ? ": " : "", words);
    char *trace = strstr(all, " Trace ID:");

    if (repeats_secret(request, all))
        return g_strdup("(not shown, for it repeats a secret)");
    if (trace)
        *trace = '\0';
    return escape_line(all, WORDS_SHOWN);
}

void oauth_explain(const struct oauth_request *request, const struct http_answer *answer,
                   const char *code, const char *words, GError **error)
{
    const char *said = words ? words : "";
    const struct meaning *meaning = find_number(said);

    if (!meaning)
        meaning = find_phrase(said);
    if (!meaning)
        meaning = find_code(request, code);
    gboolean later = answer->status == 429 || answer->status / 100 == 5;
    g_autofree char *quoted = quote_server(request, code, said);
    g_set_error(error, TRANSPORT_ERROR,
                later ? UNAVAILABLE : meaning ? meaning->code : REFUSED, "%s (%s said: %s)",
                answer->status == 429 ? "the provider has had too many questions and is asked again later"
                : meaning             ? meaning->sentence
                : later ? "the provider is out of order, and is asked again later"
                        : "the provider gives no token, for a reason that is not known here",
                answer->server, quoted);
}
