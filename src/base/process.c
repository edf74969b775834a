/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for children by pidfd_open(2), so that a process which forks without exec (the extractor)
 * never has a second thread, and no signal handler interrupts anything. */
#include "base/process.h"

#include <glib-unix.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct watched {
    pid_t pid;
    int fd;
    process_ended ended;
    gpointer data;
};

static void watched_free(gpointer data)
{
    struct watched *watched = data;
    close(watched->fd);
    g_free(watched);
}

static gboolean reap(gint fd, GIOCondition condition, gpointer data)
{
    struct watched *watched = data;
    (void)fd, (void)condition;
    int status = 0;
    pid_t reaped = waitpid(watched->pid, &status, WNOHANG);
    if (reaped == 0)
        return G_SOURCE_CONTINUE;
    watched->ended(watched->pid, status, watched->data);
    return G_SOURCE_REMOVE;
}

guint process_watch(pid_t pid, process_ended ended, gpointer data)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    g_return_val_if_fail(fd >= 0, 0);
    struct watched *watched = g_new(struct watched, 1);
    *watched = (struct watched){pid, fd, ended, data};
    return g_unix_fd_add_full(G_PRIORITY_DEFAULT, fd, G_IO_IN, reap, watched, watched_free);
}

char *process_status_words(int status)
{
    if (WIFSIGNALED(status))
        return g_strdup_printf("was killed by signal %d (%s)", WTERMSIG(status),
                               strsignal(WTERMSIG(status)));
    return g_strdup_printf("exited with %d", WEXITSTATUS(status));
}
