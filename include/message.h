/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The message table: everything that the processes of the star say to each other.
 *
 * S supervisor, F fetcher, E extractor, N notifier. Values and descriptors only. */
#ifndef CIRCULARD_MESSAGE_H
#define CIRCULARD_MESSAGE_H

enum message {
    MESSAGE_NONE,
    /* S → F, N: who you are; the first message. Settings by name, the secret among them. */
    MESSAGE_SETUP,
    /* S → F: look; the ledger's state: validity, next UID, count of mails at the last poll. */
    MESSAGE_POLL,
    /* F → S: what the mailbox holds: validity, next UID, ranges of UIDs (first, last). */
    MESSAGE_HELD,
    /* S → F: these ranges are not in the ledger: hand them over. */
    MESSAGE_FETCH,
    /* F → S, with a sealed memory file: validity, uid, received, bytes. No file: too large. */
    MESSAGE_MAIL,
    /* F → S: the poll is over: ok, kind of error, sentence. */
    MESSAGE_POLLED,
    /* S → E, with the mail's file: id, received day, source. The answer comes on a socket of its
     * own, sent as a second message MESSAGE_ANSWER_HERE with that socket. */
    MESSAGE_READ,
    MESSAGE_ANSWER_HERE,
    /* sealed child → S: the findings. */
    MESSAGE_FINDINGS,
    /* S → N, with the mail's bytes in a sealed memory file: reminder id, sender, recipient. */
    MESSAGE_SEND,
    /* N → S: reminder id, outcome (enum send_outcome), SMTP code, the server's words. */
    MESSAGE_SENT,
    MESSAGES
};

/* The GVariant type string of each; in src/roles/message.c. */
extern const char *const message_forms[MESSAGES];

enum send_outcome {
    SEND_OK,
    SEND_LATER,    /* 4xx, or not reached: nothing was taken */
    SEND_REFUSED,  /* 5xx: for good */
    SEND_IN_DOUBT, /* all of it was sent and no answer came */
};

#endif
