/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_COMPOUND_H
#define TESTS_SUPPORT_COMPOUND_H

#include <glib.h>

struct compound;
struct compound *compound_new(void);
/* Both give the number of the new entry; the root is 0. */
guint compound_folder(struct compound *compound, guint parent, const char *name);
guint compound_stream(struct compound *compound, guint parent, const char *name, const void *bytes,
                      gsize length);
GBytes *compound_finish(struct compound *compound); /* frees it */

#endif
