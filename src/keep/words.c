/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folds references, subjects and sentences so that the same words compare as the same.
 *
 * Compatibility forms, case, punctuation and white space fall away; a figure beside a letter is a
 * word of its own ("ACD7" is "acd 7"). Figures are kept apart from words: two letters that differ
 * in nothing but a number are two letters. What mail programs put before a subject does not count. Work is
 * linear; of very long texts only the first TOKENS_MAX words count. */
#include "keep/words.h"

#include <string.h>

#include "base/subject.h"

#define TOKENS_MAX    20000
#define SUBJECT_MAX   2000 /* bytes of a subject that are compared */
#define TELLING_WORDS 3
#define TELLING_LENGTH 3

/* ---- tokens ---------------------------------------------------------------------------------- */

typedef void (*token_taker)(const char *token, gboolean number, gpointer data);

/* Letters, figures, or neither. Marks (combining accents) belong to the letter before them. */
static int class_of(gunichar c)
{
    if (c < 128)
        return g_ascii_isdigit((char)c) ? 2 : g_ascii_isalpha((char)c);
    if (g_unichar_isdigit(c))
        return 2;
    return g_unichar_isalpha(c) || g_unichar_ismark(c) ? 1 : 0;
}

static char *fold(const char *text)
{
    if (g_str_is_ascii(text)) /* the same */
        return g_ascii_strdown(text, -1);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *plain = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
    return g_utf8_casefold(plain, -1);
}

static void each_token(const char *text, token_taker take, gpointer data)
{
    g_autofree char *folded = fold(text);
    guint taken = 0;

    for (const char *at = folded; *at && taken < TOKENS_MAX;) {
        int class = class_of(g_utf8_get_char(at));
        const char *start = at;
        do
            at = g_utf8_next_char(at);
        while (*at && class_of(g_utf8_get_char(at)) == class);
        if (class == 0)
            continue;
        g_autofree char *token = g_strndup(start, (gsize)(at - start));
        take(token, class == 2, data);
        taken++;
    }
}

struct joining {
    GString *key;
    gboolean numbers;
};

static void join_token(const char *token, gboolean number, gpointer data)
{
    struct joining *joining = data;
    if (joining->key->len > 0)
        g_string_append_c(joining->key, ' ');
    g_string_append(joining->key, token);
    joining->numbers |= number;
}

/* ---- references and subjects ----------------------------------------------------------------- */

char *words_reference_key(const char *reference)
{
    struct joining joining = {.key = g_string_new(NULL)};
    if (reference)
        each_token(reference, join_token, &joining);
    return g_string_free(joining.key, !joining.numbers);
}

char *words_bare_subject(const char *subject)
{
    g_autofree char *valid = g_utf8_make_valid(subject ? subject : "", -1);
    const char *at = g_strstrip(valid);
    for (const char *next = subject_skip(at, NULL); next; next = subject_skip(at, NULL))
        at = next;
    return g_strdup(at);
}

char *words_subject_key(const char *subject)
{
    g_autofree char *bare = words_bare_subject(subject);
    if (strlen(bare) > SUBJECT_MAX)
        *g_utf8_find_prev_char(bare, bare + SUBJECT_MAX) = '\0';
    struct joining joining = {.key = g_string_new(NULL)};
    each_token(bare, join_token, &joining);
    gboolean empty = joining.key->len == 0;
    return g_string_free(joining.key, empty);
}

gboolean words_are_telling(const char *subject_key)
{
    g_auto(GStrv) words = g_strsplit(subject_key ? subject_key : "", " ", -1);
    guint telling = 0;
    for (guint i = 0; words[i]; i++)
        telling += g_utf8_strlen(words[i], -1) >= TELLING_LENGTH;
    return telling >= TELLING_WORDS;
}

/* ---- bags ------------------------------------------------------------------------------------ */

struct bag {
    GHashTable *words, *numbers; /* sets of char * */
};

struct bag *bag_new(void)
{
    struct bag *bag = g_new0(struct bag, 1);
    bag->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bag->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return bag;
}

void bag_free(struct bag *bag)
{
    if (!bag)
        return;
    g_hash_table_unref(bag->words);
    g_hash_table_unref(bag->numbers);
    g_free(bag);
}

static void bag_token(const char *token, gboolean number, gpointer data)
{
    struct bag *bag = data;
    g_hash_table_add(number ? bag->numbers : bag->words, g_strdup(token));
}

void bag_add(struct bag *bag, const char *text)
{
    if (text && g_hash_table_size(bag->words) < TOKENS_MAX)
        each_token(text, bag_token, bag);
}

void bag_forget_number(struct bag *bag, guint number)
{
    g_autofree char *text = g_strdup_printf("%u", number);
    g_autofree char *padded = g_strdup_printf("%02u", number);
    g_hash_table_remove(bag->numbers, text);
    g_hash_table_remove(bag->numbers, padded);
}

guint bag_words(const struct bag *bag)
{
    return g_hash_table_size(bag->words);
}

static guint count_common(GHashTable *small, GHashTable *large)
{
    GHashTableIter iter;
    gpointer key = NULL;
    guint common = 0;
    g_hash_table_iter_init(&iter, small);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        common += g_hash_table_contains(large, key);
    return common;
}

static guint count_smaller(GHashTable *a, GHashTable *b, guint *common)
{
    gboolean a_smaller = g_hash_table_size(a) <= g_hash_table_size(b);
    *common = a_smaller ? count_common(a, b) : count_common(b, a);
    return MIN(g_hash_table_size(a), g_hash_table_size(b));
}

double bag_overlap(const struct bag *a, const struct bag *b)
{
    guint common = 0, smaller = count_smaller(a->words, b->words, &common);
    return smaller > 0 ? (double)common / smaller : 0;
}

gboolean bag_numbers_agree(const struct bag *a, const struct bag *b)
{
    guint common = 0, smaller = count_smaller(a->numbers, b->numbers, &common);
    return common == smaller;
}
