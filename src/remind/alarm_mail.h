/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mail that says that circulard itself is in trouble, or no longer. */
#ifndef CIRCULARD_REMIND_ALARM_MAIL_H
#define CIRCULARD_REMIND_ALARM_MAIL_H

#include <glib.h>

#include "office.h"

struct alarm_news {
    const char *part;  /* "mailbox inbox", "relay", "reading", "register" */
    const char *host;  /* this machine */
    const char *error; /* the last failure's sentence; may be NULL */
    gint64 since, now; /* seconds since the epoch */
    gboolean over;     /* all clear */
    gboolean once;     /* nothing that lasts: error says it all */
    guint every_hours; /* it is told again */
};

/* What it says, several lines, in English: the reader looks after machines. Also for a command. */
char *alarm_mail_text(const struct alarm_news *news);
/* Canonical (CRLF); NULL where an address is not plain. */
GBytes *alarm_mail_compose(const struct office *office, const char *to, const struct alarm_news *news);

#endif
