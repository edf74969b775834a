/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a border server wrote about a mail's origin.
 *
 * A field is the server's name, then results separated by semicolons: a method with its outcome, then
 * properties. Comments are dropped, quoted strings taken for what they hold. What does not parse vouches
 * for nothing. Fields are believed down to the first Received below the server's own (or, where it is not
 * seen, below its topmost field): what stands deeper came in with the mail. A server that writes its
 * results above its Received does so always, so those below are not its own. Two fields that disagree about dmarc vouch for nothing either, for one of them is
 * forged. */
#include "remind/authentication.h"

#include <string.h>

#define TOKENS_MAX 200

/* The field as words: comments gone, "a = b" as "a=b", each semicolon a word of its own. */
static GPtrArray *split_field(const char *field)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) word = g_string_new(NULL);
    guint depth = 0;
    gboolean quoted = FALSE, space = FALSE;

    for (const char *at = field; words->len < TOKENS_MAX; at++) {
        if (*at != '\0' && !quoted && (*at == '(' || (*at == ')' && depth > 0))) {
            depth += *at == '(' ? 1 : (guint)-1;
            space = TRUE;
        } else if (*at != '\0' && depth > 0) {
            at += *at == '\\' && at[1] != '\0';
        } else if (*at == '"') {
            quoted = !quoted;
        } else if (*at == '\0' || (!quoted && *at == ';')) {
            if (word->len > 0)
                g_ptr_array_add(words, g_ascii_strdown(word->str, -1));
            g_string_truncate(word, 0);
            space = FALSE;
            if (*at == '\0')
                break;
            g_ptr_array_add(words, g_strdup(";"));
        } else if (!quoted && g_ascii_isspace(*at)) {
            space = TRUE;
        } else {
            gboolean joined = *at == '=' || (word->len > 0 && word->str[word->len - 1] == '=');
            if (space && !joined && word->len > 0) {
                g_ptr_array_add(words, g_ascii_strdown(word->str, -1));
                g_string_truncate(word, 0);
            }
            space = FALSE;
            g_string_append_c(word, *at);
        }
    }
    return words;
}

static gboolean is_of_domain(const char *domain, const char *other)
{
    gsize length = strlen(domain), wanted = strlen(other);

    return wanted > 0 && strchr(other, '.') != NULL && g_str_has_suffix(domain, other) &&
           (length == wanted || domain[length - wanted - 1] == '.');
}

/* One method with its properties: words from first up to the next semicolon. */
struct result {
    const GPtrArray *words;
    guint first, end;
};

static const char *property(const struct result *result, const char *name)
{
    gsize length = strlen(name);

    for (guint i = result->first + 1; i < result->end; i++) {
        const char *word = g_ptr_array_index(result->words, i);
        if (strncmp(word, name, length) == 0 && word[length] == '=')
            return word + length + 1;
    }
    return "";
}

static gboolean says(const struct result *result, const char *method, const char *outcome)
{
    g_autofree char *wanted = g_strdup_printf("%s=%s", method, outcome);

    return strcmp(g_ptr_array_index(result->words, result->first), wanted) == 0;
}

static gboolean vouches(const struct result *result, const char *address, const char *domain)
{
    if (says(result, "dmarc", "pass"))
        return strcmp(property(result, "header.from"), domain) == 0;
    if (says(result, "auth", "pass"))
        return strcmp(property(result, "smtp.auth"), address) == 0 ||
               strcmp(property(result, "smtp.mailfrom"), address) == 0;
    if (!says(result, "dkim", "pass"))
        return FALSE;
    const char *identity = strchr(property(result, "header.i"), '@');
    return is_of_domain(domain, property(result, "header.d")) ||
           (identity != NULL && is_of_domain(domain, identity + 1));
}

static gboolean denies(const struct result *result)
{
    return g_str_has_prefix(g_ptr_array_index(result->words, result->first), "dmarc=") &&
           !says(result, "dmarc", "pass") && !says(result, "dmarc", "none");
}

static gboolean is_of_server(const char *field, const char *authserv_id)
{
    g_autoptr(GPtrArray) words = split_field(field);

    return *field != ' ' && words->len > 0 &&
           g_ascii_strcasecmp(g_ptr_array_index(words, 0), authserv_id) == 0;
}

/* The first field from an index that is a Received (of this host, where one is named); len: none. */
static guint find_received(const GPtrArray *fields, guint from, const char *host)
{
    for (; from < fields->len; from++) {
        const char *field = g_ptr_array_index(fields, from);
        if (*field == ' ' && (host == NULL || g_ascii_strcasecmp(field + 1, host) == 0))
            return from;
    }
    return fields->len;
}

static guint find_result(const GPtrArray *fields, guint from, guint end, const char *authserv_id)
{
    while (from < end && !is_of_server(g_ptr_array_index(fields, from), authserv_id))
        from++;
    return from;
}

/* Below this index nothing is believed. */
static guint find_end_of_trust(const GPtrArray *fields, const char *authserv_id)
{
    guint own = find_received(fields, 0, authserv_id);
    guint top = find_result(fields, 0, fields->len, authserv_id);

    if (own == fields->len)
        return find_received(fields, top, NULL);
    return top < own ? own : find_received(fields, own + 1, NULL);
}

gboolean authentication_vouches(const GPtrArray *fields, const char *authserv_id,
                                const char *address)
{
    guint end = find_end_of_trust(fields, authserv_id);
    g_autofree char *lower = g_ascii_strdown(address, -1);
    const char *at = strrchr(lower, '@');
    gboolean vouched = FALSE;

    for (guint i = 0; at != NULL && i < end; i++) {
        g_autoptr(GPtrArray) words = split_field(g_ptr_array_index(fields, i));
        if (!is_of_server(g_ptr_array_index(fields, i), authserv_id))
            continue;
        for (guint first = 1; first < words->len; first++) {
            if (strcmp(g_ptr_array_index(words, first - 1), ";") != 0)
                continue;
            struct result result = { words, first, first };
            while (result.end < words->len && strcmp(g_ptr_array_index(words, result.end), ";") != 0)
                result.end++;
            if (result.end == first)
                continue;
            if (denies(&result))
                return FALSE;
            vouched |= vouches(&result, lower, at + 1);
        }
    }
    return vouched;
}
