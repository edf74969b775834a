/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children are this program run again (exec, so that no secret or descriptor of the centre is theirs)
 * with one end of a socket pair. A child's message is untrusted: one that is malformed or out of place
 * costs the child its life, never the centre. A child that dies is started again when next needed,
 * but not sooner than its back-off allows: 1, 2, 4 … 60 seconds. One that gives up says why, which is what the
 * status and the alarm tell; of others it is how they ended. */
#include "supervise/child.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/log.h"
#include "base/process.h"
#include "message.h"

enum { BACK_OFF_MOST_S = 60, WORDS_MOST = 1000 };

struct child {
    enum role role;
    char *label;
    struct child_handlers handlers;
    gpointer data;
    pid_t pid;
    guint watch;
    struct channel *channel;
    guint exits;          /* of itself, with another status than 0 */
    guint deaths;         /* in a row, without a message in between */
    gint64 not_before_us; /* monotonic */
    char *why;            /* it fell, or is about to; NULL since it was started */
};

struct child *child_new(enum role role, const char *label, const struct child_handlers *handlers,
                        gpointer data)
{
    struct child *child = g_new0(struct child, 1);
    child->role = role;
    child->label = g_strdup(label);
    child->handlers = *handlers;
    child->data = data;
    return child;
}

static void reap_now(struct child *child)
{
    if (child->pid <= 0)
        return;
    g_clear_handle_id(&child->watch, g_source_remove);
    kill(child->pid, SIGKILL);
    waitpid(child->pid, NULL, 0);
    child->pid = 0;
}

void child_free(struct child *child)
{
    if (!child)
        return;
    g_clear_pointer(&child->channel, channel_free);
    reap_now(child);
    g_free(child->why);
    g_free(child->label);
    g_free(child);
}

static void fallen(struct child *child)
{
    g_clear_pointer(&child->channel, channel_free);
    guint wait_s = MIN(1u << MIN(child->deaths, 6), BACK_OFF_MOST_S);
    child->deaths++;
    child->not_before_us = g_get_monotonic_time() + (gint64)wait_s * G_USEC_PER_SEC;
    log_warning("%s: %s; started again in %u s at the earliest", child->label, child->why, wait_s);
    child->handlers.gone(child->why, child->data);
}

static void take_last_words(struct child *child, const struct frame *frame)
{
    g_free(child->why);
    child->why = escape_line(g_variant_get_string(frame->value, NULL), WORDS_MOST);
}

/* That it has ended may be seen before what it said last. */
static void hear_last_words(struct child *child)
{
    struct frame frame;
    while (!child->why && channel_receive(child->channel, &frame, 0, NULL)) {
        if (frame.type == MESSAGE_GIVEN_UP)
            take_last_words(child, &frame);
        frame_clear(&frame);
    }
}

static void ended(pid_t pid, int status, gpointer data)
{
    struct child *child = data;
    (void)pid;
    child->watch = 0;
    child->pid = 0;
    if (!child->channel)
        return; /* it was told to stop */
    hear_last_words(child);
    if (!child->why)
        child->why = process_status_words(status);
    child->exits += WIFEXITED(status) && WEXITSTATUS(status) != 0;
    fallen(child);
}

void child_kill(struct child *child, const char *why)
{
    g_autofree char *kept = g_strdup(why);
    reap_now(child);
    g_free(child->why);
    child->why = g_steal_pointer(&kept);
    fallen(child);
}

static void handle(struct frame *frame, const GError *error, gpointer data)
{
    struct child *child = data;
    if (frame && frame->type == MESSAGE_GIVEN_UP)
        take_last_words(child, frame);
    else if (frame) {
        child->deaths = 0;
        child->handlers.message(frame, child->data);
    } else if (!g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED))
        child_kill(child, error->message);
    /* Closed: the process has ended or is about to, and ended() tells why. */
}

/* GLib's own cache of small chunks (until 2.74) is trimmed by age: each child of a warm parent would
 * trim it anew, and so have pages copied all over the heap. */
static char **environment(enum role role)
{
    char **variables = g_environ_setenv(g_get_environ(), "G_SLICE", "always-malloc", TRUE);
    /* Else each child of a warm parent would look up anew every function that it calls. */
    return role == ROLE_EXTRACTOR ? g_environ_setenv(variables, "LD_BIND_NOW", "1", TRUE) : variables;
}

static gboolean spawn(struct child *child, int socket, GError **error)
{
    g_auto(GStrv) variables = environment(child->role);
    const char *argv[] = {"/proc/self/exe", "--role", roles_name(child->role), NULL};
    pid_t pid = process_start(argv, variables, -1, socket, error);
    if (!pid)
        return FALSE;
    child->pid = pid;
    child->watch = process_watch(pid, ended, child);
    return TRUE;
}

static gboolean start(struct child *child, GVariant *setup, GError **error)
{
    int ends[2];
    if (g_get_monotonic_time() < child->not_before_us) {
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_SYSTEM, "%s: %s; it is started again by itself",
                    child->label, child->why);
        return FALSE;
    }
    g_clear_pointer(&child->why, g_free);
    reap_now(child);
    if (!channel_pair(ends, error))
        return FALSE;
    gboolean started = spawn(child, ends[1], error);
    close(ends[1]);
    if (!started) {
        close(ends[0]);
        return FALSE;
    }
    child->channel = channel_new(ends[0], message_forms, MESSAGES);
    channel_watch(child->channel, handle, child);
    channel_queue(child->channel, MESSAGE_SETUP, setup, -1);
    log_debug("%s: started", child->label);
    return TRUE;
}

struct channel *child_wake(struct child *child, GVariant *setup, GError **error)
{
    g_autoptr(GVariant) owned = g_variant_ref_sink(setup);
    if (!child->channel && !start(child, owned, error))
        return NULL;
    return child->channel;
}

gboolean child_lives(const struct child *child)
{
    return child->pid > 0;
}

guint child_exits(const struct child *child)
{
    return child->exits;
}

struct channel *child_channel(struct child *child)
{
    return child->channel;
}

void child_stop(struct child *child)
{
    g_clear_pointer(&child->channel, channel_free);
    if (child->pid > 0)
        kill(child->pid, SIGTERM);
}
