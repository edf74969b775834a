/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key of the tokens: state_dir/answer.key, 32 bytes of chance that only this user may read.
 *
 * Without that file, answers to mails sent until then are not believed any more. */
#ifndef CIRCULARD_SUPERVISE_ANSWER_KEY_H
#define CIRCULARD_SUPERVISE_ANSWER_KEY_H

#include <glib.h>

/* Refuses one of another size, and one that others may read. make: where there is none yet. */
GBytes *answer_key_open(const char *state_dir, gboolean make, GError **error);
/* So that a rehearsal words its mails as the real thing would. TRUE also where there is none. */
gboolean answer_key_copy(const char *from_dir, const char *to_dir, GError **error);

#endif
