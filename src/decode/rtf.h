/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_RTF_H
#define CIRCULARD_DECODE_RTF_H

#include "decode/charset.h"
#include "decode/lines.h"

/* What could not be shown, for the person. */
struct rtf_notes {
    gboolean hidden, struck, commented;
};

/* Writes the document's text; never fails. */
struct rtf_notes rtf_write(const char *bytes, gsize length, struct charsets *charsets,
                           struct lines *lines);

#endif
