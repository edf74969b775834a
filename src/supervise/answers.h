/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers by mail: what remind/answering.h decides is done in the register, and told by mail. */
#ifndef CIRCULARD_SUPERVISE_ANSWERS_H
#define CIRCULARD_SUPERVISE_ANSWERS_H

#include <glib.h>

#include "base/auto.h"
#include "finding.h"
#include "remind/compose.h"
#include "supervise/centre.h"

/* Makes the key of the tokens where there is none. centre->registry and ->wordings must be there. */
struct answers *answers_new(struct centre *centre, GError **error);
void answers_free(struct answers *answers);

/* What stands in mails to this official about this matter; NULL where answers are not read. */
char *answers_token(const struct answers *answers, const struct matter *matter, const char *official);

/* Plans a mail about an answer or about a closing, once for its step. */
gboolean answers_tell(struct answers *answers, gint64 matter, const struct official *official,
                      const struct answer_mail *mail, GError **error);

struct answered {
    gint64 matter; /* that the mail answers; 0 for none */
    GDate day;     /* that the answer names; may be not valid */
};

/* A mail whose findings have come, before they are recorded. FALSE: not all was done, and the mail is
 * to be read again. */
gboolean answers_take(struct answers *answers, gint64 mail, const struct findings *findings,
                      struct answered *answered, GError **error);

#endif
