/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails to officials, written out of what the register holds. */
#ifndef CIRCULARD_SUPERVISE_WRITING_H
#define CIRCULARD_SUPERVISE_WRITING_H

#include "remind/compose.h"
#include "remind/plan.h"
#include "supervise/centre.h"

/* Of all of a matter's reminders those to one official; not owned. */
GPtrArray *writing_reminders_to(const GPtrArray *all, const char *official);
struct reminder *writing_reminder_to(const struct official *official, gint64 matter, guint version,
                                     const char *step);

/* One about no matter, to be planned for today; takes bytes. */
struct reminder *writing_mail_of_office(const struct centre *centre, const struct official *official,
                                        const char *step, GBytes *bytes);
/* What every mail is composed with; the caller adds what it is about. */
struct compose_input writing_input(const struct centre *centre, const struct official *official);

/* A step that is due, written out, to be planned. mine: the matter's reminders to this official. refused:
 * what the mail server said when it refused this mail with the original attached: it is left out; else
 * NULL. */
struct reminder *writing_due(struct centre *centre, const struct official *official,
                             const struct matter *matter, const struct step *step,
                             const GPtrArray *mine, const char *refused, GError **error);
/* A mail that could not be read, wholly or in part, or was not registered: to the administrator. */
struct reminder *writing_unread(struct centre *centre, const struct mail_row *row, const char *refused,
                                GError **error);

/* The bytes of a reminder that was refused, once more and without the original; NULL without *error where
 * it bears none. */
GBytes *writing_without_original(struct centre *centre, const struct reminder *reminder,
                                 const char *refused, GError **error);

#endif
