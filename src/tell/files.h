/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files into findings: each is read in a sealed child, several at the same time, and told in the order
 * of the command line. */
#ifndef CIRCULARD_TELL_FILES_H
#define CIRCULARD_TELL_FILES_H

#include <glib.h>

#include "finding.h"

struct files_terms {
    const char *lang_dir; /* NULL: files_lang_dir() */
    GDate received;       /* may be not valid */
    gboolean candidates;
};

/* read: FALSE where the file could not be opened or read; findings->unread says why. */
typedef void (*files_told)(const char *file, const struct findings *findings, gboolean read,
                           gpointer data);

/* files: paths, "-" for standard input. FALSE where nothing could be read at all (language packs). */
gboolean files_read(const struct files_terms *terms, char *const *files, files_told told,
                    gpointer data, GError **error);

/* Where language packs are, unless told: $CIRCULARD_LANG_DIR, the source tree this program stands in,
 * else the system's. */
char *files_lang_dir(void);

#endif
