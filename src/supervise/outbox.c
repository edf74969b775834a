/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans reminders and has them sent.
 *
 * Planning is pure (remind/plan.h); what it says is due is composed and written to the register with
 * its bytes and Message-ID before anything is sent. Sending: claim (committed), hand to the notifier,
 * record the outcome; one at a time. What was claimed and has no outcome is in doubt, and goes again
 * as the identical bytes: a reminder twice is better than none. */
#include <string.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/clock.h"
#include "base/log.h"
#include "message.h"
#include "remind/compose.h"
#include "remind/compose_text.h"
#include "remind/plan.h"
#include "supervise/centre.h"
#include "supervise/child.h"

enum { DUE_AT_ONCE = 50, RETRY_FIRST_S = 60, RETRY_MOST_S = 3600, IN_DOUBT_S = 300 };

struct outbox {
    struct centre *centre;
    struct child *child;
    gint64 sending;  /* id of the reminder that the notifier has; 0 for none */
    guint attempts;  /* of that one, before this */
    guint timer;     /* the next retry or planning pass */
    guint wake;      /* idle source */
};

/* --- planning --- */

static GPtrArray *reminders_to(const GPtrArray *all, const char *official)
{
    GPtrArray *some = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        struct reminder *reminder = all->pdata[i];
        if (strcmp(reminder->official, official) == 0)
            g_ptr_array_add(some, reminder);
    }
    return some;
}

static struct reminder *reminder_to(const struct official *official, gint64 matter, guint version,
                                    const char *step)
{
    struct reminder *reminder = reminder_new();
    reminder->matter = matter;
    reminder->version = version;
    reminder->official = g_strdup(official->id);
    reminder->address = g_strdup(official->address);
    reminder->step = g_strdup(step);
    return reminder;
}

static struct compose_input input_for(const struct outbox *outbox, const struct official *official)
{
    const struct centre *centre = outbox->centre;
    return (struct compose_input){
        .office = centre->config->office,
        .official = official,
        .wording = wordings_for(centre->wordings, official->language),
        .now = clock_now(),
    };
}

static const char *first_id(const GPtrArray *mine)
{
    for (guint i = 0; i < mine->len; i++) {
        const struct reminder *reminder = mine->pdata[i];
        if (reminder->message_id && reminder->state != REMINDER_PASSED)
            return reminder->message_id;
    }
    return NULL;
}

/* The step that is due, written out; NULL where it cannot be composed, which is an error to see. */
static struct reminder *write_due(struct outbox *outbox, const struct official *official,
                                  const struct matter *matter, const struct step *step,
                                  const GPtrArray *mine)
{
    const struct centre *centre = outbox->centre;
    g_autoptr(GError) error = NULL;
    const struct matter_mail *mail = matter->mails->len ? matter->mails->pdata[0] : NULL;
    g_autofree char *path = mail ? register_mail_path(centre->registry, mail->sha256) : NULL;
    g_autoptr(GBytes) original =
        path ? register_mail_bytes(centre->registry, mail->sha256, &error) : NULL;
    if (error)
        log_warning("matter %" G_GINT64_FORMAT ": the original cannot be attached: %s", matter->id,
                    error->message);
    g_clear_error(&error);
    struct compose_input input = input_for(outbox, official);
    input.matter = matter;
    input.step = step;
    input.original = original;
    input.original_path = path;
    input.first_id = first_id(mine);
    AUTO(reminder) *reminder = reminder_to(official, matter->id, matter->version, step->key);
    reminder->day = step->day;
    reminder->state = REMINDER_PLANNED;
    reminder->message_id = compose_message_id(centre->config->office, matter->id, matter->version,
                                              official->id, step->key);
    reminder->bytes = compose_reminder(&input, &error);
    if (reminder->bytes)
        return g_steal_pointer(&reminder);
    log_error("matter %" G_GINT64_FORMAT ": reminder to %s: %s", matter->id, official->id,
              error->message);
    return NULL;
}

/* What is planned for one matter while its recipients are gone through. */
struct planning {
    struct outbox *outbox;
    const struct matter *matter;
    GPtrArray *all;     /* of struct reminder: its outbox */
    GPtrArray *planned; /* of struct reminder: to be written */
};

/* What is due for one official is planned; what a later step has overtaken is passed over. */
static gboolean plan_for(struct planning *planning, const struct official *official,
                         gboolean supervises, GError **error)
{
    struct outbox *outbox = planning->outbox;
    gint64 now = clock_now();
    g_autoptr(GPtrArray) mine = reminders_to(planning->all, official->id);
    const struct plan_input input = {
        .matter = planning->matter,
        .official = official,
        .office = outbox->centre->config->office,
        .outbox = mine,
        .supervises = supervises,
        .today = clock_day(now, official->zone),
        .hour = clock_hour(now, official->zone),
    };
    AUTO(plan) *plan = plan_make(&input);
    for (guint i = 0; i < plan->overtaken->len; i++) {
        const struct reminder *overtaken = plan->overtaken->pdata[i];
        if (!register_passed(outbox->centre->registry, overtaken->id, "a later step goes instead",
                             now, error))
            return FALSE;
    }
    struct reminder *due =
        plan->due ? write_due(outbox, official, planning->matter, plan->due, mine) : NULL;
    if (due)
        g_ptr_array_add(planning->planned, due);
    return TRUE;
}

static gboolean plan_each(struct planning *planning, const GPtrArray *officials,
                          gboolean supervise, GError **error)
{
    for (guint i = 0; i < officials->len; i++)
        if (!plan_for(planning, officials->pdata[i], supervise, error))
            return FALSE;
    return TRUE;
}

static void complain_of_strangers(const struct office *office, const struct matter *matter)
{
    for (guint i = 0; i < matter->recipients->len; i++)
        if (!office_official(office, matter->recipients->pdata[i]))
            log_error("matter %" G_GINT64_FORMAT ": \"%s\" is no longer an official of the "
                      "configuration: circularctl assign gives it to another",
                      matter->id, (const char *)matter->recipients->pdata[i]);
}

static gboolean plan_matter(struct outbox *outbox, const struct matter *matter, GError **error)
{
    const struct centre *centre = outbox->centre;
    const struct office *office = centre->config->office;
    GDate today = centre_day(centre, clock_now());
    g_autoptr(GPtrArray) all = register_reminders(centre->registry, matter->id, error);
    if (!all)
        return FALSE;
    g_autoptr(GPtrArray) planned =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    g_autoptr(GPtrArray) on_duty = office_on_duty(office, matter->recipients, &today);
    g_autoptr(GPtrArray) supervisors = office_supervisors(office, matter->recipients);
    struct planning planning = {outbox, matter, all, planned};
    guint written;
    complain_of_strangers(office, matter);
    if (!plan_each(&planning, on_duty, FALSE, error) ||
        !plan_each(&planning, supervisors, TRUE, error))
        return FALSE;
    return planned->len == 0 ||
           register_plan(centre->registry, planned, clock_now(), &written, error);
}

/* A person is told of every mail that could not be read, wholly or in part. */
static gboolean plan_unread(struct outbox *outbox, const struct mail_row *row, GError **error)
{
    const struct centre *centre = outbox->centre;
    const struct official *official =
        office_official(centre->config->office, centre->config->administrator);
    g_autofree char *step = g_strdup_printf("unread:%s", row->sha256);
    g_autofree char *path = register_mail_path(centre->registry, row->sha256);
    g_autoptr(GPtrArray) parts = register_mail_unread_parts(centre->registry, row->id, error);
    if (!parts)
        return FALSE;
    const struct unread_mail mail = {
        .from = row->from,
        .subject = row->subject,
        .message_id = row->message_id,
        .received = clock_day(row->received_at, official->zone),
        .source = row->source,
        .sha256 = row->sha256,
        .unread = parts,
        .why = row->why,
        .bytes = row->bytes,
    };
    struct compose_input input = input_for(outbox, official);
    input.original = row->kept ? register_mail_bytes(centre->registry, row->sha256, NULL) : NULL;
    input.original_path = path;
    AUTO(reminder) *reminder = reminder_to(official, 0, 0, step);
    reminder->day = clock_day(clock_now(), official->zone);
    reminder->message_id =
        compose_message_id(centre->config->office, 0, 0, official->id, step);
    reminder->bytes = compose_unread(&input, &mail, error);
    g_clear_pointer((GBytes **)&input.original, g_bytes_unref);
    if (!reminder->bytes)
        return FALSE;
    g_autoptr(GPtrArray) planned = g_ptr_array_new();
    guint written;
    g_ptr_array_add(planned, reminder);
    return register_plan(centre->registry, planned, clock_now(), &written, error);
}

static gboolean plan_all_unread(struct outbox *outbox, GError **error)
{
    for (;;) {
        g_autoptr(GPtrArray) rows =
            register_mails_untold(outbox->centre->registry, DUE_AT_ONCE, error);
        if (!rows)
            return FALSE;
        for (guint i = 0; i < rows->len; i++)
            if (!plan_unread(outbox, rows->pdata[i], error))
                return FALSE;
        if (rows->len < DUE_AT_ONCE)
            return TRUE;
    }
}

static gboolean plan_everything(struct outbox *outbox, GError **error)
{
    struct registry *registry = outbox->centre->registry;
    const struct matter_filter live = {.states = MATTER_STATES_LIVE, .parts = MATTER_PART_ALL};
    /* On the day itself a snoozed matter is still snoozed: the mail that says so goes first. */
    GDate yesterday = centre_day(outbox->centre, clock_now());
    g_date_subtract_days(&yesterday, 1);
    guint woken, passed;
    if (!register_wake(registry, &yesterday, clock_now(), &woken, error) ||
        !register_pass_dead(registry, clock_now(), &passed, error))
        return FALSE;
    AUTO(matters) *matters = register_matters(registry, &live);
    g_autoptr(GError) broken = NULL;
    struct matter *matter;
    while ((matter = matters_next(matters, &broken))) {
        gboolean good = plan_matter(outbox, matter, error);
        matter_free(matter);
        if (!good)
            return FALSE;
    }
    if (broken) {
        g_propagate_error(error, g_steal_pointer(&broken));
        return FALSE;
    }
    return plan_all_unread(outbox, error);
}

/* --- sending --- */

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
        log_warning("reminder %" G_GINT64_FORMAT ": the server took it but did not say so; the same "
                    "mail goes again: %s", id, reply);
        outbox->centre->failed = TRUE;
        return register_later(registry, id, reply, now + IN_DOUBT_S, now, error);
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
    if (!settle(outbox, outbox->sending, outcome, reply, &error))
        log_error("register: reminder %" G_GINT64_FORMAT ": %s", outbox->sending, error->message);
    done(outbox);
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
    settled(outbox, (enum send_outcome)outcome, words);
}

static void gone(const char *why, gpointer data)
{
    struct outbox *outbox = data;
    if (outbox->sending)
        settled(outbox, SEND_IN_DOUBT, why);
}

static GVariant *setup_for(const struct config *config, GError **error)
{
    const struct config_relay *relay = &config->relay;
    const char *const settings[][2] = {
        {"url", relay->url}, {"user", relay->user}, {"ca_file", relay->ca_file}, {"helo", relay->helo}};
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
    g_variant_builder_add(&builder, "{sv}", "timeout_seconds",
                          g_variant_new_uint32(config->timeout_seconds));
    return g_variant_builder_end(&builder);
}

static gboolean hand_over(struct outbox *outbox, const struct reminder *reminder, GError **error)
{
    const struct config *config = outbox->centre->config;
    gsize length;
    const void *bytes = g_bytes_get_data(reminder->bytes, &length);
    GVariant *setup = setup_for(config, error);
    struct channel *channel = setup ? child_wake(outbox->child, setup, error) : NULL;
    int file = channel ? blob_seal(bytes, length, error) : -1;
    if (file < 0)
        return FALSE;
    channel_queue(channel, MESSAGE_SEND,
                  g_variant_new("(xss)", reminder->id, config->office->from_address,
                                reminder->address),
                  file);
    close(file);
    return TRUE;
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
    g_autoptr(GError) unsent = NULL;
    if (outbox->centre->dry_run) {
        g_autofree char *text = compose_text(reminder->bytes);
        g_print("%s\n", text);
        settled(outbox, SEND_OK, "printed");
    } else if (!hand_over(outbox, reminder, &unsent))
        settled(outbox, SEND_LATER, unsent->message);
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
    register_next_retry(outbox->centre->registry, &at, NULL);
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
        if (send_one(outbox, reminder->id, &error))
            return G_SOURCE_REMOVE;
    }
    if (error) {
        log_error("register: %s", error->message);
        outbox->centre->failed = TRUE;
    }
    schedule(outbox);
    centre_idle(outbox->centre);
    return G_SOURCE_REMOVE;
}

void outbox_plan(struct outbox *outbox)
{
    g_autoptr(GError) error = NULL;
    if (!plan_everything(outbox, &error)) {
        log_error("planning: %s", error->message);
        outbox->centre->failed = TRUE;
    }
    wake(outbox);
}

void outbox_start(struct outbox *outbox)
{
    struct registry *registry = outbox->centre->registry;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) claimed = register_claimed(registry, &error);
    for (guint i = 0; claimed && i < claimed->len && !error; i++) {
        const struct reminder *reminder = claimed->pdata[i];
        log_warning("reminder %" G_GINT64_FORMAT ": it is not known whether it was sent before the last "
                    "stop; the same mail goes again", reminder->id);
        register_later(registry, reminder->id, "interrupted", clock_now(), clock_now(), &error);
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
}

void outbox_free(struct outbox *outbox)
{
    if (!outbox)
        return;
    outbox_stop(outbox);
    child_free(outbox->child);
    g_free(outbox);
}

gboolean outbox_busy(const struct outbox *outbox)
{
    return outbox->sending || outbox->wake;
}
