/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which role a process plays. */
#include "roles/roles.h"

#include <glib.h>
#include <string.h>

#include "base/log.h"
#include "message.h"

static const struct {
    const char *name;
    int (*run)(void);
} roles[ROLES] = {
    [ROLE_FETCHER] = {"fetcher", fetcher_run},
    [ROLE_EXTRACTOR] = {"extractor", extractor_run},
    [ROLE_NOTIFIER] = {"notifier", notifier_run},
    [ROLE_AUTHORIZER] = {"authorizer", authorizer_run},
};

const char *roles_name(enum role role)
{
    return roles[role].name;
}

int roles_give_up(struct channel *channel, const GError *error)
{
    if (g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED))
        return 0;
    if (!channel_send(channel, MESSAGE_GIVEN_UP, g_variant_new_string(error->message), -1, NULL))
        log_error("%s", error->message);
    return 1;
}

int roles_run(const char *name)
{
    for (guint i = 0; i < ROLES; i++) {
        if (strcmp(name, roles[i].name) != 0)
            continue;
        log_open(roles[i].name, g_getenv("CIRCULARD_DEBUG") ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
        return roles[i].run();
    }
    return 2;
}
