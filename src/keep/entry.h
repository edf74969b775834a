/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail on its way into the register, as record.c and record_join.c share it, inside their transaction. */
#ifndef CIRCULARD_KEEP_ENTRY_H
#define CIRCULARD_KEEP_ENTRY_H

#include "keep/write.h"

struct entry {
    struct sql *sql;
    struct shelf *shelf;
    gint64 mail;
    const struct findings *findings;
    const struct record_terms *terms;
    struct recorded recorded; /* what became of it so far */
    char *why; /* it is not registered; owned */
};

struct history_subject entry_subject(const struct entry *entry);
/* To the matter of entry->recorded; words are taken. One that the matter has already is not counted again. */
void entry_doubt(struct entry *entry, const char *sort, char *words);
void entry_attach(struct entry *entry);
/* Only a circular whose sender is verified changes a matter; of any other mail, why it does not. */
gboolean entry_believed(const struct entry *entry);
const char *entry_disbelief(const struct entry *entry);

/* Joins the mail to that matter, as it was judged; merge: its deadlines with the matter's. */
void entry_join(struct entry *entry, struct known *known, const struct judgement *judgement,
                const struct merge *merge);

/* ---- origins.c: which of its mails the officials know a matter by, after the register was put back ---- */

void origin_joined(struct entry *entry); /* the mail was attached to the matter */
void origin_told(struct entry *entry);   /* the mail is our own, and names a matter; its Message-ID is sealed */

#endif
