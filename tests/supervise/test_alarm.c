/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a trouble is told, with roads that take what they are told to take. Whole alarms: tests/flow/test_alarm.sh. */
#include "supervise/alarm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/registry.h"
#include "base/clock.h"
#include "remind/alarm_mail.h"
#include "supervise/alarm_road.h"

#define MINUTE 60

static struct {
    alarm_told told;
    gpointer data;
    char *part, *error; /* of what is under way; NULL: nothing is */
    guint times;
} road;

struct alarm_road *alarm_road_new(const struct centre *centre, alarm_told told, gpointer data)
{
    (void)centre;
    road.told = told;
    road.data = data;
    road.times = 0;
    return NULL;
}

void alarm_road_free(struct alarm_road *unused)
{
    (void)unused;
}

guint alarm_road_tell(struct alarm_road *unused, const struct alarm_news *news)
{
    (void)unused;
    assert_null(road.part);
    road.part = g_strdup(news->part);
    road.error = g_strdup(news->error);
    road.times++;
    return 1;
}

void alarm_road_go(struct alarm_road *unused)
{
    (void)unused;
}

void centre_idle(struct centre *centre)
{
    (void)centre;
}

static void road_ends(gboolean delivered)
{
    g_autofree char *part = g_steal_pointer(&road.part);
    g_clear_pointer(&road.error, g_free);
    road.told(part, delivered, road.data);
}

static void look_at(struct alarm *alarm, gint64 minutes)
{
    clock_set_to(NOW + minutes * MINUTE);
    alarm_look(alarm);
}

static struct alarm *alarm_with_road(struct centre *centre, struct config *config)
{
    clock_set_to(NOW);
    config->alarms.to = g_ptr_array_new();
    config->alarms.command = g_ptr_array_new();
    g_ptr_array_add(config->alarms.to, (gpointer)"it@labour.example");
    config->alarms.after_minutes = 60;
    config->alarms.every_hours = 24;
    centre->config = config;
    return alarm_new(centre);
}

static void end(struct alarm *alarm, struct config *config)
{
    alarm_free(alarm);
    g_ptr_array_unref(config->alarms.to);
    g_ptr_array_unref(config->alarms.command);
}

static void alarm_once__nobody_takes_it__told_again_until_somebody_does(void **state)
{
    (void)state;
    struct config config = {0};
    struct centre centre = {0};
    struct alarm *alarm = alarm_with_road(&centre, &config);
    alarm_once(alarm, "clock", "it was moved");
    assert_int_equal(road.times, 1);
    look_at(alarm, 1); /* still under way */
    assert_int_equal(road.times, 1);
    road_ends(FALSE);
    look_at(alarm, 2);
    assert_int_equal(road.times, 1);
    look_at(alarm, 20);
    assert_int_equal(road.times, 2);
    assert_string_equal(road.part, "clock");
    assert_string_equal(road.error, "it was moved");
    road_ends(TRUE);
    look_at(alarm, 60 * 48);
    assert_int_equal(road.times, 2);
    assert_false(alarm_busy(alarm));
    end(alarm, &config);
}

static void alarm_once__clock_is_put_back__told_all_the_same(void **state)
{
    (void)state;
    struct config config = {0};
    struct centre centre = {0};
    struct alarm *alarm = alarm_with_road(&centre, &config);
    clock_set_to(NOW + 400 * 24 * 60 * MINUTE);
    alarm_once(alarm, "clock", "it was moved");
    road_ends(FALSE);
    look_at(alarm, 30);
    assert_int_equal(road.times, 2);
    road_ends(TRUE);
    end(alarm, &config);
}

static void alarm_once__restarted_before_anybody_took_it__told_after(void **state)
{
    struct desk *desk = *state;
    struct config config = {0};
    struct centre centre = {.registry = desk->registry};
    struct alarm *alarm = alarm_with_road(&centre, &config);
    alarm_once(alarm, "clock", "it was moved");
    road_ends(FALSE);
    end(alarm, &config);
    alarm = alarm_with_road(&centre, &config);
    look_at(alarm, 1);
    assert_int_equal(road.times, 1);
    assert_string_equal(road.part, "clock");
    assert_string_equal(road.error, "it was moved");
    road_ends(FALSE);
    look_at(alarm, 2); /* not at once again */
    assert_int_equal(road.times, 1);
    look_at(alarm, 20);
    assert_int_equal(road.times, 2);
    road_ends(TRUE);
    end(alarm, &config);
    alarm = alarm_with_road(&centre, &config);
    look_at(alarm, 60);
    assert_int_equal(road.times, 0);
    end(alarm, &config);
}

static void alarm_once__register_opened_later__kept_from_then_on(void **state)
{
    struct desk *desk = *state;
    struct config config = {0};
    struct centre centre = {0};
    struct alarm *alarm = alarm_with_road(&centre, &config);
    alarm_once(alarm, "clock", "it was moved");
    road_ends(FALSE);
    centre.registry = desk->registry;
    alarm_opened(alarm);
    end(alarm, &config);
    alarm = alarm_with_road(&centre, &config);
    alarm_once(alarm, "clock", "it was moved again"); /* what is known already is told once, as it is now */
    assert_string_equal(road.error, "it was moved again");
    road_ends(TRUE);
    look_at(alarm, 60);
    assert_int_equal(road.times, 1);
    end(alarm, &config);
}

static void alarm_wrong__nobody_takes_it__told_again_soon_then_daily(void **state)
{
    (void)state;
    struct config config = {0};
    struct centre centre = {0};
    struct alarm *alarm = alarm_with_road(&centre, &config);
    alarm_wrong(alarm, "relay", "it is away");
    look_at(alarm, 59);
    assert_int_equal(road.times, 0);
    look_at(alarm, 61);
    assert_int_equal(road.times, 1);
    road_ends(FALSE);
    look_at(alarm, 62);
    assert_int_equal(road.times, 1);
    look_at(alarm, 72);
    assert_int_equal(road.times, 2);
    road_ends(TRUE);
    look_at(alarm, 60 * 23);
    assert_int_equal(road.times, 2);
    look_at(alarm, 60 * 26);
    assert_int_equal(road.times, 3);
    road_ends(TRUE);
    alarm_well(alarm, "relay");
    look_at(alarm, 60 * 27);
    assert_int_equal(road.times, 4);
    road_ends(TRUE);
    look_at(alarm, 60 * 72);
    assert_int_equal(road.times, 4);
    end(alarm, &config);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, registry_set_up, registry_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alarm_once__nobody_takes_it__told_again_until_somebody_does),
        cmocka_unit_test(alarm_once__clock_is_put_back__told_all_the_same),
        TEST(alarm_once__restarted_before_anybody_took_it__told_after),
        TEST(alarm_once__register_opened_later__kept_from_then_on),
        cmocka_unit_test(alarm_wrong__nobody_takes_it__told_again_soon_then_daily),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
