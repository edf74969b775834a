/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a file of weights, "0.42 near reply": what each weighs and the name of what has that weight. */
#ifndef CIRCULARD_FIND_WEIGHT_LINES_H
#define CIRCULARD_FIND_WEIGHT_LINES_H

#include <glib.h>

#define WEIGHT_MOST 32 /* and as much below 0 */

enum weight_taken { WEIGHT_TAKEN, WEIGHT_STRANGE, WEIGHT_TOO_MANY };

/* Takes one of them; feature is all that stands behind the weight and a blank. */
typedef enum weight_taken (*weight_taker)(double weight, const char *feature, gpointer data);

/* Empty lines and those that begin with # say nothing. FALSE at the first that is not taken: the error names the file,
 * the line and, as `form`, what a line should be. */
gboolean weight_lines_read(const char *text, const char *name, const char *form, weight_taker take, gpointer data, GError **error);

#endif
