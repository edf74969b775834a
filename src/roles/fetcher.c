/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fetcher: one mailbox's network and its secret, and nothing else. It looks, says what is there,
 * is told what is lacking, and hands that over as sealed memory files; it never opens the register and
 * never looks into a mail. Between polls it waits on the server for mails to come, where the server has
 * IDLE, and says so when they do. It blocks on its server as long as the time-outs allow: nobody waits for it
 * but its own mailbox. */
#include <glib.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/channel.h"
#include "base/clock.h"
#include "base/log.h"
#include "collect/source.h"
#include "message.h"
#include "roles/roles.h"
#include "supervise/sandbox.h"

enum { TROUBLES_TOLD = 3 };

struct fetcher {
    struct channel *channel;
    GVariant *setup; /* keeps the strings of the settings alive */
    struct source_settings settings;
    struct source *source;
    guint32 validity;  /* of what is compared */
    gboolean waits;    /* between polls it waits for mails, where the server can */
    gboolean watching; /* the last poll went well, and nothing was told since */
};

/* A Maildir keeps its numbering in a file, so its fetcher stays open; it talks to nobody. */
static gboolean seal(const struct source_settings *settings, GError **error)
{
    const char *const readable[] = {settings->ca_file, NULL};
    const struct sandbox_limits limits = {.kept = G_MAXUINT, .readable = readable};
    return g_str_has_prefix(settings->url, "maildir:") ||
           sandbox_seal(SANDBOX_NETWORK, &limits, error);
}

static gboolean set_up(struct fetcher *fetcher, GVariant *setup, GError **error)
{
    struct source_settings *settings = &fetcher->settings;
    const char *since = NULL;
    guint timeout_seconds = 60;
    fetcher->setup = g_variant_ref(setup);
    g_variant_lookup(setup, "name", "&s", &settings->name);
    g_variant_lookup(setup, "url", "&s", &settings->url);
    g_variant_lookup(setup, "mailbox", "&s", &settings->mailbox);
    g_variant_lookup(setup, "user", "&s", &settings->user);
    g_variant_lookup(setup, "password", "&s", &settings->password);
    g_variant_lookup(setup, "token", "&s", &settings->token);
    g_variant_lookup(setup, "ca_file", "&s", &settings->ca_file);
    g_variant_lookup(setup, "numbers_file", "&s", &settings->numbers_file);
    g_variant_lookup(setup, "since", "&s", &since);
    g_variant_lookup(setup, "wait", "b", &fetcher->waits);
    g_variant_lookup(setup, "timeout_seconds", "u", &timeout_seconds);
    date_parse(since, &settings->since);
    settings->timeout_ms = timeout_seconds * 1000;
    fetcher->source = source_open(settings, error);
    return fetcher->source != NULL && seal(settings, error);
}

static gboolean hand_over(struct mail *mail, gpointer data)
{
    struct fetcher *fetcher = data;
    AUTO(mail) *owned = mail;
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    const void *bytes = mail->raw ? g_bytes_get_data(mail->raw, &length) : NULL;
    int file = mail->raw ? blob_seal(bytes, length, &error) : -1;
    gboolean good = !error && channel_send(fetcher->channel, MESSAGE_MAIL,
                                           g_variant_new("(uuxt)", mail->validity, mail->uid,
                                                         mail->received, mail->bytes),
                                           file, &error);
    if (file >= 0)
        close(file);
    if (!good)
        log_error("fetcher %s: %s", fetcher->settings.name, error->message);
    return good;
}

static void tell_troubles(const struct fetcher *fetcher, const struct source_tally *tally)
{
    if (tally->gone > 0)
        log_info("fetcher %s: %u mails were gone before they could be fetched",
                 fetcher->settings.name, tally->gone);
    if (tally->inexact > 0)
        log_info("fetcher %s: %u mails have another size than the server announced",
                 fetcher->settings.name, tally->inexact);
    for (guint i = 0; tally->troubles && i < MIN(tally->troubles->len, TROUBLES_TOLD); i++) {
        const struct source_trouble *trouble = tally->troubles->pdata[i];
        log_warning("fetcher %s: mail with UID %u: %s", fetcher->settings.name, trouble->uid,
                    trouble->why);
    }
}

/* The centre's answer to MESSAGE_HELD; NULL with an error when it is none. */
static GArray *ask_what_is_lacking(struct fetcher *fetcher, const struct source_held *held,
                                   GError **error)
{
    struct frame frame;
    if (!channel_send(fetcher->channel, MESSAGE_HELD,
                      g_variant_new("(uuu@a(uu))", held->validity, held->next, held->count,
                                    message_pack_ranges(held->ranges)),
                      -1, error) ||
        !channel_receive(fetcher->channel, &frame, -1, error))
        return NULL;
    GArray *lacking = NULL;
    if (frame.type == MESSAGE_FETCH) {
        g_autoptr(GVariant) list = g_variant_get_child_value(frame.value, 1);
        lacking = message_ranges(list);
    } else {
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL, "message %u is out of place",
                    frame.type);
    }
    frame_clear(&frame);
    return lacking;
}

static gboolean fetch(struct fetcher *fetcher, const struct source_held *held, GError **error)
{
    g_autoptr(GArray) lacking = ask_what_is_lacking(fetcher, held, error);
    if (!lacking)
        return FALSE;
    if (lacking->len == 0)
        return TRUE;
    struct source_tally tally = {0};
    gboolean good = source_fetch(fetcher->source, (const struct uid_range *)(void *)lacking->data,
                                 lacking->len, hand_over, fetcher, &tally, error);
    tell_troubles(fetcher, &tally);
    source_tally_clear(&tally);
    return good;
}

static gboolean tell_attributes(const struct mail_attributes *attributes, guint count, gpointer data)
{
    struct fetcher *fetcher = data;
    GVariant *list = message_pack_attributes(attributes, count);
    return channel_send(fetcher->channel, MESSAGE_ATTRIBUTES, g_variant_new("(u@a(utx))", fetcher->validity, list),
                        -1, NULL);
}

/* After all that is new: whatever goes wrong here holds up no mail. It is asked again another day. */
static void compare(struct fetcher *fetcher, const struct source_held *held)
{
    g_autoptr(GError) trouble = NULL;
    guint untold = 0;
    fetcher->validity = held->validity;
    if (!source_attributes(fetcher->source, (const struct uid_range *)(void *)held->ranges->data, held->ranges->len,
                           tell_attributes, fetcher, &untold, &trouble))
        log_warning("fetcher %s: whether mails are the same still could not be seen: %s", fetcher->settings.name,
                    trouble->message);
    else if (untold > 0)
        log_warning("fetcher %s: whether mails are the same still could not be seen of up to %u: the server does not"
                    " tell their sizes", fetcher->settings.name, untold);
}

static gboolean look_and_fetch(struct fetcher *fetcher, GVariant *known, GError **error)
{
    struct source_cursor cursor;
    struct source_held held = {0};
    gboolean comparing;
    g_variant_get(known, "(uuub)", &cursor.validity, &cursor.next, &cursor.count, &comparing);
    gboolean good = source_look(fetcher->source, &cursor, &held, error);
    if (good && held.unlisted > 0)
        log_warning("fetcher %s: the server counts %u mails that it does not list",
                    fetcher->settings.name, held.unlisted);
    if (good && !held.unchanged)
        good = fetch(fetcher, &held, error);
    if (good && comparing)
        compare(fetcher, &held);
    source_held_clear(&held);
    return good;
}

static gboolean poll_once(struct fetcher *fetcher, GVariant *known, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    gboolean well = look_and_fetch(fetcher, known, &trouble);
    if (g_error_matches(trouble, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED)) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    fetcher->watching = well && fetcher->waits;
    struct transport_certificate certificate = source_certificate(fetcher->source);
    if (certificate.ends && !channel_send(fetcher->channel, MESSAGE_CERTIFICATE,
                                          g_variant_new("(xx)", certificate.begins, certificate.ends), -1, error))
        return FALSE;
    return channel_send(fetcher->channel, MESSAGE_POLLED,
                        g_variant_new("(bus)", well, well ? 0 : (guint)trouble->code,
                                      well ? "" : trouble->message),
                        -1, error);
}

/* Waits on the server until mails have come or the centre says something. */
static gboolean watch(struct fetcher *fetcher, GError **error)
{
    g_autoptr(GError) lost = NULL;
    gboolean news = FALSE;
    fetcher->watching = FALSE;
    if (!source_can_wait(fetcher->source))
        return TRUE;
    if (!source_wait(fetcher->source, channel_fd(fetcher->channel), G_MAXINT64, &news, &lost))
        log_debug("fetcher %s: waiting for mails: %s", fetcher->settings.name, lost->message);
    return (!news && !lost) || channel_send(fetcher->channel, MESSAGE_NEWS,
                                            g_variant_new("b", lost != NULL), -1, error);
}

static gboolean await_order(struct fetcher *fetcher, struct frame *frame, GError **error)
{
    g_autoptr(GError) silence = NULL;
    if (fetcher->watching) {
        if (channel_receive(fetcher->channel, frame, 0, &silence))
            return TRUE;
        if (g_error_matches(silence, CHANNEL_ERROR, CHANNEL_ERROR_TIMEOUT) && !watch(fetcher, error))
            return FALSE;
    }
    return channel_receive(fetcher->channel, frame, -1, error);
}

static gboolean use_token(struct fetcher *fetcher, GVariant *value)
{
    source_use_token(fetcher->source, g_variant_get_string(value, NULL));
    return TRUE;
}

static gboolean serve(struct fetcher *fetcher, GError **error)
{
    struct frame frame;
    if (!await_order(fetcher, &frame, error))
        return FALSE;
    gboolean good = FALSE;
    if (frame.type == MESSAGE_SETUP && !fetcher->setup)
        good = set_up(fetcher, frame.value, error);
    else if (frame.type == MESSAGE_POLL && fetcher->source)
        good = poll_once(fetcher, frame.value, error);
    else if (frame.type == MESSAGE_TOKEN && fetcher->source)
        good = use_token(fetcher, frame.value);
    else
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL, "message %u is out of place",
                    frame.type);
    frame_clear(&frame);
    return good;
}

int fetcher_run(void)
{
    g_autoptr(GError) error = NULL;
    struct fetcher fetcher = {.channel = channel_new(ROLE_CHANNEL, message_forms, MESSAGES)};
    while (serve(&fetcher, &error))
        ;
    int status = roles_give_up(fetcher.channel, error);
    source_free(fetcher.source);
    g_clear_pointer(&fetcher.setup, g_variant_unref);
    channel_free(fetcher.channel);
    return status;
}
