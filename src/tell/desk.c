/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens what a command works with, and says what to do where that fails.
 *
 * To look, the register alone is enough: --state-dir needs no configuration. To act, or to show what
 * the configuration decides (officials, routes, the ladder), it is read too. */
#include "tell/desk.h"

#include <unistd.h>

#include "base/clock.h"

static int open_config(struct desk *desk)
{
    g_autoptr(GError) error = NULL;
    const char *path = desk->config_path ? desk->config_path : CONF_DIR "/circulard.conf";
    desk->config = config_read(path, &error);
    if (desk->config)
        return TELL_GOOD;
    tell_error("%s%s", error->message,
               desk->config_path ? "" : " (another file is named with -c FILE)");
    return TELL_REGISTER;
}

static const char *zone_of(const struct config *config)
{
    const struct official *administrator =
        config ? office_official(config->office, config->administrator) : NULL;
    return administrator ? administrator->zone : NULL;
}

static int set_clock(struct desk *desk)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GTimeZone) local = g_time_zone_new_local();
    if (desk->now_text && !clock_set(desk->now_text, &error)) {
        tell_error("--now: %s", error->message);
        return TELL_USAGE;
    }
    const char *zone = zone_of(desk->config);
    desk->now = clock_now();
    desk->zone = g_strdup(zone ? zone : g_time_zone_get_identifier(local));
    desk->today = clock_day(desk->now, desk->zone);
    return TELL_GOOD;
}

int desk_open(struct desk *desk, guint needs)
{
    g_autoptr(GError) error = NULL;
    int status = TELL_GOOD;
    if ((needs & DESK_CONFIG) || desk->config_path || !desk->state_dir)
        status = open_config(desk);
    if (status == TELL_GOOD)
        status = set_clock(desk);
    if (status != TELL_GOOD || !(needs & (DESK_REGISTER | DESK_WRITE)))
        return status;
    const char *state_dir = desk->state_dir ? desk->state_dir : desk->config->state_dir;
    desk->registry =
        register_open(state_dir, needs & DESK_WRITE ? REGISTER_WRITE : REGISTER_READ, &error);
    return desk->registry ? TELL_GOOD : desk_failed(error);
}

void desk_clear(struct desk *desk)
{
    register_close(desk->registry);
    config_free(desk->config);
    g_free(desk->config_path);
    g_free(desk->state_dir);
    g_free(desk->now_text);
    g_free(desk->zone);
}

int desk_run(const struct command *command, int argc, char **argv, const char *missing,
             int (*act)(struct desk *desk, const char *argument))
{
    struct desk desk = {0};
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {DESK_OPTIONS(desk), G_OPTION_ENTRY_NULL};
    guint taken = missing ? 1 : 0;
    int code = TELL_USAGE;
    if (tell_options(command, argc, argv, entries, &rest)) {
        if (missing && !*rest)
            tell_usage(command, "%s", missing);
        else
            code = rest[taken] ? tell_usage(command, "\"%s\" is not expected", rest[taken]) : act(&desk, *rest);
    }
    desk_clear(&desk);
    return code;
}

char *desk_moment(const struct desk *desk, gint64 seconds)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(desk->zone);
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(seconds);
    g_autoptr(GDateTime) there = zone && moment ? g_date_time_to_timezone(moment, zone) : NULL;
    return there || moment ? g_date_time_format(there ? there : moment, "%Y-%m-%d %H:%M")
                           : g_strdup("?");
}

static const char *advice(const GError *error)
{
    if (error->domain != REGISTER_ERROR)
        return "";
    switch (error->code) {
    case REGISTER_ERROR_SYSTEM:
        return geteuid() == 0 ? "" : " (try it as root, or as the user circulard runs as)";
    case REGISTER_ERROR_MISSING:
        return " (circulard makes its register when it first runs; journalctl -u circulard tells what it did)";
    case REGISTER_ERROR_BUSY:
        return " (nothing was done: try again in a moment)";
    case REGISTER_ERROR_NEWER:
        return "";
    case REGISTER_ERROR_OLDER:
        return " (systemctl restart circulard): it brings its register up to date";
    case REGISTER_ERROR_CORRUPT:
    case REGISTER_ERROR_FOREIGN:
        return " (stop circulard, keep a copy of the whole folder, and restore the last backup)";
    default:
        return "";
    }
}

int desk_failed(const GError *error)
{
    tell_error("%s%s", error->message, advice(error));
    gboolean asked_wrongly = g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_REFUSED) ||
                             g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_BUSY);
    return asked_wrongly ? TELL_BAD : TELL_REGISTER;
}

int desk_no_matter(const GError *error, gint64 id)
{
    if (!g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_MISSING))
        return desk_failed(error);
    tell_error("there is no matter %" G_GINT64_FORMAT " (circularctl list --all shows all of them)", id);
    return TELL_BAD;
}

gint64 desk_id(const struct command *command, const char *text)
{
    guint64 id = 0;
    if (!text)
        tell_usage(command, "the number of a matter is missing; circularctl list shows them");
    else if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &id, NULL))
        tell_usage(command, "\"%s\" is not the number of a matter; circularctl list shows them", text);
    return (gint64)id;
}

gboolean desk_actor(const struct desk *desk, const struct command *command, const char *actor)
{
    if (g_str_equal(actor, "administrator") ||
        (desk->config && office_official(desk->config->office, actor)))
        return TRUE;
    tell_usage(command, "--as: \"%s\" is none of the officials of the configuration", actor);
    return FALSE;
}
