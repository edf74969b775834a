/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where mails come from: an IMAP mailbox, a Maildir or standard input, behind one small struct of
 * functions. All calls block; none changes anything in the mailbox.
 *
 *     struct source *source = source_open(&settings, &error);
 *     source_look(source, &known, &held, &error)     what is there?
 *     source_fetch(source, ranges, n, taker, data, &tally, &error)     hand these over
 *     source_attributes(source, ranges, n, listener, data, &untold, &error)     are these the same still?
 *     source_free(source);                           says goodbye to the server
 *
 * After any error a source may be used again: it connects anew. */
#ifndef CIRCULARD_COLLECT_SOURCE_H
#define CIRCULARD_COLLECT_SOURCE_H

#include <glib.h>

#include "base/auto.h"
#include "base/transport.h"
#include "collect/uids.h"
#include "mail.h"

#define SOURCE_MAILS_MAX 1000000u /* in one mailbox; more is an error, not a cut */

struct source_settings {
    const char *name;                      /* in the configuration; goes into struct mail */
    const char *url;                       /* imaps://…, imap://…, maildir:///path, stdin: */
    const char *mailbox;                   /* UTF-8; NULL: INBOX. IMAP only */
    const char *user, *password, *ca_file; /* IMAP, as in struct transport_settings */
    const char *token;        /* IMAP: an access token instead of the password; or NULL */
    const char *numbers_file; /* Maildir: where its numbering is kept, outside the Maildir. NULL:
                                 every start numbers anew, so all mails are handed over again */
    GDate since;              /* mails received before it are left alone; not valid: everything */
    guint timeout_ms;         /* 0: a minute */
    guint idle_ms;            /* after which waiting for mails is said anew; 0: 25 minutes */
    guint window_mails;       /* listed at a time; 0: 5000 */
    guint batch_mails;        /* asked for at a time; 0: 50 */
    int fd;                   /* stdin: the descriptor; it stays the caller's */
};

enum {
    SOURCE_ERROR_SETTINGS, /* the first seven as in transport.h */
    SOURCE_ERROR_UNREACHABLE,
    SOURCE_ERROR_UNTRUSTED,
    SOURCE_ERROR_REFUSED, /* do not try again soon: it may lock the account */
    SOURCE_ERROR_UNAVAILABLE,
    SOURCE_ERROR_BROKEN,
    SOURCE_ERROR_PROTOCOL,
    SOURCE_ERROR_MAILBOX, /* is not there, or may not be read */
    SOURCE_ERROR_CHANGED, /* renumbered in the middle: look again */
    SOURCE_ERROR_MAILS, /* some mails could not be had, see struct source_tally; the others were */
    SOURCE_ERROR_TAKER, /* the taker said stop */
    SOURCE_ERRORS
};
#define SOURCE_ERROR (source_error_quark())
GQuark source_error_quark(void);

/* What the ledger knew after the last poll that ended well and left nothing lacking; else zeros. */
struct source_cursor {
    guint32 validity, next, count;
};

struct source_held {
    guint32 validity;   /* never 0 */
    guint32 next;       /* UIDNEXT; 0: the source does not say */
    guint32 count;      /* of all mails, also those before `since` */
    guint32 unlisted;   /* mails that the server counts but does not list: tell somebody */
    gboolean unchanged; /* all of it as in the cursor: ranges was not asked for and is empty */
    GArray *ranges;     /* of struct uid_range, rising, apart: the UIDs that are there */
};
void source_held_clear(struct source_held *held);

struct source_trouble {
    guint32 uid;
    char *why; /* plain words */
};
struct source_tally {
    guint delivered;     /* mails handed to the taker */
    guint gone;          /* asked for, but no longer there */
    guint inexact;       /* delivered, though the server had announced another size: read twice */
    GPtrArray *troubles; /* of struct source_trouble: not delivered, still lacking */
};
void source_tally_add_trouble(struct source_tally *tally, guint32 uid, const char *why);
void source_tally_clear(struct source_tally *tally);

/* Takes the mail over. raw is NULL where the mail is over MAIL_BYTES_MAX. FALSE: stop. */
typedef gboolean (*source_taker)(struct mail *mail, gpointer data);

/* Of mails that are held, some at a time. FALSE: stop. */
typedef gboolean (*source_listener)(const struct mail_attributes *attributes, guint count, gpointer data);

struct source;
struct source_family {
    const char *const *schemes; /* "imaps", …; ends with NULL */
    struct source *(*open)(const struct source_settings *settings, GError **error);
    gboolean (*look)(struct source *source, const struct source_cursor *known,
                     struct source_held *held, GError **error);
    gboolean (*fetch)(struct source *source, const struct uid_range *ranges, guint count,
                      source_taker taker, gpointer data, struct source_tally *tally,
                      GError **error);
    gboolean (*attributes)(struct source *source, const struct uid_range *ranges, guint count,
                           source_listener listener, gpointer data, guint *untold,
                           GError **error); /* NULL: its numbers are our own */
    gboolean (*wait)(struct source *source, int other, gint64 until_us, gboolean *news,
                     GError **error); /* NULL: it cannot */
    void (*use_token)(struct source *source, const char *token); /* NULL: it needs none */
    gboolean (*can_wait)(const struct source *source);
    struct transport_certificate (*certificate)(const struct source *source); /* NULL: it has none */
    void (*close)(struct source *source);
};
struct source { /* each family's own struct begins with it */
    const struct source_family *family;
};
extern const struct source_family source_imap, source_maildir, source_stdin;

/* Checks the settings; connects to nothing yet. */
struct source *source_open(const struct source_settings *settings, GError **error);
void source_free(struct source *source);
AUTO_DEFINE(source)
/* Whether the last look left a connection on which mails can be waited for. */
gboolean source_can_wait(const struct source *source);
/* Of the server on whose connection the last look was made. */
struct transport_certificate source_certificate(const struct source *source);
/* Returns when mails have come (*news), when the other descriptor is ready, or when the time
 * (g_get_monotonic_time()) is over. */
gboolean source_wait(struct source *source, int other, gint64 until_us, gboolean *news,
                     GError **error);
/* The next login is made with this access token. */
void source_use_token(struct source *source, const char *token);
/* held and tally are written over; the caller clears them afterwards, also after an error. */
gboolean source_look(struct source *source, const struct source_cursor *known,
                     struct source_held *held, GError **error);
/* Asks for UIDs that the last look listed. A tally is filled also where FALSE comes back. */
gboolean source_fetch(struct source *source, const struct uid_range *ranges, guint count,
                      source_taker taker, gpointer data, struct source_tally *tally,
                      GError **error);
/* Of mails that the last look listed; *untold: how many of them the server would not speak of. */
gboolean source_attributes(struct source *source, const struct uid_range *ranges, guint count,
                           source_listener listener, gpointer data, guint *untold, GError **error);

#endif
