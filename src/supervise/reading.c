/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has stored mails read by the extractor's sealed children, and records what they found.
 *
 * A mail goes from the register to those marked (its attempt is counted), to a reader (a job), to those
 * ready (its findings are here), and back into the register. Many are recorded, and the next ones marked,
 * in one transaction: a commit waits for the disk longer than a mail takes to read. What is lost where it
 * does not come is read again, for the mail is stored. The attempt is in the register before the child
 * starts, so a mail that takes the machine down is tried MAIL_ATTEMPTS_MAX times and no more.
 *
 * Findings come from a process that has seen hostile bytes: findings_from_variant() checks every value
 * before the register sees one. A mail that cannot be read stays stored, and a person is told (outbox.c). */
#include <unistd.h>

#include "base/blob.h"
#include "base/clock.h"
#include "base/log.h"
#include "decode/limits.h"
#include "message.h"
#include "supervise/alarm.h"
#include "supervise/centre.h"
#include "supervise/child.h"
#include "supervise/recording.h"

/* Beyond the children's own limits: the extractor itself hangs. A busy machine takes its time to load the packs. */
enum { EXTRACTOR_ATTEMPTS = 4, EXTRACTOR_GRACE_S = 60, RETRY_S = 5, IN_ORDER_S = 86400, UNANSWERED_MS = 300, UNANSWERED_TIMES = 30 };
/* Mails that wait in the extractor, so that its readers do not stand still while the centre waits for the disk: for
 * others that are recorded, or for those that a fetcher brings. They wait in memory. */
enum { AHEAD = 48, AHEAD_BYTES = 8 * 1024 * 1024 };
/* Mails in one transaction; how long findings wait for others, and how large they may be together. */
enum { TOGETHER = 64, TOGETHER_BYTES = 2 * 1024 * 1024, TOGETHER_MS = 500 };

struct read_job {
    struct reading *reading;
    gint64 mail;
    gsize bytes;
    struct channel *answer;
    guint exits; /* of the extractor, before */
    guint waited; /* times that its end has been waited for */
    guint timer;
};

struct reading {
    struct centre *centre;
    struct child *child;
    char *ended;       /* why it ended last, in a sentence; NULL: it did not */
    GHashTable *jobs;  /* of struct read_job by mail id */
    gsize job_bytes;   /* of their mails */
    GPtrArray *marked; /* of struct mail_row, the next one first */
    GPtrArray *ready;  /* of struct recording */
    gsize ready_bytes;
    gboolean more; /* the last ones marked were as many as can be: others follow */
    guint wake;   /* idle source */
    guint settle; /* timer, while any are ready */
    guint retry;  /* timer, after reading had to wait */
};

static void job_free(gpointer data)
{
    struct read_job *job = data;
    g_clear_handle_id(&job->timer, g_source_remove);
    job->reading->job_bytes -= job->bytes;
    channel_free(job->answer);
    g_free(job);
}

static void job_done(struct read_job *job)
{
    struct reading *reading = job->reading;
    g_hash_table_remove(reading->jobs, &job->mail);
    reading_wake(reading);
}

/* for_good: it is not tried again. why: one sentence, for a person too. */
static void not_read(struct reading *reading, gint64 mail, gboolean for_good, const char *format, ...) G_GNUC_PRINTF(4, 5);

static void not_read(struct reading *reading, gint64 mail, gboolean for_good, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autoptr(GError) error = NULL;
    gboolean unread = FALSE;
    reading->centre->changed = TRUE;
    if (!register_reading_failed(reading->centre->registry, mail, why, for_good, clock_now(), &unread,
                                 &error))
        log_about(LOG_LEVEL_ERROR, ABOUT(.mail = mail), "register: mail %" G_GINT64_FORMAT ": %s", mail,
                  error->message);
    else
        log_about(LOG_LEVEL_WARNING, ABOUT(.mail = mail), "mail %" G_GINT64_FORMAT ": not read: %s%s", mail,
                  why, unread ? "; a person is told" : "; it will be tried again");
}

static gboolean cannot(struct reading *reading, gint64 mail, const GError *error)
{
    log_about(LOG_LEVEL_WARNING, ABOUT(.mail = mail), "reading waits: mail %" G_GINT64_FORMAT ": %s", mail,
              error->message);
    alarm_wrong(reading->centre->alarm, ALARM_READING, error->message);
    return FALSE;
}

static void tell_recorded(struct reading *reading, const struct recording *ready)
{
    if (ready->failure) {
        not_read(reading, ready->mail, FALSE, "what was found in it could not be recorded: %s", ready->failure->message);
        return;
    }
    recording_log(ready);
    alarm_well(reading->centre->alarm, ALARM_READING);
}

/* Counts an attempt of each of these. From the first on of which it could not be counted they leave the
 * list. */
static void mark(struct reading *reading, GPtrArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct mail_row *row = rows->pdata[i];
        g_autoptr(GError) error = NULL;
        if (register_reading(reading->centre->registry, row->id, clock_now(), &error))
            continue;
        cannot(reading, row->id, error);
        g_ptr_array_set_size(rows, (gint)i);
    }
}

static gint by_mail(gconstpointer a, gconstpointer b)
{
    const struct recording *one = *(struct recording *const *)a, *other = *(struct recording *const *)b;
    return (one->mail > other->mail) - (one->mail < other->mail);
}

/* What is ready into the register, and the attempts of rows: one transaction. FALSE: none of it is there. */
static gboolean record_together(struct reading *reading, GPtrArray *ready, GPtrArray *rows,
                                GError **error)
{
    struct registry *registry = reading->centre->registry;
    if (!register_group_begin(registry, error))
        return FALSE;
    for (guint i = 0; i < ready->len; i++)
        recording_write(reading->centre, ready->pdata[i]);
    mark(reading, rows);
    return register_group_end(registry, error);
}

/* The same, and where that fails, each mail by itself: it may be one that spoils it for all. rows: those
 * to be read next, or an empty list. */
static void settle(struct reading *reading, GPtrArray *rows)
{
    g_autoptr(GPtrArray) ready = g_steal_pointer(&reading->ready);
    g_autoptr(GError) error = NULL;
    reading->ready = g_ptr_array_new_with_free_func((GDestroyNotify)recording_free);
    reading->ready_bytes = 0;
    g_clear_handle_id(&reading->settle, g_source_remove);
    if (ready->len == 0 && rows->len == 0)
        return;
    reading->centre->changed |= ready->len > 0;
    /* Of several copies of a letter the same one opens the matter whenever they are read. */
    g_ptr_array_sort(ready, by_mail);
    if (!record_together(reading, ready, rows, &error)) {
        log_warning("register: %s; %u mails are recorded one by one", error->message, ready->len);
        for (guint i = 0; i < ready->len; i++)
            recording_write(reading->centre, ready->pdata[i]);
        mark(reading, rows);
    }
    for (guint i = 0; i < ready->len; i++)
        tell_recorded(reading, ready->pdata[i]);
}

/* No answer came. Where the extractor itself could not begin (a broken language file), that is not the
 * mail's fault, and costs it no attempt; its end may be seen a little after its socket closes. */
static gboolean unanswered(gpointer data)
{
    struct read_job *job = data;
    struct reading *reading = job->reading;
    if (child_lives(reading->child) && child_exits(reading->child) == job->exits && ++job->waited < UNANSWERED_TIMES)
        return G_SOURCE_CONTINUE; /* a process that has much to give back ends slowly */
    job->timer = 0;
    if (child_exits(reading->child) == job->exits)
        not_read(reading, job->mail, FALSE, "the reading process ended without an answer");
    else {
        alarm_wrong(reading->centre->alarm, ALARM_READING, reading->ended);
        reading->centre->failed = TRUE;
        register_reading_stopped(reading->centre->registry, job->mail, NULL);
    }
    job_done(job);
    return G_SOURCE_REMOVE;
}

static gboolean settle_now(gpointer data)
{
    struct reading *reading = data;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    reading->settle = 0;
    settle(reading, none);
    reading_wake(reading);
    return G_SOURCE_REMOVE;
}

static void keep_ready(struct reading *reading, gint64 mail, struct findings *findings, gsize bytes)
{
    struct recording *ready = g_new0(struct recording, 1);
    ready->mail = mail;
    ready->findings = findings;
    g_ptr_array_add(reading->ready, ready);
    reading->ready_bytes += bytes;
    if (!reading->settle)
        reading->settle = g_timeout_add(TOGETHER_MS, settle_now, reading);
}

static void answered(struct frame *frame, const GError *error, gpointer data)
{
    struct read_job *job = data;
    struct reading *reading = job->reading;
    g_autoptr(GError) broken = NULL;
    if (!frame && g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED)) {
        g_clear_handle_id(&job->timer, g_source_remove);
        job->timer = g_timeout_add(UNANSWERED_MS, unanswered, job);
        return;
    }
    if (!frame)
        not_read(reading, job->mail, FALSE, "the reading process broke off: %s", error->message);
    else if (frame->type == MESSAGE_UNREADABLE)
        not_read(reading, job->mail, TRUE, "%s", g_variant_get_string(frame->value, NULL));
    else if (frame->type == MESSAGE_FINDINGS) {
        g_autoptr(GVariant) inner = g_variant_get_variant(frame->value);
        AUTO(findings) *findings = findings_from_variant(inner, &broken);
        if (findings)
            keep_ready(reading, job->mail, g_steal_pointer(&findings), g_variant_get_size(inner));
        else
            not_read(reading, job->mail, TRUE, "the reading process sent nonsense: %s", broken->message);
    } else
        not_read(reading, job->mail, TRUE, "the reading process sent nonsense");
    job_done(job);
}

static gboolean hangs(gpointer data)
{
    struct read_job *job = data;
    job->timer = 0;
    child_kill(job->reading->child, "it hangs");
    return G_SOURCE_REMOVE;
}

static GVariant *setup_for(const struct config *config)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&builder, "{sv}", "lang_dir", g_variant_new_string(config->lang_dir));
    g_variant_builder_add(&builder, "{sv}", "read_seconds",
                          g_variant_new_uint32(config->read_seconds));
    g_variant_builder_add(&builder, "{sv}", "readers", g_variant_new_uint32(config->readers));
    /* As they are in memory: the extractor is this very program. */
    g_variant_builder_add(&builder, "{sv}", "limits",
                          g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, config->limits,
                                                    sizeof *config->limits, 1));
    return g_variant_builder_end(&builder);
}

/* Hands one mail over; the job is in the table when this succeeds. */
static gboolean hand_over(struct reading *reading, const struct mail_row *row, GBytes *raw,
                          GError **error)
{
    int ends[2];
    struct channel *channel = child_channel(reading->child);
    int file = blob_seal(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), error);
    if (file < 0)
        return FALSE;
    if (!channel_pair(ends, error)) {
        close(file);
        return FALSE;
    }
    GDate day = centre_day(reading->centre, row->received_at ? row->received_at : clock_now());
    g_autofree char *received = date_format(&day);
    channel_queue(channel, MESSAGE_READ, g_variant_new("(xsb)", row->id, received, row->received_at != 0), file);
    channel_queue(channel, MESSAGE_ANSWER_HERE, g_variant_new("()"), ends[1]);
    close(file);
    close(ends[1]);
    struct read_job *job = g_new0(struct read_job, 1);
    job->reading = reading;
    job->mail = row->id;
    job->bytes = g_bytes_get_size(raw);
    reading->job_bytes += job->bytes;
    job->exits = child_exits(reading->child);
    job->answer = channel_new(ends[0], message_forms, MESSAGES);
    channel_watch(job->answer, answered, job);
    const struct config *config = reading->centre->config;
    guint turns = g_hash_table_size(reading->jobs) / config->readers + 1;
    guint most_s = config->read_seconds * EXTRACTOR_ATTEMPTS * turns + EXTRACTOR_GRACE_S;
    job->timer = g_timeout_add_seconds(most_s, hangs, job);
    g_hash_table_insert(reading->jobs, &job->mail, job);
    return TRUE;
}

/* FALSE where the centre cannot read now (the extractor is held back, the disk is full): it will be
 * tried again. */
static gboolean read_one(struct reading *reading, const struct mail_row *row)
{
    struct registry *registry = reading->centre->registry;
    g_autoptr(GError) error = NULL;
    if (!child_wake(reading->child, setup_for(reading->centre->config), &error))
        return cannot(reading, row->id, error);
    g_autoptr(GBytes) raw = register_mail_bytes(registry, row->sha256, &error);
    if (g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_MISSING) ||
        g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_CORRUPT)) {
        not_read(reading, row->id, TRUE, "the stored mail is not there as it came: %s", error->message);
        return TRUE;
    }
    /* Otherwise the machine's trouble, not the mail's. */
    return (raw && hand_over(reading, row, raw, &error)) || cannot(reading, row->id, error);
}

/* Their attempts do not count. */
static void unmark(struct reading *reading)
{
    struct registry *registry = reading->centre->registry;
    GHashTableIter iter;
    gpointer mail;
    gboolean grouped = register_group_begin(registry, NULL);
    for (guint i = 0; i < reading->marked->len; i++)
        register_reading_stopped(registry, ((const struct mail_row *)reading->marked->pdata[i])->id, NULL);
    g_hash_table_iter_init(&iter, reading->jobs);
    while (reading->centre->stopping && g_hash_table_iter_next(&iter, &mail, NULL))
        register_reading_stopped(registry, *(const gint64 *)mail, NULL);
    if (grouped)
        register_group_end(registry, NULL);
    g_ptr_array_set_size(reading->marked, 0);
}

static gboolean retry(gpointer data)
{
    struct reading *reading = data;
    reading->retry = 0;
    reading_wake(reading);
    return G_SOURCE_REMOVE;
}

/* A pass that runs once goes on without what cannot be read; the mails stay stored. */
static void wait_a_little(struct reading *reading)
{
    reading->centre->failed = TRUE;
    if (!reading->retry && !reading->centre->once)
        reading->retry = g_timeout_add_seconds(RETRY_S, retry, reading);
}

/* Mails that come again after a register was put back are read in their old order, one by one: so their
 * matters have the numbers that they had, and reminders that went are known again. */
static gboolean is_in_order(const struct centre *centre)
{
    gint64 restored_at = 0;
    return register_restored_at(centre->registry, &restored_at, NULL) && restored_at > 0 &&
           clock_now() - restored_at < IN_ORDER_S;
}

/* Which are read next. One that was under way at a crash is read alone: no other is blamed for it again;
 * those under way now look the same until what was found is recorded. */
static GPtrArray *choose_next(struct reading *reading)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *rows = register_mails_to_read(reading->centre->registry, TOGETHER, &error);
    if (!rows) {
        log_error("register: %s", error->message);
        return g_ptr_array_new();
    }
    const struct mail_row *first = rows->len > 0 ? rows->pdata[0] : NULL;
    if (!first || first->attempts == 0)
        return rows;
    gboolean recorded = reading->ready->len == 0;
    g_ptr_array_set_size(rows, recorded && g_hash_table_size(reading->jobs) == 0);
    if (!recorded)
        reading_wake(reading);
    return rows;
}

static void refill(struct reading *reading)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = choose_next(reading);
    /* Asked first: what cannot be read now is not marked. */
    if (rows->len > 0 && !child_wake(reading->child, setup_for(reading->centre->config), &error)) {
        cannot(reading, ((const struct mail_row *)rows->pdata[0])->id, error);
        g_ptr_array_set_size(rows, 0);
        wait_a_little(reading);
    }
    guint wanted = rows->len;
    settle(reading, rows);
    if (rows->len < wanted)
        wait_a_little(reading);
    reading->more = rows->len == TOGETHER;
    g_ptr_array_extend_and_steal(reading->marked, g_steal_pointer(&rows));
}

/* Readers are never left without; what waits for them has its bounds. */
static gboolean has_room(const struct reading *reading, guint readers, guint most)
{
    guint jobs = g_hash_table_size(reading->jobs);
    return jobs < readers || (jobs < most && reading->job_bytes < AHEAD_BYTES);
}

static gboolean read_more(gpointer data)
{
    struct reading *reading = data;
    const struct centre *centre = reading->centre;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    reading->wake = 0;
    if (centre->stopping)
        return G_SOURCE_REMOVE;
    gboolean in_order = is_in_order(centre);
    guint readers = in_order ? 1 : centre->config->readers, most = in_order ? 1 : readers + AHEAD;
    if (reading->marked->len == 0 && has_room(reading, readers, reading->more ? most : readers))
        refill(reading);
    else if (reading->ready->len >= TOGETHER || reading->ready_bytes >= TOGETHER_BYTES)
        settle(reading, none);
    while (reading->marked->len > 0 && has_room(reading, readers, most)) {
        AUTO(mail_row) *row = g_ptr_array_steal_index(reading->marked, 0);
        if (read_one(reading, row))
            continue;
        g_ptr_array_insert(reading->marked, 0, g_steal_pointer(&row));
        unmark(reading);
        wait_a_little(reading);
    }
    if (!reading_busy(reading))
        centre_idle(reading->centre);
    return G_SOURCE_REMOVE;
}

/* Not when all else is done: a fetcher at work always leaves something, and the readers would stand still. */
void reading_wake(struct reading *reading)
{
    if (!reading->wake && !reading->centre->stopping)
        reading->wake = g_idle_add_full(G_PRIORITY_DEFAULT, read_more, reading, NULL);
}

/* The extractor never speaks on its own channel. */
static void handle(struct frame *frame, gpointer data)
{
    struct reading *reading = data;
    (void)frame;
    child_kill(reading->child, "it sent a message out of place");
}

/* The children of a dead extractor may still answer; where they do not, their sockets close. */
static void gone(const char *why, gpointer data)
{
    struct reading *reading = data;
    g_free(reading->ended);
    reading->ended = g_strdup_printf("extractor: %s", why);
    reading_wake(reading);
}

struct reading *reading_new(struct centre *centre)
{
    static const struct child_handlers handlers = {handle, gone};
    struct reading *reading = g_new0(struct reading, 1);
    reading->centre = centre;
    reading->child = child_new(ROLE_EXTRACTOR, "extractor", &handlers, reading);
    reading->jobs = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, job_free);
    reading->marked = g_ptr_array_new_with_free_func((GDestroyNotify)mail_row_free);
    reading->ready = g_ptr_array_new_with_free_func((GDestroyNotify)recording_free);
    return reading;
}

void reading_stop(struct reading *reading)
{
    g_clear_handle_id(&reading->wake, g_source_remove);
    g_clear_handle_id(&reading->retry, g_source_remove);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    settle(reading, none);
    unmark(reading);
    g_hash_table_remove_all(reading->jobs);
    child_stop(reading->child);
}

void reading_free(struct reading *reading)
{
    if (!reading)
        return;
    g_clear_handle_id(&reading->wake, g_source_remove);
    g_clear_handle_id(&reading->settle, g_source_remove);
    g_clear_handle_id(&reading->retry, g_source_remove);
    g_ptr_array_unref(reading->marked);
    g_ptr_array_unref(reading->ready);
    g_hash_table_unref(reading->jobs);
    child_free(reading->child);
    g_free(reading->ended);
    g_free(reading);
}

gboolean reading_busy(const struct reading *reading)
{
    return reading->wake || reading->marked->len > 0 || reading->ready->len > 0 ||
           g_hash_table_size(reading->jobs) > 0;
}
