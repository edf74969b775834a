/* SPDX-License-Identifier: GPL-3.0-or-later */
/* S/MIME with the signature around the mail (smime.p7m): the content is taken out and read; whether the
 * signature is good is not asked here. Encrypted content is told.
 *
 * Only the outermost layers of the structure (RFC 5652) are walked, in DER and in BER with indefinite
 * lengths and strings in pieces, as mail programs write it. Depth and lengths are bounded by the bytes. */
#include <string.h>

#include "decode/mime.h"
#include "decode/reading.h"

#define DEPTH_MAX 12

#define TAG_OCTETS   0x04
#define TAG_OID      0x06
#define TAG_SEQUENCE 0x30
#define TAG_CONTEXT  0xa0
#define CONSTRUCTED  0x20

struct element {
    guint8 tag;
    const guint8 *at, *end; /* the content; end of all where the length is indefinite */
    gboolean indefinite;
};

/* The element that begins at *at; FALSE where none does. *at is moved to its content. */
static gboolean open_element(const guint8 **at, const guint8 *end, struct element *element)
{
    if (end - *at < 2)
        return FALSE;
    element->tag = *(*at)++;
    guint8 length = *(*at)++;
    gsize size = length;
    element->indefinite = length == 0x80;
    if (length > 0x80) {
        guint bytes = length & 0x7f;
        if (bytes > 4 || end - *at < (gssize) bytes)
            return FALSE;
        size = 0;
        while (bytes-- > 0)
            size = size << 8 | *(*at)++;
    }
    element->at = *at;
    element->end = element->indefinite ? end : *at + MIN(size, (gsize) (end - *at));
    return TRUE;
}

static gboolean is_end_mark(const guint8 *at, const guint8 *end)
{
    return end - at >= 2 && at[0] == 0 && at[1] == 0;
}

/* Moves behind the element. */
static const guint8 *skip_element(const struct element *element, guint depth)
{
    if (!element->indefinite)
        return element->end;
    const guint8 *at = element->at;
    while (at < element->end && !is_end_mark(at, element->end)) {
        struct element inner;
        if (depth >= DEPTH_MAX || !open_element(&at, element->end, &inner))
            return element->end;
        at = skip_element(&inner, depth + 1);
    }
    return MIN(at + 2, element->end);
}

/* The strings of an octet string, which may be in pieces. */
static void collect(const struct element *element, GByteArray *out, guint depth)
{
    if ((element->tag & CONSTRUCTED) == 0) {
        g_byte_array_append(out, element->at, (guint) (element->end - element->at));
        return;
    }
    const guint8 *at = element->at;
    while (at < element->end && !is_end_mark(at, element->end)) {
        struct element inner;
        if (depth >= DEPTH_MAX || !open_element(&at, element->end, &inner))
            return;
        if ((inner.tag & ~CONSTRUCTED) == TAG_OCTETS)
            collect(&inner, out, depth + 1);
        at = skip_element(&inner, depth + 1);
    }
}

static gboolean next_is(const guint8 **at, const guint8 *end, guint8 tag, struct element *element)
{
    return open_element(at, end, element) && element->tag == tag;
}

/* The number after 1.2.840.113549.1.7: 2 signed, 3 enveloped, …; 0 for another kind. */
static guint content_kind(const struct element *oid)
{
    static const guint8 pkcs7[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07};
    gboolean known = oid->end - oid->at == sizeof pkcs7 + 1 &&
                     memcmp(oid->at, pkcs7, sizeof pkcs7) == 0;
    return known ? oid->at[sizeof pkcs7] : 0;
}

/* Version and digest algorithms are passed over; then comes the content with its type. */
static GBytes *find_content(const struct element *data)
{
    struct element element, oid, content;
    const guint8 *at = data->at;
    for (guint i = 0; i < 2; i++) {
        if (!open_element(&at, data->end, &element))
            return NULL;
        at = skip_element(&element, 0);
    }
    if (!next_is(&at, data->end, TAG_SEQUENCE, &element) ||
        !next_is(&at, element.end, TAG_OID, &oid))
        return NULL;
    at = skip_element(&oid, 0);
    if (!next_is(&at, element.end, TAG_CONTEXT, &content) ||
        !open_element(&at, content.end, &element))
        return NULL;
    GByteArray *out = g_byte_array_new();
    collect(&element, out, 0);
    return g_byte_array_free_to_bytes(out);
}

/* kind: as of content_kind(). NULL: no content in it, or damaged. */
static GBytes *open_envelope(GBytes *bytes, guint *kind)
{
    gsize length;
    const guint8 *at = g_bytes_get_data(bytes, &length), *end = at + length;
    struct element info, oid, content, data;
    *kind = 0;
    if (!next_is(&at, end, TAG_SEQUENCE, &info) || !next_is(&at, info.end, TAG_OID, &oid))
        return NULL;
    *kind = content_kind(&oid);
    at = skip_element(&oid, 0);
    if (*kind != 2 || !next_is(&at, info.end, TAG_CONTEXT, &content) ||
        !next_is(&at, content.end, TAG_SEQUENCE, &data))
        return NULL;
    return find_content(&data);
}

void pkcs7_read(struct reading *reading, const struct leaf *leaf)
{
    guint kind;
    g_autoptr(GBytes) content = open_envelope(leaf->bytes, &kind);
    if (content != NULL && g_bytes_get_size(content) > 0)
        mime_read_entity(reading, content);
    else if (kind == 3 || kind == 4 || kind == 6)
        text_add_flaw(reading->text->unread, leaf->name, "encrypted (S/MIME)");
    else if (kind != 2)
        text_add_flaw(reading->text->unread, leaf->name,
                      "an S/MIME message of a kind that cannot be read");
}
