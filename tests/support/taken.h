/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a source hands over, kept by UID, as the ledger would. */
#ifndef CIRCULARD_TESTS_TAKEN_H
#define CIRCULARD_TESTS_TAKEN_H

#include "collect/source.h"

struct taken {
    GHashTable *mails; /* UID → struct mail */
    guint doubled;     /* times that a UID came again */
    guint stop_after;  /* the taker says stop at this many; 0: never */
};

struct taken *taken_new(void);
void taken_free(struct taken *taken);
AUTO_DEFINE(taken)
gboolean taken_take(struct mail *mail, gpointer taken); /* a source_taker */
const struct mail *taken_mail(const struct taken *taken, guint32 uid);

/* Looks, and fetches all that is held and not taken yet. FALSE, and the error, as the source says;
 * tally may be NULL. */
gboolean taken_poll(struct taken *taken, struct source *source, struct source_tally *tally,
                    GError **error);

#endif
