/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sender of a mail and the senders of what it passes on say of themselves. */
#ifndef CIRCULARD_FIND_SENDER_H
#define CIRCULARD_FIND_SENDER_H

#include "find/heading.h"
#include "text.h"

/* heading_clear() frees what heading holds. */
void sender_read(const struct text_letter *letter, const struct packs *packs, struct heading *heading);
/* Adds what the From lines of inline forwards name to the heading of the text around them. */
void sender_read_wrapped(const struct document *d, const struct packs *packs, struct heading *heading);

#endif
