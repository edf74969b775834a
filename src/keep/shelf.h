/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of matters, kept while several mails are recorded in one transaction. */
#ifndef CIRCULARD_KEEP_SHELF_H
#define CIRCULARD_KEEP_SHELF_H

#include "keep/join.h"
#include "keep/keep.h"

struct shelf;
struct shelf *shelf_new(void);
void shelf_free(struct shelf *shelf);
void shelf_clear(struct shelf *shelf);

/* Around each mail that is recorded: what may have changed since the last one is off the shelf. Where
 * recording fails, shelf_clear() instead of shelf_recorded(). */
void shelf_begin(struct shelf *shelf, const struct sql *sql);
void shelf_recorded(struct shelf *shelf, const struct sql *sql, const struct findings *findings,
                    const struct recorded *recorded);

/* Both inside a transaction of the caller; what they give is the shelf's, until the next mail begins. */
struct known *shelf_known(struct shelf *shelf, struct sql *sql, gint64 matter); /* NULL: none, or failed */
/* Ids of the latest matters that have a letter of this (valid) date, falling. */
const GArray *shelf_dated(struct shelf *shelf, struct sql *sql, const GDate *date);

#endif
