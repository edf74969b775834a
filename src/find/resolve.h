/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A date as written into a day of the calendar. */
#ifndef CIRCULARD_FIND_RESOLVE_H
#define CIRCULARD_FIND_RESOLVE_H

#include "find/document.h"

/* What the letter says of itself; Julian days, 0 unknown. */
struct frame_of_time {
    guint32 letter;   /* its own date, else the day it was sent or received */
    guint32 receipt;  /* a stamp in the text, else the day received */
    guint32 opening, closing; /* of the session or meeting that it is about */
    gboolean month_first;     /* the document shows 07/14/2025 somewhere */
};

/* Fills first, last, alternative and the flags; first and last stay 0 where it cannot be known. */
void resolve_date(const struct document *d, struct date *date, const struct frame_of_time *frame);
guint32 resolve_day(guint day, guint month, guint year); /* Julian, 0 where no such day */
GDate resolve_gdate(guint32 julian); /* not valid for 0 */
guint32 resolve_working_days(guint32 from, int days);    /* Monday to Friday */
guint32 resolve_add(guint32 from, int amount, enum unit unit);

#endif
