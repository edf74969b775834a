/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands mails to the relay, one recipient a transaction, and says exactly what became of each. */
#ifndef CIRCULARD_REMIND_SMTP_H
#define CIRCULARD_REMIND_SMTP_H

#include <glib.h>

#include "base/auto.h"
#include "base/transport.h"
#include "message.h"

/* What the dialogue runs over: a transport, or in a test one end of a socket. As transport_send() and
 * transport_line(). */
struct smtp_road {
    gboolean (*send)(gpointer data, const void *bytes, gsize length, GError **error);
    gboolean (*line)(gpointer data, GString *line, gsize most, GError **error);
    gpointer data;
};

struct smtp;
/* Connects, secures, logs in, greets. The error is of TRANSPORT_ERROR: nothing was sent. */
struct smtp *smtp_open(const struct transport_settings *settings, GError **error);
/* The same over a road on which the server has greeted (and taken the login) already. */
struct smtp *smtp_over(const struct smtp_road *road, const char *helo, GError **error);
void smtp_free(struct smtp *smtp); /* QUIT where the connection still stands */
AUTO_DEFINE(smtp)

#define SMTP_LOGIN_REFUSED 535u /* RFC 4954, 6 */
struct smtp_result {
    enum send_outcome outcome;
    guint code;  /* the server's last code; 0 where none came */
    char *reply; /* its words, or why it failed: escaped, one line, at most 500 bytes; owned */
};
void smtp_result_clear(struct smtp_result *result);

struct smtp_mail {
    const char *sender, *recipient;
    const char *copy_to; /* goes there too, in the same transaction; NULL: nowhere. Where the server
                            refuses that address, the mail goes without, and the reply says so */
    GBytes *bytes;
};
/* Always fills the result. Refuses, before a byte is sent, addresses that are not plain and mails that
 * are not canonical (bare CR or LF, lines over 998 octets, no final CRLF). */
void smtp_send(struct smtp *smtp, const struct smtp_mail *mail, struct smtp_result *result);
struct transport_certificate smtp_certificate(const struct smtp *smtp); /* of the relay */
/* FALSE after a lost connection or 421: later mails need a new one. */
gboolean smtp_usable(const struct smtp *smtp);

#endif
