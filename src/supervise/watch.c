/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel tells of each write to register.db, ours among them; a moment later the register itself is
 * asked whether another connection has committed anything. So nothing is polled, an idle machine is not
 * woken, our own writes start no planning, and whoever writes need not know of us. */
#include "supervise/watch.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/log.h"

enum { SETTLE_MS = 200, EVENTS_BYTES = 4096 };

struct watch {
    struct centre *centre;
    int fd;
    guint source, timer;
};

static gboolean look(gpointer data)
{
    struct watch *watch = data;
    struct centre *centre = watch->centre;
    g_autoptr(GError) error = NULL;
    gboolean changed = FALSE;
    watch->timer = 0;
    if (!register_changed_elsewhere(centre->registry, &changed, &error))
        log_warning("register: %s", error->message);
    if (changed && !centre->stopping) {
        centre->changed = TRUE;
        reading_wake(centre->reading); /* a mail may be taken in */
        centre_idle(centre);
    }
    return G_SOURCE_REMOVE;
}

/* What the events say is not needed: one file is watched, for one thing. */
static gboolean written(gint fd, GIOCondition condition, gpointer data)
{
    struct watch *watch = data;
    char events[EVENTS_BYTES];
    (void)condition;
    while (read(fd, events, sizeof events) > 0)
        ;
    if (!watch->timer)
        watch->timer = g_timeout_add(SETTLE_MS, look, watch);
    return G_SOURCE_CONTINUE;
}

struct watch *watch_new(struct centre *centre)
{
    struct watch *watch = g_new0(struct watch, 1);
    g_autofree char *path = g_build_filename(centre->config->state_dir, "register.db", NULL);
    gboolean ignored;
    watch->centre = centre;
    watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch->fd < 0 || inotify_add_watch(watch->fd, path, IN_MODIFY) < 0)
        log_warning("what circularctl changes is seen at the next full hour only: %s: %s", path,
                    g_strerror(errno));
    else
        watch->source = g_unix_fd_add(watch->fd, G_IO_IN, written, watch);
    register_changed_elsewhere(centre->registry, &ignored, NULL); /* all before now is known */
    return watch;
}

void watch_free(struct watch *watch)
{
    if (!watch)
        return;
    g_clear_handle_id(&watch->timer, g_source_remove);
    g_clear_handle_id(&watch->source, g_source_remove);
    if (watch->fd >= 0)
        close(watch->fd);
    g_free(watch);
}
