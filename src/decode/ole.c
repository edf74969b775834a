/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A compound file is a small file system: sectors in chains, folders as trees.
 *
 * Every chain is followed for at most as many sectors as the file has, and every tree visits each entry
 * once, so that loops end. What it holds is told by the streams' names: a Word document, a workbook, an
 * Outlook message, or the shell around an encrypted modern file. Other old formats (PPT) are told. */
#include "decode/ole.h"

#include <string.h>

#include "decode/little.h"
#include "decode/sniff.h"
#include "decode/xls.h"

#define ENTRY_BYTES   128
#define ENTRIES_MAX   20000
#define SECTOR_LAST   0xfffffffau /* and above: no sector */

struct entry {
    char *name;
    guint8 type; /* 1 folder, 2 stream, 5 root */
    guint32 before, after, child, start;
    guint64 size;
};

struct ole {
    GBytes *bytes;
    const guint8 *data;
    gsize length, sector, small_sector;
    GArray *table;       /* of guint32: the next sector of each */
    GArray *small_table;
    GBytes *small_bytes; /* the root's stream, in which small ones live */
    guint32 small_below; /* streams smaller than this are small ones */
    GArray *entries;     /* of struct entry */
};

static void clear_entry(gpointer data)
{
    g_free(((struct entry *) data)->name);
}

static const guint8 *sector_at(const struct ole *ole, guint32 number)
{
    guint64 offset = ((guint64) number + 1) * ole->sector;
    return number < SECTOR_LAST && offset + ole->sector <= ole->length ? ole->data + offset : NULL;
}

static void add_numbers(GArray *table, const guint8 *at, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        guint32 number = little_u32(at + 4 * i);
        g_array_append_val(table, number);
    }
}

static guint32 next_sector(const GArray *table, guint32 number)
{
    return number < table->len ? g_array_index(table, guint32, number) : G_MAXUINT32;
}

/* The sectors of a chain one after the other, at most most bytes. The last one may be cut off. */
static GByteArray *follow(const struct ole *ole, guint32 start, guint64 most)
{
    GByteArray *out = g_byte_array_new();
    guint32 number = start;
    for (gsize steps = ole->length / ole->sector + 1; steps > 0 && out->len < most; steps--) {
        guint64 offset = ((guint64) number + 1) * ole->sector;
        if (number >= SECTOR_LAST || offset >= ole->length)
            break;
        g_byte_array_append(out, ole->data + offset,
                            (guint) MIN(ole->sector, ole->length - offset));
        number = next_sector(ole->table, number);
    }
    if (out->len > most)
        g_byte_array_set_size(out, (guint) most);
    return out;
}

/* The table of chains: its own sectors are listed in the header and, for large files, in a chain. */
static void read_table(struct ole *ole)
{
    gsize per_sector = ole->sector / 4, most = ole->length / ole->sector + 1;
    for (guint i = 0; i < 109; i++) {
        const guint8 *sector = sector_at(ole, little_u32(ole->data + 76 + 4 * i));
        if (sector != NULL && ole->table->len < most + per_sector)
            add_numbers(ole->table, sector, per_sector);
    }
    guint32 number = little_u32(ole->data + 68);
    for (gsize steps = 0; steps < most; steps++) {
        const guint8 *list = sector_at(ole, number);
        if (list == NULL)
            break;
        for (gsize i = 0; i + 1 < per_sector; i++) {
            const guint8 *sector = sector_at(ole, little_u32(list + 4 * i));
            if (sector != NULL && ole->table->len < most + per_sector)
                add_numbers(ole->table, sector, per_sector);
        }
        number = little_u32(list + 4 * (per_sector - 1));
    }
}

static void read_entries(struct ole *ole)
{
    g_autoptr(GByteArray) folder =
        follow(ole, little_u32(ole->data + 48), (guint64) ENTRIES_MAX * ENTRY_BYTES);
    for (gsize at = 0; at + ENTRY_BYTES <= folder->len; at += ENTRY_BYTES) {
        const guint8 *raw = folder->data + at;
        gunichar2 name[32] = {0};
        for (guint i = 0; i < MIN(little_u16(raw + 64) / 2u, 31); i++)
            name[i] = little_u16(raw + 2 * i);
        struct entry entry = {
            .name = g_utf16_to_utf8(name, -1, NULL, NULL, NULL),
            .type = raw[66],
            .before = little_u32(raw + 68),
            .after = little_u32(raw + 72),
            .child = little_u32(raw + 76),
            .start = little_u32(raw + 116),
            .size = little_u32(raw + 120),
        };
        if (entry.name == NULL)
            entry.name = g_strdup("");
        g_array_append_val(ole->entries, entry);
    }
}

static const struct entry *entry_at(const struct ole *ole, guint index)
{
    return index < ole->entries->len ? &g_array_index(ole->entries, struct entry, index) : NULL;
}

static void read_small(struct ole *ole)
{
    const struct entry *root = entry_at(ole, OLE_ROOT);
    g_autoptr(GByteArray) table = follow(ole, little_u32(ole->data + 60), ole->length);
    add_numbers(ole->small_table, table->data, table->len / 4);
    GByteArray *bytes = follow(ole, root->start, root->size);
    ole->small_bytes = g_byte_array_free_to_bytes(bytes);
}

struct ole *ole_open(GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    if (length < 1024)
        return NULL;
    guint shift = little_u16(data + 30), small_shift = little_u16(data + 32);
    if ((shift != 9 && shift != 12) || small_shift < 4 || small_shift > shift)
        return NULL;
    struct ole *ole = g_new0(struct ole, 1);
    ole->bytes = g_bytes_ref(bytes);
    ole->data = data;
    ole->length = length;
    ole->sector = (gsize) 1 << shift;
    ole->small_sector = (gsize) 1 << small_shift;
    ole->small_below = little_u32(data + 56);
    ole->table = g_array_new(FALSE, FALSE, sizeof(guint32));
    ole->small_table = g_array_new(FALSE, FALSE, sizeof(guint32));
    ole->entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
    g_array_set_clear_func(ole->entries, clear_entry);
    read_table(ole);
    read_entries(ole);
    if (ole->entries->len == 0) {
        ole_free(ole);
        return NULL;
    }
    read_small(ole);
    return ole;
}

void ole_free(struct ole *ole)
{
    if (ole == NULL)
        return;
    g_bytes_unref(ole->bytes);
    g_clear_pointer(&ole->small_bytes, g_bytes_unref);
    g_array_unref(ole->table);
    g_array_unref(ole->small_table);
    g_array_unref(ole->entries);
    g_free(ole);
}

/* Siblings form a binary tree below the folder's child. */
GArray *ole_children(const struct ole *ole, guint folder)
{
    GArray *children = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint32));
    const struct entry *around = entry_at(ole, folder);
    if (around != NULL)
        g_array_append_val(open, around->child);
    while (open->len > 0) {
        guint32 index = g_array_index(open, guint32, open->len - 1);
        g_array_set_size(open, open->len - 1);
        const struct entry *entry = entry_at(ole, index);
        if (entry == NULL || !g_hash_table_add(seen, GUINT_TO_POINTER(index)))
            continue;
        g_array_append_val(children, index);
        g_array_append_val(open, entry->after);
        g_array_append_val(open, entry->before);
    }
    return children;
}

const char *ole_name(const struct ole *ole, guint entry)
{
    const struct entry *found = entry_at(ole, entry);
    return found != NULL ? found->name : "";
}

gboolean ole_is_folder(const struct ole *ole, guint entry)
{
    const struct entry *found = entry_at(ole, entry);
    return found != NULL && (found->type == 1 || found->type == 5);
}

guint ole_find(const struct ole *ole, guint folder, const char *name)
{
    g_autoptr(GArray) children = ole_children(ole, folder);
    for (guint i = 0; i < children->len; i++) {
        guint index = g_array_index(children, guint, i);
        if (g_ascii_strcasecmp(ole_name(ole, index), name) == 0)
            return index;
    }
    return OLE_NONE;
}

static GBytes *small_stream(const struct ole *ole, const struct entry *entry)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(ole->small_bytes, &length);
    GByteArray *out = g_byte_array_new();
    guint32 number = entry->start;
    for (gsize steps = length / ole->small_sector + 1; steps > 0 && out->len < entry->size; steps--) {
        guint64 offset = (guint64) number * ole->small_sector;
        if (number >= SECTOR_LAST || offset >= length)
            break;
        g_byte_array_append(out, data + offset, (guint) MIN(ole->small_sector, length - offset));
        number = next_sector(ole->small_table, number);
    }
    if (out->len > entry->size)
        g_byte_array_set_size(out, (guint) entry->size);
    return g_byte_array_free_to_bytes(out);
}

GBytes *ole_stream(const struct ole *ole, guint index)
{
    const struct entry *entry = entry_at(ole, index);
    if (entry == NULL || entry->type != 2)
        return NULL;
    if (entry->size < ole->small_below)
        return small_stream(ole, entry);
    return g_byte_array_free_to_bytes(follow(ole, entry->start, entry->size));
}

GBytes *ole_stream_named(const struct ole *ole, guint folder, const char *name)
{
    guint entry = ole_find(ole, folder, name);
    return entry != OLE_NONE ? ole_stream(ole, entry) : NULL;
}

static gboolean has(const struct ole *ole, const char *name)
{
    return ole_find(ole, OLE_ROOT, name) != OLE_NONE;
}

/* What a modern office file keeps of a file set into it: that file, or a formula, which is no text. */
static gboolean read_package(struct reading *reading, const struct leaf *leaf, const struct ole *ole)
{
    static const char *const names[] = {"Package", "CONTENTS"};
    gboolean document = has(ole, "WordDocument") || has(ole, "Workbook") || has(ole, "Book");
    for (guint i = 0; i < G_N_ELEMENTS(names) && !document; i++) {
        g_autoptr(GBytes) inner = ole_stream_named(ole, OLE_ROOT, names[i]);
        struct leaf packed = {.bytes = inner, .name = leaf->name};
        if (inner == NULL)
            continue;
        leaf_read(reading, &packed);
        return TRUE;
    }
    return !document && has(ole, "Equation Native");
}

static void read_old_office(struct reading *reading, const struct leaf *leaf, const struct ole *ole)
{
    GPtrArray *unread = reading->text->unread;
    g_autoptr(GBytes) book = ole_stream_named(ole, OLE_ROOT, "Workbook");
    if (book == NULL)
        book = ole_stream_named(ole, OLE_ROOT, "Book");
    if (book == NULL && !has(ole, "WordDocument"))
        text_add_flaw(unread, leaf->name, "not read: it is %s", kind_name(KIND_OLE));
    else if (book != NULL ? !xls_read(reading, leaf, book) : !doc_read(reading, leaf, ole))
        text_add_flaw(unread, leaf->name, "damaged: not all of the document could be read");
}

void ole_read(struct reading *reading, const struct leaf *leaf)
{
    AUTO(ole) *ole = ole_open(leaf->bytes);
    GPtrArray *unread = reading->text->unread;
    if (ole == NULL)
        text_add_flaw(unread, leaf->name, "damaged: not an office file that can be read");
    else if (has(ole, "EncryptedPackage"))
        text_add_flaw(unread, leaf->name, "encrypted: it asks for a password");
    else if (has(ole, "__properties_version1.0"))
        msg_read(reading, leaf, ole);
    else if (!read_package(reading, leaf, ole))
        read_old_office(reading, leaf, ole);
}
