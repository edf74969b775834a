/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Child processes in a main loop, by pidfd: no SIGCHLD handler, no thread. */
#ifndef CIRCULARD_BASE_PROCESS_H
#define CIRCULARD_BASE_PROCESS_H

#include <glib.h>
#include <sys/types.h>

/* Calls back once, when the child has ended and is reaped; status as waitpid(2) gives it. Returns an
 * id for g_source_remove(), after which the child is the caller's to reap. */
typedef void (*process_ended)(pid_t pid, int status, gpointer data);
guint process_watch(pid_t pid, process_ended ended, gpointer data);

/* "exited with 3", "was killed by signal 9 (Killed)". Owned by the caller. */
char *process_status_words(int status);

#endif
