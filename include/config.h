/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration: everything an administrator sets, read once, replaced whole on SIGHUP. */
#ifndef CIRCULARD_CONFIG_H
#define CIRCULARD_CONFIG_H

#include <glib.h>

#include "base/auto.h"
#include "office.h"

struct decode_limits; /* decode/limits.h */

enum config_source { CONFIG_IMAP, CONFIG_MAILDIR };

/* How to come by access tokens (OAuth 2.0), for the mailboxes and the relay that name it. */
struct config_oauth {
    char *name;
    char *token_url;          /* https://…; NULL where there is a command */
    char *client_id;
    char *secret_file;        /* the client's secret; NULL: a public client */
    char *refresh_token_file; /* NULL: client credentials */
    char *scope;
    char *ca_file;            /* PEM; NULL: the system's authorities */
    GPtrArray *command;       /* of char *: a program that prints an access token; empty: none */
    GDate expires;            /* when the secret does, as the provider told; not valid: unknown */
};

/* A mailbox that is polled. */
struct config_mailbox {
    char *name;
    enum config_source source;
    char *url;           /* imaps://host or imap://host (STARTTLS) */
    char *folder;        /* mailbox on the server, UTF-8: "INBOX"; or the path of a Maildir */
    char *user;
    char *password_file; /* holds the password and nothing else; others must not read it */
    const struct config_oauth *oauth; /* instead of a password; NULL: none */
    char *ca_file;       /* PEM; NULL: the system's authorities */
    GDate since;         /* mails received before are left alone; not valid: all are read */
};

/* The relay that takes our mails. */
struct config_relay {
    char *url;           /* smtps://host or smtp://host (STARTTLS) */
    char *user;          /* NULL: no login */
    char *password_file;
    const struct config_oauth *oauth;
    char *ca_file;
    char *helo;          /* NULL: the host's own name */
    char *copy_to;       /* each mail goes there too, into a mailbox that is polled: proof that it was
                            taken; NULL: nowhere */
};

/* Who is told when circulard itself is in trouble, and how. */
struct config_alarms {
    guint after_minutes;      /* that a trouble must last first */
    guint every_hours;        /* it is told again */
    GPtrArray *to;            /* of char *: addresses; empty: no mail goes */
    GPtrArray *command;       /* of char *: a program and its arguments; empty: none */
    struct config_relay relay; /* url NULL: the relay of the reminders */
    char *metrics_file;       /* for Prometheus; NULL: none is written */
};

struct config {
    char *path;            /* of the file itself */
    char *sum;             /* of the file, the calendars and the program's version: as long as it is the
                              same, reminders are planned by the same rules */
    GPtrArray *notes;      /* of char *: what of it does not count, and why; to be told */
    char *state_dir;       /* register, raw mails, status */
    char *lang_dir;        /* how languages are read */
    char *wording_dir;     /* how mails are worded */
    guint poll_minutes;
    guint timeout_seconds; /* of a silent server */
    guint read_seconds;    /* wall time one mail may take to be read */
    guint readers;         /* mails read at the same time */
    struct decode_limits *limits; /* of one mail, while it is read; owned */
    double confirm_below;  /* a matter less certain than this asks a person */
    GPtrArray *senders;    /* of char *: "ilo.org" (with its subdomains) or an address: who may write
                              circulars; others' are marked "sender not verified" */
    guint strangers_per_day; /* matters made out of others' letters that came on one day, at most */
    char *authserv_id;     /* only senders for whom this server vouches (RFC 8601) are verified and may
                              answer; NULL: addresses are believed as they stand */
    char *administrator;   /* id of the official told of mails that cannot be read */
    GPtrArray *oauth;      /* of struct config_oauth */
    char *oauth_dir;       /* where new refresh tokens are kept: state_dir, also in a rehearsal */
    GPtrArray *mailboxes;  /* of struct config_mailbox */
    struct config_relay relay;
    struct config_alarms alarms;
    guint keep_mails_days; /* after a matter is closed; 0: for ever */
    struct office *office;
};

/* In src/supervise/config.c. Errors name the file and the line. */
struct config *config_read(const char *path, GError **error);
void config_free(struct config *config);
AUTO_DEFINE(config)
/* The secret in a file, without its final line end. A name without "/" is looked for among the
 * service's credentials ($CREDENTIALS_DIRECTORY) first. Refuses a file that everybody can read. */
char *config_secret(const char *file, GError **error);

#endif
