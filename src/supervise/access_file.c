/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state_dir/oauth-NAME: a key file, mode 0600, replaced whole by rename, synced with its folder.
 *
 * Some providers end the old refresh token when they give a new one, so the new one is on disk before
 * anything is done with what came with it. The file also says, as a hash, which configured token it
 * grew out of: one that the administrator has put in since counts more. Refuses nothing: what is
 * damaged counts as missing, and the provider then says what it thinks of the configured token. */
#include "supervise/access_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/oauth.h"

#define GROUP "oauth"

void access_file_free(struct access_file *file)
{
    if (!file)
        return;
    if (file->refresh_token)
        explicit_bzero(file->refresh_token, strlen(file->refresh_token));
    g_free(file->refresh_token);
    g_free(file);
}

static char *path_of(const struct config *config, const struct config_oauth *oauth)
{
    g_autofree char *name = g_strconcat("oauth-", oauth->name, NULL);

    return g_build_filename(config->oauth_dir, name, NULL);
}

static GKeyFile *load(const struct config *config, const struct config_oauth *oauth)
{
    g_autofree char *path = path_of(config, oauth);
    g_autoptr(GKeyFile) keys = g_key_file_new();

    return g_key_file_load_from_file(keys, path, G_KEY_FILE_NONE, NULL) ? g_steal_pointer(&keys) : NULL;
}

struct access_file *access_file_read(const struct config *config, const struct config_oauth *oauth,
                                     const char *configured)
{
    struct access_file *file = g_new0(struct access_file, 1);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, configured, -1);
    g_autoptr(GKeyFile) keys = load(config, oauth);
    g_autofree char *of = keys ? g_key_file_get_string(keys, GROUP, "of", NULL) : NULL;
    g_autofree char *kept = keys ? g_key_file_get_string(keys, GROUP, "refresh_token", NULL) : NULL;

    if (g_strcmp0(of, digest) == 0 && kept && oauth_token_is_plain(kept)) {
        file->refresh_token = g_steal_pointer(&kept);
        file->expires_at = g_key_file_get_int64(keys, GROUP, "expires_at", NULL);
        file->rolling = g_key_file_get_boolean(keys, GROUP, "rolling", NULL);
    } else {
        file->refresh_token = g_strdup(configured);
    }
    return file;
}

static gboolean sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean done = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return done;
}

gboolean access_file_write(const struct config *config, const struct config_oauth *oauth,
                           const char *configured, const struct access_file *file, GError **error)
{
    g_autofree char *path = path_of(config, oauth);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, configured, -1);
    g_autoptr(GKeyFile) keys = g_key_file_new();
    gsize length;

    g_key_file_set_comment(keys, NULL, NULL, " A secret. Kept by circulard; do not edit.", NULL);
    g_key_file_set_string(keys, GROUP, "of", digest);
    g_key_file_set_string(keys, GROUP, "refresh_token", file->refresh_token);
    g_key_file_set_int64(keys, GROUP, "expires_at", file->expires_at);
    g_key_file_set_boolean(keys, GROUP, "rolling", file->rolling);
    g_autofree char *text = g_key_file_to_data(keys, &length, NULL);
    gboolean written = g_file_set_contents_full(
        path, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
        error);
    explicit_bzero(text, length);
    if (!written)
        return FALSE;
    if (sync_folder(config->oauth_dir))
        return TRUE;
    g_set_error(error, CONF_ERROR, CONF_ERROR_READ, "%s: %s", config->oauth_dir, g_strerror(errno));
    return FALSE;
}

gboolean access_expiry(const struct config *config, const struct config_oauth *oauth,
                       const char *zone, GDate *day)
{
    g_autoptr(GKeyFile) keys = oauth->refresh_token_file ? load(config, oauth) : NULL;
    gint64 expires_at = keys ? g_key_file_get_int64(keys, GROUP, "expires_at", NULL) : 0;

    *day = oauth->expires;
    if (expires_at > 0 && !g_key_file_get_boolean(keys, GROUP, "rolling", NULL)) {
        GDate told = clock_day(expires_at, zone);
        if (!g_date_valid(day) || g_date_compare(&told, day) < 0)
            *day = told;
    }
    return g_date_valid(day);
}
