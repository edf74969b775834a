/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as Windows writes them into files: the lowest byte first. */
#ifndef CIRCULARD_DECODE_LITTLE_H
#define CIRCULARD_DECODE_LITTLE_H

#include <glib.h>

static inline guint16 little_u16(const guint8 *at)
{
    return (guint16) (at[0] | at[1] << 8);
}

static inline guint32 little_u32(const guint8 *at)
{
    return at[0] | (guint32) at[1] << 8 | (guint32) at[2] << 16 | (guint32) at[3] << 24;
}

#endif
