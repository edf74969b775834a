/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which trouble is told, and when.
 *
 * What is known of each part is held here, since the register itself may be in trouble, and written to
 * the register as far as it goes, so that a restart tells nothing twice and forgets nothing. A trouble
 * is told when it has lasted (after_minutes), again every so often (every_hours), and its end once, if it
 * was told. It counts as told when one road took it; where none did, it is tried again soon. A timer runs
 * only while something is wrong. */
#include "supervise/alarm.h"

#include <string.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/log.h"
#include "supervise/alarm_road.h"
#include "supervise/metrics.h"

enum { AGAIN_S = 600 };

struct trouble {
    struct health health; /* first */
    gint64 began;     /* when the trouble that was told of began: for the all-clear */
    guint under_way;  /* mails and commands of the present telling */
    gboolean taken;   /* by one of them */
    gboolean over;    /* it tells that all is well again */
    gboolean once;    /* forgotten when it was told: no trouble that lasts */
    gint64 not_before; /* after a telling that nobody took */
};

struct alarm {
    struct centre *centre;
    GPtrArray *parts; /* of struct trouble, which is a struct health */
    struct alarm_road *road;
    guint timer;
};

static void trouble_free(gpointer data)
{
    struct trouble *trouble = data;
    g_free(trouble->health.name);
    g_free(trouble->health.error);
    g_free(trouble);
}

static struct trouble *find_part(struct alarm *alarm, const char *name)
{
    for (guint i = 0; i < alarm->parts->len; i++) {
        struct trouble *trouble = alarm->parts->pdata[i];
        if (g_str_equal(trouble->health.name, name))
            return trouble;
    }
    struct trouble *trouble = g_new0(struct trouble, 1);
    trouble->health.name = g_strdup(name);
    g_ptr_array_add(alarm->parts, trouble);
    return trouble;
}

static void note_well(struct alarm *alarm, const struct trouble *trouble)
{
    if (alarm->centre->registry)
        register_went_well(alarm->centre->registry, trouble->health.name, trouble->health.success_at, NULL);
}

static void note_alarmed(struct alarm *alarm, const struct trouble *trouble)
{
    if (alarm->centre->registry)
        register_alarmed(alarm->centre->registry, trouble->health.name, trouble->health.alarmed_at, NULL);
}

void alarm_well(struct alarm *alarm, const char *part)
{
    struct trouble *trouble = find_part(alarm, part);
    gint64 now = clock_now();
    if (alarm->centre->dry_run)
        return;
    trouble->health.success_at = now;
    trouble->health.failing_since = 0;
    g_clear_pointer(&trouble->health.error, g_free);
    note_well(alarm, trouble);
}

void alarm_wrong(struct alarm *alarm, const char *part, const char *sentence)
{
    struct trouble *trouble = find_part(alarm, part);
    gint64 now = clock_now();
    if (alarm->centre->dry_run)
        return;
    if (trouble->health.failing_since == 0 || trouble->health.failing_since > now)
        trouble->health.failing_since = now;
    g_autofree char *words = escape_line(sentence, 1000);
    g_free(trouble->health.error);
    trouble->health.error = g_steal_pointer(&words);
    if (alarm->centre->registry)
        register_went_wrong(alarm->centre->registry, part, trouble->health.error, now, NULL);
}

void alarm_moot(struct alarm *alarm, const char *part)
{
    struct trouble *trouble = find_part(alarm, part);
    if (trouble->health.failing_since == 0)
        return;
    trouble->health.failing_since = 0;
    g_clear_pointer(&trouble->health.error, g_free);
    note_well(alarm, trouble);
}

/* ---- telling ---------------------------------------------------------------------------------- */

static void note_told(struct alarm *alarm, struct trouble *trouble)
{
    trouble->health.alarmed_at = trouble->over ? 0 : clock_now();
    trouble->not_before = 0;
    note_alarmed(alarm, trouble);
}

/* Of what is told once, in the register too, so that it is told after a restart where nobody took it before. */
static void keep_news(struct alarm *alarm, const struct trouble *trouble)
{
    const struct health news = {.name = trouble->health.name, .error = trouble->health.error, .failing_since = trouble->began};
    if (alarm->centre->registry)
        register_keep_news(alarm->centre->registry, &news, NULL);
}

static void drop_news(struct alarm *alarm, struct trouble *trouble)
{
    if (alarm->centre->registry)
        register_drop_news(alarm->centre->registry, trouble->health.name, NULL);
    g_ptr_array_remove(alarm->parts, trouble);
}

static void told(const char *part, gboolean delivered, gpointer data)
{
    struct alarm *alarm = data;
    struct trouble *trouble = find_part(alarm, part);
    trouble->taken |= delivered;
    if (--trouble->under_way > 0)
        return;
    if (!trouble->taken)
        trouble->not_before = clock_now() + AGAIN_S;
    else if (trouble->once)
        drop_news(alarm, trouble);
    else
        note_told(alarm, trouble);
    centre_idle(alarm->centre);
}

static gboolean has_road(const struct alarm *alarm)
{
    const struct config_alarms *terms = &alarm->centre->config->alarms;
    return terms->to->len + terms->command->len > 0;
}

static void tell(struct alarm *alarm, struct trouble *trouble, gboolean over)
{
    const struct health *health = &trouble->health;
    const struct alarm_news news = {
        .part = health->name,
        .host = g_get_host_name(),
        .error = health->error,
        .since = over ? trouble->began : health->failing_since,
        .now = clock_now(),
        .over = over,
        .every_hours = alarm->centre->config->alarms.every_hours,
    };
    if (over)
        log_info("%s is well again", health->name);
    else
        log_error("%s is in trouble: %s", health->name, health->error ? health->error : "no reason is known");
    trouble->began = news.since;
    trouble->over = over;
    trouble->taken = FALSE;
    trouble->under_way = alarm_road_tell(alarm->road, &news);
    if (trouble->under_way > 0)
        return;
    if (!has_road(alarm))
        note_told(alarm, trouble); /* there is no road but the log */
    else
        trouble->not_before = news.now + AGAIN_S;
}

/* As often as it takes until one road has taken it. */
static void tell_once(struct alarm *alarm, struct trouble *trouble)
{
    const struct alarm_news news = {.part = trouble->health.name, .host = g_get_host_name(), .error = trouble->health.error,
                                    .since = trouble->began, .now = clock_now(), .once = TRUE};
    trouble->taken = FALSE;
    trouble->not_before = news.now + AGAIN_S;
    trouble->under_way = alarm_road_tell(alarm->road, &news);
}

/* After a telling that nobody took; not where the clock was put back since. */
static gint64 pause_end(const struct trouble *trouble, gint64 now)
{
    return trouble->not_before > now + AGAIN_S ? 1 : trouble->not_before;
}

/* When it is to be told; 0: not. */
static gint64 due_at(const struct alarm *alarm, const struct trouble *trouble, gboolean *over)
{
    const struct health *health = &trouble->health;
    const struct config_alarms *terms = &alarm->centre->config->alarms;
    gint64 at = 0, now = clock_now();
    *over = health->failing_since == 0;
    if (*over)
        at = health->alarmed_at ? 1 : 0;
    else if (!health->alarmed_at || health->alarmed_at > now) /* the clock was put back */
        at = health->failing_since + terms->after_minutes * (gint64)60;
    else
        at = health->alarmed_at + terms->every_hours * (gint64)3600;
    return at ? MAX(at, pause_end(trouble, now)) : 0;
}

static gboolean look(gpointer data)
{
    struct alarm *alarm = data;
    alarm->timer = 0;
    alarm_look(alarm);
    return G_SOURCE_REMOVE;
}

void alarm_once(struct alarm *alarm, const char *part, const char *sentence)
{
    log_error("%s: %s", part, sentence);
    if (!has_road(alarm))
        return;
    struct trouble *trouble = find_part(alarm, part);
    g_free(trouble->health.error);
    trouble->health.error = g_strdup(sentence);
    trouble->once = TRUE;
    trouble->began = clock_now();
    keep_news(alarm, trouble);
    if (trouble->under_way == 0)
        tell_once(alarm, trouble);
    alarm_road_go(alarm->road);
    if (!alarm->timer && !alarm->centre->once)
        alarm->timer = g_timeout_add_seconds(AGAIN_S, look, alarm);
}

static void write_metrics(struct alarm *alarm)
{
    const struct centre *centre = alarm->centre;
    const char *path = centre->config->alarms.metrics_file;
    g_autoptr(GError) error = NULL;
    struct counts counts;
    if (!path || centre->dry_run || !centre->registry || !register_counts(centre->registry, &counts, NULL))
        return;
    g_autofree char *text = metrics_text(&counts, alarm->parts, clock_now());
    if (!metrics_write(path, text, &error))
        log_error("metrics: %s (the unit must allow its folder: ReadWritePaths= in systemctl edit circulard)", error->message);
}

void alarm_look(struct alarm *alarm)
{
    gint64 next = 0, now = clock_now();
    if (alarm->centre->stopping || alarm->centre->dry_run)
        return;
    g_clear_handle_id(&alarm->timer, g_source_remove);
    for (guint i = 0; i < alarm->parts->len; i++) {
        struct trouble *trouble = alarm->parts->pdata[i];
        gboolean over = FALSE;
        gint64 at = trouble->once ? MAX(pause_end(trouble, now), 1) : due_at(alarm, trouble, &over);
        if (at && trouble->under_way == 0 && at <= now) {
            if (trouble->once)
                tell_once(alarm, trouble);
            else
                tell(alarm, trouble, over);
            at = now + AGAIN_S;
        }
        if (at && (!next || at < next))
            next = at;
    }
    write_metrics(alarm);
    alarm_road_go(alarm->road);
    if (next && !alarm->centre->once)
        alarm->timer = g_timeout_add_seconds((guint)CLAMP(next - now, 1, 3600), look, alarm);
}

/* ---- life ------------------------------------------------------------------------------------- */

/* A mailbox that is no longer in the configuration troubles nobody. */
static gboolean is_watched(const struct centre *centre, const char *name)
{
    if (!g_str_has_prefix(name, "mailbox "))
        return TRUE;
    for (guint i = 0; i < centre->config->mailboxes->len; i++) {
        const struct config_mailbox *mailbox = centre->config->mailboxes->pdata[i];
        if (g_str_equal(mailbox->name, name + strlen("mailbox ")))
            return TRUE;
    }
    return FALSE;
}

static void load_news(struct alarm *alarm)
{
    g_autoptr(GPtrArray) known = has_road(alarm) ? register_news(alarm->centre->registry, NULL) : NULL;
    for (guint i = 0; known && i < known->len; i++) {
        struct health *news = known->pdata[i];
        struct trouble *trouble = find_part(alarm, news->name);
        if (trouble->once) /* it has happened again since */
            continue;
        trouble->once = TRUE;
        trouble->began = news->failing_since;
        trouble->health.error = g_steal_pointer(&news->error);
    }
}

/* What a part is in now counts more than what was written before. */
static void load(struct alarm *alarm)
{
    g_autoptr(GPtrArray) known = register_health(alarm->centre->registry, NULL);
    for (guint i = 0; known && i < known->len; i++) {
        struct health *health = known->pdata[i];
        struct trouble *trouble = find_part(alarm, health->name);
        if (trouble->health.failing_since || trouble->health.success_at || trouble->under_way)
            continue;
        trouble->health.success_at = health->success_at;
        trouble->health.failing_since = health->failing_since;
        trouble->health.error = g_steal_pointer(&health->error);
        trouble->health.alarmed_at = health->alarmed_at;
        trouble->began = health->failing_since ? health->failing_since : health->alarmed_at;
    }
    for (guint i = alarm->parts->len; i-- > 0;)
        if (!is_watched(alarm->centre, ((const struct trouble *)alarm->parts->pdata[i])->health.name))
            g_ptr_array_remove_index(alarm->parts, i);
    load_news(alarm);
}

struct alarm *alarm_new(struct centre *centre)
{
    struct alarm *alarm = g_new0(struct alarm, 1);
    alarm->centre = centre;
    alarm->parts = g_ptr_array_new_with_free_func(trouble_free);
    alarm->road = alarm_road_new(centre, told, alarm);
    if (centre->registry)
        load(alarm);
    return alarm;
}

void alarm_opened(struct alarm *alarm)
{
    load(alarm);
    for (guint i = 0; i < alarm->parts->len; i++) {
        const struct trouble *trouble = alarm->parts->pdata[i];
        if (trouble->health.alarmed_at)
            note_alarmed(alarm, trouble);
        if (trouble->once)
            keep_news(alarm, trouble);
    }
}

struct alarm_memory alarm_remember(struct alarm *alarm, const char *part)
{
    const struct health *health = &find_part(alarm, part)->health;
    return (struct alarm_memory){health->failing_since, health->alarmed_at};
}

void alarm_recall(struct alarm *alarm, const char *part, const struct alarm_memory *memory)
{
    struct trouble *trouble = find_part(alarm, part);
    trouble->health.failing_since = memory->since;
    trouble->health.alarmed_at = memory->told;
    trouble->began = memory->since;
}

void alarm_stop(struct alarm *alarm)
{
    g_clear_handle_id(&alarm->timer, g_source_remove);
}

void alarm_free(struct alarm *alarm)
{
    if (!alarm)
        return;
    alarm_stop(alarm);
    alarm_road_free(alarm->road);
    g_ptr_array_unref(alarm->parts);
    g_free(alarm);
}

gboolean alarm_busy(const struct alarm *alarm)
{
    for (guint i = 0; i < alarm->parts->len; i++)
        if (((const struct trouble *)alarm->parts->pdata[i])->under_way > 0)
            return TRUE;
    return FALSE;
}
