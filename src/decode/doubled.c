/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail program that takes UTF-8 for windows-1252 and makes UTF-8 of it writes "mÃ¡s tardar" and "dâ€™ici". Each run
 * of such characters, taken back to bytes, is UTF-8 again, and no word of a language is.
 *
 * It mends only where some runs are of that kind and none is of another: a text that quotes one stays as it is. */
#include "decode/doubled.h"

#include <string.h>

#define RUNS_MIN 2
#define RUN_MAX  64 /* characters; longer runs are cut between two of them, and then tell nothing */

/* The byte that windows-1252 has for the character; 0 for none. */
static guint8 byte_of(gunichar c)
{
    static const guint16 high[32] = {0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
                                     0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
                                     0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};
    if (c >= 0x80 && c <= 0xff)
        return (guint8) c;
    for (guint i = 0; i < G_N_ELEMENTS(high); i++)
        if (high[i] == c)
            return (guint8) (0x80 + i);
    return 0;
}

/* The bytes of the characters from at on that are no ASCII; gives their end. *length is 0 where one has no byte. */
static const char *take_run(const char *at, guint8 *bytes, gsize *length)
{
    gboolean whole = TRUE;
    for (*length = 0; (*at & 0x80) != 0 && *length < RUN_MAX; at = g_utf8_next_char(at)) {
        bytes[*length] = byte_of(g_utf8_get_char(at));
        whole &= bytes[(*length)++] != 0;
    }
    *length = whole ? *length : 0;
    return at;
}

/* A lone letter tells nothing where it is one that such runs begin with: its second half may be lost as a space. */
static gboolean is_first_half(const guint8 *bytes, gsize length)
{
    return length == 1 && (bytes[0] == 0xc2 || bytes[0] == 0xc3);
}

static gboolean is_doubled(const char *text)
{
    guint8 bytes[RUN_MAX];
    gsize length;
    guint runs = 0;
    for (const char *at = text; *at != '\0';) {
        if ((*at & 0x80) == 0) {
            at++;
            continue;
        }
        at = take_run(at, bytes, &length);
        gboolean good = length > 1 && g_utf8_validate((const char *) bytes, (gssize) length, NULL);
        if (!good && !is_first_half(bytes, length))
            return FALSE;
        runs += good;
    }
    return runs >= RUNS_MIN;
}

gboolean doubled_mend(GString *utf8)
{
    static const char first[] = "\xc3\x83", second[] = "\xc3\x82", third[] = "\xc3\xa2\xe2\x82\xac";
    if (memchr(utf8->str, 0xc3, utf8->len) == NULL || memchr(utf8->str, '\0', utf8->len) != NULL ||
        (strstr(utf8->str, first) == NULL && strstr(utf8->str, second) == NULL && strstr(utf8->str, third) == NULL) ||
        !is_doubled(utf8->str))
        return FALSE;
    g_autofree char *old = g_strdup(utf8->str);
    guint8 bytes[RUN_MAX];
    gsize length;
    g_string_truncate(utf8, 0);
    for (const char *at = old; *at != '\0';) {
        const char *begin = at;
        while (*at != '\0' && (*at & 0x80) == 0)
            at++;
        g_string_append_len(utf8, begin, at - begin);
        begin = at;
        at = take_run(at, bytes, &length);
        if (length > 1)
            g_string_append_len(utf8, (const char *) bytes, (gssize) length);
        else
            g_string_append_len(utf8, begin, at - begin);
    }
    return TRUE;
}
