/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures in Word's binary documents. */
#ifndef CIRCULARD_DECODE_DOC_PICTURES_H
#define CIRCULARD_DECODE_DOC_PICTURES_H

#include "decode/ole.h"

/* Reads them as leaves, as far as the document's own words, which are `part`, leave them anything to say; what is large
 * and cannot be read is told. places: of guint32, where pictures that stand in the text are in the stream of data;
 * table: the stream of tables. */
void doc_read_pictures(struct reading *reading, const struct leaf *leaf, const struct ole *ole, GBytes *main, GBytes *table,
                       const GArray *places, guint part);

#endif
