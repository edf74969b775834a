/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a mail made fit for a line of our own. */
#ifndef CIRCULARD_BASE_ESCAPE_H
#define CIRCULARD_BASE_ESCAPE_H

#include <glib.h>

/* Valid UTF-8, controls, bidi overrides and line separators as \xNN or \uNNNN, cut at most bytes
 * with "…". For logs, headers' values and terminals. Owned by the caller. */
char *escape_line(const char *text, gsize most);

/* Valid UTF-8 with each run of white space made one space, none at the ends. Owned by the caller. */
char *escape_space(const char *text);

#endif
