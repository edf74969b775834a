/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key is made once, whole or not at all, and synced before the first token leaves. */
#include "supervise/answer_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/token.h"
#include "keep/register.h"

#define KEY_FILE "answer.key"

static gboolean fail(GError **error, int code, const char *path, const char *what)
{
    g_set_error(error, REGISTER_ERROR, code, "%s: %s", path, what);
    return FALSE;
}

static gboolean make_key(const char *path, GError **error)
{
    char bytes[TOKEN_KEY_BYTES];

    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return fail(error, REGISTER_ERROR_SYSTEM, path, "this machine gives no random bytes");
    return g_file_set_contents_full(path, bytes, sizeof bytes,
                                    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                    0600, error);
}

static GBytes *read_key(const char *path, GError **error)
{
    char bytes[TOKEN_KEY_BYTES + 1];
    struct stat status;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0) {
        fail(error, errno == ENOENT ? REGISTER_ERROR_MISSING : REGISTER_ERROR_SYSTEM, path,
             g_strerror(errno));
        return NULL;
    }
    ssize_t length = fstat(fd, &status) == 0 ? read(fd, bytes, sizeof bytes) : -1;
    close(fd);
    if (length != TOKEN_KEY_BYTES)
        fail(error, REGISTER_ERROR_CORRUPT, path,
             "damaged: remove it, and answers to mails sent until now are not taken");
    else if ((status.st_mode & 077) != 0)
        fail(error, REGISTER_ERROR_SYSTEM, path, "others may read it: chmod 600");
    else
        return g_bytes_new(bytes, TOKEN_KEY_BYTES);
    return NULL;
}

GBytes *answer_key_open(const char *state_dir, gboolean make, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, KEY_FILE, NULL);
    g_autoptr(GError) problem = NULL;
    GBytes *key = read_key(path, &problem);

    if (key != NULL)
        return key;
    if (make && g_error_matches(problem, REGISTER_ERROR, REGISTER_ERROR_MISSING))
        return make_key(path, error) ? read_key(path, error) : NULL;
    g_propagate_error(error, g_steal_pointer(&problem));
    return NULL;
}

gboolean answer_key_copy(const char *from_dir, const char *to_dir, GError **error)
{
    g_autofree char *to = g_build_filename(to_dir, KEY_FILE, NULL);
    g_autoptr(GError) problem = NULL;
    g_autoptr(GBytes) key = answer_key_open(from_dir, FALSE, &problem);

    if (key != NULL)
        return g_file_set_contents_full(to, g_bytes_get_data(key, NULL), TOKEN_KEY_BYTES,
                                        G_FILE_SET_CONTENTS_NONE, 0600, error);
    if (g_error_matches(problem, REGISTER_ERROR, REGISTER_ERROR_MISSING))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}
