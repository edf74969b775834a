/* SPDX-License-Identifier: GPL-3.0-or-later */
/* poppler's interface does not tell whether text is drawn without a mark nor where lines are drawn, nor cheaply
 * whether a file has form fields or pictures. All stand in the file, plain or in streams that are deflated: these are
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

/* "3 Tr" or "7 Tr". */
static gboolean draws_without_mark(const char *bytes, gsize length)
{
    const char *end = bytes + length;
    for (const char *at = bytes; (at = memmem(at, (gsize) (end - at), " Tr", 3)) != NULL; at += 3)
        if (at > bytes && (at[-1] == '3' || at[-1] == '7') && (at - 1 == bytes || ends_number(at[-2])))
            return TRUE;
    return FALSE;
}

static gboolean begins(const char *at, const char *end, const char *with)
{
    gsize length = strlen(with);
    return (gsize) (end - at) >= length && memcmp(at, with, length) == 0;
}

/* "/ca 0": an opacity of zero. */
static gboolean is_opacity_of_zero(const char *at, const char *end)
{
    gsize zeros = 4;
    if (!begins(at, end, "/ca "))
        return FALSE;
    while (at + zeros < end && (at[zeros] == '0' || at[zeros] == '.'))
        zeros++;
    return zeros > 4 && (at + zeros == end || ends_number(at[zeros]));
}

static gboolean turns_page(const char *at, const char *end)
{
    if (!begins(at, end, "/Rotate"))
        return FALSE;
    for (at += 7; at < end && *at == ' ';)
        at++;
    return at < end && *at != '0';
}

/* The kind of an object that is a picture, not /ImageB among the kinds of procedures. */
static gboolean is_kind_of_picture(const char *at, const char *end)
{
    return begins(at, end, "/Image") && (end - at == 6 || !g_ascii_isalnum(at[6]));
}

/* A picture that stands among the strokes of a page says how wide it is; widths of letters are a list. */
static gboolean is_width_of_picture(const char *at, const char *end)
{
    for (at += begins(at, end, "/Width") ? 6 : 2; at < end && (g_ascii_isspace(*at) || *at == '\0');)
        at++;
    return at < end && g_ascii_isdigit(*at);
}

/* The name that begins with this stroke. One may be written with the number of any of its letters. */
static void note_name(struct pdf_hints *hints, const char *at, const char *end)
{
    switch (end - at > 1 ? at[1] : '\0') {
    case 'A':
        hints->typed |= begins(at, end, "/AcroForm");
        break;
    case 'F':
        hints->typed |= begins(at, end, "/FreeText");
        hints->attached |= begins(at, end, "/FileAttachment");
        break;
    case 'H':
        hints->typed |= begins(at, end, "/Highlight");
        break;
    case 'P':
        hints->typed |= begins(at, end, "/Popup");
        break;
    case 'X':
        hints->fields_elsewhere |= begins(at, end, "/XFA");
        break;
    case 'S':
        hints->typed |= begins(at, end, "/Stamp") || begins(at, end, "/Subtype/Text") || begins(at, end, "/Subtype /Text");
        hints->struck |= begins(at, end, "/StrikeOut");
        hints->inked |= begins(at, end, "/Subtype/Line") || begins(at, end, "/Subtype /Line");
        break;
    case 'I':
        hints->inked |= begins(at, end, "/InkList");
        hints->pictured |= is_kind_of_picture(at, end) || memchr(at, '#', MIN(6, (gsize) (end - at))) != NULL;
        break;
    case 'E':
        hints->pictured |= begins(at, end, "/Encrypt");
        break;
    case '#':
        hints->pictured = TRUE;
        break;
    case 'W':
        hints->pictured |= is_width_of_picture(at, end);
        break;
    case 'O':
        hints->layered |= begins(at, end, "/OFF");
        break;
    case 'R':
        hints->turned |= turns_page(at, end);
        break;
    case 'c':
        hints->markless |= is_opacity_of_zero(at, end);
    }
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

static void look_through(struct pdf_hints *hints, const char *bytes, gsize length)
{
    const char *end = bytes + length;
    hints->markless = hints->markless || draws_without_mark(bytes, length);
    for (const char *at = bytes; at < end && (at = memchr(at, '/', (gsize) (end - at))) != NULL; at++)
        note_name(hints, at, end);
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
    hints->pictured |= (given == 0 && length > 0) || given == STREAM_BYTES_MAX;
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
        gsize before = (gsize) (stream - dictionary);
        if (is_of_interest(dictionary, before))
            look_into(&hints, dictionary, stream, stop, unpacked);
        else /* a drawing all the same, in which there may be one */
            hints.pictured |= memmem(dictionary, before, "/Form", 5) != NULL;
    }
    hints.pictured |= stream != NULL;
    hints.rules_anywhere |= stream != NULL || (hints.turned && hints.rules->len > 0); /* not all was looked at */
    g_array_sort(hints.rules, compare_rules);
    return hints;
}

void pdf_hints_clear(struct pdf_hints *hints)
{
    g_clear_pointer(&hints->rules, g_array_unref);
}
