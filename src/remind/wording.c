/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the mails: phrases filled, plural forms chosen, dates spelled out.
 *
 * Everything was checked when the file was read, so filling a phrase cannot fail. What fills a place is
 * put there as it is and not looked at again. Plural forms are chosen by the language's own rules,
 * first match wins; what none takes is "other". */
#include <string.h>

#include "base/conf.h"
#include "remind/wording_data.h"

struct wordings {
    GHashTable *by_language; /* → struct wording */
};

static void plural_rule_free(struct plural_rule *rule)
{
    g_free(rule->form);
    g_free(rule);
}

static void date_form_free(struct date_form *form)
{
    g_free(form->pattern);
    g_ptr_array_unref(form->weekdays);
    g_ptr_array_unref(form->months);
    g_free(form);
}

static void term_free(struct term *term)
{
    g_free(term->english);
    g_free(term->here);
    g_free(term);
}

struct wording *wording_new(const char *language)
{
    struct wording *wording = g_new0(struct wording, 1);

    wording->language = g_strdup(language);
    wording->plurals = g_ptr_array_new_with_free_func((GDestroyNotify)plural_rule_free);
    wording->dates =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)date_form_free);
    wording->phrases =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_hash_table_unref);
    wording->terms = g_ptr_array_new_with_free_func((GDestroyNotify)term_free);
    wording->notes = g_ptr_array_new_with_free_func(g_free);
    return wording;
}

void wording_free(struct wording *wording)
{
    if (wording == NULL)
        return;
    g_free(wording->language);
    g_free(wording->first_day);
    g_ptr_array_unref(wording->plurals);
    g_hash_table_unref(wording->dates);
    g_hash_table_unref(wording->phrases);
    g_ptr_array_unref(wording->terms);
    g_ptr_array_unref(wording->notes);
    for (gsize i = 0; i < WORDING_LISTS; i++)
        g_clear_pointer(&wording->lists[i], g_ptr_array_unref);
    g_free(wording);
}

const char *wording_language(const struct wording *wording)
{
    return wording->language;
}

const GPtrArray *wording_notes(const struct wording *wording)
{
    return wording->notes;
}

/* Walks over a phrase: takes literal text and places in turn. A brace without its other half is
 * literal text. name and form are cut to what fits; both are names of ours, and short. */
gboolean wording_next_place(const char **at, GString *literal, char *name, char *form, gsize size)
{
    const char *open = strchr(*at, '{');
    const char *close = open == NULL ? NULL : strchr(open, '}');

    if (close == NULL) {
        g_string_append(literal, *at);
        *at += strlen(*at);
        return FALSE;
    }
    g_string_append_len(literal, *at, open - *at);
    g_autofree char *inner = g_strndup(open + 1, (gsize)(close - open - 1));
    char *colon = strchr(inner, ':');
    if (colon != NULL)
        *colon = '\0';
    g_strlcpy(name, inner, size);
    g_strlcpy(form, colon == NULL ? "" : colon + 1, size);
    *at = close + 1;
    return TRUE;
}

static const char *plural_form(const struct wording *wording, gint64 count)
{
    guint64 size = count < 0 ? (guint64)-count : (guint64)count;

    for (guint i = 0; i < wording->plurals->len; i++) {
        const struct plural_rule *rule = g_ptr_array_index(wording->plurals, i);
        guint64 value = rule->modulo == 0 ? size : size % rule->modulo;
        if (value >= rule->from && value <= rule->to)
            return rule->form;
    }
    return "other";
}

char *wording_date(const struct wording *wording, const GDate *date, const char *form)
{
    const struct date_form *as = g_hash_table_lookup(wording->dates, form);
    if (as == NULL)
        as = g_hash_table_lookup(wording->dates, "long");
    g_return_val_if_fail(as != NULL && g_date_valid(date), g_strdup("?"));

    guint day = g_date_get_day(date);
    g_autofree char *day_text = day == 1 && wording->first_day != NULL
                                    ? g_strdup(wording->first_day)
                                    : g_strdup_printf("%u", day);
    g_autofree char *year = g_strdup_printf("%u", (guint)g_date_get_year(date));
    const char *weekday = g_ptr_array_index(as->weekdays, g_date_get_weekday(date) - 1);
    const char *month = g_ptr_array_index(as->months, g_date_get_month(date) - 1);
    GString *text = g_string_new(NULL);
    char name[32], unused[32];
    for (const char *at = as->pattern; wording_next_place(&at, text, name, unused, sizeof name);)
        g_string_append(text, strcmp(name, "day") == 0       ? day_text
                              : strcmp(name, "month") == 0   ? month
                              : strcmp(name, "weekday") == 0 ? weekday
                                                             : year);
    return g_string_free(text, FALSE);
}

static void append_slot(const struct wording *wording, GString *text, const struct slot *slot,
                        const char *form)
{
    if (slot->text != NULL) {
        g_string_append(text, slot->text);
    } else if (slot->date != NULL) {
        g_autofree char *date = wording_date(wording, slot->date, form[0] == '\0' ? "long" : form);
        g_string_append(text, date);
    } else {
        g_string_append_printf(text, "%" G_GINT64_FORMAT, slot->count);
    }
}

char *wording_fill(const struct wording *wording, const char *key, const struct slot *slots)
{
    GHashTable *forms = g_hash_table_lookup(wording->phrases, key);
    g_return_val_if_fail(forms != NULL, g_strdup(key));

    const char *phrase = NULL;
    for (const struct slot *slot = slots; slot->name != NULL && phrase == NULL; slot++) {
        if (slot->text == NULL && slot->date == NULL)
            phrase = g_hash_table_lookup(forms, plural_form(wording, slot->count));
    }
    if (phrase == NULL)
        phrase = g_hash_table_lookup(forms, "other");

    GString *text = g_string_new(NULL);
    char name[32], form[32];
    for (const char *at = phrase; wording_next_place(&at, text, name, form, sizeof name);) {
        for (const struct slot *slot = slots; slot->name != NULL; slot++) {
            if (strcmp(slot->name, name) == 0)
                append_slot(wording, text, slot, form);
        }
    }
    return g_string_free(text, FALSE);
}

struct wordings *wordings_read(const char *folder, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    if (dir == NULL) {
        g_set_error(error, CONF_ERROR, CONF_ERROR_READ,
                    "%s: cannot be read: it is the folder of how mails are worded, with a file a language",
                    folder);
        return NULL;
    }

    AUTO(wordings) *wordings = g_new0(struct wordings, 1);
    wordings->by_language = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
                                                  (GDestroyNotify)wording_free);
    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
        if (!g_str_has_suffix(name, ".conf") || name[0] == '.')
            continue;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        struct wording *wording = wording_read(path, error);
        if (wording == NULL)
            return NULL;
        g_hash_table_insert(wordings->by_language, wording->language, wording);
    }
    if (!wordings_have(wordings, "en")) {
        g_set_error(error, CONF_ERROR, CONF_ERROR_READ, "%s: en.conf is missing", folder);
        return NULL;
    }
    return g_steal_pointer(&wordings);
}

void wordings_free(struct wordings *wordings)
{
    if (wordings == NULL)
        return;
    g_hash_table_unref(wordings->by_language);
    g_free(wordings);
}

gboolean wordings_have(const struct wordings *wordings, const char *language)
{
    return language != NULL && g_hash_table_contains(wordings->by_language, language);
}

const struct wording *wordings_for(const struct wordings *wordings, const char *language)
{
    return g_hash_table_lookup(wordings->by_language,
                               wordings_have(wordings, language) ? language : "en");
}

GPtrArray *wordings_all(const struct wordings *wordings)
{
    GPtrArray *all = g_ptr_array_new();
    GHashTableIter iter;
    gpointer wording;

    g_hash_table_iter_init(&iter, wordings->by_language);
    while (g_hash_table_iter_next(&iter, NULL, &wording))
        g_ptr_array_add(all, wording);
    return all;
}
