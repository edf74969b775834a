/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of countries out of the iso-codes package: its JSON gives code and English name, a GNU .mo
 * file the name in another language. Both come as bytes; nothing in them is trusted to be in form.
 *
 * Only what is needed of either format is read: string members of flat objects, and the two string
 * tables of a .mo file (GNU gettext manual, "The Format of GNU MO Files"). Names are turned round at
 * their comma ("Bolivia, Plurinational State of" is also "Bolivia"). */
#include <string.h>

#include "find/packs.h"

struct mo {
    const char *bytes;
    gsize length;
    guint32 count, originals, translations;
};

static guint32 read_word(const struct mo *mo, gsize at)
{
    guint32 word = 0;

    if (at + 4 > mo->length)
        return 0;
    memcpy(&word, mo->bytes + at, 4);
    return GUINT32_FROM_LE(word);
}

static gboolean open_mo(struct mo *mo, const char *bytes, gsize length)
{
    *mo = (struct mo){ bytes, length, 0, 0, 0 };
    if (bytes == NULL || length < 28 || read_word(mo, 0) != 0x950412de)
        return FALSE;
    mo->count = read_word(mo, 8);
    mo->originals = read_word(mo, 12);
    mo->translations = read_word(mo, 16);
    return mo->count < 100000;
}

static const char *string_at(const struct mo *mo, guint32 table, guint32 index)
{
    guint32 length = read_word(mo, (gsize)table + 8 * index), at = read_word(mo, (gsize)table + 8 * index + 4);

    if ((gsize)at + length >= mo->length || mo->bytes[at + length] != '\0')
        return "";
    return mo->bytes + at;
}

static const char *translate(const struct mo *mo, const char *name)
{
    guint32 low = 0, high = mo->count;

    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        int order = strcmp(name, string_at(mo, mo->originals, middle));
        if (order == 0)
            return string_at(mo, mo->translations, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* The string member of an object that begins at p and ends before end; with \uXXXX undone. */
static char *member(const char *p, const char *end, const char *name)
{
    g_autofree char *key = g_strdup_printf("\"%s\"", name);
    const char *at = g_strstr_len(p, end - p, key);

    if (at == NULL)
        return NULL;
    at += strlen(key);
    while (at < end && (*at == ' ' || *at == ':'))
        at++;
    if (at >= end || *at != '"')
        return NULL;
    const char *close = memchr(at + 1, '"', end - at - 1);
    if (close == NULL)
        return NULL;
    GString *value = g_string_new(NULL);
    for (at++; at < close; at++) {
        if (*at == '\\' && at + 5 < close && at[1] == 'u') {
            char digits[5] = { at[2], at[3], at[4], at[5], '\0' };
            g_string_append_unichar(value, (gunichar)g_ascii_strtoull(digits, NULL, 16));
            at += 5;
        } else {
            g_string_append_c(value, *at);
        }
    }
    return g_string_free(value, FALSE);
}

/* A name becomes a pattern of plain words; what the notation would read as its own is taken out. */
static gboolean add_name(struct packs *packs, guint rule, const char *name, GError **error)
{
    g_autofree char *plain = g_strdup(name);
    char *cut = strpbrk(plain, ",(;[");

    if (cut != NULL)
        *cut = '\0';
    g_strdelimit(plain, "()[]{}|<>@.,:;/&*", ' ');
    g_strstrip(plain);
    g_autoptr(GPtrArray) words = lex_words(plain);
    GString *pattern = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(pattern, "%s%s", i > 0 ? " " : "", (char *)words->pdata[i]);
    gboolean good = pattern->len < 4 || automaton_add(packs->automaton, pattern->str, rule, NULL, error);
    g_string_free(pattern, TRUE);
    return good;
}

static gboolean add_country(struct packs *packs, const struct mo *mo, const char *p, const char *end,
                            GError **error)
{
    static const char *const names[] = { "common_name", "name", "official_name" };
    g_autofree char *code = member(p, end, "alpha_2");
    gboolean good = TRUE;

    if (code == NULL || strlen(code) != 2)
        return TRUE;
    g_autofree char *rule_name = g_strdup_printf("country.%s", code);
    guint rule = packs_add_rule(packs, RULE_COUNTRY, rule_name, code, 0, LANGUAGES_MAX);
    for (guint i = 0; i < G_N_ELEMENTS(names) && good; i++) {
        g_autofree char *english = member(p, end, names[i]);
        if (english == NULL)
            continue;
        const char *name = mo->count > 0 ? translate(mo, english) : english;
        if (name != NULL && g_utf8_validate(name, -1, NULL))
            good = add_name(packs, rule, name, error);
    }
    return good;
}

gboolean packs_add_countries(struct packs *packs, const char *language, const char *json,
                             gsize json_length, const char *mo_bytes, gsize mo_length, GError **error)
{
    struct mo mo;
    const char *p = json, *end = json + json_length;

    if (!open_mo(&mo, mo_bytes, mo_length) && !g_str_equal(language, "en"))
        return TRUE;
    while (p < end && (p = memchr(p + 1, '{', end - p - 1)) != NULL) {
        const char *close = memchr(p, '}', end - p);
        if (close == NULL)
            break;
        if (!add_country(packs, &mo, p, close, error))
            return FALSE;
    }
    return TRUE;
}
