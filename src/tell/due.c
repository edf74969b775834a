/* SPDX-License-Identifier: GPL-3.0-or-later */
/* due: another deadline for a matter, or none, said by a person. A day that is over is refused: what was
 * due then is closed, not moved. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "tell/act.h"
#include "tell/describe.h"

static int due(struct act *act)
{
    GDate day;
    g_autoptr(GError) error = NULL;
    g_date_clear(&day, 1);
    gboolean none = strcmp(act->rest[1], "none") == 0;
    if (!none && !date_parse(act->rest[1], &day))
        return tell_usage(act->command, "\"%s\" is neither a day (2025-09-01) nor none", act->rest[1]);
    if (!none && g_date_compare(&day, &act->desk.today) < 0)
        return tell_usage(act->command, "%s is over", act->rest[1]);
    if (!register_set_due(act->desk.registry, act->id, &day, act->actor,
                          act->why ? act->why : "said by command", &act->desk.today, act->desk.now,
                          &error))
        return desk_failed(error);
    g_autofree char *words = describe_day(&day);
    printf("matter %" G_GINT64_FORMAT ": %s%s\n", act->id, none ? "no answer is due" : "due on ",
           none ? "" : words);
    return TELL_GOOD;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct act act;
    int code = act_open(&act, command, argc, argv, 2, FALSE, 0);
    if (code == TELL_GOOD)
        code = due(&act);
    act_close(&act);
    return code;
}

const struct command tell_due = {
    "due", "ID DATE|none", "Set the day by which a matter must be answered",
    "The day takes the place of the one that the matter counts to; its officials are told. none: no\n"
    "answer is due, the matter is for information.\n\n"
    "Exit status: 0 done, 1 refused, 2 the command line is wrong, 3 the register cannot be written.",
    run};
