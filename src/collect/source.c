/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The family of sources: picks the member by the scheme of its URL, and keeps the promises that all
 * of them share (structs are always filled, whatever happened). */
#include "collect/source.h"

#include <string.h>

#include "base/escape.h"

G_DEFINE_QUARK(circulard - source - error, source_error)

static const struct source_family *find_family(const char *scheme)
{
    static const struct source_family *const families[] = {&source_imap, &source_maildir,
                                                           &source_stdin};

    for (gsize i = 0; i < G_N_ELEMENTS(families); i++)
        if (g_strv_contains(families[i]->schemes, scheme))
            return families[i];
    return NULL;
}

struct source *source_open(const struct source_settings *settings, GError **error)
{
    const char *url = settings->url ? settings->url : "";
    g_autofree char *scheme = g_ascii_strdown(url, (gssize)strcspn(url, ":"));
    const struct source_family *family = strchr(url, ':') ? find_family(scheme) : NULL;

    if (!family) {
        g_autofree char *shown = escape_line(url, 200);
        g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_SETTINGS,
                    "mailbox %s: \"%s\" is no place where mails can be: it must begin with "
                    "imaps://, imap://, maildir:/ or stdin:",
                    settings->name, shown);
        return NULL;
    }
    return family->open(settings, error);
}

void source_free(struct source *source)
{
    if (source)
        source->family->close(source);
}

gboolean source_can_wait(const struct source *source)
{
    return source->family->can_wait && source->family->can_wait(source);
}

struct transport_certificate source_certificate(const struct source *source)
{
    return source->family->certificate ? source->family->certificate(source)
                                       : (struct transport_certificate){0, 0};
}

gboolean source_wait(struct source *source, int other, gint64 until_us, gboolean *news,
                     GError **error)
{
    *news = FALSE;
    return source->family->wait(source, other, until_us, news, error);
}

void source_use_token(struct source *source, const char *token)
{
    if (source->family->use_token)
        source->family->use_token(source, token);
}

gboolean source_look(struct source *source, const struct source_cursor *known,
                     struct source_held *held, GError **error)
{
    memset(held, 0, sizeof *held);
    held->ranges = uids_new();
    return source->family->look(source, known, held, error);
}

void source_held_clear(struct source_held *held)
{
    g_clear_pointer(&held->ranges, g_array_unref);
}

static void free_trouble(gpointer data)
{
    struct source_trouble *trouble = data;

    g_free(trouble->why);
    g_free(trouble);
}

void source_tally_add_trouble(struct source_tally *tally, guint32 uid, const char *why)
{
    struct source_trouble *trouble = g_new0(struct source_trouble, 1);

    trouble->uid = uid;
    trouble->why = g_strdup(why);
    g_ptr_array_add(tally->troubles, trouble);
}

void source_tally_clear(struct source_tally *tally)
{
    g_clear_pointer(&tally->troubles, g_ptr_array_unref);
}

/* "2 mails could not be had: UID 7 (…), UID 9 (…)". */
static gboolean tell_troubles(const struct source_tally *tally, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    guint count = tally->troubles->len;

    if (count == 0)
        return TRUE;
    for (guint i = 0; i < MIN(count, 3); i++) {
        const struct source_trouble *trouble = g_ptr_array_index(tally->troubles, i);
        g_string_append_printf(list, "%sUID %u (%s)", i > 0 ? ", " : "", trouble->uid,
                               trouble->why);
    }
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_MAILS, "%u mail%s could not be had: %s%s", count,
                count == 1 ? "" : "s", list->str, count > 3 ? ", …" : "");
    return FALSE;
}

static gboolean check_ranges(const struct uid_range *ranges, guint count, GError **error)
{
    gboolean good = TRUE;

    for (guint i = 0; i < count; i++)
        good = good && ranges[i].first > 0 && ranges[i].first <= ranges[i].last;
    if (good && uids_count(ranges, count) <= SOURCE_MAILS_MAX)
        return TRUE;
    g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_SETTINGS,
                        "the mails that were asked for are too many, or have no number");
    return FALSE;
}

gboolean source_fetch(struct source *source, const struct uid_range *ranges, guint count,
                      source_taker taker, gpointer data, struct source_tally *tally, GError **error)
{
    memset(tally, 0, sizeof *tally);
    tally->troubles = g_ptr_array_new_with_free_func(free_trouble);
    if (!check_ranges(ranges, count, error))
        return FALSE;
    return source->family->fetch(source, ranges, count, taker, data, tally, error) &&
           tell_troubles(tally, error);
}

gboolean source_attributes(struct source *source, const struct uid_range *ranges, guint count,
                           source_listener listener, gpointer data, guint *untold, GError **error)
{
    *untold = 0;
    return !source->family->attributes ||
           source->family->attributes(source, ranges, count, listener, data, untold, error);
}
