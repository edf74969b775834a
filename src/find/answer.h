/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail says as an answer to one of our own: finding.h, struct answer. */
#ifndef CIRCULARD_FIND_ANSWER_H
#define CIRCULARD_FIND_ANSWER_H

#include "finding.h"
#include "text.h"

/* answer: as answer_clear() leaves it. Pure; never fails. */
void answer_read(const struct text *text, struct answer *answer);

#endif
