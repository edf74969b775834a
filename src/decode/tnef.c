/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outlook's winmail.dat ([MS-OXTNEF]): the body and the attachments, each a leaf of the letter it came
 * in; a message embedded in it is a letter of its own.
 *
 * A parser of our own: the format is a row of attributes with lengths, and the library at hand refuses
 * any embedded message over half a megabyte. Every length is checked against what is left; a damaged tail
 * is told, and what came before it is read. Checksums are not verified: a wrong one hurts nobody. */
#include <string.h>

#include "decode/clean.h"
#include "decode/little.h"
#include "decode/mapi.h"
#include "decode/sniff.h"

#define SIGNATURE       0x223e9f78u
#define ATTACHMENTS_MAX 500u
#define PROPERTIES_MAX  20000
#define OBJECT_HEADER   16 /* an interface's identifier before an embedded message */

enum attribute {
    ATTRIBUTE_BODY = 0x800c,
    ATTRIBUTE_ATTACH_DATA = 0x800f,
    ATTRIBUTE_ATTACH_TITLE = 0x8010,
    ATTRIBUTE_ATTACH_BEGIN = 0x9002,
    ATTRIBUTE_PROPERTIES = 0x9003,
    ATTRIBUTE_ATTACH_PROPERTIES = 0x9005,
    ATTRIBUTE_CODE_PAGE = 0x9007,
};

struct tnef {
    GHashTable *properties;
    GPtrArray *attachments; /* of GHashTable: the properties of each */
    gboolean damaged;
    gboolean full; /* what belongs to attachments is passed over from here on */
};

struct cursor {
    GBytes *bytes;
    const guint8 *start, *at, *end;
};

static struct cursor begin(GBytes *bytes, gsize from)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    return (struct cursor){bytes, data, data + MIN(from, length), data + length};
}

static gsize left(const struct cursor *cursor)
{
    return (gsize) (cursor->end - cursor->at);
}

/* The next length bytes, padded to a multiple of four where told; NULL where there are not as many. */
static GBytes *take(struct cursor *cursor, gsize length, gboolean padded)
{
    if (length > left(cursor))
        return NULL;
    GBytes *bytes = g_bytes_new_from_bytes(cursor->bytes, (gsize) (cursor->at - cursor->start), length);
    gsize step = padded ? (length + 3) & ~(gsize) 3 : length;
    cursor->at += MIN(step, left(cursor));
    return bytes;
}

static gboolean take_u32(struct cursor *cursor, guint32 *value)
{
    if (left(cursor) < 4)
        return FALSE;
    *value = little_u32(cursor->at);
    cursor->at += 4;
    return TRUE;
}

static gsize fixed_size(guint type)
{
    switch (type) {
    case 0x0005: /* double */
    case 0x0006: /* currency */
    case 0x0007: /* application time */
    case 0x0014: /* integer of eight bytes */
    case MAPI_TYPE_TIME:
        return 8;
    case 0x0048: /* class identifier */
        return 16;
    default:
        return 4;
    }
}

static gboolean is_variable(guint type)
{
    return type == MAPI_TYPE_STRING || type == MAPI_TYPE_UNICODE || type == MAPI_TYPE_OBJECT ||
           type == MAPI_TYPE_BINARY;
}

/* A named property has a set, and a number or a name in it. */
static gboolean skip_name(struct cursor *cursor)
{
    guint32 kind, length;
    g_autoptr(GBytes) set = take(cursor, 16, FALSE);
    if (set == NULL || !take_u32(cursor, &kind) || !take_u32(cursor, &length))
        return FALSE;
    if (kind == 0)
        return TRUE; /* that was the number */
    g_autoptr(GBytes) name = take(cursor, length, TRUE);
    return name != NULL;
}

static gboolean read_property(struct cursor *cursor, GHashTable *properties)
{
    guint32 tag, count = 1;
    if (!take_u32(cursor, &tag))
        return FALSE;
    guint type = tag & 0xffff, id = tag >> 16;
    gboolean many = (type & 0x1000) != 0;
    type &= 0xefff;
    if (id >= 0x8000 && !skip_name(cursor))
        return FALSE;
    if ((many || is_variable(type)) && !take_u32(cursor, &count))
        return FALSE;
    for (guint32 i = 0; i < count; i++) {
        guint32 length = (guint32) fixed_size(type);
        if (is_variable(type) && !take_u32(cursor, &length))
            return FALSE;
        GBytes *value = take(cursor, length, TRUE);
        if (value == NULL)
            return FALSE;
        mapi_add(properties, id, type, value);
    }
    return TRUE;
}

static gboolean read_properties(GBytes *bytes, GHashTable *properties)
{
    struct cursor cursor = begin(bytes, 0);
    guint32 count;
    if (!take_u32(&cursor, &count))
        return FALSE;
    for (guint32 i = 0; i < MIN(count, PROPERTIES_MAX); i++)
        if (!read_property(&cursor, properties))
            return FALSE;
    return count <= PROPERTIES_MAX;
}

static GHashTable *attachment_now(struct tnef *tnef)
{
    if (tnef->attachments->len == 0)
        g_ptr_array_add(tnef->attachments, mapi_new());
    return g_ptr_array_index(tnef->attachments, tnef->attachments->len - 1);
}

static gboolean is_of_attachment(guint id)
{
    return id == ATTRIBUTE_ATTACH_BEGIN || id == ATTRIBUTE_ATTACH_TITLE || id == ATTRIBUTE_ATTACH_DATA ||
           id == ATTRIBUTE_ATTACH_PROPERTIES;
}

static void apply_attribute(struct tnef *tnef, guint id, GBytes *value)
{
    tnef->full |= id == ATTRIBUTE_ATTACH_BEGIN && tnef->attachments->len >= ATTACHMENTS_MAX;
    if (tnef->full && is_of_attachment(id))
        return;
    switch (id) {
    case ATTRIBUTE_BODY:
        mapi_add(tnef->properties, MAPI_BODY, MAPI_TYPE_STRING, g_bytes_ref(value));
        break;
    case ATTRIBUTE_CODE_PAGE:
        mapi_add(tnef->properties, MAPI_CODE_PAGE, MAPI_TYPE_INTEGER, g_bytes_ref(value));
        break;
    case ATTRIBUTE_PROPERTIES:
        tnef->damaged |= !read_properties(value, tnef->properties);
        break;
    case ATTRIBUTE_ATTACH_BEGIN:
        g_ptr_array_add(tnef->attachments, mapi_new());
        break;
    case ATTRIBUTE_ATTACH_TITLE:
        mapi_add(attachment_now(tnef), MAPI_ATTACH_NAME, MAPI_TYPE_STRING, g_bytes_ref(value));
        break;
    case ATTRIBUTE_ATTACH_DATA:
        mapi_add(attachment_now(tnef), MAPI_ATTACH_DATA, MAPI_TYPE_BINARY, g_bytes_ref(value));
        break;
    case ATTRIBUTE_ATTACH_PROPERTIES:
        tnef->damaged |= !read_properties(value, attachment_now(tnef));
        break;
    default:
        break;
    }
}

/* After the signature and the key: level, id and type, length, value, checksum. */
static void parse(GBytes *bytes, struct tnef *tnef)
{
    struct cursor cursor = begin(bytes, 6);
    while (left(&cursor) >= 9) {
        guint8 level = *cursor.at++;
        guint32 id, length;
        if ((level != 1 && level != 2) || !take_u32(&cursor, &id) || !take_u32(&cursor, &length))
            break;
        g_autoptr(GBytes) value = take(&cursor, length, FALSE);
        if (value == NULL) {
            tnef->damaged = TRUE;
            break;
        }
        apply_attribute(tnef, id & 0xffff, value);
        cursor.at += MIN(2, left(&cursor));
    }
}

static void read_container(struct reading *reading, const char *name, GBytes *bytes,
                           gboolean embedded);

static gboolean is_container(GBytes *bytes, gsize from)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    return length >= from + 6 && little_u32(data + from) == SIGNATURE;
}

static void read_attachment(struct reading *reading, GHashTable *properties)
{
    g_autofree char *name = mapi_attachment_name(reading, properties);
    const struct mapi_value *data = mapi_find(properties, MAPI_ATTACH_DATA);
    if (data == NULL) {
        text_add_flaw(reading->text->unread, name, "not read: it is %s", kind_name(KIND_EMPTY));
        return;
    }
    if (is_container(data->bytes, OBJECT_HEADER)) {
        g_autoptr(GBytes) inner = g_bytes_new_from_bytes(
            data->bytes, OBJECT_HEADER, g_bytes_get_size(data->bytes) - OBJECT_HEADER);
        if (reading_may_start(reading, name))
            read_container(reading, name, inner, TRUE);
        return;
    }
    mapi_read_attachment(reading, properties, name, data->bytes);
}

static void read_parsed(struct reading *reading, const struct tnef *tnef, gboolean embedded)
{
    guint around = reading->letter;
    if (embedded) {
        const struct text_letter *outer = g_ptr_array_index(reading->text->letters, around);
        struct text_letter *letter = text_add_letter(reading->text, outer->depth + 1);
        mapi_fill_letter(reading, tnef->properties, letter);
        reading->letter = reading->text->letters->len - 1;
    }
    mapi_read_body(reading, tnef->properties);
    for (guint i = 0; i < tnef->attachments->len; i++)
        read_attachment(reading, g_ptr_array_index(tnef->attachments, i));
    reading->letter = around;
}

static void read_container(struct reading *reading, const char *name, GBytes *bytes,
                           gboolean embedded)
{
    const struct text_letter *letter = g_ptr_array_index(reading->text->letters, reading->letter);
    if (embedded && letter->depth >= reading->limits->letters) {
        text_add_flaw(reading->text->limits, name, "forwarded more than %u times over: not read",
                      reading->limits->letters);
        return;
    }
    struct tnef tnef = {
        .properties = mapi_new(),
        .attachments = g_ptr_array_new_with_free_func((GDestroyNotify) g_hash_table_unref),
    };
    guint parts = reading->parts;
    parse(bytes, &tnef);
    read_parsed(reading, &tnef, embedded);
    if (reading->parts == parts && !tnef.damaged)
        text_add_flaw(reading->text->unread, name, "Outlook's container holds no text and no file");
    if (tnef.full)
        text_add_flaw(reading->text->limits, name, "stopped after %u files inside it", ATTACHMENTS_MAX);
    if (tnef.damaged)
        text_add_flaw(reading->text->unread, name,
                      "damaged: not all of Outlook's container could be read");
    g_hash_table_unref(tnef.properties);
    g_ptr_array_unref(tnef.attachments);
}

void tnef_read(struct reading *reading, const struct leaf *leaf)
{
    read_container(reading, leaf->name, leaf->bytes, FALSE);
}
