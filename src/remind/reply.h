/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an official's answer asks for: one command, in any of the languages of the wordings. Pure. */
#ifndef CIRCULARD_REMIND_REPLY_H
#define CIRCULARD_REMIND_REPLY_H

#include <glib.h>

#include "base/auto.h"
#include "remind/wording.h"

/* In the order of enum wording_list. */
enum reply_kind {
    REPLY_DONE,
    REPLY_SNOOZE,
    REPLY_DUE,
    REPLY_NONE,     /* no answer is due */
    REPLY_ASSIGN,
    REPLY_NOT_OURS,
    REPLY_NOTE,
    REPLY_HELP,
    REPLY_REOPEN,
    REPLY_KINDS
};
const char *reply_kind_name(enum reply_kind kind); /* "not ours": for the history */

/* Why an answer is not acted on. */
enum reply_problem {
    REPLY_FINE,
    REPLY_EMPTY,    /* nothing is written above the quoted text */
    REPLY_UNCLEAR,  /* its first line is no command */
    REPLY_SEVERAL,  /* more than one command */
    REPLY_DOUBTFUL, /* a command, and words that take it back; a question */
    REPLY_NO_DATE,  /* SNOOZE or DUE without a day that can be told for certain */
    REPLY_PAST,     /* … with one that is over */
    REPLY_FAR,      /* … with one too far away to be meant */
    REPLY_NO_WORDS, /* ASSIGN or NOTE with nothing behind it */
};

struct reply {
    enum reply_problem problem; /* unless FINE, nothing else holds but kind, where one was seen */
    enum reply_kind kind;
    GDate day;    /* of SNOOZE and DUE */
    char *words;  /* of ASSIGN (a name) and NOTE: as written */
};
void reply_free(struct reply *reply);
AUTO_DEFINE(reply)

#define REPLY_SNOOZE_DAYS_MAX 366
#define REPLY_DUE_DAYS_MAX    1830

/* Every word that answers may hold, of all languages together. Holds nothing of the wordings. */
struct reply_words;
struct reply_words *reply_words_new(const struct wordings *wordings);
void reply_words_free(struct reply_words *words);
AUTO_DEFINE(reply_words)

/* text: struct answer; may be NULL. today: in the official's zone. */
struct reply *reply_read(const struct reply_words *words, const char *text, const GDate *today);

#endif
