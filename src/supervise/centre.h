/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The centre of the star: it holds the register and decides what happens next. Its parts:
 *
 *     intake    asks the fetchers for mails and stores them        (intake.c)
 *     reading   has stored mails read, and records the findings    (reading.c)
 *     outbox    plans reminders (planning.c), has them sent        (outbox.c)
 *     watch     sees what circularctl writes to the register       (watch.c)
 *     alarm     says when one of them is in trouble                (alarm.c)
 *
 * All of it runs in one main loop; nothing here waits for a child or looks at a mail's bytes. */
#ifndef CIRCULARD_SUPERVISE_CENTRE_H
#define CIRCULARD_SUPERVISE_CENTRE_H

#include <glib.h>

#include "base/auto.h"
#include "config.h"
#include "keep/register.h"
#include "remind/wording.h"

struct accesses;
struct alarm;
struct answers;
struct intake;
struct reading;
struct replay;
struct outbox;
struct watch;

struct centre {
    const struct config *config;
    struct registry *registry;
    struct wordings *wordings;
    struct answers *answers;
    GArray *claims; /* of the mailboxes (claim.c); NULL in a rehearsal */
    GMainLoop *loop;
    struct accesses *accesses;
    struct intake *intake;
    struct reading *reading;
    struct outbox *outbox;
    struct watch *watch;
    struct alarm *alarm;
    gboolean once;     /* one poll, one pass over what is due, then stop */
    gboolean dry_run;  /* mails are printed, not sent */
    struct replay *replay; /* --replay: one pass follows another, each at its own time; else NULL */
    gboolean stopping;
    gboolean changed;  /* since reminders were last planned */
    gint64 looked_at;  /* when reminders were last planned under this configuration; 0: not yet */
    gint64 retained_at; /* when old mails were last given up; 0: not yet */
    gint64 checked_at; /* when the register's file was last looked through; 0: not yet */
    guint jump_timer;  /* while planning waits, for the clock was moved far ahead (jump.c) */
    gboolean older_copy; /* the register was put back by somebody */
    gboolean failed;   /* something a --once run reports by its exit status */
};

struct centre_options {
    gboolean once, dry_run;
    struct replay *replay; /* with both of them; NULL for none */
};
/* Runs until SIGTERM or SIGINT, again with each configuration that SIGHUP brings, or to the end of its one
 * pass; takes config over. FALSE: it could not begin, or the pass had a failure (it is in the log). */
gboolean centre_run(struct config *config, const struct centre_options *options);

/* Called by a part when it has nothing under way any more. */
void centre_idle(struct centre *centre);
/* The day that a moment is for the administrator. */
GDate centre_day(const struct centre *centre, gint64 seconds);

struct intake *intake_new(struct centre *centre);
void intake_free(struct intake *intake);
void intake_start(struct intake *intake);
void intake_stop(struct intake *intake);
gboolean intake_busy(const struct intake *intake);

struct reading *reading_new(struct centre *centre);
void reading_free(struct reading *reading);
void reading_wake(struct reading *reading); /* there may be mails to read */
void reading_stop(struct reading *reading);
gboolean reading_busy(const struct reading *reading);

/* Writes what is due now into the register. */
gboolean planning_pass(struct centre *centre, GError **error);

struct outbox *outbox_new(struct centre *centre);
void outbox_free(struct outbox *outbox);
void outbox_start(struct outbox *outbox);  /* resolves what was left claimed, plans, sends */
void outbox_plan(struct outbox *outbox);   /* plans what is due now and sends it */
void outbox_stop(struct outbox *outbox);   /* starts no other mail */
gboolean outbox_busy(const struct outbox *outbox);

#endif
