/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comma-separated values (RFC 4180), safe to open in a spreadsheet. */
#ifndef CIRCULARD_TELL_CSV_H
#define CIRCULARD_TELL_CSV_H

#include <glib.h>

/* Appends one cell and what ends it. text: NULL is an empty cell. */
void csv_cell(GString *out, const char *text, gboolean last);

#endif
