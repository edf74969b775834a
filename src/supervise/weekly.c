/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds notices that have time for the weekly digest, and plans digests, overviews and alarms.
 *
 * A notice waits only while its deadline is further away than the first day of the ladder, or where
 * nothing is asked; doubts and changed dates never wait. The digest is written to the outbox in one
 * transaction with a row for each notice in it, so that neither can be there without the other. What
 * came after a week's digest went waits for the next one. */
#include "supervise/weekly.h"

#include "base/clock.h"
#include "base/log.h"
#include "remind/route.h"
#include "remind/weekly.h"
#include "supervise/writing.h"

enum { SOON_DAYS = 28, YEAR_DAYS = 365, EXPECTED_DAYS = 183, UNREAD_MOST = 200, LATE_DAYS = 2, MAIL_HASH = 12 };

struct held_notice {
    const struct official *official;
    gint64 matter;
    guint version;
    gboolean information;
    GDate registered;
    char *step;
    struct weekly_line *line;
};

struct held {
    GPtrArray *notices; /* of struct held_notice */
};

static void notice_free(gpointer data)
{
    struct held_notice *notice = data;
    g_free(notice->step);
    weekly_line_free(notice->line);
    g_free(notice);
}

struct held *held_new(void)
{
    struct held *held = g_new0(struct held, 1);
    held->notices = g_ptr_array_new_with_free_func(notice_free);
    return held;
}

void held_free(struct held *held)
{
    if (!held)
        return;
    g_ptr_array_unref(held->notices);
    g_free(held);
}

static struct weekly_day week_of(const struct office *office, const struct official *official,
                                 guint weekday)
{
    GDate today = clock_day(clock_now(), official->zone);
    return weekly_day(calendar_of(office, official), weekday, &today);
}

/* The day on which there is no time any more; not valid: never. */
static gboolean has_time(const struct office *office, const struct official *official,
                         const struct matter *matter, const struct step *step, const GDate *today,
                         GDate *until)
{
    g_date_clear(until, 1);
    if (matter->state == MATTER_INFORMATION)
        return TRUE;
    if (matter->state != MATTER_OPEN || !g_date_valid(&step->due) || office->ladder_days->len == 0)
        return FALSE;
    *until = step->due;
    g_date_subtract_days(until, g_array_index(office->ladder_days, guint, 0));
    if (office->stages->len > 0) {
        const struct stage *first = office->stages->pdata[0];
        GDate stage = calendar_before(calendar_of(office, official), &step->due, first->days);
        *until = g_date_compare(&stage, until) < 0 ? stage : *until;
    }
    return g_date_compare(today, until) < 0;
}

gboolean weekly_hold(struct held *held, const struct centre *centre, const struct matter *matter,
                     const struct official *official, const struct step *step, GDate *next)
{
    const struct office *office = centre->config->office;
    GDate today = clock_day(clock_now(), official->zone), until;
    if (office->digest_day == 0 || step->kind != STEP_NOTICE || matter->version > 1 ||
        matter->doubts->len > 0 || matter->unread->len > 0 ||
        !has_time(office, official, matter, step, &today, &until))
        return FALSE;
    struct weekly_day week = week_of(office, official, office->digest_day);
    /* On its day until the hour has come, and whatever is new on it. */
    *next = g_date_compare(&week.day, &today) == 0 ? today : week.next;
    if (g_date_valid(&until) && g_date_compare(&until, next) < 0)
        *next = until;
    struct held_notice *notice = g_new0(struct held_notice, 1);
    notice->official = official;
    notice->matter = matter->id;
    notice->version = matter->version;
    notice->information = matter->state == MATTER_INFORMATION;
    notice->registered = matter->registered;
    notice->step = g_strdup(step->key);
    notice->line = weekly_line_new(matter->id, matter->subject, &step->due, NULL);
    g_ptr_array_add(held->notices, notice);
    return TRUE;
}

/* Whether the week's mail is to go now: its day and hour have come, and it was not written yet. */
static gboolean is_due(const struct centre *centre, const struct official *official,
                       const struct weekly_day *week, const char *step, gboolean *due, GError **error)
{
    gint64 now = clock_now();
    GDate today = clock_day(now, official->zone);
    gboolean has = FALSE;
    *due = g_date_compare(&week->day, &today) <= 0 &&
           calendar_works(calendar_of(centre->config->office, official), &today) &&
           clock_hour(now, official->zone) >= (int)centre->config->office->send_hour;
    if (*due && !register_has_step(centre->registry, 0, 0, official->id, step, &has, error))
        return FALSE;
    *due = *due && !has;
    return TRUE;
}

static char *week_step(const char *what, const struct weekly_day *week)
{
    g_autofree char *name = date_format(&week->name);
    return g_strdup_printf("%s:%s", what, name);
}

/* ---- the digest ------------------------------------------------------------------------------- */

static struct reminder *told_in(const struct held_notice *notice, const char *step)
{
    struct reminder *reminder = reminder_new();
    reminder->matter = notice->matter;
    reminder->version = notice->version;
    reminder->official = g_strdup(notice->official->id);
    reminder->address = g_strdup(notice->official->address);
    reminder->step = g_strdup(notice->step);
    reminder->day = clock_day(clock_now(), notice->official->zone);
    reminder->state = REMINDER_PASSED;
    reminder->reply = g_strdup_printf("told in %s", step);
    return reminder;
}

static int by_due(gconstpointer a, gconstpointer b)
{
    const struct weekly_line *left = *(struct weekly_line *const *)a;
    const struct weekly_line *right = *(struct weekly_line *const *)b;
    if (!g_date_valid(&left->due) || !g_date_valid(&right->due))
        return g_date_valid(&right->due) - g_date_valid(&left->due);
    return g_date_compare(&left->due, &right->due);
}

static gboolean plan_digest(struct centre *centre, const struct held *held,
                            const struct official *official, GError **error)
{
    struct weekly_day week = week_of(centre->config->office, official, centre->config->office->digest_day);
    g_autofree char *step = week_step("digest", &week);
    g_autoptr(GPtrArray) planned = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    g_autoptr(GPtrArray) far = g_ptr_array_new(), information = g_ptr_array_new();
    gboolean due = FALSE;
    guint written;
    if (!is_due(centre, official, &week, step, &due, error) || !due)
        return error == NULL || *error == NULL;
    for (guint i = 0; i < held->notices->len; i++) {
        const struct held_notice *notice = held->notices->pdata[i];
        if (notice->official != official || g_date_compare(&notice->registered, &week.day) > 0)
            continue;
        g_ptr_array_add(notice->information ? information : far, notice->line);
        g_ptr_array_add(planned, told_in(notice, step));
    }
    if (planned->len == 0)
        return TRUE;
    g_ptr_array_sort(far, by_due);
    const struct digest digest = {step, far, information};
    struct compose_input input = writing_input(centre, official);
    GBytes *bytes = compose_digest(&input, &digest, error);
    if (!bytes)
        return FALSE;
    g_ptr_array_add(planned, writing_mail_of_office(centre, official, step, bytes));
    return register_plan(centre->registry, planned, clock_now(), &written, error);
}

gboolean weekly_plan_digests(struct centre *centre, const struct held *held, GError **error)
{
    const GPtrArray *officials = centre->config->office->officials;
    for (guint i = 0; held->notices->len > 0 && i < officials->len; i++)
        if (!plan_digest(centre, held, officials->pdata[i], error))
            return FALSE;
    return TRUE;
}

/* ---- what did not come ------------------------------------------------------------------------ */

static GDate day_in(const struct expected *expected, guint year)
{
    GDate day;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, (GDateDay)expected->day, expected->month, (GDateYear)year);
    return day;
}

/* The latest day by which it must have come, up to yesterday, and not too long ago. */
static gboolean is_over(const struct expected *expected, const GDate *today, GDate *by)
{
    *by = day_in(expected, g_date_get_year(today));
    if (g_date_compare(by, today) >= 0)
        *by = day_in(expected, g_date_get_year(today) - 1u);
    return g_date_days_between(by, today) <= EXPECTED_DAYS;
}

static gboolean is_it(const struct expected *expected, const struct matter *matter)
{
    gboolean kind = expected->kinds->len == 0, words = expected->words->len == 0;
    for (guint i = 0; i < expected->kinds->len; i++)
        kind |= g_strcmp0(expected->kinds->pdata[i], letter_kind_name(matter->kind)) == 0;
    for (guint i = 0; kind && i < expected->words->len; i++)
        words |= route_phrase_stands_in(expected->words->pdata[i], matter->subject);
    return kind && words;
}

static gboolean is_missing(struct centre *centre, const struct expected *expected,
                           const GDate *today, GDate *by, gboolean *missing, GError **error)
{
    *missing = is_over(expected, today, by);
    if (!*missing)
        return TRUE;
    GDate from = *by;
    g_date_subtract_days(&from, EXPECTED_DAYS);
    g_autoptr(GPtrArray) letters = register_letters_since(centre->registry, &from, error);
    for (guint i = 0; letters && i < letters->len; i++)
        *missing &= !is_it(expected, letters->pdata[i]);
    return letters != NULL;
}

static gboolean plan_alarm(struct centre *centre, const struct expected *expected,
                           const struct official *official, const GDate *by, GError **error)
{
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, expected->name, -1);
    g_autofree char *step = g_strdup_printf("expected:%.8s:%u", digest, (guint)g_date_get_year(by));
    gint64 now = clock_now();
    GDate today = clock_day(now, official->zone);
    gboolean has = FALSE;
    guint written;
    if (clock_hour(now, official->zone) < (int)centre->config->office->send_hour ||
        !calendar_works(calendar_of(centre->config->office, official), &today))
        return TRUE;
    if (!register_has_step(centre->registry, 0, 0, official->id, step, &has, error) || has)
        return has;
    struct compose_input input = writing_input(centre, official);
    GBytes *bytes = compose_missing(&input, step, expected->name, by, error);
    if (!bytes)
        return FALSE;
    log_warning("expected circular \"%s\" has not come; %s is told", expected->name, official->id);
    g_autoptr(GPtrArray) planned = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    g_ptr_array_add(planned, writing_mail_of_office(centre, official, step, bytes));
    return register_plan(centre->registry, planned, clock_now(), &written, error);
}

gboolean weekly_plan_missing(struct centre *centre, GError **error)
{
    const struct office *office = centre->config->office;
    GDate today = centre_day(centre, clock_now()), by;
    for (guint i = 0; i < office->expected->len; i++) {
        const struct expected *expected = office->expected->pdata[i];
        gboolean missing = FALSE;
        if (!is_missing(centre, expected, &today, &by, &missing, error))
            return FALSE;
        for (guint j = 0; missing && j < expected->to->len; j++)
            if (!plan_alarm(centre, expected, office_official(office, expected->to->pdata[j]), &by, error))
                return FALSE;
    }
    return TRUE;
}

/* ---- the overview ----------------------------------------------------------------------------- */

struct gathered {
    GPtrArray *overdue, *due, *confirm, *unread, *unregistered, *missing; /* of struct weekly_line */
    guint dated, on_time; /* closed in a year with a last day, or overdue since then; of these on time */
};

static char *names_of(const struct office *office, const struct matter *matter)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < matter->recipients->len; i++) {
        const struct official *official = office_official(office, matter->recipients->pdata[i]);
        g_string_append_printf(names, "%s%s", i ? ", " : "",
                               official ? official->name : (const char *)matter->recipients->pdata[i]);
    }
    return g_strdup(names->str);
}

static void put_live(struct gathered *all, const struct centre *centre, const struct matter *matter,
                     const GDate *today)
{
    GDate due = matter_due(matter, today);
    int left = g_date_valid(&due) ? g_date_days_between(today, &due) : G_MAXINT;
    GPtrArray *list = left < 0                           ? all->overdue
                      : matter->state == MATTER_CONFIRM  ? all->confirm
                      : left <= SOON_DAYS                ? all->due
                                                         : NULL;
    if (!list || matter->state == MATTER_INFORMATION)
        return;
    all->dated += left < 0 && left >= -YEAR_DAYS; /* late, though not done */
    g_autofree char *names = names_of(centre->config->office, matter);
    g_ptr_array_add(list, weekly_line_new(matter->id, matter->subject, &due, names));
}

/* On time: closed on its last day or before. Without one there is nothing to be late for, and it does not count. */
static gboolean count_done(struct gathered *all, struct centre *centre, const struct matter *matter,
                           const GDate *today, GError **error)
{
    GDate closed;
    g_autoptr(GPtrArray) history = register_history(centre->registry, matter->id, error);
    g_date_clear(&closed, 1);
    for (guint i = 0; history && i < history->len; i++) {
        const struct history_row *row = history->pdata[i];
        if (g_strcmp0(row->what, "moved") == 0)
            closed = centre_day(centre, row->at);
    }
    if (!g_date_valid(&closed) || g_date_days_between(&closed, today) > YEAR_DAYS)
        return history != NULL;
    GDate due = matter_due(matter, &closed);
    all->dated += g_date_valid(&due);
    all->on_time += g_date_valid(&due) && g_date_compare(&closed, &due) <= 0;
    return TRUE;
}

static gboolean gather_matters(struct gathered *all, struct centre *centre, const GDate *today,
                               GError **error)
{
    const struct matter_filter filter = {
        .states = MATTER_STATES_LIVE | MATTER_STATE_BIT(MATTER_DONE),
        .parts = MATTER_PART_DATES | MATTER_PART_RECIPIENTS};
    g_autoptr(GError) broken = NULL;
    AUTO(matters) *matters = register_matters(centre->registry, &filter);
    gboolean good = TRUE;
    for (struct matter *matter; good && (matter = matters_next(matters, &broken));) {
        if (matter->state == MATTER_DONE)
            good = count_done(all, centre, matter, today, error);
        else
            put_live(all, centre, matter, today);
        matter_free(matter);
    }
    g_ptr_array_sort(all->overdue, by_due);
    g_ptr_array_sort(all->due, by_due);
    g_ptr_array_sort(all->confirm, by_due);
    if (broken)
        g_propagate_error(error, g_steal_pointer(&broken));
    return good && (!error || !*error);
}

/* Mails of the last year that are no matter's. */
static gboolean gather_mails(GPtrArray *lines, struct centre *centre, enum outcome outcome, const GDate *today,
                             GError **error)
{
    g_autoptr(GPtrArray) rows = register_mails(centre->registry, MAIL_STATES, outcome, UNREAD_MOST, error);
    for (guint i = 0; rows && i < rows->len; i++) {
        const struct mail_row *row = rows->pdata[i];
        GDate day = centre_day(centre, row->received_at);
        if (g_date_days_between(&day, today) > YEAR_DAYS)
            continue;
        struct weekly_line *line = weekly_line_new(0, row->subject, &day, row->from);
        line->mail = g_strndup(row->sha256, MAIL_HASH);
        g_ptr_array_add(lines, line);
    }
    return rows != NULL;
}

static gboolean gather_rest(struct gathered *all, struct centre *centre, const GDate *today,
                            GError **error)
{
    const struct office *office = centre->config->office;
    if (!gather_mails(all->unread, centre, OUTCOME_UNREAD, today, error) ||
        !gather_mails(all->unregistered, centre, OUTCOME_UNREGISTERED, today, error))
        return FALSE;
    for (guint i = 0; i < office->expected->len; i++) {
        const struct expected *expected = office->expected->pdata[i];
        gboolean missing = FALSE;
        GDate by;
        if (!is_missing(centre, expected, today, &by, &missing, error))
            return FALSE;
        if (missing)
            g_ptr_array_add(all->missing, weekly_line_new(0, expected->name, &by, NULL));
    }
    return TRUE;
}

static gboolean plan_overview(struct centre *centre, const struct official *official,
                              const char *step, GError **error)
{
    GDate today = clock_day(clock_now(), official->zone);
    g_autoptr(GPtrArray) overdue = weekly_lines_new(), due = weekly_lines_new();
    g_autoptr(GPtrArray) confirm = weekly_lines_new(), unread = weekly_lines_new();
    g_autoptr(GPtrArray) unregistered = weekly_lines_new(), missing = weekly_lines_new();
    struct gathered all = {overdue, due, confirm, unread, unregistered, missing, 0, 0};
    guint written;
    if (!gather_matters(&all, centre, &today, error) || !gather_rest(&all, centre, &today, error))
        return FALSE;
    const struct overview overview = {step, overdue, due, confirm, unread, unregistered, missing, all.dated, all.on_time};
    struct compose_input input = writing_input(centre, official);
    GBytes *bytes = compose_overview(&input, &overview, error);
    if (!bytes)
        return FALSE;
    g_autoptr(GPtrArray) planned = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    g_ptr_array_add(planned, writing_mail_of_office(centre, official, step, bytes));
    return register_plan(centre->registry, planned, clock_now(), &written, error);
}

gboolean weekly_plan_overviews(struct centre *centre, GError **error)
{
    const struct office *office = centre->config->office;
    for (guint i = 0; office->overview_day != 0 && i < office->overview_to->len; i++) {
        const struct official *official = office_official(office, office->overview_to->pdata[i]);
        struct weekly_day week = week_of(office, official, office->overview_day);
        g_autofree char *step = week_step("overview", &week);
        GDate today = clock_day(clock_now(), official->zone);
        gboolean due = FALSE;
        if (g_date_days_between(&week.day, &today) > LATE_DAYS)
            continue; /* after an outage the next one tells it all */
        if (!is_due(centre, official, &week, step, &due, error) ||
            (due && !plan_overview(centre, official, step, error)))
            return FALSE;
    }
    return TRUE;
}
