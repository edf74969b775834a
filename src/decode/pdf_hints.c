/* SPDX-License-Identifier: GPL-3.0-or-later */
/* poppler's interface does not tell whether text is drawn without a mark, nor cheaply whether a file has form
 * fields. Both stand in the file as keywords, plain or in streams that are deflated: these are unpacked, as far
 * as the limits go, and searched. Pictures and fonts are passed over. */
#include "decode/pdf_hints.h"

#include <gio/gio.h>
#include <string.h>

#define STREAMS_MAX      3000
#define STREAM_BYTES_MAX (256u * 1024)      /* unpacked, of each */
#define ALL_BYTES_MAX    (8u * 1024 * 1024) /* of all together */
#define DICTIONARY_BYTES 400                /* before a stream, where its kind is told */

static gboolean ends_number(char c)
{
    return !g_ascii_isdigit(c) && c != '.';
}

/* "3 Tr" or "7 Tr", or an opacity of zero. */
static gboolean draws_without_mark(const char *bytes, gsize length)
{
    const char *end = bytes + length;
    for (const char *at = bytes; (at = memmem(at, (gsize) (end - at), " Tr", 3)) != NULL; at += 3)
        if (at > bytes && (at[-1] == '3' || at[-1] == '7') && (at - 1 == bytes || ends_number(at[-2])))
            return TRUE;
    for (const char *at = bytes; (at = memmem(at, (gsize) (end - at), "/ca ", 4)) != NULL; at += 4) {
        gsize zeros = 4;
        while (at + zeros < end && (at[zeros] == '0' || at[zeros] == '.'))
            zeros++;
        if (zeros > 4 && (at + zeros == end || ends_number(at[zeros])))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_of_interest(const char *dictionary, gsize length)
{
    return memmem(dictionary, length, "/FlateDecode", 12) != NULL && memmem(dictionary, length, "/Image", 6) == NULL &&
           memmem(dictionary, length, "/Length1", 8) == NULL && memmem(dictionary, length, "/FontFile", 9) == NULL;
}

/* As much as the stream gives; unpacked holds STREAM_BYTES_MAX. */
static gsize unpack(const char *bytes, gsize length, char *unpacked)
{
    g_autoptr(GZlibDecompressor) zlib = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
    gsize taken = 0, given = 0;
    while (taken < length && given < STREAM_BYTES_MAX) {
        gsize read = 0, written = 0;
        GConverterResult result =
            g_converter_convert(G_CONVERTER(zlib), bytes + taken, length - taken, unpacked + given,
                                STREAM_BYTES_MAX - given, G_CONVERTER_NO_FLAGS, &read, &written, NULL);
        taken += read;
        given += written;
        if (result != G_CONVERTER_CONVERTED || read + written == 0)
            break;
    }
    return given;
}

static void look_through(struct pdf_hints *hints, const char *bytes, gsize length)
{
    hints->markless = hints->markless || draws_without_mark(bytes, length);
    hints->typed = hints->typed || memmem(bytes, length, "/AcroForm", 9) != NULL ||
                   memmem(bytes, length, "/FreeText", 9) != NULL;
}

struct pdf_hints pdf_hints_read(GBytes *file)
{
    gsize length, all = 0;
    const char *bytes = g_bytes_get_data(file, &length), *end = bytes + length, *at = bytes;
    struct pdf_hints hints = {0};
    look_through(&hints, bytes, length);
    g_autofree char *unpacked = g_malloc(STREAM_BYTES_MAX);
    for (guint i = 0; i < STREAMS_MAX && all < ALL_BYTES_MAX && !(hints.markless && hints.typed); i++) {
        const char *stream = memmem(at, (gsize) (end - at), "stream", 6);
        if (stream == NULL)
            break;
        const char *stop = memmem(stream, (gsize) (end - stream), "endstream", 9);
        gsize before = MIN(DICTIONARY_BYTES, (gsize) (stream - at));
        stop = stop != NULL ? stop : end;
        at = MIN(end, stop + 9);
        if (!is_of_interest(stream - before, before))
            continue;
        stream += 6;
        while (stream < stop && (*stream == '\r' || *stream == '\n'))
            stream++;
        gsize given = unpack(stream, (gsize) (stop - stream), unpacked);
        all += given;
        look_through(&hints, unpacked, given);
    }
    return hints;
}
