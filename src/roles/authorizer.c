/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authorizer: comes by access tokens, with the client's secret and the refresh token and nothing
 * else: no mailbox, no register, no mail. It lives for one question, so that its secrets are in no
 * memory the rest of the time; fetchers and the notifier see the access token alone.
 *
 * Where a command prints the token, it runs this, with a time limit, and stays open for it: what the
 * command needs is not known here. Of its output the first line counts. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/channel.h"
#include "base/oauth.h"
#include "base/process.h"
#include "base/transport.h"
#include "message.h"
#include "roles/roles.h"
#include "supervise/sandbox.h"

enum { COMMAND_MS = 60 * 1000 };

struct authorizer {
    struct channel *channel;
    GVariant *setup; /* keeps the strings of request alive */
    struct oauth_request request;
    const char **command; /* NULL: a token server is asked */
};

static gboolean set_up(struct authorizer *authorizer, GVariant *setup, GError **error)
{
    struct oauth_request *request = &authorizer->request;
    guint timeout_seconds = 60;

    authorizer->setup = g_variant_ref(setup);
    g_variant_lookup(setup, "token_url", "&s", &request->token_url);
    g_variant_lookup(setup, "client_id", "&s", &request->client_id);
    g_variant_lookup(setup, "client_secret", "&s", &request->client_secret);
    g_variant_lookup(setup, "scope", "&s", &request->scope);
    g_variant_lookup(setup, "ca_file", "&s", &request->ca_file);
    g_variant_lookup(setup, "timeout_seconds", "u", &timeout_seconds);
    g_variant_lookup(setup, "command", "^a&s", &authorizer->command);
    request->timeout_ms = timeout_seconds * 1000;
    if (authorizer->command)
        return TRUE;
    const char *const readable[] = {request->ca_file, NULL};
    const struct sandbox_limits limits = {.kept = G_MAXUINT, .readable = readable};
    return sandbox_seal(SANDBOX_NETWORK, &limits, error);
}

/* ---- the command ----------------------------------------------------------------------------------- */

static gboolean fail(GError **error, int code, const char *format, const char *program,
                     const char *why)
{
    g_set_error(error, TRANSPORT_ERROR, code, format, program, why);
    return FALSE;
}

/* Everything it prints, up to a cap; FALSE where the time is over. */
static gboolean read_output(int fd, GString *output)
{
    gint64 end_us = g_get_monotonic_time() + (gint64)COMMAND_MS * 1000;

    for (;;) {
        char chunk[4096];
        struct pollfd one = {.fd = fd, .events = POLLIN};
        gint64 left_us = end_us - g_get_monotonic_time();
        int ready = left_us > 0 ? poll(&one, 1, (int)(left_us / 1000) + 1) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        ssize_t got = ready > 0 ? read(fd, chunk, sizeof chunk) : -1;
        if (got == 0)
            return TRUE;
        if (got < 0)
            return FALSE;
        if (output->len <= OAUTH_TOKEN_BYTES_MAX)
            g_string_append_len(output, chunk, got);
        explicit_bzero(chunk, sizeof chunk);
    }
}

static gboolean judge_output(const char *program, const GString *output, int status, gboolean ended,
                             struct oauth_tokens *tokens, GError **error)
{
    if (!ended)
        return fail(error, TRANSPORT_ERROR_UNREACHABLE,
                    "the token command %s did not end within a minute and was stopped%s", program, "");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        g_autofree char *words = process_status_words(status);
        return fail(error, TRANSPORT_ERROR_UNAVAILABLE,
                    "the token command %s %s: its own messages stand above in the journal", program, words);
    }
    if (output->len == 0)
        return fail(error, TRANSPORT_ERROR_PROTOCOL, "the token command %s printed nothing%s", program, "");
    g_autofree char *line = g_strndup(output->str, strcspn(output->str, "\r\n"));
    if (!oauth_token_is_plain(line))
        return fail(error, TRANSPORT_ERROR_PROTOCOL,
                    "the first line that the token command %s printed cannot be an access token%s",
                    program, "");
    tokens->access_token = g_steal_pointer(&line);
    return TRUE;
}

/* A group of its own, so that it ends with what it started. */
static void lead_group(gpointer data G_GNUC_UNUSED)
{
    setpgid(0, 0);
}

static gboolean run_command(const struct authorizer *authorizer, struct oauth_tokens *tokens,
                            GError **error)
{
    const char *program = authorizer->command[0];
    g_autoptr(GError) cause = NULL;
    GString *output = g_string_sized_new(2 * OAUTH_TOKEN_BYTES_MAX);
    GPid pid;
    int out, status = 0;

    if (!g_spawn_async_with_pipes(NULL, (char **)authorizer->command, NULL,
                                  G_SPAWN_DO_NOT_REAP_CHILD, lead_group, NULL, &pid, NULL, &out, NULL, &cause)) {
        g_string_free(output, TRUE);
        return fail(error, TRANSPORT_ERROR_SETTINGS, "the token command %s cannot be run (has the unit "
                    "ExecPaths= for it?): %s", program, cause->message);
    }
    gboolean ended = read_output(out, output);
    close(out);
    if (!ended)
        kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    gboolean good = judge_output(program, output, status, ended, tokens, error);
    explicit_bzero(output->str, output->len);
    g_string_free(output, TRUE);
    return good;
}

/* ---- answering ------------------------------------------------------------------------------------- */

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static gboolean tell_certificate(const struct authorizer *authorizer,
                                 const struct transport_certificate *certificate, GError **error)
{
    return certificate->ends == 0 || channel_send(authorizer->channel, MESSAGE_CERTIFICATE,
                                                  g_variant_new("(xx)", certificate->begins, certificate->ends), -1,
                                                  error);
}

static gboolean authorize(struct authorizer *authorizer, GVariant *value, GError **error)
{
    const char *refresh = g_variant_get_string(value, NULL);
    struct oauth_tokens tokens = {0};
    struct oauth_server server = {0};
    g_autoptr(GError) trouble = NULL;

    authorizer->request.refresh_token = *refresh ? refresh : NULL;
    gboolean well = authorizer->command
                        ? run_command(authorizer, &tokens, &trouble)
                        : oauth_ask(&authorizer->request, &tokens, &server, &trouble);
    gboolean told = tell_certificate(authorizer, &server.certificate, error) && channel_send(
        authorizer->channel, MESSAGE_AUTHORIZED,
        g_variant_new("(bustsusu)", well, well ? 0 : (guint)trouble->code,
                      well ? "" : trouble->message, server.wait_seconds, or_empty(tokens.access_token),
                      tokens.valid_seconds, or_empty(tokens.refresh_token), tokens.refresh_valid_seconds),
        -1, error);
    oauth_tokens_clear(&tokens);
    return told;
}

static gboolean serve(struct authorizer *authorizer, GError **error)
{
    struct frame frame;
    gboolean good = FALSE;

    if (!channel_receive(authorizer->channel, &frame, -1, error))
        return FALSE;
    if (frame.type == MESSAGE_SETUP && !authorizer->setup)
        good = set_up(authorizer, frame.value, error);
    else if (frame.type == MESSAGE_AUTHORIZE && authorizer->setup)
        good = authorize(authorizer, frame.value, error);
    else
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL, "message %u is out of place",
                    frame.type);
    frame_clear(&frame);
    return good;
}

int authorizer_run(void)
{
    g_autoptr(GError) error = NULL;
    struct authorizer authorizer = {.channel = channel_new(ROLE_CHANNEL, message_forms, MESSAGES)};

    /* Not inherited by a command. */
    fcntl(ROLE_CHANNEL, F_SETFD, FD_CLOEXEC);
    while (serve(&authorizer, &error))
        ;
    int status = roles_give_up(authorizer.channel, error);
    g_free(authorizer.command);
    g_clear_pointer(&authorizer.setup, g_variant_unref);
    channel_free(authorizer.channel);
    return status;
}
