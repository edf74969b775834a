/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outlook's own message files ([MS-OXMSG]): a letter with its body and attachments, and the messages
 * embedded in it. Where the header of the mail as it came is kept, its facts are taken from there. */
#include <string.h>

#include "decode/little.h"
#include "decode/mapi.h"
#include "decode/mime.h"
#include "decode/ole.h"

#define STREAM_PREFIX     "__substg1.0_"
#define ATTACHMENT_PREFIX "__attach_version1.0_#"
#define ATTACHMENTS_MAX   500

static void read_message(struct reading *reading, const char *name, const struct ole *ole,
                         guint folder);

/* Values of a fixed size stand together in one stream, after a head that depends on the place. */
static void add_fixed(const struct ole *ole, guint folder, GHashTable *properties, gsize head)
{
    g_autoptr(GBytes) bytes = ole_stream_named(ole, folder, "__properties_version1.0");
    if (bytes == NULL)
        return;
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    for (gsize at = head; at + 16 <= length; at += 16) {
        guint type = little_u16(data + at), id = little_u16(data + at + 2);
        if (type == MAPI_TYPE_INTEGER || type == MAPI_TYPE_TIME)
            mapi_add(properties, id, type, g_bytes_new_from_bytes(bytes, at + 8, 8));
    }
}

static GHashTable *read_properties(const struct ole *ole, guint folder, gsize head)
{
    GHashTable *properties = mapi_new();
    g_autoptr(GArray) children = ole_children(ole, folder);
    for (guint i = 0; i < children->len; i++) {
        guint entry = g_array_index(children, guint, i);
        const char *name = ole_name(ole, entry);
        if (!g_str_has_prefix(name, STREAM_PREFIX) || strlen(name) != strlen(STREAM_PREFIX) + 8)
            continue;
        guint64 tag = g_ascii_strtoull(name + strlen(STREAM_PREFIX), NULL, 16);
        GBytes *value = ole_stream(ole, entry);
        if (value != NULL)
            mapi_add(properties, (guint) (tag >> 16), (guint) (tag & 0xffff), value);
    }
    add_fixed(ole, folder, properties, head);
    return properties;
}

static void read_attachment(struct reading *reading, const struct ole *ole, guint folder)
{
    g_autoptr(GHashTable) properties = read_properties(ole, folder, 8);
    g_autofree char *name = mapi_attachment_name(reading, properties);
    guint message = ole_find(ole, folder, STREAM_PREFIX "3701000D");
    const struct mapi_value *data = mapi_find(properties, MAPI_ATTACH_DATA);
    if (message != OLE_NONE && ole_is_folder(ole, message)) {
        if (reading_may_start(reading, name))
            read_message(reading, name, ole, message);
        return;
    }
    if (data == NULL) {
        text_add_flaw(reading->text->unread, name, "not read: it is empty or only a link");
        return;
    }
    mapi_read_attachment(reading, properties, name, data->bytes);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* In the order of their numbers. */
static void read_attachments(struct reading *reading, const struct ole *ole, guint folder)
{
    g_autoptr(GArray) children = ole_children(ole, folder);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < children->len; i++) {
        const char *name = ole_name(ole, g_array_index(children, guint, i));
        if (g_str_has_prefix(name, ATTACHMENT_PREFIX))
            g_ptr_array_add(names, (char *) name);
    }
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < MIN(names->len, ATTACHMENTS_MAX); i++)
        read_attachment(reading, ole, ole_find(ole, folder, g_ptr_array_index(names, i)));
    if (names->len > ATTACHMENTS_MAX)
        text_add_flaw(reading->text->limits, "the mail", "stopped after %d attachments",
                      ATTACHMENTS_MAX);
}

/* The head of the property stream is longer at the top than inside. */
static void read_message(struct reading *reading, const char *name, const struct ole *ole,
                         guint folder)
{
    guint around = reading->letter;
    const struct text_letter *outer = g_ptr_array_index(reading->text->letters, around);
    if (outer->depth >= reading->limits->letters || reading->level > reading->limits->levels) {
        text_add_flaw(reading->text->limits, name, "forwarded more than %u times over: not read",
                      reading->limits->letters);
        return;
    }
    struct text_letter *letter = text_add_letter(reading->text, outer->depth + 1);
    reading->letter = reading->text->letters->len - 1;
    reading->level++;
    g_autoptr(GHashTable) properties = read_properties(ole, folder, folder == OLE_ROOT ? 32 : 24);
    const struct mapi_value *headers = mapi_find(properties, MAPI_HEADERS);
    if (headers == NULL || !mime_fill_letter(reading, headers->bytes,
                                             headers->type == MAPI_TYPE_UNICODE, letter))
        mapi_fill_letter(reading, properties, letter);
    mapi_read_body(reading, properties);
    read_attachments(reading, ole, folder);
    reading->level--;
    reading->letter = around;
}

void msg_read(struct reading *reading, const struct leaf *leaf, const struct ole *ole)
{
    read_message(reading, leaf->name, ole, OLE_ROOT);
}
