/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check: SQLite's own checks of the register's file: pages, indices, references. */
#include <stdio.h>

#include "tell/desk.h"

static int check(struct desk *desk)
{
    g_autoptr(GError) error = NULL;
    int code = desk_open(desk, DESK_REGISTER);
    if (code != TELL_GOOD)
        return code;
    if (register_check(desk->registry, &error)) {
        printf("register: sound\n");
        return TELL_GOOD;
    }
    code = desk_failed(error);
    return g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_CORRUPT) ? TELL_BAD : code;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct desk desk = {0};
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {DESK_OPTIONS(desk), G_OPTION_ENTRY_NULL};
    int code = TELL_USAGE;
    if (tell_options(command, argc, argv, entries, &rest))
        code = *rest ? tell_usage(command, "\"%s\" is not expected", *rest) : check(&desk);
    desk_clear(&desk);
    return code;
}

const struct command tell_check = {
    "check", "", "Check the register's file for damage",
    "Exit status: 0 sound, 1 damaged, 2 the command line is wrong, 3 the register cannot be read.",
    run};
