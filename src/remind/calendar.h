/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Working days of one country or office: weekend days, holidays, extra working days. */
#ifndef CIRCULARD_REMIND_CALENDAR_H
#define CIRCULARD_REMIND_CALENDAR_H

#include <glib.h>

#include "base/auto.h"

struct calendar;

/* weekend: bit (1 << GDateWeekday), so Saturday and Sunday are CALENDAR_WEEKEND. */
#define CALENDAR_WEEKEND ((1u << G_DATE_SATURDAY) | (1u << G_DATE_SUNDAY))
struct calendar *calendar_new(guint weekend);
void calendar_free(struct calendar *calendar);
AUTO_DEFINE(calendar)

void calendar_add_holiday(struct calendar *calendar, const GDate *day);
void calendar_add_working_day(struct calendar *calendar, const GDate *day); /* wins over both */

/* A NULL calendar has working days only. */
gboolean calendar_works(const struct calendar *calendar, const GDate *day);
/* The day itself where it is a working day, else the last one before it; at most 31 days away. */
GDate calendar_on_or_before(const struct calendar *calendar, const GDate *day);
GDate calendar_on_or_after(const struct calendar *calendar, const GDate *day);
/* Working days after from, up to and with to: on Friday, Monday is 1 away. 0 where to <= from. */
guint calendar_working_days(const struct calendar *calendar, const GDate *from, const GDate *to);

#endif
