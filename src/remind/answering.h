/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be done about a mail that may be an answer to one of ours. Pure: all that it rests on is
 * handed over. */
#ifndef CIRCULARD_REMIND_ANSWERING_H
#define CIRCULARD_REMIND_ANSWERING_H

#include <glib.h>

#include "base/auto.h"
#include "finding.h"
#include "office.h"
#include "remind/compose.h"
#include "remind/reply.h"

enum answering {
    ANSWERING_NOTHING, /* no token of ours that holds: a mail as any other */
    ANSWERING_NOTE,    /* a machine's, or one that asks for nothing: a line in the history */
    ANSWERING_BOUNCE,  /* a reminder could not be delivered, for good */
    ANSWERING_ASK,     /* nothing is done, and the official is told why: news */
    ANSWERING_HELP,
    ANSWERING_ACT,     /* what reply says */
};

struct answering_decision {
    enum answering what;
    gint64 matter;                   /* 0 with NOTHING */
    const struct official *official; /* whose token it is: the only one who may be written to */
    enum answer_news news;           /* of ASK */
    struct reply *reply;             /* of ASK, HELP and ACT; else NULL */
    const struct official *other;    /* of ACT with REPLY_ASSIGN */
};
void answering_decision_free(struct answering_decision *decision);
AUTO_DEFINE(answering_decision)

struct answering_input {
    const struct office *office;
    GBytes *key; /* of the tokens */
    const char *authserv_id; /* of the server that must vouch for the sender; NULL: none must */
    const struct reply_words *words;
    gint64 now;
    const GPtrArray *origins; /* of struct matter_origin: of the matters that tokens of the mail may be of */
};

/* Acts only where a token holds for the official from whose address alone the mail comes, no machine
 * sent it, it names itself (Message-ID), and it asks for exactly one thing of exactly one matter.
 * Whether it was acted on before, the register knows. Never NULL. */
struct answering_decision *answering_decide(const struct answering_input *input,
                                            const struct findings *findings);

/* What seems to be an answer to a mail of ours about a matter, by its thread or by a token that does not
 * hold. Nothing proves it, so nothing is done; but where it comes from the address of one of those who
 * are reminded of the matter (ids, of char *) and seems to ask for something, that one is told. */
struct answering_decision *answering_without_token(const struct answering_input *input,
                                                   const struct findings *findings, gint64 matter,
                                                   const GPtrArray *reminded);

/* By id, address, whole name or one of its words; NULL where none or several fit. */
const struct official *answering_find_official(const struct office *office, const char *text);

#endif
