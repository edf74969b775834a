/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings and their parts in words, for people at a terminal. */
#ifndef CIRCULARD_TELL_DESCRIBE_H
#define CIRCULARD_TELL_DESCRIBE_H

#include <glib.h>

#include "finding.h"
#include "tell/terminal.h"

/* "Tuesday 16 September 2025"; NULL where not valid. English: circularctl speaks English. */
char *describe_day(const GDate *day);
/* "in 12 days", "today", "3 days ago". */
char *describe_distance(const GDate *day, const GDate *today);
/* "Letter.pdf, page 2" */
char *describe_place(const struct quote *quote);

/* "Tuesday 16 September 2025, Friday 10 October 2025"; "no date" where it has none. */
char *describe_dates(const struct request *request, const GPtrArray *deadlines);

/* today: NULL or not valid: how far a date is away is left out. */
void describe_deadlines(struct terminal *terminal, const GPtrArray *deadlines, const GDate *today);
void describe_requests(struct terminal *terminal, const GPtrArray *requests,
                       const GPtrArray *deadlines);
void describe_flaws(struct terminal *terminal, const char *heading, const GPtrArray *flaws);
void describe_heading(struct terminal *terminal, const char *text);

/* The letter and what it asks; with_candidates: every date and sentence that was looked at, too. */
void describe_findings(struct terminal *terminal, const char *file, const struct findings *findings,
                       gboolean with_candidates);

#endif
