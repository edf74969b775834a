/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which matters a filter takes: as values for the conditions of SEARCH_WHERE, and, for words, as a test of
 * the row at hand. A value that is NULL asks nothing. */
#include <string.h>

#include "keep/keep.h"

struct search {
    guint states;
    char *recipient, *words; /* words folded */
    char *number, *kind;
    GDate due_from, due_to, look_by;
};

struct search *search_new(const struct matter_filter *filter)
{
    struct search *search = g_new0(struct search, 1);
    search->states = filter->states ? filter->states : MATTER_STATE_BIT(MATTER_STATES) - 1;
    search->recipient = g_strdup(filter->recipient);
    search->words = filter->words ? g_utf8_casefold(filter->words, -1) : NULL;
    search->number = g_strdup(filter->number);
    search->kind = g_strdup(filter->kind);
    search->due_from = filter->due_from;
    search->due_to = filter->due_to;
    search->look_by = filter->look_by;
    return search;
}

void search_free(struct search *search)
{
    if (!search)
        return;
    g_free(search->recipient);
    g_free(search->number);
    g_free(search->kind);
    g_free(search->words);
    g_free(search);
}

void search_bind(const struct search *search, gint64 after, gint64 most, struct sql_value *values)
{
    struct sql_value *value = values;
    *value++ = V(after);
    for (guint i = 0; i < MATTER_STATES; i++)
        *value++ = V(search->states & MATTER_STATE_BIT(i) ? matter_state_name(i) : NULL);
    *value++ = V(search->recipient);
    *value++ = V(&search->due_from);
    *value++ = V(&search->due_to);
    *value++ = V(most);
    *value++ = V(&search->look_by);
    *value++ = V(search->kind);
    *value++ = V(search->number);
    *value = (struct sql_value){.type = SQL_END};
}

static gboolean says(const char *text, const char *words)
{
    g_autofree char *folded = text ? g_utf8_casefold(text, -1) : NULL;
    return folded && strstr(folded, words);
}

gboolean search_finds(const struct search *search, const char *subject, const char *reference,
                      const char *sender)
{
    return !search->words || says(subject, search->words) || says(reference, search->words) ||
           says(sender, search->words);
}
