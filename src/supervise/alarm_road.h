/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roads by which an alarm leaves: mails through a relay of their own, and a command. */
#ifndef CIRCULARD_SUPERVISE_ALARM_ROAD_H
#define CIRCULARD_SUPERVISE_ALARM_ROAD_H

#include "remind/alarm_mail.h"
#include "supervise/centre.h"

/* One mail or one run of the command has ended; part: as it was given. */
typedef void (*alarm_told)(const char *part, gboolean delivered, gpointer data);

struct alarm_road;
struct alarm_road *alarm_road_new(const struct centre *centre, alarm_told told, gpointer data);
void alarm_road_free(struct alarm_road *road);
/* Starts all that are configured; returns how many, each of which ends with a call of told, none before
 * alarm_road_go(). */
guint alarm_road_tell(struct alarm_road *road, const struct alarm_news *news);
void alarm_road_go(struct alarm_road *road);

#endif
