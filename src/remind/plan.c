/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is due now: the steps of a matter are laid out by day, and the latest one whose day has come is
 * the answer, if the outbox does not hold it.
 *
 * Nothing is remembered between calls: the outbox is the memory, a step's key its identity, so an
 * outage, a restart or a clock that jumps can neither double a step nor send nine at once. Only as much
 * of the endless part (overdue, confirm, undated) is laid out as lies around today. Civil days only; no
 * zone and no clock here. */
#include "remind/plan.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define CONFIRM_EVERY_DAYS 7
#define UNDATED_EVERY_DAYS 14
#define SUPERVISOR_LOOKS_BACK_DAYS 36500 /* a supervisor gets no notice to count from */
#define SNOOZE_YIELDS_DAYS 1 /* steps this close to a deadline go although snoozed */

void plan_free(struct plan *plan)
{
    if (plan == NULL)
        return;
    step_free(plan->due);
    g_ptr_array_unref(plan->overtaken);
    g_ptr_array_unref(plan->skipped);
    g_free(plan);
}

static const struct calendar *calendar_for(const struct plan_input *input)
{
    return calendar_of(input->office, input->official);
}

static GDate day_after(const GDate *day, int days)
{
    GDate moved = *day;

    if (days >= 0)
        g_date_add_days(&moved, (guint)days);
    else
        g_date_subtract_days(&moved, (guint)-days);
    return moved;
}

static void add_step(GPtrArray *steps, enum step_kind kind, guint days, const GDate *due,
                     const GDate *day)
{
    struct step *step = step_new();

    step->key = step_key(kind, days, due);
    step->kind = kind;
    step->days = days;
    step->due = *due;
    step->day = *day;
    g_ptr_array_add(steps, step);
}

static int compare_dates(gconstpointer a, gconstpointer b)
{
    return g_date_compare(a, b);
}

/* The last good days of all deadlines, each once, first to last. */
static GArray *due_days(const struct matter *matter)
{
    GArray *days = g_array_new(FALSE, FALSE, sizeof(GDate));

    for (guint i = 0; i < matter->deadlines->len; i++) {
        GDate day = deadline_last_day(g_ptr_array_index(matter->deadlines, i));
        if (g_date_valid(&day))
            g_array_append_val(days, day);
    }
    g_array_sort(days, compare_dates);
    for (guint i = days->len; i > 1; i--) {
        if (g_date_compare(&g_array_index(days, GDate, i - 1),
                           &g_array_index(days, GDate, i - 2)) == 0)
            g_array_remove_index(days, i - 1);
    }
    return days;
}

/* The ladder to one deadline, after the one before it. Where days off move two steps to one day, the
 * one nearer to the deadline speaks. */
static void add_due_steps(GPtrArray *steps, const struct plan_input *input, const GDate *due,
                          const GDate *previous)
{
    const GArray *ladder = input->office->ladder_days;

    for (guint i = 0; i < ladder->len; i++) {
        guint days = g_array_index(ladder, guint, i);
        GDate day = day_after(due, -(int)days);
        day = calendar_on_or_before(calendar_for(input), &day);
        if (g_date_valid(previous) && g_date_compare(&day, previous) <= 0)
            continue;
        struct step *last = steps->len == 0 ? NULL : g_ptr_array_index(steps, steps->len - 1);
        if (last != NULL && last->kind == STEP_DUE && g_date_compare(&last->due, due) == 0 &&
            g_date_compare(&last->day, &day) == 0)
            g_ptr_array_remove_index(steps, steps->len - 1);
        add_step(steps, STEP_DUE, days, due, &day);
    }
}

/* The office's own steps on the way; on one day with another the deadline speaks, and its mail lists
 * them all. */
static void add_stages(GPtrArray *steps, const struct plan_input *input, const GDate *due,
                       const GDate *previous)
{
    const GPtrArray *stages = input->office->stages;

    for (guint i = 0; stages != NULL && i < stages->len; i++) {
        const struct stage *stage = g_ptr_array_index(stages, i);
        GDate day = calendar_before(calendar_for(input), due, stage->days);
        if (!g_date_valid(previous) || g_date_compare(&day, previous) > 0)
            add_step(steps, STEP_STAGE, stage->days, due, &day);
    }
}

/* One of an endless row: start + first, then every so many days. Adds the one whose day came last,
 * the one before it (days off may have moved the last beyond today) and the one to come. */
static void add_repeats(GPtrArray *steps, const struct plan_input *input, enum step_kind kind,
                        const GDate *start, const GDate *due, guint first, guint every)
{
    int elapsed = g_date_days_between(start, &input->today);
    guint round = elapsed < (int)first ? 0 : ((guint)elapsed - first) / every;

    for (guint r = round == 0 ? 0 : round - 1; r <= round + 1; r++) {
        guint days = first + r * every;
        GDate day = day_after(start, (int)days);
        day = calendar_on_or_after(calendar_for(input), &day);
        add_step(steps, kind, days, due, &day);
    }
}

static void add_dated_steps(GPtrArray *steps, const struct plan_input *input)
{
    g_autoptr(GArray) days = due_days(input->matter);
    GDate previous;

    g_date_clear(&previous, 1);
    for (guint i = 0; i < days->len; i++) {
        const GDate *due = &g_array_index(days, GDate, i);
        add_due_steps(steps, input, due, &previous);
        add_stages(steps, input, due, &previous);
        if (i + 1 == days->len) {
            add_repeats(steps, input, STEP_OVERDUE, due, due, 1, input->office->overdue_every_days);
        } else {
            GDate day = day_after(due, 1);
            day = calendar_on_or_after(calendar_for(input), &day);
            add_step(steps, STEP_OVERDUE, 1, due, &day);
        }
        previous = *due;
    }
}

static gboolean yields_to_snooze(const struct step *step)
{
    return step->kind != STEP_OVERDUE && step->kind != STEP_SNOOZED &&
           !(step->kind == STEP_DUE && step->days <= SNOOZE_YIELDS_DAYS);
}

static void apply_snooze(GPtrArray *steps, const struct plan_input *input)
{
    const GDate *until = &input->matter->snoozed_until;

    if (input->matter->state != MATTER_SNOOZED || !g_date_valid(until))
        return;
    for (guint i = steps->len; i > 0; i--) {
        const struct step *step = g_ptr_array_index(steps, i - 1);
        if (yields_to_snooze(step) && g_date_compare(&step->day, until) < 0)
            g_ptr_array_remove_index(steps, i - 1);
    }
    GDate day = calendar_on_or_before(calendar_for(input), until);
    add_step(steps, STEP_SNOOZED, 0, until, &day);
}

/* By day; on one day the weightier last, for the last one speaks. */
static int compare_steps(gconstpointer a, gconstpointer b)
{
    static const int weight[] = {
        [STEP_NOTICE] = 0,  [STEP_UNDATED] = 1, [STEP_CONFIRM] = 2,
        [STEP_SNOOZED] = 3, [STEP_DUE] = 4,     [STEP_OVERDUE] = 5, [STEP_STAGE] = 3,
        [STEP_ESCALATED] = 6,
    };
    const struct step *left = *(struct step *const *)a, *right = *(struct step *const *)b;
    int by_day = g_date_compare(&left->day, &right->day);

    return by_day != 0 ? by_day : weight[left->kind] - weight[right->kind];
}

/* "Reminder 3 of 6": what will have been sent, counted for each deadline from the notice on. */
static void number_steps(GPtrArray *steps, const GDate *first_day)
{
    for (guint i = 0; i < steps->len; i++) {
        struct step *step = g_ptr_array_index(steps, i);
        if (step->kind != STEP_DUE || g_date_compare(&step->day, first_day) <= 0)
            continue;
        for (guint j = 0; j < steps->len; j++) {
            const struct step *other = g_ptr_array_index(steps, j);
            if (other->kind != STEP_DUE || g_date_compare(&other->due, &step->due) != 0 ||
                g_date_compare(&other->day, first_day) <= 0)
                continue;
            step->total++;
            step->number += j <= i ? 1 : 0;
        }
    }
}

/* To a supervisor: the grace is counted in her working days; what follows it as for overdue. */
static GPtrArray *lay_out_escalation(const struct plan_input *input)
{
    g_autoptr(GArray) days = due_days(input->matter);
    GPtrArray *steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);

    for (guint i = 0; input->office->escalate_after_days > 0 && i < days->len; i++) {
        const GDate *due = &g_array_index(days, GDate, i);
        GDate day = *due;
        for (guint grace = input->office->escalate_after_days; grace > 0; grace--) {
            day = day_after(&day, 1);
            day = calendar_on_or_after(calendar_for(input), &day);
        }
        guint first = (guint)g_date_days_between(due, &day);
        if (i + 1 == days->len)
            add_repeats(steps, input, STEP_ESCALATED, due, due, first,
                        input->office->overdue_every_days);
        else
            add_step(steps, STEP_ESCALATED, first, due, &day);
    }
    g_ptr_array_sort(steps, compare_steps);
    return steps;
}

/* Everything after the first mail, which went (or goes) on first_day. */
static GPtrArray *lay_out(const struct plan_input *input, const GDate *first_day)
{
    const struct matter *matter = input->matter;
    GPtrArray *steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
    GDate none;

    if (matter->state != MATTER_OPEN && matter->state != MATTER_CONFIRM &&
        matter->state != MATTER_SNOOZED)
        return steps;
    if (input->supervises) {
        g_ptr_array_unref(steps);
        return lay_out_escalation(input);
    }
    g_date_clear(&none, 1);
    add_dated_steps(steps, input);
    gboolean dated = steps->len > 0;
    if (matter->state == MATTER_CONFIRM)
        add_repeats(steps, input, STEP_CONFIRM, first_day, &none, CONFIRM_EVERY_DAYS,
                    CONFIRM_EVERY_DAYS);
    else if (!dated)
        add_repeats(steps, input, STEP_UNDATED, first_day, &none, UNDATED_EVERY_DAYS,
                    UNDATED_EVERY_DAYS);
    apply_snooze(steps, input);
    g_ptr_array_sort(steps, compare_steps);
    number_steps(steps, first_day);
    return steps;
}

static const struct reminder *find_reminder(const GPtrArray *outbox, const char *key)
{
    for (guint i = 0; outbox != NULL && i < outbox->len; i++) {
        const struct reminder *reminder = g_ptr_array_index(outbox, i);
        if (g_strcmp0(reminder->step, key) == 0)
            return reminder;
    }
    return NULL;
}

/* The mail that told of this version of the matter; a doubt must have been asked about. */
static const struct reminder *first_mail(const struct plan_input *input)
{
    for (guint i = 0; input->outbox != NULL && i < input->outbox->len; i++) {
        const struct reminder *reminder = g_ptr_array_index(input->outbox, i);
        if (reminder->version != input->matter->version)
            continue;
        if (g_strcmp0(reminder->step, "confirm") == 0 ||
            (g_strcmp0(reminder->step, "notice") == 0 && input->matter->state != MATTER_CONFIRM))
            return reminder;
    }
    return NULL;
}

static struct step *first_step(const struct plan_input *input)
{
    struct step *step = step_new();
    GDate none;

    g_date_clear(&none, 1);
    step->kind = input->matter->state == MATTER_CONFIRM ? STEP_CONFIRM : STEP_NOTICE;
    step->key = step_key(step->kind, 0, &none);
    step->due = matter_due(input->matter, &input->today);
    step->day = input->today;
    return step;
}

/* A day off, or too early in the day: wait, unless the deadline would not; one that is over does. */
static gboolean must_wait(const struct plan_input *input, const struct step *step)
{
    if (input->hour < (int)input->office->send_hour)
        return TRUE;
    if (calendar_works(calendar_for(input), &input->today))
        return FALSE;
    GDate next = calendar_on_or_after(calendar_for(input), &input->today);
    return !(step->kind == STEP_DUE && g_date_compare(&step->due, &next) < 0 &&
             g_date_compare(&step->due, &input->today) >= 0);
}

/* Where the deadline is over or not counted to, the days it names are those of the key. */
static struct step *copy_step(const struct step *step)
{
    struct step *copy = g_memdup2(step, sizeof *step);

    copy->key = g_strdup(step->key);
    return copy;
}

/* The mail that ended a snooze told of the matter: what had been due while it slept does not follow it. */
static gboolean is_told_by_waking(const struct plan_input *input, const struct step *step)
{
    for (guint i = 0; input->outbox != NULL && i < input->outbox->len; i++) {
        const struct reminder *reminder = g_ptr_array_index(input->outbox, i);
        if (g_str_has_prefix(reminder->step, "snoozed:") && reminder->state != REMINDER_PASSED &&
            reminder->version == input->matter->version &&
            g_date_compare(&step->day, &reminder->day) <= 0)
            return TRUE;
    }
    return FALSE;
}

/* Fills due, skipped and next out of the steps that follow the first mail. */
static void pick_step(struct plan *plan, const struct plan_input *input, const GPtrArray *steps,
                      const GDate *first_day)
{
    const struct step *latest = NULL;

    for (guint i = 0; i < steps->len; i++) {
        const struct step *step = g_ptr_array_index(steps, i);
        if (g_date_compare(&step->day, first_day) <= 0)
            continue;
        if (g_date_compare(&step->day, &input->today) > 0) {
            plan->next = step->day;
            break;
        }
        latest = step;
    }
    if (latest == NULL || find_reminder(input->outbox, latest->key) != NULL ||
        (latest->kind != STEP_SNOOZED && is_told_by_waking(input, latest)))
        return;
    if (must_wait(input, latest)) {
        plan->next = input->hour < (int)input->office->send_hour
                         ? input->today
                         : calendar_on_or_after(calendar_for(input), &input->today);
        return;
    }
    plan->due = copy_step(latest);
}

static void note_skipped(struct plan *plan, const struct plan_input *input, const GPtrArray *steps)
{
    for (guint i = 0; plan->due != NULL && i < steps->len; i++) {
        const struct step *step = g_ptr_array_index(steps, i);
        if (g_date_compare(&step->day, &input->today) <= 0 &&
            strcmp(step->key, plan->due->key) != 0 &&
            find_reminder(input->outbox, step->key) == NULL)
            g_ptr_array_add(plan->skipped, g_strdup(step->key));
    }
}

static void note_overtaken(struct plan *plan, const struct plan_input *input)
{
    enum matter_state state = input->matter->state;
    gboolean closed =
        state == MATTER_DONE || state == MATTER_NOT_OURS || state == MATTER_SUPERSEDED;

    if (plan->due == NULL && !closed)
        return;
    for (guint i = 0; input->outbox != NULL && i < input->outbox->len; i++) {
        struct reminder *reminder = g_ptr_array_index(input->outbox, i);
        if (reminder->state == REMINDER_PLANNED &&
            !g_str_has_prefix(reminder->step, REMINDER_ANSWER))
            g_ptr_array_add(plan->overtaken, reminder);
    }
}

struct plan *plan_make(const struct plan_input *input)
{
    struct plan *plan = g_new0(struct plan, 1);
    const struct reminder *first = first_mail(input);
    enum matter_state state = input->matter->state;
    GDate before = day_after(&input->today, -(int)SUPERVISOR_LOOKS_BACK_DAYS);

    plan->overtaken = g_ptr_array_new();
    plan->skipped = g_ptr_array_new_with_free_func(g_free);
    g_date_clear(&plan->next, 1);
    if (state != MATTER_DONE && state != MATTER_NOT_OURS && state != MATTER_SUPERSEDED) {
        const GDate *first_day = input->supervises ? &before
                                 : first == NULL   ? &input->today
                                                   : &first->day;
        g_autoptr(GPtrArray) steps = lay_out(input, first_day);
        pick_step(plan, input, steps, first_day);
        if (first == NULL && !input->supervises)
            plan->due = first_step(input);
        note_skipped(plan, input, steps);
    }
    note_overtaken(plan, input);
    return plan;
}

GPtrArray *plan_ladder(const struct plan_input *input)
{
    const struct reminder *first = first_mail(input);

    return lay_out(input, first == NULL ? &input->today : &first->day);
}
