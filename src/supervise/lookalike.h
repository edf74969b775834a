/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Domains made to be taken for another. */
#ifndef CIRCULARD_SUPERVISE_LOOKALIKE_H
#define CIRCULARD_SUPERVISE_LOOKALIKE_H

#include <glib.h>

/* Whether domain looks like real, and is neither that nor below it: letters of other scripts (also in
 * punycode) and digits for letters, one letter changed, added, left out or two swapped, or real as a
 * part of another domain. */
gboolean lookalike_is(const char *domain, const char *real);

#endif
