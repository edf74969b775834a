/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The character sets that GMime is about to open for headers: those of encoded words (RFC 2047) and
 * of parameters (RFC 2231), wherever in the mail something looks like one. Too many named does no
 * harm; each is asked for once a mail. */
#include <string.h>

#include "decode/mime.h"

#define NAME_BYTES_MAX 40
#define NAMES_MAX 100

static void expect(struct charsets *charsets, GHashTable *asked, const char *from, gsize length)
{
    static const char clean[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    g_autofree char *name = g_strndup(from, length);
    name[strcspn(name, "*")] = '\0'; /* a language may follow: RFC 2231 */
    if (*name == '\0' || name[strspn(name, clean)] != '\0' || g_hash_table_size(asked) >= NAMES_MAX)
        return;
    if (g_hash_table_add(asked, g_strdup(name)))
        charsets_expect(charsets, name);
}

/* What stands between `at` and the next `end`, if that is near. */
static void look_for(struct charsets *charsets, GHashTable *asked, const char *at, gsize left, char end)
{
    while (left > 0 && strchr("\" \t", *at) != NULL && *at != '\0')
        at++, left--;
    const char *stop = memchr(at, end, MIN(left, NAME_BYTES_MAX));
    if (stop != NULL)
        expect(charsets, asked, at, (gsize) (stop - at));
}

void mime_expect_charsets(struct charsets *charsets, const char *bytes, gsize length)
{
    g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const char *end = bytes + length;
    for (const char *at = bytes; at < end && (at = memchr(at, '=', (gsize) (end - at))) != NULL; at++) {
        if (end - at > 2 && at[1] == '?')
            look_for(charsets, asked, at + 2, (gsize) (end - at - 2), '?');
        else if (at > bytes && at[-1] == '*')
            look_for(charsets, asked, at + 1, (gsize) (end - at - 1), '\'');
    }
}
