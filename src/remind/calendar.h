/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Working days of one country or office: weekend days, holidays, extra working days. */
#ifndef CIRCULARD_REMIND_CALENDAR_H
#define CIRCULARD_REMIND_CALENDAR_H

#include <glib.h>

#include "base/auto.h"
#include "base/conf.h"
#include "office.h"

struct calendar;

/* weekend: bit (1 << GDateWeekday), so Saturday and Sunday are CALENDAR_WEEKEND. */
#define CALENDAR_WEEKEND ((1u << G_DATE_SATURDAY) | (1u << G_DATE_SUNDAY))
struct calendar *calendar_new(guint weekend);
void calendar_free(struct calendar *calendar);
AUTO_DEFINE(calendar)

void calendar_add_holiday(struct calendar *calendar, const GDate *day);
void calendar_add_working_day(struct calendar *calendar, const GDate *day); /* wins over both */

void calendar_sum(const struct calendar *calendar, GChecksum *sum); /* as calendars_sum() */

/* A NULL calendar has working days only. */
gboolean calendar_works(const struct calendar *calendar, const GDate *day);
/* The day itself where it is a working day, else the last one before it; at most 31 days away. */
GDate calendar_on_or_before(const struct calendar *calendar, const GDate *day);
GDate calendar_on_or_after(const struct calendar *calendar, const GDate *day);
/* The day that lies so many working days before this one: one before Monday is Friday. */
GDate calendar_before(const struct calendar *calendar, const GDate *day, guint working_days);
/* Working days after from, up to and with to: on Friday, Monday is 1 away. 0 where to <= from. */
guint calendar_working_days(const struct calendar *calendar, const GDate *from, const GDate *to);

/* ---- by name, as the configuration has them ---- */

/* The days of an iCalendar file, at most 4 MiB, of the years 2000 to 2099, as holidays or, with works, as
 * working days. */
gboolean calendar_add_file(struct calendar *calendar, const char *path, gboolean works,
                           GError **error);

struct calendars;
/* Reads the list calendars below root:
 *     calendars = ( { name = "ee"; weekend = ( "saturday", "sunday" );
 *                     holidays = ( "ee.ics", "2025-12-31", "12-27" ); working_days = ( … ); } );
 * A holiday is a file (relative to folder), a day, or a day of every year. Mistakes are noted in the
 * conf. Never NULL; without the list there are no calendars. */
struct calendars *calendars_read(struct conf *conf, const struct conf_node *root, const char *folder);
void calendars_free(struct calendars *calendars);
AUTO_DEFINE(calendars)
/* NULL where there is none of that name, or name is NULL: every day is a working day. */
const struct calendar *calendars_find(const struct calendars *calendars, const char *name);
/* All that they say, into a checksum: the same days, the same sum. */
void calendars_sum(const struct calendars *calendars, GChecksum *sum);
/* The one that an official works by; NULL: every day. */
const struct calendar *calendar_of(const struct office *office, const struct official *official);

#endif
