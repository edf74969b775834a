/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The register: every mail, matter, deadline, reminder and what was done, in one SQLite file.
 *
 *     state_dir/register.db           rollback journal, synchronous=EXTRA, STRICT tables
 *     state_dir/mails/ab/<sha256>.eml the mails as they came, named by their own hash
 *
 * Every function that writes is one transaction: it happened wholly, or not at all and *error says
 * why. Times (now: seconds since the epoch) and days are arguments. The daemon and circularctl may
 * hold the register open at the same time. What is returned belongs to the caller, unless said
 * otherwise; arrays own their members. */
#ifndef CIRCULARD_KEEP_REGISTER_H
#define CIRCULARD_KEEP_REGISTER_H

#include <glib.h>

#include "base/auto.h"
#include "mail.h"
#include "finding.h"
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

struct registry;
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

/* An exclusive lock on state_dir/lock: the descriptor to keep open, or -1 (REGISTER_ERROR_BUSY
 * where another circulard has it). Creates nothing but that file. */
int register_lock(const char *state_dir, GError **error);

/* ---- mails and mailboxes --------------------------------------------------------------------- */

#define MAIL_ATTEMPTS_MAX 5

enum mail_state {
    MAIL_STORED, /* to be read */
    MAIL_READ,
    MAIL_UNREAD, /* could not be read: a person is told */
    MAIL_STATES
};
const char *mail_state_name(enum mail_state state);

/* What became of a mail that was read. */
enum outcome {
    OUTCOME_NONE,        /* not read yet */
    OUTCOME_NEW,         /* a matter of its own */
    OUTCOME_INFORMATION, /* a matter of its own that asks nothing */
    OUTCOME_COPY,        /* the letter of a matter once more */
    OUTCOME_LANGUAGE,    /* the letter of a matter in another language */
    OUTCOME_LATER,       /* a later letter on a matter: extension, correction, reminder */
    OUTCOME_EARLIER,     /* a letter on a matter that is older than the one already known */
    OUTCOME_ANSWER,      /* somebody's answer to one of our own reminders */
    OUTCOME_OWN,         /* one of our own reminders, come back */
    OUTCOME_NO_CIRCULAR,
    OUTCOME_UNREAD,      /* not seen to be a circular, but a part or all of it could not be read */
    OUTCOME_UNREGISTERED, /* a circular that makes no matter: too many of unverified senders that day */
    OUTCOMES
};
const char *outcome_name(enum outcome outcome); /* "new matter" */

struct mail_row {
    gint64 id;
    char *sha256, *message_id, *from, *subject; /* the last three: NULL until read */
    char *source;        /* a mailbox where it was seen; NULL for none */
    gint64 received_at;  /* as the source said; 0 unknown */
    gint64 stored_at;
    guint64 bytes;
    gboolean kept;       /* its bytes are on disk; FALSE for one that was too large to take */
    enum mail_state state;
    guint attempts;
    enum outcome outcome;
    gint64 matter;       /* 0 for none */
    char *why;           /* it could not be read, or is not registered; or NULL */
};
void mail_row_free(struct mail_row *row);
AUTO_DEFINE(mail_row)

/* One place where a mail was seen. */
struct sighting {
    const char *source;
    guint32 validity, uid; /* RFC 3501, 2.3.1.1 */
};

struct stored {
    gint64 mail;
    gboolean new_mail; /* FALSE: these bytes were known; only the sighting is new */
};

struct incoming {
    GBytes *raw;
    const struct sighting *where; /* NULL: a mail from a pipe */
    gint64 received_at;
    struct stored stored; /* filled in */
};

/* The bytes of all go to disk (and are synced) before the rows; the rows are one transaction, so
 * that a first import does not wait for the disk at every mail. */
gboolean register_store_mails(struct registry *registry, struct incoming *mails, guint count,
                              gint64 now, GError **error);
/* One. */
gboolean register_store_mail(struct registry *registry, GBytes *raw, const struct sighting *where,
                             gint64 received_at, gint64 now, struct stored *stored, GError **error);
/* A mail that was too large to take (bytes as the server announced): registered, unread. */
gboolean register_store_oversize(struct registry *registry, guint64 bytes,
                                 const struct sighting *where, gint64 received_at, gint64 now,
                                 struct stored *stored, GError **error);

struct reconciled {
    GArray *lacking;       /* of struct uid_range, rising: held by the server, not in the ledger */
    guint64 held, missing; /* mails the server holds; of these, mails in lacking */
    guint64 gone;          /* in the ledger, held no more; told once */
    gboolean renumbered;   /* another UIDVALIDITY, or UIDNEXT went back: all is lacking again */
};
void reconciled_clear(struct reconciled *reconciled);

/* What the server holds (ranges in any order, overlapping or not) against the ledger. */
gboolean register_reconcile(struct registry *registry, const char *source, guint32 validity,
                            guint32 next_uid, const GArray *held, gint64 now,
                            struct reconciled *reconciled, GError **error);
/* The end of a poll. On success the cursor moves to what the last register_reconcile() was told,
 * but only where every mail held has its sighting: it never passes what is not stored. */
gboolean register_poll_succeeded(struct registry *registry, const char *source, gint64 now,
                                 GError **error);
gboolean register_poll_failed(struct registry *registry, const char *source, int kind,
                              const char *sentence, gint64 now, GError **error);

struct cursor {
    char *source;
    guint32 validity, next_uid; /* 0: never polled */
    guint64 count;              /* mails held at the last complete poll */
    gint64 success_at;          /* 0: never */
    gint64 failing_since;       /* first failure after the last success; 0 where all is well */
    int error_kind;
    char *error;                /* the last failure's sentence; NULL where all is well */
};
void cursor_free(struct cursor *cursor);
AUTO_DEFINE(cursor)
struct cursor *register_cursor(struct registry *registry, const char *source, GError **error);
GPtrArray *register_cursors(struct registry *registry, GError **error); /* of struct cursor */

/* Stored and not read: those never tried, the oldest first; where there is none, those with fewer
 * than MAIL_ATTEMPTS_MAX attempts, so that what once was under way at a crash holds up nothing. Of
 * struct mail_row. */
GPtrArray *register_mails_to_read(struct registry *registry, guint most, GError **error);
/* Raises attempts. To be called before the child is started, so that a mail that kills the machine
 * cannot do it for ever. */
gboolean register_reading(struct registry *registry, gint64 mail, gint64 now, GError **error);
/* It was stopped for a reason that is not the mail's: the attempt does not count. */
gboolean register_reading_stopped(struct registry *registry, gint64 mail, GError **error);
/* The child died or ran out of time. The mail becomes unread when for_good, or when its attempts
 * are used up; else it stays to be read again. */
gboolean register_reading_failed(struct registry *registry, gint64 mail, const char *why,
                                 gboolean for_good, gint64 now, gboolean *unread, GError **error);
/* At start: mails whose attempts are used up without an answer (the machine died while they were
 * read) become unread. */
gboolean register_give_up(struct registry *registry, gint64 now, guint *mails, GError **error);
/* Unread (or read with unread parts and no matter), or not registered, and no reminder "unread:<sha256>"
 * planned yet, nor put on a day's list; those of verified senders first. Of struct mail_row. */
GPtrArray *register_mails_untold(struct registry *registry, guint most, GError **error);
/* The mail whose hash begins so; 0 with an error where there is none, or more than one. */
gint64 register_mail_by_hash(struct registry *registry, const char *beginning, GError **error);
/* A mail that was not read or not registered is to be read once more, and a letter of an unverified sender
 * registered, however many came on its day. REGISTER_ERROR_REFUSED, with the reason: it is another, or its bytes
 * are not kept. */
gboolean register_take_in(struct registry *registry, gint64 mail, const char *actor, gint64 now, GError **error);
/* All that are untold wait for the list of that day. */
gboolean register_put_on_list(struct registry *registry, const GDate *day, gint64 now, guint *count,
                              GError **error);
/* Those that wait for the list of this day or of an earlier one: the first of them by id, and how many
 * there are. Of struct mail_row. */
GPtrArray *register_mails_listed(struct registry *registry, const GDate *day, guint most, guint *count,
                                 GError **error);
/* Plans that list, unless it is there already, and notes all of these as told in it. */
gboolean register_plan_list(struct registry *registry, struct reminder *list, gint64 now, guint *told,
                            GError **error);
/* Mails by state and/or outcome (MAIL_STATES, OUTCOMES: any), latest first. Of struct mail_row. */
GPtrArray *register_mails(struct registry *registry, enum mail_state state, enum outcome outcome,
                          guint most, GError **error);
struct mail_row *register_mail(struct registry *registry, gint64 mail, GError **error);
struct mail_row *register_mail_of(struct registry *registry, const char *sha256, GError **error);
/* Why parts of one mail were not read or cut short: of struct flaw. */
GPtrArray *register_mail_unread_parts(struct registry *registry, gint64 mail, GError **error);

/* The mail as it came, its hash checked again. */
GBytes *register_mail_bytes(struct registry *registry, const char *sha256, GError **error);
char *register_mail_path(const struct registry *registry, const char *sha256); /* NULL: no hash */

/* Gives up the bytes of at most so many mails that were stored, and whose matters were all closed, before
 * that time; never of one that lives. Hash, findings and history stay. */
gboolean register_retain(struct registry *registry, gint64 before, gint64 now, guint most, guint *given_up,
                         GError **error);

/* ---- matters --------------------------------------------------------------------------------- */

/* What the centre decides about a mail. */
struct record_terms {
    gboolean verified;       /* the sender is known; else the mail changes no existing matter */
    guint strangers_most;    /* new matters out of letters of one day whose sender is not; 0: any number */
    const char *imitates;    /* a known sender for whom this one would be taken; NULL: none */
    double confidence_floor; /* below it a new matter is to be confirmed */
    const GPtrArray *recipients; /* of char *, ids of officials: for a new matter */
    gboolean own;            /* its Message-ID bears our seal: one of our own mails, come back */
    gint64 answered;         /* the matter that the mail was found to answer; 0 for none */
    GDate answered_day;      /* … and the day that its answer names, which is no news; may be not valid */
    /* For a new matter: number is the pattern, and correspondent, channel and original are filled in
     * by the register. NULL: no record is kept. */
    const struct record *record;
    GDate today;
    gint64 now;
};

struct recorded {
    enum outcome outcome;
    gint64 matter;     /* 0 for none */
    guint version;     /* of its deadlines, after this mail */
    gboolean changed;  /* a new version was written: people are to be told "was … / now …" */
    guint doubts;      /* doubts that this mail added to the matter */
};

/* The matter that these findings alone would make: for routing, before register_record(). Its id is
 * 0, its mails hold the one mail. */
struct matter *matter_draft(const struct findings *findings, const GDate *today);

/* One mail's findings, as one transaction: joins them to the matter they belong to, or makes one.
 * Called again for a mail that is already read, it changes nothing and says what it said then. */
gboolean register_record(struct registry *registry, gint64 mail, const struct findings *findings,
                         const struct record_terms *terms, struct recorded *recorded,
                         GError **error);

struct matter *register_matter(struct registry *registry, gint64 id, GError **error);

/* What to load beside the matter's own row; the arrays of the rest stay empty. */
enum matter_part {
    MATTER_PART_MAILS = 1 << 0,
    MATTER_PART_DEADLINES = 1 << 1, /* with requests */
    MATTER_PART_EARLIER = 1 << 2,
    MATTER_PART_DOUBTS = 1 << 3,
    MATTER_PART_FLAWS = 1 << 4,
    MATTER_PART_RECIPIENTS = 1 << 5,
    MATTER_PART_RECORD = 1 << 7,
    MATTER_PART_ALL = ((1 << 6) - 1) | MATTER_PART_RECORD,
    MATTER_PART_REMINDERS = 1 << 8, /* with register_matters(): see matters_reminders() */
    /* Instead of MATTER_PART_DEADLINES, for long lists: days, kinds and times, without quotes. */
    MATTER_PART_DATES = 1 << 6,
};
#define MATTER_STATE_BIT(state) (1u << (state))
#define MATTER_STATES_LIVE                                                                         \
    (MATTER_STATE_BIT(MATTER_OPEN) | MATTER_STATE_BIT(MATTER_CONFIRM) |                            \
     MATTER_STATE_BIT(MATTER_INFORMATION) | MATTER_STATE_BIT(MATTER_SNOOZED))

struct matter_filter {
    guint states;          /* of MATTER_STATE_BIT(); 0: any */
    guint parts;           /* of enum matter_part */
    const char *recipient; /* NULL: anybody's */
    const char *words;     /* in subject, reference or sender, without case; NULL: any */
    GDate due_from, due_to; /* a deadline of the current version lies in it; not valid: any */
    const char *number;     /* of the record, as a glob ("11-2/2025-*"); NULL: any */
    const char *kind;       /* letter_kind_name(); NULL: any */
    GDate look_by;          /* something may be due by this day (register_looked_at()); not valid: any */
};

/* Matters by rising id, in flat memory; no lock is held between two calls, so that others, and the
 * caller, may write meanwhile. The filter's strings are copied. */
struct matters;
struct matters *register_matters(struct registry *registry, const struct matter_filter *filter);
struct matter *matters_next(struct matters *matters, GError **error); /* NULL: the end, or *error */
/* Those of the matter that matters_next() gave last, oldest first, as they were when it was read; with
 * MATTER_PART_REMINDERS. They live until the next call of matters_next(). */
const GPtrArray *matters_reminders(struct matters *matters); /* of struct reminder */
void matters_free(struct matters *matters);
AUTO_DEFINE(matters)

/* A matter as a line of a long list. Its texts belong to the lines. */
struct matter_line {
    gint64 id;
    enum matter_state state;
    enum letter_kind kind;
    GDate due;             /* matter_due(); may be not valid */
    guint32 order;         /* its Julian day; G_MAXUINT32 where there is none */
    guint32 registered;    /* Julian day */
    const char *officials; /* ids, a blank between two; never NULL */
    const char *subject, *reference; /* or NULL */
    const char *number;    /* of the record; NULL where there is none or parts lack MATTER_PART_RECORD */
};
struct matter_lines {
    GArray *all;         /* of struct matter_line, by rising id */
    GStringChunk *texts;
};
struct matter_lines *register_lines(struct registry *registry, const struct matter_filter *filter,
                                    const GDate *today, GError **error);
void matter_lines_free(struct matter_lines *lines);
AUTO_DEFINE(matter_lines)

/* When a matter is to be looked at next, as found when it had that many changes. What changes it
 * meanwhile wins: then it is looked at at once. All in one transaction. */
struct look {
    gint64 matter;
    guint64 changes;
    GDate next; /* not valid: only when something happens to it */
};
gboolean register_looked_at(struct registry *registry, const GArray *looks, GError **error);
/* By which rules (config.h, sum) every live matter was looked at, and the day of the last pass since:
 * *rules NULL where it never was. */
gboolean register_looked_by(struct registry *registry, char **rules, GDate *day, GError **error);
gboolean register_set_looked_by(struct registry *registry, const char *rules, const GDate *day,
                                GError **error);

/* Other mails, no circulars, that name a country and an instrument, article or case which letters of the
 * matter name too; the latest first, at most BACKGROUND_MAX. Of struct matter_mail. */
#define BACKGROUND_MAX 10
GPtrArray *register_background(struct registry *registry, gint64 matter, GError **error);

/* Kind and subject of the matters whose mails of known senders were received on this day or later, each
 * maybe more than once. Of struct matter, with nothing else. */
GPtrArray *register_letters_since(struct registry *registry, const GDate *day, GError **error);

/* Mails that joined a matter and brought doubts, but no new deadlines: of gint64, oldest first. verified:
 * whether the sender of the last is. */
GArray *register_doubting_mails(struct registry *registry, gint64 matter, gboolean *verified,
                                GError **error);

/* By the table of matter.c. actor: an official's id, "administrator" or "circulard"; why: words for
 * the history, or NULL; until: for MATTER_SNOOZED, else NULL. Planned reminders of a matter that is
 * closed are passed over in the same transaction. */
gboolean register_move(struct registry *registry, gint64 matter, enum matter_state to,
                       const GDate *until, const char *actor, const char *why, gint64 now,
                       GError **error);
/* Snoozed matters whose day has come are what they were: to confirm, or open. */
gboolean register_wake(struct registry *registry, const GDate *today, gint64 now, guint *woken,
                       GError **error);
gboolean register_set_recipients(struct registry *registry, gint64 matter,
                                 const GPtrArray *recipients, const char *actor, gint64 now,
                                 GError **error);

/* A matter that a person writes in; of the terms: recipients, record, today and now. */
gboolean register_add(struct registry *registry, const struct findings *findings,
                      const struct record_terms *terms, const char *actor, gint64 *matter,
                      GError **error);
/* Another deadline in the place of the one that the matter counts to (a new version), or, with a day that
 * is not valid, none: then it is for information. said: the proof that is kept with the date. */
gboolean register_set_due(struct registry *registry, gint64 matter, const GDate *day,
                          const char *actor, const char *said, const GDate *today, gint64 now,
                          GError **error);

/* ---- answers by mail ------------------------------------------------------------------------- */

enum answer_act {
    ANSWER_DONE,
    ANSWER_SNOOZE,   /* day */
    ANSWER_DUE,      /* day: takes the place of the deadline that the matter counts to */
    ANSWER_NONE,     /* no answer is due: for information; its deadlines stay written, for REOPEN */
    ANSWER_ASSIGN,   /* other, in the official's place */
    ANSWER_NOT_OURS,
    ANSWER_NOTE,     /* words */
    ANSWER_REOPEN,
    ANSWER_ACTS
};

/* An answer that was believed. */
struct answer_order {
    gint64 mail, matter;
    const char *official;   /* who answers: the actor in the history */
    const char *message_id; /* of the answer; never NULL */
    enum answer_act act;
    GDate day, today;
    const char *other;      /* id of an official */
    const char *words;
    const char *said;       /* the answer's own words: proof of a date that it sets */
    gint64 now;
};

enum answer_result {
    ANSWER_APPLIED,
    ANSWER_AGAIN,    /* this very mail was applied before: nothing was done now */
    ANSWER_REPLAYED, /* its Message-ID was, in another mail */
    ANSWER_REFUSED,  /* the matter is in a state that does not allow it */
};

gboolean register_answer(struct registry *registry, const struct answer_order *order,
                         enum answer_result *result, GError **error);
/* The matter of the reminder that bears this Message-ID; 0 where none does. */
gboolean register_sent_as(struct registry *registry, const char *message_id, gint64 *matter,
                          GError **error);
/* Adds what tokens of this matter may have been made of, of struct matter_origin. elsewhere: also where they
 * bear another number. Nothing is added where there is no such matter. */
gboolean register_origins(struct registry *registry, gint64 matter, gboolean elsewhere, GPtrArray *origins,
                          GError **error);
/* The same of the first matters since the register was put back from a copy: they may have had other
 * numbers. */
gboolean register_renumbered(struct registry *registry, GPtrArray *origins, GError **error);
/* A reminder that was sent, and came back: failed. *reminder: its id; 0 where no such one is sent. */
gboolean register_bounced(struct registry *registry, const char *message_id, gint64 matter,
                          const char *official, const char *words, gint64 now, gint64 *reminder,
                          GError **error);

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
/* SQLite's own checks of pages, keys and references: FALSE with *error where they find something. */
gboolean register_check(struct registry *registry, GError **error);

/* A consistent copy of the register, without the mails, into another, empty state_dir; also while the
 * daemon runs. */
gboolean register_copy(struct registry *registry, const char *state_dir, GError **error);

#endif
