/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ZIP, and the other usual archives, through libarchive, out of memory into memory.
 *
 * Sizes that an archive states are not believed: every byte unpacked is counted against the mail's
 * limit, and the number of entries against its own, so that neither overlapping entries nor nested
 * archives grow without end. Paths are names only and never reach a file system. */
#include "decode/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define PATH_BYTES_MAX 1000

/* Only what libarchive unpacks itself; it would start programs for the rest. */
static void support_others(struct archive *archive)
{
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_7zip(archive);
    archive_read_support_format_rar(archive);
    archive_read_support_format_rar5(archive);
    archive_read_support_format_cab(archive);
    archive_read_support_format_raw(archive);
}

static struct archive *open_archive(GBytes *bytes)
{
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    struct archive *archive = archive_read_new();
    if (length > 2 && memcmp(data, "PK", 2) == 0)
        archive_read_support_format_zip(archive);
    else
        support_others(archive);
    if (archive_read_open_memory(archive, data, length) == ARCHIVE_OK)
        return archive;
    archive_read_free(archive);
    return NULL;
}

/* Never NULL: what has no name, or one without end, is a file all the same. */
static const char *entry_path(struct archive_entry *entry)
{
    const char *path = archive_entry_pathname_utf8(entry);
    if (path == NULL)
        path = archive_entry_pathname(entry);
    gsize length = path != NULL ? strlen(path) : 0;
    return length == 0 ? "" : path + (length > PATH_BYTES_MAX ? length - PATH_BYTES_MAX : 0);
}

static gboolean is_file(struct archive_entry *entry)
{
    mode_t kind = archive_entry_filetype(entry);
    return kind == AE_IFREG || kind == 0;
}

/* Everything an entry holds; NULL with the outcome where it cannot be read to its end. */
static GBytes *read_entry(struct reading *reading, const struct leaf *leaf,
                          struct archive *archive, enum zip_outcome *outcome)
{
    g_autoptr(GByteArray) content = g_byte_array_new();
    guint8 block[16384];
    for (;;) {
        la_ssize_t count = archive_read_data(archive, block, sizeof block);
        if (count == 0)
            return g_byte_array_free_to_bytes(g_steal_pointer(&content));
        if (count < 0) {
            *outcome = ZIP_DAMAGED;
            return NULL;
        }
        if (!reading_unpack(reading, leaf->name, (gsize) count)) {
            *outcome = ZIP_LIMIT;
            return NULL;
        }
        g_byte_array_append(content, block, (guint) count);
    }
}

/* Where even the list of files is encrypted there is no entry to ask. */
static gboolean is_about_encryption(struct archive *archive)
{
    const char *reason = archive_error_string(archive);
    return reason != NULL && strstr(reason, "ncrypt") != NULL;
}

typedef gboolean (*visitor)(struct archive *archive, struct archive_entry *entry,
                            const char *path, enum zip_outcome *outcome, gpointer data);

/* Calls visit for each file until it says FALSE. */
static enum zip_outcome visit_all(struct reading *reading, const struct leaf *leaf, visitor visit,
                                  gpointer data)
{
    struct archive *archive = open_archive(leaf->bytes);
    if (archive == NULL)
        return ZIP_DAMAGED;
    enum zip_outcome outcome = ZIP_READ;
    struct archive_entry *entry;
    for (guint i = 0;; i++) {
        int code = archive_read_next_header(archive, &entry);
        if (code == ARCHIVE_EOF)
            break;
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
            outcome = is_about_encryption(archive) ? ZIP_ENCRYPTED : ZIP_DAMAGED;
            break;
        }
        if (i >= reading->limits->archive_entries) {
            text_add_flaw(reading->text->limits, leaf->name, "stopped after %u files in it", i);
            outcome = ZIP_LIMIT;
            break;
        }
        const char *path = entry_path(entry);
        if (is_file(entry) && !visit(archive, entry, path, &outcome, data))
            break;
    }
    archive_read_free(archive);
    return outcome;
}

static gboolean note_path(struct archive *archive G_GNUC_UNUSED,
                          struct archive_entry *entry G_GNUC_UNUSED, const char *path,
                          enum zip_outcome *outcome G_GNUC_UNUSED, gpointer data)
{
    g_ptr_array_add(data, g_strdup(path));
    return TRUE;
}

GPtrArray *zip_list(struct reading *reading, const struct leaf *leaf, enum zip_outcome *outcome)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    *outcome = visit_all(reading, leaf, note_path, paths);
    return paths;
}

struct taking {
    struct reading *reading;
    const struct leaf *leaf;
    zip_wanted wanted;
    zip_taker take;
    gpointer data;
    gboolean encrypted;
};

static gboolean take_entry(struct archive *archive, struct archive_entry *entry, const char *path,
                           enum zip_outcome *outcome, gpointer data)
{
    struct taking *taking = data;
    if (!taking->wanted(path, taking->data))
        return TRUE;
    if (archive_entry_is_encrypted(entry)) {
        taking->encrypted = TRUE;
        return TRUE;
    }
    g_autofree char *kept = g_strdup(path); /* the entry's own goes when it is read */
    g_autoptr(GBytes) content = read_entry(taking->reading, taking->leaf, archive, outcome);
    if (content != NULL)
        taking->take(kept, content, taking->data);
    return *outcome != ZIP_LIMIT;
}

enum zip_outcome zip_walk(struct reading *reading, const struct leaf *leaf, zip_wanted wanted,
                          zip_taker take, gpointer data)
{
    struct taking taking = {reading, leaf, wanted, take, data, FALSE};
    enum zip_outcome outcome = visit_all(reading, leaf, take_entry, &taking);
    return taking.encrypted ? ZIP_ENCRYPTED : outcome;
}

struct search {
    const char *path;
    GBytes *found;
};

static gboolean is_searched(const char *path, gpointer data)
{
    const struct search *search = data;
    return search->found == NULL && strcmp(path, search->path) == 0;
}

static void keep_found(const char *path G_GNUC_UNUSED, GBytes *content, gpointer data)
{
    struct search *search = data;
    search->found = g_bytes_ref(content);
}

GBytes *zip_entry(struct reading *reading, const struct leaf *leaf, const char *path)
{
    struct search search = {path, NULL};
    zip_walk(reading, leaf, is_searched, keep_found, &search);
    return search.found;
}
