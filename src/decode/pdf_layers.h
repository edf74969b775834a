/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_PDF_LAYERS_H
#define CIRCULARD_DECODE_PDF_LAYERS_H

#include <poppler.h>

struct pdf_layers {
    gboolean hide_text, hide_picture; /* a large one */
};

/* What stands on the first pages on layers that are not shown. They are shown from then on. */
struct pdf_layers pdf_layers_read(PopplerDocument *document, guint pages);

#endif
