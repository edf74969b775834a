/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What find read out of one mail: deadlines, requests, heading, each with its proof.
 *
 * Owner: whoever holds the struct findings owns everything below it. Dates are civil dates
 * (GDate); g_date_valid() tells whether one is there. It crosses from the sealed child to the
 * centre as a GVariant, where findings_from_variant() checks every value again. */
#ifndef CIRCULARD_FINDING_H
#define CIRCULARD_FINDING_H

#include <glib.h>

#include "base/auto.h"

enum deadline_kind { DEADLINE_BY, DEADLINE_BEFORE, DEADLINE_ON, DEADLINE_UNTIL };

enum letter_kind {
    LETTER_NONE, /* not to be told */
    LETTER_ARTICLE_19,
    LETTER_ARTICLE_22,
    LETTER_ARTICLE_23,
    LETTER_ARTICLE_24,
    LETTER_ARTICLE_26,
    LETTER_ARTICLE_33,
    LETTER_FREEDOM_OF_ASSOCIATION,
    LETTER_QUESTIONNAIRE,
    LETTER_CREDENTIALS,
    LETTER_NOMINATION,
    LETTER_MEETING,
    LETTER_OTHER,
    LETTER_KINDS
};

/* Where words stand: enough to show them to a person and to find them again. */
struct quote {
    char *text;  /* verbatim, white space folded */
    char *part;  /* "body" or a file name */
    guint page;  /* from 1; 0 where the part has no pages */
    guint part_index; /* index into text.parts */
    guint64 offset, length; /* bytes in that part's text */
};

struct deadline {
    GDate date;
    int minutes;        /* of the day, 0..1440; -1 where no time is given */
    char *zone;         /* IANA name or "+02:00"; NULL where none is given */
    enum deadline_kind kind;
    GDate not_before;   /* start of a window; may be not valid */
    gboolean firm;      /* false: "preferably", "mid-October" */
    gboolean derived;   /* computed from another date */
    gboolean past;      /* already over when received */
    double confidence;  /* 0..1 */
    GArray *alternatives; /* of GDate: other readings */
    struct quote quote;
    char *rule;         /* "en.no-later-than" */
    char *doubt;        /* in words, for the official; NULL where there is none */
    GArray *requests;   /* of guint: indices into findings.requests */
};

struct request {
    struct quote quote; /* the sentence */
    char *addressee;    /* "government", "employers", "workers", … */
    double confidence;
    char *rule;
    GArray *deadlines;  /* of guint: indices into findings.deadlines */
};

struct event {
    GDate start, end; /* end may be not valid */
    struct quote quote;
};

/* A date that was looked at: for explain, every one, also those that became something else. */
/* A date that was looked at; or a sentence, with no date: of role "request" or "no request". */
struct candidate {
    GDate date;
    char *role;      /* "deadline", "event", "letter date", "past", "superseded", "symbol", … */
    char *rule;      /* rules for it after a +, against it after a -, most decisive first, separated by a space */
    char *reason;    /* one plain sentence */
    double by_rules; /* above 0: by rules alone it is a deadline, or a request; a weight, no probability */
    double score;    /* the same of all that was weighed */
    char *features;  /* after packs_describe(): language and what stands around it, each after a tab; else NULL */
    struct quote quote;
};

struct superseded {
    GDate date;
    struct quote quote;
};

/* The mail as an answer to one of our own, or as one that came back. Read of every mail; nothing of it
 * proves anything before its tokens are checked. */
struct answer {
    char *text;        /* the new lines on top of the mail's own body, up to the first sign of quoted
                          text: lines separated by \n, none empty at either end; NULL for none */
    char *from;        /* the one address in From; NULL where there is none */
    gboolean cut;      /* there were more lines than are kept */
    gboolean report;   /* multipart/report: a bounce or a receipt */
    guint senders;     /* mailboxes named in From */
    GPtrArray *authentication; /* of char *: its Authentication-Results and trace, as in text.h */
    GPtrArray *tokens; /* of char *: what has the form of a token (base/token.h), each once; where it
                          was delivered, then the thread, then the text */
    char *failed;      /* of a bounce: whom it could not be delivered to; or NULL */
    char *status;      /* "5.1.1" (RFC 3463); or NULL */
    char *returned_id; /* Message-ID of the mail that came back; or NULL */
};
#define ANSWER_LINES_MAX  8
#define ANSWER_BYTES_MAX  1000
#define ANSWER_TOKENS_MAX 16
#define ANSWER_TRACE_MAX 64 /* of authentication */

struct findings {
    char *message_id, *from, *subject; /* of the mail itself; may be NULL */
    char *sender;     /* who wrote the innermost letter, where it differs from from; may be NULL */
    char *in_reply_to, *references;
    char *letter_id;  /* Message-ID of the innermost letter, where it differs from message_id; or NULL */
    gboolean automatic;  /* as in struct text_letter, of the mail itself */
    GDate received;
    gboolean circular;
    double score;        /* of circular */
    char *reference;     /* "ACD 7 (2024)" or NULL */
    char *earlier;       /* reference of the earlier letter this one changes or repeats; or NULL */
    char *language;      /* "en"; of the letter, not of the cover note; NULL where unknown */
    GDate letter_date;
    enum letter_kind kind;
    GPtrArray *deadlines;  /* of struct deadline */
    GPtrArray *requests;   /* of struct request */
    GPtrArray *events;     /* of struct event */
    GPtrArray *superseded; /* of struct superseded */
    GPtrArray *candidates; /* of struct candidate; sent only where they were asked for */
    GPtrArray *instruments, *articles, *cases, *countries; /* of char *, sorted, unique */
    GPtrArray *unread, *limits; /* of struct flaw */
    struct answer answer;
};

struct flaw {
    char *part, *what;
};

/* Implemented in src/find/finding.c. */
struct findings *findings_new(void);
void findings_free(struct findings *findings);
AUTO_DEFINE(findings)
/* It is no circular as far as can be told, yet nearly one, and a day to come was found in it: a person is to say. */
gboolean findings_doubtful(const struct findings *findings);

struct deadline *deadline_new(void);
void deadline_free(struct deadline *deadline);
struct request *request_new(void);
void request_free(struct request *request);
struct event *event_new(void);
void event_free(struct event *event);
struct candidate *candidate_new(void);
void candidate_free(struct candidate *candidate);
struct superseded *superseded_new(void);
void superseded_free(struct superseded *superseded);
struct flaw *flaw_new(const char *part, const char *what);
void flaw_free(struct flaw *flaw);
void quote_clear(struct quote *quote);
void answer_clear(struct answer *answer); /* as it is in new findings */

const char *letter_kind_name(enum letter_kind kind);     /* "article-22"; NULL for LETTER_NONE */
const char *deadline_kind_name(enum deadline_kind kind); /* "by" */

/* Strings over 8 KiB, lists over 2,000 and dates outside 1900..2199 are refused on arrival. */
GVariant *findings_to_variant(const struct findings *findings); /* floating */
struct findings *findings_from_variant(GVariant *variant, GError **error);

#endif
