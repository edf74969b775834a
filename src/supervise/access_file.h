/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The refresh token that a provider gave in the place of the configured one, on disk. */
#ifndef CIRCULARD_SUPERVISE_ACCESS_FILE_H
#define CIRCULARD_SUPERVISE_ACCESS_FILE_H

#include "base/auto.h"
#include "config.h"

struct access_file {
    char *refresh_token;
    gint64 expires_at; /* of the refresh token, as the provider told; 0: not told */
    gboolean rolling;  /* … and each new one ends later: while it is used, it does not end */
};
void access_file_free(struct access_file *file);
AUTO_DEFINE(access_file)

/* The token to use: the kept one where it grew out of configured, else configured itself, which the
 * administrator has replaced. Never fails: a file that cannot be read is one that is not there. */
struct access_file *access_file_read(const struct config *config, const struct config_oauth *oauth,
                                     const char *configured);
/* In place and on disk when it returns TRUE. */
gboolean access_file_write(const struct config *config, const struct config_oauth *oauth,
                           const char *configured, const struct access_file *file, GError **error);

/* The day on which logging in will end: of the secret (configured) and of the refresh token (told) the
 * earlier one. FALSE: neither is known. */
gboolean access_expiry(const struct config *config, const struct config_oauth *oauth,
                       const char *zone, GDate *day);

#endif
