/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for children by pidfd_open(2), so that a process which forks without exec (the extractor)
 * never has a second thread, and no signal handler interrupts anything. Started by posix_spawn(3), which
 * tells of a failed exec without a pipe between: g_spawn_async() waits for the child's whole life where
 * that pipe cannot be read. */
#include "base/process.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void say_files(posix_spawn_file_actions_t *files, int input, int given)
{
    if (input >= 0)
        posix_spawn_file_actions_adddup2(files, input, STDIN_FILENO);
    else
        posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (given >= 0)
        posix_spawn_file_actions_adddup2(files, given, PROCESS_GIVEN);
    posix_spawn_file_actions_addclosefrom_np(files, given >= 0 ? PROCESS_GIVEN + 1 : PROCESS_GIVEN);
}

static void say_signals(posix_spawnattr_t *attributes)
{
    sigset_t none, ignored;
    sigemptyset(&none);
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &ignored);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

pid_t process_start(const char *const *argv, char *const *environment, int input, int given, GError **error)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    pid_t pid = 0;

    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    say_files(&files, input, given);
    say_signals(&attributes);
    int failed = posix_spawn(&pid, argv[0], &files, &attributes, (char *const *)argv, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (failed) {
        g_set_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED, "%s cannot be run: %s", argv[0],
                    g_strerror(failed));
        return 0;
    }
    return pid;
}

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
