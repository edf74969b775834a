/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that was made UTF-8 twice. */
#ifndef CIRCULARD_DECODE_DOUBLED_H
#define CIRCULARD_DECODE_DOUBLED_H

#include <glib.h>

/* TRUE: it was, and is mended in place. */
gboolean doubled_mend(GString *utf8);

#endif
