/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What circulard says when it is itself in trouble, and by which roads.
 *
 * Each part of the daemon (a mailbox, the relay, reading, the register) tells here what went well and
 * what went wrong. A trouble that lasts is told by mail and by a command, again while it lasts, and once
 * when it is over; after each look the metrics are written. */
#ifndef CIRCULARD_SUPERVISE_ALARM_H
#define CIRCULARD_SUPERVISE_ALARM_H

#include "supervise/centre.h"

/* centre->registry may be missing, and come later: alarm_opened(). */
struct alarm *alarm_new(struct centre *centre);
void alarm_opened(struct alarm *alarm);
/* Of a part, for the next alarms while no register can keep it. */
struct alarm_memory {
    gint64 since, told; /* 0: not in trouble; not told */
};
struct alarm_memory alarm_remember(struct alarm *alarm, const char *part);
void alarm_recall(struct alarm *alarm, const char *part, const struct alarm_memory *memory);
void alarm_free(struct alarm *alarm);
void alarm_well(struct alarm *alarm, const char *part);
void alarm_wrong(struct alarm *alarm, const char *part, const char *sentence);
/* Told at once, and again until one road takes it: nothing that lasts. */
void alarm_once(struct alarm *alarm, const char *part, const char *sentence);
/* Nothing is left to be done there: no success, and no trouble. */
void alarm_moot(struct alarm *alarm, const char *part);
void alarm_look(struct alarm *alarm); /* tells what is due to be told */
void alarm_stop(struct alarm *alarm);
gboolean alarm_busy(const struct alarm *alarm); /* something is being told */

#define ALARM_RELAY    "relay"
#define ALARM_READING  "reading"
#define ALARM_REGISTER "register"
#define ALARM_PAGES    "register file" /* what is stored, and not whether anything can be */

#endif
