/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of everything in state_dir that cannot be had again, and the way back. */
#ifndef CIRCULARD_KEEP_BACKUP_H
#define CIRCULARD_KEEP_BACKUP_H

#include "keep/register.h"

struct backup {
    guint mails;        /* copied, or there already */
    GPtrArray *lacking; /* of char *: mails whose bytes are missing or damaged, in sentences */
    gint64 made_at;     /* of a backup that was read */
};
void backup_clear(struct backup *backup);

/* Into a new folder, also while the daemon runs: the register as of one moment, every mail that it holds,
 * the key, and what other small files lie in state_dir. Synced; the file "backup" comes last: a folder
 * without it is no backup. Mails that are lacking do not stop it. */
gboolean backup_make(struct registry *registry, const char *folder, gint64 now, struct backup *backup,
                     GError **error);

/* Into state_dir, where no register may be. The backup is checked first: pages, keys, history. What was
 * due since then is in doubt from now on (register_restored()). The caller holds register_lock(). */
gboolean backup_restore(const char *folder, const char *state_dir, gint64 now, struct backup *backup,
                        GError **error);

#endif
