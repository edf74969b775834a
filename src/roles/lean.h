/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Libraries that forked children do without: their mappings stay with the parent (MADV_DONTFORK), or, where
 * it does without them too, are gone. Of the others it is the names and relocations, once all is bound.
 *
 * A fork copies each mapping of its parent, and an exit takes each down again; most of them belong to
 * libraries which reading a mail never calls. A child that calls one all the same is not lost: where
 * it would crash it says what it lacks, and can be run again where everything is at hand. */
#ifndef CIRCULARD_ROLES_LEAN_H
#define CIRCULARD_ROLES_LEAN_H

#include <glib.h>
#include <sys/types.h>

struct lean {
    GArray *ranges; /* of addresses that children do not have; NULL: they have all */
    guint64 bytes;  /* in these */
};

/* In the parent, once, when all is loaded. names: those of libraries up to ".so"; NULL at the end. for_good:
 * the parent itself calls none of them any more, and ends with _exit(2). Does nothing where functions are
 * bound at their first call (no LD_BIND_NOW): binding looks into every library. */
void lean_settle(struct lean *lean, const char *const *names, gboolean for_good);
void lean_clear(struct lean *lean);

/* fork(2), but handlers which libraries have set for it are not called. */
pid_t lean_fork(const struct lean *lean);

/* In a child: what it uses of the libraries left out ends it with this status. lean must live on. */
void lean_enter(const struct lean *lean, int status);

#endif
