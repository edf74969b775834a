/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SHA-256 of what may be large: a whole mail. */
#ifndef CIRCULARD_BASE_DIGEST_H
#define CIRCULARD_BASE_DIGEST_H

#include <glib.h>

/* In 64 hexadecimal digits, as g_compute_checksum_for_bytes() has it. */
char *digest_sha256(GBytes *bytes);

#endif
