/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates are known from the connections that fetchers, notifiers and authorizers make anyway. Those that
 * machines renew (of 90 days, and shorter ones) are renewed when a third of their life is left: before that
 * nothing is wrong with one that ends soon. */
#include "supervise/ending.h"

#include "base/channel.h"
#include "base/clock.h"
#include "base/log.h"
#include "supervise/access_file.h"

enum { AHEAD_MOST = 30, DAY_S = 24 * 3600 };
#define FAR_S G_GINT64_CONSTANT(7258118400) /* 2200 */

static void add_login(GArray *endings, const struct config *config, const struct config_oauth *oauth,
                      const char *zone)
{
    struct ending ending = {.login = TRUE, .name = oauth->name, .ahead_days = AHEAD_MOST};
    ending.known = access_expiry(config, oauth, zone, &ending.day);
    g_array_append_val(endings, ending);
}

static gboolean has_server(const GArray *endings, const char *url)
{
    for (guint i = 0; i < endings->len; i++) {
        const struct ending *ending = &g_array_index(endings, struct ending, i);
        if (!ending->login && g_str_equal(ending->name, url))
            return TRUE;
    }
    return FALSE;
}

/* url: NULL for a Maildir, for a command that prints tokens, and for a relay that is not configured. */
static gboolean add_server(GArray *endings, struct registry *registry, const char *url, const char *zone,
                           GError **error)
{
    struct ending ending = {.name = url};
    struct certificate held;
    if (!url || has_server(endings, url))
        return TRUE;
    if (!register_certificate(registry, url, &held, error))
        return FALSE;
    ending.known = held.ends_at > 0;
    ending.day = clock_day(held.ends_at, zone);
    gint64 life_days = (held.ends_at - held.begins_at) / DAY_S;
    ending.ahead_days = (guint)CLAMP((life_days - 1) / 3, 0, AHEAD_MOST);
    g_array_append_val(endings, ending);
    return TRUE;
}

GArray *endings_list(const struct config *config, struct registry *registry, const char *zone, GError **error)
{
    g_autoptr(GArray) endings = g_array_new(FALSE, FALSE, sizeof(struct ending));
    for (guint i = 0; i < config->oauth->len; i++)
        add_login(endings, config, config->oauth->pdata[i], zone);
    for (guint i = 0; i < config->mailboxes->len; i++) {
        const struct config_mailbox *mailbox = config->mailboxes->pdata[i];
        if (!add_server(endings, registry, mailbox->url, zone, error))
            return NULL;
    }
    for (guint i = 0; i < config->oauth->len; i++) {
        const struct config_oauth *oauth = config->oauth->pdata[i];
        if (!add_server(endings, registry, oauth->token_url, zone, error))
            return NULL;
    }
    if (!add_server(endings, registry, config->relay.url, zone, error) ||
        !add_server(endings, registry, config->alarms.relay.url, zone, error))
        return NULL;
    return g_steal_pointer(&endings);
}

gboolean ending_told(struct registry *registry, const char *server, const struct frame *frame)
{
    struct certificate certificate;
    g_autoptr(GError) error = NULL;
    if (frame->type != MESSAGE_CERTIFICATE)
        return FALSE;
    g_variant_get(frame->value, "(xx)", &certificate.begins_at, &certificate.ends_at);
    if (certificate.begins_at < 0 || certificate.ends_at < certificate.begins_at)
        return FALSE;
    certificate.ends_at = MIN(certificate.ends_at, FAR_S); /* "never" is the last day of the year 9999 */
    certificate.begins_at = MIN(certificate.begins_at, FAR_S);
    if (registry && !register_note_certificate(registry, server, &certificate, &error))
        log_error("register: %s", error->message);
    return TRUE;
}
