/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receipt stamps. */
#ifndef CIRCULARD_FIND_STAMP_H
#define CIRCULARD_FIND_STAMP_H

#include "find/document.h"

/* Index + 1 of the stamp's date, 0 where there is none; sets document.stamp where the stamp stands by itself. */
guint32 stamp_find(struct document *d);

#endif
