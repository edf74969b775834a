/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The message table: everything that the processes of the star say to each other.
 *
 * S supervisor, F fetcher, E extractor, N notifier, A authorizer. Values and descriptors only. */
#ifndef CIRCULARD_MESSAGE_H
#define CIRCULARD_MESSAGE_H

#include <glib.h>

#include "mail.h"

enum message {
    MESSAGE_NONE,
    /* S → F, E, N, A: the first message: settings by name, the process's own secret among them. */
    MESSAGE_SETUP,
    /* S → F: look; what the ledger knew at the last poll: validity, next UID, count of mails; whether what is
     * held is to be compared mail by mail. */
    MESSAGE_POLL,
    /* F → S: what the mailbox holds: validity, next UID, count, ranges of UIDs (first, last). */
    MESSAGE_HELD,
    /* S → F: these ranges are not in the ledger: hand them over. */
    MESSAGE_FETCH,
    /* F → S, with a sealed memory file: validity, UID, received, bytes. No file: too large. */
    MESSAGE_MAIL,
    /* F → S, where that was asked: validity; of many mails UID, size, time received. */
    MESSAGE_ATTRIBUTES,
    /* F → S: the poll is over: well or not; else enum SOURCE_ERROR_… and a sentence. */
    MESSAGE_POLLED,
    /* F → S, unasked between polls: mails have come; or, TRUE, the connection on which they were waited
     * for is lost. */
    MESSAGE_NEWS,
    /* F, N, A → S, before MESSAGE_POLLED, MESSAGE_SENT or MESSAGE_AUTHORIZED: how long the server's certificate holds, in seconds since
     * the epoch: begins, ends. */
    MESSAGE_CERTIFICATE,
    /* S → E, with the mail's file: mail id, day received, whether its mailbox says so (else it is today). */
    MESSAGE_READ,
    /* S → E, right after MESSAGE_READ: the socket on which the sealed child answers. */
    MESSAGE_ANSWER_HERE,
    /* sealed child → S: the findings (findings_to_variant). */
    MESSAGE_FINDINGS,
    /* E → S on the same socket: no child could read it; a sentence that says why. */
    MESSAGE_UNREADABLE,
    /* S → N, with the mail's bytes: reminder id, sender, recipient. */
    MESSAGE_SEND,
    /* N → S: reminder id, enum send_outcome, SMTP code, the server's words. */
    MESSAGE_SENT,
    /* S → A: get an access token; the refresh token to use, or "". */
    MESSAGE_AUTHORIZE,
    /* A → S: well or not; TRANSPORT_ERROR_… and a sentence; not sooner again, in seconds. Where well: the
     * access token and the seconds it holds, a new refresh token or "" and the seconds that holds;
     * 0: not said. */
    MESSAGE_AUTHORIZED,
    /* S → F, N: log in with this access token from now on. */
    MESSAGE_TOKEN,
    /* F, E, N, A → S, the last one: it ends, for it cannot begin or go on; a sentence that says why. */
    MESSAGE_GIVEN_UP,
    MESSAGES
};

/* The GVariant type string of each; in src/roles/message.c. */
extern const char *const message_forms[MESSAGES];

/* The ranges in MESSAGE_HELD and MESSAGE_FETCH, struct uid_range each; what is no range (it begins with 0 or
 * ends before it begins) is left out. Both new; the first is floating. */
GVariant *message_pack_ranges(const GArray *ranges);
GArray *message_ranges(GVariant *packed);

/* An array of struct mail_attributes, and the other way round. Both new; the first is floating. */
GVariant *message_pack_attributes(const struct mail_attributes *attributes, guint count);
GArray *message_attributes(GVariant *packed);

enum send_outcome {
    SEND_OK,
    SEND_LATER,    /* 4xx, or not reached: nothing was taken */
    SEND_REFUSED,  /* 5xx: for good */
    SEND_IN_DOUBT, /* all of it was sent and no answer came */
    SEND_UNREACHED, /* the relay could not be reached, or let us not in: nothing about the mail */
};

#endif
