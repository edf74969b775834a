/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_UUENCODE_H
#define CIRCULARD_DECODE_UUENCODE_H

#include "decode/reading.h"

/* Reads the files that stand uuencoded in a text as leaves and takes them out of it. */
void uuencode_extract(struct reading *reading, GString *text);

#endif
