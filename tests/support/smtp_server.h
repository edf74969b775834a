/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real SMTP server (smtp_server.py, which says which addresses ask for which fault) for a test. */
#ifndef CIRCULARD_TESTS_SMTP_SERVER_H
#define CIRCULARD_TESTS_SMTP_SERVER_H

#include <glib.h>

struct smtp_server;

/* Mails go to directory; tls_directory as authority.sh makes it; mode "starttls" or "implicit". user
 * and password NULL: no login is asked for. NULL: it does not start. It cannot outlive the program. */
struct smtp_server *smtp_server_start(const char *directory, const char *tls_directory,
                                      const char *mode, const char *user, const char *password);
/* The same on a port of the caller's (0: a free one): a server that comes back after an outage. */
struct smtp_server *smtp_server_start_at(const char *directory, const char *tls_directory,
                                         const char *mode, const char *user, const char *password,
                                         guint port);
void smtp_server_stop(struct smtp_server *server); /* NULL is fine; what it kept stays */
guint smtp_server_port(const struct smtp_server *server);

guint smtp_server_count(const char *directory); /* mails kept */
/* Waits until so many are there; FALSE after timeout_ms. */
gboolean smtp_server_wait(const char *directory, guint count, guint timeout_ms);
char *smtp_server_mail(const char *directory, guint number);     /* from 1; NULL where missing */
char *smtp_server_envelope(const char *directory, guint number); /* JSON, one line */

#endif
