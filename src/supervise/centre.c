/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the parts of the centre together: start, signals, the order of things, stop.
 *
 * The order: mails are fetched and read; when nothing is under way and something has changed, here or
 * by circularctl, reminders are planned and sent. A stop gives the mail that is just being handed over a moment to
 * end; whatever is cut short besides is found again in the register.
 *
 * A register that cannot be opened (its disk is read-only, full, broken) does not end the daemon, which would
 * only be started again and again: it waits, tries anew, in the end every minute, and alarms people meanwhile. */
#include "supervise/centre.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "supervise/access.h"
#include "supervise/alarm.h"
#include "supervise/answers.h"
#include "supervise/claim.h"
#include "supervise/replay.h"
#include "supervise/systemd.h"
#include "supervise/watch.h"

enum { STOP_GRACE_MS = 3000, OPEN_FIRST_S = 2, OPEN_MOST_S = 60 };

/* Signals are listened to for the process's life, so that one that comes while no loop runs
 * (between two configurations) is found by the next. */
struct life {
    struct run *run;     /* the one whose loop is running */
    gboolean terminated; /* no reload undoes it */
    struct alarm_memory trouble; /* of a register that no configuration until now could open */
    guint signals[3];
};

struct run {
    struct centre centre; /* first: centre_idle() finds the run by it */
    gboolean planned;     /* --once: the pass over what is due has begun */
    gboolean looked;      /* --once: alarms were looked at, after that */
    struct config *next;  /* after SIGHUP */
    gboolean came; /* a replay: the next pass has a mail to fetch */
    guint grace, watchdog, step;
    int lock;
    gboolean waits; /* the register cannot be opened yet */
    guint again, again_s; /* timer meanwhile */
    char *problem; /* why, as it was last told */
};

GDate centre_day(const struct centre *centre, gint64 seconds)
{
    const struct official *official =
        office_official(centre->config->office, centre->config->administrator);
    return clock_day(seconds, official ? official->zone : "UTC");
}

static void plan(struct centre *centre)
{
    centre->changed = FALSE;
    outbox_plan(centre->outbox);
}

/* The next pass of a replay, from a loop's turn of its own: a poll that fails at once comes back here. */
static gboolean step(gpointer data)
{
    struct run *run = data;
    run->step = 0;
    run->planned = FALSE;
    if (run->came)
        intake_start(run->centre.intake);
    else
        centre_idle(&run->centre);
    return G_SOURCE_REMOVE;
}

/* The one pass is over. */
static void finish_pass(struct run *run)
{
    if (run->centre.replay && replay_next(run->centre.replay, &run->came))
        run->step = g_idle_add(step, run);
    else
        g_main_loop_quit(run->centre.loop);
}

void centre_idle(struct centre *centre)
{
    struct run *run = (struct run *)centre;
    if (run->waits)
        return; /* there are alarms alone */
    if (centre->stopping) {
        if (!outbox_busy(centre->outbox))
            g_main_loop_quit(centre->loop);
        return;
    }
    if (run->step || intake_busy(centre->intake) || reading_busy(centre->reading) ||
        outbox_busy(centre->outbox))
        return;
    if (centre->once && run->planned && !run->looked) {
        run->looked = TRUE;
        alarm_look(centre->alarm);
    }
    if (alarm_busy(centre->alarm) && centre->once)
        return;
    if (centre->once && run->planned)
        finish_pass(run);
    else if (centre->changed || centre->once) {
        run->planned = TRUE;
        plan(centre);
    }
}

static gboolean quit_anyway(gpointer data)
{
    struct run *run = data;
    run->grace = 0;
    g_main_loop_quit(run->centre.loop);
    return G_SOURCE_REMOVE;
}

static void stop(struct run *run)
{
    struct centre *centre = &run->centre;
    if (centre->stopping)
        return;
    centre->stopping = TRUE;
    if (run->waits) {
        g_main_loop_quit(centre->loop);
        return;
    }
    accesses_stop(centre->accesses);
    intake_stop(centre->intake);
    reading_stop(centre->reading);
    outbox_stop(centre->outbox);
    alarm_stop(centre->alarm);
    run->grace = g_timeout_add(STOP_GRACE_MS, quit_anyway, run);
    centre_idle(centre);
}

static gboolean terminate(gpointer data)
{
    struct life *life = data;
    log_info("stopping");
    systemd_stopping();
    life->terminated = TRUE;
    stop(life->run);
    return G_SOURCE_CONTINUE;
}

static gboolean check_state_dir(const char *state_dir, GError **error)
{
    gboolean good = g_mkdir_with_parents(state_dir, 0700) == 0 && access(state_dir, R_OK | W_OK | X_OK) == 0;
    if (!good)
        g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_SYSTEM, "state_dir %s: %s", state_dir,
                    errno == EROFS    ? "the disk is read-only"
                    : errno == ENOSPC ? "the disk is full"
                    : errno == EACCES || errno == EPERM
                        ? "cannot be written to by this user; it must belong to the one circulard runs as"
                        : g_strerror(errno));
    return good && register_check_owner(state_dir, error);
}

/* On a disk that has become read-only the register could not be opened anew: as it is, what must be told
 * can be told. In another folder there would be an empty one: all mails would be read and told of again, and of what
 * was done since nothing known. Where none is open there is nothing to lose. */
static gboolean check_register_stays(const struct run *run, const struct config *next, GError **error)
{
    const char *here = run->centre.config->state_dir;
    if (run->waits || strcmp(here, next->state_dir) == 0)
        return run->waits || check_state_dir(next->state_dir, error);
    g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_SYSTEM, "state_dir: the register is in %s; to have it in %s, stop "
                "circulard, move the folder there, then start it", here, next->state_dir);
    return FALSE;
}

static gboolean reload(gpointer data)
{
    struct life *life = data;
    struct run *run = life->run;
    g_autoptr(GError) error = NULL;
    struct config *next = config_read(run->centre.config->path, &error);
    if (!next || !check_register_stays(run, next, &error)) {
        log_error("configuration not reloaded, the old one stays: %s", error->message);
        config_free(next);
        return G_SOURCE_CONTINUE;
    }
    log_info("configuration reloaded");
    for (guint i = 0; i < next->notes->len; i++)
        log_warning("%s", (const char *)next->notes->pdata[i]);
    systemd_reloading();
    config_free(run->next);
    run->next = next;
    stop(run);
    return G_SOURCE_CONTINUE;
}

/* What alarms need: it is there before the register is. */
static void prepare(struct run *run)
{
    struct centre *centre = &run->centre;
    centre->loop = g_main_loop_new(NULL, FALSE);
    centre->accesses = accesses_new(centre);
    centre->alarm = alarm_new(centre);
    run->watchdog = systemd_watchdog_start();
}

static void begin(struct run *run)
{
    struct centre *centre = &run->centre;
    centre->changed = TRUE;
    if (centre->older_copy)
        alarm_once(centre->alarm, "older copy of the register",
                   "The register is older than it was, or a new one: somebody has put a copy back, or its file was lost. Mails "
                   "are fetched again, and reminders that may have gone since are in doubt. What was done with circularctl "
                   "since then is lost. Where there is a later backup, stop circulard and restore it (circulard(8), BACKUP).");
    centre->intake = intake_new(centre);
    centre->reading = reading_new(centre);
    centre->outbox = outbox_new(centre);
    centre->watch = centre->once ? NULL : watch_new(centre);
    outbox_start(centre->outbox);
    reading_wake(centre->reading);
    intake_start(centre->intake);
}

static void close_register(struct run *run)
{
    struct centre *centre = &run->centre;
    g_clear_pointer(&centre->answers, answers_free);
    g_clear_pointer(&centre->wordings, wordings_free);
    g_clear_pointer(&centre->registry, register_close);
    g_clear_pointer(&centre->claims, claims_release);
    if (run->lock >= 0)
        close(run->lock);
    run->lock = -1;
}

static void end(struct run *run)
{
    struct centre *centre = &run->centre;
    g_clear_handle_id(&run->grace, g_source_remove);
    g_clear_handle_id(&run->step, g_source_remove);
    g_clear_handle_id(&centre->jump_timer, g_source_remove);
    centre->stopping = TRUE;
    watch_free(centre->watch);
    if (!centre->dry_run)
        register_write_head(centre->registry, NULL);
    intake_free(centre->intake);
    reading_free(centre->reading);
    outbox_free(centre->outbox);
}

/* What prepare() and open_register() made. */
static void leave(struct run *run)
{
    struct centre *centre = &run->centre;
    accesses_free(centre->accesses);
    alarm_free(centre->alarm);
    g_clear_handle_id(&run->watchdog, g_source_remove);
    g_clear_pointer(&centre->loop, g_main_loop_unref);
    close_register(run);
    g_free(run->problem);
}

/* Somebody has put an older register in the place of this one: what was due since then may have gone. */
static gboolean look_for_older_copy(struct centre *centre, GError **error)
{
    if (!register_is_older_copy(centre->registry, &centre->older_copy, error))
        return FALSE;
    return !centre->older_copy || register_restored(centre->registry, clock_now(), error);
}

static gboolean open_register(struct run *run, GError **error)
{
    struct centre *centre = &run->centre;
    const char *state_dir = centre->config->state_dir;
    if (!check_state_dir(state_dir, error))
        return FALSE;
    run->lock = register_lock(state_dir, error);
    if (run->lock >= 0 && !centre->dry_run && !(centre->claims = claims_take(centre->config, error)))
        return FALSE;
    centre->registry = run->lock < 0 ? NULL : register_open(state_dir, REGISTER_CREATE, error);
    if (centre->registry && centre->dry_run && !centre->replay)
        register_read_mails_of(centre->registry, centre->config->oauth_dir); /* which a rehearsal leaves as it is */
    centre->wordings = centre->registry ? wordings_read(centre->config->wording_dir, error) : NULL;
    centre->answers = centre->wordings ? answers_new(centre, error) : NULL;
    guint given_up = 0;
    if (!centre->answers || !register_give_up(centre->registry, clock_now(), &given_up, error))
        return FALSE;
    if (!centre->dry_run && !look_for_older_copy(centre, error))
        return FALSE;
    if (given_up > 0)
        log_warning("%u mails stopped their readers %d times and are given up; a person is told",
                    given_up, MAIL_ATTEMPTS_MAX);
    return TRUE;
}

/* ---- a register that cannot be opened ---------------------------------------------------------- */

/* Not where another circulard is at work, nor where the wording is broken; and a single pass has no time.
 * Whoever else holds the register locked is waited for. */
static gboolean may_wait(const struct run *run, const GError *error)
{
    const struct centre *centre = &run->centre;
    gboolean another = g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_BUSY) && !centre->claims;
    return !centre->once && !another && (!centre->registry || centre->wordings);
}

/* Why the register could not be opened, and what to do about it. */
static char *say_problem(const struct run *run, const GError *error)
{
    const char *advice = "";
    if (g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_CORRUPT) ||
        g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_FOREIGN))
        advice = ": stop circulard, keep a copy of the whole folder, and restore the last backup";
    else if (run->lock < 0 && g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_BUSY))
        advice = ": stop it first (systemctl stop circulard), or look with --dry-run";
    return g_strconcat(error->message, advice, NULL);
}

static void tell_problem(struct run *run, const GError *error)
{
    g_autofree char *problem = say_problem(run, error);
    if (g_strcmp0(run->problem, problem) != 0)
        log_error("cannot begin: %s; it is tried again, every %d seconds in the end", problem, OPEN_MOST_S);
    systemd_status("cannot begin: %s", problem);
    alarm_wrong(run->centre.alarm, ALARM_REGISTER, problem);
    g_free(run->problem);
    run->problem = g_steal_pointer(&problem);
}

static gboolean open_again(gpointer data)
{
    struct run *run = data;
    g_autoptr(GError) error = NULL;
    run->again = 0;
    if (open_register(run, &error) || !may_wait(run, error)) {
        g_autofree char *problem = error ? say_problem(run, error) : NULL;
        if (problem)
            log_error("%s", problem);
        g_main_loop_quit(run->centre.loop);
        return G_SOURCE_REMOVE;
    }
    close_register(run);
    tell_problem(run, error);
    run->again_s = MIN(run->again_s * 2, OPEN_MOST_S);
    run->again = g_timeout_add_seconds(run->again_s, open_again, run);
    return G_SOURCE_REMOVE;
}

/* TRUE: it is open. */
static gboolean wait_for_register(struct life *life, struct run *run, const GError *error)
{
    struct centre *centre = &run->centre;
    close_register(run);
    prepare(run);
    run->waits = TRUE;
    alarm_recall(centre->alarm, ALARM_REGISTER, &life->trouble);
    run->again_s = OPEN_FIRST_S;
    run->again = g_timeout_add_seconds(run->again_s, open_again, run);
    tell_problem(run, error);
    systemd_ready();
    alarm_look(centre->alarm);
    g_main_loop_run(centre->loop);
    run->waits = FALSE;
    life->trouble = alarm_remember(centre->alarm, ALARM_REGISTER);
    g_clear_handle_id(&run->again, g_source_remove);
    if (centre->stopping || !centre->answers)
        return FALSE;
    log_info("the register is open again");
    life->trouble = (struct alarm_memory){0};
    alarm_opened(centre->alarm);
    return TRUE;
}

/* One configuration, from its opening of the register to its end. FALSE: it could not begin, or its
 * one pass had a failure. *next: the configuration to go on with. */
static gboolean run_once(struct life *life, const struct config *config,
                         const struct centre_options *options, struct config **next)
{
    struct run run = {
        .centre = {.config = config, .once = options->once, .dry_run = options->dry_run,
                   .replay = options->replay},
        .lock = -1};
    g_autoptr(GError) error = NULL;
    gboolean good = open_register(&run, &error);
    life->run = &run;
    if (good)
        prepare(&run);
    else if (may_wait(&run, error))
        good = wait_for_register(life, &run, error);
    else {
        g_autofree char *problem = say_problem(&run, error);
        log_error("%s", problem);
    }
    if (good) {
        begin(&run);
        log_info("watching %u mailbox%s for %u official%s", config->mailboxes->len,
                 config->mailboxes->len == 1 ? "" : "es", config->office->officials->len,
                 config->office->officials->len == 1 ? "" : "s");
        systemd_ready();
        systemd_status("watching %u mailboxes", config->mailboxes->len);
        g_main_loop_run(run.centre.loop);
        end(&run);
    }
    leave(&run);
    life->run = NULL;
    *next = run.next;
    return (good || run.centre.stopping) && !(run.centre.once && run.centre.failed);
}

gboolean centre_run(struct config *config, const struct centre_options *options)
{
    struct life life = {0};
    clock_moved(); /* from here on */
    const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        /* A rehearsal has changed its configuration, and takes no other in its midst. */
        life.signals[i] = g_unix_signal_add(
            numbers[i], numbers[i] == SIGHUP && !options->dry_run ? reload : terminate, &life);
    gboolean good = TRUE;
    struct config *next = config;
    while (next && good && !life.terminated) {
        AUTO(config) *current = g_steal_pointer(&next);
        good = run_once(&life, current, options, &next);
    }
    config_free(next);
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        g_source_remove(life.signals[i]);
    return good;
}
