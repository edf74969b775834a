/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prefixes are marks of programs, whatever language these speak; they belong to no language pack. */
#include "base/subject.h"

#include <string.h>

#define PREFIX_BYTES_MAX 40

static const char *const ANSWERS[] = {
    "re",  "aw",  "sv",  "vs",  "ref", "réf", "rif", "r",
    "res", "odp", "antw", "antwort", "vastus",
};
static const char *const FORWARDS[] = {
    "fw",  "fwd", "tr",  "trs", "rv",  "wg",  "enc", "edastamine", "edasi", "vb", "vl", "i", "pd", "fs",
    "fyi", "doorst", "transf", "transféré", "reenviar", "reenviado", "weiterleitung",
};

static gboolean holds(const char *const *words, gsize count, const char *word)
{
    for (gsize i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return TRUE;
    return FALSE;
}

static enum subject_prefix tell_prefix(const char *text, gsize length)
{
    g_autofree char *part = g_strndup(text, length);
    g_autofree char *folded = g_utf8_casefold(g_strstrip(part), -1);
    /* "Re[2]", "RE(3)" */
    folded[strcspn(folded, "[(")] = '\0';
    return holds(ANSWERS, G_N_ELEMENTS(ANSWERS), folded)     ? SUBJECT_ANSWERED
           : holds(FORWARDS, G_N_ELEMENTS(FORWARDS), folded) ? SUBJECT_PASSED_ON
                                                             : SUBJECT_PLAIN;
}

const char *subject_skip(const char *subject, enum subject_prefix *which)
{
    gboolean bracket = *subject == '[';
    const char *end = strchr(subject, bracket ? ']' : ':');
    enum subject_prefix found = SUBJECT_PLAIN;
    if (end != NULL && end - subject <= PREFIX_BYTES_MAX) {
        /* A mark with a figure may be the number of a case. */
        if (bracket)
            found = strcspn(subject, "0123456789") < (gsize)(end - subject) ? SUBJECT_PLAIN : SUBJECT_MARKED;
        else
            found = tell_prefix(subject, (gsize)(end - subject));
    }
    if (which != NULL)
        *which = found;
    if (found == SUBJECT_PLAIN)
        return NULL;
    end++;
    while (g_unichar_isspace(g_utf8_get_char(end)))
        end = g_utf8_next_char(end);
    return *end != '\0' ? end : NULL;
}

gboolean subject_answers(const char *subject)
{
    enum subject_prefix which = SUBJECT_MARKED;
    while (subject != NULL && which == SUBJECT_MARKED) {
        while (g_unichar_isspace(g_utf8_get_char(subject)))
            subject = g_utf8_next_char(subject);
        subject = subject_skip(subject, &which);
    }
    return which == SUBJECT_ANSWERED;
}
