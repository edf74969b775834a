/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Language packs in memory: the vocabulary, the rules and the automaton made of their patterns. */
#ifndef CIRCULARD_FIND_PACKS_H
#define CIRCULARD_FIND_PACKS_H

#include <glib.h>

#include "find/find.h"
#include "find/pattern.h"
#include "find/vocab.h"

/* What a rule says about the words it fits. circulard-lang(5) explains each for people. */
enum rule_kind {
    /* directly before a date */
    RULE_STRONG,  /* no later than: a deadline by itself */
    RULE_WEAK,    /* by, before, until: a deadline where something is asked */
    RULE_ON,      /* on: one where the clause closes or falls due */
    RULE_EARLIEST,/* from, as of: the first day of something */
    RULE_SINCE,   /* after, since, following */
    RULE_DATED,   /* dated, letter of */
    RULE_LINK,    /* is, is set for, ":" between the word deadline and its date */
    /* directly after a date */
    RULE_LATEST,  /* at the latest, is the deadline */
    /* anywhere in the clause */
    RULE_DEADLINE, /* the word: deadline, closing date */
    RULE_CLOSE,    /* closes, expires, falls due */
    RULE_ASK,      /* is requested to */
    RULE_DUTY,     /* must submit, is to be sent */
    RULE_RECEIVE,  /* should reach the Office */
    RULE_OFFER,    /* may register, wishing to take part */
    RULE_VOID,     /* annuls what it covers: please find attached */
    RULE_PLAN,     /* the Office will */
    RULE_PURPOSE,  /* so that the Office may */
    RULE_PAST,     /* was asked to, had to */
    RULE_THIRD,    /* candidates, employers' organizations: not the reader */
    RULE_READER,   /* your Government, Member States */
    RULE_EVENT,    /* session, meeting, will be held */
    RULE_VALID,    /* remains valid, in force */
    RULE_RECUR,    /* each year */
    RULE_HOURS,    /* open from … to … */
    RULE_SOFT,     /* preferably */
    RULE_EXTEND,   /* has been extended to, new deadline */
    RULE_WITHDRAW, /* cancelled, no longer holds */
    RULE_CONDITION,/* received after X will not … */
    RULE_QUOTE,    /* decided that, which reads as follows */
    RULE_OBJECT,   /* what is asked for: reply, report, form */
    RULE_SENDER,   /* the Office, the Secretariat, we */
    RULE_FORMER,   /* originally, instead of: before a date that holds no more */
    RULE_SAME,     /* by that date, by then */
    RULE_RESTATE,  /* i.e., that is: the same date in other words */
    RULE_COLUMN,   /* head of a table's column of deadlines: due, by when */
    RULE_NEGATION, /* nothing is asked: need not */
    /* inside date expressions */
    RULE_WITHIN,   /* within, in a period of */
    RULE_AHEAD,    /* before, prior to: "21 days before" */
    RULE_BEHIND,   /* after, from, following: "three months from" */
    RULE_BASE,     /* what days are counted from; is = letter, receipt, opening, closing, now */
    RULE_PART,     /* end of, mid-, first week of; value = which */
    RULE_CLOCK,    /* noon, close of business; value = minutes */
    RULE_ZONE,     /* Geneva time; is = the zone's name */
    RULE_NEAR,     /* next, this: "next Friday", "end of next month" */
    RULE_WORKING,  /* working, business: before or after "days" */
    /* heading */
    RULE_SALUTATION,
    RULE_CLOSING,
    RULE_LETTERHEAD, /* an international organization's name or address */
    RULE_ADDRESSEE,  /* to all Member States */
    RULE_REFERENCE,  /* Ref.: */
    RULE_WRAPPER,    /* From:, Sent:, Subject: of an inline forward; is = from, date, to, subject; found where it opens a line */
    RULE_EARLIER,    /* further to our letter of */
    RULE_NEWS,
    RULE_MINUTES,
    RULE_REPORT,
    RULE_EVERYDAY,
    RULE_OFFICIAL,   /* wording of official letters */
    RULE_KIND,       /* is = kind of letter; value = weight */
    RULE_STAMP,      /* received on */
    RULE_SUBJECT,    /* Subject:, Objet */
    /* subjects */
    RULE_INSTRUMENT, /* is = C087 */
    RULE_COUNTRY,    /* is = BY */
    RULE_CONVENTION, /* the word Convention; is = C, R, P */
    RULE_ARTICLE,    /* the word article */
    RULE_CONSTITUTION,
    RULE_CASE,       /* Case No. */
    RULE_SESSION,    /* 353rd Session */
    RULE_COPY,       /* copy for information: the letter may be to somebody else; is = copy, information, nothing, line, greeting */
    RULE_AMEND,      /* an error has crept in, more time: it changes what was asked before */
    RULE_STAND,      /* remains unchanged: a day set before holds, whatever else has moved */
    RULE_YEAR,       /* in 2023, last year: opens what is told of that year; value 1 this, 2 next, 3 last; 0 the number it ends in */
    RULE_REFUSE,     /* cannot be granted: what was asked for in vain */
    RULE_KINDS
};

struct rule {
    guint8 kind;     /* enum rule_kind */
    guint8 language; /* index; LANGUAGES_MAX for none */
    guint16 rank;    /* how many of its kind were there before it */
    int value;
    char *is;        /* as the kind has it; or NULL */
    char *name;      /* "en.no-later-than" */
};

struct packs {
    struct vocab *vocab;
    struct automaton *automaton;
    GArray *rules;        /* of struct rule, side by side: they are asked for by every mark */
    guint of_kind[RULE_KINDS]; /* how many rules */
    GPtrArray *languages; /* of char *: "en" */
    GPtrArray *past_endings[LANGUAGES_MAX]; /* of char *, "ó", "ieron": ends of words that tell of the past; NULL none */
    guint32 past_bytes[LANGUAGES_MAX][8];   /* a bit a byte that one of them ends in */
    struct learned *learned[LANGUAGES_MAX]; /* NULL: nothing was learned for it */
    struct weights *context, *asking;       /* of dates, of requests; NULL: rules alone judge */
    struct weights *letter;                 /* of the whole mail; NULL: rules alone tell a circular */
    struct weights *kind;                   /* of the kinds of letters; NULL: rules alone tell it, */
    struct kind_words *kind_words;          /* … and where this is */
    gboolean describes; /* candidates carry their features */
    gboolean sealed;
};

static inline const struct rule *packs_rule(const struct packs *packs, guint index)
{
    return &g_array_index(packs->rules, struct rule, index);
}

/* The kind's name in a pack ("strong"). */
const char *packs_kind_name(enum rule_kind kind);
/* Adds one rule with its patterns; for the readers of packs and of countries. */
guint packs_add_rule(struct packs *packs, enum rule_kind kind, const char *name, const char *is,
                     int value, guint language);
guint packs_language(struct packs *packs, const char *code); /* LANGUAGES_MAX where there are too many */

#endif
