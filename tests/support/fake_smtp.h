/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other end of an SMTP dialogue over a socket pair, following a script: for what a real server never
 * does, such as going silent in the middle of a reply. */
#ifndef CIRCULARD_TESTS_FAKE_SMTP_H
#define CIRCULARD_TESTS_FAKE_SMTP_H

#include <glib.h>

#include "remind/smtp.h"

/* One line of the script: when a command begins so ("." stands for the end of the data), this is sent
 * as it is; then, with drop, the connection ends. A reply of NULL says nothing. What no line takes is
 * answered like a server that is content with everything. A line is used once where once is set. */
struct fake_smtp_line {
    const char *command, *reply;
    gboolean drop, once;
};

struct fake_smtp;
/* The script ends with a line whose command is NULL; it must outlive the server. */
struct fake_smtp *fake_smtp_start(const struct fake_smtp_line *script);
void fake_smtp_stop(struct fake_smtp *fake);
/* Gives up waiting for a line after half a second. Belongs to the fake. */
const struct smtp_road *fake_smtp_road(struct fake_smtp *fake);
/* All bytes that came so far; to be asked after the client is done. */
char *fake_smtp_heard(struct fake_smtp *fake);

#endif
