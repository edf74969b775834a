/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A private Dovecot (dovecot.sh) for a test program, in a directory of its own. It ends with the
 * program, whatever happens to it. */
#ifndef CIRCULARD_TESTS_DOVECOT_H
#define CIRCULARD_TESTS_DOVECOT_H

#include <glib.h>

struct dovecot {
    char *directory;
    char *imaps_url, *imap_url; /* to localhost */
    char *ca_file;
    struct dovecot_process *process;
};

struct dovecot *dovecot_start(void); /* NULL: it does not start; says why on standard error */
void dovecot_stop(struct dovecot *dovecot);
void dovecot_add_user(struct dovecot *dovecot, const char *user, const char *password);
/* Into the user's INBOX, as a delivery agent would; LF line ends, of which IMAP makes CRLF. */
void dovecot_deliver(struct dovecot *dovecot, const char *user, const char *bytes, gsize length);
/* Into another mailbox (UTF-8), which is made where it is missing. */
void dovecot_save(struct dovecot *dovecot, const char *user, const char *mailbox, const char *text);
/* Any doveadm command for a user: dovecot_admin(d, "expunge", "-u", "alice", …, NULL). */
void dovecot_admin(struct dovecot *dovecot, const char *word, ...) G_GNUC_NULL_TERMINATED;

#endif
