/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures in Word's binary documents. What stands in the text as a letter does has a place in the stream of data, and
 * says there how large it is shown ([MS-DOC] 2.9.192); what floats above it has its size in a table (2.8.37) and
 * is one of the document's list of pictures ([MS-ODRAW] 2.2.20). Which of that list is shown how large is not looked
 * for: where something large floats, all of them are looked at.
 *
 * In both the bytes are a record of its own, the file as it was pasted behind one or two fingerprints. JPEG, PNG and TIFF
 * are read as pictures elsewhere are; drawings (WMF, EMF) and bare bitmaps are told where they are large. */
#include "decode/doc_pictures.h"

#include <glib/gi18n.h>

#include "decode/little.h"
#include "decode/office.h"
#include "decode/writing.h"

#define PICTURES_MAX     200
#define RECORDS_MAX      100000 /* over all pictures, which may all claim the same bytes */
#define HEAD_BYTES       0x2e /* of a picture's own, up to how large it is */
#define ENTRY_BYTES      36u  /* of the list, before the picture */
#define RECORD_BYTES     8u
#define FINGERPRINT      16u
#define FIB_FLOATING     0x1da
#define FIB_DRAWINGS     0x22a
#define FLOATING_BYTES   26u
#define TWIPS            20.0

enum {
    NAMED_FILE = 0x66, /* a file's name stands before the picture */
    RECORD_DRAWINGS = 0xf000,
    RECORD_LIST = 0xf001,
    RECORD_ENTRY = 0xf007,
    RECORD_PICTURES = 0xf018, /* the first of their kinds */
    RECORD_JPEG = 0xf01d,
    RECORD_PNG = 0xf01e,
    RECORD_TIFF = 0xf029,
    RECORD_JPEG_CMYK = 0xf02a,
    RECORD_PICTURES_END = 0xf118,
};

struct record {
    guint type;
    gboolean twice; /* two fingerprints */
    GBytes *content;
};

struct pictures {
    struct reading *reading;
    const struct leaf *leaf;
    GBytes *main;
    enum office_words words;
    guint count, records;
    gboolean untold; /* a large one that cannot be read */
};

/* The record at *at, which goes behind it. FALSE: there is none. */
static gboolean take_record(GBytes *bytes, gsize *at, struct record *record)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    if (*at > length || length - *at < RECORD_BYTES)
        return FALSE;
    const guint8 *head = data + *at;
    gsize most = length - *at - RECORD_BYTES;
    record->type = little_u16(head + 2);
    record->twice = (little_u16(head) & 0x10) != 0;
    record->content = g_bytes_new_from_bytes(bytes, *at + RECORD_BYTES, MIN(little_u32(head + 4), most));
    *at += RECORD_BYTES + g_bytes_get_size(record->content);
    return TRUE;
}

static gboolean is_picture(guint type)
{
    return type >= RECORD_PICTURES && type < RECORD_PICTURES_END;
}

/* In a document of few words all are read, in others what is large. */
static void read_picture(struct pictures *pictures, const struct record *record, gboolean large)
{
    static const guint kinds[] = {RECORD_JPEG, RECORD_PNG, RECORD_TIFF, RECORD_JPEG_CMYK};
    gboolean readable = FALSE, many = pictures->words == OFFICE_WORDS_MANY;
    gsize before = FINGERPRINT * (record->twice ? 2 : 1) + 1, length = g_bytes_get_size(record->content);
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        readable |= record->type == kinds[i] && length > before;
    if ((many && !large) || pictures->count++ >= PICTURES_MAX)
        return;
    pictures->untold |= large && !readable;
    if (!readable)
        return;
    g_autofree char *name = g_strdup_printf(N_("%s, picture %u"), pictures->leaf->name, pictures->count);
    g_autoptr(GBytes) bytes = g_bytes_new_from_bytes(record->content, before, length - before);
    struct leaf leaf = {.bytes = bytes, .name = name, .decoration = pictures->words == OFFICE_WORDS_FEW, .pasted = many};
    leaf_read(pictures->reading, &leaf);
}

/* What stands in the entry, or where it says in the text's own stream; what nothing refers to is not shown. */
static void read_entry(struct pictures *pictures, GBytes *entry, gboolean large)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(entry, &length);
    if (length < ENTRY_BYTES || little_u32(data + 24) == 0)
        return;
    gsize inside = ENTRY_BYTES + data[33], elsewhere = little_u32(data + 28);
    struct record record;
    if (!(inside < length ? take_record(entry, &inside, &record) : take_record(pictures->main, &elsewhere, &record)))
        return;
    if (is_picture(record.type))
        read_picture(pictures, &record, large);
    g_bytes_unref(record.content);
}

static void read_list(struct pictures *pictures, GBytes *list, gsize at, gboolean large)
{
    struct record record;
    while (pictures->count < PICTURES_MAX && pictures->records++ < RECORDS_MAX && take_record(list, &at, &record)) {
        if (record.type == RECORD_ENTRY)
            read_entry(pictures, record.content, large);
        else if (is_picture(record.type))
            read_picture(pictures, &record, large);
        g_bytes_unref(record.content);
    }
}

/* What it would be by itself, and thousandths of that. */
static double measure(const guint8 *head, gsize size, gsize share)
{
    return little_u16(head + size) / TWIPS * little_u16(head + share) / 1000;
}

/* Behind the picture's head its shape, and then its bytes. */
static void read_in_text(struct pictures *pictures, GBytes *data, guint32 place)
{
    gsize length;
    const guint8 *head = g_bytes_get_data(data, &length);
    if (place >= length || length - place < HEAD_BYTES)
        return;
    head += place;
    gsize at = little_u16(head + 4), size = MIN(little_u32(head), length - place);
    if (little_u16(head + 6) == NAMED_FILE && at < size)
        at += 1 + (gsize) head[at];
    g_autoptr(GBytes) picture = g_bytes_new_from_bytes(data, place, size);
    read_list(pictures, picture, at, measure(head, 0x1c, 0x20) * measure(head, 0x1e, 0x22) >= WRITING_AREA);
}

/* A table that the header of the text's stream names; NULL: there is none. */
static GBytes *find_table(const struct pictures *pictures, GBytes *table, gsize named)
{
    gsize length;
    const guint8 *fib = g_bytes_get_data(pictures->main, &length);
    if (length < named + 8)
        return NULL;
    guint32 at = little_u32(fib + named), size = little_u32(fib + named + 4);
    gsize most = g_bytes_get_size(table);
    return at < most && size > 0 && size <= most - at ? g_bytes_new_from_bytes(table, at, size) : NULL;
}

static gboolean has_large_floating(GBytes *list)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(list, &length);
    gsize count = length >= 4 ? (length - 4) / (4 + FLOATING_BYTES) : 0;
    for (gsize i = 0; i < count; i++) {
        const guint8 *at = data + 4 * (count + 1) + FLOATING_BYTES * i;
        double wide = ((double) (gint32) little_u32(at + 12) - (gint32) little_u32(at + 4)) / TWIPS;
        double high = ((double) (gint32) little_u32(at + 16) - (gint32) little_u32(at + 8)) / TWIPS;
        if (wide > 0 && wide * high >= WRITING_AREA)
            return TRUE;
    }
    return FALSE;
}

static void read_floating(struct pictures *pictures, GBytes *table)
{
    g_autoptr(GBytes) floating = find_table(pictures, table, FIB_FLOATING);
    g_autoptr(GBytes) drawings = find_table(pictures, table, FIB_DRAWINGS);
    struct record all, list;
    gsize at = 0, inner = 0;
    if (floating == NULL || drawings == NULL || !has_large_floating(floating) || !take_record(drawings, &at, &all))
        return;
    while (all.type == RECORD_DRAWINGS && take_record(all.content, &inner, &list)) {
        if (list.type == RECORD_LIST)
            read_list(pictures, list.content, 0, TRUE);
        g_bytes_unref(list.content);
    }
    g_bytes_unref(all.content);
}

void doc_read_pictures(struct reading *reading, const struct leaf *leaf, const struct ole *ole, GBytes *main, GBytes *table,
                       const GArray *places, guint part)
{
    struct pictures pictures = {.reading = reading, .leaf = leaf, .main = main, .words = office_count_words(reading, part)};
    g_autoptr(GBytes) data = places->len > 0 ? ole_stream_named(ole, OLE_ROOT, "Data") : NULL;
    for (guint i = 0; data != NULL && i < places->len && pictures.count < PICTURES_MAX; i++)
        read_in_text(&pictures, data, g_array_index(places, guint32, i));
    read_floating(&pictures, table);
    if (pictures.untold)
        text_add_flaw(reading->text->unread, leaf->name, "a large picture in it was not read");
    if (pictures.count >= PICTURES_MAX)
        text_add_flaw(reading->text->limits, leaf->name, "only %u pictures in it were looked at", PICTURES_MAX);
    if (pictures.records > RECORDS_MAX)
        text_add_flaw(reading->text->limits, leaf->name, "stopped after %u objects in it", RECORDS_MAX);
}
