/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digits that a scan made of letters: "wi1l", "0ffice", "5eptember", "e1aborar".
 *
 * 0 is read as o, 1 as l or i, 5 as s, in one or two places of a word, and only where a pack knows the
 * word that comes out: "C105", "1st" and "B10" stay what they are. */
#include "find/fold.h"
#include "find/lexer.h"

#define MISREAD_MAX 2         /* digits in one word */
#define MISREAD_BYTES_MIN 4   /* "ju1n", "wi11"; one more where the digit comes first */
#define MISREAD_BYTES_MAX 24

/* The letters and digits from p on, folded, digits as letters. Returns their end, or NULL where no pack can know them. */
static const char *fold_misread(const char *p, const char *end, char one, struct folded *folded)
{
    guint digits = 0, bytes;
    const char *from = p;

    for (;;) {
        p = fold_letters(p, end, folded);
        if (fold_digit(p, end, &bytes) < 0)
            break;
        if (bytes != 1 || ++digits > MISREAD_MAX || (*p != '0' && *p != '1' && *p != '5'))
            return NULL;
        fold_append(folded, *p == '0' ? "o" : *p == '5' ? "s" : &one, 1);
        p++;
    }
    return digits > 0 && folded->length >= MISREAD_BYTES_MIN + (fold_digit(from, end, &bytes) >= 0) && p - from <= MISREAD_BYTES_MAX ? p : NULL;
}

const char *lexer_misread(const struct lexer *lexer, const char *from, guint *id)
{
    static const char ones[] = { 'l', 'i' };

    *id = 0;
    for (guint i = 0; i < G_N_ELEMENTS(ones) && lexer->vocab != NULL; i++) {
        struct folded folded;
        fold_begin(&folded);
        const char *end = fold_misread(from, lexer->end, ones[i], &folded);
        if (end == NULL)
            return NULL;
        *id = folded.length <= WORD_BYTES_MAX ? vocab_find(lexer->vocab, folded.bytes, folded.length) : 0;
        if (*id != 0)
            return end;
    }
    return NULL;
}
