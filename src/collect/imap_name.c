/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modified UTF-7: printable ASCII stands for itself, "&" is "&-", and whatever else there is
 * becomes
 * "&", the base64 of its UTF-16 (big-endian, with "," for "/" and without "="), and "-". */
#include "collect/imap_name.h"

#include <string.h>

static gboolean stands_for_itself(gunichar c)
{
    return c >= 0x20 && c <= 0x7e;
}

/* One run of other characters, as UTF-16 in base64. */
static void append_shifted(GString *wire, const char *run, gsize length)
{
    glong units = 0;
    g_autofree gunichar2 *utf16 = g_utf8_to_utf16(run, (glong)length, NULL, &units, NULL);

    for (glong i = 0; i < units; i++)
        utf16[i] = GUINT16_TO_BE(utf16[i]);
    g_autofree char *base64 = g_base64_encode((const guchar *)utf16, (gsize)units * 2);
    g_strdelimit(base64, "/", ',');
    base64[strcspn(base64, "=")] = '\0';
    g_string_append_printf(wire, "&%s-", base64);
}

char *imap_name_encode(const char *name)
{
    if (!*name || !g_utf8_validate(name, -1, NULL))
        return NULL;
    g_autoptr(GString) wire = g_string_new(NULL);
    for (const char *p = name; *p;) {
        const char *end = p;
        while (*end && !stands_for_itself(g_utf8_get_char(end))) {
            if (g_unichar_iscntrl(g_utf8_get_char(end)))
                return NULL;
            end = g_utf8_next_char(end);
        }
        if (end > p) {
            append_shifted(wire, p, (gsize)(end - p));
            p = end;
        } else {
            g_string_append(wire, *p == '&' ? "&-" : (char[]){*p, '\0'});
            p++;
        }
    }
    return g_strdup(wire->str);
}

/* The base64 between "&" and "-". */
static char *decode_shifted(const char *run, gsize length)
{
    gsize bytes = 0;
    g_autoptr(GString) base64 = g_string_new_len(run, (gssize)length);

    g_strdelimit(base64->str, ",", '/');
    while (base64->len % 4)
        g_string_append_c(base64, '=');
    g_autofree guchar *utf16 = g_base64_decode(base64->str, &bytes);
    return g_convert((const char *)utf16, (gssize)bytes, "UTF-8", "UTF-16BE", NULL, NULL, NULL);
}

char *imap_name_decode(const char *wire)
{
    g_autoptr(GString) name = g_string_new(NULL);

    for (const char *p = wire; *p;) {
        const char *end = *p == '&' ? strchr(p, '-') : NULL;
        if (*p != '&') {
            g_string_append_c(name, *p++);
        } else if (!end) {
            return g_strdup(wire);
        } else if (end == p + 1) {
            g_string_append_c(name, '&');
            p = end + 1;
        } else {
            g_autofree char *run = decode_shifted(p + 1, (gsize)(end - p - 1));
            if (!run)
                return g_strdup(wire);
            g_string_append(name, run);
            p = end + 1;
        }
    }
    return g_strdup(name->str);
}

char *imap_name_quote(const char *wire)
{
    GString *quoted = g_string_new("\"");

    for (const char *p = wire; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(quoted, '\\');
        g_string_append_c(quoted, *p);
    }
    g_string_append_c(quoted, '"');
    return g_string_free(quoted, FALSE);
}
