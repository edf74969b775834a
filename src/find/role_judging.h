/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One date while it is judged. Each file role_*.c weighs one side of it and writes what it finds into
 * the verdict: the cue beside it, its governor, the clause around it, and where on the page it stands. */
#ifndef CIRCULARD_FIND_ROLE_JUDGING_H
#define CIRCULARD_FIND_ROLE_JUDGING_H

#include "find/role.h"

struct judging {
    const struct document *d;
    const struct sentence *s;
    guint32 sentence;
    const struct date *date;
    const struct frame_of_time *frame;
    struct verdict *verdict;
    guint from, to;     /* clause */
    guint left;         /* token where the cue begins */
};

/* role_judging.c */
void judging_add(struct judging *j, double weight, guint rule); /* G_MAXUINT: no rule says so */
void judging_turn(struct judging *j, double weight, const struct mark *mark, enum role role);
/* First mark of a kind within tokens [from, to); NULL if none. */
static inline const struct mark *judging_mark(const struct judging *j, guint from, guint to, enum rule_kind kind)
{
    return document_mark_within(j->d, j->s, from, to, kind);
}

/* A meeting that has a name of its own stands within [from, to). */
gboolean judging_names_meeting(const struct judging *j, guint from, guint to);
/* The date, which lies ahead of the letter, is said right behind it to be the last day. */
gboolean judging_names_last_day(const struct judging *j);
/* One of the last words before the cue ends as those of the past do in that language; at most so many words away. */
gboolean judging_follows_past(const struct judging *j, guint words);
/* Where what is inserted right before the cue begins: ", which was sent to you in May, by". */
guint judging_inserted_start(const struct judging *j);
/* The condition names a day. */
gboolean judging_has_date_of_its_own(const struct judging *j, const struct mark *condition);
/* The date only says for what the reader acts; by when is said after it, in the same clause. */
gboolean judging_opens_purpose(const struct judging *j);

/* role_weight.c: for a deadline of the reader, or against one; from: where the governor's clause begins. */
double role_weight(const struct judging *j, const struct mark *governor, enum rule_kind cue, guint from);
enum role role_against(const struct judging *j, const struct mark *governor, guint from);
/* "That is to say" right before the cue. */
gboolean judging_restates(const struct judging *j);

/* The cue at the date's side; RULE_KINDS where there is none. */
enum rule_kind role_weigh_cue(struct judging *j);
enum deadline_kind role_kind_of(const struct rule *rule); /* what its "is" says: by, before, on, until */
/* The verb or noun that says what the date is for. */
void role_weigh_governor(struct judging *j, enum rule_kind cue);
/* What else stands in the clause and right beside the date. */
void role_weigh_clause(struct judging *j);
/* Tables, keys, calendars; index of the date in document.dates. */
void role_weigh_place(struct judging *j, guint index);
/* role_gap.c: days whose clause leaves the verb out are what the day before them is. */
void role_fill_gaps(const struct document *d, GArray *verdicts);
/* The verdicts against each other; letter: the day it was written, 0 where that is not known. */
void role_settle(const struct document *d, guint32 letter, GArray *verdicts);
/* role_superseded.c: those that hold no more because another day has taken their place. */
void role_supersede(const struct document *d, guint32 letter, GArray *verdicts);
/* What says of the date that it stays as it was, where other days move; NULL where nothing does. */
const struct mark *role_stands(const struct judging *j);
/* … and what stays is a term of the reader, not a meeting's day or somebody else's. */
gboolean role_stands_as_term(const struct judging *j, const struct mark *stand);
/* Ranges whose first day is the one that the last has been moved from. */
void role_mark_moved(const struct document *d, GArray *verdicts);

#endif
