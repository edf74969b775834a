/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reminder as the bytes of a mail: plain text and HTML that say the same, the date as a calendar
 * file, the original attached. Pure: the same input, the same bytes; canonical CRLF, 7 bit, lines of
 * at most 998 octets. */
#ifndef CIRCULARD_REMIND_COMPOSE_H
#define CIRCULARD_REMIND_COMPOSE_H

#include <glib.h>

#include "matter.h"
#include "office.h"
#include "remind/calendar.h"
#include "remind/plan.h"
#include "remind/wording.h"

#define COMPOSE_ORIGINAL_MAX (5u * 1024 * 1024) /* a larger original is named, not attached */

#define COMPOSE_ERROR (compose_error_quark())
GQuark compose_error_quark(void);
enum { COMPOSE_ERROR_ADDRESS }; /* an address of the office that must not stand in a header */

struct compose_input {
    const struct office *office;
    const struct official *official;
    const struct wording *wording;   /* of official->language */
    gint64 now;                      /* seconds since the epoch: Date, DTSTAMP, days left */
    const struct matter *matter;
    const struct step *step;
    GBytes *original;          /* the mail as it came; NULL where it is not to be attached */
    const char *original_path; /* where the administrator finds it; may be NULL */
    const char *original_refused; /* what the mail server said to this mail with the original attached,
                                     escaped; NULL where it said nothing */
    const char *first_id;      /* Message-ID of the first mail of this matter to this official, without
                                  brackets; NULL where this is the first */
    const char *token;         /* keyed token for answers; NULL where answers are not read */
    const GPtrArray *background; /* of struct matter_mail: other mails about its subject; may be NULL */
    guint closings;            /* how often the calendar's date was taken back from this official */
};

/* Where an answer with this token (may be NULL) is to go: the office's address, with the token behind a
 * plus sign where the office takes such addresses and it fits. */
char *compose_reply_address(const struct office *office, const char *token);

/* Without angle brackets; fixed by its arguments: no clock, no chance. matter: NULL for none; of one that has
 * an origin the number does not count, so that the same mail has the same id in a register that was put back.
 * Sealed with the office's key (base/token.h). */
char *compose_message_id(const struct office *office, const struct matter *matter, guint version,
                         const char *official, const char *step);

/* A notice, a question to confirm, a reminder, an overdue reminder: as the step says. */
GBytes *compose_reminder(const struct compose_input *input, GError **error);
/* Whether that mail bears the calendar's date. */
gboolean compose_bears_date(const struct compose_input *input);

/* A mail that could not be read, wholly or in part, or was not registered: no matter is made of it. */
struct unread_mail {
    const char *from, *subject, *message_id; /* as far as known; may be NULL */
    GDate received;
    const char *source;      /* name of the mailbox */
    const char *sha256;      /* hex; the step is "unread:<sha256>" */
    const GPtrArray *unread; /* of struct flaw: what could not be read; may be empty or NULL */
    const GPtrArray *limits; /* of struct flaw; may be NULL */
    gboolean unregistered;   /* it was read, and no matter is made of it */
    const char *why;         /* one plain sentence where that is so, or where nothing at all was read; else
                                NULL */
    guint64 bytes;
};
/* Uses office, official, wording, now, original and original_path of the input. */
GBytes *compose_unread(const struct compose_input *input, const struct unread_mail *mail,
                       GError **error);

/* Many of them. */
struct mails_list {
    const char *step;
    const struct unread_mail *first; /* so many, of a larger number */
    guint shown, count;
};
#define MAILS_LIST_MOST 100
/* Uses office, official, wording and now of the input. */
GBytes *compose_mails(const struct compose_input *input, const struct mails_list *list, GError **error);

/* Mails about an answer: what was understood, or why nothing was done. */
enum answer_news {
    NEWS_DONE, NEWS_SNOOZE, NEWS_DUE, NEWS_NONE, NEWS_ASSIGN, NEWS_NOT_OURS, NEWS_NOTE, NEWS_REOPEN,
    NEWS_CLOSED_DONE, NEWS_CLOSED_NOT_OURS, NEWS_CLOSED_SUPERSEDED, /* to those who did not do it */
    NEWS_CLOSED_NONE, /* … no answer is due any more */
    NEWS_HELP,
    NEWS_EMPTY, NEWS_UNCLEAR, NEWS_SEVERAL, NEWS_DOUBTFUL, /* nothing was done, because … */
    NEWS_DATE,   /* … no day can be told */
    NEWS_DAY,    /* … the day cannot be meant */
    NEWS_NAME,   /* … name is no official's, or several officials' */
    NEWS_WORDS,  /* … nothing stands behind the command */
    NEWS_STATE,  /* … of the state of the matter */
    NEWS_KEY,    /* … the token is missing */
    NEWS_WHICH,  /* … it holds the tokens of several matters */
    NEWS_OTHER,  /* … it came from another address */
    NEWS_FORGED, /* … nobody vouches for its coming from this one */
    NEWS_BOUNCE, /* a reminder came back: for the next in line */
    NEWS_PUT_OFF, /* … or has not been taken for hours */
};
struct answer_mail {
    enum answer_news news;
    const char *step;    /* of the reminder, "answer:…" */
    GDate day;           /* SNOOZE, DUE, DAY */
    const char *name;    /* ASSIGN: the other's; NAME: as written; BOUNCE: whose reminder */
    const char *address; /* OTHER: where it came from; BOUNCE: where it went */
    const char *status;  /* BOUNCE */
    const char *wrote;   /* the words of the answer; may be NULL */
    gboolean cancel;     /* takes the calendar's date back … */
    guint closings;      /* … for the how manieth time, from 0 */
};
/* Uses office, official, wording, now, matter and token of the input. Its Message-ID is that of the
 * matter, version 0 and the step. */
GBytes *compose_answer(const struct compose_input *input, const struct answer_mail *mail,
                       GError **error);

#endif
