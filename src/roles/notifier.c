/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notifier: hands mails to the relay, one after the other, and reports what became of each.
 *
 * It holds the relay's secret and nothing else: no register, no mail but the one it is handing over.
 * The connection is kept while mails keep coming and closed after a short silence. */
#include <glib.h>

#include "base/blob.h"
#include "base/channel.h"
#include "base/escape.h"
#include "message.h"
#include "remind/smtp.h"
#include "roles/roles.h"
#include "supervise/sandbox.h"

enum { IDLE_MS = 5000, MAIL_BYTES_MOST = 64 * 1024 * 1024 };

struct notifier {
    struct channel *channel;
    GVariant *setup; /* keeps the strings of settings alive */
    GVariant *token; /* … and the access token */
    struct transport_settings settings;
    const char *copy_to; /* NULL: nowhere */
    struct smtp *smtp;   /* NULL while not connected */
};

static gboolean set_up(struct notifier *notifier, GVariant *setup, GError **error)
{
    struct transport_settings *settings = &notifier->settings;
    notifier->setup = g_variant_ref(setup);
    guint timeout_seconds = 60;
    g_variant_lookup(setup, "url", "&s", &settings->url);
    g_variant_lookup(setup, "user", "&s", &settings->user);
    g_variant_lookup(setup, "password", "&s", &settings->password);
    g_variant_lookup(setup, "token", "&s", &settings->token);
    g_variant_lookup(setup, "ca_file", "&s", &settings->ca_file);
    g_variant_lookup(setup, "helo", "&s", &settings->helo);
    g_variant_lookup(setup, "copy_to", "&s", &notifier->copy_to);
    g_variant_lookup(setup, "timeout_seconds", "u", &timeout_seconds);
    settings->timeout_ms = timeout_seconds * 1000;
    const char *const readable[] = {settings->ca_file, NULL};
    const struct sandbox_limits limits = {.kept = G_MAXUINT, .readable = readable};
    return settings->url && sandbox_seal(SANDBOX_NETWORK, &limits, error);
}

/* Nothing of it is about the mail, which can go later. A refused login has the code that says so. */
static void not_connected(const GError *error, struct smtp_result *result)
{
    result->outcome = SEND_UNREACHED;
    result->code = error->code == TRANSPORT_ERROR_REFUSED ? SMTP_LOGIN_REFUSED : 0;
    result->reply = escape_line(error->message, 500);
}

static void hand_over(struct notifier *notifier, const char *sender, const char *recipient,
                      GBytes *mail, struct smtp_result *result)
{
    g_autoptr(GError) error = NULL;
    if (notifier->smtp && !smtp_usable(notifier->smtp))
        g_clear_pointer(&notifier->smtp, smtp_free);
    if (!notifier->smtp)
        notifier->smtp = smtp_open(&notifier->settings, &error);
    if (!notifier->smtp)
        not_connected(error, result);
    else
        smtp_send(notifier->smtp, &(struct smtp_mail){sender, recipient, notifier->copy_to, mail}, result);
}

static gboolean tell_certificate(const struct notifier *notifier, GError **error)
{
    const struct smtp *smtp = notifier->smtp;
    struct transport_certificate certificate = smtp ? smtp_certificate(smtp) : (struct transport_certificate){0, 0};
    return certificate.ends == 0 || channel_send(notifier->channel, MESSAGE_CERTIFICATE,
                                                 g_variant_new("(xx)", certificate.begins, certificate.ends), -1,
                                                 error);
}

static gboolean send_one(struct notifier *notifier, const struct frame *frame, GError **error)
{
    gint64 id;
    const char *sender, *recipient;
    g_variant_get(frame->value, "(x&s&s)", &id, &sender, &recipient);
    g_autoptr(GBytes) mail = blob_map(frame->fd, MAIL_BYTES_MOST, error);
    if (!mail)
        return FALSE;
    struct smtp_result result = {0};
    hand_over(notifier, sender, recipient, mail, &result);
    gboolean told = tell_certificate(notifier, error) && channel_send(notifier->channel, MESSAGE_SENT,
                                 g_variant_new("(xuus)", id, (guint)result.outcome, result.code,
                                               result.reply ? result.reply : ""),
                                 -1, error);
    smtp_result_clear(&result);
    return told;
}

static gboolean use_token(struct notifier *notifier, GVariant *value)
{
    g_clear_pointer(&notifier->token, g_variant_unref);
    notifier->token = g_variant_ref(value);
    notifier->settings.token = g_variant_get_string(value, NULL);
    return TRUE;
}

static gboolean serve(struct notifier *notifier, GError **error)
{
    struct frame frame;
    int timeout_ms = notifier->smtp ? IDLE_MS : -1;
    g_autoptr(GError) silence = NULL;
    if (!channel_receive(notifier->channel, &frame, timeout_ms, &silence)) {
        if (g_error_matches(silence, CHANNEL_ERROR, CHANNEL_ERROR_TIMEOUT)) {
            g_clear_pointer(&notifier->smtp, smtp_free);
            return TRUE;
        }
        g_propagate_error(error, g_steal_pointer(&silence));
        return FALSE;
    }
    gboolean good = FALSE;
    if (frame.type == MESSAGE_SETUP && !notifier->setup)
        good = set_up(notifier, frame.value, error);
    else if (frame.type == MESSAGE_TOKEN && notifier->setup)
        good = use_token(notifier, frame.value);
    else if (frame.type == MESSAGE_SEND && notifier->setup && frame.fd >= 0)
        good = send_one(notifier, &frame, error);
    if (!good && error && !*error)
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL, "message %u is out of place",
                    frame.type);
    frame_clear(&frame);
    return good;
}

int notifier_run(void)
{
    g_autoptr(GError) error = NULL;
    struct notifier notifier = {.channel = channel_new(ROLE_CHANNEL, message_forms, MESSAGES)};
    while (serve(&notifier, &error))
        ;
    int status = roles_give_up(notifier.channel, error);
    smtp_free(notifier.smtp);
    g_clear_pointer(&notifier.setup, g_variant_unref);
    g_clear_pointer(&notifier.token, g_variant_unref);
    channel_free(notifier.channel);
    return status;
}
