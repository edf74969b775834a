/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sender of a mail and the senders of what it passes on say of themselves. */
#ifndef CIRCULARD_FIND_SENDER_H
#define CIRCULARD_FIND_SENDER_H

#include "find/heading.h"
#include "text.h"

/* Who sent the letters of a mail, each read when it is first asked for, once for all its parts. */
GPtrArray *senders_new(const struct text *text);
const struct heading *sender_of(GPtrArray *senders, const struct text *text, guint letter, const struct packs *packs);
extern const struct heading sender_nobody; /* of a letter that there is none of */
/* Adds what the From lines of inline forwards name to the heading of the text around them. */
void sender_read_wrapped(const struct document *d, const struct packs *packs, struct heading *heading);

#endif
