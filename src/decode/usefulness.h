/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_USEFULNESS_H
#define CIRCULARD_DECODE_USEFULNESS_H

#include <glib.h>

struct usefulness {
    guint words;  /* that look like words of a language */
    guint others; /* runs of letters that do not */
};

struct usefulness usefulness_of(const char *utf8);
gboolean usefulness_is_garbled(struct usefulness of); /* there is text, but it makes no words */

#endif
