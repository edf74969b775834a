/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings of a letter, written as one line:
 *
 *     "ref ACD 7 (2024) | date 2025-07-11 | subject Reports | ask send a report by 16 September 2025
 *      | due 2025-09-16"
 *
 * due, before: a deadline, linked to the request said last. ask: a request. back: a date taken back.
 * Others: id, letter, thread, from, earlier, lang, kind, received, score, sure (of what follows),
 * instrument, case, country, unread, news (no circular). */
#ifndef CIRCULARD_TESTS_LETTER_H
#define CIRCULARD_TESTS_LETTER_H

#include "finding.h"
#include "keep/join.h"

struct findings *letter_from_line(const char *line);
void letter_line_free(struct findings *letter);
static inline void letter_line_cleanup(struct findings **letter)
{
    letter_line_free(*letter);
}
#define LETTER __attribute__((cleanup(letter_line_cleanup))) struct findings

/* A matter that consists of this one letter, its sender verified. */
struct known *letter_known(const char *line);

GDate letter_day(const char *text); /* "2025-09-16"; fails the test where it is none */

#endif
