/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is due now for one official in one matter. Pure: the same input, the same answer.
 *
 * The steps of a matter, in the order of their days:
 *   notice                  at once; again for each new version of the deadlines
 *   confirm                 instead of the notice, where the matter is in doubt
 *   due-30:2025-09-16       so many days before each deadline, counted to that date
 *   overdue-1:2025-09-16    the day after, then every overdue_every_days
 *   confirm-7, undated-14   so many days after the first mail, while in doubt or without a date
 *   snoozed:2025-09-01      the day on which a snooze ends
 *   escalated-5:2025-09-16  to supervisors alone: so many working days after a deadline that nobody
 *                           has answered; repeated like overdue (escalated-12, …: days in all)
 * The key is unique for (matter, version, official) in the outbox, and says everything.
 *
 * The latest step whose day has come goes, earlier ones are passed over; none goes on the day of the
 * notice or after closing. Steps before a deadline move to the working day before a day off; those
 * after it to the next working day. A matter with several deadlines has a ladder to each, one after the
 * other. A snooze holds back all but the last two steps before a deadline and what follows it: the
 * centre leaves the matter snoozed until the step that ends the snooze is in the outbox. */
#ifndef CIRCULARD_REMIND_PLAN_H
#define CIRCULARD_REMIND_PLAN_H

#include <glib.h>

#include "base/auto.h"
#include "matter.h"
#include "office.h"
#include "reminder.h"
#include "remind/calendar.h"

enum step_kind {
    STEP_NOTICE,
    STEP_CONFIRM,       /* the first question, and those that repeat it */
    STEP_DUE,
    STEP_OVERDUE,
    STEP_UNDATED,       /* open, and no date to count to */
    STEP_SNOOZED,       /* the snooze is over */
    STEP_STAGE,         /* one of the office's own, so many working days before a deadline */
    STEP_ESCALATED,     /* to a supervisor */
    STEP_DOUBT,         /* a mail brought a doubt: "doubt:<mail>", made by step_doubt() */
};

struct step {
    char *key;           /* for reminder.step */
    enum step_kind kind;
    guint days;          /* 30 of due-30, 8 of overdue-8, 20 of stage-20; else 0 */
    GDate due;           /* the last good day it counts to; not valid where there is none */
    GDate day;           /* the day on which it goes */
    guint number, total; /* "reminder 3 of 6"; 0 where it is not one of the ladder */
};

struct plan {
    struct step *due;     /* what is to be sent now; NULL: nothing */
    GPtrArray *overtaken; /* of const struct reminder *, out of the outbox: planned, not yet handed out,
                             and no longer wanted: to be marked REMINDER_PASSED */
    GPtrArray *skipped;   /* of char *: keys passed over in favour of due (an outage, a late arrival).
                             For the history alone: what never was planned stays out of the outbox,
                             so that a clock that ran ahead cannot use up a ladder */
    GDate next;           /* the next day on which something will be due; may be not valid */
};

struct plan_input {
    const struct matter *matter;
    const struct official *official;
    const struct office *office;
    const GPtrArray *outbox;         /* of struct reminder: all of this matter and official */
    GDate today;                     /* in the official's zone: clock_day(now, official->zone) */
    int hour;                        /* 0..23 there: clock_hour() */
    gboolean supervises;             /* the official is not reminded, but told what stays overdue */
};

struct plan *plan_make(const struct plan_input *input);
void plan_free(struct plan *plan);
AUTO_DEFINE(plan)

/* All steps of the ladder that are still to come or have been, by day: for a preview. */
GPtrArray *plan_ladder(const struct plan_input *input); /* of struct step */

struct step *step_new(void);
char *step_key(enum step_kind kind, guint days, const GDate *due);
struct step *step_doubt(gint64 mail, const GDate *today);
void step_free(struct step *step);
AUTO_DEFINE(step)
/* A step out of its key, to compose it again: FALSE where the key is none of the above. */
gboolean step_parse(const char *key, struct step *step);

#endif
