/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each date of a part is, with the rules for and against. */
#ifndef CIRCULARD_FIND_ROLE_H
#define CIRCULARD_FIND_ROLE_H

#include "find/document.h"
#include "find/resolve.h"
#include "finding.h"

enum role {
    ROLE_MENTIONED,
    ROLE_DEADLINE,
    ROLE_EVENT,
    ROLE_LETTER,
    ROLE_WRAPPER,
    ROLE_PAST,
    ROLE_EARLIEST,
    ROLE_SUPERSEDED,
    ROLE_PLAN,
    ROLE_OTHERS,
    ROLE_VALIDITY,
    ROLE_RECURRING,
    ROLE_QUOTED,
    ROLE_DOCUMENT,
    ROLE_SESSION,
    ROLE_COUNTED,
    ROLE_UNLIKELY,
    ROLES
};

#define VERDICT_RULES_MAX 6
#define DUTY_IN_PASSING 5  /* … that only says which: "the reports that are to be submitted" */
#define DUTY_OF_THEM 7      /* … of those of the sentence before, where it asks the reader: "They will state" */
#define DUTY_OF_MOOD 8     /* value of a rule of duty that is a mood alone: "that he send", "will send" */
#define COLUMN_OF_CALENDAR 2 /* value of a rule of column that stands over a calendar: "key dates" */
#define ASK_IN_QUESTION 3    /* value of a rule of ask that asks only in a question: "can you send us" */
#define ON_OF_SPAN 2         /* value of a rule of on that beside a quarter says what a thing is about: "for" */
#define WEAK_OF_MEETING 3    /* value of a rule of weak that names a meeting: "before the meeting on" */
#define OFFER_GRANTS 2     /* value of a rule of offer that grants the day itself: "we agree that it come on" */
#define CONDITION_TOO_EARLY 2 /* value of a rule of condition over a day before which nothing is taken: "replies that come before … cannot be registered" */
#define CLOSE_OF_PRONOUN 3   /* value of a rule of close in which no noun says what closes: "it closes", "and ends" */
#define PAST_PARTICIPLE 4    /* value of a rule of past that is said of what is to come as well: "replies received by" */
#define PAST_WHOEVER 5       /* … that tells of the past whoever acts and whatever day follows: "thank you for" */
#define NEGATION_FORBIDS 1  /* value of a rule of negation that forbids: "must not be disclosed"; no day is meant, but something is asked */
#define EXTEND_READS 5     /* value of a rule of extend that corrects what was printed: "should read" */
#define AMEND_POINTS 1       /* value of a rule of amend that points at the day just named: "this date is put back" */
#define RECEIVE_OF_MOOD 9  /* value of a rule of receive that is a mood of the past: "that replies reached us" */
#define READER_OWNS 9      /* value of a rule of reader that names what is his, not who acts: "your report" */
#define NAMED_ALONE 10       /* value of rules of reader and third for words that name somebody only where they stand alone: "all", "employers" */
#define DEADLINE_SCORE 2.1 /* from here on a date is one */
#define SET_SCORE (DEADLINE_SCORE + 0.4) /* of a date that only another sentence makes one: "by that date", "it should read" */
#define DEADLINE_ODDS 1.4  /* points of rules that one of odds is worth: both are right as often where they are as high */

struct verdict {
    enum role role;
    enum role alone;            /* before the others of the text were looked at */
    enum role ruled;            /* by rules alone */
    double score;
    double by_rules, by_words;  /* what rules weigh, and what was learned of the words around */
    gboolean placed;            /* its role is one of its place: no words make it a deadline */
    gboolean has_day;           /* when it was judged */
    gboolean anew;              /* the last judging has looked at it again */
    enum deadline_kind kind;
    gboolean firm;
    guint32 quote, quote_end;   /* tokens */
    guint32 sentence;
    gboolean weighed;           /* its context had the last word */
    gboolean listed;            /* goes on from the date before it, and what is said of that is said of it */
    gboolean agreed;            /* a deadline because others of its column or list are */
    gboolean moved;             /* the first day of its range is the one that it was moved from */
    gboolean stands;        /* it is said to stay as it was: another day of that date may have been replaced */
    guint cue;                  /* enum rule_kind; RULE_KINDS where there is none */
    struct reason {
        guint32 rule;
        float weight;           /* above 0: for a deadline */
    } reasons[VERDICT_RULES_MAX]; /* most decisive first */
    guint reason_count;
};

/* One verdict a date, in the order of document.dates. before: what this gave the last time, or NULL; is
 * taken over, and only sentences with a date that is `changed` are judged anew. */
GArray *role_judge(const struct document *d, guint letter_date, const struct frame_of_time *frame, GArray *before);
/* After requests (askings, of struct asking) were found: the date that "by that date" refers to becomes a deadline.
 * letter: the day the letter was written. */
void role_promote_same(const struct document *d, const GArray *askings, guint32 letter, GArray *verdicts);
/* What the words of the date of that index say: by, before, on, until. */
enum deadline_kind role_kind_said(const struct document *d, const struct verdict *v, guint index);
const char *role_name(enum role role);
const char *role_reason(enum role role); /* one plain sentence */

/* Who acts in a clause, by the actor named nearest before token (or right after it). */
enum actor { ACTOR_NONE, ACTOR_READER, ACTOR_SENDER, ACTOR_THIRD };
enum actor role_actor_before(const struct document *d, const struct sentence *s, guint from, guint token);
/* The sentence before asks the reader, and nobody else is named in it: "They will state" goes on about him. */
gboolean role_they_are_asked(const struct document *d, const struct sentence *s);
enum actor role_actor_after(const struct document *d, const struct sentence *s, guint token, guint to);
/* First token of the clause that holds a token: after the last semicolon. */
guint role_clause_start(const struct document *d, const struct sentence *s, guint token);
guint role_clause_end(const struct document *d, const struct sentence *s, guint token);
/* Nothing stands before the token in its clause: an imperative may begin here, no subjunctive. */
gboolean role_opens_clause(const struct document *d, const struct sentence *s, guint token);

#endif
