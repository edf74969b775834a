/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check-lang: reads language packs, and what was learned for them, as the daemon does at its start, and names
 * the first mistake of each with file, line and pattern. */
#include <stdio.h>
#include <string.h>

#include "find/find.h"
#include "roles/packs.h"
#include "tell/tell.h"

static gboolean check_pack(const char *path, GError **error)
{
    g_autofree char *text = packs_read_file(path, error);
    AUTO(packs) *packs = packs_new();
    g_autofree char *name = g_path_get_basename(path);
    if (g_str_has_suffix(name, PACKS_LEARNED)) {
        name[strlen(name) - strlen(PACKS_LEARNED)] = '\0';
        return text && (g_strv_contains(packs_weights, name)
                            ? packs_add_weights(packs, name, text, path, error)
                            : packs_add_learned(packs, "en", text, path, error)); /* whose language it is changes nothing */
    }
    return text && packs_add(packs, text, path, error) && packs_seal(packs, error);
}

static int run(const struct command *command, int argc, char **argv)
{
    g_auto(GStrv) files = NULL;
    const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
    int status = TELL_GOOD;
    if (!tell_options(command, argc, argv, entries, &files))
        return TELL_USAGE;
    if (!*files)
        return tell_usage(command, "which language pack? Name one or more, such as %s/lang/en.conf",
                          CONF_DIR);
    for (char **file = files; *file; file++) {
        g_autoptr(GError) error = NULL;
        if (check_pack(*file, &error)) {
            g_autofree char *shown = g_filename_display_name(*file);
            printf("%s: good\n", shown);
            continue;
        }
        tell_error("%s", error->message);
        status = TELL_BAD;
    }
    return status;
}

const struct command tell_check_lang = {
    "check-lang", "FILE…", "Check language packs",
    "Reads each language pack as circulard would. A mistake is told with file, line and pattern.\n\n"
    "Exit status: 0 all are good, 1 one is not, 2 the command line is wrong.",
    run};
