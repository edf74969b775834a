/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a part says of itself: salutation, closing, letter date, reference, and what kind of text it
 * is: an official letter, or news, minutes, a report, everyday mail. */
#ifndef CIRCULARD_FIND_HEADING_H
#define CIRCULARD_FIND_HEADING_H

#include "find/document.h"
#include "finding.h"

#define KNOWN_ORGANIZATION 1 /* value of a letterhead that is the name of one organization, not a shape that many names have */
#define KIND_NOTICE 8 /* a rule of this value says that the letter is the notice of a meeting */

struct heading {
    guint letter_date;    /* index + 1 in document.dates; 0 none */
    guint wrapper_date;   /* of the innermost inline forward; index + 1 */
    char *reference;      /* or NULL */
    char *earlier;
    char *wrapper_from;   /* or NULL */
    guint counts[RULE_KINDS]; /* how often rules of each kind fitted */
    guint kinds[LETTER_KINDS]; /* weights of RULE_KIND */
    gboolean automatic;   /* of a sender: nobody typed it */
    gboolean named;        /* of a sender: there is an address or a name */
    guint government_asks; /* sentences in which Governments are asked */
    guint letterheads;    /* an organization named in the heading or the signature, not in passing */
    guint known;          /* … that is known by its name (KNOWN_ORGANIZATION) */
    guint8 copies;        /* as in struct document, of this part alone */
    double against[RULE_KINDS]; /* weights of news, minutes, report, everyday */
};

/* Sets zones, too. latest: Julian day on which the mail was sent, which no letter's date can be after; 0
 * unknown. */
void heading_read(struct document *d, struct heading *heading, guint32 latest);
void heading_clear(struct heading *heading);
/* A line "From: …" of an inline forward; key as the packs name it: from, date, to, subject. */
gboolean heading_wrapper_is(const struct document *d, const struct sentence *s, const char *key);

/* The first rule of a kind that begins within so many tokens of the sentence's first; NULL if none. end, which may be NULL, is
 * where its words end. */
const struct rule *heading_seek_rule(const struct document *d, const struct sentence *s, enum rule_kind kind, guint within, guint *end);
static inline const struct rule *heading_rule(const struct document *d, const struct sentence *s, enum rule_kind kind, guint within, guint *end)
{
    return sentence_has(s, kind) ? heading_seek_rule(d, s, kind, within, end) : NULL;
}

/* The sentence behind the salutation, or where a heading without one ends at the latest. */
guint heading_end(const struct document *d);

/* heading_date.c: index + 1 of the letter's date, 0 none; latest as above. */
guint heading_find_date(const struct document *d, guint32 latest);
/* … of the date in the innermost wrapper. */
guint heading_find_wrapper_date(const struct document *d);
/* heading_reference.c: the reference in the first end sentences, or NULL; owned by the caller. */
char *heading_find_reference(const struct document *d, guint end);
/* What follows the token up to the end of its line or cell, NULL where it is no reference; stop is the token behind it. */
char *heading_read_reference(const struct document *d, const struct sentence *s, guint i, guint *stop);

#endif
