/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One all-day event as an iCalendar file, built with libical.
 *
 * A VEVENT, for Outlook imports no VTODO; METHOD:PUBLISH, for nobody is invited and nothing is to be
 * answered; TRANSPARENT, for a deadline blocks no time; DTEND the day after, as RFC 5545 (3.6.1) has
 * it, for Outlook shows an event without an end at the wrong length. The alarm rings at nine on the
 * morning before. No clock: DTSTAMP is an argument. */
#include "remind/ical.h"

#include <libical/ical.h>

#define ALARM_HOURS_BEFORE 15 /* before the midnight with which the day begins */

static struct icaltimetype day_of(const GDate *date, int later)
{
    GDate day = *date;
    struct icaltimetype time = icaltime_null_date();

    g_date_add_days(&day, (guint)later);
    time.year = g_date_get_year(&day);
    time.month = (int)g_date_get_month(&day);
    time.day = g_date_get_day(&day);
    return time;
}

static icalcomponent *make_alarm(const char *summary)
{
    struct icaltriggertype trigger = icaltriggertype_from_int(-ALARM_HOURS_BEFORE * 60 * 60);

    return icalcomponent_vanew(ICAL_VALARM_COMPONENT, icalproperty_new_action(ICAL_ACTION_DISPLAY),
                               icalproperty_new_description(summary),
                               icalproperty_new_trigger(trigger), (void *)0);
}

static icalcomponent *make_event(const struct ical_event *event)
{
    icalcomponent *made = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid(event->uid),
        icalproperty_new_dtstamp(icaltime_from_timet_with_zone(
            (time_t)event->stamp, 0, icaltimezone_get_utc_timezone())),
        icalproperty_new_sequence((int)event->sequence),
        icalproperty_new_dtstart(day_of(&event->day, 0)),
        icalproperty_new_dtend(day_of(&event->day, 1)), icalproperty_new_summary(event->summary),
        icalproperty_new_description(event->description),
        icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT),
        icalproperty_new_status(event->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED),
        (void *)0);

    if (!event->cancelled)
        icalcomponent_add_component(made, make_alarm(event->summary));
    return made;
}

char *ical_write(const struct ical_event *event)
{
    icalcomponent *calendar = icalcomponent_vanew(
        ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
        icalproperty_new_prodid("-//circulard//circulard//EN"),
        icalproperty_new_method(event->cancelled ? ICAL_METHOD_CANCEL : ICAL_METHOD_PUBLISH),
        make_event(event), (void *)0);
    char *made = icalcomponent_as_ical_string_r(calendar);
    char *text = g_strdup(made);

    free(made);
    icalcomponent_free(calendar);
    return text;
}
