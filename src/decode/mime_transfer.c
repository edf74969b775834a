/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part's bytes out of their transfer encoding (RFC 2045), also where the header is wrong about it.
 *
 * Relays that write mails anew lose or add the field: base64 that nobody declares, quoted-printable that
 * nobody declares, plain words said to be base64. Each is told by the bytes, and only where they leave no
 * doubt: base64 has no words between blanks, what it holds must be of a known kind; in quoted-printable
 * every = is followed by two digits or a line end. Base64 made of pieces with padding each, which GMime
 * reads to the first padding, is read to its end. Everything else is left to GMime. */
#include "decode/mime_transfer.h"

#include <string.h>

#include "decode/sniff.h"

#define BASE64_BYTES_MIN 80
#define ESCAPES_MIN      3

static gboolean is_base64(guchar c)
{
    return g_ascii_isalnum(c) || c == '+' || c == '/';
}

enum { PADDING = 64, NO_LETTER };

/* What each byte stands for in base64. */
static void list_values(guint8 values[256])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    memset(values, NO_LETTER, 256);
    for (guint8 i = 0; i < PADDING; i++)
        values[(guchar) letters[i]] = i;
    values['='] = PADDING;
}

static gsize skip_line_ends(const guchar *raw, gsize length, gsize at)
{
    while (at < length && (raw[at] == '\r' || raw[at] == '\n'))
        at++;
    return at;
}

/* How many bytes the last group gives, the one with padding; 0: it is none. */
static gsize read_last_group(const guint8 values[256], const guchar *group, guint8 *out)
{
    guint8 a = values[group[0]], b = values[group[1]], c = values[group[2]];
    if (a >= PADDING || b >= PADDING || c > PADDING || group[3] != '=')
        return 0;
    out[0] = (guint8) (a << 2 | b >> 4);
    out[1] = c == PADDING ? 0 : (guint8) (b << 4 | c >> 2);
    return c == PADDING ? 1 : 2;
}

GBytes *mime_transfer_base64(const char *raw, gsize length)
{
    guint8 values[256];
    list_values(values);
    const guchar *bytes = (const guchar *) raw;
    g_autofree guint8 *out = g_malloc(length / 4 * 3 + 4);
    gsize at = 0, given = 0;
    for (gsize begun = G_MAXSIZE; at != begun;) {
        begun = at = skip_line_ends(bytes, length, at);
        for (; length - at >= 4; at += 4, given += 3) {
            guint a = values[bytes[at]], b = values[bytes[at + 1]], c = values[bytes[at + 2]], d = values[bytes[at + 3]];
            if ((a | b | c | d) >= PADDING)
                break;
            guint32 three = GUINT32_TO_BE(a << 26 | b << 20 | c << 14 | d << 8);
            memcpy(out + given, &three, 4); /* and one that the next group overwrites */
        }
    }
    if (length - at >= 4) {
        gsize last = read_last_group(values, bytes + at, out + given);
        at = last > 0 ? skip_line_ends(bytes, length, at + 4) : at;
        given += last;
    }
    return at == length && given > 0 ? g_bytes_new_take(g_steal_pointer(&out), given) : NULL;
}

/* Blanks between words: with those, it is no base64. */
static gboolean has_words(const char *raw, gsize length)
{
    gsize blanks = 0;
    for (gsize i = 1; i + 1 < length; i++)
        blanks += raw[i] == ' ' && g_ascii_isalpha(raw[i - 1]) && g_ascii_isalpha(raw[i + 1]);
    return blanks >= 5 && blanks * 20 > length;
}

/* More letters come after padding. */
static gboolean is_in_pieces(const char *raw, gsize length)
{
    const char *end = raw + length, *padding = memchr(raw, '=', length);
    for (; padding != NULL && padding < end; padding++)
        if (is_base64((guchar) *padding))
            return TRUE;
    return FALSE;
}

/* Each piece begins anew after its padding. */
static GByteArray *decode_pieces(const char *raw, gsize length)
{
    GByteArray *out = g_byte_array_sized_new((guint) (length / 4 * 3 + 3));
    int state = 0;
    guint save = 0;
    for (gsize at = 0; at < length;) {
        const char *padding = memchr(raw + at, '=', length - at);
        gsize piece = padding != NULL ? (gsize) (padding - raw) - at : length - at;
        while (at + piece < length && raw[at + piece] == '=')
            piece++;
        guint before = out->len;
        g_byte_array_set_size(out, before + (guint) (piece / 4 * 3 + 6));
        gsize got = g_base64_decode_step(raw + at, piece, out->data + before, &state, &save);
        g_byte_array_set_size(out, before + (guint) got);
        state = 0;
        save = 0;
        at += piece;
    }
    return out;
}

/* Lines of nothing but its letters, all but the last of one length, a multiple of four. */
static gboolean is_all_base64(const char *raw, gsize length)
{
    gsize wide = 0, now = 0;
    gboolean last = FALSE; /* a shorter line was the last one */
    for (gsize i = 0; i <= length; i++) {
        gboolean ends = i == length || raw[i] == '\n';
        if (!ends && raw[i] != '\r') {
            if (!is_base64((guchar) raw[i]) && raw[i] != '=')
                return FALSE;
            now++;
        }
        if (!ends || now == 0)
            continue;
        if (last || now % 4 != 0 || (wide > 0 && now > wide))
            return FALSE;
        last = wide > 0 && now < wide;
        wide = MAX(wide, now);
        now = 0;
    }
    return wide > 0;
}

/* Digits taken for base64 give bytes of all values, a letter mostly those of ASCII. */
static gboolean holds_something(const GByteArray *bytes)
{
    enum kind kind = sniff_kind((const char *) bytes->data, bytes->len);
    if (kind != KIND_TEXT)
        return kind != KIND_UNKNOWN && kind != KIND_EMPTY;
    guint high = 0;
    for (guint i = 0; i < bytes->len; i++)
        high += bytes->data[i] >= 0x80;
    return high <= bytes->len / 5 || g_utf8_validate((const char *) bytes->data, bytes->len, NULL);
}

static GBytes *read_undeclared_base64(const char *raw, gsize length)
{
    if (length < BASE64_BYTES_MIN || !is_all_base64(raw, length))
        return NULL;
    GByteArray *bytes = decode_pieces(raw, length);
    if (holds_something(bytes))
        return g_byte_array_free_to_bytes(bytes);
    g_byte_array_unref(bytes);
    return NULL;
}

static int read_hex(const char *at, const char *end)
{
    if (end - at < 2 || !g_ascii_isxdigit(at[0]) || !g_ascii_isxdigit(at[1]))
        return -1;
    return g_ascii_xdigit_value(at[0]) * 16 + g_ascii_xdigit_value(at[1]);
}

/* Does every = stand for a byte or a line that goes on, and do several stand for letters beyond ASCII? */
static gboolean is_quoted_printable(const char *raw, gsize length)
{
    const char *end = raw + length;
    guint high = 0;
    for (const char *at = raw; (at = memchr(at, '=', (gsize) (end - at))) != NULL;) {
        at++;
        if (at < end && (*at == '\n' || *at == '\r'))
            continue;
        int value = read_hex(at, end);
        if (value < 0)
            return FALSE;
        high += value >= 0x80;
    }
    for (const char *at = raw; at < end && high >= ESCAPES_MIN; at++)
        if ((guchar) *at >= 0x80)
            return FALSE;
    return high >= ESCAPES_MIN;
}

static GBytes *decode_quoted_printable(const char *raw, gsize length)
{
    GByteArray *out = g_byte_array_sized_new((guint) length);
    for (const char *at = raw, *end = raw + length; at < end;) {
        int value = *at == '=' ? read_hex(at + 1, end) : -1;
        if (value >= 0) {
            guint8 byte = (guint8) value;
            g_byte_array_append(out, &byte, 1);
            at += 3;
        } else if (*at == '=') {
            at++;
            at += at < end && *at == '\r';
            at += at < end && *at == '\n';
        } else {
            g_byte_array_append(out, (const guint8 *) at++, 1);
        }
    }
    return g_byte_array_free_to_bytes(out);
}

GBytes *mime_transfer_mend(const char *raw, gsize length, enum mime_transfer declared, gboolean text)
{
    if (declared == MIME_TRANSFER_BASE64) {
        if (has_words(raw, length))
            return g_bytes_new(raw, length);
        return is_in_pieces(raw, length) ? g_byte_array_free_to_bytes(decode_pieces(raw, length)) : NULL;
    }
    if (declared != MIME_TRANSFER_NONE)
        return NULL;
    GBytes *bytes = read_undeclared_base64(raw, length);
    if (bytes == NULL && text && is_quoted_printable(raw, length))
        bytes = decode_quoted_printable(raw, length);
    return bytes;
}
