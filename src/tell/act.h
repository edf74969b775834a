/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that change one matter: their options, and the register opened to write. */
#ifndef CIRCULARD_TELL_ACT_H
#define CIRCULARD_TELL_ACT_H

#include <glib.h>

#include "tell/desk.h"

struct act {
    const struct command *command;
    struct desk desk;
    char *actor, *why;
    gint64 id;
    struct matter *matter; /* as it was before */
    char **rest;           /* what stands beside the options, the number first */
};

/* arguments: how many stand beside the options, the number included; the last one takes the rest of the
 * line where they are more and more is TRUE. needs: beyond writing. TELL_GOOD, or the exit code. */
int act_open(struct act *act, const struct command *command, int argc, char **argv, guint arguments,
             gboolean more, guint needs);
void act_close(struct act *act);

/* Moves the matter and says so: "matter 3: open → done". Returns the exit code. */
int act_move(struct act *act, enum matter_state to, const GDate *until);

#endif
