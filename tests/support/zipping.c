/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives for tests, by the same library that reads them. */
#include "zipping.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

struct target {
    GByteArray *bytes;
};

static la_ssize_t write_block(struct archive *archive G_GNUC_UNUSED, void *data, const void *block,
                              size_t length)
{
    g_byte_array_append(((struct target *) data)->bytes, block, (guint) length);
    return (la_ssize_t) length;
}

static struct archive *begin(struct target *target)
{
    struct archive *archive = archive_write_new();
    target->bytes = g_byte_array_new();
    archive_write_set_format_zip(archive);
    archive_write_set_bytes_in_last_block(archive, 1);
    archive_write_open(archive, target, NULL, write_block, NULL);
    return archive;
}

static void add(struct archive *archive, const char *path, const void *bytes, gsize length)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, path);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t) length);
    archive_write_header(archive, entry);
    archive_write_data(archive, bytes, length);
    archive_entry_free(entry);
}

static GBytes *finish(struct archive *archive, struct target *target)
{
    archive_write_close(archive);
    archive_write_free(archive);
    return g_byte_array_free_to_bytes(target->bytes);
}

GBytes *make_zip(const char *path, ...)
{
    struct target target;
    struct archive *archive = begin(&target);
    va_list arguments;
    va_start(arguments, path);
    for (; path != NULL; path = va_arg(arguments, const char *)) {
        const char *content = va_arg(arguments, const char *);
        add(archive, path, content, strlen(content));
    }
    va_end(arguments);
    return finish(archive, &target);
}

GBytes *make_zip_of(const char *path, GBytes *content)
{
    struct target target;
    struct archive *archive = begin(&target);
    gsize length;
    const void *bytes = g_bytes_get_data(content, &length);
    add(archive, path, bytes, length);
    return finish(archive, &target);
}
