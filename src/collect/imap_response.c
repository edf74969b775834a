/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What framed IMAP responses mean: the items of a FETCH, the UIDs of a SEARCH, the number in a
 * response code.
 *
 * Refuses answers that contradict themselves (one item twice), items without a value and UIDs that
 * are none. Items that were not asked for are stepped over: servers may send them at any time. */
#include "collect/imap_reader.h"

#include <stdio.h>
#include <string.h>

static gboolean refuse(GError **error, const char *what)
{
    g_set_error_literal(error, IMAP_READER_ERROR, 0, what);
    return FALSE;
}

gboolean imap_number(const char *text, guint32 *number)
{
    char *end = NULL;

    if (text[0] < '1' || text[0] > '9')
        return FALSE;
    guint64 value = g_ascii_strtoull(text, &end, 10);
    *number = (guint32)value;
    return *end == '\0' && value <= G_MAXUINT32;
}

gboolean imap_response_code_number(const struct imap_response *response, const char *name,
                                   guint32 *number)
{
    gsize length = strlen(name);

    return response->code && g_ascii_strncasecmp(response->code, name, length) == 0 &&
           response->code[length] == ' ' && imap_number(response->code + length + 1, number);
}

/* ---- FETCH ---- */

void imap_fetched_clear(struct imap_fetched *fetched)
{
    if (fetched->body)
        g_bytes_unref(fetched->body);
    memset(fetched, 0, sizeof *fetched);
}

/* "17-Jul-2025 02:44:25 -0700" (RFC 3501, section 9: date-time); 0 where it is anything else. */
static gint64 read_date_time(const struct imap_token *token)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int day, year, hour, minute, second, zone, end = 0;
    char month[4], sign;
    gsize length = 0;
    const char *data = token->bytes ? g_bytes_get_data(token->bytes, &length) : NULL;
    g_autofree char *text = data ? g_strndup(data, MIN(length, 40)) : NULL;

    if (!text || sscanf(text, "%2d-%3[A-Za-z]-%4d %2d:%2d:%2d %c%4d%n", &day, month, &year, &hour,
                        &minute, &second, &sign, &zone, &end) != 8)
        return 0;
    const char *found = strlen(month) == 3 ? strstr(months, month) : NULL;
    if (text[end] || !found || (found - months) % 3 || (sign != '+' && sign != '-') || zone < 0)
        return 0;
    g_autoptr(GDateTime) time =
        g_date_time_new_utc(year, (int)(found - months) / 3 + 1, day, hour, minute, second);
    if (!time)
        return 0;
    int offset_s = (zone / 100 * 60 + zone % 100) * 60;
    return g_date_time_to_unix(time) + (sign == '+' ? -offset_s : offset_s);
}

static gboolean read_uid(struct imap_fetched *fetched, const struct imap_token *value,
                         GError **error)
{
    if (fetched->uid != 0)
        return refuse(error, "an answer names two UIDs");
    if (value->kind != IMAP_ATOM || !imap_number(value->atom, &fetched->uid))
        return refuse(error, "an answer names a UID that is none");
    return TRUE;
}

static gboolean read_size(struct imap_fetched *fetched, const struct imap_token *value,
                          GError **error)
{
    char *end = NULL;

    if (fetched->has_size)
        return refuse(error, "an answer names two sizes");
    if (value->kind != IMAP_ATOM || !g_ascii_isdigit(value->atom[0]))
        return refuse(error, "an answer names a size that is none");
    fetched->size = g_ascii_strtoull(value->atom, &end, 10);
    fetched->has_size = TRUE;
    return *end == '\0' || refuse(error, "an answer names a size that is none");
}

static gboolean read_body(struct imap_fetched *fetched, const struct imap_token *value,
                          GError **error)
{
    if (fetched->has_body)
        return refuse(error, "an answer holds two texts");
    if (value->kind != IMAP_STRING && value->kind != IMAP_NIL)
        return refuse(error, "an answer holds a text that is none");
    fetched->has_body = TRUE;
    fetched->body = value->bytes ? g_bytes_ref(value->bytes) : NULL;
    fetched->body_bytes = value->length;
    return TRUE;
}

static gboolean read_item(struct imap_fetched *fetched, const char *name,
                          const struct imap_token *value, GError **error)
{
    if (g_ascii_strcasecmp(name, "UID") == 0)
        return read_uid(fetched, value, error);
    if (g_ascii_strcasecmp(name, "RFC822.SIZE") == 0)
        return read_size(fetched, value, error);
    if (g_ascii_strcasecmp(name, "BODY[]") == 0)
        return read_body(fetched, value, error);
    if (g_ascii_strcasecmp(name, "INTERNALDATE") == 0 && value->kind == IMAP_STRING)
        fetched->received = read_date_time(value);
    return TRUE;
}

/* The index after one value, which may be a list. The reader has seen to the parentheses. */
static guint skip_value(const GArray *tokens, guint index)
{
    guint depth = 0;

    do {
        enum imap_token_kind kind = g_array_index(tokens, struct imap_token, index++).kind;
        depth += kind == IMAP_OPEN ? 1 : kind == IMAP_CLOSE ? -1u : 0;
    } while (depth > 0);
    return index;
}

gboolean imap_response_fetched(const struct imap_response *response, struct imap_fetched *fetched,
                               GError **error)
{
    const GArray *tokens = response->tokens;
    const struct imap_token *all = (const struct imap_token *)(gpointer)tokens->data;
    guint i = 1;

    memset(fetched, 0, sizeof *fetched);
    if (tokens->len < 2 || all[0].kind != IMAP_OPEN || skip_value(tokens, 0) != tokens->len)
        return refuse(error, "an answer is no list");
    while (all[i].kind != IMAP_CLOSE) {
        gboolean pair = all[i].kind == IMAP_ATOM && all[i + 1].kind != IMAP_CLOSE;
        if (!pair && !refuse(error, "an answer names an item without a value"))
            break;
        if (!read_item(fetched, all[i].atom, &all[i + 1], error))
            break;
        i = skip_value(tokens, i + 1);
    }
    if (all[i].kind == IMAP_CLOSE)
        return TRUE;
    imap_fetched_clear(fetched);
    return FALSE;
}

/* ---- SEARCH and ESEARCH ---- */

static gboolean add_uids(guint32 first, guint32 last, guint64 most, GArray *ranges, guint64 *count,
                         GError **error)
{
    *count += (guint64)MAX(first, last) - MIN(first, last) + 1;
    if (*count > most)
        return refuse(error, "more mails are listed than can be there");
    uids_add(ranges, first, last);
    return TRUE;
}

static gboolean read_search(const struct imap_response *response, guint64 most, GArray *ranges,
                            guint64 *count, GError **error)
{
    for (guint i = 0; i < response->tokens->len; i++) {
        const struct imap_token *token = &g_array_index(response->tokens, struct imap_token, i);
        guint32 uid;
        if (token->kind == IMAP_OPEN) /* (MODSEQ n), RFC 7162 */
            return TRUE;
        if (token->kind != IMAP_ATOM || !imap_number(token->atom, &uid))
            return refuse(error, "a list of UIDs holds something else");
        if (!add_uids(uid, uid, most, ranges, count, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean read_set(const char *set, guint64 most, GArray *ranges, guint64 *count,
                         GError **error)
{
    g_auto(GStrv) parts = g_strsplit(set, ",", -1);

    for (char **part = parts; *part; part++) {
        guint32 first, last;
        char *colon = strchr(*part, ':');
        if (colon)
            *colon = '\0';
        if (!imap_number(*part, &first) || !imap_number(colon ? colon + 1 : *part, &last))
            return refuse(error, "a list of UIDs holds something else");
        if (!add_uids(first, last, most, ranges, count, error))
            return FALSE;
    }
    return TRUE;
}

/* * ESEARCH (TAG "c4") UID ALL 2,10:11 */
static gboolean read_esearch(const struct imap_response *response, const char *tag, guint64 most,
                             GArray *ranges, guint64 *count, GError **error)
{
    const struct imap_token *all = (const struct imap_token *)(gpointer)response->tokens->data;
    guint length = response->tokens->len;

    if (length < 5 || all[0].kind != IMAP_OPEN || all[1].kind != IMAP_ATOM ||
        g_ascii_strcasecmp(all[1].atom, "TAG") != 0 || all[2].kind != IMAP_STRING ||
        !all[2].bytes || g_bytes_get_size(all[2].bytes) != strlen(tag) ||
        memcmp(g_bytes_get_data(all[2].bytes, NULL), tag, strlen(tag)) != 0 ||
        all[3].kind != IMAP_CLOSE || all[4].kind != IMAP_ATOM ||
        g_ascii_strcasecmp(all[4].atom, "UID") != 0)
        return refuse(error, "a list of UIDs answers no search of ours");
    for (guint i = 5; i + 1 < length; i += 2) {
        if (all[i].kind != IMAP_ATOM || all[i + 1].kind != IMAP_ATOM)
            return refuse(error, "a list of UIDs holds something else");
        if (g_ascii_strcasecmp(all[i].atom, "ALL") == 0 &&
            !read_set(all[i + 1].atom, most, ranges, count, error))
            return FALSE;
    }
    return TRUE;
}

gboolean imap_response_uids(const struct imap_response *response, const char *tag, guint64 most,
                            GArray *ranges, guint64 *count, GError **error)
{
    if (strcmp(response->name, "ESEARCH") == 0)
        return read_esearch(response, tag, most, ranges, count, error);
    return read_search(response, most, ranges, count, error);
}
