/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Polls each mailbox through its fetcher and stores what the ledger lacks.
 *
 * The dialogue: POLL (what the ledger knew) → HELD (what the server holds) → reconcile → FETCH (what is
 * lacking) → MAIL, MAIL, … each stored before the next is taken → POLLED. Once a day ATTRIBUTES, ATTRIBUTES, …
 * come before the end, and mails that are others than before are lacking in one more poll. Bytes are on disk
 * before the ledger says so, and the ledger before the cursor. One mailbox's trouble never holds up another: each
 * has its own process, clock and back-off. */
#include <unistd.h>

#include "base/blob.h"
#include "base/clock.h"
#include "base/log.h"
#include "collect/source.h"
#include "mail.h"
#include "message.h"
#include "supervise/access.h"
#include "supervise/alarm.h"
#include "supervise/centre.h"
#include "supervise/child.h"
#include "supervise/ending.h"
#include "supervise/mailbox.h"

enum {
    BACK_OFF_MOST = 12,
    JITTER_PERCENT = 10,
    BATCH_MAILS = 32,
    BATCH_BYTES = 16 * 1024 * 1024,
    REFUSED_S = 3600,         /* a login refused: more tries could lock the account */
    NEWS_GAP_MS = 2000,    /* from a poll to one that a server's news bring about */
    LOST_GAP_MS = 60000,   /* … or a lost connection */
    WHOLE_EVERY_S = 6 * 3600, /* the whole mailbox is listed, whatever the server's counts say */
    COMPARE_EVERY_S = 24 * 3600, /* … and each of its mails compared */
};

struct mailbox {
    struct intake *intake;
    const struct config_mailbox *config;
    struct child *child;
    guint timer;
    gint64 polled_at_us;   /* monotonic: when the last poll ended */
    gboolean polling;
    guint stored;   /* mails in this poll */
    GArray *waiting;       /* of struct waiting: handed over, not stored yet */
    gsize waiting_bytes;
    guint flush;           /* idle source */
    guint failures; /* polls in a row that the server, or the way to it, made fail */
    gboolean refused;      /* the last one, at the login */
    gboolean renewed;      /* another access token was got after a refusal; no third one is */
    char *token;           /* the access token of this poll; NULL: a password, or none yet */
    gint64 whole_at_us;    /* monotonic: when the whole was last listed; 0 never */
    gint64 compared_at_us; /* … and its mails compared, in a poll that went well */
    gboolean comparing;    /* in this poll */
    guint others;          /* mails that this poll showed to be others than before */
    guint wobbling;        /* … and those that it showed to be the same all the same */
};

struct intake {
    struct centre *centre;
    GPtrArray *mailboxes; /* of struct mailbox */
};

static gboolean poll_now(gpointer data);

static void schedule(struct mailbox *mailbox)
{
    const struct centre *centre = mailbox->intake->centre;
    if (centre->once || centre->stopping)
        return;
    guint seconds = centre->config->poll_minutes * 60;
    seconds *= MIN(1u << MIN(mailbox->failures, 8), BACK_OFF_MOST);
    if (mailbox->refused)
        seconds = MAX(seconds, REFUSED_S);
    guint jitter = seconds * JITTER_PERCENT / 100;
    seconds += (guint)g_random_int_range(0, (gint)jitter + 1);
    mailbox->timer = g_timeout_add_seconds(seconds, poll_now, mailbox);
}

static void poll_ended(struct mailbox *mailbox, const char *failure)
{
    const struct centre *centre = mailbox->intake->centre;
    g_autofree char *part = g_strdup_printf("mailbox %s", mailbox->config->name);
    if (failure)
        alarm_wrong(centre->alarm, part, failure);
    else
        alarm_well(centre->alarm, part);
    mailbox->polling = FALSE;
    mailbox->polled_at_us = g_get_monotonic_time();
    schedule(mailbox);
    if (!centre->once)
        alarm_look(centre->alarm);
    centre_idle(mailbox->intake->centre);
}

/* An access token may have been ended before its time: then another one is got, once. */
static gboolean try_another_token(struct mailbox *mailbox)
{
    const struct centre *centre = mailbox->intake->centre;
    if (!mailbox->token || centre->stopping)
        return FALSE;
    gboolean another = access_refused(centre->accesses, mailbox->config->oauth, mailbox->token);
    mailbox->renewed = another && !mailbox->renewed;
    if (!mailbox->renewed)
        return FALSE;
    log_about(LOG_LEVEL_INFO, ABOUT(.mailbox = mailbox->config->name), "mailbox %s: the access token was refused; another one is got", mailbox->config->name);
    mailbox->timer = g_idle_add(poll_now, mailbox);
    return TRUE;
}

static void poll_failed(struct mailbox *mailbox, guint kind, const char *sentence)
{
    struct centre *centre = mailbox->intake->centre;
    g_autoptr(GError) error = NULL;
    if (!mailbox->polling)
        return;
    g_clear_handle_id(&mailbox->flush, g_source_remove);
    g_array_set_size(mailbox->waiting, 0); /* still lacking: the next poll has them again */
    mailbox->waiting_bytes = 0;
    if (kind == SOURCE_ERROR_REFUSED && try_another_token(mailbox))
        return;
    log_about(LOG_LEVEL_WARNING, ABOUT(.mailbox = mailbox->config->name), "mailbox %s: %s", mailbox->config->name, sentence);
    if (!register_poll_failed(centre->registry, mailbox->config->name, kind, sentence, clock_now(),
                              &error))
        log_error("register: %s", error->message);
    /* The server is not to be spared for a trouble that is not its own: a disk that is full or read-only. */
    if (kind != SOURCE_ERRORS)
        mailbox->failures++;
    mailbox->refused = kind == SOURCE_ERROR_REFUSED;
    centre->failed = TRUE;
    poll_ended(mailbox, sentence);
}

/* They are lacking now, and fetched at once: not after the next pause, nor by the next run. */
static gboolean fetch_others(struct mailbox *mailbox)
{
    if (mailbox->others == 0 || mailbox->intake->centre->stopping)
        return FALSE;
    log_about(LOG_LEVEL_WARNING, ABOUT(.mailbox = mailbox->config->name),
              "mailbox %s: %u mails are others than before under the same numbers; these are fetched",
              mailbox->config->name, mailbox->others);
    mailbox->timer = g_idle_add(poll_now, mailbox);
    return TRUE;
}

static void poll_succeeded(struct mailbox *mailbox)
{
    struct centre *centre = mailbox->intake->centre;
    g_autoptr(GError) error = NULL;
    if (!register_poll_succeeded(centre->registry, mailbox->config->name, clock_now(), &error)) {
        poll_failed(mailbox, SOURCE_ERRORS, error->message);
        return;
    }
    if (mailbox->stored > 0 || mailbox->failures > 0)
        log_about(LOG_LEVEL_INFO, ABOUT(.mailbox = mailbox->config->name), "mailbox %s: polled, %u new mail%s", mailbox->config->name, mailbox->stored,
                 mailbox->stored == 1 ? "" : "s");
    if (mailbox->wobbling > 0)
        log_about(LOG_LEVEL_WARNING, ABOUT(.mailbox = mailbox->config->name),
                  "mailbox %s: %u mails are the same as before, only the server says another size of them; that is not "
                  "compared any more",
                  mailbox->config->name, mailbox->wobbling);
    mailbox->failures = 0;
    mailbox->refused = mailbox->renewed = FALSE;
    if (mailbox->comparing)
        mailbox->compared_at_us = g_get_monotonic_time();
    if (!fetch_others(mailbox))
        poll_ended(mailbox, NULL);
}

/* A message that is of its form but makes no sense, or could not be stored: the poll is given up, the
 * fetcher with it, since it would go on sending. */
static void give_up(struct mailbox *mailbox, const char *sentence)
{
    child_kill(mailbox->child, sentence);
}

static void take_held(struct mailbox *mailbox, GVariant *value)
{
    struct centre *centre = mailbox->intake->centre;
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) list = NULL;
    guint32 validity, next, count;
    g_variant_get(value, "(uuu@a(uu))", &validity, &next, &count, &list);
    g_autoptr(GArray) held = message_ranges(list);
    struct reconciled reconciled = {0};
    if (!register_reconcile(centre->registry, mailbox->config->name, validity, next, held,
                            clock_now(), &reconciled, &error)) {
        give_up(mailbox, error->message);
        return;
    }
    if (reconciled.renumbered)
        log_about(LOG_LEVEL_WARNING, ABOUT(.mailbox = mailbox->config->name), "mailbox %s: the server has numbered its mails anew; all of them are compared again",
                    mailbox->config->name);
    if (reconciled.gone > 0)
        log_about(LOG_LEVEL_INFO, ABOUT(.mailbox = mailbox->config->name), "mailbox %s: %" G_GUINT64_FORMAT " mails seen before are no longer there",
                 mailbox->config->name, reconciled.gone);
    channel_queue(child_channel(mailbox->child), MESSAGE_FETCH,
                  g_variant_new("(u@a(uu))", validity, message_pack_ranges(reconciled.lacking)), -1);
    reconciled_clear(&reconciled);
}

static gboolean take_attributes(struct mailbox *mailbox, GVariant *value, GError **error)
{
    const struct centre *centre = mailbox->intake->centre;
    g_autoptr(GVariant) list = NULL;
    guint32 validity;
    guint others = 0;
    g_variant_get(value, "(u@a(utx))", &validity, &list);
    g_autoptr(GArray) attributes = message_attributes(list);
    if (!register_compare(centre->registry, mailbox->config->name, validity, attributes, clock_now(), &others, error))
        return FALSE;
    mailbox->others += others;
    return TRUE;
}

/* Mails wait here until enough have come, or no more come for now: one transaction for all of them, so
 * that a first import does not wait for the disk at every mail. */
struct waiting {
    GBytes *raw;
    struct sighting where;
    gint64 received_at;
};

static void waiting_clear(gpointer data)
{
    struct waiting *waiting = data;
    g_bytes_unref(waiting->raw);
}

static gboolean store_waiting(struct mailbox *mailbox, GError **error)
{
    struct centre *centre = mailbox->intake->centre;
    guint count = mailbox->waiting->len;
    g_autofree struct incoming *mails = g_new0(struct incoming, count);
    g_clear_handle_id(&mailbox->flush, g_source_remove);
    for (guint i = 0; i < count; i++) {
        const struct waiting *waiting = &g_array_index(mailbox->waiting, struct waiting, i);
        mails[i] = (struct incoming){
            .raw = waiting->raw, .where = &waiting->where, .received_at = waiting->received_at};
    }
    gboolean good =
        count == 0 || register_store_mails(centre->registry, mails, count, clock_now(), error);
    for (guint i = 0; good && i < count; i++) {
        mailbox->stored += mails[i].stored.new_mail;
        mailbox->wobbling += mails[i].stored.wobbles;
    }
    g_array_set_size(mailbox->waiting, 0);
    mailbox->waiting_bytes = 0;
    if (good && count > 0)
        reading_wake(centre->reading);
    return good;
}

static gboolean flush(gpointer data)
{
    struct mailbox *mailbox = data;
    g_autoptr(GError) error = NULL;
    mailbox->flush = 0;
    if (!store_waiting(mailbox, &error))
        give_up(mailbox, error->message);
    return G_SOURCE_REMOVE;
}

static gboolean store_oversize(struct mailbox *mailbox, guint64 bytes, const struct sighting *where,
                               gint64 received, GError **error)
{
    struct centre *centre = mailbox->intake->centre;
    struct stored stored = {0};
    centre->changed = TRUE; /* nothing will be read: a person is told in the next planning pass */
    return register_store_oversize(centre->registry, bytes, where, received, clock_now(), &stored,
                                   error);
}

static gboolean take_mail(struct mailbox *mailbox, struct frame *frame, GError **error)
{
    struct waiting waiting = {.where.source = mailbox->config->name};
    guint64 bytes;
    g_variant_get(frame->value, "(uuxt)", &waiting.where.validity, &waiting.where.uid,
                  &waiting.received_at, &bytes);
    if (frame->fd < 0)
        return store_oversize(mailbox, bytes, &waiting.where, waiting.received_at, error);
    waiting.where.bytes = bytes;
    waiting.raw = blob_map(frame->fd, MAIL_BYTES_MAX, error);
    if (!waiting.raw)
        return FALSE;
    mailbox->waiting_bytes += g_bytes_get_size(waiting.raw);
    g_array_append_val(mailbox->waiting, waiting);
    if (mailbox->waiting->len >= BATCH_MAILS || mailbox->waiting_bytes >= BATCH_BYTES)
        return store_waiting(mailbox, error);
    if (!mailbox->flush)
        mailbox->flush = g_idle_add_full(G_PRIORITY_LOW, flush, mailbox, NULL);
    return TRUE;
}

static void take_end(struct mailbox *mailbox, GVariant *value)
{
    gboolean well;
    guint kind;
    const char *sentence;
    g_autoptr(GError) error = NULL;
    g_variant_get(value, "(bu&s)", &well, &kind, &sentence);
    if (!store_waiting(mailbox, &error))
        give_up(mailbox, error->message);
    else if (well)
        poll_succeeded(mailbox);
    else
        poll_failed(mailbox, MIN(kind, SOURCE_ERRORS), sentence);
}

/* Mails have come: the next poll is now, or as soon as the last one is not too fresh. A server that tells
 * news without end costs a poll every other second and no more. */
static void take_news(struct mailbox *mailbox, gboolean lost)
{
    if (mailbox->polling || mailbox->intake->centre->once || mailbox->intake->centre->stopping)
        return;
    gint64 gap_ms = lost ? LOST_GAP_MS : NEWS_GAP_MS;
    gint64 since_ms = (g_get_monotonic_time() - mailbox->polled_at_us) / 1000;
    g_clear_handle_id(&mailbox->timer, g_source_remove);
    mailbox->timer = g_timeout_add((guint)CLAMP(gap_ms - since_ms, 0, gap_ms), poll_now, mailbox);
}

static void handle(struct frame *frame, gpointer data)
{
    struct mailbox *mailbox = data;
    g_autoptr(GError) error = NULL;
    if (frame->type == MESSAGE_NEWS) {
        take_news(mailbox, g_variant_get_boolean(frame->value));
        return;
    }
    if (!mailbox->polling) {
        child_kill(mailbox->child, "it spoke without being asked");
        return;
    }
    if (ending_told(mailbox->intake->centre->registry, mailbox->config->url, frame))
        return;
    switch (frame->type) {
    case MESSAGE_HELD:
        take_held(mailbox, frame->value);
        break;
    case MESSAGE_MAIL:
        if (!take_mail(mailbox, frame, &error))
            give_up(mailbox, error->message);
        break;
    case MESSAGE_ATTRIBUTES:
        if (!mailbox->comparing)
            give_up(mailbox, "it compares without being asked");
        else if (!take_attributes(mailbox, frame->value, &error))
            give_up(mailbox, error->message);
        break;
    case MESSAGE_POLLED:
        take_end(mailbox, frame->value);
        break;
    default:
        give_up(mailbox, "it sent a message out of place");
    }
}

static void gone(const char *why, gpointer data)
{
    poll_failed(data, SOURCE_ERRORS, why);
}

/* The first time, and when so long has gone by since the last. */
static gboolean is_time(gint64 last_us, gint64 every_s)
{
    return last_us == 0 || g_get_monotonic_time() - last_us > every_s * G_USEC_PER_SEC;
}

static gboolean poll_start(struct mailbox *mailbox, GError **error)
{
    const struct centre *centre = mailbox->intake->centre;
    AUTO(cursor) *cursor = register_cursor(centre->registry, mailbox->config->name, error);
    GVariant *setup = cursor ? mailbox_setup(centre->config, mailbox->config, mailbox->token, !centre->once, error) : NULL;
    struct channel *channel = setup ? child_wake(mailbox->child, setup, error) : NULL;
    if (!channel)
        return FALSE;
    /* A mailbox that was never taken whole has nothing to be compared with. Zeros: list everything. */
    mailbox->comparing = cursor->validity > 0 && is_time(mailbox->compared_at_us, COMPARE_EVERY_S);
    if (mailbox->comparing || is_time(mailbox->whole_at_us, WHOLE_EVERY_S)) {
        cursor->validity = cursor->next_uid = 0;
        cursor->count = 0;
        mailbox->whole_at_us = g_get_monotonic_time();
    }
    if (mailbox->token)
        channel_queue(channel, MESSAGE_TOKEN, g_variant_new("s", mailbox->token), -1);
    channel_queue(channel, MESSAGE_POLL,
                  g_variant_new("(uuub)", cursor->validity, cursor->next_uid, (guint32)cursor->count,
                                mailbox->comparing),
                  -1);
    return TRUE;
}

static void begin_poll(struct mailbox *mailbox)
{
    g_autoptr(GError) error = NULL;
    if (!poll_start(mailbox, &error))
        poll_failed(mailbox, SOURCE_ERRORS, error->message);
}

static void token_told(const char *token, guint kind, const char *sentence, gpointer data)
{
    struct mailbox *mailbox = data;
    mailbox->token = g_strdup(token);
    if (token)
        begin_poll(mailbox);
    else
        poll_failed(mailbox, kind, sentence);
}

static gboolean poll_now(gpointer data)
{
    struct mailbox *mailbox = data;
    const struct config_oauth *oauth = mailbox->config->oauth;
    mailbox->timer = 0;
    mailbox->polling = TRUE;
    mailbox->stored = mailbox->others = mailbox->wobbling = 0;
    access_forget(&mailbox->token);
    if (oauth)
        access_ask(mailbox->intake->centre->accesses, oauth, token_told, mailbox);
    else
        begin_poll(mailbox);
    return G_SOURCE_REMOVE;
}

static void mailbox_free(gpointer data)
{
    struct mailbox *mailbox = data;
    g_clear_handle_id(&mailbox->timer, g_source_remove);
    g_clear_handle_id(&mailbox->flush, g_source_remove);
    g_array_unref(mailbox->waiting);
    child_free(mailbox->child);
    access_forget(&mailbox->token);
    g_free(mailbox);
}

struct intake *intake_new(struct centre *centre)
{
    static const struct child_handlers handlers = {handle, gone};
    struct intake *intake = g_new0(struct intake, 1);
    intake->centre = centre;
    intake->mailboxes = g_ptr_array_new_with_free_func(mailbox_free);
    for (guint i = 0; i < centre->config->mailboxes->len; i++) {
        struct mailbox *mailbox = g_new0(struct mailbox, 1);
        mailbox->intake = intake;
        mailbox->config = centre->config->mailboxes->pdata[i];
        mailbox->waiting = g_array_new(FALSE, FALSE, sizeof(struct waiting));
        g_array_set_clear_func(mailbox->waiting, waiting_clear);
        g_autofree char *label = g_strdup_printf("fetcher %s", mailbox->config->name);
        mailbox->child = child_new(ROLE_FETCHER, label, &handlers, mailbox);
        g_ptr_array_add(intake->mailboxes, mailbox);
    }
    return intake;
}

void intake_free(struct intake *intake)
{
    if (!intake)
        return;
    g_ptr_array_unref(intake->mailboxes);
    g_free(intake);
}

void intake_start(struct intake *intake)
{
    /* All are marked first: a mailbox that fails at once must not look like the end of the pass. */
    for (guint i = 0; i < intake->mailboxes->len; i++)
        ((struct mailbox *)intake->mailboxes->pdata[i])->polling = TRUE;
    for (guint i = 0; i < intake->mailboxes->len; i++)
        poll_now(intake->mailboxes->pdata[i]);
}

void intake_stop(struct intake *intake)
{
    for (guint i = 0; i < intake->mailboxes->len; i++) {
        struct mailbox *mailbox = intake->mailboxes->pdata[i];
        g_clear_handle_id(&mailbox->timer, g_source_remove);
        g_clear_handle_id(&mailbox->flush, g_source_remove);
        mailbox->polling = FALSE;
        child_stop(mailbox->child);
    }
}

gboolean intake_busy(const struct intake *intake)
{
    for (guint i = 0; i < intake->mailboxes->len; i++)
        if (((struct mailbox *)intake->mailboxes->pdata[i])->polling)
            return TRUE;
    return FALSE;
}
