/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters as packs see them: lower case, without accents, ligatures taken apart. */
#ifndef CIRCULARD_FIND_FOLD_H
#define CIRCULARD_FIND_FOLD_H

#include <glib.h>
#include <string.h>

#include "find/vocab.h"

struct folded {
    char bytes[WORD_BYTES_MAX + 8]; /* what stands after the length means nothing */
    guint length; /* WORD_BYTES_MAX + 1 and more: too long, unknown */
    gboolean upper, lower;
};

static inline void fold_begin(struct folded *folded)
{
    folded->length = 0;
    folded->upper = folded->lower = FALSE;
}

#define FOLD_EACH G_GUINT64_CONSTANT(0x0101010101010101)

/* The letters of ASCII that open eight bytes of text (the first is the lowest): how many they are. */
static inline guint fold_count_letters(guint64 text)
{
    /* with its high bit away a byte reaches 0x80 from 'a' on by the first sum, from behind 'z' on by the second */
    guint64 small = (text | 0x20 * FOLD_EACH) & 0x7f * FOLD_EACH;
    guint64 letters = ((small + 0x1f * FOLD_EACH) ^ (small + 0x05 * FOLD_EACH)) & ~text & 0x80 * FOLD_EACH;
    guint64 others = ~letters & 0x80 * FOLD_EACH;

    return others == 0 ? 8 : (guint)__builtin_ctzll(others) / 8;
}

/* The lowest n bytes of eight; n is not 0. */
static inline guint64 fold_lowest(guint n)
{
    return (G_GUINT64_CONSTANT(2) << (8 * n - 1)) - 1;
}

static inline guint64 fold_load(const char *p, const char *end)
{
    guint64 text = 0;

    if (end - p >= 8)
        memcpy(&text, p, sizeof text);
    else
        memcpy(&text, p, end - p);
    return GUINT64_FROM_LE(text);
}

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
