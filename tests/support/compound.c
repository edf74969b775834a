/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes compound files ([MS-CFB]) for tests: sectors of 512 bytes, small streams in the root's stream,
 * siblings in one long branch. */
#include "compound.h"

#include <string.h>

#define SECTOR 512u
#define SMALL  64u
#define NONE   0xffffffffu
#define LAST   0xfffffffeu

struct entry {
    char *name;
    guint8 type;
    guint32 child, after, start, size;
    GBytes *bytes;
};

struct compound {
    GArray *entries;
};

static guint add(struct compound *compound, guint parent, const char *name, guint8 type)
{
    struct entry entry = {g_strdup(name), type, NONE, NONE, 0, 0, NULL};
    guint index = compound->entries->len;
    if (index > 0) {
        struct entry *around = &g_array_index(compound->entries, struct entry, parent);
        entry.after = around->child;
        around->child = index;
    }
    g_array_append_val(compound->entries, entry);
    return index;
}

struct compound *compound_new(void)
{
    struct compound *compound = g_new0(struct compound, 1);
    compound->entries = g_array_new(FALSE, TRUE, sizeof(struct entry));
    add(compound, 0, "Root Entry", 5);
    return compound;
}

guint compound_folder(struct compound *compound, guint parent, const char *name)
{
    return add(compound, parent, name, 1);
}

guint compound_stream(struct compound *compound, guint parent, const char *name, const void *bytes,
                      gsize length)
{
    guint index = add(compound, parent, name, 2);
    struct entry *entry = &g_array_index(compound->entries, struct entry, index);
    entry->bytes = g_bytes_new(bytes, length);
    entry->size = (guint32) length;
    return index;
}

static void put(GByteArray *out, guint32 number, guint bytes)
{
    for (guint i = 0; i < bytes; i++) {
        guint8 byte = (guint8) (number >> 8 * i);
        g_byte_array_append(out, &byte, 1);
    }
}

static void pad(GByteArray *out, guint unit)
{
    while (out->len % unit != 0)
        put(out, 0, 1);
}

/* A chain for so many units, at the end of the table. */
static guint32 chain(GArray *table, guint units)
{
    guint32 start = units > 0 ? table->len : LAST;
    for (guint i = 0; i < units; i++) {
        guint32 next = i + 1 < units ? table->len + 1 : LAST;
        g_array_append_val(table, next);
    }
    return start;
}

static guint units_of(gsize bytes, guint unit)
{
    return (guint) ((bytes + unit - 1) / unit);
}

static GByteArray *write_entries(struct compound *compound)
{
    GByteArray *out = g_byte_array_new();
    for (guint i = 0; i < compound->entries->len; i++) {
        const struct entry *entry = &g_array_index(compound->entries, struct entry, i);
        gsize length = strlen(entry->name);
        for (gsize j = 0; j < 32; j++)
            put(out, j < length ? (guchar) entry->name[j] : 0, 2);
        put(out, (guint32) (2 * (length + 1)), 2);
        put(out, entry->type, 1);
        put(out, 1, 1);
        put(out, NONE, 4);
        put(out, entry->after, 4);
        put(out, entry->child, 4);
        for (guint j = 0; j < 36; j++)
            put(out, 0, 1);
        put(out, entry->start, 4);
        put(out, entry->size, 4);
        put(out, 0, 4);
    }
    pad(out, SECTOR);
    return out;
}

static GByteArray *write_table(const GArray *table)
{
    GByteArray *out = g_byte_array_new();
    for (guint i = 0; i < table->len; i++)
        put(out, g_array_index(table, guint32, i), 4);
    while (out->len % SECTOR != 0)
        put(out, NONE, 4);
    return out;
}

static void write_header(GByteArray *out, guint32 folder, guint32 small_table, guint tables)
{
    static const guint8 mark[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
    g_byte_array_append(out, mark, sizeof mark);
    for (guint i = 0; i < 16; i++)
        put(out, 0, 1);
    put(out, 0x3e, 2);
    put(out, 3, 2);
    put(out, 0xfffe, 2);
    put(out, 9, 2);
    put(out, 6, 2);
    for (guint i = 0; i < 10; i++)
        put(out, 0, 1);
    put(out, tables, 4);
    put(out, folder, 4);
    put(out, 0, 4);
    put(out, 4096, 4);
    put(out, small_table, 4);
    put(out, 1, 4);
    put(out, LAST, 4);
    put(out, 0, 4);
    for (guint i = 0; i < 109; i++)
        put(out, i < tables ? i : NONE, 4);
}

static void free_all(struct compound *compound)
{
    for (guint i = 0; i < compound->entries->len; i++) {
        struct entry *entry = &g_array_index(compound->entries, struct entry, i);
        g_free(entry->name);
        g_clear_pointer(&entry->bytes, g_bytes_unref);
    }
    g_array_unref(compound->entries);
    g_free(compound);
}

/* First the table (room for tables sectors of it), then large streams, small ones, their table, the
 * folder. */
GBytes *compound_finish(struct compound *compound)
{
    const guint tables = 16;
    g_autoptr(GArray) table = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) small_table = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GByteArray) body = g_byte_array_new(), small = g_byte_array_new();
    for (guint i = 0; i < tables; i++) {
        guint32 own = 0xfffffffd;
        g_array_append_val(table, own);
    }
    for (guint i = 0; i < compound->entries->len; i++) {
        struct entry *entry = &g_array_index(compound->entries, struct entry, i);
        if (entry->bytes == NULL)
            continue;
        gboolean is_small = entry->size < 4096;
        entry->start = is_small ? chain(small_table, units_of(entry->size, SMALL))
                                : chain(table, units_of(entry->size, SECTOR));
        GByteArray *target = is_small ? small : body;
        g_byte_array_append(target, g_bytes_get_data(entry->bytes, NULL), entry->size);
        pad(target, is_small ? SMALL : SECTOR);
    }
    struct entry *root = &g_array_index(compound->entries, struct entry, 0);
    root->size = small->len;
    pad(small, SECTOR);
    root->start = chain(table, small->len / SECTOR);
    g_autoptr(GByteArray) small_bytes = write_table(small_table);
    guint32 small_start = chain(table, small_bytes->len / SECTOR);
    g_autoptr(GByteArray) folder = write_entries(compound);
    guint32 folder_start = chain(table, folder->len / SECTOR);
    g_autoptr(GByteArray) table_bytes = write_table(table);
    g_assert(table_bytes->len <= tables * SECTOR);
    GByteArray *out = g_byte_array_new();
    write_header(out, folder_start, small_start, tables);
    g_byte_array_append(out, table_bytes->data, table_bytes->len);
    while (out->len < (1 + tables) * SECTOR)
        put(out, NONE, 4);
    g_byte_array_append(out, body->data, body->len);
    g_byte_array_append(out, small->data, small->len);
    g_byte_array_append(out, small_bytes->data, small_bytes->len);
    g_byte_array_append(out, folder->data, folder->len);
    free_all(compound);
    return g_byte_array_free_to_bytes(out);
}
