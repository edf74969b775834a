/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_PDF_H
#define CIRCULARD_DECODE_PDF_H

void pdf_warm(void); /* opens and draws a small document, so that fonts and tables are loaded */

#endif
