/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_PDF_LAYERS_H
#define CIRCULARD_DECODE_PDF_LAYERS_H

#include <poppler.h>

/* Is there text among the first pages on layers that are not shown? They are shown from then on. */
gboolean pdf_layers_hide_text(PopplerDocument *document, guint pages);

#endif
