/* SPDX-License-Identifier: GPL-3.0-or-later */
/* poppler's interface does not tell whether text is drawn without a mark nor where lines are drawn, nor cheaply
 * whether a file has form fields. All stand in the file, plain or in streams that are deflated: these are
 * unpacked, as far as the limits go, and looked through. Pictures and fonts are passed over. */
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

/* What stands before a stream, from the number of its object on. */
static const char *find_dictionary(const char *least, const char *stream)
{
    for (const char *at = stream; at - 3 >= least; at--)
        if (memcmp(at - 3, "obj", 3) == 0)
            return at;
    return least;
}

static gboolean is_of_interest(const char *dictionary, gsize length)
{
    static const char *const others[] = {"/Image", "/Length1", "/FontFile", "/Type1C", "/CIDFontType0C", "/OpenType",
                                         "/XRef", "/Metadata", "/DCTDecode"};
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        if (memmem(dictionary, length, others[i], strlen(others[i])) != NULL)
            return FALSE;
    return TRUE;
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

static gboolean turns_pages(const char *bytes, gsize length)
{
    const char *end = bytes + length;
    for (const char *at = bytes; (at = memmem(at, (gsize) (end - at), "/Rotate", 7)) != NULL;) {
        for (at += 7; at < end && *at == ' ';)
            at++;
        if (at < end && *at != '0')
            return TRUE;
    }
    return FALSE;
}

/* Is one of the names there? They end with NULL. */
static gboolean has_name(const char *bytes, gsize length, const char *const *names)
{
    for (; *names != NULL; names++)
        if (memmem(bytes, length, *names, strlen(*names)) != NULL)
            return TRUE;
    return FALSE;
}

static void look_through(struct pdf_hints *hints, const char *bytes, gsize length)
{
    static const char *const typed[] = {"/AcroForm", "/FreeText", "/Popup", "/Highlight", "/Stamp", "/Subtype/Text", "/Subtype /Text", NULL};
    hints->markless = hints->markless || draws_without_mark(bytes, length);
    hints->typed = hints->typed || has_name(bytes, length, typed);
    hints->fields_elsewhere = hints->fields_elsewhere || memmem(bytes, length, "/XFA", 4) != NULL;
    hints->attached = hints->attached || memmem(bytes, length, "/FileAttachment", 15) != NULL;
    hints->turned = hints->turned || turns_pages(bytes, length);
    hints->struck = hints->struck || memmem(bytes, length, "/StrikeOut", 10) != NULL;
    hints->inked = hints->inked || memmem(bytes, length, "/InkList", 8) != NULL ||
                   memmem(bytes, length, "/Subtype/Line", 13) != NULL || memmem(bytes, length, "/Subtype /Line", 14) != NULL;
}

/* The places of what is drawn by another drawing hang on that one. */
static void look_for_rules(struct pdf_hints *hints, const char *bytes, gsize length, gboolean within)
{
    guint before = hints->rules->len;
    if (!pdf_rules_collect(bytes, length, hints->rules))
        hints->rules_anywhere = TRUE;
    if (within && hints->rules->len > before) {
        hints->rules_anywhere = TRUE;
        g_array_set_size(hints->rules, before);
    }
}

static void look_into(struct pdf_hints *hints, const char *dictionary, const char *stream, const char *stop,
                      char *unpacked)
{
    gsize before = (gsize) (stream - dictionary);
    gboolean within = memmem(dictionary, before, "/Form", 5) != NULL;
    for (stream += 6; stream < stop && (*stream == '\r' || *stream == '\n');)
        stream++;
    gsize length = (gsize) (stop - stream);
    if (memmem(dictionary, before, "/Filter", 7) == NULL) {
        look_for_rules(hints, stream, length, within);
        return;
    }
    gsize given = memmem(dictionary, before, "/FlateDecode", 12) != NULL ? unpack(stream, length, unpacked) : 0;
    hints->unpacked_bytes += given;
    look_through(hints, unpacked, given);
    if (memmem(dictionary, before, "/ObjStm", 7) == NULL) {
        look_for_rules(hints, unpacked, given, within);
        hints->rules_anywhere |= (given == 0 && length > 0) || given == STREAM_BYTES_MAX;
    }
}

static int compare_rules(const void *a, const void *b)
{
    const struct pdf_rule *one = a, *other = b;
    return one->y < other->y ? -1 : one->y > other->y ? 1 : 0;
}

struct pdf_hints pdf_hints_read(GBytes *file)
{
    gsize length;
    const char *bytes = g_bytes_get_data(file, &length), *end = bytes + length, *at = bytes, *stream = NULL;
    struct pdf_hints hints = {.rules = g_array_new(FALSE, FALSE, sizeof(struct pdf_rule))};
    look_through(&hints, bytes, length);
    g_autofree char *unpacked = g_malloc(STREAM_BYTES_MAX);
    for (guint i = 0; i < STREAMS_MAX && hints.unpacked_bytes < ALL_BYTES_MAX; i++) {
        stream = memmem(at, (gsize) (end - at), "stream", 6);
        if (stream == NULL)
            break;
        const char *stop = memmem(stream, (gsize) (end - stream), "endstream", 9);
        const char *dictionary = find_dictionary(stream - MIN(DICTIONARY_BYTES, stream - at), stream);
        stop = stop != NULL ? stop : end;
        at = MIN(end, stop + 9);
        if (is_of_interest(dictionary, (gsize) (stream - dictionary)))
            look_into(&hints, dictionary, stream, stop, unpacked);
    }
    hints.rules_anywhere |= stream != NULL || (hints.turned && hints.rules->len > 0); /* not all was looked at */
    g_array_sort(hints.rules, compare_rules);
    return hints;
}

void pdf_hints_clear(struct pdf_hints *hints)
{
    g_clear_pointer(&hints->rules, g_array_unref);
}
