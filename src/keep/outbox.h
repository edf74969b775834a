/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the outbox, as outbox.c and outbox_move.c read them, inside a transaction of the caller. */
#ifndef CIRCULARD_KEEP_OUTBOX_H
#define CIRCULARD_KEEP_OUTBOX_H

#include "keep/keep.h"

/* A query is the columns, one of the two sources, and a condition on r. */
#define REMINDER_COLUMNS                                                                           \
    "SELECT r.id, r.matter, r.version, r.official, r.address, r.step, r.day, r.state,"             \
    " r.message_id, r.attempts, r.retry_at, r.reply, r.calendar, r.doubt_at"
#define FROM_REMINDERS " FROM reminders r "
#define WITH_BYTES     ", b.bytes FROM reminders r LEFT JOIN reminder_bytes b ON b.reminder = r.id "
#define REMINDER_BYTES 14 /* the column that WITH_BYTES adds */

/* The reminder of this row, without its bytes. The caller's. */
struct reminder *outbox_at(const struct rows *rows);

#endif
