/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_PDF_H
#define CIRCULARD_DECODE_PDF_H

#include <glib-object.h>

/* Opens and draws a small document, so that fonts and tables are loaded. They are thrown away with the
 * last document, so this one is to be kept; NULL where it could not be opened. */
GObject *pdf_warm(void);

#endif
