/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walls around a child process: what it cannot do any more once it is sealed.
 *
 * SANDBOX_READER, one mail: no file can be opened, nothing executed, no process, thread or socket
 *   made, no memory made executable; only the kept descriptors, memory, time and exit are left. A
 *   forbidden call ends the process (SIGSYS); opening a file fails with ENOENT instead, because
 *   libraries look for optional files.
 * SANDBOX_WARM, the parent that readers are forked from: as above, but it may fork and receive
 *   descriptors. Seal it after everything is loaded.
 * SANDBOX_NETWORK, fetcher and notifier: sockets and threads, reading of system files and of the
 *   paths named; no writing, no execution, no process.
 *
 * A seal cannot be undone and holds for children. Leave a sealed process with _exit(2): what
 * libraries do at exit may be forbidden. */
#ifndef CIRCULARD_SUPERVISE_SANDBOX_H
#define CIRCULARD_SUPERVISE_SANDBOX_H

#include <glib.h>

enum sandbox_role { SANDBOX_READER, SANDBOX_WARM, SANDBOX_NETWORK };

struct sandbox_limits {
    guint cpu_seconds;   /* in all; SIGXCPU ends the process. 0: no limit */
    guint wall_seconds;  /* SIGALRM ends it. 0: no limit */
    guint64 memory_bytes; /* address space beyond mapped_bytes. 0: no limit */
    guint64 mapped_bytes; /* in use before; 0: asked for now, which a process forked from a sealed
                             parent cannot do: it is handed what sandbox_mapped() said before */
    const int *keep;     /* descriptors that stay open beside 0, 1 and 2; ascending or not */
    guint kept;          /* how many; G_MAXUINT: all stay open */
    const char *const *readable; /* SANDBOX_NETWORK: further files and folders; NULL for none */
    GBytes *compiled;    /* of sandbox_compile() for this role; NULL: done now */
    gboolean quiet;      /* standard output and error lead nowhere: they would carry words of mails */
};

#define SANDBOX_ERROR (sandbox_error_quark())
GQuark sandbox_error_quark(void);
enum { SANDBOX_ERROR_SYSTEM };

/* Seals the calling process, which must have one thread. On an error the process is partly sealed
 * and must not go on to the bytes it was to be sealed for. */
gboolean sandbox_seal(enum sandbox_role role, const struct sandbox_limits *limits, GError **error);

/* What of the seal can be made once for many children; NULL where that fails. */
GBytes *sandbox_compile(enum sandbox_role role);

/* Closes all descriptors but 0, 1, 2 and those that limits keep, as sandbox_seal() does. */
gboolean sandbox_close_others(const struct sandbox_limits *limits);

/* Bytes of address space in use; 0 where the kernel does not say. */
guint64 sandbox_mapped(void);

/* From now on this much processor time until SIGPROF ends the process; again starts anew. For the
 * parts of a mail, so that one part cannot use up what the others need. Works inside a seal. */
void sandbox_slice(guint seconds);

/* Why a child ended, for people: "it ran out of time", "it did what is forbidden to it (31)". status
 * as from waitpid(2). NULL where it ended well. */
const char *sandbox_verdict(int status);

#endif
