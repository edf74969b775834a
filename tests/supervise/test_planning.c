/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Twenty years through the real planner and the real register: officials in three zones with their
 * holidays, an absence and a supervisor; letters, extensions, snoozes, closings and new hands at random;
 * outages, clocks that jump ahead and are put back. Whatever happens, each step goes once, never after
 * closing, never on a day off or before the hour, never after the day that it warns of, and after each
 * pass nothing is left that a look at every single matter would still find due.
 *
 * CIRCULARD_WALKS: how many walks of twenty years (1). All is seeded: a walk can be walked again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../support/letter.h"
#include "../support/scratch.h"
#include "base/clock.h"
#include "base/log.h"
#include "keep/register.h"
#include "remind/plan.h"
#include "supervise/answers.h"
#include "supervise/centre.h"
#include "supervise/writing.h"

enum { START = 1704099600 /* 2024-01-01 */, DAY = 86400, LIVE_MOST = 3, LOOK_EVERY = 5 };
#ifdef __SANITIZE_ADDRESS__
enum { YEARS = 4 };
#else
enum { YEARS = 20 };
#endif

static const char CONF[] =
    "state_dir = \"%s\"; lang_dir = \"%s/lang\"; wording_dir = \"%s/wording\";"
    "mailboxes = ( { name = \"inbox\"; maildir = \"/nowhere\"; } );"
    "relay = { url = \"smtp://localhost:25\"; };"
    "sender = { address = \"circulars@ministry.example\"; };"
    "officials = ( { id = \"anna\"; name = \"Anna Tamm\"; address = \"anna@ministry.example\";"
    "    zone = \"Europe/Tallinn\"; calendar = \"ee\"; deputy = \"carla\"; supervisor = \"head\";"
    "    away = ( \"2027-07-01 2027-07-31\", \"2031-12-20 2032-01-10\" ); },"
    "  { id = \"carla\"; name = \"Carla Ruiz\"; address = \"carla@ministry.example\";"
    "    zone = \"America/Santiago\"; calendar = \"cl\"; supervisor = \"head\"; },"
    "  { id = \"head\"; name = \"Hilda Kopp\"; address = \"head@ministry.example\";"
    "    zone = \"Pacific/Auckland\"; calendar = \"ee\"; } );"
    "calendars = ( { name = \"ee\"; holidays = ( \"%s/holidays/ee.ics\" ); },"
    "  { name = \"cl\"; weekend = ( \"friday\", \"saturday\" ); holidays = ( \"09-18\", \"02-29\" ); } );"
    "routes = ( { name = \"all\"; to = ( \"anna\" ); } );"
    "reminders = { days = ( 30, 7, 1, 0 ); overdue_every_days = 40; escalate_after_days = 4; send_hour = 8; };"
    "stages = ( { name = \"Draft\"; working_days = 12; } );";

struct walk {
    char *folder;
    struct config *config;
    struct centre centre;
    GRand *random;
    GHashTable *gone; /* "matter version official step" → nothing */
    gint64 now;
    gint64 steady_since; /* passes have come every few hours since, and the clock was right */
    guint sent, ladder;
};

static char *settings_folder(void)
{
    g_autofree char *support = scratch_support_file("");
    return g_build_filename(support, "..", "..", "etc", NULL);
}

/* In memory where that can be: the disk is not what is tested here. */
static char *new_folder(void)
{
    char *folder = g_strdup("/dev/shm/circulard-XXXXXX");
    if (g_mkdtemp(folder))
        return folder;
    g_free(folder);
    return scratch_new();
}

static void open_walk(struct walk *walk, guint32 seed)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *etc = settings_folder();
    walk->folder = new_folder();
    g_autofree char *path = g_build_filename(walk->folder, "conf", NULL);
    g_autofree char *text = g_strdup_printf(CONF, walk->folder, etc, etc, etc);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    walk->config = config_read(path, &error);
    if (!walk->config)
        fail_msg("%s", error->message);
    walk->centre = (struct centre){.config = walk->config};
    walk->centre.registry = register_open(walk->folder, REGISTER_CREATE, NULL);
    walk->centre.wordings = wordings_read(walk->config->wording_dir, NULL);
    walk->centre.answers = answers_new(&walk->centre, NULL);
    walk->random = g_rand_new_with_seed(seed);
    walk->gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    walk->now = walk->steady_since = START;
}

static void close_walk(struct walk *walk)
{
    gint64 broken = -1;
    assert_true(register_verify(walk->centre.registry, &broken, NULL));
    assert_int_equal(broken, 0);
    answers_free(walk->centre.answers);
    wordings_free(walk->centre.wordings);
    register_close(walk->centre.registry);
    config_free(walk->config);
    g_hash_table_unref(walk->gone);
    g_rand_free(walk->random);
    scratch_free(walk->folder);
}

static void set_clock(const struct walk *walk)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(walk->now);
    g_autofree char *moment = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
    assert_true(clock_set(moment, NULL));
}

/* ---- what happens in a ministry --------------------------------------------------------------- */

static GDate some_day(struct walk *walk, int least, int most)
{
    return clock_day(walk->now + g_rand_int_range(walk->random, least, most) * (gint64)DAY, "UTC");
}

static GPtrArray *some_officials(struct walk *walk)
{
    GPtrArray *names = g_ptr_array_new();
    int kind = g_rand_int_range(walk->random, 0, 4);
    if (kind != 1)
        g_ptr_array_add(names, "anna");
    if (kind != 0)
        g_ptr_array_add(names, "carla");
    return names;
}

static void add_matter(struct walk *walk)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(GPtrArray) to = some_officials(walk);
    gint64 id;
    g_string_printf(line, "subject Letter %u | ask Please send it", g_rand_int(walk->random));
    for (int i = g_rand_int_range(walk->random, 0, 3); i >= 0; i--) {
        GDate day = some_day(walk, -2, 200);
        g_autofree char *text = date_format(&day);
        g_string_append_printf(line, " | %s %s", i == 1 ? "before" : "due", text);
    }
    LETTER *letter = letter_from_line(line->str);
    const struct record_terms terms = {.recipients = to, .today = clock_day(walk->now, "UTC"), .now = walk->now};
    assert_true(register_add(walk->centre.registry, letter, &terms, "anna", &id, NULL));
}

/* What the table of moves does not allow is refused, which is as good. */
static void change_matter(struct walk *walk, gint64 id)
{
    struct registry *registry = walk->centre.registry;
    GDate today = clock_day(walk->now, "UTC"), day = some_day(walk, 1, 60);
    g_autoptr(GPtrArray) to = some_officials(walk);
    switch (g_rand_int_range(walk->random, 0, 7)) {
    case 0:
        register_move(registry, id, MATTER_SNOOZED, &day, "anna", NULL, walk->now, NULL);
        break;
    case 1:
        register_set_due(registry, id, &day, "anna", "that day", &today, walk->now, NULL);
        break;
    case 2:
        register_set_recipients(registry, id, to, "anna", walk->now, NULL);
        break;
    case 3:
        register_move(registry, id, MATTER_CONFIRM, NULL, "anna", NULL, walk->now, NULL);
        break;
    case 4:
        register_move(registry, id, MATTER_OPEN, NULL, "anna", NULL, walk->now, NULL);
        break;
    default:
        register_move(registry, id, MATTER_DONE, NULL, "anna", NULL, walk->now, NULL);
        break;
    }
}

static GPtrArray *live_matters(struct walk *walk)
{
    const struct matter_filter filter = {.states = MATTER_STATES_LIVE, .parts = MATTER_PART_ALL};
    GPtrArray *live = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)matter_free);
    AUTO(matters) *matters = register_matters(walk->centre.registry, &filter);
    for (struct matter *matter; (matter = matters_next(matters, NULL));)
        g_ptr_array_add(live, matter);
    return live;
}

static void change_something(struct walk *walk)
{
    int chance = g_rand_int_range(walk->random, 0, 40);
    if (chance > 1)
        return;
    g_autoptr(GPtrArray) live = live_matters(walk);
    if (chance == 0 && live->len < LIVE_MOST)
        add_matter(walk);
    if (live->len > 0 && chance == 1) {
        const struct matter *matter = live->pdata[g_rand_int_range(walk->random, 0, (gint32)live->len)];
        change_matter(walk, matter->id);
    }
}

/* ---- what must hold --------------------------------------------------------------------------- */

static void check_step(struct walk *walk, const struct reminder *reminder, const struct step *step)
{
    const struct official *official = office_official(walk->config->office, reminder->official);
    const struct calendar *calendar = calendar_of(walk->config->office, official);
    GDate today = clock_day(walk->now, official->zone);
    gint64 planned_at = walk->now - g_date_days_between(&reminder->day, &today) * (gint64)DAY;
    if (step->kind == STEP_NOTICE || step->kind == STEP_DOUBT || (step->kind == STEP_CONFIRM && step->days == 0))
        return;
    walk->ladder++;
    assert_true(clock_hour(walk->now, official->zone) >= 8);
    assert_true(g_date_compare(&reminder->day, &today) <= 0);
    if (!calendar_works(calendar, &today)) { /* only where the next working day would be too late */
        GDate next = calendar_on_or_after(calendar, &today);
        assert_true(step->kind == STEP_DUE && g_date_compare(&step->due, &next) < 0 &&
                    g_date_compare(&step->due, &today) >= 0);
    }
    if (step->kind == STEP_DUE) {
        if (g_date_compare(&today, &step->due) > 0 && planned_at >= walk->steady_since) {
            g_autofree char *on = date_format(&today);
            fail_msg("matter %d: %s to %s goes only on %s", (int)reminder->matter, step->key,
                     official->id, on);
        }
        assert_true(g_date_days_between(&reminder->day, &step->due) >= (int)step->days);
    }
    if (step->kind == STEP_OVERDUE || step->kind == STEP_ESCALATED)
        assert_true(g_date_compare(&today, &step->due) > 0);
}

static void check_sent(struct walk *walk, const struct reminder *reminder)
{
    AUTO(step) *step = step_new();
    AUTO(matter) *matter = register_matter(walk->centre.registry, reminder->matter, NULL);
    char *key = g_strdup_printf("%" G_GINT64_FORMAT " %u %s %s", reminder->matter, reminder->version,
                                reminder->official, reminder->step);
    assert_true(g_hash_table_add(walk->gone, key)); /* never twice */
    walk->sent++;
    if (g_str_has_prefix(reminder->step, REMINDER_ANSWER))
        return;
    assert_true(matter_is_live(matter->state));
    assert_int_equal(matter->version, reminder->version);
    assert_true(step_parse(reminder->step, step));
    check_step(walk, reminder, step);
}

static void send_all(struct walk *walk)
{
    struct registry *registry = walk->centre.registry;
    for (guint i = 0; i < 1000; i++) {
        g_autoptr(GPtrArray) due = register_due(registry, walk->now, 1, NULL);
        if (due->len == 0)
            return;
        const struct reminder *first = due->pdata[0];
        struct reminder *claimed = NULL;
        assert_true(register_claim(registry, first->id, walk->now, &claimed, NULL));
        if (claimed) {
            check_sent(walk, claimed);
            assert_true(register_sent(registry, claimed->id, "250 ok", walk->now, NULL));
        }
        reminder_free(claimed);
    }
    fail_msg("the outbox has no end");
}

static void check_nothing_left_for(struct walk *walk, const struct matter *matter, const GPtrArray *officials,
                                   gboolean supervises)
{
    g_autoptr(GPtrArray) all = register_reminders(walk->centre.registry, matter->id, NULL);
    for (guint i = 0; i < officials->len; i++) {
        const struct official *official = officials->pdata[i];
        g_autoptr(GPtrArray) mine = writing_reminders_to(all, official->id);
        const struct plan_input input = {
            .matter = matter, .official = official, .office = walk->config->office, .outbox = mine,
            .supervises = supervises, .today = clock_day(walk->now, official->zone),
            .hour = clock_hour(walk->now, official->zone)};
        AUTO(plan) *plan = plan_make(&input);
        if (plan->due)
            fail_msg("matter %d: %s to %s was left", (int)matter->id, plan->due->key, official->id);
    }
}

/* The days on which matters are looked at leave out nothing that is due. */
static void check_nothing_left(struct walk *walk)
{
    const struct office *office = walk->config->office;
    GDate today = centre_day(&walk->centre, walk->now);
    g_autoptr(GPtrArray) live = live_matters(walk);
    for (guint i = 0; i < live->len; i++) {
        const struct matter *matter = live->pdata[i];
        g_autoptr(GPtrArray) on_duty = office_on_duty(office, matter->recipients, &today);
        g_autoptr(GPtrArray) supervisors = office_supervisors(office, matter->recipients);
        check_nothing_left_for(walk, matter, on_duty, FALSE);
        check_nothing_left_for(walk, matter, supervisors, TRUE);
    }
}

/* ---- the walk --------------------------------------------------------------------------------- */

/* At least once in each day's hours of sending; now and then an outage, a clock that runs ahead, or one that is put back. */
static void go_on(struct walk *walk)
{
    int chance = g_rand_int_range(walk->random, 0, 400);
    gint64 jump = 0;
    if (chance == 0)
        jump = g_rand_int_range(walk->random, 2, 25) * (gint64)DAY;
    else if (chance == 1)
        jump = -g_rand_int_range(walk->random, 1, 72) * (gint64)3600;
    walk->now += jump ? jump : g_rand_int_range(walk->random, 9 * 3600, 15 * 3600);
    if (jump)
        walk->steady_since = walk->now;
    if (g_rand_int_range(walk->random, 0, 100) == 0)
        walk->centre.looked_at = 0; /* a restart */
}

static void walk_years(guint32 seed, void **state)
{
    struct walk walk = {0};
    guint passes = 0;
    g_autoptr(GError) error = NULL;
    open_walk(&walk, seed);
    *state = walk.folder;
    while (walk.now < START + (gint64)YEARS * 365 * DAY) {
        set_clock(&walk);
        change_something(&walk);
        if (!planning_pass(&walk.centre, &error))
            fail_msg("%s", error->message);
        send_all(&walk);
        if (++passes % LOOK_EVERY == 0)
            check_nothing_left(&walk);
        go_on(&walk);
    }
    print_message("# seed %u: %u mails, %u of them steps of a ladder\n", seed, walk.sent, walk.ladder);
    assert_true(walk.ladder > YEARS * 20);
    close_walk(&walk);
    *state = NULL;
}

static int remove_folder(void **state) /* of a walk that failed */
{
    scratch_free(*state);
    return 0;
}

static void planning_pass__twenty_years_of_anything__each_step_once_and_in_time(void **state)
{
    const char *walks = g_getenv("CIRCULARD_WALKS");
    log_open("test", LOG_LEVEL_ERROR);
    for (guint i = 0; i < (walks ? (guint)g_ascii_strtoull(walks, NULL, 10) : 1); i++)
        walk_years(i + 1, state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(planning_pass__twenty_years_of_anything__each_step_once_and_in_time,
                                  remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
