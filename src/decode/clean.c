/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that leaves decode passes here, so that no later stage meets a control character, an
 * invalid sequence or a file name with a path in it.
 *
 * Soft hyphens, ligatures and unusual spaces are kept: a quote must stay the original's words.
 * Refused are NUL and the other C0 and C1 controls, and in one-line values also the marks that
 * turn the writing direction, with which a name can be made to look like another. */
#include "decode/clean.h"

#include <string.h>

#define NAME_BYTES_MAX 200

static gboolean is_dropped(gunichar c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfeff;
}

/* What a line end or control is written as; 0 for nothing. */
static char replacement(gunichar c, gboolean pages)
{
    switch (c) {
    case '\t':
        return '\t';
    case '\f':
        return pages ? '\f' : '\n';
    case '\n':
    case '\r':
    case '\v':
    case 0x85:
    case 0x2028:
    case 0x2029:
        return '\n';
    default:
        return 0;
    }
}

/* How many of the characters at at, each a byte, stay as they are. */
static gsize measure_plain(const char *at, gsize most)
{
    gsize bytes = 0;
    while (bytes < most && at[bytes] >= 0x20 && at[bytes] < 0x7f)
        bytes++;
    return bytes;
}

/* Bytes of the character at at; 0 where it is none. */
static gsize measure(const char *at, const char *end, gunichar *c)
{
    *c = (guchar) *at;
    if (*c < 0x80)
        return 1;
    *c = g_utf8_get_char_validated(at, end - at);
    if (*c == (gunichar) -1 || *c == (gunichar) -2)
        return 0;
    return (gsize) (g_utf8_next_char(at) - at);
}

gboolean clean_append(GString *out, const char *utf8, gsize length, gsize most, gboolean pages,
                      guint *replaced)
{
    const char *at = utf8, *end = utf8 + length;
    gsize room = out->len + most;
    while (at < end) {
        if (out->len + 3 > room)
            return FALSE;
        gsize bytes = measure_plain(at, MIN((gsize) (end - at), room - out->len - 2));
        if (bytes > 0) {
            g_string_append_len(out, at, (gssize) bytes);
            at += bytes;
            continue;
        }
        gunichar c;
        bytes = measure(at, end, &c);
        if (out->len + bytes > room)
            return FALSE;
        if (bytes == 0) {
            g_string_append(out, "\xef\xbf\xbd");
            if (replaced != NULL)
                (*replaced)++;
            bytes = 1;
        } else if (c == '\r' && at + 1 < end && at[1] == '\n') {
            g_string_append_c(out, '\n');
            bytes = 2;
        } else if (is_dropped(c) || c == 0x2028 || c == 0x2029) {
            char written = replacement(c, pages);
            if (written != 0)
                g_string_append_c(out, written);
        } else {
            g_string_append_len(out, at, (gssize) bytes);
        }
        at += bytes;
    }
    return TRUE;
}

static gboolean turns_direction(gunichar c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
           c == 0x200f || c == 0x061c;
}

static void cut_line(GString *line, gsize most)
{
    if (line->len <= most)
        return;
    const char *cut = line->str + most - 3;
    if ((*cut & 0xc0) == 0x80)
        cut = g_utf8_find_prev_char(line->str, cut);
    g_string_truncate(line, cut != NULL ? (gsize) (cut - line->str) : 0);
    g_string_append(line, "…");
}

char *clean_line(const char *text, gsize most)
{
    if (text == NULL)
        return NULL;
    g_autoptr(GString) raw = g_string_new(NULL);
    clean_append(raw, text, strlen(text), most * 4 + 64, FALSE, NULL);
    g_autoptr(GString) line = g_string_new(NULL);
    gboolean gap = FALSE;
    for (const char *at = raw->str; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (turns_direction(c))
            continue;
        if (c == ' ' || c == '\t' || c == '\n') {
            gap = line->len > 0;
            continue;
        }
        if (gap)
            g_string_append_c(line, ' ');
        gap = FALSE;
        g_string_append_unichar(line, c);
    }
    cut_line(line, most);
    return line->len > 0 ? g_string_free(g_steal_pointer(&line), FALSE) : NULL;
}

char *clean_name(const char *name)
{
    if (name == NULL)
        return NULL;
    for (const char *at = name; *at != '\0'; at++)
        if (*at == '/' || *at == '\\')
            name = at + 1;
    g_autofree char *line = clean_line(name, NAME_BYTES_MAX);
    if (line == NULL || strcmp(line, ".") == 0 || strcmp(line, "..") == 0)
        return NULL;
    return g_steal_pointer(&line);
}
