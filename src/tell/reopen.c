/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reopen: open a closed or snoozed matter again. */
#include "tell/act.h"

static int run(const struct command *command, int argc, char **argv)
{
    struct act act;
    int code = act_open(&act, command, argc, argv, 1, FALSE, 0);
    if (code == TELL_GOOD)
        code = act_move(&act, MATTER_OPEN, NULL);
    act_close(&act);
    return code;
}

const struct command tell_reopen = {
    "reopen", "ID", "Open a closed or snoozed matter again",
    "Its officials are reminded again, from the next step on.\n\n"
    "Exit status: 0 done, 1 refused, 2 the command line is wrong, 3 the register cannot be written.",
    run};
