/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many letters of unverified senders become matters: so many of each day, and no more.
 *
 * Anybody can write to the mailbox, and each new matter is a mail to each of its officials, and more later.
 * What is counted are letters by the day on which they came, not by that on which they are read: the first
 * import of an old mailbox, a replay and a register that is put back come to what was decided then. The
 * letter itself is kept and read in any case; only the matter is not made. */
#include "keep/write.h"

#include <glib/gi18n.h>

char *strangers_refuse(struct sql *sql, const struct findings *findings, const struct record_terms *terms)
{
    const GDate *came = g_date_valid(&findings->received) ? &findings->received : &terms->today;
    if (terms->verified || terms->strangers_most == 0)
        return NULL;
    /* The words are those of the index. */
    gint64 before = sql_number(sql, 0,
                               "SELECT count(*) FROM mails WHERE received = ? AND verified = 0"
                               " AND outcome IN ('new matter', 'for information')",
                               V(came));
    if (before < terms->strangers_most)
        return NULL;
    return g_strdup_printf(N_("the sender is not verified, and %" G_GINT64_FORMAT " letters of such senders were"
                              " registered on that day already"), before);
}
