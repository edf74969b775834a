/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail addresses: the plain form only.
 *
 * RFC 5321 allows far more than this: quoted local parts, source routes, address literals. None of it
 * is needed to reach an official, and each has been used to slip a second recipient or a second header
 * past a checker that read the address otherwise than the server did. So the alphabet is atext and dot
 * (RFC 5322, 3.2.3), and everything else is refused rather than understood. */
#include "remind/address.h"

#include <string.h>

#define LOCAL_OCTETS_MAX 64  /* RFC 5321, 4.5.3.1.1 */
#define DOMAIN_OCTETS_MAX 255 /* 4.5.3.1.2 */
#define LABEL_OCTETS_MAX 63  /* RFC 1035, 2.3.4 */

static gboolean is_atext(char c)
{
    return g_ascii_isalnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static gboolean is_dot_string(const char *text, gsize length)
{
    if (length == 0 || length > LOCAL_OCTETS_MAX || text[0] == '.' || text[length - 1] == '.')
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (text[i] == '.' ? text[i + 1] == '.' : !is_atext(text[i]))
            return FALSE;
    }
    return TRUE;
}

static gboolean is_label(const char *label)
{
    gsize length = strlen(label);

    if (length == 0 || length > LABEL_OCTETS_MAX || label[0] == '-' || label[length - 1] == '-')
        return FALSE;
    for (const char *at = label; *at != '\0'; at++) {
        if (!g_ascii_isalnum(*at) && *at != '-')
            return FALSE;
    }
    return TRUE;
}

gboolean address_host_is_plain(const char *host)
{
    if (host == NULL || host[0] == '\0' || strlen(host) > DOMAIN_OCTETS_MAX)
        return FALSE;
    g_auto(GStrv) labels = g_strsplit(host, ".", -1);
    for (char **label = labels; *label != NULL; label++) {
        if (!is_label(*label))
            return FALSE;
    }
    return TRUE;
}

gboolean address_is_plain(const char *address)
{
    const char *at = address == NULL ? NULL : strchr(address, '@');

    return at != NULL && is_dot_string(address, (gsize)(at - address)) &&
           address_host_is_plain(at + 1);
}

char *address_find(const char *text)
{
    if (text == NULL)
        return NULL;
    const char *open = strrchr(text, '<');
    const char *start = open == NULL ? text : open + 1;
    const char *close = open == NULL ? NULL : strchr(start, '>');
    g_autofree char *found =
        close == NULL ? g_strdup(start) : g_strndup(start, (gsize)(close - start));

    g_strstrip(found);
    if (strchr(found, '@') == NULL || strpbrk(found, " \t\r\n") != NULL)
        return NULL;
    return g_ascii_strdown(found, -1);
}
