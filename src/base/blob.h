/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes in a sealed memory file: handed from process to process, and nobody can change them. */
#ifndef CIRCULARD_BASE_BLOB_H
#define CIRCULARD_BASE_BLOB_H

#include <glib.h>

int blob_seal(const void *bytes, gsize length, GError **error); /* a descriptor, or -1 */
/* Refuses what is not sealed against writing and shrinking, and what is over most. Keeps no fd. */
GBytes *blob_map(int fd, gsize most, GError **error);

#endif
