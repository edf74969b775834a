/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mail programs put before the subject of a mail (RFC 5322, 3.6.5, and what is done beside it). */
#ifndef CIRCULARD_BASE_SUBJECT_H
#define CIRCULARD_BASE_SUBJECT_H

#include <glib.h>

enum subject_prefix { SUBJECT_PLAIN, SUBJECT_MARKED, SUBJECT_ANSWERED, SUBJECT_PASSED_ON };

/* Where the subject goes on behind one prefix ("Re:", "AW:", "WG:") or one mark in brackets ("[list]");
 * NULL where there is none, or nothing behind it. subject: valid UTF-8. which: may be NULL. */
const char *subject_skip(const char *subject, enum subject_prefix *which);
/* The first prefix that is no mark says that the mail answers another one. subject: may be NULL. */
gboolean subject_answers(const char *subject);

#endif
