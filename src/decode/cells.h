/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cells of workbooks have in common, whatever file they stand in: days are numbers. */
#ifndef CIRCULARD_DECODE_CELLS_H
#define CIRCULARD_DECODE_CELLS_H

#include <glib.h>

/* Does a number format show a number as a day? By its code, or by its number where it is built in. */
gboolean cells_is_date_code(const char *code);
gboolean cells_is_date_number(guint format);

/* "2025-09-16", with the time where it has one; NULL: no day of this or the last centuries. */
char *cells_format_day(double serial, gboolean since_1904);

#endif
