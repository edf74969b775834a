/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A temporary directory of a test, and the files that stand beside the tests. */
#ifndef CIRCULARD_TESTS_SCRATCH_H
#define CIRCULARD_TESTS_SCRATCH_H

#include <glib.h>

char *scratch_new(void);                      /* made below /tmp; free with scratch_free */
void scratch_free(char *directory);           /* removes it with all that is in it */
char *scratch_support_file(const char *name); /* tests/support/NAME, wherever the test runs */
gboolean scratch_run(const char *const *arguments, GError **error); /* waits; FALSE: it failed */

#endif
