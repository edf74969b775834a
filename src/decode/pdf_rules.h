/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level lines that a PDF's drawing operators leave on the paper. */
#ifndef CIRCULARD_DECODE_PDF_RULES_H
#define CIRCULARD_DECODE_PDF_RULES_H

#include <glib.h>

struct pdf_rule {
    double y, left, right; /* points from the lower left corner of the sheet */
};

/* Adds the rules of one unpacked stream to an array of struct pdf_rule. FALSE: there may be more, their places
 * are not known. */
gboolean pdf_rules_collect(const char *bytes, gsize length, GArray *rules);

#endif
