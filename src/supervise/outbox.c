/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has planned reminders sent.
 *
 * Claim (committed), hand to the notifier, record the outcome; one at a time. What was claimed and
 * has no outcome is in doubt. Where the relay sends a copy of each mail to ourselves, that copy is waited
 * for: the register knows it when the mailbox was polled after the doubt, and then the reminder is sent.
 * Where none has come in time, the identical bytes go again: a reminder twice is better than none. */
#include <string.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/clock.h"
#include "base/log.h"
#include "message.h"
#include "remind/compose_text.h"
#include "remind/smtp.h"
#include "supervise/access.h"
#include "supervise/alarm.h"
#include "supervise/centre.h"
#include "supervise/child.h"

enum {
    RETRY_FIRST_S = 60,
    RETRY_MOST_S = 3600,
    IN_DOUBT_S = 300,
    COPY_S = 600,        /* in which our own copy comes, if it comes */
    COPY_MOST_S = 7200,  /* after which it is not waited for, though no mailbox could be polled */
};

struct outbox {
    struct centre *centre;
    struct child *child;
    gint64 sending;  /* id of the reminder that the notifier has; 0 for none */
    guint attempts;  /* of that one, before this */
    struct reminder *claimed; /* that one, while an access token is waited for; else NULL */
    char *token;     /* the access token it is sent with; NULL: a password */
    guint timer;     /* the next retry or planning pass */
    guint wake;      /* idle source */
};

static gboolean send_more(gpointer data);

static void wake(struct outbox *outbox)
{
    if (!outbox->wake && !outbox->centre->stopping)
        outbox->wake = g_idle_add(send_more, outbox);
}

static void done(struct outbox *outbox)
{
    outbox->sending = 0;
    wake(outbox);
    if (outbox->centre->stopping)
        centre_idle(outbox->centre);
}

static gint64 retry_after(guint attempts)
{
    return MIN((gint64)RETRY_FIRST_S << MIN(attempts, 10), RETRY_MOST_S);
}

static gboolean doubt(struct outbox *outbox, gint64 id, const char *reply, gint64 retry_at,
                      GError **error)
{
    gboolean proven = FALSE;
    if (!register_doubt(outbox->centre->registry, id, reply, retry_at, clock_now(), &proven, error))
        return FALSE;
    if (proven)
        log_info("reminder %" G_GINT64_FORMAT ": sent: our own copy of it has come", id);
    else
        log_warning("reminder %" G_GINT64_FORMAT ": it is not known whether the server took it (%s); %s the "
                    "same mail goes again", id, reply,
                    outbox->centre->config->relay.copy_to ? "unless our own copy comes," : "");
    return TRUE;
}

static gboolean settle(struct outbox *outbox, gint64 id, enum send_outcome outcome,
                       const char *reply, GError **error)
{
    struct registry *registry = outbox->centre->registry;
    gint64 now = clock_now();
    switch (outcome) {
    case SEND_OK:
        log_info("reminder %" G_GINT64_FORMAT ": sent: %s", id, reply);
        return register_sent(registry, id, reply, now, error);
    case SEND_REFUSED:
        log_error("reminder %" G_GINT64_FORMAT ": refused for good: %s", id, reply);
        outbox->centre->failed = TRUE;
        return register_failed(registry, id, reply, now, error);
    case SEND_IN_DOUBT:
        outbox->centre->failed = TRUE;
        return doubt(outbox, id, reply, now + IN_DOUBT_S, error);
    case SEND_LATER:
        break;
    }
    log_warning("reminder %" G_GINT64_FORMAT ": not sent yet: %s", id, reply);
    outbox->centre->failed = TRUE;
    return register_later(registry, id, reply, now + retry_after(outbox->attempts), now, error);
}

static void settled(struct outbox *outbox, enum send_outcome outcome, const char *reply)
{
    g_autoptr(GError) error = NULL;
    struct alarm *alarm = outbox->centre->alarm;
    if (outcome == SEND_OK || outcome == SEND_REFUSED)
        alarm_well(alarm, ALARM_RELAY);
    else
        alarm_wrong(alarm, ALARM_RELAY, reply);
    if (!settle(outbox, outbox->sending, outcome, reply, &error)) {
        log_error("register: reminder %" G_GINT64_FORMAT ": %s", outbox->sending, error->message);
        alarm_wrong(alarm, ALARM_REGISTER, error->message);
    }
    done(outbox);
}

static void forget_token(struct outbox *outbox)
{
    if (outbox->token)
        explicit_bzero(outbox->token, strlen(outbox->token));
    g_clear_pointer(&outbox->token, g_free);
}

static void handle(struct frame *frame, gpointer data)
{
    struct outbox *outbox = data;
    gint64 id;
    guint outcome, code;
    const char *reply;
    if (frame->type != MESSAGE_SENT) {
        child_kill(outbox->child, "it sent a message out of place");
        return;
    }
    g_variant_get(frame->value, "(xuu&s)", &id, &outcome, &code, &reply);
    if (id != outbox->sending || outcome > SEND_IN_DOUBT) {
        child_kill(outbox->child, "it answered what was not asked");
        return;
    }
    g_autofree char *words = escape_line(reply, 500);
    if (code == SMTP_LOGIN_REFUSED && outbox->token)
        access_refused(outbox->centre->accesses, outbox->centre->config->relay.oauth, outbox->token);
    settled(outbox, (enum send_outcome)outcome, words);
}

static void gone(const char *why, gpointer data)
{
    struct outbox *outbox = data;
    if (outbox->sending)
        settled(outbox, SEND_IN_DOUBT, why);
}

static GVariant *setup_for(const struct config *config, const char *token, GError **error)
{
    const struct config_relay *relay = &config->relay;
    const char *const settings[][2] = {
        {"url", relay->url},   {"user", relay->user},       {"ca_file", relay->ca_file},
        {"helo", relay->helo}, {"copy_to", relay->copy_to}};
    g_autofree char *password = NULL;
    if (relay->password_file && !(password = config_secret(relay->password_file, error)))
        return NULL;
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
    for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
        if (settings[i][1])
            g_variant_builder_add(&builder, "{sv}", settings[i][0],
                                  g_variant_new_string(settings[i][1]));
    if (password)
        g_variant_builder_add(&builder, "{sv}", "password", g_variant_new_string(password));
    if (token)
        g_variant_builder_add(&builder, "{sv}", "token", g_variant_new_string(token));
    g_variant_builder_add(&builder, "{sv}", "timeout_seconds",
                          g_variant_new_uint32(config->timeout_seconds));
    return g_variant_builder_end(&builder);
}

static gboolean hand_over(struct outbox *outbox, const struct reminder *reminder, GError **error)
{
    const struct config *config = outbox->centre->config;
    gsize length;
    const void *bytes = g_bytes_get_data(reminder->bytes, &length);
    GVariant *setup = setup_for(config, outbox->token, error);
    struct channel *channel = setup ? child_wake(outbox->child, setup, error) : NULL;
    int file = channel ? blob_seal(bytes, length, error) : -1;
    if (file < 0)
        return FALSE;
    if (outbox->token)
        channel_queue(channel, MESSAGE_TOKEN, g_variant_new("s", outbox->token), -1);
    channel_queue(channel, MESSAGE_SEND,
                  g_variant_new("(xss)", reminder->id, config->office->from_address,
                                reminder->address),
                  file);
    close(file);
    return TRUE;
}

static void send_claimed(struct outbox *outbox)
{
    AUTO(reminder) *reminder = g_steal_pointer(&outbox->claimed);
    g_autoptr(GError) unsent = NULL;
    if (!hand_over(outbox, reminder, &unsent))
        settled(outbox, SEND_LATER, unsent->message);
}

static void token_told(const char *token, guint kind, const char *sentence, gpointer data)
{
    struct outbox *outbox = data;
    (void)kind;
    outbox->token = g_strdup(token);
    if (token) {
        send_claimed(outbox);
        return;
    }
    g_clear_pointer(&outbox->claimed, reminder_free);
    settled(outbox, SEND_LATER, sentence);
}

/* Each mailbox was polled, and what came was read, after a copy would have come. */
static gboolean copy_would_be_known(const struct centre *centre, gint64 since, GError **error)
{
    g_autoptr(GPtrArray) unread = register_mails_to_read(centre->registry, 1, error);
    gboolean known = unread && unread->len == 0;
    for (guint i = 0; known && i < centre->config->mailboxes->len; i++) {
        const struct config_mailbox *mailbox = centre->config->mailboxes->pdata[i];
        AUTO(cursor) *cursor = register_cursor(centre->registry, mailbox->name, error);
        known = cursor && cursor->success_at >= since;
    }
    return known;
}

/* When one in doubt is looked at again; 0: now. */
static gint64 wait_for_copy(const struct centre *centre, const struct reminder *reminder, GError **error)
{
    gint64 now = clock_now(), due = reminder->doubt_at + COPY_S;
    if (!reminder->doubt_at || !centre->config->relay.copy_to || now < reminder->doubt_at)
        return 0;
    if (now < due)
        return due;
    if (now >= reminder->doubt_at + COPY_MOST_S || copy_would_be_known(centre, due, error))
        return 0;
    return now + RETRY_FIRST_S;
}

static gboolean send_one(struct outbox *outbox, gint64 id, GError **error)
{
    struct reminder *claimed = NULL;
    if (!register_claim(outbox->centre->registry, id, clock_now(), &claimed, error))
        return FALSE;
    AUTO(reminder) *reminder = claimed;
    if (!reminder) {
        wake(outbox);
        return TRUE; /* passed over: the matter was closed meanwhile */
    }
    outbox->sending = id;
    outbox->attempts = reminder->attempts;
    forget_token(outbox);
    if (outbox->centre->dry_run) {
        g_autofree char *text = compose_text(reminder->bytes);
        g_print("%s\n", text);
        settled(outbox, SEND_OK, "printed");
        return TRUE;
    }
    outbox->claimed = g_steal_pointer(&reminder);
    if (outbox->centre->config->relay.oauth)
        access_ask(outbox->centre->accesses, outbox->centre->config->relay.oauth, token_told, outbox);
    else
        send_claimed(outbox);
    return TRUE;
}

static gboolean pass(gpointer data)
{
    struct outbox *outbox = data;
    outbox->timer = 0;
    outbox_plan(outbox);
    return G_SOURCE_REMOVE;
}

/* The next moment something may be due: the next retry, or the next full hour (send_hour). */
static void schedule(struct outbox *outbox)
{
    gint64 at = 0, now = clock_now();
    g_clear_handle_id(&outbox->timer, g_source_remove);
    if (outbox->centre->once || outbox->centre->stopping)
        return;
    if (register_next_retry(outbox->centre->registry, &at, NULL) && at == 0)
        alarm_moot(outbox->centre->alarm, ALARM_RELAY); /* nothing waits for it any more */
    gint64 seconds = 3600 - now % 3600;
    if (at > 0)
        seconds = CLAMP(at - now, 1, seconds);
    outbox->timer = g_timeout_add_seconds((guint)seconds, pass, outbox);
}

static gboolean send_more(gpointer data)
{
    struct outbox *outbox = data;
    g_autoptr(GError) error = NULL;
    outbox->wake = 0;
    if (outbox->sending || outbox->centre->stopping)
        return G_SOURCE_REMOVE;
    g_autoptr(GPtrArray) due = register_due(outbox->centre->registry, clock_now(), 1, &error);
    if (due && due->len > 0) {
        const struct reminder *reminder = due->pdata[0];
        gint64 later = wait_for_copy(outbox->centre, reminder, &error);
        if (later && register_put_off(outbox->centre->registry, reminder->id, later, &error))
            wake(outbox);
        else if (!error)
            send_one(outbox, reminder->id, &error);
        if (!error)
            return G_SOURCE_REMOVE;
    }
    if (error) {
        log_error("register: %s", error->message);
        alarm_wrong(outbox->centre->alarm, ALARM_REGISTER, error->message);
        outbox->centre->failed = TRUE;
    }
    if (!outbox->centre->dry_run)
        register_write_head(outbox->centre->registry, NULL);
    if (!outbox->centre->once)
        alarm_look(outbox->centre->alarm);
    schedule(outbox);
    centre_idle(outbox->centre);
    return G_SOURCE_REMOVE;
}

void outbox_plan(struct outbox *outbox)
{
    g_autoptr(GError) error = NULL;
    if (!planning_pass(outbox->centre, &error)) {
        log_error("planning: %s", error->message);
        alarm_wrong(outbox->centre->alarm, ALARM_REGISTER, error->message);
        outbox->centre->failed = TRUE;
    } else
        alarm_well(outbox->centre->alarm, ALARM_REGISTER);
    wake(outbox);
}

void outbox_start(struct outbox *outbox)
{
    struct registry *registry = outbox->centre->registry;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) claimed = register_claimed(registry, &error);
    for (guint i = 0; claimed && i < claimed->len && !error; i++) {
        const struct reminder *reminder = claimed->pdata[i];
        doubt(outbox, reminder->id, "interrupted by a stop", clock_now(), &error);
    }
    if (error)
        log_error("register: %s", error->message);
}

struct outbox *outbox_new(struct centre *centre)
{
    static const struct child_handlers handlers = {handle, gone};
    struct outbox *outbox = g_new0(struct outbox, 1);
    outbox->centre = centre;
    outbox->child = child_new(ROLE_NOTIFIER, "notifier", &handlers, outbox);
    return outbox;
}

void outbox_stop(struct outbox *outbox)
{
    g_clear_handle_id(&outbox->timer, g_source_remove);
    g_clear_handle_id(&outbox->wake, g_source_remove);
    if (outbox->claimed) { /* nothing of it was handed over: no doubt is left behind */
        g_clear_pointer(&outbox->claimed, reminder_free);
        settled(outbox, SEND_LATER, "circulard was stopped before it could be sent");
    }
}

void outbox_free(struct outbox *outbox)
{
    if (!outbox)
        return;
    outbox_stop(outbox);
    child_free(outbox->child);
    forget_token(outbox);
    g_free(outbox);
}

gboolean outbox_busy(const struct outbox *outbox)
{
    return outbox->sending || outbox->wake;
}
