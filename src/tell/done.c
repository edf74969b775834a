/* SPDX-License-Identifier: GPL-3.0-or-later */
/* done: close a matter: what it asks is done. */
#include "tell/act.h"

static int run(const struct command *command, int argc, char **argv)
{
    struct act act;
    int code = act_open(&act, command, argc, argv, 1, FALSE, 0);
    if (code == TELL_GOOD)
        code = act_move(&act, MATTER_DONE, NULL);
    act_close(&act);
    return code;
}

const struct command tell_done = {
    "done", "ID", "Close a matter: what it asks is done",
    "Nobody is reminded of it any more. reopen takes this back.\n\n"
    "Exit status: 0 done, 1 refused, 2 the command line is wrong, 3 the register cannot be written.",
    run};
