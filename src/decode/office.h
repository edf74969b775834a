/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers of office files, once the entries of the archive have told which it is. */
#ifndef CIRCULARD_DECODE_OFFICE_H
#define CIRCULARD_DECODE_OFFICE_H

#include "decode/lines.h"
#include "decode/reading.h"

/* Each FALSE: damaged; what was read up to there is written all the same. */
gboolean office_read_docx(struct reading *reading, const struct leaf *leaf, GPtrArray *paths);
gboolean office_read_odf(struct reading *reading, const struct leaf *leaf, GPtrArray *paths);
gboolean office_read_xlsx(struct reading *reading, const struct leaf *leaf, GPtrArray *paths);
gboolean office_read_pptx(struct reading *reading, const struct leaf *leaf, GPtrArray *paths);

/* The same as one XML file. */
gboolean office_read_flat_docx(struct reading *reading, const struct leaf *leaf);
gboolean office_read_flat_odf(struct reading *reading, const struct leaf *leaf);

/* What can be read in its pictures, as far as the document's own words leave them anything to say. */
enum office_words { OFFICE_WORDS_NONE, OFFICE_WORDS_FEW, OFFICE_WORDS_MANY };
enum office_words office_count_words(const struct reading *reading, guint part);
void office_read_pictures(struct reading *reading, const struct leaf *leaf, GPtrArray *paths, enum office_words words);

/* Paths that begin and end so, shortest first, then by the alphabet: slide2 before slide10. */
GPtrArray *office_paths(GPtrArray *paths, const char *before, const char *after);

#endif
