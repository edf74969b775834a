/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables written as text: cells parted by a tab, a semicolon, a comma or a bar (RFC 4180). */
#ifndef CIRCULARD_DECODE_CSV_H
#define CIRCULARD_DECODE_CSV_H

#include "decode/reading.h"

/* Reads the leaf's text as rows and cells; FALSE: it is no such table, and nothing was read. */
gboolean csv_read(struct reading *reading, const struct leaf *leaf, const GString *text);

#endif
