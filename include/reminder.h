/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reminder: one mail to one official about one step of one matter, planned, then sent once.
 *
 * The outbox of the register holds them; (matter, version, recipient, step) is unique. */
#ifndef CIRCULARD_REMINDER_H
#define CIRCULARD_REMINDER_H

#include <glib.h>

#include "base/auto.h"

enum reminder_state {
    REMINDER_PLANNED, /* written, with its bytes and Message-ID; not yet handed out */
    REMINDER_CLAIMED, /* committed before the connection is made; found at start: in doubt */
    REMINDER_SENT,
    REMINDER_FAILED,  /* refused for good: a person must look */
    REMINDER_PASSED,  /* a later step went instead, or the matter was closed */
    REMINDER_STATES
};

/* Steps that begin so tell of an answer: they go whatever has become of the matter since, and no plan
 * passes them over. Their version is 0. */
#define REMINDER_ANSWER "answer:"
/* … and of those about one mail, which is named by its hash. */
#define REMINDER_UNREAD "unread:"

struct reminder {
    gint64 id;
    gint64 matter;       /* 0 for a mail about no matter (a mail that could not be read, an alarm) */
    guint version;       /* of the matter's deadlines */
    char *official;      /* id in the configuration */
    char *address;       /* addr-spec, checked */
    char *step;          /* "notice", "due-30" … "due-0", "overdue-1", "unread:<sha256>",
                            "answer:<mail>", "answer:closed:<reminder>", "doubt:<mail>" */
    GDate day;           /* the civil day on which it is due */
    enum reminder_state state;
    char *message_id;    /* fixed when planned, without angle brackets */
    GBytes *bytes;       /* canonical CRLF; NULL where not loaded */
    guint attempts;
    gint64 retry_at;     /* seconds since the epoch; 0 at once */
    gint64 doubt_at;     /* planned: since when it is not known whether the relay took it; 0: it did not */
    char *reply;         /* the server's last answer, escaped; or NULL */
    int calendar;        /* 1: bears the calendar's date; -1: takes it back; 0: neither */
};

/* Implemented in src/remind/reminder.c. */
struct reminder *reminder_new(void);
void reminder_free(struct reminder *reminder);
AUTO_DEFINE(reminder)
const char *reminder_state_name(enum reminder_state state);
/* Of one official's reminders of one matter, in their order: the Message-ID that the others answer (RFC 5322,
 * In-Reply-To); NULL where none went or will go. The reminder's. */
const char *reminders_thread(const GPtrArray *mine);

#endif
