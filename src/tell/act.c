/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that change one matter. Nothing is written unless the whole command line makes sense; what
 * was done stands in the matter's history with who did it. */
#include "tell/act.h"

#include <stdio.h>

static int check_arguments(const struct act *act, guint arguments, gboolean more)
{
    guint given = g_strv_length(act->rest);
    if (given < arguments)
        return tell_usage(act->command, "something is missing: circularctl %s %s", act->command->name,
                          act->command->arguments);
    if (given > arguments && !more)
        return tell_usage(act->command, "\"%s\" is not expected", act->rest[arguments]);
    return TELL_GOOD;
}

static int open_matter(struct act *act, guint needs)
{
    g_autoptr(GError) error = NULL;
    int code = desk_open(&act->desk, DESK_WRITE | needs);
    if (code != TELL_GOOD)
        return code;
    if (!desk_actor(&act->desk, act->command, act->actor))
        return TELL_USAGE;
    act->matter = register_matter(act->desk.registry, act->id, &error);
    return act->matter ? TELL_GOOD : desk_no_matter(error, act->id);
}

int act_open(struct act *act, const struct command *command, int argc, char **argv, guint arguments,
             gboolean more, guint needs)
{
    *act = (struct act){.command = command};
    const GOptionEntry entries[] = {
        {"as", 0, 0, G_OPTION_ARG_STRING, &act->actor,
         "In whose name: an official's id (else: administrator)", "ID"},
        {"why", 0, 0, G_OPTION_ARG_STRING, &act->why, "Words for the history", "TEXT"},
        DESK_OPTIONS(act->desk),
        G_OPTION_ENTRY_NULL};
    if (!tell_options(command, argc, argv, entries, &act->rest))
        return TELL_USAGE;
    int code = check_arguments(act, arguments, more);
    if (code == TELL_GOOD && !(act->id = desk_id(command, act->rest[0])))
        code = TELL_USAGE;
    if (!act->actor)
        act->actor = g_strdup("administrator");
    return code == TELL_GOOD ? open_matter(act, needs) : code;
}

void act_close(struct act *act)
{
    matter_free(act->matter);
    desk_clear(&act->desk);
    g_strfreev(act->rest);
    g_free(act->actor);
    g_free(act->why);
}

int act_move(struct act *act, enum matter_state to, const GDate *until)
{
    g_autoptr(GError) error = NULL;
    if (act->matter->state == to && to != MATTER_SNOOZED) {
        printf("matter %" G_GINT64_FORMAT ": is %s already\n", act->id, matter_state_name(to));
        return TELL_GOOD;
    }
    if (!register_move(act->desk.registry, act->id, to, until, act->actor, act->why, act->desk.now,
                       &error))
        return desk_failed(error);
    printf("matter %" G_GINT64_FORMAT ": %s → %s\n", act->id, matter_state_name(act->matter->state),
           matter_state_name(to));
    return TELL_GOOD;
}
