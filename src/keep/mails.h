/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the register that is about mails: what each mailbox holds, what was stored of it, and what
 * became of each mail. What register.h says of transactions, times and owners holds here. */
#ifndef CIRCULARD_KEEP_MAILS_H
#define CIRCULARD_KEEP_MAILS_H

#include <glib.h>

#include "base/auto.h"
#include "mail.h"
#include "reminder.h"

struct registry;

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
    guint64 bytes;         /* as the source said there; 0: as many as there are */
};

struct stored {
    gint64 mail;
    gboolean new_mail; /* FALSE: these bytes were known; only the sighting is new */
    gboolean wobbles;  /* it is the mail that was there: the source said another size of it than before */
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
/* What the server says of each mail against what it said when the mail was taken. One with another size or
 * time is another mail under a number that was given twice: it counts as lacking from now on, and the cursor
 * begins anew. *others: how many. Numbers that are not in the ledger are left alone. Where the same mail comes
 * again, its size there is compared no more: each mail is fetched for that once. */
gboolean register_compare(struct registry *registry, const char *source, guint32 validity,
                          const GArray *attributes, gint64 now, guint *others, GError **error);
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
/* A copy of a register has no mails of its own: those that came before are read where the original has them. */
void register_read_mails_of(struct registry *registry, const char *state_dir);
GBytes *register_mail_bytes(struct registry *registry, const char *sha256, GError **error);
char *register_mail_path(const struct registry *registry, const char *sha256); /* NULL: no hash */

/* Gives up the bytes of at most so many mails that were stored, and whose matters were all closed, before
 * that time; never of one that lives. Hash, findings and history stay. */
gboolean register_retain(struct registry *registry, gint64 before, gint64 now, guint most, guint *given_up,
                         GError **error);

#endif
