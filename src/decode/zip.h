/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries of a ZIP archive, within the limits of the reading. */
#ifndef CIRCULARD_DECODE_ZIP_H
#define CIRCULARD_DECODE_ZIP_H

#include "decode/reading.h"

enum zip_outcome { ZIP_READ, ZIP_DAMAGED, ZIP_ENCRYPTED, ZIP_LIMIT };

/* Paths of all entries, in the archive's order; at most limits.archive_entries. */
GPtrArray *zip_list(struct reading *reading, const struct leaf *leaf, enum zip_outcome *outcome);

/* Hands over the content of every entry that wanted() says yes to, in the archive's order. What was
 * already handed over stays so where the outcome is not ZIP_READ. A limit is told to the person;
 * damage and encryption are the caller's to tell. */
typedef gboolean (*zip_wanted)(const char *path, gpointer data);
typedef void (*zip_taker)(const char *path, GBytes *content, gpointer data);
enum zip_outcome zip_walk(struct reading *reading, const struct leaf *leaf, zip_wanted wanted,
                          zip_taker take, gpointer data);

/* The content of one entry by its exact path; NULL where there is none or it cannot be read. */
GBytes *zip_entry(struct reading *reading, const struct leaf *leaf, const char *path);

#endif
