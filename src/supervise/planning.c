/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A planning pass: what is due for whom, in every live matter, and the mails that could not be read.
 *
 * The decision is pure (remind/plan.h); here it is asked for each official on duty and each
 * supervisor, and what it says is due is written to the register with its bytes and Message-ID, before
 * anything is sent. A pass that is cut short by an error loses nothing: the next one finds the same. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "remind/compose.h"
#include "remind/plan.h"
#include "supervise/answers.h"
#include "supervise/centre.h"

enum { ROWS_AT_ONCE = 50 };

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

static struct compose_input input_for(const struct centre *centre, const struct official *official)
{
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
static struct reminder *write_due(struct centre *centre, const struct official *official,
                                  const struct matter *matter, const struct step *step,
                                  const GPtrArray *mine)
{
    g_autoptr(GError) error = NULL;
    const struct matter_mail *mail = matter->mails->len ? matter->mails->pdata[0] : NULL;
    g_autofree char *path = mail ? register_mail_path(centre->registry, mail->sha256) : NULL;
    g_autoptr(GBytes) original =
        path ? register_mail_bytes(centre->registry, mail->sha256, &error) : NULL;
    if (error)
        log_warning("matter %" G_GINT64_FORMAT ": the original cannot be attached: %s", matter->id,
                    error->message);
    g_clear_error(&error);
    struct compose_input input = input_for(centre, official);
    input.matter = matter;
    input.step = step;
    input.original = original;
    input.original_path = path;
    input.first_id = first_id(mine);
    g_autofree char *token = answers_token(centre->answers, matter->id, official->id);
    input.token = token;
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
    struct centre *centre;
    const struct matter *matter;
    GPtrArray *all;     /* of struct reminder: its outbox */
    GPtrArray *planned; /* of struct reminder: to be written */
};

/* What is due for one official is planned; what a later step has overtaken is passed over. */
static gboolean plan_for(struct planning *planning, const struct official *official,
                         gboolean supervises, GError **error)
{
    struct centre *centre = planning->centre;
    gint64 now = clock_now();
    g_autoptr(GPtrArray) mine = reminders_to(planning->all, official->id);
    const struct plan_input input = {
        .matter = planning->matter,
        .official = official,
        .office = centre->config->office,
        .outbox = mine,
        .supervises = supervises,
        .today = clock_day(now, official->zone),
        .hour = clock_hour(now, official->zone),
    };
    AUTO(plan) *plan = plan_make(&input);
    for (guint i = 0; i < plan->overtaken->len; i++) {
        const struct reminder *overtaken = plan->overtaken->pdata[i];
        if (!register_passed(centre->registry, overtaken->id, "a later step goes instead",
                             now, error))
            return FALSE;
    }
    struct reminder *due =
        plan->due ? write_due(centre, official, planning->matter, plan->due, mine) : NULL;
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

static gboolean plan_matter(struct centre *centre, const struct matter *matter, GError **error)
{
    const struct office *office = centre->config->office;
    GDate today = centre_day(centre, clock_now());
    g_autoptr(GPtrArray) all = register_reminders(centre->registry, matter->id, error);
    if (!all)
        return FALSE;
    g_autoptr(GPtrArray) planned =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    g_autoptr(GPtrArray) on_duty = office_on_duty(office, matter->recipients, &today);
    g_autoptr(GPtrArray) supervisors = office_supervisors(office, matter->recipients);
    struct planning planning = {centre, matter, all, planned};
    guint written;
    complain_of_strangers(office, matter);
    if (!plan_each(&planning, on_duty, FALSE, error) ||
        !plan_each(&planning, supervisors, TRUE, error))
        return FALSE;
    return planned->len == 0 ||
           register_plan(centre->registry, planned, clock_now(), &written, error);
}

/* A person is told of every mail that could not be read, wholly or in part. */
static gboolean plan_unread(struct centre *centre, const struct mail_row *row, GError **error)
{
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
    struct compose_input input = input_for(centre, official);
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

static gboolean plan_all_unread(struct centre *centre, GError **error)
{
    for (;;) {
        g_autoptr(GPtrArray) rows =
            register_mails_untold(centre->registry, ROWS_AT_ONCE, error);
        if (!rows)
            return FALSE;
        for (guint i = 0; i < rows->len; i++)
            if (!plan_unread(centre, rows->pdata[i], error))
                return FALSE;
        if (rows->len < ROWS_AT_ONCE)
            return TRUE;
    }
}

gboolean planning_pass(struct centre *centre, GError **error)
{
    struct registry *registry = centre->registry;
    const struct matter_filter live = {.states = MATTER_STATES_LIVE, .parts = MATTER_PART_ALL};
    /* On the day itself a snoozed matter is still snoozed: the mail that says so goes first. */
    GDate yesterday = centre_day(centre, clock_now());
    g_date_subtract_days(&yesterday, 1);
    guint woken, passed;
    if (!register_wake(registry, &yesterday, clock_now(), &woken, error) ||
        !register_pass_dead(registry, clock_now(), &passed, error))
        return FALSE;
    AUTO(matters) *matters = register_matters(registry, &live);
    g_autoptr(GError) broken = NULL;
    struct matter *matter;
    while ((matter = matters_next(matters, &broken))) {
        gboolean good = plan_matter(centre, matter, error);
        matter_free(matter);
        if (!good)
            return FALSE;
    }
    if (broken) {
        g_propagate_error(error, g_steal_pointer(&broken));
        return FALSE;
    }
    return plan_all_unread(centre, error);
}
