/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary directories short enough for the paths of sockets, and removed with their contents. */
#include "scratch.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>

char *scratch_new(void)
{
    char *directory = g_strdup("/tmp/circulard-XXXXXX");

    if (!g_mkdtemp_full(directory, 0755))
        g_error("no temporary directory below /tmp");
    return directory;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    g_remove(path);
    return 0;
}

void scratch_free(char *directory)
{
    if (directory)
        nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    g_free(directory);
}

/* Programs stand in BUILD/tests/STAGE/, so the repository is four levels up; __FILE__ helps where
 * they are started from the repository's top. */
char *scratch_support_file(const char *name)
{
    g_autofree char *here = g_path_get_dirname(__FILE__);
    g_autofree char *from_top = g_build_filename(here, name, NULL);

    if (g_file_test(from_top, G_FILE_TEST_EXISTS))
        return g_canonicalize_filename(from_top, NULL);
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *directory = g_path_get_dirname(program ? program : ".");
    return g_build_filename(directory, "../../../tests/support", name, NULL);
}

gboolean scratch_run(const char *const *arguments, GError **error)
{
    int status = 0;

    return g_spawn_sync(NULL, (char **)(gpointer)arguments, NULL,
                        G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                        &status, error) &&
           g_spawn_check_wait_status(status, error);
}
