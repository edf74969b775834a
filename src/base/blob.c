/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes in a sealed memory file (memfd_create(2), F_ADD_SEALS).
 *
 * The seals are checked on arrival: without F_SEAL_SHRINK a peer could truncate the file under the
 * reader's mapping and kill it with SIGBUS. Refused: unsealed files, files over the given size. */
#include "base/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

static void set_system_error(GError **error, const char *what)
{
    int code = errno;
    g_set_error(error, G_IO_ERROR, (gint)g_io_error_from_errno(code), "%s: %s", what,
                g_strerror(code));
}

static gboolean write_all(int fd, const char *bytes, gsize length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return FALSE;
        bytes += written;
        length -= (gsize)written;
    }
    return TRUE;
}

int blob_seal(const void *bytes, gsize length, GError **error)
{
    int fd = memfd_create("mail", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) {
        set_system_error(error, "memory file");
        return -1;
    }
    if (!write_all(fd, bytes, length) || fcntl(fd, F_ADD_SEALS, SEALS) < 0) {
        set_system_error(error, "memory file");
        close(fd);
        return -1;
    }
    return fd;
}

struct mapping {
    void *address;
    gsize length;
};

static void unmap(gpointer data)
{
    struct mapping *mapping = data;
    munmap(mapping->address, mapping->length);
    g_free(mapping);
}

GBytes *blob_map(int fd, gsize most, GError **error)
{
    struct stat status;
    int seals = fcntl(fd, F_GET_SEALS);
    if (seals < 0 || (seals & (F_SEAL_SHRINK | F_SEAL_WRITE)) != (F_SEAL_SHRINK | F_SEAL_WRITE)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "memory file is not sealed");
        return NULL;
    }
    if (fstat(fd, &status) < 0) {
        set_system_error(error, "memory file");
        return NULL;
    }
    if (status.st_size < 0 || (gsize)status.st_size > most) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                    "memory file of %" G_GINT64_FORMAT " bytes is over the limit of %" G_GSIZE_FORMAT,
                    (gint64)status.st_size, most);
        return NULL;
    }
    if (status.st_size == 0)
        return g_bytes_new_static("", 0);
    void *address = mmap(NULL, (gsize)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (address == MAP_FAILED) {
        set_system_error(error, "memory file");
        return NULL;
    }
    struct mapping *mapping = g_new(struct mapping, 1);
    *mapping = (struct mapping){address, (gsize)status.st_size};
    return g_bytes_new_with_free_func(address, mapping->length, unmap, mapping);
}
