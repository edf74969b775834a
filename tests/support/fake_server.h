/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripted mail servers (fake_server.py, which says what WORDs there are) for a test program. */
#ifndef CIRCULARD_TESTS_FAKE_SERVER_H
#define CIRCULARD_TESTS_FAKE_SERVER_H

#include <glib.h>

struct fake_server;
struct fake_server *fake_server_start(const char *tls_directory); /* NULL: it does not start */
/* The same, with an authority of its own in a folder of its own; ca_file: its certificate, the server's. */
struct fake_server *fake_server_start_alone(const char **ca_file);
void fake_server_stop(struct fake_server *fake);
/* A new server as described, "imap tls greeting=…"; its port. */
guint fake_server_listen(struct fake_server *fake, const char *description);
char *fake_server_heard(struct fake_server *fake, guint port); /* JSON list of lines */
char *fake_server_clear(struct fake_server *fake, guint port); /* what came before TLS */

#endif
