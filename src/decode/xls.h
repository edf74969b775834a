/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Old workbooks. */
#ifndef CIRCULARD_DECODE_XLS_H
#define CIRCULARD_DECODE_XLS_H

#include "decode/reading.h"

/* The stream of a book in a compound file. FALSE: damaged; what was read up to there is written all the
 * same. */
gboolean xls_read(struct reading *reading, const struct leaf *leaf, GBytes *book);

#endif
