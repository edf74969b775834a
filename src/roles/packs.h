/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language packs of a folder, read from disk for find, which does no I/O. */
#ifndef CIRCULARD_ROLES_PACKS_H
#define CIRCULARD_ROLES_PACKS_H

#include <glib.h>

#include "find/find.h"

struct packs *packs_load(const char *lang_dir, GError **error);
#define PACKS_LEARNED ".learned" /* ends the names of files of weights */

/* The text of one pack: UTF-8, of a size a pack may have. */
char *packs_read_file(const char *path, GError **error);

#endif
