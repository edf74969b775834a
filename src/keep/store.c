/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails as files: state_dir/mails/ab/<sha256>.eml, named by their own hash and by nothing else.
 *
 * Written under a temporary name, synced, renamed, and the folders synced: after store_write() the
 * bytes survive a power cut. Writing what is there already checks it and keeps it, or replaces it
 * where it is damaged. Refuses names that are not 64 hexadecimal digits, so no word of a mail can
 * become a path, and symbolic links in place of files. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keep/keep.h"

char *store_hash(GBytes *raw)
{
    return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, raw);
}

static gboolean is_hash(const char *sha256)
{
    return sha256 && strlen(sha256) == 64 && strspn(sha256, "0123456789abcdef") == 64;
}

static gboolean fail_at(GError **error, const char *what, const char *path)
{
    int code = errno == ENOENT ? REGISTER_ERROR_MISSING : REGISTER_ERROR_SYSTEM;
    g_set_error(error, REGISTER_ERROR, code, "%s: cannot %s: %s", path, what, g_strerror(errno));
    return FALSE;
}

static gboolean sync_folder(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail_at(error, "open", path);
    gboolean synced = fsync(fd) == 0 || fail_at(error, "sync", path);
    close(fd);
    return synced;
}

/* A new folder is only there for good when its parent is synced. */
static gboolean make_folder(const char *path, const char *parent, GError **error)
{
    if (mkdir(path, 0700) == 0)
        return sync_folder(parent, error);
    return errno == EEXIST || fail_at(error, "make", path);
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

static gboolean write_synced(const char *path, GBytes *raw, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_at(error, "create", path);
    gboolean written = write_all(fd, raw) || fail_at(error, "write", path);
    if (written && fsync(fd) != 0)
        written = fail_at(error, "sync", path);
    if (close(fd) != 0 && written)
        written = fail_at(error, "close", path);
    if (!written)
        unlink(path);
    return written;
}

gboolean store_write(const char *state_dir, const char *sha256, GBytes *raw, GError **error)
{
    g_return_val_if_fail(is_hash(sha256), FALSE);
    char shard[3] = {sha256[0], sha256[1], '\0'};
    g_autofree char *mails = g_build_filename(state_dir, "mails", NULL);
    g_autofree char *folder = g_build_filename(mails, shard, NULL);
    g_autofree char *path = g_strdup_printf("%s/%s.eml", folder, sha256);
    g_autofree char *half = g_strdup_printf("%s.part", path);

    if (!make_folder(mails, state_dir, error) || !make_folder(folder, mails, error))
        return FALSE;
    g_autoptr(GBytes) there = store_read(state_dir, sha256, NULL);
    if (!there) {
        if (!write_synced(half, raw, error))
            return FALSE;
        if (rename(half, path) != 0)
            return fail_at(error, "rename", half);
    }
    /* Also where it was there: whoever wrote it may have been killed just before this. */
    return sync_folder(folder, error);
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
        fail_at(error, "open", path);
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
    return store_read(registry->state_dir, sha256, error);
}

char *register_mail_path(const struct registry *registry, const char *sha256)
{
    if (!is_hash(sha256))
        return NULL;
    return g_strdup_printf("%s/mails/%.2s/%s.eml", registry->state_dir, sha256, sha256);
}
