/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has planned reminders sent.
 *
 * Claim (committed), hand to the notifier, record the outcome; one at a time. What was claimed and
 * has no outcome is in doubt. Where the relay sends a copy of each mail to ourselves, that copy is waited
 * for: the register knows it when the mailbox was polled after the doubt, and then the reminder is sent.
 * Where none has come in time, the identical bytes go again: a reminder twice is better than none. One that
 * a server refuses for its size or content goes once more without the original.
 *
 * A relay that cannot be reached or refuses the login is left alone for a while, whatever waits: not one
 * connection for each reminder, and no account locked by tries. Trouble with one mail holds up no other. */
#include <string.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/log.h"
#include "message.h"
#include "remind/compose_text.h"
#include "remind/smtp.h"
#include "supervise/access.h"
#include "supervise/alarm.h"
#include "supervise/centre.h"
#include "supervise/child.h"
#include "supervise/ending.h"
#include "supervise/relay.h"
#include "supervise/replay.h"
#include "supervise/soundness.h"
#include "supervise/undelivered.h"
#include "supervise/writing.h"

enum {
    RETRY_FIRST_S = 60,
    RETRY_MOST_S = 3600,
    IN_DOUBT_S = 300,
    HOLD_FIRST_S = 30,   /* after a relay was not reached; doubled each time, up to RETRY_MOST_S */
    HOLD_REFUSED_S = 3600,
    JITTER_PERCENT = 10,
    PUT_OFF_ATTEMPTS = 8, /* about four hours of them */
    PUT_OFF_S = 4 * 3600,
    REFUSALS_TOLD = 3,   /* in a row */
    COPY_S = 600,        /* in which our own copy comes, if it comes */
    COPY_MOST_S = 7200,  /* after which it is not waited for, though no mailbox could be polled */
};

struct outbox {
    struct centre *centre;
    struct child *child;
    struct reminder *sending; /* the one that the notifier has, or will have; NULL for none */
    gboolean waiting;         /* it is not handed over yet: an access token is waited for */
    char *token;     /* the access token it is sent with; NULL: a password */
    guint misses;    /* in a row: the relay was not reached */
    gint64 taken_at; /* when it last took a mail; 0: not since the start */
    char *refused;   /* the address of the last mail that was refused for good, with none taken since */
    guint refusals;  /* how many have been, each to another address than the one before */
    gint64 held_until_us; /* monotonic: it is left alone */
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
    g_clear_pointer(&outbox->sending, reminder_free);
    outbox->waiting = FALSE;
    wake(outbox);
    if (outbox->centre->stopping)
        centre_idle(outbox->centre);
}

static gint64 retry_after(guint attempts)
{
    return MIN((gint64)RETRY_FIRST_S << MIN(attempts, 10), RETRY_MOST_S);
}

static gboolean doubt(struct outbox *outbox, const struct log_about *about, const char *reply,
                      gint64 retry_at, GError **error)
{
    gboolean proven = FALSE;
    gint64 id = about->reminder;
    if (!register_doubt(outbox->centre->registry, id, reply, retry_at, clock_now(), &proven, error))
        return FALSE;
    if (proven)
        log_about(LOG_LEVEL_INFO, about, "reminder %" G_GINT64_FORMAT ": sent: our own copy of it has come", id);
    else
        log_about(LOG_LEVEL_WARNING, about, "reminder %" G_GINT64_FORMAT ": it is not known whether the server took it (%s); %s the "
                    "same mail goes again", id, reply,
                    outbox->centre->config->relay.copy_to ? "unless our own copy comes," : "");
    return TRUE;
}

/* 552 and 554 (RFC 5321, 4.2.3) are said of size and content, 0 where the server named its limit before;
 * servers say them of other things, too, for which one more attempt does no harm. */
static gboolean may_be_the_original(guint code)
{
    return code == 552 || code == 554 || code == 0;
}

/* FALSE: there is nothing to leave out, or it could not be done; then it is refused for good. */
static gboolean send_without_original(struct outbox *outbox, const char *reply)
{
    g_autoptr(GError) error = NULL;
    const struct reminder *reminder = outbox->sending;
    g_autoptr(GBytes) bytes = writing_without_original(outbox->centre, reminder, reply, &error);
    gboolean good = bytes && register_rewritten(outbox->centre->registry, reminder->id, bytes, reply,
                                                clock_now(), &error);
    if (good)
        log_warning("reminder %" G_GINT64_FORMAT ": refused: %s; it goes again without the original",
                    reminder->id, reply);
    else if (error)
        log_error("reminder %" G_GINT64_FORMAT ": without the original: %s", reminder->id, error->message);
    return good;
}

/* One address is put off again and again (a full mailbox, a list that never ends to be grey) while the relay takes
 * other mails: the deadline does not wait, somebody else is told. A relay that takes none is an alarm. */
static gboolean is_long_put_off(const struct outbox *outbox, guint code, gint64 now)
{
    return code / 100 == 4 && outbox->sending->attempts >= PUT_OFF_ATTEMPTS && outbox->taken_at > now - PUT_OFF_S &&
           outbox->taken_at <= now;
}

static gboolean settle(struct outbox *outbox, enum send_outcome outcome, guint code,
                       const char *reply, GError **error)
{
    struct registry *registry = outbox->centre->registry;
    gint64 now = clock_now(), id = outbox->sending->id;
    const struct log_about *about = ABOUT(.reminder = id, .matter = outbox->sending->matter,
                                          .official = outbox->sending->official);
    switch (outcome) {
    case SEND_OK:
        log_about(LOG_LEVEL_INFO, about, "reminder %" G_GINT64_FORMAT ": sent: %s", id, reply);
        return register_sent(registry, id, reply, now, error);
    case SEND_REFUSED:
        if (may_be_the_original(code) && send_without_original(outbox, reply))
            return TRUE;
        log_about(LOG_LEVEL_ERROR, about, "reminder %" G_GINT64_FORMAT ": refused for good: %s", id, reply);
        outbox->centre->failed = TRUE;
        return register_failed(registry, id, reply, now, error) &&
               undelivered_tell(outbox->centre, outbox->sending->matter, id, NEWS_BOUNCE, reply, error);
    case SEND_IN_DOUBT:
        outbox->centre->failed = TRUE;
        return doubt(outbox, about, reply, now + IN_DOUBT_S, error);
    case SEND_LATER:
    case SEND_UNREACHED:
        break;
    }
    log_about(LOG_LEVEL_WARNING, about, "reminder %" G_GINT64_FORMAT ": not sent yet: %s", id, reply);
    outbox->centre->failed = TRUE;
    /* One that the relay has not seen waits for the relay alone, which is left alone in this life only: a restart with
     * the right password sends it. */
    gint64 later = outcome == SEND_UNREACHED ? now : now + retry_after(outbox->sending->attempts);
    return register_later(registry, id, reply, later, now, error) &&
           (!is_long_put_off(outbox, code, now) ||
            undelivered_tell(outbox->centre, outbox->sending->matter, id, NEWS_PUT_OFF, reply, error));
}

static void hold(struct outbox *outbox, gboolean refused)
{
    gint64 seconds = MIN((gint64)HOLD_FIRST_S << MIN(outbox->misses, 10), RETRY_MOST_S);
    seconds = refused ? HOLD_REFUSED_S : seconds;
    seconds += g_random_int_range(0, (gint)(seconds * JITTER_PERCENT / 100) + 1);
    outbox->misses++;
    outbox->held_until_us = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
    log_warning("relay: left alone for %" G_GINT64_FORMAT " seconds", seconds);
}

static gint64 held_seconds(const struct outbox *outbox)
{
    gint64 left_us = outbox->held_until_us - g_get_monotonic_time();
    return left_us > 0 ? left_us / G_USEC_PER_SEC + 1 : 0;
}

/* One address that is refused is told to the next in line, whose address may be refused, too, if it is us whom the
 * relay does not like: then nobody is told of anything, unless by other roads. */
static void note_refusals(struct outbox *outbox, enum send_outcome outcome, const char *reply)
{
    const char *address = outbox->sending->address;
    if (outcome == SEND_OK) {
        outbox->taken_at = clock_now();
        outbox->refusals = 0;
        g_clear_pointer(&outbox->refused, g_free);
    }
    if (outcome != SEND_REFUSED || g_strcmp0(outbox->refused, address) == 0)
        return;
    if (++outbox->refusals == REFUSALS_TOLD) {
        g_autofree char *sentence = g_strdup_printf("The relay refuses one mail after the other for good, to %s and to %s among "
                                                    "them: %s. Look whether it takes mails of the sender's address and sends "
                                                    "them on, and tell the officials by other means of what is due "
                                                    "(circularctl status).", outbox->refused, address, reply);
        alarm_once(outbox->centre->alarm, "refusals of the relay", sentence);
    }
    g_free(outbox->refused);
    outbox->refused = g_strdup(address);
}

static void settled(struct outbox *outbox, enum send_outcome outcome, guint code, const char *reply)
{
    g_autoptr(GError) error = NULL;
    struct alarm *alarm = outbox->centre->alarm;
    g_autofree char *put_off = g_strdup_printf("a mail to %s was put off: %s", outbox->sending->address, reply);
    if (outcome == SEND_OK || outcome == SEND_REFUSED)
        alarm_well(alarm, ALARM_RELAY);
    else
        alarm_wrong(alarm, ALARM_RELAY, code / 100 == 4 ? put_off : reply);
    note_refusals(outbox, outcome, reply);
    if (!settle(outbox, outcome, code, reply, &error)) {
        log_error("register: reminder %" G_GINT64_FORMAT ": %s", outbox->sending->id, error->message);
        alarm_wrong(alarm, ALARM_REGISTER, error->message);
    }
    done(outbox);
}

static void handle(struct frame *frame, gpointer data)
{
    struct outbox *outbox = data;
    gint64 id;
    guint outcome, code;
    const char *reply;
    if (outbox->sending && ending_told(outbox->centre->registry, outbox->centre->config->relay.url, frame))
        return;
    if (frame->type != MESSAGE_SENT) {
        child_kill(outbox->child, "it sent a message out of place");
        return;
    }
    g_variant_get(frame->value, "(xuu&s)", &id, &outcome, &code, &reply);
    if (!outbox->sending || id != outbox->sending->id || outcome > SEND_UNREACHED) {
        child_kill(outbox->child, "it answered what was not asked");
        return;
    }
    g_autofree char *words = escape_line(reply, 500);
    gboolean refused = outcome == SEND_UNREACHED && code == SMTP_LOGIN_REFUSED;
    /* Another access token may do; but not a third one right after the second. */
    if (refused && outbox->token)
        refused = !access_refused(outbox->centre->accesses, outbox->centre->config->relay.oauth,
                                  outbox->token) || outbox->misses > 0;
    if (outcome == SEND_UNREACHED)
        hold(outbox, refused);
    else
        outbox->misses = 0;
    settled(outbox, (enum send_outcome)outcome, code, words);
}

static void gone(const char *why, gpointer data)
{
    struct outbox *outbox = data;
    if (outbox->sending && !outbox->waiting)
        settled(outbox, SEND_IN_DOUBT, 0, why);
}

static gboolean hand_over(struct outbox *outbox, const struct reminder *reminder, GError **error)
{
    const struct config *config = outbox->centre->config;
    gsize length;
    const void *bytes = g_bytes_get_data(reminder->bytes, &length);
    GVariant *setup = relay_setup(&config->relay, config->timeout_seconds, outbox->token, error);
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
    g_autoptr(GError) unsent = NULL;
    outbox->waiting = FALSE;
    if (!hand_over(outbox, outbox->sending, &unsent))
        settled(outbox, SEND_LATER, 0, unsent->message);
}

static void token_told(const char *token, guint kind, const char *sentence, gpointer data)
{
    struct outbox *outbox = data;
    if (!outbox->sending)
        return; /* stopped meanwhile */
    outbox->token = g_strdup(token);
    if (token) {
        send_claimed(outbox);
        return;
    }
    hold(outbox, kind == TRANSPORT_ERROR_REFUSED);
    settled(outbox, SEND_UNREACHED, 0, sentence);
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

/* In a rehearsal, or a replay: shown instead of sent. */
static gboolean print(const struct outbox *outbox, GError **error)
{
    const struct reminder *reminder = outbox->sending;
    if (outbox->centre->replay)
        return replay_take(outbox->centre->replay, reminder, error);
    g_autofree char *text = compose_text(reminder->bytes);
    g_print("%s\n", text);
    return TRUE;
}

static gboolean send_one(struct outbox *outbox, gint64 id, GError **error)
{
    struct reminder *claimed = NULL;
    if (!register_claim(outbox->centre->registry, id, clock_now(), &claimed, error))
        return FALSE;
    if (!claimed) {
        wake(outbox);
        return TRUE; /* passed over: the matter was closed meanwhile */
    }
    outbox->sending = claimed;
    access_forget(&outbox->token);
    if (outbox->centre->dry_run) {
        if (print(outbox, error)) {
            settled(outbox, SEND_OK, 0, "printed");
            return TRUE;
        }
        g_clear_pointer(&outbox->sending, reminder_free);
        return FALSE;
    }
    outbox->waiting = TRUE;
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
static void schedule(struct outbox *outbox, gboolean failed)
{
    struct centre *centre = outbox->centre;
    gint64 at = 0, now = clock_now();
    g_clear_handle_id(&outbox->timer, g_source_remove);
    if (centre->stopping)
        return;
    if (!centre->dry_run && register_next_retry(centre->registry, &at, NULL) && at == 0 && !failed)
        alarm_moot(centre->alarm, ALARM_RELAY); /* nothing waits for it any more */
    if (centre->once)
        return;
    gint64 seconds = 3600 - now % 3600;
    if (at > 0)
        seconds = CLAMP(MAX(at - now, held_seconds(outbox)), 1, seconds);
    if (failed) /* the register: not each second, and not only at the full hour */
        seconds = RETRY_FIRST_S;
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
    if (due && due->len > 0 && held_seconds(outbox) == 0) {
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
    schedule(outbox, error != NULL);
    centre_idle(outbox->centre);
    return G_SOURCE_REMOVE;
}

/* What is claimed, and not with the notifier: left by the last stop, or by a failure to write down what
 * became of it. */
static void settle_claimed(struct outbox *outbox, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) claimed = register_claimed(outbox->centre->registry, &error);
    for (guint i = 0; claimed && i < claimed->len && !error; i++) {
        const struct reminder *reminder = claimed->pdata[i];
        if (!outbox->sending || reminder->id != outbox->sending->id)
            doubt(outbox,
                  ABOUT(.reminder = reminder->id, .matter = reminder->matter, .official = reminder->official),
                  why, clock_now(), &error);
    }
    if (error)
        log_error("register: %s", error->message);
}

void outbox_plan(struct outbox *outbox)
{
    g_autoptr(GError) error = NULL;
    settle_claimed(outbox, "what became of it could not be written down");
    soundness_look(outbox->centre);
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
    settle_claimed(outbox, "interrupted by a stop");
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
    if (outbox->waiting) { /* nothing of it was handed over: no doubt is left behind */
        settled(outbox, SEND_LATER, 0, "circulard was stopped before it could be sent");
    }
}

void outbox_free(struct outbox *outbox)
{
    if (!outbox)
        return;
    outbox_stop(outbox);
    child_free(outbox->child);
    access_forget(&outbox->token);
    g_clear_pointer(&outbox->sending, reminder_free);
    g_free(outbox->refused);
    g_free(outbox);
}

gboolean outbox_busy(const struct outbox *outbox)
{
    return outbox->sending || outbox->wake;
}
