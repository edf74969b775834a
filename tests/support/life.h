/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole small life of the register: mails are taken from a mailbox, read, made matters of, notices planned and
 * sent. It may end anywhere and is lived again; in the end everything has happened once.
 *
 * The "mailbox" is a list of letters, the "mail server" a file beside state_dir to which each mail sent adds a line.
 * A reminder found claimed at the start is looked up there, as the daemon looks for its own copy. */
#ifndef CIRCULARD_TESTS_LIFE_H
#define CIRCULARD_TESTS_LIFE_H

#include <glib.h>

extern gboolean life_may_fail; /* it is no wonder where something fails: not told */

void life_prepare(const char *folder);    /* once, in an empty folder */
char *life_state_dir(const char *folder);
void life_live(const char *folder);       /* in a process of its own: where something fails, it exits with 1 */

void life_assert_whole(const char *folder); /* wherever it has ended */
void life_assert_ended(const char *folder); /* after one that came to its end */

#endif
