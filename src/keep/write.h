/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a matter and of its mails, inside a transaction of the caller. */
#ifndef CIRCULARD_KEEP_WRITE_H
#define CIRCULARD_KEEP_WRITE_H

#include "keep/keep.h"
#include "keep/merge.h"
#include "keep/shelf.h"
#include "keep/words.h"

/* Where a deadline or request stands. */
struct place {
    gint64 matter;
    guint version, position;
};

/* The whole of one version. Items that are not fresh come from the version before it. */
void write_version(struct sql *sql, gint64 matter, guint version, const struct merge *merge,
                   const struct findings *findings, gint64 mail);
void write_mail_facts(struct sql *sql, gint64 mail, const struct findings *findings,
                      gboolean verified);
/* References the letter bears or names, and dates it takes back: for letters that are believed. */
void write_letter_facts(struct sql *sql, gint64 matter, gint64 mail,
                        const struct findings *findings);
/* 1, or 0 where the matter has this doubt already. */
guint write_doubt(struct sql *sql, gint64 matter, gint64 mail, const char *sort, const char *words);

/* The row of a new matter; its id. */
gint64 write_matter(struct sql *sql, const struct matter *draft);

/* ---- answers.c ------------------------------------------------------------------------------- */

/* FALSE: the matter's state does not allow it, and nothing was written. */
gboolean answer_apply(struct sql *sql, const struct answer_order *order,
                      const struct matter *matter, const char *why);

/* ---- records.c ------------------------------------------------------------------------------- */

/* The next number under the pattern is given in the same transaction. mail: 0 for one made by hand. */
void records_write(struct sql *sql, gint64 matter, const struct record *record,
                   const char *correspondent, gint64 mail, const GDate *today);

/* ---- draft.c --------------------------------------------------------------------------------- */

/* How sure the letter is as a whole: what is compared with the floor. */
double draft_confidence(const struct findings *findings);

/* ---- strangers.c ----------------------------------------------------------------------------- */

/* Why a letter makes no new matter, in a sentence; NULL: it does. */
char *strangers_refuse(struct sql *sql, const struct findings *findings, const struct record_terms *terms);

/* ---- candidates.c ---------------------------------------------------------------------------- */

/* Matters that a letter may belong to, by every road there is an index for; of struct known, which stay the
 * shelf's. */
GPtrArray *candidates_find(struct sql *sql, struct shelf *shelf, const struct findings *findings);

#endif
