/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is it text, or only characters? A PDF whose fonts carry a wrong map gives letters that make no
 * words, and a scan often carries a stamp's few words: both need recognising all the same.
 *
 * A run of letters of the Latin, Greek or Cyrillic alphabet is a word if it has a vowel and not more
 * than six consonants in a row; two capital letters may stand alone. Runs in other scripts count as
 * words: nothing is known about them. Private-use and replacement characters make a run a bad one. */
#include "decode/usefulness.h"

#include <string.h>

struct run {
    guint letters, vowels, consonants; /* consonants in a row */
    guint worst;
    gboolean bad, foreign, capitals;
};

static gunichar bare_letter(gunichar c)
{
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    if (g_unichar_fully_decompose(c, FALSE, parts, G_N_ELEMENTS(parts)) > 0)
        c = parts[0];
    return g_unichar_tolower(c);
}

static gboolean is_vowel(gunichar c)
{
    static const char vowels[] = "aeiouyøæœıαειηουωаеиоуыэюяєіїъьў";
    return g_utf8_strchr(vowels, -1, c) != NULL;
}

static gboolean has_vowels(gunichar c)
{
    GUnicodeScript script = g_unichar_get_script(c);
    return script == G_UNICODE_SCRIPT_LATIN || script == G_UNICODE_SCRIPT_GREEK ||
           script == G_UNICODE_SCRIPT_CYRILLIC;
}

static void add_letter(struct run *run, gunichar c)
{
    gunichar bare = bare_letter(c);
    run->capitals = (run->letters == 0 || run->capitals) && g_unichar_isupper(c);
    run->letters++;
    run->foreign |= !has_vowels(c);
    if (is_vowel(bare)) {
        run->vowels++;
        run->consonants = 0;
    } else {
        run->consonants++;
        run->worst = MAX(run->worst, run->consonants);
    }
}

static void end_run(struct run *run, struct usefulness *of)
{
    gboolean word = run->foreign || (run->vowels > 0 && run->worst <= 6) ||
                    (run->capitals && run->letters <= 5);
    if (run->bad)
        of->others++;
    else if (run->letters >= 2 && word)
        of->words++;
    else if (run->letters >= 3)
        of->others++;
    *run = (struct run){0};
}

struct usefulness usefulness_of(const char *utf8)
{
    struct usefulness of = {0};
    struct run run = {0};
    for (const char *at = utf8; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        GUnicodeType type = g_unichar_type(c);
        if (c == 0xfffd || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED)
            run.bad = TRUE;
        else if (g_unichar_isalpha(c))
            add_letter(&run, c);
        else if (!g_unichar_ismark(c) && c != 0xad)
            end_run(&run, &of);
    }
    end_run(&run, &of);
    return of;
}

gboolean usefulness_is_garbled(struct usefulness of)
{
    return of.words + of.others >= 12 && of.others > of.words;
}
