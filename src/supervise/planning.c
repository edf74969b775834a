/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A planning pass: what is due for whom.
 *
 * Every live matter is looked at once under each configuration; after that only those to which something
 * has happened and those whose day has come: the plan says when it can next have something due, and the
 * register keeps that day, with the sum of the configuration by which it was found. Days, officials and
 * the outbox are enough to see that nothing is due; only where something is, the whole matter is loaded.
 *
 * The decision is pure (remind/plan.h); here it is asked for each official on duty and each
 * supervisor, and what it says is due is written to the register with its bytes and Message-ID, before
 * anything is sent. A pass that is cut short by an error loses nothing: the next one finds the same. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "remind/plan.h"
#include "supervise/answers.h"
#include "supervise/centre.h"
#include "supervise/closing.h"
#include "supervise/expiry.h"
#include "supervise/jump.h"
#include "supervise/untold.h"
#include "supervise/weekly.h"
#include "supervise/writing.h"

/* A civil day is nowhere more than 14 hours ahead of UTC. */
enum { DOUBTS_MOST = 10, LOOKS_AT_ONCE = 5000, AHEAD_S = 14 * 3600, RETAIN_AT_ONCE = 2000 };

/* What is planned for one matter while its recipients are gone through. */
struct planning {
    struct centre *centre;
    const struct matter *matter;
    GPtrArray *all;     /* of struct reminder: its outbox */
    struct held *held;  /* notices that wait for the digest */
    GPtrArray *planned; /* of struct reminder: to be written */
    GDate next;         /* when to look again; not valid: when something happens to it */
};

static void look_by(GDate *next, const GDate *day)
{
    if (g_date_valid(day) && (!g_date_valid(next) || g_date_compare(day, next) < 0))
        *next = *day;
}

static void add_due(struct planning *planning, const struct official *official,
                    const struct step *step, const GPtrArray *mine)
{
    g_autoptr(GError) error = NULL;
    struct reminder *due =
        writing_due(planning->centre, official, planning->matter, step, mine, NULL, &error);
    if (error)
        log_error("matter %" G_GINT64_FORMAT ": reminder to %s: %s", planning->matter->id,
                  official->id, error->message);
    if (due)
        g_ptr_array_add(planning->planned, due);
    else
        look_by(&planning->next, &step->day); /* and tell of the error again */
}

/* What is due to one official as of now; mine are the reminders to that official alone. */
static struct plan *plan_now(const struct centre *centre, const struct matter *matter,
                             const struct official *official, const GPtrArray *mine, gboolean supervises)
{
    gint64 now = clock_now();
    const struct plan_input input = {
        .matter = matter,
        .official = official,
        .office = centre->config->office,
        .outbox = mine,
        .supervises = supervises,
        .today = clock_day(now, official->zone),
        .hour = clock_hour(now, official->zone),
    };
    return plan_make(&input);
}

/* What is due for one official is planned; what a later step has overtaken is passed over. */
static gboolean plan_for(struct planning *planning, const struct official *official,
                         gboolean supervises, GError **error)
{
    struct centre *centre = planning->centre;
    g_autoptr(GPtrArray) mine = writing_reminders_to(planning->all, official->id);
    AUTO(plan) *plan = plan_now(centre, planning->matter, official, mine, supervises);
    for (guint i = 0; i < plan->overtaken->len; i++) {
        const struct reminder *overtaken = plan->overtaken->pdata[i];
        if (!register_passed(centre->registry, overtaken->id, "a later step goes instead",
                             clock_now(), error))
            return FALSE;
    }
    GDate later;
    g_date_clear(&later, 1);
    if (plan->due &&
        !weekly_hold(planning->held, centre, planning->matter, official, plan->due, &later))
        add_due(planning, official, plan->due, mine);
    look_by(&planning->next, &later);
    look_by(&planning->next, &plan->next);
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

static gboolean has_step(const GPtrArray *reminders, const char *official, const char *step)
{
    for (guint i = 0; i < reminders->len; i++) {
        const struct reminder *reminder = reminders->pdata[i];
        if (g_str_equal(reminder->official, official) && g_str_equal(reminder->step, step))
            return TRUE;
    }
    return FALSE;
}

/* Whether an official was told today of as many doubts as strangers may bring about: then of this one
 * tomorrow. */
static gboolean waits(struct planning *planning, const struct official *official, const GDate *today,
                      gboolean *wait, GError **error)
{
    guint count = 0;
    if (!register_mails_to(planning->centre->registry, official->id, -1, "doubt:*", today, &count, error))
        return FALSE;
    *wait = count >= DOUBTS_MOST;
    if (*wait) {
        GDate tomorrow = *today;
        g_date_add_days(&tomorrow, 1);
        look_by(&planning->next, &tomorrow);
    }
    return TRUE;
}

/* What a mail says otherwise is told by a step of its own, once, whatever was told since: unless the
 * official hears of the matter now in any case, for every mail holds its doubts. */
static gboolean plan_doubts(struct planning *planning, const GPtrArray *officials, GError **error)
{
    struct centre *centre = planning->centre;
    if (planning->matter->doubts->len == 0)
        return TRUE;
    gboolean verified = FALSE;
    g_autoptr(GArray) mails =
        register_doubting_mails(centre->registry, planning->matter->id, &verified, error);
    gboolean good = TRUE;
    for (guint i = 0; mails && mails->len > 0 && good && i < officials->len; i++) {
        const struct official *official = officials->pdata[i];
        GDate today = clock_day(clock_now(), official->zone);
        struct step *step = step_doubt(g_array_index(mails, gint64, mails->len - 1), &today);
        g_autoptr(GPtrArray) mine = writing_reminders_to(planning->all, official->id);
        gboolean hears = FALSE;
        for (guint j = 0; j < planning->planned->len; j++) {
            const struct reminder *other = planning->planned->pdata[j];
            hears |= g_str_equal(other->official, official->id);
        }
        if (hears) { /* noted as told, so that it does not come by itself later */
            struct reminder *told = writing_reminder_to(official, planning->matter->id,
                                                planning->matter->version, step->key);
            told->day = today;
            told->state = REMINDER_PASSED;
            told->reply = g_strdup("told with another reminder");
            g_ptr_array_add(planning->planned, told);
        } else if (!has_step(mine, official->id, step->key)) {
            gboolean wait = FALSE;
            good = verified || waits(planning, official, &today, &wait, error);
            if (good && !wait)
                add_due(planning, official, step, mine);
        }
        step_free(step);
    }
    return mails != NULL && good;
}

static void complain_of_strangers(const struct office *office, const struct matter *matter)
{
    for (guint i = 0; i < matter->recipients->len; i++)
        if (!office_official(office, matter->recipients->pdata[i]))
            log_about(LOG_LEVEL_ERROR, ABOUT(.matter = matter->id), "matter %" G_GINT64_FORMAT ": \"%s\" is no longer an official of the "
                      "configuration: circularctl assign %" G_GINT64_FORMAT " OFFICIAL gives it to another",
                      matter->id, (const char *)matter->recipients->pdata[i], matter->id);
}

/* Who is reminded. Where all whom a matter names are gone from the configuration, the administrator is: a matter is
 * never nobody's. */
static GPtrArray *people_on_duty(const struct centre *centre, const struct matter *matter, const GDate *today)
{
    const struct office *office = centre->config->office;
    GPtrArray *people = office_on_duty(office, matter->recipients, today);
    if (people->len > 0 || !centre->config->administrator)
        return people;
    g_ptr_array_unref(people);
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_ptr_array_add(ids, centre->config->administrator);
    return office_on_duty(office, ids, today);
}

static gboolean plan_live(struct planning *planning, GError **error)
{
    struct centre *centre = planning->centre;
    const struct matter *matter = planning->matter;
    const struct office *office = centre->config->office;
    GDate today = centre_day(centre, clock_now());
    g_autoptr(GPtrArray) on_duty = people_on_duty(centre, matter, &today);
    g_autoptr(GPtrArray) supervisors = office_supervisors(office, matter->recipients);
    guint written;
    complain_of_strangers(office, matter);
    if (!plan_each(planning, on_duty, FALSE, error) ||
        !plan_each(planning, supervisors, TRUE, error) || !plan_doubts(planning, on_duty, error))
        return FALSE;
    return planning->planned->len == 0 ||
           register_plan(centre->registry, planning->planned, clock_now(), &written, error);
}

/* Who is on duty changes with the days on which anybody goes or comes back. */
static GDate next_change_of_duty(const struct office *office, const GDate *today)
{
    GDate next;
    g_date_clear(&next, 1);
    for (guint i = 0; i < office->officials->len; i++) {
        const struct official *official = office->officials->pdata[i];
        for (guint j = 0; j < official->away->len; j++) {
            struct absence absence = g_array_index(official->away, struct absence, j);
            g_date_add_days(&absence.last, 1);
            if (g_date_compare(&absence.first, today) > 0)
                look_by(&next, &absence.first);
            if (g_date_compare(&absence.last, today) > 0)
                look_by(&next, &absence.last);
        }
    }
    return next;
}

static gboolean plan_matter(struct centre *centre, const struct matter *matter, struct held *held,
                            GDate *next, GError **error)
{
    g_autoptr(GPtrArray) all = register_reminders(centre->registry, matter->id, error);
    if (!all)
        return FALSE;
    g_autoptr(GPtrArray) planned =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    gboolean live = matter_is_live(matter->state);
    struct planning planning = {centre, matter, all, held, planned, *next};
    if (!live)
        g_date_clear(&planning.next, 1);
    gboolean good = (!live || plan_live(&planning, error)) &&
                    ((live && matter->state != MATTER_INFORMATION) ||
                     closing_plan(centre, matter, all, error));
    *next = planning.next;
    return good;
}

/* Whether nothing is due to one official, and when something will be. */
static gboolean is_quiet_for(const struct centre *centre, const struct matter *matter,
                             const GPtrArray *reminders, const struct official *official,
                             gboolean supervises, GDate *next)
{
    g_autoptr(GPtrArray) mine = writing_reminders_to(reminders, official->id);
    AUTO(plan) *plan = plan_now(centre, matter, official, mine, supervises);
    look_by(next, &plan->next);
    return !plan->due && plan->overtaken->len == 0;
}

/* Whether a look at its days and reminders is enough, for nothing is to be done about it now; then next
 * is the day to look again. Most matters are so on most days. */
static gboolean is_quiet(const struct centre *centre, const struct matter *matter,
                         const GPtrArray *reminders, GDate *next)
{
    const struct office *office = centre->config->office;
    GDate today = centre_day(centre, clock_now());
    gboolean quiet = (matter->state == MATTER_OPEN || matter->state == MATTER_CONFIRM ||
                      matter->state == MATTER_SNOOZED) && matter->doubts->len == 0;
    for (guint i = 0; quiet && i < matter->recipients->len; i++)
        quiet = office_official(office, matter->recipients->pdata[i]) != NULL;
    if (!quiet)
        return FALSE;
    g_autoptr(GPtrArray) on_duty = office_on_duty(office, matter->recipients, &today);
    g_autoptr(GPtrArray) supervisors = office_supervisors(office, matter->recipients);
    for (guint i = 0; quiet && i < on_duty->len; i++)
        quiet = is_quiet_for(centre, matter, reminders, on_duty->pdata[i], FALSE, next);
    for (guint i = 0; quiet && i < supervisors->len; i++)
        quiet = is_quiet_for(centre, matter, reminders, supervisors->pdata[i], TRUE, next);
    return quiet;
}

static gboolean look_at(struct centre *centre, const struct matter *light, const GPtrArray *reminders,
                        struct held *held, struct look *look, GError **error)
{
    const GDate change = look->next;
    if (is_quiet(centre, light, reminders, &look->next))
        return TRUE;
    AUTO(matter) *whole = register_matter(centre->registry, light->id, error);
    if (!whole)
        return FALSE;
    *look = (struct look){whole->id, whole->changes, change};
    return plan_matter(centre, whole, held, &look->next, error);
}

static gboolean plan_some(struct centre *centre, guint states, const GDate *look_on_by,
                          struct held *held, GError **error)
{
    const struct matter_filter filter = {
        .states = states,
        .parts = MATTER_PART_DATES | MATTER_PART_RECIPIENTS | MATTER_PART_DOUBTS | MATTER_PART_REMINDERS,
        .look_by = *look_on_by};
    GDate today = centre_day(centre, clock_now());
    const GDate change = next_change_of_duty(centre->config->office, &today);
    AUTO(matters) *matters = register_matters(centre->registry, &filter);
    g_autoptr(GArray) looks = g_array_new(FALSE, FALSE, sizeof(struct look));
    g_autoptr(GError) broken = NULL;
    struct matter *matter;
    while ((matter = matters_next(matters, &broken))) {
        struct look look = {matter->id, matter->changes, change};
        gboolean good = look_at(centre, matter, matters_reminders(matters), held, &look, error);
        matter_free(matter);
        if (!good)
            return FALSE;
        g_array_append_val(looks, look);
        if (looks->len == LOOKS_AT_ONCE) {
            if (!register_looked_at(centre->registry, looks, error))
                return FALSE;
            g_array_set_size(looks, 0);
        }
    }
    if (!broken)
        return register_looked_at(centre->registry, looks, error);
    g_propagate_error(error, g_steal_pointer(&broken));
    return FALSE;
}

/* The days on which to look again were found by these very rules, and not while the clock was ahead. */
static gboolean looks_hold(const struct centre *centre, const GDate *today, gboolean *hold,
                           GDate *day, GError **error)
{
    g_autofree char *rules = NULL;
    if (!register_looked_by(centre->registry, &rules, day, error))
        return FALSE;
    *hold = g_strcmp0(rules, centre->config->sum) == 0 && g_date_valid(day) &&
            g_date_compare(day, today) <= 0 && clock_now() >= centre->looked_at;
    return TRUE;
}

static gboolean plan_matters(struct centre *centre, GError **error)
{
    const guint closed = ~MATTER_STATES_LIVE & (MATTER_STATE_BIT(MATTER_STATES) - 1);
    GDate today = clock_day(clock_now(), "UTC"), by = clock_day(clock_now() + AHEAD_S, "UTC");
    GDate any, day;
    gboolean hold;
    AUTO(held) *held = held_new();
    g_date_clear(&any, 1);
    if (!looks_hold(centre, &today, &hold, &day, error))
        return FALSE;
    if (!hold && !plan_some(centre, MATTER_STATES_LIVE, &any, held, error))
        return FALSE;
    /* What waits among the live was gathered just now, where all of them were. */
    if (!plan_some(centre, hold ? 0 : closed, &by, held, error) ||
        !weekly_plan_digests(centre, held, error))
        return FALSE;
    centre->looked_at = clock_now();
    return (hold && g_date_compare(&day, &today) == 0) ||
           register_set_looked_by(centre->registry, centre->config->sum, &today, error);
}

/* Once a day, and not too many at a time: a pass holds nothing up. */
static gboolean retain(struct centre *centre, GError **error)
{
    guint days = centre->config->keep_mails_days, given_up = 0;
    gint64 now = clock_now();
    if (days == 0 || (centre->dry_run && !centre->replay) || ABS(now - centre->retained_at) < 86400)
        return TRUE;
    centre->retained_at = now;
    if (!register_retain(centre->registry, now - days * (gint64)86400, now, RETAIN_AT_ONCE, &given_up, error))
        return FALSE;
    if (given_up > 0)
        log_info("%u mails were kept for %u days after their matters were closed; their bytes are given up",
                 given_up, days);
    return TRUE;
}

gboolean planning_pass(struct centre *centre, GError **error)
{
    if (jump_holds(centre))
        return TRUE;
    struct registry *registry = centre->registry;
    /* On the day itself a snoozed matter is still snoozed: the mail that says so goes first. */
    GDate yesterday = centre_day(centre, clock_now());
    g_date_subtract_days(&yesterday, 1);
    guint woken, passed;
    return register_wake(registry, &yesterday, clock_now(), &woken, error) &&
           register_pass_dead(registry, clock_now(), &passed, error) &&
           plan_matters(centre, error) && untold_plan(centre, error) &&
           weekly_plan_missing(centre, error) && expiry_plan(centre, error) && weekly_plan_overviews(centre, error) &&
           retain(centre, error);
}
