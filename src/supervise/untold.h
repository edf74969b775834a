/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The administrator is told of every mail that could not be read, wholly or in part, or was not registered. */
#ifndef CIRCULARD_SUPERVISE_UNTOLD_H
#define CIRCULARD_SUPERVISE_UNTOLD_H

#include "supervise/centre.h"

/* What a mail is named by in mails about it; parts, of struct flaw, may be NULL. Nothing is copied. */
struct unread_mail untold_describe(const struct mail_row *row, const GPtrArray *parts, const char *zone);

gboolean untold_plan(struct centre *centre, GError **error);

#endif
