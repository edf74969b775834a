/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of UIDs as ranges: 200,000 mails without a gap are one range. */
#ifndef CIRCULARD_COLLECT_UIDS_H
#define CIRCULARD_COLLECT_UIDS_H

#include <glib.h>

#include "mail.h"

GArray *uids_new(void);                                     /* of struct uid_range */
void uids_add(GArray *ranges, guint32 first, guint32 last); /* either order */
void uids_normalise(GArray *ranges); /* rising; those that overlap or touch are joined */
guint64 uids_count(const struct uid_range *ranges, guint length);

gboolean uids_contain(const GArray *ranges, guint32 uid);

/* Walks through single UIDs: 0 at the end. Begin with a zeroed struct. */
struct uids_walk {
    const struct uid_range *ranges;
    guint length;
    guint index;
    guint32 offset;
};
guint32 uids_next(struct uids_walk *walk);

/* An IMAP sequence set ("4,7:9") of UIDs that rise; appends. */
void uids_append_set(GString *set, const guint32 *uids, guint length);

#endif
