/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain English of other stages in another language: whole sentences with places, from the file.
 *
 * Each pattern is compared once, so the work is bounded by the list and the sentence; of several that match, the
 * one with the most words of its own is meant. What the list does not hold stays English: better than nothing
 * said. tests/lint holds every language's list against what the other stages say. */
#include <string.h>

#include "remind/wording_data.h"

/* Where text is the pattern with something in each place: how many bytes of it stand in none, else 0. What stands
 * in places goes to found. A place ends where the literal text after it first comes. */
static gsize match_term(const char *pattern, const char *text, GHashTable *found)
{
    gsize own = strlen(text);
    char name[32], form[32], next[32] = "";
    g_autoptr(GString) literal = g_string_new(NULL);
    gboolean place = wording_next_place(&pattern, literal, name, form, sizeof name);

    if (strncmp(text, literal->str, literal->len) != 0)
        return 0;
    text += literal->len;
    while (place) {
        g_string_truncate(literal, 0);
        place = wording_next_place(&pattern, literal, next, form, sizeof next);
        const char *end = literal->len == 0 ? text + strlen(text) : strstr(text, literal->str);
        if (!place && literal->len > 0 && g_str_has_suffix(text, literal->str))
            end = text + strlen(text) - literal->len;
        if (end == NULL || end == text)
            return 0;
        own -= (gsize)(end - text);
        g_hash_table_insert(found, g_strdup(name), g_strndup(text, (gsize)(end - text)));
        text = end + literal->len;
        g_strlcpy(name, next, sizeof name);
    }
    return *text == '\0' ? own : 0;
}

static gboolean replace_date(const GMatchInfo *match, GString *out, gpointer data)
{
    static const char *const months[] = { "January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December" };
    g_autofree char *day = g_match_info_fetch(match, 1);
    g_autofree char *month = g_match_info_fetch(match, 2);
    g_autofree char *year = g_match_info_fetch(match, 3);
    guint number = 0;

    while (strcmp(months[number], month) != 0)
        number++;
    GDateDay day_number = (GDateDay)g_ascii_strtoull(day, NULL, 10);
    GDateYear year_number = (GDateYear)g_ascii_strtoull(year, NULL, 10);
    g_autofree char *text = g_match_info_fetch(match, 0);
    if (g_date_valid_dmy(day_number, (GDateMonth)(number + 1), year_number)) {
        GDate date;
        g_date_clear(&date, 1);
        g_date_set_dmy(&date, day_number, (GDateMonth)(number + 1), year_number);
        g_free(text);
        text = wording_date(data, &date, "short");
    }
    g_string_append(out, text);
    return FALSE;
}

/* "16 September 2025" in a place of a term, as this language writes it. */
static char *translate_dates(const struct wording *wording, const char *english)
{
    g_autoptr(GRegex) dates = g_regex_new(
        "\\b(\\d{1,2}) (January|February|March|April|May|June|July|August|September|October|"
        "November|December) (\\d{4})\\b",
        0, 0, NULL);
    char *text = g_regex_replace_eval(dates, english, -1, 0, 0, replace_date, (gpointer)wording, NULL);

    return text == NULL ? g_strdup(english) : text;
}

static char *fill_term(const struct wording *wording, const struct term *term, GHashTable *found,
                       guint depth);

/* What stands in a place may itself be a term ("not read: it is {what}"), but not in one's place. NULL: it is none. */
static char *translate(const struct wording *wording, const char *english, guint depth)
{
    const struct term *best = NULL;
    g_autoptr(GHashTable) best_found = NULL;
    gsize most = 0;

    for (guint i = 0; i < wording->terms->len; i++) {
        const struct term *term = g_ptr_array_index(wording->terms, i);
        g_autoptr(GHashTable) found =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        gsize own = match_term(term->english, english, found);
        if (own <= most)
            continue;
        g_clear_pointer(&best_found, g_hash_table_unref);
        best = term;
        best_found = g_steal_pointer(&found);
        most = own;
    }
    return best == NULL ? NULL : fill_term(wording, best, best_found, depth);
}

/* A term, or terms in a row; whatever else keeps its words, and has its dates written as here. */
static char *translate_place(const struct wording *wording, const char *english)
{
    char *whole = translate(wording, english, 1);
    if (whole != NULL)
        return whole;
    g_auto(GStrv) items = g_strsplit(english, ", ", -1);
    for (char **item = items; *item != NULL; item++) {
        g_autofree char *was = *item;
        char *here = translate(wording, was, 1);
        *item = here == NULL ? translate_dates(wording, was) : here;
    }
    return g_strjoinv(", ", items);
}

static char *fill_term(const struct wording *wording, const struct term *term, GHashTable *found,
                       guint depth)
{
    GString *text = g_string_new(NULL);
    char name[32], form[32];

    for (const char *at = term->here; wording_next_place(&at, text, name, form, sizeof name);) {
        const char *value = g_hash_table_lookup(found, name);
        g_autofree char *here = value == NULL  ? g_strdup("")
                                : depth == 0   ? translate_place(wording, value)
                                               : g_strdup(value);
        g_string_append(text, here);
    }
    return g_string_free(text, FALSE);
}

char *wording_term(const struct wording *wording, const char *english)
{
    char *here = translate(wording, english, 0);

    return here == NULL ? g_strdup(english) : here;
}

