/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clock that is moved far ahead while the daemon runs.
 *
 * It would make every deadline overdue at once: officials would get a mail for each, and mails be given up that are to
 * be kept. So nothing is planned for an hour, and people are told. Whoever puts the clock right within it has had no
 * mail go; where it was wrong before and is right now, reminders are an hour late, and no date is missed. How far it was
 * moved is known from the time since the machine's start, which nobody moves; that a machine slept is no move. Moved
 * back, there is nothing due too early, and nothing is held. */
#include "supervise/jump.h"

#include "base/clock.h"
#include "base/log.h"
#include "supervise/alarm.h"

enum { DAY_S = 86400, FAR_S = 7 * DAY_S, HOLD_S = 3600 };

static gboolean hold_is_over(gpointer data)
{
    struct centre *centre = data;
    centre->jump_timer = 0;
    log_warning("the clock stands as far ahead as an hour ago: it counts, and reminders go on");
    clock_accept_move();
    centre->changed = TRUE;
    centre_idle(centre);
    return G_SOURCE_REMOVE;
}

static void hold(struct centre *centre, gint64 moved)
{
    GDate today = clock_day(clock_now(), "UTC");
    g_autofree char *day = date_format(&today);
    g_autofree char *sentence =
        g_strdup_printf("The clock was moved ahead by %" G_GINT64_FORMAT " days, to %s. No reminder is planned for an hour: if "
                        "that is wrong, put it right meanwhile (timedatectl); if it is right, nothing is to be done.",
                        (moved + DAY_S / 2) / DAY_S, day); /* two clocks read in whole seconds may differ by one more */
    centre->jump_timer = g_timeout_add_seconds(HOLD_S, hold_is_over, centre);
    alarm_once(centre->alarm, "the clock", sentence);
}

gboolean jump_holds(struct centre *centre)
{
    gint64 moved = centre->once ? 0 : clock_moved();
    if (moved >= FAR_S) {
        if (!centre->jump_timer)
            hold(centre, moved);
        return TRUE;
    }
    if (moved <= -FAR_S)
        clock_accept_move();
    if (centre->jump_timer)
        log_info("the clock was put right: reminders go on");
    g_clear_handle_id(&centre->jump_timer, g_source_remove);
    return FALSE;
}
