/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told about a matter that nothing is due in any more: to those who have its date in their
 * calendars, and to nobody else. */
#ifndef CIRCULARD_SUPERVISE_CLOSING_H
#define CIRCULARD_SUPERVISE_CLOSING_H

#include <glib.h>

#include "supervise/centre.h"

/* Whether the last calendar file that went to an official bears the date. closings: how often it was
 * taken back before. reminders: of struct reminder, of one matter, oldest first. */
gboolean closing_holds_date(const GPtrArray *reminders, const char *official, guint *closings);

/* Plans the notes about a matter that is closed or for information. */
gboolean closing_plan(struct centre *centre, const struct matter *matter, const GPtrArray *reminders,
                      GError **error);

#endif
