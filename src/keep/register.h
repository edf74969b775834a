/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The register: every mail, matter, deadline, reminder and what was done, in one SQLite file.
 *
 *     state_dir/register.db           rollback journal, synchronous=EXTRA, STRICT tables
 *     state_dir/mails/ab/<sha256>.eml the mails as they came, named by their own hash
 *
 * Here are opening, the outbox, health and history; keep/mails.h and keep/matters.h are the rest of it.
 *
 * Every function that writes is one transaction: it happened wholly, or not at all and *error says
 * why. Times (now: seconds since the epoch) and days are arguments. The daemon and circularctl may
 * hold the register open at the same time. What is returned belongs to the caller, unless said
 * otherwise; arrays own their members. */
#ifndef CIRCULARD_KEEP_REGISTER_H
#define CIRCULARD_KEEP_REGISTER_H

#include <glib.h>

#include "base/auto.h"
#include "keep/mails.h"
#include "keep/matters.h"
#include "matter.h"
#include "reminder.h"

#define REGISTER_ERROR (register_error_quark())
GQuark register_error_quark(void);
enum {
    REGISTER_ERROR_SYSTEM,  /* disk full, unreadable, read-only: the administrator's */
    REGISTER_ERROR_BUSY,    /* another process holds it: nothing was done, try again */
    REGISTER_ERROR_NEWER,   /* written by a newer circulard */
    REGISTER_ERROR_OLDER,   /* written by an older one, and this opening may not migrate */
    REGISTER_ERROR_FOREIGN, /* not a register of circulard */
    REGISTER_ERROR_CORRUPT,
    REGISTER_ERROR_MISSING, /* no such file, mail, matter or reminder */
    REGISTER_ERROR_REFUSED, /* a move that the tables of allowed moves do not hold */
};

/* ---- opening --------------------------------------------------------------------------------- */

enum register_mode {
    REGISTER_READ,   /* an existing one, to look at */
    REGISTER_WRITE,  /* an existing one of exactly this version */
    REGISTER_CREATE, /* the daemon: makes it where it is missing, migrates an older one */
};

struct registry *register_open(const char *state_dir, enum register_mode mode, GError **error);
void register_close(struct registry *registry); /* NULL is fine */
static inline void registry_cleanup(struct registry **registry)
{
    register_close(*registry);
}

/* Whether another process, such as circularctl, has written to the register since this was last asked;
 * the first answer is always no. */
gboolean register_changed_elsewhere(struct registry *registry, gboolean *changed, GError **error);

/* Between these two, each call is a part of one transaction: kept or undone by itself, and committed with
 * the others, or lost with them where the end fails. For many small steps that the caller can do again. Not
 * across a return to the main loop. */
gboolean register_group_begin(struct registry *registry, GError **error);
gboolean register_group_end(struct registry *registry, GError **error);

/* FALSE: this is root, and the folder another user's. Not for circularctl, which makes no file there but gives
 * it away. */
gboolean register_check_owner(const char *state_dir, GError **error);

/* An exclusive lock on state_dir/lock: the descriptor to keep open, or -1 (REGISTER_ERROR_BUSY
 * where another circulard has it). Creates nothing but that file. */
int register_lock(const char *state_dir, GError **error);

/* ---- the outbox ------------------------------------------------------------------------------ */

const char *reminder_state_key(enum reminder_state state); /* as stored: "planned" */

/* Writes those that are not there yet, all in one transaction; (matter, version, official, step) is
 * unique. Fills in their ids; the id of one that was there already stays 0. Each must be planned
 * (with bytes and Message-ID) or passed (without). */
gboolean register_plan(struct registry *registry, GPtrArray *reminders, gint64 now, guint *planned,
                       GError **error);
gboolean register_has_step(struct registry *registry, gint64 matter, guint version,
                           const char *official, const char *step, gboolean *has, GError **error);
/* How many mails to an official were written on this day, of the steps that match a glob; about this matter
 * (0: about none, -1: about any). */
gboolean register_mails_to(struct registry *registry, const char *official, gint64 matter,
                           const char *steps, const GDate *day, guint *count, GError **error);
/* Planned, retry_at not after now (or too far ahead: a clock that was put back); oldest day first; without bytes. Of struct reminder. */
GPtrArray *register_due(struct registry *registry, gint64 now, guint most, GError **error);
/* Seconds since the epoch of the earliest retry_at of planned ones, 1 where one was never tried; 0: none is
 * planned. */
gboolean register_next_retry(struct registry *registry, gint64 *at, GError **error);
/* Committed before a connection is made. *claimed holds the bytes; it is NULL where the matter is
 * no longer live or its deadlines have another version: then the reminder was passed over instead; and
 * where our own copy shows that it was sent: then it is sent. */
gboolean register_claim(struct registry *registry, gint64 reminder, gint64 now,
                        struct reminder **claimed, GError **error);
gboolean register_sent(struct registry *registry, gint64 reminder, const char *reply, gint64 now,
                       GError **error);
gboolean register_failed(struct registry *registry, gint64 reminder, const char *reply, gint64 now,
                         GError **error);
/* Nothing was taken by the server: planned again, due at retry_at. */
gboolean register_later(struct registry *registry, gint64 reminder, const char *reply,
                        gint64 retry_at, gint64 now, GError **error);
/* Nothing was taken, and nothing would be: planned again at once, with other bytes in the place of those
 * refused. */
gboolean register_rewritten(struct registry *registry, gint64 reminder, GBytes *bytes, const char *reply,
                            gint64 now, GError **error);
gboolean register_passed(struct registry *registry, gint64 reminder, const char *why, gint64 now,
                         GError **error);
/* A reminder that was sent, and came back: failed. *reminder: its id; 0 where no such one is sent. */
gboolean register_bounced(struct registry *registry, const char *message_id, gint64 matter,
                          const char *official, const char *words, gint64 now, gint64 *reminder,
                          GError **error);
/* It is not known whether the server took it: planned again, due at retry_at, in doubt since the claim;
 * or, where our own copy of it has come already (*proven), sent. */
gboolean register_doubt(struct registry *registry, gint64 reminder, const char *reply,
                        gint64 retry_at, gint64 now, gboolean *proven, GError **error);
/* A planned one is looked at again at that time; nothing else changes. */
gboolean register_put_off(struct registry *registry, gint64 reminder, gint64 retry_at,
                          GError **error);
/* The register was put back from a backup: what is planned, and what will be planned for days up to
 * now, is in doubt. */
gboolean register_restored(struct registry *registry, gint64 now, GError **error);
/* When that was; 0: never. */
gboolean register_restored_at(struct registry *registry, gint64 *at, GError **error);

/* Where the history ends is also written beside the register: a register that ends before that, or
 * otherwise, is an older copy that somebody has put back. */
#define REGISTER_HEAD_FILE "history.head"
gboolean register_write_head(struct registry *registry, GError **error);
gboolean register_is_older_copy(struct registry *registry, gboolean *older, GError **error);
/* Claimed ones. At start: in doubt, with bytes. Of struct reminder. */
GPtrArray *register_claimed(struct registry *registry, GError **error);
/* Planned ones of closed matters or of versions that hold no more are passed over. */
gboolean register_pass_dead(struct registry *registry, gint64 now, guint *passed, GError **error);
/* All of one matter (0: those about no matter), oldest first, without bytes. Of struct reminder. */
GPtrArray *register_reminders(struct registry *registry, gint64 matter, GError **error);
GBytes *register_reminder_bytes(struct registry *registry, gint64 reminder, GError **error);

/* ---- health ---------------------------------------------------------------------------------- */

/* One part of the daemon: "mailbox NAME", "relay", "reading", "register". */
struct health {
    char *name;
    gint64 success_at;    /* the last one; 0: never */
    gint64 failing_since; /* the first failure after it; 0: all is well */
    char *error;          /* of the last failure */
    gint64 alarmed_at;    /* when people were last told of this trouble; 0: not */
};
void health_free(struct health *health);
/* What is told once, kept until it was: in name, error and failing_since of struct health. */
gboolean register_keep_news(struct registry *registry, const struct health *news, GError **error);
gboolean register_drop_news(struct registry *registry, const char *name, GError **error);
GPtrArray *register_news(struct registry *registry, GError **error);
/* Of a server, as the last connection to it showed: how long its certificate holds. ends_at 0: not known. */
struct certificate {
    gint64 begins_at, ends_at;
};
gboolean register_note_certificate(struct registry *registry, const char *server,
                                   const struct certificate *certificate, GError **error);
gboolean register_certificate(struct registry *registry, const char *server, struct certificate *certificate,
                              GError **error);
GPtrArray *register_health(struct registry *registry, GError **error); /* of struct health */
gboolean register_went_well(struct registry *registry, const char *name, gint64 now, GError **error);
gboolean register_went_wrong(struct registry *registry, const char *name, const char *sentence,
                             gint64 now, GError **error);
/* People were told (0: that it is over). */
gboolean register_alarmed(struct registry *registry, const char *name, gint64 at, GError **error);

struct counts {
    guint64 mails[MAIL_STATES], matters[MATTER_STATES], reminders[REMINDER_STATES];
    guint64 in_doubt; /* planned reminders of which it is not known whether the relay took them */
};
gboolean register_counts(struct registry *registry, struct counts *counts, GError **error);

/* ---- history --------------------------------------------------------------------------------- */

struct history_row {
    gint64 id, at;
    gint64 matter, mail, reminder; /* 0 for none */
    char *actor; /* "circulard", "administrator" or an official's id */
    char *what;  /* "registered", "joined", "moved", "planned", "sent", … */
    char *words; /* for people */
};
void history_row_free(struct history_row *row);

gboolean register_note(struct registry *registry, gint64 matter, const char *actor,
                       const char *words, gint64 now, GError **error);
/* Of one matter, oldest first. Of struct history_row. */
GPtrArray *register_history(struct registry *registry, gint64 matter, GError **error);
/* Follows the chain. *broken is 0 where it holds, else the first row that does not fit. */
gboolean register_verify(struct registry *registry, gint64 *broken, GError **error);
/* SQLite's own checks of pages, keys and references: FALSE with *error where they find something.
 * 20 ms for 2,000 mails (4.5 MB). */
gboolean register_check(struct registry *registry, GError **error);

/* A consistent copy of the register, without the mails, into another, empty state_dir; also while the
 * daemon runs. */
gboolean register_copy(struct registry *registry, const char *state_dir, GError **error);

#endif
