/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of answers in a wording: the lists under "commands", and every form in which the language
 * writes its months and weekdays. A language that lacks a list is refused when it is read. */
#include "remind/wording_data.h"

static const char *const LIST_NAMES[WORDING_LISTS] = {
    [WORDS_DONE] = "done",         [WORDS_SNOOZE] = "snooze",     [WORDS_DUE] = "due",
    [WORDS_NONE] = "none",         [WORDS_ASSIGN] = "assign",     [WORDS_NOT_OURS] = "not_ours",
    [WORDS_NOTE] = "note",         [WORDS_HELP] = "help",         [WORDS_REOPEN] = "reopen",
    [WORDS_POLITE] = "polite",     [WORDS_GREETING] = "greeting", [WORDS_CLOSING] = "closing",
    [WORDS_DOUBT] = "doubt",       [WORDS_LINKING] = "linking",   [WORDS_DAYS] = "days",
    [WORDS_WEEKS] = "weeks",
};

void wording_read_lists(struct conf *conf, const struct conf_node *root, struct wording *wording)
{
    const struct conf_node *group = conf_group(conf, root, "commands");

    for (gsize i = 0; group != NULL && i < WORDING_LISTS; i++) {
        g_autoptr(GPtrArray) words = conf_strings(conf, group, LIST_NAMES[i]);
        if (wording->lists[i] == NULL && words->len > 0)
            wording->lists[i] = g_steal_pointer(&words);
    }
}

const char *wording_lacking_list(const struct wording *wording)
{
    for (gsize i = 0; i < WORDING_LISTS; i++)
        if (wording->lists[i] == NULL)
            return LIST_NAMES[i];
    return NULL;
}

const GPtrArray *wording_words(const struct wording *wording, enum wording_list list)
{
    return wording->lists[list];
}

static GPtrArray *all_forms(const struct wording *wording, gboolean months, guint number)
{
    GPtrArray *names = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, wording->dates);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct date_form *form = value;
        const GPtrArray *list = months ? form->months : form->weekdays;
        if (number >= 1 && number <= list->len)
            g_ptr_array_add(names, g_ptr_array_index(list, number - 1));
    }
    return names;
}

GPtrArray *wording_months(const struct wording *wording, guint month)
{
    return all_forms(wording, TRUE, month);
}

GPtrArray *wording_weekdays(const struct wording *wording, guint weekday)
{
    return all_forms(wording, FALSE, weekday);
}
