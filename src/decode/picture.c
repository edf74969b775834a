/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Most pictures in mails are logos of signatures, in PNG and JPEG. Their first bytes tell that they are no pages, so
 * that nothing that draws pictures need be there for them: a PNG begins with a header of fixed form (ISO/IEC 15948,
 * 11.2.2); in a JPEG one goes from segment to segment until a frame begins (ITU-T T.81, B.2.2). What is not of
 * this form is not judged here. */
#include "decode/picture.h"

#include <string.h>

enum { SEGMENTS_MAX = 1000, MARKER = 0xff, FRAME_FIRST = 0xc0, FRAME_LAST = 0xcf, FRAME_BYTES = 9 };

static guint read_big(const guint8 *at, guint bytes)
{
    guint number = 0;
    while (bytes-- > 0)
        number = number << 8 | *at++;
    return number;
}

static gboolean measure_png(const guint8 *bytes, gsize length, guint *width, guint *height)
{
    static const char begin[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const gsize at = sizeof begin - 1;
    if (length < at + 8 || memcmp(bytes, begin, at) != 0)
        return FALSE;
    *width = read_big(bytes + at, 4);
    *height = read_big(bytes + at + 4, 4);
    return TRUE;
}

/* Three markers of that range begin tables instead. */
static gboolean begins_frame(guint8 marker)
{
    return marker >= FRAME_FIRST && marker <= FRAME_LAST && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean measure_jpeg(const guint8 *bytes, gsize length, guint *width, guint *height)
{
    if (length < 2 || bytes[0] != MARKER || bytes[1] != 0xd8)
        return FALSE;
    gsize at = 2;
    for (guint i = 0; i < SEGMENTS_MAX && length - at >= FRAME_BYTES && bytes[at] == MARKER; i++) {
        if (begins_frame(bytes[at + 1])) {
            *height = read_big(bytes + at + 5, 2);
            *width = read_big(bytes + at + 7, 2);
            return TRUE;
        }
        at += MIN(2 + (gsize)read_big(bytes + at + 2, 2), length - at);
    }
    return FALSE;
}

gboolean picture_measure(GBytes *picture, guint *width, guint *height)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(picture, &length);
    return (measure_png(bytes, length, width, height) || measure_jpeg(bytes, length, width, height)) &&
           *width > 0 && *height > 0;
}
