/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters that are addressed to somebody else than a Government. */
#ifndef CIRCULARD_FIND_ADDRESSEE_H
#define CIRCULARD_FIND_ADDRESSEE_H

#include "find/document.h"

/* Sets others_from and others_to; after the sentences have their zones. */
void addressee_find(struct document *d);
/* The sentence is part of a letter to others, or a row of a table that says that others act. */
gboolean addressee_is_other(const struct document *d, guint sentence);

/* What a rule of copy says, by its "is". */
enum copy { COPY_COPY, COPY_INFORMATION, COPY_NOTHING, COPY_LINE, COPY_GREETING, COPIES };
extern const char *const addressee_copy_names[COPIES];
/* What the text says of copies: a bit each. */
guint8 addressee_copies(const struct document *d);

#endif
