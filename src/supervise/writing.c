/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what goes into a mail (the matter, the step, the original, background, the token for answers)
 * and has it composed.
 *
 * The same mail can be written a second time without the original, where a server refuses it for its size
 * or for what the original holds: the key of its step says all that is needed. */
#include "supervise/writing.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "remind/compose.h"
#include "remind/compose_text.h"
#include "supervise/answers.h"
#include "supervise/closing.h"
#include "supervise/untold.h"

GPtrArray *writing_reminders_to(const GPtrArray *all, const char *official)
{
    GPtrArray *some = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        struct reminder *reminder = all->pdata[i];
        if (strcmp(reminder->official, official) == 0)
            g_ptr_array_add(some, reminder);
    }
    return some;
}

struct reminder *writing_reminder_to(const struct official *official, gint64 matter, guint version,
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

struct compose_input writing_input(const struct centre *centre, const struct official *official)
{
    return (struct compose_input){
        .office = centre->config->office,
        .official = official,
        .wording = wordings_for(centre->wordings, official->language),
        .now = clock_now(),
    };
}

struct reminder *writing_mail_of_office(const struct centre *centre, const struct official *official,
                                        const char *step, GBytes *bytes)
{
    struct reminder *reminder = writing_reminder_to(official, 0, 0, step);
    reminder->day = clock_day(clock_now(), official->zone);
    reminder->state = REMINDER_PLANNED;
    reminder->message_id = compose_message_id(centre->config->office, NULL, 0, official->id, step);
    reminder->bytes = bytes;
    return reminder;
}

static GBytes *load_original(struct centre *centre, const struct matter *matter)
{
    g_autoptr(GError) error = NULL;
    const struct matter_mail *mail = matter->mails->len ? matter->mails->pdata[0] : NULL;
    GBytes *original = mail ? register_mail_bytes(centre->registry, mail->sha256, &error) : NULL;
    if (error)
        log_about(LOG_LEVEL_WARNING, ABOUT(.matter = matter->id),
                  "matter %" G_GINT64_FORMAT ": the original cannot be attached: %s", matter->id,
                    error->message);
    return original;
}

static GPtrArray *load_background(struct centre *centre, const struct matter *matter)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *background = register_background(centre->registry, matter->id, &error);
    if (error)
        log_about(LOG_LEVEL_WARNING, ABOUT(.matter = matter->id),
                  "matter %" G_GINT64_FORMAT ": background: %s", matter->id, error->message);
    return background;
}

struct reminder *writing_due(struct centre *centre, const struct official *official,
                             const struct matter *matter, const struct step *step,
                             const GPtrArray *mine, const char *refused, GError **error)
{
    const struct matter_mail *mail = matter->mails->len ? matter->mails->pdata[0] : NULL;
    g_autofree char *path = mail ? register_mail_path(centre->registry, mail->sha256) : NULL;
    g_autoptr(GBytes) original = refused ? NULL : load_original(centre, matter);
    g_autoptr(GPtrArray) background = load_background(centre, matter);
    g_autofree char *token = answers_token(centre->answers, matter, official->id);
    struct compose_input input = writing_input(centre, official);
    input.background = background;
    input.matter = matter;
    input.step = step;
    input.original = original;
    input.original_path = path;
    input.original_refused = refused;
    input.first_id = reminders_thread(mine);
    input.token = token;
    closing_holds_date(mine, official->id, &input.closings);
    AUTO(reminder) *reminder =
        writing_reminder_to(official, matter->id, matter->version, step->key);
    reminder->calendar = compose_bears_date(&input) ? 1 : 0;
    reminder->day = step->day;
    reminder->state = REMINDER_PLANNED;
    reminder->message_id = compose_message_id(centre->config->office, matter, matter->version,
                                              official->id, step->key);
    reminder->bytes = compose_reminder(&input, error);
    return reminder->bytes ? g_steal_pointer(&reminder) : NULL;
}

struct reminder *writing_unread(struct centre *centre, const struct mail_row *row, const char *refused,
                                GError **error)
{
    const struct official *official =
        office_official(centre->config->office, centre->config->administrator);
    g_autofree char *step = g_strconcat(REMINDER_UNREAD, row->sha256, NULL);
    g_autofree char *path = register_mail_path(centre->registry, row->sha256);
    g_autoptr(GPtrArray) parts = register_mail_unread_parts(centre->registry, row->id, error);
    g_autoptr(GBytes) original =
        row->kept && !refused ? register_mail_bytes(centre->registry, row->sha256, NULL) : NULL;
    if (!parts)
        return NULL;
    const struct unread_mail mail = untold_describe(row, parts, official->zone);
    struct compose_input input = writing_input(centre, official);
    input.original = original;
    input.original_path = path;
    input.original_refused = refused;
    AUTO(reminder) *reminder = writing_reminder_to(official, 0, 0, step);
    reminder->day = clock_day(clock_now(), official->zone);
    reminder->message_id = compose_message_id(centre->config->office, NULL, 0, official->id, step);
    reminder->bytes = compose_unread(&input, &mail, error);
    return reminder->bytes ? g_steal_pointer(&reminder) : NULL;
}

/* ---- once more -------------------------------------------------------------------------------- */

/* "Reminder 3 of 6" stands in the ladder, and not in the key. */
static void find_number(struct centre *centre, const struct official *official,
                        const struct matter *matter, const GPtrArray *mine, struct step *step)
{
    const struct plan_input input = {
        .matter = matter,
        .official = official,
        .office = centre->config->office,
        .outbox = mine,
        .today = clock_day(clock_now(), official->zone),
        .hour = clock_hour(clock_now(), official->zone),
    };
    g_autoptr(GPtrArray) ladder = plan_ladder(&input);
    for (guint i = 0; i < ladder->len; i++) {
        const struct step *other = ladder->pdata[i];
        if (strcmp(other->key, step->key) == 0) {
            step->number = other->number;
            step->total = other->total;
        }
    }
}

/* As it was planned, a notice counts to the day that is the matter's now. */
static struct reminder *write_again(struct centre *centre, const struct reminder *reminder,
                                    const char *refused, GError **error)
{
    const struct official *official = office_official(centre->config->office, reminder->official);
    AUTO(step) *step = step_new();
    if (!official || !step_parse(reminder->step, step))
        return NULL;
    AUTO(matter) *matter = register_matter(centre->registry, reminder->matter, error);
    g_autoptr(GPtrArray) all =
        matter ? register_reminders(centre->registry, reminder->matter, error) : NULL;
    if (!all)
        return NULL;
    GDate today = clock_day(clock_now(), official->zone);
    g_autoptr(GPtrArray) mine = writing_reminders_to(all, official->id);
    step->day = reminder->day;
    if (!g_date_valid(&step->due) && (step->kind == STEP_NOTICE || step->kind == STEP_CONFIRM))
        step->due = matter_due(matter, &today);
    find_number(centre, official, matter, mine, step);
    return writing_due(centre, official, matter, step, mine, refused, error);
}

GBytes *writing_without_original(struct centre *centre, const struct reminder *reminder,
                                 const char *refused, GError **error)
{
    AUTO(reminder) *written = NULL;
    if (!compose_holds_original(reminder->bytes))
        return NULL;
    if (g_str_has_prefix(reminder->step, REMINDER_UNREAD)) {
        AUTO(mail_row) *row =
            register_mail_of(centre->registry, reminder->step + strlen(REMINDER_UNREAD), error);
        written = row ? writing_unread(centre, row, refused, error) : NULL;
    } else if (reminder->matter) {
        written = write_again(centre, reminder, refused, error);
    }
    return written ? g_bytes_ref(written->bytes) : NULL;
}
