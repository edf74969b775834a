/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rehearsal takes the same road as the real thing, so that it cannot lie about it: only the
 * folder of the state is another, and the last step prints. */
#include "supervise/rehearse.h"

#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "supervise/answer_key.h"

enum { OPEN_FOLDERS = 16 };

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind, (void)where;
    return remove(path);
}

/* TRUE also where there is no register yet: then the rehearsal starts with an empty one. */
static gboolean copy_register(const char *from, const char *to, GError **error)
{
    g_autoptr(GError) missing = NULL;
    AUTO(registry) *registry = register_open(from, REGISTER_READ, &missing);
    if (registry)
        return register_copy(registry, to, error) && answer_key_copy(from, to, error);
    if (g_error_matches(missing, REGISTER_ERROR, REGISTER_ERROR_MISSING))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&missing));
    return FALSE;
}

void rehearse_remove(const char *folder)
{
    if (nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) != 0)
        log_warning("%s: cannot be removed: %s", folder, g_strerror(errno));
}

int rehearse_run(struct config *config, const struct centre_options *options)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("circulard-dry-run-XXXXXX", &error);
    if (!folder || !copy_register(config->state_dir, folder, &error)) {
        log_error("%s", error->message);
        config_free(config);
        if (folder)
            g_rmdir(folder);
        return EXIT_FAILURE;
    }
    g_free(config->state_dir);
    config->state_dir = g_strdup(folder);
    gboolean good = centre_run(config, options);
    rehearse_remove(folder);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
