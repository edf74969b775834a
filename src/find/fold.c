/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters folded: a table for the Latin ones up to U+017F, a short list for ligatures and raised
 * letters, GLib for the rest. Accents that were mangled on the way (UTF-8 read as Windows-1252 once too
 * often) are read as what they were; invisible characters inside a word are none of its letters. */
#include "find/fold.h"

#include <string.h>

static const char latin[192][3] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y",
    "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",
    "d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
    "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",
    "i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
    "l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",
    "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
    "s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",
    "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
};

void fold_append(struct folded *folded, const char *bytes, guint n)
{
    if (folded->length + n <= WORD_BYTES_MAX)
        memcpy(folded->bytes + folded->length, bytes, n);
    folded->length += n;
}

gboolean fold_is_invisible(gunichar c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || (c >= 0x300 && c <= 0x36f);
}

/* Letters beyond Latin Extended-A that stand for plain ones; NULL for all others. */
static const char *fold_rare(gunichar c)
{
    static const char *const ligatures[] = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };
    static const struct {
        gunichar c;
        char to[2];
    } raised[] = { { 0x1d49, "e" }, { 0x2b3, "r" }, { 0x1d57, "t" }, { 0x2b0, "h" },
                   { 0x2e2, "s" },  { 0x207f, "n" }, { 0x1d48, "d" }, { 0x1d52, "o" } };

    if (c >= 0xfb00 && c <= 0xfb06)
        return ligatures[c - 0xfb00];
    for (guint i = 0; i < G_N_ELEMENTS(raised); i++)
        if (raised[i].c == c)
            return raised[i].to;
    return NULL;
}

guint fold_letter(const char *p, const char *end, struct folded *folded)
{
    gunichar c = g_utf8_get_char(p);
    guint bytes = g_utf8_skip[(guchar)*p];
    const char *plain = NULL;
    static const char wide[26][2] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m",
                                      "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z" };

    if (fold_is_invisible(c))
        return bytes;
    /* UTF-8 read as Windows-1252 once too often: "Ã©" */
    if (c == 0xc3 && p + 3 < end && (guchar)p[2] == 0xc2 && (guchar)p[3] >= 0xa0) {
        plain = latin[(guchar)p[3] - 0x80];
        fold_append(folded, plain, strlen(plain));
        return 4;
    }
    if (c >= 0xc0 && c < 0x180)
        plain = latin[c - 0xc0];
    else if ((c >= 0xff21 && c <= 0xff3a) || (c >= 0xff41 && c <= 0xff5a))
        plain = wide[(c - 0xff21) % 32];
    else
        plain = fold_rare(c);
    if (plain != NULL && *plain == '\0')
        return 0;
    if (plain == NULL) {
        char lower[6];
        if (c < 0x180 || !g_unichar_isalpha(c))
            return 0;
        fold_append(folded, lower, g_unichar_to_utf8(g_unichar_tolower(c), lower));
    } else {
        fold_append(folded, plain, strlen(plain));
    }
    if (c < 0x100 ? c < 0xdf : g_unichar_isupper(c))
        folded->upper = TRUE;
    else
        folded->lower = TRUE;
    return bytes;
}

/* The letters of ASCII at p, eight bytes at a time. */
static const char *fold_plain(const char *p, const char *end, struct folded *folded)
{
    guint64 lower = 0, upper = 0;
    guint n = 8;

    while (n == 8 && p < end) {
        guint64 text = fold_load(p, end);
        if ((n = fold_count_letters(text)) == 0)
            break;
        guint64 cases = 0x20 * FOLD_EACH & fold_lowest(n), small = GUINT64_TO_LE(text | 0x20 * FOLD_EACH);
        lower |= text & cases;
        upper |= ~text & cases;
        if (folded->length <= WORD_BYTES_MAX)
            memcpy(folded->bytes + folded->length, &small, sizeof small);
        folded->length += n;
        p += n;
    }
    folded->lower |= lower != 0;
    folded->upper |= upper != 0;
    return p;
}

/* "é", "Ñ" and what else becomes one letter; FALSE where it is not that simple. The letter that also opens mangled
 * accents is left to fold_letter. */
static inline gboolean fold_accented(const char *p, const char *end, struct folded *folded)
{
    guint c = end - p >= 2 && (guchar)*p == 0xc3 ? (guchar)p[1] - 0x80 : 3;

    if (c == 3 || latin[c][0] == '\0' || latin[c][1] != '\0')
        return FALSE;
    if (folded->length < WORD_BYTES_MAX)
        folded->bytes[folded->length] = latin[c][0];
    folded->length++;
    folded->upper |= c < 0x1f;
    folded->lower |= c >= 0x1f;
    return TRUE;
}

/* The Latin letter that a small one of Cyrillic or Greek looks like, small or as a capital; 0 none. */
static char latin_alike(gunichar c)
{
    static const gunichar letters[] = { 0x430, 0x432, 0x435, 0x43a, 0x43c, 0x43d, 0x43e, 0x440, 0x441, 0x442, 0x443, 0x445, 0x455, 0x456, 0x458,
                                        0x3b1, 0x3b2, 0x3b5, 0x3b6, 0x3b7, 0x3b9, 0x3ba, 0x3bc, 0x3bd, 0x3bf, 0x3c1, 0x3c4, 0x3c5, 0x3c7 };
    static const char alike[] = "abekmhopctyxsij" "abezhikmnoptyx";

    G_STATIC_ASSERT(sizeof alike == G_N_ELEMENTS(letters) + 1);
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
        if (letters[i] == c)
            return alike[i];
    return 0;
}

static gboolean has_latin(const struct folded *folded)
{
    for (guint i = 0; i < folded->length; i++)
        if (g_ascii_islower(folded->bytes[i]))
            return TRUE;
    return FALSE;
}

/* "June" with a Cyrillic letter at its end looks like "June": in a word with Latin letters those of other alphabets are what
 * they look like. */
static void fold_alike(struct folded *folded)
{
    char whole[sizeof folded->bytes];
    guint length = folded->length;

    if (length > WORD_BYTES_MAX || !has_latin(folded))
        return;
    memcpy(whole, folded->bytes, length);
    folded->length = 0;
    for (guint i = 0; i < length;) {
        guint bytes = g_utf8_skip[(guchar)whole[i]];
        char plain = bytes == 2 ? latin_alike(g_utf8_get_char(whole + i)) : 0;
        fold_append(folded, plain != 0 ? &plain : whole + i, plain != 0 ? 1 : bytes);
        i += bytes;
    }
}

const char *fold_letters(const char *p, const char *end, struct folded *folded)
{
    gboolean other_alphabet = FALSE;

    while ((p = fold_plain(p, end, folded)) < end && (guchar)*p >= 0x80) {
        guint bytes = fold_accented(p, end, folded) ? 2 : fold_letter(p, end, folded);
        if (bytes == 0)
            break;
        other_alphabet |= (guchar)*p >= 0xcd && (guchar)*p <= 0xd3; /* U+0340 to U+04FF */
        p += bytes;
    }
    if (other_alphabet)
        fold_alike(folded);
    return p;
}

int fold_digit(const char *p, const char *end, guint *bytes)
{
    if (p >= end)
        return -1;
    if (*p >= '0' && *p <= '9') {
        *bytes = 1;
        return *p - '0';
    }
    if ((guchar)*p < 0x80)
        return -1;
    gunichar c = g_utf8_get_char(p);
    *bytes = g_utf8_skip[(guchar)*p];
    return g_unichar_isdigit(c) ? g_unichar_digit_value(c) : -1;
}

gboolean fold_is_letter(const char *p, const char *end)
{
    if (p >= end)
        return FALSE;
    if ((guchar)*p < 0x80)
        return g_ascii_isalpha(*p);
    gunichar c = g_utf8_get_char(p);
    return !fold_is_invisible(c) && g_unichar_isalpha(c);
}
