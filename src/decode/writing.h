/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_WRITING_H
#define CIRCULARD_DECODE_WRITING_H

#include <glib.h>

#define WRITING_AREA 100000.0 /* square points of a picture that can hold a letter: a fifth of a page */

enum writing { WRITING_NONE, WRITING_PERHAPS, WRITING_SURE, WRITING_UNKNOWN }; /* unknown: it cannot be drawn */

/* Grey pixels of a byte, some of them for a point: letters are six to thirty pixels high. */
enum writing writing_find(const guint8 *grey, guint width, guint height);

#endif
