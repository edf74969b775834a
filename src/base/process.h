/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Child processes in a main loop, by posix_spawn(3) and pidfd: no SIGCHLD handler, no thread. */
#ifndef CIRCULARD_BASE_PROCESS_H
#define CIRCULARD_BASE_PROCESS_H

#include <glib.h>
#include <sys/types.h>

/* Runs argv[0], a path, with descriptor 0 reading input (-1: /dev/null), descriptor 1 at /dev/null, the
 * caller's descriptor 2, and given as descriptor 3 (-1: none); every other one is closed, no signal is
 * blocked. The caller keeps input and given, and has the child to reap. 0 with an error of
 * G_SPAWN_ERROR where it cannot be run. */
enum { PROCESS_GIVEN = 3 };
pid_t process_start(const char *const *argv, char *const *environment, int input, int given, GError **error);

/* Calls back once, when the child has ended and is reaped; status as waitpid(2) gives it. Returns an
 * id for g_source_remove(), after which the child is the caller's to reap. */
typedef void (*process_ended)(pid_t pid, int status, gpointer data);
guint process_watch(pid_t pid, process_ended ended, gpointer data);

/* "exited with 3", "was killed by signal 9 (Killed)". Owned by the caller. */
char *process_status_words(int status);

#endif
