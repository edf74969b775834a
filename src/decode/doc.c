/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Word's binary documents ([MS-DOC]): the text by its table of pieces, paragraphs, table cells, pages.
 *
 * Character formatting is not looked at, so text that is hidden or deleted by tracked changes is read as
 * if it stood there, and that is told where changes are tracked. Word 6 and 95 keep their text in one
 * stretch. Encrypted documents are told. */
#include <string.h>

#include "decode/lines.h"
#include "decode/mapi.h"
#include "decode/ole.h"

#define FIB_BYTES  0x1aa
#define FIB_WORD97 0x65
#define PIECES_MAX 200000

struct doc {
    struct reading *reading;
    struct lines *lines;
    GBytes *main;
    guint fields;      /* open field instructions */
    gboolean in_table, in_cell;
    gboolean cell_just_ended;
};

static void write_utf8(struct doc *doc, const char *text, gsize length)
{
    if (doc->fields > 0 || length == 0)
        return;
    if (doc->in_table && !doc->in_cell) {
        lines_cell_begin(doc->lines, 1, 1);
        doc->in_cell = TRUE;
    }
    doc->cell_just_ended = FALSE;
    lines_words(doc->lines, text, length, FALSE);
}

/* A cell ends; where another one has just ended, it is the row that ends. */
static void end_cell(struct doc *doc)
{
    if (doc->cell_just_ended) {
        lines_row_end(doc->lines);
        doc->cell_just_ended = FALSE;
        return;
    }
    if (!doc->in_cell)
        lines_cell_begin(doc->lines, 1, 1);
    lines_cell_end(doc->lines);
    doc->in_cell = FALSE;
    doc->cell_just_ended = TRUE;
}

static void end_paragraph(struct doc *doc)
{
    if (doc->in_table && !doc->in_cell) {
        lines_table_end(doc->lines);
        doc->in_table = FALSE;
    }
    lines_paragraph(doc->lines);
}

/* TRUE: the character is a mark and is dealt with. */
static gboolean apply_mark(struct doc *doc, gunichar c)
{
    switch (c) {
    case 0x07:
        end_cell(doc);
        return TRUE;
    case 0x0b:
        lines_break(doc->lines);
        return TRUE;
    case 0x0c:
        lines_page(doc->lines);
        return TRUE;
    case 0x0d:
        end_paragraph(doc);
        return TRUE;
    case 0x13:
        doc->fields++;
        return TRUE;
    case 0x14:
    case 0x15:
        doc->fields -= doc->fields > 0 && c == 0x14;
        return TRUE;
    case 0x1e:
        write_utf8(doc, "\xe2\x80\x91", 3);
        return TRUE;
    case 0x1f:
        write_utf8(doc, "\xc2\xad", 2);
        return TRUE;
    default:
        return c < 0x20 && c != '\t';
    }
}

/* Does the paragraph or cell that begins here end with a cell's mark? Then it lies in a table. */
static gboolean is_cell_next(const char *at, const char *end)
{
    for (; at < end && *at != '\x0d' && *at != '\x0c'; at++)
        if (*at == '\x07')
            return TRUE;
    return FALSE;
}

static void write_text(struct doc *doc, const char *text, gsize length)
{
    const char *at = text, *end = text + length, *word = text;
    gboolean begins = TRUE;
    while (at < end && !lines_are_full(doc->lines)) {
        if (begins && !doc->in_cell) {
            gboolean cell = is_cell_next(at, end);
            if (cell && !doc->in_table)
                lines_table_begin(doc->lines);
            if (!cell && doc->in_table)
                lines_table_end(doc->lines);
            doc->cell_just_ended &= cell;
            doc->in_table = cell;
        }
        begins = FALSE;
        if ((guchar) *at >= 0x20 || *at == '\t') {
            at++;
            continue;
        }
        write_utf8(doc, word, (gsize) (at - word));
        begins = *at == '\x07' || *at == '\x0d' || *at == '\x0c';
        apply_mark(doc, (guchar) *at);
        word = ++at;
    }
    write_utf8(doc, word, (gsize) (at - word));
}

/* One piece: bytes of windows-1252 or UTF-16. */
static void add_piece(struct doc *doc, GString *text, guint32 place, gsize characters)
{
    gsize length;
    const char *data = g_bytes_get_data(doc->main, &length);
    gboolean narrow = (place & 0x40000000u) != 0;
    gsize offset = narrow ? (place & 0x3fffffffu) / 2 : place;
    gsize bytes = narrow ? characters : characters * 2;
    if (offset >= length)
        return;
    bytes = MIN(bytes, length - offset);
    if (text->len > doc->reading->limits->part_text_bytes)
        return;
    struct charset_result result =
        charset_decode(doc->reading->decoder->charsets, data + offset, bytes,
                       narrow ? "windows-1252" : "utf-16le");
    g_string_append_len(text, result.utf8->str, (gssize) result.utf8->len);
    g_string_free(result.utf8, TRUE);
}

/* The table of pieces: positions in the text, then eight bytes for each piece. */
static gboolean add_pieces(struct doc *doc, GString *text, const guint8 *at, gsize length)
{
    gsize pieces = length >= 4 ? (length - 4) / 12 : 0;
    if (pieces == 0 || pieces > PIECES_MAX)
        return FALSE;
    const guint8 *descriptors = at + 4 * (pieces + 1);
    for (gsize i = 0; i < pieces; i++) {
        guint32 from = mapi_u32(at + 4 * i), to = mapi_u32(at + 4 * (i + 1));
        if (to < from)
            return FALSE;
        add_piece(doc, text, mapi_u32(descriptors + 8 * i + 2), to - from);
    }
    return TRUE;
}

/* Behind the property lists, each with its length, stands the table of pieces. */
static gboolean find_pieces(struct doc *doc, GString *text, GBytes *table, guint32 offset,
                            guint32 size)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(table, &length);
    if (offset >= length)
        return FALSE;
    const guint8 *at = data + offset, *end = at + MIN(size, length - offset);
    while (end - at >= 3 && *at == 1)
        at += MIN(3 + (gssize) mapi_u16(at + 1), end - at);
    if (end - at < 5 || *at != 2)
        return FALSE;
    return add_pieces(doc, text, at + 5, MIN(mapi_u32(at + 1), (gsize) (end - at - 5)));
}

static gboolean collect(struct doc *doc, const struct ole *ole, GString *text)
{
    gsize length;
    const guint8 *fib = g_bytes_get_data(doc->main, &length);
    if (length < 0x20)
        return FALSE;
    if (mapi_u16(fib + 2) < FIB_WORD97 || length < FIB_BYTES) {
        guint32 from = mapi_u32(fib + 0x18), to = mapi_u32(fib + 0x1c);
        if (from >= to || to > length)
            return FALSE;
        add_piece(doc, text, 0x40000000u | from * 2, to - from);
        return TRUE;
    }
    gboolean second = (mapi_u16(fib + 10) & 0x0200) != 0;
    g_autoptr(GBytes) table = ole_stream_named(ole, OLE_ROOT, second ? "1Table" : "0Table");
    return table != NULL &&
           find_pieces(doc, text, table, mapi_u32(fib + 0x1a2), mapi_u32(fib + 0x1a6));
}

static gboolean is_encrypted(GBytes *main)
{
    gsize length;
    const guint8 *fib = g_bytes_get_data(main, &length);
    return length > 12 && (mapi_u16(fib + 10) & 0x0100) != 0;
}

gboolean doc_read(struct reading *reading, const struct leaf *leaf, const struct ole *ole)
{
    g_autoptr(GBytes) main = ole_stream_named(ole, OLE_ROOT, "WordDocument");
    if (main == NULL)
        return FALSE;
    if (is_encrypted(main)) {
        text_add_flaw(reading->text->unread, leaf->name, "encrypted: it asks for a password");
        return TRUE;
    }
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    struct doc doc = {.reading = reading, .lines = lines, .main = main};
    g_autoptr(GString) text = g_string_new(NULL);
    gboolean good = collect(&doc, ole, text);
    write_text(&doc, text->str, text->len);
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    return good;
}
