/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a picture says it is, without the libraries that could draw it. */
#ifndef CIRCULARD_DECODE_PICTURE_H
#define CIRCULARD_DECODE_PICTURE_H

#include <glib.h>

/* In pixels. FALSE: it is neither PNG nor JPEG, or does not say. */
gboolean picture_measure(GBytes *picture, guint *width, guint *height);

#endif
