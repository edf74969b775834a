/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command works with: the register, the configuration, and the day it is. */
#ifndef CIRCULARD_TELL_DESK_H
#define CIRCULARD_TELL_DESK_H

#include <glib.h>

#include "config.h"
#include "keep/register.h"
#include "tell/tell.h"

struct desk {
    char *config_path, *state_dir, *now_text; /* options */
    struct config *config; /* NULL where --state-dir was given and the command does without it */
    struct registry *registry;
    gint64 now;
    char *zone;  /* the administrator's; without a configuration, the machine's */
    GDate today; /* there */
};

/* The options of every command that opens the register, to stand in its table of options. */
#define DESK_OPTIONS(desk)                                                                         \
    {"config", 'c', 0, G_OPTION_ARG_FILENAME, &(desk).config_path, "Configuration file", "FILE"},   \
    {"state-dir", 0, 0, G_OPTION_ARG_FILENAME, &(desk).state_dir,                                   \
     "Folder of the register, instead of the configuration's", "DIR"},                              \
    {"now", 0, 0, G_OPTION_ARG_STRING, &(desk).now_text,                                            \
     "Take TIME (2025-07-15T09:00:00Z) for the clock", "TIME"}

enum desk_need {
    DESK_REGISTER = 1 << 0,
    DESK_CONFIG = 1 << 1, /* also where --state-dir says where the register is */
    DESK_WRITE = 1 << 2,
};
/* TELL_GOOD, or the exit code for a mistake that has been told. */
int desk_open(struct desk *desk, guint needs);
void desk_clear(struct desk *desk);

/* A command that has these options alone and at most one argument: reads them, acts, clears up. missing
 * is what is said where the argument is; NULL where the command takes none. Returns the exit code. */
int desk_run(const struct command *command, int argc, char **argv, const char *missing,
             int (*act)(struct desk *desk, const char *argument));

/* "2025-07-15 09:00", in the desk's zone. */
char *desk_moment(const struct desk *desk, gint64 seconds);

/* Tells an error of the register with what to do about it; returns the exit code. */
int desk_failed(const GError *error);
/* The same where a matter was asked for: one that is not there is TELL_BAD. */
int desk_no_matter(const GError *error, gint64 id);

/* The argument ID; 0 where it is none: the mistake has been told. */
gint64 desk_id(const struct command *command, const char *text);
/* The name under which the administrator acts, or an official's id: FALSE with the mistake told. */
gboolean desk_actor(const struct desk *desk, const struct command *command, const char *actor);

#endif
