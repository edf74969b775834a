/* SPDX-License-Identifier: GPL-3.0-or-later */
/* snooze: no reminder before a day, which must lie ahead. The last steps before a deadline go all the
 * same (remind/plan.h), so a snooze cannot bury one. */
#include <stdio.h>

#include "base/clock.h"
#include "tell/act.h"
#include "tell/describe.h"

enum { DAYS_MOST = 366 };

static gboolean read_until(const struct act *act, GDate *until)
{
    guint64 days;
    const char *text = act->rest[1];
    if (date_parse(text, until))
        return TRUE;
    if (!g_ascii_string_to_unsigned(text, 10, 1, DAYS_MOST, &days, NULL))
        return FALSE;
    *until = act->desk.today;
    g_date_add_days(until, (guint)days);
    return TRUE;
}

static int snooze(struct act *act)
{
    GDate until;
    g_date_clear(&until, 1);
    if (!read_until(act, &until))
        return tell_usage(act->command, "\"%s\" is neither a day (2025-09-01) nor a number of days from 1 to %d",
                          act->rest[1], DAYS_MOST);
    if (g_date_compare(&until, &act->desk.today) <= 0)
        return tell_usage(act->command, "%s is not ahead", act->rest[1]);
    int code = act_move(act, MATTER_SNOOZED, &until);
    GDate due = matter_due(act->matter, &act->desk.today);
    g_autofree char *day = describe_day(&until);
    g_autofree char *due_day = describe_day(&due);
    if (code == TELL_GOOD)
        printf("no reminder before %s\n", day);
    if (code == TELL_GOOD && due_day && g_date_compare(&due, &until) < 0)
        printf("but it is due on %s, before that: the last reminders go all the same\n", due_day);
    return code;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct act act;
    int code = act_open(&act, command, argc, argv, 2, FALSE, 0);
    if (code == TELL_GOOD)
        code = snooze(&act);
    act_close(&act);
    return code;
}

const struct command tell_snooze = {
    "snooze", "ID DATE|DAYS", "Hold the reminders of a matter back until a day",
    "The last steps before a deadline go all the same.\n\n"
    "Exit status: 0 done, 1 refused, 2 the command line is wrong, 3 the register cannot be written.",
    run};
