/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails as files: state_dir/mails/ab/<sha256>.eml, named by their own hash and by nothing else.
 *
 * Written under a temporary name, synced, renamed, and the folders synced: after store_write() the
 * bytes survive a power cut. Of many, all are written before the first is synced, and all are renamed
 * before the first folder is: so the disk is waited for a few times, not three times a mail. Writing what is there already checks it and keeps it, or replaces it
 * where it is damaged. Refuses names that are not 64 hexadecimal digits, so no word of a mail can
 * become a path, and symbolic links in place of files. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "keep/keep.h"

char *store_hash(GBytes *raw)
{
    return digest_sha256(raw);
}

static gboolean is_hash(const char *sha256)
{
    return sha256 && strlen(sha256) == 64 && strspn(sha256, "0123456789abcdef") == 64;
}

gboolean store_failed(const char *what, const char *path, GError **error)
{
    int code = errno == ENOENT ? REGISTER_ERROR_MISSING : REGISTER_ERROR_SYSTEM;
    g_set_error(error, REGISTER_ERROR, code, "%s: cannot %s: %s", path, what, g_strerror(errno));
    return FALSE;
}

gboolean store_sync_folder(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return store_failed("open", path, error);
    gboolean synced = fsync(fd) == 0 || store_failed("sync", path, error);
    close(fd);
    return synced;
}

/* A new folder is only there for good when its parent is synced: *made tells. */
static gboolean make_folder(const char *path, gboolean *made, GError **error)
{
    if (mkdir(path, 0700) == 0)
        return *made = TRUE;
    return errno == EEXIST || store_failed("make", path, error);
}

static gboolean write_all(int fd, GBytes *raw)
{
    gsize left = 0;
    const char *at = g_bytes_get_data(raw, &left);
    while (left > 0) {
        ssize_t wrote = write(fd, at, left);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return FALSE;
        at += wrote;
        left -= (gsize)wrote;
    }
    return TRUE;
}

/* A file that is written and not synced. */
struct half {
    char *path, *part; /* the name that it will have, and the one that it has */
    int fd;            /* -1: closed, or never opened */
};

static void half_clear(gpointer data)
{
    struct half *half = data;
    if (half->fd >= 0)
        close(half->fd);
    if (half->part) /* not renamed */
        unlink(half->part);
    g_free(half->path);
    g_free(half->part);
}

static gboolean write_half(const char *folder, const char *sha256, GBytes *raw, GArray *halves,
                           GError **error)
{
    struct half half = {.path = g_strdup_printf("%s/%s.eml", folder, sha256)};
    half.part = g_strdup_printf("%s.part", half.path);
    half.fd = open(half.part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (half.fd < 0) {
        store_failed("create", half.part, error);
        g_free(half.path);
        g_free(half.part);
        return FALSE;
    }
    g_array_append_val(halves, half);
    if (!write_all(half.fd, raw))
        return store_failed("write", half.part, error);
    sync_file_range(half.fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* begins; fsync() waits and tells */
    return TRUE;
}

static gboolean sync_half(struct half *half, GError **error)
{
    if (fsync(half->fd) != 0)
        return store_failed("sync", half->part, error);
    int fd = half->fd;
    half->fd = -1;
    return close(fd) == 0 || store_failed("close", half->part, error);
}

static gboolean rename_half(struct half *half, GError **error)
{
    if (rename(half->part, half->path) != 0)
        return store_failed("rename", half->part, error);
    g_clear_pointer(&half->part, g_free);
    return TRUE;
}

static gboolean each_half(GArray *halves, gboolean (*act)(struct half *half, GError **error),
                          GError **error)
{
    for (guint i = 0; i < halves->len; i++)
        if (!act(&g_array_index(halves, struct half, i), error))
            return FALSE;
    return TRUE;
}

static gboolean sync_folders(GHashTable *folders, GError **error)
{
    GHashTableIter iter;
    gpointer folder;
    g_hash_table_iter_init(&iter, folders);
    while (g_hash_table_iter_next(&iter, &folder, NULL))
        if (!store_sync_folder(folder, error))
            return FALSE;
    return TRUE;
}

gboolean store_write(const char *state_dir, const struct stored_file *files, guint count, GError **error)
{
    g_autofree char *mails = g_build_filename(state_dir, "mails", NULL);
    g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) begun = g_hash_table_new(g_str_hash, g_str_equal); /* two may be the same */
    g_autoptr(GArray) halves = g_array_new(FALSE, FALSE, sizeof(struct half));
    gboolean first = FALSE, made = FALSE;
    g_array_set_clear_func(halves, half_clear);
    if (count == 0)
        return TRUE;
    if (!make_folder(mails, &first, error) || (first && !store_sync_folder(state_dir, error)))
        return FALSE;
    for (guint i = 0; i < count; i++) {
        const char *sha256 = files[i].sha256;
        g_return_val_if_fail(is_hash(sha256), FALSE);
        g_autofree char *folder = g_strdup_printf("%s/%.2s", mails, sha256);
        if (!make_folder(folder, &made, error))
            return FALSE;
        g_autoptr(GBytes) there = store_read(state_dir, sha256, NULL);
        if (!there && g_hash_table_add(begun, (gpointer)sha256) &&
            !write_half(folder, sha256, files[i].raw, halves, error))
            return FALSE;
        /* Also where it was there: whoever wrote it may have been killed just before this. */
        g_hash_table_add(folders, g_steal_pointer(&folder));
    }
    return each_half(halves, sync_half, error) && each_half(halves, rename_half, error) &&
           (!made || store_sync_folder(mails, error)) && sync_folders(folders, error);
}

static GBytes *read_file(int fd, const char *path, GError **error)
{
    g_autoptr(GMappedFile) mapped = g_mapped_file_new_from_fd(fd, FALSE, error);
    if (!mapped) {
        g_prefix_error(error, "%s: ", path);
        return NULL;
    }
    return g_mapped_file_get_bytes(mapped);
}

GBytes *store_read(const char *state_dir, const char *sha256, GError **error)
{
    if (!is_hash(sha256)) {
        g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_MISSING, "not the hash of a mail");
        return NULL;
    }
    g_autofree char *path =
        g_strdup_printf("%s/mails/%.2s/%s.eml", state_dir, sha256, sha256);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        store_failed("open", path, error);
        return NULL;
    }
    g_autoptr(GBytes) raw = read_file(fd, path, error);
    close(fd);
    g_autofree char *found = raw ? store_hash(raw) : NULL;
    if (!raw || strcmp(found, sha256) == 0)
        return g_steal_pointer(&raw);
    g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_CORRUPT, "%s: its bytes have changed", path);
    return NULL;
}

GBytes *register_mail_bytes(struct registry *registry, const char *sha256, GError **error)
{
    GBytes *raw = store_read(registry->state_dir, sha256, registry->mails_dir ? NULL : error);
    return raw || !registry->mails_dir ? raw : store_read(registry->mails_dir, sha256, error);
}

char *register_mail_path(const struct registry *registry, const char *sha256)
{
    if (!is_hash(sha256))
        return NULL;
    g_autofree char *path = g_strdup_printf("%s/mails/%.2s/%s.eml", registry->state_dir, sha256, sha256);
    if (!registry->mails_dir || access(path, F_OK) == 0)
        return g_steal_pointer(&path);
    return g_strdup_printf("%s/mails/%.2s/%s.eml", registry->mails_dir, sha256, sha256);
}
