/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a text is about: instruments, articles of the Constitution, cases, countries. */
#ifndef CIRCULARD_FIND_SUBJECT_H
#define CIRCULARD_FIND_SUBJECT_H

#include "find/document.h"
#include "finding.h"

void subject_find(const struct document *d, struct findings *findings); /* adds; may repeat */
void subject_finish(struct findings *findings);                         /* sorts, makes unique */

#endif
