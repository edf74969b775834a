/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libxml2 must not see: for every end tag that closes nothing it walks down all open elements, and
 * 200,000 of them take half a minute. So in pages with very many tags the end tags of elements that
 * are not open are blanked out, which changes nothing for the parser: it would pass over them.
 *
 * NUL bytes, which would end its input early, are dropped; so are the conditions that office programs write
 * beside comments, <![if !mso]> … <![endif]>, which it would take for text: every reader but theirs shows
 * what stands between. */
#include "decode/html_guard.h"

#include <string.h>

#define TAGS_FEW 5000 /* below it the time does not matter */
#define NAME_BYTES 32

static void drop_nuls(GString *text)
{
    gsize kept = 0;
    for (gsize i = 0; i < text->len; i++)
        if (text->str[i] != '\0')
            text->str[kept++] = text->str[i];
    g_string_truncate(text, kept);
}

/* Up to the bracket, and the ">" behind it: where "-->" follows, a comment ends there. */
static void blank_conditions(GString *html)
{
    char *stop = html->str + html->len;
    for (char *at = html->str; (at = memmem(at, (gsize) (stop - at), "<![", 3)) != NULL; at++) {
        if (g_ascii_strncasecmp(at + 3, "if ", 3) != 0 && g_ascii_strncasecmp(at + 3, "endif]", 6) != 0)
            continue;
        gsize length = strcspn(at, "]>");
        if (at[length] != ']')
            continue;
        memset(at, ' ', length + (at[length + 1] == '>' ? 2 : 1));
    }
}

static guint count_end_tags(const GString *html)
{
    guint count = 0;
    const char *at = html->str, *end = at + html->len;
    for (; (at = memchr(at, '<', (gsize) (end - at))) != NULL; at++)
        count += at[1] == '/';
    return count;
}

/* The element's name in lower case; "" where at begins none. */
static void read_name(const char *at, char *name)
{
    gsize length = 0;
    while (length < NAME_BYTES - 1 && (g_ascii_isalnum(at[length]) || at[length] == ':' || at[length] == '-'))
        length++;
    for (gsize i = 0; i < length; i++)
        name[i] = g_ascii_tolower(at[i]);
    name[length] = '\0';
}

/* How many elements of the name are open; changed by add. FALSE: none was, and none can be closed. */
static gboolean change_open(GHashTable *open, const char *name, int add)
{
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(open, name));
    if (count == 0 && add < 0)
        return FALSE;
    g_hash_table_insert(open, g_strdup(name), GUINT_TO_POINTER(count + (guint) add));
    return TRUE;
}

void html_guard(GString *html)
{
    drop_nuls(html);
    blank_conditions(html);
    if (count_end_tags(html) < TAGS_FEW)
        return;
    g_autoptr(GHashTable) open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    char *stop = html->str + html->len;
    for (char *at = html->str; (at = memchr(at, '<', (gsize) (stop - at))) != NULL; at++) {
        char name[NAME_BYTES];
        gboolean end = at[1] == '/';
        read_name(at + 1 + end, name);
        if (*name == '\0' || strcmp(name, "p") == 0 || change_open(open, name, end ? -1 : 1))
            continue;
        for (; *at != '\0' && *at != '>' && at[1] != '<'; at++)
            *at = ' ';
        if (*at == '\0')
            break;
        *at = ' ';
    }
}
