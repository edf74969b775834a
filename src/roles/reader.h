/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads mails in sealed children: decode + find, one child a mail, forked from a warm parent.
 *
 * The parent has loaded language packs, character sets and fonts, and never looks at a mail. A child
 * that dies on one part of a mail is followed by another that leaves this part out, so that the rest
 * is still read. Needs a main loop. */
#ifndef CIRCULARD_ROLES_READER_H
#define CIRCULARD_ROLES_READER_H

#include <glib.h>

#include "base/auto.h"

struct decode_limits;

struct reader_settings {
    const char *lang_dir;
    gboolean alone; /* this process does nothing else, and ends with _exit(2): libraries may go */
    guint read_seconds; /* wall time of one child; 0: the default */
    const struct decode_limits *limits; /* NULL: the defaults */
    guint most; /* children at a time: other jobs wait. 0: all that are started */
};

struct reader;
/* What is freed later of what was there before makes forks dearer. */
struct reader *reader_new(const struct reader_settings *settings, GError **error);
void reader_free(struct reader *reader);
AUTO_DEFINE(reader)

/* What is to be read. The descriptors are taken. */
struct reader_job {
    int mail;           /* sealed memory file */
    int answer;         /* socket: one MESSAGE_FINDINGS or MESSAGE_UNREADABLE, then closed */
    gboolean document;  /* a bare document is fine too */
    char *name;         /* of a document, to show; or NULL */
    GDate received;     /* may be not valid: the Date header's */
    gboolean witnessed; /* … its mailbox says so, which speaks for or against that header */
    gboolean candidates; /* hand over every date that was looked at */
};
void reader_start(struct reader *reader, const struct reader_job *job); /* name is copied */
guint reader_busy(const struct reader *reader); /* jobs not yet answered */

#endif
