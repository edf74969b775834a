/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in the body of a mail, as old programs put them: "begin 644 name", coded lines, "end"; or
 * "begin-base64 644 name", lines in base64, "====".
 *
 * A block counts only if its lines keep to the coding and the end is there, or if it has at least one full
 * line: then its end was lost on the way, which is told. Anything else is left in the text as it was, for
 * a letter may well have a line that starts with "begin". */
#include "decode/uuencode.h"

#include <glib/gi18n.h>
#include <string.h>

#include "decode/clean.h"

#define FILES_MAX 100

struct line {
    const char *at;
    gsize length;
};

/* The line at *at, without its end; *at is moved to the next one. FALSE at the end of the text. */
static gboolean next_line(const char **at, const char *end, struct line *line)
{
    if (*at >= end)
        return FALSE;
    const char *stop = memchr(*at, '\n', (gsize) (end - *at));
    line->at = *at;
    line->length = (gsize) ((stop != NULL ? stop : end) - *at);
    *at = stop != NULL ? stop + 1 : end;
    if (line->length > 0 && line->at[line->length - 1] == '\r')
        line->length--;
    return TRUE;
}

static gboolean is_base64(const struct line *line)
{
    return line->length > 13 && memcmp(line->at, "begin-base64 ", 13) == 0;
}

static gboolean is_begin(const struct line *line)
{
    if (line->length < 11 || line->length > 500 || (memcmp(line->at, "begin ", 6) != 0 && !is_base64(line)))
        return FALSE;
    gsize from = is_base64(line) ? 13 : 6, digits = from;
    while (digits < line->length && line->at[digits] >= '0' && line->at[digits] <= '7')
        digits++;
    return (digits == from + 3 || digits == from + 4) && digits < line->length && line->at[digits] == ' ';
}

static guint8 value_of(char c)
{
    return (guint8) ((c - ' ') & 63);
}

/* One coded line: its length, then four characters for three bytes. FALSE: not such a line. */
static gboolean decode_line(const struct line *line, GByteArray *out)
{
    if (line->length < 1 || line->at[0] < ' ' || line->at[0] > '`')
        return FALSE;
    guint wanted = value_of(line->at[0]);
    if (line->length - 1 + 3 < (wanted + 2) / 3 * 4 || line->length > 100)
        return FALSE;
    for (guint i = 0; i < wanted; i += 3) {
        guint8 group[4] = {0};
        for (guint j = 0; j < 4; j++) {
            gsize place = 1 + i / 3 * 4 + j;
            group[j] = place < line->length ? value_of(line->at[place]) : 0;
        }
        guint8 bytes[3] = {(guint8) (group[0] << 2 | group[1] >> 4),
                           (guint8) (group[1] << 4 | group[2] >> 2),
                           (guint8) (group[2] << 6 | group[3])};
        g_byte_array_append(out, bytes, MIN(3, wanted - i));
    }
    return TRUE;
}

static gboolean is_full(const struct line *line)
{
    if (line->length != 61 || line->at[0] != 'M')
        return FALSE;
    for (gsize i = 1; i < line->length; i++)
        if (line->at[i] < ' ' || line->at[i] > '`')
            return FALSE;
    return TRUE;
}

/* The file whose coded lines begin at *at; NULL where they are none. *at is moved behind the end. */
static GBytes *decode_file(const char **at, const char *end, gboolean *cut)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    const char *place = *at, *before = *at;
    struct line line;
    gboolean full = FALSE;
    for (; next_line(&place, end, &line); before = place) {
        full |= is_full(&line);
        if (line.length == 3 && memcmp(line.at, "end", 3) == 0) {
            *at = place;
            return g_byte_array_free_to_bytes(g_steal_pointer(&out));
        }
        if (line.length > 0 && !decode_line(&line, out))
            break;
    }
    if (!full)
        return NULL;
    *cut = TRUE;
    *at = before;
    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

/* The same for lines in base64. */
static GBytes *decode_base64(const char **at, const char *end, gboolean *cut)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    g_autoptr(GString) code = g_string_new(NULL);
    const char *place = *at, *before = *at;
    struct line line;
    gboolean ended = FALSE, full = FALSE;
    for (; !ended && next_line(&place, end, &line); before = place) {
        g_autofree char *text = g_strndup(line.at, line.length);
        ended = strcmp(text, "====") == 0;
        if (!ended && text[strspn(text, letters)] != '\0')
            break;
        full |= line.length >= 60;
        g_string_append(code, ended ? "" : text);
    }
    if (!ended && !full)
        return NULL;
    *cut = !ended;
    *at = before;
    gsize length;
    guchar *bytes = g_base64_decode(code->str, &length);
    return g_bytes_new_take(bytes, length);
}

static void read_file(struct reading *reading, const struct line *begin, GBytes *bytes,
                      gboolean cut)
{
    gsize mode = is_base64(begin) ? 13 : 6;
    const char *name = memchr(begin->at + mode, ' ', begin->length - mode);
    gsize from = name != NULL ? (gsize) (name - begin->at) + 1 : begin->length;
    g_autofree char *given = g_strndup(begin->at + from, begin->length - from);
    g_autofree char *shown = clean_name(given);
    struct leaf leaf = {.bytes = bytes, .name = shown != NULL ? shown : N_("uuencoded file")};
    leaf_read(reading, &leaf);
    if (cut)
        text_add_flaw(reading->text->limits, leaf.name, "cut short: its end is missing");
}

void uuencode_extract(struct reading *reading, GString *text)
{
    if (strstr(text->str, "begin ") == NULL && strstr(text->str, "begin-base64 ") == NULL)
        return;
    g_autoptr(GString) kept = g_string_sized_new(text->len);
    const char *at = text->str, *end = at + text->len;
    struct line line;
    guint files = 0, tried = 0;
    while (next_line(&at, end, &line)) {
        GBytes *file = NULL;
        gboolean cut = FALSE;
        if (files < FILES_MAX && tried < 2 * FILES_MAX && is_begin(&line)) {
            tried++;
            file = is_base64(&line) ? decode_base64(&at, end, &cut) : decode_file(&at, end, &cut);
        }
        if (file == NULL) {
            g_string_append_len(kept, line.at, at - line.at);
            continue;
        }
        files++;
        read_file(reading, &line, file, cut);
        g_bytes_unref(file);
    }
    if (files > 0)
        g_string_assign(text, kept->str);
}
