/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which meeting a span counts from: "ten days before its opening", "four weeks before the course begins". */
#ifndef CIRCULARD_FIND_OPENING_H
#define CIRCULARD_FIND_OPENING_H

#include "find/document.h"

/* The first meeting that lies ahead of the letter; FALSE where the part names none. Julian days. */
gboolean opening_find(const struct document *d, const GArray *verdicts, guint32 letter, guint32 *opening, guint32 *closing);
/* Binds spans that name their meeting, or point back to it, to its day (date.other). */
void opening_bind(struct document *d, const GArray *verdicts, guint32 letter);

#endif
