/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iCalendar with libical: one all-day event written, and the days of a holiday file read.
 *
 * Written: a VEVENT, for Outlook imports no VTODO; METHOD:PUBLISH, for nobody is invited and nothing is to be
 * answered; TRANSPARENT, for a deadline blocks no time; DTEND the day after, as RFC 5545 (3.6.1) has
 * it, for Outlook shows an event without an end at the wrong length. The alarm rings at nine on the
 * morning before. No clock: DTSTAMP is an argument.
 *
 * Read: events are expanded year by year within the years asked for; an event covers at most 62 days
 * and a rule is followed for at most 5,000 steps. A rule that this cannot follow to the end, or text
 * that is no iCalendar, is an error: a holiday that is silently missing would send a reminder late. */
#include "remind/ical.h"

#include <libical/ical.h>

#define EVENT_DAYS_MAX     62
#define RULE_STEPS_MAX     5000
#define ALARM_HOURS_BEFORE 15 /* before the midnight with which the day begins */

G_DEFINE_QUARK(circulard-ical-error, ical_error)

static struct icaltimetype day_of(const GDate *date, int later)
{
    GDate day = *date;
    struct icaltimetype time = icaltime_null_date();

    time.hour = time.minute = time.second = 0; /* null is -1, and counts as the day before */
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

char *ical_write_feed(const GArray *events, const char *name)
{
    icalcomponent *calendar = icalcomponent_vanew(
        ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
        icalproperty_new_prodid("-//circulard//circulard//EN"),
        icalproperty_new_method(ICAL_METHOD_PUBLISH), (void *)0);
    icalproperty *title = icalproperty_new_x(name);

    icalproperty_set_x_name(title, "X-WR-CALNAME");
    icalcomponent_add_property(calendar, title);
    for (guint i = 0; i < events->len; i++)
        icalcomponent_add_component(calendar,
                                    make_event(&g_array_index(events, struct ical_event, i)));
    char *made = icalcomponent_as_ical_string_r(calendar);
    char *text = g_strdup(made);

    free(made);
    icalcomponent_free(calendar);
    return text;
}

/* ---- reading ---- */

struct span {
    GArray *days;     /* of GDate */
    GHashTable *left_out; /* of Julian days: EXDATE */
    int first_year, last_year;
    int length; /* days of the event */
};

static void add_days(struct span *span, struct icaltimetype start)
{
    GDate day;

    g_date_clear(&day, 1);
    if (!g_date_valid_dmy((GDateDay)start.day, (GDateMonth)start.month, (GDateYear)start.year))
        return;
    g_date_set_dmy(&day, (GDateDay)start.day, (GDateMonth)start.month, (GDateYear)start.year);
    if (g_hash_table_contains(span->left_out, GUINT_TO_POINTER(g_date_get_julian(&day))))
        return;
    for (int i = 0; i < span->length; i++, g_date_add_days(&day, 1)) {
        if (g_date_get_year(&day) >= span->first_year && g_date_get_year(&day) <= span->last_year)
            g_array_append_val(span->days, day);
    }
}

static gboolean follow_rule(struct span *span, struct icalrecurrencetype rule,
                            struct icaltimetype start)
{
    icalrecur_iterator *steps = icalrecur_iterator_new(rule, start);
    gboolean ended = FALSE;

    if (steps == NULL)
        return FALSE;
    for (int i = 0; i < RULE_STEPS_MAX && !ended; i++) {
        struct icaltimetype at = icalrecur_iterator_next(steps);
        ended = icaltime_is_null_time(at) || at.year > span->last_year;
        if (!ended)
            add_days(span, at);
    }
    icalrecur_iterator_free(steps);
    return ended;
}

static void note_left_out(struct span *span, icalcomponent *event)
{
    for (icalproperty *property = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY);
         property != NULL;
         property = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
        struct icaltimetype at = icalproperty_get_exdate(property);
        GDate day;
        g_date_clear(&day, 1);
        if (!g_date_valid_dmy((GDateDay)at.day, (GDateMonth)at.month, (GDateYear)at.year))
            continue;
        g_date_set_dmy(&day, (GDateDay)at.day, (GDateMonth)at.month, (GDateYear)at.year);
        g_hash_table_add(span->left_out, GUINT_TO_POINTER(g_date_get_julian(&day)));
    }
}

/* DTEND is the day after the last one; an event without it is one day long. */
static int length_of(icalcomponent *event, struct icaltimetype start)
{
    icalproperty *end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
    if (end == NULL)
        return 1;
    struct icaltimetype stop = icalproperty_get_dtend(end);
    int days = icaltime_day_of_year(stop) - icaltime_day_of_year(start);

    for (int year = start.year; year < stop.year && days < EVENT_DAYS_MAX * 10; year++)
        days += icaltime_is_leap_year(year) ? 366 : 365;
    return CLAMP(days, 1, EVENT_DAYS_MAX);
}

static gboolean read_event(struct span *span, icalcomponent *event)
{
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    gboolean good = TRUE;

    if (icaltime_is_null_time(start))
        return FALSE;
    if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
        return TRUE;
    start.hour = start.minute = start.second = 0;
    start.is_date = 1;
    start.zone = NULL;
    span->length = length_of(event, start);
    g_hash_table_remove_all(span->left_out);
    note_left_out(span, event);
    add_days(span, start);
    for (icalproperty *rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
         rule != NULL; rule = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
        good = follow_rule(span, icalproperty_get_rrule(rule), start) && good;
    for (icalproperty *date = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY);
         date != NULL; date = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
        struct icaldatetimeperiodtype at = icalproperty_get_rdate(date);
        add_days(span, icaltime_is_null_time(at.time) ? at.period.start : at.time);
    }
    return good;
}

GArray *ical_read_days(const char *text, guint first_year, guint last_year, GError **error)
{
    icalcomponent *calendar = icalparser_parse_string(text);
    struct span span = { .days = g_array_new(FALSE, FALSE, sizeof(GDate)),
                         .left_out = g_hash_table_new(g_direct_hash, g_direct_equal),
                         .first_year = (int)first_year,
                         .last_year = (int)last_year };
    gboolean good = calendar != NULL && icalcomponent_isa(calendar) == ICAL_VCALENDAR_COMPONENT &&
                    icalcomponent_count_errors(calendar) == 0;

    for (icalcomponent *event =
             good ? icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT) : NULL;
         event != NULL && good;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
        good = read_event(&span, event);
    if (calendar != NULL)
        icalcomponent_free(calendar);
    g_hash_table_unref(span.left_out);
    if (!good) {
        g_set_error_literal(error, ICAL_ERROR, ICAL_ERROR_SYNTAX,
                            "is not an iCalendar file, or holds an event that cannot be read");
        g_array_unref(span.days);
        return NULL;
    }
    return span.days;
}
