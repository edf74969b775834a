/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One child process of the star: started when first needed, started again with back-off when it
 * dies, stopped with the centre. */
#ifndef CIRCULARD_SUPERVISE_CHILD_H
#define CIRCULARD_SUPERVISE_CHILD_H

#include <glib.h>

#include "base/auto.h"
#include "base/channel.h"
#include "roles/roles.h"

struct child;

struct child_handlers {
    void (*message)(struct frame *frame, gpointer data);
    /* It has died, or broke the protocol and was killed: what it was working on is lost. */
    void (*gone)(const char *why, gpointer data);
};

/* label names it in the log: "fetcher inbox". */
struct child *child_new(enum role role, const char *label, const struct child_handlers *handlers,
                        gpointer data);
void child_free(struct child *child); /* kills it where it still runs */
AUTO_DEFINE(child)

/* Its channel; starts it first where it is down, with setup as its first message. NULL with an error
 * while it is held back after dying too often. Sinks setup. */
struct channel *child_wake(struct child *child, GVariant *setup, GError **error);
struct channel *child_channel(struct child *child); /* NULL while it is down */
/* How often it has ended of itself, and badly: it could not begin, or met what it cannot go on with. */
guint child_exits(const struct child *child);
gboolean child_lives(const struct child *child); /* its end has not been seen */
void child_kill(struct child *child, const char *why); /* gone() is called */
/* Asks it to end: closes the channel, SIGTERM. child_free() kills it where it does not. */
void child_stop(struct child *child);

#endif
