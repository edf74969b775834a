/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workbook's stream is a list of records of at most 8 KB; what is longer goes on in continuations.
 *
 * A record is never left but by xls_next() and xls_continue(), which look at the stream's end; all
 * other functions look at the record's. A count of characters is never believed: what is not there is
 * not read. */
#include "decode/xls_records.h"

#include <string.h>

#include "decode/little.h"

#define STRING_WIDE     0x01
#define STRING_PHONETIC 0x04
#define STRING_RICH     0x08

struct xls_record xls_records(const guint8 *bytes, gsize length)
{
    return (struct xls_record) {.next = bytes, .end = bytes + length, .at = bytes, .stop = bytes};
}

gboolean xls_next(struct xls_record *record)
{
    if (record->end - record->next < 4)
        return FALSE;
    guint length = little_u16(record->next + 2);
    if (record->end - record->next - 4 < (gssize) length)
        return FALSE;
    record->type = little_u16(record->next);
    record->at = record->next + 4;
    record->stop = record->next = record->at + length;
    return TRUE;
}

gboolean xls_continue(struct xls_record *record)
{
    guint type = record->type;
    if (record->end - record->next < 4 || little_u16(record->next) != XLS_CONTINUE ||
        !xls_next(record))
        return FALSE;
    record->type = type;
    return TRUE;
}

guint xls_left(const struct xls_record *record)
{
    return (guint) (record->stop - record->at);
}

guint xls_u8(struct xls_record *record)
{
    return record->at < record->stop ? *record->at++ : 0;
}

guint xls_u16(struct xls_record *record)
{
    guint low = xls_u8(record);
    return low | xls_u8(record) << 8;
}

guint32 xls_u32(struct xls_record *record)
{
    guint32 low = xls_u16(record);
    return low | (guint32) xls_u16(record) << 16;
}

double xls_double(struct xls_record *record)
{
    guint64 low = xls_u32(record);
    guint64 bits = low | (guint64) xls_u32(record) << 32;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

void xls_skip(struct xls_record *record, gsize bytes)
{
    while (bytes > xls_left(record)) {
        bytes -= xls_left(record);
        record->at = record->stop;
        if (!xls_continue(record))
            return;
    }
    record->at += bytes;
}

/* Half a pair of surrogates means nothing, and a NUL would end the text for all who read it. */
static char *to_utf8(GArray *array)
{
    gunichar2 *units = (gunichar2 *) (void *) array->data;
    if (array->len == 0)
        return g_strdup("");
    for (guint i = 0; i < array->len; i++)
        if (units[i] == 0)
            units[i] = ' ';
    char *text = g_utf16_to_utf8(units, array->len, NULL, NULL, NULL);
    if (text != NULL)
        return text;
    for (guint i = 0; i < array->len; i++)
        if ((units[i] & 0xf800) == 0xd800)
            units[i] = 0xfffd;
    text = g_utf16_to_utf8(units, array->len, NULL, NULL, NULL);
    return text != NULL ? text : g_strdup("");
}

static GArray *read_units(struct xls_record *record, guint count, gboolean wide)
{
    GArray *units = g_array_new(FALSE, FALSE, sizeof(gunichar2));
    while (count > 0) {
        guint here = MIN(count, xls_left(record) / (wide ? 2 : 1));
        for (guint i = 0; i < here; i++) {
            gunichar2 unit = (gunichar2) (wide ? xls_u16(record) : xls_u8(record));
            g_array_append_val(units, unit);
        }
        count -= here;
        if (count == 0 || !xls_continue(record))
            break;
        wide = (xls_u8(record) & STRING_WIDE) != 0;
    }
    return units;
}

gboolean xls_is_struck(const GArray *fonts, guint font)
{
    guint index = font > 4 ? font - 1 : font;
    return font != 4 && index < fonts->len && g_array_index(fonts, gboolean, index);
}

/* Runs of two numbers: from which character on, and the font from there. A run may go on in a
 * continuation, but never breaks within a number. */
static gboolean drop_struck(struct xls_record *record, guint runs, const GArray *fonts, GArray *units)
{
    guint kept = 0, at = 0;
    gboolean struck = FALSE, dropped = FALSE;
    for (guint i = 0; i <= runs; i++) {
        if (i < runs && xls_left(record) == 0 && !xls_continue(record))
            runs = i;
        guint next = i < runs ? xls_u16(record) : units->len;
        for (; at < next && at < units->len; at++)
            if (!struck)
                g_array_index(units, gunichar2, kept++) = g_array_index(units, gunichar2, at);
            else
                dropped = TRUE;
        struck = i < runs && xls_is_struck(fonts, xls_u16(record));
    }
    g_array_set_size(units, kept);
    return dropped;
}

char *xls_characters(struct xls_record *record, guint count, gboolean wide)
{
    g_autoptr(GArray) units = read_units(record, count, wide);
    return to_utf8(units);
}

char *xls_string(struct xls_record *record, guint count, const GArray *fonts, gboolean *struck)
{
    guint flags = xls_u8(record);
    guint runs = (flags & STRING_RICH) != 0 ? xls_u16(record) : 0;
    guint32 phonetic = (flags & STRING_PHONETIC) != 0 ? xls_u32(record) : 0;
    g_autoptr(GArray) units = read_units(record, count, (flags & STRING_WIDE) != 0);
    if (runs > 0)
        *struck |= drop_struck(record, runs, fonts, units);
    xls_skip(record, phonetic);
    return to_utf8(units);
}
