/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the register that is about matters: what mails make of them, what people do to them, by
 * command or by answering, and lists of them. What register.h says of transactions, times and owners holds
 * here. */
#ifndef CIRCULARD_KEEP_MATTERS_H
#define CIRCULARD_KEEP_MATTERS_H

#include <glib.h>

#include "base/auto.h"
#include "finding.h"
#include "keep/mails.h"
#include "matter.h"

struct registry;

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

#endif
