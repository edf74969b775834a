/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notours: close a matter that is not for this office. */
#include "tell/act.h"

static int run(const struct command *command, int argc, char **argv)
{
    struct act act;
    int code = act_open(&act, command, argc, argv, 1, FALSE, 0);
    if (code == TELL_GOOD)
        code = act_move(&act, MATTER_NOT_OURS, NULL);
    act_close(&act);
    return code;
}

const struct command tell_not_ours = {
    "notours", "ID", "Close a matter that is not for this office",
    "Nobody is reminded of it any more. reopen takes this back.\n\n"
    "Exit status: 0 done, 1 refused, 2 the command line is wrong, 3 the register cannot be written.",
    run};
