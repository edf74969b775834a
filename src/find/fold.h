/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters as packs see them: lower case, without accents, ligatures taken apart. */
#ifndef CIRCULARD_FIND_FOLD_H
#define CIRCULARD_FIND_FOLD_H

#include <glib.h>

#include "find/vocab.h"

struct folded {
    char bytes[WORD_BYTES_MAX + 8];
    guint length; /* WORD_BYTES_MAX + 1 and more: too long, unknown */
    gboolean upper, lower;
};

void fold_append(struct folded *folded, const char *bytes, guint n);
/* One letter outside ASCII at p: appended folded. Returns its bytes, 0 where it is no letter. */
guint fold_letter(const char *p, const char *end, struct folded *folded);
/* All letters from p on. Returns where they end. */
const char *fold_letters(const char *p, const char *end, struct folded *folded);
/* The digit at p in any script and its bytes; -1 where there is none. */
int fold_digit(const char *p, const char *end, guint *bytes);
gboolean fold_is_letter(const char *p, const char *end);
gboolean fold_is_invisible(gunichar c); /* soft hyphens, joiners, marks set on a letter */

#endif
