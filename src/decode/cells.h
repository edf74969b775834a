/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cells of workbooks have in common, whatever file they stand in: days are numbers, and rows may
 * come in any order. */
#ifndef CIRCULARD_DECODE_CELLS_H
#define CIRCULARD_DECODE_CELLS_H

#include "decode/lines.h"
#include "text.h"

#define CELLS_COLUMNS_MAX 256
#define CELLS_MAX         500000 /* of a sheet */

/* The cells of a sheet, gathered before they are written. */
struct cells;
struct cells *cells_new(void);
void cells_free(struct cells *cells);
AUTO_DEFINE(cells)

/* text is borrowed until the next cells_clear(); of two in one place the later one counts. Columns
 * from CELLS_COLUMNS_MAX on, and empty texts, are no cells. */
void cells_add(struct cells *cells, guint row, guint column, const char *text);
const char *cells_own(struct cells *cells, char *text); /* takes it, gives it back to be added */
void cells_hide_row(struct cells *cells, guint row);
void cells_hide_columns(struct cells *cells, guint first, guint last);
/* What stands above or below the cells on each printed page, with its codes; what was said before is not said again. */
void cells_add_side(struct cells *cells, const char *coded, gboolean below);
void cells_see_comment(struct cells *cells); /* which is left out, and told by cells_tell() */
guint cells_count(const struct cells *cells);
/* All rows as a table between header and footer. TRUE: something hidden was left out. */
gboolean cells_write(struct cells *cells, struct lines *lines);
void cells_clear(struct cells *cells); /* for the next sheet */
/* What was left out of any sheet; that some had comments or too many cells, cells know. */
void cells_tell(const struct cells *cells, gboolean hidden, gboolean struck, struct text *text,
                const char *part);

/* The words of a header or footer, a line for each of its parts. *left_out: some are crossed out. */
char *cells_side_text(const char *coded, gboolean *left_out);

/* What a number format shows of a number that counts days: by its code, or by its number where it is built in. */
enum cells_date { CELLS_NUMBER, CELLS_DAY, CELLS_MONTH, CELLS_YEAR };
enum cells_date cells_date_of_code(const char *code);
enum cells_date cells_date_of_number(guint format);

/* "2025-09-16", with the time where it has one, "September 2025", "2025"; NULL: no day of this or the last
 * centuries. */
char *cells_format_date(double serial, gboolean since_1904, enum cells_date as);

#endif
