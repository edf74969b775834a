/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every test of find needs: the packs of etc/lang, and a text made of one string. */
#ifndef CIRCULARD_TESTS_READER_H
#define CIRCULARD_TESTS_READER_H

#include <glib.h>

#include "find/find.h"

/* All packs below etc/lang and the countries of iso-codes; exits with a message where one is wrong. */
struct packs *reader_packs(void);
struct packs *reader_packs_to_learn(void); /* without what was learned before; candidates tell their features */
/* One plain part; sent and received on the given day. */
struct findings *reader_read(const struct packs *packs, const char *utf8, const char *day);
struct findings *reader_read_from(const struct packs *packs, const char *utf8, const char *day, const char *from); /* a display name */
struct findings *reader_explain(const struct packs *packs, const char *utf8, const char *day); /* with candidates */
GDate reader_day(const char *iso);
/* Words and the day of the last date in them; NULL where none is looked at, or its day is not known. */
struct day_case {
    const char *words, *day;
};
void reader_check_days(const struct packs *packs, const struct day_case *cases, guint count, const char *day); /* fails with the words */

/* One line "input ==> expected" of a table. FALSE at comments and empty lines. */
struct table_case {
    char *input, *expected;
};
gboolean reader_table_line(const char *line, struct table_case *one);
void table_case_clear(struct table_case *one);
/* The deadlines of findings in the notation of the tables, shaped after what is expected; and
 * whether they are what is expected. */
char *reader_table_answer(const struct findings *findings);
gboolean reader_table_agrees(const struct findings *findings, const char *expected);
/* Of a table of sentences, "asks" or "none": whether there is a request. */
gboolean reader_asked_agrees(const struct findings *findings, const char *expected);
/* How many lines of a table are read otherwise than expected; each is appended to misses. */
guint reader_table_wrong(const struct packs *packs, const char *path, gboolean (*agrees)(const struct findings *, const char *),
                         guint *all, GString *misses);

#endif
