/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matters as commands list them. The day a matter is due is the register's (matter_due()): the nearest
 * deadline that is not over. */
#include "tell/matters.h"

#include <string.h>

#define NEAR_DAYS 7

struct row {
    struct matter *matter;
    guint32 day; /* Julian; G_MAXUINT32: no deadline */
};

static int by_urgency(gconstpointer a, gconstpointer b)
{
    const struct row *left = a, *right = b;
    if (left->day != right->day)
        return left->day < right->day ? -1 : 1;
    return (left->matter->id > right->matter->id) - (left->matter->id < right->matter->id);
}

GPtrArray *matters_gather(struct registry *registry, const struct matter_filter *filter,
                          const GDate *today, GError **error)
{
    g_autoptr(GError) broken = NULL;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct row));
    AUTO(matters) *matters = register_matters(registry, filter);
    for (struct matter *matter; (matter = matters_next(matters, &broken));) {
        GDate due = matter_due(matter, today);
        struct row row = {matter, g_date_valid(&due) ? g_date_get_julian(&due) : G_MAXUINT32};
        g_array_append_val(rows, row);
    }
    g_array_sort(rows, by_urgency);
    GPtrArray *gathered =
        g_ptr_array_new_full(rows->len, (GDestroyNotify)(void *)matter_free);
    for (guint i = 0; i < rows->len; i++)
        g_ptr_array_add(gathered, g_array_index(rows, struct row, i).matter);
    if (!broken)
        return gathered;
    g_ptr_array_unref(gathered);
    g_propagate_error(error, g_steal_pointer(&broken));
    return NULL;
}

char *matters_days_left(const struct matter *matter, const GDate *today)
{
    GDate due = matter_due(matter, today);
    return g_date_valid(&due) ? g_strdup_printf("%d", g_date_days_between(today, &due)) : NULL;
}

char *matters_officials(const struct matter *matter, const char *between)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < matter->recipients->len; i++)
        g_string_append_printf(names, "%s%s", i ? between : "",
                               (const char *)matter->recipients->pdata[i]);
    return g_string_free(names, FALSE);
}

gboolean matters_overdue(const struct matter *matter, const GDate *today)
{
    GDate due = matter_due(matter, today);
    return matter_is_live(matter->state) && g_date_valid(&due) && g_date_compare(&due, today) < 0;
}

enum tone matters_tone_of(enum matter_state state, const GDate *due, const GDate *today)
{
    if (!matter_is_live(state) || !g_date_valid(due))
        return TONE_PLAIN;
    int days = g_date_days_between(today, due);
    return days < 0 ? TONE_BAD : days <= NEAR_DAYS ? TONE_DOUBT : TONE_PLAIN;
}

enum tone matters_tone(const struct matter *matter, const GDate *today)
{
    GDate due = matter_due(matter, today);
    return matters_tone_of(matter->state, &due, today);
}

/* ---- states ----------------------------------------------------------------------------------- */

static char *state_word(enum matter_state state)
{
    return g_strdelimit(g_strdup(matter_state_name(state)), " _", '-');
}

gboolean matters_read_states(const char *text, guint *states)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    *states = 0;
    for (char **word = words; *word; word++) {
        gboolean known = FALSE;
        g_strdelimit(g_strstrip(*word), " _", '-');
        for (guint state = 0; state < MATTER_STATES; state++) {
            g_autofree char *name = state_word((enum matter_state)state);
            if (g_ascii_strcasecmp(*word, name) != 0)
                continue;
            *states |= MATTER_STATE_BIT(state);
            known = TRUE;
        }
        if (!known)
            return FALSE;
    }
    return *states != 0;
}

char *matters_state_names(void)
{
    GString *names = g_string_new(NULL);
    for (guint state = 0; state < MATTER_STATES; state++) {
        g_autofree char *name = state_word((enum matter_state)state);
        g_string_append_printf(names, "%s%s", state ? ", " : "", name);
    }
    return g_string_free(names, FALSE);
}

/* ---- JSON ------------------------------------------------------------------------------------- */

static void json_record(struct json *json, const struct record *record)
{
    static const struct record none;
    const struct record *r = record ? record : &none;
    json_open(json, "record", '{');
    json_text(json, "number", r->number);
    json_text(json, "function", r->function);
    json_text(json, "series", r->series);
    json_text(json, "file", r->file);
    json_text(json, "access", r->access);
    json_text(json, "correspondent", r->correspondent);
    json_text(json, "channel", r->channel);
    json_text(json, "responsible", r->responsible);
    json_text(json, "unit", r->unit);
    json_text(json, "original", r->original);
    json_close(json, '}');
}

void json_matter(struct json *json, const struct matter *matter, const GDate *today)
{
    GDate due = matter_due(matter, today);
    json_whole(json, "id", matter->id);
    json_text(json, "state", matter_state_name(matter->state));
    json_day(json, "due", &due);
    if (g_date_valid(&due))
        json_whole(json, "days_left", g_date_days_between(today, &due));
    else
        json_nothing(json, "days_left");
    json_texts(json, "officials", matter->recipients);
    json_text(json, "subject", matter->subject);
    json_text(json, "reference", matter->reference);
    json_text(json, "sender", matter->sender);
    json_text(json, "kind", letter_kind_name(matter->kind));
    json_text(json, "language", matter->language);
    json_day(json, "letter_date", &matter->letter_date);
    json_day(json, "registered", &matter->registered);
    json_day(json, "snoozed_until", &matter->snoozed_until);
    json_number(json, "confidence", matter->confidence);
    json_whole(json, "version", matter->version);
    json_record(json, matter->record);
    json_deadlines(json, "deadlines", matter->deadlines);
    json_requests(json, "requests", matter->requests);
}
