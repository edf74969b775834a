/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail from a pipe is stored and nothing more; the running daemon reads it with its next poll. The
 * bytes are not looked at here. Where storing fails, the MTA is asked to try again: it still has the
 * mail. */
#include "supervise/deliver.h"

#include <stdlib.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "collect/source.h"
#include "keep/register.h"

struct delivery {
    struct registry *registry;
    GError *error;
};

static gboolean store(struct mail *mail, gpointer data)
{
    struct delivery *delivery = data;
    AUTO(mail) *owned = mail;
    struct stored stored;
    gint64 now = clock_now();
    if (mail->raw)
        return register_store_mail(delivery->registry, mail->raw, NULL, now, now, &stored,
                                   &delivery->error);
    return register_store_oversize(delivery->registry, mail->bytes, NULL, now, now, &stored,
                                   &delivery->error);
}

static gboolean take(struct source *source, struct delivery *delivery, GError **error)
{
    const struct source_cursor nothing_known = {0};
    struct source_held held = {0};
    struct source_tally tally = {0};
    gboolean good = source_look(source, &nothing_known, &held, error) &&
                    source_fetch(source, (const struct uid_range *)(void *)held.ranges->data,
                                 held.ranges->len, store, delivery, &tally, error);
    source_held_clear(&held);
    source_tally_clear(&tally);
    return good;
}

int deliver_run(const struct config *config, int fd)
{
    const struct source_settings settings = {.name = "pipe", .url = "stdin:", .fd = fd};
    struct delivery delivery = {NULL, NULL};
    g_autoptr(GError) error = NULL;
    AUTO(source) *source = source_open(&settings, &error);
    AUTO(registry) *registry = NULL;
    if (source && register_check_owner(config->state_dir, &error))
        registry = register_open(config->state_dir, REGISTER_WRITE, &error);
    delivery.registry = registry;
    gboolean good = registry && take(source, &delivery, &error);
    if (!good)
        log_error("not delivered: %s%s", delivery.error ? delivery.error->message : error->message,
                  g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_MISSING) ? " (circulard makes it when it first runs)" : "");
    g_clear_error(&delivery.error);
    return good ? EXIT_SUCCESS : EX_TEMPFAIL;
}
