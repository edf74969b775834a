/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days as people write them in an answer, in the languages of the wordings.
 *
 * An answer sets a date that others rely on, so nothing is guessed: what has two readings (05/04/2026),
 * a weekday that does not agree, a day that does not exist or a word left over is no date, and the
 * official is asked. */
#include "remind/reply_date.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define PREFIX_LETTERS 3

struct reply_names {
    GHashTable *months;   /* folded → number */
    GHashTable *weekdays; /* folded → number, 1 Monday */
};

char *reply_fold(const char *text)
{
    g_autofree char *split = g_utf8_normalize(text, -1, G_NORMALIZE_NFKD);
    g_autofree char *lower = g_utf8_casefold(split != NULL ? split : "", -1);
    GString *folded = g_string_new(NULL);

    for (const char *at = lower; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        GUnicodeType type = g_unichar_type(c);
        if (c == 0x2019 || c == 0x2018 || c == 0x02bc || c == '`')
            c = '\'';
        if (type != G_UNICODE_NON_SPACING_MARK && type != G_UNICODE_FORMAT)
            g_string_append_unichar(folded, c);
    }
    return g_string_free(folded, FALSE);
}

static void add_names(GHashTable *table, GPtrArray *names, guint number)
{
    for (guint i = 0; i < names->len; i++)
        g_hash_table_insert(table, reply_fold(g_ptr_array_index(names, i)),
                            GUINT_TO_POINTER(number));
    g_ptr_array_unref(names);
}

struct reply_names *reply_names_new(const struct wordings *wordings)
{
    struct reply_names *names = g_new0(struct reply_names, 1);
    g_autoptr(GPtrArray) all = wordings_all(wordings);

    names->months = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    names->weekdays = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < all->len; i++) {
        const struct wording *wording = g_ptr_array_index(all, i);
        for (guint month = 1; month <= 12; month++)
            add_names(names->months, wording_months(wording, month), month);
        for (guint weekday = 1; weekday <= 7; weekday++)
            add_names(names->weekdays, wording_weekdays(wording, weekday), weekday);
    }
    return names;
}

void reply_names_free(struct reply_names *names)
{
    if (names == NULL)
        return;
    g_hash_table_unref(names->months);
    g_hash_table_unref(names->weekdays);
    g_free(names);
}

/* 0 for none, and where two months begin so. */
static guint month_of(const struct reply_names *names, const char *word)
{
    guint month = GPOINTER_TO_UINT(g_hash_table_lookup(names->months, word));
    GHashTableIter iter;
    gpointer name, number;

    if (month != 0 || g_utf8_strlen(word, -1) < PREFIX_LETTERS)
        return month;
    g_hash_table_iter_init(&iter, names->months);
    while (g_hash_table_iter_next(&iter, &name, &number)) {
        if (!g_str_has_prefix(name, word))
            continue;
        if (month != 0 && month != GPOINTER_TO_UINT(number))
            return 0;
        month = GPOINTER_TO_UINT(number);
    }
    return month;
}

/* "16", "16th", "1er", "1o": 0 for none. */
static guint number_of(const char *word, guint most)
{
    static const char *const endings[] = { "", ".", "st", "nd", "rd", "th", "er", "e", "o", "a", NULL };
    gsize digits = strspn(word, "0123456789");

    if (digits == 0 || digits > 4 || !g_strv_contains(endings, word + digits))
        return 0;
    guint64 number = g_ascii_strtoull(word, NULL, 10);
    return number <= most ? (guint)number : 0;
}

static guint year_of(const char *word)
{
    if (strlen(word) != 4 || strspn(word, "0123456789") != 4)
        return 0;
    guint year = (guint)g_ascii_strtoull(word, NULL, 10);
    return year >= 2000 && year <= 2199 ? year : 0;
}

/* year 0: the first such day from today on. */
static gboolean make_day(guint year, guint month, guint day, const GDate *today, GDate *made)
{
    guint from = year != 0 ? year : g_date_get_year(today);
    guint tries = year != 0 ? 1 : 9; /* 29 February */

    for (guint i = 0; i < tries; i++) {
        if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)(from + i)))
            continue;
        g_date_set_dmy(made, (GDateDay)day, (GDateMonth)month, (GDateYear)(from + i));
        if (year != 0 || g_date_compare(made, today) >= 0)
            return TRUE;
    }
    return FALSE;
}

/* Two numbers that are day and month, in whichever order; 05/04 has two readings. */
static gboolean day_and_month(guint first, guint second, gboolean day_first, guint *day,
                              guint *month)
{
    *day = first;
    *month = second;
    if (first > 12 || day_first || first == second)
        return second <= 12;
    if (second <= 12)
        return FALSE;
    *day = second;
    *month = first;
    return TRUE;
}

/* All of it in one word: 2025-09-16, 16.9.2025, 16.9.25, 16.9, 16/9/2025. */
static gboolean read_numeric(const char *word, const GDate *today, GDate *day)
{
    guint a, b, c = 0, d, m;
    int end = 0;

    if (strlen(word) == 10 && date_parse(word, day))
        return TRUE;
    if (strlen(word) > 10)
        return FALSE;
    if (sscanf(word, "%2u.%2u.%4u%n", &a, &b, &c, &end) == 3 && word[end] == '\0') {
        if (c < 100)
            c += 2000;
        return c >= 2000 && c <= 2199 && make_day(c, b, a, today, day);
    }
    if (sscanf(word, "%2u.%2u%n", &a, &b, &end) == 2 && word[end] == '\0')
        return make_day(0, b, a, today, day);
    if (sscanf(word, "%2u/%2u/%4u%n", &a, &b, &c, &end) == 3 && word[end] == '\0')
        return c >= 2000 && c <= 2199 && day_and_month(a, b, FALSE, &d, &m) &&
               make_day(c, m, d, today, day);
    return FALSE;
}

/* "16 September 2025", "September 16 2025", "16. 9. 2025"; the year may be missing with a name. */
static gboolean read_words(const struct reply_names *names, const char *const *words, guint count,
                           const GDate *today, GDate *day)
{
    guint year = count == 3 ? year_of(words[2]) : 0;
    if (count < 2 || count > 3 || (count == 3 && year == 0))
        return FALSE;

    guint first = number_of(words[0], 31), second = number_of(words[1], 31);
    guint d, m;
    if (first != 0 && second != 0)
        return year != 0 && day_and_month(first, second, FALSE, &d, &m) &&
               make_day(year, m, d, today, day);
    if (first != 0)
        return (m = month_of(names, words[1])) != 0 && make_day(year, m, first, today, day);
    if (second != 0)
        return (m = month_of(names, words[0])) != 0 && make_day(year, m, second, today, day);
    return FALSE;
}

gboolean reply_date_read(const struct reply_names *names, const char *const *words, guint count,
                         const GDate *today, GDate *day)
{
    guint weekday = count > 0 ? GPOINTER_TO_UINT(g_hash_table_lookup(names->weekdays, words[0])) : 0;

    g_date_clear(day, 1);
    if (weekday != 0) {
        words++;
        count--;
    }
    gboolean read = count == 1 ? read_numeric(words[0], today, day)
                               : read_words(names, words, count, today, day);
    if (read && weekday != 0 && g_date_get_weekday(day) != (GDateWeekday)weekday)
        read = FALSE;
    if (!read)
        g_date_clear(day, 1);
    return read;
}
